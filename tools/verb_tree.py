"""Every verb of daoctl, as a reader finds it: what the pages and the schemas are written for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import typer

# Options that verbs share: named once, shown below a verb's own.
SHARED = frozenset(
    {"village", "network", "rpc", "json", "lang", "rate", "account", "yes", "dry_run", "output"}
)


@dataclass(frozen=True)
class Verb:
    """A verb: its words as they are typed behind `daoctl`, its command, and the context in which
    that command describes itself."""

    words: tuple[str, ...]
    command: Any
    context: Any

    @property
    def name(self) -> str:
        """The words, such as "treasury budget open"."""
        return " ".join(self.words)

    @property
    def file(self) -> str:
        """The name of its page and schema, without an ending: "treasury-budget-open"."""
        return "-".join(self.words)

    @property
    def options(self) -> frozenset[str]:
        """Its long options, such as "--json"."""
        return frozenset(
            name for one in self.command.params for name in one.opts if name.startswith("--")
        )

    @property
    def takes_json(self) -> bool:
        """Whether it answers programs."""
        return "--json" in self.options

    @property
    def sends(self) -> bool:
        """Whether it sends transactions."""
        return "--output" in self.options


def verbs() -> Iterator[Verb]:
    """The verbs in the order of the help, in the language that is set."""
    from daoctl.cli.frame import root_app

    root = typer.main.get_command(root_app())
    context = root.make_context("daoctl", [], resilient_parsing=True)
    yield from _below(root, context)


def _below(group: Any, context: Any) -> Iterator[Verb]:
    for word in group.list_commands(context):
        command = group.get_command(context, word)
        inner = command.make_context(word, [], parent=context, resilient_parsing=True)
        if hasattr(command, "list_commands"):
            yield from _below(command, inner)
            continue
        words = tuple(inner.command_path.split()[1:])
        # A hidden verb is for the shell alone, unless it is what the noun itself does.
        if not command.hidden or words[-1] != word:
            yield Verb(words, command, inner)
