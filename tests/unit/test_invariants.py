"""contracts/INVARIANTS.md: what must always hold, and that a test really guards each of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "contracts" / "INVARIANTS.md"
PROOFS = "tests/solidity/proofs/"
GROUPS = ["Votes", "Proposals", "Elections", "Money", "Sale", "Certificates", "Authority"]


@dataclass
class Statement:
    """One numbered statement of the file."""

    number: int
    text: str
    group: str
    places: list[str] = field(default_factory=list)
    guards: list[str] = field(default_factory=list)


def read(text: str) -> list[Statement]:
    """The statements of such a file, in order. Raises ValueError for a line nobody understands
    beneath one."""
    found: list[Statement] = []
    group = ""
    for line in text.splitlines():
        if line.startswith("## "):
            group = line.removeprefix("## ")
        elif match := re.fullmatch(r"(\d+)\. (.+)", line):
            found.append(Statement(int(match[1]), match[2], group))
        elif match := re.fullmatch(r"   - Where: \[\w+\]\((.+)\)", line):
            found[-1].places.append(match[1])
        elif match := re.fullmatch(r"   - Guard: `(.+)`", line):
            found[-1].guards.append(match[1])
        elif line.startswith(" "):
            raise ValueError(line)
    return found


def is_there(guard: str) -> bool:
    """Whether the named file has a test of that name, or a proof where `make halmos` looks for one."""
    path, _separator, name = guard.partition("::")
    file = ROOT / path
    word = "function" if path.endswith(".t.sol") else "def"
    proves = path.startswith(PROOFS) and path.endswith(".t.sol")
    pattern = rf"^\s*{word} {re.escape(name)}\("
    return (
        file.is_file()
        and name.startswith("check_" if proves else ("test", "invariant"))
        and re.search(pattern, file.read_text("utf-8"), re.MULTILINE) is not None
    )


STATEMENTS = read(FILE.read_text("utf-8"))


@pytest.mark.parametrize("statement", STATEMENTS, ids=[str(one.number) for one in STATEMENTS])
def test_each_statement_has_guards_that_exist(statement: Statement) -> None:
    """And says in which contract it is enforced."""
    assert statement.guards, statement.text
    assert [] == [guard for guard in statement.guards if not is_there(guard)]
    assert statement.places
    assert [] == [one for one in statement.places if not (FILE.parent / one).is_file()]


def test_statements_are_numbered_in_their_groups() -> None:
    """One by one, so that a number can be quoted."""
    assert list(range(1, len(STATEMENTS) + 1)) == [one.number for one in STATEMENTS]
    assert GROUPS == list(dict.fromkeys(one.group for one in STATEMENTS))


def test_many_tests_stand_guard() -> None:
    """Not the same few over and over."""
    assert len({guard for one in STATEMENTS for guard in one.guards}) >= 100


def test_every_invariant_test_guards_a_statement() -> None:
    """The tests that try long random lives are named here for what they hold."""
    written = {
        f"{path.relative_to(ROOT).as_posix()}::{name}"
        for path in (ROOT / "tests" / "solidity").rglob("*.t.sol")
        for name in re.findall(r"function (invariant_\w+)\(", path.read_text("utf-8"))
    }

    assert set() == written - {guard for one in STATEMENTS for guard in one.guards}


def test_every_proof_guards_a_statement() -> None:
    """What was proved is named here for what it holds."""
    written = {
        f"{path.relative_to(ROOT).as_posix()}::{name}"
        for path in (ROOT / PROOFS).glob("*.t.sol")
        for name in re.findall(r"function (check_\w+)\(", path.read_text("utf-8"))
    }

    assert written
    assert set() == written - {guard for one in STATEMENTS for guard in one.guards}


def test_every_contract_has_a_statement() -> None:
    """Whatever holds state enforces something that is written down."""
    sources = [
        path
        for path in (ROOT / "contracts").rglob("*.sol")
        if re.search(r"^(abstract )?contract |^library ", path.read_text("utf-8"), re.MULTILINE)
    ]
    named = {place for one in STATEMENTS for place in one.places}

    assert set() == {path.relative_to(ROOT / "contracts").as_posix() for path in sources} - named


def test_a_guard_that_is_gone_is_noticed() -> None:
    """Another name, another file, or a helper that is no test, does not count."""
    guard = STATEMENTS[0].guards[0]
    path, name = guard.split("::")

    assert is_there(guard)
    assert not is_there(f"{path}::{name}2")
    assert not is_there(f"{path}::{name[:-1]}")
    assert not is_there(f"tests/solidity/Gone.t.sol::{name}")
    assert not is_there("tests/unit/test_invariants.py::is_there")
