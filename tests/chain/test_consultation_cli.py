"""A consultation at the command line, on an Anvil: begun, signed, counted, counted again without a
node, proved and published; and what wallets say for their voters."""

from __future__ import annotations

import contextlib
import io
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from unittest import mock

import pytest

from daoctl.chain.accounts import account_address, ape_signer
from daoctl.chain.anvil import start_anvil
from daoctl.chain.codec import checksummed, keccak
from daoctl.chain.contracts import Call
from daoctl.chain.sending import send
from daoctl.chain.wallets import Question, ask_wallets
from daoctl.cli.app import main
from daoctl.errors import ChainError
from daoctl.governance.ballot_messages import type_hash, typed_message
from daoctl.governance.ballots import Ballot, write_ballot
from daoctl.governance.consultation import load_consultation
from daoctl.governance.power_file import load_power
from tests.chain.governance_village import Scene, founded, person

COUNCIL = "TEST::5"
ANN, BOB, CEM, DAN = (person(number) for number in range(4))
# A wallet that stands by everything, and has no key.
WALLET = "0x00000000000000000000000000000000000000aa"
AGREES = "631626ba7e60e01b60005260206000f3"


class Said(NamedTuple):
    """What a command said."""

    stdout: str
    stderr: str


@dataclass
class Desk:
    """A terminal in the village's folder."""

    scene: Scene
    folder: Path
    rpc: str

    def run(self, *arguments: object, code: int = 0, node: bool = True) -> Said:
        """Runs one command line and expects that exit code; without a node it has no village
        either, as anyone who only fetched the files."""
        stdout, stderr = io.StringIO(), io.StringIO()
        settings = {"DAOCTL_LANG": "en"}
        if node:
            settings |= {"DAOCTL_RPC": self.rpc, "DAOCTL_VILLAGE": str(self.folder)}
        with (
            mock.patch.dict(os.environ, settings),
            mock.patch("sys.stdin", io.StringIO()),
            contextlib.redirect_stdout(stdout),
            contextlib.redirect_stderr(stderr),
        ):
            given = main([str(argument) for argument in arguments])
        assert code == given, stderr.getvalue()
        return Said(stdout.getvalue(), stderr.getvalue())

    def json(self, *arguments: object, code: int = 0, node: bool = True):
        """What it prints with --json."""
        return json.loads(self.run(*arguments, "--json", code=code, node=node).stdout)


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """Ann has three votes, Bob two, Cem one, a wallet four; Dan gave his one to Cem."""
    folder = tmp_path_factory.mktemp("village")
    anvil = start_anvil()
    try:
        tokens = {ANN.address: 3, BOB.address: 2, CEM.address: 1, DAN.address: 1, WALLET: 4}
        with founded(folder, tokens, rpc=anvil.url, council=account_address(COUNCIL)) as scene:
            chain = scene.chain
            chain.node.wire.request("anvil_setCode", WALLET, "0x" + AGREES)
            scene.do([scene.village.villager.call("delegate", CEM.address)], DAN)
            chain.advance_to(chain.now() + 100)
            yield Desk(scene, folder, anvil.url)
    finally:
        anvil.stop()


def ballot(asked, key, choice, serial=1, voter=None) -> str:
    """A ballot's line, signed by the key."""
    context = asked.context
    made = Ballot(
        "consultation",
        context.chain_id,
        context.contract,
        context.domain,
        context.subject,
        bytes.fromhex((voter or key.address)[2:]),
        tuple(choice),
        serial=serial,
    )
    return write_ballot(made.signed(key.sign_typed(typed_message(made)))) + "\n"


@pytest.fixture(scope="module")
def asked(desk):
    """A consultation begun at the terminal, and a folder of ballots beside it."""
    document = desk.folder / "consultation.md"
    desk.run(
        "vote", "consult", document, "--title", "旧道のゆくえ", "--method", "ranked",
        "--option", "Repair", "--option", "Path", "--option", "Leave",
        "--snapshot", f"{moment(desk.scene.chain.now() - 50)}",
    )  # fmt: skip
    found = load_consultation(document)
    ballots = desk.folder / "ballots"
    ballots.mkdir()
    (ballots / "a.jsonl").write_text(
        ballot(found, ANN, (2, 1)) + ballot(found, BOB, (1,)) + ballot(found, BOB, (3, 2), 2)
    )
    (ballots / "b.jsonl").write_text(
        ballot(found, CEM, (1, 2))
        + ballot(found, ANN, (1, 2), voter=WALLET)
        + ballot(found, DAN, (3,))
        + "rubbish\n"
    )
    return found


def moment(ts: int) -> str:
    """As a person writes it."""
    from daoctl.times import format_time

    return format_time(ts, "UTC").removesuffix(" UTC") + "+00:00"


def test_a_document_is_begun_once_and_then_shown_with_its_id(desk, asked, tmp_path):
    """The id is the Keccak-256 of the file, which nobody's terminal writes twice."""
    shown = desk.json("vote", "consult", desk.folder / "consultation.md", node=False)
    content = (desk.folder / "consultation.md").read_bytes()

    assert "0x" + keccak(content).hex() == shown["id"]
    assert ["Repair", "Path", "Leave"] == shown["options"]
    assert desk.scene.village.charter_contract.address == shown["village"]
    again = ("vote", "consult", desk.folder / "consultation.md", "--title", "Other")
    assert "exists already" in desk.run(*again, code=1).stderr
    bad = ("vote", "consult", tmp_path / "new.md", "--method", "dice")
    assert "There is no `dice` here" in desk.run(*bad, code=2).stderr


def test_a_consultation_is_counted_and_again_without_a_node(desk, asked, tmp_path):
    """Path 3 (Ann), Repair 6 (Cem with Dan's vote, the wallet), Leave 2 (Bob's later ballot): 6
    of 11 are more than half. Whoever has the files gets the same bytes without a node."""
    ballots, result = desk.folder / "ballots", desk.folder / "consultation.result.json"
    found = desk.json("tally", "--ballots", ballots, "--method", "ranked", "--voter", BOB.address)
    files = [result.read_bytes(), (desk.folder / "consultation.power").read_bytes()]

    assert ["6", "3", "2"] == [one["units"] for one in found["totals"]]
    assert (1, 4, "11") == (found["winner"], found["leaves"], found["ballots"]["units"])
    assert (1, {"json": 1, "no_power": 1}) == (
        found["ballots"]["superseded"],
        found["ballots"]["rejected"],
    )
    assert {"counted": True, "choice": [3, 2], "serial": 2, "units": 2} == {
        name: found["voter"][name] for name in ("counted", "choice", "serial", "units")
    }
    assert "11" == found["power"]["total"]
    assert [(4, "json"), (3, "no_power")] == [
        (one["line"], one["code"]) for one in sorted(found["faults"], key=lambda f: f["code"])
    ]
    assert [] == found["void"]
    block = desk.scene.chain.node.block(found["power"]["block"])
    assert block.hash == found["power"]["block_hash"]
    assert block.timestamp <= asked.snapshot

    said = desk.run("tally", "--ballots", ballots, "--answers", result, node=False)
    assert "says the same already" in said.stderr
    assert "1. Repair: 6 votes" in said.stdout
    assert "First: 1. Repair" in said.stdout
    assert "b.jsonl:4: The line is not a JSON object." in said.stderr
    assert files == [result.read_bytes(), (desk.folder / "consultation.power").read_bytes()]

    other = tmp_path / "other.json"
    alone = desk.run("tally", "--ballots", ballots, "--result", other, node=False)
    assert "No node could be asked" in alone.stderr
    assert "no node was asked" in alone.stderr
    assert "7" == json.loads(other.read_bytes())["ballots"]["units"]
    assert "says otherwise" in desk.run("tally", "--ballots", ballots, code=5, node=False).stderr


def test_a_count_refuses_what_would_change_its_question(desk, asked, tmp_path):
    """Another method than the signed one; no document; both kinds of tally at once, or none."""
    ballots = desk.folder / "ballots"
    wrong = desk.run("tally", "--ballots", ballots, "--method", "single", code=2)
    assert "every ballot signs the document" in wrong.stderr
    (tmp_path / "x.jsonl").touch()
    lost = desk.run("tally", "--ballots", tmp_path / "x.jsonl", code=2)
    assert "Which consultation" in lost.stderr
    assert "Which vote" in desk.run("tally", code=2).stderr
    assert "Which vote" in desk.run("tally", "1", "--ballots", ballots, code=2).stderr
    alone = desk.run("tally", "1", "--method", "single", code=2)
    assert "--method goes with --ballots alone" in alone.stderr
    assert "Did you mean `daoctl tally publish`?" in desk.run("tally", "publis", code=2).stderr
    assert "`daoctl tally --help` shows" in desk.run("tally", "one", code=2).stderr
    assert desk.run("tally", "--help").stdout.startswith("Usage: daoctl tally [OPTIONS] [NUMBER]")
    assert "no proposal 7" in desk.run("tally", "7", code=1).stderr


def test_a_snapshot_to_come_cannot_be_counted_yet(desk, asked, tmp_path):
    """Its power is not known before that second is over."""
    document = tmp_path / "consultation.md"
    desk.run("vote", "consult", document)
    future = load_consultation(document)
    (tmp_path / "x.jsonl").write_text(ballot(future, ANN, (1,)))

    said = desk.run("tally", "--ballots", tmp_path / "x.jsonl", code=1)
    assert "The snapshot has not passed yet" in said.stderr
    assert ["consultation.md", "x.jsonl"] == sorted(one.name for one in tmp_path.iterdir())


def test_who_sold_has_the_power_of_the_snapshot_and_no_other(desk, asked, tmp_path):
    """Sold after it: still the seller's. Sold in that very second, or before: the buyer's. The
    token's own checkpoints say the same of everyone."""
    chain, token = desk.scene.chain, desk.scene.village.villager
    receipt = desk.scene.do([token.call("transferFrom", ANN.address, BOB.address, 1)], ANN)[0]
    sold = chain.time_of(receipt.block)
    chain.advance_to(sold + 10)
    shown = {}
    for when in (sold - 1, sold, sold + 1):
        folder = tmp_path / str(when)
        folder.mkdir()
        document = folder / "consultation.md"
        desk.run("vote", "consult", document, "--snapshot", moment(when))
        (folder / "x.jsonl").write_text(ballot(load_consultation(document), ANN, (1,)))
        desk.run("tally", "--ballots", folder / "x.jsonl")
        power = load_power(folder / "consultation.power")
        shown[when] = [power.units[bytes.fromhex(one.address[2:])] for one in (ANN, BOB)]

        for voter, units in power.units.items():
            assert units == token.read("getPastVotes", "0x" + voter.hex(), when)
        assert power.header.total == token.read("getPastTotalSupply", when)
    assert {sold - 1: [3, 2], sold: [2, 3], sold + 1: [2, 3]} == shown


def test_a_voter_proves_that_the_ballot_counted(desk, asked, tmp_path):
    """With the result alone; nobody else's proof, and no other result, passes."""
    ballots, result = desk.folder / "ballots", tmp_path / "result.json"
    desk.run("tally", "--ballots", ballots, "--result", result)
    for voter in (ANN.address, WALLET):
        proof = tmp_path / f"{voter}.json"
        desk.run("vote", "prove", voter, result, "--ballots", ballots, "--out", proof, node=False)
        shown = desk.json("vote", "verify-proof", result, proof, node=False)
        assert (True, voter.lower()) == (shown["counted"], shown["voter"].lower())
    said = desk.run("vote", "verify-proof", result, tmp_path / f"{ANN.address}.json", node=False)
    assert "2. Path, 1. Repair, with 3 votes" in said.stdout

    missing = ("vote", "prove", DAN.address, result, "--ballots", ballots)
    assert "No ballot of" in desk.run(*missing, code=5, node=False).stderr
    forged = json.loads(proof.read_text()) | {"units": "400"}
    proof.write_text(json.dumps(forged))
    assert "not in it" in desk.run("vote", "verify-proof", result, proof, code=5).stderr
    result.write_text(result.read_text().replace('"root": "0x', '"root": "0y'))
    assert "cannot be used" in desk.run("vote", "verify-proof", result, proof, code=1).stderr


def test_a_result_is_published_once_by_the_council(desk, asked, tmp_path):
    """Root, number of ballots, and the address with the file's hash; for a Safe as calldata."""
    result = tmp_path / "road.json"
    desk.run("tally", "--ballots", desk.folder / "ballots", "--result", result)
    written = desk.run("tally", "publish", result, "--output", "calldata")
    done = desk.json("tally", "publish", result, "--account", COUNCIL, "--yes")
    again = desk.json("tally", "publish", result, "--account", COUNCIL, "--yes")
    charter = desk.scene.village.charter_contract

    assert charter.address == json.loads(written.stdout)["to"]
    assert 1 == charter.read("publicationCount") == done["publication"] == again["publication"]
    hashed = keccak(result.read_bytes()).hex()
    assert f"https://example.org/mihon/road.json#keccak256=0x{hashed}" == done["uri"]
    assert (4, json.loads(result.read_text())["root"]) == (done["leaves"], done["root"])
    assert (False, True) == (done["already"], again["already"])
    stranger = (
        "tally",
        "publish",
        result,
        "--uri",
        "https://example.org/x",
        "--account",
        "TEST::1",
    )
    desk.run(*stranger, "--yes", code=3)


def test_the_contracts_show_the_types_that_ballots_are_signed_by(desk):
    """And the domain a ballot names is the one each contract answers (ERC-5267)."""
    village = desk.scene.village
    shown = {
        "proposal": (village.governor, "VILLAGE_BALLOT_TYPEHASH"),
        "election": (village.contract("election"), "ELECTION_BALLOT_TYPEHASH"),
        "delegation": (village.villager, "DELEGATION_TYPEHASH"),
    }
    for kind, (contract, view) in shown.items():
        domain = contract.read("eip712Domain")

        assert contract.read(view) == type_hash(kind)
        assert ("Mihon", "1", village.chain.chain_id, contract.address) == domain[1:5]


@pytest.mark.parametrize(
    ("code", "agrees"),
    [
        (AGREES, True),
        ("", False),
        # Burns all gas.
        ("5b600056", False),
        # Reverts.
        ("60006000fd", False),
        # Answers 64 KiB, of which the first word is right, as the contracts would take it.
        ("631626ba7e60e01b600052620100006000f3", True),
        # Answers megabytes: making them costs more gas than a wallet may use.
        ("631626ba7e60e01b600052624000006000f3", False),
        # Writes, as nobody may who is only asked.
        ("6001600055" + AGREES, False),
        # Answers four bytes, and a word with something behind the magic.
        ("631626ba7e60e01b60005260046000f3", False),
        ("631626ba7e60e01b60010160005260206000f3", False),
        # Answers nothing at all; answers what it was asked.
        ("00", False),
        ("3660006000373660006000f3".replace("3660006000f3", "366000f3"), False),
    ],
)
def test_a_wallet_meets_the_same_walls_as_on_chain(chain, code, agrees):
    """At most so much gas, no writing, one word looked at; what stood there at the block counts."""
    address = "0x00000000000000000000000000000000000000ab"
    chain.node.wire.request("anvil_setCode", address, "0x" + code)
    block = chain.head()
    questions = [
        Question(bytes.fromhex(address[2:]), keccak(b"digest"), bytes(length))
        for length in (65, 2048, 2049)
    ]

    assert [agrees, agrees, False] == ask_wallets(chain, questions, block)


def test_a_wallet_that_changed_its_mind_is_asked_at_the_pinned_block(chain):
    """Whoever counts again later is told the same."""
    address = "0x00000000000000000000000000000000000000ac"
    question = Question(bytes.fromhex(address[2:]), bytes(32), bytes(65))
    # Agrees while its first slot holds a one; whoever calls it with a word sets the slot.
    fickle = "36602014601b57600054631626ba7e0260e01b60005260206000f35b60003560005500"
    chain.node.wire.request("anvil_setCode", address, "0x" + fickle)
    pinned = _told(chain, address, 1)
    _told(chain, address, 0)

    assert [True] == ask_wallets(chain, [question], pinned)
    assert [False] == ask_wallets(chain, [question], chain.head())
    with pytest.raises(ChainError):
        ask_wallets(chain, [question], chain.head() + 1_000)


def _told(chain, address: str, word: int) -> int:
    """Sends the wallet a word; the block in which it came to hold it."""
    call = Call("", checksummed(address), "", {}, word.to_bytes(32), 0)
    return send(chain, call, ape_signer(chain, "TEST::3")).block
