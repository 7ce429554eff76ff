"""daoctl's verbs under `ape run`, for who works with Ape anyway: `ape run vote 3 for` is
`daoctl vote cast 3 for`, with the same options, words and exit codes.

Ape keeps to the click of the Python package, while Typer carries its own, so a verb is handed over
as words and not as a command.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import click

# Given to the verb as they are: its own parser knows its options, --help among them.
_UNTOUCHED = {"ignore_unknown_options": True, "allow_extra_args": True}


def script(name: str, run: Callable[[Sequence[str]], int], help: str) -> click.Command:
    """A command that `ape run NAME` finds as `cli`: gives all its words to `run` and ends with its
    exit code. `help` is its line in the list of `ape run --help`."""

    @click.command(name=name, context_settings=_UNTOUCHED, add_help_option=False, short_help=help)
    @click.argument("words", nargs=-1, type=click.UNPROCESSED)
    def command(words: tuple[str, ...]) -> None:
        raise SystemExit(run(words))

    return command


def verb(name: str, *words: str, help: str) -> click.Command:
    """The script of a verb of daoctl: `cli = verb("vote", "vote", "cast", help="…")`."""

    def run(rest: Sequence[str]) -> int:
        from daoctl.cli.app import main

        return main([*words, *rest])

    return script(name, run, help)
