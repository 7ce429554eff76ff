"""What each verb of elections answers and refuses: the whole command line, in this process, on an
Anvil. The tests run in the order of one village's time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from daoctl.chain.accounts import account_address, ape_signer
from daoctl.chain.anvil import start_anvil
from daoctl.chain.contracts import Contract
from daoctl.chain.sending import send
from tests.chain.election_village import (
    ANN,
    BOB,
    CEM,
    COUNCIL,
    DAY,
    ETH,
    announcement,
    electing,
    plan,
)
from tests.chain.test_governance_cli import STRANGER, Terminal
from tests.shapes import check, verb_of

ann, bob, cem = map(account_address, (ANN, BOB, CEM))


class Checked(Terminal):
    """A terminal whose every answer is held against its schema."""

    def json(self, *arguments: str, code: int = 0):
        """What it prints with --json."""
        found = super().json(*arguments, code=code)
        check(verb_of(arguments), found)
        return found


@pytest.fixture(scope="module")
def terminal(tmp_path_factory):
    """Ann with three votes, Bob with two, Cem with one."""
    folder = tmp_path_factory.mktemp("village")
    anvil = start_anvil()
    try:
        with electing(folder, anvil.url) as scene:
            yield Checked(folder, anvil.url, scene.chain)
    finally:
        anvil.stop()


def opened(terminal: Terminal, name: str, **more: object) -> str:
    """The number of an election that the council opened now."""
    file = announcement(terminal.folder, terminal.chain.now(), name, **more)
    return str(terminal.json("election", "open", file, "--yes")["number"])


def nominated(terminal: Terminal, election: str, name: str, account: str, *amounts: str) -> str:
    """The number of a candidate that its own recipient nominated."""
    file = plan(terminal.folder, name, account_address(account), *amounts)
    found = terminal.json("election", "nominate", election, file, "--account", account, "--yes")
    return str(found["candidate"])


def voting(terminal: Terminal, election: str) -> None:
    """Lets the vote begin, if it has not."""
    past(terminal, terminal.json("election", "show", election)["voting_from"])


def over(terminal: Terminal, election: str) -> None:
    """Lets the vote end, if it has not: an election opened a moment after another ends a moment
    after it, and the chain's clock goes on by itself."""
    past(terminal, terminal.json("election", "show", election)["voting_to"])


def past(terminal: Terminal, moment: int) -> None:
    """Leaves the chain later than a moment."""
    terminal.chain.advance_to(max(terminal.chain.now(), moment + 1))


def contract(terminal: Terminal) -> Contract:
    """The village's GeneralElection."""
    record = next((terminal.folder / "deployments").glob("*.json")).read_text("utf-8")
    address = json.loads(record)["addresses"]["election"]
    return Contract(terminal.chain, "GeneralElection", address)


def test_an_election_is_opened_once_and_a_safe_gets_its_calldata(terminal):
    """The same announcement is the same election; its text is written under its hash."""
    file = announcement(terminal.folder, terminal.chain.now(), "first")
    terminal.run("election", "show", "1", code=1)
    for kind in ("announcement", "plan"):
        assert terminal.json("election", "draft", "--kind", kind)["text"].startswith("---")
    checked = terminal.json("election", "draft", file)
    looked = terminal.json("election", "open", file, "--dry-run")
    written = json.loads(terminal.run("election", "open", file, "--output", "calldata").stdout)
    first = terminal.json("election", "open", file, "--yes")
    again = terminal.json("election", "open", file, "--yes")
    found = terminal.json("election", "show", "1")
    listed = terminal.json("election", "list")

    assert [(1, "総選挙", 0)] == [(one["number"], one["title"], one["standing"]) for one in listed]
    assert ("announcement", "総選挙", 2) == tuple(checked[k] for k in ("kind", "title", "budget"))
    assert looked["dry_run"]
    assert contract(terminal).address == written["to"]
    assert (1, False) == (first["number"], first["already"])
    assert (1, True, None) == (again["number"], again["already"], again["tx"])
    assert f"0x{first['sha256']}" == found["content_hash"]
    assert "# 総選挙" == Path(first["publish"]).read_text("utf-8").partition("\n")[0]
    assert ("Nominating", str(ETH), None, []) == tuple(
        found[key] for key in ("state", "ceiling", "quorum_needed", "elected")
    )
    terminal.run("election", "open", file, "--account", ANN, "--yes")  # it is open: nothing to do
    late = announcement(terminal.folder, terminal.chain.now() - 9 * DAY, "late")
    assert "nominations_until" in terminal.run("election", "open", late, "--yes", code=1).stderr


def test_what_cannot_be_nominated_is_refused_in_words(terminal):
    """Without milestones, over the ceiling, with too few votes, or for somebody who did not agree:
    before anything is sent, and with what to do."""
    folder = terminal.folder

    def refused(file: str, account: str, code: int, *more: str) -> str:
        command = ("election", "nominate", "1", file, "--account", account, "--yes", *more)
        return terminal.run(*command, code=code).stderr

    empty = folder / "empty.md"
    empty.write_text(f"---\ntitle: x\nrecipient: '{ann}'\n---\n\nText.\n", "utf-8")
    assert "milestones is missing" in refused(str(empty), ANN, 1).replace(":", "")
    dear = refused(plan(folder, "dear", ann, "0.6 ETH", "0.5 ETH"), ANN, 3)
    assert "costs 1.1 ETH" in dear
    assert "Together they may cost 1 ETH." in dear
    assert "too few votes" in refused(
        plan(folder, "x", account_address(COUNCIL), "1 ETH"), COUNCIL, 3
    )
    for_other = plan(folder, "for-cem", cem, "0.7 ETH")
    assert "election consent 1 PLAN.md" in refused(for_other, BOB, 3)


def test_a_token_that_came_after_the_opening_nominates_nothing(terminal):
    """It is said before anything is sent; who had it then may still nominate."""
    chain = terminal.chain
    wire = chain.node.wire
    record = next((terminal.folder / "deployments").glob("*.json")).read_text("utf-8")
    villager = Contract(chain, "DigitalVillager", json.loads(record)["addresses"]["villager"])
    before = wire.request("evm_snapshot")
    owner = ape_signer(chain, CEM)
    token = next(n for n in range(1, 7) if villager.read("ownerOf", n) == cem)
    stranger = account_address(COUNCIL)
    send(chain, villager.call("transferFrom", cem, stranger, token), owner)
    chain.advance_to(chain.now() + 60)
    file = plan(terminal.folder, "bought", stranger, "0.1 ETH")
    command = ("election", "nominate", "1", file, "--account", COUNCIL, "--yes")
    said = terminal.run(*command, code=3).stderr
    seed = nominated(terminal, "1", "sold", CEM, "0.1 ETH")
    wire.request("evm_revert", before)
    chain._times.clear()

    assert "too few votes to nominate when the election was opened" in said
    assert "1" == seed


def test_a_recipient_agrees_by_a_file(terminal):
    """Only the recipient signs, only for that nominator, and a forged agreement is the contract's to
    refuse."""
    file = str(terminal.folder / "for-cem.md")
    consent = ("election", "consent", "1", file, "--nominator", bob, "--yes")
    terminal.run(*consent, "--account", ANN, code=1)
    terminal.run(*consent[:-1], "--account", CEM, code=2)
    signed = terminal.json(*consent, "--account", CEM, "--out", str(terminal.folder / "c.json"))
    given = Path(signed["file"])
    nominate = ("election", "nominate", "1", file, "--consent", str(given))

    assert "nominator" in terminal.run(*nominate, "--account", ANN, "--yes", code=1).stderr
    forged = json.loads(given.read_text("utf-8"))
    forged["signature"] = "0x" + "11" * 64 + "1b"
    (terminal.folder / "forged.json").write_text(json.dumps(forged), "utf-8")
    said = terminal.run(
        *nominate[:-1], str(terminal.folder / "forged.json"), "--account", BOB, "--yes", code=3
    )
    assert "did not agree" in said.stderr
    found = terminal.json(*nominate, "--account", BOB, "--yes")
    again = terminal.json(*nominate, "--account", BOB, "--yes")
    assert (1, False) == (found["candidate"], found["already"])
    assert (1, True) == (again["candidate"], again["already"])
    # One holder has one plan: another waits until the first is withdrawn.
    second = plan(terminal.folder, "second", bob, "0.1 ETH")
    said = terminal.run("election", "nominate", "1", second, "--account", BOB, "--yes", code=3)
    assert "daoctl election withdraw 1 1" in said.stderr


def test_a_plan_leaves_before_the_vote_and_not_after(terminal):
    """Its nominator withdraws it, the council strikes it; both once, and both said quietly again. Who
    was struck does not come again."""
    mill = nominated(terminal, "1", "mill", ANN, "0.2 ETH", "0.3 ETH")
    seed = nominated(terminal, "1", "seed", CEM, "0.1 ETH")
    terminal.run("election", "withdraw", "1", seed, "--account", ANN, "--yes", code=3)
    gone = terminal.json("election", "withdraw", "1", seed, "--account", CEM, "--yes")
    assert terminal.json("election", "withdraw", "1", seed, "--account", CEM, "--yes")["already"]
    seed = nominated(terminal, "1", "seed", CEM, "0.1 ETH")
    struck = nominated(terminal, opened(terminal, "other", budget="harvest"), "odd", ANN, "0.1 ETH")
    strike = ("election", "strike", "2", struck, "--reason")
    terminal.run(*strike, "call 090-1234-5678", "--yes", code=1)
    written = json.loads(terminal.run(*strike, "unlawful", "--output", "calldata").stdout)
    done = terminal.json(*strike, "unlawful", "--yes")

    assert ("2", "4", "Withdrawn") == (mill, seed, gone["status"])
    assert "unlawful" in written["words"]
    assert ("Struck", False) == (done["status"], done["already"])
    assert terminal.json(*strike, "unlawful", "--yes")["already"]
    other = plan(terminal.folder, "other-plan", account_address(ANN), "0.1 ETH")
    again = terminal.run("election", "nominate", "2", other, "--account", ANN, "--yes", code=3)
    assert "nominate nothing more in it" in again.stderr
    voting(terminal, "1")
    assert (
        "Voting began"
        in terminal.run("election", "withdraw", "1", seed, "--account", CEM, "--yes", code=3).stderr
    )
    late = plan(terminal.folder, "late-plan", bob, "0.1 ETH")
    said = terminal.run("election", "nominate", "2", late, "--account", BOB, "--yes", code=3)
    assert "Plans could be nominated until" in said.stderr


def test_a_vote_is_cast_once_and_nobody_without_power_casts_one(terminal):
    """The same again is success; another, too many, or one that left are refused with the reason."""
    cast = ("election", "cast", "1")
    terminal.run(*cast, "1", "2", "--account", ANN, "--yes", code=1)
    terminal.run(*cast, "3", "--account", ANN, "--yes", code=1)
    nothing = terminal.run(*cast, "1", "--account", COUNCIL, "--yes", code=3).stderr
    safe = terminal.run(*cast, "1", "--from", cem, "--output", "calldata").stdout
    first = terminal.json(*cast, "1", "--account", ANN, "--yes")
    again = terminal.json(*cast, "1", "--account", ANN, "--yes")
    other = terminal.run(*cast, "2", "--account", ANN, "--yes", code=3).stderr
    terminal.run(*cast, "2", "--account", BOB, "--yes")

    assert "It holds nothing that carries a vote." in nothing
    assert contract(terminal).address == json.loads(safe)["to"]
    assert ([1], "1", 3, False) == tuple(
        first[key] for key in ("candidates", "choices", "power", "already")
    )
    assert (3, True, None) == (again["power"], again["already"], again["tx"])
    assert "has voted for 1 already" in other


def test_voting_power_is_told_at_an_elections_own_snapshot(terminal):
    """When its voting began: who bought later has none, who sold later still has theirs."""
    chain = terminal.chain
    wire = chain.node.wire
    record = next((terminal.folder / "deployments").glob("*.json")).read_text("utf-8")
    villager = Contract(chain, "DigitalVillager", json.loads(record)["addresses"]["villager"])
    began = terminal.json("election", "show", "1")["voting_from"]
    before = wire.request("evm_snapshot")
    token = next(n for n in range(1, 7) if villager.read("ownerOf", n) == cem)
    buyer = account_address(COUNCIL)
    send(chain, villager.call("transferFrom", cem, buyer, token), ape_signer(chain, CEM))
    chain.advance_to(chain.now() + 60)
    bought = terminal.json("vote", "power", buyer, "--election", "1")
    sold = terminal.json("vote", "power", cem, "--election", "1")
    now = terminal.json("vote", "power", buyer)
    wire.request("evm_revert", before)
    chain._times.clear()
    both = terminal.run("vote", "power", ann, "--election", "1", "--proposal", "1", code=2)
    none = terminal.run("vote", "power", ann, "--election", "77", code=1)

    assert (None, 1, began) == tuple(bought[key] for key in ("proposal", "election", "at"))
    assert (0, 1, "after_snapshot") == tuple(bought[k] for k in ("votes", "units_now", "reason"))
    assert (1, 0, None) == tuple(sold[key] for key in ("votes", "units_now", "reason"))
    assert (None, None, 1) == tuple(now[key] for key in ("proposal", "election", "votes"))
    assert "Only one vote at a time." in both.stderr
    assert "There is no election 77." in none.stderr


def test_how_it_stands_and_would_end_is_told_in_words(terminal):
    """Who would be elected and what they'd cost, who is passed over and why; and the voter finds
    their own ballot in the recount."""
    said = terminal.run("election", "show", "1").stdout
    found = terminal.json("election", "show", "1")
    tally = terminal.json("election", "tally", "1", "--voter", bob)
    none = terminal.run("election", "tally", "1", "--voter", STRANGER).stdout

    assert "more than 10% of 6 votes: 1 needed, 5 cast: reached" in said
    assert "If it closed now, 1 plan would be elected: “for-cem” (1)." in said
    assert "Together: 0.7 ETH, of 1 ETH at most." in said
    assert "“mill” (2) is passed over: it costs 0.5 ETH, and 0.3 ETH was left" in said
    assert "“seed” (4) is passed over: nobody voted for it." in said
    assert "1\tfor-cem\t3\t0.7 ETH\t*\tstands" in said.splitlines()
    assert "3\tseed\t\t0.1 ETH\t\twithdrawn" in said.splitlines()
    assert ([1], str(7 * 10**17), True, 1) == tuple(
        found[key] for key in ("elected", "cost", "quorum_reached", "quorum_needed")
    )
    assert [None, "over_ceiling", None, "no_vote"] == [one["passed"] for one in found["candidates"]]
    assert found == terminal.json("election", "show", "1", "--lang", "ja")
    assert ([2], 2) == (tally["voter"]["candidates"], tally["voter"]["votes"])
    assert tally["voter"]["tx"].startswith("0x")
    assert (tally["recount"]["matches_chain"], [1]) == (True, tally["elected"])
    assert "has no ballot in this election" in none


def test_closing_and_awarding_twice_is_success(terminal):
    """The dry run shows the outcome; what was set aside becomes a project, each plan once."""
    early = terminal.run("election", "close", "1", "--account", BOB, "--yes", code=3).stderr
    over(terminal, "1")
    due = terminal.json("status")
    terminal.run("election", "award", "1", "--account", BOB, "--yes", code=3)
    looked = terminal.run("election", "close", "1", "--account", BOB, "--dry-run").stderr
    closed = terminal.json("election", "close", "1", "--account", BOB, "--yes")
    again = terminal.json("election", "close", "1", "--account", BOB, "--yes")
    waits = terminal.json("status")
    terminal.run("election", "award", "1", "2", "--account", BOB, "--yes", code=3)
    award = terminal.json("election", "award", "1", "--account", BOB, "--yes")
    twice = terminal.json("election", "award", "1", "1", "--account", BOB, "--yes")

    assert "Voting ends at" in early
    assert {"kind": "close_election", "number": 1} in due["due"]
    assert "If it closed now, 1 plan would be elected" in looked
    assert ([1], str(7 * 10**17), False) == tuple(
        closed[key] for key in ("elected", "reserved", "already")
    )
    assert (again["already"], closed["elected"]) == (True, again["elected"])
    assert {"kind": "award_election", "number": 1} in waits["due"]
    assert [(1, 1, False)] == [
        tuple(one[key] for key in ("candidate", "grant", "already")) for one in award["awards"]
    ]
    assert [(1, 1, True)] == [
        tuple(one[key] for key in ("candidate", "grant", "already")) for one in twice["awards"]
    ]
    assert cem == terminal.json("project", "show", "1")["recipient"]
    assert [2] == [one["number"] for one in terminal.json("status")["open_elections"]]


def test_too_few_votes_elect_nobody(terminal):
    """Nobody voted in the second election: closing it sets nothing aside."""
    over(terminal, "2")
    closed = terminal.run("election", "close", "2", "--account", BOB, "--yes").stdout
    award = terminal.json("election", "award", "2", "--account", BOB, "--yes")

    assert "No plan stands." in closed
    assert [] == award["awards"]


def test_voting_power_is_told_by_the_token_of_the_elections_electorate(terminal):
    """Three villager tokens are no certificate, neither before the snapshot nor after it."""
    chain = terminal.chain
    wire = chain.node.wire
    before = wire.request("evm_snapshot")
    persons = opened(terminal, "persons", budget="harvest", electorate="certificate")
    power = ("vote", "power", ann)
    early = terminal.json(*power, "--election", persons)
    voting(terminal, persons)
    late = terminal.json(*power, "--election", persons)
    proposals = terminal.json(*power)
    began = terminal.json("election", "show", persons)["voting_from"]
    wire.request("evm_revert", before)
    chain._times.clear()

    assert [(0, 0, "none_held")] * 2 == [
        tuple(one[key] for key in ("votes", "units", "reason")) for one in (early, late)
    ]
    assert early["at"] < began == late["at"]
    assert 3 == proposals["votes"]


def test_figures_that_part_from_the_ballots_are_exit_5(terminal):
    """A contract whose totals were altered is found out by the recount."""
    slot = "0x" + "00" * 32
    wire, address = terminal.chain.node.wire, contract(terminal).address
    before = wire.request("evm_snapshot")
    # The ballot of candidate 1 stands in the election's packed votes: three units.
    votes = "0x" + (3 | 2 << 64).to_bytes(32, "big").hex()
    for place in range(40):
        found = _slot_of(wire, address, place, votes)
        slot = found or slot
    assert int(slot, 16)
    wire.request(
        "anvil_setStorageAt", address, slot, "0x" + (3 | 9 << 64).to_bytes(32, "big").hex()
    )
    differs = terminal.run("election", "tally", "1", "--json", code=5)
    wire.request("evm_revert", before)

    assert "votes for candidate 2: 9 on the chain, 2 recounted" in differs.stderr
    assert json.loads(differs.stdout)["recount"]["matches_chain"] is False
    terminal.run("election", "tally", "1")


def _slot_of(wire, address: str, place: int, wanted: str) -> str | None:
    """The slot of the first election that holds the wanted word, if it is `place` words into it, for
    a mapping at one of the contract's first slots."""
    from daoctl.chain.codec import keccak

    for base in range(12):
        start = int.from_bytes(keccak((1).to_bytes(32, "big") + base.to_bytes(32, "big")), "big")
        slot = hex((start + place) % 2**256)
        if wire.request("eth_getStorageAt", address, slot, "latest") == wanted:
            return slot
    return None


def test_a_budget_that_is_over_leaves_the_ranking_and_a_proposal(terminal):
    """Nothing is set aside; the words say so before and after, and awarding drafts the proposal
    that only the village can carry out."""
    number = opened(terminal, "third")
    nominated(terminal, number, "bridge", ANN, "0.2 ETH")
    voting(terminal, number)
    terminal.run("election", "cast", number, "1", "--account", ANN, "--yes")
    over(terminal, number)
    terminal.chain.advance_to(terminal.chain.now() + 200 * DAY)
    looked = terminal.run("election", "close", number, "--account", BOB, "--dry-run").stderr
    closed = terminal.run("election", "close", number, "--account", BOB, "--yes").stdout
    found = terminal.json("election", "show", number)
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(terminal.folder)
        award = terminal.json("election", "award", number, "--account", BOB, "--yes")
    said = terminal.run("proposal", "draft", str(terminal.folder / award["draft"])).stdout

    assert "The budget's time is over." in looked
    assert "the village can fund them by a proposal" in looked
    assert "1 plan was elected: “bridge” (1)." in closed
    assert "Nothing is set aside for them" in closed
    assert ([1], "0", None) == (found["elected"], found["reserved"], found["reservation"])
    assert ann in said
    assert "0.2 ETH" in said


def test_a_village_without_elections_says_so(terminal):
    """One that was founded by an earlier daoctl: in words, and status leaves them out."""
    record = next((terminal.folder / "deployments").glob("*.json"))
    whole = record.read_text("utf-8")
    less = json.loads(whole)
    del less["addresses"]["election"]
    record.write_text(json.dumps(less), "utf-8")
    try:
        for verb in (("list",), ("show", "1"), ("draft", "--kind", "plan")):
            assert "has no general elections" in terminal.run("election", *verb, code=1).stderr
        kind = terminal.draft("bounds", "kind: elections\nminimum_voting: 1 day")
        assert "this one has none" in terminal.run("proposal", "draft", kind, code=1).stderr
        assert [] == terminal.json("status")["open_elections"]
    finally:
        record.write_text(whole, "utf-8")
