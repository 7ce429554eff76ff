"""Counting consultations: single choice, approval, and ranked choice by instant runoff. Pure.

Ballots come as piles: what was chosen (option numbers from 1, in order) and the units of all who
chose just that. So the order of ballots cannot matter, and a million ballots count as fast as
their different ones. An empty choice is a blank ballot: it was cast, for nothing.

Ties are settled by rule, never by lot. Between options of equal units the one listed earlier in
the consultation stands before the other. In a runoff, of the options with the fewest units that
one goes which had the fewest in the round before, then in the one before that and so on; if they
were equal in every round, the one listed last goes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

Method = Literal["single", "approval", "ranked"]
METHODS: tuple[Method, ...] = get_args(Method)

Choice = tuple[int, ...]
Piles = Mapping[Choice, int]

# In English, whatever language is spoken: it stands in the result file, which is for programs too.
RULES: dict[Method, str] = {
    "single": "Each ballot names one option. Most units first; of equal ones the option listed "
    "earlier.",
    "approval": "Each ballot names any options. Most units first; of equal ones the option listed "
    "earlier.",
    "ranked": "Instant runoff: while no option has more than half of the units that still count, "
    "the one with the fewest goes and its ballots pass to their next choice. Of equally few, the "
    "one that had fewer in the round before goes, and so on back; if equal in all, the one listed "
    "last.",
}


@dataclass(frozen=True)
class Round:
    """One round of a runoff: the units of each option still in it, those of ballots without a
    choice left, which option went (None in the last), and whether a tie had to be settled."""

    totals: Mapping[int, int]
    exhausted: int
    eliminated: int | None = None
    tie: bool = False


@dataclass(frozen=True)
class Outcome:
    """A count. `totals` is each option's units (in a runoff: first choices), `ranking` all
    options, best first, `winner` the first of them or None where no unit was given to any;
    `tie` says that the rule for ties was needed: for the first place, or in a runoff for who went;
    `blank` the units of blank ballots; `rounds` is empty but in a runoff."""

    method: Method
    totals: Mapping[int, int]
    ranking: tuple[int, ...]
    winner: int | None
    tie: bool
    blank: int
    rounds: tuple[Round, ...] = ()


def count(method: Method, piles: Piles, options: int) -> Outcome:
    """The piles counted by the method; `options` is how many there are. Every pile must fit:
    numbers from 1 to `options`, none twice, and one at most for a single choice."""
    return runoff(piles, options) if method == "ranked" else plurality(method, piles, options)


def plurality(method: Method, piles: Piles, options: int) -> Outcome:
    """Most units first: each ballot gives its units to every option it names."""
    totals = dict.fromkeys(range(1, options + 1), 0)
    for choice, units in piles.items():
        for option in choice:
            totals[option] += units
    ranking = tuple(sorted(totals, key=lambda option: (-totals[option], option)))
    most = totals[ranking[0]]
    return Outcome(
        method,
        totals,
        ranking,
        ranking[0] if most else None,
        bool(most) and sum(units == most for units in totals.values()) > 1,
        piles.get((), 0),
    )


def runoff(piles: Piles, options: int) -> Outcome:
    """Instant runoff: options go one by one until one has more than half of what still counts."""
    blank = piles.get((), 0)
    left = list(range(1, options + 1))
    rounds: list[Round] = []
    gone: list[int] = []
    while True:
        totals = dict.fromkeys(left, 0)
        exhausted = 0
        for choice, units in piles.items():
            first = next((option for option in choice if option in totals), None)
            if first is not None:
                totals[first] += units
            elif choice:
                exhausted += units
        best = max(left, key=lambda option: (totals[option], -option))
        if len(left) == 1 or 2 * totals[best] > sum(totals.values()):
            rounds.append(Round(totals, exhausted))
            break
        out, tie = _last(totals, rounds)
        rounds.append(Round(totals, exhausted, out, tie))
        left.remove(out)
        gone.insert(0, out)
    rest = sorted(left, key=lambda option: (-totals[option], option))
    ranking = (*rest, *gone)
    return Outcome(
        "ranked",
        rounds[0].totals,
        ranking,
        ranking[0] if totals[ranking[0]] else None,
        any(one.tie for one in rounds),
        blank,
        tuple(rounds),
    )


def _last(totals: Mapping[int, int], rounds: Sequence[Round]) -> tuple[int, bool]:
    """Which option goes, and whether a tie had to be settled for it."""
    fewest = min(totals.values())
    tied = [option for option, units in totals.items() if units == fewest]
    # Between options that nobody named it makes no difference which goes first.
    tie = len(tied) > 1 and fewest > 0
    for earlier in reversed(rounds):
        if len(tied) == 1:
            break
        fewest = min(earlier.totals[option] for option in tied)
        tied = [option for option in tied if earlier.totals[option] == fewest]
    return max(tied), tie
