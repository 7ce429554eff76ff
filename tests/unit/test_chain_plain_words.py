"""The fast decoder reads what eth_abi reads, and leaves to it whatever is not in the usual form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from eth_abi import encode
from eth_utils.address import to_checksum_address
from hypothesis import given
from hypothesis import strategies as st

from daoctl.chain.codec import DoesNotFit, Values, checksummed
from daoctl.chain.plain_words import plain_reader

KINDS = {
    "uint8": st.integers(0, 2**8 - 1),
    "uint48": st.integers(0, 2**48 - 1),
    "uint256": st.integers(0, 2**256 - 1),
    "address": st.binary(min_size=20, max_size=20).map(lambda raw: "0x" + raw.hex()),
    "bool": st.booleans(),
    "bytes32": st.binary(min_size=32, max_size=32),
    "string": st.text(max_size=70),
    "bytes": st.binary(max_size=70),
}
kinds = st.lists(st.sampled_from(sorted(KINDS)), max_size=6)


def values_of(types: list[str]) -> Values:
    """The types as the codec has them."""
    return Values([{"name": "", "type": kind} for kind in types])


def by_eth_abi(types: list[str], data: bytes) -> Sequence[Any]:
    """What eth_abi reads, with a registry that nothing else in this process has changed. Raises
    DoesNotFit."""
    return values_of(types)._exactly(data)


@st.composite
def encoded(draw: st.DrawFn) -> tuple[list[str], list[Any], bytes]:
    """Types, values of them, and the values' bytes."""
    types = draw(kinds)
    values = [draw(KINDS[kind]) for kind in types]
    return types, values, encode(types, values)


@given(encoded())
def test_what_was_encoded_is_read_back(made):
    """Every value of every type, in any number."""
    types, values, data = made
    read = plain_reader(types)

    assert read is not None
    assert values == read(data)


@given(encoded(), st.data())
def test_damaged_bytes_are_never_read_otherwise_than_eth_abi_does(made, data):
    """Cut, prolonged or with another byte in the middle: either both read the same, or the fast
    one leaves it to eth_abi."""
    types, _values, raw = made
    place = data.draw(st.integers(0, len(raw)))
    damaged = data.draw(
        st.sampled_from(
            [
                raw[:place],
                raw + b"\1",
                raw[:place] + bytes([data.draw(st.integers(0, 255))]) + raw[place + 1 :],
            ]
        )
    )
    read = plain_reader(types)
    assert read is not None
    found = read(damaged)

    if found is not None:
        assert list(by_eth_abi(types, damaged)) == found


@pytest.mark.parametrize("kind", ["int256", "bytes4", "uint256[]", "(uint256,bool)", "fixed128x18"])
def test_other_types_are_left_to_eth_abi(kind):
    """Signed numbers, short bytes, arrays and structs."""
    assert plain_reader(["uint256", kind]) is None


@given(encoded(), st.data())
def test_bytes_that_do_not_fit_are_refused_as_before(made, data):
    """What eth_abi refuses, Values refuses, whichever of the two looked at it."""
    types, _values, raw = made
    cut = raw[: data.draw(st.integers(0, len(raw)))]
    try:
        expected = len(by_eth_abi(types, cut))
    except DoesNotFit:
        with pytest.raises(DoesNotFit):
            values_of(types).decode(cut)
        return

    assert expected == len(values_of(types).decode(cut))


@given(st.binary(min_size=20, max_size=20))
def test_an_address_gets_its_capitals(raw):
    """As EIP-55 has them."""
    assert to_checksum_address(raw) == checksummed("0x" + raw.hex())


@pytest.mark.parametrize("text", ["", "0x", "0x" + "g" * 40, "0x" + "0" * 39, "1" * 42])
def test_what_is_no_address_gets_none(text):
    """Nothing else is given capitals and passed on."""
    with pytest.raises(DoesNotFit):
        checksummed(text)


def test_text_that_is_no_utf_8_is_read_and_keeps_nothing_else_from_being_read():
    """A contract takes any bytes as text: one stranger's reason must not hide everybody's votes."""
    data = encode(["uint256", "bytes", "string"], [7, b"harvest \xff", "plan"])
    nested = encode(["(uint256,bytes)"], [(7, b"\xfe")])
    parts = [{"name": "a", "type": "uint256"}, {"name": "b", "type": "string"}]

    assert [7, "harvest \ufffd", "plan"] == values_of(["uint256", "string", "string"]).decode(data)
    found = Values([{"name": "plan", "type": "tuple", "components": parts}]).decode(nested)
    assert (7, "\ufffd") == tuple(found[0])
