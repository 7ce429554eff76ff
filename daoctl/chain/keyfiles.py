"""Ape's keyfiles: made for their owner alone, and taken out of others' reach where they are not.

A keyfile holds one key, encrypted with a passphrase (Web3 Secret Storage, scrypt); Ape finds it by
its name. Ape itself writes it readable by everybody.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path

from daoctl.chain.accounts import account_aliases
from daoctl.chain.quiet import load_ape
from daoctl.errors import AccountError
from daoctl.words import _

# Letters that stand in a file's name and in that of an environment variable alike.
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}")
MIN_PASSPHRASE = 8


@dataclass(frozen=True)
class Keyfile:
    """An account of Ape's that is a file."""

    name: str
    address: str
    path: Path


def keyfile_folder() -> Path:
    """Where Ape keeps its keyfiles (usually ~/.ape/accounts)."""
    return Path(load_ape().accounts.containers["accounts"].data_folder)


def passphrase_variable(name: str) -> str:
    """Ape's own environment variable for the passphrase of the account."""
    return f"APE_ACCOUNTS_{name}_PASSPHRASE"


def check_name(name: str) -> None:
    """Raises AccountError when an account cannot be called so."""
    if not _NAME.fullmatch(name):
        raise AccountError(
            _("An account cannot be called `{name}`.").format(name=name),
            hint=_("Take Latin letters, digits, - and _, beginning with a letter; 40 at most."),
        )


def find_keyfile(name: str) -> Keyfile | None:
    """The account of that name, if Ape has one."""
    address = account_aliases().get(name)
    return None if address is None else Keyfile(name, address, keyfile_folder() / f"{name}.json")


def new_keyfile(name: str, passphrase: str) -> Keyfile:
    """A new account, whose key was never anywhere else: a file (0600) in Ape's folder (0700).

    Raises AccountError for a passphrase of fewer than 8 letters, a name that is taken, or a folder
    that cannot be written."""
    from eth_account import Account

    check_name(name)
    if len(passphrase) < MIN_PASSPHRASE:
        raise AccountError(
            _("The passphrase is too short."),
            hint=_("Take {count} letters or more, such as four words.").format(
                count=MIN_PASSPHRASE
            ),
        )
    path = keyfile_folder() / f"{name}.json"
    account = Account.create()
    data = json.dumps(Account.encrypt(account.key, passphrase)).encode()
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        tighten()
        # Never over another key, and for its owner alone from its first moment.
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise AccountError(_("There is a file {file} already.").format(file=path)) from None
    except OSError as error:
        raise AccountError(
            _("The account cannot be kept in {folder}.").format(folder=path.parent),
            cause=error.strerror,
        ) from None
    try:
        with os.fdopen(file, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
    except BaseException as error:
        path.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise AccountError(
                _("The account cannot be kept in {folder}.").format(folder=path.parent),
                cause=error.strerror,
            ) from None
        raise
    return Keyfile(name, str(account.address), path)


def tighten() -> list[Path]:
    """Takes Ape's keyfiles and their folder out of others' reach; answers what was within it.
    What is somebody else's stays as it is."""
    folder = keyfile_folder()
    mended = []
    for path, mode in [(folder, 0o700), *((one, 0o600) for one in sorted(folder.glob("*.json")))]:
        try:
            if path.stat().st_mode & 0o077:
                path.chmod(mode)
                mended.append(path)
        except OSError:
            continue
    return mended
