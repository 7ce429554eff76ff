"""Changes the contracts in thousands of small ways and sees which changes the forge tests notice.

    python tools/mutate.py MUTANTS.jsonl [CONTRACT …]

`MUTANTS.jsonl` is what `tools/mutants.py` lists (`make mutate`). A mutant is judged by the tests of its
contract's own folder: without the invariants first, with them when it survived. It is

- *valid* when it compiles, and to other code than the contract itself;
- *killed* when a test fails, or does not end within ten minutes;
- *equivalent* when tests/solidity/equivalent.toml says why nobody could tell it from the contract.

Without names of contracts all are judged and tests/solidity/mutation.json is written anew; with names their
rows alone. Exits 1 when a valid mutant neither was killed nor is equivalent. What was killed is remembered
in .build/mutation for as long as its file stays as it is: a second run judges the survivors again, and what
is new. Contracts are compiled without the optimizer, which halves the time and changes nothing that is
judged: the few tests that bound gas or size stand back.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import threading
import time
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from queue import Queue

ROOT = Path(__file__).resolve().parent.parent
# Run as a program, this folder is on the path and not the one above it.
sys.path.insert(0, str(ROOT))

from tools.mutation_bench import HOME, INVALID, KILLED, SAME, SURVIVED, Bench, Mutant  # noqa: E402

FIGURES = ROOT / "tests" / "solidity" / "mutation.json"
EQUIVALENT = ROOT / "tests" / "solidity" / "equivalent.toml"
WORKERS = 2
COLUMNS = ("valid", "killed", "equivalent")
SOURCES: dict[str, bytes] = {}


@dataclass(frozen=True)
class Verdict:
    """What became of a mutant, and by which test."""

    key: str
    outcome: str
    test: str


class Memory:
    """The verdicts so far, on disk: a run that was stopped goes on where it was."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._known: dict[str, Verdict] = {}
        if file.exists():
            for line in file.read_text("utf8").splitlines():
                verdict = Verdict(**json.loads(line))
                self._known[verdict.key] = verdict

    def __getitem__(self, key: str) -> Verdict:
        return self._known[key]

    def final(self, key: str) -> bool:
        """Whether it need not be judged again: tests are added, so who survived may not the next time."""
        return key in self._known and self._known[key].outcome != SURVIVED

    def keep(self, verdict: Verdict) -> None:
        """Remembers it at once."""
        with self._lock:
            self._known[verdict.key] = verdict
            with self._file.open("a", encoding="utf8") as file:
                file.write(json.dumps(asdict(verdict)) + "\n")


def read_mutants(file: Path, contracts: Iterable[str]) -> list[Mutant]:
    """Those of the named contracts; of all when none is named."""
    wanted = set(contracts)
    every = [Mutant(**json.loads(line)) for line in file.read_text("utf8").splitlines()]
    unknown = wanted - {one.contract for one in every}
    if unknown:
        raise SystemExit(f"no contract with mutants: {', '.join(sorted(unknown))}")
    return [one for one in every if not wanted or one.contract in wanted]


def read_equivalent(text: str) -> set[tuple[str, str, str, str]]:
    """What is explained: contract, the whole line, the part of it that changes, and what it becomes.

    Raises ValueError for an entry without a reason.
    """
    entries = tomllib.loads(text).get("mutant", [])
    for entry in entries:
        if not entry["why"].strip():
            raise ValueError(f"no reason given: {entry}")
    return {(one["contract"], one["line"], one["old"], one["new"]) for one in entries}


def explanation_key(mutant: Mutant) -> tuple[str, str, str, str]:
    """How equivalent.toml would name it: by its text, so that it stays named when lines are added above."""
    source = source_of(mutant)
    start = source.rfind(b"\n", 0, mutant.start) + 1
    end = source.find(b"\n", mutant.end)
    words = (source[start:end], source[mutant.start : mutant.end], mutant.new.encode())
    line, old, new = (" ".join(part.decode().split()) for part in words)
    return mutant.contract, line, old, new


def unexplained(mutant: Mutant) -> str:
    """Its entry in equivalent.toml, but for the reason."""
    words = zip(("contract", "line", "old", "new"), explanation_key(mutant), strict=True)
    lines = [f"{name} = {json.dumps(word, ensure_ascii=False)}" for name, word in words]
    return "\n".join(["[[mutant]]", *lines, 'why = ""', ""])


def source_of(mutant: Mutant) -> bytes:
    """The file it changes, as it is in the project."""
    if mutant.file not in SOURCES:
        SOURCES[mutant.file] = (ROOT / mutant.file).read_bytes()
    return SOURCES[mutant.file]


def judge(folder: str, mutants: Sequence[Mutant], memory: Memory) -> None:
    """Judges all of one folder's, side by side.

    Those that reshape their contract come last of their file, since forge takes half a minute after each.
    """
    first = Bench(folder, 0, None)
    code = first.accept()
    benches = [first, *(Bench(folder, number, first) for number in range(1, WORKERS))]
    free: Queue[Bench] = Queue()
    for bench in benches:
        free.put(bench)

    def one(mutant: Mutant) -> None:
        bench = free.get()
        source = source_of(mutant)
        try:
            memory.keep(Verdict(mutant.key(source), *bench.judge(mutant, source, code)))
        finally:
            free.put(bench)

    started = time.monotonic()
    try:
        with ThreadPoolExecutor(WORKERS) as pool:
            in_order = sorted(mutants, key=lambda one: (one.file, one.reshapes(source_of(one))))
            for done, _ in enumerate(pool.map(one, in_order), 1):
                if done % 100 == 0 or done == len(mutants):
                    minutes = (time.monotonic() - started) / 60
                    print(f"{folder}: {done} of {len(mutants)}, {minutes:.0f} min", flush=True)
    finally:
        for bench in benches:
            bench.close()


def figures(
    mutants: Iterable[Mutant],
    outcomes: Mapping[str, str],
    explained: set[tuple[str, str, str, str]],
) -> tuple[dict[str, dict[str, int]], list[Mutant]]:
    """Each contract's row of mutation.json, and who survived without a reason."""
    rows: dict[str, Counter[str]] = defaultdict(Counter)
    left = []
    for mutant in mutants:
        row, outcome = rows[mutant.contract], outcomes[mutant.key(source_of(mutant))]
        if outcome in (INVALID, SAME):
            continue
        row["valid"] += 1
        if outcome == KILLED:
            row["killed"] += 1
        elif explanation_key(mutant) in explained:
            row["equivalent"] += 1
        else:
            left.append(mutant)
    return {name: {column: rows[name][column] for column in COLUMNS} for name in sorted(rows)}, left


def main() -> int:
    """Prints the figures and who survived. Returns the exit code."""
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("mutants", type=Path)
    parser.add_argument("contracts", nargs="*", metavar="CONTRACT")
    options = parser.parse_args()
    mutants = read_mutants(options.mutants, options.contracts)
    memory = Memory(HOME / "verdicts.jsonl")
    folders: dict[str, list[Mutant]] = defaultdict(list)
    for mutant in mutants:
        if not memory.final(mutant.key(source_of(mutant))):
            folders[mutant.folder].append(mutant)
    for folder, its in folders.items():
        judge(folder, its, memory)

    outcomes = {key: memory[key].outcome for key in (one.key(source_of(one)) for one in mutants)}
    rows, left = figures(mutants, outcomes, read_equivalent(EQUIVALENT.read_text("utf8")))
    known = json.loads(FIGURES.read_text("utf8")) if options.contracts and FIGURES.exists() else {}
    FIGURES.write_text(json.dumps(known | rows, indent=2, sort_keys=True) + "\n", "utf8")
    print(f"{'contract':<24}{'valid':>8}{'killed':>8}{'equivalent':>12}{'killed of valid':>18}")
    total = {column: sum(row[column] for row in rows.values()) for column in COLUMNS}
    for name, row in (rows | {"all": total}).items():
        share = row["killed"] / row["valid"] if row["valid"] else 1
        print(f"{name:<24}{row['valid']:>8}{row['killed']:>8}{row['equivalent']:>12}{share:>18.1%}")
    for mutant in left:
        print(f"survived: {mutant.describe(source_of(mutant))}")
    if left:
        (HOME / "survivors.toml").write_text("\n".join(map(unexplained, left)), "utf8")
        print(
            "hint: write the test that notices; or say in tests/solidity/equivalent.toml why none can."
        )
        print(f"{HOME.relative_to(ROOT)}/survivors.toml has them as they would stand there.")
    return 1 if left else 0


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(main())
