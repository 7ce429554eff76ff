"""Signed ballots judged before they are sent: which would count, which stand already, and what is
wrong with the others.

First every line by itself, over all processors; then, by vote, against the chain at one block. The
order is the contracts': a voter counts once, has votes, chose what there is to choose, signed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from daoctl.chain.recovery import recover
from daoctl.governance.ballot_check import Verdict, first_received, over_processes, verdicts_of
from daoctl.governance.ballot_chunks import (
    Checked,
    Chunk,
    Fault,
    Signed,
    plan_chunks,
    read_chunk,
)
from daoctl.governance.ballot_context import Context, expect
from daoctl.governance.ballot_messages import ballot_digest
from daoctl.governance.ballot_votes import (
    Vote,
    delegation_vote,
    election_vote,
    powers,
    proposal_vote,
    unique,
    votes_cast,
)
from daoctl.governance.ballot_wallets import answered, wallets_at
from daoctl.governance.ballots import Ballot, BallotFault, Choice, Kind, read_ballot

if TYPE_CHECKING:
    from daoctl.charter.village import Village

# "counts": it would, if it were cast now (or, for a vote that opens later, then). "counted": the
# voter's vote stands on chain just so. "copy": the same ballot once more. "fault": it does not
# count, and `code` says why.
Worth = Literal["counts", "counted", "copy", "fault"]


@dataclass(frozen=True, slots=True)
class Judged:
    """What a line is worth. `vote` and `ballot` are there where the line could be read and its
    vote found; `power` in units; `wallet` says that a wallet contract vouched for it."""

    file: str
    line: int
    worth: Worth
    voter: str = ""
    ballot: Ballot | None = None
    vote: Vote | None = None
    digest: bytes = b""
    power: int = 0
    wallet: bool = False
    code: str = ""
    detail: str = ""


def judge(
    village: Village,
    files: Sequence[Path],
    contexts: Sequence[Context],
    *,
    block: int | None = None,
    processes: int | None = None,
    on_line: Callable[[], None] = lambda: None,
) -> list[Judged]:
    """Every line of the files, in their order. Raises UserError for a file that cannot be read,
    ChainError when the node cannot answer."""
    head = village.chain.head() if block is None else block
    held: list[Verdict] = []
    for verdict in check_mixed_files(files, contexts, processes):
        held.append(verdict)
        on_line()
    return judge_verdicts(village, held, head)


def rejudge(village: Village, judged: Sequence[Judged]) -> list[Judged]:
    """The same lines, against the chain as it is by now; what could not be read stays so."""
    again = [one for one in judged if one.vote is not None and one.ballot is not None]
    verdicts = [
        Verdict(one.file, one.line, _own_state(one), one.ballot, one.digest) for one in again
    ]
    fresh = iter(judge_verdicts(village, verdicts, village.chain.head()))
    return [
        next(fresh) if one.vote is not None and one.ballot is not None else one for one in judged
    ]


def _own_state(one: Judged) -> Literal["signed", "pending"]:
    assert one.ballot is not None
    holds = recover(one.digest, one.ballot.signature) == one.ballot.voter
    return "signed" if holds else "pending"


def judge_verdicts(village: Village, verdicts: Sequence[Verdict], block: int) -> list[Judged]:
    """The same of lines that were read before, against the chain as it is after that block."""
    found: dict[int, Judged] = {}
    groups: dict[tuple[Kind, bytes, int | bytes], list[tuple[int, Verdict]]] = defaultdict(list)
    for place, one in enumerate(verdicts):
        if one.ballot is None or one.state == "fault":
            found[place] = _faulty(one)
        else:
            ballot = one.ballot
            subject = 0 if ballot.kind == "delegation" else ballot.subject
            groups[ballot.kind, ballot.contract, subject].append((place, one))
    for (kind, contract, subject), members in groups.items():
        vote = _vote(village, kind, contract, subject, block)
        places = [place for place, _one in members]
        judged = _group(village, vote, subject, [one for _place, one in members])
        found.update(zip(places, judged, strict=True))
    return [found[place] for place in range(len(verdicts))]


def check_mixed_files(
    files: Iterable[Path], contexts: Sequence[Context], processes: int | None = None
) -> Iterator[Verdict]:
    """The verdict on each line by itself, each held against the context of its own kind and
    contract. Raises UserError for a file that cannot be read."""
    work = partial(check_mixed, tuple(contexts))
    for file in files:
        before = 0
        chunks = list(plan_chunks(file, contexts[0]))
        for checked in over_processes(work, chunks, processes):
            yield from verdicts_of(str(file), before, checked)
            before += checked.lines


def check_mixed(contexts: Sequence[Context], chunk: Chunk) -> Checked:
    """Every line of the chunk: read, held against what it may be for, and its signer recovered."""
    signed: list[Signed] = []
    pending: list[Signed] = []
    faults: list[Fault] = []
    lines = read_chunk(chunk).split(b"\n")
    whole = not lines[-1]
    if whole:
        lines.pop()
    # Copies of one line are common where people send a file twice, and recovery is what costs.
    holds: dict[bytes, bool] = {}
    for number, line in enumerate(lines, start=1):
        voter = b""
        try:
            ballot = read_ballot(line)
            voter = ballot.voter
            expect(ballot, _context_for(ballot, contexts))
        except BallotFault as fault:
            cut = fault.code == "json" and number == len(lines) and not whole
            faults.append(Fault(number, "cut" if cut else fault.code, fault.detail, voter))
            continue
        digest = ballot_digest(ballot)
        known = digest + ballot.signature
        if known not in holds:
            holds[known] = recover(digest, ballot.signature) == voter
        (signed if holds[known] else pending).append(Signed(number, ballot, digest))
    return Checked(len(lines), signed, pending, faults)


def _context_for(ballot: Ballot, contexts: Sequence[Context]) -> Context:
    """The context the ballot is nearest to, so that its fault names what is really wrong."""
    kind = [one for one in contexts if one.kind == ballot.kind]
    for one in kind:
        if one.contract == ballot.contract and one.subject in (None, ballot.subject):
            return one
    return kind[0] if kind else contexts[0]


def _vote(
    village: Village, kind: Kind, contract: bytes, subject: int | bytes, block: int
) -> Vote | None:
    if kind == "delegation":
        tokens = (village.villager, village.certificate)
        token = next(one for one in tokens if bytes.fromhex(one.address[2:]) == contract)
        return delegation_vote(village, token, block)
    assert isinstance(subject, int), "consultations are judged by `consultation_judging`"
    read = proposal_vote if kind == "proposal" else election_vote
    return read(village, subject, block)


def _group(
    village: Village, vote: Vote | None, subject: int | bytes, verdicts: list[Verdict]
) -> list[Judged]:
    if vote is None:
        return [_faulty(refused(one, "other_subject", str(subject))) for one in verdicts]
    if vote.kind == "delegation":
        from daoctl.governance.ballot_delegations import judge_delegations

        return judge_delegations(vote, verdicts)
    voters = unique(one.ballot.voter_address for one in verdicts if one.ballot)
    weight = dict(zip(voters, powers(vote, voters), strict=True))
    stands = votes_cast(village, vote, voters)

    def settled(one: Verdict) -> Verdict:
        """The verdict where no signature changes it any more, so that no wallet is asked for
        nothing."""
        assert one.ballot is not None
        voter = one.ballot.voter_address
        if voter in stands:
            return replace(one, state="signed")
        code = "" if weight[voter] else "no_power"
        code = code or _choice_fault(vote, one.ballot)
        return refused(one, code) if code else one

    checked = [settled(one) for one in verdicts]
    ask = wallets_at(village.chain, vote.block, vote.contract.read("walletGas"))
    wallets = {place for place, one in enumerate(checked) if one.state == "pending"}
    decided = list(answered(checked, ask))
    seen: set[bytes] = set()
    first = first_received(one for one in decided if not _stands(one, stands))
    judged = []
    for place, one in enumerate(decided):
        voter = one.ballot.voter_address if one.ballot else ""
        before = _stands(one, stands)
        made = judged_of(
            one if before else next(first), vote, weight.get(voter, 0), place in wallets
        )
        if before:
            made = _standing(made, stands[voter], seen)
        elif made.worth == "counts" and vote.phase == "over":
            made = replace(made, worth="fault", code="over")
        judged.append(made)
    return judged


def _stands(one: Verdict, stands: Mapping[str, Choice]) -> bool:
    return one.state != "fault" and one.ballot is not None and one.ballot.voter_address in stands


def _standing(made: Judged, choice: Choice, seen: set[bytes]) -> Judged:
    """A ballot of somebody whose vote stands on chain already."""
    assert made.ballot is not None
    if made.digest in seen:
        return replace(made, worth="copy")
    seen.add(made.digest)
    if choice == made.ballot.choice:
        return replace(made, worth="counted")
    return replace(made, worth="fault", code="voted")


def _choice_fault(vote: Vote, ballot: Ballot) -> str:
    if vote.kind != "election":
        return ""
    if ballot.slate != vote.slate:
        return "other_slate"
    assert isinstance(ballot.choice, int)
    named = ballot.choice.bit_count()
    if not named or named > vote.most or ballot.choice & ~vote.standing:
        return "no_choice"
    return ""


def refused(one: Verdict, code: str, detail: str = "") -> Verdict:
    """The verdict as a fault of that code."""
    voter = one.ballot.voter if one.ballot else b""
    return replace(one, state="fault", fault=Fault(one.line, code, detail, voter))


def judged_of(one: Verdict, vote: Vote, power: int, wallet: bool) -> Judged:
    """What a verdict comes to in its vote, before the chain's own word on the voter."""
    if one.state == "fault":
        return replace(_faulty(one), vote=vote, power=power)
    assert one.ballot is not None
    return Judged(
        one.file,
        one.line,
        "copy" if one.state == "copy" else "counts",
        one.ballot.voter_address,
        one.ballot,
        vote,
        one.digest,
        power,
        wallet,
    )


def _faulty(one: Verdict) -> Judged:
    from daoctl.chain.codec import checksummed

    assert one.fault is not None
    voter = checksummed("0x" + one.fault.voter.hex()) if one.fault.voter else ""
    return Judged(
        one.file,
        one.line,
        "fault",
        voter,
        one.ballot,
        digest=one.digest,
        code=one.fault.code,
        detail=one.fault.detail,
    )
