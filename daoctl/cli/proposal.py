"""`daoctl proposal`: drafts, proposals, and what becomes of them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from daoctl.cli.frame import noun
from daoctl.cli.options import Shared, reads, sends
from daoctl.words import _

app = noun(_("Proposals: draft, submit, show, queue, execute, cancel, veto."))

Number = Annotated[int, typer.Argument(min=1, metavar="NUMBER", help=_("The proposal's number."))]
FromOption = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="ADDRESS",
        help=_("With --output calldata: who will send it, such as a Safe."),
    ),
]


@app.command("draft", help=_("Check a draft and show what it would do; or begin one (--kind)."))
@reads
def draft_command(
    shared: Shared,
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help=_("The draft (Markdown)."))
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option("--kind", metavar="KIND", help=_("Write a template of that kind.")),
    ] = None,
) -> None:
    """Fills the options and runs."""
    from daoctl.cli.proposal_draft import DraftOptions, run_draft

    run_draft(DraftOptions(shared, file, kind))


@app.command("submit", help=_("Propose a draft to the village."))
@sends
def submit_command(
    shared: Shared,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("The draft (Markdown)."))],
    sender: FromOption = None,
) -> None:
    """Fills the options and runs."""
    from daoctl.cli.proposal_draft import SubmitOptions, run_submit

    run_submit(SubmitOptions(shared, file, sender))


@app.command("list", help=_("List the proposals with their states and dates."))
@reads
def list_command(shared: Shared) -> None:
    """Fills the options and runs."""
    from daoctl.cli.proposal_show import run_list

    run_list(shared)


@app.command("show", help=_("Show what a proposal says and does, and try it on the present state."))
@reads
def show_command(shared: Shared, number: Number) -> None:
    """Fills the options and runs."""
    from daoctl.cli.proposal_show import ShowOptions, run_show

    run_show(ShowOptions(shared, number))


@app.command("notice", help=_("Write what the office posts about a vote, in both languages."))
@reads
def notice_command(
    shared: Shared,
    number: Number,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help=_("Write it into this file (Markdown).")),
    ] = None,
) -> None:
    """Fills the options and runs."""
    from daoctl.cli.proposal_notice import NoticeOptions, run_notice

    run_notice(NoticeOptions(shared, number, out))


@app.command("queue", help=_("Put a passed proposal into the timelock."))
@sends
def queue_command(shared: Shared, number: Number) -> None:
    """Fills the options and runs."""
    from daoctl.cli.proposal_steps import StepOptions, run_queue

    run_queue(StepOptions(shared, number))


@app.command("execute", help=_("Carry out a queued proposal once its delay is over."))
@sends
def execute_command(shared: Shared, number: Number) -> None:
    """Fills the options and runs."""
    from daoctl.cli.proposal_steps import StepOptions, run_execute

    run_execute(StepOptions(shared, number))


@app.command("cancel", help=_("Take back a proposal of your own before its vote opens."))
@sends
def cancel_command(shared: Shared, number: Number, sender: FromOption = None) -> None:
    """Fills the options and runs."""
    from daoctl.cli.proposal_steps import StepOptions, run_cancel

    run_cancel(StepOptions(shared, number, sender=sender))


@app.command("veto", help=_("Stop a proposal; the council alone may, and must say why."))
@sends
def veto_command(
    shared: Shared,
    number: Number,
    reason: Annotated[
        str, typer.Option("--reason", help=_("Why. It stands on the chain for ever."))
    ],
) -> None:
    """Fills the options and runs."""
    from daoctl.cli.proposal_steps import StepOptions, run_veto

    run_veto(StepOptions(shared, number, reason=reason))
