"""A proposal's text: what stands on chain, what is published beside it, and how both are read back.

On chain: "# title", the text, and `#proposer=0x…`, which the Governor asks of every description so
that nobody can copy a proposal and cancel it. At most 8,192 bytes of UTF-8 stand there; a longer
text stands there as title, SHA-256 and address, and its file is published.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from daoctl.charter.privacy import refuse_personal
from daoctl.errors import DraftError
from daoctl.governance.one_line import one_line
from daoctl.words import _

MAX_BYTES = 8_192

# OpenZeppelin reads the last 52 bytes: https://docs.openzeppelin.com/contracts/5.x/api/governance
_PROPOSER = re.compile(r"\s*#proposer=(0x[0-9a-fA-F]{40})\Z")
_ELSEWHERE = re.compile(r"sha256: ([0-9a-f]{64})\n(\S+)")


@dataclass(frozen=True)
class Document:
    """A proposal's title and text, as published; `base` is where the village publishes files
    ("" where it does not)."""

    title: str
    text: str
    base: str = ""

    @property
    def content(self) -> bytes:
        """The published file's bytes: "# title", an empty line, the text."""
        return self._whole.encode() + b"\n"

    @property
    def sha256(self) -> bytes:
        """The SHA-256 of `content`, 32 bytes: `sha256sum` of the file shows the same."""
        return hashlib.sha256(self.content).digest()

    @property
    def file_name(self) -> str:
        """What the published file is called."""
        return f"{self.sha256.hex()}.md"

    @property
    def uri(self) -> str:
        """Where the file will be fetched, or "" where the village publishes no files."""
        return self.base + self.file_name if self.base else ""

    @property
    def _whole(self) -> str:
        return f"# {self.title}\n\n{self.text}" if self.text else f"# {self.title}"

    def fits(self) -> bool:
        """Whether the whole text stands on chain."""
        return len(_signed(self._whole, "0x" + "0" * 40).encode()) <= MAX_BYTES

    def description(self, proposer: str) -> str:
        """What stands on chain. Raises UserError when something in it looks personal, DraftError
        when it is too long and the village has nowhere to publish it."""
        refuse_personal(self._whole)
        if self.fits():
            return _signed(self._whole, proposer)
        if not self.uri:
            raise DraftError(
                _("The text is longer than what stands on chain."),
                cause=_("It comes to {size} bytes; {most} at most stand there.").format(
                    size=f"{len(self._whole.encode()):,}", most=f"{MAX_BYTES:,}"
                ),
                hint=_("Shorten it, or name publish_base in village.toml, where it can be read."),
            )
        return _signed(f"# {self.title}\n\nsha256: {self.sha256.hex()}\n{self.uri}", proposer)


@dataclass(frozen=True)
class Described:
    """A description as read from the chain. `sha256` and `uri` are given where the text stands
    elsewhere; `proposer` where the description names one."""

    title: str
    text: str
    proposer: str | None = None
    sha256: str | None = None
    uri: str | None = None


def read_description(description: str) -> Described:
    """The description taken apart; one that other software wrote has its first line as title."""
    match = _PROPOSER.search(description)
    proposer = match.group(1) if match else None
    whole = description[: match.start()] if match else description
    first, _line, rest = whole.strip().partition("\n")
    title, text = one_line(first.removeprefix("# ")).strip(), rest.strip()
    elsewhere = _ELSEWHERE.fullmatch(text)
    if elsewhere:
        return Described(title, "", proposer, elsewhere.group(1), elsewhere.group(2))
    return Described(title, text, proposer)


def _signed(text: str, proposer: str) -> str:
    return f"{text}\n\n#proposer={proposer.lower()}"
