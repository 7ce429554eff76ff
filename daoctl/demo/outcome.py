"""What a story came to, read from the chain when it is over: what `demo --json` prints.

The top-level keys describe the first village; `proposals`, `elections` and `villages` name all of
them. Amounts are in wei; `treasury.eth` is the balance on chain.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from daoctl.governance.elections import read_elections
from daoctl.governance.proposals import read_proposals
from daoctl.governance.tally import tally
from daoctl.treasury.ledger import Ledger, read_ledger
from daoctl.villager.holders import read_holders

if TYPE_CHECKING:
    from daoctl.charter.village import Village
    from daoctl.governance.elections import Election
    from daoctl.governance.tally import Tally


@dataclass(frozen=True)
class ElectionOutcome:
    """An election at the end of a story: how many stood, who was elected (the first first), the
    wei that closing it reserved, and the units that had to vote and did. `needed` is None where
    the snapshot is still to come."""

    number: int
    candidates: int
    seats: int
    elected: tuple[int, ...]
    reserved: int
    needed: int | None
    votes: int


@dataclass(frozen=True)
class VillageOutcome:
    """One village at the end of a story."""

    address: str
    name: str
    tokens: int
    holders: int
    units: int
    certificates: int
    tallies: tuple[Tally, ...]
    elections: tuple[ElectionOutcome, ...]
    ledger: Ledger


def read_outcome(village: Village) -> VillageOutcome:
    """What the village has come to, from the chain alone."""
    from daoctl.villager.certificates import read_certificates

    holders = read_holders(village)
    living = [one for one in read_certificates(village) if one.valid]
    return VillageOutcome(
        address=village.record.addresses["charter"],
        name=village.name,
        tokens=village.villager.read("totalSupply"),
        holders=len(holders),
        units=sum(one.units for one in holders),
        certificates=len(living),
        tallies=tuple(tally(village, one.number) for one in read_proposals(village)),
        elections=tuple(_ended(village, one) for one in read_elections(village)),
        ledger=read_ledger(village),
    )


def as_json(
    outcomes: Sequence[VillageOutcome],
    *,
    scenario: str,
    rpc: str | None,
    pid: int | None,
    seconds: float,
) -> dict[str, Any]:
    """The whole outcome. `rpc` and `pid` are null where no node is left running."""
    first = outcomes[0]
    holding = first.ledger.holding()
    return {
        "scenario": scenario,
        "village": first.address,
        "rpc": rpc,
        "pid": pid,
        "tokens": first.tokens,
        "holders": first.holders,
        "certificates": first.certificates,
        # What was put to several villages at a time stands together.
        "proposals": [
            _proposal(outcome, found)
            for outcome, found in sorted(
                ((outcome, found) for outcome in outcomes for found in outcome.tallies),
                key=lambda pair: pair[1].proposal.number,
            )
        ],
        "elections": [
            _election(outcome, found) for outcome in outcomes for found in outcome.elections
        ],
        "grants": [
            {"recipient": one.recipient, "total": str(one.total), "paid": str(one.paid)}
            for one in first.ledger.grants
        ],
        "treasury": {
            "eth": str(holding.balance),
            "reserved": str(holding.reserved),
            "free": str(holding.free),
        },
        "villages": [
            {
                "village": one.address,
                "name": one.name,
                "tokens": one.tokens,
                "holders": one.holders,
                "units": one.units,
            }
            for one in outcomes
        ],
        "seconds": round(seconds, 3),
    }


def _ended(village: Village, election: Election) -> ElectionOutcome:
    from daoctl.chain.logs import read_logs

    contract, chain = village.election, village.chain
    logs = read_logs(chain, [contract], ("ElectionClosed",), village.founded_block, election.block)
    closed = next((log.args for log in logs if log.args["election"] == election.number), None)
    needed = closed["quorum"] if closed else None
    if closed is None and chain.time_of(election.block) > election.voting_from:
        needed = contract.read("quorum", election.number, block=election.block)
    return ElectionOutcome(
        number=election.number,
        candidates=election.standing.bit_count(),
        seats=election.seats,
        elected=tuple(closed["elected"]) if closed else (),
        reserved=closed["reserved"] if closed else 0,
        needed=needed,
        votes=election.votes,
    )


def _election(outcome: VillageOutcome, found: ElectionOutcome) -> dict[str, Any]:
    return {
        "village": outcome.address,
        "number": found.number,
        "candidates": found.candidates,
        "seats": found.seats,
        "elected": list(found.elected),
        "reserved": str(found.reserved),
        "quorum_needed": found.needed,
        "votes": found.votes,
    }


def _proposal(outcome: VillageOutcome, found: Tally) -> dict[str, Any]:
    totals = found.count.totals
    return {
        "village": outcome.address,
        "number": found.proposal.number,
        "title": found.proposal.title,
        "state": found.proposal.state,
        "for": totals.for_,
        "against": totals.against,
        "abstain": totals.abstain,
        "quorum_needed": found.count.needed,
        "passed": found.count.passed,
    }
