"""`daoctl minutes`: the record of a vote, in both languages, to read and to print."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from daoctl.cli.frame import single
from daoctl.cli.options import Shared, reads
from daoctl.errors import UsageError, UserError
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.charter.village import Village
    from daoctl.cli.session import Session
    from daoctl.report.minutes import Paper
    from daoctl.report.minutes_election import ElectionMinutes
    from daoctl.report.minutes_proposal import ProposalMinutes
    from daoctl.report.minutes_reading import Options as Added

app = single()


@dataclass(frozen=True)
class Options:
    """Which proposal or election (the other is None), the folder to write into, whether people
    shall be named, and where the plans' texts are (None: plans are known by what stands on
    chain)."""

    shared: Shared
    number: int | None = None
    election: int | None = None
    out: Path = Path()
    names: bool = False
    texts: Path | None = None


@app.command(help=_("Write the record of a vote in Japanese and English, ready to print."))
@reads
def minutes_command(
    shared: Shared,
    number: Annotated[
        int | None, typer.Argument(min=1, metavar="NUMBER", help=_("The proposal's number."))
    ] = None,
    election: Annotated[
        int | None,
        typer.Option("--election", min=1, metavar="NUMBER", help=_("An election's number.")),
    ] = None,
    out: Annotated[
        Path,
        typer.Option(
            "--out", metavar="FOLDER", help=_("Where the files are written, if not here.")
        ),
    ] = Path(),
    names: Annotated[
        bool,
        typer.Option("--names", help=_("Name the people who agreed to it, from the register.")),
    ] = False,
    texts: Annotated[
        Path | None,
        typer.Option(
            "--texts", metavar="FOLDER", help=_("Call plans by their texts in this folder.")
        ),
    ] = None,
) -> None:
    """Fills the options and runs."""
    if (number is None) == (election is None):
        raise UsageError(
            _("Which vote shall be recorded?"),
            hint=_("Give a proposal's number, or an election's with --election."),
        )
    run(Options(shared, number, election, out, names, texts))


def run(options: Options) -> None:
    """Writes the four files. Raises UserError for an unknown vote, or when a file is there that is
    something else; Differs, once they are written, when the chain counted otherwise."""
    from daoctl.cli.session import open_village

    with open_village(options.shared) as session:
        minutes = _read(session.village, options, _added(session, options))
    files = _write(options, minutes.papers())
    out, reading = session.out, minutes.reading
    out.result(
        {
            "kind": "proposal" if options.number else "election",
            "number": options.number or options.election,
            "village": reading.address,
            "chain_id": reading.chain_id,
            "block": reading.block,
            "final": reading.final,
            "names": options.names,
            "matches_chain": minutes.tally.matches_chain,
            "files": {
                language: {kind: str(file) for kind, file in kinds.items()}
                for language, kinds in files.items()
            },
        },
        [str(file) for kinds in files.values() for file in kinds.values()],
    )
    if not reading.final:
        out.say(
            _("It is not over yet: written as of block {block}.").format(block=reading.block),
            style="yellow",
        )
    _refuse_difference(minutes)


def _read(village: Village, options: Options, added: Added) -> ProposalMinutes | ElectionMinutes:
    if options.number is not None:
        from daoctl.report.minutes_proposal import read_proposal_minutes

        return read_proposal_minutes(village, options.number, added)
    from daoctl.report.minutes_election import read_election_minutes

    assert options.election is not None
    return read_election_minutes(village, options.election, added)


def _added(session: Session, options: Options) -> Added:
    """The names and titles that were asked for."""
    from daoctl.governance.election_plans import titles_at_hand
    from daoctl.report.minutes_reading import Options as Added

    names = _names(session) if options.names else {}
    if options.texts is not None and not options.texts.is_dir():
        raise UserError(_("There is no folder {folder}.").format(folder=options.texts))
    titles = titles_at_hand([options.texts]) if options.texts is not None else {}
    return Added(names, titles, options.names)


def _names(session: Session) -> dict[str, str]:
    """Who agreed to be named, by address. Raises RegisterError, or UserError without a register."""
    from daoctl.charter.consent import shows_name
    from daoctl.charter.register import register_file

    file = register_file(session.village.folder)
    if not file.is_file():
        raise UserError(
            _("There is no private register here: {file}").format(file=file),
            hint=_("Without --names accounts are given by their addresses."),
        )
    with session.register(writing=False) as register:
        return {one.address: one.name for one in register if shows_name(one)}


def _write(options: Options, papers: tuple[Paper, ...]) -> dict[str, dict[str, Path]]:
    """Writes every paper both ways, or none where a file of something else is in the way."""
    from daoctl.charter.folder import write_atomically
    from daoctl.report.minutes_markdown import to_markdown
    from daoctl.report.minutes_page import to_page

    stem = f"minutes-{options.number}" if options.number else f"minutes-election-{options.election}"
    texts: dict[Path, str] = {}
    files: dict[str, dict[str, Path]] = {}
    for paper in papers:
        kinds = {"markdown": (".md", to_markdown), "html": (".html", to_page)}
        for kind, (suffix, write) in kinds.items():
            file = options.out / f"{stem}.{paper.language}{suffix}"
            files.setdefault(paper.language, {})[kind] = file
            texts[file] = write(paper)
    _refuse_others(texts, papers[0].marker)
    for file, text in texts.items():
        write_atomically(file, text.encode(), mode=0o644)
    return files


def _refuse_others(files: Mapping[Path, str], marker: str) -> None:
    """Raises UserError for a file that is there and is something else than these minutes."""
    for file in files:
        if not file.exists():
            continue
        try:
            head = file.read_text("utf-8")[:400]
        except (OSError, ValueError):
            head = ""
        if f"<!-- {marker} -->" not in head:
            raise UserError(
                _("{file} is there already and is no record of this vote.").format(file=file),
                hint=_("Name another folder with --out, or move that one away."),
            )


def _refuse_difference(minutes: Any) -> None:
    from daoctl.errors import Differs

    if minutes.tally.disagreements:
        raise Differs(
            _("The chain counted otherwise; the record says in what."),
            cause="\n".join(
                _("{what}: {chain} on the chain, {recounted} recounted").format(
                    what=one.what, chain=one.chain, recounted=one.recounted
                )
                for one in minutes.tally.disagreements
            ),
            hint=_("Recount it on another node with --rpc before anybody acts on it."),
        )
