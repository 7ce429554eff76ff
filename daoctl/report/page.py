"""A printed page as plain things at places: texts, rules, boxes and QR codes, in millimetres from
the upper left corner. `page_pdf` and `page_svg` draw the same page.

The layout depends on nothing but what is written on it, so the same card comes out the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from daoctl.report.lettering import MM_PER_POINT, broken, check_letters, width

A4 = (210.0, 297.0)
INK, GREY, PALE = "#1a1a1a", "#5c5c5c", "#d9d9d9"
# A line's height, in sizes of its letters: Japanese wants more than Latin.
LEADING = 1.45

Align = Literal["left", "middle", "right"]


@dataclass(frozen=True)
class Text:
    """One line of text; (x, y) is the left end of its baseline, `points` its size."""

    x: float
    y: float
    text: str
    points: float
    bold: bool = False
    colour: str = INK


@dataclass(frozen=True)
class Rule:
    """A straight line; `dash` is the length of its dashes and gaps, 0 for an unbroken one."""

    x1: float
    y1: float
    x2: float
    y2: float
    thick: float = 0.3
    dash: float = 0.0
    colour: str = INK


@dataclass(frozen=True)
class Box:
    """A rectangle, filled, framed or both; `radius` rounds its corners."""

    x: float
    y: float
    wide: float
    high: float
    fill: str | None = None
    frame: str | None = None
    thick: float = 0.3
    radius: float = 0.0


@dataclass(frozen=True)
class Code:
    """A QR code (error correction M), a square of `size` mm without the quiet zone, which the
    page must leave white: four modules on every side."""

    x: float
    y: float
    size: float
    data: str


@dataclass
class Page:
    """A page while it is being laid out; `title` is what a viewer shows of it."""

    title: str
    wide: float = A4[0]
    high: float = A4[1]
    items: list[Text | Rule | Box | Code] = field(default_factory=list)

    def put(self, item: Text | Rule | Box | Code) -> None:
        """Adds a thing; later ones lie above earlier ones."""
        self.items.append(item)

    def line(
        self,
        x: float,
        y: float,
        text: str,
        points: float,
        *,
        bold: bool = False,
        colour: str = INK,
        align: Align = "left",
    ) -> float:
        """One line of text with its baseline at y; `x` is its left end, middle or right end.
        Answers its width. Raises UserError naming letters that cannot be printed."""
        text = check_letters(text)
        wide = width(text, points)
        left = x - {"left": 0.0, "middle": wide / 2, "right": wide}[align]
        self.put(Text(round(left, 3), round(y, 3), text, round(points, 2), bold, colour))
        return wide

    def block(
        self,
        x: float,
        y: float,
        text: str,
        points: float,
        room: float,
        *,
        bold: bool = False,
        colour: str = INK,
    ) -> float:
        """A text of as many lines as it needs in `room` mm, the first with its baseline at y.
        Answers the baseline after its last line."""
        for line in broken(text, points, room):
            self.line(x, y, line, points, bold=bold, colour=colour)
            y += points * MM_PER_POINT * LEADING
        return y


def modules(data: str) -> list[list[bool]]:
    """The QR code's modules in rows, dark ones true, without its quiet zone."""
    import segno

    made = segno.make(data, error="m", micro=False, boost_error=False)
    return [[bool(one) for one in row] for row in made.matrix]


def runs(data: str) -> Iterator[tuple[int, int, int, int]]:
    """The dark modules as horizontal runs: column, row, length, and the modules of a side."""
    rows = modules(data)
    for number, row in enumerate(rows):
        start = None
        for column, dark in enumerate([*row, False]):
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                yield start, number, column - start, len(rows)
                start = None
