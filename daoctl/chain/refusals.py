"""A contract's refusal in words that a council member follows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo
from typing import Any

from daoctl.chain.refusal_words import MILESTONE_STATES, PANICS, PROPOSAL_STATES, SENTENCES
from daoctl.times import LATEST, format_duration, format_time, reader_zone
from daoctl.units import ZERO_ADDRESS, format_amount, format_fraction
from daoctl.words import _


class _Shown:
    """A value of an error, shown as its place in a sentence asks: `{deadline:time}`."""

    def __init__(self, value: Any, is_ether: bool, zone: tzinfo | str | None) -> None:
        self.value = value
        self.is_ether = is_ether
        self.zone = zone

    def __format__(self, kind: str) -> str:
        value = self.value
        if kind == "time":
            if value > LATEST:
                return _("the end of time")
            return format_time(value, self.zone or reader_zone())
        if kind == "place":
            # Contracts count from 0, people from 1.
            return str(value + 1)
        if kind == "duration":
            return format_duration(value)
        if kind == "share":
            return format_fraction(value)
        if kind == "eth" or (kind == "amount" and self.is_ether):
            return format_amount(value)
        if kind == "proposal_state":
            return _(PROPOSAL_STATES[value]) if value < len(PROPOSAL_STATES) else str(value)
        if kind == "milestone_state":
            return _(MILESTONE_STATES[value]) if value < len(MILESTONE_STATES) else str(value)
        return "0x" + value.hex() if isinstance(value, bytes) else str(value)


def explain(error_name: str, arguments: Mapping[str, Any], zone: tzinfo | str | None = None) -> str:
    """The refusal as a sentence; times in `zone`, or in the reader's without one."""
    if error_name == "Error":
        return _("The contract refused: {reason}").format(reason=arguments.get("message", ""))
    if error_name == "Panic":
        code = arguments.get("code", 0)
        fault = _(PANICS[code]) if code in PANICS else hex(code)
        return _("The contract stopped on a fault of its own: {fault}.").format(fault=fault)
    sentence = SENTENCES.get(error_name)
    if sentence is not None:
        asset = arguments.get("asset", arguments.get("currency", ZERO_ADDRESS))
        shown = {
            name: _Shown(value, asset == ZERO_ADDRESS, zone) for name, value in arguments.items()
        }
        try:
            return _(sentence).format_map(shown)
        except (KeyError, TypeError, ValueError):
            # Another contract may use the same name with other values.
            pass
    values = ", ".join(
        f"{name} {_Shown(value, False, zone):plain}" for name, value in arguments.items()
    )
    return _("The contract refused: {reason}").format(
        reason=f"{error_name} ({values})" if values else error_name
    )
