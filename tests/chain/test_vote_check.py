"""Signed ballots are judged before anything is sent: every bad line with its reason, none twice."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from daoctl.governance.ballot_messages import typed_message
from daoctl.governance.ballot_signing import choice_of, fill
from daoctl.governance.ballots import Ballot, read_ballot, write_ballot
from daoctl.governance.consultation import load_consultation
from tests.chain.ballots_village import (
    AFTER,
    BEFORE,
    BUYERS,
    PEOPLE,
    SAME,
    Desk,
    ballot,
    ballots,
    delegation,
    signed,
    voting,
)
from tests.chain.governance_village import person
from tests.chain.test_elections_founded import found_without_elections

ANN, BOB, CEM, DAN, EVE = PEOPLE[:5]


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


def states(desk: Desk, file: Path, *more: object, code: int = 0) -> list[tuple[str, str | None]]:
    """What each line comes to."""
    found = desk.json("vote", "check", file, *more, code=code)
    return [(one["state"], one["code"]) for one in found["ballots"]]


def test_ballots_of_several_votes_are_judged_together(desk: Desk, tmp_path: Path) -> None:
    """A proposal's, an election's and delegations in one folder; nothing is sent, exit 0."""
    (tmp_path / "a.jsonl").write_text(ballots(desk.proposal, [ANN, BOB], "for"))
    (tmp_path / "b.jsonl").write_text(
        ballot(desk.election, ANN, "1", "2") + delegation(desk, CEM, ANN.address)
    )
    (tmp_path / "c.txt").write_text("not a ballot")
    before = desk.chain.head()
    found = desk.json("vote", "check", tmp_path)

    assert ["counts"] * 4 == [one["state"] for one in found["ballots"]]
    assert [("proposal", 1), ("election", 1), ("delegation", 0)] == [
        (one["kind"], one["subject"]) for one in found["votes"]
    ]
    assert [None, None, [1, 2], None] == [one["named"] for one in found["ballots"]]
    assert {"lines": 4, "counts": 4, "fault": 0}.items() <= found.items()
    assert before == desk.chain.head()
    only = states(desk, tmp_path, "--proposal", "1", code=5)
    assert [("counts", None)] * 2 + [("fault", "other_kind")] * 2 == only
    other = states(desk, tmp_path, "--election", "2", code=5)
    assert ("fault", "other_subject") == other[2]


def test_every_bad_line_is_named_with_its_reason(desk: Desk, tmp_path: Path) -> None:
    """Another chain, village, name, vote or slate; a forged or altered signature; no power; a
    choice that there is not; no JSON; a file cut off. The good ones among them count."""
    good = read_ballot(ballot(desk.proposal, ANN, "for").strip().encode())
    chosen = fill(desk.election, BOB.address, choice_of(desk.election, ["1"]))

    def made(one: Ballot, key=ANN, **more: object) -> str:
        return signed(replace(one, **more), key)  # type: ignore[arg-type]

    lines = [
        (write_ballot(good) + "\n", "counts", None),
        (made(good, chain_id=1), "fault", "other_chain"),
        (made(good, contract=b"\1" * 20), "fault", "other_village"),
        (made(good, domain="Elsewhere"), "fault", "other_domain"),
        (made(good, subject=9), "fault", "other_subject"),
        (made(good, voter=bytes.fromhex(CEM.address[2:])), "fault", "signature"),
        (made(replace(good, voter=bytes.fromhex(person(1).address[2:])),
              person(1)), "fault", "no_power"),
        ("so much for that\n", "fault", "json"),
        ("\n", "fault", "empty"),
        (made(chosen, BOB, slate=b"\2" * 32), "fault", "other_slate"),
        (made(chosen, BOB, choice=0b1000), "fault", "no_choice"),
        (made(chosen, BOB, choice=0), "fault", "no_choice"),
        (made(chosen, BOB, choice=0b111), "fault", "no_choice"),
        (made(chosen, BOB), "counts", None),
        (_high_s(good, DAN), "fault", "high_s"),
        (made(replace(good, choice="against"), ANN), "fault", "conflict"),
        (write_ballot(good) + "\n", "copy", None),
        (write_ballot(good)[:-20], "fault", "cut"),
    ]  # fmt: skip
    file = tmp_path / "ballots.jsonl"
    file.write_text("".join(line for line, _state, _code in lines))
    table = tmp_path / "report.csv"

    expected = [(state, code) for _line, state, code in lines]
    assert expected == states(desk, file, "--csv", table, code=5)
    with table.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [(state, code or "") for state, code in expected] == [
        (one["state"], one["code"]) for one in rows
    ]
    assert all(one["reason"] for one in rows if one["state"] == "fault")
    said = desk.run("vote", "check", file, code=5)
    assert "only the first received counts. (" + str(file) + ":1)" in said.stdout
    assert "15 lines do not count" in said.stderr
    assert "Proposal 1: 井戸を掘る: 1 ballot to be carried, 1 in votes" in said.stdout


def _high_s(good: Ballot, key) -> str:
    from daoctl.chain.recovery import HALF_ORDER

    order = 2 * HALF_ORDER + 1
    one = replace(good, voter=bytes.fromhex(key.address[2:]))
    r_s_v = key.sign_typed(typed_message(one))
    s = order - int.from_bytes(r_s_v[32:64], "big")
    altered = r_s_v[:32] + s.to_bytes(32, "big") + bytes([55 - r_s_v[64]])
    return write_ballot(one.signed(altered)) + "\n"


def test_what_was_sold_around_the_snapshot(desk: Desk, tmp_path: Path) -> None:
    """Before it, or in the same second, the buyer has the vote; after it the seller still has."""
    file = tmp_path / "sold.jsonl"
    sellers = (BEFORE, SAME, AFTER)
    file.write_text(ballots(desk.proposal, (*sellers, *BUYERS), "for"))

    no, yes = ("fault", "no_power"), ("counts", None)
    assert [no, no, yes, yes, yes, no] == states(desk, file, code=5)


def test_ten_thousand_copies_are_one_ballot(desk: Desk, tmp_path: Path) -> None:
    """Judged in a moment; the first counts and none of the others harms it."""
    file = tmp_path / "copies.jsonl"
    file.write_text(ballot(desk.proposal, ANN, "for") * 10_000)
    found = desk.json("vote", "check", file)

    assert (10_000, 1, 9_999, 0) == tuple(
        found[name] for name in ("lines", "counts", "copy", "fault")
    )


def test_a_forged_ballot_takes_nobodys_place(desk: Desk, tmp_path: Path) -> None:
    """What somebody else signed in the voter's name, and came first, is no first ballot."""
    file = tmp_path / "forged.jsonl"
    forged = ballot(desk.proposal, BOB, "against", voter=ANN.address)
    file.write_text(forged + ballot(desk.proposal, ANN, "for"))

    assert [("fault", "signature"), ("counts", None)] == states(desk, file, code=5)


@pytest.mark.parametrize(
    ("way", "state"),
    [(0, ("counts", None)), (5, ("counts", None))]
    + [(way, ("fault", "signature")) for way in (1, 2, 3, 4)],
    ids=[
        "agrees",
        "its owner signed",
        "refuses",
        "burns all gas",
        "answers megabytes",
        "re-enters",
    ],
)
def test_wallets_are_asked_as_the_contract_would_ask(
    desk: Desk, tmp_path: Path, way: int, state: tuple[str, str | None]
) -> None:
    """Whatever a wallet does, it is judged, and the ballots beside it are too."""
    wallet, key = desk.wallets[0], PEOPLE[0]
    line = ballot(desk.proposal, key, "for", voter=wallet.address)
    # What it would do if it could: vote for itself while it is asked.
    cast = desk.scene.village.governor.encode("castVote", 1, 1)
    governor = desk.scene.village.governor.address
    desk.scene.do([wallet.call("aim", governor, cast)], desk.scene.people[0])
    desk.become(wallet, way)
    file = tmp_path / "wallet.jsonl"
    file.write_text(line + ballot(desk.proposal, BOB, "for"))

    assert [state, ("counts", None)] == states(desk, file, code=0 if way in (0, 5) else 5)


def test_delegations_come_in_the_order_of_their_numbers(desk: Desk, tmp_path: Path) -> None:
    """A gap, one whose date has passed, two of one number, and one that somebody else signed."""
    now = desk.chain.now()
    file = tmp_path / "proxies.jsonl"
    file.write_text(
        delegation(desk, ANN, BOB.address, 1)
        + delegation(desk, ANN, CEM.address, 0)
        + delegation(desk, ANN, DAN.address, 0)
        + delegation(desk, BOB, CEM.address, 1)
        + delegation(desk, CEM, DAN.address, 0, now - 1)
        + delegation(desk, DAN, EVE.address).replace(DAN.address, EVE.address, 1)
    )

    assert [
        ("counts", None),
        ("counts", None),
        ("fault", "conflict"),
        ("fault", "nonce_gap"),
        ("fault", "expired"),
        ("fault", "signature"),
    ] == states(desk, file, code=5)


def test_a_consultations_ballots_are_judged_by_its_own_rule(desk: Desk, tmp_path: Path) -> None:
    """The highest serial counts, two of one serial are void, whoever had no vote has none."""
    document = tmp_path / "road.md"
    snapshot = _moment(desk.chain.now() - 50)
    options = ("--option", "Repair", "--option", "Path", "--snapshot", snapshot)
    desk.run("vote", "consult", document, *options)
    asked = load_consultation(document)

    def made(key, choice: int, serial: int) -> str:
        context = asked.context
        one = Ballot(
            "consultation", context.chain_id, context.contract, context.domain, asked.id,
            bytes.fromhex(key.address[2:]), (choice,), serial=serial,
        )  # fmt: skip
        return signed(one, key)

    file = tmp_path / "ballots.jsonl"
    file.write_text(
        made(ANN, 1, 5) + made(ANN, 2, 6) + made(BOB, 1, 1) + made(BOB, 2, 1)
        + made(person(1), 1, 1) + made(CEM, 3, 1) + made(CEM, 2, 1)
    )  # fmt: skip

    assert [
        ("fault", "superseded"),
        ("counts", None),
        ("fault", "void"),
        ("fault", "void"),
        ("fault", "no_power"),
        ("fault", "no_option"),
        ("counts", None),
    ] == states(desk, file, "--consultation", document, code=5)
    # Nobody carries them to the chain, and nobody is told so.
    said = desk.run("vote", "check", file, "--consultation", document, code=5)
    assert "2 ballots count, 2 in votes" in said.stdout
    assert "carried" not in said.stdout
    assert "on the chain" not in said.stdout
    assert "--consultation" not in said.stderr
    # Who leaves the document out is told what is missing; with other faults, nobody is.
    assert "add --consultation FILE" in desk.run("vote", "check", file, code=5).stderr
    file.write_text(ballot(desk.election, ANN, "1"))
    other = desk.run("vote", "check", file, "--proposal", "1", code=5).stderr
    assert "--consultation" not in other


def test_a_village_of_an_earlier_daoctl_says_that_it_takes_none(
    desk: Desk, tmp_path: Path, monkeypatch
) -> None:
    """Its Governor has no such function: a sentence, and what to do instead."""
    from daoctl.charter.record import save_record

    file = tmp_path / "ballots.jsonl"
    file.write_text(ballot(desk.proposal, ANN, "for"))
    record = found_without_elections(desk.chain, tmp_path, monkeypatch).village.record
    save_record(tmp_path, record)
    where = {"node": False, "DAOCTL_RPC": desk.rpc, "DAOCTL_VILLAGE": str(tmp_path)}

    for words in (("check", file), ("relay", file), ("paper", "1")):
        said = desk.run("vote", *words, code=1, **where)
        assert "takes no signed ballots" in said.stderr
        assert "daoctl vote cast" in said.stderr


def test_files_that_cannot_be_read_are_said(desk: Desk, tmp_path: Path) -> None:
    """No such file; a folder without ballots; two votes at once."""
    assert "no file or folder" in desk.run("vote", "check", tmp_path / "x", code=1).stderr
    assert "no ballots in" in desk.run("vote", "check", tmp_path, code=1).stderr
    (tmp_path / "x.jsonl").touch()
    two = ("vote", "check", tmp_path, "--proposal", "1", "--election", "1")
    assert "one vote at a time" in desk.run(*two, code=2).stderr
    assert 0 == desk.json("vote", "check", tmp_path)["lines"]


def _moment(seconds: int) -> str:
    from tests.chain.election_village import moment

    return moment(seconds)
