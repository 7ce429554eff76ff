"""An election in sentences: a reader learns why a plan is passed over and what to do next."""

from __future__ import annotations

from typing import Any

import pytest

from daoctl.charter.fields import Asset
from daoctl.governance.election_count import Passed, Ranked, Result
from daoctl.governance.election_votes import Money
from daoctl.governance.election_words import (
    money_words,
    next_step,
    outcome_words,
    passed_words,
    quorum_words,
)
from daoctl.governance.elections import Election
from daoctl.units import ZERO_ADDRESS, Quorum

COIN = 10**18


def election(state: str, **more: Any) -> Election:
    """An election with a ceiling of 5 ETH, in that state."""
    terms: dict[str, Any] = {
        "number": 3, "nominations_until": 100, "voting_from": 200, "voting_to": 300, "seats": 2,
        "choices": 2, "quorum": Quorum("more_than", 1000), "nomination_units": 1,
        "electorate": ZERO_ADDRESS, "budget": 1, "content_hash": b"", "uri": "", "state": state,
        "opened": 50, "asset": Asset("ETH", ZERO_ADDRESS, 18), "ceiling": 5 * COIN,
        "nominations": 3, "standing": 0b111, "slate": b"", "votes": 20, "elected": 0,
        "awarded": 0, "reservation": 0, "block": 1,
    }  # fmt: skip
    return Election(**(terms | more))


def counted(*passed: Passed | None, votes: int = 20) -> Result:
    """A result of 100 units, 11 of which had to vote; its plans cost 3 ETH each, in this order."""
    ranking = [
        Ranked(number, 0 if why == "no_vote" else 9, 3 * COIN, why)
        for number, why in enumerate(passed, 1)
    ]
    return Result(tuple(ranking), votes, 5, 100, 11)


def plan(number: int) -> str:
    """What people call a plan."""
    return f"plan {number}"


@pytest.mark.parametrize(
    ("why", "words"),
    [
        (None, ""),
        ("no_vote", "plan 2 is passed over: nobody voted for it."),
        ("no_seat", "plan 2 is passed over: the seats were filled before it."),
        (
            "over_ceiling",
            "plan 2 is passed over: it costs 3 ETH, and 2 ETH was left when its turn came.",
        ),
        ("quorum", "plan 2 is passed over: too few votes were cast."),
    ],
)
def test_who_is_passed_over_learns_why(why: Passed | None, words: str) -> None:
    """Of the money, how much was left when the plan's turn came."""
    result = counted(None, why)

    assert words == passed_words(election("Closed"), result, result.ranking[1], plan)


@pytest.mark.parametrize(
    ("state", "result", "words"),
    [
        ("Closed", counted(), "No plan stands."),
        ("Closed", counted("quorum", votes=10), "Nobody was elected: too few votes were cast."),
        (
            "Ended",
            counted("quorum", votes=10),
            "If it closed now, nobody would be elected: too few votes are cast.",
        ),
        ("Closed", counted("no_vote"), "Nobody was elected: no plan had a vote."),
        (
            "Ended",
            counted("no_vote"),
            "If it closed now, nobody would be elected: no plan has a vote.",
        ),
        ("Closed", counted(None), "1 plan was elected: plan 1."),
        (
            "Ended",
            counted(None, None),
            "If it closed now, 2 plans would be elected: plan 1, plan 2.",
        ),
    ],
)
def test_the_outcome_is_a_fact_once_closed_and_a_forecast_before(
    state: str, result: Result, words: str
) -> None:
    """The first sentence says who is elected, or why nobody is."""
    assert words == outcome_words(election(state), result, plan)[0]


@pytest.mark.parametrize(
    ("why", "words"),
    [
        (
            "no_seat",
            "5 plans are passed over, since the seats were filled before them: 2, 3, 4, 5, 6",
        ),
        ("no_vote", "5 plans are passed over, since nobody voted for them: 2, 3, 4, 5, 6"),
    ],
)
def test_many_that_are_passed_over_for_one_reason_share_a_sentence(why: Passed, words: str) -> None:
    """Sixty candidates are not sixty lines."""
    told = outcome_words(election("Closed"), counted(None, *[why] * 5), plan)

    assert [words] == told[2:]


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("Nominating", "Plans can be nominated until 100: daoctl election nominate 3 PLAN.md"),
        ("Waiting", "Voting begins after 200 and ends at 300."),
        ("Voting", "Voting is open until 300: daoctl election cast 3 CANDIDATE"),
        ("Ended", "Anyone can close it now: daoctl election close 3"),
        ("Closed", ""),
    ],
)
def test_the_next_step_has_its_moment_and_its_command(state: str, words: str) -> None:
    """Closed without anything set aside, nothing more can be done."""
    assert words == next_step(election(state, elected=1), str)


def test_what_was_elected_is_awarded_until_nothing_is_left_to_award() -> None:
    """One of two that were elected has its grant; then both."""
    assert "Anyone can have the elected plans awarded: daoctl election award 3" == next_step(
        election("Closed", elected=0b11, awarded=0b01, reservation=1), str
    )
    assert "" == next_step(election("Closed", elected=0b11, awarded=0b11, reservation=1), str)


def test_the_quorum_is_told_with_its_base_once_there_is_one() -> None:
    """Before the snapshot nobody knows of how many votes."""
    early = Result((), 0, 0, None, None)

    assert "more than 10% of all votes" == quorum_words(election("Waiting"), early)
    assert "more than 10% of 100 votes: 11 needed, 20 cast: reached" == quorum_words(
        election("Voting"), counted()
    )
    assert quorum_words(election("Voting"), counted(votes=10)).endswith("10 cast: not reached")


@pytest.mark.parametrize(
    ("money", "words"),
    [
        (None, ""),
        ("closed", "The budget is closed."),
        ("expired", "The budget's time is over."),
        ("not_awarder", "Elections may not award from the budget any more."),
        ("too_little", "The budget holds less than they cost."),
    ],
)
def test_what_keeps_the_money_from_the_elected_is_said(money: Money, words: str) -> None:
    """Nothing is said where it can be set aside."""
    assert words == money_words(money)
