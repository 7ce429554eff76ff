"""Help pages in the reader's language, broken into lines as that language is.

Typer breaks lines at spaces and counts letters, which Japanese has no use for: a text with wide
letters is broken by `columns`, any other as Typer does it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import typer
from typer._click.formatting import HelpFormatter, measure_table

from daoctl.cli.columns import broken, pad, width
from daoctl.words import _

# How Typer says what kind of value it reads, and how people say it.
_KIND = re.compile(r" <([a-z]+)[^>]*>$")
_KINDS = {"int": "NUMBER", "path": "FILE"}
_LEAST = re.compile(r"\bx>=(\d+)")
_BOTH = re.compile(r"\b(\d+)<=x<=(\d+)")
# Read by Typer as: the paragraph that follows has its lines already.
_AS_IT_IS = "\b\n"


class HelpPage(HelpFormatter):
    """A help page whose lines are never wider than the terminal, in any script."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The first line, how a command is written."""
        super().write_usage(prog, args, prefix or _("Usage:") + " ")

    def write_text(self, text: str) -> None:
        """A paragraph."""
        super().write_text(_lines(text, self.width - self.current_indent))

    def write_dl(
        self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """A list of names, each with its explanation beside it."""
        rows = [(option_name(name), value_words(text)) for name, text in rows]
        if any(width(name) != len(name) for name, _text in rows):
            self._write_wide(rows, col_spacing)
            return
        # The columns that Typer will leave for the explanations.
        names = min(measure_table(rows)[0], col_max) + col_spacing if rows else 0
        left = max(self.width - names - 2, 10)
        super().write_dl([(name, _lines(text, left)) for name, text in rows], col_max, col_spacing)

    def _write_wide(self, rows: Sequence[tuple[str, str]], col_spacing: int) -> None:
        """A list whose names have wide letters, which Typer would put out of line."""
        names = max(width(name) for name, _text in rows) + col_spacing
        left = max(self.width - self.current_indent - names, 10)
        for name, text in rows:
            first, *others = broken(" ".join(text.splitlines()), left)
            for label, line in ((name, first), *(("", other) for other in others)):
                self.write(f"{'':>{self.current_indent}}{pad(label, names)}{line}".rstrip() + "\n")


class PageContext(typer.Context):
    """The context of a command that writes its help on a `HelpPage`."""

    formatter_class = HelpPage

    def __init__(self, command: Any, *args: Any, **more: Any) -> None:
        super().__init__(command, *args, **more)
        option = command.get_help_option(self)
        if option is not None:
            option.help = _("Show this message and exit.")


def speaks(command: Any) -> Any:
    """The command, and all below it, with help pages of ours."""
    command.context_class = PageContext
    for inner in getattr(command, "commands", {}).values():
        speaks(inner)
    return command


def option_name(text: str) -> str:
    """The name of an argument, or of an option and its value, without Python's own words."""
    if not text.startswith("-"):
        return _KIND.sub("", text)
    return _KIND.sub(lambda kind: " " + _KINDS.get(kind[1], "TEXT"), text)


def value_words(text: str) -> str:
    """The explanation of a value, with its bounds as people write them."""
    return _LEAST.sub(_at_least, _BOTH.sub(_between, text))


def _at_least(least: re.Match[str]) -> str:
    return _("{least} or more").format(least=least[1])


def _between(bounds: re.Match[str]) -> str:
    return _("{least} to {most}").format(least=bounds[1], most=bounds[2])


def _lines(text: str, columns: int) -> str:
    if width(text) == len(text):
        return text
    return _AS_IT_IS + "\n".join(broken(" ".join(text.splitlines()), columns))
