"""`make bench`: prints every figure with what it is held against, PASS or FAIL.

python -m bench                 everything; exit 1 when a figure misses its bound
python -m bench gas help        some of it: help, replay, mint, ballots, gas
python -m bench gas --write     and write bench/gas.json anew
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from bench import consultation, gas, minting, replay, starting
from bench.figures import Figure, summary
from bench.versions import versions

TOOLS = Path(__file__).resolve().parents[1] / "node_modules" / ".bin"

PARTS: Mapping[str, Callable[[], list[Figure]]] = {
    "help": starting.measure,
    "replay": replay.measure,
    "mint": minting.measure,
    "ballots": consultation.measure,
    "gas": gas.measure,
}


def main() -> int:
    """The command line; the result is the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m bench", description="Measure the figures of speed and gas."
    )
    parser.add_argument("part", nargs="*", help=f"only some of it: {', '.join(PARTS)}")
    parser.add_argument("--write", action="store_true", help="write bench/gas.json anew")
    options = parser.parse_args()
    if unknown := set(options.part) - set(PARTS):
        parser.error(f"there is no part {', '.join(sorted(unknown))}")
    _set_stage()
    print("   ".join(f"{name} {value}" for name, value in versions().items()), flush=True)
    measured: list[Figure] = []
    changed: list[str] = []
    for part in options.part or PARTS:
        found = PARTS[part]()
        print("\n".join(line for figure in found for line in figure.lines()), flush=True)
        if part == "gas":
            if options.write:
                gas.save(gas.as_table(found))
            changed = gas.differences(gas.as_table(found), gas.load())
        measured += found
    for line in changed:
        print(f"FAIL  bench/gas.json: {line}")
    print(summary(measured))
    return 1 if changed or not all(figure.holds for figure in measured) else 0


def _set_stage() -> None:
    """The pinned tools, and none of the settings of whoever runs it."""
    for name in [name for name in os.environ if name.startswith(("DAOCTL_", "APE_"))]:
        del os.environ[name]
    os.environ["PATH"] = f"{TOOLS}{os.pathsep}{os.environ['PATH']}"


if __name__ == "__main__":
    sys.exit(main())
