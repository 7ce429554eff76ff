"""What is committed to set the project up: the locks, the two compilers' settings, the layers."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements/runtime.lock", "requirements/dev.lock", "requirements/prove.lock")
# Put together here, so that this file does not name them either.
REGISTRIES = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
    )
)


def read(path: str) -> str:
    """The text of a committed file."""
    return (ROOT / path).read_text(encoding="utf8")


def locked(path: str) -> dict[str, str]:
    """The packages of a Python lock with their versions."""
    return dict(re.findall(r"^([a-z0-9-]+)==([^ ;\\]+)", read(path), re.MULTILINE))


@pytest.mark.parametrize("path", LOCKS)
def test_a_python_lock_says_nothing_of_where_packages_come_from(path: str) -> None:
    """The locks serve everyone, whatever index their pip is set to."""
    options = re.findall(r"^\s*(-\S+)", read(path), re.MULTILINE)

    assert {"--hash"} == {option.partition("=")[0] for option in options}
    assert "://" not in read(path)


@pytest.mark.parametrize("path", LOCKS)
def test_every_package_of_a_python_lock_has_a_hash(path: str) -> None:
    """A package that was changed after it was locked is refused."""
    blocks = re.split(r"\n(?=[a-z0-9])", read(path).strip())

    assert 50 < len(blocks)
    assert [] == [block.split()[0] for block in blocks if "--hash=sha256:" not in block]


def test_running_and_developing_use_the_same_versions() -> None:
    """What the tests ran on is what `make demo` installs."""
    runtime, development = locked(LOCKS[0]), locked(LOCKS[1])

    assert runtime.items() <= development.items()


def test_the_compiler_is_not_needed_to_run() -> None:
    """Who runs daoctl gets the compiled manifest, and no compiler."""
    runtime, development = locked(LOCKS[0]), locked(LOCKS[1])

    assert {"py-solc-x", "ape-solidity"} <= development.keys()
    assert {"py-solc-x", "ape-solidity"}.isdisjoint(runtime)


def test_the_proofs_are_done_by_the_versions_that_were_asked_for() -> None:
    """And a lock that was forgotten is noticed."""
    asked = dict(re.findall(r"^([a-z-]+)==(\S+)$", read("requirements/prove.in"), re.MULTILINE))

    assert {"slither-analyzer", "halmos"} == asked.keys()
    assert asked.items() <= locked(LOCKS[2]).items()


def test_what_is_judged_and_proved_is_compiled_as_what_ships() -> None:
    """The profiles of slither and halmos change folders and add syntax trees, and no setting."""
    profiles = tomllib.loads(read("foundry.toml"))["profile"]
    changed = profiles["slither"].keys() | profiles["halmos"].keys()

    assert set() == changed - {"out", "cache_path", "test", "ast"}


def test_the_npm_lock_says_nothing_of_where_packages_come_from() -> None:
    """npm's lock has names, versions and hashes alone."""
    packages = json.loads(read("package-lock.json"))["packages"]
    installed = {name: package for name, package in packages.items() if name}

    assert [] == [name for name, package in installed.items() if "resolved" in package]
    assert [] == [name for name, package in installed.items() if "integrity" not in package]


def test_npm_packages_are_pinned_to_one_version() -> None:
    """A range would let the compiler or Anvil change under a committed manifest."""
    package = json.loads(read("package.json"))
    wanted = package["devDependencies"] | package["optionalDependencies"]

    assert [] == [name for name, version in wanted.items() if not version[0].isdigit()]


def test_no_file_names_a_registry() -> None:
    """Where packages come from is for each machine to say."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode("utf8")
    naming = [
        path
        for path in filter(None, listed.split("\0"))
        if (ROOT / path).is_file()
        and any(name.encode() in (ROOT / path).read_bytes() for name in REGISTRIES)
    ]

    assert [] == naming


def test_ape_and_forge_compile_alike() -> None:
    """What the forge tests prove is proved of the code that ships."""
    ape = yaml.safe_load(read("ape-config.yaml"))["solidity"]
    forge = tomllib.loads(read("foundry.toml"))["profile"]["default"]

    assert json.loads(read("package.json"))["devDependencies"]["solc"] == ape["version"]
    assert ape["evm_version"] == forge["evm_version"]
    assert ape["optimize"] == forge["optimizer"]
    assert ape["optimization_runs"] == forge["optimizer_runs"]
    assert ape.get("via_ir", False) == forge["via_ir"]
    assert [line.rstrip("/").replace("/=", "=") for line in forge["remappings"][:1]] == ape[
        "import_remapping"
    ]


def test_the_version_stands_in_one_place() -> None:
    """`pip show` and `daoctl --version` cannot disagree."""
    project = tomllib.loads(read("pyproject.toml"))["project"]

    assert ["version"] == project["dynamic"]
    assert re.search(r'^__version__ = "\d+\.\d+\.\d+"$', read("daoctl/__init__.py"), re.MULTILINE)
