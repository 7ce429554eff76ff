"""What every chain test stands on: one Anvil for each worker, given back to each test as it was
before, and the embedded chain."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from daoctl.chain.accounts import ape_signer
from daoctl.chain.anvil import Anvil, start_anvil
from daoctl.chain.connection import Chain, connect
from daoctl.chain.contracts import Artifact, Contract, add_artifacts, read_manifest
from daoctl.chain.sending import deploy

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def anvil() -> Iterator[Anvil]:
    """This worker's Anvil, on a port of its own."""
    running = start_anvil()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def connected(anvil: Anvil) -> Iterator[Chain]:
    """The Anvil, connected once; what a test changes stays."""
    with connect("ethereum:local:foundry", rpc=anvil.url) as chain:
        yield chain


@pytest.fixture
def chain(connected: Chain) -> Iterator[Chain]:
    """The Anvil, put back after the test to what it was before."""
    wire = connected.node.wire
    before = wire.request("evm_snapshot")
    yield replace(connected, _times={})
    wire.request("evm_revert", before)


@pytest.fixture
def embedded() -> Iterator[Chain]:
    """A fresh embedded chain."""
    with connect("ethereum:local:test") as chain:
        yield chain


@pytest.fixture(params=["anvil", "embedded"])
def either(request: pytest.FixtureRequest) -> Chain:
    """Both kinds of chain, one after the other."""
    return request.getfixturevalue("chain" if request.param == "anvil" else "embedded")


@pytest.fixture(scope="session")
def small_artifact() -> Artifact:
    """tests/chain/Small.sol, compiled."""
    source = Path(__file__).with_name("Small.sol").read_text("utf-8")
    # The compiler takes seconds to load, and the contract hardly ever changes.
    kept = ROOT / ".build" / f"small-{sha256(source.encode()).hexdigest()[:16]}.json"
    if not kept.exists():
        kept.parent.mkdir(exist_ok=True)
        written = kept.with_suffix(f".{os.getpid()}")
        written.write_text(_compile(source), "utf-8")
        written.replace(kept)
    made = json.loads(kept.read_text("utf-8"))
    manifest = {
        "contractTypes": {
            "Small": {
                "abi": made["abi"],
                "deploymentBytecode": {"bytecode": "0x" + made["evm"]["bytecode"]["object"]},
            }
        }
    }
    artifact = read_manifest(json.dumps(manifest))["Small"]
    add_artifacts([artifact])
    return artifact


def _compile(source: str) -> str:
    task = {
        "language": "Solidity",
        "sources": {"Small.sol": {"content": source}},
        "settings": {
            "evmVersion": "cancun",
            "outputSelection": {"*": {"*": ["abi", "evm.bytecode.object"]}},
        },
    }
    done = subprocess.run(
        ["node", str(ROOT / "tools" / "solc.js"), "--standard-json"],
        input=json.dumps(task),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.dumps(json.loads(done.stdout)["contracts"]["Small.sol"]["Small"])


def small_on(chain: Chain) -> Contract:
    """A Small owned by TEST::0, counting from 5."""
    owner = ape_signer(chain, "TEST::0")
    address, _receipt = deploy(chain, "Small", [owner.address, 5], owner)
    return Contract(chain, "Small", address)


@pytest.fixture
def small(either: Chain, small_artifact: Artifact) -> Contract:
    """A Small on either chain."""
    return small_on(either)


@pytest.fixture
def small_anvil(chain: Chain, small_artifact: Artifact) -> Contract:
    """A Small on Anvil."""
    return small_on(chain)


@pytest.fixture
def small_embedded(embedded: Chain, small_artifact: Artifact) -> Contract:
    """A Small on the embedded chain."""
    return small_on(embedded)
