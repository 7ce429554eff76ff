"""Signed ballots of a consultation: checked, weighed and counted, at 100,000 and at a million.

Each voter signs once and the ballots are kept in .build/, since making 100,000 keys and signatures
takes longer than counting them. The million is those ballots ten times over, as ten files: nine
of ten lines are copies, and each costs what any ballot costs until it is known to be one.
"""

from __future__ import annotations

import hashlib
import json
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from bench.figures import Figure

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / ".build"
VOTERS, TIMES, SAMPLE, RUNS = 100_000, 10, 2_000, 3
# What is promised of two processors; 40,000 is the aim.
PER_SECOND = 20_000
MEMORY = 1.0
VILLAGE = "0x" + "ab" * 20

DOCUMENT = f"""---
title: The old road
method: ranked
options:
  - Repair it
  - Make it a path
  - Leave it
chain: 1
village: "{VILLAGE}"
snapshot: 2026-12-01T00:00:00+09:00
---
What shall become of the old road?
"""
CHOICES = ((1, 2, 3), (2, 1), (3,), (2, 3, 1), (3, 1, 2), (1,))


def measure() -> list[Figure]:
    """The time for one ballot, ours and eth-account's, and the memory of a million."""
    ballots, power = made()
    ours, theirs = [], []
    for _run in range(RUNS):
        once = _alone("count", str(power), str(ballots))
        if once["counted"] != VOTERS:
            raise SystemExit(f"The ballots were counted otherwise: {once}")
        ours.append(once["seconds"])
        theirs.append(_alone("eth-account", str(ballots))["seconds"])
    many = _alone("count", str(power), *[str(ballots)] * TIMES)
    if (many["counted"], many["copies"]) != (VOTERS, VOTERS * (TIMES - 1)):
        raise SystemExit(f"The million was counted otherwise: {many}")
    seconds = statistics.median(ours)
    rate = round(VOTERS / seconds)
    return [
        Figure(
            f"a signed ballot, checked and counted ({rate:,} a second, {VOTERS:,} ballots)",
            "µs",
            seconds / VOTERS * 1e6,
            statistics.median(theirs) / SAMPLE * 1e6,
            f"eth-account's own path with coincurve, one process, {SAMPLE:,} of them",
            most=1e6 / PER_SECOND,
        ),
        Figure(f"{VOTERS * TIMES:,} signed ballots", "s", many["seconds"]),
        Figure(f"{VOTERS * TIMES:,} signed ballots, memory", "GiB", many["gib"], most=MEMORY),
    ]


def made() -> tuple[Path, Path]:
    """The files of ballots and of power, made once."""
    from daoctl.governance.consultation import parse_consultation
    from daoctl.governance.power_file import make_power, write_power

    asked = parse_consultation(DOCUMENT)
    name = hashlib.sha256(asked.id + str(VOTERS).encode()).hexdigest()[:16]
    ballots, power = KEPT / f"ballots-{name}.jsonl", KEPT / f"ballots-{name}.power"
    if not (ballots.exists() and power.exists()):
        KEPT.mkdir(exist_ok=True)
        powers = {}
        partial = ballots.with_suffix(".part")
        with partial.open("w", encoding="ascii", newline="\n") as out:
            for number in range(VOTERS):
                address, line = _ballot(number, asked.context.subject)
                powers[address] = 1 + number % 7
                out.write(line + "\n")
        power.unlink(missing_ok=True)
        write_power(
            power, make_power(powers, 1, "0x" + "cd" * 20, asked.snapshot, 1, "0x" + "ef" * 32)
        )
        partial.replace(ballots)
    return ballots, power


def _ballot(number: int, subject: Any) -> tuple[str, str]:
    """The address of a voter, and the ballot they signed."""
    from coincurve import PrivateKey

    from daoctl.chain.recovery import fast_keccak
    from daoctl.governance.ballot_messages import ballot_digest
    from daoctl.governance.ballots import CONSULTATION_DOMAIN, Ballot, write_ballot

    key = PrivateKey(fast_keccak(b"voter %d" % number))
    voter = fast_keccak(key.public_key.format(False)[1:])[12:]
    ballot = Ballot(
        "consultation",
        1,
        bytes.fromhex(VILLAGE[2:]),
        CONSULTATION_DOMAIN,
        subject,
        voter,
        CHOICES[number % len(CHOICES)],
        serial=1 + number % 3,
    )
    signature = key.sign_recoverable(ballot_digest(ballot), hasher=None)
    signed = ballot.signed(signature[:64] + bytes([27 + signature[64]]))
    return ballot.voter_address, write_ballot(signed)


def counted(power: Path, ballots: list[Path]) -> dict[str, Any]:
    """The seconds from the files to the root over the counted ballots, and the memory in GiB: the
    largest of this process and, for each that helped, of the helpers."""
    from daoctl.governance.ballot_check import processors
    from daoctl.governance.consultation import parse_consultation
    from daoctl.governance.consultation_ballots import gather, settle
    from daoctl.governance.consultation_result import recount
    from daoctl.governance.power_file import load_power

    asked = parse_consultation(DOCUMENT)
    begun = time.perf_counter()
    weights = load_power(power)
    gathered = gather(ballots, asked.context, weights)
    done = recount(asked, weights, gathered, settle(gathered, weights))
    seconds = time.perf_counter() - begun
    result = done.as_json()["ballots"]
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    helper = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return {
        "seconds": seconds,
        "counted": result["counted"],
        "copies": result["copies"],
        "gib": (own + helper * processors()) / (1 << 20),
    }


def by_eth_account(ballots: Path) -> dict[str, Any]:
    """The seconds of checking a sample as eth-account's users do: its encoder, its recovery."""
    from eth_account import Account
    from eth_account.messages import encode_typed_data

    from daoctl.governance.ballot_messages import typed_message
    from daoctl.governance.ballots import read_ballot

    with ballots.open("rb") as stream:
        lines = [stream.readline().rstrip(b"\n") for _line in range(SAMPLE)]
    begun = time.perf_counter()
    for line in lines:
        ballot = read_ballot(line)
        message = encode_typed_data(full_message=typed_message(ballot))
        if Account.recover_message(message, signature=ballot.signature) != ballot.voter_address:
            raise SystemExit("eth-account reads a ballot otherwise")
    return {"seconds": time.perf_counter() - begun}


def _alone(*words: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.consultation", *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    way_, first_, *more_ = sys.argv[1:]
    if way_ == "count":
        print(json.dumps(counted(Path(first_), [Path(one) for one in more_])))
    else:
        print(json.dumps(by_eth_account(Path(first_))))
