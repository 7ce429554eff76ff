"""The help pages: in the reader's language, and no wider than the terminal."""

from __future__ import annotations

from itertools import pairwise

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st

from daoctl.cli import frame
from daoctl.cli.app import main
from daoctl.cli.help_page import NEVER_FIRST, NEVER_LAST, broken
from daoctl.cli.output import width
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


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_help_page_is_wider_than_a_terminal_of_80_columns(
    language: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of every noun and verb, in every language."""
    monkeypatch.setenv("DAOCTL_LANG", language)
    monkeypatch.setenv("COLUMNS", "80")
    group = typer.main.get_command(frame.root_app())
    assert isinstance(group, frame.LazyNouns)
    for noun in group.list_commands(None):
        inner = getattr(group.get_command(None, noun), "commands", {})
        for path in ([noun], *([noun, verb] for verb in inner)):
            assert 0 == main([*path, "--help"])
            for line in capsys.readouterr().out.splitlines():
                assert width(line) <= 80, f"{' '.join(path)}: {line}"


def test_the_help_speaks_the_readers_language(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also in the words that are Typer's own."""
    monkeypatch.setenv("DAOCTL_LANG", "ja")

    assert 0 == main(["--help"])

    shown = capsys.readouterr().out
    assert shown.startswith("使い方: daoctl")
    assert "この説明を表示して終了します。" in shown
    assert "Usage" not in shown
    assert "Show this" not in shown
