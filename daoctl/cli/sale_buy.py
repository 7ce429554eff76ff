"""`daoctl sale buy`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from daoctl.cli.options import Shared
from daoctl.cli.output import Wei
from daoctl.words import _, ngettext

if TYPE_CHECKING:
    from daoctl.chain.contracts import Call
    from daoctl.cli.session import Session
    from daoctl.villager.sale import Phase


@dataclass(frozen=True)
class BuyOptions:
    """How many tokens of which phase for whom. `sender` is who will send it, for --output
    calldata."""

    shared: Shared
    phase: int
    count: int = 1
    recipient: str | None = None
    proofs: Path | None = None
    sender: str | None = None


def run_buy(options: BuyOptions) -> None:
    """Buys, again each time it is run. Raises ChainRefused saying plainly why not, UserError without the allowlist's
    proofs."""
    from daoctl.cli.acting import act
    from daoctl.cli.proposal_draft import sender_of
    from daoctl.cli.session import open_village
    from daoctl.units import checksum
    from daoctl.villager.people import recipient as may_receive
    from daoctl.villager.sale import load_allowlist, plan_buy, read_desk

    given = checksum(options.recipient) if options.recipient else None
    with open_village(options.shared) as session:
        village, out = session.village, session.out
        phase = read_desk(village).phase(options.phase)
        payer = sender_of(session, options.sender)
        # A token bought for the treasury would be money for a token that carries no vote.
        recipient = may_receive(village)(given) if given else payer
        proofs = load_allowlist(village, phase, options.proofs) if options.proofs else None
        calls = plan_buy(village, phase.number, options.count, recipient, proofs, payer=payer)
        words = [_words(session, phase, options, call, recipient) for call in calls]
        _say_held(session, recipient)
        done = act(session, calls, words, dependent=True)
        if not done.sent:
            return
        sold = next(log for log in done.receipts[-1].logs if log.event == "Sold").args
        tokens = list(range(sold["firstId"], sold["firstId"] + sold["count"]))
        out.result(
            {
                "phase": phase.number,
                "recipient": sold["recipient"],
                "payer": sold["payer"],
                "tokens": tokens,
                "paid": Wei(sold["paid"]),
                "currency": phase.currency.symbol,
                "tx": done.transactions[-1],
            },
            ngettext(
                "{recipient} has token {tokens}.", "{recipient} has tokens {tokens}.", len(tokens)
            ).format(recipient=recipient, tokens=", ".join(map(str, tokens))),
        )


def _say_held(session: Session, recipient: str) -> None:
    """Says how many tokens the recipient holds, so that nobody buys a second time unawares."""
    held = session.village.villager.read("balanceOf", recipient)
    if held:
        text = ngettext(
            "{recipient} holds {count} token already.",
            "{recipient} holds {count} tokens already.",
            held,
        )
        session.out.say(text.format(recipient=recipient, count=held))


def _words(session: Session, phase: Phase, options: BuyOptions, call: Call, recipient: str) -> str:
    from daoctl.cli.sale_show import money

    if call.function == "approve":
        amount = money(session.out, phase, call.args["value"])
        return _("Let the sale desk take {amount}, and no more").format(amount=amount)
    cost = phase.price * options.count
    return ngettext(
        "Buy {count} token of phase {number} ({name}) for {recipient}: {cost}",
        "Buy {count} tokens of phase {number} ({name}) for {recipient}: {cost}",
        options.count,
    ).format(
        count=options.count,
        number=phase.number,
        name=phase.name,
        recipient=recipient,
        cost=money(session.out, phase, cost) if cost else _("free of charge"),
    )
