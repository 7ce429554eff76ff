"""How long a person waits before daoctl says anything."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from bench.figures import Figure

RUNS = 11
DAOCTL = str(Path(sys.executable).with_name("daoctl"))


def measure() -> list[Figure]:
    """`daoctl --help` beside importing the library that parses its command line: whole processes,
    one after the other in turn, so that a busy moment meets both; the medians."""
    helped, imported = [], []
    for _run in range(RUNS):
        helped.append(_seconds([DAOCTL, "--help"]))
        imported.append(_seconds([sys.executable, "-c", "import typer"]))
    return [
        Figure(
            "daoctl --help",
            "s",
            statistics.median(helped),
            statistics.median(imported),
            'python -c "import typer"',
            most_times=2.5,
        )
    ]


def _seconds(command: Sequence[str]) -> float:
    begun = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - begun
