"""Founding a village, as an organiser does it: `daoctl deploy` and `daoctl role list`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from daoctl.chain.anvil import Anvil, start_anvil
from daoctl.chain.connection import connect
from daoctl.chain.contracts import Contract
from daoctl.charter.authority import CONTRACTS
from tests.journeys.process import answer, daoctl, killed_at

FOUNDER = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"
STRANGER = "0x000000000000000000000000000000000000dEaD"

CHARTER = """
[village]
name = "みほんの村"
short_name = "Mihon"
symbol = "MIHON"

[roles]
council = "TEST::1"
issuer = "TEST::2"
reviewer = "TEST::3"

[villager]
max_supply = 500
resident_reserve = 50

[[villager.phase]]
name = "first"
price = "0.03 ETH"
opens = 2095-04-01T12:00:00+09:00
closes = 2095-05-01T12:00:00+09:00
cap = 100
wallet_limit = 5
activity_budget = "30%"
budget = "activity"

[governance]
quorum = "> 10%"
proposals_open = 2095-04-02T00:00:00+09:00

[[treasury.budget]]
name = "activity"
asset = "ETH"
expires = 2096-03-31T23:59:59+09:00
awarder = "election"
ceiling = "50%"
"""


@pytest.fixture
def anvil() -> Iterator[Anvil]:
    """An Anvil of this test's own."""
    running = start_anvil()
    yield running
    running.stop()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a charter."""
    (tmp_path / "village.toml").write_text(CHARTER, "utf-8")
    return tmp_path


def deploy(folder: Path, anvil: Anvil, *more: str) -> dict[str, object]:
    """Founds the village and answers what --json says."""
    found = answer("deploy", "--rpc", anvil.url, "--account", "TEST::0", "--yes", *more, cwd=folder)
    assert isinstance(found, dict)
    return found


def record(folder: Path, chain_id: int = 31337) -> dict[str, str]:
    """The addresses in the public record."""
    text = (folder / "deployments" / f"{chain_id}.json").read_text("utf-8")
    found: dict[str, str] = json.loads(text)["addresses"]
    return found


def nonce(anvil: Anvil) -> int:
    """How many transactions the founder has sent."""
    with connect("ethereum:local:foundry", rpc=anvil.url) as chain:
        return chain.node.nonces([FOUNDER])[0]


def test_founding_gives_every_power_away_and_says_so(folder: Path, anvil: Anvil) -> None:
    """After `deploy` every row of the read-back is as planned, the founder is in none of them, and
    a second run changes nothing."""
    found = deploy(folder, anvil)
    before = nonce(anvil)
    again = deploy(folder, anvil)

    assert found["founded"] is True
    assert again["founded"] is False
    assert before == nonce(anvil)
    rows = found["rows"]
    assert isinstance(rows, list)
    assert [] == [row for row in rows if row["differs"]]
    assert [] == [row for row in rows if FOUNDER in row["found"]]


def test_founding_says_what_elections_may_award(folder: Path, anvil: Anvil) -> None:
    """The plan names the budget that elections award from, and what else is set up for them."""
    done = daoctl("deploy", "--rpc", anvil.url, "--account", "TEST::0", "--dry-run", cwd=folder)

    assert 0 == done.returncode, done.stderr
    assert "Deploy GeneralElection" in done.stderr
    assert "Set within which bounds the council may open elections" in done.stderr
    assert "from which general elections may award up to 50%" in done.stderr


def test_founding_says_what_an_issuers_key_is_worth_where_certificates_decide(
    folder: Path, anvil: Anvil
) -> None:
    """The plan tells how many votes a stolen key changes in a day; where tokens decide, nothing."""
    plan = ("deploy", "--rpc", anvil.url, "--account", "TEST::0", "--dry-run")
    tokens = daoctl(*plan, cwd=folder)
    text = CHARTER.replace("[governance]\n", '[governance]\nelectorate = "certificate"\n')
    (folder / "village.toml").write_text(text, "utf-8")
    certificates = daoctl(*plan, cwd=folder)

    assert "issuer's key" not in tokens.stderr
    assert "can take 500 votes away and make 500 others each day" in certificates.stderr


def test_a_dry_run_sends_nothing(folder: Path, anvil: Anvil) -> None:
    """`--dry-run` names every step and leaves the chain as it was."""
    found = deploy(folder, anvil, "--dry-run")

    assert found["dry_run"] is True
    assert 0 == nonce(anvil)
    assert not (folder / "deployments").exists()


def test_killed_after_every_step_it_never_deploys_twice(folder: Path, anvil: Anvil) -> None:
    """Killed the moment each step is done, and run again each time, the founding ends with as
    many transactions as it has steps, and every power as planned."""
    plan = deploy(folder, anvil, "--dry-run")
    steps = plan["steps"]
    assert isinstance(steps, list)

    kills = 0
    for number in range(1, len(steps)):
        kills += killed_at(
            f" {number}/{len(steps)} ",
            *("deploy", "--rpc", anvil.url, "--account", "TEST::0", "--yes"),
            cwd=folder,
        )
    found = deploy(folder, anvil)

    assert len(steps) - 1 == kills
    assert len(steps) == nonce(anvil)
    rows = found["rows"]
    assert isinstance(rows, list)
    assert [] == [row for row in rows if row["differs"]]


def test_a_power_that_the_charter_does_not_know_is_shown(folder: Path, anvil: Anvil) -> None:
    """When the chain has an issuer whom the charter does not name, `role list` names them and
    exits 5."""
    deploy(folder, anvil)
    before = daoctl("role", "list", cwd=folder)
    at = record(folder)
    with connect("ethereum:local:foundry", rpc=anvil.url) as chain:
        wire = chain.node.wire  # type: ignore[attr-defined]
        call = Contract(chain, CONTRACTS["authority"], at["authority"]).call(
            "grantRole", 3, STRANGER, 0
        )
        wire.request("anvil_setBalance", at["timelock"], hex(10**18))
        wire.request("anvil_impersonateAccount", at["timelock"])
        wire.request(
            "eth_sendTransaction",
            {"from": at["timelock"], "to": call.to, "data": "0x" + call.data.hex()},
        )

    after = daoctl("role", "list", cwd=folder)

    assert 0 == before.returncode, before.stderr
    assert 5 == after.returncode
    assert STRANGER in after.stderr


def test_a_phase_in_the_past_is_refused(folder: Path, anvil: Anvil) -> None:
    """A charter whose sale opened long ago can be read, but no village is founded by it."""
    text = CHARTER.replace("opens = 2095-04-01", "opens = 2021-04-01")
    (folder / "village.toml").write_text(text, "utf-8")

    done = daoctl("deploy", "--rpc", anvil.url, "--account", "TEST::0", "--yes", cwd=folder)

    assert 1 == done.returncode
    assert "first" in done.stderr
    assert 0 == nonce(anvil)


def test_a_network_without_an_address_says_where_to_put_it(folder: Path) -> None:
    """Sepolia without a node's address: no stack of calls, but where to write the address."""
    done = daoctl("deploy", "--network", "base:sepolia:node", "--yes", cwd=folder)

    assert 1 == done.returncode
    assert "--rpc" in done.stderr
    assert "Traceback" not in done.stderr


def test_founding_on_what_calls_itself_sepolia(folder: Path) -> None:
    """On a chain of Sepolia's number the founding waits for no confirmation in vain, and its
    record carries that number."""
    sepolia = start_anvil(chain_id=11155111)
    try:
        found = answer(
            *("deploy", "--network", "ethereum:sepolia:node", "--rpc", sepolia.url),
            *("--account", "TEST::0", "--yes"),
            cwd=folder,
        )
        listed = daoctl("role", "list", cwd=folder)
    finally:
        sepolia.stop()

    assert [] == [row for row in found["rows"] if row["differs"]]
    assert found["village"] == record(folder, 11155111)["charter"]
    assert 0 == listed.returncode, listed.stderr
