"""Buying: what a purchase costs, why it may not be, and the calls for one or for thousands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from daoctl.errors import ChainError, ChainRefused, UserError
from daoctl.times import format_time
from daoctl.villager.allowlist import Allowlist, load_allowlist
from daoctl.villager.phases import Desk, Phase, read_desk
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.chain.contracts import Call
    from daoctl.charter.village import Village


@dataclass(frozen=True, slots=True)
class Order:
    """So many tokens for a recipient."""

    recipient: str
    count: int = 1


def plan_buy(
    village: Village,
    phase: int,
    count: int,
    recipient: str,
    proofs: Allowlist | None = None,
    *,
    payer: str | None = None,
) -> list[Call]:
    """Buys `count` tokens of the phase for `recipient`, paid exactly: ETH goes with the call, an
    ERC-20 is approved before it where the allowance of `payer` (the recipient without one) is too
    short. `proofs` is the phase's allowlist, the village's own file without one.

    Raises ChainRefused saying plainly why not: not open, paused, not on the list, over the limit,
    sold out; UserError when the list is not at hand.
    """
    desk = read_desk(village)
    found = desk.phase(phase)
    calls = _plan(village, desk, found, [Order(recipient, count)], proofs)
    return plan_approval(village, found, payer or recipient, found.price * count) + calls


def plan_buys(
    village: Village, phase: int, orders: Sequence[Order], proofs: Allowlist | None = None
) -> list[Call]:
    """One purchase for each order, in their order; the chain is read once for all. Raises as
    `plan_buy` does, for the first order that could not be. Approvals of an ERC-20 are not among
    them: see `plan_approval`."""
    desk = read_desk(village)
    return _plan(village, desk, desk.phase(phase), orders, proofs)


def _plan(
    village: Village, desk: Desk, phase: Phase, orders: Sequence[Order], proofs: Allowlist | None
) -> list[Call]:
    refuse_closed(village, desk, phase)
    allowlist = _listed(village, phase, proofs) if phase.allowlisted else None
    bought = bought_before(village, phase, [order.recipient for order in orders])
    sold = 0
    for order in orders:
        _check(desk, phase, allowlist, order, bought[order.recipient], sold)
        bought[order.recipient] += order.count
        sold += order.count
    return [_call(village, phase, allowlist, order) for order in orders]


def _listed(village: Village, phase: Phase, proofs: Allowlist | None) -> Allowlist:
    """The allowlist in force. Raises UserError when it is not at hand."""
    allowlist = proofs or load_allowlist(village, phase)
    if allowlist is None:
        raise UserError(
            _("Who may buy in phase {number} stands in a list that is not here.").format(
                number=phase.number
            ),
            hint=_("Get the file of proofs from the council and name it with --proofs."),
        )
    if allowlist.root != phase.root:
        raise UserError(_("The proofs are not of the allowlist in force."))
    return allowlist


def plan_approval(village: Village, phase: Phase, payer: str, cost: int) -> list[Call]:
    """Lets the sale desk take exactly `cost` from the payer; nothing for ETH, or where it may
    take as much already."""
    from daoctl.chain.contracts import Contract
    from daoctl.chain.simulation import simulate

    if phase.currency.is_eth or not cost:
        return []
    token = Contract(village.chain, "ERC20", phase.currency.address)
    allowance = token.read("allowance", payer, village.sale.address)
    if allowance >= cost:
        return []
    approve = token.call("approve", village.sale.address, cost)
    if allowance:
        try:
            simulate(village.chain, approve, payer)
        except ChainError:
            # Some tokens change an allowance only from zero (Tether's does).
            return [token.call("approve", village.sale.address, 0), approve]
    return [approve]


def bought_before(village: Village, phase: Phase, recipients: Sequence[str]) -> Counter[str]:
    """How many tokens of the phase each recipient has bought, asked together."""
    unique = list(dict.fromkeys(recipients))
    if not phase.sold:
        return Counter()
    counts = village.sale.read_many("boughtBy", [(phase.number, one) for one in unique])
    return Counter(dict(zip(unique, counts, strict=True)))


def refuse_closed(village: Village, desk: Desk, phase: Phase) -> None:
    """Raises ChainRefused when nobody can buy in the phase now, saying why. Pure."""
    name = {"number": phase.number, "name": phase.name}
    if desk.paused:
        raise ChainRefused(
            _("The council has paused the sale."),
            error_name="EnforcedPause",
            hint=_("Ask the council when it goes on."),
        )
    stage = phase.stage(desk.now)
    if stage in ("waiting", "closed"):
        moment = phase.opens if stage == "waiting" else phase.closes
        form = (
            _("Phase {number} ({name}) is not open yet: it opens on {time}.")
            if stage == "waiting"
            else _("Phase {number} ({name}) is over: it closed on {time}.")
        )
        raise ChainRefused(
            form.format(**name, time=format_time(moment, village.zone)),
            error_name="VillagerSaleNotOpen",
            arguments={"phase": phase.number, "opens": phase.opens, "closes": phase.closes},
            cause=_("On the chain it is {now} now.").format(
                now=format_time(desk.now, village.zone)
            ),
        )
    if phase.allowlisted and not phase.root:
        raise ChainRefused(
            _("Phase {number} ({name}) has no list of who may buy, so nobody can.").format(**name),
            error_name="VillagerSaleNotAllowed",
        )


def _check(
    desk: Desk, phase: Phase, allowlist: Allowlist | None, order: Order, before: int, sold: int
) -> None:
    """Raises ChainRefused when the order could not be; `before` is what its recipient has of the
    phase, `sold` what earlier orders take."""
    values = {"phase": phase.number, "recipient": order.recipient, "requested": order.count}
    if order.count < 1:
        raise UserError(_("The number of tokens must be 1 or more."))
    limit = phase.wallet_limit
    if allowlist is not None:
        quota = allowlist.quota(order.recipient)
        if not quota:
            raise ChainRefused(
                _("{recipient} is not on the allowlist of phase {phase}.").format(**values),
                error_name="VillagerSaleNotAllowed",
                arguments={**values, "quota": 0},
            )
        limit = min(limit, quota)
    if before + order.count > limit:
        raise ChainRefused(
            _(
                "{recipient} may have {limit} tokens of phase {phase} and has {before}; "
                "{requested} more are too many."
            ).format(**values, limit=limit, before=before),
            error_name="VillagerSaleLimitExceeded",
            arguments={**values, "available": max(0, limit - before)},
        )
    left = max(0, phase.left - sold)
    if order.count > left:
        raise ChainRefused(
            _("Phase {phase} has {left} tokens left, and {requested} were asked for.").format(
                **values, left=left
            )
            if left
            else _("Phase {phase} is sold out.").format(**values),
            error_name="VillagerSaleSoldOut",
            arguments={**values, "available": left},
        )
    left = max(0, desk.left - sold)
    if order.count > left:
        raise ChainRefused(
            _(
                "{left} tokens are left for sale, and {requested} were asked for; the rest is "
                "the residents' reserve."
            ).format(**values, left=left),
            error_name="VillagerSaleReserved",
            arguments={"requested": order.count, "available": left},
        )


def _call(village: Village, phase: Phase, allowlist: Allowlist | None, order: Order) -> Call:
    quota, proof = 0, []
    if allowlist is not None:
        quota, proof = allowlist.quota(order.recipient), allowlist.proof(order.recipient)
    return village.sale.call(
        "buy",
        phase.number,
        order.count,
        order.recipient,
        quota,
        proof,
        value=phase.price * order.count if phase.currency.is_eth else 0,
    )
