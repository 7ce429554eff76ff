"""A village on its practice chain: its clock, its accounts, and a holder in another folder."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from daoctl.chain.connection import connect
from daoctl.charter.practice import stop
from tests.journeys.process import answer, daoctl


@dataclass(frozen=True)
class Played:
    """A village under rehearsal: its folder, its chain's address, and an open proposal's dates."""

    folder: Path
    url: str
    opens: int
    closes: int

    def until(self, moment: int) -> None:
        """Lets the chain's clock show that moment."""
        with connect("ethereum:local:foundry", self.url) as chain:
            chain.advance_to(moment)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """A village whose residents were welcomed and have a proposal before them."""
    above = tmp_path_factory.mktemp("rehearsal")
    made = answer("init", "hoshino", "--practice", cwd=above)
    folder = above / "hoshino"
    assert ["hoshino/residents.csv", "hoshino/plan.md", "hoshino/report.md"] == made["samples"]
    try:
        url = answer("practice", "start", cwd=folder)["url"]
        for words in ("deploy --yes", "villager welcome residents.csv --yes", "practice skip 3d"):
            answer(*words.split(), cwd=folder)
        proposed = answer(
            "proposal", "submit", "plan.md", "--account", "TEST::4", "--yes", cwd=folder
        )
        yield Played(folder, url, proposed["opens"], proposed["closes"])
    finally:
        stop(folder)


def test_a_vote_opens_when_the_shown_time_says_so(played: Played) -> None:
    """A second before the shown opening a vote is refused, naming that moment; when the practice
    chain shows it, the vote is taken, however long nothing happened on the chain."""
    played.until(played.opens - 1)
    early = daoctl("vote", "cast", "1", "for", "--account", "TEST::4", "--yes", cwd=played.folder)
    played.until(played.opens)
    shown = daoctl("practice", "status", cwd=played.folder)
    with connect("ethereum:local:foundry", played.url) as chain:
        now = chain.now()
    cast = daoctl("vote", "cast", "1", "for", "--account", "TEST::4", "--yes", cwd=played.folder)

    assert 3 == early.returncode
    assert "Voting opens at" in early.stderr
    assert played.opens == now
    assert "Repair the water wheel: open for votes" in shown.stdout
    assert 0 == cast.returncode, cast.stderr
    assert "on the practice chain" in cast.stderr


def test_a_holder_joins_from_another_folder_as_the_status_says(
    played: Played, tmp_path: Path
) -> None:
    """The command that `practice status` shows, typed in an empty folder, is all that a second
    person on this computer needs to vote."""
    played.until(played.opens + 60)
    lines = daoctl("practice", "status", cwd=played.folder).stdout.splitlines()
    (command,) = (line for line in lines if line.startswith("  daoctl join"))
    joined = daoctl(*shlex.split(command)[1:], cwd=tmp_path)
    cast = daoctl("vote", "cast", "1", "for", "--account", "TEST::5", "--yes", cwd=tmp_path)

    assert 0 == joined.returncode, joined.stderr
    assert 0 == cast.returncode, cast.stderr
    assert "on the practice chain" in cast.stderr
