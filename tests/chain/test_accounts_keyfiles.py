"""`daoctl account new` makes keyfiles that only their owner can read and only their passphrase
opens."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from eth_account import Account

from daoctl.chain.accounts import ape_signer
from daoctl.chain.keyfiles import find_keyfile, keyfile_folder, new_keyfile, tighten
from daoctl.chain.quiet import load_ape
from daoctl.cli import session
from daoctl.cli.account_new import NewOptions, run_new
from daoctl.cli.options import Shared
from daoctl.cli.output import Output
from daoctl.errors import AccountError

WORDS = "four quiet words here"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Ape's folder of keyfiles, for this test alone; locking a key is made quick."""
    container = load_ape().accounts.containers["accounts"]
    monkeypatch.setitem(container.__dict__, "data_folder", tmp_path / "accounts")
    quick = Account.encrypt
    monkeypatch.setattr(Account, "encrypt", lambda key, words: quick(key, words, iterations=2))
    monkeypatch.delenv("APE_ACCOUNTS_office_PASSPHRASE", raising=False)
    yield tmp_path / "accounts"
    container.loaded_accounts.clear()


def mode(path: Path) -> int:
    """The permissions."""
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_account_signs_with_its_passphrase_unattended(chain, folder, monkeypatch) -> None:
    """Ape finds it by its name; the variable is Ape's own."""
    made = new_keyfile("office", WORDS)
    monkeypatch.setenv("APE_ACCOUNTS_office_PASSPHRASE", WORDS)

    assert folder == keyfile_folder()
    assert made == find_keyfile("office")
    assert made.address == ape_signer(chain, "office").address


def test_only_the_owner_can_read_it(folder) -> None:
    """0600 in 0700, whatever others Ape left open before."""
    folder.mkdir(mode=0o755)
    old = folder / "old.json"
    old.write_text(json.dumps(Account.encrypt(b"\x42" * 32, WORDS)))
    old.chmod(0o644)
    made = new_keyfile("office", WORDS)

    assert (0o700, 0o600, 0o600) == (mode(folder), mode(made.path), mode(old))
    assert [] == tighten()


def test_a_key_is_never_written_over(folder) -> None:
    """Not even where Ape does not see the file as an account."""
    kept = new_keyfile("office", WORDS).path.read_bytes()
    with pytest.raises(AccountError, match="already"):
        new_keyfile("office", "another passphrase")

    assert kept == (folder / "office.json").read_bytes()


@pytest.mark.parametrize("name", ["", "../office", "0xab", "TEST::0", "役場", "a" * 41, "a b"])
def test_a_name_must_serve_as_a_file_and_a_variable(name: str, folder) -> None:
    """Anything else is refused before a key is made."""
    with pytest.raises(AccountError, match="cannot be called"):
        new_keyfile(name, WORDS)

    assert not folder.exists()


def test_the_key_and_the_passphrase_are_never_printed(folder, monkeypatch, capfd) -> None:
    """Said are the address, where the file lies, and what a copy of it means."""
    monkeypatch.setenv("APE_ACCOUNTS_office_PASSPHRASE", WORDS)
    run_new(NewOptions(Shared(json=True), "office"))
    out, err = capfd.readouterr()
    said = json.loads(out)
    key = Account.decrypt(json.loads(Path(said["file"]).read_text()), WORDS).hex()

    assert said["created"]
    assert key.removeprefix("0x") not in out + err
    assert WORDS not in out + err
    assert said["file"] in err
    assert "mnemonic" in err


def test_an_account_that_is_there_is_left_as_it_is(folder, capsys) -> None:
    """Doing a done thing is success; no passphrase is asked for."""
    made = new_keyfile("office", WORDS)
    kept = made.path.read_bytes()
    run_new(NewOptions(Shared(json=True), "office"))
    said = json.loads(capsys.readouterr().out)

    assert (made.address, False) == (said["address"], said["created"])
    assert kept == made.path.read_bytes()


@pytest.mark.parametrize(
    ("typed", "problem"),
    [((WORDS, "four quiet words hear"), "not the same"), (("short", "short"), "too short")],
)
def test_a_passphrase_is_typed_twice_and_long_enough(folder, monkeypatch, typed, problem) -> None:
    """A slip would lock the owner out for ever."""
    answers = iter(typed)
    monkeypatch.setattr(Output, "interactive", True)
    monkeypatch.setattr(session, "ask_hidden", lambda _question: next(answers))
    with pytest.raises(AccountError, match=problem):
        run_new(NewOptions(Shared(), "office"))

    assert not (folder / "office.json").exists()


def test_nobody_at_the_keyboard_is_told_of_the_variable(folder) -> None:
    """An unattended run says how to give the passphrase."""
    with pytest.raises(AccountError) as caught:
        run_new(NewOptions(Shared(), "office"))

    assert "APE_ACCOUNTS_office_PASSPHRASE" in str(caught.value.hint)
