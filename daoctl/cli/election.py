"""`daoctl election`: plans are nominated and voted on, and the best few are funded."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from daoctl.cli.frame import noun
from daoctl.cli.options import Shared, reads, sends
from daoctl.cli.proposal import FromOption
from daoctl.words import _

app = noun(_("General elections: open, nominate, vote, close, award."))

Number = Annotated[int, typer.Argument(min=1, metavar="ELECTION", help=_("The election's number."))]
CandidateNumber = Annotated[
    int, typer.Argument(min=1, metavar="CANDIDATE", help=_("The candidate's number."))
]
PlanFile = Annotated[Path, typer.Argument(metavar="FILE", help=_("The plan (Markdown)."))]


@app.command("draft", help=_("Check an announcement or a plan; or begin one (--kind)."))
@reads
def draft_command(
    shared: Shared,
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help=_("The draft (Markdown)."))
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option(
            "--kind", metavar="announcement|plan", help=_("Write a template of that kind.")
        ),
    ] = None,
) -> None:
    """Fills the options and runs."""
    from daoctl.cli.election_open import DraftOptions, run_draft

    run_draft(DraftOptions(shared, file, kind))


@app.command("open", help=_("Open an election from its announcement, for the council."))
@sends
def open_command(
    shared: Shared,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("The announcement (Markdown)."))],
) -> None:
    """Fills the options and runs."""
    from daoctl.cli.election_open import OpenOptions, run_open

    run_open(OpenOptions(shared, file))


@app.command("nominate", help=_("Nominate a plan."))
@sends
def nominate_command(
    shared: Shared,
    election: Number,
    file: PlanFile,
    consent: Annotated[
        Path | None,
        typer.Option(
            "--consent",
            metavar="FILE",
            help=_("The recipient's agreement, where somebody else nominates."),
        ),
    ] = None,
    sender: FromOption = None,
) -> None:
    """Fills the options and runs."""
    from daoctl.cli.election_nominate import NominateOptions, run_nominate

    run_nominate(NominateOptions(shared, election, file, consent, sender))


@app.command("consent", help=_("Agree to be paid for a plan that somebody else nominates."))
@reads
def consent_command(
    shared: Shared,
    election: Number,
    file: PlanFile,
    nominator: Annotated[
        str, typer.Option("--nominator", metavar="ADDRESS", help=_("Who will nominate it."))
    ],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help=_("Where it is written."))
    ] = None,
    account: Annotated[
        str | None,
        typer.Option("--account", metavar="NAME", help=_("Which Ape account is the recipient.")),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help=_("Do not ask before signing."))] = False,
) -> None:
    """Fills the options and runs."""
    from daoctl.cli.election_nominate import ConsentOptions, run_consent

    run_consent(ConsentOptions(shared, election, file, nominator, out, account, yes))


@app.command("withdraw", help=_("Take a plan of your own back before the vote begins."))
@sends
def withdraw_command(
    shared: Shared, election: Number, candidate: CandidateNumber, sender: FromOption = None
) -> None:
    """Fills the options and runs."""
    from daoctl.cli.election_nominate import RemoveOptions, run_withdraw

    run_withdraw(RemoveOptions(shared, election, candidate, sender=sender))


@app.command("strike", help=_("Strike a plan off; the council alone may, and must say why."))
@sends
def strike_command(
    shared: Shared,
    election: Number,
    candidate: CandidateNumber,
    reason: Annotated[
        str, typer.Option("--reason", help=_("Why. It stands on the chain for ever."))
    ],
) -> None:
    """Fills the options and runs."""
    from daoctl.cli.election_nominate import RemoveOptions, run_strike

    run_strike(RemoveOptions(shared, election, candidate, reason=reason))


@app.command("list", help=_("List the elections with their states and dates."))
@reads
def list_command(shared: Shared) -> None:
    """Fills the options and runs."""
    from daoctl.cli.election_show import run_list

    run_list(shared)


@app.command("show", help=_("Show how an election stands, and how it would end now."))
@reads
def show_command(shared: Shared, election: Number) -> None:
    """Fills the options and runs."""
    from daoctl.cli.election_show import ShowOptions, run_show

    run_show(ShowOptions(shared, election))


@app.command("cast", help=_("Vote for one or several plans, once."))
@sends
def cast_command(
    shared: Shared,
    election: Number,
    candidates: Annotated[
        list[int],
        typer.Argument(min=1, metavar="CANDIDATE", help=_("The candidates' numbers.")),
    ],
    sender: FromOption = None,
) -> None:
    """Fills the options and runs."""
    from daoctl.cli.election_cast import CastOptions, run_cast

    run_cast(CastOptions(shared, election, tuple(candidates), sender))


@app.command("close", help=_("Close an election whose vote is over; anyone may."))
@sends
def close_command(shared: Shared, election: Number) -> None:
    """Fills the options and runs."""
    from daoctl.cli.election_close import CloseOptions, run_close

    run_close(CloseOptions(shared, election))


@app.command("award", help=_("Make projects of the elected plans; anyone may."))
@sends
def award_command(
    shared: Shared,
    election: Number,
    candidates: Annotated[
        list[int] | None,
        typer.Argument(min=1, metavar="CANDIDATE", help=_("Which; all of them without.")),
    ] = None,
) -> None:
    """Fills the options and runs."""
    from daoctl.cli.election_close import AwardOptions, run_award

    run_award(AwardOptions(shared, election, tuple(candidates or ())))


@app.command("tally", help=_("Recount an election; exit 5 if the chain counted otherwise."))
@reads
def tally_command(
    shared: Shared,
    election: Number,
    voter: Annotated[
        str | None,
        typer.Option("--voter", metavar="ADDRESS", help=_("Whose ballot shall be named too.")),
    ] = None,
) -> None:
    """Fills the options and runs."""
    from daoctl.cli.election_tally import TallyOptions, run_tally

    run_tally(TallyOptions(shared, election, voter))
