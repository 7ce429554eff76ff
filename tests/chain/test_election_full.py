"""An election with as many plans as a ballot holds, and the proposal that changes the bounds of the
next one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from daoctl.chain.accounts import account_address
from daoctl.chain.anvil import start_anvil
from daoctl.chain.sending import send_all
from daoctl.charter.village import Village
from daoctl.governance.elections import MAX_CANDIDATES, bitmap, read_candidates, read_election
from tests.chain.election_village import ANN, DAY, announcement, electing, plan
from tests.chain.governance_village import person
from tests.chain.test_governance_cli import Terminal
from tests.chain.test_governance_things import passed

ann = account_address(ANN)
PEOPLE = [person(100 + number) for number in range(MAX_CANDIDATES)]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Ann with fifty votes and 64 people with one each; the terminal, and the village itself."""
    folder = tmp_path_factory.mktemp("village")
    anvil = start_anvil()
    try:
        tokens = {ann: 50, **{one.address: 1 for one in PEOPLE}}
        with electing(folder, anvil.url, tokens) as scene:
            yield Terminal(folder, anvil.url, scene.chain), scene.village
    finally:
        anvil.stop()


def nominate_all(village: Village, number: int) -> None:
    """Each of the people nominates a plan of their own."""
    asset, text = "0x" + "00" * 20, b"\1" * 32
    pairs = [
        (
            village.election.call(
                "nominate", number, (one.address, asset, ((10**16, 30),), text, ""), b""
            ),
            one,
        )
        for one in PEOPLE
    ]
    # Anybody may write anything as the address of their plan.
    call = village.election.call(
        "nominate", number, (PEOPLE[0].address, asset, ((10**16, 30),), text, "????"), b""
    )
    pairs[0] = (replace(call, data=call.data.replace(b"????", b"[\xff\n\x1b")), PEOPLE[0])
    send_all(village.chain, pairs)


def test_the_65th_plan_is_refused_until_one_leaves(place):
    """In words; then it takes the place that was left, under a number of its own, and a ballot may
    name it."""
    terminal, village = place
    file = announcement(terminal.folder, village.chain.now(), choices=64, seats=16)
    terminal.run("election", "open", file, "--yes")
    nominate_all(village, 1)
    mill = plan(terminal.folder, "mill", ann, "0.2 ETH")
    nominate = ("election", "nominate", "1", mill, "--account", ANN, "--yes")
    full = terminal.run(*nominate, code=3)
    terminal.run("election", "strike", "1", "5", "--reason", "not ours to pay", "--yes")
    late = terminal.json(*nominate)
    candidates = read_candidates(village, 1)
    standing = [one for one in candidates if one.stands]

    assert "is full: 64 plans stand" in full.stderr
    assert (65, 4) == (late["candidate"], candidates[64].place)
    assert 2**64 - 1 == bitmap(standing) == read_election(village, 1).standing
    village.chain.advance_to(read_election(village, 1).voting_from + 1)
    numbers = [str(one.number) for one in standing]
    cast = terminal.json("election", "cast", "1", *numbers, "--account", ANN, "--yes")
    tally = terminal.json("election", "tally", "1")
    assert str(2**64 - 1) == cast["choices"]
    # All are equal, so the earliest sixteen that still stand have it.
    assert [*range(1, 5), *range(6, 18)] == tally["elected"]
    assert tally["recount"]["matches_chain"]
    shown = terminal.run("election", "show", "1").stdout
    assert "48 plans are passed over, since the seats were filled before them: 18, 19" in shown
    assert "\x1b" not in shown
    assert 65 == len(shown.split("\t0.")) - 1


def test_a_proposal_changes_the_bounds_and_the_electorates(place):
    """From its draft to what it did: what it leaves out stays as it was, and the next announcement
    is held to it."""
    terminal, village = place
    before = village.election.read("bounds")
    number = terminal.submit(
        "Longer votes",
        'kind: elections\nminimum_voting: 5 days\nminimum_quorum: "> 20%"\n'
        "electorate: certificate\nallowed: no",
    )
    words = [one["words"] for one in terminal.json("proposal", "show", str(number))["actions"]]
    passed(terminal, [number])
    vote = terminal.json("tally", str(number), "--voter", ann)["voter"]
    nobody = terminal.json("tally", str(number), "--voter", PEOPLE[0].address)["voter"]
    told = terminal.run("tally", str(number), "--voter", ann).stdout
    after = village.election.read("bounds")
    short = announcement(terminal.folder, village.chain.now(), "short")
    refused = terminal.run("election", "draft", short, code=1).stderr

    assert "at least 5 days for voting, and a quorum of more than 20%" in words[0]
    assert "Let elections be held no longer among the holders of the resident" in words[1]
    assert (before.minimumNomination, 5 * DAY, 2000, True) == tuple(after)
    assert [village.villager.address] == list(village.election.read("electorates"))
    # Whoever voted finds their vote in the recount, with the transaction that brought it.
    assert ("for", 50) == (vote["choice"], vote["votes"])
    assert f"{ann}: for, with 50 votes, in transaction {vote['tx']}" in told
    assert {"address": PEOPLE[0].address, "choice": None, "votes": 0, "tx": None} == nobody
    assert "voting_to" in refused
    assert "voting is open for 5 days at least" in refused
    by_person = announcement(
        terminal.folder, village.chain.now(), "person", electorate="certificate"
    )
    refused = terminal.run("election", "draft", by_person, code=1).stderr
    assert "electorate: must be one of: the villager token" in refused
