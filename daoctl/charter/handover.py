"""The office moves to another computer: everything daoctl keeps for a village in one sealed file.

    magic line, scrypt's salt, nonce, AES-256-GCM ciphertext, SHA-256 of all of that

The hash at the end tells a damaged or cut file from a wrong passphrase; the plain text is a zip
with `handover.json` first. What belongs to Ape (accounts and their keys) is never in it.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import re
import secrets
import time
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from daoctl.charter.folder import (
    CHARTER_FILE,
    DEPLOYMENTS,
    PRIVATE,
    private_folder,
    write_atomically,
)
from daoctl.charter.sealing import (
    MIN_PASSPHRASE,
    NotSealed,
    WrongPassphrase,
    same_form,
    seal,
    unseal,
)
from daoctl.errors import UserError
from daoctl.words import _

PASSPHRASE_VARIABLE = "DAOCTL_HANDOVER_PASSPHRASE"
FORMAT = 1
JOURNAL = f"{PRIVATE}/journal.db"
REGISTER = f"{PRIVATE}/register"

_MAGIC = b"daoctl handover 1\n"
_DIGEST = 32
_LIST = "handover.json"
# Made anew wherever daoctl works; a practice chain and printed cards are this computer's own.
_LEFT_OUT = re.compile(
    r"\.daoctl/(\.gitignore|\..*|.*\.lock|journal\.db.*|practice(/.*)?|cards\.json|handovers\.json)"
)
# Ape's keyfiles hold this, whatever they are called.
_KEYFILE = re.compile(rb'"crypto"\s*:\s*\{.{0,4000}"ciphertext"', re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True)
class Handed:
    """A handover file, opened. `files` are the contents by their path in the village's folder,
    `times` when each was last changed (seconds since the epoch), `charters` the address of the
    village's charter by chain."""

    number: str
    made: int
    village: str
    short_name: str
    charters: dict[str, str]
    files: dict[str, bytes] = field(repr=False)
    times: dict[str, int] = field(repr=False)


def gather(folder: Path, also: Sequence[Path] = ()) -> Handed:
    """Everything that a second computer needs, as it is now, and `also` files or folders of the
    village's; the journal through SQLite's backup, so that another daoctl may be at work. Raises
    UserError when a file cannot be read or lies outside the folder."""
    from daoctl.chain.journal_copy import copy_journal

    files, times = {}, {}
    for path in sorted({*_kept(folder), *_asked_for(folder, also)}):
        name = path.relative_to(folder).as_posix()
        try:
            content = path.read_bytes()
            moment = int(path.stat().st_mtime)
        except FileNotFoundError:
            continue  # it was a passing one
        except OSError as error:
            raise UserError(
                _("The file {file} cannot be read.").format(file=path), cause=error.strerror
            ) from None
        if not _KEYFILE.search(content):
            files[name], times[name] = content, moment
    journal = copy_journal(folder / JOURNAL)
    if journal:
        files[JOURNAL], times[JOURNAL] = journal, int((folder / JOURNAL).stat().st_mtime)
    name, short = village_names(folder)
    return Handed(
        secrets.token_hex(8), int(time.time()), name, short, charters(folder), files, times
    )


def left_behind(folder: Path, handed: Handed) -> list[str]:
    """What lies in the village's folder and is not handed over, by its first name; folders end
    with a stroke. Hidden files are nobody's business but their program's."""
    taken = {PurePosixPath(name).parts[0] for name in handed.files}
    return sorted(
        path.name + ("/" if path.is_dir() else "")
        for path in folder.iterdir()
        if path.name not in taken and not path.name.startswith(".")
    )


def write_handover(handed: Handed, file: Path, passphrase: str) -> None:
    """Writes the sealed file (0600) in one stroke. Raises UserError when it cannot be written or
    the passphrase is too short."""
    if len(same_form(passphrase)) < MIN_PASSPHRASE:
        raise UserError(
            _("The passphrase is too short."),
            hint=_("Take {count} letters or more, such as four words.").format(
                count=MIN_PASSPHRASE
            ),
        )
    listed = {
        "format": FORMAT,
        "number": handed.number,
        "made": handed.made,
        "village": handed.village,
        "short_name": handed.short_name,
        "charters": handed.charters,
        "times": handed.times,
    }
    plain = io.BytesIO()
    with zipfile.ZipFile(plain, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(zipfile.ZipInfo(_LIST), json.dumps(listed, ensure_ascii=False))
        for name, content in handed.files.items():
            # Without a date of its own: a clock that was never set must not keep the office here.
            packed.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    sealed = seal(plain.getvalue(), same_form(passphrase), _MAGIC)
    write_atomically(file, sealed + hashlib.sha256(sealed).digest(), mode=0o600)


def check_handover(file: Path) -> bytes:
    """The sealed bytes of a handover file that is whole, before anybody is asked for a passphrase.
    Raises UserError for another file, a damaged or a cut one."""
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise UserError(
            _("The handover file {file} cannot be read.").format(file=file), cause=error.strerror
        ) from None
    if not raw.startswith(_MAGIC):
        raise UserError(
            _("{file} is not a handover file.").format(file=file),
            hint=_("`daoctl handover export FILE` on the other computer writes one."),
        )
    sealed, digest = raw[:-_DIGEST], raw[-_DIGEST:]
    if hashlib.sha256(sealed).digest() != digest:
        raise _damaged(file)
    return sealed


def read_handover(file: Path, sealed: bytes, passphrase: str) -> Handed:
    """The handover file, opened. Raises UserError for a wrong passphrase or a later daoctl."""
    try:
        plain = unseal(sealed, same_form(passphrase), _MAGIC)
    except NotSealed:
        raise _damaged(file) from None
    except WrongPassphrase:
        raise UserError(
            _("The passphrase does not open the handover file."),
            hint=_("Try again with the one that was chosen at the export."),
        ) from None
    try:
        with zipfile.ZipFile(io.BytesIO(plain)) as packed:
            listed = json.loads(packed.read(_LIST))
            if int(listed["format"]) > FORMAT:
                raise UserError(
                    _("{file} was written by a later daoctl.").format(file=file),
                    hint=_("Update daoctl: pip install --upgrade daoctl"),
                )
            files = {name: packed.read(name) for name in packed.namelist() if name != _LIST}
            if not all(map(_inside, files)):
                raise _damaged(file)
            return Handed(
                str(listed["number"]),
                int(listed["made"]),
                str(listed["village"]),
                str(listed["short_name"]),
                {str(chain): str(address) for chain, address in listed["charters"].items()},
                files,
                {name: int(listed["times"][name]) for name in files},
            )
    except (zipfile.BadZipFile, ValueError, KeyError, TypeError, AttributeError) as error:
        if isinstance(error, UserError):
            raise
        raise _damaged(file) from None


def same_village(handed: Handed, folder: Path) -> bool:
    """Whether the folder may hold the handed village: one founded at the same address where both
    know a chain, else one of the same signing name; an empty folder may hold any."""
    mine = charters(folder)
    common = mine.keys() & handed.charters.keys()
    if common:
        return all(mine[chain] == handed.charters[chain] for chain in common)
    short = village_names(folder)[1]
    return not short or not handed.short_name or short == handed.short_name


def charters(folder: Path) -> dict[str, str]:
    """The address of the village's charter by chain, from the records that can be read."""
    found: dict[str, str] = {}
    for file in sorted((folder / DEPLOYMENTS).glob("*.json")):
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            record: Any = json.loads(file.read_text("utf-8"))
            found[str(record["chain_id"])] = str(record["addresses"]["charter"])
    return found


def village_names(folder: Path) -> tuple[str, str]:
    """The village's name and signing name as its charter has them; "" where it cannot be read."""
    village = _charter(folder).get("village", {})
    if not isinstance(village, dict):
        return "", ""
    return str(village.get("name", "")), str(village.get("short_name", ""))


def imported_before(folder: Path, number: str) -> bool:
    """Whether the export of that number was imported here already."""
    return number in _numbers(folder)


def remember_import(folder: Path, number: str) -> None:
    """Keeps the export's number, so that importing it again changes nothing."""
    numbers = [*_numbers(folder), number][-100:]
    write_atomically(
        private_folder(folder) / "handovers.json", json.dumps(numbers).encode(), mode=0o600
    )


def _numbers(folder: Path) -> list[str]:
    try:
        numbers = json.loads((folder / PRIVATE / "handovers.json").read_text("utf-8"))
    except (OSError, ValueError):
        return []
    return [str(one) for one in numbers] if isinstance(numbers, list) else []


def _kept(folder: Path) -> list[Path]:
    """The files to hand over: the charter, the records, the allowlists it names, drafts and what
    they publish, and the private folder."""
    found = [folder / CHARTER_FILE, *(folder / DEPLOYMENTS).glob("*.json"), *folder.glob("*.md")]
    found += [folder / name for name in _allowlists(folder) if _inside(name)]
    for name in ("drafts", "published", "notices", "elections", "consultations"):
        found += (folder / name).rglob("*")
    found += [
        path
        for path in (folder / PRIVATE).rglob("*")
        if not _LEFT_OUT.fullmatch(path.relative_to(folder).as_posix())
    ]
    return sorted({path for path in found if path.is_file() and not path.is_symlink()})


def _asked_for(folder: Path, also: Sequence[Path]) -> list[Path]:
    found: list[Path] = []
    for given in also:
        path = (folder / given).resolve()
        if not path.is_relative_to(folder.resolve()):
            raise UserError(
                _("{file} does not lie in the village's folder.").format(file=given),
                hint=_("Copy it there first: {folder}").format(folder=folder),
            )
        if not path.exists():
            raise UserError(_("There is no file {file}.").format(file=given))
        inside = path.rglob("*") if path.is_dir() else [path]
        found += [
            folder / one.relative_to(folder.resolve())
            for one in inside
            if one.is_file() and not one.is_symlink() and PRIVATE not in one.parts
        ]
    return found


def _allowlists(folder: Path) -> list[str]:
    villager = _charter(folder).get("villager", {})
    phases = villager.get("phase", []) if isinstance(villager, dict) else []
    names = [phase.get("allowlist") for phase in phases if isinstance(phase, dict)]
    return [name for name in names if isinstance(name, str) and name]


def _charter(folder: Path) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads((folder / CHARTER_FILE).read_text("utf-8-sig"))
    except (OSError, ValueError):
        return {}


def _inside(name: str) -> bool:
    """Whether the name stays in the folder it is written to."""
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and "\\" not in name and bool(name)


def _damaged(file: Path) -> UserError:
    return UserError(
        _("The handover file is damaged."),
        cause=_("{file} is cut off or was altered on its way.").format(file=file),
        hint=_("Copy it again from the other computer, or export anew."),
    )
