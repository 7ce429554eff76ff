"""daoctl as someone gets it who has no checkout: from the wheel, in any folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from daoctl.chain.accounts import account_address
from daoctl.chain.anvil import start_anvil
from tests.chain.governance_village import founded
from tests.journeys.process import answer

ROOT = Path(__file__).resolve().parents[2]


def run(*words: str | Path, cwd: Path, **more: str) -> str:
    """The standard output of a command; its standard error where it fails."""
    # Nothing of this environment may help: neither its packages nor its tools.
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("DAOCTL_", "APE_", "PYTHON", "VIRTUAL_ENV", "SOLCX_"))
    }
    environment["PATH"] = os.defpath
    done = subprocess.run(
        words, cwd=cwd, env=environment | more, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel built from the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT]
    subprocess.run(build, check=True, capture_output=True, cwd=folder)
    (found,) = folder.glob("daoctl-*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `daoctl` of a fresh environment outside the checkout, with the locked versions."""
    folder = tmp_path_factory.mktemp("elsewhere") / "venv"
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    pip = (folder / "bin" / "python", "-m", "pip", "install", "--quiet")
    locked = ("--require-hashes", "--requirement", ROOT / "requirements/runtime.lock")
    subprocess.run([*pip, *locked], check=True, capture_output=True)
    subprocess.run([*pip, "--no-deps", "--no-index", wheel], check=True, capture_output=True)
    return folder / "bin" / "daoctl"


def test_the_wheel_carries_what_daoctl_reads(wheel: Path) -> None:
    """The contracts, the bundled charters and both languages are inside."""
    names = zipfile.ZipFile(wheel).namelist()

    assert "daoctl/artifacts/manifest.json" in names
    assert "daoctl/locale/ja/LC_MESSAGES/daoctl.mo" in names
    assert any(name.startswith("daoctl/charter/") and name.endswith(".toml") for name in names)
    assert "daoctl/py.typed" in names
    assert [] == [name for name in names if not name.startswith(("daoctl/", "daoctl-"))]


def test_help_answers_in_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    """Nothing but the package is needed to ask what it does."""
    assert "demo" in run(installed, "--help", cwd=tmp_path, HOME=str(tmp_path / "home"))


def test_the_demo_runs_in_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    """From the wheel alone, without Node, a checkout or a configuration, the story runs to its end,
    and leaves nothing in the folder."""
    (folder := tmp_path / "empty").mkdir()

    told = json.loads(run(installed, "demo", "--json", cwd=folder, HOME=str(tmp_path / "home")))

    assert told["village"]
    assert told["tokens"] > 0
    assert any(proposal["passed"] for proposal in told["proposals"])
    assert int(told["treasury"]["free"]) <= int(told["treasury"]["eth"])
    assert [] == list(folder.iterdir())


def test_one_address_is_all_that_a_holder_needs(installed: Path, tmp_path: Path) -> None:
    """From the wheel, in an empty folder: join, look, vote, recount, check a certificate; then the
    same without joining, with the address as an option and in the environment."""
    folders = [tmp_path / name for name in ("village", "joined", "named", "set")]
    for one in folders:
        one.mkdir()
    village, *empty = folders
    ann, bob, cem = (account_address(f"TEST::{number}") for number in range(3))
    anvil = start_anvil()
    try:
        holding = {ann: 3, bob: 2, cem: 1}
        with founded(village, holding, [ann], rpc=anvil.url, honest=True) as scene:
            (village / "plan.md").write_text("---\ntitle: A well\nkind: text\n---\n\nDig.\n")
            submit = ("proposal", "submit", "plan.md", "--account", "TEST::0", "--yes")
            made = answer(*submit, "--rpc", anvil.url, cwd=village)
            scene.chain.advance_to(made["opens"] + 1)
            address = scene.village.record.addresses["charter"]
            named = f"ethereum:local:foundry:{address}"
            joining = ("join", "ethereum:local:foundry", address, "--rpc", anvil.url)
            ways: tuple[tuple[tuple[str, ...], dict[str, str]], ...] = (
                ((), {}),
                (("--village", named, "--rpc", anvil.url), {}),
                ((), {"DAOCTL_VILLAGE": named, "DAOCTL_RPC": anvil.url}),
            )

            def ask(number: int, *words: str) -> Any:
                options, settings = ways[number]
                home = str(tmp_path / "home")
                told = run(
                    installed, *words, *options, "--json", cwd=empty[number], HOME=home, **settings
                )
                return json.loads(told)

            joined = json.loads(
                run(installed, *joining, "--json", cwd=empty[0], HOME=str(tmp_path))
            )
            votes = [
                ask(0, "vote", "cast", "1", "for", "--account", "TEST::0", "--yes"),
                ask(1, "vote", "cast", "1", "against", "--account", "TEST::1", "--yes"),
                ask(2, "vote", "cast", "1", "abstain", "--account", "TEST::2", "--yes"),
            ]
            stands = [ask(number, "status") for number in range(3)]
            listed = [ask(number, "proposal", "list") for number in range(3)]
            tally = ask(0, "tally", "1")
            certificate = ask(1, "certificate", "verify", ann)
    finally:
        anvil.stop()

    assert {"same"} == {one["verdict"] for one in joined["contracts"]}
    assert [3, 2, 1] == [vote["power"] for vote in votes]
    assert [(6, address)] * 3 == [(one["tokens"], one["village"]) for one in stands]
    assert ["A well"] * 3 == [one["title"] for [one] in listed]
    assert {"for": 3, "against": 2, "abstain": 1} == tally["votes"]
    assert certificate["valid"]
    assert ["deployments", ".daoctl"] == sorted((p.name for p in empty[0].iterdir()), reverse=True)
    assert [] == [*empty[1].iterdir(), *empty[2].iterdir()]
