"""Prints how much of contracts/ and daoctl/ the tests reach, and exits 1 when it is less than is promised.

    python tools/coverage_check.py CONTRACTS.info DAOCTL.info [--missing]

Both files are lcov's: what `forge coverage` and `coverage lcov` write (`make coverage`). A branch is a way
out of an `if` or a `require`, counted as forge counts them; of daoctl the lines alone are counted. Lines of
contracts that no test reaches are named; `--missing` names those of daoctl too.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path, PurePosixPath

WIDTH = 80


@dataclass(frozen=True)
class Source:
    """What the tests reached of one file: how often each of its lines, and each of its branches."""

    path: str
    lines: dict[int, int] = field(default_factory=dict)
    branches: list[tuple[int, int]] = field(default_factory=list)

    def missing(self) -> str:
        """The lines that were not reached, or from which a branch was not taken; empty when there are none."""
        unreached = {line for line, times in self.lines.items() if not times}
        unreached |= {line for line, times in self.branches if not times}
        return ", ".join(_spans(sorted(unreached), sorted(self.lines)))


@dataclass(frozen=True)
class Share:
    """How many of how many."""

    reached: int
    whole: int

    def __str__(self) -> str:
        return f"{self.reached:>5} of {self.whole:>5} {self._percent():>5} %" if self.whole else "–"

    def holds(self, percent: int) -> bool:
        """Whether it is at least so many percent; of nothing, never."""
        return self.whole > 0 and self.reached * 100 >= percent * self.whole

    def _percent(self) -> str:
        # Cut off and not rounded: "95.0" is never said of less.
        tenths = self.reached * 1000 // self.whole
        return f"{tenths // 10}.{tenths % 10}"


@dataclass(frozen=True)
class Promise:
    """A folder, the least shares in percent, and what a row of its table is about."""

    folder: str
    lines: int
    branches: int | None
    row: Callable[[PurePosixPath], str]


PROMISES = (
    Promise("contracts", 98, 95, lambda path: str(path.relative_to("contracts").with_suffix(""))),
    Promise("daoctl", 95, None, lambda path: "/".join(path.parts[:-1]) + "/"),
)


def read(info: str, folder: str) -> list[Source]:
    """The files below the folder that an lcov text tells of, by their paths."""
    sources: dict[str, Source] = {}
    here: Source | None = None
    for entry in info.splitlines():
        kind, _colon, rest = entry.partition(":")
        if kind == "SF":
            below = PurePosixPath(rest).parts[:1] == (folder,)
            here = sources.setdefault(rest, Source(rest)) if below else None
        elif here is not None and kind == "DA":
            line, times = rest.split(",")[:2]
            here.lines[int(line)] = int(times)
        elif here is not None and kind == "BRDA":
            line, _block, _branch, taken = rest.split(",")
            here.branches.append((int(line), 0 if taken == "-" else int(taken)))
    return [sources[path] for path in sorted(sources)]


def table(promise: Promise, sources: Iterable[Source]) -> list[str]:
    """A row for each of what the promise tells apart, in 80 columns, and their sum."""
    rows: dict[str, list[Source]] = {}
    for source in sources:
        rows.setdefault(promise.row(PurePosixPath(source.path)), []).append(source)
    rows["in all"] = [source for several in rows.values() for source in several]
    head = f"{promise.folder + '/':<36}{'lines':>20}"
    told = [head + (f"{'branches':>22}" if promise.branches else "")]
    for name, several in rows.items():
        row = f"  {name:<34}{_lines(several)!s:>20}"
        told.append(row + (f"{_branches(several)!s:>22}" if promise.branches else ""))
    return told


def shortfalls(promise: Promise, sources: Sequence[Source]) -> list[str]:
    """What is less than promised, a sentence each."""
    held = [("lines", _lines(sources), promise.lines)]
    if promise.branches is not None:
        held.append(("branches", _branches(sources), promise.branches))
    return [
        f"{promise.folder}/: of the {what}, tests reach {' '.join(str(share).split())};"
        f" at least {percent} % is promised"
        for what, share, percent in held
        if not share.holds(percent)
    ]


def _lines(sources: Iterable[Source]) -> Share:
    counts = [times for source in sources for times in source.lines.values()]
    return Share(sum(times > 0 for times in counts), len(counts))


def _branches(sources: Iterable[Source]) -> Share:
    counts = [times for source in sources for _line, times in source.branches]
    return Share(sum(times > 0 for times in counts), len(counts))


def _spans(lines: list[int], known: list[int]) -> list[str]:
    """Numbers as people write them, "3–5": what lies between two of them is no code."""
    place = {line: number for number, line in enumerate(known)}
    starts = [0, *(i for i, (a, b) in enumerate(pairwise(lines), 1) if place[b] != place[a] + 1)]
    ends = [*starts[1:], len(lines)]
    spans = [lines[start:end] for start, end in zip(starts, ends, strict=True) if lines]
    return [str(one[0]) if len(one) == 1 else f"{one[0]}–{one[-1]}" for one in spans]


def main() -> int:
    """Prints the tables. Returns the exit code."""
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("info", type=Path, nargs=len(PROMISES), help="of contracts/, of daoctl/")
    parser.add_argument("--missing", action="store_true", help="name daoctl's lines too")
    options = parser.parse_args()
    short: list[str] = []
    for promise, info in zip(PROMISES, options.info, strict=True):
        sources = read(info.read_text("utf8"), promise.folder)
        print("\n".join(table(promise, sources)))
        for source in sources:
            if (promise.branches or options.missing) and (missing := source.missing()):
                print(f"  not reached: {source.path} {missing}")
        short += shortfalls(promise, sources)
    for line in short:
        print(line, file=sys.stderr)
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main())
