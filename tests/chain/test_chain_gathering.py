"""Many transactions on an Anvil that mines at once: in few blocks, in order, none lost."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

import pytest

from daoctl.chain.accounts import KeySigner, ape_signer
from daoctl.chain.contracts import Call
from daoctl.chain.gathering import gathered, mines_at_once
from daoctl.chain.rpc import RpcNode
from daoctl.chain.sending import next_nonce, send, send_all
from daoctl.errors import AccountError, ChainRefused
from daoctl.units import checksum

SOMEBODY = checksum("0x00000000000000000000000000000000deadbeef")
ANYBODY = KeySigner(b"\x21" * 32)


def pay(to: str, wei: int) -> Call:
    """Plain money."""
    return Call("", to, "", {}, b"", wei)


def test_many_transactions_share_a_block(small_anvil):
    """Forty calls take two blocks: the first is estimated by itself, the others go together."""
    chain, signer = small_anvil.chain, ape_signer(small_anvil.chain, "TEST::1")
    before = chain.head()
    receipts = send_all(chain, [(small_anvil.call("bump", n), signer) for n in range(40)])

    assert 1 <= chain.head() - before <= 2
    assert chain.head() == receipts[-1].block
    assert 5 + sum(range(40)) == small_anvil.read("count")
    assert mines_at_once(chain.node.wire)


def test_more_than_a_block_holds_goes_into_several(small_anvil):
    """Where a block has room for three or so of them, eight take some blocks, in their order."""
    chain, signer = small_anvil.chain, ape_signer(small_anvil.chain, "TEST::1")
    wire, limit = chain.node.wire, chain.latest().gas_limit
    wire.request("evm_setBlockGasLimit", hex(300_000))
    try:
        receipts = send_all(chain, [(small_anvil.call("bump", 1), signer)] * 8, gas=200_000)
    finally:
        wire.request("evm_setBlockGasLimit", hex(limit))
    blocks = [receipt.block for receipt in receipts]

    assert 2 < len(set(blocks)) < 8
    assert sorted(blocks) == blocks
    assert 13 == small_anvil.read("count")


def test_one_that_fails_among_them_takes_only_itself_along(small_anvil):
    """Those before and after it take effect, its reason is told, and the node mines at once."""
    chain = small_anvil.chain
    owner, other = (ape_signer(chain, f"TEST::{n}") for n in (0, 1))
    bump = small_anvil.call("bump", 1)
    pairs = [(bump, owner), (small_anvil.call("onlyOwner"), other), (bump, owner)]
    with pytest.raises(ChainRefused) as caught:
        send_all(chain, pairs, gas=200_000)

    assert "SmallNotOwner" == caught.value.error_name
    assert 7 == small_anvil.read("count")
    assert mines_at_once(chain.node.wire)


def test_one_that_those_before_made_impossible_is_told_at_once(small_anvil):
    """The node drops it without a word; nobody waits a minute for it."""
    chain = small_anvil.chain
    send(chain, pay(ANYBODY.address, 10**18), ape_signer(chain, "TEST::0"))
    begun = time.monotonic()
    with pytest.raises(AccountError):
        send_all(chain, [(pay(SOMEBODY, 6 * 10**17), ANYBODY)] * 2, gas=21_000)

    assert 30 > time.monotonic() - begun
    assert 1 == next_nonce(chain, ANYBODY.address)


def test_a_node_that_mines_by_the_clock_is_left_alone(small_anvil):
    """Who switched mining off, or set an interval, finds it so afterwards."""
    chain, signer = small_anvil.chain, ape_signer(small_anvil.chain, "TEST::1")
    wire = chain.node.wire
    wire.request("evm_setIntervalMining", 1)
    try:
        send_all(chain, [(small_anvil.call("bump", 1), signer)] * 3)
        assert not mines_at_once(wire)
    finally:
        wire.request("evm_setAutomine", True)

    assert 8 == small_anvil.read("count")


def test_a_live_node_is_asked_nothing_of_the_kind(small_anvil, monkeypatch):
    """Only a development chain's mining is anybody's to hold."""
    wire = small_anvil.chain.node.wire
    chain = replace(small_anvil.chain, node=RpcNode(wire))
    asked: list[str] = []
    request = wire.request
    monkeypatch.setattr(
        wire, "request", lambda name, *rest: (asked.append(name), request(name, *rest))[1]
    )
    signer = ape_signer(chain, "TEST::1")
    send_all(chain, [(small_anvil.call("bump", 1), signer)] * 3)

    assert [] == [name for name in asked if not name.startswith("eth_")]
    assert 8 == small_anvil.read("count")


def test_mining_goes_on_however_it_ends(small_anvil):
    """Also what somebody handed over in between is mined."""
    chain, signer = small_anvil.chain, ape_signer(small_anvil.chain, "TEST::1")
    sender = threading.Thread(target=send, args=(chain, small_anvil.call("bump", 1), signer))

    def interrupted() -> None:
        with gathered(chain.node.wire):
            sender.start()
            time.sleep(0.5)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    sender.join()

    assert mines_at_once(chain.node.wire)
    assert 6 == small_anvil.read("count")
