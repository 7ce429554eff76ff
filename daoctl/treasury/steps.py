"""What may happen next in a project, and who may do it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from daoctl.treasury.projects import EXPIRABLE, REPORTABLE, Milestone, Project, Status
from daoctl.words import _

Verb = Literal["report", "approve", "reject", "claim", "expire", "cancel"]
Who = Literal["recipient", "reviewer", "anyone", "village"]


@dataclass(frozen=True)
class NextStep:
    """Something that may be done at this moment; `milestone` is None for the project as a whole,
    `until` the last second for it where there is one."""

    verb: Verb
    who: Who
    milestone: int | None = None
    until: int | None = None


def next_steps(project: Project, now: int) -> list[NextStep]:
    """All that may be done at the moment `now`, milestone by milestone."""
    found = [step for one in project.milestones for step in _of(one, now)]
    if project.cancellable:
        found.append(NextStep("cancel", "village"))
    return found


def _of(step: Milestone, now: int) -> list[NextStep]:
    found = []
    in_time = now <= step.report_by
    if step.status in REPORTABLE and in_time:
        found.append(NextStep("report", "recipient", step.number, step.report_by))
    if step.status is Status.REPORTED:
        found += [NextStep(verb, "reviewer", step.number) for verb in ("approve", "reject")]
    if step.status is Status.APPROVED:
        found.append(NextStep("claim", "anyone", step.number))
    if step.status in EXPIRABLE and not in_time:
        found.append(NextStep("expire", "anyone", step.number))
    return found


def command(project: Project, step: NextStep) -> str:
    """The command that does it, as one types it."""
    place = "" if step.milestone is None else f" {step.milestone}"
    rest = {"report": " FILE", "reject": " --reason …", "cancel": " --reason …"}
    return f"daoctl project {step.verb} {project.number}{place}{rest.get(step.verb, '')}"


def who_words(who: Who) -> str:
    """Who may do a step, in words."""
    return {
        "recipient": _("the recipient"),
        "reviewer": _("a reviewer"),
        "anyone": _("anyone"),
        "village": _("the village, by a proposal"),
    }[who]
