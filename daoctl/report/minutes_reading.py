"""What every record of a vote is read with: the village as it was at one block.

A vote that is over is described as of the block that ended it, so that the record never changes;
one that is not says as of which block it speaks. Nothing comes from the folder it is written in,
but the zone that the charter names (Japan's where it is not at hand).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from daoctl.governance.setting import BudgetLine, Setting
from daoctl.report.minutes import Facts, Sentences, Table
from daoctl.times import find_zone
from daoctl.words import _

if TYPE_CHECKING:
    from datetime import tzinfo

    from daoctl.charter.village import Village

# Where neither the charter nor anything on chain says a zone: daoctl's villages are in Japan.
HOME = "Asia/Tokyo"


@dataclass(frozen=True)
class Options:
    """What may be added to what the chain says: people's names and titles of texts, by address and
    by SHA-256; whoever adds the same gets the same bytes. `named` says that names were asked
    for."""

    names: Mapping[str, str]
    titles: Mapping[bytes, str]
    named: bool = False


@dataclass(frozen=True)
class Reading:
    """The village at a block. `final` says that nothing can happen any more in what the record is
    about; `setting` puts actions into words."""

    village: str
    address: str
    chain_id: int
    block: int
    block_hash: str
    moment: int
    final: bool
    zone: tzinfo
    setting: Setting
    named: bool

    def who(self, address: str) -> str:
        """An account, with its name where its owner agreed to it."""
        name = self.setting.names.get(address)
        return f"{name} ({address})" if name else address

    def when(self, moment: int) -> str:
        """A moment in the village's zone."""
        return written(moment, self.zone)

    def dates(self, rows: list[tuple[str, int]]) -> Table:
        """Moments in the village's zone and in UTC; 0 stands for one that never was."""
        return Table(
            ("", _("In the village"), _("UTC")),
            tuple(
                ((label,), (self.when(moment),), (written(moment, find_zone("UTC")),))
                for label, moment in rows
                if moment
            ),
            whole=frozenset({1, 2}),
        )

    def source(self, contracts: list[tuple[str, str]]) -> tuple[Facts, Sentences]:
        """Where all of it was read, and how to read it again."""
        rows = [
            (_("The village's address"), (self.address,)),
            *((label, (address,)) for label, address in contracts),
            (_("Chain"), (str(self.chain_id),)),
            (
                _("As of block"),
                (f"{self.block:,} ({self.when(self.moment)})", self.block_hash),
            ),
        ]
        return Facts(tuple(rows)), Sentences(
            (
                _("This vote is over, and its record will not change.")
                if self.final
                else _("This is not over: the record says how things stood at that block."),
                _("Anybody who knows the village's address can count and write it again."),
            )
        )

    def closing(self) -> tuple[str, ...]:
        """The sentences that every record ends with."""
        return (
            _(
                "This is a record of a vote among the holders of this village's tokens or "
                "certificates. It is not a public election, and no public office comes of it."
            ),
            _("Names stand here only where the person agreed to it; the others are addresses.")
            if self.named
            else _("Accounts are given by their addresses; no person is named."),
        )


def read_reading(village: Village, block: int, *, final: bool, options: Options) -> Reading:
    """The village as its own events tell it up to the block: its name, the directory, its budgets
    and assets; later changes do not alter what was recorded."""
    from daoctl.chain.logs import read_logs
    from daoctl.charter.assets import known_assets
    from daoctl.charter.record import directory_key

    chain, first = village.chain, village.founded_block
    zone = find_zone(village.charter.village.timezone if village.charter else HOME)
    told = read_logs(
        chain, [village.charter_contract], ("NameChanged", "ContractRegistered"), first, block
    )
    name = village.name
    contracts = {
        "charter": village.charter_contract.address,
        "authority": village.authority.address,
    }
    for log in told:
        if log.event == "NameChanged":
            name = log.args["name"]
        elif int(log.args["location"], 16):
            contracts[directory_key(log.args["key"])] = log.args["location"]
        else:
            contracts.pop(directory_key(log.args["key"]), None)
    money = read_logs(chain, [village.treasury], ("AssetListed", "BudgetOpened"), first, block)
    listed = [log.args["asset"] for log in money if log.event == "AssetListed"]
    head = chain.node.block(block)
    setting = Setting(
        contracts=contracts,
        # As the tokens call themselves, for not every reader has the charter.
        assets=tuple(known_assets(replace(village, charter=None), listed).values()),
        budgets={
            log.args["budget"]: BudgetLine(log.args["name"], log.args["asset"])
            for log in money
            if log.event == "BudgetOpened"
        },
        quorum_more_than=village.governor.read("quorumMoreThan"),
        zone=zone,
        names=dict(options.names),
    )
    return Reading(
        village=name,
        address=village.record.addresses["charter"],
        chain_id=chain.chain_id,
        block=block,
        block_hash=head.hash,
        moment=head.timestamp,
        final=final,
        zone=zone,
        setting=setting,
        named=options.named,
    )


def written(moment: int, zone: tzinfo) -> str:
    """A moment as minutes have it, with its day of the week; seconds where they are not zero."""
    there = datetime.fromtimestamp(moment, zone)
    name = there.strftime("%Z")
    if not name or name[0] in "+-":
        offset = there.strftime("%z")
        name = f"UTC{offset[:3]}:{offset[3:5]}"
    days = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
    return _("{year}-{month}-{day} ({weekday}) {clock} {zone}").format(
        year=there.year,
        month=f"{there.month:02}",
        day=f"{there.day:02}",
        weekday=days[there.weekday()],
        clock=there.strftime("%H:%M:%S" if there.second else "%H:%M"),
        zone=name,
    )
