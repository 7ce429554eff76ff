"""Few blocks for many transactions, on a development node that mines every one at once.

An Anvil reckons the root of its whole state anew in each block, so that thousands of blocks of one
transaction each take minutes, and the same transactions in a few dozen blocks take seconds.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from daoctl.chain.node import RpcError
from daoctl.chain.wire import Wire


def mines_at_once(wire: Wire) -> bool:
    """Whether the node is an Anvil that mines every transaction as it comes."""
    try:
        return wire.request("anvil_getAutomine") is True
    except RpcError:
        return False


@contextmanager
def gathered(wire: Wire) -> Iterator[None]:
    """Transactions handed over inside wait, and are mined at the end in as few blocks as hold
    them. However it ends, the node mines at once again afterwards, and nothing is left waiting."""
    wire.request("evm_setAutomine", False)
    try:
        yield
        _mine_all(wire)
    finally:
        wire.request("evm_setAutomine", True)
        # What another process handed over in between would else wait for the next transaction.
        _mine_all(wire)


def mined_after(wire: Wire, block: int) -> set[str]:
    """The hashes of all transactions in the blocks after that one."""
    found: set[str] = set()
    for number in range(block + 1, int(wire.request("eth_blockNumber"), 16) + 1):
        answer: dict[str, Any] = wire.request("eth_getBlockByNumber", hex(number), False)
        found.update(answer["transactions"])
    return found


def _mine_all(wire: Wire) -> None:
    left = _waiting(wire)
    while left:
        wire.request("evm_mine")
        before, left = left, _waiting(wire)
        if left >= before:
            # Nobody's block takes these: their fee is too low for it.
            return


def _waiting(wire: Wire) -> int:
    return int(wire.request("txpool_status")["pending"], 16)
