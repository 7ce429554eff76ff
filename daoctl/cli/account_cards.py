"""`daoctl account cards`: wallets on paper for people who have none. Needs no network."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from daoctl.cli.options import Shared
from daoctl.errors import RecordError, TableError
from daoctl.words import LANGUAGES, _, known_language, language, ngettext

if TYPE_CHECKING:
    from daoctl.charter.folder import Place
    from daoctl.charter.register import Register
    from daoctl.cli.output import Output
    from daoctl.report.card_files import Made
    from daoctl.villager.cardholders import Person, Sorted


@dataclass(frozen=True)
class CardsOptions:
    """The table, the folder for the files, and whether only to look."""

    shared: Shared
    file: Path
    folder: Path | None = None
    dry_run: bool = False


@dataclass(frozen=True)
class _Printing:
    """What all cards of a village have alike; `own` are its contracts by address."""

    village: str
    languages: Sequence[str]
    own: dict[str, str]


def run_cards(options: CardsOptions) -> None:
    """Makes a wallet and a card for everybody of the table without an address, each once however
    often it runs. Raises TableError naming every wrong cell, RegisterError, RecordError."""
    from daoctl.charter.folder import find_village
    from daoctl.charter.register import open_register
    from daoctl.cli.session import ask_hidden, voice
    from daoctl.cli.villager_welcome import say_personal
    from daoctl.report.lettering import check_letters
    from daoctl.villager.cardholders import read_people, sort_people

    out = voice(options.shared)
    place = find_village(options.shared.village)
    printing = _printing(place)
    table = options.file.resolve()
    before = _bytes(table) if table.is_file() else b""
    people, personal = read_people(options.file, check_letters, printing.own)
    ask = ask_hidden if out.interactive else None
    with open_register(place.folder, ask, writing=not options.dry_run) as register:
        say_personal(out, personal)
        if not options.dry_run:
            _recover(out, place.folder, register)
        found = sort_people(options.file, people, register)
        _say_plan(out, found)
        if options.dry_run:
            out.say(_("Nothing was made (--dry-run)."))
            out.result(_answer(options, found, None, {}), [])
            return
        made, folder = _make(out, place, options, printing, found, register)
        filled = {**found.known, **made}
        if filled:
            _fill(table, options.file, before, filled)
    _say_next(out, folder, options.file)
    remind(out, place.folder, folder)
    out.result(
        _answer(options, found, folder, made),
        ngettext("{count} card was made.", "{count} cards were made.", len(made)).format(
            count=len(made)
        ),
    )


def remind(out: Output, village: Path, just_made: Path | None = None) -> None:
    """Says which printed secrets of earlier runs are still there."""
    from daoctl.charter.printed import left_over

    for one in left_over(village):
        if one.folder != just_made:
            out.say(left_over_words(one.folder, one.files), style="yellow")


def left_over_words(folder: Path, files: int) -> str:
    """The reminder that printed secrets are not destroyed yet."""
    return ngettext(
        "{count} file of printed cards and PINs is still there; destroy it when it is printed: "
        "{folder}",
        "{count} files of printed cards and PINs are still there; destroy them when they are "
        "printed: {folder}",
        files,
    ).format(count=files, folder=folder)


def _printing(place: Place) -> _Printing:
    """The village's name and languages, from what is at hand without a network."""
    from daoctl.charter.model import load_charter
    from daoctl.charter.record import all_records

    records = all_records(place.folder) if place.address is None else []
    own = {address: key for one in records for key, address in one.addresses.items()}
    if place.address is None and place.charter.is_file():
        charter = load_charter(place.charter).village
        spoken = [one for text in charter.languages if (one := known_language(text))]
        return _Printing(charter.name, spoken or [language()], own)
    if records:
        first = language()
        others = [one for one in LANGUAGES if one != first]
        return _Printing(records[0].name, [first, *others], own)
    raise RecordError(
        _("Cards are made in the village's folder."),
        cause=_("It holds the village's name and the private register; no network is needed."),
        hint=_("Go there, or name it with --village FOLDER."),
    )


def _recover(out: Output, folder: Path, register: Register) -> None:
    from daoctl.report.card_files import recover

    for one in recover(folder, [entry.address for entry in register]):
        out.say(
            _("A run that was stopped is finished; its cards lie in {folder}").format(folder=one)
        )


def _say_plan(out: Output, found: Sorted) -> None:
    count = len(found.lacking)
    if found.having:
        text = ngettext(
            "{count} has an address already and is left alone.",
            "{count} have an address already and are left alone.",
            len(found.having),
        )
        out.say(text.format(count=len(found.having)))
    if found.known:
        text = ngettext(
            "{count} is in the register with an address, which goes into the table.",
            "{count} are in the register with an address, which goes into the table.",
            len(found.known),
        )
        out.say(text.format(count=len(found.known)))
    if not count:
        out.say(_("Nobody in the table lacks a wallet."))
        return
    text = ngettext(
        "Make a wallet and a card for {count} person", "Make wallets and cards for {count} people",
        count,
    )  # fmt: skip
    out.say(text.format(count=count), style="bold")


def _make(
    out: Output,
    place: Place,
    options: CardsOptions,
    printing: _Printing,
    found: Sorted,
    register: Register,
) -> tuple[dict[int, str], Path | None]:
    """The new addresses by line, and the folder of their files. The files are complete before
    the register, in one stroke, makes the addresses count."""
    from daoctl.charter.printed import remember_printed
    from daoctl.report.card_files import discard, draw_batch, finish

    if not found.lacking:
        return {}, None
    now = int(time.time())
    folder = _free(options.folder or place.folder / "cards", now)
    batch: list[Made] = []
    with out.progress(2 * len(found.lacking), _("Drawing")) as bar:
        for person in found.lacking:
            batch.append(_new(printing, person, {one.card.number for one in batch}))
            bar.advance()
        remember_printed(place.folder, folder)
        try:
            draw_batch(folder, batch, now, bar.advance)
        except BaseException:
            discard(folder)  # a full disk, Ctrl-C: nobody is to find half of it
            raise
    for person, made in zip(found.lacking, batch, strict=True):
        register.put(made.card.address, person.personal)
    register.save()
    finish(folder)
    lines = zip(found.lacking, batch, strict=True)
    return {person.line: made.card.address for person, made in lines}, folder


def _new(printing: _Printing, person: Person, numbers: set[str]) -> Made:
    from daoctl.chain.cards import new_card, new_pin
    from daoctl.report.card import Holder
    from daoctl.report.card_files import Made

    pin = new_pin()
    while (card := new_card(pin)).number in numbers:
        continue  # two cards of one number would be taken for one another
    return Made(Holder(printing.village, person.name, printing.languages), card, pin)


def _free(folder: Path, now: int) -> Path:
    """A folder of this run's own, named by the moment."""
    stamp = time.strftime("%Y%m%d-%H%M%S", time.localtime(now))
    base = folder.expanduser().resolve() / stamp
    number = 2
    while base.exists():
        base = base.with_name(f"{stamp}-{number}")
        number += 1
    return base


def _bytes(table: Path) -> bytes:
    try:
        return table.read_bytes()
    except OSError:
        return b""  # reading it as a table says what is wrong


def _fill(table: Path, named: Path, before: bytes, filled: dict[int, str]) -> None:
    """Writes the addresses into the table, in one stroke, unless somebody changed it meanwhile."""
    from daoctl.charter.folder import write_atomically
    from daoctl.tables import fill_column

    if _bytes(table) != before:
        raise TableError(
            _("The table {file} was changed while the cards were made.").format(file=named),
            cause=_("The cards are made, and the register knows their addresses."),
            hint=_("Run the same command again: it fills them in and makes no second wallet."),
        )
    write_atomically(
        table, fill_column(before, "address", filled, str(named)), mode=table.stat().st_mode & 0o777
    )


def _say_next(out: Output, folder: Path | None, table: Path) -> None:
    from daoctl.report.card_files import CARDS, LETTERS

    if folder is None:
        return
    out.say(_("The cards:   {file}").format(file=folder / CARDS))
    out.say(_("The PINs:    {file}").format(file=folder / LETTERS))
    out.say(
        _(
            "Print both, fold each sheet at its lines, and hand card and PIN over separately. Then "
            "destroy the folder, and empty the wastebasket: rm -r {folder}"
        ).format(folder=quote(str(folder))),
        style="yellow",
    )
    out.say(
        _("The addresses stand in {table} now: daoctl villager welcome {table}").format(
            table=quote(str(table))
        )
    )


def _answer(
    options: CardsOptions, found: Sorted, folder: Path | None, made: dict[int, str]
) -> dict[str, object]:
    from daoctl.report.card_files import CARDS, LETTERS

    return {
        "made": [{"line": line, "address": address} for line, address in made.items()],
        "lacking": len(found.lacking) - len(made),
        "filled": len(found.known) if not options.dry_run else 0,
        "before": len(found.having),
        "table": str(options.file),
        "folder": str(folder) if folder else None,
        "cards": str(folder / CARDS) if folder else None,
        "letters": str(folder / LETTERS) if folder else None,
    }
