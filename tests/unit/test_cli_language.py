"""One language in all that is read: help pages, the parser's own complaints, errors and hints."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

# Each must speak: a help page, a word the parser does not know, an option, and an error of ours.
SPOKEN = """
import sys
from daoctl.cli.app import main
given = sys.argv[1:]
for line in (["--help"], ["sale", "--help"], ["sale", "bu"], ["sale", "buy", "--nothing"],
             ["sale", "buy", "one"], ["inti"], ["sale", "buy", "1", "--output", "calldata", "--dry-run"]):
    main([*line, *given])
"""
WAYS = {
    "option": (["--lang", "ja"], {"DAOCTL_LANG": "en", "LANG": "en_US.UTF-8"}, "en"),
    "variable": ([], {"DAOCTL_LANG": "ja", "LANG": "en_US.UTF-8"}, "en"),
    "charter": ([], {"LANG": "en_US.UTF-8"}, "ja"),
    "locale": ([], {"LANG": "ja_JP.UTF-8"}, ""),
}


def spoken(arguments: list[str], languages: str, folder: Path, **more: str) -> str:
    """All that daoctl says to the lines above, in a folder whose charter has that language."""
    if languages:
        charter = f'[village]\nname = "村"\nlanguages = ["{languages}"]\n'
        (folder / "village.toml").write_text(charter, "utf-8")
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("DAOCTL_", "LC_", "LANG"))
    }
    done = subprocess.run(
        [sys.executable, "-c", SPOKEN, *arguments],
        cwd=folder, env={**kept, "PYTHONUTF8": "1", **more},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout + done.stderr


@pytest.mark.parametrize("way", WAYS)
def test_every_way_to_choose_it_reaches_everything(way: str, tmp_path: Path) -> None:
    """--lang goes before DAOCTL_LANG, that before the charter, and that before the locale."""
    arguments, environment, languages = WAYS[way]
    said = spoken(arguments, languages, tmp_path, **environment)

    assert 7 - 2 == said.count("エラー: ")
    for english in ("Usage:", "Options", "error:", "hint:", "There is no", "Show this message"):
        assert english not in said


def test_an_unknown_language_is_told_in_the_next_one(tmp_path: Path) -> None:
    """The mistake is told in the language that would have been chosen without it."""
    said = spoken(["--lang", "xx"], "ja", tmp_path)

    assert 7 == said.count("エラー: ")
    assert "error:" not in said
