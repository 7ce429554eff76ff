"""People without a wallet: who of a table needs a card, and who has an address already.

`daoctl account cards` makes wallets for those whose address cell is empty. Who is who is told by
what is personal in the row (name, contact, …), held against the private register: a person who is
in it keeps the address that stands there, so that nobody is given a second wallet.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from daoctl.errors import BadCell, TableError, UserError
from daoctl.tables import Row, read_table
from daoctl.units import ZERO_ADDRESS, checksum
from daoctl.villager.issuing import COLUMNS as PUBLIC
from daoctl.villager.people import personal_columns, personal_fields, refuse_near_misses
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.charter.register import Entry

# More does not fit a card in letters that an elder can read.
LONGEST_NAME = 60


@dataclass(frozen=True)
class Person:
    """A row of the table: the line it begins at, the name as written, and all that is personal
    (the name included). `address` is "" where the cell is empty."""

    line: int
    name: str
    address: str
    personal: Mapping[str, str]


@dataclass(frozen=True)
class Sorted:
    """The people of a table: `having` an address in it, `known` to the register with the address
    that belongs into the table (by line), and `lacking` a wallet."""

    having: tuple[Person, ...]
    known: Mapping[int, str]
    lacking: tuple[Person, ...]


def read_people(
    file: Path, printable: Callable[[str], str], own: Mapping[str, str]
) -> tuple[list[Person], list[str]]:
    """The table's people and its personal columns. It needs a column `name`; `address` may be
    missing or empty. `printable` says no to a name that the cards' font cannot print; `own` are
    the village's contracts, whom nobody is. Raises TableError naming every wrong cell."""
    rows = read_table(
        file,
        {"name": lambda text: _name(text, printable), "address": lambda text: _address(text, own)},
        optional=("address",),
        unique=("address",),
        others=True,
    )
    if not rows:
        raise TableError(_("The table {file} has no rows.").format(file=file))
    refuse_near_misses(file, rows, (*PUBLIC, "name"))
    people = [_person(row) for row in rows]
    twice = list(_twice(file, people))
    if twice:
        raise TableError(
            _("The table {file} names somebody twice.").format(file=file),
            twice,
            hint=_("If they are two people, tell them apart in a further column, such as `born`."),
        )
    return people, personal_columns(rows, PUBLIC)


def sort_people(file: Path, people: Iterable[Person], register: Iterable[Entry]) -> Sorted:
    """Who has an address, who is known to the register, and who needs a wallet. Raises TableError
    naming everybody of whom that cannot be told. Pure."""
    people = list(people)
    taken = {one.address for one in people if one.address}
    by_name: dict[str, list[Entry]] = {}
    for entry in register:
        if entry.address not in taken:
            by_name.setdefault(_alike(entry.name), []).append(entry)
    known: dict[int, str] = {}
    lacking, unclear = [], []
    for one in (person for person in people if not person.address):
        namesakes = by_name.get(_alike(one.name), [])
        same = [entry for entry in namesakes if not _differ(entry.personal, one.personal)]
        exact = [entry for entry in same if dict(entry.personal) == dict(one.personal)]
        found = exact or same
        if len(found) == 1 and found[0].address not in known.values():
            known[one.line] = found[0].address
        elif namesakes:
            unclear.append(BadCell(str(file), one.line, "address", _namesakes(namesakes)))
        else:
            lacking.append(one)
    if unclear:
        raise TableError(
            _("Of some people in {file} it is not clear whether they have a wallet.").format(
                file=file
            ),
            unclear,
            hint=_(
                "The same person: write that address into the row. Another one: give them a name "
                "of their own, such as 田中一郎 (2)."
            ),
        )
    return Sorted(tuple(one for one in people if one.address), known, tuple(lacking))


def _namesakes(entries: Iterable[Entry]) -> str:
    addresses = ", ".join(entry.address for entry in entries)
    return _(
        "the register knows somebody of this name, whose other details differ: {addresses}"
    ).format(addresses=addresses)


def _person(row: Row) -> Person:
    # The name as it was typed is what the other verbs keep too.
    return Person(row.line, row["name"], row.get("address", ""), personal_fields(row, PUBLIC))


def _twice(file: Path, people: Iterable[Person]) -> Iterable[BadCell]:
    seen: dict[tuple[tuple[str, str], ...], Person] = {}
    for one in people:
        key = tuple(sorted((name, _alike(text)) for name, text in one.personal.items()))
        first = seen.setdefault(key, one)
        if first is not one and not (first.address and one.address):
            text = _("`{name}` with the same details is already in line {line}")
            yield BadCell(str(file), one.line, "name", text.format(name=one.name, line=first.line))


def _differ(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Whether the two say something different of the same thing; a name may be spaced freely."""
    return any(_alike(one[name]) != _alike(other[name]) for name in one.keys() & other.keys())


def _alike(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _name(text: str, printable: Callable[[str], str]) -> str:
    if len(text) > LONGEST_NAME:
        raise UserError(_("is too long for a card: {count} letters").format(count=len(text)))
    try:
        printable(text)
    except UserError as error:
        raise UserError(error.message.rstrip(".")) from None
    return text


def _address(text: str, own: Mapping[str, str]) -> str:
    address = checksum(text)
    if address == ZERO_ADDRESS:
        raise UserError(_("is the zero address, which nobody holds"))
    if address in own:
        raise UserError(_("is one of the village's own contracts ({key})").format(key=own[address]))
    return address
