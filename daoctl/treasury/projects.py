"""Funded projects: grants, their milestones and reports, and every step that pays them.

People count milestones from 1, the contract from 0; `Milestone.number` is the people's, and only
this module knows the other. A report is known by the SHA-256 of its file, which anyone can check
with `sha256sum`. Amounts are in the asset's smallest unit, moments in seconds since the epoch.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from daoctl.charter.assets import known_assets
from daoctl.charter.fields import Asset, public_text
from daoctl.charter.privacy import refuse_personal
from daoctl.errors import ChainRefused, UserError
from daoctl.units import format_amount
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.chain.contracts import Call
    from daoctl.chain.logs import Log
    from daoctl.charter.village import Village


class Status(StrEnum):
    """Where a milestone stands, in the order of the contract's enum."""

    OPEN = "open"
    REPORTED = "reported"
    REJECTED = "rejected"
    APPROVED = "approved"
    PAID = "paid"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


_STATUSES = tuple(Status)
REPORTABLE = (Status.OPEN, Status.REPORTED, Status.REJECTED)
EXPIRABLE = (Status.OPEN, Status.REJECTED)


@dataclass(frozen=True)
class Milestone:
    """One step of a project. `report_by` is the last second at which it may be reported;
    `report_hash` (empty without one) is the SHA-256 of the last report, `report_uri` where it is."""

    number: int
    amount: int
    report_by: int
    status: Status
    report_hash: bytes
    report_uri: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Project:
    """A grant as people know it. `budget` is where its money came from, 0 for free money."""

    number: int
    recipient: str
    asset: Asset
    awarded_at: int
    budget: int
    cancelled: bool
    uri: str
    milestones: tuple[Milestone, ...]

    @property
    def total(self) -> int:
        """All that was awarded."""
        return sum(step.amount for step in self.milestones)

    @property
    def paid(self) -> int:
        """What was paid of it."""
        return sum(step.amount for step in self.milestones if step.status is Status.PAID)

    @property
    def unpaid(self) -> int:
        """What may still be paid."""
        still = (*REPORTABLE, Status.APPROVED)
        return sum(step.amount for step in self.milestones if step.status in still)

    @property
    def cancellable(self) -> int:
        """What would go back if it were cancelled now."""
        return sum(step.amount for step in self.milestones if step.status in REPORTABLE)

    def milestone(self, number: int) -> Milestone:
        """The milestone of that number, from 1. Raises UserError."""
        if not 1 <= number <= len(self.milestones):
            raise UserError(
                _("Project {project} has no milestone {number}.").format(
                    project=self.number, number=number
                ),
                hint=_("It has {count}, counted from 1.").format(count=len(self.milestones)),
            )
        return self.milestones[number - 1]

    def money(self, amount: int) -> str:
        """An amount of the project's asset, in words."""
        return format_amount(amount, self.asset.symbol, self.asset.decimals or 0)


def read_projects(village: Village) -> list[Project]:
    """Every project, in the order of their award."""
    at = village.chain.head()
    count = village.treasury.read("grantCount", block=at)
    return _projects(village, list(range(1, count + 1)), at)


def read_project(village: Village, number: int) -> Project:
    """One project. Raises UserError when there is none of that number."""
    at = village.chain.head()
    count = village.treasury.read("grantCount", block=at)
    if not 1 <= number <= count:
        raise UserError(
            _("There is no project {number}.").format(number=number),
            hint=_("There are {count}; `daoctl project list` shows them.").format(count=count),
        )
    return _projects(village, [number], at)[0]


def _projects(village: Village, numbers: list[int], at: int) -> list[Project]:
    from daoctl.chain.logs import read_logs

    if not numbers:
        return []
    treasury = village.treasury
    grants = treasury.read_many("grant", [(number,) for number in numbers], at)
    steps = treasury.read_many("milestones", [(number,) for number in numbers], at)
    logs = read_logs(
        village.chain,
        [treasury],
        ("GrantAwarded", "MilestoneReported", "MilestoneRejected"),
        village.founded_block,
        at,
    )
    assets = known_assets(village, [grant.asset for grant in grants])
    uris, reports, reasons = _texts(logs)
    return [
        Project(
            number,
            grant.recipient,
            assets[grant.asset],
            grant.awardedAt,
            grant.budget,
            grant.cancelled,
            uris.get(number, ""),
            tuple(
                Milestone(
                    place + 1,
                    step.amount,
                    step.reportBy,
                    _STATUSES[step.status],
                    step.reportHash if any(step.reportHash) else b"",
                    reports.get((number, place), ""),
                    reasons.get((number, place), ""),
                )
                for place, step in enumerate(found)
            ),
        )
        for number, grant, found in zip(numbers, grants, steps, strict=True)
    ]


Texts = dict[tuple[int, int], str]


def _texts(logs: list[Log]) -> tuple[dict[int, str], Texts, Texts]:
    """What only the events hold: plans' addresses, the last report's of each milestone, and why
    it was rejected, as long as no later report stands."""
    uris: dict[int, str] = {}
    reports: Texts = {}
    reasons: Texts = {}
    for log in logs:
        a = log.args
        if log.event == "GrantAwarded":
            uris[a["grant"]] = a["uri"]
            continue
        place = (a["grant"], a["milestone"])
        if log.event == "MilestoneReported":
            reports[place] = a["uri"]
            reasons.pop(place, None)
        else:
            reasons[place] = a["reason"]
    return uris, reports, reasons


def report_hash(file: str | Path) -> bytes:
    """The SHA-256 of a report's file, 32 bytes. Raises UserError when it cannot be read."""
    try:
        with open(file, "rb") as source:
            return hashlib.file_digest(source, "sha256").digest()
    except OSError as error:
        raise UserError(
            _("The report {file} cannot be read.").format(file=file), cause=error.strerror
        ) from None


def plan_report(
    village: Village, project: Project, number: int, content_hash: bytes, uri: str = ""
) -> list[Call]:
    """Reports a milestone, or replaces a report nobody judged. Nothing where this very report
    stands there already (without `uri`: wherever it stands). Raises ChainRefused when it is too
    late or decided, UserError for a URI that looks personal."""
    step = project.milestone(number)
    if step.report_hash == content_hash:
        moved = uri not in ("", step.report_uri)
        if step.status in (Status.APPROVED, Status.PAID):
            return []
        if step.status is Status.REPORTED and not moved:
            return []
    if uri:
        refuse_personal(uri)
    if step.status not in REPORTABLE:
        raise _not_now(project, step)
    if village.chain.now() > step.report_by:
        raise ChainRefused(
            _("Milestone {number} can no longer be reported.").format(number=number),
            error_name="VillageTreasuryReportTooLate",
            hint=_("Its time is over; anyone may give its money back: {command}").format(
                command=f"daoctl project expire {project.number} {number}"
            ),
        )
    return [village.treasury.call("report", project.number, number - 1, content_hash, uri)]


def plan_approve(
    village: Village, project: Project, number: int, content_hash: bytes | None = None
) -> list[Call]:
    """Approves the report that stands, naming it. With `content_hash`, only if it is that one.
    Nothing where it is approved already. Raises ChainRefused when no report stands."""
    step = project.milestone(number)
    _check_same(step, content_hash)
    if step.status in (Status.APPROVED, Status.PAID):
        return []
    if step.status is not Status.REPORTED:
        raise _not_now(project, step)
    return [village.treasury.call("approve", project.number, number - 1, step.report_hash)]


def plan_reject(village: Village, project: Project, number: int, reason: str) -> list[Call]:
    """Rejects the report that stands, naming it; it may be reported again. Nothing where it is
    rejected already. Raises UserError for a reason that is empty, not one line, or looks
    personal."""
    step = project.milestone(number)
    reason = public_text(reason)
    if step.status is Status.REJECTED:
        return []
    if step.status is not Status.REPORTED:
        raise _not_now(project, step)
    return [village.treasury.call("reject", project.number, number - 1, step.report_hash, reason)]


def plan_claim(village: Village, project: Project, number: int | None = None) -> list[Call]:
    """Pays an approved milestone, or all that are approved without a number. Nothing where it is
    paid already. Raises ChainRefused for one that is not approved."""
    if number is None:
        steps = [step for step in project.milestones if step.status is Status.APPROVED]
    else:
        steps = [project.milestone(number)]
        if steps[0].status is Status.PAID:
            return []
        if steps[0].status is not Status.APPROVED:
            raise _not_now(project, steps[0])
    return [village.treasury.call("claim", project.number, step.number - 1) for step in steps]


def plan_expire(village: Village, project: Project, number: int) -> list[Call]:
    """Gives the money of a milestone back that nobody reported in time. Nothing where it was
    given back already. Raises ChainRefused while it may still be reported."""
    step = project.milestone(number)
    if step.status is Status.EXPIRED:
        return []
    if step.status not in EXPIRABLE:
        raise _not_now(project, step)
    return [village.treasury.call("expire", project.number, number - 1)]


def milestone_of(project: Project, call: Call) -> Milestone:
    """The milestone that a planned call is about."""
    return project.milestone(int(call.args["milestone_"]) + 1)


def status_words(status: Status) -> str:
    """Where a milestone stands, in words."""
    return {
        Status.OPEN: _("to be reported"),
        Status.REPORTED: _("reported, to be judged"),
        Status.REJECTED: _("rejected, may be reported again"),
        Status.APPROVED: _("approved, to be paid"),
        Status.PAID: _("paid"),
        Status.CANCELLED: _("cancelled"),
        Status.EXPIRED: _("expired"),
    }[status]


def _check_same(step: Milestone, content_hash: bytes | None) -> None:
    if content_hash is not None and step.report_hash and content_hash != step.report_hash:
        raise UserError(
            _("That file is not the report that stands for milestone {number}.").format(
                number=step.number
            ),
            cause=_("Its SHA-256 is {found}; the report's is {wanted}.").format(
                found=content_hash.hex(), wanted=step.report_hash.hex()
            ),
            hint=_("Read the report again where it was published, then approve that one."),
        )


def _not_now(project: Project, step: Milestone) -> ChainRefused:
    return ChainRefused(
        _("Milestone {number} is {status}.").format(
            number=step.number, status=status_words(step.status)
        ),
        error_name="VillageTreasuryMilestoneStatus",
        hint=_("`daoctl project show {number}` says what can be done now, and by whom.").format(
            number=project.number
        ),
    )
