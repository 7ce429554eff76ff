"""Tokens that came to an account and left it, on both kinds of chain."""

from __future__ import annotations

from daoctl.chain.accounts import ape_signer
from daoctl.chain.contracts import Contract
from daoctl.chain.logs import read_transfers
from daoctl.chain.sending import deploy, send
from daoctl.units import ZERO_ADDRESS, checksum
from tests.chain.treasury_village import coin_on

SOMEBODY, OTHER = (checksum(f"0x{n:040x}") for n in (0xDEAD1, 0xDEAD2))


def test_transfers_of_any_token_are_found_by_the_account_alone(either):
    """An ERC-20 and an ERC-721, coming and leaving, in the chain's order; nobody else's; and of
    one token alone where it is named."""
    owner = ape_signer(either, "TEST::1")
    coin = coin_on(either, owner)
    manager, _receipt = deploy(either, "AccessManager", [owner.address], owner)
    terms = ("Art", "ART", "Art", 10, 1, 0, "")
    address, _receipt = deploy(either, "DigitalVillager", [manager, SOMEBODY, terms], owner)
    art = Contract(either, "DigitalVillager", address)
    first = either.head() + 1
    sent = [
        send(either, call, owner)
        for call in (
            coin.call("give", owner.address, 500),
            coin.call("give", OTHER, 7),
            art.call("mintBatch", [OTHER, owner.address]),
            coin.call("transfer", SOMEBODY, 20),
            art.call("transferFrom", owner.address, OTHER, 2),
            coin.call("transfer", owner.address, 3),
        )
    ]
    found = read_transfers(either, owner.address, first)
    coins = read_transfers(either, owner.address, first, None, [coin.address])

    assert [
        (coin.address, ZERO_ADDRESS, owner.address, 500, False),
        (art.address, ZERO_ADDRESS, owner.address, 2, True),
        (coin.address, owner.address, SOMEBODY, 20, False),
        (art.address, owner.address, OTHER, 2, True),
        (coin.address, owner.address, owner.address, 3, False),
    ] == [(one.token, one.sender, one.recipient, one.value, one.single) for one in found]
    assert [sent[0].tx, sent[3].tx, sent[5].tx] == [one.tx for one in coins]
    assert [] == read_transfers(either, owner.address, first, sent[0].block, [art.address])
