"""`daoctl init`, as a person runs it."""

from __future__ import annotations

import json
import os
import pty
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from daoctl.charter.model import load_charter
from tests.journeys.process import DAOCTL, daoctl, environment

GIVEN = ["--name", "ほしの村", "--short-name", "Hoshino"]


def in_a_terminal(arguments: list[str], answers: list[str], cwd: Path) -> tuple[int, str]:
    """Runs the real process at a terminal, gives one answer to each question, and returns the
    exit code and all that was shown."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(cwd)
        os.execvpe(DAOCTL[0], [*DAOCTL, *arguments], environment())
    shown, asked, deadline = "", 0, time.monotonic() + 60
    while time.monotonic() < deadline:
        if not select.select([terminal], [], [], 1)[0]:
            continue
        try:
            shown += os.read(terminal, 4096).decode("utf-8", "replace")
        except OSError:  # the other end was closed: the process has ended
            break
        # A question ends without a new line; what follows the last "?" is its proposal.
        if shown.rstrip(" ").endswith(("?", "]")) and shown.count("?") > asked and answers:
            asked = shown.count("?")
            os.write(terminal, (answers.pop(0) + "\n").encode())
    else:
        os.kill(pid, signal.SIGKILL)  # it waits for an answer that nobody gives
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), shown


def test_it_writes_a_charter_and_says_what_comes_next(tmp_path: Path) -> None:
    """The file's name is the only data; the next steps are talk."""
    run = daoctl("init", "mura", *GIVEN, cwd=tmp_path)

    assert (0, "mura/village.toml\n") == (run.returncode, run.stdout)
    assert "What to do next" in run.stderr
    assert "daoctl deploy" in run.stderr
    assert "ほしの村" == load_charter(tmp_path / "mura").village.name


def test_what_was_asked_for_stands_in_the_charter(tmp_path: Path) -> None:
    """Every option finds its key; several members make a list."""
    run = daoctl(
        "init", "--name", "村", "--short-name", "Mura", "--symbol", "MURA", "--council", "alice",
        "--council", "bob", "--issuer", "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed",
        "--price", "0.01 ETH", "--quorum", ">= 12.5%", "--opens", "2030-04-01 09:00",
        "--timezone", "Europe/Paris", "--json", cwd=tmp_path,
    )  # fmt: skip
    charter = load_charter(tmp_path)
    phase = charter.villager.phases[0]

    wrote = {"charter": "village.toml", "name": "村", "samples": []}
    assert wrote == json.loads(run.stdout)
    assert ("alice", "bob") == charter.roles.council
    assert ("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",) == charter.roles.issuer
    assert ("0.01 ETH", 1_250) == (phase.price, charter.governance.quorum.bps)
    assert "2030-04-01T09:00:00+02:00" in (tmp_path / "village.toml").read_text("utf-8")


def test_a_second_run_refuses_and_changes_nothing(tmp_path: Path) -> None:
    """A charter is never overwritten."""
    daoctl("init", *GIVEN, cwd=tmp_path)
    before = (tmp_path / "village.toml").read_bytes()

    run = daoctl("init", *GIVEN, cwd=tmp_path)

    assert (1, "") == (run.returncode, run.stdout)
    assert "There is a charter already" in run.stderr
    assert "hint:" in run.stderr
    assert before == (tmp_path / "village.toml").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--name", "ほしの村"], "--short-name"),
        ([*GIVEN, "--symbol", "星"], "--symbol"),
        ([*GIVEN, "--opens", "2030-04-01"], ""),
        ([*GIVEN, "--opens", "tomorrow"], "--opens"),
        ([*GIVEN, "--council", "two words"], "--council"),
        ([*GIVEN, "--price", "cheap"], "--price"),
        ([*GIVEN, "--timezone", "Asia/Tokio"], "--timezone"),
        (["--name", "村 090-1234-5678", "--short-name", "Mura"], "telephone"),
    ],
)
def test_what_cannot_be_used_is_usage_and_writes_nothing(
    tmp_path: Path, arguments: list[str], words: str
) -> None:
    """A wrong or missing answer names its option; no half charter is left behind."""
    run = daoctl("init", *arguments, cwd=tmp_path)

    if words:
        assert 2 == run.returncode
        assert words in run.stderr
        assert [] == list(tmp_path.iterdir())
    else:
        assert 0 == run.returncode


def test_the_charter_speaks_the_chosen_language(tmp_path: Path) -> None:
    """--lang decides the language of the explanations, DAOCTL_LANG where there is none."""
    daoctl("init", "a", *GIVEN, "--lang", "ja", cwd=tmp_path)
    daoctl("init", "b", *GIVEN, cwd=tmp_path)

    assert "村の名前" in (tmp_path / "a" / "village.toml").read_text("utf-8")
    assert "The village's name" in (tmp_path / "b" / "village.toml").read_text("utf-8")


def test_at_a_terminal_it_asks_and_asks_again(tmp_path: Path) -> None:
    """A wrong answer is asked for once more; an empty one takes the proposal."""
    code, shown = in_a_terminal(
        ["init", "mura"], ["ほしの村", "星", "Hoshino", "", "", "", ""], tmp_path
    )

    assert 0 == code, shown
    assert 2 == shown.count("A short name in Latin letters?")
    charter = load_charter(tmp_path / "mura")
    assert ("ほしの村", "Hoshino", "HOSHI") == (
        charter.village.name,
        charter.village.short_name,
        charter.village.symbol,
    )


def test_python_m_daoctl_and_the_script_are_one(tmp_path: Path) -> None:
    """`daoctl` is on the path of the environment it is installed in."""
    script = Path(sys.executable).parent / "daoctl"
    run = subprocess.run([script, "--version"], capture_output=True, text=True, check=True)

    assert daoctl("--version", cwd=tmp_path).stdout == run.stdout


def test_a_charter_in_the_folder_decides_the_language(tmp_path: Path) -> None:
    """Where nothing else says, the charter's first language is spoken, below its folder too."""
    daoctl("init", *GIVEN, "--lang", "ja", cwd=tmp_path)
    (tmp_path / "reports").mkdir()

    run = daoctl("init", "b", *GIVEN, cwd=tmp_path / "reports", DAOCTL_LANG="")

    assert 0 == run.returncode, run.stderr
    assert "村の名前" in (tmp_path / "reports" / "b" / "village.toml").read_text("utf-8")
