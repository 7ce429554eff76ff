"""The runner of documents finds what they print, and notices what they promise in vain."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.printed import blocks, commands, missing, run_blocks

DOCUMENT = """# One
```sh
echo zero
```
## Two
Words.
```sh
echo one   # a comment
# not a heading
cd sub
```
### Deeper
```text
one
```
```sh
pwd
```
## Three
```sh
echo three
```
"""


@pytest.fixture
def document(tmp_path: Path) -> Path:
    """A document with three sections."""
    file = tmp_path / "guide.md"
    file.write_text(DOCUMENT, "utf-8")
    return file


def test_a_section_reaches_to_the_next_of_its_rank(document: Path) -> None:
    """Deeper headings belong to it, and a comment in a block is no heading."""
    assert ["echo one   # a comment\n# not a heading\ncd sub\n", "pwd\n"] == blocks(document, "Two")
    assert ["one\n"] == blocks(document, "Two", "text")
    assert 4 == len(blocks(document))
    with pytest.raises(LookupError, match="Four"):
        blocks(document, "Four")


def test_commands_are_compared_without_comments() -> None:
    """Two documents may explain the same commands in two languages."""
    assert ["a b", "c"] == commands(["a b  # why\n\n# whole line\n", "c\n"])


def test_blocks_share_one_shell_and_stop_at_the_first_failure(
    document: Path, tmp_path: Path
) -> None:
    """`cd` in one block holds in the next, and nothing runs behind a failure."""
    (tmp_path / "sub").mkdir()
    ran = run_blocks(blocks(document, "Two"), tmp_path)
    failed = run_blocks(["false | true\n", "echo never\n"], tmp_path)

    assert (0, f"one\n{tmp_path}/sub\n") == (ran.returncode, ran.said)
    assert (1, "") == (failed.returncode, failed.said)


def test_what_a_document_shows_must_be_said_in_its_order() -> None:
    """ "…" stands for anything in a line; a line that does not come, or comes too early, is
    named."""
    said = "block 7 of 9\nnoise\n  done.\n"

    assert [] == missing(["block … of 9\n…\n  done.\n"], said)
    assert ["block 8"] == missing(["block 8\n  done.\n"], said)
    assert ["noise"] == missing(["  done.\nnoise\n"], said)
    assert ["done."] == missing(["done.\n"], said)
