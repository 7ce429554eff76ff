"""`daoctl practice`, with real processes: a chain that outlives its terminal, and bad days."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from daoctl.chain.processes import started_with
from daoctl.charter.practice import start, stop
from daoctl.charter.practice_files import Practice, find_practice
from daoctl.charter.template import found_from
from daoctl.times import DAY
from tests.journeys.process import DAOCTL, answer, daoctl, environment

FAR = 2_000_000_000


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A village's folder, whose charter's first sale opens in 2033."""
    place = tmp_path / "村 one"
    found_from("demo", place, FAR)
    yield place
    stop(place)


def anvils(folder: Path) -> list[int]:
    """The Anvils that were started for the folder."""
    return started_with(f"--dump-state {folder.resolve()}/.daoctl/practice/")


def known(folder: Path) -> Practice:
    """What the folder knows of its practice chain, which must be there."""
    found = find_practice(folder)
    assert found is not None
    return found


def begun(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    """`daoctl practice start`, under way, its Anvil just started."""
    running = subprocess.Popen(
        [*DAOCTL, "practice", "start", *arguments],
        cwd=folder,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    give_up = time.monotonic() + 20
    while not anvils(folder) and time.monotonic() < give_up:
        time.sleep(0.002)
    return running


def test_started_twice_and_stopped_twice_it_says_so(folder: Path) -> None:
    """A second start finds the same chain, a second stop finds nothing to do; both are success,
    and the chain belongs to no terminal."""
    first = answer("practice", "start", cwd=folder)
    second = daoctl("practice", "start", cwd=folder)
    again = answer("practice", "start", cwd=folder)
    session = os.getsid(first["pid"])
    stopped = [daoctl("practice", "stop", cwd=folder) for _time in range(2)]

    assert (False, True) == (first["already"], again["already"])
    assert (0, first["pid"], first["url"]) == (second.returncode, again["pid"], again["url"])
    assert "runs already" in second.stderr
    assert os.getsid(0) != session
    assert [0, 0] == [done.returncode for done in stopped]
    assert "is stopped. All that was done on it is kept." in stopped[0].stderr
    assert "stopped already" in stopped[1].stderr
    assert [] == anvils(folder)


def test_time_is_skipped_by_any_word_for_it_and_shown_in_the_village_s_zone(folder: Path) -> None:
    """Words in two languages, with a space or without, move the clock by as much and a second, and
    the talk says what time it is there."""
    began = answer("practice", "start", cwd=folder)["now"]
    moved = [
        answer("practice", "skip", *words, cwd=folder)
        for words in (["1", "day", "12", "hours"], ["8日"])
    ]
    said = daoctl("practice", "skip", "1h", cwd=folder, TZ="UTC").stderr
    refused = [daoctl("practice", "skip", words, cwd=folder) for words in ("0d", "9999999d")]

    passed = [one["now"] - one["before"] for one in moved]
    assert [DAY + 12 * 3600 + 1, 8 * DAY + 1] == passed
    assert began == moved[0]["before"]
    assert "JST" in said
    assert "UTC where you are" in said
    assert "not founded on it yet" in said
    assert [1, 1] == [done.returncode for done in refused]


def test_two_at_once_in_one_folder_share_a_chain(folder: Path) -> None:
    """Two people start in the same moment: both succeed, and there is one Anvil."""
    both = [begun(folder), begun(folder)]
    said = [one.communicate(timeout=60)[1] for one in both]

    assert [0, 0] == [one.returncode for one in both], said
    assert [known(folder).pid] == anvils(folder)
    assert 1 == sum("runs already" in one for one in said)


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGINT])
def test_no_stray_anvil_is_left_by_a_start_that_was_broken_off(
    folder: Path, sign: signal.Signals
) -> None:
    """Killed the moment its Anvil is there, or stopped by Ctrl-C: what is left of it is found by
    `stop`, and the next start works."""
    with begun(folder) as running:
        running.send_signal(sign)
        said = running.stderr.read() if running.stderr else ""
    stopped = daoctl("practice", "stop", cwd=folder)
    left = anvils(folder)
    again = answer("practice", "start", cwd=folder)

    assert "Traceback" not in said
    assert running.returncode in (-sign, 130, 0)
    assert (0, []) == (stopped.returncode, left), stopped.stderr
    assert [again["pid"]] == anvils(folder)


def test_without_anvil_it_says_how_to_install_it(folder: Path) -> None:
    """No Anvil on this computer: exit 1 and the npm command, and nothing is remembered."""
    done = daoctl("practice", "start", cwd=folder, PATH="/nowhere")

    assert 1 == done.returncode
    assert "npm install --global @foundry-rs/anvil" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (folder / ".daoctl" / "network.json").exists()


def test_a_verb_says_that_the_chain_is_stopped(folder: Path) -> None:
    """With the chain stopped, or killed, verbs name the way back instead of a dead address."""
    start(folder, FAR - DAY)
    os.kill(anvils(folder)[0], signal.SIGKILL)
    killed = daoctl("deploy", "--dry-run", cwd=folder)
    stop(folder)
    stopped = daoctl("practice", "skip", "1d", cwd=folder)
    status = daoctl("practice", "status", cwd=folder)

    assert [1, 1, 0] == [one.returncode for one in (killed, stopped, status)]
    for said in (killed.stderr, stopped.stderr, status.stdout):
        assert "daoctl practice start" in said
    assert "stands still at 2033-05-" in status.stdout


def test_beginning_anew_asks_first(folder: Path) -> None:
    """What was rehearsed is thrown away only after a yes; then the chain begins at its first
    block."""
    start(folder, FAR - DAY)
    answer("practice", "skip", "3d", cwd=folder)
    unasked = daoctl("practice", "start", "--anew", cwd=folder)
    kept = answer("practice", "status", cwd=folder)
    anew = answer("practice", "start", "--anew", "--yes", cwd=folder)

    assert 2 == unasked.returncode
    assert "will be lost" in unasked.stderr
    assert 3 == kept["block"]
    assert (1, False, False) == (anew["block"], anew["already"], anew["resumed"])


def test_a_killed_command_takes_its_own_anvil_with_it(tmp_path: Path) -> None:
    """A daoctl that started an Anvil for itself alone and is killed (SIGKILL) leaves none."""
    if shutil.which("setpriv") is None:
        pytest.skip("this system cannot tie a process to another")
    code = (
        "from daoctl.chain.connection import connect\n"
        "with connect('ethereum:local:foundry') as chain:\n"
        "    print(chain.pid, flush=True); input()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parent,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdout is not None
        pid = int(running.stdout.readline())
        there = _runs(pid)
        running.kill()
    give_up = time.monotonic() + 10
    while _runs(pid) and time.monotonic() < give_up:
        time.sleep(0.02)

    assert there
    assert not _runs(pid)


def _runs(pid: int) -> bool:
    """Whether the process is there; one that ended has no command line, even where nobody reaps it."""
    try:
        return bool(Path(f"/proc/{pid}/cmdline").read_bytes())
    except OSError:
        return False
