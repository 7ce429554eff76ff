"""Residents are welcomed by the real process: once each, whatever kills it, and nothing personal
leaves the register."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import time
from collections import Counter
from pathlib import Path

import pytest

from daoctl.chain.codec import keccak
from daoctl.charter.register import open_register
from daoctl.cli.output import Output
from daoctl.units import checksum
from tests.journeys.process import DAOCTL, answer, daoctl, environment
from tests.journeys.villager_scene import PASSPHRASE, Journey, fresh, person, refused, scene

COUNCIL = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"


@pytest.fixture(scope="module")
def founded(tmp_path_factory):
    """The village, founded once."""
    yield from scene(tmp_path_factory.mktemp("welcome"))


@pytest.fixture
def journey(founded, tmp_path):
    """The village of one test."""
    with fresh(founded, tmp_path / "mura") as found:
        yield found


def residents(journey: Journey, count: int) -> str:
    """A table of residents without anything personal."""
    return journey.write("residents.csv", "address", *(person(n) for n in range(count)))


def holdings(journey: Journey) -> Counter[str]:
    """What everybody holds, counted from the token's events."""
    record = json.loads((journey.folder / "deployments" / "31337.json").read_text("utf-8"))
    topic = keccak(b"Transfer(address,address,uint256)")
    head = journey.node.block().number
    logs = journey.node.logs(0, head, [record["addresses"]["villager"]], [topic])
    return Counter(checksum("0x" + log.topics[2][12:].hex()) for log in logs)


def everywhere(folder: Path) -> bytes:
    """All that stands in the folder's files but the table itself."""
    files = [f for f in folder.rglob("*") if f.is_file() and f.suffix != ".csv"]
    return b"".join(file.read_bytes() for file in files)


def test_names_go_to_the_register_and_nowhere_else(journey):
    """Not in the record, the journal, what is printed, or the chain; it is readable with the
    passphrase."""
    file = journey.write(
        "residents.csv", "address,氏名,連絡先", f"{person(1)},山田花子,090-1234-5678",
        f"{person(2)},佐藤太郎,",
    )  # fmt: skip
    done = daoctl("villager", "welcome", file, "--yes", cwd=journey.folder, **PASSPHRASE)
    tx = journey.node.block(journey.node.block().number)
    data = json.dumps(journey.node.wire.request("eth_getBlockByNumber", hex(tx.number), True))
    said = done.stdout + done.stderr

    assert (0, "2 residents were welcomed.\n") == (done.returncode, done.stdout)
    assert "never on the chain: 氏名, 連絡先" in said
    for secret in ("山田花子", "090-1234-5678", "佐藤太郎"):
        assert secret not in said
        assert secret.encode() not in everywhere(journey.folder)
        assert secret.encode().hex() not in data
    os.environ.update(PASSPHRASE)
    try:
        with open_register(journey.folder, writing=False) as register:
            found = {entry.address: dict(entry.personal) for entry in register}
    finally:
        del os.environ["DAOCTL_REGISTER_PASSPHRASE"]
    assert {
        person(1): {"氏名": "山田花子", "連絡先": "090-1234-5678"},
        person(2): {"氏名": "佐藤太郎"},
    } == found


def test_a_second_run_is_a_quiet_success(journey):
    """Nothing is sent; who is new in the table is welcomed."""
    file = residents(journey, 3)
    first = answer("villager", "welcome", file, "--yes", cwd=journey.folder)
    again = answer("villager", "welcome", file, "--yes", cwd=journey.folder)
    file = residents(journey, 5)
    third = answer("villager", "welcome", file, "--yes", cwd=journey.folder)

    assert [(3, 0), (0, 3), (2, 3)] == [
        (one["welcomed"], len(one["before"])) for one in (first, again, third)
    ]
    assert [1, 0, 1] == [len(one["transactions"]) for one in (first, again, third)]
    assert {person(n): 1 for n in range(5)} == holdings(journey)


def kept(journey: Journey, monkeypatch: pytest.MonkeyPatch) -> dict[str, dict[str, str]]:
    """What the register holds of everybody."""
    monkeypatch.setenv("DAOCTL_REGISTER_PASSPHRASE", PASSPHRASE["DAOCTL_REGISTER_PASSPHRASE"])
    with open_register(journey.folder, writing=False) as register:
        return {entry.address: dict(entry.personal) for entry in register}


@pytest.fixture
def registered(journey):
    """Two residents were welcomed and stand in the register; the table has another name for the
    first by now."""
    file = journey.write(
        "old.csv", "address,name,note", f"{person(1)},花子,足", f"{person(2)},太郎,"
    )
    done = daoctl("villager", "welcome", file, "--yes", cwd=journey.folder, **PASSPHRASE)
    assert 0 == done.returncode, done.stderr
    journey.write("new.csv", "address,name", f"{person(1)},華子", f"{person(2)},太郎")
    return journey


BEFORE = {person(1): {"name": "花子", "note": "足"}, person(2): {"name": "太郎"}}
AFTER = {person(1): {"name": "華子", "note": "足"}, person(2): {"name": "太郎"}}


def test_a_name_in_the_register_never_changes_without_a_yes(registered, monkeypatch):
    """Without a terminal it is refused; looking first says it too. Whose entry and which columns
    are named, but no name goes into a pipe."""
    refusal = daoctl("villager", "welcome", "new.csv", cwd=registered.folder, **PASSPHRASE)
    looked = daoctl(
        "villager", "welcome", "new.csv", "--dry-run", cwd=registered.folder, **PASSPHRASE
    )
    blind = daoctl("villager", "welcome", "new.csv", "--dry-run", cwd=registered.folder)

    assert [2, 0, 0] == [one.returncode for one in (refusal, looked, blind)]
    assert "Nobody is there to say yes." in refusal.stderr
    assert "Nothing was kept (--dry-run)." in looked.stderr
    assert "was not looked at" in blind.stderr
    assert "Nothing is left to do" not in blind.stderr
    for said in (refusal.stderr, looked.stderr):
        assert "Change 1 entry of the private register:" in said
        assert f"  {person(1)}  name (stays as it is: note)" in said
        assert "Nothing is left to do" not in said
        assert "花子" not in said
        assert "華子" not in said
    assert BEFORE == kept(registered, monkeypatch)


def test_a_yes_changes_the_register_and_it_is_said(registered, monkeypatch):
    """With --yes, and only once: the same table again leaves nothing to do."""
    done = daoctl("villager", "welcome", "new.csv", "--yes", cwd=registered.folder, **PASSPHRASE)
    again = daoctl("villager", "welcome", "new.csv", cwd=registered.folder, **PASSPHRASE)

    assert [0, 0] == [done.returncode, again.returncode]
    assert "1 entry of the private register was changed." in done.stderr
    assert "Nothing is left to do: all were welcomed before." in again.stderr
    assert "private register was" not in again.stderr
    assert AFTER == kept(registered, monkeypatch)


@pytest.mark.parametrize(("typed", "code", "expected"), [("n\n", 1, BEFORE), ("y\n", 0, AFTER)])
def test_at_a_terminal_the_old_and_the_new_name_are_shown(
    registered, capsys, monkeypatch, typed, code, expected
):
    """A person sees whom the table would rename, is asked once, and a no leaves all as it was."""
    monkeypatch.setattr(Output, "interactive", property(lambda _self: True))
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    monkeypatch.setenv("DAOCTL_REGISTER_PASSPHRASE", PASSPHRASE["DAOCTL_REGISTER_PASSPHRASE"])
    ended, _data, talk = refused(
        "villager",
        "welcome",
        "new.csv",
        cwd=registered.folder,
        capsys=capsys,
        monkeypatch=monkeypatch,
    )

    assert code == ended
    assert "name: 花子 → 華子 (stays as it is: note)" in talk
    assert 1 == talk.count("Go ahead?")
    assert expected == kept(registered, monkeypatch)


def test_one_question_is_for_the_new_residents_and_the_changed_entry(registered, monkeypatch):
    """Who is new in the table is welcomed by the same yes; without it nothing happens at all."""
    journey = registered
    journey.write("new.csv", "address,name", f"{person(1)},華子", f"{person(3)},次郎")
    before = journey.transactions(COUNCIL)
    refusal = daoctl("villager", "welcome", "new.csv", cwd=journey.folder, **PASSPHRASE)
    unchanged = (journey.transactions(COUNCIL), kept(journey, monkeypatch))
    done = daoctl("villager", "welcome", "new.csv", "--yes", cwd=journey.folder, **PASSPHRASE)

    assert (2, 0) == (refusal.returncode, done.returncode)
    assert "Change 1 entry of the private register:" in refusal.stderr
    assert (before, BEFORE) == unchanged
    assert "1 entry of the private register was changed." in done.stderr
    assert "1 resident was welcomed.\n" == done.stdout
    assert {**AFTER, person(3): {"name": "次郎"}} == kept(journey, monkeypatch)


def test_who_is_only_new_in_the_register_needs_no_question(journey, monkeypatch):
    """Welcomed without a name, and named in a later table: nothing is lost, nobody is asked."""
    daoctl("villager", "welcome", residents(journey, 2), "--yes", cwd=journey.folder)
    file = journey.write("names.csv", "address,name", f"{person(1)},花子")
    done = daoctl("villager", "welcome", file, cwd=journey.folder, **PASSPHRASE)

    assert 0 == done.returncode, done.stderr
    assert "1 entry of the private register is new." in done.stderr
    assert {person(1): {"name": "花子"}} == kept(journey, monkeypatch)


def test_looking_first_leaves_nothing_behind(journey):
    """--dry-run sends nothing and keeps nothing; no passphrase is asked for."""
    file = journey.write("residents.csv", "address,name", f"{person(1)},花子")
    done = daoctl("villager", "welcome", file, "--dry-run", cwd=journey.folder)

    assert 0 == done.returncode, done.stderr
    assert "Nothing was sent" in done.stderr
    assert 0 == journey.transactions(COUNCIL)
    assert not (journey.folder / ".daoctl" / "register").exists()


def test_calldata_is_written_for_other_signers(journey):
    """One line a transaction, and nothing is sent."""
    file = residents(journey, 100)
    done = daoctl("villager", "welcome", file, "--output", "calldata", cwd=journey.folder)
    lines = [json.loads(line) for line in done.stdout.splitlines()]

    assert (0, 2, 0) == (done.returncode, len(lines), journey.transactions(COUNCIL))
    record = json.loads((journey.folder / "deployments" / "31337.json").read_text("utf-8"))
    assert {record["addresses"]["sale"]} == {line["to"] for line in lines}


def test_without_a_passphrase_nothing_is_sent(journey):
    """What is personal must be safe before anything happens; without it none is asked for."""
    file = journey.write("residents.csv", "address,name", f"{person(1)},花子")
    done = daoctl("villager", "welcome", file, "--yes", cwd=journey.folder)

    assert 1 == done.returncode
    assert "passphrase" in done.stderr
    assert 0 == journey.transactions(COUNCIL)
    assert (
        0
        == daoctl(
            "villager", "welcome", residents(journey, 1), "--yes", cwd=journey.folder
        ).returncode
    )


@pytest.mark.parametrize(
    ("rows", "code", "words"),
    [
        (["address", "0x12"], 1, "is not an address"),
        (["address", person(1), person(1).lower()], 1, "already in line 2"),
        (["address"], 1, "no rows"),
        (["name", "花子"], 1, "the column is missing"),
        (["address", *(person(n) for n in range(501))], 3, "500 tokens left, and 501 are needed"),
    ],
)
def test_a_table_that_cannot_be_is_refused_whole(founded, capsys, monkeypatch, rows, code, words):
    """Before anything is sent, with the exit code for what can be mended."""
    file = founded.write("residents.csv", *rows)
    ended, data, talk = refused(
        *("villager", "welcome", file, "--yes"),
        cwd=founded.folder,
        capsys=capsys,
        monkeypatch=monkeypatch,
    )

    assert (code, "") == (ended, data)
    assert words in talk
    assert 0 == founded.transactions(COUNCIL)


def test_a_stranger_to_the_council_is_refused(journey):
    """The contract says no, and why is said in words."""
    file = residents(journey, 1)
    done = daoctl("villager", "welcome", file, "--yes", "--account", "TEST::7", cwd=journey.folder)

    assert 3 == done.returncode
    assert "does not hold the role" in done.stderr


class Running:
    """A welcome under way, to be killed."""

    def __init__(self, journey: Journey, file: str) -> None:
        self.journey = journey
        self.process = subprocess.Popen(
            [*DAOCTL, "villager", "welcome", file, "--yes"],
            cwd=journey.folder,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def waiting(self) -> int:
        """How many transactions wait for a block."""
        return int(self.journey.node.wire.request("txpool_status")["pending"], 16)

    def kill(self) -> None:
        """The process ends where it is (SIGKILL)."""
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()


@pytest.mark.parametrize(
    ("mined", "forgotten"),
    [(0, False), (0, True), (1, False), (1, True), (2, False)],
    ids=["none_mined", "none_mined_all_lost", "some_mined", "some_mined_rest_lost", "all_mined"],
)
def test_a_killed_batch_goes_on_and_everybody_is_welcomed_once(journey, mined, forgotten):
    """Killed with four transactions under way, of which some blocks took some, and of which the
    node may have lost the rest: the same command finishes, and no row takes effect twice."""
    count = 300
    file = residents(journey, count)
    wire = journey.node.wire
    wire.request("evm_setAutomine", False)
    running = Running(journey, file)
    give_up = time.monotonic() + 120
    while running.waiting() < 4 and time.monotonic() < give_up:
        assert None is running.process.poll()
        time.sleep(0.05)
    if mined:
        # A block of 30 million gas holds two of the four.
        for _block in range(mined):
            wire.request("evm_mine")
    running.kill()
    if forgotten:
        wire.request("anvil_dropAllTransactions")
    wire.request("evm_setAutomine", True)
    if not forgotten:
        wire.request("evm_mine")
    done = answer("villager", "welcome", file, "--yes", cwd=journey.folder)

    assert count == done["welcomed"] + len(done["before"])
    assert {person(n): 1 for n in range(count)} == holdings(journey)
    # No transaction was spent on somebody who had been welcomed.
    assert 4 == journey.transactions(COUNCIL)


def test_killed_at_any_moment_it_still_reaches_everybody_once(journey):
    """Killed again and again, each time a little later in its work."""
    count = 200
    file = residents(journey, count)
    for tenths in range(10, 40, 6):
        running = Running(journey, file)
        time.sleep(tenths / 10)
        if running.process.poll() is not None:
            break
        running.kill()
    answer("villager", "welcome", file, "--yes", cwd=journey.folder)

    assert {person(n): 1 for n in range(count)} == holdings(journey)
    assert 3 == journey.transactions(COUNCIL)
