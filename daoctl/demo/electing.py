"""What a story's general election goes through: opened, plans nominated, ballots cast and relayed,
closed, awarded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from daoctl.charter.fields import ETH
from daoctl.governance.document import Document
from daoctl.governance.elections import Election, read_candidates, read_election
from daoctl.governance.kinds_money import Plan
from daoctl.units import Quorum

if TYPE_CHECKING:
    from daoctl.chain.contracts import Call
    from daoctl.charter.village import Village
    from daoctl.demo.stage import Stage

# So many signed ballots go into one transaction, far below what a block takes.
BATCH = 100


@dataclass(frozen=True)
class Timetable:
    """The moments of an election, in seconds since the epoch; see IGeneralElection's Rules."""

    nominations_until: int
    voting_from: int
    voting_to: int


def open_election(
    stage: Stage,
    village: Village,
    announcement: Document,
    when: Timetable,
    *,
    seats: int,
    choices: int,
    quorum: Quorum,
    budget: int = 1,
) -> Election:
    """The council opens an election among the holders of villager tokens; one unit is enough to
    nominate."""
    rules = (
        when.nominations_until,
        when.voting_from,
        when.voting_to,
        seats,
        choices,
        quorum.bps,
        quorum.exclusive,
        1,
        village.villager.address,
        budget,
        announcement.sha256,
        announcement.uri,
    )
    stage.do([village.election.call("open", rules)], stage.wallet("council"))
    return read_election(village, village.election.read("electionCount"))


def nominate(stage: Stage, village: Village, election: Election, plans: Mapping[str, Plan]) -> None:
    """Each wallet nominates a plan of its own, in this order."""
    stage.do_many(
        [
            (
                village.election.call("nominate", election.number, plan.values, b""),
                stage.wallet(name),
            )
            for name, plan in plans.items()
        ]
    )


def plan_of(stage: Stage, name: str, document: Document, steps: Sequence[tuple[int, int]]) -> Plan:
    """A plan that the wallet of that name carries out: (wei, days from the award) a step."""
    return Plan(stage.address(name), ETH, tuple(steps), document)


def vote_directly(
    stage: Stage, village: Village, election: Election, votes: Mapping[str, Sequence[int]]
) -> None:
    """Each wallet names its candidates in a transaction of its own."""
    bitmaps = _bitmaps(village, election, votes)
    stage.do_many(
        [
            (village.election.call("cast", election.number, bitmaps[name]), stage.wallet(name))
            for name in votes
        ]
    )


def vote_by_signature(
    stage: Stage,
    village: Village,
    election: Election,
    votes: Mapping[str, Sequence[int]],
    relayer: str,
) -> None:
    """Each wallet signs a ballot and sends nothing; the relayer's carries them, many at once."""
    from daoctl.governance.ballot_messages import typed_message
    from daoctl.governance.ballots import Ballot

    contract = village.election
    bitmaps = _bitmaps(village, election, votes)
    domain = contract.read("eip712Domain").name
    slate = read_election(village, election.number).slate
    signed = []
    for name in votes:
        ballot = Ballot(
            kind="election",
            chain_id=village.chain.chain_id,
            contract=bytes.fromhex(contract.address[2:]),
            domain=domain,
            subject=election.number,
            voter=bytes.fromhex(stage.address(name)[2:]),
            choice=bitmaps[name],
            slate=slate,
        )
        signature = stage.wallet(name).sign_typed(typed_message(ballot))
        signed.append((stage.address(name), bitmaps[name], signature))
    calls: list[Call] = [
        contract.call("castBallots", election.number, signed[start : start + BATCH])
        for start in range(0, len(signed), BATCH)
    ]
    stage.do(calls, stage.wallet(relayer))


def conclude(stage: Stage, village: Village, election: Election, who: str) -> Election:
    """Closes the election when its voting is over, and has every elected plan awarded. Anyone may:
    here the wallet of that name does."""
    contract, wallet = village.election, stage.wallet(who)
    stage.until(election.voting_to + 1)
    stage.do([contract.call("close", election.number)], wallet)
    elected, _cost = contract.read("outcome", election.number)
    stage.do([contract.call("award", election.number, number) for number in elected], wallet)
    return read_election(village, election.number)


def _bitmaps(
    village: Village, election: Election, votes: Mapping[str, Sequence[int]]
) -> dict[str, int]:
    """Each wallet's candidates as a ballot names them: by the places that they have."""
    at = {one.number: 1 << one.place for one in read_candidates(village, election.number)}
    return {name: sum(at[number] for number in numbers) for name, numbers in votes.items()}
