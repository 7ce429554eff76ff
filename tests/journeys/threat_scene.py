"""A village for the journeys of those who would harm it: founded by the real `daoctl deploy`, and
every command a real daoctl process (tests/journeys/warm.py)."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from daoctl.chain.accounts import account_address
from daoctl.chain.anvil import start_anvil
from daoctl.chain.rpc import RpcNode
from daoctl.chain.wire import Wire
from daoctl.times import DAY, HOUR
from daoctl.units import checksum
from tests.journeys.process import environment

NETWORK = "ethereum:local:foundry"
START = 1_893_456_000  # 2030-01-01 09:00 JST, the first second of a day in UTC
SALE_OPENS = START + 3 * DAY + 3 * HOUR
FOUNDER, COUNCIL, ISSUER, DEPUTY, REVIEWER = (f"TEST::{number}" for number in range(5))
HANA, KEN, MIO, NEW, THIEF = (f"TEST::{number}" for number in range(5, 10))

CHARTER = """
[village]
name = "ほしの村"
short_name = "Hoshino"
symbol = "HOSHI"

[roles]
council = "{council}"
issuer = ["{issuer}", "{deputy}"]
reviewer = "{reviewer}"

[villager]
max_supply = 2000
resident_reserve = 500

[[villager.phase]]
name = "first"
price = "0.03 ETH"
opens = 2030-01-04T12:00:00+09:00
closes = 2030-01-14T12:00:00+09:00
cap = 100
wallet_limit = 5
activity_budget = "30%"
budget = "activity"

[certificate]
daily_issue_limit = 6

[governance]
electorate = "certificate"
quorum = "> 10%"
proposals_open = 2030-01-01T10:00:00+09:00

[[treasury.budget]]
name = "activity"
asset = "ETH"
expires = 2031-03-31T23:59:59+09:00
awarder = "election"
ceiling = "100%"
"""


def nobody(number: int) -> str:
    """An address whose key nobody has."""
    return checksum(f"0x{number + 0xBAD000:040x}")


def at(account: str) -> str:
    """The address of one of the test accounts."""
    return account_address(account)


@dataclass
class Threatened:
    """A folder of the village, its chain, and the command `daoctl`."""

    folder: Path
    rpc: str
    command: Path

    @property
    def node(self) -> RpcNode:
        """The chain, asked directly."""
        return RpcNode(Wire(self.rpc))

    @property
    def addresses(self) -> dict[str, str]:
        """The village's contracts by key, from the public record."""
        record = (self.folder / "deployments" / "31337.json").read_text("utf-8")
        found: dict[str, str] = json.loads(record)["addresses"]
        return found

    def elsewhere(self, folder: Path) -> Threatened:
        """The same chain from an empty folder: another computer."""
        folder.mkdir(exist_ok=True)
        return Threatened(folder, self.rpc, self.command)

    def run(self, *arguments: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        """Runs `daoctl` and expects that exit code."""
        done = subprocess.run(
            [self.command / "daoctl", *arguments],
            cwd=self.folder,
            env=environment(DAOCTL_RPC=self.rpc),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert code == done.returncode, (arguments, done.stdout, done.stderr)
        return done

    def json(self, *arguments: str, code: int = 0) -> Any:
        """What it answers with --json."""
        return json.loads(self.run(*arguments, "--json", code=code).stdout)

    def act(self, account: str, *arguments: str) -> Any:
        """A command that sends, signed by that account; its answer."""
        return self.json(*arguments, "--account", account, "--yes")

    def refused(self, account: str, *arguments: str, code: int = 3) -> str:
        """What is said to a command that must not succeed, by default because the chain refuses."""
        return self.run(*arguments, "--account", account, "--yes", code=code).stderr

    def write(self, name: str, *lines: str) -> str:
        """A file in the folder; its name."""
        (self.folder / name).write_text("\n".join(lines) + "\n", "utf-8")
        return name

    def propose(self, account: str, title: str, *front: str) -> Any:
        """Submits a proposal of that front matter; what the command answered."""
        name = self.write(
            f"{title}.md", "---", f"title: {title}", *front, "---", "", "As was spoken of."
        )
        return self.act(account, "proposal", "submit", name)

    def vote(self, number: int, choice: str, *accounts: str) -> None:
        """Each votes."""
        for account in accounts:
            self.act(account, "vote", "cast", str(number), choice)

    def power(self, who: str, *when: str) -> int:
        """How many votes `daoctl vote power` tells of an address."""
        return int(self.json("vote", "power", who, *when)["votes"])

    def block(self) -> Any:
        """The latest block."""
        return self.node.block()

    def until(self, moment: int) -> None:
        """Lets time pass, if it is not that late already."""
        if moment > self.block().timestamp:
            self.node.advance_to(moment)

    def execute(self, made: Any) -> None:
        """Takes a proposal that was voted on to its end; anybody may."""
        number = str(made["number"])
        self.until(made["closes"] + HOUR)
        queued = self.act(NEW, "proposal", "queue", number)
        self.until(queued["eta"] + HOUR)
        assert "Executed" == self.act(NEW, "proposal", "execute", number)["state"]


@contextmanager
def threatened(folder: Path) -> Iterator[Threatened]:
    """The chain and the command, with the charter in an empty folder; nothing is founded yet."""
    from tests.journeys.warm import warm

    offices = {"council": COUNCIL, "issuer": ISSUER, "deputy": DEPUTY, "reviewer": REVIEWER}
    text = CHARTER.format(**offices)
    (folder / "village.toml").write_text(text, "utf-8")
    anvil = start_anvil(timestamp=START)
    # A socket's path must be short, and pytest's folders are not.
    try:
        with (
            tempfile.TemporaryDirectory() as short,
            warm(Path(short), environment()) as command,
        ):
            yield Threatened(folder, anvil.url, command)
    finally:
        anvil.stop()


def found(village: Threatened) -> None:
    """Founds the village, and brings it to its second day: Hana, Ken and Mio have a certificate
    each, and so have three whose keys nobody uses."""
    village.act(FOUNDER, "deploy")
    residents = [*map(at, (HANA, KEN, MIO)), *map(nobody, range(3))]
    rows = [f"{who},basic,400 days" for who in residents]
    file = village.write("residents.csv", "address,tier,valid_for", *rows)
    assert 6 == village.act(ISSUER, "certificate", "issue", file)["issued"]
    village.until(START + DAY + HOUR)
