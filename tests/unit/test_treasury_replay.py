"""The ledger rebuilt from events, against a slow treasury whose every amount lies somewhere."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daoctl.chain.contracts import artifact
from daoctl.chain.logs import Log
from daoctl.charter.fields import ETH
from daoctl.treasury.audit import audit
from daoctl.treasury.replay import EVENTS, BrokenStory, replay
from tests.unit.treasury_lots import COIN, PEOPLE, Lots, Refused

numbers, amounts = st.integers(1, 3), st.integers(1, 40)
assets = st.sampled_from([ETH.address, COIN.address])
places = st.integers(0, 2)
ACTS = st.one_of(
    st.tuples(st.just("arrive"), assets, st.integers(1, 400), st.booleans()),
    st.tuples(st.just("list_coin")),
    st.tuples(st.just("delist"), assets),
    st.tuples(st.just("pay"), assets, amounts),
    st.tuples(st.just("open"), assets, st.integers(0, 100), st.integers(1, 60)),
    st.tuples(st.just("fund"), numbers, amounts),
    st.tuples(st.just("close"), numbers),
    st.tuples(st.just("reserve"), numbers, amounts),
    st.tuples(st.just("release"), numbers),
    st.tuples(
        st.just("award"),
        st.sampled_from(["free", "budget", "reservation"]),
        numbers,
        assets,
        st.lists(st.integers(1, 9), min_size=1, max_size=3),
    ),
    st.tuples(st.just("report"), numbers, places),
    st.tuples(st.just("judge"), numbers, places, st.booleans()),
    st.tuples(st.just("claim"), numbers, places),
    st.tuples(st.just("expire"), numbers, places),
    st.tuples(st.just("cancel"), numbers),
    st.tuples(st.just("hand_over"), numbers, st.sampled_from(PEOPLE)),
    st.tuples(st.just("later"), st.integers(1, 40)),
)


def lived(acts) -> Lots:
    """A treasury with something of everything after these acts, those it refuses left out."""
    lots = Lots()
    lots.arrive(ETH.address, 500, True)
    lots.list_coin()
    lots.arrive(COIN.address, 90, False)
    lots.open(ETH.address, 100, 50)
    lots.open(COIN.address, 50, 90)
    lots.reserve(1, 40)
    lots.award("reservation", 1, ETH.address, [3, 4, 5])
    lots.award("budget", 2, COIN.address, [6, 7])
    lots.award("free", 0, ETH.address, [8, 9, 10])
    for grant in (1, 2, 3):
        lots.report(grant, 0)
        lots.report(grant, 1)
        lots.judge(grant, 0, True)
    for name, *values in acts:
        try:
            getattr(lots, name)(*values)
        except Refused:
            continue
    return lots


@given(st.lists(ACTS, min_size=20, max_size=80))
@settings(max_examples=200, deadline=None)
def test_the_events_alone_come_to_the_treasurys_own_figures(acts):
    """Whatever was done, the replay knows where every amount lies."""
    lots = lived(acts)
    ledger, books = lots.ledger(), replay(lots.events)

    assert [] == audit(ledger, lots.events)
    assert ledger.adds_up
    assert [[one["status"] for one in row["steps"]] for row in lots.grants] == [
        [step.status for step in book.steps] for book in books.grants.values()
    ]


def a_full_life() -> Lots:
    """A treasury in which every kind of event happened."""
    lots = Lots()
    lots.arrive(ETH.address, 500, True)
    lots.list_coin()
    lots.arrive(COIN.address, 90, False)
    lots.pay(ETH.address, 7)
    lots.open(ETH.address, 100, 30)
    lots.open(COIN.address, 50, 30)
    lots.fund(1, 11)
    lots.reserve(1, 40)
    lots.award("reservation", 1, ETH.address, [3, 4])
    lots.award("budget", 1, ETH.address, [5, 6])
    lots.award("free", 0, ETH.address, [8])
    lots.release(1)
    lots.report(1, 0)
    lots.judge(1, 0, False)
    lots.report(1, 0)
    lots.judge(1, 0, True)
    lots.claim(1, 0)
    lots.hand_over(2, PEOPLE[1])
    lots.cancel(2)
    lots.report(3, 0)
    lots.later(31)
    lots.expire(1, 1)
    lots.close(2)
    lots.delist(COIN.address)
    return lots


def test_every_event_that_moves_money_is_missed_when_it_is_missing():
    """A node that leaves one out cannot pass: a figure differs, or the story breaks."""
    lots = a_full_life()
    assert set(EVENTS) == {one.event for one in lots.events}
    # A report is no money, and may be replaced; ETH may also arrive unheard.
    quiet = {"AwarderSet", "MilestoneReported", "MilestoneRejected", "Received"}

    for number, one in enumerate(lots.events):
        without = lots.events[:number] + lots.events[number + 1 :]
        found = audit(lots.ledger(), without)
        assert one.event in quiet or found, one.event


def test_each_figure_that_differs_is_named_with_both_values():
    """The reader learns which number, and what each side says."""
    lots = a_full_life()
    ledger = lots.ledger()
    first, *rest = ledger.budgets
    wrong = replace(ledger, budgets=(replace(first, remainder=first.remainder + 1), *rest))

    (found,) = audit(wrong, lots.events)
    assert "budget 1: what is left" == found.what
    assert (f"{first.remainder + 1}", f"{first.remainder}") == tuple(
        f"{int(float(text.split()[0]) * 10**18)}" for text in (found.chain, found.events)
    )
    assert not wrong.adds_up


def test_eth_that_came_unheard_is_no_difference_but_eth_that_left_so_is():
    """A block's reward tells nobody; nothing leaves without an event."""
    lots = Lots()
    lots.arrive(ETH.address, 10, True)
    lots.arrive(ETH.address, 5, False)
    ledger = lots.ledger()
    robbed = replace(ledger, holdings=(replace(ledger.holdings[0], balance=9),))

    assert [] == audit(ledger, lots.events)
    assert ["ETH held"] == [one.what for one in audit(robbed, lots.events)]


def test_a_story_without_its_beginning_is_broken():
    """Events that speak of a budget nobody opened raise, and the audit says that some miss."""
    funded = Log("BudgetFunded", {"budget": 4, "amount": 1, "by": PEOPLE[0]}, "0x", 1, 0, "0x")
    with pytest.raises(BrokenStory):
        replay([funded])

    assert ["the events"] == [one.what for one in audit(Lots().ledger(), [funded])]


def test_every_event_of_the_treasury_is_replayed_or_moves_no_money():
    """A contract may not gain an event that the replay passes over."""
    treasury = artifact("VillageTreasury")
    aside = {"NFTTransferred", "AuthorityUpdated"}

    assert set(EVENTS) == set(treasury.events) - aside
