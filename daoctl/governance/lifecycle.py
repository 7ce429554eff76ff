"""What becomes of a proposal: submitting, queueing, executing, cancelling, vetoing.

Planners: each gives the calls to make, or none where the thing is done already. What the chain
would refuse is refused here in words and dates (ChainRefused), before anybody signs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from daoctl.charter.fields import public_text
from daoctl.charter.practice_time import until
from daoctl.errors import ChainRefused
from daoctl.governance.action import RawAction
from daoctl.governance.actions import encode
from daoctl.governance.charter_change import CharterFile
from daoctl.governance.document import Document
from daoctl.governance.power import electorate_token
from daoctl.governance.proposals import Proposal, number_of, state_words
from daoctl.governance.setting import Setting, read_setting
from daoctl.times import format_time
from daoctl.words import _

if TYPE_CHECKING:
    from pathlib import Path

    from daoctl.chain.contracts import Call
    from daoctl.charter.village import Village
    from daoctl.governance.drafts import Draft


@dataclass(frozen=True)
class Submission:
    """A draft ready to be proposed. `calls` is empty and `number` given when it was proposed
    before, in the same words and by the same account. `document` is published where
    `must_publish`: the chain then holds only its hash and address. `adopted` are the charters it
    adopts, each with the address it names."""

    calls: list[Call]
    actions: list[RawAction]
    description: str
    document: Document
    number: int | None
    adopted: tuple[tuple[CharterFile, str], ...] = ()

    @property
    def must_publish(self) -> bool:
        """Whether what stands on chain points at the published file."""
        return bool(self.document.uri) and (
            not self.document.fits()
            or any(self.document.uri.encode() in action.data for action in self.actions)
        )

    def publication(self, folder: Path) -> Path:
        """Writes the file to be published into the folder and returns it."""
        file = folder / self.document.file_name
        if not file.is_file() or file.read_bytes() != self.document.content:
            file.write_bytes(self.document.content)
        return file

    def charters(self, folder: Path) -> list[tuple[Path, str]]:
        """Writes each version of the charter to be adopted into the folder, under the name that it
        is published by; each with where it must be readable."""
        found = []
        for charter, uri in self.adopted:
            file = folder / charter.published_name
            if not file.is_file() or file.read_bytes() != charter.content:
                file.write_bytes(charter.content)
            found.append((file, uri))
        return found


def submit(
    village: Village, draft: Draft, proposer: str, setting: Setting | None = None
) -> Submission:
    """The draft as a proposal by that account. Raises UserError when the text looks personal,
    DraftError when it is too long to stand anywhere, ChainRefused when the account has too few
    votes to propose or proposals are not open yet."""
    setting = setting or read_setting(village)
    actions = encode(draft.actions, setting)
    description = draft.document.description(proposer)
    number = number_of(village, actions, description)
    calls = []
    if number is None:
        _check_proposer(village, proposer)
        calls.append(
            village.governor.call(
                "propose",
                [action.target for action in actions],
                [action.value for action in actions],
                [action.data for action in actions],
                description,
            )
        )
    files = {one.hash: one for one in setting.charter_files}
    adopted = tuple(
        (files[one.args[0]], one.args[1])
        for one in draft.actions
        if (one.contract, one.function) == ("charter", "adopt")
        and one.args[1].endswith(files[one.args[0]].published_name)
    )
    return Submission(calls, actions, description, draft.document, number, adopted)


def _check_proposer(village: Village, proposer: str) -> None:
    governor, now = village.governor, village.chain.now()
    opens = governor.read("proposalsOpenFrom")
    if now < opens:
        raise ChainRefused(
            _("Nothing may be proposed before {date}.").format(
                date=format_time(opens, village.zone)
            ),
            error_name="VillageGovernorNotOpenYet",
        )
    threshold = governor.read("proposalThreshold")
    # The Governor looks one second back: that is what stands now, once another block is mined.
    votes = electorate_token(village).read("getVotes", proposer)
    if votes < threshold:
        raise ChainRefused(
            _("{account} has too few votes to propose.").format(account=proposer),
            error_name="GovernorInsufficientProposerVotes",
            cause=_("It has {votes}; {needed} are needed.").format(
                votes=f"{votes:,}", needed=f"{threshold:,}"
            ),
            hint=_("Ask somebody with more votes to propose it, or to delegate to this account."),
        )


def queue(village: Village, proposal: Proposal) -> list[Call]:
    """Puts a passed proposal into the timelock; anybody may. Nothing where it is queued already
    or executed."""
    if proposal.state in ("Queued", "Executed"):
        return []
    if proposal.state != "Succeeded":
        raise _not_now(village, proposal, _("Proposal {number} cannot be queued."))
    return [village.governor.call("queue", *proposal.arguments, proposal.description_hash)]


def execute(village: Village, proposal: Proposal) -> list[Call]:
    """Has the timelock do what the proposal says; anybody may, once its delay is over. Nothing
    where that is done."""
    if proposal.state == "Executed":
        return []
    if proposal.state != "Queued" or village.chain.now() < proposal.eta:
        raise _not_now(village, proposal, _("Proposal {number} cannot be executed."))
    return [village.governor.call("execute", *proposal.arguments, proposal.description_hash)]


def cancel(village: Village, proposal: Proposal, sender: str) -> list[Call]:
    """Takes a proposal back before its vote opens; its proposer alone may. Nothing where it is
    cancelled."""
    if proposal.state == "Canceled":
        return []
    if proposal.state != "Pending":
        raise _not_now(village, proposal, _("Proposal {number} cannot be taken back."))
    if sender.lower() != proposal.proposer.lower():
        raise ChainRefused(
            _("Only its proposer may take proposal {number} back.").format(number=proposal.number),
            error_name="GovernorUnableToCancel",
            cause=_("That is {account}.").format(account=proposal.proposer),
            hint=_("The council can stop it: daoctl proposal veto"),
        )
    return [village.governor.call("cancel", *proposal.arguments, proposal.description_hash)]


def veto(village: Village, proposal: Proposal, reason: str) -> list[Call]:
    """Stops a proposal that is not carried out yet, for a reason that stands on chain for ever;
    the council alone may. Nothing where it is cancelled. Raises UserError for a reason that is
    empty or looks personal."""
    text = public_text(reason)
    if proposal.state == "Canceled":
        return []
    if proposal.state not in ("Pending", "Active", "Succeeded", "Queued"):
        raise _not_now(village, proposal, _("Proposal {number} cannot be stopped any more."))
    return [village.governor.call("veto", *proposal.arguments, proposal.description_hash, text)]


def next_step(village: Village, proposal: Proposal) -> str | None:
    """What happens next and when, in words; None where nothing more can."""
    zone = village.zone

    def at(moment: int) -> str:
        return format_time(moment, zone)

    match proposal.state:
        case "Pending":
            return _("Voting opens at {date}.").format(date=at(proposal.opens))
        case "Active":
            return _("Voting is open until {date}.").format(date=at(proposal.deadline))
        case "Succeeded":
            return _("It can be queued until {date}: daoctl proposal queue {number}").format(
                date=at(proposal.queue_by), number=proposal.number
            )
        case "Queued":
            return _(
                "It can be executed from {start} until {end}: daoctl proposal execute {number}"
            ).format(start=at(proposal.eta), end=at(proposal.execute_by), number=proposal.number)
    return None


def _not_now(village: Village, proposal: Proposal, message: str) -> ChainRefused:
    hint = next_step(village, proposal) or _instead(proposal)
    awaited = {
        "Pending": proposal.opens,
        "Active": proposal.deadline,
        "Queued": proposal.eta,
    }
    skip = until(village, awaited.get(proposal.state, 0))
    return ChainRefused(
        message.format(number=proposal.number),
        error_name="GovernorUnexpectedProposalState",
        cause=_("It is {state}.").format(state=state_words(proposal.state)),
        hint="\n".join(filter(None, (hint, skip))) or None,
    )


def _instead(proposal: Proposal) -> str | None:
    """What can be done where nothing more can happen to the proposal."""
    match proposal.state:
        case "Defeated":
            return _("`daoctl tally {number}` shows how it was lost.").format(
                number=proposal.number
            )
        case "Canceled" | "Expired":
            return _("It stays so; what it was to do can be proposed again.")
    return None
