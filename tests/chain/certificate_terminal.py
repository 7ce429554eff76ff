"""A terminal in a village whose office issues certificates, for the tests of these verbs."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable

import pytest

from daoctl.chain.accounts import account_address
from daoctl.chain.anvil import start_anvil
from daoctl.chain.connection import Chain
from daoctl.chain.contracts import Call, Contract
from daoctl.charter.founding import Addresses
from daoctl.times import DAY
from tests.chain.governance_village import founded
from tests.chain.test_governance_cli import Terminal

ANN, BOB, CEM, ISSUER, COUNCIL = "TEST::0", "TEST::1", "TEST::2", "TEST::4", "TEST::5"
# How many certificates the office may issue in a day here.
LIMIT = 3


@pytest.fixture(scope="module")
def anvil():
    """One Anvil for all tests here."""
    running = start_anvil()
    yield running
    running.stop()


def _limited(chain: Chain, at: Addresses) -> Iterable[Call]:
    certificate = Contract(chain, "ResidentCertificate", at["certificate"])
    yield certificate.call("setDailyLimit", LIMIT)


@pytest.fixture(scope="module")
def village(anvil, tmp_path_factory):
    """Ann has three tokens, Bob two; the office may issue three certificates a day."""
    folder = tmp_path_factory.mktemp("village")
    with founded(
        folder,
        {account_address(ANN): 3, account_address(BOB): 2},
        rpc=anvil.url,
        council=account_address(COUNCIL),
        issuer=account_address(ISSUER),
        fill=_limited,
    ) as scene:
        yield Terminal(folder, anvil.url, scene.chain)


@pytest.fixture
def terminal(village, monkeypatch, tmp_path):
    """A terminal in an empty folder; what a test does on the chain and in the private folder is
    undone."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DAOCTL_REGISTER_PASSPHRASE", "four quiet words here")
    wire = village.chain.node.wire
    before = wire.request("evm_snapshot")
    # What is counted by the day is tried within one.
    village.chain.advance_to((village.chain.now() // DAY + 1) * DAY + 5)
    yield village
    wire.request("evm_revert", before)
    village.chain._times.clear()
    shutil.rmtree(village.folder / ".daoctl", ignore_errors=True)


def contract(terminal: Terminal, key: str, name: str) -> Contract:
    """One of the village's contracts, asked directly."""
    record = next((terminal.folder / "deployments").glob("*.json")).read_text("utf-8")
    return Contract(terminal.chain, name, json.loads(record)["addresses"][key])


def as_village(terminal: Terminal, call: Call) -> None:
    """The village itself makes the call, as a passed proposal does."""
    timelock = contract(terminal, "timelock", "VillageTimelock").address
    wire = terminal.chain.node.wire
    wire.request("anvil_impersonateAccount", timelock)
    wire.request("anvil_setBalance", timelock, hex(10**18))
    sent = {"from": timelock, "to": call.to, "data": "0x" + call.data.hex()}
    wire.request("eth_sendTransaction", sent)
