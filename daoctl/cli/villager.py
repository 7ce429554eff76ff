"""`daoctl villager`: welcome residents, list the holders, show one, leave, and the metadata."""

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


@app.command("leave", help=_("Give up tokens of your own for ever; nobody can forbid it."))
@sends
def leave_command(
    shared: Shared,
    tokens: Annotated[
        list[int] | None,
        typer.Argument(min=1, metavar="TOKEN", help=_("The tokens' numbers.")),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help=_("All that the account holds."))] = (
        False
    ),
    sender: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="ADDRESS",
            help=_("With --output calldata: who will send it, such as a Safe."),
        ),
    ] = None,
) -> None:
    """Fills the options and runs."""
    from daoctl.cli.villager_leave import LeaveOptions, run_leave

    run_leave(LeaveOptions(shared, tuple(tokens or ()), everything, sender))


@app.command("metadata", help=_("Show where the tokens' pictures stand, and whether it is fixed."))
@reads
def metadata_command(
    shared: Shared,
    token: Annotated[
        int | None, typer.Argument(min=1, metavar="TOKEN", help=_("A token, for an example."))
    ] = None,
) -> None:
    """Fills the options and runs."""
    from daoctl.cli.villager_metadata import MetadataOptions, run_metadata

    run_metadata(MetadataOptions(shared, token))
