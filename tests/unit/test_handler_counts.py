"""tools/handler_counts.py: an invariant whose actions all fail is noticed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tools.handler_counts import ROOT, Count, campaigns, main, runs, summed, table, wrong

SOURCE = """
contract SaleInvariantTest is SaleScene {
    function invariant_whatIsSoldIsPaid() public view {}
}
"""


@pytest.fixture
def tests(tmp_path: Path) -> Path:
    """Sources with one campaign."""
    folder = tmp_path / "tests"
    folder.mkdir()
    (folder / "SaleInvariant.t.sol").write_text(SOURCE, "utf8")
    return folder


def record(folder: Path, *lines: str) -> Path:
    """What the campaign left."""
    (folder / "SaleInvariantTest.csv").write_text("".join(f"{line}\n" for line in lines), "utf8")
    return folder


def test_the_runs_are_added_up() -> None:
    """In the order of the handler's list."""
    assert {"sweep": Count(5, 1), "buy": Count(30, 25)} == summed(
        ["sweep 2 0,buy 10 9", "sweep 3 1,buy 20 16"]
    )


def test_an_action_that_stands_twice_counts_once() -> None:
    """The handler names it twice to do it twice as often."""
    assert {"buy": Count(10, 9), "sweep": Count(2, 1)} == summed(["buy 10 9,sweep 2 1,buy 10 9"])


def test_the_last_run_counts_once() -> None:
    """forge does it again when the campaign is over."""
    assert ["buy 2 0", "buy 2 1"] == runs("buy 2 0\nbuy 2 1\nbuy 2 1\n")
    assert ["buy 2 1", "buy 2 1"] == runs("buy 2 1\nbuy 2 1\nbuy 2 1\n")
    assert ["buy 2 1"] == runs("buy 2 1\n")
    assert [] == runs("")


@pytest.mark.parametrize("line", ["", "buy", "buy 10", "buy ten 9", "buy 10 9,"])
def test_half_a_line_is_an_error(line: str) -> None:
    """And never a count of nothing."""
    with pytest.raises(ValueError):
        summed([line])


def test_every_contract_with_an_invariant_is_a_campaign() -> None:
    """A scene without one, or a test that only speaks of one, is none."""
    two = (
        SOURCE + SOURCE.replace("Sale", "Units") + "contract Scene {\n    function test_() {}\n}\n"
    )

    assert ["SaleInvariantTest", "UnitsInvariantTest"] == campaigns([two])
    assert [] == campaigns(["contract Scene {\n    // no invariant_ here\n}\n"])


def test_the_project_has_campaigns() -> None:
    """So that the tool cannot pass for want of them."""
    sources = [path.read_text("utf8") for path in (ROOT / "tests" / "solidity").rglob("*.t.sol")]

    assert "TreasuryInvariantTest" in campaigns(sources)


def test_the_table_fits_a_terminal_and_says_the_share() -> None:
    """Whatever the figures."""
    counts = {"buy": Count(40, 30), "a" * 34: Count(10**8, 10**8), "sweep": Count()}

    lines = table("SaleInvariantTest", 512, counts).splitlines()

    assert "SaleInvariantTest, 512 runs" == lines[0]
    assert ["buy", "40", "30", "75.0%"] == lines[2].split()
    assert ["sweep", "0", "0", "0.0%"] == lines[4].split()
    assert 80 >= max(len(line) for line in lines)


def test_what_never_succeeded_is_named() -> None:
    """Though it was tried often; so is a campaign that left nothing."""
    assert ["S: sweep never succeeded"] == wrong("S", {"sweep": Count(9, 0), "buy": Count(9, 1)})
    assert ["S recorded nothing"] == wrong("S", {})


def test_a_campaign_that_does_everything_passes(
    tmp_path: Path, tests: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And its table is printed."""
    assert 0 == main(record(tmp_path, "buy 2 0", "buy 2 1"), tests)

    assert re.search(r"buy +4 +1 +25\.0%", capsys.readouterr().out)


@pytest.mark.parametrize("lines", [[], ["buy 2 1,sweep 3 0"]])
def test_a_campaign_that_proves_nothing_fails(
    tmp_path: Path, tests: Path, capsys: pytest.CaptureFixture[str], lines: list[str]
) -> None:
    """It recorded nothing, or something in it never succeeded."""
    assert 1 == main(record(tmp_path, *lines), tests)
    assert "SaleInvariantTest" in capsys.readouterr().err


def test_a_campaign_without_a_file_fails(tmp_path: Path, tests: Path) -> None:
    """As one whose `afterInvariant` was forgotten."""
    assert 1 == main(tmp_path, tests)
