"""What the timelock refuses is told before anybody votes on it."""

from __future__ import annotations

from typing import Any

import pytest

from daoctl.chain.contracts import artifact
from daoctl.charter.authority import ADMIN, COUNCIL, DAO, SALES
from daoctl.governance.action import RawAction
from daoctl.governance.actions import Decoded, decode
from daoctl.governance.kept_powers import ASKED, refused_by_timelock
from daoctl.governance.setting import Setting

MANAGER, VILLAGE, GOVERNOR, OTHER = ("0x" + f"{n:02x}" * 20 for n in (1, 2, 3, 4))
SETTING = Setting(contracts={"authority": MANAGER, "timelock": VILLAGE, "governor": GOVERNOR})
VETO = artifact("VillageGovernor").function("veto").selector


def asked(function: str, *args: Any) -> Decoded:
    """A call to the manager, read back from its bytes."""
    data = artifact("AccessManager").function(function).encode(args)
    return decode(RawAction(MANAGER, data), SETTING)


def judged(*actions: Decoded) -> tuple[int, str | None] | None:
    """The place and the error's name."""
    found = refused_by_timelock(actions, SETTING)
    return found and (found[0], found[1].error_name)


@pytest.mark.parametrize(
    ("action", "error"),
    [
        (("grantRole", ADMIN.id, OTHER, 0), "VillageTimelockAdminAlone"),
        (("grantRole", DAO.id, VILLAGE, 60), "VillageTimelockPowerLost"),
        (("revokeRole", DAO.id, VILLAGE), "VillageTimelockPowerLost"),
        (("revokeRole", ADMIN.id, VILLAGE), "VillageTimelockPowerLost"),
        (("setTargetFunctionRole", GOVERNOR, [VETO], SALES.id), "VillageTimelockPowerLost"),
        (("renounceRole", DAO.id, VILLAGE), "VillageTimelockNotAsked"),
        (("setGrantDelay", COUNCIL.id, 60), "VillageTimelockNotAsked"),
        (("setRoleAdmin", COUNCIL.id, 99), "VillageTimelockNotAsked"),
        (("setTargetAdminDelay", OTHER, 60), "VillageTimelockNotAsked"),
        (("multicall", []), "VillageTimelockNotAsked"),
    ],
)
def test_what_would_lock_the_village_out_is_refused_by_name(action, error):
    """With the very error that the contract would answer."""
    harmless = asked("revokeRole", COUNCIL.id, OTHER)

    assert (1, error) == judged(harmless, asked(*action), harmless)


@pytest.mark.parametrize(
    "action",
    [
        ("grantRole", COUNCIL.id, OTHER, 0),
        ("grantRole", DAO.id, OTHER, 0),
        ("revokeRole", COUNCIL.id, VILLAGE),
        ("labelRole", 99, "PRINTER"),
        ("setTargetFunctionRole", GOVERNOR, [VETO], COUNCIL.id),
        ("setTargetFunctionRole", OTHER, [VETO], 99),
        ("setTargetClosed", GOVERNOR, True),
    ],
)
def test_what_a_later_proposal_undoes_is_not_refused(action):
    """The village rules its offices and contracts as before."""
    assert judged(asked(*action)) is None


def test_what_is_lost_and_comes_back_is_not_lost():
    """The timelock looks when all is done."""
    lost = asked("revokeRole", DAO.id, VILLAGE)
    back = asked("grantRole", DAO.id, VILLAGE, 0)

    assert judged(lost, back) is None
    assert (1, "VillageTimelockPowerLost") == judged(back, lost)


def test_the_five_are_those_of_the_contract():
    """The list here and the contract's cannot part unseen: the contract's source names them all."""
    from pathlib import Path

    source = Path(__file__).parents[2] / "contracts" / "governance" / "VillageTimelock.sol"
    text = source.read_text("utf-8")
    functions = {one.split("(")[0] for one in artifact("AccessManager").functions}

    assert {name for name in functions if f"IAccessManager.{name}.selector" in text} == ASKED
