"""`daoctl vote consult`: a consultation's document, begun or looked at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from daoctl.cli.options import Shared, reads
from daoctl.errors import DraftError, UsageError
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.governance.consultation import Consultation


@dataclass(frozen=True)
class Options:
    """The document; the rest fills a new one."""

    shared: Shared
    file: Path
    title: str | None = None
    method: str = "single"
    options: tuple[str, ...] = ()
    electorate: str = "villager"
    snapshot: str | None = None


def register(app: typer.Typer) -> None:
    """Adds the verb to its noun."""

    @app.command("consult", help=_("Begin a consultation's document, or check one and number it."))
    @reads
    def consult_command(
        shared: Shared,
        file: Annotated[
            Path, typer.Argument(metavar="FILE", help=_("The document, such as consultation.md."))
        ],
        title: Annotated[
            str | None, typer.Option("--title", help=_("New: one line that says what is asked."))
        ] = None,
        method: Annotated[
            str,
            typer.Option(
                "--method", metavar="single|approval|ranked", help=_("New: how it is counted.")
            ),
        ] = "single",
        option: Annotated[
            list[str] | None,
            typer.Option("--option", help=_("New: what can be chosen; once for each option.")),
        ] = None,
        electorate: Annotated[
            str,
            typer.Option(
                "--electorate", metavar="villager|certificate", help=_("New: who is asked.")
            ),
        ] = "villager",
        snapshot: Annotated[
            str | None,
            typer.Option(
                "--snapshot", metavar="TIME", help=_("New: when votes are held; else tomorrow.")
            ),
        ] = None,
    ) -> None:
        given = tuple(option or ())
        run(Options(shared, file, title, method, given, electorate, snapshot))


def run(options: Options) -> None:
    """Shows what the document asks and its id, or writes a new one. Raises DraftError with every
    mistake, UsageError for a method or electorate that does not exist."""
    from daoctl.cli.session import voice
    from daoctl.governance.consultation import load_consultation

    out = voice(options.shared)
    if not options.file.exists():
        _begin(options)
        out.say(_("Written: {file}. Fill it in, then look at it again:").format(file=options.file))
        out.say(f"  daoctl vote consult {options.file}")
    elif options.title is not None or options.options:
        raise DraftError(
            _("The file {file} exists already.").format(file=options.file),
            hint=_("Name another file, or leave the options out to look at this one."),
        )
    asked = load_consultation(options.file)
    out.result(
        {
            "id": "0x" + asked.id.hex(),
            "title": asked.title,
            "method": asked.method,
            "options": list(asked.options),
            "chain_id": asked.chain_id,
            "village": asked.village,
            "electorate": asked.electorate,
            "snapshot": asked.snapshot,
        },
        _lines(asked),
    )


def _begin(options: Options) -> None:
    from daoctl.cli.session import open_village
    from daoctl.governance.consultation import ELECTORATES, consultation_text
    from daoctl.governance.consultation_count import METHODS
    from daoctl.times import DAY, parse_time

    method = next((one for one in METHODS if one == options.method), None)
    electorate = next((one for one in ELECTORATES if one == options.electorate), None)
    if method is None or electorate is None:
        raise UsageError(
            _("There is no `{word}` here.").format(
                word=options.method if method is None else options.electorate
            ),
            hint=_("--method is single, approval or ranked; --electorate villager or certificate."),
        )
    with open_village(options.shared) as session:
        village = session.village
        moment = (
            village.chain.now() + DAY
            if options.snapshot is None
            else parse_time(options.snapshot, village.zone)
        )
        text = consultation_text(
            options.title or _("What shall we do?"),
            method,
            options.options or (_("The first option"), _("The second option")),
            village.chain.chain_id,
            village.charter_contract.address,
            electorate,
            datetime.fromtimestamp(moment, village.zone).isoformat(),
        )
    try:
        with options.file.open("x", encoding="utf-8", newline="\n") as out:
            out.write(text)
    except OSError as error:
        raise DraftError(
            _("The file {file} cannot be written.").format(file=options.file), cause=error.strerror
        ) from None


def _lines(asked: Consultation) -> list[str]:
    from daoctl.cli.tally_ballots_show import method_words
    from daoctl.times import format_time, reader_zone

    return [
        _("Consultation: {title}").format(title=asked.title),
        _("Counted by: {method}").format(method=method_words(asked.method)),
        *(f"  {number}. {option}" for number, option in enumerate(asked.options, start=1)),
        _("Snapshot: {time}").format(time=format_time(asked.snapshot, reader_zone())),
        _("Id, which every ballot signs: 0x{id}").format(id=asked.id.hex()),
    ]
