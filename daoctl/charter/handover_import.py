"""Taking a handover file in: what is new here comes, what is newer here stays, and the register
and the journal become one with those that are here.

Everything is written beside its place first, then the journal is merged (all of it or nothing),
and only then do the files take their places: a full disk leaves the folder as it was, and after
a kill each file is the old or the new one, whole, and the same command finishes.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from daoctl.charter.folder import PRIVATE, private_folder
from daoctl.charter.handover import (
    JOURNAL,
    REGISTER,
    Handed,
    imported_before,
    remember_import,
    same_village,
    village_names,
)
from daoctl.errors import UserError
from daoctl.words import _

Prefer = Literal["here", "file"]


@dataclass(frozen=True)
class ImportPlan:
    """What an import would do, by path: `new` come, `newer` take the place of an older one here,
    `kept` stay because they are newer here, `merged` become one with what is here."""

    new: tuple[str, ...] = ()
    newer: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether all of it is here already."""
        return not (self.new or self.newer or self.merged)


@dataclass(frozen=True)
class Imported:
    """What an import came to, besides its plan: acts of the journal and entries of the register
    that were learnt."""

    acts: int = 0
    entries: int = 0


def plan_import(handed: Handed, folder: Path) -> ImportPlan:
    """What would be done in this folder. Raises UserError when it is another village's."""
    if not same_village(handed, folder):
        raise UserError(
            _("The handover file is of another village."),
            cause=_("It is of {theirs}; {folder} holds {mine}.").format(
                theirs=handed.village or handed.short_name or "?",
                folder=folder,
                mine=village_names(folder)[0] or "?",
            ),
            hint=_("Import it into an empty folder, or name that village's with --village."),
        )
    if imported_before(folder, handed.number):
        return ImportPlan()
    sorts: dict[str, list[str]] = {"new": [], "newer": [], "kept": [], "merged": []}
    for name, content in handed.files.items():
        place = folder / name
        if not place.exists():
            sorts["new"].append(name)
        elif name == JOURNAL:
            sorts["merged"].append(name)
        elif place.read_bytes() != content:
            if name == REGISTER:
                sorts["merged"].append(name)
            else:
                older = int(place.stat().st_mtime) < handed.times[name]
                sorts["newer" if older else "kept"].append(name)
    return ImportPlan(**{sort: tuple(names) for sort, names in sorts.items()})


def carry_out(
    handed: Handed,
    folder: Path,
    plan: ImportPlan,
    ask: Callable[[str], str] | None,
    prefer: Prefer | None = None,
) -> Imported:
    """Does what the plan says. `ask` asks for the register's passphrase where the registers
    differ; `prefer` decides between two secrets of one certificate. Raises UserError (nothing was
    done then), JournalError, RegisterError."""
    if plan.nothing:
        return Imported()
    entries = 0
    with _own_folder(folder), _staged() as stage, _journal_lock(folder, plan):
        for name in (*plan.new, *plan.newer):
            stage.put(folder / name, handed.files[name], handed.times[name])
        if REGISTER in plan.merged:
            sealed, entries = _merged_register(handed, folder, ask, prefer)
            stage.put(folder / REGISTER, sealed, handed.times[REGISTER])
        acts = _merged_journal(handed, folder) if JOURNAL in plan.merged else 0
        stage.take_places()
    remember_import(folder, handed.number)
    return Imported(acts, entries)


def _merged_journal(handed: Handed, folder: Path) -> int:
    from daoctl.chain.journal_copy import merge_journal

    return merge_journal(folder / JOURNAL, handed.files[JOURNAL]).acts


def _merged_register(
    handed: Handed, folder: Path, ask: Callable[[str], str] | None, prefer: Prefer | None
) -> tuple[bytes, int]:
    """The register of both, sealed with this computer's passphrase, and how much was learnt."""
    from daoctl.charter.register import open_register, sealed_register
    from daoctl.errors import RegisterError

    with open_register(folder, ask, writing=False) as here:
        theirs, file = handed.files[REGISTER], folder / REGISTER
        try:
            there = sealed_register(theirs, here.passphrase, file)
        except RegisterError:
            if ask is None:
                raise
            question = _("Passphrase of the private register on the other computer: ")
            there = sealed_register(theirs, ask(question), file)
        learnt = here.merge(there, "there" if prefer == "file" else prefer)
        return here.sealed(), learnt


@contextlib.contextmanager
def _journal_lock(folder: Path, plan: ImportPlan) -> Iterator[None]:
    """Nobody acts for the village here while its journal changes."""
    from daoctl.chain.journal import journal_lock

    with journal_lock(folder / JOURNAL) if JOURNAL in plan.merged else contextlib.nullcontext():
        yield


class _Stage:
    """Files written beside their places, that take them all at the end."""

    def __init__(self) -> None:
        self._waiting: list[tuple[str, Path]] = []

    def put(self, place: Path, content: bytes, changed: int) -> None:
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            private = PRIVATE in place.parts
            if private:
                place.parent.chmod(0o700)
            descriptor, name = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}.")
            self._waiting.append((name, place))
            with os.fdopen(descriptor, "wb") as stream:
                os.fchmod(stream.fileno(), 0o600 if private else 0o644)
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            os.utime(name, (changed, changed))
        except OSError as error:
            raise UserError(
                _("The file {file} cannot be written.").format(file=place), cause=error.strerror
            ) from None

    def take_places(self) -> None:
        for name, place in self._waiting:
            os.replace(name, place)
        self._waiting.clear()

    def drop(self) -> None:
        for name, _place in self._waiting:
            with contextlib.suppress(OSError):
                os.unlink(name)


@contextlib.contextmanager
def _staged() -> Iterator[_Stage]:
    stage = _Stage()
    try:
        yield stage
    finally:
        stage.drop()


@contextlib.contextmanager
def _own_folder(folder: Path) -> Iterator[None]:
    """The folder and its private part; what was made for a failed import is taken away again."""
    before = folder.exists(), (folder / PRIVATE).exists()
    folder.mkdir(parents=True, exist_ok=True)
    private = private_folder(folder)
    try:
        yield
    except BaseException:
        if not before[1]:
            with contextlib.suppress(OSError):
                (private / ".gitignore").unlink(missing_ok=True)
                private.rmdir()
        for made in sorted(folder.rglob("*"), reverse=True):
            if made.is_dir() and not before[0]:
                with contextlib.suppress(OSError):
                    made.rmdir()
        if not before[0]:
            with contextlib.suppress(OSError):
                folder.rmdir()
        raise
