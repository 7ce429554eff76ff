"""Stopping the sale for a while and letting it go on: the council's brake."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from daoctl.chain.contracts import Call
    from daoctl.charter.village import Village


def plan_pause(village: Village) -> list[Call]:
    """Stops every purchase until it is resumed; nothing where that is so already. The phases'
    dates run on."""
    return [] if village.sale.read("paused") else [village.sale.call("pause")]


def plan_resume(village: Village) -> list[Call]:
    """Lets the sale go on; nothing where it does already."""
    return [village.sale.call("unpause")] if village.sale.read("paused") else []
