"""`daoctl sale sweep`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from daoctl.cli.options import Shared
from daoctl.cli.output import Wei
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.cli.acting import Outcome
    from daoctl.cli.output import Output
    from daoctl.villager.sale import Sweep


@dataclass(frozen=True)
class SweepOptions:
    """Which phase; all that have something without one."""

    shared: Shared
    phase: int | None = None


def run_sweep(options: SweepOptions) -> None:
    """Sends proceeds to the treasury; anyone may. Raises ChainRefused for an unknown phase."""
    from daoctl.cli.acting import act
    from daoctl.cli.session import open_village
    from daoctl.villager.sale import read_desk, sweeps

    with open_village(options.shared) as session:
        village, out = session.village, session.out
        found = sweeps(read_desk(village), options.phase)
        if not found:
            out.say(_("Nothing is left to sweep: the treasury has it all."))
            out.result({"swept": []}, [])
            return
        calls = [village.sale.call("sweep", one.phase.number) for one in found]
        done = act(session, calls, [_words(out, one) for one in found])
        if not done.sent:
            return
        rows = _swept(done)
        if out.as_json:
            out.emit_json({"swept": rows})
            return
        for one, row in zip(found, rows, strict=True):
            out.data(_report(out, one, row))


def _words(out: Output, sweep: Sweep) -> str:
    """What a sweep will do, and what becomes of the budget's share."""
    from daoctl.cli.sale_show import money

    phase = sweep.phase
    values = {
        "amount": money(out, phase, sweep.amount),
        "number": phase.number,
        "name": phase.name,
        "share": money(out, phase, sweep.share),
        "budget": phase.budget_name,
    }
    if not sweep.share:
        form = _("Send {amount} of phase {number} ({name}) to the treasury")
    elif sweep.credited:
        form = _(
            "Send {amount} of phase {number} ({name}) to the treasury, {share} of it into the "
            "budget {budget}"
        )
    else:
        form = _(
            "Send {amount} of phase {number} ({name}) to the treasury; the budget {budget} is "
            "closed, so its share of {share} stays free money"
        )
    return form.format(**values)


def _swept(done: Outcome) -> list[dict[str, Any]]:
    """What each transaction did by its own events; a phase that somebody else swept meanwhile
    brings nothing."""
    rows = []
    for receipt in done.receipts:
        events = {log.event: log.args for log in receipt.logs}
        swept, left_free = events.get("Swept"), "ShareLeftFree" in events
        rows.append(
            {
                "phase": swept["phase"] if swept else None,
                "amount": Wei(swept["amount"] if swept else 0),
                "budget": (swept["budget"] or None) if swept else None,
                "share": Wei(swept["share"] if swept else 0),
                "credited": bool(swept and swept["share"] and not left_free),
                "tx": receipt.tx,
            }
        )
    return rows


def _report(out: Output, sweep: Sweep, row: dict[str, Any]) -> str:
    from daoctl.cli.sale_show import money

    phase = sweep.phase
    values = {
        "number": phase.number,
        "amount": money(out, phase, row["amount"]),
        "share": money(out, phase, row["share"]),
        "budget": phase.budget_name,
    }
    form = _("Phase {number}: {amount} went to the treasury.")
    if row["credited"]:
        form = _("Phase {number}: {amount} went to the treasury, {share} into {budget}.")
    return form.format(**values)
