"""`daoctl handover`: the office moves to another computer."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from daoctl.cli.frame import noun
from daoctl.cli.options import JsonOption, LangOption, VillageOption
from daoctl.cli.output import Output
from daoctl.errors import UserError
from daoctl.words import _, ngettext

if TYPE_CHECKING:
    from daoctl.charter.handover import Handed
    from daoctl.charter.handover_import import ImportPlan, Prefer

app = noun(_("Move the office's private files to another computer."))

FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help=_("The handover file."))]


class Side(StrEnum):
    """Whose entry stays where both computers made a certificate's secret."""

    HERE = "here"
    FILE = "file"


@dataclass(frozen=True)
class Options:
    """The handover file, the village's folder, and how to answer."""

    file: Path
    village: str | None = None
    force: bool = False
    yes: bool = False
    prefer: Side | None = None
    also: tuple[Path, ...] = ()


@app.command("export", help=_("Write everything kept for the village into one encrypted file."))
def export_command(
    file: FileArgument,
    village: VillageOption = None,
    also: Annotated[
        list[Path] | None,
        typer.Option(
            "--with",
            metavar="FILE",
            help=_("Take this file or folder of the village along; may be given several times."),
        ),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help=_("Replace the file if it is there."))
    ] = False,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Fills the options and runs."""
    del lang  # read before parsing, see app.py
    options = Options(file, village, force=force, also=tuple(also or ()))
    run_export(options, Output(as_json=as_json))


@app.command("import", help=_("Take a handover file in, on the computer that acts from now on."))
def import_command(
    file: FileArgument,
    village: VillageOption = None,
    prefer: Annotated[
        Side | None,
        typer.Option(
            "--prefer",
            metavar="here|file",
            help=_("Whose entry stays where both computers made a certificate's secret."),
        ),
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help=_("Do not ask before changing the folder."))
    ] = False,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Fills the options and runs."""
    del lang  # read before parsing, see app.py
    run_import(Options(file, village, yes=yes, prefer=prefer), Output(as_json=as_json))


def run_export(options: Options, out: Output) -> None:
    """Writes the handover file and says what to do with it. Raises UserError when the file is
    there already, or nobody can be asked for a passphrase."""
    from daoctl.charter.folder import find_village
    from daoctl.charter.handover import gather, left_behind, write_handover

    folder = find_village(options.village).folder
    if options.file.exists() and not options.force:
        raise UserError(
            _("There is a file {file} already.").format(file=options.file),
            hint=_("Name another one, or replace it with --force."),
        )
    handed = gather(folder, [Path.cwd() / path for path in options.also])
    write_handover(handed, options.file, _passphrase(out, new=True))
    out.result(
        {
            "file": str(options.file),
            "village": handed.village,
            "made": handed.made,
            "files": sorted(handed.files),
            "left": (left := left_behind(folder, handed)),
        },
        [
            ngettext(
                "Written: {file} ({count} file of {village})",
                "Written: {file} ({count} files of {village})",
                len(handed.files),
            ).format(
                file=options.file,
                count=len(handed.files),
                village=handed.village or handed.short_name,
            ),
            *(f"  {name}" for name in sorted(handed.files)),
        ],
    )
    if left:
        out.say(
            _("Not in the file: {names}. What is needed there is taken along by --with.").format(
                names=", ".join(left)
            )
        )
    for line in (
        _("On the other computer: daoctl handover import {file}").format(file=options.file.name),
        _("From now on only one computer should act for the office: the other one."),
        _(
            "What this computer has sent is in the journal, so a batch that was interrupted here "
            "goes on there, and each row takes effect once."
        ),
        _(
            "The accounts that sign are not in the file. They are Ape's: copy their files "
            "({accounts}) by a way of their own, such as a stick that you then wipe, and type "
            "their passphrases there."
        ).format(accounts=_ape_accounts()),
        _("Tell the passphrase by another way than the file, and delete the file afterwards."),
    ):
        out.say(line)


def run_import(options: Options, out: Output) -> None:
    """Takes the file in after a look at what would change. Raises UserError for a damaged file, a
    wrong passphrase, another village's file, or a no; nothing was changed then."""
    from daoctl.charter.handover import check_handover, read_handover
    from daoctl.charter.handover_import import carry_out, plan_import
    from daoctl.cli.asking import agree
    from daoctl.cli.session import ask_hidden

    folder = _folder(options.village)
    sealed = check_handover(options.file)
    handed = read_handover(options.file, sealed, _passphrase(out, new=False))
    plan = plan_import(handed, folder)
    _tell(out, handed, folder, plan)
    if plan.nothing:
        out.say(_("Nothing is left to do: all of it is here already."))
    else:
        agree(out, options.yes, _("Nothing was changed."))
    ask = ask_hidden if out.interactive else None
    learnt = carry_out(handed, folder, plan, ask, _prefer(options.prefer))
    count = len(plan.new) + len(plan.newer) + len(plan.merged)
    out.result(
        {
            "village": handed.village,
            "folder": str(folder),
            "new": list(plan.new),
            "newer": list(plan.newer),
            "kept": list(plan.kept),
            "merged": list(plan.merged),
            "acts": learnt.acts,
            "entries": learnt.entries,
        },
        ngettext(
            "{count} file of {village} was taken in.", "{count} files of {village} were taken in.",
            count,
        ).format(count=count, village=handed.village or handed.short_name),
    )  # fmt: skip
    if not plan.nothing:
        out.say(_("Next: `daoctl status`. Accounts that sign come separately, from Ape."))


def _tell(out: Output, handed: Handed, folder: Path, plan: ImportPlan) -> None:
    """Says what the import will do here."""
    from daoctl.times import format_time, reader_zone

    out.say(
        _("Handover of {village}, made {moment}, into {folder}").format(
            village=handed.village or handed.short_name or "?",
            moment=format_time(handed.made, reader_zone()),
            folder=folder,
        ),
        style="bold",
    )
    for form, names in (
        (_("  new here: {names}"), plan.new),
        (_("  replaces an older one here: {names}"), plan.newer),
        (_("  newer here, stays as it is: {names}"), plan.kept),
        (_("  becomes one with what is here: {names}"), plan.merged),
    ):
        if names:
            out.say(form.format(names=", ".join(names)))


def _prefer(side: Side | None) -> Prefer | None:
    if side is None:
        return None
    return "here" if side is Side.HERE else "file"


def _folder(village: str | None) -> Path:
    """The village's folder, else the one named, else this one, which may be empty."""
    from daoctl.charter.folder import find_village
    from daoctl.errors import RecordError

    named = village or os.environ.get("DAOCTL_VILLAGE")
    try:
        place = find_village(named)
    except RecordError:
        return Path(named).expanduser().resolve() if named else Path.cwd()
    if place.address is not None:
        raise UserError(
            _("A handover is taken into a folder."), hint=_("Name one with --village FOLDER.")
        )
    return place.folder


def _passphrase(out: Output, *, new: bool) -> str:
    """The handover's passphrase: from the environment, else asked for, twice for a new one."""
    from daoctl.charter.handover import PASSPHRASE_VARIABLE
    from daoctl.cli.session import ask_hidden

    given = os.environ.get(PASSPHRASE_VARIABLE)
    if given is not None:
        return given
    if not out.interactive:
        raise UserError(
            _("The handover file needs a passphrase."),
            cause=_("Nobody is there to be asked."),
            hint=_("Put it in the environment as {variable}.").format(variable=PASSPHRASE_VARIABLE),
        )
    ask: Callable[[str], str] = ask_hidden
    if not new:
        return ask(_("Passphrase of the handover file: "))
    given = ask(_("A passphrase for the handover file: "))
    if ask(_("The same once more: ")) != given:
        raise UserError(_("The two passphrases are not the same."))
    return given


def _ape_accounts() -> Path:
    """Where Ape keeps its keyfiles."""
    return Path(os.environ.get("APE_DATA_FOLDER") or Path.home() / ".ape") / "accounts"
