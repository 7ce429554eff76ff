"""Ballots of people who send nothing themselves, by the real process: signed, carried, killed in the
middle, and each counted exactly once."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from daoctl.chain.accounts import account_address
from tests.chain.ballots_village import ANN, CARRIER, PEOPLE, Desk, ballots, voting
from tests.journeys.process import DAOCTL, answer, daoctl, environment
from tests.journeys.test_ape_scripts import ape_run

VOTERS = PEOPLE[:12]


@pytest.fixture(scope="module")
def village(tmp_path_factory):
    """A village where a proposal and an election are open."""
    with voting(tmp_path_factory.mktemp("village")) as made:
        yield made


@pytest.fixture
def desk(village):
    """The village as it was, and nothing carried from it."""
    wire = village.chain.node.wire
    before = wire.request("evm_snapshot")
    yield village
    wire.request("anvil_dropAllTransactions")
    wire.request("evm_setAutomine", True)
    wire.request("evm_revert", before)
    shutil.rmtree(village.folder / ".daoctl", ignore_errors=True)


def relay(desk: Desk) -> list[str]:
    """The words of the command that carries the folder's ballots, two to a transaction."""
    return [
        "vote", "relay", "ballots.jsonl", "--account", CARRIER, "--per-transaction", "2", "--yes",
        "--rpc", desk.rpc,
    ]  # fmt: skip


def waiting(desk: Desk) -> int:
    """How many transactions wait for a block."""
    return int(desk.chain.node.wire.request("txpool_status")["pending"], 16)


def killed_when(desk: Desk, moment) -> None:
    """Starts the command and kills it (SIGKILL) once `moment` says so."""
    with subprocess.Popen(
        [*DAOCTL, *relay(desk)],
        cwd=desk.folder,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as running:
        give_up = time.monotonic() + 60
        while not moment() and running.poll() is None and time.monotonic() < give_up:
            time.sleep(0.01)
        assert running.poll() is None, "it ended before it could be killed"
        os.kill(running.pid, signal.SIGKILL)


def _mine(desk: Desk, count: int = 1) -> None:
    desk.chain.node.wire.request("anvil_mine", hex(count))


def _lost(desk: Desk) -> None:
    desk.chain.node.wire.request("anvil_dropAllTransactions")


def _half(desk: Desk) -> None:
    """Three of the six transactions are mined, the others lost."""
    wire = desk.chain.node.wire
    sender = account_address(CARRIER)
    pool = wire.request("txpool_content")["pending"]
    found = {who.lower(): txs for who, txs in pool.items()}[sender.lower()]
    for nonce in sorted(found, key=int)[3:]:
        wire.request("anvil_dropTransaction", found[nonce]["hash"])
    _mine(desk)


def _nothing(_desk: Desk) -> None:
    pass


@pytest.mark.parametrize(
    ("sent", "then"),
    [(1, _mine), (6, _mine), (6, _lost), (6, _half), (6, _nothing)],
    ids=["at the first", "then mined", "then lost", "then half of it lost", "still waiting"],
)
def test_a_relay_killed_anywhere_casts_each_ballot_exactly_once(desk: Desk, sent, then) -> None:
    """Killed with transactions on their way, whatever becomes of them: the same command goes on, no
    ballot is cast or paid for twice, and all are reported."""
    wire = desk.chain.node.wire
    (desk.folder / "ballots.jsonl").write_text(ballots(desk.proposal, VOTERS, "for"))
    wire.request("evm_setAutomine", False)
    killed_when(desk, lambda: waiting(desk) >= sent)
    then(desk)
    wire.request("evm_setAutomine", True)
    _mine(desk, 1 if waiting(desk) else 0)
    found = answer(*relay(desk), cwd=desk.folder)

    assert {"counted"} == {one["state"] for one in found["ballots"]}
    assert all(one["tx"] for one in found["ballots"])
    assert sorted(one.address for one in VOTERS) == sorted(desk.votes())
    rejected = desk.events(desk.scene.village.governor, "BallotRejected")
    assert [] == rejected


def test_killed_before_anything_was_sent_nothing_is_lost(desk: Desk) -> None:
    """Written down and not yet handed over: the next run casts all of them."""
    (desk.folder / "ballots.jsonl").write_text(ballots(desk.proposal, VOTERS, "for"))
    journal = desk.folder / ".daoctl" / "journal.db"
    wire = desk.chain.node.wire
    # Without new blocks it waits, however late the signal comes.
    wire.request("evm_setAutomine", False)
    killed_when(desk, journal.exists)
    wire.request("evm_setAutomine", True)
    _mine(desk, 1 if waiting(desk) else 0)
    found = answer(*relay(desk), cwd=desk.folder)

    assert 12 == found["counted"]
    assert sorted(one.address for one in VOTERS) == sorted(desk.votes())


def test_from_a_signature_to_the_count(desk: Desk) -> None:
    """Signed under `ape run`, checked, carried and recounted, each in a process of its own; who voted
    sees that it counted."""
    where = {"DAOCTL_VILLAGE": str(desk.folder), "DAOCTL_RPC": desk.rpc}
    words = ("sign_ballot", "1", "for", "--account", ANN, "--yes")
    made = ape_run(*words, **where)
    other = ape_run("sign_ballot", "1", "against", "--account", ANN, "--yes", **where)
    assert (0, 1) == (made.returncode, other.returncode), made.stderr + other.stderr
    (desk.folder / "ann.jsonl").write_text(made.stdout)
    found: Any = json.loads(made.stdout)

    assert (account_address(ANN), "for") == (found["voter"], found["choice"])
    node = ("--rpc", desk.rpc)
    assert 1 == answer("vote", "check", "ann.jsonl", *node, cwd=desk.folder)["counts"]
    carry = ("vote", "relay", "ann.jsonl", "--account", CARRIER, "--yes", *node)
    assert 1 == answer(*carry, cwd=desk.folder)["counted"]
    tally = answer("tally", "1", "--voter", account_address(ANN), *node, cwd=desk.folder)
    assert ("for", 3) == (tally["voter"]["choice"], tally["voter"]["votes"])
    again = daoctl(*carry, cwd=desk.folder)
    assert (0, True) == (again.returncode, "There is nothing to carry" in again.stderr)
    assert Path(desk.folder / "ann.jsonl").read_text() == made.stdout
