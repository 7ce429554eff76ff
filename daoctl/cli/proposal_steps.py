"""`daoctl proposal queue`, `execute`, `cancel` and `veto`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from daoctl.cli.options import Shared
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.chain.contracts import Call
    from daoctl.cli.session import Session
    from daoctl.governance.proposals import Proposal

Planner = Callable[["Session", "Proposal"], "list[Call]"]


@dataclass(frozen=True)
class StepOptions:
    """Which proposal; `reason` is a veto's, `sender` who will send a cancellation's calldata."""

    shared: Shared
    number: int
    reason: str = ""
    sender: str | None = None


def run_queue(options: StepOptions) -> None:
    """Queues a passed proposal. Raises ChainRefused when it has not passed."""
    from daoctl.governance.lifecycle import queue

    _step(
        options,
        lambda session, proposal: queue(session.village, proposal),
        _("Queue proposal {number}: {title}"),
        _("Proposal {number} is queued already."),
    )


def run_execute(options: StepOptions) -> None:
    """Carries out a queued proposal. Raises ChainRefused before its time."""
    from daoctl.governance.lifecycle import execute

    _step(
        options,
        lambda session, proposal: execute(session.village, proposal),
        _("Carry out proposal {number}: {title}"),
        _("Proposal {number} is carried out already."),
        shows_actions=True,
    )


def run_cancel(options: StepOptions) -> None:
    """Takes a proposal back. Raises ChainRefused once its vote is open, or for another's."""
    from daoctl.cli.proposal_draft import sender_of
    from daoctl.governance.lifecycle import cancel

    _step(
        options,
        lambda session, proposal: cancel(
            session.village, proposal, sender_of(session, options.sender)
        ),
        _("Take back proposal {number}: {title}"),
        _("Proposal {number} is cancelled already."),
    )


def run_veto(options: StepOptions) -> None:
    """Stops a proposal. Raises ChainRefused once it is carried out or decided against."""
    from daoctl.governance.lifecycle import veto

    _step(
        options,
        lambda session, proposal: veto(session.village, proposal, options.reason),
        _("Stop proposal {number}: {title}"),
        _("Proposal {number} is cancelled already."),
        role="COUNCIL",
    )


def _step(
    options: StepOptions,
    plan: Planner,
    words: str,
    already: str,
    *,
    role: str | None = None,
    shows_actions: bool = False,
) -> None:
    from daoctl.cli.acting import act
    from daoctl.cli.session import open_village
    from daoctl.governance.actions import decode
    from daoctl.governance.lifecycle import next_step
    from daoctl.governance.proposals import read_proposal, state_words
    from daoctl.governance.setting import read_setting

    with open_village(options.shared) as session:
        village, out = session.village, session.out
        proposal = read_proposal(village, options.number)
        named = {"number": proposal.number, "title": proposal.title}
        calls = plan(session, proposal)
        tx = None
        if not calls:
            if proposal.state == "Executed":
                already = _("Proposal {number} is carried out already.")
            out.say(already.format(**named))
        else:
            if shows_actions:
                setting = read_setting(village)
                for action in proposal.actions:
                    out.say(f"  {decode(action, setting).words}")
            done = act(session, calls, words.format(**named), role=role)
            if not done.sent:
                return
            tx = done.transactions[0]
            proposal = read_proposal(village, options.number)
        step = next_step(village, proposal)
        if step:
            out.say(step)
        out.result(
            {
                "number": proposal.number,
                "id": str(proposal.number),
                "title": proposal.title,
                "state": proposal.state,
                "eta": proposal.eta or None,
                "tx": tx,
                "already": tx is None,
            },
            _("Proposal {number} is {state}.").format(
                number=proposal.number, state=state_words(proposal.state)
            ),
        )
