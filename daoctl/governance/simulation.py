"""What would happen if a proposal were carried out now.

The timelock makes the calls, so they are tried from there, one after the other. The Governor lets
its own settings be changed only in the middle of `execute`; while rehearsing, it is told that it is
its own executor, which lifts that one condition and no other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from daoctl.errors import DaoctlError
from daoctl.governance.action import RawAction
from daoctl.governance.actions import ONLY_GOVERNANCE, Decoded, decode
from daoctl.governance.kept_powers import refused_by_timelock
from daoctl.governance.one_line import one_line
from daoctl.governance.setting import Setting
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.chain.node import Message
    from daoctl.chain.rehearsal import Storage
    from daoctl.charter.village import Village


@dataclass(frozen=True)
class Step:
    """One action and how it went: `refusal` is None where it would work; `reached` is False where
    an earlier action was refused, so that nobody knows."""

    decoded: Decoded
    refusal: DaoctlError | None = None
    reached: bool = True
    # The refusal with its amounts in the asset's unit, where the contract did not name the asset.
    reason: str = ""


@dataclass(frozen=True)
class Simulation:
    """What each action would do now. `note` says what a reader should know about the trial."""

    steps: tuple[Step, ...]
    note: str | None = None

    @property
    def works(self) -> bool:
        """Whether the whole proposal could be carried out now."""
        return all(step.reached and step.refusal is None for step in self.steps)

    def lines(self) -> list[str]:
        """Each action in words, with its warning and what would come of it."""
        found = []
        for number, step in enumerate(self.steps, start=1):
            found.append(f"{number}. {step.decoded.words}")
            if step.decoded.warning:
                found.append("   " + _("Warning: {text}").format(text=step.decoded.warning))
            found.extend(f"   {line}" for line in step.decoded.details)
            if step.refusal is not None:
                reason = step.reason or " ".join(
                    filter(None, (step.refusal.message, step.refusal.cause))
                )
                refused = _("Would be refused now: {reason}").format(reason=one_line(reason))
                found.append("   " + refused)
            elif not step.reached:
                found.append("   " + _("Would not be reached."))
        if self.works:
            found.append(_("On the present state all of it would work."))
        else:
            found.append(_("On the present state it would fail as a whole; nothing would happen."))
        if self.note:
            found.append(self.note)
        return found


def simulate_actions(
    village: Village, actions: Sequence[RawAction], setting: Setting
) -> Simulation:
    """Tries the actions on the present state, in order, as the timelock would make them."""
    from daoctl.chain.node import Message
    from daoctl.chain.rehearsal import rehearse

    decoded = [decode(action, setting) for action in actions]
    storage = _own_executor(village) if any(map(_of_governor, decoded)) else {}
    messages: list[Message] = []
    for one in decoded:
        caller = village.governor if storage and _of_governor(one) else village.timelock
        messages.append(Message(one.raw.target, one.raw.data, caller.address, one.raw.value))
    outcomes = rehearse(village.chain, messages, storage)
    steps = [
        Step(one, outcome, reason=budget_reason(outcome, setting))
        for one, outcome in zip(decoded, outcomes.outcomes, strict=False)
    ]
    # The calls are tried past the timelock, which looks at those to the manager itself.
    refused = refused_by_timelock(decoded, setting)
    if refused is not None and refused[0] < len(steps):
        steps = [*steps[: refused[0]], Step(decoded[refused[0]], refused[1])]
    steps += [Step(one, reached=False) for one in decoded[len(steps) :]]
    note = None
    if not outcomes.together:
        note = _("Each action was tried by itself: this node cannot try them one after the other.")
    return Simulation(tuple(steps), note)


def budget_reason(refusal: DaoctlError | None, setting: Setting) -> str:
    """Why a budget does not suffice, in its asset's unit, which the contract does not name;
    nothing for any other refusal."""
    if getattr(refusal, "error_name", "") != "VillageTreasuryInsufficientBudget":
        return ""
    values = getattr(refusal, "arguments", {})
    line = setting.budgets.get(values.get("budget", 0))
    if line is None:
        return ""
    return _("{budget} has {left} left, and {asked} were asked for.").format(
        budget=setting.budget(values["budget"]),
        left=setting.money(line.asset, values["remainder"]),
        asked=setting.money(line.asset, values["requested"]),
    )


def _of_governor(one: Decoded) -> bool:
    return one.contract == "governor" and one.function in ONLY_GOVERNANCE


def _own_executor(village: Village) -> Storage:
    """The Governor's storage with itself in the place of the timelock; nothing where that place
    cannot be told."""
    from daoctl.chain.rehearsal import read_word, word_with

    governor, timelock = village.governor.address, village.timelock.address
    place = word_with(village.chain, governor, timelock)
    if place is None:
        return {}
    slot, behind = place
    word = read_word(village.chain, governor, slot)
    end = len(word) - behind
    return {governor: {slot: word[: end - 20] + bytes.fromhex(governor[2:]) + word[end:]}}
