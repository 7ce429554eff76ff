"""Looks before it leaps: how every verb that changes the chain goes about it.

It simulates, says in words what will happen and what it costs, asks, sends, waits, and names each
transaction. `--yes` skips the question, `--dry-run` stops before it, `--output calldata` writes
the transactions for other signers and needs no account here.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from daoctl.cli.contract_accounts import refuse_contract, try_as_contract
from daoctl.cli.output import Output, Wei, clean, jsonable
from daoctl.errors import AccountError, UsageError, UserError
from daoctl.units import format_amount
from daoctl.words import _, ngettext

if TYPE_CHECKING:
    from daoctl.chain.accounts import Signer
    from daoctl.chain.connection import Chain
    from daoctl.chain.contracts import Call
    from daoctl.chain.transactions import Receipt
    from daoctl.charter.authority import Role
    from daoctl.cli.options import Shared
    from daoctl.cli.session import Session, Who

# "はい" is what a reader of Japanese types; anything else but these means no.
AFFIRMATIVE = frozenset({"y", "yes", "はい"})


@dataclass(frozen=True)
class Outcome:
    """What became of an act. `sent` is False after --dry-run and --output calldata: then the verb
    has nothing more to report."""

    sent: bool
    receipts: tuple[Receipt, ...] = ()

    @property
    def transactions(self) -> list[str]:
        """The transactions' hashes, in order."""
        return [receipt.tx for receipt in self.receipts]


def act(
    session: Session,
    calls: Sequence[Call],
    what: str | Sequence[str],
    *,
    role: Role | str | None = None,
    signer: Signer | None = None,
    dependent: bool = False,
) -> Outcome:
    """Carries out the calls, in order, signed by `signer` or by the account for `role`.

    `what` says what will happen: one sentence, or one for each call. With `dependent` a later
    call needs what an earlier one does: they are rehearsed together where the node can.

    Raises ChainRefused (before anything is sent, or for the call that failed; the earlier ones
    stay), AccountError when nobody can sign or pay, UserError when the question is not answered
    with yes, UsageError when there is nobody to ask.
    """
    shared, out = session.options, session.out
    words = _words(calls, what)
    if not calls:
        out.say(_("There is nothing to do."))
        return Outcome(sent=True)
    if shared.output is not None:
        try_as_contract(session, calls, role, dependent=dependent)
        write_calldata(out, calls, words)
        return Outcome(sent=False)
    who = signer or session.account(role)
    refuse_contract(session.chain, who)
    plan = look(session.chain, calls, who.address, dependent=dependent)
    tell(out, session.chain, who, words, plan)
    say_in_earnest(out, session.chain, session.village.folder)
    if shared.dry_run:
        dry(out, calls, words, plan)
        return Outcome(sent=False)
    plan.check_means(session.chain, who)
    confirm(out, shared)
    # Only now may a passphrase be asked for: who looks first need not unlock anything.
    signing = signer or session.signer(role)
    return Outcome(sent=True, receipts=tuple(_send(session, calls, signing)))


@dataclass(frozen=True)
class Plan:
    """What the calls cost at most: `value` is sent along, `fee` goes to the network (both wei).
    `complete` is False where only the first of dependent calls could be tried."""

    gas: int
    value: int
    fee: int
    complete: bool = True

    def check_means(self, chain: Chain, who: Signer | Who) -> None:
        """Raises AccountError when the signer has less than the whole costs."""
        has = chain.balance(who.address)
        if has < self.value + self.fee:
            raise AccountError(
                _("{name} does not hold enough for this.").format(name=who.name),
                cause=_("It holds {has}; up to {needs} are needed.").format(
                    has=format_amount(has), needs=format_amount(self.value + self.fee)
                ),
                hint=_("Send ETH to {address} and run the command again.").format(
                    address=who.address
                ),
            )


def look(chain: Chain, calls: Sequence[Call], sender: str, *, dependent: bool = False) -> Plan:
    """Simulates the calls and adds up what they cost. Raises ChainRefused when one would fail."""
    from daoctl.chain.rehearsal import rehearse
    from daoctl.chain.sending import estimate, fees, simulate, with_margin

    # Gas can only be told on the present state, so of dependent calls only for the first.
    tried = calls[:1] if dependent else calls
    if dependent and len(calls) > 1:
        rehearsal = rehearse(chain, [call.message(sender) for call in calls])
        for refused in rehearsal.outcomes if rehearsal.together else ():
            if refused is not None:
                raise refused
    gas = 0
    for call in tried:
        simulate(chain, call, sender)
        gas += with_margin(estimate(chain, call, sender))
    price = fees(chain)[0]
    value = sum(call.value for call in calls)
    return Plan(gas, value, gas * price, complete=len(tried) == len(calls))


def tell(out: Output, chain: Chain, who: Signer | Who, words: Sequence[str], plan: Plan) -> None:
    """Says on stderr what will happen, who signs, and what it costs."""
    for line in dict.fromkeys(words):
        out.say(clean(line), style="bold")
    out.say(
        _("  signed by {name} ({address}) on {network}").format(
            name=who.name, address=who.address, network=where(chain)
        )
    )
    if plan.value:
        out.say(_("  pays {amount}").format(amount=out.amount(plan.value)))
    form = (
        _("  costs up to {amount} in network fees")
        if plan.complete
        else _("  costs up to {amount} in network fees for the first step")
    )
    out.say(form.format(amount=out.amount(round_up(plan.fee))))


def where(chain: Chain) -> str:
    """The chain's name for people, who must never take a rehearsal for the real thing."""
    if not chain.is_development:
        return chain.network
    if chain.network.split(":")[1] == "local":
        return _("the practice chain")
    return _("{network} (a development chain, not the real one)").format(network=chain.network)


def say_in_earnest(out: Output, chain: Chain, folder: Path) -> None:
    """Says that a chain is real, where people rehearse in the same folder."""
    from daoctl.charter.practice_files import find_practice

    if not chain.is_development and find_practice(folder) is not None:
        out.say(_("  This is not the practice chain: what is sent counts."), style="yellow")


def round_up(wei: int, digits: int = 3) -> int:
    """The amount with so many digits that count, never less than it is: a bound for people."""
    step: int = 10 ** max(0, len(str(wei)) - digits)
    return -(-wei // step) * step


def dry(out: Output, calls: Sequence[Call], words: Sequence[str], plan: Plan) -> None:
    """Ends a dry run: says so, and with --json prints the plan."""
    out.say(_("Nothing was sent (--dry-run)."))
    if out.as_json:
        out.emit_json(
            {
                "dry_run": True,
                "calls": [calldata(call, line) for call, line in zip(calls, words, strict=True)],
                "gas": plan.gas,
                "value": Wei(plan.value),
                "fee": Wei(plan.fee),
            }
        )


def confirm(out: Output, shared: Shared) -> None:
    """Asks, unless --yes was given. Raises UsageError when nobody is there to answer, UserError
    when the answer is anything but yes."""
    if shared.yes:
        return
    if not out.interactive:
        raise UsageError(
            _("Nobody is there to say yes."),
            cause=_("daoctl does not run in a terminal."),
            hint=_("Add --yes to send without asking, or --dry-run to look only."),
        )
    print(_("Go ahead? [y/N]") + " ", end="", file=out.stderr, flush=True)
    if not is_yes(sys.stdin.readline()):
        raise UserError(_("Nothing was sent."))


def is_yes(answer: str) -> bool:
    """Whether the answer is a yes: y, yes or はい, and nothing else."""
    from daoctl.units import plain

    return plain(answer).lower() in AFFIRMATIVE


def write_calldata(out: Output, calls: Sequence[Call], words: Sequence[str]) -> None:
    """One JSON line for each call: to, value (wei), data, words. For a Safe or another signer."""
    for call, line in zip(calls, words, strict=True):
        print(json.dumps(calldata(call, line), ensure_ascii=False), file=out.stdout)
    count = len(calls)
    out.say(
        ngettext(
            "{count} transaction written; nothing was sent.",
            "{count} transactions written; nothing was sent.",
            count,
        ).format(count=count)
    )


def calldata(call: Call, words: str) -> dict[str, Any]:
    """A call as other signers read it."""
    return {
        "to": call.to,
        "value": str(call.value),
        "data": "0x" + call.data.hex(),
        "words": clean(words),
    }


def describe(call: Call) -> str:
    """The call as engineers write it, for where no sentence says what it does."""
    arguments = ", ".join(f"{name}={_short(value)}" for name, value in call.args.items())
    return f"{call.contract}.{call.function}({arguments})"


def _short(value: Any) -> str:
    text = json.dumps(jsonable(value), ensure_ascii=False)
    return text if len(text) <= 80 else text[:79] + "…"


def _words(calls: Sequence[Call], what: str | Sequence[str]) -> list[str]:
    if isinstance(what, str):
        return [what] * len(calls)
    if len(what) != len(calls):
        raise ValueError("one sentence for each call, or one for all")
    return list(what)


def _send(session: Session, calls: Sequence[Call], signer: Signer) -> list[Receipt]:
    from daoctl.chain.sending import send

    receipts = []
    for call in calls:
        receipt = send(session.chain, call, signer)
        session.out.say(
            _("  sent: {tx}").format(tx=receipt.tx),
            style="dim",
        )
        receipts.append(receipt)
    return receipts
