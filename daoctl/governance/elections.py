"""General elections as the chain tells them: their rules, how far they are, and who stands.

All of one reading is of the same block. Moments are in seconds since the epoch, amounts in the
asset's smallest unit, votes in units of the electorate. A candidate has a number, counted from 1
and never given again, and a place, 0 to 63: its bit on a ballot.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from daoctl.charter.assets import known_assets
from daoctl.charter.fields import Asset
from daoctl.errors import UserError
from daoctl.units import Quorum, format_amount
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.chain.contracts import Contract
    from daoctl.charter.village import Village

State = Literal["Nominating", "Waiting", "Voting", "Ended", "Closed"]
# IGeneralElection.ElectionState and CandidateStatus, in their order.
STATES: tuple[State, ...] = ("Nominating", "Waiting", "Voting", "Ended", "Closed")
Status = Literal["Standing", "Withdrawn", "Struck"]
STATUSES: tuple[Status, ...] = ("Standing", "Withdrawn", "Struck")

# GeneralElection's own limits.
MAX_CANDIDATES = 64
MAX_SEATS = 16
MAX_DURATION = 366 * 86_400
MIN_CLOSING_TIME = 86_400


@dataclass(frozen=True)
class Milestone:
    """One step of a plan: what it brings, and in how many days from the award."""

    amount: int
    due_days: int


@dataclass(frozen=True)
class Candidate:
    """A nomination. `content_hash` is the SHA-256 of the plan's text and `uri` where it can be read;
    `votes` those of the present, final once voting is over; `grant` 0 until it is awarded."""

    number: int
    nominator: str
    recipient: str
    place: int
    status: Status
    amount: int
    votes: int
    elected: bool
    grant: int
    milestones: tuple[Milestone, ...]
    content_hash: bytes
    uri: str

    @property
    def stands(self) -> bool:
        """Whether it can be voted for, or could at the end."""
        return self.status == "Standing"


@dataclass(frozen=True)
class Election:
    """An election. `choices` is how many candidates a ballot names at most; `nomination_units` what
    a nominator must have had in the second before it was `opened`; `ceiling` what all who are
    elected may cost together; `votes` the units that voted, each voter's once; `standing`, `elected` and `awarded` are places, bit by bit; `slate`
    says who has which place, and every signed ballot names it; `reservation` is what closing set
    aside, by its number, or 0. `block` is the block it was read at."""

    number: int
    nominations_until: int
    voting_from: int
    voting_to: int
    seats: int
    choices: int
    quorum: Quorum
    nomination_units: int
    electorate: str
    budget: int
    content_hash: bytes
    uri: str
    state: State
    opened: int
    asset: Asset
    ceiling: int
    nominations: int
    standing: int
    slate: bytes
    votes: int
    elected: int
    awarded: int
    reservation: int
    block: int

    def money(self, amount: int) -> str:
        """An amount of the budget's asset with its unit."""
        return format_amount(amount, self.asset.symbol, self.asset.decimals or 0)


def read_election(village: Village, number: int, block: int | None = None) -> Election:
    """An election, after that block (the latest without one). Raises RecordError in a village
    without elections, UserError when there is no such election."""
    head = village.chain.head() if block is None else block
    count = village.election.read("electionCount", block=head)
    if not 1 <= number <= count:
        raise UserError(
            _("There is no election {number}.").format(number=number),
            hint=_("`daoctl election list` shows those that there are."),
        )
    return _read(village, [number], head)[0]


def read_elections(village: Village, block: int | None = None) -> list[Election]:
    """Every election, the newest last; none in a village that was founded without elections."""
    if not village.has_elections:
        return []
    head = village.chain.head() if block is None else block
    count = village.election.read("electionCount", block=head)
    return _read(village, range(1, count + 1), head)


def read_candidates(village: Village, number: int, block: int | None = None) -> list[Candidate]:
    """All that were ever nominated in an election, by their numbers, those that do not stand any
    more included. Raises as `read_election`."""
    election = read_election(village, number, block)
    return candidates_of(village, election)


def candidates_of(village: Village, election: Election) -> list[Candidate]:
    """The same, of an election that was read, at the same block."""
    from daoctl.chain.contracts import read_many

    numbers = range(1, election.nominations + 1)
    contract = village.election
    answers = read_many(
        [
            (contract, function, (election.number, number))
            for number in numbers
            for function in ("candidate", "plan")
        ],
        election.block,
    )
    return [
        _candidate(number, answers[at], answers[at + 1])
        for number, at in zip(numbers, range(0, len(answers), 2), strict=True)
    ]


def electorate_of(village: Village, election: Election) -> Contract:
    """The contract whose votes count: the villager token, the resident certificate, or another one
    that the village put on its list."""
    from daoctl.chain.contracts import Contract

    for contract in (village.villager, village.certificate):
        if contract.address == election.electorate:
            return contract
    # Whatever it is, it answers the questions on votes that the villager token answers.
    return Contract(village.chain, village.villager.name, election.electorate)


def places(choices: int) -> list[int]:
    """The places that a ballot names, the lowest first. Pure."""
    return [place for place in range(MAX_CANDIDATES) if choices >> place & 1]


def bitmap(candidates: Iterable[Candidate]) -> int:
    """The ballot that names these candidates. Pure."""
    choices = 0
    for one in candidates:
        choices |= 1 << one.place
    return choices


def chosen(candidates: Sequence[Candidate], choices: int) -> list[Candidate]:
    """The standing candidates that a ballot names, by their numbers. Pure."""
    return [one for one in candidates if one.stands and choices >> one.place & 1]


def pick(candidates: Sequence[Candidate], numbers: Iterable[int]) -> list[Candidate]:
    """The candidates of these numbers, each once, in that order. Raises UserError for a number that
    there is not, or of one that does not stand any more. Pure."""
    known = {one.number: one for one in candidates}
    found = []
    for number in dict.fromkeys(numbers):
        one = known.get(number)
        if one is None or not one.stands:
            standing = ", ".join(str(each.number) for each in candidates if each.stands)
            raise UserError(
                _("There is no candidate {number}.").format(number=number)
                if one is None
                else _("Candidate {number} does not stand any more.").format(number=number),
                hint=_("These stand: {numbers}").format(numbers=standing or "-"),
            )
        found.append(one)
    return found


def _read(village: Village, numbers: Sequence[int], block: int) -> list[Election]:
    from daoctl.chain.contracts import read_many

    contract = village.election
    answers = read_many([(contract, "election", (number,)) for number in numbers], block)
    assets = known_assets(village, [one.asset for one in answers])
    return [
        _election(number, one, assets[one.asset], block)
        for number, one in zip(numbers, answers, strict=True)
    ]


def _election(number: int, found: Any, asset: Asset, block: int) -> Election:
    rules = found.rules
    return Election(
        number=number,
        nominations_until=rules.nominationsUntil,
        voting_from=rules.votingFrom,
        voting_to=rules.votingTo,
        seats=rules.seats,
        choices=rules.choices,
        quorum=Quorum("more_than" if rules.quorumMoreThan else "at_least", rules.quorumBps),
        nomination_units=rules.nominationUnits,
        electorate=rules.electorate,
        budget=rules.budget,
        content_hash=bytes(rules.contentHash),
        uri=rules.uri,
        state=STATES[found.state],
        opened=found.opened,
        asset=asset,
        ceiling=found.ceiling,
        nominations=found.nominations,
        standing=found.standing,
        slate=bytes(found.slate),
        votes=found.votes,
        elected=found.elected,
        awarded=found.awarded,
        reservation=found.reservation,
        block=block,
    )


def _candidate(number: int, found: Any, plan: Any) -> Candidate:
    return Candidate(
        number=number,
        nominator=found.nominator,
        recipient=found.recipient,
        place=found.place,
        status=STATUSES[found.status],
        amount=found.amount,
        votes=found.votes,
        elected=found.elected,
        grant=found.grant,
        milestones=tuple(Milestone(one.amount, one.dueDays) for one in plan.milestones),
        content_hash=bytes(plan.contentHash),
        uri=plan.uri,
    )
