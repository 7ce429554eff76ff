"""`ape run …` in the checkout: the same verbs, for who works with Ape anyway."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from daoctl.chain.accounts import account_address
from daoctl.chain.anvil import start_anvil
from daoctl.charter.authority import CONTRACTS
from tests.chain.governance_village import Scene, founded
from tests.journeys.process import answer, environment

ROOT = Path(__file__).resolve().parents[2]
ANN, BOB = "TEST::0", "TEST::1"


def ape_run(*words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """`ape run …` as somebody types it in the checkout."""
    return subprocess.run(
        [str(Path(sys.executable).with_name("ape")), "run", *words],
        cwd=ROOT,
        env=environment(**settings),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """A village of Ann with three votes and Bob with two."""
    anvil = start_anvil()
    tokens = {account_address(ANN): 3, account_address(BOB): 2}
    try:
        with founded(tmp_path_factory.mktemp("village"), tokens, rpc=anvil.url) as made:
            yield made
    finally:
        anvil.stop()


def test_a_holder_votes_and_delegates_from_a_script(scene: Scene) -> None:
    """With the village's address and a node: the options, words and exit codes are the verb's."""
    village, rpc = scene.village, str(scene.chain.rpc_url)
    (village.folder / "well.md").write_text("---\ntitle: A well\nkind: text\n---\n\nDig.\n")
    submit = ("proposal", "submit", "well.md", "--account", ANN, "--yes", "--rpc", rpc)
    made = answer(*submit, cwd=village.folder)
    scene.chain.advance_to(made["opens"] + 1)
    named = f"ethereum:local:foundry:{village.record.addresses['charter']}"
    where = {"DAOCTL_VILLAGE": named, "DAOCTL_RPC": rpc}

    vote = ape_run("vote", "1", "for", "--account", ANN, "--yes", "--json", **where)
    other = ape_run("vote", "1", "against", "--account", ANN, "--yes", **where)
    given = ape_run("delegate", account_address(ANN), "--account", BOB, "--yes", "--json", **where)

    assert (0, 3, 0) == (vote.returncode, other.returncode, given.returncode), vote.stderr
    assert 3 == json.loads(vote.stdout)["power"]
    assert "has voted for already" in other.stderr
    assert account_address(ANN) == json.loads(given.stdout)["delegate"]


def test_a_developer_deploys_and_verifies_from_a_script(scene: Scene, tmp_path: Path) -> None:
    """What `deploy` founded, `verify` finds as published, and writes what an explorer asks for:
    the input, and the constructor's arguments."""
    rpc = str(scene.chain.rpc_url)
    text = (scene.village.folder / "village.toml").read_text("utf-8")
    later = text.replace("2020-01-01T00:00:00", "2095-01-01T00:00:00").replace("2095-03", "2096-03")
    (tmp_path / "village.toml").write_text(later, "utf-8")
    out = tmp_path / "inputs"
    where = {"DAOCTL_VILLAGE": str(tmp_path), "DAOCTL_RPC": rpc}

    deployed = ape_run("deploy", "--account", "TEST::7", "--yes", "--json", **where)
    verified = ape_run("verify", "--out", str(out), "--json", **where)
    scene.chain.node.wire.request(  # type: ignore[attr-defined]
        "anvil_setCode",
        next(
            one["address"]
            for one in json.loads(verified.stdout)["contracts"]
            if one["key"] == "sale"
        ),
        "0x00",
    )
    differs = ape_run("verify", "--out", str(out), **where)

    assert (0, 0, 5) == (deployed.returncode, verified.returncode, differs.returncode), (
        deployed.stderr + verified.stderr
    )
    contracts = {one["contract"]: one for one in json.loads(verified.stdout)["contracts"]}
    assert set(CONTRACTS.values()) == set(contracts)
    assert {"same"} == {one["verdict"] for one in contracts.values()}
    founder = account_address("TEST::7")[2:].lower()
    assert founder.rjust(64, "0") == contracts["AccessManager"]["arguments"]
    for name, one in contracts.items():
        given = json.loads(Path(one["input"]).read_text("utf-8"))
        assert ("Solidity", True) == (given["language"], one["source"] in given["sources"])
        assert one["arguments"] == (out / f"{name}.arguments.txt").read_text().strip()
    assert "VillagerSale" in differs.stderr
