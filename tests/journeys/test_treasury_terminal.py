"""Where the money goes, at the terminal: the real `daoctl` process, on an Anvil."""

from __future__ import annotations

import hashlib
import json
from functools import partial

import pytest

from daoctl.chain.accounts import account_address
from daoctl.chain.anvil import start_anvil
from tests.chain.governance_village import founded
from tests.chain.treasury_village import ETH, meddle, money
from tests.journeys.process import answer, daoctl

ANN, BOB, REVIEWER = "TEST::0", "TEST::1", "TEST::3"
SEEDS = "0x00000000000000000000000000000000000000B0"


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    """A village of Ann, with 10 ETH; Bob carries out a project."""
    folder = tmp_path_factory.mktemp("村")
    anvil = start_anvil()
    try:
        with founded(
            folder,
            {account_address(ANN): 3},
            rpc=anvil.url,
            reviewer=account_address(REVIEWER),
            fill=money([account_address(BOB)]),
        ) as found:
            yield found
    finally:
        anvil.stop()


@pytest.fixture
def ask(scene):
    """What daoctl answers with --json in the village's folder."""
    return partial(answer, cwd=scene.village.folder, DAOCTL_RPC=scene.chain.rpc_url)


@pytest.fixture
def run(scene):
    """Runs daoctl in the village's folder."""
    return partial(daoctl, cwd=scene.village.folder, DAOCTL_RPC=scene.chain.rpc_url)


def test_the_village_pays_what_it_voted_for(scene, ask):
    """From `treasury pay` to the money's arrival, by the commands that each step names."""
    before = scene.chain.balance(SEEDS)
    draft = ask("treasury", "pay", "0.5 ETH", SEEDS, "--memo", "種もみ")
    made = ask(*draft["submit"].split()[1:], "--account", ANN, "--yes")
    number = str(made["number"])
    scene.chain.advance_to(made["opens"] + 10)
    ask("vote", "cast", number, "賛成", "--account", ANN, "--yes")
    scene.chain.advance_to(made["closes"] + 1)
    queued = ask("proposal", "queue", number, "--account", ANN, "--yes")
    scene.chain.advance_to(queued["eta"])
    ask("proposal", "execute", number, "--account", ANN, "--yes")
    shown = ask("treasury", "show")

    assert ETH // 2 == scene.chain.balance(SEEDS) - before
    assert str(10 * ETH - ETH // 2) == shown["assets"][0]["balance"]
    assert (True, True) == (shown["adds_up"], shown["matches_events"])


def test_a_project_is_reported_approved_and_paid(scene, ask, run):
    """With a report's Japanese name, the wrong file refused (1), the recipient's approval too (3),
    and a question that nobody is there to answer (2)."""
    (scene.village.folder / "実績報告.md").write_text("# できました\n", "utf-8")
    (scene.village.folder / "別.md").write_text("# 別\n", "utf-8")
    sha = hashlib.sha256("# できました\n".encode()).hexdigest()
    ask("project", "report", "1", "1", "実績報告.md", "--yes")
    approve = ("project", "approve", "1", "1")
    codes = [
        run(*approve, "--report", "別.md", "--yes").returncode,
        run(*approve, "--account", BOB, "--yes").returncode,
        run(*approve).returncode,
    ]
    ask(*approve, "--report", "実績報告.md", "--yes")
    paid = ask("project", "claim", "1", "--account", ANN, "--yes")
    again = ask("project", "claim", "1", "1", "--account", ANN, "--yes")
    words = run("project", "show", "1", DAOCTL_LANG="ja")

    assert [1, 3, 2] == codes
    assert [("paid", f"0x{sha}")] == [(m["status"], m["report_hash"]) for m in paid["milestones"]]
    assert again["already"]
    assert (0, True) == (words.returncode, sha in words.stdout)


def test_books_that_differ_end_with_5_and_their_data(scene, run):
    """A script can tell, and still read what was found."""
    wire = scene.chain.node.wire
    before = wire.request("evm_snapshot")
    holding = int(wire.request("eth_getBalance", scene.village.treasury.address, "latest"), 16)
    reserved = scene.village.treasury.read("reserved", "0x" + "0" * 40)
    meddle(scene.chain, scene.village.treasury.address, 0, reserved, 1)
    done = run("treasury", "show", "--json")
    wire.request("evm_revert", before)

    assert 5 == done.returncode
    assert (str(holding), False) == (
        json.loads(done.stdout)["assets"][0]["balance"],
        json.loads(done.stdout)["adds_up"],
    )
