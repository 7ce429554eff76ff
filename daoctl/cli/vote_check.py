"""`daoctl vote check`: signed ballots judged before they are carried; nothing is sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from daoctl.cli.options import Shared, reads
from daoctl.errors import Differs, UsageError
from daoctl.words import _, ngettext

if TYPE_CHECKING:
    from daoctl.cli.session import Session
    from daoctl.governance.ballot_judging import Judged

BallotsArgument = Annotated[
    Path,
    typer.Argument(metavar="FILE|FOLDER", help=_("The ballots: a file, or a folder of *.jsonl.")),
]
ProposalOption = Annotated[
    int | None,
    typer.Option("--proposal", min=1, metavar="NUMBER", help=_("Only ballots on this proposal.")),
]
ElectionOption = Annotated[
    int | None,
    typer.Option("--election", min=1, metavar="NUMBER", help=_("Only ballots in this election.")),
]
CsvOption = Annotated[
    Path | None,
    typer.Option("--csv", metavar="FILE", help=_("Write what became of each line as CSV too.")),
]


@dataclass(frozen=True)
class Options:
    """Which ballots, and of which vote: of all that the village's contracts take, without one."""

    shared: Shared
    ballots: Path
    proposal: int | None = None
    election: int | None = None
    consultation: Path | None = None
    csv: Path | None = None


def register(app: typer.Typer) -> None:
    """Adds the verb to its noun."""

    @app.command(
        "check", help=_("Judge signed ballots without sending; exit 5 if one does not count.")
    )
    @reads
    def check_command(
        shared: Shared,
        ballots: BallotsArgument,
        proposal: ProposalOption = None,
        election: ElectionOption = None,
        consultation: Annotated[
            Path | None,
            typer.Option("--consultation", metavar="FILE", help=_("Ballots of this consultation.")),
        ] = None,
        csv: CsvOption = None,
    ) -> None:
        run(Options(shared, ballots, proposal, election, consultation, csv))


def run(options: Options) -> None:
    """Says what every line is worth. Raises Differs when one would not count, UserError for files
    that cannot be read."""
    from daoctl.cli import vote_ballots_show as show
    from daoctl.cli.session import open_village

    with open_village(options.shared) as session:
        out = session.out
        if options.consultation is not None:
            judged = _consulted(session, options)
        else:
            judged = judged_ballots(session, options.ballots, options.proposal, options.election)
        rows = [show.row(one) for one in judged]
        if options.csv is not None:
            show.write_csv(options.csv, rows)
        if out.as_json:
            out.emit_json({"votes": show.votes_json(judged), "ballots": rows, **show.totals(rows)})
        else:
            show.print_rows(out, rows)
            for line in show.summary(judged, rows):
                out.data(line)
    bad = sum(one.worth == "fault" for one in judged)
    if bad:
        raise Differs(
            ngettext("{count} line does not count.", "{count} lines do not count.", bad).format(
                count=f"{bad:,}"
            ),
            hint=_(
                "Ballots of a consultation are judged with its document: add --consultation FILE."
            )
            if any(one.code == "other_kind" and one.detail == "consultation" for one in judged)
            else None,
        )


def _consulted(session: Session, options: Options) -> list[Judged]:
    from daoctl.governance.ballot_check import ballot_files
    from daoctl.governance.consultation import load_consultation
    from daoctl.governance.consultation_judging import judge_consultation
    from daoctl.governance.consultation_power import check_village

    assert options.consultation is not None
    if options.proposal is not None or options.election is not None:
        raise UsageError(
            _("Only one vote at a time."),
            hint=_("Leave out all but one of --proposal, --election and --consultation."),
        )
    asked = load_consultation(options.consultation)
    check_village(session.village, asked.chain_id, asked.village)
    return judge_consultation(session.village, asked, ballot_files(options.ballots))


def judged_ballots(
    session: Session, ballots: Path, proposal: int | None, election: int | None
) -> list[Judged]:
    """Every line, against the chain as it is now. Raises RecordError in a village whose contracts
    take no signed ballots."""
    from daoctl.governance.ballot_check import ballot_files
    from daoctl.governance.ballot_judging import judge
    from daoctl.governance.ballot_paper import check_signed_ballots
    from daoctl.governance.ballot_votes import village_contexts

    check_signed_ballots(session.village)
    files = ballot_files(ballots)
    contexts = narrowed(village_contexts(session.village), proposal, election)
    return judge(session.village, files, contexts)


def narrowed(contexts: Sequence, proposal: int | None, election: int | None) -> list:  # type: ignore[type-arg]
    """The contexts of one vote, where one was named. Raises UsageError for two."""
    from dataclasses import replace

    if proposal is not None and election is not None:
        raise UsageError(_("Only one vote at a time."))
    if proposal is None and election is None:
        return list(contexts)
    kind, subject = ("proposal", proposal) if election is None else ("election", election)
    return [replace(one, subject=subject) for one in contexts if one.kind == kind]
