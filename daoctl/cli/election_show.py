"""`daoctl election list` and `show`: how an election stands, and how it would end now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from daoctl.cli.columns import broken
from daoctl.cli.options import Shared
from daoctl.cli.output import Wei, clean
from daoctl.words import _, ngettext

if TYPE_CHECKING:
    from daoctl.cli.output import Output
    from daoctl.cli.session import Session
    from daoctl.governance.election_count import Ranked, Result
    from daoctl.governance.elections import Candidate, Election


@dataclass(frozen=True)
class ShowOptions:
    """Which election."""

    shared: Shared
    election: int


@dataclass(frozen=True)
class View:
    """An election with its candidates, how it stands, and the titles of texts at hand."""

    election: Election
    candidates: tuple[Candidate, ...]
    result: Result
    titles: Mapping[bytes, str]

    def of(self, number: int) -> Candidate:
        """The candidate of that number."""
        return self.candidates[number - 1]


def view(session: Session, election: Election) -> View:
    """The election as it is shown."""
    from daoctl.cli.election_titles import known_titles
    from daoctl.governance.election_votes import standing_of
    from daoctl.governance.elections import candidates_of

    candidates = candidates_of(session.village, election)
    result = standing_of(session.village, election, candidates)
    return View(election, tuple(candidates), result, known_titles(session))


def run_list(shared: Shared) -> None:
    """Prints every election, the newest last."""
    from daoctl.charter.seen import remember_numbers
    from daoctl.cli.election_titles import election_title, known_titles
    from daoctl.cli.proposal_show import when
    from daoctl.cli.session import open_village
    from daoctl.governance.election_words import state_words
    from daoctl.governance.elections import read_elections

    with open_village(shared) as session:
        # Says in words that a village has none, and why.
        _contract = session.village.election
        found = read_elections(session.village)
        remember_numbers(session.village, "election", (one.number for one in found))
        titles = known_titles(session)
        if session.out.as_json:
            session.out.emit_json([summary_json(one, titles) for one in found])
            return
        if not found:
            session.out.say(_("No election was opened yet."))
            return
        session.out.table(
            (
                _("number"), _("title"), _("state"), _("plans"), _("seats"),
                _("nominations until"), _("vote ends"),
            ),
            [
                (
                    one.number,
                    election_title(one, titles) or "-",
                    state_words(one.state),
                    one.standing.bit_count(),
                    one.seats,
                    when(session, one.nominations_until),
                    when(session, one.voting_to),
                )
                for one in found
            ],
            right=[0, 3, 4],
        )  # fmt: skip


def run_show(options: ShowOptions) -> None:
    """Prints an election. Raises UserError for an unknown one."""
    from daoctl.cli.proposal_show import when
    from daoctl.cli.session import open_village
    from daoctl.governance.election_words import next_step
    from daoctl.governance.elections import read_election

    with open_village(options.shared) as session:
        found = view(session, read_election(session.village, options.election))
        if session.out.as_json:
            session.out.emit_json(election_json(session, found))
        else:
            _show(session, found)
        step = next_step(found.election, lambda moment: when(session, moment))
        if step:
            session.out.say(step)


def summary_json(election: Election, titles: Mapping[bytes, str]) -> dict[str, Any]:
    """An election's line in the list. Moments in seconds since the epoch; `title` is null where no
    text with the announcement's hash is at hand."""
    from daoctl.cli.election_titles import election_title

    return {
        "number": election.number,
        "title": election_title(election, titles),
        "state": election.state,
        "nominations_until": election.nominations_until,
        "voting_from": election.voting_from,
        "voting_to": election.voting_to,
        "seats": election.seats,
        "standing": election.standing.bit_count(),
    }


def election_json(session: Session, found: View) -> dict[str, Any]:
    """An election whole. Votes are units, amounts in the asset's smallest unit. `quorum_needed`,
    `quorum_reached` and `base` (all units) are null before voting begins. `elected` is who was
    elected, the first first, or who would be if it closed now; `cost` what they cost together,
    `reserved` what closing set aside for them. Of a candidate `passed` says why it is passed over
    ("quorum", "no_vote", "over_ceiling", "no_seat"), null for who is elected or does not stand."""
    from daoctl.governance.setting import Setting

    election, result = found.election, found.result
    ranks = {one.number: (place, one) for place, one in enumerate(result.ranking, start=1)}
    setting = Setting(contracts=session.village.record.addresses)
    known = result.needed is not None
    return {
        **summary_json(election, found.titles),
        "opened": election.opened,
        "choices": election.choices,
        "quorum": {"more_than": election.quorum.exclusive, "bps": election.quorum.bps},
        "base": result.base,
        "quorum_needed": result.needed,
        "quorum_reached": result.quorum_reached if known else None,
        "votes": election.votes,
        "nomination_units": election.nomination_units,
        "electorate": election.electorate,
        "electorate_kind": setting.key_of(election.electorate),
        "budget": election.budget,
        "asset": election.asset.address,
        "symbol": election.asset.symbol,
        "ceiling": Wei(election.ceiling),
        "content_hash": election.content_hash,
        "uri": election.uri or None,
        "slate": election.slate,
        "elected": list(result.elected) if known else [],
        "cost": Wei(result.cost if known else 0),
        "reservation": election.reservation or None,
        "reserved": Wei(result.cost if election.reservation else 0),
        "candidates": [
            _candidate_json(one, found, ranks.get(one.number), known) for one in found.candidates
        ],
    }


def _candidate_json(
    one: Candidate, found: View, ranked: tuple[int, Ranked] | None, known: bool
) -> dict[str, Any]:
    from daoctl.cli.election_titles import title_of

    return {
        "number": one.number,
        "place": one.place,
        "status": one.status,
        "title": title_of(one, found.titles),
        "nominator": one.nominator,
        "recipient": one.recipient,
        "amount": Wei(one.amount),
        "milestones": [
            {"amount": Wei(step.amount), "due_days": step.due_days} for step in one.milestones
        ],
        "votes": one.votes,
        "rank": ranked[0] if ranked else None,
        "elected": bool(known and ranked and ranked[1].elected),
        "passed": ranked[1].passed if known and ranked else None,
        "grant": one.grant or None,
        "content_hash": one.content_hash,
        "uri": one.uri or None,
    }


def _show(session: Session, found: View) -> None:
    from daoctl.cli.election_bars import standing
    from daoctl.cli.election_titles import election_title, naming
    from daoctl.governance.election_words import outcome_words, quorum_words, state_words

    election, out = found.election, session.out
    title = election_title(election, found.titles)
    lines = [
        _("Election {number}: {title}").format(number=election.number, title=title)
        if title
        else _("Election {number}").format(number=election.number),
        _("State: {state}").format(state=state_words(election.state)),
        *_rule_lines(session, election),
        _("Rule: {rule}").format(rule=quorum_words(election, found.result)),
        "",
    ]
    _say(out, lines)
    standing(out, found)
    below = [""]
    if found.result.needed is not None:
        below += outcome_words(election, found.result, naming(found.candidates, found.titles))
    elif not found.result.ranking:
        below.append(_("No plan stands."))
    below += [
        _("Candidate {number} is project {grant}.").format(number=one.number, grant=one.grant)
        for one in found.candidates
        if one.grant
    ]
    _say(out, below)


def _say(out: Output, lines: Sequence[str]) -> None:
    """The lines as data, broken where a terminal would break them within a word."""
    from daoctl.cli.output import terminal_columns

    for line in lines:
        parts = broken(clean(line), terminal_columns()) if out.on_terminal else [clean(line)]
        for part in parts:
            out.data(part)


def _rule_lines(session: Session, election: Election) -> list[str]:
    from daoctl.cli.proposal_show import when
    from daoctl.governance.setting import read_setting

    setting = read_setting(session.village)
    return [
        _("Plans are nominated until {time}.").format(
            time=when(session, election.nominations_until)
        ),
        _("Voting begins after {start}.").format(start=when(session, election.voting_from)),
        _("Voting ends at {end}.").format(end=when(session, election.voting_to)),
        ngettext("{count} seat; {ballot}", "{count} seats; {ballot}", election.seats).format(
            count=election.seats,
            ballot=ngettext(
                "a ballot names {count} plan",
                "a ballot names up to {count} plans",
                election.choices,
            ).format(count=election.choices),
        ),
        _("Who votes: the holders of {account}.").format(
            account=setting.account(election.electorate)
        ),
        _("Paid from {budget}: {ceiling} together at most").format(
            budget=setting.budget(election.budget),
            ceiling=session.out.amount(
                election.ceiling, election.asset.symbol, election.asset.decimals or 0
            ),
        ),
    ]
