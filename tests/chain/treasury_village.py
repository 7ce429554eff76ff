"""A village with money for the tests of its treasury: a budget, an election's reservation, and
projects, all made by the deployer before the handover."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from daoctl.chain.accounts import Signer, ape_signer
from daoctl.chain.codec import keccak
from daoctl.chain.connection import Chain
from daoctl.chain.contracts import Artifact, Call, Contract, add_artifacts, read_manifest
from daoctl.chain.sending import deploy, send
from daoctl.charter.founding import Addresses
from daoctl.times import DAY
from daoctl.units import ZERO_ADDRESS
from tests.chain.governance_village import DEPLOYER, Fill

ROOT = Path(__file__).resolve().parents[2]
ETH = 10**18
# What the treasury of every scene gets, and what its projects are.
GIFT = 10 * ETH
BUDGET = 4 * ETH
RESERVED = ETH
MILESTONES = [(ETH // 2, 30), (ETH // 4, 60), (ETH // 4, 90)]
PLAN_URI = "https://example.org/mihon/plan.md"
# PUSH1 0, PUSH1 0, REVERT: an account that takes no money.
REVERTING = "0x60006000fd"


def plan(
    recipient: str,
    asset: str = ZERO_ADDRESS,
    milestones: Iterable[tuple[int, int]] = MILESTONES,
) -> tuple[object, ...]:
    """A plan as the treasury takes it."""
    return (recipient, asset, list(milestones), b"\7" * 32, PLAN_URI)


def money(recipients: Iterable[str], *, days: int = 300) -> Fill:
    """10 ETH; budget 2 ("祭り", 4 ETH less what follows), 1 ETH of it reserved; for each recipient a
    project of 1 ETH in three milestones, the first from the budget, the others from free money."""

    def calls(chain: Chain, at: Addresses) -> Iterable[Call]:
        treasury = Contract(chain, "VillageTreasury", at["treasury"])
        give(chain, treasury.address, GIFT)
        expires = chain.now() + days * DAY
        # Before the roles are set, the deployer is what an election will be later.
        yield treasury.call(
            "openBudget", ZERO_ADDRESS, BUDGET, expires, "祭り", DEPLOYER.address, 5000
        )
        yield treasury.call("reserve", 2, RESERVED)
        for place, who in enumerate(recipients):
            yield treasury.call("award", 0 if place else 2, plan(who))

    return calls


def give(chain: Chain, to: str, wei: int) -> None:
    """Sends ETH from a rich test account."""
    send(chain, Call("", to, "", {}, b"", wei), ape_signer(chain, "TEST::0"))


# ---------------------------------------------------------------- a token


def coin_on(chain: Chain, owner: Signer) -> Contract:
    """A token (Coin.sol) on the chain."""
    add_artifacts([_coin()])
    address, _receipt = deploy(chain, "Coin", [], owner)
    return Contract(chain, "Coin", address)


def _coin() -> Artifact:
    source = Path(__file__).with_name("Coin.sol").read_text("utf-8")
    # The compiler takes seconds to load, and the contract hardly ever changes.
    kept = ROOT / ".build" / f"coin-{sha256(source.encode()).hexdigest()[:16]}.json"
    if not kept.exists():
        kept.parent.mkdir(exist_ok=True)
        written = kept.with_suffix(f".{os.getpid()}")
        written.write_text(_compile(source), "utf-8")
        written.replace(kept)
    made = json.loads(kept.read_text("utf-8"))
    code = {"bytecode": "0x" + made["evm"]["bytecode"]["object"]}
    manifest = {"contractTypes": {"Coin": {"abi": made["abi"], "deploymentBytecode": code}}}
    return read_manifest(json.dumps(manifest))["Coin"]


def _compile(source: str) -> str:
    wanted = {"*": {"*": ["abi", "evm.bytecode.object"]}}
    task = {
        "language": "Solidity",
        "sources": {"Coin.sol": {"content": source}},
        "settings": {"evmVersion": "cancun", "outputSelection": wanted},
    }
    done = subprocess.run(
        ["node", str(ROOT / "tools" / "solc.js"), "--standard-json"],
        input=json.dumps(task),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.dumps(json.loads(done.stdout)["contracts"]["Coin.sol"]["Coin"])


# ---------------------------------------------------------------- meddling with storage


def set_code(chain: Chain, address: str, code: str) -> None:
    """Gives an address code, or takes it away ("0x")."""
    chain.node.wire.request("anvil_setCode", address, code)


def meddle(chain: Chain, treasury: str, key: int, figure: int, by: int) -> None:
    """Adds `by` to the figure in the treasury's storage: the first word that holds it (in its low
    128 bits) in whatever mapping has the key (an asset as a number, a budget). Nobody can do so on
    a real chain: it stands for a contract, or a node, that counts wrongly."""
    wire = chain.node.wire
    for slot in range(20):
        base = int.from_bytes(keccak(key.to_bytes(32, "big") + slot.to_bytes(32, "big")), "big")
        for word in range(base, base + 3):
            found = int(wire.request("eth_getStorageAt", treasury, hex(word), "latest"), 16)
            if found % 2**128 == figure:
                changed = (found + by).to_bytes(32, "big").hex()
                wire.request("anvil_setStorageAt", treasury, hex(word), f"0x{changed}")
                return
    raise AssertionError("no such figure in the treasury's storage")
