"""The private register: names, contacts and salts, which must never reach the chain.

One encrypted file, `.daoctl/register` (0600): AES-256-GCM under a key that scrypt makes of a
passphrase. The whole file is rewritten in one stroke on every change, so what was forgotten is
gone from it. The certificate's commitment on chain is keccak256(salt ‖ personal fields): without
the salt, which stands only here, it says nothing; once the entry is forgotten it never will.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import secrets
import time
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from daoctl.charter.folder import private_folder, write_atomically
from daoctl.charter.sealing import (
    MIN_PASSPHRASE,
    NotSealed,
    WrongPassphrase,
    same_form,
    seal,
    unseal,
)
from daoctl.errors import RegisterError, UserError
from daoctl.units import checksum
from daoctl.words import _

PASSPHRASE_VARIABLE = "DAOCTL_REGISTER_PASSPHRASE"
FILE = "register"
SALT_BYTES = 32

_MAGIC = b"daoctl register 1\n"


@dataclass(frozen=True)
class Entry:
    """What the register keeps of the holder of an address.

    `personal` are the private columns of a table (name, contact, …) as text, as they are now;
    `committed` those that the certificate on chain was made of (None before there is one), which
    a new telephone number must not alter. `salt` never changes while the entry lives. `consent`
    says what the person agreed to, and when. `changed` is when the entry last was, in seconds
    since the epoch (0 = not known); it only decides which of two computers' entries is newer.
    """

    address: str
    salt: bytes
    personal: Mapping[str, str] = field(default_factory=dict)
    consent: str = ""
    committed: Mapping[str, str] | None = None
    changed: int = field(default=0, compare=False)

    @property
    def name(self) -> str:
        """The person's name, or "" where none was given."""
        return self.personal.get("name", "")

    @property
    def commitment(self) -> bytes:
        """keccak256(salt ‖ canonical personal fields): what the certificate carries, 32 bytes."""
        from eth_utils.crypto import keccak

        fields = self.personal if self.committed is None else self.committed
        return bytes(keccak(self.salt + canonical(fields)))


def canonical(personal: Mapping[str, str]) -> bytes:
    """The personal fields as bytes that come out the same on every computer: compact JSON in
    UTF-8, keys sorted, texts in Unicode's NFC form without space around them, empty ones left
    out."""
    fields = {key: text for key, value in personal.items() if (text := _same_letters(value))}
    return json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _same_letters(text: str) -> str:
    """The text in Unicode's NFC form, without space around it."""
    return unicodedata.normalize("NFC", text).strip()


class Register:
    """The register while it is open. Made by `open_register`; `save` writes what was changed."""

    def __init__(
        self,
        file: Path,
        passphrase: str,
        entries: dict[str, Entry],
        forgotten: dict[str, int] | None = None,
    ) -> None:
        self._file = file
        self._passphrase = passphrase
        self._entries = entries
        self._forgotten = forgotten or {}

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries.values())

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, address: str) -> Entry | None:
        """The entry of that address, or None."""
        return self._entries.get(checksum(address))

    def name_of(self, address: str) -> str:
        """The name kept for that address, or ""."""
        entry = self.get(address)
        return entry.name if entry else ""

    def put(self, address: str, personal: Mapping[str, str], consent: str | None = None) -> Entry:
        """Keeps these fields for the address and returns the entry, with a fresh salt if it is
        new. Fields already there stay unless given anew."""
        owner = checksum(address)
        before = self._entries.get(owner)
        given = {key: value.strip() for key, value in personal.items() if value.strip()}
        if before is None:
            entry = Entry(owner, secrets.token_bytes(SALT_BYTES), given, consent or "")
        else:
            entry = replace(
                before,
                personal={**before.personal, **given},
                consent=before.consent if consent is None else consent,
            )
        return self._keep(before, entry)

    def changes(self, address: str, personal: Mapping[str, str]) -> dict[str, tuple[str, str]]:
        """What `put` would alter of an entry that is there: the text of now ("" where there is
        none) and the one to come, by field. Nothing for an address without an entry."""
        before = self.get(address)
        if before is None:
            return {}
        given = {key: value.strip() for key, value in personal.items() if value.strip()}
        return {
            key: (before.personal.get(key, ""), text)
            for key, text in given.items()
            if _same_letters(before.personal.get(key, "")) != _same_letters(text)
        }

    def commit(self, address: str) -> bytes:
        """The commitment for a new certificate, of the fields as they are now; they are kept as
        committed. `save` before the certificate is sent: without the salt it proves nothing.
        Raises RegisterError for an address without an entry."""
        entry = self._known(address)
        return self._keep(entry, replace(entry, committed=dict(entry.personal))).commitment

    def move(self, old: str, new: str) -> Entry:
        """Gives the entry to another address (a reissued certificate), salt and all, so that its
        commitment stays provable. Raises RegisterError when there is nothing to move, or when the
        new address has an entry of its own."""
        entry = self._known(old)
        owner = checksum(new)
        if owner in self._entries and owner != entry.address:
            raise RegisterError(
                _("The register has an entry for {address} already.").format(address=owner)
            )
        del self._entries[entry.address]
        self._forgotten[_trace(entry.address)] = int(time.time())
        return self._keep(entry, replace(entry, address=owner))

    def forget(self, address: str) -> bool:
        """Drops the entry, its salt included; whether there was one. Gone for good after `save`.

        A hash of the address stays with the moment, so that a handover from a computer that still
        has the entry does not bring it back."""
        owner = checksum(address)
        if self._entries.pop(owner, None) is None:
            return False
        self._forgotten[_trace(owner)] = int(time.time())
        return True

    def forgotten_at(self, address: str) -> int:
        """When the address's entry was forgotten (or moved away) for good, in seconds since the
        epoch; 0 where it was not."""
        return self._forgotten.get(_trace(checksum(address)), 0)

    def merge(self, other: Register, prefer: Literal["here", "there"] | None = None) -> int:
        """Takes over what another computer's register knows better; answers how many entries were
        taken or forgotten. Of two entries the one that was changed later stays, and what was
        forgotten later than it was changed stays forgotten.

        A salt that a certificate was made with is never lost: where both have such a salt and
        they differ, `prefer` decides; RegisterError naming the addresses when it is None.
        """
        from daoctl.charter.register_merge import merged

        entries, forgotten = merged(
            (self._entries, self._forgotten), (other._entries, other._forgotten), _trace, prefer
        )
        altered = sum(
            self._entries.get(address) != entries.get(address)
            for address in {*self._entries, *entries}
        )
        self._entries, self._forgotten = entries, forgotten
        return altered

    def _keep(self, before: Entry | None, entry: Entry) -> Entry:
        if entry != before:
            entry = replace(entry, changed=int(time.time()))
        self._entries[entry.address] = entry
        return entry

    def _known(self, address: str) -> Entry:
        entry = self.get(address)
        if entry is None:
            raise RegisterError(
                _("The register has no entry for {address}.").format(address=address)
            )
        return entry

    @property
    def passphrase(self) -> str:
        """The passphrase it was opened with, in its one form."""
        return self._passphrase

    def sealed(self) -> bytes:
        """The register as its file holds it, encrypted."""
        entries = [{**asdict(entry), "salt": entry.salt.hex()} for entry in self._entries.values()]
        kept = {"entries": entries, "forgotten": self._forgotten}
        return seal(json.dumps(kept, ensure_ascii=False).encode(), self._passphrase, _MAGIC)

    def save(self) -> None:
        """Writes the register anew, encrypted, in one stroke."""
        write_atomically(self._file, self.sealed(), mode=0o600)


def register_file(folder: Path) -> Path:
    """Where the village's register stands."""
    return folder / ".daoctl" / FILE


@contextmanager
def open_register(
    folder: Path, ask: Callable[[str], str] | None = None, *, writing: bool = True
) -> Iterator[Register]:
    """The village's register, made on first use; saved when the block ends well.

    The passphrase comes from DAOCTL_REGISTER_PASSPHRASE, else from `ask(question)`, a hidden
    prompt. While one process writes, another waits for neither: it is refused.

    Raises RegisterError: wrong passphrase, damaged file, in use, or nobody to ask.
    """
    file = private_folder(folder) / FILE
    with _alone(file.with_suffix(".lock")) if writing else _nobody():
        passphrase = _passphrase(ask, new=not file.exists())
        register = _read(file, passphrase)
        before = dict(register._entries), dict(register._forgotten)
        yield register
        if writing and ((register._entries, register._forgotten) != before or not file.exists()):
            register.save()


def sealed_register(sealed: bytes, passphrase: str, file: Path) -> Register:
    """The register that these bytes hold, as from another computer; `file` is what errors name.
    Raises RegisterError: wrong passphrase, or damaged."""
    passphrase = same_form(passphrase)
    try:
        data = unseal(sealed, passphrase, _MAGIC)
    except NotSealed:
        raise _damaged(file) from None
    except WrongPassphrase:
        raise RegisterError(
            _("The passphrase does not open the private register."),
            cause=_("It is another one, or the file was altered: {file}").format(file=file),
            hint=_("Try again; without its passphrase nobody can read the register."),
        ) from None
    try:
        found = json.loads(data)
        entries = {entry.address: entry for entry in map(_entry, found["entries"])}
        forgotten = {str(key): int(when) for key, when in found.get("forgotten", {}).items()}
    except (ValueError, KeyError, TypeError, AttributeError, UserError) as error:
        raise _damaged(file) from error
    return Register(file, passphrase, entries, forgotten)


def _passphrase(ask: Callable[[str], str] | None, *, new: bool) -> str:
    given = os.environ.get(PASSPHRASE_VARIABLE)
    if given is None:
        if ask is None:
            raise RegisterError(
                _("The private register needs its passphrase."),
                cause=_("Nobody is there to be asked."),
                hint=_("Put it in the environment as {variable}.").format(
                    variable=PASSPHRASE_VARIABLE
                ),
            )
        if new:
            given = ask(_("A passphrase for the new private register: "))
            if ask(_("The same once more: ")) != given:
                raise RegisterError(_("The two passphrases are not the same."))
        else:
            given = ask(_("Passphrase of the private register: "))
    if new and len(given) < MIN_PASSPHRASE:
        raise RegisterError(
            _("The passphrase is too short."),
            hint=_("Take {count} letters or more, such as four words.").format(
                count=MIN_PASSPHRASE
            ),
        )
    return same_form(given)


def _read(file: Path, passphrase: str) -> Register:
    try:
        sealed = file.read_bytes()
    except FileNotFoundError:
        return Register(file, passphrase, {})
    except OSError as error:
        raise RegisterError(
            _("The private register cannot be read."), cause=f"{file}: {error.strerror}"
        ) from None
    return sealed_register(sealed, passphrase, file)


def _entry(data: Mapping[str, Any]) -> Entry:
    committed = data["committed"]
    return Entry(
        checksum(data["address"]),
        bytes.fromhex(data["salt"]),
        _fields(data["personal"]),
        str(data["consent"]),
        None if committed is None else _fields(committed),
        int(data.get("changed", 0)),
    )


def _fields(data: Mapping[Any, Any]) -> dict[str, str]:
    return {str(key): str(value) for key, value in data.items()}


def _trace(address: str) -> str:
    """What stays of a forgotten address: enough to know it again, nothing to read it from."""
    return hashlib.sha256(address.encode()).hexdigest()[:32]


def _damaged(file: Path) -> RegisterError:
    return RegisterError(
        _("The private register is damaged."),
        cause=_("{file} is not a register that daoctl wrote.").format(file=file),
        hint=_("Put back a copy of the file, if you have one."),
    )


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Keeps two processes from writing over each other's entries."""
    with lock.open("w") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise RegisterError(
                _("The private register is in use by another daoctl."),
                hint=_("Wait until that command has ended, then run this one again."),
            ) from None
        yield


@contextmanager
def _nobody() -> Iterator[None]:
    yield
