"""`daoctl project list` and `show`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from daoctl.cli.options import Shared
from daoctl.cli.output import Wei, clean
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.charter.village import Village
    from daoctl.cli.output import Output
    from daoctl.treasury.projects import Milestone, Project


@dataclass(frozen=True)
class ShowOptions:
    """Which project."""

    shared: Shared
    number: int


def run_list(shared: Shared) -> None:
    """Prints every project with its sums and where its milestones stand."""
    from daoctl.charter.seen import remember_numbers
    from daoctl.cli.session import open_village
    from daoctl.treasury.projects import read_projects

    with open_village(shared) as session:
        out, now = session.out, session.chain.now()
        projects = read_projects(session.village)
        remember_numbers(session.village, "project", (one.number for one in projects))
        if out.as_json:
            out.emit_json({"projects": [project_json(one, now) for one in projects]})
            return
        if not projects:
            out.say(_("The village has awarded no project yet."))
            return
        out.table(
            (
                _("no."), _("recipient"), _("awarded"), _("paid"), _("to be paid"),
                _("milestones"),
            ),
            [
                (
                    one.number,
                    one.recipient,
                    amount(out, one, one.total),
                    amount(out, one, one.paid),
                    amount(out, one, one.unpaid),
                    ", ".join(status_of(step) for step in one.milestones),
                )
                for one in projects
            ],
            right=(0, 2, 3, 4),
        )  # fmt: skip


def run_show(options: ShowOptions) -> None:
    """Prints one project and what may happen next. Raises UserError for an unknown one."""
    from daoctl.cli.session import open_village
    from daoctl.treasury.projects import read_project

    with open_village(options.shared) as session:
        project = read_project(session.village, options.number)
        now = session.chain.now()
        lines = project_lines(session.out, session.village, project, now)
        session.out.result(project_json(project, now), lines)


def project_json(project: Project, now: int) -> dict[str, Any]:
    """A project as `--json` prints it: milestones numbered from 1, amounts in the asset's smallest
    unit as strings, moments in seconds since the epoch; `next` is what may be done at this moment,
    with `by` recipient, reviewer, anyone or village."""
    from daoctl.treasury.steps import next_steps

    return {
        "number": project.number,
        "recipient": project.recipient,
        "asset": project.asset.address,
        "symbol": project.asset.symbol,
        "awarded_at": project.awarded_at,
        "budget": project.budget or None,
        "cancelled": project.cancelled,
        "uri": project.uri or None,
        "total": Wei(project.total),
        "paid": Wei(project.paid),
        "unpaid": Wei(project.unpaid),
        "milestones": [milestone_json(step) for step in project.milestones],
        "next": [
            {
                "verb": step.verb,
                "by": step.who,
                "milestone": step.milestone,
                "until": step.until,
            }
            for step in next_steps(project, now)
        ],
    }


def milestone_json(step: Milestone) -> dict[str, Any]:
    """A milestone; `report_hash` is the SHA-256 of the last report's file, null without one."""
    return {
        "number": step.number,
        "amount": Wei(step.amount),
        "status": step.status.value,
        "report_by": step.report_by,
        "report_hash": "0x" + step.report_hash.hex() if step.report_hash else None,
        "report_uri": step.report_uri or None,
        "reason": step.reason or None,
    }


def amount(out: Output, project: Project, sum_: int) -> str:
    """An amount of the project's asset, with yen beside ETH where the user gave a rate."""
    return out.amount(sum_, project.asset.symbol, project.asset.decimals or 0)


def status_of(step: Milestone) -> str:
    """Where a milestone stands, beside its number."""
    from daoctl.treasury.projects import status_words

    return f"{step.number} {status_words(step.status)}"


def project_lines(out: Output, village: Village, project: Project, now: int) -> list[str]:
    """A project for people: its sums, each milestone, and what may happen next."""
    from daoctl.times import format_time, reader_zone
    from daoctl.treasury.steps import command, next_steps, who_words

    def time(seconds: int) -> str:
        return format_time(seconds, village.zone, reader_zone())

    lines = [
        _("Project {number}, for {recipient}").format(
            number=project.number, recipient=project.recipient
        ),
        _("Awarded {total} on {time}, from {source}.").format(
            total=amount(out, project, project.total),
            time=time(project.awarded_at),
            source=_("budget {number}").format(number=project.budget)
            if project.budget
            else _("the free money"),
        ),
        _("Paid {paid}; {unpaid} may still be paid.").format(
            paid=amount(out, project, project.paid), unpaid=amount(out, project, project.unpaid)
        ),
    ]
    if project.cancelled:
        lines.append(_("It was cancelled; what was approved before is still paid."))
    if project.uri:
        lines.append(_("Plan: {uri}").format(uri=project.uri))
    for step in project.milestones:
        lines += ["", *_milestone_lines(out, project, step, time(step.report_by))]
    lines.append("")
    steps = next_steps(project, now)
    lines.append(_("What may happen next:") if steps else _("Nothing is left to do."))
    for one in steps:
        words = f"  {command(project, one)}  ({who_words(one.who)})"
        if one.until:
            words = (
                f"  {command(project, one)}  ({who_words(one.who)}, "
                + _("until {time}").format(time=time(one.until))
                + ")"
            )
        lines.append(words)
    return [clean(line) for line in lines]


def _milestone_lines(out: Output, project: Project, step: Milestone, until: str) -> list[str]:
    from daoctl.treasury.projects import EXPIRABLE, status_words

    lines = [
        _("Milestone {number}: {amount}, {status}").format(
            number=step.number,
            amount=amount(out, project, step.amount),
            status=status_words(step.status),
        )
    ]
    if step.status in EXPIRABLE:
        lines.append("  " + _("to be reported until {time}").format(time=until))
    if step.report_hash:
        lines.append("  " + _("report's SHA-256: {hash}").format(hash=step.report_hash.hex()))
    if step.report_uri:
        lines.append("  " + _("report: {uri}").format(uri=step.report_uri))
    if step.reason:
        lines.append("  " + _("rejected because: {reason}").format(reason=step.reason))
    return lines
