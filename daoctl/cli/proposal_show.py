"""`daoctl proposal list` and `show`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from daoctl.cli.options import Shared
from daoctl.cli.proposal_draft import actions_json
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.cli.session import Session
    from daoctl.governance.proposals import Proposal
    from daoctl.governance.simulation import Simulation


@dataclass(frozen=True)
class ShowOptions:
    """Which proposal."""

    shared: Shared
    number: int


def run_list(shared: Shared) -> None:
    """Prints every proposal, the newest last."""
    from daoctl.charter.seen import remember_numbers
    from daoctl.cli.session import open_village
    from daoctl.governance.proposals import read_proposals, state_words

    with open_village(shared) as session:
        found = read_proposals(session.village)
        remember_numbers(session.village, "proposal", (one.number for one in found))
        if session.out.as_json:
            session.out.emit_json([summary_json(one) for one in found])
            return
        if not found:
            session.out.say(_("No proposal was made yet."))
            return
        session.out.table(
            (_("number"), _("title"), _("state"), _("vote opens"), _("vote ends")),
            [
                (
                    one.number,
                    one.title,
                    state_words(one.state),
                    when(session, one.opens),
                    when(session, one.deadline),
                )
                for one in found
            ],
            right=[0],
        )


def run_show(options: ShowOptions) -> None:
    """Prints a proposal: state, dates, every action in words, what carrying it out would do now,
    and the text."""
    from daoctl.cli.session import open_village
    from daoctl.governance.lifecycle import next_step
    from daoctl.governance.proposals import read_proposal
    from daoctl.governance.setting import read_setting
    from daoctl.governance.simulation import simulate_actions

    with open_village(options.shared) as session:
        proposal = read_proposal(session.village, options.number)
        setting = read_setting(session.village)
        trial = simulate_actions(session.village, proposal.actions, setting)
        session.out.result(show_json(session, proposal, trial), _lines(session, proposal, trial))
        step = next_step(session.village, proposal)
        if step:
            session.out.say(step)


def when(session: Session, moment: int) -> str:
    """A moment in the village's zone, and in the reader's where that differs."""
    from daoctl.times import format_time, reader_zone

    return format_time(moment, session.village.zone, reader_zone())


def summary_json(proposal: Proposal) -> dict[str, Any]:
    """A proposal's line in the list. Moments in seconds since the epoch; `eta` is null until it is
    queued."""
    return {
        "number": proposal.number,
        "id": str(proposal.number),
        "title": proposal.title,
        "state": proposal.state,
        "proposer": proposal.proposer,
        "snapshot": proposal.snapshot,
        "opens": proposal.opens,
        "closes": proposal.deadline,
        "eta": proposal.eta or None,
    }


def show_json(session: Session, proposal: Proposal, trial: Simulation) -> dict[str, Any]:
    """A proposal whole: its line in the list, and what is named below. `works_now` says whether
    carrying it out would work on the present state; it is null once nothing can be carried out."""
    described = proposal.described
    return {
        **summary_json(proposal),
        "made": {
            "at": session.chain.time_of(proposal.block),
            "block": proposal.block,
            "tx": proposal.tx,
        },
        "extended": proposal.extended,
        "execute_by": proposal.execute_by or None,
        "ended_tx": proposal.ended_tx,
        "veto": (
            {"by": proposal.vetoed_by, "reason": proposal.veto_reason}
            if proposal.vetoed_by
            else None
        ),
        "text": described.text,
        "sha256": described.sha256,
        "uri": described.uri,
        "actions": actions_json(trial),
        "works_now": trial.works if _may_happen(proposal) else None,
    }


def _may_happen(proposal: Proposal) -> bool:
    """Whether it may still be carried out."""
    return proposal.state in ("Pending", "Active", "Succeeded", "Queued")


def _lines(session: Session, proposal: Proposal, trial: Simulation) -> list[str]:
    from daoctl.governance.one_line import one_line
    from daoctl.governance.proposals import state_words

    described = proposal.described
    lines = [
        _("Proposal {number}: {title}").format(number=proposal.number, title=proposal.title),
        _("State: {state}").format(state=state_words(proposal.state)),
        _("Proposed by {account} at {date}").format(
            account=proposal.proposer,
            date=when(session, session.chain.time_of(proposal.block)),
        ),
        _("Vote: from {opens} to {closes}").format(
            opens=when(session, proposal.opens), closes=when(session, proposal.deadline)
        ),
    ]
    if proposal.extended:
        lines.append(_("The vote was prolonged, since its quorum was reached late."))
    if proposal.eta:
        lines.append(
            _("Execution: from {start} to {end}").format(
                start=when(session, proposal.eta), end=when(session, proposal.execute_by)
            )
        )
    if proposal.vetoed_by:
        lines.append(
            _("Stopped by {account}: {reason}").format(
                account=proposal.vetoed_by, reason=one_line(proposal.veto_reason or "")
            )
        )
    lines += ["", _("What it does:")]
    if _may_happen(proposal):
        lines += trial.lines()
    else:
        # What it would do today says nothing about what it did, or would have done.
        for number, step in enumerate(trial.steps, start=1):
            lines.append(f"{number}. {step.decoded.words}")
            if step.decoded.warning:
                lines.append("   " + _("Warning: {text}").format(text=step.decoded.warning))
    lines.append("")
    if described.uri:
        lines.append(
            _("The text stands at {uri} (SHA-256 {hash}).").format(
                uri=described.uri, hash=described.sha256
            )
        )
    elif described.text:
        # Indented, so that no text can pass for what we say of the proposal.
        lines += [_("Text:"), *("  " + one_line(line) for line in described.text.split("\n"))]
    return lines
