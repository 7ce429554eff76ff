"""Announcements: a Markdown file from which the council opens an election.

Its front matter says the dates, the seats and the rest; what it leaves out follows from the village
(`Ground`). On chain stand the rules, and the SHA-256 and address of the published text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from daoctl.charter.fields import quorum as read_quorum
from daoctl.errors import UserError
from daoctl.governance import readers
from daoctl.governance.document import Document
from daoctl.governance.drafts import read_content, read_head, refuse_mistakes
from daoctl.governance.elections import (
    MAX_CANDIDATES,
    MAX_DURATION,
    MAX_SEATS,
    MIN_CLOSING_TIME,
    Election,
)
from daoctl.governance.front_matter import Fields, ok
from daoctl.governance.setting import Setting
from daoctl.times import format_duration
from daoctl.units import Quorum, format_quorum
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.charter.village import Village

BEGIN = "daoctl election draft --kind announcement"
CHANGE = "daoctl proposal draft --kind elections"
# The electorates that a village has by itself, by their keys.
ELECTORATES = ("villager", "certificate")


@dataclass(frozen=True)
class Bounds:
    """What the village demands of every election: lengths in seconds, and the lowest quorum."""

    nomination: int
    voting: int
    quorum: Quorum

    def allows(self, rule: Quorum) -> bool:
        """Whether that quorum is high enough: more basis points, or as many and no weaker in kind
        (`IGeneralElection.Bounds`)."""
        least = self.quorum
        return rule.bps > least.bps or (
            rule.bps == least.bps and (rule.exclusive or not least.exclusive)
        )


@dataclass(frozen=True)
class Ground:
    """What an announcement is checked against: the village as its proposals see it, the chain's
    time, the bounds, the numbers of the open budgets from which elections may award, the quorum and
    the electorate (its address) that the village votes by otherwise, the electorates that
    elections may be held among, and how many votes each of those has in all."""

    setting: Setting
    now: int
    bounds: Bounds
    budgets: tuple[int, ...]
    quorum: Quorum
    electorate: str
    electorates: tuple[str, ...]
    votes: Mapping[str, int]

    @property
    def usual_quorum(self) -> Quorum:
        """The quorum of an election that names none: the village's usual one, if it is enough."""
        return self.quorum if self.bounds.allows(self.quorum) else self.bounds.quorum


@dataclass(frozen=True)
class Announcement:
    """An announcement without mistakes; as `Election` has it."""

    document: Document
    nominations_until: int
    voting_from: int
    voting_to: int
    seats: int
    choices: int
    quorum: Quorum
    nomination_units: int
    electorate: str
    budget: int

    @property
    def values(self) -> tuple[Any, ...]:
        """The rules as GeneralElection takes them."""
        return (
            self.nominations_until,
            self.voting_from,
            self.voting_to,
            self.seats,
            self.choices,
            self.quorum.bps,
            self.quorum.exclusive,
            self.nomination_units,
            self.electorate,
            self.budget,
            self.document.sha256,
            self.document.uri,
        )

    def opened(self, election: Election) -> bool:
        """Whether that election was opened from this very announcement."""
        return self.values == (
            election.nominations_until,
            election.voting_from,
            election.voting_to,
            election.seats,
            election.choices,
            election.quorum.bps,
            election.quorum.exclusive,
            election.nomination_units,
            election.electorate,
            election.budget,
            election.content_hash,
            election.uri,
        )


def read_ground(village: Village, setting: Setting) -> Ground:
    """The village as an announcement needs it. Raises RecordError where it has no elections."""
    from daoctl.chain.contracts import Contract, read_many

    election, treasury, governor = village.election, village.treasury, village.governor
    fraction, token, listed = read_many(
        [
            (governor, "quorumNumerator", ()),
            (governor, "token", ()),
            (election, "electorates", ()),
        ]
    )
    assert setting.election_bounds is not None, "a village with elections has bounds"
    numbers = [number for number, one in setting.budgets.items() if not one.closed]
    may = treasury.read_many("isAwarder", [(number, election.address) for number in numbers])
    now = village.chain.now()
    # Asked as `open` will ask it: a second before, so that it is over.
    totals = read_many(
        [
            (Contract(village.chain, village.villager.name, one), "getPastTotalSupply", (now - 1,))
            for one in listed
        ]
    )
    return Ground(
        setting=setting,
        now=now,
        bounds=Bounds(*setting.election_bounds),
        budgets=tuple(number for number, yes in zip(numbers, may, strict=True) if yes),
        quorum=Quorum(_kind(setting.quorum_more_than), fraction),
        electorate=token,
        electorates=tuple(listed),
        votes=dict(zip(listed, totals, strict=True)),
    )


def read_announcement(
    path: str | Path, ground: Ground, *, checking_times: bool = True
) -> Announcement:
    """The announcement in the file. Raises DraftError: the file cannot be read, or has mistakes,
    which are all named with their lines; whether its dates are still to come is told only when
    `checking_times`, for an election that was opened from it keeps them."""
    file = Path(path)
    content = read_content(file, BEGIN)
    return parse_announcement(content, ground, file=file.name, checking_times=checking_times)


def parse_announcement(
    content: str, ground: Ground, *, file: str = "election.md", checking_times: bool = True
) -> Announcement:
    """The announcement in a text; `file` names it in messages. Raises DraftError."""
    setting = ground.setting
    fields, document = read_head(content, setting, file)
    until = fields.take("nominations_until", readers.moment(setting))
    start = fields.take("voting_from", readers.moment(setting))
    end = fields.take("voting_to", readers.moment(setting))
    seats = fields.take("seats", _most(MAX_SEATS))
    choices = fields.take("choices", _most(MAX_CANDIDATES), 1)
    rule = fields.take("quorum", read_quorum, ground.usual_quorum)
    units = fields.take("nominate_units", _most(2**64 - 1), 1)
    electorate = fields.take("electorate", readers.electorate(setting), ground.electorate)
    budget = fields.take("budget", readers.budget(setting), None)
    fields.finish()
    if checking_times and ok(until, start, end):
        _check_times(fields, until, start, end, ground)
    if ok(rule) and not ground.bounds.allows(rule):
        fields.wrong(
            "quorum",
            _("is lower than the village demands: {least}").format(
                least=format_quorum(ground.bounds.quorum)
            ),
        )
    if ok(electorate) and electorate not in ground.electorates:
        fields.wrong("electorate", _unlisted(ground))
    if checking_times and ok(units, electorate) and electorate in ground.votes:
        _check_units(fields, units, ground.votes[electorate])
    if ok(budget):
        budget = _check_budget(fields, budget, ground)
        if checking_times and ok(end) and budget in ground.budgets:
            _check_expiry(fields, budget, end, ground)
    refuse_mistakes(fields, file)
    return Announcement(
        document, until, start, end, seats, choices, rule, units, electorate, budget
    )


def _check_times(fields: Fields, until: int, start: int, end: int, ground: Ground) -> None:
    bounds, time = ground.bounds, ground.setting.time
    # A transaction is mined later than now, and its bounds count from then.
    earliest = ground.now + bounds.nomination
    if until <= earliest:
        fields.wrong(
            "nominations_until",
            _("must be after {time}: nominations are open for {least} at least").format(
                time=time(earliest), least=format_duration(bounds.nomination)
            ),
        )
    if start < until:
        fields.wrong("voting_from", _("must not be before nominations_until"))
    if end < start + bounds.voting or end <= start:
        fields.wrong(
            "voting_to",
            _("must be {time} or later: voting is open for {least} at least").format(
                time=time(start + max(1, bounds.voting)), least=format_duration(bounds.voting)
            ),
        )
    if end > ground.now + MAX_DURATION:
        fields.wrong("voting_to", _("must be within 366 days from the opening"))


def _check_units(fields: Fields, units: int, votes: int) -> None:
    most = max(1, votes // 100)
    if units > most:
        fields.wrong(
            "nominate_units",
            _("must be {most} at most: one vote in a hundred of all there are").format(most=most),
        )


def _check_expiry(fields: Fields, budget: int, end: int, ground: Ground) -> None:
    """Whether there is time left in which to close the election."""
    time, line = ground.setting.time, ground.setting.budgets[budget]
    if line.expires < end + MIN_CLOSING_TIME:
        fields.wrong(
            "budget",
            _(
                "ends at {expires}, and must last until {time} at least: "
                "a day after the voting, to close the election"
            ).format(expires=time(line.expires), time=time(end + MIN_CLOSING_TIME)),
        )


def _unlisted(ground: Ground) -> str:
    if not ground.electorates:
        return _("may be nobody yet; a proposal can change that: {command}").format(command=CHANGE)
    accounts = ", ".join(map(ground.setting.account, ground.electorates))
    return _("must be one of: {accounts}; a proposal can change that: {command}").format(
        accounts=accounts, command=CHANGE
    )


def _check_budget(fields: Fields, budget: int | None, ground: Ground) -> int:
    """The budget's number; the only one that elections may award from where none is named."""
    if budget is not None:
        if budget not in ground.budgets:
            fields.wrong(
                "budget",
                _(
                    "is not one that elections award from; a proposal can change that: daoctl "
                    "proposal draft --kind budget"
                ),
            )
        return budget
    if len(ground.budgets) == 1:
        return ground.budgets[0]
    names = ", ".join(ground.setting.budgets[one].name for one in ground.budgets)
    fields.wrong(
        "budget",
        _("is missing; elections award from: {names}").format(names=names)
        if names
        else _("is missing, and there is none that elections award from"),
    )
    return 0


def _most(most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        number = readers.number(text)
        if number > most:
            raise UserError(_("must be {most} at most").format(most=most))
        return number

    return read


def _kind(more_than: bool) -> Any:
    return "more_than" if more_than else "at_least"
