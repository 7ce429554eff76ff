"""The minutes' parts: what a recount says when the chain counted otherwise, and Markdown that stays
one paragraph."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from daoctl.chain.codec import checksummed
from daoctl.chain.node import Message
from daoctl.errors import ChainError
from daoctl.governance.counting import Disagreement
from daoctl.report.minutes import Bar, Bars, Facts, Items, Paper, Section, Sentences, Table
from daoctl.report.minutes_markdown import to_markdown
from daoctl.report.minutes_page import to_page
from daoctl.report.minutes_proposal import recount_words
from daoctl.report.minutes_transactions import Sender, sender_of

PAPER = Paper(
    language="ja",
    marker="daoctl: the minutes of proposal 1 of 0x00",
    village="ほしの村",
    title="提案",
    subject="水車",
    stamp="可決",
    tone="yes",
    lead="可決されました。",
    sections=(
        Section("数", (Bars((Bar("賛成", 2, 3, True), Bar("反対", 1, 3), Bar("無", 0, 0))),)),
        Section("表", (Facts((("甲", ("一", "二")),)), Table(("a",), ((("b", "c"),),)))),
    ),
    closing=("おわり",),
)


def test_a_count_that_differs_is_told_figure_by_figure() -> None:
    """The chain's figure and the recounted one stand side by side, and nobody can miss it."""
    said = recount_words([Disagreement("votes for", 400, 390)], 1_234)

    assert 2 == len(said)
    assert "block 1,234: the chain counted OTHERWISE" in said[0]
    assert "votes for: 400 on the chain, 390 recounted" == said[1]


@pytest.mark.parametrize("text", ["- a", "---", "===", "+ a", "1. a", "12) a", "  - a"])
def test_a_sentence_begins_no_list_and_no_heading(text: str) -> None:
    """Whatever it begins with."""
    paper = Paper(
        **{**vars(PAPER), "sections": (Section("文", (Sentences((text,)), Items(((text, ""),)))),)}
    )
    lines = to_markdown(paper).split("\n")
    mark = text.strip().split(" ")[0]
    escaped = f"{mark[:-1]}\\{mark[-1]}" if mark[0].isdigit() else f"\\{mark}"

    assert text.replace(mark, escaped, 1) in lines
    assert f"1. {text.replace(mark, escaped, 1)}" in lines


def test_a_figure_at_the_beginning_stays_as_it_is() -> None:
    """0.5 ETH is no list."""
    paper = Paper(**{**vars(PAPER), "closing": ("0.5 ETH", "-5", "3.15")})

    assert {"0.5 ETH", "-5", "3.15"} <= set(to_markdown(paper).split("\n"))


def test_both_forms_show_the_same_figures() -> None:
    """A share is rounded down to a hundredth of a percent, and of nothing there is none."""
    page, text = to_page(PAPER), to_markdown(PAPER)

    assert "| **賛成** | 2 | 66.66% |" in text
    assert "| 無 | 0 |  |" in text
    assert '<td class="figure">66.66%</td>' in page
    assert '<rect width="666"' in page
    assert "| 甲 | 一<br>二 |" in text
    assert "<tr><th>甲</th><td>一<br>二</td></tr>" in page


def asked(message: Message | None) -> Any:
    """A village whose node gives that transaction for any hash."""
    node = SimpleNamespace(sent=lambda _tx: message)
    return cast(Any, SimpleNamespace(chain=SimpleNamespace(node=node)))


PERSON, SAFE, ELECTION = (checksummed("0x" + digit * 40) for digit in "abc")


@pytest.mark.parametrize(("called", "through"), [(ELECTION, ""), (SAFE, SAFE)])
def test_who_acts_through_another_contract_is_told_with_it(called: str, through: str) -> None:
    """A Safe's owner is not taken for the council; addresses are written one way, however the node
    writes them."""
    village = asked(Message(called.lower(), b"", PERSON.lower()))

    assert Sender(PERSON, through) == sender_of(village, "0x01", ELECTION)


def test_a_node_that_forgot_a_transaction_leaves_no_gap_in_the_record() -> None:
    """It is an error, for a record without it would not be the same bytes."""
    with pytest.raises(ChainError, match="does not give transaction 0x01"):
        sender_of(asked(None), "0x01", ELECTION)
