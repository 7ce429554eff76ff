"""Keeping a development chain: its whole state in a file, and its clock at a standstill.

An Anvil that is started anew with its state has all its blocks, but its clock jumps to that of the
computer. A kept chain's clock stands still instead: each block is a second later than the one
before, whenever it is mined, until somebody moves it.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from daoctl.chain.anvil import LOCAL_CHAIN_ID
from daoctl.chain.node import RpcError
from daoctl.chain.rpc import RpcNode
from daoctl.chain.wire import Wire
from daoctl.errors import ConnectionFailed

if TYPE_CHECKING:
    from collections.abc import Iterable

_GZIP = 16 + zlib.MAX_WBITS


@dataclass(frozen=True)
class Head:
    """Where a kept chain stands: its latest block's number and timestamp (seconds)."""

    number: int
    timestamp: int


def kept_head(file: Path) -> Head | None:
    """Where the chain in the file stands; None where the file is missing or was torn off in the
    middle of being written."""
    try:
        block = json.loads(file.read_bytes())["block"]
        return Head(int(block["number"], 16), int(block["timestamp"], 16))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def state_of(url: str) -> bytes:
    """The whole chain at that address, as an Anvil loads it from a file."""
    packed = bytes.fromhex(Wire(url).request("anvil_dumpState")[2:])
    return zlib.decompress(packed, _GZIP)


def head_of(url: str) -> Head | None:
    """Where the development chain at that address stands; None when none answers there."""
    node = RpcNode(Wire(url, tries=1, timeout=5.0))
    try:
        if node.chain_id() != LOCAL_CHAIN_ID:
            return None
        block = node.block()
    except (ConnectionFailed, RpcError):
        return None
    return Head(block.number, block.timestamp)


def genesis_of(url: str) -> str:
    """The first block's hash of the chain at that address."""
    return RpcNode(Wire(url)).block(0).hash


def stand_still(url: str) -> None:
    """Stops the chain's clock at its latest block: every further one is a second later."""
    wire = Wire(url)
    wire.request("evm_setTime", hex(RpcNode(wire).block().timestamp))
    wire.request("anvil_setBlockTimestampInterval", 1)


def mine(url: str) -> None:
    """Adds a block, a second later than the latest where the clock stands still."""
    Wire(url).request("evm_mine")


def give(url: str, addresses: Iterable[str], wei: int) -> None:
    """Lets each account hold at least so many wei; development chains only."""
    wire = Wire(url)
    node = RpcNode(wire)
    for address in addresses:
        if node.balance(address) < wei:
            wire.request("anvil_setBalance", address, hex(wei))
