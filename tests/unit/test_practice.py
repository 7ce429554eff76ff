"""What a rehearsal writes down and says, without a chain."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from daoctl.chain.accounts import _test_words_are_usual
from daoctl.chain.connection import Chain
from daoctl.chain.keeping import Head, kept_head
from daoctl.chain.processes import end, started_with
from daoctl.charter.practice_files import (
    NETWORK,
    Practice,
    best_kept,
    find_practice,
    kept_states,
    practice_at,
    write_practice,
)
from daoctl.charter.samples import CAST, write_samples
from daoctl.charter.template import rehearsal_opening
from daoctl.cli.acting import say_in_earnest, where
from daoctl.cli.output import Output
from daoctl.cli.session import pick_account
from daoctl.times import parse_time

NODE: Any = None


def chain(network: str, *, is_development: bool) -> Chain:
    """A chain of which only the name is asked."""
    return Chain(network, NODE, 1, None, is_development)


def write_state(file: Path, number: int, timestamp: int) -> None:
    """A state as an Anvil writes it, as far as it is looked at."""
    file.parent.mkdir(parents=True, exist_ok=True)
    block = {"number": hex(number), "timestamp": hex(timestamp)}
    file.write_text(json.dumps({"block": block, "accounts": {}}), "utf-8")


def test_what_is_known_of_a_practice_chain_is_read_as_it_was_written(tmp_path: Path) -> None:
    """Port, process, first block and the network before survive; only the very node is it."""
    known = Practice(40123, 7, "0xab", ("ethereum:sepolia:node", None))
    write_practice(tmp_path, known)

    assert known == find_practice(tmp_path)
    assert known == practice_at(tmp_path, NETWORK, "http://127.0.0.1:40123")
    assert practice_at(tmp_path, NETWORK, "http://127.0.0.1:40124") is None
    assert practice_at(tmp_path, "ethereum:sepolia:node", known.url) is None


@pytest.mark.parametrize("text", ["", "{", "[]", '{"port": "x"}', '{"port": 1}'])
def test_a_damaged_note_is_none(text: str, tmp_path: Path) -> None:
    """A file that cannot be believed is as good as none, and no verb stumbles over it."""
    place = tmp_path / ".daoctl" / "practice"
    place.mkdir(parents=True)
    (place / "practice.json").write_text(text, "utf-8")

    assert find_practice(tmp_path) is None


def test_the_further_state_is_loaded_and_ours_where_they_are_even(tmp_path: Path) -> None:
    """Of daoctl's state and the Anvil's own the one with more blocks wins; a torn one does not
    count."""
    ours, theirs = kept_states(tmp_path)
    nothing = best_kept(tmp_path)
    write_state(ours, 5, 100)
    write_state(theirs, 5, 100)
    even = best_kept(tmp_path)
    write_state(theirs, 6, 101)
    further = best_kept(tmp_path)
    theirs.write_bytes(theirs.read_bytes()[:-3])
    torn = best_kept(tmp_path)

    assert nothing is None
    assert (ours, Head(5, 100)) == even == torn
    assert (theirs, Head(6, 101)) == further
    assert kept_head(theirs) is None


def test_processes_are_found_by_what_they_were_started_with(tmp_path: Path) -> None:
    """Ours is found by its mark and ended; this process, which knows the mark too, is not."""
    mark = f"--mark {tmp_path} "
    code = "import time; time.sleep(60)"
    process = subprocess.Popen([sys.executable, "-c", code, "--mark", str(tmp_path), "x"])
    try:
        while not started_with(mark):
            time.sleep(0.01)
        found = started_with(mark)
        ended = end(mark, 10.0)
    finally:
        process.kill()
        process.wait()

    assert [process.pid] == found == ended
    assert [] == started_with(mark)
    assert os.getpid() not in started_with("python")


@pytest.mark.parametrize(
    ("network", "is_development", "shown"),
    [
        (NETWORK, True, "the practice chain"),
        ("ethereum:sepolia:node", True, "ethereum:sepolia:node (a development chain, not the"),
        ("ethereum:sepolia:node", False, "ethereum:sepolia:node"),
    ],
)
def test_a_prompt_never_takes_a_rehearsal_for_the_real_thing(
    network: str, is_development: bool, shown: str
) -> None:
    """A local chain is named as what it is, a copy of a live one too, and a live one by its
    name."""
    words = where(chain(network, is_development=is_development))

    assert words.startswith(shown)
    assert ("chain" in words) == is_development


def test_the_real_chain_is_named_so_where_people_rehearse(tmp_path: Path) -> None:
    """In a folder that has a practice chain a live network is said to be no practice; elsewhere,
    and on the practice chain itself, nothing is said."""
    err = io.StringIO()
    out = Output(stderr=err)
    live, local = (
        chain("ethereum:sepolia:node", is_development=False),
        chain(NETWORK, is_development=True),
    )
    say_in_earnest(out, live, tmp_path)
    before = err.getvalue()
    write_practice(tmp_path, Practice(40123))
    say_in_earnest(out, local, tmp_path)
    rehearsed = err.getvalue()
    say_in_earnest(out, live, tmp_path)

    assert "" == before == rehearsed
    assert "not the practice chain: what is sent counts" in err.getvalue()


def test_samples_are_never_written_over(tmp_path: Path) -> None:
    """A file of the village's own is left alone; the others come."""
    (tmp_path / "plan.md").write_text("ours", "utf-8")
    files = write_samples(tmp_path)

    assert ["residents.csv", "plan.md", "report.md"] == [file.name for file in files]
    assert "ours" == (tmp_path / "plan.md").read_text("utf-8")
    assert 4 == len((tmp_path / "residents.csv").read_text("utf-8").splitlines())
    assert "TEST::0" in CAST


@pytest.mark.parametrize("now", ["2026-11-22 23:59", "2026-11-22 00:00"])
def test_a_rehearsed_village_sells_from_tomorrow_morning(now: str) -> None:
    """However late it is: at nine of the next day, more than the hour after founding that the
    contracts ask for."""
    opens = rehearsal_opening(parse_time(now, "Asia/Tokyo"), "Asia/Tokyo")

    assert "2026-11-23T09:00:00+09:00" == opens.isoformat()


def test_the_council_s_test_account_signs_where_nobody_is_named() -> None:
    """In a rehearsal whose council is a test account, commands need no --account; a role's own
    test account comes first, and a name that was given before all."""
    local = chain(NETWORK, is_development=True)

    anyone = pick_account(local, None, (), usual=("TEST::0",))
    reviewer = pick_account(local, None, ("TEST::2",), "REVIEWER", ("TEST::0",))
    given = pick_account(local, "TEST::7", ("TEST::2",), "REVIEWER", ("TEST::0",))

    assert ["TEST::0", "TEST::2", "TEST::7"] == [one.name for one in (anyone, reviewer, given)]
    assert "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266" == anyone.address
    assert "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC" == reviewer.address
    assert "0x14dC79964da2C08b23698B3D3cc7Ca32193d9955" == given.address


def test_ape_is_asked_for_test_accounts_where_it_was_told_of_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever set other words for test accounts in Ape's configuration gets those."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    usual = _test_words_are_usual()
    (tmp_path / "ape-config.yaml").write_text("test:\n  mnemonic: some other words\n", "utf-8")
    told = _test_words_are_usual()
    (tmp_path / "ape-config.yaml").unlink()
    monkeypatch.setenv("APE_TEST_MNEMONIC", "some other words")

    assert usual
    assert not told
    assert not _test_words_are_usual()
