"""Asking the village for what only it may do: a proposal's draft is written, and nothing sent.

No account holds the power to pay, to open a budget or to cancel a project; a passed proposal does.
These verbs write its draft, say what it would do now, and name the command that submits it.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from daoctl.cli.options import Shared
from daoctl.errors import ChainRefused, UsageError, UserError
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.cli.session import Session


@dataclass(frozen=True)
class Asking:
    """What every such verb takes: the draft's file (one named after the act without), and
    whether to write it."""

    shared: Shared
    file: Path | None = None
    dry_run: bool = False


@dataclass(frozen=True)
class PayOptions:
    """How much of the free money, to whom, and the words that stand beside the payment."""

    asking: Asking
    amount: str
    to: str
    memo: str = ""


@dataclass(frozen=True)
class OpenOptions:
    """The budget: its money, its last second, who may award from it and how much at once."""

    asking: Asking
    name: str
    amount: str
    expires: str
    awarder: str | None = None
    ceiling: str | None = None


@dataclass(frozen=True)
class FundOptions:
    """Which budget, by name or number, and how much more free money goes into it."""

    asking: Asking
    name: str
    amount: str


def run_pay(options: PayOptions) -> None:
    """Writes the draft of a payment. Raises UserError for what cannot be paid at all."""
    from daoctl.charter.fields import public_text
    from daoctl.cli.session import open_village
    from daoctl.governance.readers import account

    with open_village(options.asking.shared) as session:
        amount = _amount(session, options.amount)
        to = _read(options.to, account)
        if to == session.village.treasury.address:
            raise UserError(_("The treasury cannot pay itself."))
        memo = public_text(options.memo) if options.memo.strip() else None
        title = _("Pay {amount}: {memo}") if memo else _("Pay {amount}")
        ask(
            session,
            options.asking,
            "pay.md",
            title.format(amount=amount, memo=memo),
            "pay",
            {"to": to, "amount": amount, "memo": memo},
        )


def run_open(options: OpenOptions) -> None:
    """Writes the draft of a new budget. Raises UserError for terms that cannot be."""
    from daoctl.charter.fields import public_text
    from daoctl.cli.session import open_village
    from daoctl.times import format_time

    with open_village(options.asking.shared) as session:
        name = public_text(options.name)
        amount = _amount(session, options.amount, nothing=True)
        expires = _last_second(session, options.expires)
        if expires <= session.chain.now():
            raise UserError(
                _("A budget cannot end in the past."),
                cause=format_time(expires, session.village.zone),
            )
        ask(
            session,
            options.asking,
            "budget-open.md",
            _("Open the budget {name}").format(name=name),
            "budget",
            {
                "do": "open",
                "name": name,
                "amount": amount,
                "expires": _iso(session, expires),
                "awarder": options.awarder,
                "ceiling": options.ceiling,
            },
        )


def run_fund(options: FundOptions) -> None:
    """Writes the draft that puts free money into a budget. Raises UserError for an unknown one,
    ChainRefused for one that is closed or over."""
    from daoctl.cli.session import open_village
    from daoctl.treasury.ledger import read_ledger

    with open_village(options.asking.shared) as session:
        ledger = read_ledger(session.village)
        budget = ledger.budget(options.name)
        if budget.closed or budget.expired(ledger.time):
            raise ChainRefused(
                _("The budget {name} is closed or over.").format(name=budget.name),
                error_name="VillageTreasuryBudgetNotOpen",
                hint=_("Open another: daoctl treasury budget open"),
            )
        amount = _amount(session, options.amount)
        ask(
            session,
            options.asking,
            f"budget-fund-{budget.number}.md",
            _("Put {amount} into the budget {name}").format(amount=amount, name=budget.name),
            "budget",
            {"do": "fund", "budget": budget.number, "amount": amount},
        )


def ask(
    session: Session,
    asking: Asking,
    default: str,
    title: str,
    kind: str,
    fields: Mapping[str, Any],
    *,
    text: str = "",
    actions: Sequence[Mapping[str, Any]] = (),
) -> None:
    """Checks the draft (of one kind, or of several `actions`) as governance will, says what it would
    do now, writes it into `asking.file` (or `default`, in the folder where the user is) and names
    the command that submits it.

    Raises DraftError when the draft would be refused, or another text stands in the file.
    """
    from daoctl.charter.drafts_file import draft_text, write_draft
    from daoctl.cli.output import clean
    from daoctl.cli.proposal_draft import NOBODY, draft_json
    from daoctl.governance.actions import encode
    from daoctl.governance.drafts import parse_draft
    from daoctl.governance.setting import read_setting
    from daoctl.governance.simulation import simulate_actions

    out = session.out
    file = asking.file or Path(default)
    setting = read_setting(session.village)
    written = draft_text(title, kind, fields, text=text, actions=actions)
    draft = parse_draft(written, setting, file=file.name)
    trial = simulate_actions(session.village, encode(draft.actions, setting), setting)
    for line in trial.lines():
        out.say(clean(line))
    submit = f"daoctl proposal submit {shlex.quote(str(file))}"
    if asking.dry_run:
        out.say(_("Nothing was written (--dry-run)."))
    else:
        write_draft(file, title, kind, fields, text=text, actions=actions)
        out.say(
            _("Only the village itself may do this. Write below the draft why, then propose it:")
        )
        out.say(f"  {submit}")
    size = len(draft.document.description(NOBODY).encode())
    named = None if asking.dry_run else str(file)
    out.result(
        {"draft": named, "submit": submit, **draft_json(draft, trial, size)},
        [str(file)] if named else [],
    )


def refuse_calldata(shared: Shared) -> None:
    """Raises UsageError for --output calldata where only the village itself may act."""
    if shared.output is not None:
        raise UsageError(
            _("Nobody can sign this: only the village itself may do it."),
            hint=_("Leave --output out; the draft of a proposal is written."),
        )


def _amount(session: Session, text: str, *, nothing: bool = False) -> str:
    """The amount as a draft writes it. Raises UserError for nothing (unless that is allowed) and
    for an asset that the treasury does not take."""
    from daoctl.governance.readers import money
    from daoctl.governance.setting import read_setting
    from daoctl.units import format_amount

    setting = read_setting(session.village)
    amount, asset = money(setting)(text)
    if not amount and not nothing:
        raise UserError(_("The amount is zero."))
    return format_amount(amount, asset.symbol, asset.decimals or 0)


def _read(text: str, reader: Any) -> Any:
    """The argument read as a draft's value; what a draft says after its key is a sentence here."""
    try:
        return reader(text)
    except UserError as error:
        if error.hint or error.cause:
            raise
        raise UserError(f"{text}: {error.message}") from None


def _last_second(session: Session, text: str) -> int:
    """A moment in the village's zone; a mere day means its last second."""
    import re

    from daoctl.times import parse_time
    from daoctl.units import plain_date

    day = plain_date(text)
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", day):
        day += " 23:59:59"
    return parse_time(day, session.village.zone)


def _iso(session: Session, seconds: int) -> str:
    from datetime import datetime

    return datetime.fromtimestamp(seconds, session.village.zone).isoformat()
