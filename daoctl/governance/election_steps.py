"""What is done before an election's vote: opening, nominating, withdrawing, striking.

Planners: each gives the calls to make, or none where the thing is done already. What the chain
would refuse is refused here in words and dates (ChainRefused), before anybody signs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from daoctl.charter.fields import public_text
from daoctl.errors import ChainRefused
from daoctl.governance.elections import (
    MAX_CANDIDATES,
    Candidate,
    Election,
    candidates_of,
    electorate_of,
    read_elections,
)
from daoctl.governance.kinds_money import Plan
from daoctl.times import format_time
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.chain.contracts import Call
    from daoctl.charter.village import Village
    from daoctl.governance.election_drafts import Announcement


def open_election(village: Village, announcement: Announcement) -> tuple[list[Call], int | None]:
    """Opens an election, for the council; its number where it was opened from this announcement
    before."""
    number = opened_as(village, announcement)
    if number is not None:
        return [], number
    return [village.election.call("open", announcement.values)], None


def opened_as(village: Village, announcement: Announcement) -> int | None:
    """The number of the election that was opened from this announcement, or None."""
    found = [one.number for one in read_elections(village) if announcement.opened(one)]
    return found[-1] if found else None


def nominate(
    village: Village, election: Election, plan: Plan, nominator: str, consent: bytes
) -> tuple[list[Call], Candidate | None]:
    """Nominates the plan; the candidate where the nominator has nominated this very plan, which
    stands. Raises ChainRefused when nominations are over, the council struck a plan of the
    nominator's, they have another plan that stands or too few votes, the plan is in another asset or over the ceiling, 64 stand already, or
    the recipient is somebody else who did not agree."""
    candidates = candidates_of(village, election)
    own = [one for one in candidates if one.stands and one.nominator == nominator]
    if own and is_plan(own[0], plan):
        return [], own[0]
    if election.state != "Nominating":
        raise ChainRefused(
            _("Election {number} takes no nominations any more.").format(number=election.number),
            error_name="GeneralElectionNominationsOver",
            cause=_("Plans could be nominated until {time}.").format(
                time=format_time(election.nominations_until, village.zone)
            ),
        )
    struck = [
        one.number for one in candidates if one.status == "Struck" and one.nominator == nominator
    ]
    if struck:
        raise ChainRefused(
            _(
                "The council struck a plan of {nominator} from election {election}: they nominate "
                "nothing more in it."
            ).format(nominator=nominator, election=election.number),
            error_name="GeneralElectionStruck",
            cause=_("That was candidate {number}.").format(number=struck[0]),
            hint=_("Somebody else with enough votes may nominate the plan."),
        )
    if own:
        raise ChainRefused(
            _("{account} has nominated a plan already: candidate {number}.").format(
                account=nominator, number=own[0].number
            ),
            error_name="GeneralElectionAlreadyNominated",
            hint=_("Take it back first: daoctl election withdraw {election} {number}").format(
                election=election.number, number=own[0].number
            ),
        )
    if sum(one.stands for one in candidates) >= MAX_CANDIDATES:
        raise ChainRefused(
            _("Election {number} is full: {most} plans stand.").format(
                number=election.number, most=MAX_CANDIDATES
            ),
            error_name="GeneralElectionFull",
            cause=_("A ballot has room for no more."),
            hint=_("Another can be nominated when one is withdrawn or struck off in time."),
        )
    _check_plan(election, plan)
    _check_nominator(village, election, nominator)
    if plan.recipient != nominator and not consent:
        raise ChainRefused(
            _("The plan's recipient did not agree to it: {account}").format(account=plan.recipient),
            error_name="GeneralElectionNoConsent",
            cause=_("Whoever is paid must nominate the plan themselves, or agree to it first."),
            hint=_(
                "They run: daoctl election consent {number} PLAN.md --nominator {account}; you add "
                "the file with --consent"
            ).format(number=election.number, account=nominator),
        )
    return [village.election.call("nominate", election.number, plan.values, consent)], None


def is_plan(candidate: Candidate, plan: Plan) -> bool:
    """Whether the candidate is this very plan."""
    steps = tuple((one.amount, one.due_days) for one in candidate.milestones)
    found = (candidate.recipient, steps, candidate.content_hash, candidate.uri)
    recipient, _asset, wanted, content_hash, uri = plan.values
    return found == (recipient, wanted, content_hash, uri)


def withdraw(
    village: Village, election: Election, candidate: Candidate, sender: str | None
) -> list[Call]:
    """Takes a plan back, until voting begins; its nominator alone may. Nothing where it was."""
    if candidate.status == "Withdrawn":
        return []
    _check_removable(village, election, candidate)
    if sender is not None and sender != candidate.nominator:
        raise ChainRefused(
            _("Only its nominator may withdraw candidate {number}.").format(
                number=candidate.number
            ),
            error_name="GeneralElectionNotNominator",
            cause=_("That is {account}.").format(account=candidate.nominator),
            hint=_("The council can strike it off: daoctl election strike"),
        )
    return [village.election.call("withdraw", election.number, candidate.number)]


def strike(village: Village, election: Election, candidate: Candidate, reason: str) -> list[Call]:
    """Strikes a plan off, until voting begins, for a reason that stands on chain for ever; the
    council alone may. Nothing where it is struck. Raises UserError for a reason that is empty or
    looks personal.

    A strike is final: that nominator nominates nothing more in that election."""
    text = public_text(reason)
    if candidate.status == "Struck":
        return []
    _check_removable(village, election, candidate)
    return [village.election.call("strike", election.number, candidate.number, text)]


def _check_plan(election: Election, plan: Plan) -> None:
    if plan.asset.address != election.asset.address:
        raise ChainRefused(
            _("The plan asks for {actual}, and the election's budget holds {expected}.").format(
                actual=plan.asset.symbol, expected=election.asset.symbol
            ),
            error_name="GeneralElectionWrongAsset",
        )
    if plan.amount > election.ceiling:
        raise ChainRefused(
            _("The plan costs {amount}, more than all who are elected may together.").format(
                amount=election.money(plan.amount)
            ),
            error_name="GeneralElectionOverCeiling",
            cause=_("Together they may cost {ceiling}.").format(
                ceiling=election.money(election.ceiling)
            ),
            hint=_("Make its milestones smaller."),
        )


def _check_nominator(village: Village, election: Election, nominator: str) -> None:
    # One moment for all: units that are passed along nominate for one holder only.
    electorate = electorate_of(village, election)
    units = electorate.read("getPastVotes", nominator, election.opened - 1)
    if units < election.nomination_units:
        raise ChainRefused(
            _("{account} had too few votes to nominate when the election was opened.").format(
                account=nominator
            ),
            error_name="GeneralElectionTooFewUnits",
            cause=_("It had {votes}; {needed} are needed.").format(
                votes=f"{units:,}", needed=f"{election.nomination_units:,}"
            ),
            hint=_(
                "Somebody who had votes then can nominate it; the recipient agrees with: {verb}"
            ).format(verb="daoctl election consent"),
        )


def _check_removable(village: Village, election: Election, candidate: Candidate) -> None:
    if not candidate.stands:
        raise ChainRefused(
            _("Candidate {number} does not stand any more.").format(number=candidate.number),
            error_name="GeneralElectionNoCandidate",
        )
    if election.state not in ("Nominating", "Waiting"):
        raise ChainRefused(
            _("No plan leaves election {number} any more.").format(number=election.number),
            error_name="GeneralElectionVotingBegan",
            cause=_("Voting began after {time}.").format(
                time=format_time(election.voting_from, village.zone)
            ),
        )
