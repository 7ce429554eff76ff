"""A terminal in a village with money, for the tests of the treasury's verbs."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from daoctl.chain.accounts import account_address, ape_signer
from daoctl.chain.anvil import start_anvil
from daoctl.chain.contracts import Contract
from daoctl.chain.sending import send
from tests.chain.governance_village import founded
from tests.chain.test_governance_cli import Terminal
from tests.chain.treasury_village import money

ANN, BOB, CEM, REVIEWER = "TEST::0", "TEST::1", "TEST::2", "TEST::3"
STRANGER = "0x00000000000000000000000000000000000000B0"


@pytest.fixture(scope="module")
def anvil():
    """One Anvil for all tests here."""
    running = start_anvil()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def village(anvil, tmp_path_factory):
    """A village of Ann with three votes; Bob and Cem carry projects out."""
    folder = tmp_path_factory.mktemp("village")
    with founded(
        folder,
        {account_address(ANN): 3},
        rpc=anvil.url,
        council=account_address("TEST::5"),
        reviewer=account_address(REVIEWER),
        fill=money([account_address(BOB), account_address(CEM)]),
    ) as scene:
        yield Terminal(folder, anvil.url, scene.chain)


@pytest.fixture
def terminal(village, monkeypatch, tmp_path):
    """A terminal in an empty folder; what a test does on the chain is undone."""
    monkeypatch.chdir(tmp_path)
    wire = village.chain.node.wire
    before = wire.request("evm_snapshot")
    yield village
    wire.request("evm_revert", before)
    village.chain._times.clear()


def report(name: str = "報告.txt", text: str = "できました") -> str:
    """A report's file; its SHA-256."""
    Path(name).write_text(text, "utf-8")
    return hashlib.sha256(text.encode()).hexdigest()


def treasury_of(terminal: Terminal) -> str:
    """The treasury's address."""
    record = next((terminal.folder / "deployments").glob("*.json")).read_text("utf-8")
    return str(json.loads(record)["addresses"]["treasury"])


def hand_over(terminal: Terminal, to: str) -> None:
    """Bob hands project 1 to another recipient."""
    treasury = Contract(terminal.chain, "VillageTreasury", treasury_of(terminal))
    call = treasury.call("changeRecipient", 1, to)
    send(terminal.chain, call, ape_signer(terminal.chain, BOB))
