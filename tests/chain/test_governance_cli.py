"""What each verb of governance answers: the whole command line, in this process, on an Anvil."""

from __future__ import annotations

import contextlib
import io
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from unittest import mock

import pytest

from daoctl.chain.accounts import account_address
from daoctl.chain.anvil import start_anvil
from daoctl.chain.connection import Chain
from daoctl.cli.app import main
from tests.chain.governance_village import founded

ANN, BOB, CEM, COUNCIL = "TEST::0", "TEST::1", "TEST::2", "TEST::5"
STRANGER = "0x00000000000000000000000000000000000000b0"


class Said(NamedTuple):
    """What a command said."""

    stdout: str
    stderr: str


@dataclass
class Terminal:
    """A terminal in the village's folder."""

    folder: Path
    rpc: str
    chain: Chain

    def run(self, *arguments: str, code: int = 0) -> Said:
        """Runs one command line and expects that exit code."""
        stdout, stderr = io.StringIO(), io.StringIO()
        settings = {
            "DAOCTL_LANG": "en",
            "DAOCTL_RPC": self.rpc,
            "DAOCTL_VILLAGE": str(self.folder),
        }
        with (
            mock.patch.dict(os.environ, settings),
            mock.patch("sys.stdin", io.StringIO()),
            contextlib.redirect_stdout(stdout),
            contextlib.redirect_stderr(stderr),
        ):
            given = main(arguments)
        assert code == given, stderr.getvalue()
        return Said(stdout.getvalue(), stderr.getvalue())

    def json(self, *arguments: str, code: int = 0):
        """What it prints with --json."""
        return json.loads(self.run(*arguments, "--json", code=code).stdout)

    def draft(self, name: str, front: str, text: str = "Because of the harvest.") -> str:
        """A draft's file."""
        content = f"---\ntitle: {name}\n{front}\n---\n\n{text}\n"
        (self.folder / f"{name}.md").write_text(content, "utf-8")
        return str(self.folder / f"{name}.md")

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


def test_doing_a_done_thing_is_success_said_quietly(terminal):
    """Submitting, voting, queueing and executing twice; each too early is exit 3."""
    file = terminal.draft("done", "kind: text")
    looked = terminal.json("proposal", "submit", file, "--account", ANN, "--dry-run")
    first = terminal.json("proposal", "submit", file, "--account", ANN, "--yes")
    again = terminal.json("proposal", "submit", file, "--account", ANN, "--yes")
    number = str(first["number"])
    assert looked["dry_run"] is True
    assert (False, True) == (first["already"], again["already"])
    assert (first["number"], None) == (again["number"], again["tx"])

    terminal.run("vote", "cast", number, "for", "--account", ANN, "--yes", code=3)
    terminal.chain.advance_to(first["opens"] + 10)
    terminal.run("vote", "cast", number, "for", "--account", ANN, "--yes")
    quiet = terminal.json("vote", "cast", number, "賛成", "--account", ANN, "--yes")
    assert (True, 3, None) == (quiet["already"], quiet["power"], quiet["tx"])
    terminal.run("vote", "cast", number, "反対", "--account", ANN, "--yes", code=3)

    terminal.run("proposal", "queue", number, "--account", BOB, "--yes", code=3)
    terminal.chain.advance_to(first["closes"] + 1)
    queued = terminal.json("proposal", "queue", number, "--account", BOB, "--yes")
    assert terminal.json("proposal", "queue", number, "--account", BOB, "--yes")["already"]
    terminal.run("proposal", "execute", number, "--account", BOB, "--yes", code=3)
    terminal.chain.advance_to(queued["eta"])
    done = terminal.json("proposal", "execute", number, "--account", CEM, "--yes")
    assert ("Executed", False) == (done["state"], done["already"])
    assert terminal.json("proposal", "execute", number, "--account", CEM, "--yes")["already"]
    assert terminal.json("proposal", "show", number)["works_now"] is None
    assert number in [str(one["number"]) for one in terminal.json("proposal", "list")]


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


def test_at_a_terminal_the_kind_is_asked(terminal, monkeypatch):
    """Without an argument somebody is asked what shall be proposed, and gets its template."""
    from daoctl.cli import proposal_draft
    from daoctl.cli.options import Shared
    from daoctl.cli.output import Output

    monkeypatch.setattr(Output, "interactive", property(lambda _self: True))
    monkeypatch.setattr("sys.stdin", io.StringIO("pay\n"))
    stdout = io.StringIO()
    with contextlib.redirect_stdout(stdout):
        proposal_draft.run_draft(proposal_draft.DraftOptions(Shared()))

    assert "kind: pay" in stdout.getvalue()


def test_a_draft_is_begun_in_a_file_that_is_not_there_yet(terminal):
    """And never over one that somebody wrote."""
    file = str(terminal.folder / "begun.md")
    terminal.run("proposal", "draft", file, "--kind", "text")
    terminal.run("proposal", "draft", file, "--kind", "pay", code=1)

    assert "kind: text" in Path(file).read_text("utf-8")
    assert "still the template's" in terminal.run("proposal", "draft", file).stderr


def test_a_long_text_is_published_beside_its_draft(terminal):
    """Also when another signer sends it: the file is written with the calldata."""
    file = terminal.draft("long", "kind: text", "村の話。" * 1_000)
    ann = account_address(ANN)
    said = terminal.run("proposal", "submit", file, "--from", ann, "--output", "calldata")
    written = [one for one in terminal.folder.glob("*.md") if one.name in said.stderr]

    assert [f"https://example.org/mihon/{one.name}" in said.stderr for one in written] == [True]
    assert written[0].read_text("utf-8").startswith("# long\n\n村の話。")
