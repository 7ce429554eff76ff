"""The office moves to another computer in the middle of its work, by the real process."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import time
from collections import Counter

import pytest

from daoctl.chain.codec import keccak
from daoctl.units import checksum
from tests.journeys.process import DAOCTL, answer, daoctl, environment
from tests.journeys.villager_scene import PASSPHRASE, fresh, person, scene

COUNCIL = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"
SECRET = {"DAOCTL_HANDOVER_PASSPHRASE": "four words for the stick"}


@pytest.fixture(scope="module")
def founded(tmp_path_factory):
    """The village, founded once."""
    yield from scene(tmp_path_factory.mktemp("handover"))


@pytest.fixture
def journey(founded, tmp_path):
    """The village of one test, on computer A."""
    with fresh(founded, tmp_path / "a") as found:
        yield found


def test_a_batch_half_done_here_is_finished_there_once(journey, tmp_path):
    """Computer A is killed with transactions under way; B takes the handover in and runs the same
    command, and A runs it once more by mistake: everybody is welcomed once."""
    count = 200
    file = journey.write(
        "residents.csv", "address,name", *(f"{person(n)},人{n}" for n in range(count))
    )
    wire = journey.node.wire
    wire.request("evm_setAutomine", False)
    running = subprocess.Popen(
        [*DAOCTL, "villager", "welcome", file, "--yes"],
        cwd=journey.folder, env=environment(**PASSPHRASE), stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    give_up = time.monotonic() + 60
    while int(wire.request("txpool_status")["pending"], 16) < 3 and time.monotonic() < give_up:
        assert None is running.poll()
        time.sleep(0.05)
    os.kill(running.pid, signal.SIGKILL)
    running.wait()
    wire.request("evm_mine")  # holds some of them, not all
    there = tmp_path / "b"
    there.mkdir()
    exported = answer("handover", "export", str(tmp_path / "stick"), cwd=journey.folder, **SECRET)
    taken = answer("handover", "import", str(tmp_path / "stick"), "--yes", cwd=there, **SECRET)
    (there / file).write_bytes((journey.folder / file).read_bytes())
    wire.request("evm_setAutomine", True)
    finished = answer("villager", "welcome", file, "--yes", cwd=there, **PASSPHRASE)
    mistaken = answer("villager", "welcome", file, "--yes", cwd=journey.folder, **PASSPHRASE)

    assert ".daoctl/journal.db" in exported["files"]
    assert file not in exported["files"]
    assert set(exported["files"]) == set(taken["new"])
    assert count == finished["welcomed"] + len(finished["before"])
    assert 0 == mistaken["welcomed"]
    record = json.loads((there / "deployments" / "31337.json").read_text("utf-8"))
    topic = keccak(b"Transfer(address,address,uint256)")
    logs = journey.node.logs(
        0, journey.node.block().number, [record["addresses"]["villager"]], [topic]
    )
    assert {person(n): 1 for n in range(count)} == Counter(
        checksum("0x" + log.topics[2][12:].hex()) for log in logs
    )
    assert 3 == journey.transactions(COUNCIL)


def test_it_says_what_to_do_and_what_stays(founded, tmp_path):
    """One computer acts from now on; the accounts go by a way of their own; nothing is
    overwritten; a second import is a quiet success."""
    stick = str(tmp_path / "stick")
    done = daoctl("handover", "export", stick, cwd=founded.folder, **SECRET)
    again = daoctl("handover", "export", stick, cwd=founded.folder, **SECRET)
    there = tmp_path / "b"
    there.mkdir()
    asked = daoctl("handover", "import", stick, cwd=there, **SECRET)
    untouched = list(there.iterdir())
    # What the hint names can be typed: this command has no --dry-run.
    assert "Add --yes to go ahead" in asked.stderr
    first = daoctl("handover", "import", stick, "--yes", cwd=there, **SECRET)
    second = daoctl("handover", "import", stick, "--yes", cwd=there, **SECRET)
    wrong = daoctl("handover", "import", stick, "--yes", cwd=there,
                   DAOCTL_HANDOVER_PASSPHRASE="four other words")  # fmt: skip
    nobody = daoctl("handover", "export", str(tmp_path / "x"), cwd=founded.folder)

    assert 0 == done.returncode, done.stderr
    assert "only one computer should act" in done.stderr
    assert "accounts that sign are not in the file" in done.stderr
    assert (1, True) == (again.returncode, "already" in again.stderr)
    assert (2, []) == (asked.returncode, untouched)
    assert (0, 0) == (first.returncode, second.returncode)
    assert "here already" in second.stderr
    assert (1, True) == (wrong.returncode, "does not open" in wrong.stderr)
    assert (1, True) == (nobody.returncode, "DAOCTL_HANDOVER_PASSPHRASE" in nobody.stderr)
    assert 0 == daoctl("status", cwd=there).returncode


def test_at_a_terminal_the_passphrase_is_asked_twice(founded, tmp_path):
    """Two that differ write nothing; what is typed is not shown."""
    for second, code in (("another four words", 1), ("four quiet words", 0)):
        pid, terminal = pty.fork()
        if pid == 0:
            os.chdir(founded.folder)
            os.execvpe(DAOCTL[0], [*DAOCTL, "handover", "export", str(tmp_path / "stick")],
                       environment())  # fmt: skip
        shown = b""
        answers = [b"four quiet words\n", second.encode() + b"\n"]
        asked = [b"for the handover file: ", b"once more: "]
        while True:
            try:
                shown += os.read(terminal, 4096)
            except OSError:
                break
            if asked and shown.endswith(asked[0]):
                asked.pop(0)
                os.write(terminal, answers.pop(0))
        ended = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])

        assert code == ended, shown.decode()
        assert (code == 0) == (tmp_path / "stick").exists()
        assert b"four" not in shown
