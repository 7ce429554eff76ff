"""The powers that a founding gives and takes, in the two authorities' own events, beside what any
village's founding would have them say.

It needs no charter, for every village settles the same powers: only who sits in the offices of
council, issuer and reviewer is the charter's to say. So whoever joins a village can look, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from daoctl.charter.authority import ADMIN, Role
from daoctl.charter.founding import Offices, power_steps
from daoctl.charter.founding_events import line
from daoctl.charter.powers import TIMELOCK_ROLES

if TYPE_CHECKING:
    from daoctl.chain.logs import Log
    from daoctl.charter.powers import Powers
    from daoctl.charter.village import Village


@dataclass(frozen=True)
class Founders:
    """Who founded a village and whom they put into the offices, as far as that is known."""

    deployer: str
    members: Mapping[Role, tuple[str, ...]]


def handover_block(manager_logs: Iterable[Log]) -> int | None:
    """The block in which the last account but the DAO gave ADMIN up; None if there is none.
    Nobody can become ADMIN afterwards: the timelock never grants it."""
    given_up = [
        log.block
        for log in manager_logs
        if log.event == "RoleRevoked" and log.args["roleId"] == ADMIN.id
    ]
    return max(given_up, default=None)


def planned_powers(village: Village, offices: Offices) -> Iterator[str]:
    """Each event that a founding's calls cause, in one line, as `seen_powers` writes it."""
    at = village.record.addresses
    yield line("RoleGranted", ADMIN.id, offices.deployer, 0)
    for step in power_steps(offices):
        for call in step.calls(at):
            match call.function, call.arguments:
                case "setTargetFunctionRole", (target, selectors, role):
                    for selector in selectors:
                        yield line("TargetFunctionRoleUpdated", target, selector.hex(), role)
                case "labelRole", (role, label):
                    yield line("RoleLabel", role, label)
                case "grantRole", (role, account, delay):
                    yield line("RoleGranted", role, account, delay)
                case "renounceRole", (role, account):
                    yield line("RoleRevoked", role, account)
    for name in TIMELOCK_ROLES:
        holder = at["timelock"] if name == "DEFAULT_ADMIN_ROLE" else at["governor"]
        yield line("RoleGranted", bytes(village.timelock.read(name)).hex(), holder)


def seen_powers(powers: Powers) -> Iterator[str]:
    """Each event of the manager and of the timelock, in one line."""
    yield from manager_lines(powers.manager_logs)
    for log in powers.timelock_logs:
        a = log.args
        if log.event == "RoleGranted":
            yield line(log.event, bytes(a["role"]).hex(), a["account"])
        else:
            yield line(log.event, *a.values())


def manager_lines(logs: Iterable[Log]) -> Iterator[str]:
    """Each event of the manager, in one line."""
    for log in logs:
        a = log.args
        match log.event:
            case "TargetFunctionRoleUpdated":
                yield line(log.event, a["target"], bytes(a["selector"]).hex(), a["roleId"])
            case "RoleLabel":
                yield line(log.event, a["roleId"], a["label"])
            case "RoleGranted":
                yield line(log.event, a["roleId"], a["account"], a["delay"])
            case "RoleRevoked":
                yield line(log.event, a["roleId"], a["account"])
            case _:
                yield line(log.event, *a.values())
