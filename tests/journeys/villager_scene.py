"""A village for the journeys of its people: founded once by the real `daoctl deploy`, and given to
each test as it was, in a folder of its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from daoctl.chain.anvil import start_anvil
from daoctl.chain.rpc import RpcNode
from daoctl.chain.wire import Wire
from daoctl.cli.app import main
from daoctl.units import checksum
from tests.journeys.process import answer, environment

START = 1_893_456_000  # 2030-01-01 09:00 JST
OPENS = START + 3 * 86_400 + 3 * 3600
LISTED_OPENS = OPENS + 5 * 86_400
PASSPHRASE = {"DAOCTL_REGISTER_PASSPHRASE": "four quiet words here"}

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
max_supply = 2000
resident_reserve = 500

[[villager.phase]]
name = "第一期"
price = "0.03 ETH"
opens = 2030-01-04T12:00:00+09:00
closes = 2030-01-14T12:00:00+09:00
cap = 100
wallet_limit = 5
activity_budget = "30%"
budget = "activity"

[[villager.phase]]
name = "限定"
price = "0.01 ETH"
opens = 2030-01-09T12:00:00+09:00
closes = 2030-01-14T12:00:00+09:00
cap = 40
wallet_limit = 3
allowlist = "allowlist.csv"

[certificate]
tiers = ["basic", "premium"]
daily_issue_limit = 300

[governance]
quorum = "> 10%"
proposals_open = 2030-02-01T00:00:00+09:00

[[treasury.budget]]
name = "activity"
asset = "ETH"
expires = 2031-03-31T23:59:59+09:00
"""


def person(number: int) -> str:
    """Somebody's address; nobody has its key."""
    return checksum(f"0x{number + 0xBEEF00:040x}")


@dataclass
class Journey:
    """A village's folder and its chain."""

    folder: Path
    rpc: str

    @property
    def node(self) -> RpcNode:
        """The chain, asked directly."""
        return RpcNode(Wire(self.rpc))

    def write(self, name: str, *rows: str) -> str:
        """A table in the folder; its name."""
        (self.folder / name).write_text("\n".join(rows) + "\n", "utf-8")
        return name

    def advance_to(self, moment: int) -> None:
        """Lets time pass."""
        self.node.advance_to(moment)

    def transactions(self, address: str) -> int:
        """How many transactions an account has sent."""
        return self.node.nonces([address])[0]


def refused(*arguments: str, cwd: Path, capsys: Any, monkeypatch: Any) -> tuple[int, str, str]:
    """The exit code, data and talk of a command that is refused, run in this process: starting a
    new one for each typing error would take most of the tests' time."""
    monkeypatch.chdir(cwd)
    for name, value in environment().items():
        monkeypatch.setenv(name, value)
    capsys.readouterr()
    code = main(arguments)
    said = capsys.readouterr()
    return code, said.out, said.err


def scene(folder: Path) -> Iterator[Journey]:
    """The founded village, for a fixture of a whole module."""
    anvil = start_anvil(timestamp=START)
    try:
        (folder / "village.toml").write_text(CHARTER, "utf-8")
        answer("deploy", "--rpc", anvil.url, "--account", "TEST::0", "--yes", cwd=folder)
        yield Journey(folder, anvil.url)
    finally:
        anvil.stop()


@contextmanager
def fresh(founded: Journey, folder: Path) -> Iterator[Journey]:
    """The village as it was founded, in another folder, whatever happens meanwhile."""
    wire: Any = founded.node.wire
    before = wire.request("evm_snapshot")
    shutil.copytree(founded.folder, folder, dirs_exist_ok=True)
    try:
        yield Journey(folder, founded.rpc)
    finally:
        wire.request("anvil_dropAllTransactions")
        wire.request("evm_setAutomine", True)
        wire.request("evm_revert", before)
