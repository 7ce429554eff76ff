"""Every error of our contracts has words, and the words use the error's values."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daoctl.chain.contracts import artifacts, decode_error, refusal
from daoctl.chain.node import RpcError
from daoctl.chain.refusal_words import SENTENCES
from daoctl.chain.refusals import explain
from daoctl.errors import AccountError, ChainError, ChainRefused

KINDS = {
    "",
    "time",
    "duration",
    "share",
    "eth",
    "amount",
    "proposal_state",
    "milestone_state",
    "place",
}
OURS = [(known.name, error) for known in artifacts().values() for error in known.errors]


@pytest.mark.parametrize("error", sorted({error.name for _contract, error in OURS}))
def test_every_error_of_the_manifest_has_words(error):
    """A contract may not gain an error that a council member would read in Solidity."""
    assert error in SENTENCES


def test_every_place_in_a_sentence_is_a_value_of_its_error():
    """A misspelt place would fall back to the error's bare name."""
    inputs = {error.name: set(error.inputs.names) for _contract, error in OURS}
    for name, sentence in SENTENCES.items():
        places = re.findall(r"\{(\w+)(?::(\w+))?\}", sentence)
        assert {kind for _place, kind in places} <= KINDS, name
        if name in inputs:
            assert {place for place, _kind in places} <= inputs[name], name


def sample(kind: str) -> object:
    """Some value of an ABI type."""
    if kind == "address":
        return "0x" + "11" * 20
    if kind.startswith("bytes"):
        return b"\x01" * 32
    if kind == "bool":
        return True
    return "text" if kind == "string" else 1


@pytest.mark.parametrize(("contract", "error"), OURS, ids=lambda part: getattr(part, "name", part))
def test_every_error_is_decoded_and_shown(contract, error):
    """From the bytes of a revert to a sentence without a brace left in it."""
    values = [sample(kind) for kind in error.inputs.types]
    values = [
        v[: int(k[5:])] if k[5:].isdigit() and k.startswith("bytes") else v
        for k, v in zip(error.inputs.types, values, strict=True)
    ]
    name, arguments = decode_error(error.encode(values))
    sentence = explain(name, arguments, "Asia/Tokyo")

    assert error.name == name
    assert sentence.endswith((".", "text"))
    assert "{" not in sentence
    assert not sentence.startswith("The contract refused")


def test_values_are_shown_as_people_read_them():
    """Times in the zone, amounts in ETH, states in words."""
    assert (
        "Sale phase 1 is not open: it runs from 2021-12-14 12:00 JST until 2022-01-31 12:00 JST."
        == explain(
            "VillagerSaleNotOpen",
            {"phase": 1, "opens": 1639450800, "closes": 1643598000},
            "Asia/Tokyo",
        )
    )
    assert "The price is 0.03 ETH, but 0.01 ETH came." == explain(
        "VillagerSaleWrongPayment", {"sent": 10**16, "expected": 3 * 10**16}
    )
    assert "Proposal 4 is queued, so this cannot be done now." == explain(
        "GovernorUnexpectedProposalState",
        {"proposalId": 4, "current": 5, "expectedStates": b"\0" * 32},
    )


def test_a_tokens_amount_is_not_taken_for_ether():
    """Only ETH has ETH's decimals."""
    error = "VillageTreasuryInsufficientFree"
    ether = {"asset": "0x" + "00" * 20, "requested": 2 * 10**18, "free": 10**18}
    token = {**ether, "asset": "0x" + "11" * 20}

    assert "The treasury has 1 ETH free, and 2 ETH were asked for." == explain(error, ether)
    assert "1 ETH" not in explain(error, token)


@given(st.text(max_size=30), st.dictionaries(st.text(max_size=8), st.integers(), max_size=4))
def test_no_error_is_too_strange_to_be_told(name, arguments):
    """Unknown names and values give a sentence and never an exception."""
    assert explain(name, arguments)


@given(st.binary(max_size=200))
def test_no_bytes_are_too_strange_to_be_told(data):
    """Whatever a node gives as reason becomes one of our errors."""
    found = refusal(RpcError("execution reverted", 3, data), "0x1")

    assert isinstance(found, ChainRefused)
    assert "0x1" == found.tx


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (RpcError("insufficient funds for gas * price + value", -32000), AccountError),
        (RpcError("execution reverted"), ChainRefused),
        (RpcError("VM Exception: revert"), ChainRefused),
        (RpcError("EVM error InvalidFEOpcode"), ChainRefused),
        (RpcError("header not found", -32000), ChainError),
    ],
)
def test_a_nodes_own_trouble_is_not_a_contracts_refusal(error, kind):
    """Who said no decides what the user can do about it."""
    assert kind is type(refusal(error))
