"""The minutes of a general election: what was to be given away, which plans stood, by which rule
they were ranked, how the count came out, and what was funded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from daoctl.governance.election_tally import ElectionTally
from daoctl.report.minutes import (
    Bar,
    Bars,
    Facts,
    Paper,
    Part,
    Section,
    Sentences,
    Table,
    Tone,
)
from daoctl.report.minutes_proposal import (
    concentration,
    recount_words,
    share_words,
)
from daoctl.report.minutes_reading import Options, Reading, read_reading
from daoctl.report.minutes_transactions import (
    Bringing,
    Deed,
    Sender,
    ballots_section,
    bringings_of,
    deeds_of,
    sender_of,
    transactions,
)
from daoctl.words import LANGUAGES, _, speaking

if TYPE_CHECKING:
    from daoctl.charter.village import Village
    from daoctl.governance.elections import Candidate

DEEDS = ("ElectionOpened", "ElectionClosed", "CandidateAwarded")
CANDIDACY = ("Nominated", "NominationWithdrawn", "CandidateStruck")
BALLOT = "ChoicesCast"


@dataclass(frozen=True)
class Award:
    """An elected plan that became a grant of the treasury."""

    candidate: int
    grant: int
    deed: Deed


@dataclass(frozen=True)
class Striking:
    """That the council struck a plan off: the account that did, and why."""

    council: str
    reason: str


@dataclass(frozen=True)
class ElectionMinutes:
    """The record of one election: the recount, the candidates, what happened, and where it was
    read. `opener` sent the opening; `candidacy` is what happened to which candidate, in the order
    of the chain; `reserved` is what closing set aside. Writing it asks no chain."""

    tally: ElectionTally
    candidates: tuple[Candidate, ...]
    opened: Deed
    opener: Sender
    candidacy: tuple[tuple[int, Deed], ...]
    bringings: tuple[Bringing, ...]
    closed: Deed | None
    awards: tuple[Award, ...]
    strikings: Mapping[int, Striking]
    reserved: int
    contract: str
    by_certificate: bool
    titles: Mapping[bytes, str]
    reading: Reading

    @property
    def marker(self) -> str:
        """What tells that a file is the minutes of this election."""
        number = self.tally.election.number
        return f"daoctl: the minutes of election {number} of {self.reading.address}"

    def papers(self) -> tuple[Paper, ...]:
        """The record in every language."""
        papers = []
        for language in LANGUAGES:
            with speaking(language):
                papers.append(self._paper(language))
        return tuple(papers)

    def _paper(self, language: str) -> Paper:
        election, reading = self.tally.election, self.reading
        stamp, tone = self._stamp()
        return Paper(
            language=language,
            marker=self.marker,
            village=reading.village,
            title=_("General election {number} of {village}").format(
                number=election.number, village=reading.village
            ),
            subject=self.titles.get(election.content_hash)
            or _("{seats} plans at most, {money} together").format(
                seats=election.seats, money=election.money(election.ceiling)
            ),
            stamp=stamp,
            tone=tone,
            lead=self._outcome()[0],
            sections=(
                Section(_("What was put to the vote"), self._matter()),
                Section(_("When"), (self._dates(),)),
                Section(
                    _("The plans"),
                    (self._plans(),)
                    if self.candidates
                    else (Sentences((_("No plan was nominated."),)),),
                ),
                Section(_("The rule"), self._rule()),
                Section(_("The count"), self._count()),
                Section(_("The outcome"), (Sentences(tuple(self._outcome())), *self._money())),
                Section(_("Transactions"), (self._transactions(),)),
                Section(
                    _("Where this was read"),
                    reading.source(
                        [
                            (_("The election's contract"), self.contract),
                            (
                                _("The resident certificate")
                                if self.by_certificate
                                else _("The villager token"),
                                election.electorate,
                            ),
                        ]
                    ),
                ),
                *ballots_section(self.bringings),
            ),
            closing=reading.closing(),
        )

    def _stamp(self) -> tuple[str, Tone]:
        if self.closed is None:
            return _("Not decided"), "open"
        return (_("Elected"), "yes") if self.tally.result.elected else (_("Nobody elected"), "no")

    def _title(self, number: int) -> str:
        """What a plan is called, "" where nothing but its number is known."""
        from daoctl.governance.election_plans import plan_title

        title = plan_title(self.candidates[number - 1], self.titles)
        return "" if title == _("plan {number}").format(number=number) else title

    def _name(self, number: int) -> str:
        title = self._title(number)
        if not title:
            return _("plan {number}").format(number=number)
        return _("{number}. {title}").format(number=number, title=title)

    def _matter(self) -> tuple[Part, ...]:
        election, setting = self.tally.election, self.reading.setting
        rows = [
            (_("Opened by"), (self._opener(),)),
            (_("Seats"), (str(election.seats),)),
            (
                _("Money"),
                (
                    _("{ceiling} for all who are elected, out of {budget}").format(
                        ceiling=election.money(election.ceiling),
                        budget=setting.budget(election.budget),
                    ),
                ),
            ),
            (
                _("The announcement (SHA-256)"),
                tuple(filter(None, (election.content_hash.hex(), election.uri))),
            ),
        ]
        return (Facts(tuple(rows)),)

    def _opener(self) -> str:
        account = self.reading.who(self.opener.account)
        if not self.opener.through:
            return account
        # What a Safe or a wallet's contract did inside the transaction, no event of ours tells.
        return _("a transaction of {account}, which called {contract}").format(
            account=account, contract=self.reading.who(self.opener.through)
        )

    def _dates(self) -> Table:
        election = self.tally.election
        awarded = max((one.deed.moment for one in self.awards), default=0)
        return self.reading.dates(
            [
                (_("Opened by the council"), self.opened.moment),
                (_("Plans nominated until"), election.nominations_until),
                (_("Snapshot: who held what then"), election.voting_from),
                (_("Voting until"), election.voting_to),
                (_("Closed"), self.closed.moment if self.closed else 0),
                (_("Last plan funded"), awarded),
            ]
        )

    def _plans(self) -> Table:
        from daoctl.governance.election_words import status_words

        election, who = self.tally.election, self.reading.who
        rows = []
        for one in self.candidates:
            steps = [
                _("{amount} within {days} days").format(
                    amount=election.money(step.amount), days=step.due_days
                )
                for step in one.milestones
            ]
            people = _("nominated by {nominator}").format(nominator=who(one.nominator))
            if one.recipient != one.nominator:
                people += _("; paid to {recipient}").format(recipient=who(one.recipient))
            told = [self._title(one.number), people, one.uri]
            if not one.stands:
                struck = self.strikings.get(one.number)
                reason = f": {struck.reason}" if struck and struck.reason else ""
                told.append(status_words(one.status) + reason)
                if struck:
                    told.append(_("struck off by {account}").format(account=who(struck.council)))
            told.append(f"SHA-256 {one.content_hash.hex()}")
            rows.append(
                (
                    (str(one.number),),
                    tuple(filter(None, told)),
                    (election.money(one.amount), *steps),
                )
            )
        return Table(
            (_("No."), _("Plan"), _("What it costs")),
            tuple(rows),
            frozenset({0, 2}),
        )

    def _rule(self) -> tuple[Part, ...]:
        from daoctl.governance.election_words import quorum_words

        election, result = self.tally.election, self.tally.result
        who = (
            _("Everybody who held a resident certificate at the snapshot")
            if self.by_certificate
            else _("Everybody who held a villager token at the snapshot")
        )
        rows = [
            (_("Who votes"), (who,)),
            (
                _("A ballot"),
                (_("names {count} plans at most").format(count=election.choices),),
            ),
            (_("Quorum"), (quorum_words(election, result),)),
            (
                _("Who is elected"),
                (
                    _(
                        "Plans are ranked by their votes; of equal ones the earlier nomination "
                        "comes first. Down the list each that has a vote and still fits the money "
                        "is elected, until the seats are filled."
                    ),
                ),
            ),
        ]
        return (Facts(tuple(rows)),)

    def _count(self) -> tuple[Part, ...]:
        from daoctl.governance.counting import Share, voters_for_half

        result = self.tally.result
        weights = [one.weight for one in self.tally.story.ballots]
        base = result.base or 0
        facts = [
            (_("Votes cast"), (share_words(Share(result.votes, base)),)),
            (_("Accounts that voted"), (f"{result.voters:,}",)),
            *concentration(Share(max(weights, default=0), result.votes), voters_for_half(weights)),
        ]
        bars = Bars(
            tuple(
                Bar(self._name(one.number), one.votes, result.votes, one.elected)
                for one in result.ranking
            )
        )
        explained = Sentences((_("A ballot counts once for each plan that it names."),))
        return (
            *((bars, explained) if bars.rows else ()),
            Facts(tuple(facts)),
            Sentences(recount_words(self.tally.disagreements, self.reading.block)),
        )

    def _outcome(self) -> list[str]:
        from daoctl.governance.election_words import outcome_words

        return outcome_words(self.tally.election, self.tally.result, self._name)

    def _money(self) -> tuple[Part, ...]:
        election = self.tally.election
        if self.closed is None:
            return ()
        words = (
            _("{amount} was set aside for them when the election was closed.").format(
                amount=election.money(self.reserved)
            )
            if election.reservation
            else _("Nothing was set aside when the election was closed.")
        )
        grants = tuple(
            (
                (self._name(one.candidate),),
                (election.money(self.candidates[one.candidate - 1].amount),),
                (str(one.grant),),
            )
            for one in self.awards
        )
        if not grants:
            return (Sentences((words,)),)
        head = (_("Plan"), _("What it costs"), _("Grant"))
        return Sentences((words,)), Table(head, grants, frozenset({1, 2}))

    def _transactions(self) -> Table:
        words = {
            "Nominated": _("Plan {number} nominated"),
            "NominationWithdrawn": _("Plan {number} withdrawn"),
            "CandidateStruck": _("Plan {number} struck off"),
        }
        rows = [
            (_("Opened"), self.opened),
            *((words[one.event].format(number=number), one) for number, one in self.candidacy),
        ]
        if self.closed:
            rows.append((_("Closed"), self.closed))
        rows += [
            (_("Plan {number} funded").format(number=one.candidate), one.deed)
            for one in self.awards
        ]
        return transactions(rows)


def read_election_minutes(village: Village, number: int, options: Options) -> ElectionMinutes:
    """The record of an election. Raises UserError when there is none of that number, RecordError
    in a village without elections."""
    from daoctl.chain.logs import read_logs
    from daoctl.governance.election_tally import tally_election
    from daoctl.governance.elections import candidates_of

    found = tally_election(village, number)
    election, contract = found.election, village.election
    logs = [
        log
        for log in read_logs(
            village.chain,
            [contract],
            (*DEEDS, *CANDIDACY, BALLOT),
            village.founded_block,
            found.block,
        )
        if log.args["election"] == number
    ]
    told = [log for log in logs if log.event != BALLOT]
    deeds = dict(zip(map(id, told), deeds_of(village, told), strict=True))
    awards = tuple(
        Award(log.args["candidate"], log.args["grant"], deeds[id(log)])
        for log in logs
        if log.event == "CandidateAwarded"
    )
    closing = next((log for log in logs if log.event == "ElectionClosed"), None)
    closed = deeds[id(closing)] if closing else None
    opened = next(deeds[id(log)] for log in told if log.event == "ElectionOpened")
    block, final = _as_of(found, closed, awards)
    return ElectionMinutes(
        tally=found,
        candidates=tuple(candidates_of(village, election)),
        opened=opened,
        opener=sender_of(village, opened.tx, contract.address),
        candidacy=tuple(
            (log.args["candidate"], deeds[id(log)]) for log in told if log.event in CANDIDACY
        ),
        bringings=bringings_of(log for log in logs if log.event == BALLOT),
        closed=closed,
        awards=awards,
        strikings={
            log.args["candidate"]: Striking(log.args["council"], log.args["reason"])
            for log in logs
            if log.event == "CandidateStruck"
        },
        reserved=closing.args["reserved"] if closing else 0,
        contract=contract.address,
        by_certificate=election.electorate == village.certificate.address,
        titles=options.titles,
        reading=read_reading(village, block, final=final, options=options),
    )


def _as_of(found: ElectionTally, closed: Deed | None, awards: Sequence[Award]) -> tuple[int, bool]:
    """The block to speak of, and whether the election is over: it is when it is closed and what
    was set aside is awarded."""
    from daoctl.governance.election_words import to_award

    if closed is None or to_award(found.election):
        return found.block, False
    return max(one.block for one in (closed, *(award.deed for award in awards))), True
