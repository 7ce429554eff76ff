"""What an explorer is given compiles to what was deployed."""

from __future__ import annotations

import json
import subprocess

import pytest

from tools.standard_json import ROOT, read_manifest, standard_json


@pytest.fixture(scope="module")
def manifest() -> dict:
    """The manifest that ships."""
    return read_manifest()


def test_every_contract_has_its_sources_and_no_others(manifest: dict) -> None:
    """All imports are there under the names that the compiler asks for."""
    for name, found in manifest["contractTypes"].items():
        given = standard_json(name, manifest)

        assert found["sourceId"] in given["sources"]
        assert [] == [
            path
            for path in given["sources"]
            if not path.startswith(("contracts/", "node_modules/@openzeppelin/contracts/"))
        ]
    few, many = (
        standard_json(name, manifest)["sources"] for name in ("AccessManager", "VillageTreasury")
    )
    assert "contracts/treasury/VillageTreasury.sol" not in few
    assert len(few) < len(many)


def test_the_input_compiles_to_the_manifests_bytes(manifest: dict) -> None:
    """To the last byte of the metadata's hash, which explorers call a full match."""
    done = subprocess.run(
        ["node", str(ROOT / "tools" / "solc.js"), "--standard-json"],
        input=json.dumps(standard_json("VillageTimelock", manifest)),
        capture_output=True,
        text=True,
        check=True,
    )
    answer = json.loads(done.stdout)
    found = manifest["contractTypes"]["VillageTimelock"]
    code = answer["contracts"][found["sourceId"]]["VillageTimelock"]["evm"]

    assert [] == [one for one in answer.get("errors", ()) if one["severity"] == "error"]
    assert found["deploymentBytecode"]["bytecode"] == "0x" + code["bytecode"]["object"]
    assert found["runtimeBytecode"]["bytecode"] == "0x" + code["deployedBytecode"]["object"]
