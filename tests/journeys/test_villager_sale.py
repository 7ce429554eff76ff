"""The sale as council, buyers and anybody lead it, with the real process."""

from __future__ import annotations

import json

import pytest

from tests.journeys.process import answer, daoctl
from tests.journeys.villager_scene import LISTED_OPENS, OPENS, fresh, person, refused, scene

COUNCIL = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"
BUYER = "0x9965507D1a55bcC2695C58ba16FB37d819B0A4dc"
AS_BUYER = ("--account", "TEST::5", "--yes")


@pytest.fixture(scope="module")
def founded(tmp_path_factory):
    """The village, founded once."""
    yield from scene(tmp_path_factory.mktemp("sale"))


@pytest.fixture
def journey(founded, tmp_path):
    """The village of one test."""
    with fresh(founded, tmp_path / "mura") as found:
        yield found


def test_the_phases_are_listed_in_the_villages_words(journey):
    """Number, name, price and dates in its zone; whether open, listed and swept. As JSON the
    amounts are texts and the moments seconds, whatever the language."""
    said = daoctl("sale", "phases", cwd=journey.folder, TZ="Asia/Tokyo")
    found = answer("sale", "phases", cwd=journey.folder, DAOCTL_LANG="ja")

    row = said.stdout.splitlines()[1].split("\t")
    assert [
        "1",
        "第一期",
        "0.03 ETH",
        "2030-01-04 12:00 JST",
        "2030-01-14 12:00 JST",
        "0/100",
    ] == row[:6]
    assert ["not open yet", "everybody", "0 ETH"] == row[6:]
    assert (1500, False, {"total": 500, "left": 500}) == (
        found["left"], found["paused"], found["reserve"],
    )  # fmt: skip
    assert ("30000000000000000", OPENS, "waiting", False, None) == tuple(
        found["phases"][0][key] for key in ("price", "opens", "stage", "open", "allowlist_root")
    )


def test_buying_and_sweeping(journey):
    """Not before it opens; then for oneself and for others, exactly paid; the proceeds and their
    share arrive; each second time is a quiet success."""
    early = daoctl("sale", "buy", "1", *AS_BUYER, cwd=journey.folder)
    journey.advance_to(OPENS)
    looked = answer("sale", "buy", "1", "--count", "2", *AS_BUYER, "--dry-run", cwd=journey.folder)
    mine = answer("sale", "buy", "1", "--count", "2", *AS_BUYER, cwd=journey.folder)
    gift = daoctl("sale", "buy", "1", "--for", person(1), *AS_BUYER, cwd=journey.folder)
    many = daoctl("sale", "buy", "1", "--count", "4", *AS_BUYER, cwd=journey.folder)
    swept = answer("sale", "sweep", *AS_BUYER, cwd=journey.folder)
    again = answer("sale", "sweep", "1", *AS_BUYER, cwd=journey.folder)
    status = answer("status", cwd=journey.folder)

    assert (3, "") == (early.returncode, early.stdout)
    assert "not open yet: it opens on 2030-01-04 12:00 JST" in early.stderr
    assert (True, "60000000000000000") == (looked["dry_run"], looked["value"])
    assert ([1, 2], BUYER, "60000000000000000") == (mine["tokens"], mine["recipient"], mine["paid"])
    assert (0, f"{person(1)} has token 3.\n") == (gift.returncode, gift.stdout)
    assert 3 == many.returncode
    assert "may have 5 tokens of phase 1 and has 2" in many.stderr
    (row,) = swept["swept"]
    assert ("90000000000000000", "27000000000000000", 1, True) == (
        row["amount"], row["share"], row["budget"], row["credited"],
    )  # fmt: skip
    assert [] == again["swept"]
    assert ("90000000000000000", "27000000000000000", "63000000000000000") == tuple(
        status["treasury"][0][key] for key in ("balance", "reserved", "free")
    )


def test_who_buys_again_is_told_what_is_held_already(journey):
    """Two purchases are two purchases, so it is said before the question; not to who holds none,
    and of the recipient where that is somebody else."""
    journey.advance_to(OPENS)
    said = [
        daoctl("sale", "buy", "1", "--count", "2", *more, *AS_BUYER, cwd=journey.folder)
        for more in ((), ("--dry-run",), ("--for", person(1), "--dry-run"))
    ]

    assert [0, 0, 0] == [one.returncode for one in said]
    assert [False, True, False] == ["already" in one.stderr for one in said]
    first, *_rest = said[1].stderr.splitlines()
    assert f"{BUYER} holds 2 tokens already." == first


def test_calldata_for_a_buyer_that_is_a_safe(journey):
    """Its address is the recipient; nothing is sent."""
    journey.advance_to(OPENS)
    done = daoctl(
        "sale", "buy", "1", "--output", "calldata", "--from", person(7), cwd=journey.folder
    )
    line = json.loads(done.stdout)

    assert (0, str(3 * 10**16)) == (done.returncode, line["value"])
    assert person(7)[2:].lower() in line["data"]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["buy", "9"], 3, "no sale phase 9"),
        (["buy", "0"], 2, "PHASE"),
        (["buy", "1", "--count", "0"], 2, "--count"),
        (["buy", "1", "--for", "0x12"], 1, "not an address"),
        (["buy", "1", "--proofs", "nowhere.json"], 1, "cannot be read"),
        (["sweep", "9"], 3, "no sale phase 9"),
        (["allowlist", "nowhere.csv", "--phase", "2"], 1, "cannot be read"),
        (["allowlist", "nowhere.csv", "--phase", "9"], 3, "no sale phase 9"),
        (["allowlist", "nowhere.csv"], 2, "--phase"),
    ],
)
def test_what_cannot_be_ends_with_the_right_code(
    founded, capsys, monkeypatch, arguments, code, words
):
    """1 to mend, 2 typed wrongly, 3 refused by the chain's rules."""
    more = () if code == 2 else AS_BUYER
    ended, data, talk = refused(
        "sale", *arguments, *more, cwd=founded.folder, capsys=capsys, monkeypatch=monkeypatch
    )

    assert (code, "") == (ended, data)
    assert words in talk


def test_an_allowlist_from_table_to_purchase(journey):
    """Checked whole; looked at; set by the council; published; bought with by a holder who has
    nothing but the village's address and that file."""
    bad = journey.write("bad.csv", "address,quota", "0x12,1", f"{BUYER},4", f"{person(1)},1.5")
    wrong = daoctl("sale", "allowlist", bad, "--phase", "2", "--yes", cwd=journey.folder)
    assert 1 == wrong.returncode
    assert ["bad.csv:2", "bad.csv:3", "bad.csv:4"] == [
        line.strip()[:9] for line in wrong.stderr.splitlines() if "bad.csv:" in line
    ]

    good = journey.write("good.csv", "address,quota", f"{BUYER.lower()},２", f"{person(1)},1")
    file = journey.folder / "allowlists" / "31337-2.json"
    assert (
        0
        == daoctl(
            "sale", "allowlist", good, "--phase", "2", "--dry-run", cwd=journey.folder
        ).returncode
    )
    assert not file.exists()
    first = answer("sale", "allowlist", good, "--phase", "2", "--yes", cwd=journey.folder)
    again = answer("sale", "allowlist", good, "--phase", "2", cwd=journey.folder)
    public = json.loads(file.read_text("utf-8"))

    assert (False, True, 1) == (first["already"], again["already"], journey.transactions(COUNCIL))
    assert first["root"] == again["root"] == public["root"] == public["tree"][0]
    assert {BUYER: "2", person(1): "1"} == {
        who: row["quota"] for who, row in public["proofs"].items()
    }

    journey.advance_to(LISTED_OPENS)
    elsewhere = journey.folder.parent / "elsewhere"
    elsewhere.mkdir()
    record = json.loads((journey.folder / "deployments" / "31337.json").read_text("utf-8"))
    named = (
        "--village", f"ethereum:local:foundry:{record['addresses']['charter']}",
        "--rpc", journey.rpc,
    )  # fmt: skip
    without = daoctl("sale", "buy", "2", *named, *AS_BUYER, cwd=elsewhere)
    bought = answer(
        "sale", "buy", "2", "--count", "2", "--proofs", str(file), *named, *AS_BUYER, cwd=elsewhere
    )
    more = daoctl("sale", "buy", "2", *AS_BUYER, cwd=journey.folder)
    stranger = daoctl("sale", "buy", "2", "--account", "TEST::6", "--yes", cwd=journey.folder)
    late = daoctl("sale", "allowlist", good, "--phase", "1", "--yes", cwd=journey.folder)

    assert 1 == without.returncode
    assert "--proofs" in without.stderr
    assert ([1, 2], "20000000000000000") == (bought["tokens"], bought["paid"])
    assert [3, 3, 3] == [more.returncode, stranger.returncode, late.returncode]
    assert "may have 2 tokens of phase 2 and has 2" in more.stderr
    assert "is not on the allowlist of phase 2" in stranger.stderr
    assert "has no allowlist" in late.stderr


def test_an_allowlist_for_a_council_that_is_a_safe(journey):
    """The call and the public file are written; nothing is sent."""
    good = journey.write("good.csv", "address,quota", f"{BUYER},2")
    done = daoctl(
        "sale", "allowlist", good, "--phase", "2", "--output", "calldata", cwd=journey.folder
    )
    public = json.loads((journey.folder / "allowlists" / "31337-2.json").read_text("utf-8"))

    assert (0, 0) == (done.returncode, journey.transactions(COUNCIL))
    assert json.loads(done.stdout)["data"].endswith(public["root"][2:])
