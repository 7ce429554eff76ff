"""A node by its address: the questions of `Node` as JSON-RPC."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

from daoctl.chain.gathering import gathered, mined_after, mines_at_once
from daoctl.chain.node import Block, Message, RawLog, RawReceipt, RpcError
from daoctl.chain.wire import Wire, nonsense


def _sensible(kind: type[RpcNode]) -> type[RpcNode]:
    """Turns an answer of another shape than its question asks for into ConnectionFailed."""

    def guarded(question: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(question)
        def asked(self: RpcNode, *args: Any, **more: Any) -> Any:
            try:
                return question(self, *args, **more)
            except (AttributeError, LookupError, TypeError, ValueError) as error:
                raise nonsense(self.wire.url, f"{type(error).__name__}: {error}") from error

        return asked

    for name, question in list(vars(kind).items()):
        if callable(question) and not name.startswith("_"):
            setattr(kind, name, guarded(question))
    return kind


@_sensible
class RpcNode:
    """A node at an http(s) address. Every question raises ConnectionFailed where the answer makes
    no sense."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        # Where a call is tried. A node that mines on demand may have mined its latest block long
        # ago, and a transaction will see the time of the next.
        self.trial = "latest"
        # Whether many transactions may share blocks where the node would give each its own.
        self.gathers = False

    def chain_id(self) -> int:
        """The number of the chain (EIP-155)."""
        return _int(self.wire.request("eth_chainId"))

    def client(self) -> str:
        """The node's own name and version."""
        try:
            return str(self.wire.request("web3_clientVersion"))
        except RpcError:
            return ""

    def block(self, number: int | None = None) -> Block:
        """The head of a block."""
        found = self.wire.request("eth_getBlockByNumber", _tag(number), False)
        if found is None:
            raise RpcError(f"no block {number}")
        fee = found.get("baseFeePerGas")
        return Block(
            _int(found["number"]),
            _int(found["timestamp"]),
            str(found["hash"]),
            None if fee is None else _int(fee),
            _int(found["gasLimit"]),
        )

    def call(self, message: Message, block: int | None = None) -> bytes:
        """What the contract answers; nothing is sent."""
        return _bytes(self.wire.request("eth_call", _message(message), _tag(block)))

    def call_many(
        self, messages: Sequence[Message], block: int | None = None
    ) -> list[bytes | RpcError]:
        """What each is answered, an RpcError where a contract or the node said no."""
        tag = _tag(block)
        answers = self.wire.request_many([("eth_call", (_message(m), tag)) for m in messages])
        return [item if isinstance(item, RpcError) else _bytes(item) for item in answers]

    def try_call(self, message: Message) -> bytes:
        """What the contract would answer in the next block."""
        return _bytes(self.wire.request("eth_call", _message(message), self.trial))

    def estimate(self, message: Message) -> int:
        """The gas the message would need in the next block."""
        return _int(self.wire.request("eth_estimateGas", _message(message), self.trial))

    def priority_fee(self) -> int:
        """The tip the node advises, in wei for each unit of gas."""
        try:
            return _int(self.wire.request("eth_maxPriorityFeePerGas"))
        except RpcError:
            return 10**9

    def balance(self, address: str, block: int | None = None) -> int:
        """The wei an account holds."""
        return _int(self.wire.request("eth_getBalance", address, _tag(block)))

    def code(self, address: str, block: int | None = None) -> bytes:
        """The code at an address, empty where there is none."""
        return _bytes(self.wire.request("eth_getCode", address, _tag(block)))

    def nonces(self, addresses: Sequence[str], pending: bool = False) -> list[int]:
        """How many transactions each account has made, with those still waiting if `pending`."""
        tag = "pending" if pending else "latest"
        return [
            _int(_raised(item))
            for item in self.wire.request_many(
                [("eth_getTransactionCount", (address, tag)) for address in addresses]
            )
        ]

    def send_many(self, raws: Sequence[bytes], in_order: bool = True) -> list[str | RpcError]:
        """Hands signed transactions over; their hashes, or the node's refusals. A node takes
        those of one message in any order, so keeping the order costs a message each."""
        if len(raws) < 2 or not self.gathers or not mines_at_once(self.wire):
            return self._hand_over(raws, in_order)
        before = self.block().number
        with gathered(self.wire):
            answers = self._hand_over(raws, in_order)
        mined = mined_after(self.wire, before)
        # One that came to be impossible by those before it is dropped without a word, and is
        # handed over once more for the reason.
        return [
            answer if isinstance(answer, RpcError) or answer in mined else self._hand_over([raw])[0]
            for raw, answer in zip(raws, answers, strict=True)
        ]

    def _hand_over(self, raws: Sequence[bytes], in_order: bool = True) -> list[str | RpcError]:
        questions = [("eth_sendRawTransaction", ("0x" + raw.hex(),)) for raw in raws]
        if in_order:
            answers = [self.wire.single(*question) for question in questions]
        else:
            answers = self.wire.request_many(questions)
        return [item if isinstance(item, RpcError) else str(item) for item in answers]

    def receipts(self, txs: Sequence[str]) -> list[RawReceipt | None]:
        """What became of each transaction; None while no block holds it."""
        answers = self.wire.request_many([("eth_getTransactionReceipt", (tx,)) for tx in txs])
        return [
            None if found is None or found.get("blockNumber") is None else _receipt(found)
            for found in map(_raised, answers)
        ]

    def known(self, tx: str) -> bool:
        """Whether the node has the transaction, in a block or waiting."""
        return self.wire.request("eth_getTransactionByHash", tx) is not None

    def sent(self, tx: str) -> Message | None:
        """What a transaction told whom; None where the node does not have it (any more)."""
        found = self.wire.request("eth_getTransactionByHash", tx)
        if found is None:
            return None
        to = found.get("to")
        return Message(
            None if to is None else str(to),
            _bytes(found["input"]),
            str(found["from"]),
            _int(found["value"]),
        )

    def logs(
        self,
        first: int,
        last: int,
        addresses: Sequence[str],
        topics: Sequence[bytes],
        further: Sequence[bytes | None] = (),
    ) -> list[RawLog]:
        """The logs of those contracts (of any without one) and first topics, in blocks `first` to
        `last`; `further` topics must be as given, None being any."""
        wanted: dict[str, Any] = {
            "fromBlock": hex(first),
            "toBlock": hex(last),
            "topics": [
                ["0x" + topic.hex() for topic in topics],
                *(None if topic is None else "0x" + topic.hex() for topic in further),
            ],
        }
        if addresses:
            wanted["address"] = list(addresses)
        found = self.wire.request("eth_getLogs", wanted)
        return [_log(item) for item in found if not item.get("removed")]

    def advance_to(self, timestamp: int) -> None:
        """Mines one block at that moment; development nodes only."""
        self.wire.request("evm_setNextBlockTimestamp", hex(timestamp))
        self.wire.request("evm_mine")


def _raised(result: Any) -> Any:
    if isinstance(result, RpcError):
        raise result
    return result


def _tag(number: int | None) -> str:
    return "latest" if number is None else hex(number)


def _int(text: Any) -> int:
    return int(text, 16) if isinstance(text, str) else int(text)


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text[2:])


def _message(message: Message) -> dict[str, str]:
    shape = {"data": "0x" + message.data.hex()}
    if message.to is not None:
        shape["to"] = message.to
    if message.sender is not None:
        shape["from"] = message.sender
    if message.value:
        shape["value"] = hex(message.value)
    return shape


def _log(item: dict[str, Any]) -> RawLog:
    return RawLog(
        item["address"],
        tuple(_bytes(topic) for topic in item["topics"]),
        _bytes(item["data"]),
        _int(item["blockNumber"]),
        _int(item["logIndex"]),
        item["transactionHash"],
    )


def _receipt(found: dict[str, Any]) -> RawReceipt:
    gas = _int(found["gasUsed"])
    price = found.get("effectiveGasPrice")
    # Layer-2 chains add the price of the data on layer 1.
    extra = found.get("l1Fee")
    return RawReceipt(
        found["transactionHash"],
        _int(found.get("status", "0x1")),
        _int(found["blockNumber"]),
        found["blockHash"],
        gas,
        gas * (_int(price) if price else 0) + (_int(extra) if extra else 0),
        found.get("contractAddress"),
        tuple(_log(item) for item in found["logs"]),
    )
