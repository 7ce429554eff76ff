"""The founding of a village as a list of steps: what is deployed and called, in which order, with
which arguments. Pure: nothing here knows a chain.

The order is that of contracts first, then everything the deployer may still set up, then the
function roles, and last the handover, after which the deployer holds nothing. Until the handover
every restricted function answers to the manager's ADMIN, which is the deployer alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from daoctl.charter.authority import (
    ADMIN,
    CONTRACTS,
    DAO,
    DAO_SITS_IN,
    ELECTION,
    RESTRICTED,
    ROLES,
    SALES,
    Role,
)
from daoctl.charter.model import Charter
from daoctl.units import ZERO_ADDRESS, format_fraction
from daoctl.words import _

Addresses = Mapping[str, str]

# How much gas a wallet contract may use to check a signed ballot or consent (ERC-1271). A passkey's wallet
# takes some 262,000 where the chain has no precompile for its curve.
WALLET_GAS = 300_000


@dataclass(frozen=True)
class Founding:
    """What is settled before the first transaction.

    `members` are the addresses that hold COUNCIL, ISSUER and REVIEWER beside the DAO; `uri` says
    where the charter's file can be read (it may be empty).
    """

    charter: Charter
    charter_hash: bytes
    uri: str
    deployer: str
    members: Mapping[Role, tuple[str, ...]]


class Offices(Protocol):
    """Of a founding what its powers follow from: who founds, and who holds the offices."""

    @property
    def deployer(self) -> str: ...

    @property
    def members(self) -> Mapping[Role, tuple[str, ...]]: ...


@dataclass(frozen=True)
class Call:
    """One function of one of the village's contracts, by name, with its arguments."""

    contract: str
    function: str
    arguments: tuple[Any, ...]


@dataclass(frozen=True)
class Step:
    """One transaction of the founding, the same in every run.

    `key` names it in the journal. With `deploys`, the contract of that key comes into being by the
    constructor's `arguments`; otherwise `calls` are made: one as it is, several through the
    manager's multicall. Both are told the addresses that came before.
    """

    key: str
    words: str
    deploys: str | None = None
    arguments: Callable[[Addresses], tuple[Any, ...]] = lambda _at: ()
    calls: Callable[[Addresses], list[Call]] = lambda _at: []


def founding_steps(founding: Founding) -> list[Step]:
    """The whole founding, in order."""
    return [
        *_contracts(founding),
        *_directory(),
        *_money(founding.charter),
        *_phases(founding.charter),
        *_elections(founding.charter),
        *power_steps(founding),
    ]


def power_steps(offices: Offices) -> list[Step]:
    """The end of the founding, which settles who may do what; the deployer may nothing after."""
    return [_roles(offices), _handover(offices)]


def _contracts(founding: Founding) -> list[Step]:
    charter = founding.charter
    village, villager = charter.village, charter.villager
    certificate, governance = charter.certificate, charter.governance

    def deploy(key: str, arguments: Callable[[Addresses], tuple[Any, ...]]) -> Step:
        return Step(
            f"deploy:{key}",
            _("Deploy {contract}").format(contract=CONTRACTS[key]),
            deploys=key,
            arguments=arguments,
        )

    return [
        deploy("authority", lambda _at: (founding.deployer,)),
        deploy(
            "charter",
            lambda at: (at["authority"], village.name, founding.charter_hash, founding.uri),
        ),
        deploy("treasury", lambda at: (at["authority"],)),
        deploy(
            "villager",
            lambda at: (
                at["authority"],
                at["treasury"],
                (
                    village.name,
                    village.symbol,
                    village.short_name,
                    villager.max_supply,
                    villager.votes_per_holder,
                    villager.royalty,
                    villager.metadata,
                ),
            ),
        ),
        deploy(
            "certificate",
            lambda at: (
                at["authority"],
                (
                    certificate.name,
                    certificate.symbol,
                    village.short_name,
                    certificate.metadata,
                    certificate.daily_issue_limit,
                ),
            ),
        ),
        # The timelock is told the Governor's address before the Governor exists: it is the one
        # that the deployer's very next transaction creates.
        deploy("timelock", lambda at: (at["authority"], governance.timelock, at["governor"])),
        deploy(
            "governor",
            lambda at: (
                at["authority"],
                at[governance.electorate],
                at["timelock"],
                (
                    village.short_name,
                    governance.quorum.bps,
                    governance.quorum.exclusive,
                    governance.voting_delay,
                    governance.voting_period,
                    governance.late_extension,
                    governance.proposal_threshold,
                    governance.proposals_open,
                    WALLET_GAS,
                ),
            ),
        ),
        deploy(
            "sale",
            lambda at: (
                at["authority"],
                at["villager"],
                at["treasury"],
                villager.resident_reserve,
            ),
        ),
        deploy(
            "election",
            lambda at: (at["authority"], at["treasury"], (village.short_name, WALLET_GAS)),
        ),
    ]


def directory_key(key: str) -> bytes:
    """A directory key as VillageCharter holds it: ASCII, zero-padded to 32 bytes."""
    return key.encode("ascii").ljust(32, b"\0")


def _directory() -> list[Step]:
    def register(key: str) -> Step:
        return Step(
            f"register:{key}",
            _("Register {contract} in the village's directory").format(contract=CONTRACTS[key]),
            calls=lambda at: [Call("charter", "register", (directory_key(key), at[key]))],
        )

    return [register(key) for key in CONTRACTS if key != "charter"]


def _money(charter: Charter) -> list[Step]:
    assets = [
        _call(
            f"asset:{asset.address}",
            _("Let the treasury take {asset}").format(asset=asset.symbol),
            Call("treasury", "listAsset", (asset.address,)),
        )
        for asset in charter.treasury.assets
    ]
    budgets = [_budget(charter, index) for index in range(len(charter.treasury.budgets))]
    return assets + budgets


def _call(key: str, words: str, call: Call) -> Step:
    return Step(key, words, calls=lambda _at: [call])


def _budget(charter: Charter, index: int) -> Step:
    budget = charter.treasury.budgets[index]
    asset = charter.treasury.asset(budget.asset)
    assert asset is not None, "load_charter refuses a budget of an asset that is not listed"

    def calls(at: Addresses) -> list[Call]:
        named = budget.awarder or ZERO_ADDRESS
        awarder = at["election"] if named == "election" else named
        terms = (asset.address, 0, budget.expires, budget.name, awarder, budget.ceiling)
        return [Call("treasury", "openBudget", terms)]

    words = (
        _("Open the budget {name}, from which general elections may award up to {share}").format(
            name=budget.name, share=format_fraction(budget.ceiling)
        )
        if budget.awarder == "election"
        else _("Open the budget {name}").format(name=budget.name)
    )
    return Step(f"budget:{index + 1}", words, calls=calls)


def phase_terms(charter: Charter, index: int) -> tuple[Any, ...]:
    """Phase `index` (from 0) as VillagerSale's struct; an allowlist's root is set later."""
    phase = charter.villager.phases[index]
    price, asset = charter.price(phase)
    return (
        phase.name,
        asset.address,
        price,
        phase.opens,
        phase.closes,
        phase.cap,
        phase.wallet_limit,
        charter.budget_number(phase.budget),
        phase.activity_budget,
        phase.allowlist is not None,
        bytes(32),
    )


def _phases(charter: Charter) -> list[Step]:
    return [
        _call(
            f"phase:{index + 1}",
            _("Add the sale phase {name}").format(name=phase.name),
            Call("sale", "addPhase", (phase_terms(charter, index),)),
        )
        for index, phase in enumerate(charter.villager.phases)
    ]


def election_bounds(charter: Charter) -> tuple[int, int, int, bool]:
    """What the charter demands of every election, as GeneralElection's struct."""
    rules = charter.governance.elections
    quorum = rules.minimum_quorum
    return (rules.minimum_nomination, rules.minimum_voting, quorum.bps, quorum.exclusive)


# Whose votes may count in an election, by their key: a token each, or a person each.
ELECTORATES = ("villager", "certificate")


def _elections(charter: Charter) -> list[Step]:
    bounds = _call(
        "elections:bounds",
        _("Set within which bounds the council may open elections"),
        Call("election", "setBounds", (election_bounds(charter),)),
    )
    words = {
        "villager": _("Let holders of villager tokens vote in elections"),
        "certificate": _("Let holders of resident certificates vote in elections"),
    }

    def electorate(key: str) -> Step:
        return Step(
            f"elections:{key}",
            words[key],
            calls=lambda at: [Call("election", "setElectorate", (at[key], True))],
        )

    return [bounds, *map(electorate, ELECTORATES)]


def expected_members(founding: Offices, at: Addresses) -> dict[Role, tuple[str, ...]]:
    """Who holds each role once the village is founded, in the charter's order, the DAO last."""
    dao = at["timelock"]
    members: dict[Role, tuple[str, ...]] = dict.fromkeys(ROLES, ())
    members |= {ADMIN: (dao,), DAO: (dao,), SALES: (at["sale"],), ELECTION: (at["election"],)}
    members |= {role: (*founding.members[role], dao) for role in DAO_SITS_IN}
    return members


def _roles(founding: Offices) -> Step:
    """Function roles, labels and all members but those of DAO and ADMIN, in one transaction."""

    def calls(at: Addresses) -> list[Call]:
        functions = [
            Call("authority", "setTargetFunctionRole", (at[key], selectors(key, names), role.id))
            for key, by_role in RESTRICTED.items()
            for role, names in by_role.items()
        ]
        # ADMIN's label is the manager's own and cannot be changed.
        labels = [
            Call("authority", "labelRole", (role.id, role.name)) for role in ROLES if role != ADMIN
        ]
        members = [
            Call("authority", "grantRole", (role.id, member, 0))
            for role, holders in expected_members(founding, at).items()
            if role not in (ADMIN, DAO)
            for member in holders
        ]
        return functions + labels + members

    return Step("roles", _("Set who may do what"), calls=calls)


def _handover(founding: Offices) -> Step:
    """The timelock becomes DAO and ADMIN; the deployer gives up the last of its power."""
    return Step(
        "handover",
        _("Hand the village over to itself"),
        calls=lambda at: [
            Call("authority", "grantRole", (DAO.id, at["timelock"], 0)),
            Call("authority", "grantRole", (ADMIN.id, at["timelock"], 0)),
            Call("authority", "renounceRole", (ADMIN.id, founding.deployer)),
        ],
    )


def selectors(key: str, functions: tuple[str, ...]) -> list[bytes]:
    """The selectors of functions of one of the village's contracts."""
    from daoctl.chain.contracts import artifact

    return [artifact(CONTRACTS[key]).function(function).selector for function in functions]
