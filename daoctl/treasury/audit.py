"""The treasury's own numbers, held against what its events come to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from daoctl.charter.fields import Asset
from daoctl.treasury.projects import REPORTABLE, Status
from daoctl.treasury.replay import EVENTS, Books, BrokenStory, Event, replay
from daoctl.units import ZERO_ADDRESS, format_amount
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.charter.village import Village
    from daoctl.treasury.ledger import Ledger


@dataclass(frozen=True)
class Difference:
    """A figure that the contract answers otherwise than its events come to; both in words."""

    what: str
    chain: str
    events: str


def read_audit(village: Village, ledger: Ledger) -> list[Difference]:
    """What differs between the ledger and the events up to its block; nothing, as it should be."""
    from daoctl.chain.logs import read_logs

    logs = read_logs(village.chain, [village.treasury], EVENTS, village.founded_block, ledger.block)
    return audit(ledger, logs)


def audit(ledger: Ledger, events: Iterable[Event]) -> list[Difference]:
    """What differs between the ledger and these events, which must be all of the treasury's up to
    the ledger's block."""
    try:
        books = replay(events)
    except BrokenStory as error:
        return [
            Difference(
                _("the events"),
                _("all that happened"),
                _("some are missing: {it}").format(it=error),
            )
        ]
    return [
        *_holdings(ledger, books),
        *_budgets(ledger, books),
        *_reservations(ledger, books),
        *_grants(ledger, books),
    ]


def _holdings(ledger: Ledger, books: Books) -> list[Difference]:
    units = {one.asset.address: one.asset for one in ledger.holdings}
    found = _rows(_("assets on the list"), units, books.assets)
    for one in ledger.holdings:
        name, reserved = one.asset.symbol, books.reserved.get(one.asset.address, 0)
        found += _compare(
            _("{asset} reserved").format(asset=name),
            _money(one.asset, one.reserved),
            _money(one.asset, reserved),
        )
    # ETH may arrive unheard, but never leaves so.
    eth = ledger.holding(ZERO_ADDRESS)
    if ZERO_ADDRESS in units and eth.balance < books.heard:
        what = _("ETH held")
        found += _compare(what, _money(eth.asset, eth.balance), _money(eth.asset, books.heard))
    return found


def _budgets(ledger: Ledger, books: Books) -> list[Difference]:
    rows = {one.number: one for one in ledger.budgets}
    found = _rows(_("budgets"), rows, books.budgets)
    for number in rows.keys() & books.budgets.keys():
        row, book = rows[number], books.budgets[number]
        name = _("budget {number}").format(number=number)
        found += _compare(
            _("{thing}: what is left").format(thing=name),
            _money(row.asset, row.remainder),
            _money(row.asset, book.remainder),
        )
        found += _compare(
            _("{thing}: its terms").format(thing=name),
            (row.name, row.asset.address, row.expires, row.ceiling_bps, row.closed),
            (book.name, book.asset, book.expires, book.ceiling_bps, book.closed),
        )
    return found


def _reservations(ledger: Ledger, books: Books) -> list[Difference]:
    rows = {one.number: one for one in ledger.reservations}
    found = _rows(_("reservations"), rows, books.reservations)
    for number in rows.keys() & books.reservations.keys():
        row, book = rows[number], books.reservations[number]
        name = _("reservation {number}").format(number=number)
        found += _compare(
            _("{thing}: what is left").format(thing=name),
            _money(row.asset, row.remainder),
            _money(row.asset, book.remainder),
        )
        found += _compare(
            _("{thing}: its terms").format(thing=name),
            (row.awarder, row.budget, row.asset.address),
            (book.awarder, book.budget, book.asset),
        )
    return found


def _grants(ledger: Ledger, books: Books) -> list[Difference]:
    rows = {one.number: one for one in ledger.grants}
    found = _rows(_("grants"), rows, books.grants)
    for number in rows.keys() & books.grants.keys():
        row, book = rows[number], books.grants[number]
        name = _("grant {number}").format(number=number)
        unpaid = book.total(*REPORTABLE, Status.APPROVED)
        for what, chain, events in (
            (_("{thing}: awarded"), row.total, book.total()),
            (_("{thing}: paid"), row.paid, book.total(Status.PAID)),
            (_("{thing}: to be paid"), row.unpaid, unpaid),
        ):
            words = what.format(thing=name)
            found += _compare(words, _money(row.asset, chain), _money(row.asset, events))
        found += _compare(
            _("{thing}: its terms").format(thing=name),
            (row.recipient, row.asset.address),
            (book.recipient, book.asset),
        )
    return found


def _rows(what: str, chain: Iterable[object], events: Iterable[object]) -> list[Difference]:
    """Whether both know the same rows, by their numbers or addresses."""
    one, other = (", ".join(sorted(map(str, keys))) or "-" for keys in (chain, events))
    return _compare(what, one, other)


def _compare(what: str, chain: object, events: object) -> list[Difference]:
    return [] if chain == events else [Difference(what, _shown(chain), _shown(events))]


def _shown(figure: object) -> str:
    return ", ".join(map(str, figure)) if isinstance(figure, tuple) else str(figure)


def _money(asset: Asset, amount: int) -> str:
    return format_amount(amount, asset.symbol, asset.decimals or 0)
