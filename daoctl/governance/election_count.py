"""Counting an election: totals, quorum, ranking, who is elected and why the others are not. Pure.

The rule is GeneralElection's, worked out here by itself from the ballots: candidates are ranked by
votes, ties go to the earlier nomination, and down the list each that has a vote and still fits the
ceiling is elected, until the seats are filled. If too few units voted, nobody is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from daoctl.units import Quorum

# Why somebody is not elected: too few voted; nobody voted for it; it costs more than was left; the
# seats were filled before.
Passed = Literal["quorum", "no_vote", "over_ceiling", "no_seat"]


class Ballot(NamedTuple):
    """A ballot as its event tells it: the places it names, bit by bit, and the units it was counted
    for."""

    voter: str
    choices: int
    weight: int
    tx: str = ""
    block: int = 0


class Standing(NamedTuple):
    """A candidate that stands: its number, its place on the ballot and what it costs."""

    number: int
    place: int
    amount: int


class Rules(NamedTuple):
    """What decides an election; `ceiling` is in the asset's smallest unit."""

    seats: int
    ceiling: int
    quorum: Quorum


class Ranked(NamedTuple):
    """A candidate in the ranking; `passed` says why it is not elected, None for who is."""

    number: int
    votes: int
    amount: int
    passed: Passed | None

    @property
    def elected(self) -> bool:
        """Whether it is elected."""
        return self.passed is None


@dataclass(frozen=True)
class Result:
    """An election counted. `votes` is the units that voted, `voters` the ballots, `base` all units
    at the snapshot, `needed` the units that had to vote; `base` and `needed` are None before there
    is a snapshot, and then nobody is passed over for the quorum."""

    ranking: tuple[Ranked, ...]
    votes: int
    voters: int
    base: int | None
    needed: int | None

    @property
    def quorum_reached(self) -> bool:
        """Whether enough units voted."""
        return self.needed is not None and self.votes >= self.needed

    @property
    def elected(self) -> tuple[int, ...]:
        """The numbers of those elected, the first first."""
        return tuple(one.number for one in self.ranking if one.elected)

    @property
    def cost(self) -> int:
        """What those elected cost together."""
        return sum(one.amount for one in self.ranking if one.elected)


def count_election(
    ballots: Sequence[Ballot],
    powers: Mapping[str, int],
    base: int | None,
    standing: Iterable[Standing],
    rules: Rules,
) -> Result:
    """The ballots counted by the recounted powers, whatever weights their events claim; of several
    ballots of one account only the first counts."""
    at: Counter[int] = Counter()
    cast: dict[str, int] = {}
    for ballot in ballots:
        if ballot.voter in cast:
            continue
        cast[ballot.voter] = weight = powers.get(ballot.voter, 0)
        for place in range(ballot.choices.bit_length()):
            if ballot.choices >> place & 1:
                at[place] += weight
    candidates = list(standing)
    return rank(
        candidates,
        {one.number: at[one.place] for one in candidates},
        sum(cast.values()),
        len(cast),
        base,
        rules,
    )


def rank(
    candidates: Iterable[Standing],
    votes_of: Mapping[int, int],
    votes: int,
    voters: int,
    base: int | None,
    rules: Rules,
) -> Result:
    """The outcome that these totals have: `votes_of` is each candidate's, by number, `votes` the
    units that voted."""
    needed = None if base is None else rules.quorum.needed(base)
    enough = needed is None or votes >= needed
    left, seats = rules.ceiling, rules.seats
    ranking = []
    for one in sorted(candidates, key=lambda one: (-votes_of.get(one.number, 0), one.number)):
        has = votes_of.get(one.number, 0)
        passed: Passed | None = None
        if not enough:
            passed = "quorum"
        elif not has:
            passed = "no_vote"
        elif not seats:
            passed = "no_seat"
        elif one.amount > left:
            passed = "over_ceiling"
        else:
            left, seats = left - one.amount, seats - 1
        ranking.append(Ranked(one.number, has, one.amount, passed))
    return Result(tuple(ranking), votes, voters, base, needed)


def wrong_ballots(
    ballots: Sequence[Ballot], powers: Mapping[str, int]
) -> Mapping[str, tuple[int, int]]:
    """The voters whose ballots the contract weighed otherwise than the recount: (chain, recount). A
    second ballot of one account weighs nothing in the recount."""
    wrong: dict[str, tuple[int, int]] = {}
    seen: set[str] = set()
    for ballot in ballots:
        power = 0 if ballot.voter in seen else powers.get(ballot.voter, 0)
        if ballot.weight != power:
            wrong[ballot.voter] = (ballot.weight, power)
        seen.add(ballot.voter)
    return wrong
