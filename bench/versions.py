"""What was measured on."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

from daoctl.chain.anvil import find_anvil

SOLC = Path(__file__).resolve().parents[1] / "tools" / "solc.js"


def versions() -> dict[str, str]:
    """Every version that a figure may depend on, the processors at hand, and how busy they are:
    a busy machine's times say little."""
    return {
        "python": platform.python_version(),
        "daoctl": version("daoctl"),
        "eth-ape": version("eth-ape"),
        "web3": version("web3"),
        "eth-account": version("eth-account"),
        "coincurve": version("coincurve"),
        "anvil": _second_word([find_anvil(), "--version"]),
        "solc": _second_word(["node", str(SOLC), "--version"], line=1),
        "processors": str(
            len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count()
        ),
        "load": f"{os.getloadavg()[0]:.1f}",
    }


def _second_word(command: list[str], line: int = 0) -> str:
    """From "anvil Version: 1.7.1-v1.7.1" or "Version: 0.8.37+commit…": what follows "Version:"."""
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()[line].partition("ersion:")[2].strip()
