"""`daoctl election close` and `award`: from the last vote to a project."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from daoctl.cli.options import Shared
from daoctl.cli.output import Wei
from daoctl.words import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Sequence

    from daoctl.cli.session import Session
    from daoctl.governance.elections import Candidate, Election


@dataclass(frozen=True)
class CloseOptions:
    """Which election."""

    shared: Shared
    election: int


@dataclass(frozen=True)
class AwardOptions:
    """Which election, and which of its candidates; all that were elected without."""

    shared: Shared
    election: int
    candidates: tuple[int, ...] = ()


def run_close(options: CloseOptions) -> None:
    """Closes the election; one that is closed is said to be. Raises ChainRefused before voting is
    over."""
    from daoctl.cli.acting import act
    from daoctl.cli.election_show import election_json, view
    from daoctl.cli.election_titles import naming
    from daoctl.cli.session import open_village
    from daoctl.governance.election_votes import close, lacking
    from daoctl.governance.election_words import (
        money_words,
        outcome_words,
        quorum_words,
        to_award,
    )
    from daoctl.governance.elections import read_election

    with open_village(options.shared) as session:
        out = session.out
        election = read_election(session.village, options.election)
        calls = close(session.village, election)
        tx = None
        if not calls:
            out.say(_("Election {number} is closed already.").format(number=election.number))
        else:
            before = view(session, election)
            name = naming(before.candidates, before.titles)
            out.say(_("Rule: {rule}").format(rule=quorum_words(election, before.result)))
            for line in outcome_words(election, before.result, name):
                out.say(line)
            money = lacking(session.village, election, before.result.cost)
            if before.result.elected and money:
                out.say(money_words(money), style="yellow")
                out.say(
                    _(
                        "Who is elected stands, but nothing is set aside for them: the village "
                        "can fund them by a proposal, which `daoctl election award` drafts."
                    ),
                    style="yellow",
                )
            words = _("Close election {number}").format(number=election.number)
            done = act(session, calls, words)
            if not done.sent:
                return
            tx = done.transactions[0]
            election = read_election(session.village, election.number)
        after = view(session, election)
        lines = outcome_words(election, after.result, naming(after.candidates, after.titles))
        if to_award(election):
            lines.append(
                _("{amount} is set aside for them: daoctl election award {number}").format(
                    amount=election.money(after.result.cost), number=election.number
                )
            )
        elif election.reservation:
            lines.append(_("All of them are projects already."))
        elif after.result.elected:
            lines.append(_("Nothing is set aside for them: the budget could not give it."))
        out.result({**election_json(session, after), "tx": tx, "already": tx is None}, lines)


def run_award(options: AwardOptions) -> None:
    """Makes projects of elected plans, each once; those that are projects already are said to be.
    Where nothing was set aside, the draft of a proposal is written. Raises UserError for an unknown
    candidate, ChainRefused before the election is closed or for one that was not elected."""
    from daoctl.cli.acting import act
    from daoctl.cli.election_titles import known_titles, naming
    from daoctl.cli.session import open_village
    from daoctl.governance.election_votes import award, named_elected
    from daoctl.governance.elections import candidates_of, read_election

    with open_village(options.shared) as session:
        village, out = session.village, session.out
        election = read_election(village, options.election)
        candidates = candidates_of(village, election)
        named = named_elected(election, candidates, options.candidates)
        if not election.reservation and any(not one.grant for one in named):
            _draft(session, options.shared, election, named)
            return
        steps = award(village, election, candidates, options.candidates)
        name = naming(candidates, known_titles(session))
        txs: dict[int, str] = {}
        if not named:
            out.say(_("Nobody was elected; there is nothing to award."))
        elif not steps:
            out.say(_("All of them are projects already."))
        else:
            words = [
                _("Make a project of {plan}: {amount} to {account}").format(
                    plan=name(one.number),
                    amount=election.money(one.amount),
                    account=one.recipient,
                )
                for one, _call in steps
            ]
            done = act(session, [call for _one, call in steps], words)
            if not done.sent:
                return
            txs = {
                one.number: tx for (one, _call), tx in zip(steps, done.transactions, strict=True)
            }
            candidates = candidates_of(village, read_election(village, election.number))
        wanted = {one.number for one in named}
        after = [one for one in candidates if one.number in wanted]
        out.result(
            {
                "election": election.number,
                "awards": [
                    {
                        "candidate": one.number,
                        "grant": one.grant,
                        "recipient": one.recipient,
                        "amount": Wei(one.amount),
                        "tx": txs.get(one.number),
                        "already": one.number not in txs,
                    }
                    for one in after
                ],
            },
            [
                _("{plan} is project {grant}: daoctl project show {grant}").format(
                    plan=name(one.number), grant=one.grant
                )
                for one in after
            ],
        )


def _draft(
    session: Session, shared: Shared, election: Election, named: Sequence[Candidate]
) -> None:
    """Writes the draft of the proposal that funds the elected plans, since nobody else can."""
    from daoctl.cli.election_titles import known_titles, naming
    from daoctl.cli.treasury_draft import Asking, ask, refuse_calldata

    refuse_calldata(shared)
    out, waiting = session.out, [one for one in named if not one.grant]
    name = naming(waiting, known_titles(session))
    out.say(
        _(
            "No money was set aside for election {number}: its budget could not give it any more "
            "when the election was closed. Who is elected stands."
        ).format(number=election.number),
        style="yellow",
    )
    text = "\n".join(
        "- "
        + _("{plan}, SHA-256 {hash} {uri}")
        .format(plan=name(one.number), hash=one.content_hash.hex(), uri=one.uri)
        .rstrip()
        for one in waiting
    )
    ask(
        session,
        Asking(replace(shared, dry_run=False), None, shared.dry_run),
        str(Path(f"election-{election.number}-grants.md")),
        ngettext(
            "Fund the plan that was elected in election {number}",
            "Fund the {count} plans that were elected in election {number}",
            len(waiting),
        ).format(number=election.number, count=len(waiting)),
        "grant",
        {},
        actions=[
            {
                "kind": "grant",
                "recipient": one.recipient,
                "milestones": [
                    {"amount": election.money(step.amount), "due": f"{step.due_days} days"}
                    for step in one.milestones
                ],
            }
            for one in waiting
        ],
        text=text,
    )
