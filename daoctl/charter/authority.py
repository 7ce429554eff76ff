"""Who may do what in a village: the one table that deployment writes to the chain, `role list`
reads back from it, and the tests try row by row.

The contracts' side of it is `contracts/charter/Roles.sol`; the rules are those of OpenZeppelin's
AccessManager: one function of one contract has one role, a role has members.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Role:
    """A role of the village's AccessManager: its number on chain and its name."""

    id: int
    name: str


ADMIN = Role(0, "ADMIN")
DAO = Role(1, "DAO")
COUNCIL = Role(2, "COUNCIL")
ISSUER = Role(3, "ISSUER")
REVIEWER = Role(4, "REVIEWER")
SALES = Role(5, "SALES")
ELECTION = Role(6, "ELECTION")

ROLES: tuple[Role, ...] = (ADMIN, DAO, COUNCIL, ISSUER, REVIEWER, SALES, ELECTION)

# AccessManager's own number for "anyone may call": type(uint64).max.
PUBLIC_ROLE_ID = 2**64 - 1

# Contracts by the key under which VillageCharter's directory knows them, in the order a reader
# meets them; and the name of each in the compiled manifest.
CONTRACTS: Mapping[str, str] = MappingProxyType(
    {
        "authority": "AccessManager",
        "charter": "VillageCharter",
        "treasury": "VillageTreasury",
        "villager": "DigitalVillager",
        "certificate": "ResidentCertificate",
        "timelock": "VillageTimelock",
        "governor": "VillageGovernor",
        "sale": "VillagerSale",
        "election": "GeneralElection",
    }
)

# What a village may lack that was founded by an earlier daoctl; everything else it must have.
LATER: frozenset[str] = frozenset({"election"})

# contract key → role → its restricted functions. What is not named here asks the manager nothing:
# it is open to anyone, or checks its caller itself (an owner, a recipient, the Governor).
RESTRICTED: Mapping[str, Mapping[Role, tuple[str, ...]]] = MappingProxyType(
    {
        "charter": {DAO: ("rename", "adopt", "register"), COUNCIL: ("publish",)},
        "treasury": {
            DAO: (
                "listAsset",
                "delistAsset",
                "pay",
                "transferNFT",
                "openBudget",
                "setAwarder",
                "fundBudget",
                "closeBudget",
                "releaseReservation",
                "award",
                "cancel",
                "replaceRecipient",
            ),
            REVIEWER: ("approve", "reject"),
            SALES: ("creditBudget",),
            ELECTION: ("reserve", "awardReserved"),
        },
        "villager": {DAO: ("setBaseURI", "freezeBaseURI"), SALES: ("mint", "mintBatch")},
        "certificate": {
            DAO: ("setDailyLimit",),
            COUNCIL: ("stopIssuing",),
            ISSUER: ("issue", "issueBatch", "renew", "revoke", "reissue"),
        },
        "governor": {COUNCIL: ("veto",)},
        "sale": {DAO: ("addPhase",), COUNCIL: ("setAllowlist", "pause", "unpause", "welcome")},
        "election": {DAO: ("setBounds", "setElectorate"), COUNCIL: ("open", "strike")},
    }
)

# Roles in which the DAO itself always sits, so that it can act in an absent council's place.
DAO_SITS_IN: tuple[Role, ...] = (COUNCIL, ISSUER, REVIEWER)


def role_by_name(name: str) -> Role:
    """The role called `name`, in any case. Raises KeyError for an unknown one."""
    return {role.name: role for role in ROLES}[name.upper()]


def role_by_id(number: int) -> Role:
    """The role of that number; one that daoctl does not know gets the number as its name."""
    for role in ROLES:
        if role.id == number:
            return role
    return Role(number, "PUBLIC" if number == PUBLIC_ROLE_ID else f"#{number}")
