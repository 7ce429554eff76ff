"""Signed ballots are carried to the chain: each once, each with its fate, whatever wallets, money and
other people do meanwhile."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from daoctl.chain import batches
from daoctl.chain.accounts import account_address, ape_signer
from daoctl.chain.contracts import Call
from daoctl.chain.sending import send
from daoctl.governance import ballot_relay
from tests.chain.ballots_village import (
    CARRIER,
    PEOPLE,
    Desk,
    ballot,
    ballots,
    delegation,
    voting,
)
from tests.chain.governance_village import person

ANN, BOB, CEM, DAN, EVE = PEOPLE[:5]
# What a wallet does, as Wallets.sol numbers it.
AGREES, REFUSES, BURNS, BABBLES, REENTERS, ASKS_OWNER = range(6)


@pytest.fixture(scope="module")
def village(tmp_path_factory):
    """A village where a proposal and an election are open."""
    with voting(tmp_path_factory.mktemp("village")) as made:
        yield made


@pytest.fixture
def desk(village):
    """The village as it was."""
    wire = village.chain.node.wire
    before = wire.request("evm_snapshot")
    yield village
    wire.request("evm_revert", before)
    # Anvil does not take the price of gas back with the rest.
    wire.request("anvil_setNextBlockBaseFeePerGas", "0x0")


def states(found: dict[str, Any]) -> list[tuple[str, str | None]]:
    """What became of each line."""
    return [(one["state"], one["code"]) for one in found["ballots"]]


def meanwhile(act, moment: str = "run_batch"):
    """Does something between the look and the sending; at "_carry" all is estimated and signed."""
    real = getattr(batches, moment)

    def later(*arguments: Any, **more: Any) -> Any:
        act()
        return real(*arguments, **more)

    return mock.patch.object(batches, moment, later)


def test_ballots_of_both_contracts_and_delegations_are_carried_once(
    desk: Desk, tmp_path: Path
) -> None:
    """Each counts with its voter's units, by whoever brings it; a second run sends nothing."""
    (tmp_path / "a.jsonl").write_text(
        ballots(desk.proposal, PEOPLE[:12], "for") + ballots(desk.proposal, PEOPLE[12:15], "反対")
    )
    (tmp_path / "b.jsonl").write_text(ballots(desk.election, [ANN, BOB], "1", "3"))
    (tmp_path / "c.jsonl").write_text(
        delegation(desk, CEM, ANN.address, 1) + delegation(desk, CEM, BOB.address, 0)
    )
    carrier = account_address(CARRIER)
    before = desk.chain.node.nonces([carrier])[0]
    found = desk.relay(tmp_path, "--per-transaction", "5", "--csv", tmp_path / "fates.csv")
    sent = desk.chain.node.nonces([carrier])[0] - before
    again = desk.relay(tmp_path)
    governor, village = desk.scene.village.governor, desk.scene.village

    assert {("counted", None)} == set(states(found)) == set(states(again))
    assert [3, 12, 0] == list(governor.read("proposalVotes", 1))
    assert [0b101] * 2 == [village.election.read("ballotOf", 1, one.address) for one in (ANN, BOB)]
    assert ANN.address == village.villager.read("delegates", CEM.address)
    assert 3 + 1 + 2 == sent == len(found["transactions"])
    assert before + sent == desk.chain.node.nonces([carrier])[0]
    assert found["transactions"] == again["transactions"]
    assert 20 == len((tmp_path / "fates.csv").read_text("utf-8-sig").splitlines())


def test_looking_first_sends_nothing_and_says_what_it_costs(desk: Desk, tmp_path: Path) -> None:
    """In ETH and, with a dated rate, in yen; for other signers as calldata."""
    file = tmp_path / "ballots.jsonl"
    file.write_text(ballots(desk.proposal, PEOPLE[:7], "for"))
    desk.chain.node.wire.request("anvil_setNextBlockBaseFeePerGas", hex(10**9))
    desk.chain.node.wire.request("evm_mine")
    before = desk.chain.head()
    look = ("vote", "relay", file, "--account", CARRIER, "--per-transaction", "4")
    said = desk.run(*look, "--dry-run", "--rate", "350000@2026-11-01").stderr
    written = desk.run(*look, "--output", "calldata").stdout.splitlines()

    assert "Cast 7 signed ballots on proposal 1: 井戸を掘る, 7 in votes" in said
    assert "in 2 transactions" in said
    assert "ETH ≈ " in said
    assert "2026-11-01" in said
    assert "Nothing was sent" in said
    assert desk.scene.village.governor.address == json.loads(written[0])["to"]
    assert ["Cast 4 signed ballots", "Cast 3 signed ballots"] == [
        json.loads(line)["words"][:21] for line in written
    ]
    assert "Nobody is there to say yes" in desk.run(*look, code=2).stderr
    assert before == desk.chain.head()


def test_a_bad_line_stops_nobody_elses_ballot(desk: Desk, tmp_path: Path) -> None:
    """It is said and left out; the good ones are cast, and the command answers 5."""
    file = tmp_path / "ballots.jsonl"
    file.write_text(
        "rubbish\n" + ballots(desk.proposal, [ANN, BOB], "for") + ballot(desk.proposal, ANN, "against")
        + ballot(desk.proposal, CEM, "for", voter=DAN.address) + ballot(desk.proposal, ANN, "for")
    )  # fmt: skip
    found = desk.relay(file, code=5)

    assert [
        ("fault", "json"),
        ("counted", None),
        ("counted", None),
        ("fault", "conflict"),
        ("fault", "signature"),
        ("copy", None),
    ] == states(found)
    assert sorted([ANN.address, BOB.address]) == sorted(desk.votes())


@pytest.mark.parametrize("way", [REFUSES, BURNS, BABBLES, REENTERS])
def test_a_wallet_that_changes_its_mind_harms_only_itself(
    desk: Desk, tmp_path: Path, way: int
) -> None:
    """It agreed when it was asked, and does not when the chain asks: rejected by itself, told so.
    Agreeing again, its ballot is carried after all."""
    fickle, faithful = desk.wallets[0], desk.wallets[1]
    governor = desk.scene.village.governor
    aim = fickle.call("aim", governor.address, governor.encode("castVote", 1, 1))
    desk.scene.do([aim], desk.scene.people[0])
    file = tmp_path / "ballots.jsonl"
    file.write_text(
        ballot(desk.proposal, ANN, "for", voter=fickle.address)
        + ballot(desk.proposal, ANN, "for", voter=faithful.address)
        + ballots(desk.proposal, [BOB, CEM], "for")
    )
    with meanwhile(lambda: desk.become(fickle, way), "_carry"):
        found = desk.relay(file, code=5)
    desk.become(fickle, AGREES)
    again = desk.relay(file)

    assert [("rejected", "InvalidSignature")] + [("counted", None)] * 3 == states(found)
    assert "did not stand by the signature" in found["ballots"][0]["reason"]
    assert {("counted", None)} == set(states(again))
    assert sorted([fickle.address, faithful.address, BOB.address, CEM.address]) == sorted(
        desk.votes()
    )


def test_wallets_that_come_to_burn_everything_starve_nobody(desk: Desk, tmp_path: Path) -> None:
    """Three of four burn all they may at the last moment: the gas was there for the worst case,
    and the batch took effect in one transaction."""
    file = tmp_path / "ballots.jsonl"
    file.write_text(
        "".join(ballot(desk.proposal, ANN, "for", voter=one.address) for one in desk.wallets)
    )

    def burn() -> None:
        for wallet in desk.wallets[:3]:
            desk.become(wallet, BURNS)

    with meanwhile(burn, "_carry"):
        found = desk.relay(file, code=5)

    rejected = ("rejected", "InvalidSignature")
    assert [rejected] * 3 + [("counted", None)] == states(found)
    assert 1 == len(found["transactions"])


def test_of_a_starved_batch_what_still_counts_is_sent_again(
    desk: Desk, tmp_path: Path, monkeypatch
) -> None:
    """With too little gas it takes no effect at all, so no wallet's ballot is lost: it is looked at
    again, with more gas, and later once more."""
    file = tmp_path / "ballots.jsonl"
    file.write_text(
        "".join(ballot(desk.proposal, ANN, "for", voter=one.address) for one in desk.wallets)
    )
    # As if nobody had thought of wallets that come to need more.
    monkeypatch.setattr(ballot_relay, "_reserve", lambda _share: lambda _rows: 0)
    carrier = account_address(CARRIER)
    before = desk.chain.node.nonces([carrier])[0]

    def burn() -> None:
        for wallet in desk.wallets[:3]:
            desk.become(wallet, BURNS)

    with meanwhile(burn, "_carry"):
        found = desk.relay(file, code=5)
    sent = desk.chain.node.nonces([carrier])[0] - before
    for wallet in desk.wallets:
        desk.become(wallet, AGREES)
    again = desk.relay(file)

    assert [("fault", "signature")] * 3 + [("counted", None)] == states(found)
    assert (2, 1) == (sent, len(found["transactions"]))
    assert {("counted", None)} == set(states(again))
    assert sorted(one.address for one in desk.wallets) == sorted(desk.votes())


def test_an_account_with_code_of_its_own_stays_its_keys(desk: Desk, tmp_path: Path) -> None:
    """EIP-7702: the key's ballot counts though its account has code that refuses everything."""
    from eth_account import Account

    key = PEOPLE[8]
    desk.become(desk.wallets[3], REFUSES)
    account = Account.from_key((10_000 + 108).to_bytes(32, "big"))
    chain_id, nonce = desk.chain.chain_id, desk.chain.node.nonces([key.address])[0]
    told = {"chainId": chain_id, "address": desk.wallets[3].address, "nonce": nonce + 1}
    fields = {
        "type": 4, "chainId": chain_id, "nonce": nonce, "to": key.address, "value": 0, "data": b"",
        "gas": 200_000, "maxFeePerGas": 0, "maxPriorityFeePerGas": 0,
        "authorizationList": [account.sign_authorization(told)],
    }  # fmt: skip
    raw = bytes(account.sign_transaction(fields).raw_transaction)
    desk.chain.node.send_many([raw])
    file = tmp_path / "ballots.jsonl"
    file.write_text(ballot(desk.proposal, key, "for"))

    assert account.address == key.address
    assert desk.chain.has_code(key.address)
    assert [("counted", None)] == states(desk.relay(file))


def test_somebody_else_was_quicker(desk: Desk, tmp_path: Path) -> None:
    """Another carried the same ballots between the look and the sending: none counts twice, and
    what its voter wished stands."""
    file = tmp_path / "ballots.jsonl"
    file.write_text(ballots(desk.proposal, [ANN, BOB], "for") + delegation(desk, CEM, ANN.address))

    quicker: list[int] = []

    def other() -> None:
        if quicker:
            return
        quicker.append(1)
        desk.run("vote", "relay", file, "--account", "TEST::7", "--yes", DAOCTL_VILLAGE=_copy(desk))

    with meanwhile(other):
        found = desk.relay(file)
    again = desk.relay(file)

    assert {("counted", None)} == set(states(found)) == set(states(again))
    assert [] == found["transactions"]
    assert sorted([ANN.address, BOB.address]) == sorted(desk.votes())


def _copy(desk: Desk) -> str:
    """Another computer's folder of the same village."""
    import shutil

    other = desk.folder.parent / "elsewhere"
    shutil.rmtree(other, ignore_errors=True)
    ignored = shutil.ignore_patterns(".daoctl")
    return str(shutil.copytree(desk.folder, other, ignore=ignored))


def test_a_vote_that_ends_meanwhile_is_told(desk: Desk, tmp_path: Path) -> None:
    """Nothing of it is counted; the others are carried all the same."""
    file = tmp_path / "ballots.jsonl"
    file.write_text(ballots(desk.proposal, [ANN], "for") + delegation(desk, CEM, ANN.address, 0,
                    desk.proposal.closes + 10_000))  # fmt: skip
    with meanwhile(lambda: _end(desk)):
        found = desk.relay(file, code=5)

    assert [("fault", "over"), ("counted", None)] == states(found)


def _end(desk: Desk) -> None:
    if desk.chain.now() <= desk.proposal.closes:
        desk.chain.advance_to(desk.proposal.closes + 1)


def test_ballots_that_come_early_wait(desk: Desk, tmp_path: Path, village) -> None:
    """A vote that is not open yet takes none: said, nothing sent, and no fault of the ballots."""
    from daoctl.governance.ballot_paper import proposal_paper

    governor, ann = desk.scene.village.governor, ape_signer(desk.chain, "TEST::0")
    words = f"# Second\n\nBecause.\n\n#proposer={ann.address.lower()}"
    target = [desk.scene.village.charter_contract.address]
    send(desk.chain, governor.call("propose", target, [0], [b""], words), ann)
    file = tmp_path / "early.jsonl"
    file.write_text(ballot(proposal_paper(desk.scene.village, 2), ANN, "for"))
    found = desk.relay(file)

    assert [("waits", None)] == states(found)
    assert "waits until voting opens" in desk.run("vote", "relay", file, "--yes").stderr
    assert "Voting opens at" in desk.run("vote", "check", file).stdout


def test_a_carrier_without_money_is_told_before_anything_is_sent(
    desk: Desk, tmp_path: Path
) -> None:
    """With what it has and what it needs."""
    file = tmp_path / "ballots.jsonl"
    file.write_text(ballots(desk.proposal, PEOPLE[:5], "for"))
    _price(desk, 10**9)
    _purse(desk, 10**12)
    relay = ("vote", "relay", file, "--account", CARRIER, "--yes")

    assert "does not hold enough" in desk.run(*relay, code=1).stderr
    assert [] == desk.votes()


def test_money_that_runs_out_midway_loses_and_doubles_nothing(
    desk: Desk, tmp_path: Path, monkeypatch
) -> None:
    """What was cast is reported with why it stopped; with money the same command goes on."""
    file, people = tmp_path / "ballots.jsonl", PEOPLE[:12]
    file.write_text(ballots(desk.proposal, people, "for"))
    _price(desk, 10**9)
    _purse(desk, 10**18)
    # Two transactions are on their way at once; after the first two the purse is nearly empty.
    monkeypatch.setattr(batches, "IN_FLIGHT", 2)
    real = batches._carry

    def spent(*arguments: Any) -> Any:
        done = real(*arguments)
        _purse(desk, 10**12)
        return done

    monkeypatch.setattr(batches, "_carry", spent)
    relay = ("vote", "relay", file, "--account", CARRIER, "--per-transaction", "2", "--yes")
    said = desk.run(*relay, "--json", code=1)
    first = json.loads(said.stdout)
    monkeypatch.setattr(batches, "_carry", real)
    _purse(desk, 10**18)
    again = desk.relay(file, "--per-transaction", "2")

    assert (4, 8) == (first["counted"], first["counts"])
    assert "4 of these ballots stand on the chain" in said.stderr
    assert f"Send ETH to {account_address(CARRIER)}" in said.stderr
    assert "no ballot is cast twice" in said.stderr
    assert {("counted", None)} == set(states(again))
    assert sorted(one.address for one in people) == sorted(desk.votes())


def _price(desk: Desk, wei: int) -> None:
    desk.chain.node.wire.request("anvil_setNextBlockBaseFeePerGas", hex(wei))
    desk.chain.node.wire.request("evm_mine")


def _purse(desk: Desk, wei: int) -> None:
    desk.chain.node.wire.request("anvil_setBalance", account_address(CARRIER), hex(wei))


def test_a_delegation_carried_by_another_is_told(desk: Desk, tmp_path: Path) -> None:
    """Its number is used up: where the votes went as it asks it stands, else it says so."""
    file, villager = tmp_path / "proxies.jsonl", desk.scene.village.villager
    file.write_text(delegation(desk, CEM, ANN.address) + delegation(desk, DAN, ANN.address))
    other = tmp_path / "other.jsonl"
    other.write_text(delegation(desk, CEM, ANN.address) + delegation(desk, DAN, BOB.address))
    desk.relay(other)

    assert [("counted", None), ("fault", "nonce_used")] == states(desk.relay(file, code=5))
    assert BOB.address == villager.read("delegates", DAN.address)


def test_a_voters_own_vote_comes_first(desk: Desk, tmp_path: Path) -> None:
    """Who voted otherwise with a transaction of their own: the ballot does not count, and says so."""
    file = tmp_path / "ballots.jsonl"
    file.write_text(ballots(desk.proposal, [ANN, BOB], "for"))
    governor = desk.scene.village.governor
    votes: list[Call] = [governor.call("castVote", 1, 0)]
    desk.scene.do(votes, ANN)
    desk.scene.do([governor.call("castVote", 1, 1)], BOB)

    assert [("fault", "voted"), ("counted", None)] == states(desk.relay(file, code=5))
    assert person(1).address not in desk.votes()
