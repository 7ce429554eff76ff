"""`daoctl election tally`: an election recounted, and held against the chain's own figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from daoctl.cli.options import Shared
from daoctl.cli.output import Wei
from daoctl.errors import Differs
from daoctl.words import _, ngettext

if TYPE_CHECKING:
    from daoctl.governance.election_tally import ElectionTally


@dataclass(frozen=True)
class TallyOptions:
    """Which election, and whose ballot in it shall be named."""

    shared: Shared
    election: int
    voter: str | None = None


def run_tally(options: TallyOptions) -> None:
    """Prints the recount. Raises Differs when the contract counted otherwise."""
    from daoctl.cli.election_titles import known_titles, naming
    from daoctl.cli.session import open_village
    from daoctl.governance.election_tally import tally_election
    from daoctl.governance.election_words import outcome_words, quorum_words
    from daoctl.governance.elections import candidates_of
    from daoctl.units import checksum

    voter = checksum(options.voter) if options.voter else None
    with open_village(options.shared) as session:
        found = tally_election(session.village, options.election)
        candidates = candidates_of(session.village, found.election)
        name = naming(candidates, known_titles(session))
        result, election = found.result, found.election
        lines = [
            _("Election {number}").format(number=election.number),
            _("Rule: {rule}").format(rule=quorum_words(election, result)),
            *(
                ngettext("{plan}: {count} vote", "{plan}: {count} votes", one.votes).format(
                    plan=name(one.number), count=f"{one.votes:,}"
                )
                for one in result.ranking
            ),
            ngettext("{count} account voted.", "{count} accounts voted.", result.voters).format(
                count=f"{result.voters:,}"
            ),
        ]
        if result.needed is not None:
            lines += ["", *outcome_words(election, result, name)]
        if found.matches_chain:
            form = _("Recounted from the logs up to block {block}: the chain counted the same.")
            lines.append(form.format(block=found.block))
        asked = _voter(found, voter) if voter else None
        if asked:
            lines += ["", _voter_line(asked)]
        session.out.result(tally_json(found) | ({"voter": asked} if asked else {}), lines)
    _refuse_difference(found)


def tally_json(found: ElectionTally) -> dict[str, Any]:
    """A recounted election: its ranking, who is elected by it, and whether the chain says so."""
    result = found.result
    known = result.needed is not None
    return {
        "number": found.election.number,
        "state": found.election.state,
        "votes": result.votes,
        "voters": result.voters,
        "base": result.base,
        "quorum_needed": result.needed,
        "quorum_reached": result.quorum_reached if known else None,
        "elected": list(result.elected) if known else [],
        "cost": Wei(result.cost if known else 0),
        "ranking": [
            {
                "candidate": one.number,
                "votes": one.votes,
                "amount": Wei(one.amount),
                "passed": one.passed if known else None,
            }
            for one in result.ranking
        ],
        "recount": {"matches_chain": found.matches_chain, "block": found.block},
    }


def _voter(found: ElectionTally, address: str) -> dict[str, Any]:
    """The voter's ballot as it was counted: `tx` and `candidates` are null where there is none."""
    ballot = found.ballot_of(address)
    if ballot is None:
        return {"address": address, "candidates": None, "votes": 0, "tx": None, "block": None}
    named = [one.number for one in found.story.standing if ballot.choices >> one.place & 1]
    return {
        "address": address,
        "candidates": named,
        "votes": ballot.weight,
        "tx": ballot.tx,
        "block": ballot.block,
    }


def _voter_line(asked: dict[str, Any]) -> str:
    if asked["tx"] is None:
        return _("{voter} has no ballot in this election.").format(voter=asked["address"])
    votes = ngettext("{count} vote", "{count} votes", asked["votes"])
    return _("{voter}: candidates {numbers}, with {votes}, in transaction {tx}").format(
        voter=asked["address"],
        numbers=", ".join(map(str, asked["candidates"])),
        votes=votes.format(count=f"{asked['votes']:,}"),
        tx=asked["tx"],
    )


def _refuse_difference(found: ElectionTally) -> None:
    if found.matches_chain:
        return
    shown = [
        _("{what}: {chain} on the chain, {recounted} recounted").format(
            what=one.what, chain=one.chain, recounted=one.recounted
        )
        for one in found.disagreements
    ]
    raise Differs(
        _("The chain counted election {number} otherwise.").format(number=found.election.number),
        cause="\n".join(shown),
        hint=_("Recount it on another node with --rpc before anybody acts on it."),
    )
