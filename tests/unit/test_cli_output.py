"""How daoctl speaks: data apart from talk, wide letters in line, nothing interpreted."""

from __future__ import annotations

import io
import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daoctl.cli.columns import clip, pad, prose, table_rows, width
from daoctl.cli.output import Output, Wei
from daoctl.units import Rate


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def plain(**more: object) -> Output:
    """An output into memory, no terminal."""
    return Output(stdout=io.StringIO(), stderr=io.StringIO(), **more)  # type: ignore[arg-type]


def told(out: Output) -> tuple[str, str]:
    """What went to stdout, and what to stderr."""
    return out.stdout.getvalue(), out.stderr.getvalue()  # type: ignore[attr-defined]


def test_data_and_talk_are_kept_apart() -> None:
    """Data on stdout, talk on stderr."""
    out = plain()
    out.say("talk")
    out.data("data")

    assert ("data\n", "talk\n") == told(out)


def test_a_result_is_json_or_lines() -> None:
    """With --json the value, else the lines; letters stay letters."""
    lines, as_json = plain(), plain(as_json=True)
    for out in (lines, as_json):
        out.result({"name": "山古志", "wei": Wei(1)}, ["山古志"])

    assert "山古志\n" == told(lines)[0]
    assert {"name": "山古志", "wei": "1"} == json.loads(told(as_json)[0])
    assert "山古志" in told(as_json)[0]


def lines_of(*table: Any, **shape: Any) -> list[str]:
    """All lines of a table, its headings' first."""
    return [line for row in table_rows(*table, **shape) for line in row]


@pytest.mark.parametrize(
    ("text", "columns"),
    [("", 0), ("abc", 3), ("村民", 4), ("ｶﾅ", 2), ("Ａ", 2), ("か\u3099", 2), ("a\u200bb", 2)],
)
def test_wide_letters_take_two_columns(text: str, columns: int) -> None:
    """East Asian Width decides; marks and invisible letters take none."""
    assert columns == width(text)


def test_a_table_stands_in_line_with_wide_letters() -> None:
    """Columns begin at the same place on every line; numbers end at the same."""
    lines = lines_of(("名前", "votes"), [("山古志", "9"), ("abc", "1000")], right=[1])

    assert ["名前    votes", "山古志      9", "abc      1000"] == lines


def test_a_row_too_wide_for_the_terminal_goes_on_in_a_line_of_its_own() -> None:
    """Every row at the same cell, so that columns still stand in line; no cell is cut."""
    rows = [("住民会議", "12", "0x" + "ab" * 6), ("office", "3", "")]

    assert [
        "役割      票",
        "    アドレス",
        "住民会議  12",
        "    0xabababababab",
        "office     3",
    ] == lines_of(("役割", "票", "アドレス"), rows, right=[1], columns=20)


def test_a_cell_wider_than_the_terminal_is_broken_at_its_spaces() -> None:
    """Two addresses stand on two lines, each whole."""
    holders = f"0x{'a' * 12}, 0x{'b' * 12}"

    assert [
        "role  who              ?",
        "DAO   0xaaaaaaaaaaaa,  ✓",
        "      0xbbbbbbbbbbbb",
    ] == lines_of(("role", "who", "?"), [("DAO", holders, "✓")], columns=24)


@given(st.lists(st.tuples(st.text(max_size=9), st.text(max_size=9)), max_size=5))
def test_all_lines_of_a_table_are_equally_wide(rows: list[tuple[str, str]]) -> None:
    """Whatever the cells hold, the last column ends at one place when aligned to the right."""
    lines = lines_of(("a", "b"), [(first, second + "|") for first, second in rows], right=[1])

    assert len({width(line) for line in lines[1:]}) <= 1


def test_elsewhere_than_on_a_terminal_tabs_part_the_cells() -> None:
    """Other tools can cut such a table, and no name can add a column or a line to it."""
    out = plain()
    out.table(("name", "n"), [("a\tb\nc", 1), ("[red]x[/red]", None)])

    assert "name\tn\na b c\t1\n[red]x[/red]\t\n" == told(out)[0]


def test_colour_only_on_a_terminal_and_never_against_no_color(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A pipe gets plain text, and so does who set NO_COLOR."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    out = Output(stdout=Terminal(), stderr=io.StringIO())
    out.data("x", style="bold")
    out.say("x", style="bold")
    assert ("\x1b[1mx\x1b[0m\n", "x\n") == told(out)

    monkeypatch.setenv("NO_COLOR", "1")
    out = Output(stdout=Terminal(), stderr=io.StringIO())
    out.data("x", style="bold")
    assert "x\n" == told(out)[0]


def test_yen_stand_beside_eth_where_a_rate_was_given() -> None:
    """The rate and its day are named; other assets get none."""
    rate = Rate(350_000, date(2026, 11, 1))

    assert "0.03 ETH" == plain().amount(3 * 10**16)
    assert "10,500" in plain(rate=rate).amount(3 * 10**16)
    assert "2026-11-01" in plain(rate=rate).amount(3 * 10**16)
    assert "3 JPYC" == plain(rate=rate).amount(3, "JPYC", 0)


def test_progress_is_silent_without_a_terminal() -> None:
    """A log file is not filled with bars; a terminal sees the count."""
    out = plain()
    with out.progress(10, "sending") as bar:
        bar.advance(10)
    assert ("", "") == told(out)

    out = Output(stdout=io.StringIO(), stderr=Terminal())
    with out.progress(10, "sending") as bar:
        bar.advance(4)
        bar.set(99)
    assert told(out)[1].endswith("10/10\n")


@given(st.text(max_size=20), st.integers(min_value=1, max_value=12))
def test_clipping_and_padding_fill_a_column_exactly(text: str, columns: int) -> None:
    """A clipped text never exceeds its column, and padding makes up the rest."""
    assert width(clip(text, columns)) <= columns
    assert columns == width(pad(clip(text, columns), columns))


class TestProse:
    """Long lines at a terminal."""

    def test_no_word_command_amount_or_moment_is_parted(self) -> None:
        """A line ends between words; what is read or copied in one piece stays in one."""
        long = "予算から 0.09 ETH を、 2026-12-06 12:05:35 JST から払えます: daoctl project claim 1"
        lines = prose(long, 30)

        assert long.replace(" ", "") == "".join(lines).replace(" ", "")
        assert all(width(line) <= 30 for line in lines)
        assert lines[-1].endswith("daoctl project claim 1")
        assert any("0.09 ETH" in line for line in lines)
        assert any("2026-12-06 12:05:35 JST" in line for line in lines)
        assert ["A::0, B::1,", "C::2, D::3"] == prose("A::0, B::1, C::2, D::3", 12)
        assert ["TEST::0,", "TEST::1,", "TEST::2"] == prose("TEST::0, TEST::1, TEST::2", 12)
        assert ["use", "`daoctl sale show`", "now"] == prose("use `daoctl sale show` now", 20)

    def test_further_lines_stand_under_the_words_of_their_item(self) -> None:
        """Behind a number, a mark, a given lead, and two in behind spaces alone."""
        assert ["  1. 水車を", "     直す"] == prose("  1. 水車を直す", 12)
        assert ["  村の金", "    庫です"] == prose("  村の金庫です", 11)
        assert ["正常  村の", "      金庫"] == prose("正常  村の金庫", 11, lead="正常  ")
        assert ["    村の", "    金庫"] == prose("    村の金庫", 8, lead="    ")

    def test_what_fits_and_what_is_copied_whole_stays_as_it_is(self) -> None:
        """A line that fits keeps its gaps; JSON and an address stay in one piece."""
        long = '{"to": "0x00", "words": "a b c d e f"}'

        assert ["a  b   c"] == prose("a  b   c", 8)
        assert [long] == prose(long, 10)
        assert ["to", "0x" + "a" * 40] == prose("to 0x" + "a" * 40, 10)

    def test_only_a_terminal_gets_broken_lines(self) -> None:
        """In a pipe a line is a line; a document of several lines stays as it was written."""
        long = "word " * 30
        piped = plain()
        shown = Output(stdout=Terminal(), stderr=Terminal())
        for out in (piped, shown):
            out.data(long)
            out.say(long)
        document = Output(stdout=Terminal(), stderr=Terminal())
        document.data(f"{long}\n{long}")

        assert (f"{long}\n", f"{long}\n") == told(piped)
        assert all(len(line) <= 80 for text in told(shown) for line in text.splitlines())
        assert f"{long}\n{long}\n" == told(document)[0]
