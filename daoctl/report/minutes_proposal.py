"""The minutes of a proposal: what was put to the vote, by whom and when, by which rule it was
decided, how it came out by a recount, and what the village did of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from daoctl.governance.tally import OPEN_STATES, PASSED_STATES, VOTE_EVENTS, Tally
from daoctl.report.minutes import (
    Bar,
    Bars,
    Facts,
    Items,
    Paper,
    Part,
    Quoted,
    Section,
    Sentences,
    Table,
    Tone,
    percent,
)
from daoctl.report.minutes_reading import Options, Reading, read_reading
from daoctl.report.minutes_transactions import (
    Bringing,
    Deed,
    ballots_section,
    bringings_of,
    deeds_of,
    transactions,
)
from daoctl.words import LANGUAGES, _, ngettext, speaking

if TYPE_CHECKING:
    from daoctl.charter.village import Village
    from daoctl.governance.counting import Disagreement, Share
    from daoctl.governance.proposals import Proposal

# The Governor's events in which something happens to a proposal.
DEEDS = ("ProposalCreated", "ProposalQueued", "ProposalExecuted", "ProposalCanceled")


@dataclass(frozen=True)
class ProposalMinutes:
    """The record of one proposal: the recount, what happened to it, and where it was read. Writing
    it asks no chain."""

    tally: Tally
    deeds: tuple[Deed, ...]
    bringings: tuple[Bringing, ...]
    by_certificate: bool
    governor: str
    token: str
    reading: Reading

    @property
    def marker(self) -> str:
        """What tells that a file is the minutes of this proposal."""
        return f"daoctl: the minutes of proposal {self.tally.proposal.number} of {self.reading.address}"

    def papers(self) -> tuple[Paper, ...]:
        """The record in every language."""
        papers = []
        for language in LANGUAGES:
            with speaking(language):
                papers.append(self._paper(language))
        return tuple(papers)

    def _paper(self, language: str) -> Paper:
        from daoctl.governance.tally import verdict_words

        proposal, reading = self.tally.proposal, self.reading
        stamp, tone = stamp_words(self.tally)
        return Paper(
            language=language,
            marker=self.marker,
            village=reading.village,
            title=_("Proposal {number} of {village}").format(
                number=proposal.number, village=reading.village
            ),
            subject=proposal.title or _("(without a title)"),
            stamp=stamp,
            tone=tone,
            lead=verdict_words(self.tally),
            sections=(
                Section(_("What was put to the vote"), self._matter(proposal)),
                Section(_("What the village does if it passes"), self._actions(proposal)),
                Section(_("When"), (self._dates(proposal),)),
                Section(_("The rule"), self._rule()),
                Section(_("The count"), self._count()),
                Section(_("Transactions"), (self._transactions(),)),
                Section(
                    _("Where this was read"),
                    reading.source(
                        [
                            (_("The Governor"), self.governor),
                            (
                                _("The resident certificate")
                                if self.by_certificate
                                else _("The villager token"),
                                self.token,
                            ),
                        ]
                    ),
                ),
                *ballots_section(self.bringings),
            ),
            closing=reading.closing(),
        )

    def _matter(self, proposal: Proposal) -> tuple[Part, ...]:
        described = proposal.described
        rows: list[tuple[str, tuple[str, ...]]] = [
            (_("Proposed by"), (self.reading.who(proposal.proposer),)),
        ]
        if described.sha256:
            rows.append(
                (_("Its text (SHA-256)"), (described.sha256, *filter(None, (described.uri,))))
            )
        parts: list[Part] = [Facts(tuple(rows))]
        if described.text:
            parts += [Sentences((_("Its text, as it was proposed:"),)), Quoted(described.text)]
        if proposal.vetoed_by:
            parts.append(
                Facts(
                    (
                        (_("Stopped by"), (self.reading.who(proposal.vetoed_by),)),
                        (_("For this reason"), (proposal.veto_reason or "",)),
                    )
                )
            )
        return tuple(parts)

    def _actions(self, proposal: Proposal) -> tuple[Part, ...]:
        from daoctl.governance.actions import decode

        found = [decode(action, self.reading.setting) for action in proposal.actions]
        return (Items(tuple((one.words, one.warning or "") for one in found)),)

    def _dates(self, proposal: Proposal) -> Table:
        at = {deed.event: deed.moment for deed in self.deeds}
        return self.reading.dates(
            [
                (_("Proposed"), at["ProposalCreated"]),
                (_("Snapshot: who held what then"), proposal.snapshot),
                (_("Voting from"), proposal.opens),
                (
                    _("Voting until, prolonged for late votes")
                    if proposal.extended
                    else _("Voting until"),
                    proposal.deadline,
                ),
                (_("Queued"), at.get("ProposalQueued", 0)),
                (_("To be carried out from"), proposal.eta),
                (_("Carried out"), at.get("ProposalExecuted", 0)),
                (
                    _("Stopped by the council") if proposal.vetoed_by else _("Cancelled"),
                    at.get("ProposalCanceled", 0),
                ),
            ]
        )

    def _rule(self) -> tuple[Part, ...]:
        from daoctl.governance.tally import rule_words

        count = self.tally.count
        who = (
            _("Everybody who held a resident certificate at the snapshot: {holders} holders")
            if self.by_certificate
            else _("Everybody who held a villager token at the snapshot: {holders} holders")
        )
        return (
            Facts(
                (
                    (_("Who votes"), (who.format(holders=f"{count.turnout_holders.of:,}"),)),
                    (_("All votes"), (f"{count.base:,}",)),
                    (_("Quorum"), (rule_words(count),)),
                    (
                        _("Majority"),
                        (
                            _(
                                "More votes for it than against it; abstentions count toward the "
                                "quorum alone."
                            ),
                        ),
                    ),
                )
            ),
        )

    def _count(self) -> tuple[Part, ...]:
        count = self.tally.count
        totals = count.totals
        rows = [
            (_("For"), totals.for_, totals.for_ > totals.against),
            (_("Against"), totals.against, totals.against > totals.for_),
            (_("Abstain"), totals.abstain, False),
        ]
        parts: list[Part] = [
            Bars(tuple(Bar(label, votes, totals.cast, strong) for label, votes, strong in rows)),
            Facts(
                (
                    (_("Votes cast"), (share_words(count.turnout_votes),)),
                    (_("Holders whose votes were cast"), (share_words(count.turnout_holders),)),
                    (_("Accounts that voted"), (f"{count.voters:,}",)),
                    *concentration(count.top_voter, count.voters_for_half),
                )
            ),
            Sentences(
                recount_words(self.tally.disagreements, self.reading.block),
            ),
        ]
        return tuple(parts)

    def _transactions(self) -> Table:
        words = {
            "ProposalCreated": _("Proposed"),
            "ProposalQueued": _("Queued"),
            "ProposalExecuted": _("Carried out"),
            "ProposalCanceled": _("Cancelled"),
        }
        return transactions([(words[one.event], one) for one in self.deeds])


def read_proposal_minutes(village: Village, number: int, options: Options) -> ProposalMinutes:
    """The record of a proposal. Raises UserError when there is none of that number."""
    from daoctl.chain.logs import read_logs
    from daoctl.governance.power import electorate_token
    from daoctl.governance.tally import tally

    chain, governor = village.chain, village.governor
    found = tally(village, number)
    logs = [
        log
        for log in read_logs(
            chain, [governor], (*DEEDS, *VOTE_EVENTS), village.founded_block, found.block
        )
        if log.args["proposalId"] == number
    ]
    deeds = deeds_of(village, [log for log in logs if log.event in DEEDS])
    block, final = _as_of(village, found, deeds)
    token = electorate_token(village)
    return ProposalMinutes(
        tally=found,
        deeds=deeds,
        bringings=bringings_of(log for log in logs if log.event in VOTE_EVENTS),
        by_certificate=token.address == village.certificate.address,
        governor=governor.address,
        token=token.address,
        reading=read_reading(village, block, final=final, options=options),
    )


def _as_of(village: Village, found: Tally, deeds: Sequence[Deed]) -> tuple[int, bool]:
    """The block to speak of, and whether the proposal is over: the one that ended it, or the last
    one before its time was over."""
    proposal = found.proposal
    match proposal.state:
        case "Canceled" if village.chain.time_of(found.block) <= proposal.snapshot:
            # Who could have voted is not settled before the snapshot.
            return found.block, False
        case "Executed" | "Canceled":
            return deeds[-1].block, True
        case "Defeated":
            return village.chain.block_at(proposal.deadline), True
        case "Expired":
            return village.chain.block_at(proposal.execute_by or proposal.queue_by), True
    return found.block, False


def stamp_words(found: Tally) -> tuple[str, Tone]:
    """The verdict in a word."""
    proposal = found.proposal
    if proposal.state == "Canceled":
        return (_("Stopped") if proposal.vetoed_by else _("Cancelled")), "no"
    if proposal.state in OPEN_STATES:
        return _("Not decided"), "open"
    if proposal.state in PASSED_STATES:
        return _("Passed"), "yes"
    return _("Rejected"), "no"


def share_words(share: Share) -> str:
    """A part of a whole: "400 of 2,900 (13.79%)", rounded down."""
    text = _("{cast} of {whole}").format(cast=f"{share.cast:,}", whole=f"{share.of:,}")
    return f"{text} ({percent(share.cast, share.of)})" if share.of else text


def concentration(top: Share, half: int) -> list[tuple[str, tuple[str, ...]]]:
    """How much the largest voters weighed; nothing where nobody voted."""
    if not top.of:
        return []
    words = ngettext(
        "The largest voter cast {share}; {count} voter makes more than half.",
        "The largest voter cast {share}; {count} voters make more than half.",
        half,
    )
    return [(_("Concentration"), (words.format(share=share_words(top), count=f"{half:,}"),))]


def recount_words(disagreements: Sequence[Disagreement], block: int) -> tuple[str, ...]:
    """That the recount came to what the chain says, or in what they part."""
    if not disagreements:
        return (
            _("Recounted from the logs up to block {block}: the chain counted the same.").format(
                block=f"{block:,}"
            ),
        )
    return (
        _("Recounted from the logs up to block {block}: the chain counted OTHERWISE.").format(
            block=f"{block:,}"
        ),
        *(
            _("{what}: {chain} on the chain, {recounted} recounted").format(
                what=one.what, chain=one.chain, recounted=one.recounted
            )
            for one in disagreements
        ),
    )
