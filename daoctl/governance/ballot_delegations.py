"""Signed delegations (委任状) judged before they are sent: OpenZeppelin's `delegateBySig` takes each
account's in the order of their nonces, until the date that each has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from daoctl.governance.ballot_check import State, Verdict
from daoctl.governance.ballot_chunks import Fault, Signed, unsigned_fault
from daoctl.governance.ballot_votes import Vote, powers, unique

if TYPE_CHECKING:
    from daoctl.chain.contracts import Call
    from daoctl.governance.ballot_judging import Judged
    from daoctl.governance.ballots import Ballot


def judge_delegations(vote: Vote, verdicts: Sequence[Verdict]) -> list[Judged]:
    """Each delegation, in the given order. A key alone can sign one: no wallet is asked."""
    from daoctl.governance.ballot_judging import Worth, judged_of

    voters = unique(one.ballot.voter_address for one in verdicts if one.ballot)
    asked = [(voter,) for voter in voters]
    nonces = dict(zip(voters, vote.token.read_many("nonces", asked, vote.block), strict=True))
    now = dict(zip(voters, vote.token.read_many("delegates", asked, vote.block), strict=True))
    weight = dict(zip(voters, powers(vote, voters), strict=True))
    usable = _usable(verdicts, nonces, vote.now)
    first: dict[tuple[str, int], Verdict] = {}
    found = []
    for one in verdicts:
        ballot = one.ballot
        assert ballot is not None
        assert isinstance(ballot.subject, int)
        voter, nonce = ballot.voter_address, ballot.subject
        worth: Worth = "counts"
        code, detail = "", ""
        earlier = first.setdefault((voter, nonce), one) if one.state == "signed" else one
        if one.state != "signed":
            fault = unsigned_fault(Signed(one.line, ballot, one.digest))
            code = fault.code
        elif earlier.digest == one.digest and earlier is not one:
            worth = "copy"
        elif earlier is not one:
            code, detail = "conflict", f"{earlier.file}:{earlier.line}"
        elif nonce < nonces[voter]:
            # Carried already: nothing tells whether it was this one, but what it asks for does.
            same = now[voter] == delegate_of(ballot)
            worth, code = ("counted", "") if same else ("fault", "nonce_used")
        elif ballot.expiry < vote.now:
            code = "expired"
        elif nonce not in usable[voter]:
            code, detail = "nonce_gap", str(nonces[voter])
        state: State = "fault" if code else "signed"
        fault_ = Fault(one.line, code, detail, ballot.voter) if code else None
        made = judged_of(replace(one, state=state, fault=fault_), vote, weight[voter], False)
        found.append(made if code else replace(made, worth=worth))
    return found


def delegate_of(ballot: Ballot) -> str:
    """Whom a delegation names; the zero address means the voter again."""
    from daoctl.chain.codec import checksummed

    assert isinstance(ballot.choice, bytes)
    return checksummed("0x" + ballot.choice.hex()) if any(ballot.choice) else ballot.voter_address


def rounds(rows: Sequence[Judged]) -> list[list[Judged]]:
    """The delegations in turns: the n-th of every account, so that nonces come in order."""
    turns: defaultdict[str, list[Judged]] = defaultdict(list)
    for one in sorted(rows, key=_nonce):
        turns[one.voter].append(one)
    most = max((len(one) for one in turns.values()), default=0)
    return [[one[turn] for one in turns.values() if turn < len(one)] for turn in range(most)]


def _nonce(row: Judged) -> int:
    assert row.ballot is not None
    assert isinstance(row.ballot.subject, int)
    return row.ballot.subject


def delegation_call(rows: Sequence[Judged]) -> Call:
    """The call that carries one delegation."""
    [row] = rows
    ballot, vote = row.ballot, row.vote
    assert ballot is not None
    assert vote is not None
    assert isinstance(ballot.choice, bytes)
    r, s, v = _rsv(ballot.signature)
    return vote.token.call(
        "delegateBySig",
        "0x" + ballot.choice.hex(),
        ballot.subject,
        ballot.expiry,
        v,
        r,
        s,
    )


def _rsv(signature: bytes) -> tuple[bytes, bytes, int]:
    if len(signature) == 65:
        return signature[:32], signature[32:64], signature[64]
    # EIP-2098 keeps v in the highest bit of s.
    return signature[:32], bytes([signature[32] & 0x7F]) + signature[33:], 27 + (signature[32] >> 7)


def _usable(verdicts: Sequence[Verdict], nonces: dict[str, int], now: int) -> dict[str, set[int]]:
    """The nonces of each account that can be used one after the other from the present one on."""
    there: defaultdict[str, set[int]] = defaultdict(set)
    for one in verdicts:
        ballot = one.ballot
        if ballot is not None and one.state == "signed" and ballot.expiry >= now:
            assert isinstance(ballot.subject, int)
            there[ballot.voter_address].add(ballot.subject)
    found: dict[str, set[int]] = {}
    for voter, nonce in nonces.items():
        usable = set()
        while nonce in there[voter]:
            usable.add(nonce)
            nonce += 1
        found[voter] = usable
    return found
