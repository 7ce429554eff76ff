"""An election in sentences: its state, what comes next, and how it would end."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from daoctl.governance.election_count import Ranked, Result
from daoctl.governance.elections import Election, State, Status
from daoctl.words import _, ngettext

if TYPE_CHECKING:
    from daoctl.governance.election_votes import Money

# So many plans that were passed over for the same reason have a sentence each.
MOST_SENTENCES = 4

# What people call a plan, by its number; a moment as the reader reads it.
Name = Callable[[int], str]
When = Callable[[int], str]


def state_words(state: State) -> str:
    """How far an election is, in a word or two."""
    return {
        "Nominating": _("nominations open"),
        "Waiting": _("before the vote"),
        "Voting": _("voting open"),
        "Ended": _("to be closed"),
        "Closed": _("closed"),
    }[state]


def status_words(status: Status) -> str:
    """What became of a nomination, in a word."""
    return {
        "Standing": _("stands"),
        "Withdrawn": _("withdrawn"),
        "Struck": _("struck off"),
    }[status]


def next_step(election: Election, when: When) -> str:
    """What happens next, when, and with which command; "" where nothing more can."""
    number = election.number
    match election.state:
        case "Nominating":
            return _(
                "Plans can be nominated until {until}: daoctl election nominate {number} PLAN.md"
            ).format(until=when(election.nominations_until), number=number)
        case "Waiting":
            return _("Voting begins after {start} and ends at {end}.").format(
                start=when(election.voting_from), end=when(election.voting_to)
            )
        case "Voting":
            return _("Voting is open until {end}: daoctl election cast {number} CANDIDATE").format(
                end=when(election.voting_to), number=number
            )
        case "Ended":
            return _("Anyone can close it now: daoctl election close {number}").format(
                number=number
            )
        case "Closed":
            if to_award(election):
                return _(
                    "Anyone can have the elected plans awarded: daoctl election award {number}"
                ).format(number=number)
    return ""


def to_award(election: Election) -> int:
    """How many elected plans wait to be awarded out of what was set aside."""
    if election.state != "Closed" or not election.reservation:
        return 0
    return (election.elected & ~election.awarded).bit_count()


def quorum_words(election: Election, result: Result) -> str:
    """The rule with its base and what it came to: "more than 10% of 2,900 votes: 291 needed, 400
    cast: reached"."""
    if result.needed is None or result.base is None:
        return _("{rule} of all votes").format(rule=election.quorum.words())
    return _("{rule} of {base} votes: {needed} needed, {cast} cast: {verdict}").format(
        rule=election.quorum.words(),
        base=f"{result.base:,}",
        needed=f"{result.needed:,}",
        cast=f"{result.votes:,}",
        verdict=_("reached") if result.quorum_reached else _("not reached"),
    )


def outcome_words(election: Election, result: Result, name: Name) -> list[str]:
    """Who is elected, or would be if it closed now, what they cost together, and who is passed over
    and why; a sentence each."""
    closed = election.state == "Closed"
    if not result.ranking:
        return [_("No plan stands.")]
    if not result.quorum_reached:
        return [
            _("Nobody was elected: too few votes were cast.")
            if closed
            else _("If it closed now, nobody would be elected: too few votes are cast.")
        ]
    elected = [one for one in result.ranking if one.elected]
    if not elected:
        return [
            _("Nobody was elected: no plan had a vote.")
            if closed
            else _("If it closed now, nobody would be elected: no plan has a vote.")
        ]
    count = len(elected)
    form = (
        ngettext(
            "{count} plan was elected: {names}.", "{count} plans were elected: {names}.", count
        )
        if closed
        else ngettext(
            "If it closed now, {count} plan would be elected: {names}.",
            "If it closed now, {count} plans would be elected: {names}.",
            count,
        )
    )
    lines = [
        form.format(count=count, names=_(", ").join(name(one.number) for one in elected)),
        _("Together: {cost}, of {ceiling} at most.").format(
            cost=election.money(result.cost), ceiling=election.money(election.ceiling)
        ),
    ]
    return lines + _all_passed_words(election, result, name)


def _all_passed_words(election: Election, result: Result, name: Name) -> list[str]:
    """A sentence for each that is passed over; many of the same reason share one."""
    lines = []
    for reason in ("over_ceiling", "no_seat", "no_vote"):
        found = [one for one in result.ranking if one.passed == reason]
        if len(found) <= MOST_SENTENCES or reason == "over_ceiling":
            lines += [passed_words(election, result, one, name) for one in found]
            continue
        form = (
            _("{count} plans are passed over, since the seats were filled before them: {numbers}")
            if reason == "no_seat"
            else _("{count} plans are passed over, since nobody voted for them: {numbers}")
        )
        numbers = ", ".join(str(one.number) for one in found)
        lines.append(form.format(count=len(found), numbers=numbers))
    return lines


def passed_words(election: Election, result: Result, one: Ranked, name: Name) -> str:
    """Why a candidate is passed over; "" for one that is elected."""
    named = name(one.number)
    match one.passed:
        case "no_vote":
            return _("{plan} is passed over: nobody voted for it.").format(plan=named)
        case "no_seat":
            return _("{plan} is passed over: the seats were filled before it.").format(plan=named)
        case "over_ceiling":
            before = result.ranking[: result.ranking.index(one)]
            left = election.ceiling - sum(each.amount for each in before if each.elected)
            return _(
                "{plan} is passed over: it costs {amount}, and {left} was left when its turn came."
            ).format(plan=named, amount=election.money(one.amount), left=election.money(left))
        case "quorum":
            return _("{plan} is passed over: too few votes were cast.").format(plan=named)
    return ""


def money_words(money: Money) -> str:
    """Why nothing could be set aside now for who is elected; "" where it can be."""
    match money:
        case "closed":
            return _("The budget is closed.")
        case "expired":
            return _("The budget's time is over.")
        case "not_awarder":
            return _("Elections may not award from the budget any more.")
        case "too_little":
            return _("The budget holds less than they cost.")
    return ""
