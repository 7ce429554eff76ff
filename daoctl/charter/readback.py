"""The read-back: who may do what and by which settings, from the chain, beside what the charter
says. `daoctl deploy` ends with it, `daoctl role list` prints it any time.

Three authorities are shown together: the AccessManager's roles, the Governor's own settings, and
the timelock's roles; and that the contracts point at one another as they were founded to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

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
    role_by_id,
)
from daoctl.charter.powers import NEVER_ASKED, TIMELOCK_ROLES, Powers, read_powers
from daoctl.errors import Differs
from daoctl.words import _, ngettext

if TYPE_CHECKING:
    from daoctl.charter.founding import Founding
    from daoctl.charter.village import Village

Subject = Literal["role", "function", "timelock", "setting", "contract", "history"]


@dataclass(frozen=True)
class Row:
    """One line of the table: what the chain has, and what it should have.

    `expected` is None where nothing at hand says what it should be (a holder without the
    charter's file): such a row never differs. Neither side's order matters. `votable` says whether
    a passed proposal can make it differ; what none can is the founder's doing.
    """

    subject: Subject
    name: str
    found: tuple[str, ...]
    expected: tuple[str, ...] | None
    votable: bool = True

    @property
    def differs(self) -> bool:
        """Whether the chain has something else than it should."""
        return self.expected is not None and sorted(self.found) != sorted(self.expected)


def read_back(village: Village, members: Mapping[Role, tuple[str, ...]] | None = None) -> list[Row]:
    """The whole table. `members` are those the charter names for COUNCIL, ISSUER and REVIEWER, as
    addresses; a role that is missing there is shown without an expectation."""
    from daoctl.charter.readback_settings import setting_rows

    powers = read_powers(village.chain, village.authority, village.timelock, first_block(village))
    return [
        *_role_rows(village, powers, members or {}),
        *_function_rows(village, powers),
        *_timelock_rows(village, powers),
        *setting_rows(village),
        *_contract_rows(village),
    ]


def founding_history(village: Village, founding: Founding) -> list[Row]:
    """What only holds on the day of the founding: every event of the two authorities, and of what
    the deployer did until the handover, is one that the plan produced, nothing is scheduled
    anywhere, and nothing was minted or issued."""
    from daoctl.charter.founding_events import planned_acts, seen_acts
    from daoctl.charter.founding_powers import handover_block, planned_powers, seen_powers

    powers = read_powers(village.chain, village.authority, village.timelock, first_block(village))
    at, first = village.record.addresses, first_block(village)
    planned = Counter([*planned_powers(village, founding), *planned_acts(founding, at)])
    last = handover_block(powers.manager_logs)
    seen = Counter([*seen_powers(powers), *seen_acts(village, first, last)])
    scheduled = len(powers.manager.scheduled) + len(powers.timelock.scheduled)
    minted = village.villager.read("totalMinted") + village.certificate.read("totalIssued")
    return [
        Row(
            "history",
            _("events that were not planned"),
            tuple((seen - planned).elements()),
            (),
            False,
        ),
        Row("history", _("events that are missing"), tuple((planned - seen).elements()), (), False),
        Row("history", _("scheduled operations"), (str(scheduled),), ("0",), False),
        Row("history", _("tokens and certificates"), (str(minted),), ("0",), False),
    ]


def refuse_differences(rows: list[Row]) -> None:
    """Raises Differs, naming each row that differs; does nothing when none does."""
    wrong = [row for row in rows if row.differs]
    if not wrong:
        return
    raise Differs(
        ngettext(
            "{count} power is not as the charter says.",
            "{count} powers are not as the charter says.",
            len(wrong),
        ).format(count=len(wrong)),
        cause="\n".join(
            _("{name}: {found} instead of {expected}").format(
                name=row.name, found=joined(row.found), expected=joined(row.expected or ())
            )
            for row in wrong
        ),
        hint=_(
            "A passed proposal may have changed it; `daoctl proposal list` shows them. If none "
            "did, do not send money there."
        )
        if any(row.votable for row in wrong)
        else _(
            "No vote did this: it happened before the village was handed over to itself. Do not "
            "send money there, and found the village anew."
        ),
    )


def joined(values: tuple[str, ...]) -> str:
    """The values of one side of a row, in words."""
    return ", ".join(values) or _("nobody")


def first_block(village: Village) -> int:
    """The block in which the manager was created, for what it was told before the charter stood
    counts as well. The record knows it; one that was rebuilt from the chain asks the node, and
    begins at the founding where the node has forgotten the past."""
    known = village.record.blocks.get("authority")
    if known is not None:
        return known
    found = village.chain.created_at(village.authority.address, village.founded_block)
    return village.founded_block if found is None else found


def _role_rows(
    village: Village, powers: Powers, members: Mapping[Role, tuple[str, ...]]
) -> Iterator[Row]:
    dao = village.timelock.address
    fixed = {ADMIN: (dao,), DAO: (dao,), SALES: (village.sale.address,)}
    if village.has_elections:
        fixed[ELECTION] = (village.election.address,)
    for role in ROLES:
        expected: tuple[str, ...] | None
        if role in DAO_SITS_IN:
            expected = (*members[role], dao) if role in members else None
        else:
            expected = fixed.get(role, ())
        found = tuple(powers.manager.members.get(role.id, ()))
        yield Row("role", role.name, found, expected, votable=role != ADMIN)
    known = {role.id for role in ROLES}
    for number, holders in powers.manager.members.items():
        if number not in known and holders:
            yield Row("role", role_by_id(number).name, tuple(holders), ())
    for name, value in powers.manager.unused.items():
        yield Row("role", name, (str(value),), (), votable=not name.startswith(NEVER_ASKED))


def _function_rows(village: Village, powers: Powers) -> Iterator[Row]:
    left = dict(powers.manager.functions)
    for key, by_role in RESTRICTED.items():
        if key not in village.record.addresses:
            continue
        contract = village.contract(key)
        for role, functions in by_role.items():
            for function in functions:
                selector = contract.artifact.function(function).selector
                found = left.pop((contract.address, selector), ADMIN.id)
                yield Row("function", f"{key}.{function}", (role_by_id(found).name,), (role.name,))
    for (target, selector), number in left.items():
        # A function that no contract of ours restricts: harmless, and nothing we put there.
        name = f"{target}.0x{selector.hex()}"
        yield Row("function", name, (role_by_id(number).name,), (ADMIN.name,))


def _timelock_rows(village: Village, powers: Powers) -> Iterator[Row]:
    governor = (village.governor.address,)
    for name in TIMELOCK_ROLES:
        key = bytes(village.timelock.read(name))
        expected = (village.timelock.address,) if name == "DEFAULT_ADMIN_ROLE" else governor
        found = tuple(powers.timelock.members.get(key, ()))
        yield Row("timelock", name, found, expected, votable=False)
    others = set(powers.timelock.members) - {
        bytes(village.timelock.read(name)) for name in TIMELOCK_ROLES
    }
    for key in sorted(others):
        found = tuple(powers.timelock.members[key])
        yield Row("timelock", "0x" + key.hex(), found, (), votable=False)


def _contract_rows(village: Village) -> Iterator[Row]:
    for key in CONTRACTS:
        if key == "authority" or key not in village.record.addresses:
            continue
        # A timelock of before there were elections knows no manager.
        if key != "timelock" or village.has_elections:
            found = village.contract(key).read("authority")
            yield Row("contract", f"{key}.authority", (found,), (village.authority.address,))
    at = village.record.addresses
    if village.charter:
        electorate = at[village.charter.governance.electorate]
    else:
        # Without the charter either token of the village may be the electorate's, but no other.
        token = village.governor.read("token")
        electorate = token if token == at["certificate"] else at["villager"]
    for key, reader, expected in (
        ("villager", "treasury", at["treasury"]),
        ("sale", "villager", at["villager"]),
        ("sale", "treasury", at["treasury"]),
        ("governor", "timelock", at["timelock"]),
        ("governor", "token", electorate),
    ):
        found = village.contract(key).read(reader)
        yield Row("contract", f"{key}.{reader}", (found,), (expected,))
    if village.has_elections:
        yield from _election_rows(village)


def _election_rows(village: Village) -> Iterator[Row]:
    """Out of which treasury elections award, and who may ever vote in one."""
    from daoctl.charter.founding import ELECTORATES

    at, election = village.record.addresses, village.election
    yield Row("contract", "election.treasury", (election.read("treasury"),), (at["treasury"],))
    electorates = tuple(at[key] for key in ELECTORATES)
    yield Row("contract", "election.electorates", tuple(election.read("electorates")), electorates)
