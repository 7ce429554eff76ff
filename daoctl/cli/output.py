"""How daoctl speaks: data on stdout, talk on stderr, JSON in a shape no language changes.

Nothing here interprets markup, so a villager called "[red]" stays called so.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, is_dataclass
from enum import Enum
from typing import Any, Literal, Self, TextIO

from daoctl.cli.columns import prose, table_rows
from daoctl.units import ETH_DECIMALS, Rate, format_amount

# Beyond this a JavaScript reader silently rounds.
SAFE_INTEGER = 2**53 - 1

Style = Literal["bold", "dim", "green", "yellow", "red"]
_STYLES: dict[str, str] = {"bold": "1", "dim": "2", "green": "32", "yellow": "33", "red": "31"}


class Wei(int):
    """An amount in an asset's smallest unit: always a string in JSON, however small."""


@dataclass
class Output:
    """Where a verb speaks. `as_json` makes `result` print JSON; `rate` puts yen beside ETH."""

    as_json: bool = False
    rate: Rate | None = None
    stdout: TextIO = field(default_factory=lambda: sys.stdout)
    stderr: TextIO = field(default_factory=lambda: sys.stderr)

    @property
    def interactive(self) -> bool:
        """Whether a person sits at this terminal and can be asked."""
        return _is_terminal(sys.stdin) and _is_terminal(self.stderr)

    @property
    def on_terminal(self) -> bool:
        """Whether data goes to a terminal, where a person reads it in columns."""
        return _is_terminal(self.stdout)

    def say(self, text: str = "", *, style: Style | None = None) -> None:
        """Talk, on stderr: what happens, what was asked, how it went."""
        for line in fitted(text, self.stderr):
            print(self._styled(line, style, self.stderr), file=self.stderr, flush=True)

    def data(self, text: str = "", *, style: Style | None = None, lead: str = "") -> None:
        """Data, on stdout: what the user asked for. On a terminal a long line is broken between
        its words, below those behind `lead`; a text of several lines is a document and stays as
        it is."""
        for line in [text] if "\n" in text else fitted(text, self.stdout, lead=lead):
            print(self._styled(line, style, self.stdout), file=self.stdout)

    def result(self, value: Any, lines: Iterable[str] | str) -> None:
        """A verb's answer: `value` as JSON with --json, else the lines for people."""
        if self.as_json:
            self.emit_json(value)
            return
        for line in [lines] if isinstance(lines, str) else lines:
            self.data(line)

    def emit_json(self, value: Any) -> None:
        """The value as JSON on stdout: wei (`Wei`) and integers beyond 2^53 as strings, bytes as
        0x-hex, dataclasses by their fields; letters stay letters."""
        print(json.dumps(jsonable(value), ensure_ascii=False, indent=2), file=self.stdout)

    def table(
        self,
        headings: Sequence[str],
        rows: Iterable[Sequence[object]],
        *,
        right: Iterable[int] = (),
    ) -> None:
        """A table on stdout, the columns numbered in `right` (from 0) aligned to the right.

        Aligned on a terminal only, where a row that is too wide goes on in a further line;
        elsewhere tabs part the cells, which other tools can cut.
        """
        cells = [[_cell(value) for value in row] for row in rows]
        if not _is_terminal(self.stdout):
            for row in [list(headings), *cells]:
                print("\t".join(row), file=self.stdout)
            return
        for number, lines in enumerate(
            table_rows(headings, cells, right=right, columns=terminal_columns())
        ):
            for line in lines:
                print(
                    self._styled(line, "bold" if number == 0 else None, self.stdout),
                    file=self.stdout,
                )

    def amount(self, wei: int, asset: str = "ETH", decimals: int = ETH_DECIMALS) -> str:
        """The amount with its unit; ETH with yen beside it where the user gave a dated rate."""
        text = format_amount(wei, asset, decimals)
        if self.rate is not None and asset == "ETH":
            return f"{text} ≈ {self.rate.words(wei)}"
        return text

    def progress(self, total: int, label: str) -> Progress:
        """A bar on stderr while a batch runs; silent where stderr is no terminal."""
        return Progress(total, label, self.stderr, shown=_is_terminal(self.stderr))

    def _styled(self, text: str, style: Style | None, stream: TextIO) -> str:
        if style is None or not colour_wanted(stream):
            return text
        return f"\x1b[{_STYLES[style]}m{text}\x1b[0m"


@dataclass
class Progress:
    """A bar that is redrawn in place: `with out.progress(200, "…") as bar: bar.advance(20)`."""

    total: int
    label: str
    stream: TextIO
    shown: bool
    done: int = 0

    def __enter__(self) -> Self:
        self._draw()
        return self

    def __exit__(self, *_reason: object) -> None:
        if self.shown:
            print(file=self.stream, flush=True)

    def advance(self, count: int = 1) -> None:
        """`count` more are done."""
        self.set(self.done + count)

    def set(self, done: int) -> None:
        """So many are done in all."""
        self.done = min(done, self.total)
        self._draw()

    def _draw(self) -> None:
        if not self.shown:
            return
        width = 24
        filled = width * self.done // self.total if self.total else width
        bar = "#" * filled + "-" * (width - filled)
        print(
            f"\r{self.label} [{bar}] {self.done}/{self.total}",
            end="",
            file=self.stream,
            flush=True,
        )


def jsonable(value: Any) -> Any:
    """The value in JSON's own kinds, by the rules of `Output.emit_json`."""
    if value is None or isinstance(value, (bool, str, float)):
        return value.value if isinstance(value, Enum) else value
    if isinstance(value, Enum):
        return jsonable(value.value)
    if isinstance(value, int):
        return (
            str(int(value)) if isinstance(value, Wei) or abs(value) > SAFE_INTEGER else int(value)
        )
    if isinstance(value, (bytes, bytearray)):
        return "0x" + bytes(value).hex()
    if is_dataclass(value) and not isinstance(value, type):
        # Not asdict: it would copy, and lose what kind each field is.
        return {name: jsonable(getattr(value, name)) for name in value.__dataclass_fields__}
    if isinstance(value, Mapping):
        return {str(key): jsonable(one) for key, one in value.items()}
    if isinstance(value, Iterable):
        return [jsonable(one) for one in value]
    return str(value)


def colour_wanted(stream: TextIO) -> bool:
    """Whether colour belongs on the stream: a terminal, and NO_COLOR (no-color.org) not set."""
    return (
        _is_terminal(stream) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    )


def terminal_columns() -> int:
    """The terminal's width; 80 where it is not known."""
    return shutil.get_terminal_size().columns


def fitted(text: str, stream: TextIO, *, lead: str = "") -> list[str]:
    """The text's lines as a person reads them on the stream: on a terminal none is broken within
    a word (see `prose`), elsewhere they are as they are."""
    if not _is_terminal(stream):
        return [text]
    columns = terminal_columns()
    return [line for part in text.split("\n") for line in prose(part, columns, lead=lead)]


def clean(text: str) -> str:
    """The text on one line without control characters, so that no name on chain can move a
    reader's cursor or hide a line."""
    if text.isprintable():
        return text
    return "".join(" " if unicodedata.category(letter) == "Cc" else letter for letter in text)


def _cell(value: object) -> str:
    return clean("" if value is None else str(value))


def _is_terminal(stream: TextIO) -> bool:
    try:
        return stream.isatty()
    except ValueError:  # a closed stream
        return False
