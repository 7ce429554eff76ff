"""`daoctl account`: accounts that sign, who lacks gas, and wallets on paper."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from daoctl.cli.frame import noun
from daoctl.cli.options import AccountOption, DryRunOption, Shared, reads
from daoctl.words import _

app = noun(_("Accounts that sign, who lacks gas, and printed cards."))


@app.command("new", help=_("Make an account: a key in a file that a passphrase locks."))
@reads
def new_command(
    shared: Shared,
    name: Annotated[
        str, typer.Argument(metavar="NAME", help=_("What it is called, such as office."))
    ],
) -> None:
    """Fills the options and runs."""
    from daoctl.cli.account_new import NewOptions, run_new

    run_new(NewOptions(shared=shared, name=name))


@app.command("list", help=_("Show this computer's accounts, their roles and what they hold."))
@reads
def list_command(shared: Shared) -> None:
    """Runs."""
    from daoctl.cli.account_list import run_list

    run_list(shared)


@app.command("needs", help=_("Show who lacks gas for what they are about to do, and how much."))
@reads
def needs_command(shared: Shared, account: AccountOption = None) -> None:
    """Fills the options and runs."""
    from daoctl.cli.account_needs import run_needs

    run_needs(replace(shared, account=account))


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
