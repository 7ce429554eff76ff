"""`daoctl treasury history`: every movement of the money, and whether they explain what is there."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from daoctl.cli.options import Shared
from daoctl.cli.output import Wei, clean
from daoctl.cli.treasury_show import asset_json, money
from daoctl.errors import Differs, UsageError
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.charter.fields import Asset
    from daoctl.cli.session import Session
    from daoctl.treasury.history import History, Movement
    from daoctl.treasury.ledger import Ledger

STDOUT = Path("-")
COLUMNS = (
    "time", "what", "asset", "in", "out", "moved", "balance", "free", "party", "budget", "project",
    "step", "memo", "block", "tx",
)  # fmt: skip


@dataclass(frozen=True)
class HistoryOptions:
    """`csv` takes the movements as a table for a spreadsheet; `-` is standard output."""

    shared: Shared
    csv: Path | None = None


def run_history(options: HistoryOptions) -> None:
    """Prints or writes the movements. Raises Differs when they do not come to what the treasury
    holds."""
    from daoctl.charter.assets import known_assets
    from daoctl.charter.folder import write_atomically
    from daoctl.cli.session import open_village
    from daoctl.treasury.history import read_history
    from daoctl.treasury.ledger import read_ledger
    from daoctl.treasury.replay import BrokenStory

    if options.csv is not None and options.shared.json:
        raise UsageError(_("--csv and --json do not go together."), hint=_("Leave out one."))
    with open_village(options.shared) as session:
        village, out = session.village, session.out
        ledger = read_ledger(village)
        try:
            history = read_history(village, ledger)
        except BrokenStory as error:
            raise Differs(
                _("The treasury's events are not complete."),
                cause=str(error),
                hint=_("Ask another node with --rpc before anybody acts on these figures."),
            ) from None
        assets = known_assets(village, [one.asset for one in history.movements])
        if out.as_json:
            out.emit_json(history_json(history, assets))
        elif options.csv is None:
            _show(session, history, assets, ledger)
        else:
            table = _table(session, history, assets, ledger)
            if options.csv == STDOUT:
                print(table, end="", file=out.stdout)
            else:
                # With its mark a spreadsheet knows that Japanese is in UTF-8.
                write_atomically(options.csv, b"\xef\xbb\xbf" + table.encode(), mode=0o644)
                out.data(str(options.csv))
        _reconcile(session, history)


def history_json(history: History, assets: Mapping[str, Asset]) -> dict[str, Any]:
    """The history as `--json` prints it: amounts in the asset's smallest unit as strings, moments
    in seconds since the epoch. `direction` is in, out or inside; `party` who gave or got it;
    `balance` and `free` what the treasury held then. Of `balances`, `unheard` is ETH that came
    without an event."""
    return {
        "block": history.block,
        "movements": [
            {
                "time": history.times[one.block],
                "block": one.block,
                "tx": one.tx,
                "kind": one.kind,
                "direction": one.direction,
                **asset_json(assets[one.asset]),
                "amount": Wei(one.amount),
                "balance": Wei(one.balance),
                "free": Wei(one.free),
                "party": one.party or None,
                "budget": one.budget or None,
                "grant": one.grant or None,
                "milestone": one.milestone or None,
                "memo": one.memo or None,
            }
            for one in history.movements
        ],
        "balances": [
            {
                **asset_json(one.asset),
                "told": Wei(one.told),
                "held": Wei(one.held),
                "unheard": Wei(one.unheard),
                "agrees": one.agrees,
            }
            for one in history.balances
        ],
        "agrees": history.agrees,
    }


def movement_words(one: Movement, ledger: Ledger) -> str:
    """What happened, as a treasurer writes it."""
    names = {budget.number: budget.name for budget in ledger.budgets}
    named = {
        "party": one.party,
        "budget": names.get(one.budget, str(one.budget)),
        "project": one.grant,
        "step": one.milestone,
        "memo": one.memo,
    }
    source = _("budget {budget}") if one.budget else _("free money")
    words = {
        "received": _("received from {party}"),
        "sale": _("proceeds of the sale"),
        "paid": _("paid to {party}: {memo}") if one.memo else _("paid to {party}"),
        "milestone": _("project {project}, step {step}: paid to {party}"),
        "taken": _("taken by the token's own contract, to {party}"),
        "budget_opened": _("set aside: budget {budget} opened"),
        "budget_funded": _("set aside: more for budget {budget}"),
        "budget_closed": _("free again: budget {budget} closed"),
        "reserved": _("promised out of budget {budget} to an election's winners"),
        "released": _("given back: promised to an election's winners"),
        "awarded": _("promised to project {project} of {party}, out of {source}"),
        "expired": _("given back: project {project}, step {step} expired"),
        "cancelled": _("given back: project {project} cancelled ({memo})"),
    }[one.kind]
    return clean(words.format(source=source.format(**named), **named))


def _show(session: Session, history: History, assets: Mapping[str, Asset], ledger: Ledger) -> None:
    from daoctl.times import format_time

    out = session.out
    if not history.movements:
        out.say(_("No money has moved yet."))
        return
    signs = {"in": "+", "out": "-", "inside": ""}
    out.table(
        (_("time"), _("what"), _("amount"), _("balance"), _("free"), _("transaction")),
        [
            (
                format_time(history.times[one.block], session.village.zone),
                movement_words(one, ledger),
                signs[one.direction] + money(out, assets[one.asset], one.amount),
                money(None, assets[one.asset], one.balance),
                money(None, assets[one.asset], one.free),
                one.tx,
            )
            for one in history.movements
        ],
        right=(2, 3, 4),
    )


def _table(session: Session, history: History, assets: Mapping[str, Asset], ledger: Ledger) -> str:
    from datetime import datetime

    from daoctl.units import format_number

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    places = {"in": 0, "out": 1, "inside": 2}
    for one in history.movements:
        asset = assets[one.asset]
        decimals = asset.decimals or 0
        amounts = ["", "", ""]
        amounts[places[one.direction]] = format_number(one.amount, decimals)
        moment = datetime.fromtimestamp(history.times[one.block], session.village.zone)
        writer.writerow(
            (
                moment.isoformat(),
                _cell(movement_words(one, ledger)),
                _cell(asset.symbol),
                *amounts,
                format_number(one.balance, decimals),
                format_number(one.free, decimals),
                one.party,
                one.budget or "",
                one.grant or "",
                one.milestone or "",
                _cell(clean(one.memo)),
                one.block,
                one.tx,
            )
        )
    return text.getvalue()


def _cell(text: str) -> str:
    """A stranger's words as a cell that no spreadsheet takes for a formula (OWASP, CSV
    injection)."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t")) else text


def _reconcile(session: Session, history: History) -> None:
    """Says whether the movements come to what the treasury holds. Raises Differs when not."""
    out = session.out
    wrong = [
        _("{asset}: the movements come to {told}, and the treasury holds {held}").format(
            asset=one.asset.symbol,
            told=money(None, one.asset, one.told),
            held=money(None, one.asset, one.held),
        )
        for one in history.balances
        if not one.agrees
    ]
    if wrong:
        raise Differs(
            _("The movements do not explain what the treasury holds."),
            cause="\n".join(wrong),
            hint=_("Ask another node with --rpc before anybody acts on these figures."),
        )
    for one in history.balances:
        if one.unheard:
            out.say(
                _(
                    "{amount} more came without a word, which only ETH can: nobody knows when."
                ).format(amount=money(None, one.asset, one.unheard))
            )
    out.say(
        _("The movements come to what the treasury holds: {amounts} (block {block}).").format(
            amounts=", ".join(money(None, one.asset, one.held) for one in history.balances),
            block=history.block,
        ),
        style="green",
    )
