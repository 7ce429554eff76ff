"""Welcoming residents: one free token each from the reserve, many to a transaction.

The sale desk skips for ever who was welcomed before, so a list may be sent twice. What is
personal in the table goes to the register (`daoctl.charter.register`) and never to the chain.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from daoctl.errors import ChainRefused, TableError
from daoctl.tables import read_table
from daoctl.villager.people import (
    personal_columns,
    personal_fields,
    recipient,
    refuse_near_misses,
)
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.chain.contracts import Call
    from daoctl.charter.village import Village

COLUMNS = ("address",)
# 90 take about 11 million gas; `run_batch` halves where they do not.
PER_TRANSACTION = 90


@dataclass(frozen=True)
class Resident:
    """A row of the residents' table; `personal` is what must never reach the chain."""

    address: str
    personal: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Welcome:
    """Who of a table is to be welcomed now (`fresh`), and who was before, in the table's order."""

    fresh: tuple[str, ...]
    before: tuple[str, ...]


def read_residents(village: Village, file: str | Path) -> tuple[list[Resident], list[str]]:
    """The table's rows and its personal columns. `address` is the one column it needs; all others
    are personal. Raises TableError naming every wrong cell."""
    rows = read_table(file, {"address": recipient(village)}, unique=("address",), others=True)
    if not rows:
        raise TableError(_("The table {file} has no rows.").format(file=file))
    refuse_near_misses(Path(file), rows, COLUMNS)
    residents = [Resident(row["address"], personal_fields(row, COLUMNS)) for row in rows]
    return residents, personal_columns(rows, COLUMNS)


def read_welcome(village: Village, recipients: Sequence[str]) -> Welcome:
    """Who was welcomed before and who is new, asked together. Raises ChainRefused when the
    reserve has too few tokens left for the new ones."""
    from daoctl.chain.contracts import read_many

    unique = list(dict.fromkeys(recipients))
    sale = village.sale
    reserve, welcomed, *known = read_many(
        [
            (sale, "residentReserve", ()),
            (sale, "totalWelcomed", ()),
            *((sale, "welcomed", (one,)) for one in unique),
        ]
    )
    fresh = tuple(one for one, before in zip(unique, known, strict=True) if not before)
    left = reserve - welcomed
    if len(fresh) > left:
        raise ChainRefused(
            _("The residents' reserve has {left} tokens left, and {count} are needed.").format(
                left=left, count=len(fresh)
            ),
            error_name="VillagerSaleReserveExceeded",
            arguments={"requested": len(fresh), "available": left},
        )
    return Welcome(fresh, tuple(one for one in unique if one not in set(fresh)))


def welcome_call(village: Village, recipients: Sequence[str]) -> Call:
    """One transaction that welcomes these; the desk skips who was welcomed before."""
    return village.sale.call("welcome", list(recipients))


def plan_welcome(village: Village, recipients: Sequence[str]) -> list[Call]:
    """Welcomes all who were not welcomed yet, so many to a call; nothing where all were. Raises
    ChainRefused when the reserve has too few left."""
    fresh = read_welcome(village, recipients).fresh
    return [
        welcome_call(village, fresh[start : start + PER_TRANSACTION])
        for start in range(0, len(fresh), PER_TRANSACTION)
    ]
