"""What a manager's events come to, when some of what they say has not begun yet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from daoctl.chain.logs import Log
from daoctl.charter.powers import replay_manager
from daoctl.times import DAY

NOW = 1_900_000_000
CENTURY = 100 * 365 * DAY
MEMBER, TARGET = "0x" + "1a" * 20, "0x" + "2b" * 20


def event(name: str, **args: Any) -> Log:
    """An event of the manager."""
    return Log(name, args, "0x" + "3c" * 20, 1, 0, "0x")


def granted(delay: int, since: int) -> Log:
    """A role given, or its delay changed from that moment on."""
    return event("RoleGranted", roleId=2, account=MEMBER, delay=delay, since=since)


# Each sets a delay, and then takes it back.
DELAYS: dict[str, Callable[[int, int], Log]] = {
    f"execution delay of {MEMBER} in role 2": granted,
    "grant delay of role 2": lambda delay, since: event(
        "RoleGrantDelayChanged", roleId=2, delay=delay, since=since
    ),
    f"admin delay of {TARGET}": lambda delay, since: event(
        "TargetAdminDelayUpdated", target=TARGET, delay=delay, since=since
    ),
}


@pytest.mark.parametrize("name", DELAYS)
def test_a_delay_that_was_taken_back_is_told_until_it_has_ended(name: str) -> None:
    """A manager shortens a delay only after as long as it is shortened by: who sets a century and
    then nothing leaves the century in force."""
    say = DELAYS[name]
    trap = [say(CENTURY, NOW - 5 * DAY), say(0, NOW + CENTURY)]

    assert {name: CENTURY} == replay_manager(trap, NOW).unused
    assert {name: CENTURY} == replay_manager(trap, NOW + CENTURY - 1).unused
    assert {} == replay_manager(trap, NOW + CENTURY).unused


def test_what_was_never_set_is_not_told() -> None:
    """An office given at once, or from tomorrow on, has no delay."""
    assert {} == replay_manager([granted(0, NOW), granted(0, NOW + DAY)], NOW).unused


def test_a_member_who_left_takes_the_delay_along() -> None:
    """A role that is revoked is gone with all that hung on it."""
    left = event("RoleRevoked", roleId=2, account=MEMBER)

    assert (
        {} == replay_manager([granted(CENTURY, NOW), granted(0, NOW + CENTURY), left], NOW).unused
    )
