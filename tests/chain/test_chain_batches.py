"""Every row takes effect exactly once, wherever the process is killed, and whatever becomes of
its transactions meanwhile."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
import time
from dataclasses import replace
from typing import Any

import pytest

from daoctl.chain.accounts import KeySigner, ape_signer
from daoctl.chain.batches import run_batch, send_once
from daoctl.chain.connection import Chain
from daoctl.chain.contracts import Contract
from daoctl.chain.journal import Journal
from daoctl.chain.logs import read_logs
from daoctl.chain.node import RpcError
from daoctl.chain.resuming import settle
from daoctl.chain.rpc import RpcNode
from daoctl.chain.sending import creation, estimate, send
from daoctl.chain.transactions import offered, sign_call
from daoctl.chain.wire import Wire
from daoctl.errors import AccountError, ChainError, ChainRefused, JournalError

FORK = multiprocessing.get_context("fork")


@pytest.fixture
def path(tmp_path):
    """Where the journal is."""
    return tmp_path / "journal.db"


@pytest.fixture
def batch(small_anvil, path):
    """Runs a batch that counts each row, and gives its result."""

    def run(
        rows: list[int], per_tx: int = 3, contract: Contract = small_anvil, signer: Any = None
    ) -> Any:
        chain = contract.chain
        with Journal.of(chain, path) as journal:
            return run_batch(
                chain,
                journal,
                "bump",
                rows,
                lambda part: contract.call("bumpMany", part),
                signer or ape_signer(chain, "TEST::2"),
                per_tx=per_tx,
            )

    return run


def counted(small: Contract) -> list[int]:
    """The rows that took effect, each as often as it did."""
    return [log.args["number"] for log in read_logs(small.chain, [small], ["Counted"], 0)]


def wire(chain: Chain) -> Wire:
    """The way to Anvil's own methods."""
    return chain.node.wire


def test_a_batch_takes_effect_once_and_again_not(batch, small_anvil):
    """The second run finds everything done and sends nothing."""
    first, again = batch(list(range(10))), batch(list(range(10)))

    assert (10, 0, 4) == (first.done, first.skipped, len(first.receipts))
    assert (0, 10, 0) == (again.done, again.skipped, len(again.receipts))
    assert list(range(10)) == counted(small_anvil)


def test_a_grown_table_adds_only_its_new_rows(batch, small_anvil):
    """A list that was made longer is run again for what is new."""
    batch([1, 2, 3])
    batch([1, 2, 3, 4, 5])

    assert [1, 2, 3, 4, 5] == counted(small_anvil)


def test_a_refused_row_is_named_and_the_others_wait(batch, small_anvil):
    """The row is named before anything of its transaction is sent; mended, the rest goes on."""
    rows = [*range(7), 666, 8, 9]
    with pytest.raises(ChainRefused) as caught:
        batch(rows, per_tx=5)
    assert "SmallPaused" == caught.value.error_name
    assert "666" in caught.value.cause
    batch([row for row in rows if row != 666], per_tx=5)

    assert [*range(7), 8, 9] == sorted(counted(small_anvil))


def test_too_many_rows_for_one_transaction_are_split(batch, small_anvil):
    """What exceeds the gas of one transaction is halved until it fits."""
    result = batch(list(range(700, 6700)), per_tx=6000)

    assert list(range(700, 6700)) == counted(small_anvil)
    assert all(receipt.gas_used < 16_777_216 for receipt in result.receipts)
    assert len(result.receipts) > 1


def test_two_rows_of_one_name_are_refused(batch):
    """Which of the two was done could not be told later."""
    with pytest.raises(JournalError):
        batch([1, 2, 1])


def _batch_until_killed(url: str, address: str, path: Any, key: bytes, step: int) -> None:
    """The batch in a process of its own, which kills itself at its `step`th step: before and
    after each commit, each handing over and each question for a receipt."""
    left = [step]

    def at_a_step(call: Any) -> Any:
        def wrapped(*args: Any, **named: Any) -> Any:
            for when in ("before", "after"):
                left[0] -= 1
                if left[0] == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
                if when == "before":
                    result = call(*args, **named)
            return result

        return wrapped

    for kind, name in (
        (Journal, "begin_many"),
        (Journal, "sent"),
        (Journal, "done"),
        (RpcNode, "send_many"),
        (RpcNode, "receipts"),
    ):
        setattr(kind, name, at_a_step(getattr(kind, name)))
    chain = Chain("killed", RpcNode(Wire(url)), 31337, url, True)
    small = Contract(chain, "Small", address)
    with Journal.of(chain, path) as journal:
        run_batch(
            chain,
            journal,
            "bump",
            list(range(8)),
            lambda part: small.call("bumpMany", part),
            KeySigner(key),
            per_tx=2,
        )


def test_killed_at_any_step_each_row_takes_effect_exactly_once(
    small_anvil, chain, tmp_path, monkeypatch
):
    """kill -9 before and after every statement that matters, then run again."""
    key = b"\x07" * 32
    step = 0
    while True:
        step += 1
        before = wire(chain).request("evm_snapshot")
        path = tmp_path / f"{step}.db"
        child = FORK.Process(
            target=_batch_until_killed,
            args=(chain.rpc_url, small_anvil.address, path, key, step),
        )
        child.start()
        child.join(60)
        finished = child.exitcode == 0
        assert child.exitcode in (0, -signal.SIGKILL)
        with Journal.of(chain, path) as journal:
            run_batch(
                chain,
                journal,
                "bump",
                list(range(8)),
                lambda part: small_anvil.call("bumpMany", part),
                KeySigner(key),
                per_tx=2,
            )

        assert list(range(8)) == counted(small_anvil), f"killed at step {step}"
        wire(chain).request("evm_revert", before)
        if finished:
            break
    assert step > 20


def _written_down(
    small: Contract, journal: Journal, signer: Any, nonce: int, offer: Any, gas: int = 0
) -> Any:
    """A batch of one row, killed after it was written down and before it was handed over."""
    call = small.call("bumpMany", [1])
    gas = gas or estimate(small.chain, call, signer.address) * 2
    journal.begin("bump", "1")
    signed = sign_call(small.chain, call, signer, nonce, gas, offer)
    journal.sent("bump", "1", signed)
    return signed


def test_a_dropped_transaction_is_sent_again_with_its_nonce(small_anvil, batch, path):
    """What the node forgot is handed over again as it was, and takes effect once."""
    chain = small_anvil.chain
    signer = ape_signer(chain, "TEST::2")
    nonce = chain.node.nonces([signer.address])[0]
    with Journal.of(chain, path) as journal:
        signed = _written_down(small_anvil, journal, signer, nonce, offered(chain))
    batch([1, 2])
    logs = read_logs(chain, [small_anvil], ["Counted"], 0)

    assert [(1, signed.tx), (2, logs[1].tx)] == [(log.args["number"], log.tx) for log in logs]


@pytest.mark.parametrize("handed_over", [True, False])
def test_a_transaction_that_failed_is_made_anew(small_anvil, batch, path, handed_over):
    """Mined without effect (here for want of gas), the row is not taken for done."""
    chain = small_anvil.chain
    signer = ape_signer(chain, "TEST::2")
    nonce = chain.node.nonces([signer.address])[0]
    with Journal.of(chain, path) as journal:
        signed = _written_down(small_anvil, journal, signer, nonce, offered(chain), gas=30_000)
    if handed_over:
        chain.node.send_many([signed.raw])
    batch([1, 2])

    assert [1, 2] == counted(small_anvil)


def test_a_transaction_whose_place_was_taken_is_made_anew(small_anvil, batch, path):
    """Another program used the nonce: the old one can never be mined, and the row is sent."""
    chain = small_anvil.chain
    signer = ape_signer(chain, "TEST::2")
    nonce = chain.node.nonces([signer.address])[0]
    with Journal.of(chain, path) as journal:
        signed = _written_down(small_anvil, journal, signer, nonce, offered(chain))
    send(chain, small_anvil.call("bump", 70), signer)
    batch([1, 2])

    assert [75, 1, 2] == counted(small_anvil)
    assert signed.tx not in {log.tx for log in read_logs(chain, [small_anvil], ["Counted"], 0)}


def test_a_transaction_that_offers_too_little_is_replaced_at_its_nonce(small_anvil, batch, path):
    """After the base fee rose, the same act is signed anew with the same nonce and more fee."""
    chain = small_anvil.chain
    signer = ape_signer(chain, "TEST::2")
    nonce = chain.node.nonces([signer.address])[0]
    wire(chain).request("anvil_setNextBlockBaseFeePerGas", hex(10**9))
    wire(chain).request("evm_mine")
    with Journal.of(chain, path) as journal:
        cheap = replace(offered(chain), most=1, priority=1)
        signed = _written_down(small_anvil, journal, signer, nonce, cheap)
    batch([1])
    (log,) = read_logs(chain, [small_anvil], ["Counted"], 0)
    found = wire(chain).request("eth_getTransactionByHash", log.tx)

    assert signed.tx != log.tx
    assert (nonce, 1) == (int(found["nonce"], 16), log.args["number"])
    wire(chain).request("anvil_setNextBlockBaseFeePerGas", "0x0")


def test_a_transaction_that_waited_is_found_and_not_sent_twice(small_anvil, batch, path):
    """Killed while waiting: the node still has it, and it counts once it is mined."""
    chain = small_anvil.chain
    signer = ape_signer(chain, "TEST::2")
    nonce = chain.node.nonces([signer.address])[0]
    with Journal.of(chain, path) as journal:
        signed = _written_down(small_anvil, journal, signer, nonce, offered(chain))
    chain.node.send_many([signed.raw])
    batch([1])

    assert [1] == counted(small_anvil)


def _several_written_down(small: Contract, journal: Journal, signer: Any) -> list[Any]:
    """A batch of three transactions, killed after they were written down."""
    nonce, offer = small.chain.node.nonces([signer.address])[0], offered(small.chain)
    found = []
    for row in range(3):
        call = small.call("bumpMany", [row])
        journal.begin("bump", str(row))
        signed = sign_call(small.chain, call, signer, nonce + row, 200_000, offer)
        journal.sent("bump", str(row), signed)
        found.append(signed)
    return found


def test_what_was_written_down_is_handed_over_before_any_is_waited_for(small_anvil, path):
    """Killed after the first of three was handed over: one block takes them all."""
    chain = small_anvil.chain
    signer = ape_signer(chain, "TEST::2")
    wire(chain).request("evm_setAutomine", False)
    with Journal.of(chain, path) as journal:
        first, *_others = _several_written_down(small_anvil, journal, signer)
        chain.node.send_many([first.raw])
        block = chain.head()
        waiting = threading.Thread(target=_mine_when, args=(chain, 3))
        waiting.start()
        try:
            settle(chain, journal, "bump", signer)
        finally:
            waiting.join()
            wire(chain).request("evm_setAutomine", True)

        assert [] == journal.entries("bump", "sent")
    logs = read_logs(chain, [small_anvil], ["Counted"], 0)
    assert [(0, block + 1), (1, block + 1), (2, block + 1)] == [
        (log.args["number"], log.block) for log in logs
    ]


def _mine_when(chain: Chain, pending: int) -> None:
    """Makes a block as soon as so many transactions wait for one, or after a minute."""
    way = Wire(chain.rpc_url)
    for _moment in range(3000):
        if int(way.request("txpool_status")["pending"], 16) >= pending:
            break
        time.sleep(0.02)
    way.request("evm_mine")


def test_an_account_that_ran_dry_in_the_middle_goes_on_when_it_is_paid(
    small_anvil, batch, path, monkeypatch
):
    """Killed with three written down; the first is refused, so the others wait for its place."""
    monkeypatch.setattr("daoctl.chain.transactions.LOCAL_PATIENCE", 3.0)
    chain = small_anvil.chain
    signer = KeySigner(b"\x0a" * 32)
    wire(chain).request("anvil_setNextBlockBaseFeePerGas", hex(10**9))
    wire(chain).request("evm_mine")
    with Journal.of(chain, path) as journal:
        _several_written_down(small_anvil, journal, signer)
    for _time in range(2):
        with pytest.raises(AccountError):
            batch([0, 1, 2], signer=signer)
    wire(chain).request("anvil_setBalance", signer.address, hex(10**20))
    batch([0, 1, 2], signer=signer)

    assert [0, 1, 2] == counted(small_anvil)
    wire(chain).request("anvil_setNextBlockBaseFeePerGas", "0x0")


@pytest.mark.parametrize("had_it", [True, False])
def test_a_gateways_own_error_is_not_taken_for_a_no(small_anvil, batch, path, monkeypatch, had_it):
    """Whether the node behind it took the transaction or not, the row takes effect once."""
    real = RpcNode.send_many

    def gateway(self: RpcNode, raws: Any, in_order: bool = True) -> Any:
        if had_it:
            real(self, raws, in_order)
        return [RpcError("upstream request timed out", -32603)] * len(raws)

    monkeypatch.setattr(RpcNode, "send_many", gateway)
    with contextlib.nullcontext() if had_it else pytest.raises(ChainError):
        batch([1, 2, 3, 4], per_tx=2)
    monkeypatch.undo()
    batch([1, 2, 3, 4], per_tx=2)

    assert [1, 2, 3, 4] == sorted(counted(small_anvil))


def test_what_the_node_refuses_is_not_left_behind(small_anvil, batch, path):
    """An account without money: the user is told, and after being paid the batch goes on."""
    chain = small_anvil.chain
    poor = KeySigner(b"\x09" * 32)
    wire(chain).request("anvil_setNextBlockBaseFeePerGas", hex(10**9))
    wire(chain).request("evm_mine")
    with pytest.raises(AccountError):
        batch(list(range(6)), per_tx=2, signer=poor)
    with Journal.of(chain, path) as journal:
        assert [] == journal.entries("bump", "sent")
    wire(chain).request("anvil_setBalance", poor.address, hex(10**20))
    batch(list(range(6)), per_tx=2, signer=poor)

    assert list(range(6)) == counted(small_anvil)
    wire(chain).request("anvil_setNextBlockBaseFeePerGas", "0x0")


def test_an_act_sent_once_is_not_sent_again(small_anvil, path):
    """A deployment step that was done gives its result, and no second contract."""
    chain, signer = small_anvil.chain, ape_signer(small_anvil.chain, "TEST::3")
    step = creation("Small", [signer.address, 1])
    with Journal.of(chain, path) as journal:
        first = send_once(chain, journal, "deployment", "1 small", step, signer)
        again = send_once(chain, journal, "deployment", "1 small", step, signer)
        assert first == again
        assert 1 == Contract(chain, "Small", first.result["contract"]).read("count")
        with pytest.raises(JournalError, match="other values"):
            send_once(
                chain,
                journal,
                "deployment",
                "1 small",
                creation("Small", [signer.address, 2]),
                signer,
            )

    assert 1 == chain.node.nonces([signer.address])[0]


def test_batches_run_on_the_embedded_chain_too(small_embedded, batch):
    """The demo's chain needs no other way."""
    result = batch([1, 2, 3], contract=small_embedded)

    assert 3 == result.done
    assert [1, 2, 3] == counted(small_embedded)
