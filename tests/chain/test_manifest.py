"""The compiled contracts that ship in daoctl."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tools import build_manifest

# The limit of EIP-170 for the code an account may hold.
CODE_LIMIT = 24_576


@pytest.fixture(scope="module")
def committed() -> dict:
    """The manifest as it is committed."""
    return json.loads(build_manifest.MANIFEST.read_text(encoding="utf8"))


def test_the_committed_manifest_is_what_the_contracts_compile_to(tmp_path: Path) -> None:
    """What people deploy is what they read: compiled anew, in another folder, byte for byte."""
    for name in ("contracts", "ape-config.yaml", "node_modules"):
        (tmp_path / name).symlink_to(build_manifest.ROOT / name)

    fresh = build_manifest.build(tmp_path)

    written = build_manifest.MANIFEST.read_text(encoding="utf8")
    assert [] == _differing(json.loads(fresh), json.loads(written)), "run `make contracts`"
    assert fresh == written


def test_the_manifest_tells_nothing_of_the_machine(committed: dict) -> None:
    """Sources are named from the checkout's root, and their text stays out."""
    names = [found["sourceId"] for found in committed["contractTypes"].values()]

    assert [] == [name for name in names if not name.startswith(("contracts/", "node_modules/@op"))]
    assert "sources" not in committed


def test_ape_loads_the_manifest_without_compiling(committed: dict, tmp_path: Path) -> None:
    """A developer on Ape gets our contracts from the installed package alone."""
    import ape

    project = ape.Project.from_manifest(shutil.copy(build_manifest.MANIFEST, tmp_path))

    assert committed["contractTypes"].keys() == set(project.contracts)


def test_every_contract_fits_the_code_limit(committed: dict) -> None:
    """A contract over the limit cannot be deployed on any public network."""
    sizes = {
        name: len(found["runtimeBytecode"]["bytecode"]) // 2 - 1
        for name, found in committed["contractTypes"].items()
        if "runtimeBytecode" in found
    }

    assert {} == {name: size for name, size in sizes.items() if size > CODE_LIMIT}


def test_forge_compiles_the_same_code(committed: dict) -> None:
    """What the forge tests prove is proved of the code that ships: only the metadata's hash, which
    names forge's own remapping, may differ."""
    root = build_manifest.ROOT
    subprocess.run(
        [root / "node_modules/.bin/forge", "build", "--skip", "test"],
        cwd=root,
        check=True,
        capture_output=True,
    )
    differing = [
        name
        for name, found in committed["contractTypes"].items()
        if found["sourceId"].startswith("contracts/")
        and _without_metadata(found["runtimeBytecode"]["bytecode"])
        != _without_metadata(_forge_code(root, found["sourceId"], name))
    ]

    assert [] == differing


def _differing(one: dict, other: dict) -> list[str]:
    """The names of the contracts that are not the same in both manifests."""
    ours, theirs = one["contractTypes"], other["contractTypes"]
    return sorted(name for name in ours | theirs if ours.get(name) != theirs.get(name))


def _forge_code(root: Path, source: str, name: str) -> str:
    artifact = root / ".build/forge/out" / Path(source).name / f"{name}.json"
    return json.loads(artifact.read_text(encoding="utf8"))["deployedBytecode"]["object"]


def _without_metadata(code: str) -> str:
    """The code less its last bytes, whose number its very last two bytes give."""
    length = int(code[-4:], 16)
    return code[: -2 * (length + 2)]
