"""Merkle trees in OpenZeppelin's standard layout: what @openzeppelin/merkle-tree builds and
MerkleProof.sol checks.

A leaf is hashed twice over its ABI encoding, so that no inner node passes for a leaf; leaves are
sorted; a parent is the hash of its two children, the smaller first.
Source: https://github.com/OpenZeppelin/merkle-tree#standard-merkle-trees
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from daoctl.chain.codec import DoesNotFit, Values, keccak

FORMAT = "standard-v1"


def leaf_hash(types: Sequence[str], value: Sequence[Any]) -> bytes:
    """The hash of one leaf of those ABI types. Raises DoesNotFit."""
    return _leaf(_values(types), value)


def _values(types: Sequence[str]) -> Values:
    return Values([{"type": kind} for kind in types])


def _leaf(values: Values, value: Sequence[Any]) -> bytes:
    return keccak(keccak(values.encode(value)))


def _pair(one: bytes, other: bytes) -> bytes:
    return keccak(one + other if one < other else other + one)


def verify(root: bytes, leaf: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the proof shows that the leaf's hash is in the tree of that root."""
    found = leaf
    for sibling in proof:
        found = _pair(found, sibling)
    return found == root


@dataclass(frozen=True)
class StandardTree:
    """A tree over `values`, each a list of the ABI types in `types`."""

    types: tuple[str, ...]
    values: tuple[tuple[Any, ...], ...]
    nodes: tuple[bytes, ...] = field(repr=False)
    places: tuple[int, ...] = field(repr=False)

    @classmethod
    def of(cls, values: Sequence[Sequence[Any]], types: Sequence[str]) -> StandardTree:
        """Builds the tree. Raises DoesNotFit without values or when one does not fit."""
        if not values:
            raise DoesNotFit("a Merkle tree needs at least one value")
        coder = _values(types)
        hashed = sorted((_leaf(coder, value), place) for place, value in enumerate(values))
        count = len(hashed)
        nodes = [b""] * (2 * count - 1)
        places = [0] * count
        for rank, (digest, place) in enumerate(hashed):
            # The smallest leaf stands last, as the library has it.
            nodes[len(nodes) - 1 - rank] = digest
            places[place] = len(nodes) - 1 - rank
        for parent in range(count - 2, -1, -1):
            nodes[parent] = _pair(nodes[2 * parent + 1], nodes[2 * parent + 2])
        return cls(tuple(types), tuple(map(tuple, values)), tuple(nodes), tuple(places))

    @property
    def root(self) -> bytes:
        """What a contract keeps of the tree."""
        return self.nodes[0]

    def leaf(self, index: int) -> bytes:
        """The hash of the value at that index."""
        return self.nodes[self.places[index]]

    def proof(self, index: int) -> list[bytes]:
        """What shows, with the root alone, that the value at that index is in the tree."""
        place = self.places[index]
        path = []
        while place > 0:
            path.append(self.nodes[place + 1 if place % 2 else place - 1])
            place = (place - 1) // 2
        return path

    def dump(self) -> dict[str, Any]:
        """The tree as the library's `dump()` writes it; whole numbers stand as decimal text,
        which it reads as well and JSON keeps exactly."""
        return {
            "format": FORMAT,
            "leafEncoding": list(self.types),
            "tree": ["0x" + node.hex() for node in self.nodes],
            "values": [
                {"value": [_written(part) for part in value], "treeIndex": place}
                for value, place in zip(self.values, self.places, strict=True)
            ],
        }

    @classmethod
    def load(cls, found: Mapping[str, Any]) -> StandardTree:
        """A dumped tree, built anew from its values. Raises DoesNotFit when it is of another
        format or its nodes are not what the values give."""
        try:
            if found["format"] != FORMAT:
                raise DoesNotFit(f"the tree's format is {found['format']}, not {FORMAT}")
            types = [str(kind) for kind in found["leafEncoding"]]
            values = [
                [_read(kind, part) for kind, part in zip(types, item["value"], strict=True)]
                for item in found["values"]
            ]
            given = [bytes.fromhex(node[2:]) for node in found["tree"]]
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            if isinstance(error, DoesNotFit):
                raise
            raise DoesNotFit(f"this is no dumped Merkle tree: {error}") from None
        tree = cls.of(values, types)
        if list(tree.nodes) != given:
            raise DoesNotFit("the tree's nodes are not what its values give")
        return tree


def _written(part: Any) -> Any:
    if isinstance(part, bytes):
        return "0x" + part.hex()
    if isinstance(part, int) and not isinstance(part, bool):
        return str(part)
    return part


def _read(kind: str, part: Any) -> Any:
    if kind.startswith(("uint", "int")) and isinstance(part, str):
        return int(part)
    return part
