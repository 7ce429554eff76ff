"""What somebody who founds a village can do while the founding is under way, for the journey of a
deployer who keeps a key."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from daoctl.chain.accounts import ape_signer
from daoctl.chain.connection import Chain, connect
from daoctl.chain.contracts import Call, Contract
from daoctl.chain.journal import Journal
from daoctl.chain.sending import created_address, deploy, next_nonce, send
from daoctl.charter.authority import CONTRACTS
from daoctl.charter.deployment import Deployment, founding_scope, prepare_founding
from daoctl.charter.founding import founding_steps
from tests.chain.governance_village import person
from tests.journeys.threat_scene import FOUNDER, NETWORK, Threatened, at, threatened

ACCOMPLICE = person(61)


class Stopped(BaseException):
    """The deployer stops the program here."""


class Stopping:
    """The founder's account, which stops when it is asked for its n-th signature."""

    def __init__(self, signer: Any, left: int) -> None:
        self.signer, self.left = signer, left

    def __getattr__(self, name: str) -> Any:
        return getattr(self.signer, name)

    def sign(self, transaction: Mapping[str, Any]) -> bytes:
        """Signs, or stops."""
        self.left -= 1
        if self.left < 0:
            raise Stopped
        signed: bytes = self.signer.sign(transaction)
        return signed


@dataclass
class Founding:
    """A founding under way: the folder in which it was begun, and its contracts by key."""

    village: Threatened
    chain: Chain
    contracts: dict[str, Contract]

    def founder(self, key: str, function: str, *args: Any) -> None:
        """A transaction of the founder's own."""
        self.by(ape_signer(self.chain, FOUNDER), key, function, *args)

    def accomplice(self, key: str, function: str, *args: Any) -> None:
        """A transaction of somebody whom the founder helps."""
        self.by(ACCOMPLICE, key, function, *args)

    def by(self, signer: Any, key: str, function: str, *args: Any) -> None:
        """A transaction of that account."""
        send(self.chain, self.contracts[key].call(function, *args), signer)

    def call(self, key: str, function: str, *args: Any) -> Call:
        """A call, not sent."""
        return self.contracts[key].call(function, *args)

    def settle_the_roles(self) -> None:
        """One step more of the plan: afterwards only the handover is left."""
        _go_on(self.village, self.chain, 1)

    def later(self, seconds: int) -> None:
        """Time passes."""
        self.chain.advance_to(self.chain.now() + seconds)


def _go_on(village: Threatened, chain: Chain, signatures: int) -> None:
    """Goes on with the founding for so many transactions, as `daoctl deploy` would."""
    founding = prepare_founding(chain, village.folder, at(FOUNDER))
    signer = Stopping(ape_signer(chain, FOUNDER), signatures)
    private = village.folder / ".daoctl"
    private.mkdir(mode=0o700, exist_ok=True)
    with Journal.of(chain, private / "journal.db") as journal:
        try:
            Deployment(chain, founding, journal, signer).run(village.folder)
        except Stopped:
            return
    raise AssertionError("the founding was not stopped")


@contextmanager
def begun(folder: Path) -> Iterator[Founding]:
    """A founding that stopped where the deployer may still do anything."""
    with threatened(folder) as village, connect(NETWORK, village.rpc) as chain:
        plan = prepare_founding(chain, folder, at(FOUNDER))
        _go_on(village, chain, [step.key for step in founding_steps(plan)].index("roles"))
        with Journal.of(chain, folder / ".daoctl" / "journal.db") as journal:
            made = {key: journal.state(founding_scope(plan), f"deploy:{key}") for key in CONTRACTS}
        contracts = {
            key: Contract(chain, CONTRACTS[key], entry.result["contract"])
            for key, entry in made.items()
            if entry is not None
        }
        yield Founding(village, chain, contracts)


@contextmanager
def as_begun(founding: Founding, folder: Path) -> Iterator[Founding]:
    """The founding as it was begun, in another folder, whatever happens meanwhile."""
    wire: Any = founding.chain.node.wire  # type: ignore[attr-defined]
    before = wire.request("evm_snapshot")
    shutil.copytree(founding.village.folder, folder, dirs_exist_ok=True)
    village = Threatened(folder, founding.village.rpc, founding.village.command)
    founding.chain._times.clear()
    try:
        yield Founding(village, founding.chain, founding.contracts)
    finally:
        wire.request("evm_revert", before)
        founding.chain._times.clear()


def by_a_program_of_its_own(
    chain: Chain, folder: Path, *, timelock_obeys: str | None = None, keeps_admin: bool = False
) -> dict[str, str]:
    """Founds the village of the folder's charter with a program that is not daoctl; the addresses by
    key. `timelock_obeys` somebody else than the Governor; with `keeps_admin` nobody renounces."""
    signer = ape_signer(chain, FOUNDER)
    addresses: dict[str, str] = {}
    for step in founding_steps(prepare_founding(chain, folder, signer.address)):
        if step.deploys is not None:
            if step.deploys == "timelock":
                nonce = next_nonce(chain, signer.address)
                addresses["governor"] = created_address(signer.address, nonce + 1)
            told = dict(addresses)
            if step.deploys == "timelock" and timelock_obeys is not None:
                told["governor"] = timelock_obeys
            name = CONTRACTS[step.deploys]
            addresses[step.deploys], _receipt = deploy(chain, name, step.arguments(told), signer)
            continue
        calls = [
            Contract(chain, CONTRACTS[one.contract], addresses[one.contract]).call(
                one.function, *one.arguments
            )
            for one in step.calls(addresses)
            if not (keeps_admin and one.function == "renounceRole")
        ]
        if len(calls) > 1:
            manager = Contract(chain, CONTRACTS["authority"], addresses["authority"])
            calls = [manager.call("multicall", [one.data for one in calls])]
        for call in calls:
            send(chain, call, signer)
    return addresses
