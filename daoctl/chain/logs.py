"""Reading events: one question for many contracts and events, in ranges as wide as the node
allows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from daoctl.chain.codec import DoesNotFit, Event, checksummed
from daoctl.chain.contracts import events_by_topic
from daoctl.chain.node import RawLog, RpcError
from daoctl.errors import ChainError
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.chain.connection import Chain
    from daoctl.chain.contracts import Contract

# Wider ranges are asked for first, and narrower ones where the node refuses.
WIDEST = 100_000

# keccak256("Transfer(address,address,uint256)"), of ERC-20 and ERC-721 alike.
_TRANSFER = bytes.fromhex("ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef")


@dataclass(frozen=True, slots=True)
class Log:
    """An event: its values by name, the contract it came from, and its place on the chain."""

    event: str
    args: dict[str, Any]
    address: str
    block: int
    index: int
    tx: str


def read_logs(
    chain: Chain,
    contracts: Sequence[Contract],
    events: Sequence[str],
    first: int,
    last: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[Log]:
    """The events of those names that the contracts emitted in blocks `first` to `last` (the
    latest without one), in the order of the chain.

    `progress` is told the last block read and the last of all. A range that the node refuses is
    halved; a busy node is given time. Raises ChainError when a single block is refused, and
    DoesNotFit when no contract has one of the events.
    """
    table: dict[tuple[str, bytes, int], Event] = {}
    for name in events:
        known = [c for c in contracts if name in c.artifact.events]
        if not known:
            raise DoesNotFit(f"none of {[c.name for c in contracts]} has the event {name}")
        for contract in known:
            event = contract.artifact.events[name]
            table[contract.address, event.topic, event.topics] = event
    topics = list({topic: None for _address, topic, _count in table})
    end = chain.head() if last is None else last
    found: list[Log] = []
    for raw in _ranges(chain, [c.address for c in contracts], topics, first, end, progress):
        address = checksummed(raw.address)
        event_found = table.get((address, raw.topics[0], len(raw.topics)))
        if event_found is not None:
            found.append(_log(event_found, raw, address))
    return found


@dataclass(frozen=True, slots=True)
class Transfer:
    """A token that went from one account to another: `value` is the amount of an ERC-20 in its
    smallest unit, or the number of an ERC-721 where it is `single`."""

    token: str
    sender: str
    recipient: str
    value: int
    single: bool
    block: int
    index: int
    tx: str


def read_transfers(
    chain: Chain, account: str, first: int, last: int | None = None, tokens: Sequence[str] = ()
) -> list[Transfer]:
    """Every token that came to the account or left it in blocks `first` to `last` (the latest
    without one), in the order of the chain; of these tokens alone, or of any contract at all. Who
    emits such an event may say what they like: only the token's own answers prove it. Raises
    ChainError when the node refuses a single block."""
    end = chain.head() if last is None else last
    who = bytes.fromhex(account[2:]).rjust(32, b"\0")
    found = {}
    for further in ((None, who), (who,)):
        for raw in _ranges(chain, tokens, [_TRANSFER], first, end, None, further):
            transfer = _transfer(raw)
            if transfer is not None:
                found[raw.block, raw.index] = transfer
    return [found[place] for place in sorted(found)]


def _transfer(raw: RawLog) -> Transfer | None:
    """The log as a transfer of an ERC-20 or ERC-721; None for what only shares its name."""
    single = len(raw.topics) == 4
    if not single and (len(raw.topics) != 3 or len(raw.data) != 32):
        return None
    sender, recipient = (checksummed("0x" + topic[-20:].hex()) for topic in raw.topics[1:3])
    value = int.from_bytes(raw.topics[3] if single else raw.data, "big")
    token = checksummed(raw.address)
    return Transfer(token, sender, recipient, value, single, raw.block, raw.index, raw.tx)


def _ranges(
    chain: Chain,
    addresses: Sequence[str],
    topics: Sequence[bytes],
    first: int,
    end: int,
    progress: Callable[[int, int], None] | None,
    further: Sequence[bytes | None] = (),
) -> Iterable[RawLog]:
    start, width = first, WIDEST
    while start <= end:
        stop = min(start + width - 1, end)
        try:
            if further:
                logs = chain.node.logs(start, stop, addresses, topics, further)
            else:
                logs = chain.node.logs(start, stop, addresses, topics)
        except RpcError as error:
            if stop == start:
                raise ChainError(
                    _("The node does not give the events of block {block}.").format(block=start),
                    cause=error.message,
                    hint=_("Use another node with --rpc."),
                ) from None
            width = (stop - start + 1) // 2
            continue
        yield from sorted(logs, key=lambda log: (log.block, log.index))
        if progress is not None:
            progress(stop, end)
        start = stop + 1
        # What was too many here may be few further on.
        width = min(width * 2, WIDEST)


def decode_logs(raws: Iterable[RawLog]) -> list[Log]:
    """The events among raw logs that any contract known to daoctl has."""
    table = events_by_topic()
    found = []
    for raw in raws:
        event = table.get((raw.topics[0], len(raw.topics))) if raw.topics else None
        if event is None:
            continue
        try:
            found.append(_log(event, raw, checksummed(raw.address)))
        except DoesNotFit:
            # Another contract's event may only look like one of ours.
            continue
    return found


def _log(event: Event, raw: RawLog, address: str) -> Log:
    return Log(
        event.name, event.decode(raw.topics, raw.data), address, raw.block, raw.index, raw.tx
    )
