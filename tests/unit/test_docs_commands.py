"""docs/commands/ and docs/ja/commands/: a page for every verb, current, with examples that work."""

from __future__ import annotations

import shlex
import tomllib
from pathlib import Path

import pytest

from tools import docs_commands as docs
from tools.verb_tree import Verb, verbs

VERBS = {one.name: one for one in verbs()}
EXAMPLES = tomllib.loads(docs.EXAMPLES.read_text("utf-8"))


@pytest.fixture(scope="module")
def wanted() -> dict[Path, str]:
    """The pages as they should be."""
    return docs.rendered()


def test_every_verb_has_a_current_page_in_both_languages(wanted: dict[Path, str]) -> None:
    """No page is missing, says something else than the program, or is of a verb that is gone."""
    assert [] == list(docs.problems(wanted)), "run `make docs`"
    for folder in docs.FOLDERS.values():
        assert {f"{one.file}.md" for one in VERBS.values()} < {one.name for one in folder.iterdir()}


def test_the_pages_in_japanese_speak_japanese(wanted: dict[Path, str]) -> None:
    """The program's own words come from the catalogue, not only the pages' headings."""
    page = wanted[docs.FOLDERS["ja"] / "status.md"]

    assert "表示する言語。 [環境変数: DAOCTL_LANG]" in page
    assert "The language to speak" not in page


def test_a_page_that_is_missing_stale_or_left_over_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of the three is named, and writing mends all of them."""
    monkeypatch.setattr(docs, "FOLDERS", {"en": tmp_path / "en"})
    monkeypatch.setattr(docs, "ROOT", tmp_path)
    folder = tmp_path / "en"
    folder.mkdir()
    (folder / "old.md").write_text("words", "utf-8")
    (folder / "gone.md").write_text("words", "utf-8")
    wanted = {folder / "old.md": "other words", folder / "new.md": "words"}

    said = list(docs.problems(wanted))
    docs.write(wanted)

    assert ["en/old.md is stale", "en/new.md is missing", "en/gone.md is of no verb"] == said
    assert [] == list(docs.problems(wanted))


@pytest.mark.parametrize("name", VERBS)
def test_the_examples_of_a_verb_can_be_typed(name: str) -> None:
    """Each example begins with its verb and is accepted by its parser: no option is of another
    verb, and no argument is missing."""
    for example in EXAMPLES[name]:
        typed = shlex.split(example["run"].removeprefix('eval "$(').removesuffix(')"'))
        words = typed[: typed.index(">")] if ">" in typed else typed
        verb = VERBS[name]

        assert ["daoctl", *verb.words] == words[: len(verb.words) + 1]
        _parse(verb, words[len(verb.words) + 1 :])


def test_an_example_is_explained_in_both_languages_or_in_none() -> None:
    """Readers of either language get the same."""
    lame = [
        one["run"] for rows in EXAMPLES.values() for one in rows if ("en" in one) != ("ja" in one)
    ]

    assert [] == lame


def _parse(verb: Verb, arguments: list[str]) -> None:
    parent = verb.context.parent
    if verb.words[-1] != verb.command.name and parent is not None:
        # A noun that is itself the verb describes itself in its noun's place.
        verb.context.command.make_context(verb.words[-1], arguments, parent=verb.context)
        return
    verb.command.make_context(verb.words[-1], arguments, parent=parent)
