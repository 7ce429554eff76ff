"""`daoctl treasury show`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from daoctl.cli.options import Shared
from daoctl.cli.output import Output, Wei
from daoctl.errors import Differs
from daoctl.words import _, ngettext

if TYPE_CHECKING:
    from daoctl.charter.fields import Asset
    from daoctl.charter.village import Village
    from daoctl.treasury.audit import Difference
    from daoctl.treasury.ledger import Budget, Ledger


def run_show(shared: Shared) -> None:
    """Prints the ledger. Raises Differs when it does not add up, or its events tell another."""
    from daoctl.cli.session import open_village
    from daoctl.treasury.audit import read_audit
    from daoctl.treasury.ledger import read_ledger

    with open_village(shared) as session:
        ledger = read_ledger(session.village)
        differences = read_audit(session.village, ledger)
        if session.out.as_json:
            session.out.emit_json(ledger_json(ledger, differences))
        else:
            _show(session.out, session.village, ledger, differences)
    refuse_differences(ledger, differences)


def ledger_json(ledger: Ledger, differences: list[Difference]) -> dict[str, Any]:
    """The ledger as `--json` prints it: amounts in the asset's smallest unit as strings, moments
    in seconds since the epoch, shares in basis points. `differences` (in words) is where the
    treasury's events tell otherwise."""
    return {
        "block": ledger.block,
        "assets": [
            {
                **asset_json(one.asset),
                "decimals": one.asset.decimals,
                "balance": Wei(one.balance),
                "reserved": Wei(one.reserved),
                "free": Wei(one.free),
                "set_aside": Wei(ledger.set_aside(one.asset.address)),
            }
            for one in ledger.holdings
        ],
        "budgets": [
            {
                "number": one.number,
                "name": one.name,
                **asset_json(one.asset),
                "remainder": Wei(one.remainder),
                "expires": one.expires,
                "closed": one.closed,
                "expired": one.expired(ledger.time),
                "ceiling_bps": one.ceiling_bps,
            }
            for one in ledger.budgets
        ],
        "reservations": [
            {
                "number": one.number,
                "awarder": one.awarder,
                "budget": one.budget,
                **asset_json(one.asset),
                "remainder": Wei(one.remainder),
            }
            for one in ledger.reservations
        ],
        "grants": [
            {
                "number": one.number,
                "recipient": one.recipient,
                **asset_json(one.asset),
                "total": Wei(one.total),
                "paid": Wei(one.paid),
                "unpaid": Wei(one.unpaid),
            }
            for one in ledger.grants
        ],
        "adds_up": ledger.adds_up,
        "matches_events": not differences,
        "differences": differences,
    }


def asset_json(asset: Asset) -> dict[str, str]:
    """An asset as `--json` names it: its address, zero for ETH, and its unit."""
    return {"asset": asset.address, "symbol": asset.symbol}


def refuse_differences(ledger: Ledger, differences: list[Difference]) -> None:
    """Raises Differs naming what does not add up and what the events tell otherwise."""
    wrong = []
    for one in ledger.holdings:
        aside = ledger.set_aside(one.asset.address)
        if aside != one.reserved:
            wrong.append(
                _("{reserved} are reserved, and {aside} set aside").format(
                    reserved=money(None, one.asset, one.reserved),
                    aside=money(None, one.asset, aside),
                )
            )
        if one.balance < one.reserved:
            wrong.append(
                _("{reserved} are reserved, and only {balance} there").format(
                    reserved=money(None, one.asset, one.reserved),
                    balance=money(None, one.asset, one.balance),
                )
            )
    told = [
        _("{what}: {chain} on the chain, {events} by the events").format(
            what=one.what, chain=one.chain, events=one.events
        )
        for one in differences
    ]
    if ledger.adds_up and not told:
        return
    raise Differs(
        _("The treasury's books do not add up.")
        if not ledger.adds_up
        else _("The treasury's events tell other figures than the treasury itself."),
        cause="\n".join([*wrong, *told]),
        hint=_("Ask another node with --rpc before anybody acts on these figures."),
    )


def money(out: Output | None, asset: Asset, amount: int) -> str:
    """An amount of the asset; with `out`, yen beside ETH where the user gave a rate."""
    from daoctl.units import format_amount

    if out is not None:
        return out.amount(amount, asset.symbol, asset.decimals or 0)
    return format_amount(amount, asset.symbol, asset.decimals or 0)


def _show(out: Output, village: Village, ledger: Ledger, differences: list[Difference]) -> None:
    out.table(
        (_("asset"), _("balance"), _("reserved"), _("free")),
        [
            (
                one.asset.symbol,
                money(out, one.asset, one.balance),
                money(out, one.asset, one.reserved),
                money(out, one.asset, one.free),
            )
            for one in ledger.holdings
        ],
        right=(1, 2, 3),
    )
    _show_budgets(out, village, ledger)
    _show_promises(out, ledger)
    if ledger.adds_up and not differences:
        out.say(
            _("All of it adds up, and the treasury's events tell the same (block {block}).").format(
                block=ledger.block
            ),
            style="green",
        )
    expired = [one for one in ledger.budgets if one.expired(ledger.time)]
    if expired:
        out.say(
            ngettext(
                "{count} budget is over, and anyone may close it:",
                "{count} budgets are over, and anyone may close them:",
                len(expired),
            ).format(count=len(expired)),
            style="yellow",
        )
        for one in expired:
            out.say(f"  daoctl treasury budget close {one.number}")


def _show_budgets(out: Output, village: Village, ledger: Ledger) -> None:
    from daoctl.times import format_time, reader_zone
    from daoctl.units import format_fraction

    if not ledger.budgets:
        return
    reader = reader_zone()
    out.data()
    out.table(
        (_("budget"), _("name"), _("what is left"), _("runs until"), _("ceiling"), _("state")),
        [
            (
                one.number,
                one.name,
                money(out, one.asset, one.remainder),
                format_time(one.expires, village.zone, reader),
                format_fraction(one.ceiling_bps),
                state_words(one, ledger.time),
            )
            for one in ledger.budgets
        ],
        right=(0, 2, 4),
    )


def state_words(budget: Budget, now: int) -> str:
    """Whether money may go into a budget and out of it, in words."""
    if budget.closed:
        return _("closed")
    return _("over, anyone may close it") if budget.expired(now) else _("open")


def _show_promises(out: Output, ledger: Ledger) -> None:
    if ledger.reservations:
        out.data()
        out.table(
            (_("reservation"), _("election"), _("budget"), _("what is left")),
            [
                (one.number, one.awarder, one.budget, money(out, one.asset, one.remainder))
                for one in ledger.reservations
            ],
            right=(0, 2, 3),
        )
    if ledger.grants:
        out.data()
        out.table(
            (_("project"), _("recipient"), _("awarded"), _("paid"), _("to be paid")),
            [
                (
                    one.number,
                    one.recipient,
                    money(out, one.asset, one.total),
                    money(out, one.asset, one.paid),
                    money(out, one.asset, one.unpaid),
                )
                for one in ledger.grants
            ],
            right=(0, 2, 3, 4),
        )
