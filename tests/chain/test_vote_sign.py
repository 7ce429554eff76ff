"""Signing a ballot that somebody else carries: with a node or without, from an account or a printed
card, and never a second one for the same vote."""

from __future__ import annotations

import json
import multiprocessing
import shutil
from pathlib import Path

import pytest

from daoctl.chain.accounts import account_address
from daoctl.chain.cards import COSTS, new_card, new_pin
from daoctl.chain.recovery import recover
from daoctl.errors import UserError
from daoctl.governance.ballot_messages import ballot_digest, typed_message
from daoctl.governance.ballot_signing import SignedBook, choice_of, fill
from daoctl.governance.ballots import Ballot, read_ballot
from tests.chain.ballots_village import ANN, BOB, PEOPLE, Desk, voting
from tests.chain.governance_village import person

FORK = multiprocessing.get_context("fork")
# Nobody listens there: whoever asks a node fails.
NOWHERE = {"DAOCTL_RPC": "http://127.0.0.1:9", "DAOCTL_NETWORK": "ethereum:local:foundry"}


@pytest.fixture(scope="module")
def village(tmp_path_factory):
    """A village where a proposal and an election are open."""
    with voting(tmp_path_factory.mktemp("village")) as made:
        yield made


@pytest.fixture
def desk(village):
    """The village as it was, with nothing signed from its register."""
    wire = village.chain.node.wire
    before = wire.request("evm_snapshot")
    yield village
    wire.request("evm_revert", before)
    shutil.rmtree(village.folder / ".daoctl", ignore_errors=True)


def sign(desk: Desk, *words: object, account: str = ANN, **more) -> Ballot:
    """The ballot that `vote sign` prints."""
    said = desk.run("vote", "sign", *words, "--account", account, "--yes", **more)
    [line] = said.stdout.splitlines()
    return read_ballot(line.encode())


def holds(ballot: Ballot) -> bool:
    """Whether the voter's key signed it."""
    return recover(ballot_digest(ballot), ballot.signature) == ballot.voter


def test_every_kind_of_ballot_is_one_line_that_holds(desk: Desk, tmp_path: Path) -> None:
    """A proposal, an election, a consultation and a delegation; nothing is sent."""
    before = desk.chain.head()
    document = tmp_path / "road.md"
    desk.run("vote", "consult", document, "--option", "Repair", "--option", "Path")
    to = account_address(BOB)
    made = [
        sign(desk, "1", "賛成"),
        sign(desk, "--election", "1", "3", "1"),
        sign(desk, "--consultation", document, "2"),
        sign(desk, "--delegate-to", to),
    ]

    assert ["for", 0b101, (2,), bytes.fromhex(to[2:])] == [one.choice for one in made]
    assert all(holds(one) for one in made)
    assert {account_address(ANN)} == {one.voter_address for one in made}
    assert (1, 1, 0) == (made[0].subject, made[1].subject, made[3].subject)
    assert bytes.fromhex(desk.election.slate[2:]) == made[1].slate
    assert before == desk.chain.head()


def test_what_is_signed_is_said_before_it_is_asked(desk: Desk) -> None:
    """The title, the names of what is chosen, the voter; without anybody there nothing is signed."""
    said = desk.run("vote", "sign", "--election", "1", "2", "--account", ANN, code=2)
    assert "Ballot in election 1: election 1" in said.stderr
    assert "  2. plan-2 (0.1 ETH)" in said.stderr
    assert account_address(ANN) in said.stderr
    assert "" == said.stdout

    said = desk.run("vote", "sign", "1", "abstain", "--account", ANN, "--yes")
    assert "Ballot on proposal 1: 井戸を掘る" in said.stderr
    assert "Choice: abstain" in said.stderr


def test_the_same_ballot_is_signed_without_a_node(desk: Desk, tmp_path: Path, monkeypatch) -> None:
    """With the public record and a ballot paper, which anyone can be sent; byte for byte."""
    papers = {}
    for name, words in {
        "proposal": ["1"],
        "election": ["--election", "1"],
        "delegation": ["--delegation"],
    }.items():
        papers[name] = tmp_path / f"{name}.json"
        desk.run("vote", "paper", *words, "--out", papers[name])
        assert papers[name].read_text("utf-8") == desk.run("vote", "paper", *words).stdout
    online = [sign(desk, "1", "for"), sign(desk, "--election", "1", "2")]
    alone = tmp_path / "alone"
    (alone / "deployments").mkdir(parents=True)
    shutil.copy(desk.folder / "deployments" / "31337.json", alone / "deployments")
    monkeypatch.chdir(alone)
    offline = [
        sign(desk, "for", "--paper", papers["proposal"], node=False, **NOWHERE),
        sign(desk, "--election", "1", "2", "--paper", papers["election"], node=False, **NOWHERE),
    ]
    given = sign(
        desk, "--delegate-to", account_address(BOB), "--paper", papers["delegation"],
        "--nonce", "3", "--until", "2095-01-01", node=False, **NOWHERE,
    )  # fmt: skip

    assert online == offline
    assert holds(given)
    assert 3 == given.subject
    again = ("vote", "sign", "1", "against", "--paper", papers["proposal"], "--account", ANN)
    assert "signed another" in desk.run(*again, "--yes", code=1, node=False, **NOWHERE).stderr


def test_a_paper_of_another_village_or_vote_is_refused(
    desk: Desk, tmp_path: Path, monkeypatch
) -> None:
    """Held against the public record at hand; where there is none, that is said."""
    paper = tmp_path / "paper.json"
    desk.run("vote", "paper", "1", "--out", paper)
    wrong = json.loads(paper.read_text("utf-8"))
    other = tmp_path / "other.json"
    other.write_text(json.dumps(wrong | {"contract": "0x" + "ab" * 20}))
    bad = tmp_path / "bad.json"
    bad.write_text(json.dumps(wrong | {"subject": -1}))
    monkeypatch.chdir(desk.folder)
    where = {"node": False, **NOWHERE}

    def said(*words: object, code: int = 1) -> str:
        return desk.run(
            "vote", "sign", *words, "--account", ANN, "--yes", code=code, **where
        ).stderr

    assert "another village" in said("for", "--paper", other)
    assert "paper of another vote" in said("2", "for", "--paper", paper)
    assert "paper of another vote" in said("1", "--election", "1", "--paper", paper)
    assert "is no ballot paper" in said("for", "--paper", bad)
    assert "cannot be read" in said("for", "--paper", tmp_path / "none.json")
    monkeypatch.chdir(tmp_path)
    assert "is not checked" in said("for", "--paper", paper, code=0)


def test_a_second_different_ballot_is_refused_and_the_same_is_the_same(desk: Desk) -> None:
    """For one vote from one register; another voter and another vote are free."""
    first = sign(desk, "1", "for")
    again = desk.run("vote", "sign", "1", "for", "--account", ANN, "--yes")

    assert first == read_ballot(again.stdout.strip().encode())
    assert "Signed as before" in again.stderr
    said = desk.run("vote", "sign", "1", "against", "--account", ANN, "--yes", code=1)
    assert "has signed another ballot for this vote already" in said.stderr
    assert "" == said.stdout
    assert "against" == sign(desk, "1", "against", account=BOB).choice
    assert 1 == sign(desk, "--election", "1", "1").choice
    lost = ("vote", "sign", "--election", "1", "2", "--account", ANN, "--yes")
    assert "signed another" in desk.run(*lost, code=1).stderr
    kept = b"".join(one.read_bytes() for one in (desk.folder / ".daoctl").iterdir())
    assert b'"for"' not in kept
    assert first.signature.hex().encode() not in kept


def _race(folder: str, paper, word: str, gate, told) -> None:
    key = PEOPLE[5]
    book = SignedBook(Path(folder), paper)
    made = book.prepare(fill(paper, key.address, choice_of(paper, [word])), 1_000, None)

    waited: list[Ballot] = []

    def slowly(ballot: Ballot) -> bytes:
        # Both have looked, and found nothing signed, before either has signed.
        if not waited:
            gate.wait(60)
        waited.append(ballot)
        return key.sign_typed(typed_message(ballot))

    try:
        ballot, _again = book.keep(made, slowly, 1_000, None)
        told.put((word, ballot.serial))
    except UserError:
        told.put((word, None))


@pytest.mark.parametrize("kind", ["proposal", "consultation"])
def test_two_processes_at_once_sign_no_two_ballots_of_one_vote(
    desk: Desk, tmp_path: Path, kind: str
) -> None:
    """Of two different ones for a proposal one is refused; in a consultation they get two serials,
    for two of one serial would both be void."""
    paper, words = desk.proposal, ("for", "against")
    if kind == "consultation":
        paper = desk.proposal.model_copy(
            update={
                "paper": kind, "subject": "0x" + "07" * 32, "most": 1, "options": desk.election.options
            }
        )  # fmt: skip
        words = ("1", "2")
    gate, told = FORK.Barrier(2), FORK.Queue()
    racing = [
        FORK.Process(target=_race, args=(str(tmp_path), paper, word, gate, told)) for word in words
    ]
    for one in racing:
        one.start()
    serials = sorted((told.get(timeout=120)[1] for _one in racing), key=str)
    for one in racing:
        one.join()

    assert ([0, None] if kind == "proposal" else [1_000, 1_001]) == serials


def test_a_consultations_ballot_may_be_changed_by_a_later_one(desk: Desk, tmp_path: Path) -> None:
    """Its serial is higher; the same wish once more is the same ballot, and back again a new one."""
    document = tmp_path / "road.md"
    desk.run("vote", "consult", document, "--option", "Repair", "--option", "Path")
    words = [["1"], ["1"], ["2"], ["1"], ["blank"]]
    made = [sign(desk, "--consultation", document, *word, node=False) for word in words]

    assert made[0] == made[1]
    serials = [one.serial for one in made[1:]]
    assert serials == sorted(set(serials))
    assert () == made[-1].choice
    assert all(holds(one) for one in made)


def test_an_office_signs_with_a_printed_card_and_keeps_nothing(
    desk: Desk, tmp_path: Path, monkeypatch
) -> None:
    """Scanned and typed, not shown; no key and no PIN in any file; the rule of one ballot holds."""
    pin = new_pin()
    card = new_card(pin, cost=COSTS[0])
    paper = tmp_path / "paper.json"
    desk.run("vote", "paper", "1", "--out", paper)
    monkeypatch.chdir(desk.folder)
    command = ("vote", "sign", "--paper", paper, "--card", "-", "--yes")
    where = {"node": False, **NOWHERE}
    typed = f"{card.text.lower()}\n{pin}\n"
    said = desk.run(*command, "for", stdin=typed, **where)
    found = read_ballot(said.stdout.strip().encode())

    assert card.address == found.voter_address
    assert holds(found)
    assert said.stdout == desk.run(*command, "for", stdin=typed, **where).stdout
    refused = desk.run(*command, "against", stdin=typed, code=1, **where)
    assert "signed another" in refused.stderr
    wrong = desk.run(*command, "for", stdin=f"{card.text}\n{new_pin()}\n", code=1, **where)
    assert "not the PIN of the card" in wrong.stderr
    damaged = desk.run(*command, "for", stdin=f"{card.text[:-3]}\n{pin}\n", code=1, **where)
    assert "not read right" in damaged.stderr
    (tmp_path / "card.txt").write_text(card.text)
    scanned = ("vote", "sign", "for", "--paper", paper, "--card", tmp_path / "card.txt", "--yes")
    assert said.stdout == desk.run(*scanned, stdin=f"{pin}\n", **where).stdout
    kept = b"".join(one.read_bytes() for one in desk.folder.rglob("*") if one.is_file())
    for secret in (pin, pin.replace("-", ""), "DAOCARD", found.signature.hex()):
        assert secret.encode() not in kept
        assert secret not in said.stderr


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["1", "perhaps"], 1, "is no vote"),
        (["1"], 2, "Which vote"),
        (["for"], 2, "Which vote"),
        (["7", "for"], 1, "no proposal 7"),
        (["--election", "1", "4"], 1, "`4` cannot be chosen"),
        (["--election", "1", "1", "2", "3"], 1, "At most 2"),
        (["--election", "1", "1", "1"], 1, "named twice"),
        (["--election", "1"], 1, "What do you choose"),
        (["--election", "2", "1"], 1, "no election 2"),
        (["--delegate-to", "0x12"], 1, "is not an address"),
        (["--delegate-to", "0x" + "1" * 40, "for"], 2, "takes no choice"),
        (["--delegate-to", "0x" + "1" * 40, "--until", "2020-01-01"], 1, "has passed"),
        (["1", "for", "--until", "2095-01-01"], 2, "--delegate-to alone"),
    ],
)
def test_what_cannot_be_chosen_is_not_signed(
    desk: Desk, words: list[str], code: int, said: str
) -> None:
    """A sentence, an exit code, and nothing on stdout."""
    done = desk.run("vote", "sign", *words, "--account", ANN, "--yes", code=code)

    assert said in done.stderr
    assert "" == done.stdout


def test_who_has_no_vote_is_told_before_signing(desk: Desk) -> None:
    """And when the vote is over; who voted already is told that the vote stands."""
    said = desk.run("vote", "sign", "1", "for", "--account", "TEST::8", "--yes", code=3)
    assert "has no vote there" in said.stderr
    desk.run("vote", "cast", "1", "for", "--account", BOB, "--yes")
    said = desk.run("vote", "sign", "1", "for", "--account", BOB, "--yes")
    assert "has voted already, and that vote stands" in said.stderr
    desk.chain.advance_to(desk.proposal.closes + 1)
    said = desk.run("vote", "sign", "1", "for", "--account", ANN, "--yes", code=3)
    assert "The vote is over" in said.stderr


def test_ballots_go_into_a_file_or_a_folder_once(desk: Desk, tmp_path: Path) -> None:
    """A file collects them, each line once; in a folder each has a file of its own, so that a folder
    of them can be checked. A file that was cut off is not written on."""
    file, folder = tmp_path / "all.jsonl", tmp_path / "ballots"
    folder.mkdir()
    for account in (ANN, BOB, ANN):
        sign_to = ("vote", "sign", "1", "for", "--account", account, "--yes", "--out")
        desk.run(*sign_to, file)
        made = desk.json(*sign_to, folder)

    assert 2 == len(file.read_text().splitlines()) == len(list(folder.glob("*.jsonl")))
    assert (True, account_address(ANN)) == (made["again"], made["ballot"]["voter"])
    assert 2 == desk.json("vote", "check", folder)["counts"]
    file.write_bytes(file.read_bytes()[:-9])
    said = desk.run("vote", "sign", "1", "for", "--account", ANN, "--yes", "--out", file, code=1)
    assert "cut off" in said.stderr


def test_an_owner_signs_for_a_wallet_that_takes_it(desk: Desk) -> None:
    """The ballot is the wallet's; one that does not take the signature is found out at once."""
    wallet, asks_owner = desk.wallets[0], 5
    desk.become(wallet, asks_owner)
    command = ("vote", "sign", "1", "for", "--wallet", wallet.address, "--account", ANN, "--yes")
    said = desk.run(*command, code=1)
    assert "does not take this signature" in said.stderr
    desk.become(wallet, 0)

    found = read_ballot(desk.run(*command).stdout.strip().encode())
    assert wallet.address == found.voter_address


def test_a_delegation_that_expired_may_be_signed_anew(desk: Desk) -> None:
    """It can be carried nowhere any more; before that, another one is refused."""
    first = sign(desk, "--delegate-to", account_address(BOB))
    assert first == sign(desk, "--delegate-to", account_address(BOB))
    other = ("vote", "sign", "--delegate-to", person(1).address, "--account", ANN, "--yes")
    assert "signed another" in desk.run(*other, code=1).stderr
    governor = desk.scene.village.governor.address
    own = ("vote", "sign", "--delegate-to", governor, "--account", BOB, "--yes")
    assert "own contracts" in desk.run(*own, code=1).stderr
    desk.chain.advance_to(first.expiry + 1)

    assert (
        person(1).address.lower()[2:] == sign(desk, "--delegate-to", person(1).address).choice.hex()
    )
