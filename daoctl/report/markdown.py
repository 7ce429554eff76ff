"""Text that strangers put on chain, made safe to stand in a Markdown document of ours."""

from __future__ import annotations

import re

from daoctl.governance.one_line import one_line

_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_SPECIAL = re.compile(r"[\\`*_{}\[\]|~#$!]")
# Many readers turn a bare address into a link, which a proposer would like.
_LINK = re.compile(r"(?i)(?<=[a-z])://|(?<=www)\.|@")


def escape(text: str) -> str:
    """The text on one line, read as it is written by any reader of Markdown: no emphasis, heading,
    code, HTML, image or link comes of it (CommonMark, GitHub's and MathJax's additions)."""
    plain = "".join(_ENTITIES.get(letter, letter) for letter in one_line(text))
    plain = _SPECIAL.sub(lambda found: "\\" + found[0], plain)
    return _LINK.sub(lambda found: "".join(f"&#{ord(letter)};" for letter in found[0]), plain)
