"""The minutes' parts: what a record of a vote is made of, whatever it is about. `minutes_markdown`
and `minutes_page` write the same paper.

A paper is made of the chain alone, never of the present moment, the reader's zone or language, so
that anybody can write it again and get the same bytes. Its texts are plain: whoever writes them
down escapes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from daoctl.words import _

Tone = Literal["yes", "no", "open"]


@dataclass(frozen=True)
class Facts:
    """Labels and what stands beside each: one line or several."""

    rows: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Table:
    """Rows under headings, each cell of one line or several; the columns numbered in `right` (from
    0) hold figures, those in `whole` never go on in a further line."""

    head: tuple[str, ...]
    rows: tuple[tuple[tuple[str, ...], ...], ...]
    right: frozenset[int] = frozenset()
    whole: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Bar:
    """One line of a count: `part` of `whole` votes. `strong` is what prevailed."""

    label: str
    part: int
    whole: int
    strong: bool = False


@dataclass(frozen=True)
class Bars:
    """A count, drawn."""

    rows: tuple[Bar, ...]


@dataclass(frozen=True)
class Items:
    """Numbered sentences, each with what a reader must be warned of (or "")."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Sentences:
    """A paragraph a sentence."""

    rows: tuple[str, ...]


@dataclass(frozen=True)
class Quoted:
    """Somebody's own words, shown letter by letter."""

    text: str


Part = Facts | Table | Bars | Items | Sentences | Quoted


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it."""

    heading: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Paper:
    """The record of one vote in one language. `stamp` is the verdict in a word, `tone` what kind of
    word it is; `marker` tells programs what the file is."""

    language: str
    marker: str
    village: str
    title: str
    subject: str
    stamp: str
    tone: Tone
    lead: str
    sections: tuple[Section, ...]
    closing: tuple[str, ...]

    @property
    def heading(self) -> str:
        """What such a paper is called."""
        return _("Minutes")

    @property
    def signing(self) -> tuple[str, str, str, str]:
        """The words over the places to sign: that it was read, and date, name, seal."""
        return (
            _("Read and found to be what was decided:"),
            _("Date"),
            _("Name"),
            _("Seal"),
        )


def percent(part: int, whole: int) -> str:
    """A part in percent, rounded down to a hundredth; "" of nothing."""
    from daoctl.units import format_fraction

    return format_fraction(part * 10_000 // whole) if whole else ""
