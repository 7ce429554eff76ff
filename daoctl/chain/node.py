"""The few questions that daoctl asks a node, and the shapes of the answers.

`daoctl.chain.rpc` asks them of a node by its address, `daoctl.chain.embedded` of Ape's embedded
chain; the other modules of this floor do not know the difference.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

# How nodes that give no data say that the contract, and not they, stopped.
REVERTS = ("revert", "evm error", "invalid opcode", "out of gas", "vm execution error")


class RpcError(Exception):
    """A node answered with an error; `data` is what a contract gave as its reason, if it did."""

    def __init__(self, message: str, code: int | None = None, data: bytes | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.data = data

    @property
    def reverted(self) -> bool:
        """Whether a contract said no, and not the node."""
        text = self.message.lower()
        return self.data is not None or self.code == 3 or any(word in text for word in REVERTS)


class Message(NamedTuple):
    """What a contract is asked or told: `to` is None for a deployment."""

    to: str | None
    data: bytes
    sender: str | None = None
    value: int = 0


@dataclass(frozen=True)
class Block:
    """A block's head; `base_fee` is None where the chain has none."""

    number: int
    timestamp: int
    hash: str
    base_fee: int | None
    gas_limit: int


@dataclass(frozen=True, slots=True)
class RawLog:
    """A log as the chain holds it."""

    address: str
    topics: tuple[bytes, ...]
    data: bytes
    block: int
    index: int
    tx: str


@dataclass(frozen=True)
class RawReceipt:
    """What became of a transaction: `status` is 1 when it took effect."""

    tx: str
    status: int
    block: int
    block_hash: str
    gas_used: int
    fee_paid: int
    contract: str | None
    logs: tuple[RawLog, ...]


class Node(Protocol):
    """The questions this floor asks; a block is a number, or None for the latest."""

    def chain_id(self) -> int: ...
    def client(self) -> str: ...
    def block(self, number: int | None = None) -> Block: ...
    def call(self, message: Message, block: int | None = None) -> bytes: ...
    def call_many(
        self, messages: Sequence[Message], block: int | None = None
    ) -> list[bytes | RpcError]: ...
    def try_call(self, message: Message) -> bytes: ...
    def estimate(self, message: Message) -> int: ...
    def priority_fee(self) -> int: ...
    def balance(self, address: str, block: int | None = None) -> int: ...
    def code(self, address: str, block: int | None = None) -> bytes: ...
    def nonces(self, addresses: Sequence[str], pending: bool = False) -> list[int]: ...
    def send_many(self, raws: Sequence[bytes], in_order: bool = True) -> list[str | RpcError]: ...
    def receipts(self, txs: Sequence[str]) -> list[RawReceipt | None]: ...
    def known(self, tx: str) -> bool: ...
    def sent(self, tx: str) -> Message | None: ...
    def logs(
        self,
        first: int,
        last: int,
        addresses: Sequence[str],
        topics: Sequence[bytes],
        further: Sequence[bytes | None] = (),
    ) -> list[RawLog]: ...
    def advance_to(self, timestamp: int) -> None: ...
