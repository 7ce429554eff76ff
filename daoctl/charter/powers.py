"""Who may do what on the chain: the AccessManager's and the timelock's own events, replayed.

`replay_manager` and `replay_timelock` are pure; `read_powers` fetches their events from the
village's founding block on. A manager keeps no list of its members, so its events are the only
way to know that nobody else is one.

Source: OpenZeppelin AccessManager and TimelockController, events of version 5.7.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from daoctl.chain.connection import Chain
    from daoctl.chain.contracts import Contract
    from daoctl.chain.logs import Log

MANAGER_EVENTS = (
    "RoleGranted",
    "RoleRevoked",
    "RoleLabel",
    "RoleAdminChanged",
    "RoleGuardianChanged",
    "RoleGrantDelayChanged",
    "TargetFunctionRoleUpdated",
    "TargetClosed",
    "TargetAdminDelayUpdated",
    "OperationScheduled",
    "OperationExecuted",
    "OperationCanceled",
)
TIMELOCK_EVENTS = ("RoleGranted", "RoleRevoked", "CallScheduled", "CallExecuted", "Cancelled")

# How the names of those of `unused` begin that the timelock never asks of its manager
# (VillageTimelock), so that no vote can have set them.
NEVER_ASKED = ("admin of role", "guardian of role", "grant delay of", "admin delay of")

# By AccessControl, DEFAULT_ADMIN_ROLE is zero; the others are the keccak256 of their names.
TIMELOCK_ROLES = ("DEFAULT_ADMIN_ROLE", "PROPOSER_ROLE", "CANCELLER_ROLE", "EXECUTOR_ROLE")


@dataclass
class ManagerPowers:
    """What an AccessManager's events come to.

    `members` by role number, in the order they joined; `functions` by (target, selector);
    `labels` by role number. `unused` holds what a village leaves alone and somebody set all the
    same (delays, role admins, guardians, closed targets), by a name an engineer can look up.
    """

    members: dict[int, list[str]] = field(default_factory=dict)
    functions: dict[tuple[str, bytes], int] = field(default_factory=dict)
    labels: dict[int, str] = field(default_factory=dict)
    unused: dict[str, int] = field(default_factory=dict)
    scheduled: set[bytes] = field(default_factory=set)


def replay_manager(logs: Iterable[Log], now: int) -> ManagerPowers:
    """The powers that a manager's events, in the order of the chain, come to.

    A delay that was taken back counts until that takes effect, by the chain's clock `now`: a
    manager shortens one only after as long as it is shortened by.
    """
    powers = ManagerPowers()
    for log in logs:
        a = log.args
        match log.event:
            case "RoleGranted":
                members = powers.members.setdefault(a["roleId"], [])
                if a["account"] not in members:
                    members.append(a["account"])
                _keep(powers.unused, _execution_delay(a), a["delay"], a["since"] > now)
            case "RoleRevoked":
                if a["account"] in powers.members.get(a["roleId"], []):
                    powers.members[a["roleId"]].remove(a["account"])
                powers.unused.pop(_execution_delay(a), None)
            case "RoleLabel":
                powers.labels[a["roleId"]] = a["label"]
            case "RoleAdminChanged":
                _keep(powers.unused, f"admin of role {a['roleId']}", a["admin"])
            case "RoleGuardianChanged":
                _keep(powers.unused, f"guardian of role {a['roleId']}", a["guardian"])
            case "RoleGrantDelayChanged":
                waits = a["since"] > now
                _keep(powers.unused, f"grant delay of role {a['roleId']}", a["delay"], waits)
            case "TargetFunctionRoleUpdated":
                powers.functions[a["target"], bytes(a["selector"])] = a["roleId"]
            case "TargetClosed":
                _keep(powers.unused, f"closed {a['target']}", a["closed"])
            case "TargetAdminDelayUpdated":
                waits = a["since"] > now
                _keep(powers.unused, f"admin delay of {a['target']}", a["delay"], waits)
            case "OperationScheduled":
                powers.scheduled.add(bytes(a["operationId"]))
            case "OperationExecuted" | "OperationCanceled":
                powers.scheduled.discard(bytes(a["operationId"]))
    return powers


@dataclass
class TimelockPowers:
    """What a timelock's events come to: members by role hash, and the operations not yet ended."""

    members: dict[bytes, list[str]] = field(default_factory=dict)
    scheduled: set[bytes] = field(default_factory=set)


def replay_timelock(logs: Iterable[Log]) -> TimelockPowers:
    """The powers that a timelock's events, in the order of the chain, come to."""
    powers = TimelockPowers()
    for log in logs:
        a = log.args
        match log.event:
            case "RoleGranted":
                members = powers.members.setdefault(bytes(a["role"]), [])
                if a["account"] not in members:
                    members.append(a["account"])
            case "RoleRevoked":
                if a["account"] in powers.members.get(bytes(a["role"]), []):
                    powers.members[bytes(a["role"])].remove(a["account"])
            case "CallScheduled":
                powers.scheduled.add(bytes(a["id"]))
            case "CallExecuted" | "Cancelled":
                powers.scheduled.discard(bytes(a["id"]))
    return powers


@dataclass(frozen=True)
class Powers:
    """The village's two lists of members, and every event they come from."""

    manager: ManagerPowers
    timelock: TimelockPowers
    manager_logs: tuple[Log, ...]
    timelock_logs: tuple[Log, ...]


def read_powers(chain: Chain, manager: Contract, timelock: Contract, first: int) -> Powers:
    """The powers as they stand at the chain's head; `first` is a block not later than the one in
    which the manager was created."""
    from daoctl.chain.logs import read_logs

    manager_logs = tuple(read_logs(chain, [manager], MANAGER_EVENTS, first))
    timelock_logs = tuple(read_logs(chain, [timelock], TIMELOCK_EVENTS, first))
    manager_powers = replay_manager(manager_logs, chain.now())
    return Powers(manager_powers, replay_timelock(timelock_logs), manager_logs, timelock_logs)


def _execution_delay(args: Mapping[str, Any]) -> str:
    return f"execution delay of {args['account']} in role {args['roleId']}"


def _keep(found: dict[str, int], key: str, value: int, waits: bool = False) -> None:
    """Holds what is not zero (or false): zero is how a village leaves these. A zero that still
    `waits` to take effect changes nothing yet."""
    if value:
        found[key] = int(value)
    elif not waits:
        found.pop(key, None)
