"""A council that is a Safe: daoctl finds it out, tries what it will do, and writes it down."""

from __future__ import annotations

import functools
import json
import shutil
from pathlib import Path

import pytest

from daoctl.chain import cards
from daoctl.chain.accounts import KeySigner, ape_signer
from daoctl.chain.contracts import Call
from daoctl.chain.safes import ContractAccount, contract_account
from daoctl.chain.sending import send
from daoctl.cli.account_cards import CardsOptions, run_cards
from daoctl.cli.certificate_issue import IssueOptions, run_issue
from daoctl.cli.options import Shared
from daoctl.cli.sale_pause import run_pause
from daoctl.cli.session import open_village
from daoctl.cli.status import run as run_status
from daoctl.cli.villager_welcome import WelcomeOptions, run_welcome
from daoctl.errors import AccountError, ChainRefused
from daoctl.units import checksum
from daoctl.villager.issuing import read_members
from tests.chain.accounts_village import SafeVillage, founded

GUESTS = [checksum(f"0x{number + 0xBEEF00:040x}") for number in range(3)]


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory):
    """One village for this file; each test gets it as it was founded."""
    with founded(tmp_path_factory.mktemp("village")) as made:
        yield made


@pytest.fixture
def village(scene: SafeVillage):
    """The village as it was founded."""
    wire = scene.chain.node.wire
    before = wire.request("evm_snapshot")
    yield scene
    wire.request("evm_revert", before)


@pytest.fixture
def residents(village: SafeVillage) -> Path:
    """Three people to be welcomed."""
    file = village.village.folder / "residents.csv"
    file.write_text("address\n" + "\n".join(GUESTS) + "\n", "utf-8")
    return file


def test_a_safe_tells_its_owners_and_how_many_must_sign(village: SafeVillage) -> None:
    """Another contract is a contract; somebody with a key is neither."""
    owners = tuple(ape_signer(village.chain, f"TEST::{number}").address for number in (1, 4))
    treasury = village.village.treasury.address

    assert ContractAccount(village.safe.address, owners, 2) == contract_account(
        village.chain, village.safe.address
    )
    assert ContractAccount(treasury) == contract_account(village.chain, treasury)
    assert contract_account(village.chain, owners[0]) is None


def test_an_account_that_lends_itself_code_still_has_its_key(village: SafeVillage) -> None:
    """EIP-7702: the owner signs as ever, so daoctl does not call it a contract."""
    lent = "0xef0100" + village.safe.address[2:]
    village.chain.node.wire.request("anvil_setCode", GUESTS[0], lent)

    assert contract_account(village.chain, GUESTS[0]) is None


def test_who_would_send_for_a_safe_is_told_who_signs_and_how(
    village: SafeVillage, residents: Path
) -> None:
    """The owners by address, with the names that this computer knows, and the way out."""
    with pytest.raises(AccountError, match="COUNCIL is a Safe") as caught:
        run_welcome(WelcomeOptions(village.shared(yes=True), residents))

    assert "2 of its 2 owners" in caught.value.message
    assert village.safe.address in caught.value.message
    assert "TEST::1" in str(caught.value.cause)
    assert "TEST::4" in str(caught.value.cause)
    assert "--output calldata" in str(caught.value.hint)


def test_a_safe_named_as_the_account_is_told_the_same(village: SafeVillage) -> None:
    """Nobody is told that the Safe holds too little, or that Ape does not know it."""
    with pytest.raises(AccountError, match="is a Safe"):
        run_pause(village.shared(yes=True, account=village.safe.address.lower()))


def test_what_is_written_for_a_safe_takes_effect_there(
    village: SafeVillage, residents: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Tried from the Safe's address, and carried out by it as it stands in the output."""
    run_welcome(WelcomeOptions(village.written(), residents))
    out, err = capsys.readouterr()
    line = json.loads(out)
    act = village.safe.call(
        "carryOut", line["to"], int(line["value"]), bytes.fromhex(line["data"][2:])
    )
    send(village.chain, act, ape_signer(village.chain, "TEST::1"))

    assert f"Tried as {village.safe.address}" in err
    assert [1, 1, 1] == [village.village.villager.read("balanceOf", one) for one in GUESTS]


def test_what_the_safe_would_be_refused_is_not_written(
    village: SafeVillage, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its owners do not collect signatures for nothing."""
    with open_village(village.shared()) as session:
        twice = session.village.sale.call("unpause")
    from daoctl.cli.acting import act

    with open_village(village.written()) as session, pytest.raises(ChainRefused):
        act(session, [twice], "Open the sale again", role="COUNCIL")

    assert "" == capsys.readouterr().out


def test_steps_that_build_on_one_another_are_tried_together(
    village: SafeVillage, capsys: pytest.CaptureFixture[str]
) -> None:
    """The second needs what the first does: both are written."""
    from daoctl.cli.acting import act

    sale = village.village.sale
    with open_village(village.written()) as session:
        calls: list[Call] = [sale.call("pause"), sale.call("unpause")]
        act(session, calls, ["Pause", "Go on"], role="COUNCIL", dependent=True)

    assert 2 == len(capsys.readouterr().out.splitlines())


def test_a_role_with_a_key_is_asked_for_no_safe(
    village: SafeVillage, residents: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The issuer signs here as ever, and its written transactions are tried as nobody's."""
    run_issue(IssueOptions(village.shared(yes=True), residents))
    assert 3 == village.village.certificate.read("totalIssued")
    capsys.readouterr()

    stranger = KeySigner(b"\x07" * 32).address
    residents.write_text(f"address\n{stranger}\n", "utf-8")
    run_issue(IssueOptions(village.written(), residents))
    out, err = capsys.readouterr()

    assert 1 == len(out.splitlines())
    assert "Tried as" not in err


def test_from_a_card_to_a_welcome_by_the_safe(
    village: SafeVillage, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The table that the cards filled is what `villager welcome` and `certificate issue` read, and
    status reminds of the files until they are destroyed."""
    monkeypatch.setenv("DAOCTL_REGISTER_PASSPHRASE", "four quiet words here")
    monkeypatch.setattr("daoctl.charter.sealing._LOG_N", 4)
    monkeypatch.setattr(cards, "new_card", functools.partial(cards.new_card, cost=cards.COSTS[0]))
    folder = village.village.folder
    table = folder / "elders.csv"
    table.write_text("name,tier\n山田ハナ,basic\n佐藤,basic\n", "utf-8")
    run_cards(CardsOptions(Shared(village=str(folder)), table))
    members, personal = read_members(village.village, table)
    capsys.readouterr()
    run_welcome(WelcomeOptions(village.written(), table))
    line = json.loads(capsys.readouterr().out)
    data = bytes.fromhex(line["data"][2:])
    act = village.safe.call("carryOut", line["to"], int(line["value"]), data)
    send(village.chain, act, ape_signer(village.chain, "TEST::1"))

    assert ["name"] == personal
    assert [1, 1] == [village.village.villager.read("balanceOf", one.address) for one in members]
    assert {"kind": "printed_cards", "number": 7} in _due(village, capsys)

    for batch in (folder / "cards").iterdir():
        shutil.rmtree(batch)
    assert "printed_cards" not in [one["kind"] for one in _due(village, capsys)]


def _due(village: SafeVillage, capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    capsys.readouterr()
    run_status(village.shared(json=True))
    due: list[dict[str, object]] = json.loads(capsys.readouterr().out)["due"]
    return due
