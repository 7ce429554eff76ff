"""What is done with villager tokens after they were minted, and how they are sold."""

from __future__ import annotations

from bench.houses import Measured
from bench.village import FIRST_OPENS, person
from daoctl.chain.accounts import ape_signer
from daoctl.chain.sending import send

PHASE = 1
RICH = "TEST::6"
# What the first of those who are settled gets: one was minted before, to somebody else.
SECOND = 2


def transfer(on: Measured, ours: bool) -> int:
    """A holder's only token goes to somebody who has one, both of whom can vote."""
    sender, receiver = on.settle(ours, 2)
    call = on.token(ours).call("transferFrom", sender.address, receiver.address, SECOND)
    return send(on.chain, call, sender).gas_used


def delegate(on: Measured, ours: bool) -> int:
    """Somebody who delegated to another chooses a third; both have votes of their own."""
    holder, first, second = on.settle(ours, 3)
    send(on.chain, on.token(ours).call("delegate", first.address), holder)
    on.wait()
    return send(on.chain, on.token(ours).call("delegate", second.address), holder).gas_used


def buy(on: Measured) -> int:
    """Somebody buys a token for ETH in an open phase, for a newcomer; others bought before."""
    sale, payer = on.scene.village.sale, ape_signer(on.chain, RICH)
    price = sale.read("phase", PHASE).price
    on.chain.advance_to(FIRST_OPENS + 60)
    for number in range(2):
        call = sale.call("buy", PHASE, 1, person(number).address, 0, [], value=price)
        gas = send(on.chain, call, payer).gas_used
        on.wait()
    return gas
