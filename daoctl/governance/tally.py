"""The tally: a vote recounted from the logs, independently of the Governor's own totals, and held
against them.

Read are the Governor's events (who voted what) and the electorate token's (who held and delegated
what at the snapshot); counted is by `electorate` and `counting`; only then is the Governor asked
for its totals, its rule and its state.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from daoctl.errors import UserError
from daoctl.governance.counting import (
    CHOICES,
    Count,
    Disagreement,
    Share,
    Vote,
    count_votes,
    wrong_votes,
)
from daoctl.governance.electorate import Electorate
from daoctl.governance.power import electorate_token, read_electorate, snapshot_block
from daoctl.governance.proposals import EVENTS, STATES, Proposal, State, gather
from daoctl.units import Quorum, format_fraction
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.chain.logs import Log
    from daoctl.charter.village import Village

VOTE_EVENTS = ("VoteCast", "VoteCastWithParams")
# States that a proposal is in only when it passed, and when it did not.
PASSED_STATES: tuple[State, ...] = ("Succeeded", "Queued", "Expired", "Executed")
OPEN_STATES: tuple[State, ...] = ("Pending", "Active")


@dataclass(frozen=True)
class ChainFigures:
    """What the Governor says of a vote: its three totals, all units at the snapshot and the votes
    needed (None before the snapshot, when there is no answer yet), and its state."""

    against: int
    for_: int
    abstain: int
    base: int | None
    needed: int | None
    state: State


@dataclass(frozen=True)
class Tally:
    """A recounted vote. `block` is the newest block that was looked at; `disagreements` is empty
    where the chain's figures are the recounted ones. While `open`, all of it is as it stands."""

    proposal: Proposal
    count: Count
    votes: tuple[Vote, ...]
    disagreements: tuple[Disagreement, ...]
    block: int

    @property
    def matches_chain(self) -> bool:
        """Whether the Governor counted as we do."""
        return not self.disagreements

    @property
    def open(self) -> bool:
        """Whether votes may still come."""
        return self.proposal.state in OPEN_STATES

    def as_json(self) -> dict[str, Any]:
        """The tally as `daoctl tally --json` prints it; the same in every language.

        Votes are whole units. `turnout.votes` is the votes cast of all units at the snapshot,
        `turnout.holders` the holders whose units were cast, by themselves or by whom they
        delegated to, of all holders of units; `concentration.top_voter` the largest voter's part
        of the votes cast. Each of the three is {"cast": n, "of": m}, exact. `voters` counts the
        accounts that voted. While the state is Pending or Active, `passed` and
        `quorum_reached` say how it stands.
        """
        count = self.count
        return {
            "proposal": {
                "number": self.proposal.number,
                "id": str(self.proposal.number),
                "title": self.proposal.title,
                "state": self.proposal.state,
            },
            "rule": {
                "text": _rule_text(count),
                "base": count.base,
                "needed": count.needed,
            },
            "votes": {
                "for": count.totals.for_,
                "against": count.totals.against,
                "abstain": count.totals.abstain,
            },
            "voters": count.voters,
            "turnout": {
                "votes": _share(count.turnout_votes),
                "holders": _share(count.turnout_holders),
            },
            "quorum_reached": count.quorum_reached,
            "passed": count.passed,
            "recount": {"matches_chain": self.matches_chain, "block": self.block},
            "concentration": {
                "top_voter": _share(count.top_voter),
                "voters_for_half": count.voters_for_half,
            },
        }


def tally(village: Village, number: int) -> Tally:
    """The recount of a proposal's vote. Raises UserError when there is no such proposal."""
    from daoctl.chain.contracts import read_many
    from daoctl.chain.logs import read_logs

    chain, governor = village.chain, village.governor
    head = chain.head()
    logs = read_logs(chain, [governor], (*EVENTS, *VOTE_EVENTS), village.founded_block, head)
    proposal = _proposal(logs, number)
    votes = read_votes(logs, number)
    token = electorate_token(village)
    electorate = read_electorate(village, min(snapshot_block(village, proposal.snapshot), head))
    state, totals, bps, more_than = read_many(
        [
            (governor, "state", (number,)),
            (governor, "proposalVotes", (number,)),
            (governor, "quorumNumerator", (proposal.snapshot,)),
            (governor, "quorumMoreThan", ()),
        ],
        head,
    )
    base = needed = None
    # By the clock and not by the state: what was stopped early has no snapshot yet.
    if chain.time_of(head) > proposal.snapshot:
        base, needed = read_many(
            [
                (token, "getPastTotalSupply", (proposal.snapshot,)),
                (governor, "quorum", (proposal.snapshot,)),
            ],
            head,
        )
    against, for_, abstain = totals
    figures = ChainFigures(against, for_, abstain, base, needed, STATES[state])
    count = count_votes(votes, electorate, Quorum("more_than" if more_than else "at_least", bps))
    return Tally(
        proposal=replace(proposal, state=figures.state),
        count=count,
        votes=tuple(votes),
        disagreements=tuple(compare(count, votes, electorate, figures)),
        block=head,
    )


def read_votes(logs: Sequence[Log], number: int) -> list[Vote]:
    """The votes on a proposal among the Governor's events, in their order. Pure."""
    return [
        Vote(log.args["voter"], CHOICES[log.args["support"]], log.args["weight"], log.tx)
        for log in logs
        if log.event in VOTE_EVENTS and log.args["proposalId"] == number
    ]


def compare(
    count: Count, votes: Sequence[Vote], electorate: Electorate, figures: ChainFigures
) -> list[Disagreement]:
    """Everything in which the chain's figures part from the recounted ones. Pure."""
    totals = count.totals
    pairs: list[tuple[str, int | None, int]] = [
        (_("votes for"), figures.for_, totals.for_),
        (_("votes against"), figures.against, totals.against),
        (_("abstentions"), figures.abstain, totals.abstain),
        (_("all votes at the snapshot"), figures.base, count.base),
        (_("votes needed"), figures.needed, count.needed),
    ]
    found = [
        Disagreement(what, chain, recounted)
        for what, chain, recounted in pairs
        if chain is not None and chain != recounted
    ]
    for voter, (weight, power) in wrong_votes(votes, electorate).items():
        found.append(Disagreement(_("the vote of {voter}").format(voter=voter), weight, power))
    claims = {"Defeated": False, **dict.fromkeys(PASSED_STATES, True)}
    claimed = claims.get(figures.state)
    if claimed is not None and claimed != count.passed:
        passed, rejected = _("passed"), _("rejected")
        found.append(
            Disagreement(
                _("the outcome"),
                passed if claimed else rejected,
                passed if count.passed else rejected,
            )
        )
    return found


def rule_words(count: Count) -> str:
    """The rule with its base and what it came to: "more than 10% of 2,900 votes: 291 needed,
    400 cast: reached"."""
    return _("{rule} of {base} votes: {needed} needed, {cast} cast: {verdict}").format(
        rule=count.quorum.words(),
        base=f"{count.base:,}",
        needed=f"{count.needed:,}",
        cast=f"{count.totals.cast:,}",
        verdict=_("reached") if count.quorum_reached else _("not reached"),
    )


def verdict_words(found: Tally) -> str:
    """How the vote ended, or how it stands."""
    count, state = found.count, found.proposal.state
    if state == "Pending":
        return _("Voting is not open yet.")
    if state == "Active":
        if count.passed:
            return _("Voting is open; as it stands, the proposal would pass.")
        if not count.quorum_reached:
            return _("Voting is open; as it stands, too few votes are cast.")
        return _("Voting is open; as it stands, there is no majority for it.")
    if state == "Canceled":
        return _("The proposal was cancelled or stopped; the votes decide nothing.")
    if count.passed:
        return _("The proposal passed.")
    if not count.quorum_reached:
        return _("The proposal was rejected: too few votes were cast.")
    return _("The proposal was rejected: there was no majority for it.")


def _proposal(logs: Sequence[Log], number: int) -> Proposal:
    for one in gather(log for log in logs if log.event not in VOTE_EVENTS):
        if one.number == number:
            return one
    raise UserError(
        _("There is no proposal {number}.").format(number=number),
        hint=_("`daoctl proposal list` shows those that there are."),
    )


def _rule_text(count: Count) -> str:
    """The rule in English, whatever language is spoken: JSON is for programs."""
    kind = "more than" if count.quorum.exclusive else "at least"
    return f"{kind} {format_fraction(count.quorum.bps)} of {count.base:,} votes"


def _share(share: Share) -> dict[str, int]:
    return {"cast": share.cast, "of": share.of}
