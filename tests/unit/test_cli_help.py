"""`daoctl help`: every page is held to the code it speaks of."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from daoctl import errors
from daoctl.cli.app import INTERRUPTED, main
from daoctl.cli.columns import width
from daoctl.cli.frame import NOUNS, LazyNouns
from daoctl.cli.help import topic_page
from daoctl.cli.help_tables import EXIT_CODES, FILES, VARIABLES
from daoctl.cli.help_topics import TOPICS

SOURCE = Path(errors.__file__).parent
ROOT = SOURCE.parent


def errors_below(kind: type[errors.DaoctlError]) -> set[type[errors.DaoctlError]]:
    """The class and all that come from it."""
    return {kind}.union(*map(errors_below, kind.__subclasses__()))


def test_every_exit_code_has_its_line() -> None:
    """A class of errors with a new code fails until the page on exit codes has it."""
    used = {0, INTERRUPTED} | {kind.exit_code for kind in errors_below(errors.DaoctlError)}

    assert used == set(EXIT_CODES)


def test_every_variable_has_its_line() -> None:
    """A DAOCTL_ variable named anywhere in the code fails until the page has it, and none stands
    there that nothing reads."""
    files = [*SOURCE.rglob("*.py"), *(ROOT / "scripts").rglob("*.py")]
    files = [file for file in files if file.name != "help_tables.py"]
    used = {
        name for file in files for name in re.findall(r"\bDAOCTL_[A-Z_]*[A-Z]", file.read_text())
    }

    assert used == set(VARIABLES)


def test_every_private_file_of_the_office_has_its_line() -> None:
    """What a handover takes along is explained on the page on files."""
    for name in ("village.toml", ".daoctl/register", ".daoctl/journal.db", ".daoctl/"):
        assert name in FILES


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("columns", [60, 80])
def test_a_page_fits_the_terminal(topic: str, columns: int) -> None:
    """No line is wider, but for lines that are to be copied and for names."""
    for line in topic_page(topic, columns).splitlines():
        if not line.startswith("    ") and " " in line.strip():
            assert width(line) <= columns, line


def test_the_list_has_every_topic_and_noun(capsys: pytest.CaptureFixture[str]) -> None:
    """`daoctl help` names all of them, and --json the same."""
    assert 0 == main(["help"])
    page = capsys.readouterr().out
    assert 0 == main(["help", "--json"])
    listed = json.loads(capsys.readouterr().out)

    assert {"topics": list(TOPICS), "commands": LazyNouns().list_commands(None)} == listed
    for name in (*TOPICS, *listed["commands"]):
        assert re.search(rf"^  {name} ", page, re.MULTILINE)


@pytest.mark.parametrize(
    "words", [["proposal"], ["proposal", "show"], ["deploy"], ["help"], ["handover", "import"]]
)
def test_help_of_a_command_is_its_own_help(
    capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    """`daoctl help proposal show` is `daoctl proposal show --help`."""
    assert 0 == main([*words, "--help"])
    own = capsys.readouterr().out
    assert 0 == main(["help", *words])

    assert own == capsys.readouterr().out
    assert own


@pytest.mark.parametrize("words", [["nothing"], ["networks", "more"], ["proposal", "nothing"]])
def test_an_unknown_topic_is_usage(capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    """Said on stderr with a hint, and nothing on stdout."""
    assert 2 == main(["help", *words])
    said = capsys.readouterr()

    assert "" == said.out
    assert "hint:" in said.err


def test_no_topic_hides_a_noun() -> None:
    """A word means one thing."""
    assert not TOPICS.keys() & NOUNS.keys()


def test_a_page_as_json_is_its_text(capsys: pytest.CaptureFixture[str]) -> None:
    """For whoever reads it by a program."""
    assert 0 == main(["help", "files", "--json"])
    answered = json.loads(capsys.readouterr().out)

    assert "files" == answered["topic"]
    assert ".daoctl/register" in answered["text"]
