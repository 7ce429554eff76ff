"""The replay `yamakoshi_replay` as the command plays it, and a vote of all its 1,779 holders."""

from __future__ import annotations

import json
import os
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.figures import Figure
from bench.starting import DAOCTL
from daoctl.chain.connection import connect
from daoctl.charter.record import rebuild_record, save_record
from daoctl.charter.village import Village
from daoctl.demo.scenarios import ANVIL
from daoctl.demo.stage import Stage
from daoctl.demo.voting import propose, vote
from daoctl.demo.yamakoshi_replay import plan
from daoctl.governance.counting import CHOICES

SCENARIO, SEED = "yamakoshi_replay", "daoctl"
RUNS = 3
TOKENS, HOLDERS, PROCEEDS = 2_937, 1_779, 68_675 * 10**15
ROOT = Path(__file__).resolve().parents[1]

MOTION = """---
title: Let other villages start a LocalDAO of their own
kind: text
---
Shall the digital village help other villages to found a LocalDAO?
"""


def measure() -> list[Figure]:
    """The replay's seconds, and those of counting a vote of all its holders."""
    with TemporaryDirectory() as folder, played() as (seconds, outcome):
        village = Path(folder)
        number = all_vote(outcome["rpc"], outcome["village"], village)
        ours, theirs = count(outcome["rpc"], village, number)
    tallied = statistics.median(one["seconds"] for one in ours)
    asked = statistics.median(one["seconds"] for one in theirs)
    return [
        Figure(f"{SCENARIO}, the whole process", "s", seconds, most=60),
        Figure(f"tally of {HOLDERS:,} voters, after connecting", "s", tallied, most=2),
        Figure(
            "the same tally, beside Ape's reading alone",
            "s",
            tallied,
            asked,
            "Ape's Event.query of the same logs",
            least_times=20,
        ),
    ]


@contextmanager
def played() -> Iterator[tuple[float, dict[str, Any]]]:
    """The seconds of `daoctl demo` from its start to its end, and what it printed; its Anvil
    stays until the context ends."""
    command = [DAOCTL, "demo", "--scenario", SCENARIO, "--network", ANVIL, "--seed", SEED]
    with TemporaryDirectory() as folder:
        begun = time.perf_counter()
        done = subprocess.run(
            [*command, "--keep", "--json"],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            check=True,
        )
        seconds = time.perf_counter() - begun
        outcome = json.loads(done.stdout)
        try:
            ended = (outcome["tokens"], outcome["holders"], int(outcome["treasury"]["eth"]))
            if ended != (TOKENS, HOLDERS, PROCEEDS):
                raise SystemExit(f"The replay ended otherwise: {ended}")
            yield seconds, outcome
        finally:
            os.kill(outcome["pid"], signal.SIGTERM)


def all_vote(rpc: str, address: str, folder: Path) -> int:
    """Puts a motion to the village and has every holder vote on it, some otherwise than others;
    the motion's number. The village's record is left in the folder."""
    with connect(ANVIL, rpc) as chain:
        record = rebuild_record(chain, address)
        save_record(folder, record)
        village = Village(chain, record, folder)
        stage = Stage(chain, folder, SEED, lambda _text: None)
        names = sorted(plan().holdings())
        stage.until(stage.opens_to_proposals([village]))
        proposal = propose(stage, village, MOTION, names[0])
        votes = {name: CHOICES[place % 3] for place, name in enumerate(names)}
        vote(stage, village, proposal, votes)
        return proposal.number


def count(rpc: str, folder: Path, number: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The tally and Ape's queries, in turn, each in a process of its own. Raises SystemExit when
    they did not read the same."""
    ours, theirs = [], []
    for _run in range(RUNS):
        ours.append(_alone("tally", rpc, str(folder), str(number)))
        theirs.append(_alone("query", rpc, str(folder)))
    found = (ours[0]["voters"], ours[0]["matches"])
    asked = (theirs[0]["rows"]["VoteCast"], theirs[0]["rows"]["Transfer"])
    if (found, asked) != ((HOLDERS, True), (HOLDERS, TOKENS)):
        raise SystemExit(f"The vote was counted otherwise: {found}, {asked}")
    return ours, theirs


def _alone(*words: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.counting", *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found
