"""Sending a thing on, setting where the pictures stand, and changing the charter: each from its
draft, through the vote, to what it did."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from daoctl.chain.accounts import account_address
from daoctl.chain.anvil import start_anvil
from daoctl.chain.contracts import Call, Contract
from daoctl.charter.model import charter_hash
from tests.chain.governance_village import founded
from tests.chain.test_governance_cli import ANN, BOB, CEM, STRANGER, Terminal

BASE = "ipfs://bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi/"


@pytest.fixture(scope="module")
def terminal(tmp_path_factory):
    """A village of Ann with three votes, whose treasury holds tokens 1 and 2 of the village."""

    def fill(chain, at):
        treasury = Contract(chain, "VillageTreasury", at["treasury"])
        villager = Contract(chain, "DigitalVillager", at["villager"])
        ann = account_address(ANN)
        calls: list[Call] = [
            villager.call("mintBatch", [treasury.address] * 2 + [ann] * 3),
            # The scene writes a stand-in for the charter's hash; here it is the file's own.
            Contract(chain, "VillageCharter", at["charter"]).call(
                "adopt", charter_hash(folder), ""
            ),
        ]
        return calls

    folder = tmp_path_factory.mktemp("village")
    anvil = start_anvil()
    try:
        with founded(folder, rpc=anvil.url, fill=fill) as scene:
            yield Terminal(folder, anvil.url, scene.chain)
    finally:
        anvil.stop()


def contract(terminal: Terminal, key: str, name: str) -> Contract:
    """One of the village's contracts."""
    record = next((terminal.folder / "deployments").glob("*.json")).read_text("utf-8")
    return Contract(terminal.chain, name, json.loads(record)["addresses"][key])


def passed(terminal: Terminal, numbers: list[int]) -> None:
    """Ann votes for the proposals, and they are carried out."""
    shown = [terminal.json("proposal", "show", str(number)) for number in numbers]
    terminal.chain.advance_to(max(one["opens"] for one in shown) + 10)
    for number in numbers:
        terminal.run("vote", "cast", str(number), "for", "--account", ANN, "--yes")
    terminal.chain.advance_to(max(one["closes"] for one in shown) + 1)
    etas = []
    for number in numbers:
        queued = terminal.json("proposal", "queue", str(number), "--account", BOB, "--yes")
        etas.append(queued["eta"])
    terminal.chain.advance_to(max(etas))
    for number in numbers:
        done = terminal.json("proposal", "execute", str(number), "--account", CEM, "--yes")
        assert "Executed" == done["state"]


def test_each_kind_is_led_from_its_draft_to_what_it_did(terminal):
    """A token leaves the treasury, the pictures stand elsewhere and are fixed, and the village has
    another name and another entry in its directory."""
    villager = contract(terminal, "villager", "DigitalVillager")
    charter = contract(terminal, "charter", "VillageCharter")
    numbers = [
        terminal.submit("Gift", f"kind: nft\ntoken: villager\nid: 2\nto: '{STRANGER}'"),
        terminal.submit("Pictures", f"kind: metadata\nbase: {BASE}\nfreeze: yes"),
        terminal.submit("Name", "kind: charter\ndo: rename\nname: 橋の村"),
        terminal.submit(
            "Library", f"kind: charter\ndo: register\nkey: library\naddress: '{STRANGER}'"
        ),
    ]
    for number in numbers:
        actions = terminal.json("proposal", "show", str(number))["actions"]
        assert all(one["function"] and one["refusal"] is None for one in actions)
    passed(terminal, numbers)

    assert villager.read("ownerOf", 2).lower() == STRANGER.lower()
    assert [f"{BASE}1", True] == [villager.read("tokenURI", 1), villager.read("baseURIFrozen")]
    assert "橋の村" == charter.read("name")
    assert STRANGER.lower() == charter.read("contractOf", b"library".ljust(32, b"\0")).lower()
    # What is fixed, gone or there already is said so before anybody votes.
    for front, words in (
        (f"kind: metadata\nbase: {BASE}", "would fail"),
        (f"kind: nft\ntoken: villager\nid: 2\nto: '{STRANGER}'", "would fail"),
    ):
        file = terminal.draft("late", front)
        assert words in terminal.run("proposal", "draft", file).stdout


def test_a_new_charter_is_compared_adopted_and_published(terminal):
    """The rules that change stand in the draft and in what voters see; the setting itself changes
    in the same proposal; the file is written under the name that it will be fetched by."""
    old = (terminal.folder / "village.toml").read_text("utf-8")
    new = terminal.folder / "village-2.toml"
    new.write_text(old.replace('quorum = "> 10%"', 'quorum = "> 12%"'), "utf-8")
    expected = charter_hash(new)
    front = (
        "actions:\n  - kind: charter\n    do: adopt\n    file: village-2.toml\n"
        '  - kind: rule\n    quorum: "> 12%"'
    )
    checked = terminal.json("proposal", "draft", terminal.draft("Quorum", front))
    details = "\n".join(checked["actions"][0]["details"])
    assert checked["works_now"]
    assert "governance.quorum: “> 10%” becomes “> 12%”" in details

    file = terminal.draft("Quorum", front)
    submitted = terminal.run("proposal", "submit", file, "--account", ANN, "--yes")
    number = max(one["number"] for one in terminal.json("proposal", "list"))
    published = terminal.folder / f"{expected.hex()}.toml"
    assert new.read_bytes() == published.read_bytes()
    assert f"https://example.org/mihon/{expected.hex()}.toml" in submitted.stderr
    assert "becomes “> 12%”" in terminal.run("proposal", "show", str(number)).stdout
    passed(terminal, [number])

    charter = contract(terminal, "charter", "VillageCharter")
    assert (expected, published.name) == (
        charter.read("currentVersion").contentHash,
        Path(charter.read("currentVersion").uri).name,
    )
    assert 1200 == contract(terminal, "governor", "VillageGovernor").read("quorumNumerator")
    # Adopted, it is the one in force, and the same draft is refused.
    refused = terminal.run("proposal", "draft", terminal.draft("Again", front), code=1)
    assert "in force already" in refused.stderr
