"""`daoctl sale phases`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from daoctl.cli.options import Shared
from daoctl.cli.output import Wei, clean
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.charter.village import Village
    from daoctl.cli.output import Output
    from daoctl.villager.sale import Desk, Phase


def run_phases(shared: Shared) -> None:
    """Prints the phases and what is left for sale."""
    from daoctl.cli.session import open_village
    from daoctl.villager.sale import read_desk

    with open_village(shared) as session:
        desk = read_desk(session.village)
        if session.out.as_json:
            session.out.emit_json(desk_json(desk))
            return
        _show(session.out, session.village, desk)


def desk_json(desk: Desk) -> dict[str, Any]:
    """The desk as `--json` prints it: amounts in the currency's smallest unit as strings, moments
    in seconds since the epoch."""
    return {
        "now": desk.now,
        "paused": desk.paused,
        "left": desk.left,
        "reserve": {"total": desk.reserve, "left": desk.reserve_left},
        "phases": [phase_json(desk, phase) for phase in desk.phases],
    }


def phase_json(desk: Desk, phase: Phase) -> dict[str, Any]:
    """One phase; `stage` is waiting, open, sold_out or closed by its dates and cap alone, `open`
    whether somebody can buy now."""
    return {
        "number": phase.number,
        "name": phase.name,
        "currency": {"symbol": phase.currency.symbol, "address": phase.currency.address},
        "price": Wei(phase.price),
        "opens": phase.opens,
        "closes": phase.closes,
        "stage": phase.stage(desk.now),
        "open": desk.sells(phase),
        "cap": phase.cap,
        "sold": phase.sold,
        "wallet_limit": phase.wallet_limit,
        "allowlisted": phase.allowlisted,
        "allowlist_root": "0x" + phase.root.hex() if phase.root else None,
        "budget": phase.budget or None,
        "share_bps": phase.share_bps,
        "proceeds": Wei(phase.proceeds),
        "swept": Wei(phase.swept),
        "unswept": Wei(phase.unswept),
    }


def stage_words(desk: Desk, phase: Phase) -> str:
    """Whether one can buy, as a council member says it."""
    stage = phase.stage(desk.now)
    if stage == "open" and desk.paused:
        return _("paused")
    if stage == "open" and phase.allowlisted and not phase.root:
        return _("waits for its list")
    return {
        "waiting": _("not open yet"),
        "open": _("open"),
        "sold_out": _("sold out"),
        "closed": _("over"),
    }[stage]


def money(out: Output, phase: Phase, amount: int) -> str:
    """An amount of the phase's currency."""
    return out.amount(amount, phase.currency.symbol, phase.currency.decimals or 0)


def _show(out: Output, village: Village, desk: Desk) -> None:
    from daoctl.times import format_time, reader_zone

    reader = reader_zone()
    rows = []
    for one in desk.phases:
        listed = _("set") if one.root else _("missing")
        rows.append(
            (
                one.number,
                one.name,
                money(out, one, one.price) if one.price else _("free of charge"),
                format_time(one.opens, village.zone, reader),
                format_time(one.closes, village.zone, reader),
                f"{one.sold:,}/{one.cap:,}",
                stage_words(desk, one),
                listed if one.allowlisted else _("everybody"),
                money(out, one, one.unswept),
            )
        )
    if rows:
        out.table(
            (
                _("no."), _("phase"), _("price"), _("opens"), _("closes"), _("sold"), _("now"),
                _("allowlist"), _("not swept"),
            ),
            rows,
            right=(0, 2, 5, 8),
        )  # fmt: skip
    else:
        out.say(_("There are no sale phases."))
    if desk.paused:
        out.say(_("The council has paused the sale."), style="yellow")
    out.say(
        clean(
            _(
                "{left} tokens are left for sale, and {reserve} of the residents' reserve of {total}."
            ).format(
                left=f"{desk.left:,}", reserve=f"{desk.reserve_left:,}", total=f"{desk.reserve:,}"
            )
        )
    )
