"""What a proposal does, as it is drafted and as the Governor holds it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Action:
    """One function of one of the village's contracts (by its directory key), with its arguments
    in the order of the ABI; structs are tuples."""

    contract: str
    function: str
    args: tuple[Any, ...]


@dataclass(frozen=True)
class RawAction:
    """An action as it stands in a proposal: the call that the timelock will make."""

    target: str
    data: bytes
    value: int = 0
