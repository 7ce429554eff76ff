"""A draft's file that cannot be read is refused with what to do about it."""

from __future__ import annotations

from pathlib import Path

import pytest

from daoctl.governance.drafts import MAX_FILE_BYTES, DraftError, read_content

BEGIN = "daoctl proposal draft --kind grant"


def test_a_windows_editors_mark_at_the_beginning_is_no_text(tmp_path: Path) -> None:
    """The front matter begins with its first line, also where an editor wrote a mark before it."""
    file = tmp_path / "plan.md"
    file.write_bytes(b"\xef\xbb\xbf---\nkind: text\n---\n")

    assert read_content(file, BEGIN).startswith("---\n")


def test_where_there_is_no_draft_the_command_that_begins_one_is_named(tmp_path: Path) -> None:
    """With the file's own name, ready to copy."""
    with pytest.raises(DraftError, match="cannot be read") as refused:
        read_content(tmp_path / "rice.md", BEGIN)

    assert f"`{BEGIN} > rice.md` begins one." == refused.value.hint


def test_a_draft_in_another_encoding_is_refused(tmp_path: Path) -> None:
    """Old Japanese editors save Shift_JIS: read as anything else, it would stand on chain garbled."""
    file = tmp_path / "plan.md"
    file.write_bytes("棚田の石垣を直す".encode("shift_jis"))

    with pytest.raises(DraftError, match="not in UTF-8") as refused:
        read_content(file, BEGIN)

    assert "Save it again as UTF-8 in your editor." == refused.value.hint


def test_a_draft_is_at_most_as_long_as_a_proposal_can_be(tmp_path: Path) -> None:
    """A million bytes are read, one more is not."""
    file = tmp_path / "plan.md"
    file.write_bytes(b"a" * MAX_FILE_BYTES)
    assert MAX_FILE_BYTES == len(read_content(file, BEGIN))

    file.write_bytes(b"a" * (MAX_FILE_BYTES + 1))
    with pytest.raises(DraftError, match="longer than a proposal can be"):
        read_content(file, BEGIN)
