"""OpenZeppelin's stock contracts, compiled as ours are: same compiler, same settings."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from daoctl.chain.accounts import KeySigner
from daoctl.chain.connection import Chain
from daoctl.chain.contracts import Contract, add_artifacts, read_manifest
from daoctl.chain.sending import created_address, deploy, next_nonce

ROOT = Path(__file__).resolve().parents[1]
SOURCES = tuple(Path(__file__).with_name(f"Stock{name}.sol") for name in ("Villager", "Governor"))
NAMES = ("StockVillager", "StockTimelock", "StockGovernor")


@dataclass(frozen=True)
class Stock:
    """The stock token, and the stock Governor whose electorate it is."""

    villager: Contract
    governor: Contract


def deploy_stock(chain: Chain, owner: KeySigner, ours: Contract, delay: int) -> Stock:
    """The stock contracts; the token is owned by `owner`, the Governor has the settings of `ours`
    and a timelock of `delay` seconds."""
    add_artifacts(read_manifest(_manifest()).values())
    token, timelock, governor = NAMES
    votes, _receipt = deploy(chain, token, [owner.address], owner)
    foreseen = created_address(owner.address, next_nonce(chain, owner.address) + 1)
    hands, _receipt = deploy(chain, timelock, [delay, [foreseen]], owner)
    settings = ("votingDelay", "votingPeriod", "proposalThreshold", "lateQuorumVoteExtension")
    terms = [votes, hands, *(ours.read(name) for name in settings)]
    mouth, _receipt = deploy(chain, governor, terms, owner)
    if mouth != foreseen:
        raise SystemExit("The stock timelock was told another Governor.")
    return Stock(Contract(chain, token, votes), Contract(chain, governor, mouth))


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
    """The compiled contracts as a manifest. The compiler takes seconds to load and the contracts
    hardly ever change, so the result is kept."""
    task = {
        "language": "Solidity",
        "sources": {file.name: {"content": file.read_text("utf-8")} for file in SOURCES},
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
    made = {
        name: contract
        for file in SOURCES
        for name, contract in answer["contracts"][file.name].items()
        if name in NAMES
    }
    return json.dumps({"contractTypes": {name: _type(one) for name, one in made.items()}})


def _type(made: dict[str, Any]) -> dict[str, Any]:
    code = {"bytecode": "0x" + made["evm"]["bytecode"]["object"]}
    return {"abi": made["abi"], "deploymentBytecode": code}
