"""Figures and their bounds, and the file of gas: what is printed, and what fails."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import gas
from bench.figures import Figure, amount, summary


@pytest.mark.parametrize(
    ("ours", "other", "bounds", "holds"),
    [
        (2.0, None, {"most": 2.0}, True),
        (2.1, None, {"most": 2.0}, False),
        (2.5, 1.0, {"most_times": 2.5}, True),
        (2.6, 1.0, {"most_times": 2.5}, False),
        (1.0, 10.0, {"least_times": 10}, True),
        (1.0, 9.9, {"least_times": 10}, False),
        (1.0, 30.0, {"most": 0.5, "least_times": 20}, False),
        (9.0, 1.0, {}, True),
    ],
)
def test_a_figure_holds_up_to_its_bound_and_no_further(ours, other, bounds, holds):
    """At the bound it holds, beyond it does not, and of two bounds both must."""
    assert holds is Figure("row", "s", ours, other, **bounds).holds


@pytest.mark.parametrize("bound", ["most_times", "least_times"])
def test_a_ratio_without_its_other_half_does_not_hold(bound):
    """What was not measured proves nothing."""
    assert not Figure("row", "s", 1.0, **{bound: 2.0}).holds


def test_a_figure_says_its_value_its_bound_and_what_it_is_held_against():
    """Both kinds of ratio are read off at a glance."""
    slower = Figure("daoctl --help", "s", 0.2, 0.1, "typer", most_times=2.5)
    faster = Figure("tally", "ms", 20, 500, "Ape", most=2000, least_times=20)

    assert [
        "PASS  daoctl --help: 0.200 s (at most 2.5 times as much)",
        "      2.00 times typer: 0.100 s",
    ] == slower.lines()
    assert [
        "PASS  tally: 20.0 ms (at most 2000.0 ms, at least 20 times faster)",
        "      25.0 times faster than Ape: 500.0 ms",
    ] == faster.lines()


def test_a_missed_bound_is_named_at_the_end():
    """Whoever reads the last line alone knows."""
    good, bad = Figure("one", "s", 1.0), Figure("two", "s", 3.0, most=2.0)

    assert bad.lines()[0].startswith("FAIL  two")
    assert "All 1 figures hold." == summary([good])
    assert "1 of 2 figures missed their bound: two" == summary([good, bad])


def test_amounts_have_the_places_they_deserve():
    """Gas is whole, small times have thousandths."""
    shown = [amount(172_871, "gas"), amount(0.0931, "s"), amount(29.44, "s")]

    assert ["172,871 gas", "0.093 s", "29.4 s"] == shown


def test_the_file_is_an_object_from_row_to_ours_and_stock(tmp_path: Path):
    """Two numbers a row; where stock has no equal null, and why."""
    figures = [Figure("mint", "gas", 10, 20, most=15), Figure("buy", "gas", 7, why="no sale")]
    gas.save(gas.as_table(figures), tmp_path / "gas.json")

    expected = {
        "mint": {"ours": 10, "stock": 20},
        "buy": {"ours": 7, "stock": None, "why": "no sale"},
    }
    assert expected == gas.load(tmp_path / "gas.json")
    assert {} == gas.load(tmp_path / "nothing.json")


def test_every_change_of_gas_is_named():
    """Ours and stock, rows that came and rows that went."""
    before = {"a": {"ours": 1, "stock": 2}, "b": {"ours": 3, "stock": None}}
    after = {"a": {"ours": 1, "stock": 5}, "c": {"ours": 4, "stock": None}}

    assert [] == gas.differences(before, before)
    assert [
        "a, stock: 5 measured, 2 in the file",
        "c, ours: 4 measured, None in the file",
        "b, ours: None measured, 3 in the file",
    ] == gas.differences(after, before)


def test_the_committed_file_has_every_row_within_its_bound():
    """Gas is reviewed like code: what is committed keeps what was promised."""
    committed = gas.load()

    assert list(gas.ROWS) == list(committed)
    for name, row in gas.ROWS.items():
        has = {"ours", "stock"} | ({"why"} if row.stock is None else set())
        assert has == set(committed[name])
        assert row.most is None or committed[name]["ours"] <= row.most


def test_no_figure_is_above_stock_and_at_least_ten_stand_beside_it():
    """Where OpenZeppelin's stock contract does the same work, ours costs no more of it."""
    beside = {name: row for name, row in gas.load().items() if row["stock"] is not None}

    assert 10 <= len(beside)
    assert [] == [name for name, row in beside.items() if row["ours"] > row["stock"]]
    assert {"cast_vote_first", "cast_vote_next"} <= set(beside)


@pytest.mark.parametrize("name", [name for name, row in gas.ROWS.items() if row.stock is None])
def test_a_figure_with_nothing_beside_it_says_why(name):
    """Null alone would look like a figure that nobody wanted to see."""
    assert gas.load()[name]["why"]
