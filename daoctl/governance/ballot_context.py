"""What a ballot must be for to count: the vote it is held against. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from daoctl.governance.ballots import Ballot, BallotFault, Kind


@dataclass(frozen=True, slots=True)
class Context:
    """What a ballot must be for to count. None leaves a field open; `options` is how many options
    a consultation has (0 = not known), `most` how many of them one ballot may name, `ordered`
    whether their order means something."""

    kind: Kind
    chain_id: int
    contract: bytes
    domain: str
    subject: int | bytes | None = None
    slate: bytes | None = None
    options: int = 0
    most: int = 0
    ordered: bool = True


def expect(ballot: Ballot, context: Context) -> None:
    """Raises BallotFault unless the ballot is for what the context says. Pure."""
    if ballot.kind != context.kind:
        raise BallotFault("other_kind", ballot.kind)
    if ballot.chain_id != context.chain_id:
        raise BallotFault("other_chain", str(ballot.chain_id))
    if ballot.contract != context.contract:
        raise BallotFault("other_village", ballot.contract_address)
    if ballot.domain != context.domain:
        raise BallotFault("other_domain", ballot.domain)
    if context.subject is not None and ballot.subject != context.subject:
        subject = ballot.subject
        shown = "0x" + subject.hex() if isinstance(subject, bytes) else str(subject)
        raise BallotFault("other_subject", shown)
    if context.slate is not None and ballot.slate != context.slate:
        raise BallotFault("other_slate", "0x" + ballot.slate.hex())
    if context.options and isinstance(ballot.choice, tuple):
        _expect_options(ballot.choice, context)


def _expect_options(choice: tuple[int, ...], context: Context) -> None:
    if len(choice) > context.most:
        raise BallotFault("too_many", str(context.most))
    if choice and max(choice) > context.options:
        raise BallotFault("no_option", str(max(choice)))
    if len(set(choice)) != len(choice):
        raise BallotFault("twice")
    if not context.ordered and list(choice) != sorted(choice):
        # Otherwise one and the same wish would be two different ballots.
        raise BallotFault("unsorted")
