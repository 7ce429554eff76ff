"""Where a mutant is judged: a copy of the project, a compiler of its own, and forge."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".build" / "mutation"
LONGEST = 600.0

KILLED, SURVIVED, SAME, INVALID = "killed", "survived", "same", "invalid"

# Whose tests judge the files that are not in the folder of their tests' name.
ELSEWHERE = {
    "contracts/governance/Election": "election",
    "contracts/governance/GeneralElection": "election",
    "contracts/villager/ResidentCertificate": "certificate",
    "contracts/villager/IssuerLimit": "certificate",
}
# Thousands of compilations: no optimizer, tests apart from the contracts they deploy, and code that is the same
# when the contract does the same.
# With tests apart, an expected refusal of `new` ends its test: what a test tries after it, no mutant meets; and
# neither does a contract of the tests' own that inherits from ours, for it is not compiled anew.
SETTINGS = {
    "FOUNDRY_DYNAMIC_TEST_LINKING": "true",
    "FOUNDRY_OPTIMIZER": "false",
    "FOUNDRY_BYTECODE_HASH": "none",
    "FOUNDRY_CBOR_METADATA": "false",
}
# Without the optimizer they say nothing: what they bound is gas and size. `make coverage` leaves them out, too.
COSTS = tomllib.loads((ROOT / "foundry.toml").read_text("utf8"))["profile"]["coverage"][
    "no_match_test"
]
# Most mutants fall to the plain tests in a second; the invariants look for those that are left.
FIRST = ({"FOUNDRY_FUZZ_RUNS": "8"}, f"^invariant_|{COSTS}")
AGAIN = (
    {
        "FOUNDRY_FUZZ_RUNS": "64",
        "FOUNDRY_INVARIANT_RUNS": "4",
    },
    COSTS,
)


@dataclass(frozen=True)
class Mutant:
    """One change: the bytes from `start` to `end` of `file` become `new`."""

    contract: str
    file: str
    operator: str
    start: int
    end: int
    new: str

    @property
    def folder(self) -> str:
        """The folder of tests/solidity that judges it."""
        for beginning, folder in ELSEWHERE.items():
            if self.file.startswith(beginning):
                return folder
        return self.file.split("/")[1]

    def reshapes(self, source: bytes) -> bool:
        """Whether it changes what stands outside of the functions' bodies, a modifier or a constant: forge then
        compiles the tests anew."""
        return self.new == "" or b" constant " in source[self.start : self.end]

    def apply(self, source: bytes) -> bytes:
        """The file with the change."""
        return source[: self.start] + self.new.encode() + source[self.end :]

    def key(self, source: bytes) -> str:
        """The same for the same change of the same file."""
        told = json.dumps([self.file, self.start, self.end, self.new]).encode()
        return hashlib.sha256(told + source).hexdigest()[:24]

    def describe(self, source: bytes) -> str:
        """Where it is and what it changes, on one line."""
        line = source[: self.start].count(b"\n") + 1
        old = " ".join(source[self.start : self.end].decode().split())
        return f"{self.file}:{line} {self.operator}: {old} → {' '.join(self.new.split())}"


class Bench:
    """A copy of the project with one folder of tests, in which one mutant is judged at a time."""

    def __init__(self, folder: str, number: int, model: Bench | None) -> None:
        self.place = HOME / folder / str(number)
        self._folder = folder
        self._changed: Path | None = None
        if self.place.exists():
            shutil.rmtree(self.place)
        if model is None:
            self._lay_out()
        else:
            shutil.copytree(model.place, self.place, symlinks=True)
        socket = HOME / f"solc{number}"
        socket.unlink(missing_ok=True)
        self._compiler = subprocess.Popen(
            ["node", "tools/solc.js", "--serve", socket], cwd=self.place
        )
        while not socket.exists():
            time.sleep(0.05)
        self._environment = os.environ | SETTINGS | {"SOLC_SERVER": str(socket)}

    def _lay_out(self) -> None:
        self.place.mkdir(parents=True)
        for name in ("contracts", "tools"):
            shutil.copytree(ROOT / name, self.place / name)
        for name in ("foundry.toml", "package.json"):
            shutil.copy(ROOT / name, self.place)
        (self.place / "node_modules").symlink_to(ROOT / "node_modules")
        # Where handlers write how often their actions succeeded.
        (self.place / ".build" / "forge" / "handlers").mkdir(parents=True)
        tests = ROOT / "tests" / "solidity"
        for file in tests.rglob("*.sol"):
            inside = file.relative_to(tests)
            if inside.parts[0] == self._folder or not file.name.endswith(".t.sol"):
                copy = self.place / "tests" / "solidity" / inside
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(file, copy)

    def close(self) -> None:
        """Stops its compiler."""
        self._compiler.terminate()
        self._compiler.wait()

    def accept(self) -> dict[str, str]:
        """Runs the tests on the contracts as they are, and returns their code. SystemExit when one fails."""
        for settings, left_out in (FIRST, AGAIN):
            ended = self._forge(settings, left_out)
            if ended.returncode != 0:
                print(ended.stdout + ended.stderr, file=sys.stderr)
                raise SystemExit(f"tests/solidity/{self._folder} fails without any mutant")
        return self._code()

    def judge(self, mutant: Mutant, source: bytes, code: dict[str, str]) -> tuple[str, str]:
        """The outcome, and the test that saw the mutant."""
        file = self.place / mutant.file
        if self._changed not in (None, file):
            assert self._changed is not None
            shutil.copy(ROOT / self._changed.relative_to(self.place), self._changed)
        self._changed = file
        file.write_bytes(mutant.apply(source))
        for settings, left_out in (FIRST, AGAIN):
            try:
                ended = self._forge(settings, left_out)
            except subprocess.TimeoutExpired:
                return KILLED, "none ended in time"
            if ended.returncode != 0:
                return self._failed(ended)
            if self._code() == code:
                return SAME, ""
        return SURVIVED, ""

    def _failed(self, ended: subprocess.CompletedProcess[str]) -> tuple[str, str]:
        told = [line for line in ended.stdout.splitlines() if line.startswith("[FAIL")]
        if told:
            return KILLED, told[0].split("] ")[-1].split("(")[0]
        if "Compiler run failed" in ended.stdout + ended.stderr:
            return INVALID, ""
        raise RuntimeError(ended.stdout + ended.stderr)

    def _forge(self, settings: dict[str, str], left_out: str) -> subprocess.CompletedProcess[str]:
        alone = ["--threads", "1", "--fuzz-seed", "2004"]
        return subprocess.run(
            ["forge", "test", "--fail-fast", *alone, "--no-match-test", left_out],
            cwd=self.place,
            env=self._environment | settings,
            capture_output=True,
            text=True,
            timeout=LONGEST,
        )

    def _code(self) -> dict[str, str]:
        """The creation code of everything that was compiled, tests aside."""
        out = self.place / ".build" / "forge" / "out"
        found = {}
        for file in (self.place / "contracts").rglob("*.sol"):
            for artifact in sorted((out / file.name).glob("*.json")):
                found[artifact.name] = json.loads(artifact.read_text("utf8"))["bytecode"]["object"]
        return found
