"""What a shell offers while somebody types: from this computer alone, fast, and silent."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from daoctl.charter.seen import known_numbers, remember_numbers
from daoctl.cli.completing import candidates, split
from daoctl.cli.completion import FISH, ZSH
from daoctl.cli.frame import LazyNouns
from daoctl.governance.drafts import KINDS

CHARTER = """
[village]
name = "ほしの村"
[[villager.phase]]
name = "第一期"
[[villager.phase]]
name = "第二期"
[certificate]
tiers = ["basic", "premium"]
[[treasury.budget]]
name = "activity"
"""


@pytest.fixture
def village(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A village's folder with what daoctl leaves there, and two Ape accounts."""
    folder = tmp_path / "mura"
    (folder / "deployments").mkdir(parents=True)
    (folder / "village.toml").write_text(CHARTER, "utf-8")
    (folder / "wheel.md").write_text("---\n---\n")
    (folder / "deployments" / "1.json").write_text(json.dumps({"network": "ethereum:sepolia"}))
    known = SimpleNamespace(folder=folder, record=SimpleNamespace(addresses={"charter": "0x1"}))
    remember_numbers(known, "proposal", [3, 1, 2])  # type: ignore[arg-type]
    remember_numbers(known, "project", [7])  # type: ignore[arg-type]
    accounts = tmp_path / "ape" / "accounts"
    accounts.mkdir(parents=True)
    for name in ("council", "office"):
        (accounts / f"{name}.json").write_text("{}")
    monkeypatch.setenv("APE_DATA_FOLDER", str(accounts.parent))
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("daoctl prop", ["proposal"]),
        ("daoctl proposal sh", ["show"]),
        ("daoctl --lang ja proposal sh", ["show"]),
        ("daoctl proposal show ", ["1", "2", "3"]),
        ("daoctl vote cast 2 ", ["abstain", "against", "for"]),
        ("daoctl vote power --proposal ", ["1", "2", "3"]),
        ("daoctl project approve ", ["7"]),
        ("daoctl sale buy ", ["1", "2"]),
        ("daoctl status --account", []),
        ("daoctl vote cast --acc", ["--account"]),
        ("daoctl vote cast --account ", ["council", "office"]),
        ("daoctl vote cast --account=o", ["--account=office"]),
        ("daoctl vote cast 1 for --account office --account", []),
        ("daoctl status --lang ", ["en", "ja"]),
        ("daoctl status --network ", ["ethereum:sepolia"]),
        ("daoctl certificate voucher 0x1 --tier p", ["premium"]),
        ("daoctl treasury budget fund ", ["activity"]),
        ("daoctl proposal submit wh", ["wheel.md"]),
        ("daoctl status --village ../mu", ["../mura/"]),
        ("daoctl proposal submit 'wh", ["wheel.md"]),
        ("daoctl help exit", ["exit-codes"]),
        ("daoctl help proposal sh", ["show"]),
        ("daoctl nothing ", []),
        ("daoctl proposal nothing ", []),
        ("daoctl vote cast 1 for ", []),
        ("", sorted(LazyNouns().list_commands(None))),
    ],
)
def test_what_may_come_next(village: Path, line: str, words: list[str]) -> None:
    """Nouns, verbs, options and values, as the place on the line asks for."""
    assert words == candidates(line)


def test_the_kinds_of_proposals_are_those_there_are(village: Path) -> None:
    """A new kind is completed without being listed twice."""
    assert sorted(KINDS) == candidates("daoctl proposal draft --kind ")


def test_another_village_is_looked_into(
    village: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """--village decides whose numbers are offered; a village named by its address has none."""
    monkeypatch.chdir(tmp_path)

    assert ["1", "2", "3"] == candidates("daoctl proposal show --village mura ")
    assert [] == candidates("daoctl proposal show --village ethereum:sepolia:0x1 ")
    assert [] == candidates("daoctl proposal show ")


@pytest.mark.parametrize("damage", ["{", "[]", '{"numbers": 1}', '{"numbers": {"proposal": "x"}}'])
def test_damaged_files_are_passed_over_in_silence(
    village: Path, damage: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """A person is in the middle of typing: no error, no suggestion."""
    (village / ".daoctl" / "seen.json").write_text(damage)
    (village / "village.toml").write_text("[")
    (village / "deployments" / "1.json").write_text("{")

    for line in ("proposal show ", "sale buy ", "status --network ", "treasury budget fund "):
        assert [] == candidates(f"daoctl {line}")
    assert ("", "") == capfd.readouterr()


def test_numbers_are_kept_by_village(village: Path) -> None:
    """Those of a village founded anew in the same folder take the old ones' place; a folder that
    is no village's gets no file."""
    other = SimpleNamespace(folder=village, record=SimpleNamespace(addresses={"charter": "0x2"}))
    remember_numbers(other, "proposal", [1])  # type: ignore[arg-type]
    assert ([1], []) == (known_numbers(village, "proposal"), known_numbers(village, "project"))

    nowhere = village.parent / "empty"
    nowhere.mkdir()
    other.folder = nowhere
    remember_numbers(other, "proposal", [1])  # type: ignore[arg-type]
    assert [] == list(nowhere.iterdir())


@pytest.mark.parametrize(
    ("line", "parted"),
    [
        ("daoctl  vote\tca", (["daoctl", "vote"], "ca")),
        ("daoctl vote ", (["daoctl", "vote"], "")),
        ("daoctl --village 'my vil", (["daoctl", "--village"], "my vil")),
        ("", ([], "")),
    ],
)
def test_a_line_is_parted_as_a_shell_does(line: str, parted: tuple[list[str], str]) -> None:
    """Quotation marks that are still open count as closed."""
    assert parted == split(line)


BASH = """
eval "$(daoctl completion bash)"
try() {
    COMP_LINE="$1"; COMP_POINT=${#1}; COMPREPLY=()
    _daoctl
    printf '%s\\n' "${COMPREPLY[*]}"
}
complete -p daoctl
while IFS= read -r line; do try "$line"; done
"""


def test_bash_itself_completes(village: Path) -> None:
    """The printed script, in a real bash: values behind ":" and "=" keep what was typed."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    lines = ["daoctl vote ca", "daoctl status --network ethereum:s", "daoctl status --lang=j",
             "daoctl proposal show ", "daoctl nothing "]  # fmt: skip
    done = subprocess.run(
        ["bash", "--norc", "-u", "-c", BASH],
        input="\n".join(lines) + "\n", env={**os.environ, "PATH": path},
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip

    assert ["complete -F _daoctl daoctl", "cast", "sepolia", "ja", "1 2 3", ""] == (
        done.stdout.splitlines()
    )
    assert "" == done.stderr


def reads_without_complaint(shell: str, script: str, folder: Path) -> None:
    """The shell parses the script (fish only does so from a file) and has nothing to say."""
    file = folder / "script"
    file.write_text(script, "utf-8")
    done = subprocess.run(
        [shell, "-n", str(file)], capture_output=True, text=True, check=False, timeout=60
    )
    assert (0, "") == (done.returncode, done.stderr)


def answers(command: str) -> list[str]:
    """What a shell gets to offer from the command that its script runs, and nothing is said
    besides."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "--norc", "-u", "-c", command],
        env={**os.environ, "PATH": path}, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert "" == done.stderr
    return done.stdout.splitlines()


TYPED = ["daoctl vote ca", "daoctl proposal show ", "daoctl status --village ../mu", "daoctl no "]


def test_zsh_offers_what_daoctl_answers(village: Path, tmp_path: Path) -> None:
    """The printed script is whole, makes one function daoctl's completer, and takes the words from
    the same command as bash; a folder is offered without a space behind it. A zsh that is
    installed reads it too."""
    line = '"${(j: :)words[1,CURRENT]}"'
    lines = [one.strip() for one in ZSH.splitlines()]

    assert ZSH.splitlines() == answers("daoctl completion zsh")
    # Where quotation marks, brackets and groups end is the same in both shells.
    reads_without_complaint("bash", ZSH, tmp_path)
    assert ("#compdef daoctl", "_daoctl() {") == tuple(lines[:2])
    assert "compdef _daoctl daoctl" == lines[-1]
    assert f'replies=("${{(@f)$(daoctl completion words {line} 2>/dev/null)}}")' in lines
    assert "(( ${#replies} )) && compadd -- $replies" in lines
    assert "(( ${#paths} )) && compadd -S '' -- $paths" in lines
    for typed in TYPED:
        assert candidates(typed) == answers(f"daoctl completion words {shlex.quote(typed)}")
    if shutil.which("zsh"):
        reads_without_complaint("zsh", ZSH, tmp_path)


def test_fish_offers_what_daoctl_answers(village: Path, tmp_path: Path) -> None:
    """The printed script is one command, which has fish ask daoctl, and offer no files besides. A
    fish that is installed reads it too."""
    line = "(commandline -cp | string collect)"
    asked = f"daoctl completion words {line} 2>/dev/null"

    assert FISH.splitlines() == answers("daoctl completion fish")
    assert ["complete", "-c", "daoctl", "-f", "-a", f"({asked})"] == shlex.split(FISH)
    for typed in TYPED:
        assert candidates(typed) == answers(asked.replace(line, shlex.quote(typed)))
    if shutil.which("fish"):
        reads_without_complaint("fish", FISH, tmp_path)


def test_nothing_heavy_is_loaded_for_it(village: Path) -> None:
    """Neither Ape nor web3, nor anything that asks a node."""
    code = (
        "import sys; before = set(sys.modules); from daoctl.cli.completing import candidates;"
        "[candidates('daoctl ' + line) for line in "
        "('', 'proposal show ', 'vote cast --account ', 'status --network ', 'proposal draft ')];"
        "heavy = {'ape', 'web3', 'eth_account', 'eth_abi', 'requests', 'aiohttp', 'sqlite3'};"
        "print(sorted(heavy & set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "[]\n" == done.stdout
