"""Text that strangers put on chain, made safe to stand in a line of ours."""

from __future__ import annotations

import unicodedata

_TURNS = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")


def one_line(text: str) -> str:
    """The text on one line, in the order its letters stand: anybody may propose, and no memo may
    look like another action or turn a number round."""
    return "".join(" " if _moves(letter) else letter for letter in text)


def _moves(letter: str) -> bool:
    """Whether it is a control character, a line separator or a turn of direction (UAX #9)."""
    if unicodedata.category(letter) in ("Cc", "Zl", "Zp"):
        return True
    return unicodedata.bidirectional(letter) in _TURNS
