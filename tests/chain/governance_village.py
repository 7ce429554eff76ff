"""A small village for the tests of governance: founded by the real steps, filled by its founder
before it hands the village over, so that no test waits for a sale."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import dedent
from typing import Any

from daoctl.chain.accounts import KeySigner
from daoctl.chain.connection import Chain, connect
from daoctl.chain.contracts import Call, Contract
from daoctl.chain.sending import Receipt, created_address, deploy, next_nonce, send
from daoctl.chain.transactions import wait
from daoctl.charter.authority import CONTRACTS, COUNCIL, ISSUER, REVIEWER
from daoctl.charter.founding import Addresses, Founding, founding_steps
from daoctl.charter.model import load_charter
from daoctl.charter.record import Record, save_record
from daoctl.charter.village import Village
from daoctl.times import DAY

CHARTER = """
[village]
name = "みほんの村"
short_name = "Mihon"
symbol = "MIHON"
publish_base = "https://example.org/mihon/"

[roles]
council = "{council}"
issuer = "{issuer}"
reviewer = "{reviewer}"

[villager]
max_supply = 5000
votes_per_holder = {cap}

[certificate]
daily_issue_limit = 5000

[governance]
electorate = "{electorate}"
quorum = "{quorum}"
proposals_open = {proposals_open}

[[treasury.budget]]
name = "activity"
asset = "ETH"
expires = 2095-03-31T23:59:59+09:00
"""


def person(number: int) -> KeySigner:
    """Somebody with a key; fees are nothing on our Anvil, so nobody needs money."""
    return KeySigner((10_000 + number).to_bytes(32, "big"), f"person {number}")


DEPLOYER, COUNCIL_KEY, ISSUER_KEY, REVIEWER_KEY = (person(-n) for n in range(1, 5))

Fill = Callable[[Chain, Addresses], list[Call]]


@dataclass
class Scene:
    """A founded village, its folder and its people."""

    village: Village
    council: KeySigner = COUNCIL_KEY
    issuer: KeySigner = ISSUER_KEY
    reviewer: KeySigner = REVIEWER_KEY
    people: list[KeySigner] = field(default_factory=lambda: [person(n) for n in range(8)])

    @property
    def chain(self) -> Chain:
        return self.village.chain

    def do(self, calls: list[Call], signer: KeySigner) -> list[Receipt]:
        return [send(self.chain, call, signer) for call in calls]


@contextlib.contextmanager
def founded(
    folder: Path,
    tokens: dict[str, int] | None = None,
    certificates: list[str] | None = None,
    *,
    network: str = "ethereum:local:foundry",
    rpc: str | None = None,
    council: str = COUNCIL_KEY.address,
    reviewer: str = REVIEWER_KEY.address,
    issuer: str = ISSUER_KEY.address,
    fill: Fill | None = None,
    quorum: str = "> 10%",
    electorate: str = "villager",
    cap: str = '"unlimited"',
    honest: bool = False,
) -> Iterator[Scene]:
    """A village whose holders have so many tokens, or a certificate each; the deployer makes the
    calls of `fill` before it hands the village over. The tokens come before that too, which whoever
    joins would find; in an `honest` village (on Anvil) they come after it."""
    text = CHARTER.format(
        council=council,
        issuer=issuer,
        reviewer=reviewer,
        electorate=electorate,
        quorum=quorum,
        cap=cap,
        proposals_open="2020-01-01T00:00:00+09:00",
    )
    (folder / "village.toml").write_text(dedent(text), "utf-8")
    charter = load_charter(folder)
    with connect(network, rpc) as chain:
        deployer = DEPLOYER
        if network.endswith(":test"):
            from daoctl.chain.accounts import ape_signer

            deployer = ape_signer(chain, "TEST::0")  # type: ignore[assignment]
        founding = Founding(
            charter,
            bytes(31) + b"\1",
            "",
            deployer.address,
            {
                COUNCIL: (council,),
                ISSUER: (issuer,),
                REVIEWER: (reviewer,),
            },
        )
        at: dict[str, str] = {}
        founded_block = 0
        for step in founding_steps(founding):
            if step.deploys:
                if step.deploys == "timelock":
                    nonce = next_nonce(chain, deployer.address)
                    at["governor"] = created_address(deployer.address, nonce + 1)
                at[step.deploys], receipt = deploy(
                    chain, CONTRACTS[step.deploys], step.arguments(at), deployer
                )
                founded_block = founded_block or receipt.block
                continue
            if step.key == "roles":
                if not honest:
                    _fill(chain, at, deployer, tokens or {}, certificates or [])
                for call in fill(chain, at) if fill else ():
                    send(chain, call, deployer)
            calls = [
                Contract(chain, CONTRACTS[one.contract], at[one.contract]).call(
                    one.function, *one.arguments
                )
                for one in step.calls(at)
            ]
            if len(calls) == 1:
                send(chain, calls[0], deployer)
            else:
                authority = Contract(chain, CONTRACTS["authority"], at["authority"])
                data = [call.data for call in calls]
                send(chain, authority.call("multicall", data), deployer)
        record = Record(
            chain_id=chain.chain_id,
            network=network,
            name=charter.village.name,
            founded_block=founded_block,
            founded_at=chain.time_of(founded_block),
            charter_hash="0x" + "00" * 31 + "01",
            addresses=at,
        )
        if honest:
            _fill(chain, at, None, tokens or {}, certificates or [])
        if network.endswith(":test"):
            for number in range(-4, 8):
                gift = Call("", person(number).address, "", {}, b"", 10**18)
                send(chain, gift, deployer)
        # Who proposes must have held a vote a second before.
        chain.advance_to(chain.now() + 10)
        save_record(folder, record)
        yield Scene(Village(chain, record, folder, charter))


# A node that estimates does so in its newest block's second: a vote that is written down in a later one takes more gas.
ENOUGH = {"gas": hex(15_000_000)}


def act_as(chain: Chain, actor: str, call: Call) -> None:
    """Makes the call as if from that account of an Anvil."""
    wire: Any = chain.node.wire  # type: ignore[attr-defined]
    wire.request("anvil_impersonateAccount", actor)
    wire.request("anvil_setBalance", actor, hex(10**18))
    sent = {"from": actor, "to": call.to, "data": "0x" + call.data.hex(), **ENOUGH}
    receipt = wait(chain, [wire.request("eth_sendTransaction", sent)])[0]
    assert 1 == receipt.status, call.function


def _fill(
    chain: Chain,
    at: Addresses,
    deployer: KeySigner | None,
    tokens: dict[str, int],
    certificates: list[str],
) -> None:
    """By the deployer, or without one by the sale desk and the DAO."""

    def do(actor: str, call: Call) -> None:
        if deployer is None:
            act_as(chain, at[actor], call)
        else:
            send(chain, call, deployer)

    villager = Contract(chain, CONTRACTS["villager"], at["villager"])
    for holder, count in tokens.items():
        for start in range(0, count, 300):
            do("sale", villager.call("mint", holder, min(300, count - start)))
    certificate = Contract(chain, CONTRACTS["certificate"], at["certificate"])
    valid_until = chain.now() + 400 * DAY
    for start in range(0, len(certificates), 100):
        rows = [(who, 0, valid_until, bytes(32)) for who in certificates[start : start + 100]]
        do("timelock", certificate.call("issueBatch", rows))
