"""The settings' part of the read-back: what the contracts were told at the founding, or by proposals
since, beside what the charter says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from daoctl.charter.fields import UNLIMITED
from daoctl.charter.readback import Row
from daoctl.times import format_duration, format_time
from daoctl.units import Quorum
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.charter.village import Village


def setting_rows(village: Village) -> Iterator[Row]:
    """One row for each setting."""
    governor, charter = village.governor, village.charter
    quorum = Quorum(
        "more_than" if governor.read("quorumMoreThan") else "at_least",
        governor.read("quorumNumerator"),
    )
    rules = charter.governance if charter else None

    def setting(name: str, found: str, expected: str | None) -> Row:
        return Row("setting", name, (found,), None if expected is None else (expected,))

    def length(name: str, found: int, expected: int | None) -> Row:
        return setting(
            name, format_duration(found), None if expected is None else format_duration(expected)
        )

    yield setting(_("quorum"), quorum.words(), rules.quorum.words() if rules else None)
    yield length(
        _("voting delay"), governor.read("votingDelay"), rules.voting_delay if rules else None
    )
    yield length(
        _("voting period"), governor.read("votingPeriod"), rules.voting_period if rules else None
    )
    yield length(
        _("late extension"),
        governor.read("lateQuorumVoteExtension"),
        rules.late_extension if rules else None,
    )
    yield setting(
        _("units to propose"),
        str(governor.read("proposalThreshold")),
        str(rules.proposal_threshold) if rules else None,
    )
    yield setting(
        _("proposals open from"),
        format_time(governor.read("proposalsOpenFrom"), village.zone),
        format_time(rules.proposals_open, village.zone) if rules else None,
    )
    yield length(
        _("timelock"), village.timelock.read("getMinDelay"), rules.timelock if rules else None
    )
    villager = charter.villager if charter else None
    yield setting(
        _("tokens at most"),
        str(village.villager.read("maxSupply")),
        str(villager.max_supply) if villager else None,
    )
    yield setting(
        _("votes a holder has at most"),
        _votes(village.villager.read("votesPerHolder")),
        _votes(villager.votes_per_holder) if villager else None,
    )
    yield setting(
        _("tokens kept for residents"),
        str(village.sale.read("residentReserve")),
        str(villager.resident_reserve) if villager else None,
    )
    yield setting(
        _("certificates an issuer may issue or renew a day"),
        str(village.certificate.read("dailyLimit")),
        str(charter.certificate.daily_issue_limit) if charter else None,
    )
    if village.has_elections:
        yield from _election_settings(village)


def _election_settings(village: Village) -> Iterator[Row]:
    """The bounds of elections, and what a wallet may cost where ballots are brought."""
    from daoctl.charter.founding import WALLET_GAS

    found = tuple(village.election.read("bounds"))
    rules = village.charter.governance.elections if village.charter else None
    expected = (
        (rules.minimum_nomination, rules.minimum_voting, rules.minimum_quorum) if rules else None
    )
    quorum = Quorum("more_than" if found[3] else "at_least", found[2])
    names = (
        _("shortest nomination of an election"),
        _("shortest voting of an election"),
        _("lowest quorum of an election"),
    )
    for place, value in enumerate((found[0], found[1], quorum)):
        wanted = None if expected is None else (_bound(expected[place]),)
        yield Row("setting", names[place], (_bound(value),), wanted)
    for name, contract in (
        (_("gas for a wallet to sign a vote on a proposal"), village.governor),
        (_("gas for a wallet to sign a vote in an election"), village.election),
    ):
        gas = contract.read("walletGas")
        yield Row("setting", name, (str(gas),), (str(WALLET_GAS),))


def _bound(value: int | Quorum) -> str:
    return value.words() if isinstance(value, Quorum) else format_duration(value)


def _votes(cap: int) -> str:
    return _("one for each token") if cap == UNLIMITED else str(cap)
