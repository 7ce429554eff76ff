"""The sale desk, in one place: its phases, allowlists, purchases, and sweeping."""

from __future__ import annotations

from daoctl.villager.allowlist import (
    Allowed,
    Allowlist,
    load_allowlist,
    plan_allowlist,
    read_allowlist,
    save_allowlist,
)
from daoctl.villager.buying import Order, plan_approval, plan_buy, plan_buys
from daoctl.villager.phases import Desk, Phase, Sweep, plan_sweep, read_desk, read_phases, sweeps

__all__ = [
    "Allowed",
    "Allowlist",
    "Desk",
    "Order",
    "Phase",
    "Sweep",
    "load_allowlist",
    "plan_allowlist",
    "plan_approval",
    "plan_buy",
    "plan_buys",
    "plan_sweep",
    "read_allowlist",
    "read_desk",
    "read_phases",
    "save_allowlist",
    "sweeps",
]
