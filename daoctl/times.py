"""Moments and lengths of time, as people write them and as contracts hold them.

Moments are `int` seconds since the epoch, lengths `int` seconds. Which moment is *now* is for
the chain to say (`Chain.now`); this computer's clock decides nothing here.
"""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from daoctl.errors import UserError
from daoctl.units import plain, plain_date
from daoctl.words import _, ngettext

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR
WEEK = 7 * DAY
# The latest moment the contracts' 48-bit clocks hold is far beyond what a calendar here can show.
LATEST = int(datetime(9999, 12, 31, tzinfo=UTC).timestamp())

_UNITS = {
    "s sec secs second seconds 秒": 1,
    "m min mins minute minutes 分": MINUTE,
    "h hour hours 時間": HOUR,
    "d day days 日 日間": DAY,
    "w week weeks 週 週間": WEEK,
}
_SECONDS = {word: seconds for words, seconds in _UNITS.items() for word in words.split()}
_PART = re.compile(r"([0-9]+)\s*([a-z]+|秒|分|時間|日間|日|週間|週)\s*(?:,|and\b)?\s*")


def parse_duration(text: str) -> int:
    """A length in seconds: "365 days", "1 day 12 hours", "90m", "7日". Months and years are
    refused, for they have no fixed length."""
    rest = plain(text).lower()
    total = 0
    used: set[int] = set()
    while rest:
        match = _PART.match(rest)
        seconds = _SECONDS.get(match.group(2)) if match else None
        if match is None or seconds is None or seconds in used:
            break
        used.add(seconds)
        total += int(match.group(1)) * seconds
        rest = rest[match.end() :]
    if rest or not used:
        raise UserError(
            _("`{text}` is not a length of time.").format(text=text),
            hint=_("Write it in weeks, days, hours, minutes or seconds, such as: 7 days"),
        )
    if total > LATEST:
        raise UserError(_("`{text}` is longer than any calendar.").format(text=text))
    return total


def format_duration(seconds: int) -> str:
    """The length in words, exactly: 129600 → "1 day 12 hours"."""
    days, rest = divmod(abs(seconds), DAY)
    hours, rest = divmod(rest, HOUR)
    minutes, rest = divmod(rest, MINUTE)
    counted = (
        (days, ngettext("{n} day", "{n} days", days)),
        (hours, ngettext("{n} hour", "{n} hours", hours)),
        (minutes, ngettext("{n} minute", "{n} minutes", minutes)),
        (rest, ngettext("{n} second", "{n} seconds", rest)),
    )
    parts = [form.format(n=count) for count, form in counted if count]
    if not parts:
        parts.append(ngettext("{n} second", "{n} seconds", 0).format(n=0))
    return ("-" if seconds < 0 else "") + " ".join(parts)


def find_zone(name: str) -> ZoneInfo:
    """The zone of that IANA name ("Asia/Tokyo"). Raises UserError for an unknown one."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UserError(
            _("`{name}` is not a time zone.").format(name=name),
            hint=_("Write its name as region and city, such as: Asia/Tokyo"),
        ) from None


def reader_zone() -> tzinfo:
    """The zone of the person at this computer: TZ where it names one, else the system's."""
    name = os.environ.get("TZ", "").lstrip(":")
    if name:
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            pass
    try:
        # A named zone knows summer time on other days than today; the bare offset does not.
        with open("/etc/localtime", "rb") as file:
            return ZoneInfo.from_file(file)
    except (OSError, ValueError):
        return datetime.now().astimezone().tzinfo or UTC


def parse_time(text: str, zone: tzinfo | str | None = None) -> int:
    """A moment in seconds: "2022-02-18T12:00:00+09:00", or "2022-02-18 12:00" in `zone`; with
    slashes as a spreadsheet has them too, "2022/2/18 12:00".

    Without `zone` the text must carry its own offset, or UserError is raised. A moment that the
    zone skips or repeats (summer time) is refused where it is ambiguous.
    """
    try:
        moment = datetime.fromisoformat(plain_date(text))
    except ValueError:
        raise UserError(
            _("`{text}` is not a time.").format(text=text),
            hint=_("Write date, time and zone, such as: 2026-04-01T12:00:00+09:00"),
        ) from None
    if moment.tzinfo is None and zone is not None:
        home = find_zone(zone) if isinstance(zone, str) else zone
        moment = moment.replace(tzinfo=home)
        if moment.utcoffset() != moment.replace(fold=1).utcoffset():
            raise UserError(
                _("`{text}` does not happen exactly once in that zone.").format(text=text),
                cause=_("The clocks are changed at that hour."),
                hint=_("Write the zone's difference too, such as: 2026-04-01T12:00:00+09:00"),
            )
    return from_datetime(moment)


def from_datetime(moment: datetime) -> int:
    """The moment in seconds since the epoch. Raises UserError when it names no zone or is not a
    whole second after 1970."""
    if moment.utcoffset() is None:
        raise UserError(
            _("The time `{text}` does not say its zone.").format(text=moment.isoformat(" ")),
            hint=_("Add it at the end, such as: 2026-04-01T12:00:00+09:00"),
        )
    seconds = moment.timestamp()
    if moment.microsecond or seconds < 0:
        raise UserError(
            _("The time `{text}` is not a whole second after 1970.").format(
                text=moment.isoformat(" ")
            )
        )
    return int(seconds)


def format_time(ts: int, zone: tzinfo | str, reader: tzinfo | str | None = None) -> str:
    """The moment in the village's zone: "2022-02-18 12:00 JST", and in brackets in the
    `reader`'s where its clock differs at that moment. Seconds appear only when not zero."""
    home = _show(ts, zone)
    if reader is None:
        return home
    if _moment(ts, reader).utcoffset() == _moment(ts, zone).utcoffset():
        return home
    return _("{village} ({reader} where you are)").format(village=home, reader=_show(ts, reader))


def format_day(ts: int, zone: tzinfo | str) -> str:
    """The day of the moment in that zone: "2022-02-18"."""
    return _moment(ts, zone).date().isoformat()


def _moment(ts: int, zone: tzinfo | str) -> datetime:
    where = find_zone(zone) if isinstance(zone, str) else zone
    return datetime.fromtimestamp(min(ts, LATEST), where)


def _show(ts: int, zone: tzinfo | str) -> str:
    moment = _moment(ts, zone)
    clock = "%Y-%m-%d %H:%M:%S" if moment.second else "%Y-%m-%d %H:%M"
    name = moment.strftime("%Z")
    if not name or name[0] in "+-":
        name = "UTC" + moment.strftime("%z")[:3] + ":" + moment.strftime("%z")[3:5]
    return f"{moment.strftime(clock)} {name}"
