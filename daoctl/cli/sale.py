"""`daoctl sale`: phases, their allowlists, buying, pausing, and bringing the proceeds in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from daoctl.cli.frame import noun
from daoctl.cli.options import Shared, reads, sends
from daoctl.words import _

app = noun(_("Sale phases: show, allow, buy, sweep into the treasury."))


@app.command("phases", help=_("List the sale phases: price, dates, sold, and whether open now."))
@reads
def phases_command(shared: Shared) -> None:
    """Fills the options and runs."""
    from daoctl.cli.sale_show import run_phases

    run_phases(shared)


@app.command("allowlist", help=_("Set who may buy in a phase, and write the public proofs."))
@sends
def allowlist_command(
    shared: Shared,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help=_("The table (CSV): address, quota."))
    ],
    phase: Annotated[
        int, typer.Option("--phase", min=1, metavar="NUMBER", help=_("Of which phase."))
    ],
) -> None:
    """Fills the options and runs."""
    from daoctl.cli.sale_allowlist import AllowlistOptions, run_allowlist

    run_allowlist(AllowlistOptions(shared, file, phase))


@app.command("buy", help=_("Buy tokens in a phase, for yourself or for somebody else."))
@sends
def buy_command(
    shared: Shared,
    phase: Annotated[int, typer.Argument(min=1, metavar="PHASE", help=_("The phase's number."))],
    count: Annotated[int, typer.Option("--count", min=1, help=_("How many tokens."))] = 1,
    recipient: Annotated[
        str | None,
        typer.Option("--for", metavar="ADDRESS", help=_("Who gets them; else who pays.")),
    ] = None,
    proofs: Annotated[
        Path | None,
        typer.Option("--proofs", metavar="FILE", help=_("The phase's public file of proofs.")),
    ] = None,
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
    from daoctl.cli.sale_buy import BuyOptions, run_buy

    run_buy(BuyOptions(shared, phase, count, recipient, proofs, sender))


@app.command("sweep", help=_("Send what a phase took in to the treasury; all phases if none."))
@sends
def sweep_command(
    shared: Shared,
    phase: Annotated[
        int | None, typer.Argument(min=1, metavar="PHASE", help=_("The phase's number."))
    ] = None,
) -> None:
    """Fills the options and runs."""
    from daoctl.cli.sale_sweep import SweepOptions, run_sweep

    run_sweep(SweepOptions(shared, phase))


@app.command("pause", help=_("Stop the sale for now; the council alone may."))
@sends
def pause_command(shared: Shared) -> None:
    """Runs."""
    from daoctl.cli.sale_pause import run_pause

    run_pause(shared)


@app.command("resume", help=_("Let a paused sale go on."))
@sends
def resume_command(shared: Shared) -> None:
    """Runs."""
    from daoctl.cli.sale_pause import run_resume

    run_resume(shared)
