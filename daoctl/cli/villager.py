"""`daoctl villager`: welcome residents, list the holders, show one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from daoctl.cli.frame import noun
from daoctl.cli.options import Shared, reads, sends
from daoctl.words import _

app = noun(_("Digital villagers: welcome residents, list, show."))


@app.command("welcome", help=_("Give each resident of a table a free token, each once."))
@sends
def welcome_command(
    shared: Shared,
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help=_("The table (CSV): address; all other columns go to the private register."),
        ),
    ],
) -> None:
    """Fills the options and runs."""
    from daoctl.cli.villager_welcome import WelcomeOptions, run_welcome

    run_welcome(WelcomeOptions(shared, file))


@app.command("list", help=_("List who holds tokens, with their votes and delegates."))
@reads
def list_command(
    shared: Shared,
    csv: Annotated[bool, typer.Option("--csv", help=_("Print a table for a spreadsheet."))] = False,
) -> None:
    """Fills the options and runs."""
    from daoctl.cli.villager_show import ListOptions, run_list

    run_list(ListOptions(shared, csv))


@app.command("show", help=_("Show one holder: tokens, votes, delegate, certificate."))
@reads
def show_command(
    shared: Shared,
    who: Annotated[
        str, typer.Argument(metavar="ADDRESS|TOKEN", help=_("An account, or a token's number."))
    ],
) -> None:
    """Fills the options and runs."""
    from daoctl.cli.villager_show import ShowOptions, run_show

    run_show(ShowOptions(shared, who))
