"""`daoctl certificate issue`."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from daoctl.cli.options import Shared
from daoctl.words import _, ngettext

if TYPE_CHECKING:
    from daoctl.cli.batching import BatchOutcome
    from daoctl.cli.output import Output
    from daoctl.cli.session import Session
    from daoctl.villager.issuing import Issue, Member

# Stands for a salted commitment while only the cost is asked: it needs as much gas as any other.
_STAND_IN = b"\xff" * 32


@dataclass(frozen=True)
class IssueOptions:
    """The members' table."""

    shared: Shared
    file: Path


def run_issue(options: IssueOptions) -> None:
    """Issues to the table's members, as far as the day's limit lasts. Raises TableError naming
    every wrong cell, ChainRefused when nothing may be issued today any more."""
    from daoctl.cli.session import open_village
    from daoctl.cli.villager_welcome import say_personal
    from daoctl.villager.issuing import next_day, read_issue, read_members

    with open_village(options.shared) as session:
        village, out = session.village, session.out
        members, personal = read_members(village, options.file)
        issuer = issuer_of(session)
        issue = read_issue(village, members, issuer)
        say_personal(out, personal)
        _say_plan(session, issue, issuer)
        outcome = _issue(session, issue)
        if not outcome.sent:
            return
        # What a killed command had sent and the chain took only now counts as well.
        issued = outcome.done + outcome.skipped
        out.result(
            {
                "issued": issued,
                "before": dict(issue.before),
                "later": [one.address for one in issue.later],
                "continues": next_day(village.chain.now()) if issue.later else None,
                "transactions": list(outcome.transactions),
            },
            ngettext(
                "{count} certificate was issued.", "{count} certificates were issued.", issued
            ).format(count=issued),
        )


def issuer_of(session: Session) -> str | None:
    """Whose daily limit counts; None where somebody else will sign and is not known here."""
    from daoctl.charter.authority import ISSUER
    from daoctl.errors import AccountError

    try:
        return session.account(ISSUER).address
    except AccountError:
        if session.options.output is None:
            raise
        return next((one for one in session.members(ISSUER) if one.startswith("0x")), None)


def say_before(out: Output, issue: Issue) -> None:
    """Says who has a certificate already and is skipped."""
    if not issue.before:
        return
    text = ngettext(
        "{count} has a certificate already and is skipped: {addresses}",
        "{count} have a certificate already and are skipped: {addresses}",
        len(issue.before),
    )
    shown = ", ".join(list(issue.before)[:3]) + (", …" if len(issue.before) > 3 else "")
    out.say(text.format(count=len(issue.before), addresses=shown))


def _say_plan(session: Session, issue: Issue, issuer: str | None) -> None:
    """Says who is skipped, and what the daily limit leaves for later. Raises ChainRefused when
    it leaves nothing for today."""
    from daoctl.times import format_time, reader_zone
    from daoctl.villager.issuing import days_needed, next_day, refuse_used_up

    village, out = session.village, session.out
    say_before(out, issue)
    if not issue.later:
        return
    if not issue.today:
        refuse_used_up(village, issuer)
    when = format_time(next_day(village.chain.now()), village.zone, reader_zone())
    days = days_needed(issue)
    out.say(
        ngettext(
            "The daily limit allows {today} today; {later} wait. Run the same command again from "
            "{when} on; it takes {days} more day.",
            "The daily limit allows {today} today; {later} wait. Run the same command again from "
            "{when} on; it takes {days} more days.",
            days,
        ).format(today=len(issue.today), later=len(issue.later), when=when, days=days),
        style="yellow",
    )


def _issue(session: Session, issue: Issue) -> BatchOutcome:
    from daoctl.charter.authority import ISSUER
    from daoctl.cli.batching import BatchOutcome, act_batch
    from daoctl.villager.issuing import PER_TRANSACTION, issue_call

    village = session.village
    if not issue.today:
        session.out.say(_("Nothing is left to do: all have a certificate."))
        return BatchOutcome(sent=True)
    scope = f"issue {village.certificate.address}"
    opens = opens_register(session, issue.today)
    commitments = {one.address: _STAND_IN for one in issue.today if opens}

    def key(member: Member) -> str:
        # Whoever was revoked or reissued may be given one anew: that is another act.
        epoch = issue.epochs[member.address]
        return f"{member.address} ({epoch})" if epoch else member.address

    def keep(left: Sequence[Member]) -> None:
        commitments.clear()
        if opens:
            commitments.update(commit_members(session, left, _under_way(session, scope), key))

    if session.options.output is not None:
        # What others sign must be the true commitment, so it is kept before it is written.
        keep(issue.today)
    count = len(issue.today)
    return act_batch(
        session,
        scope,
        issue.today,
        lambda part: issue_call(village, part, commitments),
        ngettext(
            "Issue {count} resident certificate", "Issue {count} resident certificates", count
        ).format(count=count),
        role=ISSUER,
        per_tx=PER_TRANSACTION,
        key=key,
        payload=lambda one: {"tier": one.tier, "valid": one.asked},
        before_sending=keep,
    )


def opens_register(session: Session, members: Sequence[Member]) -> bool:
    """Whether the register takes part: where something is to be kept, or where it is at hand
    without a question and may know the members from before."""
    from daoctl.charter.register import PASSPHRASE_VARIABLE, register_file

    if any(one.personal for one in members):
        return True
    at_hand = register_file(session.village.folder).exists()
    return at_hand and PASSPHRASE_VARIABLE in os.environ


def _under_way(session: Session, scope: str) -> set[str]:
    """The rows that a killed command sent and nobody has looked up yet."""
    with session.journal() as journal:
        return {entry.key for entry in journal.entries(scope, "sent")}


def commit_members(
    session: Session,
    members: Sequence[Member],
    under_way: Collection[str] = (),
    key: Callable[[Member], str] = str,
    replaced: list[str] | None = None,
) -> dict[str, bytes]:
    """Keeps what is personal, and the commitments of all of whom something is known. What is under
    way carries the commitment of before, which must stay provable. `replaced` gets the addresses
    whose earlier commitment was of other data and is not kept."""
    found: dict[str, bytes] = {}
    with session.register() as register:
        for one in members:
            if one.personal:
                register.put(one.address, one.personal)
            entry = register.get(one.address)
            if entry is None or not entry.personal:
                continue
            kept = key(one) in under_way and entry.committed is not None
            before = entry.commitment if entry.committed is not None else None
            found[one.address] = entry.commitment if kept else register.commit(one.address)
            if replaced is not None and before not in (None, found[one.address]):
                replaced.append(one.address)
    return found
