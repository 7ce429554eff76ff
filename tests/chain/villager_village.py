"""A small village with sale phases for the tests of its people, founded by the real deployment on
an Anvil of its own, at a fixed moment."""

from __future__ import annotations

import contextlib
import json
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from daoctl.chain.accounts import Signer, ape_signer
from daoctl.chain.anvil import start_anvil
from daoctl.chain.connection import Chain, connect
from daoctl.chain.contracts import Call, add_artifacts, read_manifest
from daoctl.chain.journal import Journal
from daoctl.chain.sending import Receipt, deploy, send
from daoctl.charter.deployment import Deployment, prepare_founding
from daoctl.charter.folder import private_folder
from daoctl.charter.village import Village
from daoctl.times import DAY
from daoctl.units import checksum

ROOT = Path(__file__).resolve().parents[2]
START = 1_893_456_000  # 2030-01-01 09:00 JST
# When each phase opens and closes, as the charter below has it.
OPENS = START + 3 * DAY - 9 * 3600 + 12 * 3600
LISTED_OPENS = OPENS + 5 * DAY
CLOSES = OPENS + 10 * DAY

CHARTER = """
[village]
name = "ほしの村"
short_name = "Hoshino"
symbol = "HOSHI"

[roles]
council = "TEST::1"
issuer = "TEST::2"
reviewer = "TEST::3"

[villager]
max_supply = 24
resident_reserve = 8
votes_per_holder = 2

[[villager.phase]]
name = "第一期"
price = "0.03 ETH"
opens = 2030-01-04T12:00:00+09:00
closes = 2030-01-14T12:00:00+09:00
cap = 10
wallet_limit = 5
activity_budget = "30%"
budget = "activity"

[[villager.phase]]
name = "限定"
price = "0.01 ETH"
opens = 2030-01-09T12:00:00+09:00
closes = 2030-01-14T12:00:00+09:00
cap = 4
wallet_limit = 3
allowlist = "allowlist.csv"

[[villager.phase]]
name = "コイン"
price = "3 COIN"
opens = 2030-01-04T12:00:00+09:00
closes = 2030-01-14T12:00:00+09:00
cap = 16
wallet_limit = 16
activity_budget = "10%"
budget = "coins"

[certificate]
valid_for = "30 days"
tiers = ["basic", "premium"]
daily_issue_limit = 3

[governance]
quorum = "> 10%"
proposals_open = 2030-02-01T00:00:00+09:00

[treasury]
assets = ["ETH", {{ symbol = "COIN", address = "{coin}", decimals = 2 }}]

[[treasury.budget]]
name = "activity"
asset = "ETH"
expires = 2030-01-12T12:00:00+09:00

[[treasury.budget]]
name = "coins"
asset = "COIN"
expires = 2031-03-31T23:59:59+09:00
"""


def person(number: int) -> str:
    """Somebody's address; nobody has its key."""
    return checksum(f"0x{number + 0xBEEF00:040x}")


@dataclass(frozen=True)
class Scene:
    """A founded village and the accounts of its offices."""

    village: Village

    @property
    def chain(self) -> Chain:
        return self.village.chain

    def account(self, number: int) -> Signer:
        """TEST::0 founded it and holds all coins; 1 is the council, 2 the issuer; 4 and on are
        anybody."""
        return ape_signer(self.chain, f"TEST::{number}")

    def do(self, calls: Sequence[Call], account: int) -> list[Receipt]:
        """Sends the calls in their order."""
        return [send(self.chain, call, self.account(account)) for call in calls]


@contextlib.contextmanager
def founded(folder: Path) -> Iterator[Scene]:
    """The village, just founded; no phase is open yet."""
    anvil = start_anvil(timestamp=START)
    try:
        with connect("ethereum:local:foundry", rpc=anvil.url) as chain:
            founder = ape_signer(chain, "TEST::0")
            add_artifacts(read_manifest(_coin()).values())
            coin, _receipt = deploy(chain, "SaleCoin", [founder.address, 10**9], founder)
            (folder / "village.toml").write_text(CHARTER.format(coin=coin), "utf-8")
            founding = prepare_founding(chain, folder, founder.address)
            with Journal.of(chain, private_folder(folder) / "journal.db") as journal:
                made = Deployment(chain, founding, journal, founder).run(folder)
            yield Scene(made.village)
    finally:
        anvil.stop()


def _coin() -> str:
    """tests/chain/SaleCoin.sol, compiled, as a manifest."""
    source = Path(__file__).with_name("SaleCoin.sol")
    task = {
        "language": "Solidity",
        "sources": {"SaleCoin.sol": {"content": source.read_text("utf-8")}},
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
    made = json.loads(done.stdout)["contracts"]["SaleCoin.sol"]["SaleCoin"]
    code = {"bytecode": "0x" + made["evm"]["bytecode"]["object"]}
    return json.dumps(
        {"contractTypes": {"SaleCoin": {"abi": made["abi"], "deploymentBytecode": code}}}
    )
