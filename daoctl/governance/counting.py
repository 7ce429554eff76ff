"""Counting votes: totals, quorum, verdict, turnout and concentration. Pure.

The rule is the village Governor's: all votes count toward the quorum, whose base is all units at
the snapshot; a proposal passes when the quorum is reached and more votes are for it than against.
Shares are given as two whole numbers, never as a rounded one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from daoctl.governance.electorate import Electorate
from daoctl.units import Quorum

Choice = Literal["against", "for", "abstain"]

# GovernorCountingSimple's order: https://docs.openzeppelin.com/contracts/5.x/api/governance
CHOICES: tuple[Choice, Choice, Choice] = ("against", "for", "abstain")


class Vote(NamedTuple):
    """A vote as its event tells it: `weight` is what the Governor counted it for, `tx` the
    transaction that brought it ("" where that is not known)."""

    voter: str
    choice: Choice
    weight: int
    tx: str = ""


class Share(NamedTuple):
    """So much of a whole; `of` may be 0, when there was nothing to have a share of."""

    cast: int
    of: int


@dataclass(frozen=True)
class Totals:
    """Votes in units."""

    against: int = 0
    for_: int = 0
    abstain: int = 0

    @property
    def cast(self) -> int:
        """All votes together; each counts toward the quorum."""
        return self.against + self.for_ + self.abstain


@dataclass(frozen=True)
class Disagreement:
    """Where the chain's figures and the recounted ones part: `what` in words, and both values."""

    what: str
    chain: int | str | bool
    recounted: int | str | bool


@dataclass(frozen=True)
class Count:
    """A vote counted. `base` is all units at the snapshot, `needed` the votes the quorum asks.

    `turnout_votes` is the votes cast of all units; `turnout_holders` the holders whose units were
    cast (by themselves or by whom they delegated to) of all holders of units. `top_voter` is the
    largest single voter's part of the votes cast, `voters_for_half` the fewest voters who
    together cast more than half (0 when nobody voted).
    """

    totals: Totals
    quorum: Quorum
    base: int
    needed: int
    voters: int
    turnout_votes: Share
    turnout_holders: Share
    top_voter: Share
    voters_for_half: int

    @property
    def quorum_reached(self) -> bool:
        """Whether enough votes were cast."""
        return self.totals.cast >= self.needed

    @property
    def passed(self) -> bool:
        """Whether the proposal passes as the votes stand."""
        return self.quorum_reached and self.totals.for_ > self.totals.against


def count_votes(votes: Sequence[Vote], electorate: Electorate, quorum: Quorum) -> Count:
    """The votes counted by the recounted powers, whatever weights their events claim; of several
    votes of one account only the first counts."""
    sums: Counter[str] = Counter()
    cast: dict[str, int] = {}
    for vote in votes:
        if vote.voter not in cast:
            cast[vote.voter] = electorate.power(vote.voter)
            sums[vote.choice] += cast[vote.voter]
    totals = Totals(sums["against"], sums["for"], sums["abstain"])
    return Count(
        totals=totals,
        quorum=quorum,
        base=electorate.total,
        needed=quorum.needed(electorate.total),
        voters=len(cast),
        turnout_votes=Share(totals.cast, electorate.total),
        turnout_holders=Share(electorate.represented(cast), electorate.holders),
        top_voter=Share(max(cast.values(), default=0), totals.cast),
        voters_for_half=voters_for_half(cast.values()),
    )


def voters_for_half(weights: Iterable[int]) -> int:
    """The fewest of them that together are more than half of all; 0 when all come to nothing."""
    ordered = sorted(weights, reverse=True)
    total, reached = sum(ordered), 0
    for number, weight in enumerate(ordered, start=1):
        reached += weight
        if 2 * reached > total:
            return number
    return 0


def wrong_votes(votes: Sequence[Vote], electorate: Electorate) -> Mapping[str, tuple[int, int]]:
    """The voters whose votes the Governor weighed otherwise than the recount: (chain, recount).
    A second vote of one account weighs nothing in the recount."""
    wrong: dict[str, tuple[int, int]] = {}
    seen: set[str] = set()
    for vote in votes:
        power = 0 if vote.voter in seen else electorate.power(vote.voter)
        if vote.weight != power:
            wrong[vote.voter] = (vote.weight, power)
        seen.add(vote.voter)
    return wrong
