"""Drafts that send a thing on or set where the pictures stand: what they ask for, and what is said
about mistakes."""

from __future__ import annotations

import pytest

from daoctl.charter.fields import ETH, Asset
from daoctl.governance.actions import decode, encode
from daoctl.governance.drafts import parse_draft
from daoctl.governance.front_matter import DraftProblems
from daoctl.governance.setting import Setting
from daoctl.units import checksum

ANN, COIN, TREASURY, VILLAGER = (checksum(f"0x{n:040x}") for n in range(0xC1, 0xC5))
SETTING = Setting(
    contracts={"treasury": TREASURY, "villager": VILLAGER},
    assets=(ETH, Asset("COIN", COIN, 2)),
)
BASE = "ipfs://bafyexample/"


def actions(front: str):
    """What a draft asks for."""
    return parse_draft(f"---\ntitle: T\n{front}\n---\n", SETTING).actions


def test_a_thing_is_sent_by_its_contract_and_number():
    """The village's own by name, another by address; the number may be 0 or of any length."""
    (own,) = actions(f"kind: nft\ntoken: villager\nid: 0\nto: '{ANN}'")
    (other,) = actions(f"kind: nft\ntoken: '{ANN}'\nid: {2**256 - 1}\nto: '{ANN}'")

    assert ("treasury", "transferNFT", (VILLAGER, ANN, 0)) == (
        own.contract, own.function, own.args,
    )  # fmt: skip
    assert (ANN, ANN, 2**256 - 1) == other.args


def test_pictures_are_set_before_they_are_fixed():
    """The other order could never be carried out."""
    both = actions(f"kind: metadata\nbase: {BASE}\nfreeze: yes")
    (only,) = actions("kind: metadata\nfreeze: はい")
    words = [decode(one, SETTING).words for one in encode(both, SETTING)]

    assert ["setBaseURI", "freezeBaseURI"] == [one.function for one in both]
    assert (BASE,) == both[0].args
    assert "freezeBaseURI" == only.function
    assert BASE in words[0]
    assert "for ever" in words[1]


@pytest.mark.parametrize(
    ("front", "says"),
    [
        (f"kind: nft\ntoken: '{COIN}'\nid: 1\nto: '{ANN}'", "kind: pay"),
        (f"kind: nft\ntoken: villager\nid: 1\nto: '{TREASURY}'", "treasury itself"),
        (f"kind: nft\ntoken: villager\nid: -1\nto: '{ANN}'", "token's number"),
        (f"kind: nft\ntoken: villager\nid: {2**256}\nto: '{ANN}'", "token's number"),
        (f"kind: nft\ntoken: villager\nto: '{ANN}'", "is missing"),
        ("kind: metadata", "nothing to change"),
        ("kind: metadata\nfreeze: no", "nothing to change"),
        ("kind: metadata\nbase: ipfs://bafyexample", "must end in /"),
        ("kind: metadata\nbase: somewhere/", "https://"),
        (f"kind: metadata\nbase: {BASE}\nfreeze: perhaps", "yes or no"),
    ],
)
def test_what_could_not_work_is_refused_with_its_reason(front, says):
    """Before anybody votes on it."""
    with pytest.raises(DraftProblems) as refused:
        actions(front)

    assert says in (refused.value.cause or "")
