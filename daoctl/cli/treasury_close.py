"""`daoctl treasury budget close`: by a proposal, or at once where the budget's date has passed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from daoctl.cli.options import Shared
from daoctl.cli.output import Wei
from daoctl.cli.treasury_draft import Asking, ask, refuse_calldata
from daoctl.cli.treasury_show import asset_json, money
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.cli.session import Session
    from daoctl.treasury.ledger import Budget


@dataclass(frozen=True)
class CloseOptions:
    """Which budget, by name or number; `file` is the draft's, where one is needed."""

    shared: Shared
    name: str
    file: Path | None = None


def run_close(options: CloseOptions) -> None:
    """Closes an expired budget, which anyone may, or writes the draft that closes a running one.
    One that is closed is said to be. Raises UserError for an unknown one."""
    from daoctl.cli.session import open_village
    from daoctl.treasury.ledger import read_ledger

    with open_village(options.shared) as session:
        ledger = read_ledger(session.village)
        budget = ledger.budget(options.name)
        if budget.closed:
            session.out.say(_("The budget {name} is closed already.").format(name=budget.name))
            _report(session, budget, None, 0)
        elif budget.expired(ledger.time):
            _close(session, budget)
        else:
            refuse_calldata(options.shared)
            ask(
                session,
                Asking(options.shared, options.file, options.shared.dry_run),
                f"budget-close-{budget.number}.md",
                _("Close the budget {name}").format(name=budget.name),
                "budget",
                {"do": "close", "budget": budget.number},
            )


def _close(session: Session, budget: Budget) -> None:
    from daoctl.cli.acting import act
    from daoctl.treasury.ledger import plan_close_expired

    words = _("Close the budget {name}, which is over: {amount} become free money")
    done = act(
        session,
        plan_close_expired(session.village, budget),
        words.format(name=budget.name, amount=money(session.out, budget.asset, budget.remainder)),
    )
    if not done.sent:
        return
    closed = [log for log in done.receipts[0].logs if log.event == "BudgetClosed"]
    returned = closed[0].args["returned"] if closed else 0
    _report(session, budget, done.transactions[0], returned)


def _report(session: Session, budget: Budget, tx: str | None, returned: int) -> None:
    value: dict[str, Any] = {
        "budget": budget.number,
        "name": budget.name,
        **asset_json(budget.asset),
        "returned": Wei(returned),
        "tx": tx,
        "already": tx is None,
    }
    line = _("The budget {name} is closed; {amount} are free money again.").format(
        name=budget.name, amount=money(session.out, budget.asset, returned)
    )
    session.out.result(value, [line] if tx else [])
