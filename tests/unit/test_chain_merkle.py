"""Merkle trees are those of @openzeppelin/merkle-tree, so that contracts accept their proofs."""

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daoctl.chain.codec import DoesNotFit, keccak
from daoctl.chain.merkle import StandardTree, leaf_hash, verify

VECTORS = json.loads(
    (Path(__file__).parent.parent / "fixtures" / "merkle_vectors.json").read_text("utf-8")
)
TYPES = VECTORS["leaf_encoding"]


def address(number: int) -> str:
    """An address by its number."""
    return f"0x{number:040x}"


def values(count: int) -> list[list[object]]:
    """The vectors' values."""
    return [[31337, address(0xABC), 2, address(i + 1), i + 1] for i in range(count)]


def slow_root(leaves: list[bytes]) -> bytes:
    """The root by the description alone: a binary heap, filled from the back with the sorted
    leaves, each parent the hash of its sorted children."""
    heap = {2 * len(leaves) - 2 - rank: leaf for rank, leaf in enumerate(sorted(leaves))}

    def node(place: int) -> bytes:
        if place in heap:
            return heap[place]
        return keccak(b"".join(sorted([node(2 * place + 1), node(2 * place + 2)])))

    return node(0)


@pytest.mark.parametrize("tree", VECTORS["trees"], ids=lambda tree: f"{tree['n']} leaves")
def test_roots_and_proofs_are_the_librarys(tree):
    """The same values give the root and the proof that the npm package gives."""
    built = StandardTree.of(values(tree["n"]), TYPES)

    assert tree["root"] == "0x" + built.root.hex()
    assert tree["proof"] == ["0x" + node.hex() for node in built.proof(tree["n"] - 1)]


def test_text_and_bytes_are_encoded_as_the_library_does():
    """Leaves of dynamic types, Japanese text among them, hash as the npm package hashes them."""
    given_ = VECTORS["strings"]
    built = StandardTree.of(given_["values"], given_["leaf_encoding"])

    assert given_["root"] == "0x" + built.root.hex()
    assert given_["proof_of_first"] == ["0x" + node.hex() for node in built.proof(0)]


def test_a_dump_of_the_library_is_read():
    """A tree that the npm package wrote can be loaded, and gives the same root."""
    dump = VECTORS["dump_of_three"]
    built = StandardTree.load(dump)

    assert dump["tree"][0] == "0x" + built.root.hex()
    assert dump["tree"] == built.dump()["tree"]
    assert [item["treeIndex"] for item in dump["values"]] == list(built.places)


@given(st.lists(st.integers(0, 2**256 - 1), min_size=1, max_size=40))
def test_every_leaf_is_proved_and_the_root_is_the_slow_ones(numbers):
    """Any tree has the root of the obvious construction, and proves each of its leaves."""
    tree = StandardTree.of([[number] for number in numbers], ["uint256"])
    leaves = [leaf_hash(["uint256"], [number]) for number in numbers]

    assert slow_root(leaves) == tree.root
    assert all(verify(tree.root, leaf, tree.proof(place)) for place, leaf in enumerate(leaves))


@given(st.lists(st.integers(0, 1000), min_size=2, max_size=20, unique=True), st.data())
def test_a_proof_is_of_its_own_leaf_only(numbers, data):
    """No other value passes with a leaf's proof, whether it is in the tree or not."""
    tree = StandardTree.of([[number] for number in numbers], ["uint256"])
    index = data.draw(st.integers(0, len(numbers) - 1))
    other = data.draw(st.integers(0, 2000).filter(lambda number: number != numbers[index]))

    assert not verify(tree.root, leaf_hash(["uint256"], [other]), tree.proof(index))


@given(st.lists(st.integers(0, 2**128), min_size=1, max_size=12))
def test_a_dump_survives_json(numbers):
    """A tree written as JSON and read again is the same tree, large numbers included."""
    tree = StandardTree.of([[n, b"\x01\x02"] for n in numbers], ["uint256", "bytes"])
    again = StandardTree.load(json.loads(json.dumps(tree.dump())))

    assert tree.nodes == again.nodes


def test_an_inner_node_does_not_pass_for_a_leaf():
    """Leaves are hashed twice, so the two children of an inner node are no value."""
    tree = StandardTree.of([[1], [2]], ["uint256"])
    children = sorted(tree.nodes[1:])

    assert keccak(b"".join(children)) == tree.root
    assert leaf_hash(["bytes32", "bytes32"], children) != tree.root


def test_an_altered_dump_is_refused():
    """A file of proofs whose nodes were changed is not believed."""
    dump = StandardTree.of(values(4), TYPES).dump()
    dump["tree"][1], dump["tree"][2] = dump["tree"][2], dump["tree"][1]

    with pytest.raises(DoesNotFit):
        StandardTree.load(dump)


@pytest.mark.parametrize("broken", [{}, {"format": "simple-v1"}, {"format": "standard-v1"}])
def test_what_is_no_dump_is_refused(broken):
    """Another format, or something else altogether, is refused and does not crash."""
    with pytest.raises(DoesNotFit):
        StandardTree.load(broken)


def test_no_values_make_no_tree():
    """An empty list has no root to publish."""
    with pytest.raises(DoesNotFit):
        StandardTree.of([], ["uint256"])


def test_leaves_stand_sorted_from_the_back():
    """The layout in the array is the library's, which its `load` checks."""
    tree = StandardTree.of(values(9), TYPES)
    leaves = tree.nodes[8:]

    assert all(left > right for left, right in pairwise(leaves))
