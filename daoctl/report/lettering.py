"""The letters of printed pages: how wide a text is, where its lines break, and their outlines.

One font serves all: BIZ UDPGothic (SIL Open Font Licence, `fonts/OFL.txt`; `tools/build_font.py`
makes it), which is drawn to be read easily and holds what Japanese offices can type. A letter that
it lacks is named, and never printed as an empty box.
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from daoctl.errors import UserError
from daoctl.words import _

FONT_FILE = Path(__file__).parent / "fonts" / "BIZUDPGothic.ttf"
MM_PER_POINT = 25.4 / 72

# What may not begin a line, and what may not end one (JIS X 4051, the common part).
_NOT_FIRST = frozenset(
    "、。，．・：；？！ー）」』】〕〉》々〜…‥ぁぃぅぇぉっゃゅょァィゥェォッャュョヶ,.:;?!)]}%"
)
_NOT_LAST = frozenset("（「『【〔〈《([{")


@functools.cache
def font() -> Any:
    """The font, as fontTools reads it."""
    from fontTools.ttLib import TTFont

    return TTFont(FONT_FILE, lazy=True, recalcTimestamp=False)


@functools.cache
def _letters() -> tuple[dict[int, str], dict[str, tuple[int, int]], int]:
    """The glyph of each code point, the advance of each glyph, and the units of an em."""
    made = font()
    return made.getBestCmap(), made["hmtx"].metrics, made["head"].unitsPerEm


def composed(text: str) -> str:
    """The text as the font can set it: composed letters (NFC), and no control characters."""
    normal = unicodedata.normalize("NFC", text)
    return "".join(" " if unicodedata.category(one) in ("Cc", "Cf") else one for one in normal)


def missing_letters(text: str) -> list[str]:
    """The letters of the text that cannot be printed, each once."""
    known = _letters()[0]
    return [one for one in dict.fromkeys(composed(text)) if ord(one) not in known]


def check_letters(text: str) -> str:
    """The text, composed. Raises UserError naming the letters that cannot be printed."""
    if lacking := missing_letters(text):
        named = ", ".join(f"{one} (U+{ord(one):04X})" for one in lacking)
        raise UserError(
            _("The font has no letter for: {letters}").format(letters=named),
            hint=_("Write it with another letter, such as the usual form of a kanji, or in kana."),
        )
    return composed(text)


def width(text: str, points: float) -> float:
    """How wide the text is, in millimetres."""
    cmap, metrics, em = _letters()
    units = sum(metrics[cmap[ord(one)]][0] for one in check_letters(text))
    return units / em * points * MM_PER_POINT


def fitting(text: str, points: float, room: float, least: float) -> float:
    """The largest size, in points, at which the text fits on one line of `room` mm; never less
    than `least`, at which it may still be too wide."""
    wide = width(text, points)
    return points if wide <= room else max(least, points * room / wide)


def broken(text: str, points: float, room: float) -> list[str]:
    """The text in lines of at most `room` mm: between words, and between Japanese letters where
    the rules of Japanese setting allow it. A last line of a letter or two is avoided."""
    lines = _filled(text, points, room)
    for part in (0.94, 0.88, 0.82, 0.76, 0.7):
        if len(lines) == 1 or width(lines[-1], points) > room / 4:
            break
        again = _filled(text, points, room * part)
        if len(again) > len(lines):
            break
        lines = again
    return lines


def _filled(text: str, points: float, room: float) -> list[str]:
    lines: list[str] = []
    line = ""
    for piece in _pieces(check_letters(text)):
        if line and width((line + piece).rstrip(), points) > room:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _pieces(text: str) -> Iterator[str]:
    """What must stay on one line: words with the space after them, Japanese letters with the
    marks that cling to them."""
    piece = ""
    for at, letter in enumerate(text):
        piece += letter
        after = text[at + 1 : at + 2]
        if not after or (_may_part(letter, after)):
            yield piece
            piece = ""


def _may_part(letter: str, after: str) -> bool:
    if after in _NOT_FIRST or letter in _NOT_LAST or after == " ":
        return False
    return letter == " " or _is_wide(letter) or _is_wide(after)


def _is_wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in ("W", "F")


@functools.cache
def outline(letter: str) -> tuple[str, int]:
    """The letter's outline as an SVG path in the font's units, upwards, and its advance."""
    from fontTools.pens.svgPathPen import SVGPathPen

    cmap, metrics, _em = _letters()
    glyphs = font().getGlyphSet()
    pen = SVGPathPen(glyphs)
    glyphs[cmap[ord(letter)]].draw(pen)
    return pen.getCommands(), metrics[cmap[ord(letter)]][0]


def em() -> int:
    """The font's units to an em."""
    return _letters()[2]
