"""Counting: electorates, quorum, verdict and concentration against slow obvious references."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daoctl.governance.counting import CHOICES, Vote, count_votes, voters_for_half, wrong_votes
from daoctl.governance.electorate import (
    Certified,
    Delegated,
    Electorate,
    Moved,
    by_certificate,
    by_villager,
)
from daoctl.units import ZERO_ADDRESS, Quorum

PEOPLE = ["0xA", "0xB", "0xC", "0xD", "0xTreasury"]
TREASURY = "0xTreasury"
UNLIMITED = 2**256 - 1


class SlowVotes:
    """The contracts' way: every event moves units between delegates, one at a time."""

    def __init__(self, cap: int) -> None:
        self.cap = cap
        self.balance: dict[str, int] = defaultdict(int)
        self.delegate: dict[str, str] = {}
        self.votes: dict[str, int] = defaultdict(int)
        self.total = 0

    def units(self, account: str) -> int:
        return 0 if account in (ZERO_ADDRESS, TREASURY) else min(self.balance[account], self.cap)

    def delegate_of(self, account: str) -> str:
        return self.delegate.get(account, account)

    def apply(self, event: Moved | Delegated) -> None:
        if isinstance(event, Delegated):
            self.votes[self.delegate_of(event.account)] -= self.units(event.account)
            to = event.account if event.delegate == ZERO_ADDRESS else event.delegate
            self.delegate[event.account] = to
            self.votes[to] += self.units(event.account)
            return
        for account in {event.sender, event.recipient}:
            before = self.units(account)
            if account != ZERO_ADDRESS:
                self.balance[account] += (account == event.recipient) - (account == event.sender)
            moved = self.units(account) - before
            self.votes[self.delegate_of(account)] += moved
            self.total += moved


@st.composite
def token_events(draw: st.DrawFn) -> list[Moved | Delegated]:
    """Mints, transfers (also to oneself), burns and delegations that could really happen."""
    owned: dict[str, int] = defaultdict(int)
    events: list[Moved | Delegated] = []
    for _step in range(draw(st.integers(0, 40))):
        kind = draw(st.sampled_from(["mint", "move", "burn", "delegate"]))
        who, other = draw(st.sampled_from(PEOPLE)), draw(st.sampled_from([*PEOPLE, ZERO_ADDRESS]))
        if kind == "delegate":
            events.append(Delegated(who, other))
        elif kind == "mint":
            owned[who] += 1
            events.append(Moved(ZERO_ADDRESS, who))
        elif owned[who]:
            to = ZERO_ADDRESS if kind == "burn" else other
            owned[who] -= 1
            owned[to] += 1
            events.append(Moved(who, to))
    return events


@given(token_events(), st.sampled_from([1, 2, 3, UNLIMITED]))
def test_the_replay_gives_what_moving_units_one_by_one_gives(events, cap):
    """The end state alone says who has which power, whatever way the tokens took."""
    slow = SlowVotes(cap)
    for event in events:
        slow.apply(event)
    electorate = by_villager(events, cap, TREASURY)

    assert {a: v for a, v in slow.votes.items() if v} == dict(electorate.powers)
    assert slow.total == electorate.total == sum(electorate.powers.values())


def test_a_transfer_to_oneself_moves_no_votes():
    """Ten of them made eleven votes of one in a naive version."""
    events = [Moved(ZERO_ADDRESS, "0xA"), *[Moved("0xA", "0xA")] * 10]

    assert 1 == by_villager(events, UNLIMITED, TREASURY).power("0xA")


def test_a_delegation_to_zero_means_oneself():
    """Nobody can end up with tokens that vote for nobody."""
    events = [
        Moved(ZERO_ADDRESS, "0xA"),
        Delegated("0xA", "0xB"),
        Delegated("0xA", ZERO_ADDRESS),
    ]

    assert {"0xA": 1} == dict(by_villager(events, UNLIMITED, TREASURY).powers)


@st.composite
def certificate_events(draw: st.DrawFn) -> list[Certified | Delegated]:
    """Certificates issued, ended and revived, and delegations between."""
    events: list[Certified | Delegated] = []
    status: dict[int, str] = {}
    for _step in range(draw(st.integers(0, 30))):
        kind = draw(st.sampled_from(["issue", "end", "revive", "delegate"]))
        if kind == "issue":
            status[len(status) + 1] = "living"
            events.append(Certified("issued", len(status), draw(st.sampled_from(PEOPLE))))
        elif kind == "delegate":
            events.append(Delegated(draw(st.sampled_from(PEOPLE)), draw(st.sampled_from(PEOPLE))))
        elif status:
            number = draw(st.sampled_from(sorted(status)))
            events.append(Certified("ended" if kind == "end" else "revived", number))
    return events


@given(certificate_events())
def test_certificates_carry_their_unit_from_issue_or_revival_to_their_end(events):
    """The reference asks each certificate for the last thing that happened to it."""
    holders = {
        e.certificate: e.holder
        for e in events
        if isinstance(e, Certified) and e.holder != ZERO_ADDRESS
    }
    last = {e.certificate: e.act for e in events if isinstance(e, Certified)}
    delegates = {e.account: e.delegate for e in events if isinstance(e, Delegated)}
    powers: dict[str, int] = defaultdict(int)
    for number, act in last.items():
        if act != "ended":
            holder = holders[number]
            powers[delegates.get(holder, holder)] += 1

    assert dict(powers) == dict(by_certificate(events).powers)


def one_each(count: int) -> Electorate:
    """So many holders of one unit."""
    return Electorate({f"0x{n}": 1 for n in range(count)}, {})


@pytest.mark.parametrize(
    ("kind", "total", "votes", "reached"),
    [
        ("more_than", 2_900, 290, False),
        ("more_than", 2_900, 291, True),
        ("at_least", 2_900, 289, False),
        ("at_least", 2_900, 290, True),
        ("more_than", 1_700, 170, False),
        ("more_than", 1_700, 171, True),
        ("at_least", 1_700, 170, True),
        ("at_least", 1_701, 170, False),
        ("at_least", 1_701, 171, True),
    ],
)
def test_the_quorum_turns_at_exactly_one_vote(kind, total, votes, reached):
    """ "More than" and "at least" differ by one vote where the share comes out even."""
    electorate = one_each(total)
    cast = [Vote(f"0x{n}", "abstain" if n else "for", 1) for n in range(votes)]
    count = count_votes(cast, electorate, Quorum(kind, 1_000))

    assert reached is count.quorum_reached
    assert reached is count.passed


@given(st.sampled_from(["more_than", "at_least"]), st.integers(0, 400), st.integers(1, 5_000))
def test_needed_is_the_first_number_of_votes_that_satisfies_the_rule(kind, total, bps):
    """The reference tries one number after the other against the share as a fraction."""
    share = Fraction(bps, 10_000) * total
    slow = next(n for n in range(total + 2) if (n > share if kind == "more_than" else n >= share))

    assert slow == Quorum(kind, bps).needed(total)


def test_for_must_be_more_than_against():
    """A tie is no majority, and abstaining decides nothing but the quorum."""
    electorate = one_each(10)
    rule = Quorum("at_least", 1)
    tie = [Vote("0x1", "for", 1), Vote("0x2", "against", 1), Vote("0x3", "abstain", 1)]

    assert not count_votes(tie, electorate, rule).passed
    assert count_votes([*tie, Vote("0x4", "for", 1)], electorate, rule).passed


ballots = st.lists(
    st.builds(
        Vote,
        st.sampled_from(PEOPLE),
        st.sampled_from(CHOICES),
        st.integers(0, 5),
    ),
    max_size=8,
)
powers = st.dictionaries(st.sampled_from(PEOPLE), st.integers(1, 5))
delegations = st.dictionaries(st.sampled_from(PEOPLE), st.sampled_from(PEOPLE))


@given(ballots, powers, delegations)
def test_counting_trusts_powers_and_never_the_weights_in_the_events(votes, units, delegate):
    """Each account's first vote counts with its recounted power, and what differs is named."""
    electorate = Electorate(units, delegate)
    power = {p: sum(u for h, u in units.items() if delegate.get(h, h) == p) for p in PEOPLE}
    first = {vote.voter: vote for vote in reversed(votes)}
    count = count_votes(votes, electorate, Quorum("more_than", 1_000))
    wrong = wrong_votes(votes, electorate)

    for choice, counted in zip(
        CHOICES, (count.totals.against, count.totals.for_, count.totals.abstain), strict=True
    ):
        assert sum(power[v.voter] for v in first.values() if v.choice == choice) == counted
    assert len(first) == count.voters
    assert (
        sum(1 for holder in units if delegate.get(holder, holder) in first)
        == count.turnout_holders.cast
    )
    for voter, vote in first.items():
        repeated = [v for v in votes if v.voter == voter][1:]
        honest = vote.weight == power[voter] and not any(v.weight for v in repeated)
        assert honest is (voter not in wrong)


@given(st.lists(st.integers(0, 20), max_size=8))
def test_voters_for_half_is_the_smallest_group_with_more_than_half(weights):
    """The reference tries every group of every size."""
    total = sum(weights)
    slow = next(
        (
            size
            for size in range(1, len(weights) + 1)
            if any(2 * sum(group) > total for group in combinations(weights, size))
        ),
        0,
    )

    assert slow == voters_for_half(weights)


def test_holders_whose_delegate_voted_count_as_represented():
    """Turnout by holders is about whose units were cast, not about who pressed the button."""
    electorate = Electorate({"0xA": 1, "0xB": 2, "0xC": 4}, {"0xB": "0xA"})
    count = count_votes([Vote("0xA", "for", 3)], electorate, Quorum("more_than", 1_000))

    assert (2, 3) == count.turnout_holders
    assert (3, 7) == count.turnout_votes
    assert (3, 3) == count.top_voter
    assert 1 == count.voters == count.voters_for_half
