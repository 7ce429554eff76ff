"""A council's year at the terminal: the real `daoctl` process, on an Anvil."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from daoctl.chain.accounts import account_address
from daoctl.chain.anvil import start_anvil
from daoctl.chain.connection import Chain
from tests.chain.governance_village import founded
from tests.chain.test_governance_tally import total_slot

ANN, BOB, CEM, COUNCIL = "TEST::0", "TEST::1", "TEST::2", "TEST::5"
SHAPE = {
    "proposal": {"number", "id", "title", "state"},
    "rule": {"text", "base", "needed"},
    "votes": {"for", "against", "abstain"},
    "turnout": {"votes", "holders"},
    "recount": {"matches_chain", "block"},
    "concentration": {"top_voter", "voters_for_half"},
}


@dataclass
class Terminal:
    """A terminal in the village's folder."""

    folder: Path
    rpc: str
    chain: Chain

    def run(self, *arguments: str, code: int = 0, **more: str) -> subprocess.CompletedProcess[str]:
        """Runs `daoctl` and expects that exit code."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("DAOCTL_")}
        done = subprocess.run(
            [sys.executable, "-m", "daoctl", *arguments],
            cwd=self.folder,
            env={**kept, "DAOCTL_LANG": "en", "DAOCTL_RPC": self.rpc, **more},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert code == done.returncode, done.stderr
        return done

    def json(self, *arguments: str, code: int = 0, **more: str):
        """What it prints with --json."""
        return json.loads(self.run(*arguments, "--json", code=code, **more).stdout)

    def draft(self, name: str, front: str, text: str = "Because of the harvest.") -> str:
        """A draft's file."""
        content = f"---\ntitle: {name}\n{front}\n---\n\n{text}\n"
        (self.folder / f"{name}.md").write_text(content, "utf-8")
        return f"{name}.md"

    def submit(self, name: str, front: str):
        """Submits a draft as Ann; what the command answered."""
        return self.json("proposal", "submit", self.draft(name, front), "--account", ANN, "--yes")


@pytest.fixture(scope="module")
def terminal(tmp_path_factory):
    """A village of three: Ann with three votes, Bob with two, Cem with one."""
    folder = tmp_path_factory.mktemp("village")
    anvil = start_anvil()
    try:
        tokens = {account_address(ANN): 3, account_address(BOB): 2, account_address(CEM): 1}
        council = account_address(COUNCIL)
        with founded(folder, tokens, rpc=anvil.url, council=council) as scene:
            yield Terminal(folder, anvil.url, scene.chain)
    finally:
        anvil.stop()


def test_a_proposal_is_led_from_its_template_to_its_execution(terminal):
    """Template, submit, vote, tally, queue, execute; the tally's JSON as documented."""
    template = terminal.run("proposal", "draft", "--kind", "limits").stdout
    (terminal.folder / "plan.md").write_text(template.replace("500", "250"), "utf-8")
    checked = terminal.json("proposal", "draft", "plan.md")
    made = terminal.json("proposal", "submit", "plan.md", "--account", ANN, "--yes")
    number = str(made["number"])
    assert checked["works_now"] is True
    assert ["Let an issuer issue or renew 250 certificates a day at most"] == [
        action["words"] for action in checked["actions"]
    ]

    terminal.chain.advance_to(made["opens"] + 10)
    for account, choice in ((ANN, "賛成"), (BOB, "against"), (CEM, "abstain")):
        terminal.run("vote", "cast", number, choice, "--account", account, "--yes")
    tally = terminal.json("tally", number)
    assert set(tally) == {*SHAPE, "voters", "quorum_reached", "passed"}
    for part, keys in SHAPE.items():
        assert keys == set(tally[part])
    assert {"for": 3, "against": 2, "abstain": 1} == tally["votes"]
    assert ({"cast": 6, "of": 6}, {"cast": 3, "of": 3}) == tuple(tally["turnout"].values())
    assert tally == terminal.json("tally", number, "--lang", "ja")

    terminal.chain.advance_to(made["closes"] + 1)
    words = terminal.run("tally", number)
    queued = terminal.json("proposal", "queue", number, "--account", BOB, "--yes")
    terminal.chain.advance_to(queued["eta"])
    done = terminal.json("proposal", "execute", number, "--account", CEM, "--yes")
    assert "more than 10% of 6 votes: 1 needed, 6 cast: reached" in words.stdout
    assert "The proposal passed." in words.stdout
    assert ("Executed", False) == (done["state"], done["already"])


def test_a_lost_vote_is_no_failure_and_altered_totals_are_exit_5(terminal):
    """The tally answers whether the chain counted right, not whether people were right."""
    made = terminal.submit("lost", "kind: text")
    number = made["number"]
    terminal.chain.advance_to(made["opens"] + 10)
    terminal.run("vote", "cast", str(number), "against", "--account", ANN, "--yes")
    terminal.chain.advance_to(made["closes"] + 1)
    honest = terminal.json("tally", str(number))
    assert "Defeated" == honest["proposal"]["state"]
    assert not honest["passed"]

    record = json.loads(next((terminal.folder / "deployments").glob("*.json")).read_text("utf-8"))
    governor = record["addresses"]["governor"]
    slot = total_slot(terminal.chain, governor, (3, 0, 0), number)
    terminal.chain.web3.provider.make_request(
        "anvil_setStorageAt", [governor, slot, "0x" + (5).to_bytes(32, "big").hex()]
    )
    differs = terminal.run("tally", str(number), "--json", code=5)

    assert "votes against: 5 on the chain, 3 recounted" in differs.stderr
    assert json.loads(differs.stdout)["recount"]["matches_chain"] is False
