"""An election counted: held against a slow count, and the outcomes that its rules name."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from daoctl.governance.election_count import (
    Ballot,
    Result,
    Rules,
    Standing,
    count_election,
    wrong_ballots,
)
from daoctl.governance.election_tally import Figures, Story, compare
from daoctl.units import Quorum

MORE_THAN_TENTH = Quorum("more_than", 1000)


def slow_elected(
    ballots: list[Ballot], powers: dict[str, int], total: int, plans: list[Standing], rules: Rules
) -> list[int]:
    """Who is elected, found by looking at everything again for each seat."""
    first: dict[str, Ballot] = {}
    for ballot in ballots:
        first.setdefault(ballot.voter, ballot)
    voted = sum(powers.get(voter, 0) for voter in first)
    enough = (
        voted * 10_000 > total * rules.quorum.bps
        if rules.quorum.exclusive
        else voted * 10_000 >= total * rules.quorum.bps
    )
    if not enough:
        return []

    def votes(plan: Standing) -> int:
        return sum(
            powers.get(one.voter, 0) for one in first.values() if one.choices >> plan.place & 1
        )

    elected: list[int] = []
    left, rest = rules.ceiling, list(plans)
    while rest and len(elected) < rules.seats:
        best = rest[0]
        for plan in rest:
            if votes(plan) > votes(best) or (
                votes(plan) == votes(best) and plan.number < best.number
            ):
                best = plan
        rest.remove(best)
        if votes(best) and best.amount <= left:
            elected.append(best.number)
            left -= best.amount
    return elected


@st.composite
def elections(draw: st.DrawFn):
    """Few voters, plans and places, so that ties, second ballots and tight ceilings are common."""
    places = draw(st.permutations(range(6)))
    plans = [
        Standing(number, places[number], draw(st.integers(1, 5)))
        for number in range(draw(st.integers(0, 6)))
    ]
    powers = {name: draw(st.integers(0, 4)) for name in "abcde"}
    ballots = draw(
        st.lists(
            st.builds(Ballot, st.sampled_from("abcdef"), st.integers(1, 63), st.integers(0, 4)),
            max_size=9,
        )
    )
    rules = Rules(
        draw(st.integers(1, 4)),
        draw(st.integers(0, 12)),
        Quorum(draw(st.sampled_from(["more_than", "at_least"])), draw(st.integers(1, 5000))),
    )
    return ballots, powers, sum(powers.values()), plans, rules


@given(elections())
def test_who_is_elected_is_what_a_slow_count_finds(election) -> None:
    """Ranking, ties, second ballots, the ceiling, the seats and the quorum together."""
    ballots, powers, total, plans, rules = election
    result = count_election(ballots, powers, total, plans, rules)

    assert slow_elected(ballots, powers, total, plans, rules) == list(result.elected)
    assert result.cost <= rules.ceiling
    assert {one.number for one in plans} == {one.number for one in result.ranking}


@given(elections(), st.randoms())
def test_the_order_of_different_voters_ballots_never_matters(election, random) -> None:
    """Only of one voter's own ballots the first counts."""
    ballots, powers, total, plans, rules = election
    once = list({one.voter: one for one in reversed(ballots)}.values())
    mixed = list(once)
    random.shuffle(mixed)

    assert count_election(once, powers, total, plans, rules) == count_election(
        mixed, powers, total, plans, rules
    )


def counted(votes: dict[int, int], amounts: dict[int, int], seats: int, ceiling: int) -> Result:
    """An election in which each plan has so many votes, of 100 units."""
    plans = [Standing(number, number - 1, amount) for number, amount in amounts.items()]
    ballots = [Ballot(f"v{number}", 1 << number - 1, count) for number, count in votes.items()]
    powers = {f"v{number}": count for number, count in votes.items()}
    return count_election(ballots, powers, 100, plans, Rules(seats, ceiling, MORE_THAN_TENTH))


def test_whoever_is_passed_over_is_told_why() -> None:
    """Too dear for what is left, no seat any more, no vote at all: and the cheaper one behind the
    dear one is elected."""
    result = counted({1: 9, 2: 8, 3: 7, 4: 6}, {1: 5, 2: 6, 3: 5, 4: 1, 5: 1}, 2, 10)

    assert (1, 3) == result.elected
    assert [None, "over_ceiling", None, "no_seat", "no_vote"] == [
        one.passed for one in result.ranking
    ]


def test_a_tie_goes_to_the_earlier_nomination() -> None:
    """Whatever place on the ballot either has."""
    assert (1,) == counted({2: 9, 1: 9}, {1: 5, 2: 5}, 1, 10).elected


def test_exactly_the_tenth_is_not_more_than_it() -> None:
    """Ten of a hundred elect nobody, eleven do."""
    less, enough = counted({1: 10}, {1: 1}, 1, 1), counted({1: 11}, {1: 1}, 1, 1)

    assert ((), ["quorum"], 11) == (
        less.elected,
        [one.passed for one in less.ranking],
        less.needed,
    )
    assert (1,) == enough.elected


def test_every_figure_in_which_the_chain_parts_is_named() -> None:
    """Totals, a candidate's votes, the ranking, the elected, a ballot's weight: and nothing where
    all agree."""
    ballots = (Ballot("ann", 1, 3), Ballot("bob", 2, 2))
    powers = {"ann": 3, "bob": 2}
    rules = Rules(1, 10, MORE_THAN_TENTH)
    plans = (Standing(1, 0, 4), Standing(2, 1, 4))
    result = count_election(ballots, powers, 6, plans, rules)
    story = Story(rules, plans, ballots, (1,))
    honest = Figures(5, ((1, 3), (2, 2)), 6, 1, (1,))
    wrong = Figures(6, ((2, 4), (1, 3)), 6, 1, (2,))

    assert [] == compare(result, story, powers, honest)
    assert [] == compare(result, story, powers, replace(honest, elected=None, base=None))
    assert [
        ("votes cast", 6, 5),
        ("votes for candidate 2", 4, 2),
        ("the ranking", "2, 1", "1, 2"),
        ("the elected", "2", "1"),
    ] == [(one.what, one.chain, one.recounted) for one in compare(result, story, powers, wrong)]
    assert {"ann": (3, 0)} == wrong_ballots([*ballots, Ballot("ann", 2, 3)], powers)
