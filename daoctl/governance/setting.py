"""What a village's proposals may speak of: its contracts, assets, budgets and names.

Read once from the chain and the charter; drafts are checked against it and actions are put into
words by it, without a node.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from typing import TYPE_CHECKING, Literal

from daoctl.charter.assets import known_assets
from daoctl.charter.fields import ETH, Asset, is_address
from daoctl.governance.charter_change import CharterFile, charter_files
from daoctl.times import format_time
from daoctl.units import ZERO_ADDRESS, Quorum, checksum, format_amount
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.charter.model import Charter
    from daoctl.charter.village import Village


@dataclass(frozen=True)
class BudgetLine:
    """A budget of the treasury: its name, the address of its asset, whether it is closed, and its
    last second (0 where nobody asked)."""

    name: str
    asset: str = ZERO_ADDRESS
    closed: bool = False
    expires: int = 0


@dataclass(frozen=True)
class Setting:
    """The village around a proposal.

    `contracts` gives the address of each by its directory key; `budgets` each budget by its
    number; `quorum_more_than` the quorum's kind, which never changes; `voting_period` and
    `late_extension` the present settings in seconds; `names` how the village calls an address;
    `publish_base` where published files are fetched ("" where the charter does not say);
    `charter_files` what may be a version of the charter in the village's folder, `charter_in_force`
    the hash of the one in force; `election_bounds` what is demanded of elections now (seconds of
    nominations and of voting, and the lowest quorum), None where there are none.
    """

    contracts: Mapping[str, str] = field(default_factory=dict)
    assets: tuple[Asset, ...] = (ETH,)
    budgets: Mapping[int, BudgetLine] = field(default_factory=dict)
    quorum_more_than: bool = True
    voting_period: int = 0
    late_extension: int = 0
    zone: tzinfo = UTC
    publish_base: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    charter_files: tuple[CharterFile, ...] = ()
    charter_in_force: bytes = b""
    election_bounds: tuple[int, int, Quorum] | None = None

    def key_of(self, address: str) -> str | None:
        """The directory key of the village's contract at `address`, or None for a stranger."""
        for key, location in self.contracts.items():
            if location.lower() == address.lower():
                return key
        return None

    def asset_at(self, address: str) -> Asset:
        """The asset of that address; one without a known unit counts in its smallest."""
        if int(address, 16) == 0:
            return ETH
        for asset in self.assets:
            if asset.address.lower() == address.lower():
                return asset
        return Asset(checksum(address), checksum(address), None)

    def money(self, asset: str, amount: int) -> str:
        """An amount of the asset at that address, in words: "0.5 ETH"."""
        known = self.asset_at(asset)
        return format_amount(amount, known.symbol, known.decimals or 0)

    def account(self, address: str) -> str:
        """An address with what the village calls it: "the treasury (0x…)"."""
        key = self.key_of(address)
        name = self.names.get(address) or (contract_words(key) if key else "")
        return f"{name} ({address})" if name else address

    def budget(self, number: int) -> str:
        """A budget as people know it: "activity (budget 1)"."""
        if number == 0:
            return _("the free money")
        line = self.budgets.get(number)
        if line is None:
            return _("budget {number}").format(number=number)
        return _("{name} (budget {number})").format(name=line.name, number=number)

    def time(self, seconds: int) -> str:
        """A moment in the village's zone."""
        return format_time(seconds, self.zone)


def contract_words(key: str) -> str:
    """What a contract is called in a sentence; an unknown key stands for itself."""
    return {
        "authority": _("the authority"),
        "charter": _("the charter"),
        "treasury": _("the treasury"),
        "villager": _("the villager token"),
        "certificate": _("the resident certificate"),
        "timelock": _("the timelock"),
        "governor": _("the Governor"),
        "sale": _("the sale desk"),
        "election": _("the election"),
    }.get(key, key)


def read_setting(village: Village) -> Setting:
    """The village as its proposals see it now. A handful of questions, asked together."""
    from daoctl.chain.contracts import read_many
    from daoctl.charter.record import directory_key

    treasury, governor = village.treasury, village.governor
    listed, count, more_than, period, extension, directory, version = read_many(
        [
            (treasury, "assets", ()),
            (treasury, "budgetCount", ()),
            (governor, "quorumMoreThan", ()),
            (governor, "votingPeriod", ()),
            (governor, "lateQuorumVoteExtension", ()),
            (village.charter_contract, "directory", ()),
            (village.charter_contract, "currentVersion", ()),
        ]
    )
    rows = treasury.read_many("budget", [(number,) for number in range(1, count + 1)])
    charter = village.charter
    entries = {directory_key(entry.key): entry.location for entry in directory}
    return Setting(
        contracts={**village.record.addresses, **entries},
        assets=tuple(known_assets(village, listed).values()),
        budgets={
            number: BudgetLine(row.name, row.asset, row.closed, row.expires)
            for number, row in enumerate(rows, start=1)
        },
        quorum_more_than=more_than,
        voting_period=period,
        late_extension=extension,
        zone=village.zone,
        publish_base=(charter.village.publish_base or "") if charter else "",
        names=_offices(charter),
        charter_files=charter_files(village.folder),
        charter_in_force=bytes(version.contentHash),
        election_bounds=_election_bounds(village),
    )


def _election_bounds(village: Village) -> tuple[int, int, Quorum] | None:
    if not village.has_elections:
        return None
    least = village.election.read("bounds")
    kind: Literal["more_than", "at_least"]
    kind = "more_than" if least.minimumQuorumMoreThan else "at_least"
    quorum = Quorum(kind, least.minimumQuorumBps)
    return least.minimumNomination, least.minimumVoting, quorum


def _offices(charter: Charter | None) -> dict[str, str]:
    """What the charter's own addresses are called."""
    if charter is None:
        return {}
    roles = charter.roles
    offices = (
        (roles.reviewer, _("a reviewer")),
        (roles.issuer, _("an issuer")),
        (roles.council, _("the council")),
    )
    return {name: words for members, words in offices for name in members if is_address(name)}
