"""The vote of an election and what follows from it: voting, closing, awarding.

Planners, as in `election_steps`; and how the election stands by the contract's own totals.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from daoctl.errors import ChainRefused, UserError
from daoctl.governance.election_count import Ballot, Result, Rules, Standing, rank
from daoctl.governance.elections import (
    Candidate,
    Election,
    bitmap,
    candidates_of,
    chosen,
    electorate_of,
    pick,
)
from daoctl.times import format_time
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.chain.contracts import Call
    from daoctl.charter.village import Village

# What of the budget is lacking when an election is closed: closed, over, no longer the election's to
# award from, or holding too little; None where the elected can be paid.
Money = Literal["closed", "expired", "not_awarder", "too_little"] | None


@dataclass(frozen=True)
class Vote:
    """A ballot ready to be cast: whom it names, the votes it weighs; `calls` is empty where it was
    cast so already."""

    calls: list[Call]
    candidates: tuple[Candidate, ...]
    power: int


def cast(village: Village, election: Election, numbers: Sequence[int], voter: str) -> Vote:
    """The ballot of an account that names these candidates. Raises UserError for one that does not
    stand or too many; ChainRefused when voting is not open, when it voted otherwise before, or when
    it has no power at the snapshot (and says why)."""
    candidates = candidates_of(village, election)
    before = village.election.read("ballotOf", election.number, voter)
    named = pick(candidates, numbers)
    if before:
        weight = next(
            (one.weight for one in ballots_of(village, election) if one.voter == voter), 0
        )
        if before == bitmap(named):
            return Vote([], tuple(named), weight)
        raise ChainRefused(
            _("This account has voted for {candidates} already, and a ballot stands.").format(
                candidates=", ".join(str(one.number) for one in chosen(candidates, before))
            ),
            error_name="GeneralElectionAlreadyVoted",
        )
    if len(named) > election.choices:
        raise UserError(
            _("A ballot names {most} at most here; yours names {count}.").format(
                most=election.choices, count=len(named)
            )
        )
    if election.state != "Voting":
        raise ChainRefused(
            _("Election {number} takes no ballots now.").format(number=election.number),
            error_name="GeneralElectionNotVoting",
            cause=_("Voting begins after {start} and ends at {end}.").format(
                start=format_time(election.voting_from, village.zone),
                end=format_time(election.voting_to, village.zone),
            ),
        )
    token = electorate_of(village, election)
    power = token.read("getPastVotes", voter, election.voting_from)
    if not power:
        raise _powerless(village, election, voter)
    call = village.election.call("cast", election.number, bitmap(named))
    return Vote([call], tuple(named), power)


def ballots_of(village: Village, election: Election, last: int | None = None) -> list[Ballot]:
    """Every ballot counted in an election, in their order, from its events."""
    from daoctl.chain.logs import read_logs

    logs = read_logs(
        village.chain, [village.election], ("ChoicesCast",), village.founded_block, last
    )
    return [
        Ballot(log.args["voter"], log.args["choices"], log.args["weight"], log.tx, log.block)
        for log in logs
        if log.args["election"] == election.number
    ]


def standing_of(village: Village, election: Election, candidates: Sequence[Candidate]) -> Result:
    """How the election stands, or ended, by the contract's own totals; before voting begins without
    a quorum."""
    base = None
    if election.state in ("Voting", "Ended", "Closed"):
        token = electorate_of(village, election)
        base = token.read("getPastTotalSupply", election.voting_from, block=election.block)
    return rank(
        [Standing(one.number, one.place, one.amount) for one in candidates if one.stands],
        {one.number: one.votes for one in candidates},
        election.votes,
        0,
        base,
        Rules(election.seats, election.ceiling, election.quorum),
    )


def close(village: Village, election: Election) -> list[Call]:
    """Closes an election; anyone may, once voting is over. Nothing where it is closed."""
    if election.state == "Closed":
        return []
    if election.state != "Ended":
        raise ChainRefused(
            _("Election {number} cannot be closed yet.").format(number=election.number),
            error_name="GeneralElectionNotOver",
            cause=_("Voting ends at {end}.").format(
                end=format_time(election.voting_to, village.zone)
            ),
        )
    return [village.election.call("close", election.number)]


def lacking(village: Village, election: Election, cost: int) -> Money:
    """Why the budget could not give what the elected cost, if the election closed now."""
    from daoctl.chain.contracts import read_many

    treasury, block = village.treasury, election.block
    budget, may = read_many(
        [
            (treasury, "budget", (election.budget,)),
            (treasury, "isAwarder", (election.budget, village.election.address)),
        ],
        block,
    )
    if budget.closed:
        return "closed"
    if village.chain.time_of(block) > budget.expires:
        return "expired"
    if not may:
        return "not_awarder"
    return "too_little" if budget.remainder < cost else None


def named_elected(
    election: Election, candidates: Sequence[Candidate], numbers: Sequence[int]
) -> list[Candidate]:
    """The elected candidates of these numbers, or all of them where no number is given. Raises
    ChainRefused before the election is closed, and for one that was not elected."""
    if election.state != "Closed":
        raise ChainRefused(
            _("Election {number} is not closed yet.").format(number=election.number),
            error_name="GeneralElectionNotClosed",
            hint=_("`daoctl election close {number}` closes it once voting is over.").format(
                number=election.number
            ),
        )
    named = pick(candidates, numbers) if numbers else [one for one in candidates if one.elected]
    for one in named:
        if not one.elected:
            raise ChainRefused(
                _("Candidate {number} was not elected.").format(number=one.number),
                error_name="GeneralElectionNotElected",
            )
    return named


def award(
    village: Village, election: Election, candidates: Sequence[Candidate], numbers: Sequence[int]
) -> list[tuple[Candidate, Call]]:
    """Has elected plans awarded, each once; anyone may. All of them where no number is given.
    Raises as `named_elected`, and ChainRefused where nothing was set aside for them."""
    waiting = [one for one in named_elected(election, candidates, numbers) if not one.grant]
    if waiting and not election.reservation:
        raise ChainRefused(
            _("No money was set aside for election {number}.").format(number=election.number),
            error_name="GeneralElectionNothingReserved",
            cause=_("Its budget could not give it any more when the election was closed."),
            hint=_("Who is elected stands; the village can still fund the plans by a proposal."),
        )
    return [(one, village.election.call("award", election.number, one.number)) for one in waiting]


def _powerless(village: Village, election: Election, voter: str) -> ChainRefused:
    from daoctl.governance.votes import power_at

    token, why = electorate_of(village, election), ""
    if token.address in (village.villager.address, village.certificate.address):
        why = power_at(village, voter, election.voting_from, token).why_zero()
    return ChainRefused(
        _("{account} has no vote in election {number}.").format(
            account=voter, number=election.number
        ),
        error_name="GeneralElectionNoVotingPower",
        cause=_("At the snapshot, {moment}, its voting power was {votes}.").format(
            moment=format_time(election.voting_from, village.zone), votes=0
        )
        + (f"\n{why}" if why else ""),
    )
