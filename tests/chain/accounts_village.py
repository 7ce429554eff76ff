"""A village whose council is a Safe, founded by the real deployment on an Anvil of its own."""

from __future__ import annotations

import contextlib
import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from daoctl.chain.accounts import ape_signer
from daoctl.chain.anvil import start_anvil
from daoctl.chain.connection import Chain, connect
from daoctl.chain.contracts import Contract, add_artifacts, read_manifest
from daoctl.chain.journal import Journal
from daoctl.chain.sending import deploy
from daoctl.charter.deployment import Deployment, prepare_founding
from daoctl.charter.folder import private_folder
from daoctl.charter.village import Village
from daoctl.cli.options import Format, Shared

ROOT = Path(__file__).resolve().parents[2]
START = 1_893_456_000  # 2030-01-01 09:00 JST
# Somebody whose account is on another computer.
AWAY = "0x00000000000000000000000000000000000a11ce"

CHARTER = """
[village]
name = "ほしの村"
short_name = "Hoshino"
symbol = "HOSHI"

[roles]
council = "{safe}"
issuer = "TEST::2"
reviewer = ["TEST::3", "{away}"]

[villager]
max_supply = 200
resident_reserve = 20

[[villager.phase]]
name = "第一期"
price = "0.03 ETH"
opens = 2030-01-04T12:00:00+09:00
closes = 2030-01-14T12:00:00+09:00
cap = 100
wallet_limit = 5

[governance]
quorum = "> 10%"
proposals_open = 2030-02-01T00:00:00+09:00
"""


@dataclass(frozen=True)
class SafeVillage:
    """The village, its Safe (of TEST::1 and TEST::4, both must sign), and where they are."""

    village: Village
    safe: Contract

    @property
    def chain(self) -> Chain:
        return self.village.chain

    def shared(self, **more: object) -> Shared:
        """The options of a verb that is run on the village."""
        return Shared(
            village=str(self.village.folder),
            network="ethereum:local:foundry",
            rpc=self.chain.rpc_url,
            **more,  # type: ignore[arg-type]
        )

    def written(self, **more: object) -> Shared:
        """The same with --output calldata."""
        return self.shared(output=Format.CALLDATA, **more)


@contextlib.contextmanager
def founded(folder: Path) -> Iterator[SafeVillage]:
    """The village, just founded by TEST::0."""
    anvil = start_anvil(timestamp=START)
    try:
        with connect("ethereum:local:foundry", rpc=anvil.url) as chain:
            founder = ape_signer(chain, "TEST::0")
            owners = [ape_signer(chain, f"TEST::{number}").address for number in (1, 4)]
            add_artifacts(read_manifest(compiled("Safe")).values())
            safe, _receipt = deploy(chain, "Safe", [owners, 2], founder)
            (folder / "village.toml").write_text(CHARTER.format(safe=safe, away=AWAY), "utf-8")
            founding = prepare_founding(chain, folder, founder.address)
            with Journal.of(chain, private_folder(folder) / "journal.db") as journal:
                made = Deployment(chain, founding, journal, founder).run(folder)
            yield SafeVillage(made.village, Contract(chain, "Safe", safe))
    finally:
        anvil.stop()


def compiled(name: str) -> str:
    """tests/chain/<name>.sol, compiled, as a manifest."""
    source = Path(__file__).with_name(f"{name}.sol").read_text("utf-8")
    task = {
        "language": "Solidity",
        "sources": {f"{name}.sol": {"content": source}},
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
    made = json.loads(done.stdout)["contracts"][f"{name}.sol"][name]
    code = {"bytecode": "0x" + made["evm"]["bytecode"]["object"]}
    return json.dumps({"contractTypes": {name: {"abi": made["abi"], "deploymentBytecode": code}}})
