"""Whose account is whose, and who lacks gas for what comes next, in a village with a Safe."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from daoctl.chain.accounts import ape_signer
from daoctl.chain.sending import estimate, fees, send, with_margin
from daoctl.cli.account_list import run_list
from daoctl.cli.account_needs import (
    BY_SAFE,
    FOUND,
    ISSUE,
    VETO,
    WELCOME,
    run_needs,
)
from daoctl.cli.options import Shared
from daoctl.errors import UsageError
from daoctl.units import checksum
from daoctl.villager.issuing import Member, issue_call
from tests.chain.accounts_village import AWAY, SafeVillage, founded

PEOPLE = [checksum(f"0x{number + 0xBEEF00:040x}") for number in range(90)]


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
    # Our Anvil asks nothing for gas; here it must.
    wire.request("anvil_setNextBlockBaseFeePerGas", hex(10**9))
    wire.request("evm_mine")
    yield scene
    wire.request("evm_revert", before)


def address(village: SafeVillage, number: int) -> str:
    """A test account's address."""
    return ape_signer(village.chain, f"TEST::{number}").address


def needs(village: SafeVillage, capsys, **more) -> dict:
    """`daoctl account needs --json`."""
    capsys.readouterr()
    run_needs(village.shared(json=True, **more))
    return json.loads(capsys.readouterr().out)


def by_address(answer: dict) -> dict:
    """Its accounts by address."""
    return {one["address"]: one for one in answer["accounts"]}


def test_accounts_stand_with_their_roles_and_what_they_hold(village, capsys) -> None:
    """Roles as the chain has them; a test account without a role is nobody's here."""
    village.chain.node.wire.request("anvil_setBalance", address(village, 2), hex(7))
    run_list(village.shared(json=True))
    shown = {
        one["name"]: one for one in json.loads(capsys.readouterr().out)["accounts"]
        if one["name"].startswith("TEST::")
    }  # fmt: skip

    assert {"TEST::2", "TEST::3"} == shown.keys()
    assert (["ISSUER"], "7") == (shown["TEST::2"]["roles"], shown["TEST::2"]["balance"])
    assert address(village, 3) == shown["TEST::3"]["address"]


def test_accounts_are_listed_without_a_village_and_without_a_node(
    village, tmp_path: Path, monkeypatch, capsys
) -> None:
    """A computer has accounts before there is anything to do with them; a node that is down is
    said, and the list is there all the same."""
    monkeypatch.chdir(tmp_path)
    run_list(Shared(json=True))
    assert isinstance(json.loads(capsys.readouterr().out)["accounts"], list)

    shutil.copy(village.village.folder / "village.toml", tmp_path)
    run_list(Shared(json=True, network="ethereum:local:foundry", rpc="http://127.0.0.1:9"))
    out, err = capsys.readouterr()
    assert all(one["balance"] is None for one in json.loads(out)["accounts"])
    assert "127.0.0.1:9" in err


def test_a_safe_needs_no_gas_and_its_owners_do(village, capsys) -> None:
    """Each owner, for one of them carries it out."""
    answer = needs(village, capsys)
    accounts, price = by_address(answer), fees(village.chain)[0]
    expected = (with_margin(WELCOME.gas + BY_SAFE) + with_margin(VETO.gas + BY_SAFE)) * price

    assert [village.safe.address] == [one["address"] for one in answer["contracts"]]
    assert (2, True) == (answer["contracts"][0]["threshold"], answer["contracts"][0]["safe"])
    assert village.safe.address not in accounts
    for number in (1, 4):
        owner = accounts[address(village, number)]
        assert (village.safe.address, ["welcome", "veto"]) == (owner["owner_of"], owner["acts"])
        assert pytest.approx(expected, rel=0.2) == int(owner["needs"])


def test_who_lacks_how_much_is_what_is_missing(village, capsys) -> None:
    """Also somebody whose account is on another computer; who has enough lacks nothing."""
    wire = village.chain.node.wire
    wire.request("anvil_setBalance", address(village, 2), hex(5))
    accounts = by_address(needs(village, capsys))
    issuer, away = accounts[address(village, 2)], accounts[checksum(AWAY)]

    assert 10**15 < int(issuer["needs"])
    assert (["issue"], "5") == (issuer["acts"], issuer["holds"])
    assert int(issuer["needs"]) - 5 == int(issuer["lacks"])
    assert ("", away["needs"]) == (away["name"], away["lacks"])
    assert "0" == accounts[address(village, 3)]["lacks"]


def test_people_are_told_what_to_send_to_whom(village, capsys) -> None:
    """The command ends well: lacking gas is an answer and no fault."""
    village.chain.node.wire.request("anvil_setBalance", address(village, 2), "0x0")
    run_needs(village.shared())
    out, err = capsys.readouterr()

    assert "is a Safe, for which 2 of its 2 owners sign: it needs no gas" in err
    assert f"to {address(village, 2)} (TEST::2)." in err
    assert "issue 90 certificates" in out


def test_a_holder_is_about_to_propose_and_vote(village, capsys) -> None:
    """An account of this computer with a token, whatever its office."""
    act = village.safe.call(
        "carryOut", village.village.sale.address, 0,
        village.village.sale.encode("welcome", [address(village, 5)]),
    )  # fmt: skip
    send(village.chain, act, ape_signer(village.chain, "TEST::1"))

    assert ["propose", "vote"] == by_address(needs(village, capsys))[address(village, 5)]["acts"]


def test_before_the_founding_the_founder_needs_gas_for_all_contracts(
    village, tmp_path: Path, capsys
) -> None:
    """The roles' accounts as the charter names them, the founder by --account."""
    shutil.copy(village.village.folder / "village.toml", tmp_path)
    shared = Shared(
        village=str(tmp_path), network="ethereum:local:foundry", rpc=village.chain.rpc_url,
        json=True, account="TEST::6",
    )  # fmt: skip
    capsys.readouterr()
    run_needs(shared)
    accounts = by_address(json.loads(capsys.readouterr().out))

    assert ["deploy"] == accounts[address(village, 6)]["acts"]
    assert ["issue"] == accounts[address(village, 2)]["acts"]


def test_without_a_chain_nobody_knows_what_gas_costs(tmp_path: Path, monkeypatch) -> None:
    """It asks for the network and guesses none."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match="gas"):
        run_needs(Shared())


def test_the_bounds_hold_for_the_contracts_as_they_are(village: SafeVillage) -> None:
    """Each act costs no more gas than `needs` counts with, and at least a third of it."""
    chain, founded_village = village.chain, village.village
    wire = chain.node.wire
    blocks = [
        wire.request("eth_getBlockByNumber", hex(n), False) for n in range(1, chain.head() + 1)
    ]
    founding = sum(int(block["gasUsed"], 16) for block in blocks)
    issuing = estimate(
        chain,
        issue_call(
            founded_village,
            [Member(one, 0, chain.now() + 100 * 86400) for one in PEOPLE],
            dict.fromkeys(PEOPLE, b"\xff" * 32),
        ),
        address(village, 2),
    )
    some = estimate(chain, founded_village.sale.call("welcome", PEOPLE[:20]), village.safe.address)
    one = estimate(chain, founded_village.sale.call("welcome", PEOPLE[:1]), village.safe.address)
    welcoming = one + 89 * (some - one) // 19

    for act, gas in ((FOUND, founding), (ISSUE, issuing), (WELCOME, welcoming)):
        assert act.gas // 3 <= gas <= act.gas, (act.key, gas)
