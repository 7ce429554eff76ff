"""tools/coverage_check.py: what the tests reach is printed, and less than is promised fails."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tools.coverage_check import PROMISES, WIDTH, Share, main, read, shortfalls, table

CONTRACTS, DAOCTL = PROMISES


def info(path: str, lines: list[int], branches: list[int | str] | None = None) -> str:
    """A file's record as lcov has it: its lines' and its branches' counts, from line 10 on."""
    told = ["TN:", f"SF:{path}"]
    told += [f"DA:{number},{times}" for number, times in enumerate(lines, 10)]
    told += [f"BRDA:10,0,{number},{taken}" for number, taken in enumerate(branches or [])]
    return "\n".join([*told, "end_of_record", ""])


def run(monkeypatch: pytest.MonkeyPatch, folder: Path, contracts: str, daoctl: str) -> int:
    """The tool's exit code for these two files."""
    files = (folder / "contracts.info", folder / "daoctl.info")
    for file, text in zip(files, (contracts, daoctl), strict=True):
        file.write_text(text, "utf8")
    monkeypatch.setattr(sys, "argv", ["coverage_check.py", *map(str, files)])
    return main()


def test_what_is_promised_is_enough_and_a_line_less_is_not() -> None:
    """98 % of the contracts' lines, 95 % of their branches, 95 % of daoctl's lines."""
    enough = read(
        info("contracts/charter/A.sol", [1] * 98 + [0] * 2, [1] * 95 + [0] * 5), "contracts"
    )
    short = read(
        info("contracts/charter/A.sol", [1] * 97 + [0] * 3, [1] * 94 + [0] * 6), "contracts"
    )
    daoctl = read(info("daoctl/cli/a.py", [1] * 9499 + [0] * 501), "daoctl")

    assert [] == shortfalls(CONTRACTS, enough)
    assert [
        "contracts/: of the lines, tests reach 97 of 100 97.0 %; at least 98 % is promised",
        "contracts/: of the branches, tests reach 94 of 100 94.0 %; at least 95 % is promised",
    ] == shortfalls(CONTRACTS, short)
    assert [
        "daoctl/: of the lines, tests reach 9499 of 10000 94.9 %; at least 95 % is promised"
    ] == shortfalls(DAOCTL, daoctl)


def test_a_file_that_tells_of_nothing_is_not_enough() -> None:
    """Where nothing was measured, nothing was reached."""
    assert 2 == len(shortfalls(CONTRACTS, read("", "contracts")))
    assert not Share(0, 0).holds(95)


def test_what_is_not_ours_is_not_counted() -> None:
    """The tests themselves and the libraries would hide what they do not reach."""
    text = (
        info("contracts/a/A.sol", [1]) + info("node_modules/B.sol", [0]) + info("tests/C.sol", [0])
    )

    assert ["contracts/a/A.sol"] == [source.path for source in read(text, "contracts")]


def test_a_branch_of_a_line_that_nobody_reached_counts_as_not_taken() -> None:
    """lcov writes a hyphen for it."""
    (source,) = read(info("contracts/a/A.sol", [0, 1], ["-", 0]), "contracts")

    assert [(10, 0), (10, 0)] == source.branches


def test_lines_are_named_as_people_do() -> None:
    """What lies between two lines without code is no gap."""
    (source,) = read("SF:daoctl/a.py\nDA:3,0\nDA:7,0\nDA:8,1\nDA:9,0\nDA:12,1\n", "daoctl")

    assert "3–7, 9" == source.missing()


def test_rows_are_contracts_and_packages_in_eighty_columns() -> None:
    """The longest contract's name, and counts of five digits, have their place."""
    contracts = read(info("contracts/governance/ElectionNominations.sol", [1, 0], [1]), "contracts")
    packages = (
        info("daoctl/words.py", [1])
        + info("daoctl/cli/a.py", [1, 0])
        + info("daoctl/cli/b.py", [1])
    )

    told = table(CONTRACTS, contracts) + table(DAOCTL, read(packages, "daoctl"))

    assert all(len(line) <= WIDTH for line in told)
    assert (
        "  governance/ElectionNominations        1 of     2  50.0 %    1 of     1 100.0 %"
        == told[1]
    )
    assert ["  daoctl/cli/", "  daoctl/", "  in all"] == [line[:36].rstrip() for line in told[-3:]]
    assert "    3 of     4  75.0 %" == told[-1][-22:]


def test_it_prints_both_tables_and_fails_when_either_is_short(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever reads them finds the contracts' line that no test reaches; the exit code is make's."""
    good = info("contracts/charter/A.sol", [1] * 99 + [0], [1])

    assert 0 == run(monkeypatch, tmp_path, good, info("daoctl/cli/a.py", [1]))
    shown = capsys.readouterr()
    assert "not reached: contracts/charter/A.sol 109" in shown.out
    assert "" == shown.err

    assert 1 == run(monkeypatch, tmp_path, good, info("daoctl/cli/a.py", [1, 0]))
    assert "daoctl/: of the lines" in capsys.readouterr().err
