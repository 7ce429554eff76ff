"""`daoctl election draft` and `open`: from an announcement to an election."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from daoctl.cli.options import Shared
from daoctl.cli.output import Wei
from daoctl.errors import DraftError, UsageError, UserError
from daoctl.words import _, ngettext

if TYPE_CHECKING:
    from daoctl.cli.session import Session
    from daoctl.governance.document import Document
    from daoctl.governance.election_drafts import Announcement, Ground
    from daoctl.governance.kinds_money import Plan
    from daoctl.governance.setting import Setting

KINDS = ("announcement", "plan")


@dataclass(frozen=True)
class DraftOptions:
    """Either a draft to check, or a kind to write a template of (into `file` where it is new)."""

    shared: Shared
    file: Path | None = None
    kind: str | None = None


@dataclass(frozen=True)
class OpenOptions:
    """The announcement."""

    shared: Shared
    file: Path


def run_draft(options: DraftOptions) -> None:
    """Prints a template, or checks the draft. Raises DraftError with every mistake."""
    from daoctl.cli.session import open_village

    if options.kind is not None and options.kind not in KINDS:
        raise UsageError(
            _("There is no kind of draft called `{kind}`.").format(kind=options.kind),
            hint=_("Choose one of: {kinds}").format(kinds=", ".join(KINDS)),
        )
    if options.kind is None and options.file is None:
        raise UsageError(
            _("Which draft?"),
            hint=_("Name a file to check it, or --kind to begin one: {kinds}").format(
                kinds=", ".join(KINDS)
            ),
        )
    with open_village(options.shared) as session:
        from daoctl.governance.election_drafts import read_ground
        from daoctl.governance.setting import read_setting

        ground = read_ground(session.village, read_setting(session.village))
        if options.kind is not None:
            _begin(session, options, ground)
        else:
            assert options.file is not None
            _check(session, options.file, ground)


def run_open(options: OpenOptions) -> None:
    """Opens the election; one that was opened from this announcement before is said to be. Raises
    DraftError, ChainRefused, and what `act` raises."""
    from daoctl.cli.acting import act
    from daoctl.cli.session import open_village
    from daoctl.governance.election_drafts import read_announcement, read_ground
    from daoctl.governance.election_steps import open_election, opened_as
    from daoctl.governance.election_templates import is_untouched
    from daoctl.governance.setting import read_setting

    with open_village(options.shared) as session:
        village, out = session.village, session.out
        ground = read_ground(village, read_setting(village))
        announcement = read_announcement(options.file, ground, checking_times=False)
        calls, number = open_election(village, announcement)
        tx = None
        if number is not None:
            out.say(_("This is election {number} already.").format(number=number))
        else:
            # Only what is not open yet must keep to the time that is left.
            read_announcement(options.file, ground)
            for line in announcement_lines(session, announcement, ground):
                out.say(line)
            if is_untouched(announcement.document):
                out.say(_("Its text is still the template's."), style="yellow")
            words = _("Open the election “{title}”").format(title=announcement.document.title)
            done = act(session, calls, words, role="COUNCIL")
            if not done.sent:
                if options.shared.output is not None:
                    publish(session, options.file, announcement.document)
                return
            tx = done.transactions[0]
            number = opened_as(village, announcement)
        assert number is not None, "an election that was opened has a number"
        published = publish(session, options.file, announcement.document)
        out.result(
            {
                "number": number,
                "title": announcement.document.title,
                "tx": tx,
                "already": tx is None,
                "publish": str(published),
                **_announcement_json(announcement, ground),
            },
            _("Election {number}: {title}").format(
                number=number, title=announcement.document.title
            ),
        )


def publish(session: Session, draft_file: Path, document: Document) -> Path:
    """Writes the text that stands on chain by its hash beside the draft, and says where it must be
    published."""
    from daoctl.governance.election_plans import publication

    file = publication(document, draft_file.resolve().parent)
    if document.uri:
        session.out.say(
            _("Publish {file}, so that it can be read at {uri}").format(
                file=file, uri=document.uri
            ),
            style="yellow",
        )
    else:
        session.out.say(
            _(
                "Keep {file}: the chain holds its SHA-256 alone, for the charter names no "
                "publish_base where it could be read."
            ).format(file=file),
            style="yellow",
        )
    return file


def announcement_lines(session: Session, announcement: Announcement, ground: Ground) -> list[str]:
    """What the council decides, for people."""
    from daoctl.cli.proposal_show import when

    setting, number = ground.setting, announcement.choices
    return [
        announcement.document.title,
        _(
            "Plans are nominated until {time}, by whoever had {units} or more before the opening."
        ).format(
            time=when(session, announcement.nominations_until),
            units=votes_words(announcement.nomination_units),
        ),
        _("Votes are cast after {start} and until {end}.").format(
            start=when(session, announcement.voting_from), end=when(session, announcement.voting_to)
        ),
        _("Who votes: the holders of {account}.").format(
            account=setting.account(announcement.electorate)
        ),
        ngettext(
            "A ballot names {count} plan.", "A ballot names up to {count} plans.", number
        ).format(count=number),
        ngettext(
            "{count} plan is elected at most, if {rule} of all votes are cast.",
            "{count} plans are elected at most, if {rule} of all votes are cast.",
            announcement.seats,
        ).format(count=announcement.seats, rule=announcement.quorum.words()),
        _("It is paid from {budget}.").format(budget=setting.budget(announcement.budget)),
    ]


def votes_words(count: int) -> str:
    """So many votes: "1 vote", "1,200 votes"."""
    return ngettext("{count} vote", "{count} votes", count).format(count=f"{count:,}")


def plan_lines(plan: Plan, setting: Setting) -> list[str]:
    """What a plan asks for, for people."""
    from daoctl.times import DAY, format_duration

    return [
        plan.document.title,
        _("{amount} to {account}:").format(
            amount=setting.money(plan.asset.address, plan.amount),
            account=setting.account(plan.recipient),
        ),
        *(
            _("  {number}. {amount} when it is done within {time} of the award").format(
                number=number,
                amount=setting.money(plan.asset.address, amount),
                time=format_duration(due * DAY),
            )
            for number, (amount, due) in enumerate(plan.milestones, start=1)
        ),
    ]


def plan_json(plan: Plan) -> dict[str, Any]:
    """A plan as its file says it: amounts in the asset's smallest unit."""
    return {
        "title": plan.document.title,
        "recipient": plan.recipient,
        "asset": plan.asset.address,
        "symbol": plan.asset.symbol,
        "amount": Wei(plan.amount),
        "milestones": [{"amount": Wei(amount), "due_days": due} for amount, due in plan.milestones],
        "sha256": plan.document.sha256.hex(),
        "uri": plan.document.uri or None,
    }


def _announcement_json(announcement: Announcement, ground: Ground) -> dict[str, Any]:
    """The rules; moments in seconds since the epoch, the quorum in basis points."""
    return {
        "nominations_until": announcement.nominations_until,
        "voting_from": announcement.voting_from,
        "voting_to": announcement.voting_to,
        "seats": announcement.seats,
        "choices": announcement.choices,
        "quorum": {
            "more_than": announcement.quorum.exclusive,
            "bps": announcement.quorum.bps,
        },
        "nomination_units": announcement.nomination_units,
        "electorate": announcement.electorate,
        "budget": announcement.budget,
        "sha256": announcement.document.sha256.hex(),
        "uri": announcement.document.uri or None,
    }


def _check(session: Session, file: Path, ground: Ground) -> None:
    from daoctl.governance.election_drafts import read_announcement
    from daoctl.governance.election_plans import is_plan_file, is_untouched_plan, read_plan
    from daoctl.governance.election_templates import is_untouched

    out = session.out
    if is_plan_file(file):
        plan = read_plan(file, ground.setting)
        out.result({"kind": "plan", **plan_json(plan)}, plan_lines(plan, ground.setting))
        untouched, verb = is_untouched_plan(plan.document), "daoctl election nominate ELECTION"
    else:
        found = read_announcement(file, ground)
        out.result(
            {
                "kind": "announcement",
                "title": found.document.title,
                **_announcement_json(found, ground),
            },
            announcement_lines(session, found, ground),
        )
        untouched, verb = is_untouched(found.document), "daoctl election open"
    if untouched:
        out.say(_("Its title or its text is still the template's."), style="yellow")
    out.say(_("Nothing was sent. To go on:"))
    out.say(f"  {verb} {file}")


def _begin(session: Session, options: DraftOptions, ground: Ground) -> None:
    from daoctl.governance.election_plans import plan_template
    from daoctl.governance.election_templates import announcement_template

    text = plan_template() if options.kind == "plan" else announcement_template(ground)
    answer = {"kind": options.kind, "file": options.file and str(options.file), "text": text}
    if options.file is None:
        session.out.result(answer, text.removesuffix("\n"))
        return
    try:
        with options.file.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise DraftError(
            _("The file {file} exists already.").format(file=options.file),
            hint=_("Without --kind it is checked; or name another file."),
        ) from None
    except OSError as error:
        raise UserError(
            _("The draft cannot be written to {file}.").format(file=options.file),
            cause=error.strerror,
        ) from None
    session.out.say(_("Fill it in, then look whether it is right:"))
    session.out.say(f"  daoctl election draft {options.file}")
    session.out.result(answer, [])
