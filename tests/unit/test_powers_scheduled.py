"""What a founding's read-back must see: whatever somebody set behind the village, and whatever is
still to come."""

from __future__ import annotations

from typing import Any

import pytest

from daoctl.chain.logs import Log
from daoctl.charter.powers import replay_manager, replay_timelock

NOW = 1_900_000_000
MEMBER, TARGET = "0x" + "1a" * 20, "0x" + "2b" * 20
OPERATION, OTHER = b"\x01" * 32, b"\x02" * 32


def event(name: str, **args: Any) -> Log:
    """An event of the manager or of the timelock."""
    return Log(name, args, "0x" + "3c" * 20, 1, 0, "0x")


@pytest.mark.parametrize(
    ("name", "set_", "back"),
    [
        (
            "admin of role 2",
            event("RoleAdminChanged", roleId=2, admin=9),
            event("RoleAdminChanged", roleId=2, admin=0),
        ),
        (
            "guardian of role 2",
            event("RoleGuardianChanged", roleId=2, guardian=9),
            event("RoleGuardianChanged", roleId=2, guardian=0),
        ),
    ],
)
def test_who_rules_a_role_besides_the_village_is_told(name: str, set_: Log, back: Log) -> None:
    """A deployer who leaves a role another admin or guardian keeps a key to it; until it is put
    back, the read-back names it."""
    assert {name: 9} == replay_manager([set_], NOW).unused
    assert {} == replay_manager([set_, back], NOW).unused


def test_a_closed_contract_is_told() -> None:
    """Nobody could use what the founding left closed."""
    closed = event("TargetClosed", target=TARGET, closed=True)
    opened = event("TargetClosed", target=TARGET, closed=False)

    assert {f"closed {TARGET}": 1} == replay_manager([closed], NOW).unused
    assert {} == replay_manager([closed, opened], NOW).unused


@pytest.mark.parametrize("end", ["OperationExecuted", "OperationCanceled"])
def test_what_is_scheduled_at_the_manager_is_told_until_it_ends(end: str) -> None:
    """A call that a deployer scheduled could run after the handover; another's end ends it not."""
    scheduled = event("OperationScheduled", operationId=OPERATION)

    assert {OPERATION} == replay_manager([scheduled], NOW).scheduled
    assert {OPERATION} == replay_manager([scheduled, event(end, operationId=OTHER)], NOW).scheduled
    assert set() == replay_manager([scheduled, event(end, operationId=OPERATION)], NOW).scheduled


@pytest.mark.parametrize("end", ["CallExecuted", "Cancelled"])
def test_what_is_scheduled_at_the_timelock_is_told_until_it_ends(end: str) -> None:
    """The same of the timelock, which has events of its own."""
    scheduled = event("CallScheduled", id=OPERATION)

    assert {OPERATION} == replay_timelock([scheduled]).scheduled
    assert {OPERATION} == replay_timelock([scheduled, event(end, id=OTHER)]).scheduled
    assert set() == replay_timelock([scheduled, event(end, id=OPERATION)]).scheduled


def test_a_member_is_counted_once_and_gone_when_revoked() -> None:
    """A role given twice is one member; revoking it from a stranger takes it from nobody."""
    granted = event("RoleGranted", role=b"\x07" * 32, account=MEMBER)
    revoked = event("RoleRevoked", role=b"\x07" * 32, account=MEMBER)
    strangers = event("RoleRevoked", role=b"\x07" * 32, account=TARGET)

    assert {b"\x07" * 32: [MEMBER]} == replay_timelock([granted, granted, strangers]).members
    assert {b"\x07" * 32: []} == replay_timelock([granted, revoked]).members
