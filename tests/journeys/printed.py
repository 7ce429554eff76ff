"""Running what a document prints: its shell blocks as they stand, and what it says they show.

A section is named by its heading and reaches to the next heading of the same rank or a higher one.
Blocks marked ```sh are commands. A block marked ```text shows what commands say: each of its lines
must come, in that order, somewhere in what they said; "…" stands for what differs each time, and a
line of "…" alone for any lines.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.journeys.process import environment

ROOT = Path(__file__).resolve().parents[2]
_FENCE = re.compile(r"^```(?P<kind>\w*)[^\n]*\n(?P<text>.*?)^```\s*$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^(#+) +(.*?) *#*$")


@dataclass(frozen=True)
class Ran:
    """What became of blocks that were run: bash's exit code, and all that was said on stdout and
    stderr, in the order it was said."""

    returncode: int
    said: str


def section(file: Path, heading: str) -> str:
    """The text under the heading. Raises LookupError when the document has none like it."""
    kept: list[str] = []
    rank = 0
    fenced = False
    for line in file.read_text("utf-8").splitlines(keepends=True):
        fenced ^= line.startswith("```")
        found = None if fenced else _HEADING.match(line.rstrip())
        if rank and found and len(found[1]) <= rank:
            break
        if rank:
            kept.append(line)
        elif found and found[2] == heading:
            rank = len(found[1])
    if not rank:
        raise LookupError(f"{file.name} has no heading “{heading}”")
    return "".join(kept)


def blocks(file: Path, heading: str | None = None, kind: str = "sh") -> list[str]:
    """The blocks of that kind in the section (in the whole document without a heading), in
    order."""
    text = file.read_text("utf-8") if heading is None else section(file, heading)
    return [one["text"] for one in _FENCE.finditer(text) if one["kind"] == kind]


def commands(printed: list[str]) -> list[str]:
    """The blocks' commands without comments and blank lines, to compare two documents."""
    lines = (
        re.sub(r"\s+#\s.*$", "", line).strip() for text in printed for line in text.split("\n")
    )
    return [line for line in lines if line and not line.startswith("#")]


def run_blocks(printed: list[str], folder: Path, timeout: float = 1800.0, **more: str) -> Ran:
    """Runs the blocks in one bash, in that folder, with `daoctl` and Anvil on PATH, to the first
    command that fails. `more` is put into the environment."""
    tools = (Path(sys.executable).parent, ROOT / "node_modules" / ".bin")
    path = os.pathsep.join([*map(str, tools), os.environ.get("PATH", "")])
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", "\n".join(printed)],
        cwd=folder,
        env=environment(PATH=path, PYTHONUNBUFFERED="1", **more),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=timeout,
        check=False,
    )
    return Ran(done.returncode, done.stdout)


def missing(shown: list[str], said: str) -> list[str]:
    """The lines of ```text blocks that do not come, in their order, in what was said."""
    rest = said.splitlines()
    absent = []
    for line in (line.rstrip() for text in shown for line in text.splitlines()):
        pattern = re.compile(".*".join(map(re.escape, line.split("…"))))
        place = next((at for at, one in enumerate(rest) if pattern.fullmatch(one.rstrip())), None)
        if not line or line == "…":
            continue
        if place is None:
            absent.append(line)
        else:
            rest = rest[place + 1 :]
    return absent
