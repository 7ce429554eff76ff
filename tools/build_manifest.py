"""Compiles the contracts with Ape and writes the manifest that ships in daoctl.

    python tools/build_manifest.py            write daoctl/artifacts/manifest.json
    python tools/build_manifest.py --check    exit 1 when the sources compile to something else

The manifest (EIP-2678, `Project.from_manifest` loads it) holds, for every contract that can be
deployed, the ABI and both bytecodes, and beside them the compiler's version and settings. It holds
no sources, no documentation and no path of the machine, and it is sorted, so that two machines
write the same bytes.

The bytecode ends, as the compiler's default has it, in a hash of the metadata: of the settings and
the sources' own hashes. Explorers verify a contract in full by it. It depends on the sources' names,
so these are compiled in a fresh folder laid out as the checkout is, wherever the checkout lies.

Beside the runtime code stands where its immutables lie, which the constructor fills in: without that
nobody could compare a deployed contract with the manifest. Ape does not ask the compiler for it.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

ROOT = Path(__file__).resolve().parent.parent
MANIFEST = ROOT / "daoctl" / "artifacts" / "manifest.json"
OPENZEPPELIN = Path("node_modules/@openzeppelin/contracts")
# Deployed, or called, exactly as OpenZeppelin wrote them.
AS_THEY_ARE = (
    OPENZEPPELIN / "access/manager/AccessManager.sol",
    OPENZEPPELIN / "token/ERC20/extensions/IERC20Metadata.sol",
)
# A library's code opens by comparing the account it runs in with its own address, zero until then.
LIBRARY = "0x73" + "00" * 20
KEPT = ("contractName", "sourceId", "abi", "deploymentBytecode", "runtimeBytecode")


def build(root: Path = ROOT) -> str:
    """The manifest's text for the contracts of the checkout at `root`.

    Raises SystemExit when the compiler is not installed or a contract does not compile."""
    compilers = root / "node_modules" / ".solcx"
    if not compilers.is_dir():
        raise SystemExit("The compiler is not installed.\nhint: run `make setup` first.")
    os.environ["SOLCX_BINARY_PATH"] = str(compilers)
    with tempfile.TemporaryDirectory(prefix="daoctl-contracts-") as folder:
        copy = Path(folder).resolve()
        _lay_out(root, copy)
        return _render(_compile(copy))


def _lay_out(root: Path, copy: Path) -> None:
    """Copies what is compiled, and how, to where no other file can have a say."""
    shutil.copy(root / "ape-config.yaml", copy)
    shutil.copytree(root / "contracts", copy / "contracts", ignore=shutil.ignore_patterns(".cache"))
    shutil.copytree(root / OPENZEPPELIN, copy / OPENZEPPELIN)


def _compile(folder: Path) -> dict[str, Any]:
    import ape
    from ape.exceptions import ApeException
    from ape.logging import logger

    logger.set_level("ERROR")
    project = ape.Project(folder)
    sources = [*sorted((folder / "contracts").rglob("*.sol")), *(folder / p for p in AS_THEY_ARE)]
    try:
        with _overheard() as answers:
            types = list(ape.compilers.compile(sources, project=project))
    except ApeException as error:
        raise SystemExit(f"The contracts do not compile.\n{error}") from error
    return {
        "types": [
            _with_immutables(json.loads(found.model_dump_json(by_alias=True)), answers)
            for found in types
        ],
        "compilers": [
            json.loads(found.model_dump_json(by_alias=True))
            for found in project.manifest.compilers or []
        ],
    }


@contextlib.contextmanager
def _overheard() -> Iterator[list[dict[str, Any]]]:
    """Asks the compiler, beside what Ape asks it, where the immutables lie and what they are called;
    the list takes its whole answers."""
    from ape_solidity import compiler

    name = "compile_standard"
    ask, answers = getattr(compiler, name), []

    def asking(task: dict[str, Any], **options: Any) -> dict[str, Any]:
        wanted = {
            source: {**names, "*": [*names["*"], "evm.deployedBytecode.immutableReferences"]}
            for source, names in task["settings"]["outputSelection"].items()
        }
        settings = {**task["settings"], "outputSelection": {**wanted, "*": {"": ["ast"]}}}
        answer: dict[str, Any] = ask({**task, "settings": settings}, **options)
        answers.append(answer)
        return answer

    with patch.object(compiler, name, asking):
        yield answers


def _with_immutables(found: dict[str, Any], answers: list[dict[str, Any]]) -> dict[str, Any]:
    """The contract's type with, by each immutable's name, the bytes of the runtime code at which
    its 32 bytes begin."""
    for answer in answers:
        contract = answer["contracts"].get(found["sourceId"], {}).get(found["contractName"])
        places = contract and contract["evm"]["deployedBytecode"].get("immutableReferences")
        if places:
            names = _immutable_names(answer)
            found["runtimeBytecode"]["immutableReferences"] = {
                names[number]: sorted(one["start"] for one in ranges)
                for number, ranges in places.items()
            }
    return found


def _immutable_names(answer: dict[str, Any]) -> dict[str, str]:
    """Every immutable by the compiler's number for it, such as "VillagerSale.treasury"."""
    return {
        str(variable["id"]): f"{contract['name']}.{variable['name']}"
        for source in answer["sources"].values()
        for contract in source["ast"]["nodes"]
        if contract["nodeType"] == "ContractDefinition"
        for variable in contract["nodes"]
        if variable.get("mutability") == "immutable"
    }


def _render(compiled: dict[str, Any]) -> str:
    asked_for = {path.as_posix() for path in AS_THEY_ARE}
    types = {
        found["contractName"]: {key: found[key] for key in KEPT if key in found}
        for found in compiled["types"]
        if _has_code(found) or found["sourceId"] in asked_for
    }
    manifest = {
        "manifest": "ethpm/3",
        "contractTypes": types,
        "compilers": [_identity(compiler, sorted(types)) for compiler in compiled["compilers"]],
    }
    return json.dumps(manifest, sort_keys=True, indent=1, ensure_ascii=False) + "\n"


def _has_code(found: dict[str, Any]) -> bool:
    """Whether it is deployed: neither an interface nor a library, whose code is inlined here."""
    code = found["runtimeBytecode"]["bytecode"]
    return code not in ("", "0x") and not code.startswith(LIBRARY)


def _identity(compiler: dict[str, Any], names: list[str]) -> dict[str, Any]:
    """What the Standard JSON input said beside the sources."""
    settings = {
        key: value for key, value in compiler["settings"].items() if key != "outputSelection"
    }
    return {
        "name": compiler["name"],
        "version": compiler["version"],
        "settings": settings,
        "contractTypes": names,
    }


def main() -> int:
    """The command line; the result is the exit code."""
    parser = argparse.ArgumentParser(description="Compile the contracts into the manifest.")
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    options = parser.parse_args()
    fresh = build()
    shown = MANIFEST.relative_to(ROOT)
    if options.check:
        if MANIFEST.is_file() and MANIFEST.read_text(encoding="utf8") == fresh:
            return 0
        print(f"{shown} is not what the contracts compile to.", file=sys.stderr)
        print("hint: run `make contracts` and commit the file.", file=sys.stderr)
        return 1
    MANIFEST.parent.mkdir(parents=True, exist_ok=True)
    MANIFEST.write_text(fresh, encoding="utf8")
    for name, found in json.loads(fresh)["contractTypes"].items():
        size = (len(found.get("runtimeBytecode", {}).get("bytecode", "0x")) - 2) // 2
        print(f"{name:24} {size:6} bytes")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
