"""Proposals as the chain tells them: what they say, what they do, where they stand, and when what
may happen to them.

Everything but the present state comes from the Governor's events, read from the founding block
on; proposals are numbered from 1 in the order they were made.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from daoctl.errors import UserError
from daoctl.governance.action import RawAction
from daoctl.governance.document import Described, read_description
from daoctl.times import DAY
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.chain.logs import Log
    from daoctl.charter.village import Village

State = Literal[
    "Pending",
    "Active",
    "Canceled",
    "Defeated",
    "Succeeded",
    "Queued",
    "Expired",
    "Executed",
]
# IGovernor.ProposalState, in its order.
STATES: tuple[State, ...] = (
    "Pending",
    "Active",
    "Canceled",
    "Defeated",
    "Succeeded",
    "Queued",
    "Expired",
    "Executed",
)
# VillageGovernor.EXPIRY
EXPIRY = 30 * DAY

EVENTS = (
    "ProposalCreated",
    "ProposalExtended",
    "ProposalQueued",
    "ProposalExecuted",
    "ProposalCanceled",
    "ProposalVetoed",
)


@dataclass(frozen=True)
class Proposal:
    """A proposal. Moments are in seconds since the epoch, 0 where there is none yet.

    `snapshot` is the last moment whose holdings count; votes are taken from the second after it
    until `deadline`, that second included. `eta` is when a queued proposal may be carried out.
    `block` and `tx` are of its making; `ended_tx` of its execution, cancellation or veto.
    """

    number: int
    proposer: str
    actions: tuple[RawAction, ...]
    description: str
    snapshot: int
    deadline: int
    block: int
    tx: str
    eta: int = 0
    extended: bool = False
    ended_tx: str | None = None
    vetoed_by: str | None = None
    veto_reason: str | None = None
    state: State = "Pending"

    @property
    def described(self) -> Described:
        """The description taken apart."""
        return read_description(self.description)

    @property
    def title(self) -> str:
        """The title, one line."""
        return self.described.title

    @property
    def opens(self) -> int:
        """The first second at which a vote is taken."""
        return self.snapshot + 1

    @property
    def queue_by(self) -> int:
        """The last second at which it may be queued once it has passed."""
        return self.deadline + EXPIRY

    @property
    def execute_by(self) -> int:
        """The last second at which it may be carried out once it is queued; 0 before."""
        return self.eta + EXPIRY if self.eta else 0

    @property
    def arguments(self) -> tuple[list[str], list[int], list[bytes]]:
        """Targets, values and data, as the Governor's functions take them."""
        return (
            [action.target for action in self.actions],
            [action.value for action in self.actions],
            [action.data for action in self.actions],
        )

    @property
    def description_hash(self) -> bytes:
        """The keccak256 by which the Governor knows the description."""
        return hash_of(self.description)


def hash_of(description: str) -> bytes:
    """The keccak256 of a description's bytes."""
    from daoctl.chain.codec import keccak

    return keccak(description.encode())


def read_proposals(village: Village) -> list[Proposal]:
    """Every proposal, in the order they were made, with its present state."""
    proposals = gather(_logs(village))
    states = village.governor.read_many("state", [(one.number,) for one in proposals])
    return [replace(one, state=STATES[state]) for one, state in zip(proposals, states, strict=True)]


def read_proposal(village: Village, number: int) -> Proposal:
    """One proposal. Raises UserError when there is none of that number."""
    found = {one.number: one for one in gather(_logs(village))}
    if number not in found:
        hint = (
            _("The newest is proposal {number}.").format(number=max(found))
            if found
            else _("`daoctl proposal draft --kind text` begins one.")
        )
        raise UserError(_("There is no proposal {number}.").format(number=number), hint=hint)
    return replace(found[number], state=STATES[village.governor.read("state", number)])


def number_of(village: Village, actions: Iterable[RawAction], description: str) -> int | None:
    """The number of the proposal with exactly these actions and words, or None before it is made."""
    from daoctl.errors import ChainRefused

    made = list(actions)
    try:
        found: int = village.governor.read(
            "getProposalId",
            [action.target for action in made],
            [action.value for action in made],
            [action.data for action in made],
            hash_of(description),
        )
    except ChainRefused as refused:
        if refused.error_name != "GovernorNonexistentProposal":
            raise
        return None
    return found


def gather(logs: Iterable[Log]) -> list[Proposal]:
    """The proposals that these events of the Governor make, in order; their states are not known
    from events, and stand at Pending. Pure."""
    found: dict[int, Proposal] = {}
    for log in logs:
        a = log.args
        number = int(a["proposalId"])
        if log.event == "ProposalCreated":
            calls = zip(a["targets"], a["calldatas"], a["values"], strict=True)
            found[number] = Proposal(
                number=number,
                proposer=a["proposer"],
                actions=tuple(RawAction(*call) for call in calls),
                description=a["description"],
                snapshot=a["voteStart"],
                deadline=a["voteEnd"],
                block=log.block,
                tx=log.tx,
            )
            continue
        one = found[number]
        match log.event:
            case "ProposalExtended":
                found[number] = replace(one, deadline=a["extendedDeadline"], extended=True)
            case "ProposalQueued":
                found[number] = replace(one, eta=a["etaSeconds"])
            case "ProposalVetoed":
                found[number] = replace(
                    one, ended_tx=log.tx, vetoed_by=a["council"], veto_reason=a["reason"]
                )
            case "ProposalExecuted" | "ProposalCanceled":
                found[number] = replace(one, ended_tx=log.tx)
    return [found[number] for number in sorted(found)]


def state_words(state: State) -> str:
    """The state as a council member says it: "open for votes"."""
    from daoctl.chain.refusal_words import PROPOSAL_STATES

    return _(PROPOSAL_STATES[STATES.index(state)])


def _logs(village: Village) -> list[Log]:
    from daoctl.chain.logs import read_logs

    return read_logs(village.chain, [village.governor], EVENTS, village.founded_block)
