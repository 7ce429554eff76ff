"""The journal as bytes for another computer, and two journals of one village made one.

A copy is taken through SQLite's backup, so it is whole while another process writes. Merging only
ever goes forward: an act keeps the further of its two states, and no transaction that was written
down is lost, so that whoever goes on finds out what became of it.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from daoctl.chain.journal import VERSION
from daoctl.errors import JournalError
from daoctl.words import _

_RANK = {"begun": 0, "sent": 1, "done": 2}


@dataclass(frozen=True)
class JournalMerge:
    """What a merge came to: acts that went forward or were new, and transactions learnt."""

    acts: int
    transactions: int


def copy_journal(path: Path) -> bytes:
    """The journal's file as it is at this moment, whole; b"" where there is none."""
    if not path.exists():
        return b""
    with _scratch(path.parent) as scratch:
        try:
            with (
                contextlib.closing(sqlite3.connect(path, timeout=30.0)) as source,
                contextlib.closing(sqlite3.connect(scratch)) as copy,
            ):
                source.backup(copy)
                # One file, that opens anywhere.
                copy.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.DatabaseError as error:
            raise _unreadable(path, error) from None
        return scratch.read_bytes()


def merge_journal(path: Path, data: bytes) -> JournalMerge:
    """Takes over into the journal at `path` what a copy knows better, all of it or nothing.

    The file must exist and its lock be held. Raises JournalError when the copy is damaged or of a
    newer daoctl, and when both computers have sent the same act at different places of an
    account's order, of which only one side can say what became of it.
    """
    with _scratch(path.parent) as scratch:
        scratch.write_bytes(data)
        try:
            with contextlib.closing(sqlite3.connect(path, timeout=30.0)) as file:
                file.isolation_level = None
                file.execute("PRAGMA synchronous = FULL")
                file.execute("ATTACH DATABASE ? AS other", (str(scratch),))
                if int(file.execute("PRAGMA other.user_version").fetchone()[0]) > VERSION:
                    raise JournalError(
                        _("The journal {path} was written by a newer daoctl.").format(path=path),
                        hint=_("Update daoctl: pip install --upgrade daoctl"),
                    )
                file.execute("BEGIN IMMEDIATE")
                try:
                    done = _merge(file)
                except BaseException:
                    file.execute("ROLLBACK")
                    raise
                file.execute("COMMIT")
                return done
        except sqlite3.DatabaseError as error:
            raise _unreadable(path, error) from None


def _merge(file: sqlite3.Connection) -> JournalMerge:
    learnt = file.execute(
        "INSERT OR IGNORE INTO main.transactions SELECT * FROM other.transactions"
    ).rowcount
    acts = 0
    rows = file.execute("SELECT chain, scope, key, state, payload, result, tx FROM other.acts")
    for chain, scope, key, state, payload, result, tx in rows.fetchall():
        mine = file.execute(
            "SELECT state, tx FROM main.acts WHERE chain = ? AND scope = ? AND key = ?",
            (chain, scope, key),
        ).fetchone()
        if mine is not None:
            if (
                mine[0] == state == "sent"
                and mine[1] != tx
                and not _one_place(file, chain, tx, mine)
            ):
                raise JournalError(
                    _(
                        "Both computers have sent `{key}` and neither knows what became of it."
                    ).format(key=key),
                    cause=_("Transactions: {here} and {there}").format(here=mine[1], there=tx),
                    hint=_("Run the interrupted command once more here, then import again."),
                )
            if _RANK[state] <= _RANK[mine[0]]:
                continue
        file.execute(
            "INSERT OR REPLACE INTO main.acts VALUES (?, ?, ?, ?, ?, ?, ?)",
            (chain, scope, key, state, payload, result, tx),
        )
        acts += 1
    return JournalMerge(acts, learnt)


def _one_place(file: sqlite3.Connection, chain: str, tx: str, mine: tuple[str, str]) -> bool:
    """Whether both transactions hold the same place (sender and nonce): at most one is mined,
    and the journal looks for either."""
    places = file.execute(
        "SELECT DISTINCT sender, nonce FROM main.transactions WHERE chain = ? AND tx IN (?, ?)",
        (chain, tx, mine[1]),
    ).fetchall()
    return len(places) == 1


@contextlib.contextmanager
def _scratch(folder: Path) -> Iterator[Path]:
    """A file for its owner alone, gone afterwards."""
    descriptor, name = tempfile.mkstemp(dir=folder, prefix=".journal.")
    os.close(descriptor)
    try:
        yield Path(name)
    finally:
        for suffix in ("", "-journal", "-wal", "-shm"):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(name + suffix)


def _unreadable(path: Path, error: Exception) -> JournalError:
    return JournalError(_("The journal {path} cannot be read.").format(path=path), cause=str(error))
