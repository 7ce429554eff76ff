"""A founded village: its record, its charter, and its contracts on the chain."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from daoctl.charter.authority import CONTRACTS
from daoctl.charter.folder import private_folder
from daoctl.errors import RecordError
from daoctl.times import find_zone, reader_zone
from daoctl.words import _

if TYPE_CHECKING:
    from datetime import tzinfo

    from daoctl.chain.connection import Chain
    from daoctl.chain.contracts import Contract
    from daoctl.charter.model import Charter
    from daoctl.charter.record import Record


@dataclass(frozen=True)
class Village:
    """A village on a chain. `charter` is None where only its address is known."""

    chain: Chain
    record: Record
    folder: Path
    charter: Charter | None = None

    @property
    def name(self) -> str:
        """The village's name, as people read it."""
        return self.record.name

    @property
    def founded_block(self) -> int:
        """The block of founding: the village's logs begin here."""
        return self.record.founded_block

    @property
    def zone(self) -> tzinfo:
        """The village's time zone; the reader's where the charter is not at hand."""
        return find_zone(self.charter.village.timezone) if self.charter else reader_zone()

    @property
    def private(self) -> Path:
        """The private folder (.daoctl, 0700), made on first use."""
        return private_folder(self.folder)

    def contract(self, key: str) -> Contract:
        """The contract that the directory knows under `key`. Raises KeyError for an unknown one."""
        from daoctl.chain.contracts import Contract

        return Contract(self.chain, CONTRACTS[key], self.record.addresses[key])

    @cached_property
    def authority(self) -> Contract:
        """The AccessManager: who may do what."""
        return self.contract("authority")

    @cached_property
    def charter_contract(self) -> Contract:
        """VillageCharter: the village's one public address."""
        return self.contract("charter")

    @cached_property
    def treasury(self) -> Contract:
        """VillageTreasury."""
        return self.contract("treasury")

    @cached_property
    def villager(self) -> Contract:
        """DigitalVillager."""
        return self.contract("villager")

    @cached_property
    def certificate(self) -> Contract:
        """ResidentCertificate."""
        return self.contract("certificate")

    @cached_property
    def timelock(self) -> Contract:
        """VillageTimelock: the DAO as an account."""
        return self.contract("timelock")

    @cached_property
    def governor(self) -> Contract:
        """VillageGovernor."""
        return self.contract("governor")

    @cached_property
    def sale(self) -> Contract:
        """VillagerSale."""
        return self.contract("sale")

    @property
    def has_elections(self) -> bool:
        """Whether the village was founded with general elections and signed ballots; one of an
        earlier daoctl was not."""
        return "election" in self.record.addresses

    @cached_property
    def election(self) -> Contract:
        """GeneralElection. Raises RecordError in a village that was founded without one."""
        if not self.has_elections:
            raise RecordError(
                _("{name} has no general elections.").format(name=self.name),
                cause=_("It was founded by a daoctl that did not know them yet."),
                hint=_("What its proposals can do is not changed by that."),
            )
        return self.contract("election")
