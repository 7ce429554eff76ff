"""Counting consultations: held against counts so slow that they are obvious, and against two
elections whose ballots and outcomes are published."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daoctl.governance.consultation_count import RULES, count

OPTIONS = 4
rankings = st.permutations(range(1, OPTIONS + 1)).flatmap(
    lambda order: st.integers(0, OPTIONS).map(lambda length: tuple(order[:length]))
)
approvals = st.sets(st.integers(1, OPTIONS)).map(lambda chosen: tuple(sorted(chosen)))
singles = st.one_of(st.just(()), st.integers(1, OPTIONS).map(lambda one: (one,)))


def ballots(choices):
    """A list of ballots, each with its voter's units."""
    return st.lists(st.tuples(choices, st.integers(1, 3)), max_size=9)


def piled(cast):
    """The ballots as the counts take them."""
    piles = Counter()
    for choice, units in cast:
        piles[choice] += units
    return dict(piles)


def slow_plurality(cast):
    """Each option's units, looked up one by one; then the order by hand."""
    totals = {o: sum(n for choice, n in cast if o in choice) for o in range(1, OPTIONS + 1)}
    order = []
    while len(order) < OPTIONS:
        left = [o for o in totals if o not in order]
        most = max(totals[o] for o in left)
        order.append(next(o for o in left if totals[o] == most))
    return totals, order


def slow_runoff(cast):
    """A runoff as a clerk would do it: one paper for each unit, laid on heaps anew each round."""
    papers = [list(choice) for choice, units in cast for _unit in range(units)]
    left, history, gone = list(range(1, OPTIONS + 1)), [], []
    while True:
        heaps = dict.fromkeys(left, 0)
        for paper in papers:
            standing = [o for o in paper if o in left]
            if standing:
                heaps[standing[0]] += 1
        history.append(heaps)
        for option, papers_on_it in heaps.items():
            if papers_on_it > sum(heaps.values()) - papers_on_it:
                rest = sorted((o for o in left if o != option), key=lambda o: (-heaps[o], o))
                return history, [option, *rest, *gone]
        if len(left) == 1:
            return history, [*left, *gone]
        candidates = list(left)
        for heaps_then in reversed(history):
            fewest = min(heaps_then[o] for o in candidates)
            candidates = [o for o in candidates if heaps_then[o] == fewest]
        left.remove(candidates[-1])
        gone.insert(0, candidates[-1])


@given(
    st.one_of(
        ballots(singles).map(lambda c: ("single", c)),
        ballots(approvals).map(lambda c: ("approval", c)),
    )
)
@settings(max_examples=80, deadline=None)
def test_plurality_is_what_adding_up_one_by_one_gives(case):
    """Totals, order and winner; of equal options the one listed earlier stands first."""
    method, cast = case
    totals, order = slow_plurality(cast)
    outcome = count(method, piled(cast), OPTIONS)

    assert totals == outcome.totals
    assert order == list(outcome.ranking)
    assert (order[0] if any(totals.values()) else None) == outcome.winner
    assert (sum(n == max(totals.values()) > 0 for n in totals.values()) > 1) == outcome.tie
    assert sum(n for choice, n in cast if not choice) == outcome.blank


@given(ballots(rankings))
@settings(max_examples=120, deadline=None)
def test_a_runoff_is_what_a_clerk_with_papers_finds(cast):
    """Every round's heaps, the order in which options went, and the winner."""
    history, order = slow_runoff(cast)
    outcome = count("ranked", piled(cast), OPTIONS)

    assert history == [dict(one.totals) for one in outcome.rounds]
    assert order == list(outcome.ranking)
    assert (order[0] if any(choice for choice, _n in cast) else None) == outcome.winner
    units = sum(n for _choice, n in cast)
    for one in outcome.rounds:
        assert units == sum(one.totals.values()) + one.exhausted + outcome.blank


@given(ballots(rankings), st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_the_order_of_ballots_never_matters(cast, random):
    """By all three methods, ties included."""
    shuffled = list(cast)
    random.shuffle(shuffled)
    single = [(choice[:1], n) for choice, n in cast]
    approval = [(tuple(sorted(choice)), n) for choice, n in cast]

    assert count("ranked", piled(cast), OPTIONS) == count("ranked", piled(shuffled), OPTIONS)
    assert count("single", piled(single), OPTIONS) == count(
        "single", piled(reversed(single)), OPTIONS
    )
    assert count("approval", piled(approval), OPTIONS) == count(
        "approval", piled(reversed(approval)), OPTIONS
    )


@given(ballots(approvals), approvals.filter(bool), st.integers(1, 5))
@settings(max_examples=60, deadline=None)
def test_a_supporting_ballot_never_hurts_under_approval(cast, support, units):
    """One more ballot for an option never lowers it, and never takes its victory away."""
    before = count("approval", piled(cast), OPTIONS)
    after = count("approval", piled([*cast, (support, units)]), OPTIONS)

    for option in support:
        above_before = before.ranking[: before.ranking.index(option)]
        above_after = after.ranking[: after.ranking.index(option)]
        assert set(above_after) - set(support) <= set(above_before)
    if before.winner in support:
        assert after.winner in support
        assert after.totals[before.winner] == max(after.totals.values())


def test_the_capital_of_tennessee_is_knoxville_by_runoff_and_memphis_by_single_choice():
    """The textbook example; source: Wikipedia, "Instant-runoff voting", section "Tennessee capital
    election" (Memphis 42, Nashville 26, Chattanooga 15, Knoxville 17 of 100)."""
    memphis, nashville, chattanooga, knoxville = 1, 2, 3, 4
    piles = {
        (memphis, nashville, chattanooga, knoxville): 42,
        (nashville, chattanooga, knoxville, memphis): 26,
        (chattanooga, knoxville, nashville, memphis): 15,
        (knoxville, chattanooga, nashville, memphis): 17,
    }
    outcome = count("ranked", piles, 4)

    assert knoxville == outcome.winner
    assert [
        {memphis: 42, nashville: 26, chattanooga: 15, knoxville: 17},
        {memphis: 42, nashville: 26, knoxville: 32},
        {memphis: 42, knoxville: 58},
    ] == [dict(one.totals) for one in outcome.rounds]
    assert [chattanooga, nashville, None] == [one.eliminated for one in outcome.rounds]
    assert memphis == count("single", {choice[:1]: n for choice, n in piles.items()}, 4).winner


def test_burlington_elected_kiss_in_2009_though_wright_led():
    """Source: A. Gierzynski, W. Hamilton and W. D. Smith, "Burlington Vermont 2009 IRV mayoral
    election", rangevoting.org/Burlington.html: the ballots by their order of the three who were
    left after Smith, Simpson and the write-ins."""
    montroll, kiss, wright = 1, 2, 3
    piles = {
        (montroll, kiss, wright): 1332,
        (montroll, wright, kiss): 767,
        (montroll,): 455,
        (kiss, montroll, wright): 2043,
        (kiss, wright, montroll): 371,
        (kiss,): 568,
        (wright, montroll, kiss): 1513,
        (wright, kiss, montroll): 495,
        (wright,): 1289,
    }
    outcome = count("ranked", piles, 3)
    first, last = outcome.rounds

    assert {montroll: 2554, kiss: 2982, wright: 3297} == dict(first.totals)
    assert (montroll, 455) == (first.eliminated, last.exhausted)
    assert {kiss: 4314, wright: 4064} == dict(last.totals)
    assert (kiss, False) == (outcome.winner, outcome.tie)
    assert wright == count("single", {choice[:1]: n for choice, n in tops(piles)}, 3).winner


def tops(piles):
    """The piles by first choice alone."""
    firsts = Counter()
    for choice, n in piles.items():
        firsts[choice[:1]] += n
    return firsts.items()


@pytest.mark.parametrize(
    ("piles", "gone", "winner"),
    [
        # 2 and 3 are equal now and were equal before: the later listed goes.
        ({(1,): 3, (2,): 2, (3,): 2}, [3], 1),
        # After 4 went, 2 and 3 are equal, but 2 had fewer in the round before.
        ({(1,): 5, (2,): 2, (3,): 3, (4, 2): 1}, [4, 2], 1),
        # 2 and 3 are equal; 2 had fewer in the last round, though more in the first.
        ({(1,): 9, (2,): 4, (3,): 3, (4, 2): 1, (4,): 2, (5, 3): 2}, [5, 4, 2], 1),
        # Two equal finalists: the one with fewer before goes, though it is listed earlier.
        ({(1,): 2, (2,): 3, (3, 1): 1}, [3, 1], 2),
        ({(1,): 1, (2,): 1}, [2], 1),
    ],
)
def test_a_tie_in_a_runoff_is_settled_by_the_rounds_before_and_then_by_the_list(
    piles, gone, winner
):
    """As the rule says that stands in every result."""
    outcome = count("ranked", piles, max(max(choice) for choice in piles))

    assert gone == [one.eliminated for one in outcome.rounds if one.eliminated]
    assert (winner, True) == (outcome.winner, outcome.tie)
    assert "round before" in RULES["ranked"]


@pytest.mark.parametrize("method", ["single", "approval", "ranked"])
def test_nobody_wins_where_nobody_chose(method):
    """No ballots, or blank ones alone."""
    assert (None, 0, False) == (
        count(method, {}, 3).winner,
        count(method, {}, 3).blank,
        count(method, {}, 3).tie,
    )
    assert (None, 7) == (count(method, {(): 7}, 3).winner, count(method, {(): 7}, 3).blank)
