"""A village with a proposal and an election that are open, for the tests of signed ballots: people
with keys, wallet contracts, and somebody who carries."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

from daoctl.chain.accounts import KeySigner, account_address, ape_signer
from daoctl.chain.anvil import start_anvil
from daoctl.chain.connection import Chain
from daoctl.chain.contracts import Artifact, Contract, add_artifacts, read_manifest
from daoctl.chain.logs import read_logs
from daoctl.chain.sending import deploy, send
from daoctl.cli.app import main
from daoctl.governance.ballot_messages import typed_message
from daoctl.governance.ballot_paper import Paper, delegation_paper, election_paper, proposal_paper
from daoctl.governance.ballot_signing import choice_of, fill
from daoctl.governance.ballots import Ballot, write_ballot
from tests.chain.election_village import ETH, electing
from tests.chain.governance_village import Scene, person

ROOT = Path(__file__).resolve().parents[2]
ANN, BOB, CARRIER, COUNCIL = "TEST::0", "TEST::1", "TEST::6", "TEST::5"
# Who has one token each; the last three sell theirs around the snapshot.
PEOPLE = [person(100 + number) for number in range(30)]
BEFORE, SAME, AFTER = PEOPLE[-3:]
BUYERS = [person(200 + number) for number in range(3)]
WALLETS = 4
DAY = 86_400


class Said(NamedTuple):
    """What a command said."""

    stdout: str
    stderr: str


@dataclass
class Desk:
    """A terminal in the village's folder, and what is voted on there."""

    scene: Scene
    folder: Path
    rpc: str
    proposal: Paper = field(init=False)
    election: Paper = field(init=False)
    wallets: list[Contract] = field(default_factory=list)

    @property
    def chain(self) -> Chain:
        return self.scene.chain

    def run(
        self, *arguments: object, code: int = 0, node: bool = True, stdin: str = "", **more: str
    ) -> Said:
        """Runs one command line and expects that exit code; without a node none is named."""
        stdout, stderr = io.StringIO(), io.StringIO()
        settings = {"DAOCTL_LANG": "en"}
        if node:
            settings |= {"DAOCTL_RPC": self.rpc, "DAOCTL_VILLAGE": str(self.folder)}
        settings |= more
        with (
            mock.patch.dict(os.environ, settings),
            mock.patch("sys.stdin", io.StringIO(stdin)),
            contextlib.redirect_stdout(stdout),
            contextlib.redirect_stderr(stderr),
        ):
            given = main([str(argument) for argument in arguments])
        assert code == given, stdout.getvalue() + stderr.getvalue()
        return Said(stdout.getvalue(), stderr.getvalue())

    def json(self, *arguments: object, code: int = 0, **more: Any) -> Any:
        """What it prints with --json."""
        return json.loads(self.run(*arguments, "--json", code=code, **more).stdout)

    def relay(self, file: object, *more: object, code: int = 0) -> Any:
        """Carries the ballots as the carrier; the answer."""
        return self.json("vote", "relay", file, "--account", CARRIER, "--yes", *more, code=code)

    def events(self, contract: Contract, *names: str) -> list[dict[str, Any]]:
        """The values of these events, in order."""
        return [log.args for log in read_logs(self.chain, [contract], names, 0)]

    def votes(self) -> list[str]:
        """Who voted on the proposal, as often as they did."""
        return [one["voter"] for one in self.events(self.scene.village.governor, "VoteCast")]

    def become(self, wallet: Contract, way: int) -> None:
        """Lets a wallet change its ways."""
        send(self.chain, wallet.call("become", way), ape_signer(self.chain, "TEST::9"))


def ballot(paper: Paper, key: KeySigner, *words: str, voter: str | None = None) -> str:
    """A ballot's line, signed by the key."""
    made = fill(paper, voter or key.address, choice_of(paper, words))
    return signed(made, key)


def signed(made: Ballot, key: KeySigner) -> str:
    """The ballot's line, signed by the key."""
    return write_ballot(made.signed(key.sign_typed(typed_message(made)))) + "\n"


def ballots(paper: Paper, people: Sequence[KeySigner], *words: str) -> str:
    """A ballot of each."""
    return "".join(ballot(paper, one, *words) for one in people)


@contextlib.contextmanager
def voting(folder: Path) -> Iterator[Desk]:
    """Ann has three votes, Bob two, everybody else and each wallet one. Proposal 1 is open, and so
    is election 1 with three plans, two of which a ballot may name."""
    anvil = start_anvil()
    try:
        tokens = {account_address(ANN): 5, account_address(BOB): 4}
        tokens |= {one.address: 1 for one in PEOPLE}
        with electing(folder, anvil.url, tokens) as scene:
            desk = Desk(scene, folder, anvil.url)
            _open(desk)
            yield desk
    finally:
        anvil.stop()


def _open(desk: Desk) -> None:
    scene, chain = desk.scene, desk.chain
    village, council = scene.village, ape_signer(chain, COUNCIL)
    ann = ape_signer(chain, ANN)
    add_artifacts([_wallet_artifact()])
    for place in range(WALLETS):
        address, _receipt = deploy(chain, "Wallet", [PEOPLE[place].address], council)
        desk.wallets.append(Contract(chain, "Wallet", address))
        # A token each, two of Ann's and two of Bob's.
        giver, token = (ann, place + 1) if place < 2 else (ape_signer(chain, BOB), place + 4)
        move = village.villager.call("transferFrom", giver.address, address, token)
        send(chain, move, giver)
    start = chain.now()
    rules = (
        start + 4 * DAY, start + 4 * DAY + 60, start + 8 * DAY, 2, 2, 500, False, 1,
        village.villager.address, 2, bytes(31) + b"\1", "https://example.org/election.md",
    )  # fmt: skip
    send(chain, village.election.call("open", rules), council)
    chain.advance_to(chain.now() + 5)
    for number, one in enumerate(PEOPLE[:3]):
        uri = f"https://example.org/plan-{number + 1}.md"
        plan = (one.address, "0x" + "00" * 20, [(ETH // 10, 30)], bytes(31) + b"\2", uri)
        send(chain, village.election.call("nominate", 1, plan, b""), one)
    chain.advance_to(start + 3 * DAY + 7_200)
    governor = village.governor
    actions = ([village.charter_contract.address], [0], [b""])
    words = f"# 井戸を掘る\n\nBecause.\n\n#proposer={ann.address.lower()}"
    send(chain, governor.call("propose", *actions, words), ann)
    snapshot = int(governor.read("proposalSnapshot", 1))
    _sell(desk, BEFORE, BUYERS[0], snapshot - 10)
    _sell(desk, SAME, BUYERS[1], snapshot)
    _sell(desk, AFTER, BUYERS[2], snapshot + 10)
    chain.advance_to(snapshot + 100)
    desk.proposal, desk.election = proposal_paper(village, 1), election_paper(village, 1)


def _sell(desk: Desk, seller: KeySigner, buyer: KeySigner, moment: int) -> None:
    chain, villager = desk.chain, desk.scene.village.villager
    token = 10 + PEOPLE.index(seller)
    call = villager.call("transferFrom", seller.address, buyer.address, token)
    chain.node.wire.request("evm_setNextBlockTimestamp", hex(moment))  # type: ignore[attr-defined]
    assert moment == send(chain, call, seller).timestamp


def delegation(desk: Desk, key: KeySigner, to: str, nonce: int = 0, expiry: int = 0) -> str:
    """A signed delegation's line."""
    from dataclasses import replace

    paper = delegation_paper(desk.scene.village)
    made = fill(paper, key.address, choice_of(paper, [to]))
    made = replace(made, subject=nonce, expiry=expiry or desk.chain.now() + DAY)
    return signed(made, key)


def _wallet_artifact() -> Artifact:
    source = Path(__file__).with_name("Wallets.sol").read_text("utf-8")
    # The compiler takes seconds to load, and the contract hardly ever changes.
    kept = ROOT / ".build" / f"wallet-{sha256(source.encode()).hexdigest()[:16]}.json"
    if not kept.exists():
        kept.parent.mkdir(exist_ok=True)
        written = kept.with_suffix(f".{os.getpid()}")
        written.write_text(_compile(source), "utf-8")
        written.replace(kept)
    made = json.loads(kept.read_text("utf-8"))
    code = {"bytecode": "0x" + made["evm"]["bytecode"]["object"]}
    manifest = {"contractTypes": {"Wallet": {"abi": made["abi"], "deploymentBytecode": code}}}
    return read_manifest(json.dumps(manifest))["Wallet"]


def _compile(source: str) -> str:
    wanted = {"*": {"*": ["abi", "evm.bytecode.object"]}}
    task = {
        "language": "Solidity",
        "sources": {"Wallets.sol": {"content": source}},
        "settings": {"evmVersion": "cancun", "outputSelection": wanted},
    }
    done = subprocess.run(
        ["node", str(ROOT / "tools" / "solc.js"), "--standard-json"],
        input=json.dumps(task),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.dumps(json.loads(done.stdout)["contracts"]["Wallets.sol"]["Wallet"])
