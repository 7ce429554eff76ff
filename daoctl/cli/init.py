"""`daoctl init`: writes a village's charter.

The model for the other verbs: an `Options` dataclass, a thin Typer function that fills it, and
`run(options, out)`, which works without a terminal or a command line.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from daoctl.cli.frame import single
from daoctl.cli.options import JsonOption, LangOption
from daoctl.cli.output import Output
from daoctl.errors import UsageError, UserError
from daoctl.words import _, language

if TYPE_CHECKING:
    from datetime import datetime

    from daoctl.charter.template import Answers

Answer = TypeVar("Answer")

app = single()


@dataclass(frozen=True)
class Options:
    """What was given on the command line; None where it is to be asked or proposed.

    `now` is this computer's clock, only used to propose a date. With `practice` nothing is asked:
    the village is one to rehearse.
    """

    folder: Path
    name: str | None = None
    short_name: str | None = None
    symbol: str | None = None
    council: Sequence[str] = ()
    issuer: Sequence[str] = ()
    reviewer: Sequence[str] = ()
    price: str | None = None
    quorum: str | None = None
    opens: str | None = None
    timezone: str = "Asia/Tokyo"
    now: int = 0
    practice: bool = False


@app.command(help=_("Write a village's charter (village.toml), with every key explained."))
def init_command(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help=_("Where; made if it is not there."))
    ] = Path(),
    name: Annotated[
        str | None, typer.Option("--name", help=_("The village's name, in any script."))
    ] = None,
    short_name: Annotated[
        str | None,
        typer.Option("--short-name", help=_("A short name in Latin letters, for signatures.")),
    ] = None,
    symbol: Annotated[
        str | None, typer.Option("--symbol", help=_("The token's mark, such as KOI."))
    ] = None,
    council: Annotated[
        list[str] | None,
        typer.Option("--council", help=_("Account or address of the residents' council.")),
    ] = None,
    issuer: Annotated[
        list[str] | None,
        typer.Option("--issuer", help=_("Account or address that issues certificates.")),
    ] = None,
    reviewer: Annotated[
        list[str] | None,
        typer.Option("--reviewer", help=_("Account or address that approves reports.")),
    ] = None,
    price: Annotated[
        str | None, typer.Option("--price", help=_("The price of a token, such as 0.03 ETH."))
    ] = None,
    quorum: Annotated[
        str | None, typer.Option("--quorum", help=_('When a vote counts: "> 10%" or ">= 10%".'))
    ] = None,
    opens: Annotated[
        str | None,
        typer.Option("--opens", help=_("When the first sale opens, such as 2027-04-01 12:00.")),
    ] = None,
    timezone: Annotated[
        str, typer.Option("--timezone", help=_("The village's time zone."))
    ] = "Asia/Tokyo",
    practice: Annotated[
        bool,
        typer.Option(
            "--practice",
            help=_("A village to rehearse: test accounts, dates from tomorrow, sample files."),
        ),
    ] = False,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Fills the options and runs."""
    del lang  # read before parsing, see app.py
    options = Options(
        folder=folder,
        name=name,
        short_name=short_name,
        symbol=symbol,
        council=council or (),
        issuer=issuer or (),
        reviewer=reviewer or (),
        price=price,
        quorum=quorum,
        opens=opens,
        timezone=timezone,
        now=int(time.time()),
        practice=practice,
    )
    run(options, Output(as_json=as_json))


def _say_if_within(folder: Path, out: Output) -> None:
    """Says so where the new village's folder lies in another village's: mostly it is the same
    command, typed once more after `cd`."""
    from daoctl.charter.folder import CHARTER_FILE

    for above in folder.resolve().parents:
        if (above / CHARTER_FILE).is_file():
            words = _("There is a village here already ({folder}); this makes another within it.")
            out.say(words.format(folder=above), style="yellow")
            return


def run(options: Options, out: Output) -> None:
    """Writes the charter and says what comes next. Raises CharterError when there is one already,
    UsageError when an answer is missing and nobody is there to ask."""
    from daoctl.charter.folder import CHARTER_FILE
    from daoctl.charter.model import load_charter
    from daoctl.charter.template import write_charter
    from daoctl.errors import CharterError

    existing = options.folder / CHARTER_FILE
    if existing.exists():
        raise CharterError(
            _("There is a charter already: {file}").format(file=existing),
            hint=_("Change it in an editor, or name another folder."),
        )
    _say_if_within(options.folder, out)
    answers = _answers(options, out)
    file = write_charter(options.folder, answers, language())
    load_charter(file)  # what we write must be what we accept
    out.say(_("Wrote the charter of {name}.").format(name=answers.name), style="green")
    samples = _write_samples(options.folder, out) if options.practice else []
    out.say(_("What to do next:"))
    steps = _practice_steps(file) if options.practice else _next_steps(answers, file)
    for number, step in enumerate(steps, start=1):
        first, *commands = step.splitlines()
        out.say(f"  {number}. {first}")
        for command in commands:
            out.say(f"     {command}")
    files = [str(one) for one in (file, *samples)]
    out.result({"charter": files[0], "name": answers.name, "samples": files[1:]}, files)


def _write_samples(folder: Path, out: Output) -> list[Path]:
    from daoctl.charter.samples import CAST, write_samples

    out.say(_("Who plays whom (their keys are no secret, so they are for rehearsals alone):"))
    for account, part in CAST.items():
        out.say(f"  {account}  {_(part)}")
    return write_samples(folder)


def _practice_steps(file: Path) -> list[str]:
    here = file.parent.resolve() == Path.cwd()
    steps = [] if here else [_("Go there: {command}").format(command=f"cd {file.parent}")]
    return [
        *steps,
        _("Start the chain to rehearse on: {command}").format(command="daoctl practice start"),
        _("Found the village on it: {command}").format(command="daoctl deploy"),
    ]


def _next_steps(answers: Answers, file: Path) -> list[str]:
    accounts = (*answers.council, *answers.issuer, *answers.reviewer)
    aliases = list(dict.fromkeys(one for one in accounts if not one.startswith("0x")))
    steps = [
        _(
            "Read {file} together, and change what does not fit; every key is explained in it."
        ).format(file=file)
    ]
    if aliases:
        steps.append(
            "\n".join(
                [
                    _("Make the accounts it names where they are missing:"),
                    *(f"daoctl account new {alias}" for alias in aliases),
                ]
            )
        )
    where = "" if file.parent.resolve() == Path.cwd() else f" --village {file.parent}"
    steps.append(
        _("Rehearse it on a chain of its own: {command}").format(
            command=f"daoctl practice start{where}"
        )
    )
    steps.append(
        _("Look what founding would do: {command}").format(
            command=f"daoctl deploy{where} --network ethereum:sepolia --dry-run"
        )
    )
    steps.append(_("Found it: the same command without --dry-run."))
    return steps


def _answers(options: Options, out: Output) -> Answers:
    """The answers from the options, the rest asked at the terminal."""
    from daoctl.charter import fields
    from daoctl.charter.samples import COUNCIL, OFFICE, REVIEWER
    from daoctl.charter.template import Answers, rehearsal_opening, suggested_opening
    from daoctl.times import DAY, WEEK
    from daoctl.units import parse_amount

    ask = _Asker(out, quiet=options.practice)
    zone = _checked("--timezone", options.timezone, fields.zone_name)
    name = ask(
        "--name",
        _("What is the village called?"),
        options.name,
        fields.public_text,
        proposal=options.folder.resolve().name,
    )
    latin = re.sub(r"[^A-Za-z0-9 -]", "", name).strip()[: fields.SIGNING_NAME_BYTES].strip()
    short_name = ask(
        "--short-name",
        _("A short name in Latin letters?"),
        options.short_name,
        fields.signing_name,
        proposal=latin or None,
    )
    mark = re.sub(r"[^A-Z0-9]", "", short_name.upper())[:5]
    symbol = ask(
        "--symbol", _("The token's mark?"), options.symbol, fields.ticker, proposal=mark or None
    )
    roles = {
        option: _checked(option, list(given) or [usual], fields.members)
        for option, given, usual in (
            ("--council", options.council, COUNCIL if options.practice else "council"),
            ("--issuer", options.issuer, OFFICE if options.practice else "office"),
            ("--reviewer", options.reviewer, REVIEWER if options.practice else "reviewer"),
        )
    }
    price = ask(
        "--price",
        _("The price of a token?"),
        options.price,
        _same(parse_amount),
        proposal="0.03 ETH",
    )
    quorum = ask(
        "--quorum",
        _("How many of all votes must take part?"),
        options.quorum,
        _same(fields.quorum),
        proposal="> 10%",
    )
    suggested = (rehearsal_opening if options.practice else suggested_opening)(options.now, zone)
    opens = ask(
        "--opens",
        _("When does the first sale open?"),
        options.opens,
        _moment_in(zone),
        proposal=f"{suggested:%Y-%m-%d %H:%M}",
    )
    return Answers(
        name=name,
        short_name=short_name,
        symbol=symbol,
        opens=opens,
        council=roles["--council"],
        issuer=roles["--issuer"],
        reviewer=roles["--reviewer"],
        price=price,
        quorum=quorum,
        timezone=zone,
        languages=("ja", "en") if language() == "ja" else ("en", "ja"),
        proposals_after=DAY if options.practice else WEEK,
    )


@dataclass
class _Asker:
    """Asks at a terminal until an answer can be read; elsewhere, and when it is to be `quiet`,
    takes the proposal."""

    out: Output
    quiet: bool = False

    def __call__(
        self,
        option: str,
        question: str,
        given: str | None,
        read: Callable[[object], Answer],
        proposal: str | None = None,
    ) -> Answer:
        if given is not None:
            return _checked(option, given, read)
        if self.quiet or not self.out.interactive:
            if proposal is None:
                raise UsageError(
                    _("`{option}` is missing.").format(option=option),
                    hint=_("In a terminal daoctl asks for it."),
                )
            return _checked(option, proposal, read)
        while True:
            prompt = f"{question} [{proposal}] " if proposal else f"{question} "
            print(prompt, end="", file=self.out.stderr, flush=True)
            line = sys.stdin.readline()
            if not line:
                raise KeyboardInterrupt
            try:
                return read(line.strip() or proposal or "")
            except UserError as error:
                self.out.say(f"  {error.message} {error.hint or ''}".rstrip(), style="yellow")


def _checked(option: str, value: object, read: Callable[[object], Answer]) -> Answer:
    try:
        return read(value)
    except UserError as error:
        raise UsageError(
            _("`{option}` cannot be used: {reason}").format(option=option, reason=error.message),
            hint=error.hint,
        ) from None


def _same(read: Callable[[str], object]) -> Callable[[object], str]:
    """The text itself, once `read` has accepted it: it goes into the file as it was typed."""

    def check(value: object) -> str:
        read(str(value))
        return str(value)

    return check


def _moment_in(zone: str) -> Callable[[object], datetime]:
    from datetime import datetime

    from daoctl.times import find_zone, parse_time

    def read(value: object) -> datetime:
        return datetime.fromtimestamp(parse_time(str(value), zone), find_zone(zone))

    return read
