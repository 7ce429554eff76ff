"""Rehearsing what has not happened yet: several calls, one after the other, on the state as it is.

Where the node can, each call sees what the ones before it did (`eth_simulateV1`, and the embedded
chain); elsewhere each is tried by itself, and `Rehearsal.together` says so. Nothing is sent.

Source: https://ethereum.github.io/execution-apis (eth_simulateV1)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from daoctl.chain.contracts import refusal
from daoctl.chain.embedded import EmbeddedNode
from daoctl.chain.node import Message, RpcError
from daoctl.chain.rpc import RpcNode
from daoctl.errors import DaoctlError

if TYPE_CHECKING:
    from daoctl.chain.connection import Chain

# Contract → storage slot → the word to be found there while rehearsing.
Storage = Mapping[str, Mapping[int, bytes]]


@dataclass(frozen=True)
class Rehearsal:
    """What each call would do: None where it would work, else the refusal. When `together`, the
    calls after a refused one are left out, for they would never be reached."""

    outcomes: tuple[DaoctlError | None, ...]
    together: bool

    @property
    def works(self) -> bool:
        """Whether nothing was refused."""
        return all(outcome is None for outcome in self.outcomes)


def rehearse(
    chain: Chain, messages: Sequence[Message], storage: Storage | None = None
) -> Rehearsal:
    """Tries the calls in order, as if `storage` stood where it says. Storage that a node cannot
    be told of is left as it is."""
    changes = storage or {}
    node = chain.node
    if isinstance(node, EmbeddedNode):
        return _until_refused(node.call_in_order(messages, changes))
    if isinstance(node, RpcNode):
        try:
            return _until_refused(_simulate(chain, node, messages, changes))
        except (RpcError, KeyError, TypeError, ValueError):
            # An older node, or one whose answer has another shape.
            return Rehearsal(tuple(_apart(node, messages, changes)), len(messages) == 1)
    answers = node.call_many(messages)
    return Rehearsal(tuple(_outcome(answer) for answer in answers), len(messages) == 1)


def word_with(chain: Chain, contract: str, address: str, most: int = 64) -> tuple[int, int] | None:
    """Where in the first slots of a contract's storage an address stands: the slot, and how many
    bytes of that word are behind it. None when it stands nowhere there.

    A contract's own variables lie in its first slots, so what it was given at construction is
    found there whatever layout the compiler chose."""
    wanted = bytes.fromhex(address[2:])
    for slot in range(most):
        at = read_word(chain, contract, slot).find(wanted)
        if at >= 0:
            return slot, 32 - at - len(wanted)
    return None


def read_word(chain: Chain, contract: str, slot: int) -> bytes:
    """The word in a slot of a contract's storage, 32 bytes."""
    from eth_utils.address import to_checksum_address

    word = chain.web3.eth.get_storage_at(to_checksum_address(contract), slot)
    return bytes(word).rjust(32, b"\0")


def _until_refused(answers: Sequence[bytes | RpcError]) -> Rehearsal:
    outcomes: list[DaoctlError | None] = []
    for answer in answers:
        outcomes.append(_outcome(answer))
        if outcomes[-1] is not None:
            break
    return Rehearsal(tuple(outcomes), True)


def _outcome(answer: bytes | RpcError) -> DaoctlError | None:
    return refusal(answer) if isinstance(answer, RpcError) else None


def _simulate(
    chain: Chain, node: RpcNode, messages: Sequence[Message], storage: Storage
) -> list[bytes | RpcError]:
    latest = chain.latest()
    block: dict[str, Any] = {
        # Anvil leaves both at nothing unless it is told.
        "blockOverrides": {"number": hex(latest.number + 1), "time": hex(latest.timestamp + 1)},
        "stateOverrides": _overrides(storage),
        "calls": [_message(message) for message in messages],
    }
    question = {"blockStateCalls": [block], "validation": False}
    (answer,) = node.wire.request("eth_simulateV1", question, "latest")
    results: list[bytes | RpcError] = []
    for call in answer["calls"]:
        output = bytes.fromhex(call.get("returnData", "0x")[2:])
        if int(call["status"], 16) == 1:
            results.append(output)
            continue
        error = call.get("error") or {}
        given = error.get("data")
        data = bytes.fromhex(given[2:]) if isinstance(given, str) and not output else output
        results.append(RpcError(str(error.get("message", "execution reverted")), 3, data))
    if len(results) != len(messages):
        raise ValueError(f"{len(results)} answers to {len(messages)} calls")
    return results


def _apart(
    node: RpcNode, messages: Sequence[Message], storage: Storage
) -> list[DaoctlError | None]:
    """Each call by itself; with the storage changed where the node takes that, else without."""
    outcomes = []
    for message in messages:
        try:
            node.wire.request("eth_call", _message(message), "latest", _overrides(storage))
        except RpcError as error:
            outcomes.append(_outcome(error))
        else:
            outcomes.append(None)
    return outcomes


def _overrides(storage: Storage) -> dict[str, Any]:
    return {
        address: {
            "stateDiff": {
                "0x" + slot.to_bytes(32, "big").hex(): "0x" + word.rjust(32, b"\0").hex()
                for slot, word in words.items()
            }
        }
        for address, words in storage.items()
    }


def _message(message: Message) -> dict[str, str]:
    shape = {"data": "0x" + message.data.hex()}
    if message.to is not None:
        shape["to"] = message.to
    if message.sender is not None:
        shape["from"] = message.sender
    if message.value:
        shape["value"] = hex(message.value)
    return shape
