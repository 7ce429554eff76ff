"""Ape's accounts sign for us, unattended and without a word on standard output."""

from __future__ import annotations

import json
import stat

import pytest
from eth_account import Account

from daoctl.chain.accounts import KeySigner, account_address, account_aliases, ape_signer
from daoctl.chain.contracts import Call
from daoctl.chain.quiet import load_ape
from daoctl.chain.sending import send
from daoctl.errors import AccountError
from daoctl.units import checksum

KEY = b"\x42" * 32
ADDRESS = Account.from_key(KEY).address
PASSPHRASE = "花火2026"
MESSAGE = {
    "types": {
        "EIP712Domain": [
            {"name": "name", "type": "string"},
            {"name": "chainId", "type": "uint256"},
        ],
        "Ballot": [{"name": "proposalId", "type": "uint256"}, {"name": "support", "type": "uint8"}],
    },
    "primaryType": "Ballot",
    "domain": {"name": "Yamakoshi", "chainId": 31337},
    "message": {"proposalId": 3, "support": 1},
}


@pytest.fixture
def keyfile(monkeypatch):
    """An Ape account `office`, as `ape accounts generate` leaves it: readable by everybody."""
    ape = load_ape()
    folder = ape.accounts.containers["accounts"].data_folder
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "office.json"
    path.write_text(json.dumps(Account.encrypt(KEY, PASSPHRASE, iterations=2)))
    path.chmod(0o644)
    monkeypatch.delenv("APE_ACCOUNTS_office_PASSPHRASE", raising=False)
    yield path
    path.unlink()
    ape.accounts.containers["accounts"].loaded_accounts.pop("office", None)


def refuse(_alias: str) -> str:
    """Nobody is there to type a passphrase."""
    raise AssertionError("nobody should be asked")


def test_a_keyfile_signs_with_the_passphrase_of_the_environment(chain, keyfile, monkeypatch, capfd):
    """Nobody is asked, nothing is printed, and the transaction is the account's."""
    monkeypatch.setenv("APE_ACCOUNTS_office_PASSPHRASE", PASSPHRASE)
    signer = ape_signer(chain, "office", refuse)
    chain.node.wire.request("anvil_setBalance", signer.address, hex(10**18))
    send(chain, Call("", checksum("0x" + "99" * 20), "", {}, b"", 5), signer)
    out, err = capfd.readouterr()

    assert (ADDRESS, "office") == (signer.address, signer.name)
    assert 5 == chain.balance(checksum("0x" + "99" * 20))
    assert "" == out
    assert PASSPHRASE not in err
    assert "Danger" not in err


def test_a_keyfile_asks_where_the_environment_says_nothing(chain, keyfile):
    """The caller's question is put once, for the alias; signatures are the key's own."""
    asked: list[str] = []
    signer = ape_signer(chain, "office", lambda alias: asked.append(alias) or PASSPHRASE)

    assert ["office"] == asked
    assert KeySigner(KEY).sign_typed(MESSAGE) == signer.sign_typed(MESSAGE)
    assert 65 == len(signer.sign_typed(MESSAGE))


def test_every_kind_of_transaction_is_signed_alike(chain, keyfile):
    """Ape's account and a key in memory make the same bytes, creations included."""
    signer = ape_signer(chain, "office", lambda _alias: PASSPHRASE)
    fields = {
        "type": 2,
        "chainId": 31337,
        "nonce": 3,
        "value": 7,
        "data": b"\x01\x02",
        "gas": 100_000,
        "maxFeePerGas": 10**9,
        "maxPriorityFeePerGas": 5,
    }
    for transaction in (fields, {**fields, "to": ADDRESS}):
        assert KeySigner(KEY).sign(transaction) == signer.sign(transaction)


@pytest.mark.parametrize("given", ["wrong", ""])
def test_a_wrong_passphrase_is_told_without_it(chain, keyfile, given):
    """The error names the account, and never what was typed."""
    with pytest.raises(AccountError, match="office") as caught:
        ape_signer(chain, "office", lambda _alias: given)

    assert not given or given not in f"{caught.value}{caught.value.cause}{caught.value.hint}"


def test_a_keyfile_is_taken_out_of_others_reach(chain, keyfile):
    """Ape writes it readable by everybody; using it mends that."""
    ape_signer(chain, "office", lambda _alias: PASSPHRASE)

    assert 0o600 == stat.S_IMODE(keyfile.stat().st_mode)


def test_an_unknown_account_is_told_with_those_that_are_known(chain, keyfile):
    """The hint says how to make or import one."""
    with pytest.raises(AccountError, match="mayor") as caught:
        ape_signer(chain, "mayor")

    assert "office" in caught.value.cause
    assert "ape accounts import mayor" in caught.value.hint


def test_an_address_is_known_without_unlocking(keyfile):
    """The charter's aliases become addresses; addresses stay what they are."""
    assert ADDRESS == account_address("office")
    assert ADDRESS == account_address(ADDRESS.lower())
    assert "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266" == account_address("TEST::0")
    assert ADDRESS == account_aliases()["office"]
    with pytest.raises(AccountError):
        account_address("nobody")


def test_an_account_can_be_named_by_its_address(chain, keyfile):
    """--account takes the address of an account that Ape has."""
    signer = ape_signer(chain, ADDRESS, lambda _alias: PASSPHRASE)

    assert ADDRESS == signer.address
