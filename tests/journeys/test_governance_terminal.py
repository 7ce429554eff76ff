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

ANN, BOB, CEM, COUNCIL = "TEST::0", "TEST::1", "TEST::2", "TEST::5"
STRANGER = "0x00000000000000000000000000000000000000b0"
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

    def submit(self, name: str, front: str) -> int:
        """Submits a draft as Ann; its number."""
        file = self.draft(name, front)
        found = self.json("proposal", "submit", file, "--account", ANN, "--yes")
        return int(found["number"])


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
    """Template, draft, submit, vote, tally, queue, execute; every JSON as documented."""
    empty = terminal.json("proposal", "list")
    template = terminal.run("proposal", "draft", "--kind", "limits").stdout
    (terminal.folder / "plan.md").write_text(template.replace("500", "250"), "utf-8")
    checked = terminal.json("proposal", "draft", "plan.md")
    assert [] == empty
    assert checked["works_now"] is True
    assert ["Let an issuer issue 250 certificates a day at most"] == [
        action["words"] for action in checked["actions"]
    ]

    looked = terminal.json("proposal", "submit", "plan.md", "--account", ANN, "--dry-run")
    first = terminal.json("proposal", "submit", "plan.md", "--account", ANN, "--yes")
    again = terminal.json("proposal", "submit", "plan.md", "--account", ANN, "--yes")
    number = str(first["number"])
    assert looked["dry_run"] is True
    assert (False, True) == (first["already"], again["already"])
    assert (first["number"], None) == (again["number"], again["tx"])

    shown = terminal.json("proposal", "show", number)
    assert "Pending" == shown["state"]
    assert shown["works_now"] is True
    terminal.run("vote", "cast", number, "for", "--account", ANN, "--yes", code=3)
    terminal.chain.advance_to(shown["opens"] + 10)
    for account, choice in ((ANN, "賛成"), (BOB, "against"), (CEM, "abstain")):
        terminal.run("vote", "cast", number, choice, "--account", account, "--yes")
    quiet = terminal.json("vote", "cast", number, "for", "--account", ANN, "--yes")
    assert (True, 3, None) == (quiet["already"], quiet["power"], quiet["tx"])

    tally = terminal.json("tally", number)
    assert set(tally) == {*SHAPE, "voters", "quorum_reached", "passed"}
    for part, keys in SHAPE.items():
        assert keys == set(tally[part])
    assert {"for": 3, "against": 2, "abstain": 1} == tally["votes"]
    assert ({"cast": 6, "of": 6}, {"cast": 3, "of": 3}) == tuple(tally["turnout"].values())
    assert tally == terminal.json("tally", number, "--lang", "ja")
    terminal.run("proposal", "queue", number, "--account", BOB, "--yes", code=3)
    terminal.chain.advance_to(shown["closes"] + 1)
    words = terminal.run("tally", number)
    assert "more than 10% of 6 votes: 1 needed, 6 cast: reached" in words.stdout
    assert "The proposal passed." in words.stdout

    queued = terminal.json("proposal", "queue", number, "--account", BOB, "--yes")
    terminal.run("proposal", "queue", number, "--account", BOB, "--yes")
    terminal.run("proposal", "execute", number, "--account", BOB, "--yes", code=3)
    terminal.chain.advance_to(queued["eta"])
    done = terminal.json("proposal", "execute", number, "--account", CEM, "--yes")
    assert ("Executed", False) == (done["state"], done["already"])
    assert terminal.json("proposal", "execute", number, "--account", CEM, "--yes")["already"]
    assert terminal.json("proposal", "show", number)["works_now"] is None


def test_a_lost_vote_is_no_failure_and_altered_totals_are_exit_5(terminal):
    """The tally answers whether the chain counted right, not whether people were right."""
    from tests.chain.test_governance_tally import total_slot

    number = terminal.submit("lost", "kind: text")
    terminal.chain.advance_to(terminal.json("proposal", "show", str(number))["opens"] + 10)
    terminal.run("vote", "cast", str(number), "against", "--account", ANN, "--yes")
    honest = terminal.json("tally", str(number))
    governor = terminal.json("proposal", "show", str(number))  # the vote is still open
    assert "Active" == governor["state"]
    assert not honest["passed"]

    record = json.loads(next((terminal.folder / "deployments").glob("*.json")).read_text("utf-8"))
    address = record["addresses"]["governor"]
    slot = total_slot(terminal.chain, address, (3, 0, 0), number)
    terminal.chain.web3.provider.make_request(
        "anvil_setStorageAt", [address, slot, "0x" + (5).to_bytes(32, "big").hex()]
    )
    differs = terminal.run("tally", str(number), code=5)

    assert "votes against: 5 on the chain, 3 recounted" in differs.stderr
    assert terminal.json("tally", str(number), code=5)["recount"]["matches_chain"] is False


def test_the_council_stops_a_proposal_and_a_safe_gets_its_calldata(terminal):
    """The charter names who signs for the council; another council signs elsewhere."""
    number = str(terminal.submit("stopped", f"kind: pay\nto: '{STRANGER}'\namount: 1 ETH"))
    written = terminal.run(
        "proposal", "veto", number, "--reason", "unlawful", "--output", "calldata"
    )
    call = json.loads(written.stdout)
    assert {"to", "value", "data", "words"} == set(call)

    done = terminal.json("proposal", "veto", number, "--reason", "unlawful", "--yes")
    shown = terminal.json("proposal", "show", number)
    again = terminal.json("proposal", "veto", number, "--reason", "unlawful", "--yes")

    assert "Canceled" == done["state"]
    assert {"by": account_address(COUNCIL), "reason": "unlawful"} == shown["veto"]
    assert again["already"]


def test_a_contract_account_proposes_votes_and_delegates_by_calldata(terminal):
    """--from names who will send; it is refused where something would be sent from here."""
    file = terminal.draft("safe", "kind: text")
    ann = account_address(ANN)
    submitted = terminal.run("proposal", "submit", file, "--from", ann, "--output", "calldata")
    delegated = terminal.run("vote", "delegate", STRANGER, "--from", ann, "--output", "calldata")

    assert json.loads(submitted.stdout)["data"].startswith("0x7d5e81e2")  # propose
    assert json.loads(delegated.stdout)["data"].startswith("0x5c19a95c")  # delegate
    terminal.run("proposal", "submit", file, "--from", ann, "--yes", code=2)
    assert list(terminal.folder.glob("*.md"))


def test_mistakes_are_the_users_to_mend(terminal):
    """Exit 1 with lines, exit 2 for a wrong word, and nothing on stdout."""
    file = terminal.draft("wrong", "kind: pay\ntoo: x\namount: 1")
    wrong = terminal.run("proposal", "submit", file, "--account", ANN, "--yes", code=1)
    none = terminal.run("proposal", "draft", code=2)
    kind = terminal.run("proposal", "draft", "--kind", "gift", code=2)
    terminal.run("vote", "cast", "1", "perhaps", "--account", ANN, code=1)
    terminal.run("tally", "77", code=1)

    assert "wrong.md:4: too" in wrong.stderr
    assert "wrong.md:5: amount" in wrong.stderr
    assert "--kind" in none.stderr
    assert "grant-cancel" in kind.stderr
    assert ("", "", "") == (wrong.stdout, none.stdout, kind.stdout)


def test_voting_power_is_told_with_its_reason(terminal):
    """Now, and at a proposal's snapshot."""
    nothing = terminal.json("vote", "power", STRANGER)
    own = terminal.json("vote", "power", "--account", ANN)
    terminal.run("vote", "delegate", STRANGER, "--account", CEM, "--yes")
    moved = terminal.json("vote", "power", account_address(CEM))
    terminal.run("vote", "delegate", "none", "--account", CEM, "--yes")
    back = terminal.json("vote", "power", account_address(CEM))

    assert (0, "none_held") == (nothing["votes"], nothing["reason"])
    assert (3, None) == (own["votes"], own["reason"])
    assert (0, "delegated", 1) == (moved["votes"], moved["reason"], moved["units"])
    assert (1, account_address(CEM)) == (back["votes"], back["delegate"])
