"""`daoctl status`, `villager list` and `villager show`, with the real process."""

from __future__ import annotations

import json

import pytest

from tests.journeys.process import answer, daoctl
from tests.journeys.villager_scene import OPENS, START, fresh, person, scene

BUYER = "0x9965507D1a55bcC2695C58ba16FB37d819B0A4dc"


@pytest.fixture(scope="module")
def founded(tmp_path_factory):
    """The village, founded once."""
    yield from scene(tmp_path_factory.mktemp("status"))


@pytest.fixture
def journey(founded, tmp_path):
    """The village of one test."""
    with fresh(founded, tmp_path / "mura") as found:
        yield found


def test_a_village_just_founded(journey):
    """Nobody belongs yet; the list of phase 2 is still to be set."""
    said = daoctl("status", cwd=journey.folder, TZ="Asia/Tokyo")
    found = answer("status", cwd=journey.folder)

    assert 0 == said.returncode, said.stderr
    for words in (
        "ほしの村",
        "Tokens: 0 held by 0, 0 votes; 0 of 2,000 made",
        "no phase is open; phase 1 (第一期) opens on 2030-01-04 12:00 JST",
        "0 ETH: 0 ETH set aside, 0 ETH free",
        "No proposal is open.",
        "Phase 2 needs its list before 2030-01-09 12:00 JST",
    ):
        assert words in said.stdout
    assert ("ほしの村", 0, 31337, [], []) == tuple(
        found[key] for key in ("name", "tokens", "chain_id", "open_phases", "open_proposals")
    )
    assert [{"kind": "allowlist", "number": 2}] == found["due"]
    assert START <= found["now"] < START + 3600


def test_what_was_sold_and_welcomed_is_shown(journey):
    """Holders, votes, the open phase, and the proceeds that wait; one villager as a whole."""
    journey.advance_to(OPENS)
    table = journey.write("residents.csv", "address", person(1), BUYER)
    answer("villager", "welcome", table, "--yes", cwd=journey.folder)
    answer("sale", "buy", "1", "--count", "2", "--account", "TEST::5", "--yes", cwd=journey.folder)
    found = answer("status", cwd=journey.folder, DAOCTL_LANG="ja")
    listed = daoctl("villager", "list", "--csv", cwd=journey.folder)
    shown = answer("villager", "show", "4", cwd=journey.folder)
    stranger = daoctl("villager", "show", person(9), cwd=journey.folder)
    missing = daoctl("villager", "show", "5", cwd=journey.folder)

    assert (4, 2, 4) == (found["tokens"], found["holders"], found["units"])
    assert [(1, 2)] == [(one["number"], one["sold"]) for one in found["open_phases"]]
    assert {"kind": "sweep", "number": 1} in found["due"]
    assert [
        "address,balance,units,delegate,tokens",
        f"{BUYER},3,3,{BUYER},2 3 4",
        f"{person(1)},1,1,{person(1)},1",
    ] == listed.stdout.splitlines()
    assert (BUYER, [2, 3, 4], 3, True, {"1": 2}, None) == tuple(
        shown[key] for key in ("address", "tokens", "votes", "welcomed", "bought", "certificate")
    )
    assert (0, True) == (stranger.returncode, "holds no villager token" in stranger.stdout)
    assert (1, True) == (missing.returncode, "no token 5" in missing.stderr)


def test_the_village_is_read_by_its_address_alone(journey):
    """On another computer, with nothing but the charter's address."""
    record = json.loads((journey.folder / "deployments" / "31337.json").read_text("utf-8"))
    address = record["addresses"]["charter"]
    elsewhere = journey.folder.parent / "elsewhere"
    elsewhere.mkdir()
    named = ("--village", f"ethereum:local:foundry:{address}", "--rpc", journey.rpc)
    found = answer("status", *named, cwd=elsewhere)

    assert (address, "ほしの村") == (found["village"], found["name"])
    for verb in (("sale", "phases"), ("certificate", "list"), ("villager", "list")):
        assert 0 == daoctl(*verb, *named, cwd=elsewhere).returncode
