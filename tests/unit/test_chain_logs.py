"""Events are read in ranges as wide as the node allows, and come in the order of the chain."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daoctl.chain.codec import DoesNotFit, keccak
from daoctl.chain.contracts import Contract
from daoctl.chain.logs import decode_logs, read_logs
from daoctl.chain.node import RawLog, RpcError
from daoctl.errors import ChainError
from daoctl.units import checksum

TOKEN, OTHER = checksum("0x" + "a1" * 20), checksum("0x" + "b2" * 20)
TRANSFER = keccak(b"Transfer(address,address,uint256)")


def word(number: int) -> bytes:
    """A number as a topic or a word of data."""
    return number.to_bytes(32, "big")


def transfer(block: int, index: int, value: int = 1, address: str = TOKEN) -> RawLog:
    """An ERC-20 transfer."""
    topics = (TRANSFER, word(1), word(2))
    return RawLog(address.lower(), topics, word(value), block, index, "0x" + "00" * 32)


class Fussy:
    """A node that refuses a range with more than `most` logs, as public ones do."""

    def __init__(self, logs: list[RawLog], most: int) -> None:
        self.all, self.most, self.ranges = logs, most, []

    def block(self, number=None):
        """The head is the last log's block."""
        return SimpleNamespace(number=max((log.block for log in self.all), default=0))

    def logs(self, first, last, addresses, topics):
        """Those in the range, unless there are too many."""
        found = [log for log in self.all if first <= log.block <= last]
        self.ranges.append((first, last))
        if len(found) > self.most:
            raise RpcError(f"query returned more than {self.most} results", -32005)
        # A node owes no order.
        return found[::-1]


def village(logs: list[RawLog], most: int = 10**9) -> tuple[SimpleNamespace, Fussy]:
    """A chain over such a node."""
    node = Fussy(logs, most)
    return SimpleNamespace(node=node, head=lambda: node.block().number), node


@given(
    st.lists(st.integers(0, 3000), max_size=60),
    st.integers(1, 10),
    st.integers(0, 3000),
    st.integers(0, 3000),
)
def test_every_log_of_the_range_comes_once_and_in_order(blocks, most, first, last):
    """However narrow the node's ranges must become, nothing is missed, doubled or misplaced."""
    counted: dict[int, int] = {}
    logs = []
    for block in sorted(blocks):
        index = counted.get(block, 0)
        if index < most:
            counted[block] = index + 1
            logs.append(transfer(block, index))
    chain, _node = village(logs, most)
    found = read_logs(chain, [Contract(chain, "ERC20", TOKEN)], ["Transfer"], first, last)

    wanted = [(log.block, log.index) for log in logs if first <= log.block <= last]
    assert wanted == [(log.block, log.index) for log in found]


def test_ranges_halve_when_refused_and_widen_again():
    """One crowded place does not make the rest of the chain slow."""
    crowd = [transfer(500_000, index) for index in range(10)]
    chain, node = village([*crowd, transfer(900_000, 0)], most=10)
    node.all.append(transfer(500_001, 0))
    node.all.sort(key=lambda log: (log.block, log.index))
    found = read_logs(chain, [Contract(chain, "ERC20", TOKEN)], ["Transfer"], 0)

    assert 12 == len(found)
    assert (500_000, 500_000) in node.ranges or any(last == 500_000 for _f, last in node.ranges)
    assert 100_000 == max(last - first + 1 for first, last in node.ranges[-3:])


def test_a_block_that_is_refused_by_itself_is_told():
    """A node that cannot even give one block is no use, and the user is told so."""
    chain, _node = village([transfer(7, index) for index in range(5)], most=3)
    with pytest.raises(ChainError, match="block 7"):
        read_logs(chain, [Contract(chain, "ERC20", TOKEN)], ["Transfer"], 0)


def test_progress_is_told_to_the_end():
    """The last step is the last block."""
    chain, _node = village([transfer(250_000, 0)])
    told: list[tuple[int, int]] = []
    read_logs(
        chain,
        [Contract(chain, "ERC20", TOKEN)],
        ["Transfer"],
        0,
        progress=lambda at, end: told.append((at, end)),
    )

    assert [(99_999, 250_000), (199_999, 250_000), (250_000, 250_000)] == told


def test_the_same_topic_is_read_by_its_contract():
    """ERC-20 and ERC-721 name their Transfer alike, and index it differently."""
    nft = RawLog(OTHER, (TRANSFER, word(1), word(2), word(77)), b"", 3, 1, "0x")
    chain, _node = village([transfer(3, 0, value=5), nft])
    contracts = [Contract(chain, "ERC20", TOKEN), Contract(chain, "ERC721", OTHER)]
    found = read_logs(chain, contracts, ["Transfer"], 0)

    assert [5, 77] == [log.args.get("value", log.args.get("tokenId")) for log in found]
    assert [TOKEN, OTHER] == [log.address for log in found]
    assert ["from", "to", "value"] == list(found[0].args)


def test_an_event_that_no_contract_has_is_a_fault_of_ours():
    """A misspelt event must not come back as an empty list."""
    chain, _node = village([])
    with pytest.raises(DoesNotFit):
        read_logs(chain, [Contract(chain, "ERC20", TOKEN)], ["Transferred"], 0)


def test_foreign_logs_of_a_receipt_are_left_out():
    """What no known contract emits, or only looks like one of ours, is not made up."""
    strange = RawLog(TOKEN, (keccak(b"Strange()"),), b"", 1, 0, "0x")
    broken = RawLog(TOKEN, (TRANSFER, word(1), word(2)), b"short", 1, 1, "0x")
    bare = RawLog(TOKEN, (), b"", 1, 2, "0x")

    assert [3] == [log.index for log in decode_logs([strange, broken, bare, transfer(1, 3)])]
