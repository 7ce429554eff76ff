"""The private register: names, contacts and salts, which must never reach the chain.

One encrypted file, `.daoctl/register` (0600): AES-256-GCM under a key that scrypt makes of a
passphrase. The whole file is rewritten in one stroke on every change, so what was forgotten is
gone from it. The certificate's commitment on chain is keccak256(salt ‖ personal fields): without
the salt, which stands only here, it says nothing; once the entry is forgotten it never will.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from daoctl.charter.folder import private_folder, write_atomically
from daoctl.errors import RegisterError, UserError
from daoctl.units import checksum
from daoctl.words import _

PASSPHRASE_VARIABLE = "DAOCTL_REGISTER_PASSPHRASE"
FILE = "register"
SALT_BYTES = 32
MIN_PASSPHRASE = 8

_MAGIC = b"daoctl register 1\n"
# RFC 7914's parameters for interactive use (OWASP Password Storage, 2023: N = 2^17, r = 8, p = 1):
# 128 MB and about a third of a second for each guess.
_LOG_N, _R, _P = 17, 8, 1
_KEY_SALT, _NONCE = 16, 12


@dataclass(frozen=True)
class Entry:
    """What the register keeps of the holder of an address.

    `personal` are the private columns of a table (name, contact, …) as text, as they are now;
    `committed` those that the certificate on chain was made of (None before there is one), which
    a new telephone number must not alter. `salt` never changes while the entry lives. `consent`
    says what the person agreed to, and when.
    """

    address: str
    salt: bytes
    personal: Mapping[str, str] = field(default_factory=dict)
    consent: str = ""
    committed: Mapping[str, str] | None = None

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
    fields = {
        key: text
        for key, value in personal.items()
        if (text := unicodedata.normalize("NFC", value).strip())
    }
    return json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


class Register:
    """The register while it is open. Made by `open_register`; `save` writes what was changed."""

    def __init__(self, file: Path, passphrase: str, entries: dict[str, Entry]) -> None:
        self._file = file
        self._passphrase = passphrase
        self._entries = entries

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
        self._entries[owner] = entry
        return entry

    def commit(self, address: str) -> bytes:
        """The commitment for a new certificate, of the fields as they are now; they are kept as
        committed. `save` before the certificate is sent: without the salt it proves nothing.
        Raises RegisterError for an address without an entry."""
        entry = self._known(address)
        self._entries[entry.address] = replace(entry, committed=dict(entry.personal))
        return self._entries[entry.address].commitment

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
        self._entries[owner] = replace(entry, address=owner)
        return self._entries[owner]

    def forget(self, address: str) -> bool:
        """Drops the entry, its salt included; whether there was one. Gone for good after `save`."""
        return self._entries.pop(checksum(address), None) is not None

    def _known(self, address: str) -> Entry:
        entry = self.get(address)
        if entry is None:
            raise RegisterError(
                _("The register has no entry for {address}.").format(address=address)
            )
        return entry

    def save(self) -> None:
        """Writes the register anew, encrypted, in one stroke."""
        entries = [{**asdict(entry), "salt": entry.salt.hex()} for entry in self._entries.values()]
        data = json.dumps({"entries": entries}, ensure_ascii=False).encode()
        write_atomically(self._file, _seal(data, self._passphrase), mode=0o600)


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
        register = Register(file, passphrase, _read(file, passphrase))
        before = dict(register._entries)
        yield register
        if writing and (register._entries != before or not file.exists()):
            register.save()


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
    # The same words typed on another computer may come in another Unicode form.
    return unicodedata.normalize("NFKC", given)


def _read(file: Path, passphrase: str) -> dict[str, Entry]:
    try:
        sealed = file.read_bytes()
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise RegisterError(
            _("The private register cannot be read."), cause=f"{file}: {error.strerror}"
        ) from None
    data = _unseal(sealed, passphrase, file)
    try:
        return {entry.address: entry for entry in map(_entry, json.loads(data)["entries"])}
    except (ValueError, KeyError, TypeError, AttributeError, UserError) as error:
        raise _damaged(file) from error


def _entry(data: Mapping[str, Any]) -> Entry:
    committed = data["committed"]
    return Entry(
        checksum(data["address"]),
        bytes.fromhex(data["salt"]),
        _fields(data["personal"]),
        str(data["consent"]),
        None if committed is None else _fields(committed),
    )


def _fields(data: Mapping[Any, Any]) -> dict[str, str]:
    return {str(key): str(value) for key, value in data.items()}


def _seal(data: bytes, passphrase: str) -> bytes:
    """Magic, scrypt's salt, nonce, ciphertext. The head is authenticated with the rest."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    head = _MAGIC + secrets.token_bytes(_KEY_SALT)
    nonce = secrets.token_bytes(_NONCE)
    key = _key(passphrase, head[len(_MAGIC) :])
    return head + nonce + AESGCM(key).encrypt(nonce, data, head)


def _unseal(sealed: bytes, passphrase: str, file: Path) -> bytes:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    head = sealed[: len(_MAGIC) + _KEY_SALT]
    nonce = sealed[len(head) : len(head) + _NONCE]
    if not head.startswith(_MAGIC) or len(nonce) < _NONCE:
        raise _damaged(file)
    try:
        return AESGCM(_key(passphrase, head[len(_MAGIC) :])).decrypt(
            nonce, sealed[len(head) + _NONCE :], head
        )
    except InvalidTag:
        raise RegisterError(
            _("The passphrase does not open the private register."),
            cause=_("It is another one, or the file was altered: {file}").format(file=file),
            hint=_("Try again; without its passphrase nobody can read the register."),
        ) from None


def _key(passphrase: str, salt: bytes) -> bytes:
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    return Scrypt(salt=salt, length=32, n=2**_LOG_N, r=_R, p=_P).derive(passphrase.encode())


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
