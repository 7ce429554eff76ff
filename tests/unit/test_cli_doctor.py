"""The doctor's eye for this computer: packages, room, keys; and that it never faints."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from daoctl.chain import accounts as chain_accounts
from daoctl.cli import doctor, doctor_computer
from daoctl.cli.doctor import Finding
from daoctl.errors import UserError

HOLDER = "0x" + "11" * 20


def test_packages_of_other_versions_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """An Ape that moved on does not import; the doctor says which package it is."""
    real = metadata.version

    def version(name: str) -> str:
        if name == "coincurve":
            raise metadata.PackageNotFoundError(name)
        return "9.9.9" if name == "eth-ape" else real(name)

    assert [] == doctor_computer.unfit_packages()
    monkeypatch.setattr(metadata, "version", version)

    assert ["eth-ape 9.9.9 (==0.8.51)", "coincurve is missing"] == doctor_computer.unfit_packages()
    assert "fail" == next(doctor_computer.versions()).level


@pytest.mark.parametrize(
    ("free", "level"),
    [
        (doctor_computer.LITTLE, "ok"),
        (doctor_computer.LITTLE - 1, "warn"),
        (doctor_computer.TOO_LITTLE - 1, "fail"),
    ],
)
def test_a_disk_that_fills_up_is_told(
    monkeypatch: pytest.MonkeyPatch, free: int, level: str
) -> None:
    """Before the journal has no room any more."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=free))

    assert [level] == [one.level for one in doctor_computer.disk(None)]


@pytest.mark.parametrize(
    ("aliases", "balance", "mode", "levels"),
    [
        ({}, 0, 0o600, ["warn"]),
        ({"anna": HOLDER}, 0, 0o600, ["warn"]),
        ({"anna": HOLDER}, 1, 0o600, ["ok"]),
        ({"anna": HOLDER}, 1, 0o644, ["ok", "warn"]),
    ],
)
def test_accounts_are_shown_with_what_they_hold(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    aliases: dict[str, str],
    balance: int,
    mode: int,
    levels: list[str],
) -> None:
    """Nobody to sign, nothing for fees, a key that others can read: each is said."""
    (keyfile := tmp_path / "anna.json").write_text("{}")
    keyfile.chmod(mode)
    ape = SimpleNamespace(accounts=[SimpleNamespace(alias="anna", keyfile_path=keyfile)])
    monkeypatch.setattr(chain_accounts, "account_aliases", lambda: aliases)
    monkeypatch.setattr(chain_accounts, "load_ape", lambda: ape)
    opened: Any = SimpleNamespace(
        options=SimpleNamespace(account=None),
        chain=SimpleNamespace(balance=lambda _who: balance, is_development=False),
    )

    assert levels == [one.level for one in doctor_computer.accounts(opened)]


@pytest.mark.parametrize("error", [UserError("no"), KeyError("x"), OSError(28, "full", "file")])
def test_what_stops_a_check_is_a_finding(error: Exception) -> None:
    """What the check found until then stands, and the checks after it are made."""

    def check() -> Iterator[Finding]:
        yield Finding("a", "ok", "fine")
        raise error

    found = list(doctor.guarded("a", check))

    assert ["ok", "fail"] == [one.level for one in found]
    assert all(one.words for one in found)
