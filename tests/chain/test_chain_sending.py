"""Sending: tried first, waited for, refused in words, and many at once in their order."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

import pytest

from daoctl.chain.accounts import KeySigner, ape_signer
from daoctl.chain.contracts import Call, Contract
from daoctl.chain.logs import read_logs
from daoctl.chain.sending import (
    GAS_CAP,
    created_address,
    deploy,
    fees,
    next_nonce,
    send,
    send_all,
    simulate,
    with_margin,
)
from daoctl.errors import AccountError, ChainError, ChainRefused, TransactionLost
from daoctl.units import checksum

SOMEBODY = checksum("0x00000000000000000000000000000000deadbeef")


def pay(to: str, wei: int) -> Call:
    """Plain money."""
    return Call("", to, "", {}, b"", wei)


def test_a_receipt_says_what_happened(small):
    """Block, time, gas, fee and events of what was sent."""
    chain, signer = small.chain, ape_signer(small.chain, "TEST::1")
    before = chain.balance(signer.address)
    receipt = send(chain, small.call("bump", 2), signer)

    assert 7 == small.read("count")
    assert (chain.head(), chain.now()) == (receipt.block, receipt.timestamp)
    assert before - receipt.fee == chain.balance(signer.address)
    assert 21_000 < receipt.gas_used < 200_000
    assert ["Counted"] == [log.event for log in receipt.logs]


def test_a_refused_call_is_not_sent(small):
    """The refusal comes in words, and no transaction is used up."""
    chain, signer = small.chain, ape_signer(small.chain, "TEST::1")
    with pytest.raises(ChainRefused, match="not today") as caught:
        send(chain, small.call("plainly"), signer)

    assert caught.value.tx is None
    assert 0 == next_nonce(chain, signer.address)


def test_a_contract_is_deployed_where_it_was_foretold(either, small_artifact):
    """Constructor values and money arrive, and the address is that of the nonce."""
    signer = ape_signer(either, "TEST::4")
    foretold = created_address(signer.address, next_nonce(either, signer.address))
    address, receipt = deploy(either, "Small", [SOMEBODY, 42], signer, value=3)
    small = Contract(either, "Small", address)

    assert foretold == address == receipt.contract
    assert (SOMEBODY, 42) == (small.read("owner"), small.read("count"))
    assert 3 == either.balance(address)


def test_an_interface_cannot_be_deployed(either):
    """What has no code is told, not sent."""
    with pytest.raises(ChainError, match="ERC20"):
        deploy(either, "ERC20", [], ape_signer(either, "TEST::4"))


def test_an_account_without_money_is_told(either):
    """Too little for the amount is the account's matter, not a contract's."""
    with pytest.raises(AccountError):
        send(either, pay(SOMEBODY, 10**18), KeySigner(b"\x05" * 32))


def test_many_calls_take_effect_in_their_order(small):
    """Of many accounts and of two kinds, each on the state the ones before it left."""
    chain = small.chain
    signers = [ape_signer(chain, f"TEST::{n}") for n in range(8)]
    pairs = [(small.call("bump", n), signers[n % 8]) for n in range(40)]
    pairs.insert(20, (small.call("bumpMany", [1000, 1001]), signers[0]))
    told: list[str] = []
    receipts = send_all(chain, pairs, on_receipt=lambda receipt: told.append(receipt.tx))
    logs = read_logs(chain, [small], ["Counted"], 0)

    assert [receipt.tx for receipt in receipts] == told
    assert told == list(dict.fromkeys(log.tx for log in logs))
    assert [1000, 1001] == [log.args["number"] for log in logs[20:22]]
    assert 5 + sum(range(40)) + 2 == small.read("count")


def test_calls_of_many_accounts_keep_their_order(small_anvil):
    """Each of eighty accounts calls once; who came first stays first."""
    keys = [KeySigner((50_000 + n).to_bytes(32, "big")) for n in range(80)]
    pairs = [(small_anvil.call("bump", 1), key) for key in keys]
    send_all(small_anvil.chain, pairs, gas=200_000)
    logs = read_logs(small_anvil.chain, [small_anvil], ["Counted"], 0)

    assert [key.address for key in keys] == [log.args["who"] for log in logs]


def test_order_can_be_given_up_between_accounts(small):
    """Then all still take effect, and each account's own stay in order."""
    chain = small.chain
    pairs = [(small.call("bump", n), ape_signer(chain, f"TEST::{n % 4}")) for n in range(60)]
    receipts = send_all(chain, pairs, in_order=False)
    of_one = [receipt.block for receipt in receipts[::4]]

    assert 60 == len(receipts)
    assert sorted(of_one) == of_one
    assert 5 + sum(range(60)) == small.read("count")


def test_the_first_refusal_of_many_is_explained(small):
    """What failed on the chain is tried again for its reason, and carries its transaction."""
    chain, owner, other = small.chain, *(ape_signer(small.chain, f"TEST::{n}") for n in (0, 1))
    pairs = [(small.call("onlyOwner"), owner), (small.call("onlyOwner"), other)]
    with pytest.raises(ChainRefused) as caught:
        send_all(chain, pairs)

    assert "SmallNotOwner" == caught.value.error_name
    assert caught.value.tx is not None


def test_running_out_of_gas_is_told_as_that(small):
    """A limit that was given too small is not told as a rule of the contract."""
    chain, signer = small.chain, ape_signer(small.chain, "TEST::1")
    with pytest.raises(ChainRefused, match="ran out of gas"):
        send_all(chain, [(small.call("bump", 1), signer)], gas=30_000)


def test_nothing_to_send_is_nothing(either):
    """An empty list is no error."""
    assert [] == send_all(either, [])


def test_a_margin_never_exceeds_one_transaction():
    """EIP-7825: 16,777,216 gas at most."""
    assert 100_000 * 5 // 4 + 5_000 + 2 * 22_100 == with_margin(100_000)
    assert GAS_CAP == with_margin(16_000_000)


def test_two_threads_of_one_account_do_not_take_one_nonce(small_anvil):
    """All of both take effect."""
    chain, signer = small_anvil.chain, ape_signer(small_anvil.chain, "TEST::5")
    failed: list[BaseException] = []

    def work() -> None:
        try:
            for _ in range(3):
                send_all(chain, [(small_anvil.call("bump", 1), signer)] * 5)
        except BaseException as error:  # noqa: BLE001 - told below
            failed.append(error)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [] == failed
    assert 35 == small_anvil.read("count")


def test_confirmations_are_waited_for(small_anvil):
    """A live network's transaction counts only under some blocks."""
    chain = replace(small_anvil.chain, confirmations=2)
    signer = ape_signer(chain, "TEST::1")
    sent = chain.node.nonces([signer.address])[0] + 1

    def mine() -> None:
        # The two blocks are to lie above the transaction, however long handing it over takes.
        while chain.node.nonces([signer.address])[0] < sent:
            time.sleep(0.02)
        for _ in range(2):
            time.sleep(0.3)
            chain.node.wire.request("evm_mine")

    miner = threading.Thread(target=mine)
    miner.start()
    receipt = send(chain, small_anvil.call("bump", 1), signer)
    miner.join()

    assert 2 == chain.head() - receipt.block


def test_a_transaction_that_no_block_takes_is_told_with_its_hash(small_anvil, monkeypatch):
    """The user can look for it; the next command does not send the same act beside it."""
    chain, signer = small_anvil.chain, ape_signer(small_anvil.chain, "TEST::6")
    monkeypatch.setattr("daoctl.chain.transactions.LOCAL_PATIENCE", 0.3)
    chain.node.wire.request("evm_setAutomine", False)
    try:
        with pytest.raises(TransactionLost) as caught:
            send(chain, small_anvil.call("bump", 1), signer)
        assert chain.node.known(caught.value.tx)
        with pytest.raises(ChainError, match="still waiting"):
            send(chain, small_anvil.call("bump", 1), signer)
    finally:
        chain.node.wire.request("evm_setAutomine", True)
        chain.node.wire.request("evm_mine")

    assert 6 == small_anvil.read("count")


def test_fees_bear_a_rising_base_fee(small_anvil):
    """The most that is offered is above twice the base fee, and the tip within it."""
    chain = small_anvil.chain
    chain.node.wire.request("anvil_setNextBlockBaseFeePerGas", hex(10**9))
    chain.node.wire.request("evm_mine")
    most, priority = fees(chain)
    chain.node.wire.request("anvil_setNextBlockBaseFeePerGas", "0x0")

    assert most == 2 * 10**9 + priority


def test_a_call_is_tried_at_the_time_it_would_be_made(small_anvil):
    """An Anvil that mined its last block long ago does not try calls in the past."""
    chain = small_anvil.chain
    chain.node.wire.request("evm_increaseTime", 5000)
    tried = simulate(chain, small_anvil.call("clock"), SOMEBODY)

    assert chain.now() + 5000 <= tried
    assert chain.now() == small_anvil.read("clock")


def test_a_simulation_leaves_nothing_behind(small):
    """Neither the state, nor the balance, nor the nonce of the sender moves."""
    chain = small.chain
    before = (chain.balance(SOMEBODY), next_nonce(chain, SOMEBODY), chain.head())
    for _ in range(3):
        assert 6 == simulate(chain, small.call("bump", 1), SOMEBODY)

    assert before == (chain.balance(SOMEBODY), next_nonce(chain, SOMEBODY), chain.head())
