"""The table of nouns, and how each is fetched only when it is asked for.

`daoctl --help` must answer at once, so the root knows every noun's name and one line of help but
imports its module only to run it. A noun that is listed here without a module is not shown.
"""

from __future__ import annotations

import gettext
import importlib
import importlib.util
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any, get_args

import typer
from typer.core import TyperCommand, TyperGroup

from daoctl.cli.help_page import PageContext, speaks
from daoctl.units import plain
from daoctl.words import DOMAIN, LOCALE_FOLDER, N_, _

# noun → (module with `app`, one line of help), in the order of a village's life.
NOUNS: dict[str, tuple[str, str]] = {
    "init": ("daoctl.cli.init", N_("Write a village's charter, with every key explained.")),
    "practice": ("daoctl.cli.practice", N_("Rehearse the village's year on a chain of its own.")),
    "deploy": ("daoctl.cli.deploy", N_("Found the village: put its contracts on a chain.")),
    "join": ("daoctl.cli.join", N_("Get to know a village from its one public address.")),
    "account": ("daoctl.cli.account", N_("Accounts that sign, who lacks gas, and printed cards.")),
    "status": ("daoctl.cli.status", N_("How the village stands: people, money, open votes.")),
    "role": ("daoctl.cli.role", N_("Who may do what, read from the chain.")),
    "sale": ("daoctl.cli.sale", N_("Sale phases: show, allow, buy, sweep into the treasury.")),
    "villager": ("daoctl.cli.villager", N_("Digital villagers: welcome residents, list, show.")),
    "certificate": (
        "daoctl.cli.certificate",
        N_("Resident certificates: issue, renew, revoke, reissue, verify."),
    ),
    "proposal": (
        "daoctl.cli.proposal",
        N_("Proposals: draft, submit, show, queue, execute, cancel, veto."),
    ),
    "election": (
        "daoctl.cli.election",
        N_("General elections: open, nominate, vote, close, award."),
    ),
    "vote": ("daoctl.cli.vote", N_("Vote, delegate, and see the voting power.")),
    "tally": ("daoctl.cli.tally", N_("Recount a vote from the chain's logs.")),
    "minutes": ("daoctl.cli.minutes", N_("Write the record of a vote, ready to print.")),
    "treasury": ("daoctl.cli.treasury", N_("The money: show it, pay, open and close budgets.")),
    "project": ("daoctl.cli.project", N_("Funded projects: milestones, reports, payments.")),
    "handover": ("daoctl.cli.handover", N_("Move the office's private files to another computer.")),
    "doctor": ("daoctl.cli.doctor", N_("Check this computer, the network and the village.")),
    "demo": ("daoctl.cli.demo", N_("A small village's story on a chain of its own.")),
    "completion": ("daoctl.cli.completion", N_("Let the shell complete daoctl's commands.")),
    "help": ("daoctl.cli.help", N_("Pages on networks, accounts, exit codes and more.")),
}


def noun(help: str) -> typer.Typer:  # Typer's own word for it
    """A noun with several verbs (or with one that is always named): `app = noun(_("…"))`."""
    app = typer.Typer(help=help, no_args_is_help=True, rich_markup_mode=None, add_completion=False)

    # With a callback Typer keeps the verb's name even where there is only one verb.
    @app.callback()
    def group(
        lang: Annotated[
            str | None,
            typer.Option("--lang", metavar="ja|en", help=_("The language to speak.")),
        ] = None,
    ) -> None:
        del lang  # answered before any parsing, so that it may stand before and behind the verb

    return app


def single() -> typer.Typer:
    """A noun that is itself the verb: `app = single()`, then one `@app.command()`."""
    return typer.Typer(rich_markup_mode=None, add_completion=False)


class LazyNouns(TyperGroup):
    """The root's group: its commands come from `NOUNS`, each module when it is needed."""

    context_class = PageContext

    def list_commands(self, ctx: Any) -> list[str]:
        """The nouns whose module is there; nothing is imported to know it."""
        return [name for name, (module, _help) in NOUNS.items() if _exists(module)]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The noun's command, imported now; None for an unknown one."""
        if cmd_name in self.commands:
            return self.commands[cmd_name]
        module, line = NOUNS.get(cmd_name, ("", ""))
        if not module or not _exists(module):
            return None
        command = speaks(typer.main.get_command(importlib.import_module(module).app))
        read_wide_digits(command)
        command.name = cmd_name
        if isinstance(command, (TyperCommand, TyperGroup)) and not command.help:
            command.help = _(line)
        self.commands[cmd_name] = command
        return command

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """The help's list of nouns, from the table alone."""
        rows = [(name, _(NOUNS[name][1])) for name in self.list_commands(ctx)]
        if rows:
            with formatter.section(_("Commands")):
                formatter.write_dl(rows)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """As Typer's, but what is near to a typing error is sought among all nouns."""
        if args and args[0] not in self.list_commands(ctx) and not args[0].startswith("-"):
            from difflib import get_close_matches

            from daoctl.errors import UsageError

            near = get_close_matches(args[0], self.list_commands(ctx), n=1)
            raise UsageError(
                _("There is no command `{name}`.").format(name=args[0]),
                hint=_("Did you mean `daoctl {near}`?").format(near=near[0])
                if near
                else _("`daoctl --help` lists them all."),
            )
        return super().resolve_command(ctx, args)


def read_wide_digits(command: Any) -> None:
    """Lets the command, and all below it, read whole numbers as a Japanese keyboard may type them
    (１２) too. Texts stay as they were typed."""
    for parameter in command.params:
        kind = getattr(parameter, "type_descriptor", None)
        if kind is not None and int in (kind.annotation, *get_args(kind.annotation)):
            parameter.process_value = _plain_first(parameter.process_value)
    for inner in getattr(command, "commands", {}).values():
        read_wide_digits(inner)


def _plain_first(read: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def process_value(context: Any, value: Any) -> Any:
        several = isinstance(value, (list, tuple))
        made = [
            plain(one) if isinstance(one, str) else one for one in (value if several else [value])
        ]
        return read(context, made if several else made[0])

    return process_value


def _exists(module: str) -> bool:
    return importlib.util.find_spec(module) is not None


def root_app() -> typer.Typer:
    """The root: `daoctl` itself, in the language that is set now."""
    app = typer.Typer(
        cls=LazyNouns, no_args_is_help=True, rich_markup_mode=None, add_completion=False
    )

    @app.callback(
        help=_("Found a village DAO, admit digital villagers, vote, and fund what was voted for.")
    )
    def root(
        version: Annotated[
            bool,
            typer.Option(
                "--version",
                is_eager=True,
                callback=_version,
                help=_("Print the version and exit."),
            ),
        ] = False,
        lang: Annotated[
            str | None,
            typer.Option("--lang", metavar="ja|en", help=_("The language to speak.")),
        ] = None,
    ) -> None:
        # Both were answered before this: --version while parsing, --lang before any parsing.
        del version, lang

    return app


def _version(asked: bool) -> None:
    if asked:
        from daoctl import __version__

        print(f"daoctl {__version__}")
        raise typer.Exit


@contextmanager
def parser_speaks(language: str) -> Iterator[None]:
    """Lets Typer's own words ("Options", "required") come from our catalogue for a while: it asks
    the standard gettext, whose language is that of the environment. (`help_page` says those that
    it does not ask for.)"""
    before, domain = os.environ.get("LANGUAGE"), gettext.textdomain()
    gettext.bindtextdomain(DOMAIN, str(LOCALE_FOLDER))
    gettext.textdomain(DOMAIN)
    os.environ["LANGUAGE"] = language
    try:
        yield
    finally:
        gettext.textdomain(domain)
        if before is None:
            del os.environ["LANGUAGE"]
        else:
            os.environ["LANGUAGE"] = before


# Typer's own words, here so that the catalogues get them.
PARSER_WORDS = (
    N_("Options"),
    N_("Arguments"),
    N_("Commands"),
    N_("required"),
    N_("default: {default}"),
    N_("env var: {var}"),
)
