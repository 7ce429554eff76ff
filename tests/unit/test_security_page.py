"""SECURITY.md: what it points at is there."""

from __future__ import annotations

import re
from pathlib import Path

from tests.unit.test_invariants import is_there

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "SECURITY.md").read_text("utf-8")
NOTE = r"^\[\^(\w+)\]: (.+)$"


def test_every_link_leads_somewhere() -> None:
    """To a file of the repository, or to a heading of the page."""
    titles = re.findall(r"^#+ (.+)$", TEXT, re.MULTILINE)
    headings = {re.sub(r"[^a-z -]", "", one.lower()).replace(" ", "-") for one in titles}
    links = re.findall(r"\]\(([^)]+)\)", TEXT)
    broken = [
        one
        for one in links
        if not (one[1:] in headings if one.startswith("#") else (ROOT / one).is_file())
    ]

    assert len(links) > 20
    assert [] == broken


def test_every_claim_is_guarded_by_the_test_that_its_note_names() -> None:
    """Each note is used and there, and each test it names exists."""
    notes = dict(re.findall(NOTE, TEXT, re.MULTILINE))
    used = set(re.findall(r"\[\^(\w+)\](?!:)", TEXT))
    named = [
        f"{path}::{name}"
        for note in notes.values()
        for name, path in re.findall(r"\[`(\w+)`\]\(([^)]+)\)", note)
    ]

    assert used == set(notes)
    assert len(named) >= len(notes)
    assert [] == [one for one in named if not is_there(one)]


def test_every_command_is_one_of_daoctls() -> None:
    """As its manual has them: a reader in trouble types what stands there."""
    manual = {one.stem for one in (ROOT / "docs" / "commands").glob("*.md")}
    typed = [" ".join(one.split()) for one in re.findall(r"`daoctl ([^`]+)`", TEXT)]
    unknown = [
        one
        for one in typed
        if not {"-".join(one.split()[:length]) for length in (1, 2, 3)} & manual
    ]

    assert len(typed) > 20
    assert [] == unknown
