"""A figure: what was measured, what it is held against, and the bound on it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """`ours` beside `other`, both in `unit` ("s", "ms" or "gas"), and the bounds, where there
    are any: `ours` at most `most`; `ours` at most `most_times` × `other`; `other` at least
    `least_times` × `ours`. `against` names the other in words."""

    name: str
    unit: str
    ours: float
    other: float | None = None
    against: str = ""
    most: float | None = None
    most_times: float | None = None
    least_times: float | None = None
    # What nothing stands beside: why not.
    why: str = ""

    @property
    def holds(self) -> bool:
        """Whether every bound is kept; one that needs what was not measured is not."""
        if self.most is not None and self.ours > self.most:
            return False
        if self.most_times is None and self.least_times is None:
            return True
        if self.other is None:
            return False
        if self.most_times is not None and self.ours > self.most_times * self.other:
            return False
        return self.least_times is None or self.other >= self.least_times * self.ours

    def lines(self) -> list[str]:
        """The figure for people."""
        verdict = "PASS" if self.holds else "FAIL"
        shown = [f"{verdict}  {self.name}: {amount(self.ours, self.unit)}{self._bound()}"]
        if self.other is not None:
            shown.append(f"      {self._ratio(self.other)}: {amount(self.other, self.unit)}")
        elif self.why:
            shown.append(f"      nothing beside it: {self.why}")
        return shown

    def _bound(self) -> str:
        bounds = []
        if self.most is not None:
            bounds.append(f"at most {amount(self.most, self.unit)}")
        if self.most_times is not None:
            bounds.append(f"at most {self.most_times:g} times as much")
        if self.least_times is not None:
            bounds.append(f"at least {self.least_times:g} times faster")
        return f" ({', '.join(bounds)})" if bounds else ""

    def _ratio(self, other: float) -> str:
        if self.least_times is not None:
            return f"{other / self.ours:.1f} times faster than {self.against}"
        return f"{self.ours / other:.2f} times {self.against}"


def amount(value: float, unit: str) -> str:
    """The value with its unit, with as many places as it deserves."""
    if unit == "gas":
        return f"{value:,.0f} gas"
    return f"{value:.3f} {unit}" if value < 10 else f"{value:.1f} {unit}"


def summary(figures: Sequence[Figure]) -> str:
    """The last line."""
    missed = [figure.name for figure in figures if not figure.holds]
    if missed:
        return f"{len(missed)} of {len(figures)} figures missed their bound: {', '.join(missed)}"
    return f"All {len(figures)} figures hold."
