"""A proposal from its making to its end, ours beside stock.

Both Governors have the same delay, period, threshold and late extension, a quorum of 10 %, and voters
with a token each. The proposal's one action is a call that does nothing. One was proposed before it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bench.houses import Measured
from bench.village import person
from daoctl.chain.accounts import KeySigner
from daoctl.chain.contracts import Call
from daoctl.chain.sending import send

FOR = 1
# Who queues and executes: anybody.
OTHER = person(9_997)
# Two of so many are below the quorum of stock (10 %) and of ours (more than 10 %), four make it.
VOTERS, ENOUGH = 30, 4
TEXT = "# A motion\n\nShall the old road be repaired?\n\n#proposer={proposer}"


def propose(on: Measured, ours: bool) -> int:
    """By somebody with a vote."""
    proposer = _ready(on, ours)[0]
    return send(on.chain, _proposing(on, ours, proposer), proposer).gas_used


def vote(number: int) -> Callable[[Measured, bool], int]:
    """The vote of that number (0 for the first) on a proposal, for it, far below the quorum."""

    def measure(on: Measured, ours: bool) -> int:
        voters = _voting(on, ours)
        gas = 0
        for voter in voters[: number + 1]:
            gas = send(on.chain, _vote(on, ours), voter).gas_used
        return gas

    return measure


def queue(on: Measured, ours: bool) -> int:
    """Of a proposal that passed."""
    return send(on.chain, _hashed(on, ours, "queue", _passed(on, ours)), OTHER).gas_used


def execute(on: Measured, ours: bool) -> int:
    """Of a proposal that waited its time."""
    proposer = _passed(on, ours)
    send(on.chain, _hashed(on, ours, "queue", proposer), OTHER)
    governor = on.governor(ours)
    on.chain.advance_to(governor.read("proposalEta", governor.read("latestProposalId")) + 60)
    return send(on.chain, _hashed(on, ours, "execute", proposer), OTHER).gas_used


def _ready(on: Measured, ours: bool) -> list[KeySigner]:
    """The voters of a village in which somebody proposed before."""
    voters = on.settle(ours, VOTERS)
    opens = on.governor(True).read("proposalsOpenFrom")
    on.chain.advance_to(max(on.chain.now(), opens) + 60)
    earlier = voters[-1]
    send(on.chain, _proposing(on, ours, earlier), earlier)
    on.wait()
    return voters


def _voting(on: Measured, ours: bool) -> list[KeySigner]:
    """The voters, when voting on the first one's proposal has begun."""
    voters = _ready(on, ours)
    send(on.chain, _proposing(on, ours, voters[0]), voters[0])
    governor = on.governor(ours)
    snapshot = governor.read("proposalSnapshot", governor.read("latestProposalId"))
    on.chain.advance_to(snapshot + 60)
    return voters


def _passed(on: Measured, ours: bool) -> KeySigner:
    """Who proposed what has passed."""
    voters = _voting(on, ours)
    for voter in voters[:ENOUGH]:
        send(on.chain, _vote(on, ours), voter)
    governor = on.governor(ours)
    deadline = governor.read("proposalDeadline", governor.read("latestProposalId"))
    on.chain.advance_to(deadline + 60)
    return voters[0]


def _vote(on: Measured, ours: bool) -> Call:
    governor = on.governor(ours)
    return governor.call("castVote", governor.read("latestProposalId"), FOR)


def _proposing(on: Measured, ours: bool, proposer: KeySigner) -> Call:
    return on.governor(ours).call("propose", *_action(proposer), _text(proposer))


def _hashed(on: Measured, ours: bool, function: str, proposer: KeySigner) -> Call:
    from daoctl.chain.recovery import fast_keccak

    hashed = fast_keccak(_text(proposer).encode())
    return on.governor(ours).call(function, *_action(proposer), hashed)


def _action(proposer: KeySigner) -> tuple[Any, ...]:
    return [proposer.address], [0], [b""]


def _text(proposer: KeySigner) -> str:
    return TEXT.format(proposer=proposer.address.lower())
