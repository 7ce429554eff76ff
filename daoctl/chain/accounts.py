"""Who signs: Ape's accounts (keyfile or hardware), and keys made in memory for demos and tests.

No private key is ever an argument of a command, in a log or in a file of ours.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from daoctl.chain.quiet import hushed, load_ape, to_stderr
from daoctl.errors import AccountError
from daoctl.units import checksum
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.chain.connection import Chain

_TEST_ALIAS = re.compile(r"TEST::([0-9]+)")


class Signer(Protocol):
    """Whoever can sign for an address; `name` is what people call it."""

    @property
    def address(self) -> str: ...
    @property
    def name(self) -> str: ...

    def sign(self, transaction: Mapping[str, Any]) -> bytes:
        """The signed transaction, ready to be sent; `transaction` has web3's field names and
        integer values."""
        ...

    def sign_typed(self, message: Mapping[str, Any]) -> bytes:
        """The 65-byte signature (r, s, v) of an EIP-712 message: a mapping of types,
        primaryType, domain and message."""
        ...


class KeySigner:
    """A key in memory, for demo wallets and tests; never written anywhere."""

    def __init__(self, key: bytes | str, name: str = "") -> None:
        from eth_account import Account

        self._account = Account.from_key(key)
        self.address = str(self._account.address)
        self.name = name or self.address

    def __repr__(self) -> str:
        return f"KeySigner({self.name})"

    def sign(self, transaction: Mapping[str, Any]) -> bytes:
        """The signed transaction, ready to be sent."""
        return bytes(self._account.sign_transaction(dict(transaction)).raw_transaction)

    def sign_typed(self, message: Mapping[str, Any]) -> bytes:
        """The 65-byte signature of an EIP-712 message."""
        return bytes(self._account.sign_typed_data(full_message=dict(message)).signature)


class ApeSigner:
    """An account of Ape's."""

    def __init__(self, account: Any, name: str) -> None:
        self._account = account
        self.address = str(account.address)
        self.name = name

    def __repr__(self) -> str:
        return f"ApeSigner({self.name})"

    def sign(self, transaction: Mapping[str, Any]) -> bytes:
        """The signed transaction, ready to be sent. Raises AccountError when it is refused."""
        ape = load_ape()
        fields = {
            "type": transaction.get("type", 2),
            "chainId": transaction["chainId"],
            "nonce": transaction["nonce"],
            "value": transaction.get("value", 0),
            "data": transaction.get("data", b""),
            "gas": transaction["gas"],
            "maxFeePerGas": transaction["maxFeePerGas"],
            "maxPriorityFeePerGas": transaction["maxPriorityFeePerGas"],
            "from": self.address,
        }
        if transaction.get("to"):
            # Left out for a creation: Ape signs an empty one and then sends none.
            fields["to"] = transaction["to"]
        with hushed(), _as_account_error(self.name):
            made = ape.networks.ethereum.create_transaction(**fields)
            signed = self._account.sign_transaction(made)
            if signed is None:
                raise AccountError(_("{name} did not sign.").format(name=self.name))
            return bytes(signed.serialize_transaction())

    def sign_typed(self, message: Mapping[str, Any]) -> bytes:
        """The 65-byte signature of an EIP-712 message. Raises AccountError when refused."""
        from eth_account.messages import encode_typed_data

        load_ape()
        with hushed(), _as_account_error(self.name):
            signature = self._account.sign_message(encode_typed_data(full_message=dict(message)))
            if signature is None:
                raise AccountError(_("{name} did not sign.").format(name=self.name))
            return bytes(signature.encode_rsv())


class _as_account_error:  # noqa: N801 - reads as a clause of `with`
    """Turns whatever a wallet raises into AccountError, and never shows what it was given."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if isinstance(error, Exception) and not isinstance(error, AccountError):
            first = (str(error).strip().splitlines() or [""])[0]
            raise AccountError(
                _("The account {name} cannot sign.").format(name=self._name),
                cause=first or type(error).__name__,
                hint=_("Check its passphrase, or that the device is unlocked and connected."),
            ) from None


def ape_signer(chain: Chain, alias: str, passphrase: Callable[[str], str] | None = None) -> Signer:
    """The Ape account of that alias, or "TEST::0" and so on, on development chains only.

    A keyfile is unlocked with APE_ACCOUNTS_<alias>_PASSPHRASE where that is set, else with what
    `passphrase` answers for the alias (by default it is asked for on the terminal). Raises
    AccountError.
    """
    if match := _TEST_ALIAS.fullmatch(alias):
        return _test_signer(chain, int(match.group(1)), alias)
    account = _find(alias)
    with hushed(), _as_account_error(alias):
        if hasattr(account, "unlock") and getattr(account, "locked", False):
            _tighten(account)
            _unlock(account, alias, passphrase or _ask)
    return ApeSigner(account, alias)


def account_address(alias: str) -> str:
    """The address of an Ape alias or of "TEST::0", or the address itself when `alias` is one;
    nothing is unlocked. Raises AccountError."""
    if re.fullmatch(r"0[xX][0-9a-fA-F]{40}", alias.strip()):
        return checksum(alias)
    if match := _TEST_ALIAS.fullmatch(alias):
        return KeySigner(_test_key(int(match.group(1)))).address
    with _keyfiles():
        return str(_find(alias).address)


def account_aliases() -> dict[str, str]:
    """Every alias Ape knows, with its address."""
    ape = load_ape()
    with to_stderr(), _keyfiles():
        return {
            str(account.alias): str(account.address)
            for account in ape.accounts
            if account.alias is not None
        }


def readable_by_others(aliases: Iterable[str]) -> dict[str, Path]:
    """The keyfiles, by alias, that other users of this computer may read: Ape writes them so."""
    ape = load_ape()
    wanted, found = set(aliases), {}
    with to_stderr():
        for account in ape.accounts:
            path = getattr(account, "keyfile_path", None)
            if account.alias not in wanted or not isinstance(path, Path) or not path.exists():
                continue
            if path.stat().st_mode & 0o077:
                found[str(account.alias)] = path
    return found


def known_accounts(chain: Chain) -> dict[str, str]:
    """Every account that could sign on the chain, by name, with its address: Ape's aliases, and
    on development chains the test accounts TEST::0, TEST::1, …"""
    known = account_aliases()
    if chain.is_development:
        count = int(load_ape().config.get_config("test").number_of_accounts)
        for index in range(count):
            known[f"TEST::{index}"] = KeySigner(_test_key(index)).address
    return known


def _find(alias: str) -> Any:
    ape = load_ape()
    with to_stderr(), _keyfiles():
        wanted = alias.lower()
        known = []
        for account in ape.accounts:
            if account.alias == alias or str(account.address).lower() == wanted:
                return account
            known.append(str(account.alias))
    if wanted.startswith("test:"):
        raise AccountError(
            _("There is no account {alias}.").format(alias=alias),
            hint=_("A practice account is written TEST::0, TEST::1 and so on."),
        )
    raise AccountError(
        _("There is no account {alias}.").format(alias=alias),
        cause=_("Known accounts: {names}").format(names=", ".join(sorted(known)) or "-"),
        hint=_(
            "`daoctl account new {alias}` makes one, `ape accounts import {alias}` takes one over."
        ).format(alias=alias),
    )


def _test_key(index: int) -> str:
    """The key of a test account, which everybody knows."""
    if _test_words_are_usual():
        import hashlib

        from eth_account.hdaccount import key_from_seed

        from daoctl.chain.anvil import MNEMONIC

        # Ape would answer the same, and take a second to load.
        seed = hashlib.pbkdf2_hmac("sha512", MNEMONIC.encode(), b"mnemonic", 2048)
        return "0x" + key_from_seed(seed, f"m/44'/60'/0'/0/{index}").hex()
    ape = load_ape()
    with to_stderr(), _as_account_error(f"TEST::{index}"):
        return str(ape.accounts.test_accounts[index].private_key)


def _test_words_are_usual() -> bool:
    """Whether nobody told Ape of other words than the usual ones to make test accounts from."""
    if any(name.startswith("APE_TEST_") for name in os.environ):
        return False
    for folder in (Path.cwd(), Path.home() / ".ape"):
        for name in ("ape-config.yaml", "ape-config.yml", "ape-config.json", "pyproject.toml"):
            try:
                text = (folder / name).read_text("utf-8")
            except (OSError, ValueError):
                continue
            if "mnemonic" in text or "hd_path" in text:
                return False
    return True


def _test_signer(chain: Chain, index: int, alias: str) -> Signer:
    if not chain.is_development:
        raise AccountError(
            _("{alias} is a test account, whose key everybody knows.").format(alias=alias),
            hint=_("Name an account of your own with --account; `daoctl account list` shows them."),
        )
    return KeySigner(_test_key(index), alias)


def _unlock(account: Any, alias: str, ask: Callable[[str], str]) -> None:
    given = os.environ.get(f"APE_ACCOUNTS_{alias}_PASSPHRASE") or ask(alias)
    if not given:
        # Ape would ask again by itself, on standard output.
        raise AccountError(_("The passphrase of {alias} is empty.").format(alias=alias))
    account.set_autosign(True, passphrase=given)


@contextlib.contextmanager
def _keyfiles() -> Iterator[None]:
    """Turns what Ape raises for a keyfile that it cannot read into AccountError naming the file."""
    try:
        yield
    except (ValueError, KeyError, OSError) as error:
        if isinstance(error, AccountError):
            raise
        raise AccountError(
            _("A file of one of this computer's accounts cannot be read."),
            cause="\n".join(map(str, _damaged_keyfiles())) or str(error),
            hint=_("Put back a copy of it, or move it out of that folder."),
        ) from None


def keyfile_addresses() -> list[str]:
    """The addresses of Ape's keyfiles, without the second that loading Ape takes; those that cannot
    be read are passed over."""
    found = []
    for file in _keyfile_paths():
        try:
            text = str(json.loads(file.read_text("utf-8"))["address"])
            found.append(checksum("0x" + text.removeprefix("0x")))
        except (OSError, ValueError, TypeError, KeyError):
            continue
    return found


def _keyfile_paths() -> list[Path]:
    folder = Path(os.environ.get("APE_DATA_FOLDER") or Path.home() / ".ape") / "accounts"
    return sorted(folder.glob("*.json"))


def _damaged_keyfiles() -> Iterator[Path]:
    for file in _keyfile_paths():
        try:
            if "address" not in json.loads(file.read_text("utf-8")):
                yield file
        except (OSError, ValueError, TypeError):
            yield file


def _ask(alias: str) -> str:
    from getpass import getpass

    try:
        if not _somebody_there():
            raise EOFError
        return getpass(_("Passphrase of the account {alias}: ").format(alias=alias))
    except EOFError:
        raise AccountError(
            _("The account {alias} is locked and nobody is there to unlock it.").format(
                alias=alias
            ),
            hint=_("Set APE_ACCOUNTS_{alias}_PASSPHRASE in the environment.").format(alias=alias),
        ) from None


def _somebody_there() -> bool:
    """Whether a passphrase can be typed unseen: at the terminal, even when input is a pipe."""
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
    except OSError:
        return sys.stdin is not None and sys.stdin.isatty()
    return True


def _tighten(account: Any) -> None:
    """Takes a keyfile out of others' reach: Ape writes it readable by everybody."""
    path = getattr(account, "keyfile_path", None)
    if isinstance(path, Path) and path.exists() and path.stat().st_mode & 0o077:
        try:
            path.chmod(0o600)
        except OSError:
            # Somebody else's file: signing with it is still the owner's choice.
            return
