"""`daoctl treasury`: the money, shown to everybody and moved by the village alone."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from daoctl.cli.frame import noun
from daoctl.cli.options import Shared, reads, sends
from daoctl.words import _

app = noun(_("The money: show it, pay, open and close budgets."))
budget_app = noun(_("Money set aside for a purpose: open, fund, close."))
app.add_typer(budget_app, name="budget")

FileOption = Annotated[
    Path | None,
    typer.Option("--file", metavar="FILE", help=_("Where the proposal's draft is written.")),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help=_("Show what the proposal would do; write nothing."))
]
Name = Annotated[
    str, typer.Argument(metavar="NAME", help=_("The budget, by its name or its number."))
]


@app.command("show", help=_("Show all of it: assets, budgets, projects; exit 5 if it differs."))
@reads
def show_command(shared: Shared) -> None:
    """Fills the options and runs."""
    from daoctl.cli.treasury_show import run_show

    run_show(shared)


@app.command("history", help=_("List every movement of the money; exit 5 if it does not add up."))
@reads
def history_command(
    shared: Shared,
    csv: Annotated[
        Path | None,
        typer.Option(
            "--csv",
            metavar="FILE",
            help=_("Write a table for a spreadsheet; - prints it."),
        ),
    ] = None,
) -> None:
    """Fills the options and runs."""
    from daoctl.cli.treasury_history import HistoryOptions, run_history

    run_history(HistoryOptions(shared, csv))


@app.command("nft", help=_("List the single tokens, such as art, that the treasury holds."))
@reads
def nft_command(shared: Shared) -> None:
    """Runs."""
    from daoctl.cli.treasury_nft import run_nft

    run_nft(shared)


@app.command("pay", help=_("Draft the proposal that pays somebody from the free money."))
@reads
def pay_command(
    shared: Shared,
    amount: Annotated[
        str, typer.Argument(metavar="AMOUNT", help=_('How much, with its unit: "0.5 ETH".'))
    ],
    to: Annotated[str, typer.Argument(metavar="ADDRESS", help=_("Who is paid."))],
    memo: Annotated[
        str,
        typer.Option("--memo", metavar="TEXT", help=_("A few words that stand beside it.")),
    ] = "",
    file: FileOption = None,
    dry_run: DryRun = False,
) -> None:
    """Fills the options and runs."""
    from daoctl.cli.treasury_draft import Asking, PayOptions, run_pay

    run_pay(PayOptions(Asking(shared, file, dry_run), amount, to, memo))


@budget_app.command("open", help=_("Draft the proposal that opens a budget."))
@reads
def open_command(
    shared: Shared,
    name: Annotated[str, typer.Argument(metavar="NAME", help=_("What people call it."))],
    expires: Annotated[
        str,
        typer.Option(
            "--expires",
            metavar="TIME",
            help=_("When what is left becomes free money again; a mere day means its end."),
        ),
    ],
    amount: Annotated[
        str,
        typer.Option("--amount", metavar="AMOUNT", help=_("Set aside from the free money.")),
    ] = "0 ETH",
    awarder: Annotated[
        str | None,
        typer.Option(
            "--awarder", metavar="ADDRESS", help=_("A contract that may award from it: election.")
        ),
    ] = None,
    ceiling: Annotated[
        str | None,
        typer.Option(
            "--ceiling", metavar="SHARE", help=_("How much of it one election may promise: 50%.")
        ),
    ] = None,
    file: FileOption = None,
    dry_run: DryRun = False,
) -> None:
    """Fills the options and runs."""
    from daoctl.cli.treasury_draft import Asking, OpenOptions, run_open

    run_open(OpenOptions(Asking(shared, file, dry_run), name, amount, expires, awarder, ceiling))


@budget_app.command("fund", help=_("Draft the proposal that puts free money into a budget."))
@reads
def fund_command(
    shared: Shared,
    name: Name,
    amount: Annotated[
        str, typer.Argument(metavar="AMOUNT", help=_('How much, with its unit: "0.5 ETH".'))
    ],
    file: FileOption = None,
    dry_run: DryRun = False,
) -> None:
    """Fills the options and runs."""
    from daoctl.cli.treasury_draft import Asking, FundOptions, run_fund

    run_fund(FundOptions(Asking(shared, file, dry_run), name, amount))


@budget_app.command(
    "close", help=_("Close a budget: at once if it is over, else draft the proposal that does.")
)
@sends
def close_command(shared: Shared, name: Name, file: FileOption = None) -> None:
    """Fills the options and runs."""
    from daoctl.cli.treasury_close import CloseOptions, run_close

    run_close(CloseOptions(shared, name, file))
