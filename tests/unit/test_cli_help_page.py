"""The help pages: in the reader's language, and no wider than the terminal."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daoctl.cli.columns import NEVER_FIRST, NEVER_LAST, broken, width
from daoctl.cli.help_page import HelpPage
from daoctl.words import LANGUAGES

SENTENCE = (
    "村のフォルダー（例: hoshi）。なければ、今の場所から探します。  [環境変数: DAOCTL_VILLAGE]"
)


class TestLines:
    """Where a text with wide letters is broken."""

    def test_a_line_is_as_wide_as_it_may_be_and_no_wider(self) -> None:
        """Wide letters count as two columns."""
        assert ["村の規約", "を作りま", "す。"] == broken("村の規約を作ります。", 8)

    def test_a_sign_that_closes_stays_with_what_it_closes(self) -> None:
        """No line begins with a full stop, and none ends with an open bracket."""
        assert ["村の規", "約。"] == broken("村の規約。", 8)
        assert ["規約を", "（村）"] == broken("規約を（村）", 8)

    def test_a_bracket_that_opens_goes_along_across_a_space(self) -> None:
        """Even where a space follows it, and where the bracket stands alone."""
        assert ["（ は、、"] == broken("（ は、、", 8)
        assert ["村の", "（ 規約"] == broken("村の（ 規約", 8)

    def test_words_and_added_brackets_are_not_parted(self) -> None:
        """An option's name can be copied from one line."""
        assert "[環境変数: DAOCTL_VILLAGE]" == broken(SENTENCE, 40)[-1]
        assert ["使うのは", "--network で", "す"] == broken("使うのは --network です", 12)

    @given(st.text(st.sampled_from("村は、。（）ー [x]:a"), max_size=60), st.integers(8, 30))
    def test_nothing_is_lost_and_no_line_begins_badly(self, text: str, columns: int) -> None:
        """But for spaces, the lines together are the text."""
        lines = broken(text, columns)

        assert "".join(text.split()) == "".join("".join(lines).split())
        for before, after in pairwise(lines):
            assert after[:1] not in NEVER_FIRST or before == ""
            assert before[-1:] not in NEVER_LAST or before == ""


# In a process of its own: the words of verbs are chosen when their modules are loaded.
EVERY_PAGE = """
import typer
from daoctl.cli.app import main
from daoctl.cli.frame import root_app

def below(path, command):
    yield path
    for name in command.list_commands(None) if hasattr(command, "list_commands") else ():
        yield from below([*path, name], command.get_command(None, name))

main(["--help"])
for path in below([], typer.main.get_command(root_app())):
    assert main([*path, "--help"]) == 0, path
"""


def every_page(language: str) -> str:
    """The help of daoctl, of every noun and every verb."""
    run = subprocess.run(
        [sys.executable, "-c", EVERY_PAGE],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        env={**os.environ, "DAOCTL_LANG": language, "COLUMNS": "80", "PYTHONUTF8": "1"},
    )
    return run.stdout


@pytest.fixture(scope="module", name="pages")
def _pages() -> dict[str, str]:
    return {language: every_page(language) for language in LANGUAGES}


class TestLists:
    """Names with their explanations beside them."""

    def test_explanations_stand_in_one_column_beside_wide_names(self) -> None:
        """Where Japanese names what is explained, as in `daoctl help json`."""
        page = HelpPage(width=24)

        page.write_dl([("金額", "a text"), ("ハッシュ", "短い説明の文です。")])

        assert ["金額      a text", "ハッシュ  短い説明の文で", "          す。"] == (
            page.getvalue().splitlines()
        )


class TestPages:
    """Every help page, as a reader in front of a terminal of 80 columns sees it."""

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_no_line_is_wider_than_the_terminal(self, language: str, pages: dict[str, str]) -> None:
        """Wide letters count as two columns."""
        assert [] == [line for line in pages[language].splitlines() if width(line) > 80]

    def test_they_speak_the_readers_language(self, pages: dict[str, str]) -> None:
        """Also in the words that are Typer's own."""
        assert pages["ja"].startswith("使い方: daoctl")
        assert "この説明を表示して終了します。" in pages["ja"]
        for word in ("Usage", "Show this", "Options:", "required", "default"):
            assert word not in pages["ja"]

    def test_they_name_no_kind_of_python(self, pages: dict[str, str]) -> None:
        """A number is a number, and its bound is said in words."""
        assert "--count NUMBER" in pages["en"]
        assert "[default: 1; 1 or more]" in pages["en"]
        assert "[default: 100; 1 to 250]" in pages["en"]
        assert "PHASE  The phase's number." in pages["en"]
        for page in pages.values():
            assert not re.search("<[a-z]|x>=|<=x", page)
