"""`daoctl account`: accounts that sign, who lacks gas, and wallets on paper."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from daoctl.cli.frame import noun
from daoctl.cli.options import DryRunOption, Shared, reads
from daoctl.words import _

app = noun(_("Accounts that sign, who lacks gas, and printed cards."))


@app.command("cards", help=_("Make wallets on paper for people who have none, and print them."))
@reads
def cards_command(
    shared: Shared,
    file: Annotated[
        Path,
        typer.Argument(
            metavar="TABLE",
            help=_("A CSV with the column `name`; addresses are filled into the column `address`."),
        ),
    ],
    folder: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="FOLDER",
            help=_("Where the files go; else `cards` in the village's folder."),
        ),
    ] = None,
    dry_run: DryRunOption = False,
) -> None:
    """Fills the options and runs."""
    from daoctl.cli.account_cards import CardsOptions, run_cards

    run_cards(CardsOptions(shared=shared, file=file, folder=folder, dry_run=dry_run))
