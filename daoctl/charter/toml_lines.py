"""In which line of a TOML text each key stands.

Python's own reader does not say, and a secretary who mends a charter needs it. This finder reads
only as much of TOML as that takes, on texts that `tomllib` has accepted; where it does not
understand a line it leaves the nearest enclosing section to be named.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

Place = tuple[str | int, ...]

_KEY_PART = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')"""
_KEY = rf"{_KEY_PART}(?:[ \t]*\.[ \t]*{_KEY_PART})*"
_HEADER = re.compile(rf"[ \t]*(\[\[?)[ \t]*({_KEY})[ \t]*\]\]?")
_ASSIGNMENT = re.compile(rf"[ \t]*({_KEY})[ \t]*=")
# One piece of a value: a whole string, a comment, a bracket, or any other letter.
_PIECE = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}'
    r"|'''.*?'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'"
    r"|#[^\n]*"
    r"|.",
    re.DOTALL,
)


def key_lines(text: str) -> dict[Place, int]:
    """The line (from 1) of each section header and each key. The n-th table of an array of tables
    is counted from 0: ("villager", "phase", 1, "opens")."""
    lines: dict[Place, int] = {}
    counts: dict[Place, int] = {}
    section: Place = ()
    position = 0
    while position < len(text):
        line = text.count("\n", 0, position) + 1
        if header := _HEADER.match(text, position):
            section = _resolve(_parts(header[2]), counts, again=header[1] == "[[")
            lines.setdefault(section, line)
            position = _line_end(text, header.end())
        elif key := _ASSIGNMENT.match(text, position):
            place = _resolve(_parts(key[1]), counts, within=section)
            lines.setdefault(place, line)
            position = _value_end(text, key.end(), place, lines)
        else:
            position = _line_end(text, position)
    return lines


def line_of(lines: Mapping[Place, int], place: Place) -> int:
    """The line of the key, or of the nearest section around it; 0 when there is none."""
    while place and place not in lines:
        place = place[:-1]
    return lines.get(place, 0)


def _parts(key: str) -> list[str]:
    return [part.strip("\"'") for part in re.findall(_KEY_PART, key)]


def _resolve(
    parts: list[str], counts: dict[Place, int], within: Place = (), again: bool = False
) -> Place:
    """The full place of a key, each array of tables on the way standing at its latest table."""
    place: Place = within
    for number, part in enumerate(parts):
        place = (*place, part)
        if again and number == len(parts) - 1:
            counts[place] = counts.get(place, -1) + 1
        if place in counts:
            place = (*place, counts[place])
    return place


def _line_end(text: str, position: int) -> int:
    end = text.find("\n", position)
    return len(text) if end < 0 else end + 1


def _value_end(text: str, position: int, place: Place, lines: dict[Place, int]) -> int:
    """Behind the value; notes the line of each entry of a list that runs over several lines."""
    depth = entry = 0
    fresh = True
    for piece in _PIECE.finditer(text, position):
        token = piece.group()
        if token == "\n" and depth == 0:
            return piece.end()
        if depth == 1 and fresh and not token.isspace() and token[0] not in "#]":
            lines.setdefault((*place, entry), text.count("\n", 0, piece.start()) + 1)
            fresh = False
        if token in "[{":
            depth += 1
        elif token in "]}":
            depth -= 1
        elif token == "," and depth == 1:
            entry, fresh = entry + 1, True
    return len(text)
