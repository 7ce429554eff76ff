"""Voting and delegating, and why a vote may weigh nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from daoctl.charter.fields import public_text
from daoctl.charter.practice_time import until
from daoctl.errors import ChainRefused, UserError
from daoctl.governance.counting import CHOICES, Choice
from daoctl.governance.power import electorate_token, read_electorate, snapshot_block
from daoctl.governance.proposals import Proposal, read_proposal, state_words
from daoctl.times import format_time
from daoctl.units import ZERO_ADDRESS, checksum, plain
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.chain.contracts import Call, Contract
    from daoctl.charter.village import Village

Reason = Literal["delegated", "after_snapshot", "none_held"]

_WORDS: dict[str, Choice] = {
    "for": "for",
    "yes": "for",
    "賛成": "for",
    "against": "against",
    "no": "against",
    "反対": "against",
    "abstain": "abstain",
    "棄権": "abstain",
}


@dataclass(frozen=True)
class Power:
    """An account's voting power at one moment. `units` are its own, `delegate` who votes with
    them (itself unless it delegated), `votes` what it votes with: its own units if it kept them,
    and those that others delegated to it. `units_now` are its units today."""

    account: str
    at: int
    units: int
    delegate: str
    votes: int
    units_now: int

    @property
    def delegated(self) -> bool:
        """Whether somebody else votes with its units."""
        return self.delegate != self.account

    @property
    def reason(self) -> Reason | None:
        """Why it has no vote; None when it has one."""
        if self.votes:
            return None
        if self.units and self.delegated:
            return "delegated"
        return "after_snapshot" if self.units_now else "none_held"

    def why_zero(self) -> str:
        """The reason in words; empty when it has a vote."""
        match self.reason:
            case "delegated":
                return _("It delegated its votes to {delegate}.").format(delegate=self.delegate)
            case "after_snapshot":
                return _("What it holds came after the snapshot; it counts from the next vote on.")
            case "none_held":
                return _("It holds nothing that carries a vote.")
        return ""


@dataclass(frozen=True)
class Ballot:
    """A vote ready to be cast. `calls` is empty where it was cast so already; `power` is the
    votes it weighs."""

    calls: list[Call]
    choice: Choice
    power: int


def read_choice(text: str) -> Choice:
    """ "for", "against", "abstain" or 賛成, 反対, 棄権. Raises UserError for anything else."""
    found = _WORDS.get(plain(text).lower())
    if found is None:
        raise UserError(
            _("`{text}` is no vote.").format(text=text),
            hint=_("Say for, against or abstain."),
        )
    return found


def choice_words(choice: Choice) -> str:
    """The choice in words."""
    return {"for": _("for"), "against": _("against"), "abstain": _("abstain")}[choice]


def cast(
    village: Village, number: int, choice: Choice, voter: str, reason: str | None = None
) -> Ballot:
    """The vote of an account. Raises ChainRefused when voting is not open, when it voted
    otherwise before, or when it has no power at the snapshot (and says why); UserError when the
    reason looks personal."""
    words = public_text(reason) if reason else None
    (ballot,) = _ballots(village, number, {checksum(voter): choice}, words).values()
    return ballot


def cast_all(village: Village, number: int, choices: Mapping[str, Choice]) -> dict[str, Ballot]:
    """The votes of many accounts, each as `cast` has it, with the chain asked only a few times.
    Raises as `cast` does, for the first account that cannot vote so."""
    found = {checksum(voter): choice for voter, choice in choices.items()}
    return _ballots(village, number, found, None)


def _ballots(
    village: Village, number: int, choices: Mapping[str, Choice], reason: str | None
) -> dict[str, Ballot]:
    proposal, governor = read_proposal(village, number), village.governor
    voters = list(choices)
    voted = governor.read_many("hasVoted", [(number, voter) for voter in voters])
    ballots: dict[str, Ballot] = {}
    for voter in [one for one, done in zip(voters, voted, strict=True) if done]:
        ballots[voter] = _cast_before(village, proposal, voter, choices[voter])
    still = [voter for voter in voters if voter not in ballots]
    if still and proposal.state != "Active":
        raise _closed(village, proposal)
    powers = governor.read_many("getVotes", [(voter, proposal.snapshot) for voter in still])
    for voter, votes in zip(still, powers, strict=True):
        if not votes:
            raise _powerless(village, proposal, voter)
        choice = choices[voter]
        call = (
            governor.call("castVote", number, CHOICES.index(choice))
            if reason is None
            else governor.call("castVoteWithReason", number, CHOICES.index(choice), reason)
        )
        ballots[voter] = Ballot([call], choice, votes)
    return {voter: ballots[voter] for voter in voters}


def _cast_before(village: Village, proposal: Proposal, voter: str, choice: Choice) -> Ballot:
    weight, before = _vote_of(village, proposal, voter)
    if before == choice:
        return Ballot([], choice, weight)
    raise ChainRefused(
        _("This account has voted {choice} already, and a vote stands.").format(
            choice=choice_words(before)
        ),
        error_name="VillageGovernorAlreadyVoted",
    )


def _powerless(village: Village, proposal: Proposal, voter: str) -> ChainRefused:
    power = power_at(village, voter, proposal.snapshot)
    return ChainRefused(
        _("{account} has no vote on proposal {number}.").format(
            account=voter, number=proposal.number
        ),
        error_name="VillageGovernorNoVotingPower",
        cause=_("At the snapshot, {moment}, its voting power was {votes}.").format(
            moment=format_time(proposal.snapshot, village.zone), votes=f"{power.votes:,}"
        )
        + "\n"
        + power.why_zero(),
        hint=_("`daoctl vote power` shows what an account may vote with."),
    )


def delegate(village: Village, account: str, to: str | None) -> list[Call]:
    """Lets `to` vote with the account's units from the next snapshot on, or the account itself
    again (None). Nothing where it is so already. Raises UserError for one of the village's own
    contracts, which never vote."""
    token, account = electorate_token(village), checksum(account)
    target = checksum(to) if to else account
    for key, address in village.record.addresses.items():
        if target == address:
            raise UserError(
                _(
                    "{address} is one of the village's own contracts ({key}), which never vote."
                ).format(address=target, key=key),
                hint=_("Name a person's address; `none` means that you vote yourself again."),
            )
    if token.read("delegates", account) == target:
        return []
    return [token.call("delegate", target)]


def power_now(village: Village, account: str, token: Contract | None = None) -> Power:
    """An account's power as it would be in a vote whose snapshot were now, by the proposals' token
    unless another is named."""
    from daoctl.chain.contracts import read_many

    token, account = token or electorate_token(village), checksum(account)
    chosen, votes = read_many([(token, "delegates", (account,)), (token, "getVotes", (account,))])
    units = _units(token, village, account)
    return Power(account, village.chain.now(), units, chosen, votes, units)


def power_at(village: Village, account: str, snapshot: int, token: Contract | None = None) -> Power:
    """An account's power at a snapshot in the past, from the logs of the token (the proposals' one
    unless another is named)."""
    token, account = token or electorate_token(village), checksum(account)
    electorate = read_electorate(village, snapshot_block(village, snapshot), token)
    return Power(
        account=account,
        at=snapshot,
        units=electorate.units.get(account, 0),
        delegate=electorate.delegate_of(account),
        votes=electorate.power(account),
        units_now=_units(token, village, account),
    )


def _units(token: Contract, village: Village, account: str) -> int:
    """The units an account holds now."""
    if token.address == village.villager.address:
        return int(token.read("unitsOf", account))
    number = token.read("certificateOf", account)
    return 1 if number and not token.read("certificate", number).lapsed else 0


def _vote_of(village: Village, proposal: Proposal, voter: str) -> tuple[int, Choice]:
    """What an account voted, with how much."""
    from daoctl.chain.logs import read_logs
    from daoctl.governance.tally import VOTE_EVENTS, read_votes

    logs = read_logs(village.chain, [village.governor], VOTE_EVENTS, proposal.block)
    for vote in read_votes(logs, proposal.number):
        if vote.voter.lower() == voter.lower():
            return vote.weight, vote.choice
    return 0, "abstain"


def _closed(village: Village, proposal: Proposal) -> ChainRefused:
    if proposal.state == "Pending":
        cause = _("Voting opens at {date}.").format(date=format_time(proposal.opens, village.zone))
    elif proposal.state == "Canceled":
        cause = _("It is {state}.").format(state=state_words(proposal.state))
    else:
        cause = _("Voting ended at {date}.").format(
            date=format_time(proposal.deadline, village.zone)
        )
    return ChainRefused(
        _("Proposal {number} takes no votes now.").format(number=proposal.number),
        error_name="GovernorUnexpectedProposalState",
        cause=cause,
        hint=until(village, proposal.opens) if proposal.state == "Pending" else None,
    )


def read_delegate(text: str) -> str | None:
    """An address, or None for "none", "nobody", "なし" or the zero address, which all mean that
    the account votes for itself again. Raises UserError."""
    if plain(text).lower() in ("none", "nobody", "なし", ZERO_ADDRESS):
        return None
    return checksum(text)
