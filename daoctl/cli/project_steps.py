"""`daoctl project report`, `approve`, `reject`, `claim`, `expire` and `cancel`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from daoctl.cli.options import Shared
from daoctl.cli.output import clean
from daoctl.cli.project_show import amount, milestone_json
from daoctl.cli.treasury_draft import Asking, ask
from daoctl.errors import AccountError, ChainRefused
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.chain.contracts import Call
    from daoctl.cli.acting import Outcome
    from daoctl.cli.session import Session
    from daoctl.treasury.projects import Milestone, Project


@dataclass(frozen=True)
class StepOptions:
    """Which milestone; None (for `claim`) means all that are approved."""

    shared: Shared
    number: int
    milestone: int | None = None


@dataclass(frozen=True)
class ReportOptions:
    """The report's file, and where it is published (the charter's place without)."""

    step: StepOptions
    file: Path
    uri: str | None = None


@dataclass(frozen=True)
class JudgeOptions:
    """An approval with the file that was read, or a rejection with its reason."""

    step: StepOptions
    file: Path | None = None
    reason: str = ""


@dataclass(frozen=True)
class CancelOptions:
    """Which project the village shall cancel, and why."""

    asking: Asking
    number: int
    reason: str


def run_report(options: ReportOptions) -> None:
    """Reports a milestone. Raises UserError for a file that cannot be read, AccountError where
    the recipient is nobody here, ChainRefused when it is too late or decided."""
    from daoctl.treasury.projects import plan_report, report_hash

    content_hash = report_hash(options.file)

    def plan(session: Session, project: Project) -> list[Call]:
        uri = _published_at(session, content_hash) if options.uri is None else options.uri
        calls = plan_report(session.village, project, _place(options.step), content_hash, uri)
        if calls and uri:
            words = _("Publish {file}, so that it can be read at {uri}")
            session.out.say(clean(words.format(file=options.file, uri=uri)))
        elif calls:
            session.out.say(
                _("The report will name no place where it can be read (--uri)."), style="yellow"
            )
        return calls

    _step(
        options.step,
        plan,
        _("Report milestone {milestone} of project {number} with {file} (SHA-256 {hash})"),
        _("This very report of milestone {milestone} stands already."),
        named={"file": str(options.file), "hash": content_hash.hex()},
        as_recipient=True,
    )


def run_approve(options: JudgeOptions) -> None:
    """Approves the report that stands. Raises UserError when `file` is another, ChainRefused when
    none stands or the reviewer is or was the recipient."""
    from daoctl.treasury.projects import plan_approve, report_hash

    content_hash = report_hash(options.file) if options.file else None

    def plan(session: Session, project: Project) -> list[Call]:
        step = project.milestone(_place(options.step))
        calls = plan_approve(session.village, project, step.number, content_hash)
        if calls:
            _show_report(session, step, checked=content_hash is not None)
        return calls

    _step(
        options.step,
        plan,
        _("Approve milestone {milestone} of project {number}: {amount} to {recipient}"),
        _("Milestone {milestone} is approved already."),
        role="REVIEWER",
    )


def run_reject(options: JudgeOptions) -> None:
    """Rejects the report that stands. Raises UserError for a missing reason or a personal one,
    ChainRefused when none stands or the reviewer is or was the recipient."""
    from daoctl.treasury.projects import plan_reject

    def plan(session: Session, project: Project) -> list[Call]:
        step = project.milestone(_place(options.step))
        calls = plan_reject(session.village, project, step.number, options.reason)
        if calls:
            _show_report(session, step, checked=True)
        return calls

    _step(
        options.step,
        plan,
        _("Reject the report of milestone {milestone} of project {number}: {reason}"),
        _("The report of milestone {milestone} is rejected already."),
        role="REVIEWER",
        named={"reason": options.reason},
    )


def run_claim(options: StepOptions) -> None:
    """Pays what is approved; anyone may. Raises ChainRefused where nothing may be paid, or the
    recipient cannot take it."""
    from daoctl.treasury.projects import plan_claim

    _step(
        options,
        lambda session, project: plan_claim(session.village, project, options.milestone),
        _("Pay milestone {milestone} of project {number}: {amount} to {recipient}"),
        _("Milestone {milestone} is paid already.")
        if options.milestone
        else _("No milestone waits to be paid."),
    )


def run_expire(options: StepOptions) -> None:
    """Gives a milestone's money back that nobody reported in time; anyone may. Raises
    ChainRefused while it may still be reported."""
    from daoctl.treasury.projects import plan_expire

    _step(
        options,
        lambda session, project: plan_expire(session.village, project, _place(options)),
        _("Give back {amount} of milestone {milestone} of project {number}: nobody reported it"),
        _("The money of milestone {milestone} was given back already."),
    )


def run_cancel(options: CancelOptions) -> None:
    """Writes the draft that cancels a project. Raises UserError for a reason that is empty or
    personal, ChainRefused when nothing is left to cancel."""
    from daoctl.charter.fields import public_text
    from daoctl.cli.session import open_village
    from daoctl.treasury.projects import read_project

    with open_village(options.asking.shared) as session:
        out = session.out
        project = read_project(session.village, options.number)
        reason = public_text(options.reason)
        if not project.cancellable:
            if not project.cancelled:
                raise ChainRefused(
                    _("Nothing of project {number} can be cancelled any more.").format(
                        number=project.number
                    ),
                    cause=_("All of its milestones are approved, paid or expired."),
                )
            out.say(_("Project {number} is cancelled already.").format(number=project.number))
            out.result({"draft": None, "submit": None, "already": True}, [])
            return
        out.say(
            _("{amount} would go back; what is approved is still paid.").format(
                amount=amount(out, project, project.cancellable)
            )
        )
        ask(
            session,
            options.asking,
            f"project-cancel-{project.number}.md",
            _("Cancel project {number}").format(number=project.number),
            "grant-cancel",
            {"grant": project.number, "reason": reason},
            text=reason,
        )


Planner = Callable[["Session", "Project"], "list[Call]"]


def _step(
    options: StepOptions,
    plan: Planner,
    words: str,
    already: str,
    *,
    role: str | None = None,
    named: dict[str, str] | None = None,
    as_recipient: bool = False,
) -> None:
    """Plans, acts, and reports where each milestone stands then."""
    from daoctl.cli.session import open_village
    from daoctl.treasury.projects import milestone_of, read_project

    with open_village(options.shared) as session:
        project = read_project(session.village, options.number)
        calls = plan(session, project)
        if not calls:
            session.out.say(already.format(milestone=options.milestone, number=project.number))
            numbers = [options.milestone] if options.milestone else []
            _report(session, project, numbers, [])
            return
        steps = [milestone_of(project, call) for call in calls]
        sentences = [
            words.format(
                milestone=step.number,
                number=project.number,
                amount=amount(session.out, project, step.amount),
                recipient=project.recipient,
                **(named or {}),
            )
            for step in steps
        ]
        acting = _as_recipient(session, project) if as_recipient else session
        done = _act(acting, project, calls, sentences, role)
        if done.sent:
            after = read_project(session.village, project.number)
            _report(session, after, [step.number for step in steps], done.transactions)


def _act(
    session: Session,
    project: Project,
    calls: list[Call],
    sentences: list[str],
    role: str | None,
) -> Outcome:
    """Acts. A payment that its recipient's own contract refuses is said to be so."""
    from daoctl.cli.acting import act

    try:
        return act(session, calls, sentences, role=role)
    except ChainRefused as error:
        ours = error.error_name.startswith(("VillageTreasury", "Access"))
        if ours or calls[0].function != "claim":
            raise
        raise ChainRefused(
            _("{recipient} cannot take the money.").format(recipient=project.recipient),
            error_name=error.error_name,
            arguments=error.arguments,
            tx=error.tx,
            cause=error.message,
            hint=_("The milestone stays approved: pay it again once its recipient can take it."),
        ) from None


def _as_recipient(session: Session, project: Project) -> Session:
    """The session acting as the project's recipient, where nobody else was named. Raises
    AccountError when this computer does not have that account."""
    from daoctl.chain.accounts import known_accounts

    if session.options.account or session.options.output is not None:
        return session
    for name, address in known_accounts(session.chain).items():
        if address == project.recipient:
            return replace(session, options=replace(session.options, account=name))
    raise AccountError(
        _("Only the recipient reports, and no account on this computer is it."),
        cause=_("The recipient of project {number} is {recipient}.").format(
            number=project.number, recipient=project.recipient
        ),
        hint=_(
            "Import that account into Ape, name one with --account, or let its owners sign: "
            "--output calldata"
        ),
    )


def _show_report(session: Session, step: Milestone, *, checked: bool) -> None:
    """Says which report is judged: its hash and where it is."""
    out = session.out
    out.say(_("The report's SHA-256: {hash}").format(hash=step.report_hash.hex()))
    if step.report_uri:
        out.say(clean(_("Where it is: {uri}").format(uri=step.report_uri)))
    if not checked:
        out.say(_("Nobody compared it with a file (--report FILE does)."), style="yellow")


def _published_at(session: Session, content_hash: bytes) -> str:
    """Where the charter says that a published file can be fetched: by its hash."""
    charter = session.village.charter
    base = charter.village.publish_base if charter else None
    return base + content_hash.hex() if base else ""


def _place(options: StepOptions) -> int:
    assert options.milestone is not None, "every step but `claim` names its milestone"
    return options.milestone


def _report(
    session: Session, project: Project, numbers: Sequence[int], transactions: Sequence[str]
) -> None:
    """Where the milestones stand, and each one's transaction (none where it was done before)."""
    from daoctl.treasury.projects import status_words

    rows: list[dict[str, Any]] = []
    lines = []
    for place, number in enumerate(numbers):
        step = project.milestone(number)
        tx = transactions[place] if place < len(transactions) else None
        rows.append({**milestone_json(step), "tx": tx})
        lines.append(
            _("Milestone {number} of project {project}: {status}").format(
                number=number, project=project.number, status=status_words(step.status)
            )
        )
    session.out.result(
        {"project": project.number, "milestones": rows, "already": not transactions}, lines
    )
