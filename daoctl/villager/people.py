"""Reading the tables of people: addresses that may receive something, whole numbers, and which
columns are personal."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING

from daoctl.errors import BadCell, TableError, UserError
from daoctl.units import ZERO_ADDRESS, checksum, plain
from daoctl.words import _

if TYPE_CHECKING:
    from pathlib import Path

    from daoctl.charter.village import Village
    from daoctl.tables import Row


def recipient(village: Village) -> Callable[[str], str]:
    """A converter: the address of somebody who may receive a token or a certificate. It refuses
    a mistyped one, the zero address, and the village's own contracts."""
    own = {address: key for key, address in village.record.addresses.items()}

    def read(text: str) -> str:
        address = checksum(text)
        if address == ZERO_ADDRESS:
            raise UserError(
                _("`{address}` is the zero address, which nobody holds").format(address=address)
            )
        if address in own:
            form = (
                _("`{address}` is the village's treasury, whose tokens carry no vote")
                if own[address] == "treasury"
                else _("`{address}` is one of the village's own contracts ({key})")
            )
            raise UserError(form.format(address=address, key=own[address]))
        return address

    return read


def whole_number(text: str) -> int:
    """A whole number from 0, in half-width or full-width digits."""
    digits = plain(text)
    if not re.fullmatch(r"[0-9]{1,78}", digits):
        raise UserError(_("`{text}` is not a whole number").format(text=text))
    return int(digits)


def refuse_near_misses(file: Path, rows: list[Row], known: Collection[str]) -> None:
    """Raises TableError when a column that would be taken for a personal one looks like a typing
    error of a known one: `valid_untill` must not be kept as somebody's secret."""
    others = personal_columns(rows, known)
    wrong = []
    for name in others:
        if near := get_close_matches(name.replace(" ", "_"), known, n=1, cutoff=0.8):
            text = _("the column is unknown; did you mean `{near}`?").format(near=near[0])
            wrong.append(BadCell(str(file), 1, name, text))
    if wrong:
        raise TableError(
            _("The table {file} does not have the columns it needs.").format(file=file),
            wrong,
            hint=_("Rename the column, or call it something else if it is personal."),
        )


def personal_columns(rows: list[Row], known: Collection[str]) -> list[str]:
    """The columns that are nobody's but the register's, in the table's order. Pure."""
    return list(dict.fromkeys(name for row in rows for name in row.values if name not in known))


def personal_fields(row: Row, known: Collection[str]) -> Mapping[str, str]:
    """What a row says that must never reach the chain; empty cells are left out. Pure."""
    return {name: text for name, text in row.values.items() if name not in known and text}
