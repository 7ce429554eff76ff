"""Issuing certificates: the members' table, what the day's limit allows, and the calls.

A commitment is salted (`daoctl.charter.register`); one of zero says that no register is kept of
the person.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from daoctl.errors import ChainRefused, TableError, UserError
from daoctl.tables import Row, read_table
from daoctl.times import DAY, format_time, parse_duration, parse_time, reader_zone
from daoctl.units import ZERO_ADDRESS, plain, plain_date
from daoctl.villager.certificates import check_date
from daoctl.villager.people import (
    personal_columns,
    personal_fields,
    recipient,
    refuse_near_misses,
    whole_number,
)
from daoctl.villager.stopping import refuse_stopped
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.chain.contracts import Call
    from daoctl.charter.village import Village

COLUMNS = ("address", "tier", "valid_until", "valid_for")
NO_COMMITMENT = bytes(32)
# 90 take about 12 million gas; `run_batch` halves where they do not fit.
PER_TRANSACTION = 90


@dataclass(frozen=True)
class Member:
    """A row of the members' table. `valid_until` in seconds since the epoch; `asked` is what the
    row itself says of it, and nothing where it follows the charter. `personal` must never reach
    the chain."""

    address: str
    tier: int
    valid_until: int
    asked: str = ""
    personal: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Issue:
    """Whom of a table certificates go to: `today` as far as the issuer's daily limit lasts,
    `later` on the days after, and `before` those who have one already, with its number. `epochs`
    are the holders' present ones: they change with whatever becomes of a certificate."""

    today: tuple[Member, ...]
    later: tuple[Member, ...]
    before: Mapping[str, int]
    epochs: Mapping[str, int]
    daily_limit: int


def read_members(village: Village, file: str | Path) -> tuple[list[Member], list[str]]:
    """The table's rows and its personal columns. Raises TableError naming every wrong cell."""
    now = village.chain.now()
    tiers = village.charter.certificate.tiers if village.charter else None
    converters: dict[str, Callable[[str], object]] = {
        "address": recipient(village),
        "tier": tier_reader(tiers),
        "valid_until": date_reader(village, now),
        "valid_for": lambda text: _length(village, now, text),
    }
    optional = {"valid_until", "valid_for"}
    if tiers is not None and len(tiers) == 1:
        optional.add("tier")
    default = now + village.charter.certificate.valid_for if village.charter else None
    rows = read_table(
        file,
        converters,
        optional=optional,
        unique=("address",),
        others=True,
        check=lambda row: _unclear(row, default is not None),
    )
    if not rows:
        raise TableError(_("The table {file} has no rows.").format(file=file))
    refuse_near_misses(Path(file), rows, COLUMNS)
    members = [_member(row, default or 0) for row in rows]
    return members, personal_columns(rows, COLUMNS)


def tier_reader(tiers: Sequence[str] | None) -> Callable[[str], int]:
    """A converter: a tier by the charter's name for it, or by number where there is no
    charter."""

    def read(text: str) -> int:
        if tiers is None:
            number = whole_number(text)
            if number > 255:
                raise UserError(_("must be 255 at most"))
            return number
        wanted = plain(text).casefold()
        for number, name in enumerate(tiers):
            if plain(name).casefold() == wanted:
                return number
        raise UserError(
            _("`{text}` is no tier of the charter; there are: {tiers}").format(
                text=text, tiers=", ".join(tiers)
            )
        )

    return read


def date_reader(village: Village, now: int) -> Callable[[str], int]:
    """A converter: a moment to come; a bare day means its last second in the village's zone."""

    def read(text: str) -> int:
        day = plain_date(text)
        moment = parse_time(text, village.zone)
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", day):
            moment = parse_time(f"{day}T23:59:59", village.zone)
        check_date(village, moment, now)
        return moment

    return read


def _length(village: Village, now: int, text: str) -> int:
    moment = now + parse_duration(text)
    check_date(village, moment, now)
    return moment


def _unclear(row: Row, has_default: bool) -> Iterator[tuple[str, str]]:
    """What is wrong with a row that says twice, or not at all, how long it is valid."""
    given = [name for name in ("valid_until", "valid_for") if name in row.values]
    if len(given) == 2:
        yield "valid_for", _("valid_until is given too; leave one of the two empty")
    elif not given and not has_default:
        yield "valid_until", _("the charter is not here to say how long; give a date")


def _member(row: Row, default: int) -> Member:
    until, length = row.get("valid_until"), row.get("valid_for")
    # A length is counted from today, so that what is compared across days is only a date.
    asked = f"until {until}" if until else ("" if length is None else "for")
    return Member(
        address=row["address"],
        tier=row.get("tier", 0),
        valid_until=until or length or default,
        asked=asked,
        personal=personal_fields(row, COLUMNS),
    )


def read_issue(village: Village, members: Sequence[Member], issuer: str | None) -> Issue:
    """Who has a certificate already, and how far the issuer's daily limit lasts (an untouched day
    where the issuer is not known); all asked together."""
    from daoctl.chain.contracts import read_many

    certificate = village.certificate
    limit, remaining, *known = read_many(
        [
            (certificate, "dailyLimit", ()),
            (certificate, "remainingToday", (issuer or ZERO_ADDRESS,)),
            *((certificate, "certificateOf", (one.address,)) for one in members),
            *((certificate, "epoch", (one.address,)) for one in members),
        ]
    )
    held, epochs = known[: len(members)], known[len(members) :]
    fresh = [one for one, number in zip(members, held, strict=True) if not number]
    today = min(len(fresh), remaining[0])
    return Issue(
        today=tuple(fresh[:today]),
        later=tuple(fresh[today:]),
        before={one.address: number for one, number in zip(members, held, strict=True) if number},
        epochs={one.address: epoch for one, epoch in zip(members, epochs, strict=True)},
        daily_limit=limit,
    )


def left_today(village: Village, issuer: str | None) -> int:
    """How many certificates the issuer may still issue or renew today; a whole day's where the
    issuer is not known."""
    return int(village.certificate.read("remainingToday", issuer or ZERO_ADDRESS).toIssue)


def refuse_used_up(village: Village, issuer: str | None) -> None:
    """Raises ChainRefused where the issuer may issue and renew nothing more today, with the moment
    from which on it may again."""
    if left_today(village, issuer):
        return
    refuse_stopped(village)
    raise ChainRefused(
        _("The daily limit of {limit} certificates is used up.").format(
            limit=village.certificate.read("dailyLimit")
        ),
        error_name="ResidentCertificateDailyLimit",
        cause=_("Issuing and renewing count toward it alike."),
        hint=_("Run the same command again from {when} on.").format(
            when=format_time(next_day(village.chain.now()), village.zone, reader_zone())
        ),
    )


def issue_call(
    village: Village, members: Sequence[Member], commitments: Mapping[str, bytes]
) -> Call:
    """One transaction that issues to these; who has one already is skipped by the contract."""
    rows = [
        (
            one.address,
            one.tier,
            one.valid_until,
            commitments.get(one.address, NO_COMMITMENT),
        )
        for one in members
    ]
    return village.certificate.call("issueBatch", rows)


def plan_issue(
    village: Village,
    members: Sequence[Member],
    issuer: str | None,
    commitments: Mapping[str, bytes] | None = None,
) -> list[Call]:
    """Issues to all who have none, as far as the issuer's day allows, so many to a call."""
    today = read_issue(village, members, issuer).today
    return [
        issue_call(village, today[start : start + PER_TRANSACTION], commitments or {})
        for start in range(0, len(today), PER_TRANSACTION)
    ]


def days_needed(issue: Issue) -> int:
    """How many further days the rest takes; 0 when nothing is left, or when the limit is zero and
    no number of days is enough. Pure."""
    return -(-len(issue.later) // issue.daily_limit) if issue.daily_limit else 0


def next_day(now: int) -> int:
    """When the daily limit begins anew: the next UTC midnight. Pure."""
    return (now // DAY + 1) * DAY
