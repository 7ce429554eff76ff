"""What is due in a village: things that anybody, or an office, may do now and that wait."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from daoctl.units import format_amount
from daoctl.words import _, ngettext

if TYPE_CHECKING:
    from daoctl.charter.fields import Asset
    from daoctl.charter.village import Village
    from daoctl.cli.status import Status


Kind = Literal[
    "sweep",
    "allowlist",
    "queue",
    "execute",
    "close_election",
    "award_election",
    "claim",
    "review",
    "overdue",
    "close_budget",
    "expired_certificates",
    "printed_cards",
]


@dataclass(frozen=True)
class Chore:
    """Something due: its kind, the number of what it is about (the phase, proposal, election,
    project or budget; how many certificates or files), and the sentence for people."""

    kind: Kind
    number: int
    words: str


def chores(village: Village, status: Status) -> list[Chore]:
    """All that is due, in words with the command where there is one."""
    return [
        *_sales(village, status),
        *_proposals(status),
        *_elections(status),
        *_projects(status),
        *_budgets(village, status),
        *_certificates(status),
        *_printed(village),
    ]


def _sales(village: Village, status: Status) -> Iterator[Chore]:
    from daoctl.times import format_time

    for one in status.desk.phases:
        if one.unswept:
            form = _("{amount} of phase {number} can go to the treasury: daoctl sale sweep")
            amount = _money(one.currency, one.unswept)
            yield Chore("sweep", one.number, form.format(amount=amount, number=one.number))
        if one.allowlisted and not one.root and one.stage(status.now) == "waiting":
            form = _(
                "Phase {number} needs its list before {opens}: daoctl sale allowlist FILE "
                "--phase {number}"
            )
            opens = format_time(one.opens, village.zone)
            yield Chore("allowlist", one.number, form.format(number=one.number, opens=opens))


def _proposals(status: Status) -> Iterator[Chore]:
    for one in status.open_proposals:
        if one.state == "Succeeded":
            form = _("Proposal {number} has passed: daoctl proposal queue {number}")
            yield Chore("queue", one.number, form.format(number=one.number))
        elif one.state == "Queued" and one.eta <= status.now:
            form = _("Proposal {number} can be executed: daoctl proposal execute {number}")
            yield Chore("execute", one.number, form.format(number=one.number))


def _elections(status: Status) -> Iterator[Chore]:
    from daoctl.governance.election_words import to_award

    for one in status.open_elections:
        if one.state == "Ended":
            form = _("Election {number} is over: daoctl election close {number}")
            yield Chore("close_election", one.number, form.format(number=one.number))
        elif count := to_award(one):
            form = ngettext(
                "{count} elected plan of election {number} waits: daoctl election award {number}",
                "{count} elected plans of election {number} wait: daoctl election award {number}",
                count,
            )
            words = form.format(count=count, number=one.number)
            yield Chore("award_election", one.number, words)


def _projects(status: Status) -> Iterator[Chore]:
    from daoctl.treasury.projects import EXPIRABLE
    from daoctl.treasury.projects import Status as Step

    for project in status.projects:
        number = project.number
        due = sum(step.amount for step in project.milestones if step.status is Step.APPROVED)
        if due:
            form = _("{amount} of project {number} can be paid: daoctl project claim {number}")
            yield Chore("claim", number, form.format(amount=project.money(due), number=number))
        for step in project.milestones:
            named = {"milestone": step.number, "number": number}
            if step.status is Step.REPORTED:
                form = _(
                    "Milestone {milestone} of project {number} waits for a reviewer: daoctl "
                    "project show {number}"
                )
                yield Chore("review", number, form.format(**named))
            elif step.status in EXPIRABLE and step.report_by < status.now:
                form = _(
                    "Milestone {milestone} of project {number} is overdue: its {amount} can go back"
                )
                amount = project.money(step.amount)
                yield Chore("overdue", number, form.format(**named, amount=amount))


def _budgets(village: Village, status: Status) -> Iterator[Chore]:
    from daoctl.times import format_time

    for one in status.ledger.budgets:
        if not one.expired(status.now):
            continue
        form = _(
            "The budget {name} is over since {date}; its {amount} can be freed: daoctl "
            "treasury budget close {number}"
        )
        words = form.format(
            name=one.name,
            date=format_time(one.expires, village.zone),
            amount=_money(one.asset, one.remainder),
            number=one.number,
        )
        yield Chore("close_budget", one.number, words)


def _certificates(status: Status) -> Iterator[Chore]:
    count = sum(one.status == "expired" for one in status.certificates)
    if count:
        form = ngettext(
            "{count} certificate has expired and still carries its vote; renew it, or: daoctl "
            "certificate lapse",
            "{count} certificates have expired and still carry their votes; renew them, or: daoctl "
            "certificate lapse",
            count,
        )
        yield Chore("expired_certificates", count, form.format(count=count))


def _printed(village: Village) -> Iterator[Chore]:
    from daoctl.charter.printed import left_over
    from daoctl.cli.account_cards import left_over_words

    for one in left_over(village.folder):
        yield Chore("printed_cards", one.files, left_over_words(one.folder, one.files))


def _money(asset: Asset, amount: int) -> str:
    return format_amount(amount, asset.symbol, asset.decimals or 0)
