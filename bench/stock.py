"""OpenZeppelin's stock contract, compiled as ours are: same compiler, same settings."""

from __future__ import annotations

import json
import os
import subprocess
from hashlib import sha256
from pathlib import Path
from typing import Any

from daoctl.chain.accounts import KeySigner
from daoctl.chain.connection import Chain
from daoctl.chain.contracts import Contract, add_artifacts, read_manifest
from daoctl.chain.sending import deploy

ROOT = Path(__file__).resolve().parents[1]
SOURCE = Path(__file__).with_name("StockVillager.sol")
NAME = "StockVillager"


def deploy_stock(chain: Chain, owner: KeySigner) -> Contract:
    """The stock token, deployed and owned by `owner`."""
    add_artifacts(read_manifest(_manifest()).values())
    address, _receipt = deploy(chain, NAME, [owner.address], owner)
    return Contract(chain, NAME, address)


def settings() -> dict[str, Any]:
    """The compiler's settings of ape-config.yaml, as Standard JSON has them."""
    import yaml

    given = yaml.safe_load((ROOT / "ape-config.yaml").read_text("utf-8"))["solidity"]
    return {
        "evmVersion": given["evm_version"],
        "optimizer": {"enabled": given["optimize"], "runs": given["optimization_runs"]},
        "remappings": given["import_remapping"],
        "outputSelection": {"*": {"*": ["abi", "evm.bytecode.object"]}},
    }


def _manifest() -> str:
    """The compiled contract as a manifest. The compiler takes seconds to load and the contract
    hardly ever changes, so the result is kept."""
    task = {
        "language": "Solidity",
        "sources": {SOURCE.name: {"content": SOURCE.read_text("utf-8")}},
        "settings": settings(),
    }
    given = json.dumps(task) + (ROOT / "package-lock.json").read_text("utf-8")
    kept = ROOT / ".build" / f"stock-{sha256(given.encode()).hexdigest()[:16]}.json"
    if not kept.exists():
        kept.parent.mkdir(exist_ok=True)
        written = kept.with_suffix(f".{os.getpid()}")
        written.write_text(_compile(task), "utf-8")
        written.replace(kept)
    return kept.read_text("utf-8")


def _compile(task: dict[str, Any]) -> str:
    done = subprocess.run(
        ["node", str(ROOT / "tools" / "solc.js"), "--standard-json", "--base-path", str(ROOT)],
        input=json.dumps(task),
        capture_output=True,
        text=True,
        check=True,
    )
    answer = json.loads(done.stdout)
    wrong = [one for one in answer.get("errors", []) if one["severity"] == "error"]
    if wrong:
        raise SystemExit("\n".join(one["formattedMessage"] for one in wrong))
    made = answer["contracts"][SOURCE.name][NAME]
    code = {"bytecode": "0x" + made["evm"]["bytecode"]["object"]}
    return json.dumps({"contractTypes": {NAME: {"abi": made["abi"], "deploymentBytecode": code}}})
