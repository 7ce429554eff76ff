"""Founding a village on a chain: the steps of `founding.py`, each sent once, with a journal.

Killed after any step and run again, it goes on where it stopped and never deploys twice: a step is
written down before its transaction is handed over, and looked up on the chain before it is sent
again. It ends with the read-back; anything unexpected fails loudly, and nobody should use the
village then.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from daoctl.chain.batches import send_once
from daoctl.chain.contracts import Contract
from daoctl.chain.resuming import plain_result, settle
from daoctl.chain.sending import created_address, creation, next_nonce
from daoctl.charter.authority import CONTRACTS
from daoctl.charter.checks import check_deployable
from daoctl.charter.founding import Founding, Step, founding_steps
from daoctl.charter.members import resolve_members
from daoctl.charter.model import charter_hash, load_charter
from daoctl.charter.record import Record, save_record
from daoctl.charter.village import Village
from daoctl.errors import ChainError
from daoctl.units import checksum
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.chain.accounts import Signer
    from daoctl.chain.connection import Chain
    from daoctl.chain.contracts import Call
    from daoctl.chain.journal import Journal
    from daoctl.charter.readback import Row


def prepare_founding(chain: Chain, folder: Path, deployer: str) -> Founding:
    """What the folder's charter says, with its accounts as addresses.

    Raises CharterError with all its mistakes, AccountError for accounts this computer lacks."""
    charter, content_hash = load_charter(folder), charter_hash(folder)
    base = charter.village.publish_base
    # Published files are named by their hash.
    uri = f"{base}{content_hash.hex()}.toml" if base else ""
    return Founding(charter, content_hash, uri, deployer, resolve_members(chain, charter))


def rehearsed_gas(founding: Founding) -> int:
    """The gas that the whole founding takes, found by carrying it out on an embedded chain.

    Only for charters that could be founded at this computer's own time, as on a live chain."""
    from daoctl.chain.accounts import ape_signer
    from daoctl.chain.connection import EMBEDDED, connect
    from daoctl.chain.journal import Journal

    with TemporaryDirectory() as folder, connect(EMBEDDED) as chain:
        signer = ape_signer(chain, "TEST::9")
        rehearsed = replace(founding, deployer=signer.address)
        with Journal.of(chain, Path(folder) / "journal.db") as journal:
            return Deployment(chain, rehearsed, journal, signer).run(Path(folder)).gas


def founding_scope(founding: Founding) -> str:
    """What the journal knows a founding by: another charter is another village."""
    return f"founding:{founding.charter_hash.hex()}"


def founding_begun(journal: Journal, founding: Founding) -> bool:
    """Whether an earlier run sent something already. Such a founding may be finished whatever the
    charter's dates are by now: the contracts themselves refuse a phase in the past."""
    return bool(journal.entries(founding_scope(founding)))


@dataclass(frozen=True)
class Done:
    """A step that took effect; `resumed` when an earlier run had sent it."""

    step: Step
    number: int
    total: int
    tx: str
    resumed: bool


@dataclass(frozen=True)
class Founded:
    """The founded village and what was read back from the chain. Use it only if no row differs."""

    village: Village
    rows: list[Row]
    gas: int
    fee: int


# Each costs two deployments; more of them means that the account is not ours alone.
MOST_ATTEMPTS = 9

OnStep = Callable[[Done], None]


class Deployment:
    """A founding under way."""

    def __init__(self, chain: Chain, founding: Founding, journal: Journal, signer: Signer) -> None:
        self.chain = chain
        self.founding = founding
        self.journal = journal
        self.signer = signer
        self.scope = founding_scope(founding)
        self.steps = founding_steps(founding)
        # Journal results by step, as `plain_result` writes them.
        self._results: dict[str, dict[str, Any]] = {}
        self._addresses: dict[str, str] = {}
        self._governor_was_done = False

    @property
    def gas_used(self) -> int:
        """The gas of all steps done so far."""
        return sum(result["gas_used"] for result in self._results.values())

    def run(self, folder: Path, on_step: OnStep = lambda _done: None) -> Founded:
        """Carries out what is not done yet, reads everything back, and writes the public record
        if all is as it was planned.

        Raises CharterError when a phase lies in the past, ChainRefused or ChainError when a step
        fails; what was done until then stays, and the next run goes on from there.
        """
        from daoctl.charter.readback import founding_history, read_back

        if not founding_begun(self.journal, self.founding):
            check_deployable(self.founding.charter, self.chain.now())
        with self.journal.lock():
            settle(self.chain, self.journal, self.scope, self.signer)
            for number, step in enumerate(self.steps, 1):
                resumed = self._carry_out(step)
                tx = self._results[step.key]["tx"]
                on_step(Done(step, number, len(self.steps), tx, resumed))
        record = self._record()
        village = Village(self.chain, record, folder, self.founding.charter)
        members = dict(self.founding.members)
        rows = [*read_back(village, members), *founding_history(village, self.founding)]
        # Only then is the village there for every other command, and for a second run of this one.
        if not any(row.differs for row in rows):
            save_record(folder, record)
        fee = sum(int(one["fee"]) for one in self._results.values())
        return Founded(village, rows, self.gas_used, fee)

    def _carry_out(self, step: Step) -> bool:
        """Carries out the step, or finds that it was; answers which (True = found)."""
        if step.deploys == "timelock":
            return self._deploy_pair()
        if step.deploys == "governor":
            return self._governor_was_done
        was_done = self._is_done(step.key)
        self._send(step.key, step.key, self._call(step))
        if step.deploys is not None:
            self._addresses[step.deploys] = self._created(step.key)
        return was_done

    def _deploy_pair(self) -> bool:
        """Deploys the timelock and, in the very next transaction, its Governor.

        The timelock trusts an address that only that transaction can create. If something else
        took its nonce, both are discarded and made anew under the next number.
        """
        timelock, governor = (
            next(step for step in self.steps if step.deploys == key)
            for key in ("timelock", "governor")
        )
        for attempt in range(1, MOST_ATTEMPTS + 1):
            ending = "" if attempt == 1 else f":{attempt}"
            first, second = f"{timelock.key}{ending}", f"{governor.key}{ending}"
            was = {key: self._is_done(key) for key in (first, second)}
            self._addresses["governor"] = self._promised(first)
            self._send(timelock.key, first, self._call(timelock))
            self._addresses["timelock"] = self._created(timelock.key)
            if not was[second] and self._next_address() != self._addresses["governor"]:
                continue
            self._send(governor.key, second, self._call(governor))
            if self._created(governor.key) == self._addresses["governor"]:
                self._governor_was_done = was[second]
                return was[first]
        raise ChainError(
            _("The timelock and its Governor could not be deployed one right after the other."),
            cause=_("Something else keeps sending from {address}.").format(
                address=self.signer.address
            ),
            hint=_("Let nothing else use that account, then run the command again."),
        )

    def _promised(self, key: str) -> str:
        """The Governor's address that the timelock of this key was, or will be, told."""
        entry = self.journal.state(self.scope, key)
        if entry is not None and entry.state == "done":
            return str(entry.result["governor"])
        return self._next_address(behind=1)

    def _next_address(self, behind: int = 0) -> str:
        """Where the contract will stand that the account creates `behind` transactions later."""
        nonce = next_nonce(self.chain, self.signer.address)
        return created_address(self.signer.address, nonce + behind)

    def _created(self, step_key: str) -> str:
        """The address of the contract that the step deployed."""
        return checksum(self._results[step_key]["contract"])

    def _is_done(self, key: str) -> bool:
        entry = self.journal.state(self.scope, key)
        return entry is not None and entry.state == "done"

    def _send(self, step_key: str, key: str, call: Call) -> None:
        governor = self._addresses.get("governor")
        entry = send_once(
            self.chain,
            self.journal,
            self.scope,
            key,
            call,
            self.signer,
            lambda receipt: {**plain_result(receipt), "governor": governor},
        )
        self._results[step_key] = entry.result

    def _call(self, step: Step) -> Call:
        at = self._addresses
        if step.deploys is not None:
            return creation(CONTRACTS[step.deploys], step.arguments(at))
        calls = [
            Contract(self.chain, CONTRACTS[one.contract], at[one.contract]).call(
                one.function, *one.arguments
            )
            for one in step.calls(at)
        ]
        if len(calls) == 1:
            return calls[0]
        manager = Contract(self.chain, CONTRACTS["authority"], at["authority"])
        return manager.call("multicall", [call.data for call in calls])

    def _record(self) -> Record:
        deployed = {key: self._results[f"deploy:{key}"] for key in CONTRACTS}
        charter = Contract(self.chain, CONTRACTS["charter"], self._addresses["charter"])
        return Record(
            chain_id=self.chain.chain_id,
            network=self.chain.network,
            name=self.founding.charter.village.name,
            founded_block=charter.read("foundedBlock"),
            founded_at=charter.read("foundedAt"),
            charter_hash="0x" + self.founding.charter_hash.hex(),
            addresses={key: self._addresses[key] for key in CONTRACTS},
            blocks={key: result["block"] for key, result in deployed.items()},
            transactions={key: result["tx"] for key, result in deployed.items()},
        )
