"""What the village's timelock refuses to carry out, whatever was voted: calls to the manager that would
lock the village out. The rule is the contract's (VillageTimelock); here it is told before a vote.

Pure.
"""

from __future__ import annotations

from collections.abc import Sequence

from daoctl.charter.authority import ADMIN, COUNCIL, DAO
from daoctl.errors import DaoctlError
from daoctl.governance.actions import Decoded
from daoctl.governance.setting import Setting

# All that the village asks of its manager.
ASKED = frozenset(
    {"grantRole", "revokeRole", "labelRole", "setTargetFunctionRole", "setTargetClosed"}
)


def refused_by_timelock(
    actions: Sequence[Decoded], setting: Setting
) -> tuple[int, DaoctlError] | None:
    """The place of the first action that the timelock refuses and why, or None. What is lost and
    comes back before the end is not lost."""
    from daoctl.chain.contracts import refused_with

    lost: dict[str, int] = {}
    for place, one in enumerate(actions):
        if one.contract != "authority":
            continue
        if one.function not in ASKED or one.args is None:
            selector = one.raw.data[:4].ljust(4, b"\0")
            return place, refused_with("VillageTimelockNotAsked", {"selector": selector})
        if one.function == "grantRole" and one.args["roleId"] == ADMIN.id:
            return place, refused_with("VillageTimelockAdminAlone", {})
        kept = _keeps(one, setting)
        if kept is not None:
            what, keeps = kept
            lost.pop(what, None)
            if not keeps:
                lost[what] = place
    if not lost:
        return None
    return min(lost.values()), refused_with("VillageTimelockPowerLost", {})


def _keeps(one: Decoded, setting: Setting) -> tuple[str, bool] | None:
    """Which of the village's powers the action is about, and whether it leaves it."""
    from daoctl.chain.contracts import artifact

    args = one.args or {}
    if one.function == "setTargetFunctionRole":
        veto = artifact("VillageGovernor").function("veto").selector
        named = [bytes(each) for each in args["selectors"]]
        if setting.key_of(args["target"]) != "governor" or veto not in named:
            return None
        return "veto", args["roleId"] == COUNCIL.id
    village = setting.contracts.get("timelock", "").lower()
    if one.function not in ("grantRole", "revokeRole") or args["account"].lower() != village:
        return None
    if args["roleId"] not in (ADMIN.id, DAO.id):
        return None
    granted = one.function == "grantRole" and args["executionDelay"] == 0
    return str(args["roleId"]), granted
