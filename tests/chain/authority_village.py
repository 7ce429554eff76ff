"""A village in the middle of its life, founded by the real Deployment, in which everything that
anybody could do is there to be done: for the tests of who may call what.

Its actors are the columns of contracts/AUTHORITY.md. Whoever acts is impersonated, contracts too.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from daoctl.chain.accounts import KeySigner
from daoctl.chain.connection import Chain
from daoctl.chain.contracts import Call, Contract, decode_error
from daoctl.chain.journal import Journal
from daoctl.chain.node import RpcError
from daoctl.chain.transactions import wait
from daoctl.charter.authority import COUNCIL, ELECTION, ISSUER, REVIEWER
from daoctl.charter.deployment import Deployment
from daoctl.charter.founding import Founding
from daoctl.charter.model import load_charter
from daoctl.charter.village import Village
from daoctl.times import DAY, HOUR
from daoctl.units import ZERO_ADDRESS
from tests.chain.governance_village import COUNCIL_KEY, ENOUGH, ISSUER_KEY, REVIEWER_KEY, person

CHARTER = Path(__file__).parents[1] / "fixtures" / "yamakoshi.toml"
ETH = 10**18
PRICE = 3 * ETH // 100
TENTH = ETH // 10
FOR = 1
REPORT = b"\5" * 32
FOUNDER, STRANGER, HOLDER, ELECTION_KEY, OTHER = (person(number) for number in range(70, 75))
# People who are nothing in the village, one for each thing that needs somebody new.
SOMEBODY, LAPSED, INVITED = (person(number).address for number in range(80, 83))
# Code that answers every question with zero: a token as plain as can be.
ZERO_TOKEN = "0x5f5f5260205ff3"
LISTED, UNLISTED = "0x" + "00" * 18 + "a001", "0x" + "00" * 18 + "a002"
ELECTED, BUDGET, BRIEF = 1, 2, 3


@dataclass(frozen=True)
class Proposal:
    """What the Governor is told of a proposal, and its number."""

    number: int
    actions: tuple[list[str], list[int], list[bytes]]
    text: str

    @property
    def hashed(self) -> tuple[Any, ...]:
        """Its arguments with the description's hash."""
        from daoctl.chain.codec import keccak

        return (*self.actions, keccak(self.text.encode()))


@dataclass
class World:
    """The village, who acts in it, and what they may act on."""

    village: Village
    founder: str = FOUNDER.address
    proposals: dict[str, Proposal] = field(default_factory=dict)
    grants: dict[str, int] = field(default_factory=dict)
    tokens: dict[str, int] = field(default_factory=dict)
    elections: dict[str, int] = field(default_factory=dict)
    candidates: dict[str, int] = field(default_factory=dict)

    @property
    def chain(self) -> Chain:
        return self.village.chain

    @property
    def actors(self) -> dict[str, str]:
        """The address of each column of the table."""
        return {
            "nobody": STRANGER.address,
            "holder": HOLDER.address,
            "council": COUNCIL_KEY.address,
            "issuer": ISSUER_KEY.address,
            "reviewer": REVIEWER_KEY.address,
            "sales": self.at("sale"),
            "election": ELECTION_KEY.address,
            "DAO": self.at("timelock"),
            "deployer": self.founder,
        }

    def at(self, key: str) -> str:
        return self.village.record.addresses[key]

    def contract(self, key: str) -> Contract:
        return self.village.contract(key)

    def call(self, key: str, function: str, *args: Any, value: int = 0) -> Call:
        return self.contract(key).call(function, *args, value=value)

    def refused(self, call: Call, sender: str) -> str | None:
        """The name of the error that a call from there meets: "" for one without a name, None
        when it goes through."""
        try:
            self.chain.node.call(call.message(sender))
        except RpcError as error:
            if not error.reverted:
                raise
            decoded = decode_error(error.data or b"")
            return decoded[0] if decoded else ""
        return None

    def act(self, sender: str, key: str, function: str, *args: Any, value: int = 0) -> None:
        """Sends the call as if from there; it must go through."""
        self.send(sender, self.call(key, function, *args, value=value))

    def send(self, sender: str, call: Call) -> None:
        wire = self.chain.node.wire
        sent = {"from": sender, "to": call.to, "data": "0x" + call.data.hex(), "gasPrice": "0x0"}
        tx = wire.request("eth_sendTransaction", {**sent, **ENOUGH, "value": hex(call.value)})
        receipt = wait(self.chain, [tx])[0]
        assert 1 == receipt.status, (call.function, self.refused(call, sender))

    def wait(self, seconds: int) -> None:
        self.chain.advance_to(self.chain.now() + seconds)

    @contextlib.contextmanager
    def undone(self) -> Iterator[None]:
        """What is done inside is undone after."""
        wire = self.chain.node.wire
        before = wire.request("evm_snapshot")
        yield
        wire.request("evm_revert", before)

    def give_token(self, owner: str) -> int:
        """A new token of somebody, who is not asked; its number."""
        self.act(self.at("sale"), "villager", "mintBatch", [owner])
        return int(self.contract("villager").read("totalMinted"))

    def propose(self, proposer: str, title: str, *calls: Call) -> Proposal:
        text = f"{title} #proposer={proposer.lower()}"
        actions = ([c.to for c in calls], [c.value for c in calls], [c.data for c in calls])
        self.act(proposer, "governor", "propose", *actions, text)
        return Proposal(self.contract("governor").read("latestProposalId"), actions, text)

    def vote(self, *proposals: Proposal) -> None:
        """The holder, who has nearly all units, says yes once voting has begun."""
        self.wait(DAY + 1)
        for proposal in proposals:
            self.act(HOLDER.address, "governor", "castVote", proposal.number, FOR)

    def pass_(self, call: Call) -> str | None:
        """What becomes of the call when the village passes it: the error at the end, or None."""
        proposal = self.propose(HOLDER.address, "A rule", call)
        self.vote(proposal)
        self.wait(7 * DAY)
        self.act(STRANGER.address, "governor", "queue", *proposal.hashed)
        self.wait(2 * DAY)
        return self.refused(self.call("governor", "execute", *proposal.hashed), STRANGER.address)


def plan(recipient: str, *due_days: int) -> tuple[Any, ...]:
    """A plan in ETH, a tenth for each milestone."""
    return (recipient, ZERO_ADDRESS, [(TENTH, days) for days in due_days], b"\7" * 32, "")


def rules(world: World, nomination: int, voting: int) -> tuple[Any, ...]:
    """An election that can be opened: nominations for so many days, then voting for so many."""
    # Half an hour more: three days are the least, and the chain's clock goes on while this is sent.
    until = world.chain.now() + nomination * DAY + HOUR // 2
    quorum = (500, False)
    terms = (1, 1, *quorum, 1, world.at("villager"), ELECTED, b"\6" * 32, "")
    return (until, until, until + voting * DAY, *terms)


def phase(opens: int) -> tuple[Any, ...]:
    """A phase that can be added."""
    return ("more", ZERO_ADDRESS, 1, opens, opens + DAY, 10, 1, 0, 0, False, bytes(32))


def _found(chain: Chain, folder: Path) -> Village:
    """The shared charter, with its phases and budgets in this chain's future."""
    charter, now = load_charter(CHARTER), chain.now()
    starts = (now + 2 * HOUR, now + 200 * DAY)
    phases = [
        one.model_copy(update={"opens": opens, "closes": now + 300 * DAY})
        for one, opens in zip(charter.villager.phases, starts, strict=True)
    ]
    budgets = [
        one.model_copy(update={"expires": now + 1000 * DAY}) for one in charter.treasury.budgets
    ]
    moved = charter.model_copy(
        update={
            "villager": charter.villager.model_copy(update={"phases": phases}),
            "treasury": charter.treasury.model_copy(update={"budgets": budgets}),
        }
    )
    keys = {COUNCIL: COUNCIL_KEY, ISSUER: ISSUER_KEY, REVIEWER: REVIEWER_KEY}
    members = {role: (key.address,) for role, key in keys.items()}
    founding = Founding(moved, b"\1" * 32, "", FOUNDER.address, members)
    with Journal.of(chain, folder / "journal.db") as journal:
        founded = Deployment(chain, founding, journal, FOUNDER).run(folder)
    assert [] == [row for row in founded.rows if row.differs]
    return founded.village


def live(chain: Chain, folder: Path) -> World:
    """Founds the village and brings it to where all is there to be done."""
    return lively(World(_found(chain, folder)))


def lively(world: World) -> World:
    """The village of the shared charter, a few hours after its founding, brought there."""
    wire = world.chain.node.wire
    wire.request("anvil_autoImpersonateAccount", True)
    for address in (*world.actors.values(), OTHER.address, world.at("treasury")):
        wire.request("anvil_setBalance", address, hex(100 * ETH))
    for token in (LISTED, UNLISTED):
        wire.request("anvil_setCode", token, ZERO_TOKEN)
    world.wait(3 * HOUR)
    _people(world)
    _money(world)
    _votes(world)
    return world


def _people(world: World) -> None:
    for owner, count in ((HOLDER.address, 5), (OTHER.address, 1), (world.at("treasury"), 1)):
        args = (1, count, owner, 0, [])
        world.act(STRANGER.address, "sale", "buy", *args, value=count * PRICE)
    world.tokens = {"other": 6, "treasury": 7}
    now = world.chain.now()
    rows = [
        (OTHER.address, 0, now + 365 * DAY, bytes(32)),
        (LAPSED, 0, now + 2 * DAY, bytes(32)),
    ]
    world.act(ISSUER_KEY.address, "certificate", "issueBatch", rows)


def _money(world: World) -> None:
    dao, election = world.at("timelock"), ELECTION_KEY.address
    now = world.chain.now()
    world.act(dao, "authority", "grantRole", ELECTION.id, election, 0)
    world.act(dao, "treasury", "listAsset", LISTED)
    for expires, name in ((now + 900 * DAY, "first"), (now + 5 * DAY, "brief")):
        terms = (ZERO_ADDRESS, ETH, expires, name, election, 5000)
        world.act(dao, "treasury", "openBudget", *terms)
    world.act(election, "treasury", "reserve", BUDGET, ETH // 2)
    # The budget of general elections, empty at the founding.
    world.act(dao, "treasury", "fundBudget", ELECTED, 10 * ETH)
    # Of the first project one milestone is reported, one approved, and one will be too late.
    plans = {"work": plan(OTHER.address, 30, 30, 1)}
    plans |= {actor: plan(address, 30) for actor, address in world.actors.items()}
    for name, terms in plans.items():
        world.act(dao, "treasury", "award", 0, terms)
        world.grants[name] = world.contract("treasury").read("grantCount")
    for milestone in (0, 1):
        args = (world.grants["work"], milestone, REPORT, "")
        world.act(OTHER.address, "treasury", "report", *args)
    world.act(REVIEWER_KEY.address, "treasury", "approve", world.grants["work"], 1, REPORT)


def _votes(world: World) -> None:
    """One proposal ready for each thing that can be done to one."""
    holder, stranger = HOLDER.address, STRANGER.address
    # Who proposes must have held a vote a second before.
    world.wait(2)
    ended, closed = (open_election(world, name, 3, 2) for name in ("ended", "closed"))
    harmless = world.call("charter", "rename", "山古志")
    done, passed = (world.propose(holder, title, harmless) for title in ("Done", "Passed"))
    world.vote(done, passed)
    world.wait(3 * DAY + HOUR)
    for number in (ended, closed):
        world.act(holder, "election", "cast", number, 1)
    open_election(world, "voting", 3, 7)
    world.wait(4 * DAY)
    world.act(stranger, "election", "close", closed)
    open_election(world, "nominating", 30, 7)
    world.act(stranger, "governor", "queue", *done.hashed)
    voting = world.propose(holder, "Voting", harmless)
    world.wait(2 * DAY)
    waiting = world.propose(OTHER.address, "Waiting", harmless)
    world.wait(HOUR)
    world.proposals = {"done": done, "passed": passed, "voting": voting, "waiting": waiting}


def open_election(world: World, name: str, nomination: int, voting: int) -> int:
    """An election with two plans in it, OTHER's and the holder's; of the holder none in those
    where plans are still nominated or withdrawn."""
    world.act(COUNCIL_KEY.address, "election", "open", rules(world, nomination, voting))
    number = int(world.contract("election").read("electionCount"))
    nominators = [OTHER] if name in ("nominating", "withdrawing") else [OTHER, HOLDER]
    for one in nominators:
        args = (number, plan(one.address, 30), b"")
        world.act(one.address, "election", "nominate", *args)
    world.elections[name] = number
    return number


def typed(world: World, key: str, kind: str, fields: list[tuple[str, str]], values: list[Any]):
    """An EIP-712 message of one of the village's contracts."""
    domain = world.contract(key).read("eip712Domain")
    parts = {
        "name": "string",
        "version": "string",
        "chainId": "uint256",
        "verifyingContract": "address",
    }
    return {
        "types": {
            "EIP712Domain": [{"name": name, "type": type_} for name, type_ in parts.items()],
            kind: [{"name": name, "type": type_} for type_, name in fields],
        },
        "primaryType": kind,
        "domain": {name: getattr(domain, name) for name in parts},
        "message": {name: value for (_type, name), value in zip(fields, values, strict=True)},
    }


def sign(world: World, signer: KeySigner, key: str, kind: str, spec: str, *values: Any) -> bytes:
    """The signature of `kind(spec)`, such as "Delegation" and "address delegatee,uint256 nonce"."""
    fields = [(type_, name) for type_, name in (part.split() for part in spec.split(","))]
    return signer.sign_typed(typed(world, key, kind, fields, list(values)))
