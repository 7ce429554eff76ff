"""The notice of a vote: both languages, both clocks, and no word of a stranger's in command."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from daoctl import words
from daoctl.report.markdown import escape
from daoctl.report.notice import Notice
from daoctl.units import Quorum

ADDRESS = "0x" + "Ab" * 20
OPENS = 1_893_456_000  # 2030-01-01 09:00 JST
NOTICE = Notice(
    village="ほしの村",
    address=ADDRESS,
    network="ethereum:sepolia",
    chain_id=11_155_111,
    number=3,
    title="A well",
    snapshot=OPENS - 1,
    opens=OPENS,
    closes=OPENS + 7 * 86_400,
    quorum=Quorum("more_than", 1000),
    by_certificate=False,
    acts={"ja": ("井戸に 1 ETH を払う",), "en": ("Pay 1 ETH for a well",)},
    zone=ZoneInfo("Asia/Tokyo"),
)


@pytest.mark.parametrize(
    "text",
    [
        "A well",
        "井戸を掘る（第2期）",
        "<script>alert(1)</script>",
        "# Heading **bold** _it_ `code` [x](y) ![i](j) | ~~no~~ $x$",
        "https://evil.example and www.evil.example and a@b.example",
        "A&amp;B \\ done",
        "two\nlines\u2028three\x1b[31m",
    ],
)
def test_strangers_words_stay_words(text: str) -> None:
    """However a title is written, it begins no markup, no link and no second line."""
    found = escape(text)
    bare = found
    for letter in "\\`*_{}[]|~#$!":
        bare = bare.replace("\\" + letter, "")
    without_entities = bare
    for entity in ("&amp;", "&lt;", "&gt;", "&#58;", "&#47;", "&#46;", "&#64;"):
        without_entities = without_entities.replace(entity, "")

    assert set() == set("\\`*_{}[]|~#$!<>&@\n\x1b\u2028") & set(without_entities)
    assert "://" not in found
    assert "www." not in found


def test_plain_words_are_left_as_they_are() -> None:
    """A notice is read on paper too."""
    for text in ("A well", "井戸を掘る（第2期）", "3.5 ETH, by 2030-01-01"):
        assert text == escape(text)


def test_the_notice_says_all_in_both_languages() -> None:
    """Number, title, both ends of the vote on both clocks, the rule, the address, the commands."""
    before = words.language()

    text = NOTICE.markdown()
    sections = text.split("\n# ")[1:]

    assert before == words.language()
    assert 2 == len(sections)
    for section in sections:
        assert "3" in section.splitlines()[0]
        assert "ほしの村" in section.splitlines()[0]
        assert "**A well**" in section
        assert "2030-01-01 09:00 JST (2030-01-01 00:00 UTC)" in section
        assert "2030-01-08 09:00 JST (2030-01-08 00:00 UTC)" in section
        assert "10%" in section
        for command in (
            "python3 -m pip install daoctl",
            f"daoctl join ethereum:sepolia {ADDRESS} --rpc URL",
            "daoctl vote cast 3 for --account NAME",
        ):
            assert f"\n{command}\n" in section
    assert "井戸に 1 ETH を払う" in sections[0]
    assert "Pay 1 ETH for a well" in sections[1]


def test_the_villages_own_language_comes_first() -> None:
    """The order of the languages is the charter's."""
    text = replace(NOTICE, languages=("en", "ja")).markdown()

    assert text.index("Pay 1 ETH for a well") < text.index("井戸に 1 ETH を払う")


def test_the_same_vote_gives_the_same_bytes() -> None:
    """Anybody can write the notice again and compare; whoever reads it, in whatever language."""
    with words.speaking("ja"):
        one = NOTICE.markdown()
    with words.speaking("en"):
        other = NOTICE.markdown()

    assert one == other
    assert one.startswith(NOTICE.marker + "\n")
