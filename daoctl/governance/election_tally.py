"""An election recounted from its logs, independently of the contract's own totals, and held against
them.

Read are the election's events (its rules, who stands, who voted how) and the electorate token's (who
held and delegated what at the snapshot); counted is by `electorate` and `election_count`; only then
is the contract asked for its totals, its ranking and who it elected.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from daoctl.errors import RecordError
from daoctl.governance.counting import Disagreement
from daoctl.governance.election_count import (
    Ballot,
    Result,
    Rules,
    Standing,
    count_election,
    wrong_ballots,
)
from daoctl.governance.elections import Election, electorate_of, read_election
from daoctl.governance.power import read_electorate, snapshot_block
from daoctl.units import Quorum
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.chain.contracts import Contract
    from daoctl.chain.logs import Log
    from daoctl.charter.village import Village

EVENTS = (
    "ElectionOpened",
    "Nominated",
    "NominationWithdrawn",
    "CandidateStruck",
    "ChoicesCast",
    "ElectionClosed",
)
OPEN_STATES = ("Nominating", "Waiting")


@dataclass(frozen=True)
class Story:
    """An election as its events tell it: its rules, who stands, the ballots, and who was elected
    (None until it is closed)."""

    rules: Rules
    standing: tuple[Standing, ...]
    ballots: tuple[Ballot, ...]
    elected: tuple[int, ...] | None


@dataclass(frozen=True)
class Figures:
    """What the contract says: the units that voted, each standing candidate's votes in its own
    order of rank, and, once there is a snapshot, all units, the units needed and who is elected."""

    votes: int
    ranking: tuple[tuple[int, int], ...]
    base: int | None
    needed: int | None
    elected: tuple[int, ...] | None


@dataclass(frozen=True)
class ElectionTally:
    """A recounted election. `disagreements` is empty where the contract's figures are the recounted
    ones; `block` is the newest block that was looked at."""

    election: Election
    story: Story
    result: Result
    disagreements: tuple[Disagreement, ...]
    block: int

    @property
    def matches_chain(self) -> bool:
        """Whether the contract counted as we do."""
        return not self.disagreements

    def ballot_of(self, voter: str) -> Ballot | None:
        """The ballot of an account, or None."""
        return next((one for one in self.story.ballots if one.voter == voter), None)


def tally_election(village: Village, number: int) -> ElectionTally:
    """The recount of an election. Raises UserError when there is none of that number, RecordError
    when its votes come from a contract whose events daoctl does not know."""
    from daoctl.chain.contracts import read_many
    from daoctl.chain.logs import read_logs

    head = village.chain.head()
    election = read_election(village, number, head)
    contract = village.election
    logs = read_logs(village.chain, [contract], EVENTS, village.founded_block, head)
    story = tell(logs, number)
    powers: Mapping[str, int] = {}
    base = needed = elected = recounted = None
    if election.state not in OPEN_STATES:
        powers, recounted = _powers(village, election)
        base, needed, outcome = read_many(
            [
                (electorate_of(village, election), "getPastTotalSupply", (election.voting_from,)),
                (contract, "quorum", (number,)),
                (contract, "outcome", (number,)),
            ],
            head,
        )
        elected = tuple(outcome.elected)
    ranking = contract.read("ranking", number, block=head)
    figures = Figures(
        election.votes,
        tuple(zip(ranking.candidates, ranking.votes, strict=True)),
        base,
        needed,
        elected,
    )
    result = count_election(story.ballots, powers, recounted, story.standing, story.rules)
    return ElectionTally(
        election, story, result, tuple(compare(result, story, powers, figures)), head
    )


def tell(logs: Sequence[Log], number: int) -> Story:
    """The election's events in their order. Pure."""
    rules = Rules(0, 0, Quorum("at_least", 0))
    standing: dict[int, Standing] = {}
    ballots = []
    elected: tuple[int, ...] | None = None
    for log in logs:
        a = log.args
        if a["election"] != number:
            continue
        match log.event:
            case "ElectionOpened":
                kind = a["rules"].quorumMoreThan
                quorum = Quorum("more_than" if kind else "at_least", a["rules"].quorumBps)
                rules = Rules(a["rules"].seats, a["ceiling"], quorum)
            case "Nominated":
                standing[a["candidate"]] = Standing(a["candidate"], a["place"], a["amount"])
            case "NominationWithdrawn" | "CandidateStruck":
                standing.pop(a["candidate"], None)
            case "ChoicesCast":
                ballots.append(Ballot(a["voter"], a["choices"], a["weight"], log.tx, log.block))
            case "ElectionClosed":
                elected = tuple(a["elected"])
    return Story(rules, tuple(standing.values()), tuple(ballots), elected)


def compare(
    result: Result, story: Story, powers: Mapping[str, int], figures: Figures
) -> list[Disagreement]:
    """Everything in which the contract's figures part from the recounted ones. Pure."""
    pairs: list[tuple[str, int | str | None, int | str | None]] = [
        (_("votes cast"), figures.votes, result.votes),
        (_("all votes at the snapshot"), figures.base, result.base),
        (_("votes needed"), figures.needed, result.needed),
    ]
    theirs = dict(figures.ranking)
    for one in result.ranking:
        what = _("votes for candidate {number}").format(number=one.number)
        pairs.append((what, theirs.pop(one.number, 0), one.votes))
    for number, votes in theirs.items():
        pairs.append((_("votes for candidate {number}").format(number=number), votes, 0))
    pairs.append(
        (
            _("the ranking"),
            _numbers(number for number, _votes in figures.ranking),
            _numbers(one.number for one in result.ranking),
        )
    )
    if figures.elected is not None:
        pairs.append((_("the elected"), _numbers(figures.elected), _numbers(result.elected)))
    if story.elected is not None:
        what = _("the elected, as the closing says")
        pairs.append((what, _numbers(story.elected), _numbers(result.elected)))
    found = [
        Disagreement(what, chain, recounted)
        for what, chain, recounted in pairs
        if chain is not None and recounted is not None and chain != recounted
    ]
    for voter, (weight, power) in wrong_ballots(story.ballots, powers).items():
        found.append(Disagreement(_("the vote of {voter}").format(voter=voter), weight, power))
    return found


def known_electorate(village: Village, election: Election) -> Contract:
    """The token whose votes count in the election. Raises RecordError when it is neither of the
    village's two, for daoctl does not know another's events."""
    token = electorate_of(village, election)
    if token.address not in (village.villager.address, village.certificate.address):
        raise RecordError(
            _("The election's votes come from a contract that daoctl does not know."),
            cause=_("It is at {address}.").format(address=token.address),
        )
    return token


def _numbers(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, numbers)) or "-"


def _powers(village: Village, election: Election) -> tuple[Mapping[str, int], int]:
    """The votes of each account at the snapshot and all together, from the token's events."""
    token = known_electorate(village, election)
    block = min(snapshot_block(village, election.voting_from), election.block)
    electorate = read_electorate(village, block, token)
    return electorate.powers, electorate.total
