"""The journal: what was begun, sent and done, so that a killed command goes on where it stopped
and nothing takes effect twice.

An act is named by its chain, its scope (a contract, a command, a file) and its key (a row, a
step). Its life is

    begun ──► sent ──► done
      ▲         │
      └─────────┘  the transaction took no effect, or can never be mined

A transaction is written down with its signature *before* it is handed to a node. Whatever the
moment of a kill, the journal then either knows the transaction's hash, or the node never had it
(`daoctl.chain.resuming` looks it up). SQLite in WAL mode commits each step whole.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from daoctl.chain.locks import lock_file
from daoctl.errors import JournalError
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.chain.connection import Chain
    from daoctl.chain.transactions import Signed

State = Literal["begun", "sent", "done"]
VERSION = 1

# The primary codes of SQLite for a full disk and the like: the file itself is sound.
_NO_ROOM = (
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PERM,
)

_TABLES = """
CREATE TABLE IF NOT EXISTS acts (
    chain TEXT NOT NULL, scope TEXT NOT NULL, key TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('begun', 'sent', 'done')),
    payload TEXT NOT NULL, result TEXT, tx TEXT,
    PRIMARY KEY (chain, scope, key)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS acts_by_tx ON acts (chain, tx);
CREATE TABLE IF NOT EXISTS transactions (
    chain TEXT NOT NULL, tx TEXT NOT NULL, sender TEXT NOT NULL, nonce INTEGER NOT NULL,
    fields TEXT NOT NULL, raw BLOB NOT NULL,
    PRIMARY KEY (chain, tx)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS transactions_by_nonce ON transactions (chain, sender, nonce);
"""


@dataclass(frozen=True)
class Entry:
    """An act as the journal knows it; `tx` is the transaction that carries or carried it."""

    scope: str
    key: str
    state: State
    payload: Any = None
    result: Any = None
    tx: str | None = None


@dataclass(frozen=True)
class Sending:
    """A transaction as it was written down before it was handed over; `fields` are what was
    signed."""

    tx: str
    sender: str
    nonce: int
    fields: dict[str, Any] = field(repr=False)
    raw: bytes = field(repr=False)


class Journal:
    """A journal file, seen from one chain.

    `genesis` tells apart development chains that share a number; entries of other chains stay
    untouched in the file. Raises JournalError when the file is damaged or of a newer daoctl.
    """

    def __init__(self, path: str | Path, chain_id: int, genesis: str = "") -> None:
        self.path = Path(path)
        self._chain = f"{chain_id}:{genesis[:18]}"
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            self._file = self._open()
        except sqlite3.DatabaseError as error:
            raise self._damaged(error) from None

    @classmethod
    def of(cls, chain: Chain, path: str | Path) -> Journal:
        """The journal file seen from a connected chain."""
        return cls(path, chain.chain_id, chain.genesis)

    def _open(self) -> sqlite3.Connection:
        existed = self.path.exists()
        # Writes come one by one and must be on disk before a node hears of them.
        file = sqlite3.connect(self.path, timeout=30.0, isolation_level=None)
        if not existed:
            self.path.chmod(0o600)
        file.execute("PRAGMA journal_mode = WAL")
        file.execute("PRAGMA synchronous = FULL")
        found = int(file.execute("PRAGMA user_version").fetchone()[0])
        if found > VERSION:
            file.close()
            raise JournalError(
                _("The journal {path} was written by a newer daoctl.").format(path=self.path),
                hint=_("Update daoctl: pip install --upgrade daoctl"),
            )
        if found < VERSION:
            file.executescript(f"BEGIN IMMEDIATE; {_TABLES} PRAGMA user_version={VERSION}; COMMIT;")
        return file

    def _damaged(self, error: sqlite3.Error) -> JournalError:
        if (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF in _NO_ROOM:
            return JournalError(
                _("The journal {path} cannot be written.").format(path=self.path),
                cause=str(error),
                hint=_(
                    "Make room on the disk, or let this user write there, and run the command "
                    "again: what was sent is written down, so nothing is done twice."
                ),
            )
        return JournalError(
            _("The journal {path} cannot be read.").format(path=self.path),
            cause=str(error),
            hint=_("Move the file aside; what is done already is looked up on the chain."),
        )

    def close(self) -> None:
        """Closes the file."""
        self._file.close()

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def lock(self) -> AbstractContextManager[None]:
        """Holds the journal for acting; JournalError when another process does."""
        return journal_lock(self.path)

    @contextmanager
    def _whole(self) -> Iterator[sqlite3.Connection]:
        """All of it, or none."""
        try:
            self._file.execute("BEGIN IMMEDIATE")
            try:
                yield self._file
            except BaseException:
                self._file.execute("ROLLBACK")
                raise
            self._file.execute("COMMIT")
        except sqlite3.DatabaseError as error:
            raise self._damaged(error) from None

    # ------------------------------------------------------------------ acts

    def state(self, scope: str, key: str) -> Entry | None:
        """What the journal knows of an act; None when it was never begun."""
        rows = self._read("scope = ? AND key = ?", (scope, key))
        return rows[0] if rows else None

    def entries(self, scope: str, state: State | None = None) -> list[Entry]:
        """The scope's acts by key, all or those in one state."""
        if state is None:
            return self._read("scope = ?", (scope,))
        return self._read("scope = ? AND state = ?", (scope, state))

    def scopes(self) -> list[str]:
        """The scopes that have acts on this chain."""
        rows = self._file.execute(
            "SELECT DISTINCT scope FROM acts WHERE chain = ? ORDER BY scope", (self._chain,)
        )
        return [str(row[0]) for row in rows]

    def _read(self, where: str, values: tuple[str, ...]) -> list[Entry]:
        try:
            rows = self._file.execute(
                "SELECT scope, key, state, payload, result, tx FROM acts "  # noqa: S608
                f"WHERE chain = ? AND {where} ORDER BY scope, key",
                (self._chain, *values),
            ).fetchall()
        except sqlite3.DatabaseError as error:
            raise self._damaged(error) from None
        return [
            Entry(scope, key, state, json.loads(payload), _loaded(result), tx)
            for scope, key, state, payload, result, tx in rows
        ]

    def begin(self, scope: str, key: str, payload: Any = None) -> Entry:
        """Writes down that an act is meant to be done; what it became so far, where it was begun
        before. `payload` (JSON) says what the act is: JournalError when one that was sent or
        done under this name was another."""
        return self.begin_many(scope, {key: payload})[0]

    def begin_many(self, scope: str, payloads: Mapping[str, Any]) -> list[Entry]:
        """The same for many acts at once, by key."""
        with self._whole() as file:
            known = {entry.key: entry for entry in self.entries(scope)}
            for key, payload in payloads.items():
                entry = known.get(key)
                text = _dumped(payload)
                if entry is not None and entry.state != "begun":
                    if _dumped(entry.payload) != text:
                        raise JournalError(
                            _("`{key}` was done before with other values.").format(key=key),
                            cause=_("Then: {before} Now: {now}").format(
                                before=_dumped(entry.payload)[:200], now=text[:200]
                            ),
                            hint=_("Look at what stands on the chain before going on."),
                        )
                    continue
                file.execute(
                    "INSERT INTO acts (chain, scope, key, state, payload) "
                    "VALUES (?, ?, ?, 'begun', ?) "
                    "ON CONFLICT DO UPDATE SET payload = excluded.payload",
                    (self._chain, scope, key, text),
                )
            now = {entry.key: entry for entry in self.entries(scope)}
        return [now[key] for key in payloads]

    def sent(self, scope: str, keys: str | Sequence[str], signed: Signed) -> None:
        """Writes down the transaction that carries the acts. Before it is handed over."""
        names = [keys] if isinstance(keys, str) else keys
        with self._whole() as file:
            file.execute(
                "INSERT OR IGNORE INTO transactions VALUES (?, ?, ?, ?, ?, ?)",
                (
                    self._chain,
                    signed.tx,
                    signed.sender,
                    signed.nonce,
                    json.dumps(signed.fields, default=_hex),
                    signed.raw,
                ),
            )
            for key in names:
                changed = file.execute(
                    "UPDATE acts SET state = 'sent', tx = ? "
                    "WHERE chain = ? AND scope = ? AND key = ? AND state != 'done'",
                    (signed.tx, self._chain, scope, key),
                ).rowcount
                if changed != 1:
                    raise JournalError(
                        _("`{key}` was not begun, or is done already.").format(key=key)
                    )

    def done(self, scope: str, keys: str | Sequence[str], result: Any = None) -> None:
        """Writes down that the acts took effect, with what came of them (JSON)."""
        self._settle(scope, keys, "done", result)

    def undone(self, scope: str, keys: str | Sequence[str]) -> None:
        """Writes down that what was sent for the acts took no effect and never will."""
        self._settle(scope, keys, "begun", None)

    def _settle(self, scope: str, keys: str | Sequence[str], state: State, result: Any) -> None:
        text = None if result is None else _dumped(result)
        with self._whole() as file:
            for key in [keys] if isinstance(keys, str) else keys:
                file.execute(
                    "UPDATE acts SET state = ?, result = ? "
                    "WHERE chain = ? AND scope = ? AND key = ? AND state != 'done'",
                    (state, text, self._chain, scope, key),
                )

    def forget(self, scope: str) -> None:
        """Removes a scope's acts, as for a deployment that was discarded."""
        with self._whole() as file:
            file.execute("DELETE FROM acts WHERE chain = ? AND scope = ?", (self._chain, scope))

    # ---------------------------------------------------------- transactions

    def attempts(self, tx: str) -> list[Sending]:
        """The transactions written down for the place (sender and nonce) of `tx`: it, and those
        that were to take its place. At most one of them is ever mined."""
        rows = self._file.execute(
            "SELECT b.tx, b.sender, b.nonce, b.fields, b.raw FROM transactions a "
            "JOIN transactions b ON a.chain = b.chain AND a.sender = b.sender "
            "AND a.nonce = b.nonce WHERE a.chain = ? AND a.tx = ? "
            "ORDER BY b.tx = a.tx",
            (self._chain, tx),
        ).fetchall()
        return [
            Sending(found, sender, nonce, json.loads(fields), bytes(raw))
            for found, sender, nonce, fields, raw in rows
        ]


def journal_lock(path: Path) -> AbstractContextManager[None]:
    """Holds the journal at `path`; JournalError when another process does."""
    return lock_file(
        path.with_name(path.name + ".lock"),
        JournalError(
            _("Another daoctl is at work in this village."),
            hint=_("Wait until it is done, or stop it, then run the command again."),
        ),
    )


def _dumped(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, default=_hex)


def _loaded(text: str | None) -> Any:
    return None if text is None else json.loads(text)


def _hex(value: Any) -> Any:
    if isinstance(value, bytes | bytearray):
        return cast("bytes", value).hex()
    raise TypeError(f"{type(value).__name__} cannot stand in the journal")
