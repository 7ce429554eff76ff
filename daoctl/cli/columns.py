"""Text in the columns of a terminal.

Wide letters (East Asian Width) take two columns each. Japanese has no spaces to break a line at,
and some of its signs may not begin or end one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

# How far the further lines of a row stand in.
INDENT = 4
GAP = "  "

# Closing signs and small kana stay with what stands before them, opening signs with what follows.
NEVER_FIRST = "、。，．・：；？！…‥ー）］｝〕〉》」』】〜～ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ々％:;,.!?)"
NEVER_LAST = "（［｛〔〈《「『【"

# Stands for a space at which no line ends; a letter of no script, so no text holds it.
GLUE = "\ue000"

# What is kept together: spaces, a run of narrow letters, one wide letter.
_PIECES = re.compile(rf"\s+|[!-~{GLUE}]+|.", re.DOTALL)
# What Typer adds to an explanation, such as "[required]", is kept together too.
_ADDED = re.compile(r"(\[[^\[\]]*\])")
# A command to be typed, quoted or at the end of its line, an amount with its unit, and a moment
# with its zone are read, and copied, in one piece.
_WHOLE = re.compile(
    r"`[^`]+`|(?:(?<=: )|(?<=： )|^)daoctl [!-~]+(?: [!-~]+)*$"
    r"|[（(][^（）()]{1,16}[）)]"
    r"|(?<![\w.:])\d+(?:[.,]\d+)* [A-Z]{2,5}\b|\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)? [A-Z]+\b"
)
# What an item of a list begins with: its further lines stand under its words.
_ITEM = re.compile(r"\s*(?:(?:\d+(?:/\d+)?\.?|[-*+・○×])\s+)?")


def width(text: str) -> int:
    """How many columns of a terminal the text takes."""
    columns = 0
    for letter in text:
        if unicodedata.combining(letter) or unicodedata.category(letter) in ("Cf", "Me", "Mn"):
            continue
        columns += 2 if unicodedata.east_asian_width(letter) in "WF" else 1
    return columns


def pad(text: str, columns: int, *, right: bool = False) -> str:
    """The text with spaces up to so many columns."""
    gap = " " * max(0, columns - width(text))
    return gap + text if right else text + gap


def clip(text: str, columns: int) -> str:
    """The text cut to so many columns, with … where something is missing."""
    if width(text) <= columns:
        return text
    kept = ""
    for letter in text:
        if width(kept + letter) > columns - 1:
            break
        kept += letter
    return kept + "…"


def broken(text: str, columns: int) -> list[str]:
    """The text in lines of at most so many columns; only what cannot be parted is wider."""
    lines = [""]
    for piece in _pieces(text, columns):
        if piece.isspace():
            # Spaces at a line's end or beginning would only be seen as a gap.
            lines[-1] += piece if lines[-1] else ""
        elif lines[-1] and width(lines[-1] + piece) > columns:
            # A bracket that opens goes along with what it opens, even across a space.
            kept = lines[-1].rstrip(NEVER_LAST + " ")
            if kept:
                lines.append(lines[-1][len(kept) :].lstrip() + piece)
                lines[-2] = kept
            elif lines[-1].rstrip()[-1:] in NEVER_LAST:
                lines[-1] += piece
            else:
                lines[-1] = lines[-1].rstrip()
                lines.append(piece)
        else:
            lines[-1] += piece
    return [line.rstrip() for line in lines]


def prose(text: str, columns: int, *, lead: str = "") -> list[str]:
    """One line of prose in lines of at most so many columns, for a person at a terminal. Further
    lines stand in as far as the words behind `lead`, or behind what an item of a list begins
    with; commands, amounts and moments are not parted. JSON stays on one line, to be copied."""
    if width(text) <= columns or text.lstrip()[:1] in ("{", "["):
        return [text]
    found = _ITEM.match(text)
    begins = lead or (found.group() if found else "")
    stands_in = " " * (width(begins) + (2 if begins.isspace() and not lead else 0))
    glued = _WHOLE.sub(lambda whole: whole.group().replace(" ", GLUE), text[len(begins) :])
    first, *others = broken(glued, columns - len(stands_in))
    return [line.replace(GLUE, " ") for line in (begins + first, *(stands_in + o for o in others))]


def table_rows(
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    right: Iterable[int] = (),
    columns: int | None = None,
) -> list[list[str]]:
    """The lines of each row, the first row being the headings. A row that is wider than so many
    `columns` goes on in further lines, which stand in; every row is parted at the same cells. Only
    a cell that is too wide by itself is broken, at its spaces."""
    to_right = set(right)
    everything = [[_folded(cell, columns) for cell in row] for row in (headings, *rows)]
    sizes = [
        max(width(part) for row in everything for part in row[n]) for n in range(len(headings))
    ]
    groups = _groups(sizes, columns)
    found = []
    for row in everything:
        lines = []
        for group in groups:
            stands_in = "" if group is groups[0] else " " * INDENT
            parts = zip_longest(*(row[n] for n in group), fillvalue="")
            for cells in parts:
                padded = (
                    pad(cell, sizes[n], right=n in to_right)
                    for n, cell in zip(group, cells, strict=True)
                )
                lines.append((stands_in + GAP.join(padded)).rstrip())
        found.append([lines[0], *filter(None, lines[1:])])
    return found


def _folded(cell: str, columns: int | None) -> list[str]:
    if columns is None or width(cell) <= columns - INDENT:
        return [cell]
    return broken(cell, columns - INDENT)


def _groups(sizes: Sequence[int], columns: int | None) -> list[list[int]]:
    """The numbers of the cells that stand on one line, for each line of a row."""
    groups: list[list[int]] = [[]]
    used = 0
    for number, size in enumerate(sizes):
        needed = used + len(GAP) + size if groups[-1] else used + size
        if groups[-1] and columns is not None and needed > columns:
            groups.append([])
            needed = INDENT + size
        groups[-1].append(number)
        used = needed
    return groups


def _pieces(text: str, columns: int) -> Iterator[str]:
    """The text in pieces between which a line may end."""
    held = ""
    for piece in _smallest(text, columns):
        if held and piece[0] not in NEVER_FIRST and held[-1] not in NEVER_LAST:
            yield held
            held = ""
        held += piece
    if held:
        yield held


def _smallest(text: str, columns: int) -> Iterator[str]:
    for part in _ADDED.split(text):
        if _ADDED.fullmatch(part) and width(part) <= columns:
            yield part
        else:
            yield from _PIECES.findall(part)
