"""The READMEs' first village, run exactly as it is printed."""

from __future__ import annotations

from pathlib import Path

import pytest

from daoctl.charter.practice import start, stop
from daoctl.cli.options import Shared
from daoctl.cli.session import open_village
from daoctl.cli.status import read_status
from daoctl.treasury.projects import Status, read_project
from tests.journeys.printed import ROOT, blocks, commands, missing, run_blocks

FIRST_VILLAGE = {"README.md": ("en", "Your first village"), "README.ja.md": ("ja", "はじめての村")}


@pytest.mark.parametrize("name", FIRST_VILLAGE)
def test_the_first_village_is_played_as_it_is_printed(name: str, tmp_path: Path) -> None:
    """In an empty folder, with the commands of either README alone: the first milestone is paid,
    the rest is in the treasury, the commands say what the document shows, and the chain that it
    stopped has kept all of it."""
    language, heading = FIRST_VILLAGE[name]
    folder = tmp_path / "hoshino"
    try:
        ran = run_blocks(blocks(ROOT / name, heading), tmp_path, DAOCTL_LANG=language)
        assert 0 == ran.returncode, ran.said
        again = start(folder, moment=0)
        with open_village(Shared(village=str(folder))) as session:
            project = read_project(session.village, 1)
            status = read_status(session.village)
    finally:
        stop(folder)

    assert [] == missing(blocks(ROOT / name, heading, "text"), ran.said)
    assert (False, True) == (again.already, again.resumed)
    assert [Status.PAID, Status.OPEN] == [one.status for one in project.milestones]
    money = [(one.balance, one.reserved) for one in status.ledger.holdings]
    assert [(25 * 10**16, 4 * 10**16)] == money
    assert (13, 4, ()) == (status.tokens, len(status.holders), status.open_proposals)


def test_both_languages_print_the_same_commands() -> None:
    """A reader of either README types the same, to the letter; only the comments differ."""
    english, japanese = (commands(blocks(ROOT / name)) for name in FIRST_VILLAGE)

    assert len(english) > 20
    assert english == japanese
