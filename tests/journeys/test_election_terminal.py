"""A village's general election at the terminal: the real `daoctl` process, on an Anvil, from the
council's announcement to the first payment."""

from __future__ import annotations

import os
import pty
import subprocess
from functools import partial
from pathlib import Path

import pytest

from daoctl.chain.accounts import account_address
from daoctl.chain.anvil import start_anvil
from daoctl.cli.columns import width
from tests.chain.election_village import (
    ANN,
    BOB,
    CEM,
    COUNCIL,
    ETH,
    REVIEWER,
    electing,
    plan,
)
from tests.journeys.process import DAOCTL, answer, daoctl, environment


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    """Ann with three votes, Bob with two and Cem with one; 1 ETH to be awarded."""
    folder = tmp_path_factory.mktemp("village")
    anvil = start_anvil()
    try:
        with electing(folder, anvil.url) as found:
            yield found
    finally:
        anvil.stop()


def at_a_terminal(folder: Path, *arguments: str, columns: int = 80, **more: str) -> list[str]:
    """The lines that daoctl shows on a terminal so wide."""
    master, slave = pty.openpty()
    env = environment(COLUMNS=str(columns), NO_COLOR="1", **more)
    with subprocess.Popen(
        [*DAOCTL, *arguments], cwd=folder, env=env, stdin=slave, stdout=slave, stderr=slave
    ) as running:
        os.close(slave)
        shown = b""
        while True:
            try:
                part = os.read(master, 65536)
            except OSError:  # Linux says so when the last writer is gone
                break
            if not part:
                break
            shown += part
        assert 0 == running.wait(60), shown.decode()
    os.close(master)
    return shown.decode().splitlines()


def test_an_election_is_led_from_its_announcement_to_the_first_payment(scene):
    """Template, opening, a plan of one's own and one for somebody who agreed, the vote, the recount,
    closing, awarding, the report, the review, and the money arrives."""
    folder, chain = scene.village.folder, scene.chain
    ask = partial(answer, cwd=folder, DAOCTL_RPC=chain.rpc_url)
    bob, cem = account_address(BOB), account_address(CEM)

    template = daoctl(
        "election", "draft", "--kind", "announcement", cwd=folder, DAOCTL_RPC=chain.rpc_url
    )
    (folder / "election.md").write_text(template.stdout.replace("seats: 4", "seats: 2"), "utf-8")
    made = ask("election", "open", "election.md", "--yes")
    plan(folder, "mill", account_address(ANN), "0.2 ETH", "0.3 ETH", title="水車小屋の修理と水路")
    plan(folder, "songs", cem, "0.1 ETH", title="Song book")
    ask("election", "nominate", "1", "mill.md", "--account", ANN, "--yes")
    ask("election", "consent", "1", "songs.md", "--nominator", bob, "--account", CEM, "--yes")
    consent = ("--consent", "songs.consent-1.json")
    ask("election", "nominate", "1", "songs.md", *consent, "--account", BOB, "--yes")
    assert (1, 2) == (made["number"], made["seats"])

    chain.advance_to(made["voting_from"] + 1)
    ask("election", "cast", "1", "1", "--account", ANN, "--yes")
    ask("election", "cast", "1", "2", "--account", BOB, "--yes")
    shown = at_a_terminal(
        folder, "election", "show", "1", DAOCTL_RPC=chain.rpc_url, DAOCTL_LANG="ja", TZ="Asia/Tokyo"
    )
    assert max(map(width, shown[:-1])) <= 80
    drawn = [line for line in shown if "##" in line]
    assert ["* 1  水車小屋の修理と水路", "* 2  Song book"] == [
        line.partition("  #")[0].rstrip() for line in drawn
    ]
    assert 1 == len({width(line[: line.index(" ETH") - 3]) for line in drawn})
    tally = ask("election", "tally", "1", "--voter", bob)
    assert ([2], True) == (tally["voter"]["candidates"], tally["recount"]["matches_chain"])

    chain.advance_to(made["voting_to"] + 1)
    closed = ask("election", "close", "1", "--account", BOB, "--yes")
    award = ask("election", "award", "1", "--account", BOB, "--yes")
    assert ([1, 2], str(6 * ETH // 10)) == (closed["elected"], closed["reserved"])
    assert [1, 2] == [one["grant"] for one in award["awards"]]

    before = chain.balance(cem)
    (folder / "report.md").write_text("It is printed.\n", "utf-8")
    ask("project", "report", "2", "1", "report.md", "--account", CEM, "--yes")
    ask("project", "approve", "2", "1", "--report", "report.md", "--account", REVIEWER, "--yes")
    ask("project", "claim", "2", "--account", COUNCIL, "--yes")
    # What Cem paid in fees is nothing beside it.
    assert ETH // 10 == chain.balance(cem) - before
