"""What signed ballots are about, as the chain tells it at one block: the vote, whether it is open,
and what each voter may still do in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from daoctl.governance.ballot_context import Context
from daoctl.governance.ballots import Choice, Kind
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.chain.contracts import Contract
    from daoctl.charter.village import Village

# "early": voting opens later. "over": it ended, or the vote was called off.
Phase = Literal["early", "open", "over"]


@dataclass(frozen=True)
class Vote:
    """A vote, as ballots for it must know it, at `block`. `contract` takes the ballots; `token`
    gives the votes, those of `snapshot`; `standing` and `most` bound an election's choices, whose
    places have these candidates' `numbers`; `first` is the block from which its votes are
    logged."""

    kind: Kind
    subject: int | bytes
    title: str
    contract: Contract
    token: Contract
    phase: Phase
    opens: int
    closes: int
    snapshot: int
    block: int
    now: int
    first: int
    slate: bytes = b""
    standing: int = 0
    most: int = 0
    numbers: tuple[tuple[int, int], ...] = ()

    def named(self, choices: int) -> list[int]:
        """The numbers of the candidates that a ballot of an election names."""
        return [number for place, number in self.numbers if choices >> place & 1]

    def words(self) -> str:
        """The vote as people name it."""
        match self.kind:
            case "proposal":
                return _("proposal {number}: {title}").format(number=self.subject, title=self.title)
            case "election":
                return self.title
            case "delegation":
                return _("delegations")
            case "consultation":
                return _("the consultation “{title}”").format(title=self.title)


def village_contexts(village: Village) -> list[Context]:
    """What a ballot must be for to be carried to this village's contracts, its vote left open."""
    chain_id = village.chain.chain_id
    contracts: list[tuple[Kind, Contract]] = [
        ("proposal", village.governor),
        ("election", village.election),
        ("delegation", village.villager),
        ("delegation", village.certificate),
    ]
    return [
        Context(
            kind,
            chain_id,
            bytes.fromhex(contract.address[2:]),
            contract.read("eip712Domain").name,
        )
        for kind, contract in contracts
    ]


def proposal_vote(village: Village, number: int, block: int) -> Vote | None:
    """The vote on a proposal; None where there is none of that number."""
    from daoctl.errors import UserError
    from daoctl.governance.power import electorate_token
    from daoctl.governance.proposals import read_proposal

    try:
        found = read_proposal(village, number)
    except UserError:
        return None
    phase: Phase = "over"
    if found.state in ("Pending", "Active"):
        phase = "early" if found.state == "Pending" else "open"
    return Vote(
        "proposal",
        number,
        found.title,
        village.governor,
        electorate_token(village),
        phase,
        found.opens,
        found.deadline,
        found.snapshot,
        block,
        village.chain.time_of(block),
        found.block,
    )


def election_vote(village: Village, number: int, block: int) -> Vote | None:
    """The vote in an election; None where there is none of that number."""
    from pathlib import Path

    from daoctl.errors import UserError
    from daoctl.governance.ballot_paper import election_title
    from daoctl.governance.election_plans import titles_at_hand
    from daoctl.governance.elections import electorate_of, places, read_election

    try:
        found = read_election(village, number, block)
    except UserError:
        return None
    standing = places(found.standing)
    asked = [(number, place) for place in standing]
    numbers = village.election.read_many("candidateAt", asked, block)
    phase: Phase = "over"
    if found.state in ("Nominating", "Waiting", "Voting"):
        phase = "open" if found.state == "Voting" else "early"
    return Vote(
        "election",
        number,
        election_title(found, titles_at_hand([village.folder, Path.cwd()])),
        village.election,
        electorate_of(village, found),
        phase,
        found.voting_from + 1,
        found.voting_to,
        found.voting_from,
        block,
        village.chain.time_of(block),
        village.founded_block,
        slate=found.slate,
        standing=found.standing,
        most=found.choices,
        numbers=tuple(zip(standing, numbers, strict=True)),
    )


def delegation_vote(village: Village, token: Contract, block: int) -> Vote:
    """Delegations of a token's votes; they are always open."""
    now = village.chain.time_of(block)
    return Vote(
        "delegation", 0, "", token, token, "open", 0, 0, now, block, now, village.founded_block
    )


def powers(vote: Vote, voters: Sequence[str]) -> list[int]:
    """What each votes with: the votes of the snapshot, or of the present before it."""
    if vote.snapshot < vote.now:
        return vote.token.read_many(
            "getPastVotes", [(voter, vote.snapshot) for voter in voters], vote.block
        )
    return vote.token.read_many("getVotes", [(voter,) for voter in voters], vote.block)


def votes_cast(village: Village, vote: Vote, voters: Sequence[str]) -> dict[str, Choice]:
    """What those of the voters chose whose vote stands on chain already."""
    if vote.kind == "election":
        questions = [(vote.subject, voter) for voter in voters]
        bits = vote.contract.read_many("ballotOf", questions, vote.block)
        return {voter: found for voter, found in zip(voters, bits, strict=True) if found}
    if vote.kind != "proposal":
        return {}
    questions = [(vote.subject, voter) for voter in voters]
    voted = vote.contract.read_many("hasVoted", questions, vote.block)
    if not any(voted):
        return {}
    known = _choices(village, vote)
    return {voter: known.get(voter, "") for voter, done in zip(voters, voted, strict=True) if done}


def _choices(village: Village, vote: Vote) -> dict[str, Choice]:
    from daoctl.chain.logs import read_logs
    from daoctl.governance.tally import VOTE_EVENTS, read_votes

    assert isinstance(vote.subject, int)
    logs = read_logs(village.chain, [vote.contract], VOTE_EVENTS, vote.first, vote.block)
    return {one.voter: one.choice for one in read_votes(logs, vote.subject)}


def unique(values: Iterable[str]) -> list[str]:
    """Each once, in the order they came."""
    return list(dict.fromkeys(values))
