"""The Standard JSON input of a contract: what block explorers take to verify it.

The sources are those of the checkout, each contract with those that it imports and no others; the
settings are those that the manifest was compiled with. So the input compiles to the manifest's very
bytes, the hash of the metadata included, and an explorer calls the match a full one.
https://docs.soliditylang.org/en/latest/using-the-compiler.html#input-description
"""

from __future__ import annotations

import json
import posixpath
import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
MANIFEST = ROOT / "daoctl" / "artifacts" / "manifest.json"
WANTED = ["abi", "metadata", "evm.bytecode.object", "evm.deployedBytecode.object"]

_IMPORT = re.compile(r'^\s*import\s[^;"]*"([^"]+)"\s*;', re.MULTILINE)


def standard_json(name: str, manifest: dict[str, Any], root: Path = ROOT) -> dict[str, Any]:
    """The input for the contract of that name. Raises KeyError for one that the manifest lacks,
    FileNotFoundError for a source that the checkout lacks (`make setup` installs the packages)."""
    (compiler,) = [one for one in manifest["compilers"] if name in one["contractTypes"]]
    settings = dict(compiler["settings"])
    first = manifest["contractTypes"][name]["sourceId"]
    return {
        "language": "Solidity",
        "sources": sources(first, settings.get("remappings", ()), root),
        "settings": {**settings, "outputSelection": {first: {name: WANTED}}},
    }


def sources(first: str, remappings: list[str] | tuple[()], root: Path) -> dict[str, Any]:
    """The source of that name and all that it imports, by the names the compiler knows."""
    found: dict[str, Any] = {}
    waiting = [first]
    while waiting:
        name = waiting.pop()
        if name not in found:
            text = (root / name).read_text("utf-8")
            found[name] = {"content": text}
            waiting += [_resolve(path, name, remappings) for path in _IMPORT.findall(text)]
    return dict(sorted(found.items()))


def _resolve(path: str, importer: str, remappings: list[str] | tuple[()]) -> str:
    if path.startswith("."):
        return posixpath.normpath(posixpath.join(posixpath.dirname(importer), path))
    for mapping in remappings:
        prefix, _equals, target = mapping.partition("=")
        if path.startswith(prefix):
            return target + path.removeprefix(prefix)
    return path


def read_manifest(file: Path = MANIFEST) -> dict[str, Any]:
    """The compiled manifest of the checkout."""
    found: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return found
