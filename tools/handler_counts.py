"""Tells how often each action of the invariant campaigns' handlers was tried, and how often it succeeded.

    python tools/handler_counts.py [FOLDER]

`FOLDER` holds what a run of forge left (`make solidity`, `make prove`): a file for each campaign, in it
a line for each run, `name tried succeeded` for each action with commas between
(`tests/solidity/Handler.sol`). Prints a table for each campaign. Exits 1 when an action never
succeeded, since its campaign then proves nothing about it, and when a campaign recorded nothing: every
contract of `tests/solidity` with an `invariant_` function is one.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".build" / "forge" / "handlers"
TESTS = ROOT / "tests" / "solidity"


@dataclass
class Count:
    """What became of one action in all runs of a campaign."""

    tried: int = 0
    succeeded: int = 0

    @property
    def share(self) -> float:
        """From 0 to 1; 0 of what was never tried."""
        return self.succeeded / self.tried if self.tried else 0.0


def summed(lines: Iterable[str]) -> dict[str, Count]:
    """The sums over such lines, in the order of the first. What stands twice in a line (the handler
    does it twice as often) is counted once. Raises ValueError for a line that is none."""
    sums: dict[str, Count] = {}
    for line in lines:
        run: dict[str, Count] = {}
        for entry in line.split(","):
            name, tried, succeeded = entry.split(" ")
            run[name] = Count(int(tried), int(succeeded))
        for name, count in run.items():
            sum_ = sums.setdefault(name, Count())
            sum_.tried += count.tried
            sum_.succeeded += count.succeeded
    return sums


def runs(text: str) -> list[str]:
    """The lines of a campaign's file, one a run: forge does the last run again for its own report."""
    lines = text.splitlines()
    return lines[:-1] if lines[-2:-1] == lines[-1:] else lines


def campaigns(sources: Iterable[str]) -> list[str]:
    """The contracts in these sources that have an invariant, by name."""
    found = []
    for source in sources:
        contract = ""
        for match in re.finditer(r"^contract (\w+)|^ +function (invariant_)", source, re.MULTILINE):
            contract = match[1] or contract
            if match[2]:
                found.append(contract)
    return sorted(set(found))


def table(campaign: str, run_count: int, counts: Mapping[str, Count]) -> str:
    """At most 80 columns wide; for people."""
    lines = [
        f"{campaign}, {run_count} runs",
        f"  {'action':<34} {'tried':>12} {'succeeded':>12} {'share':>8}",
    ]
    for name, count in counts.items():
        lines.append(f"  {name:<34} {count.tried:>12,} {count.succeeded:>12,} {count.share:>8.1%}")
    return "\n".join(lines)


def wrong(campaign: str, counts: Mapping[str, Count]) -> list[str]:
    """What a campaign does not prove anything about, a line each."""
    if not counts:
        return [f"{campaign} recorded nothing"]
    never = [name for name, count in counts.items() if count.succeeded == 0]
    return [f"{campaign}: {name} never succeeded" for name in never]


def main(folder: Path, tests: Path) -> int:
    """Prints the tables. Returns the exit code."""
    sources = [path.read_text("utf8") for path in sorted(tests.rglob("*.t.sol"))]
    faults = []
    for campaign in campaigns(sources):
        file = folder / f"{campaign}.csv"
        lines = runs(file.read_text("utf8")) if file.is_file() else []
        counts = summed(lines)
        faults += wrong(campaign, counts)
        if counts:
            print(table(campaign, len(lines), counts) + "\n")
    for line in faults:
        print(line, file=sys.stderr)
    if faults:
        print("hint: an invariant whose actions all fail proves nothing.", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("folder", type=Path, nargs="?", default=FOLDER)
    sys.exit(main(parser.parse_args().folder, TESTS))
