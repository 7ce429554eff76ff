"""`daoctl project`: what the village funds, and every step that pays it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from daoctl.cli.frame import noun
from daoctl.cli.options import Shared, reads, sends
from daoctl.words import _

app = noun(_("Funded projects: milestones, reports, payments."))

Number = Annotated[int, typer.Argument(min=1, metavar="PROJECT", help=_("The project's number."))]
Place = Annotated[
    int, typer.Argument(min=1, metavar="MILESTONE", help=_("The milestone, counted from 1."))
]


@app.command("list", help=_("List the projects: awarded, paid, and where each milestone stands."))
@reads
def list_command(shared: Shared) -> None:
    """Fills the options and runs."""
    from daoctl.cli.project_show import run_list

    run_list(shared)


@app.command("show", help=_("Show a project, and what may happen next and who may do it."))
@reads
def show_command(shared: Shared, number: Number) -> None:
    """Fills the options and runs."""
    from daoctl.cli.project_show import ShowOptions, run_show

    run_show(ShowOptions(shared, number))


@app.command("report", help=_("Report a milestone: its recipient names the report by its hash."))
@sends
def report_command(
    shared: Shared,
    number: Number,
    milestone: Place,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("The report."))],
    uri: Annotated[
        str | None,
        typer.Option(
            "--uri",
            metavar="URI",
            help=_("Where it can be read; else where the charter publishes, by its hash."),
        ),
    ] = None,
) -> None:
    """Fills the options and runs."""
    from daoctl.cli.project_steps import ReportOptions, StepOptions, run_report

    run_report(ReportOptions(StepOptions(shared, number, milestone), file, uri))


@app.command("approve", help=_("Approve a milestone's report, so that it is paid."))
@sends
def approve_command(
    shared: Shared,
    number: Number,
    milestone: Place,
    report: Annotated[
        Path | None,
        typer.Option(
            "--report", metavar="FILE", help=_("The report that was read; another is refused.")
        ),
    ] = None,
) -> None:
    """Fills the options and runs."""
    from daoctl.cli.project_steps import JudgeOptions, StepOptions, run_approve

    run_approve(JudgeOptions(StepOptions(shared, number, milestone), report))


@app.command("reject", help=_("Reject a milestone's report; it may be reported again."))
@sends
def reject_command(
    shared: Shared,
    number: Number,
    milestone: Place,
    reason: Annotated[
        str,
        typer.Option("--reason", metavar="TEXT", help=_("Why; it stands on the chain for ever.")),
    ],
) -> None:
    """Fills the options and runs."""
    from daoctl.cli.project_steps import JudgeOptions, StepOptions, run_reject

    run_reject(JudgeOptions(StepOptions(shared, number, milestone), reason=reason))


@app.command("claim", help=_("Pay what is approved to its recipient; anyone may."))
@sends
def claim_command(
    shared: Shared,
    number: Number,
    milestone: Annotated[
        int | None,
        typer.Argument(
            min=1, metavar="MILESTONE", help=_("Counted from 1; all approved ones if none.")
        ),
    ] = None,
) -> None:
    """Fills the options and runs."""
    from daoctl.cli.project_steps import StepOptions, run_claim

    run_claim(StepOptions(shared, number, milestone))


@app.command("cancel", help=_("Draft the proposal that cancels a project."))
@reads
def cancel_command(
    shared: Shared,
    number: Number,
    reason: Annotated[
        str,
        typer.Option("--reason", metavar="TEXT", help=_("Why; it stands on the chain for ever.")),
    ],
    file: Annotated[
        Path | None,
        typer.Option("--file", metavar="FILE", help=_("Where the proposal's draft is written.")),
    ] = None,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help=_("Show what the proposal would do; write nothing.")),
    ] = False,
) -> None:
    """Fills the options and runs."""
    from daoctl.cli.project_steps import CancelOptions, run_cancel
    from daoctl.cli.treasury_draft import Asking

    run_cancel(CancelOptions(Asking(shared, file, dry_run), number, reason))


@app.command("expire", help=_("Give back a milestone's money that nobody reported; anyone may."))
@sends
def expire_command(shared: Shared, number: Number, milestone: Place) -> None:
    """Fills the options and runs."""
    from daoctl.cli.project_steps import StepOptions, run_expire

    run_expire(StepOptions(shared, number, milestone))
