"""Charters that daoctl brings along: the one `init` writes, and those the stories are told from.

They are package data (`daoctl/charter/charters/*.toml`). A starter has {{…}} where an answer goes;
the others are whole charters.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo

from daoctl.charter.folder import CHARTER_FILE
from daoctl.errors import CharterError, UserError
from daoctl.times import DAY
from daoctl.words import _

_PLACE = re.compile(r"\{\{(\w+)\}\}")
# A key's value that is a date with a zone: nothing in comments or texts is one.
_MOMENT = re.compile(
    r"(?m)^(?P<key>[ \t]*[A-Za-z_-]+[ \t]*=[ \t]*)"
    r"(?P<moment>\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d))"
)
_OPENS = re.compile(r"[ \t]*opens[ \t]*=")


@dataclass(frozen=True)
class Answers:
    """What a starter charter needs to know. `opens` is when the first phase opens, and so many
    seconds later proposals may be made."""

    name: str
    short_name: str
    symbol: str
    opens: datetime
    council: tuple[str, ...] = ("council",)
    issuer: tuple[str, ...] = ("office",)
    reviewer: tuple[str, ...] = ("reviewer",)
    price: str = "0.03 ETH"
    quorum: str = "> 10%"
    timezone: str = "Asia/Tokyo"
    languages: tuple[str, ...] = field(default=("ja", "en"))
    proposals_after: int = 7 * DAY


def write_charter(folder: Path, answers: Answers, language: str) -> Path:
    """Writes the starter charter, its keys explained in `language` ("ja" or "en"), and returns
    the file. Raises CharterError when there is one already: it is never overwritten."""
    file = folder / CHARTER_FILE
    text = starter(answers, language)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except FileExistsError:
        raise CharterError(
            _("There is a charter already: {file}").format(file=file),
            hint=_("Change it in an editor, or name another folder."),
        ) from None
    except OSError as error:
        raise UserError(
            _("The charter {file} cannot be written.").format(file=file), cause=error.strerror
        ) from None
    return file


def starter(answers: Answers, language: str) -> str:
    """The starter charter's text with the answers in it."""
    opens = answers.opens
    values = {
        # It stands in a comment, which TOML lets hold no control characters.
        "title": "".join(letter for letter in answers.name if letter.isprintable()),
        "name": _text(answers.name),
        "short_name": _text(answers.short_name),
        "symbol": _text(answers.symbol),
        "languages": _list(answers.languages),
        "timezone": _text(answers.timezone),
        "council": _one_or_list(answers.council),
        "issuer": _one_or_list(answers.issuer),
        "reviewer": _one_or_list(answers.reviewer),
        "price": _text(answers.price),
        "quorum": _text(answers.quorum),
        "opens": opens.isoformat(),
        "closes": (opens + timedelta(days=30)).isoformat(),
        "proposals_open": (opens + timedelta(seconds=answers.proposals_after)).isoformat(),
        "expires": _fiscal_end(opens).isoformat(),
    }
    return _PLACE.sub(lambda place: values[place[1]], bundled(f"starter.{language}"))


def bundled(name: str) -> str:
    """The text of a charter that daoctl brings along, such as "demo". Raises CharterError for an
    unknown one."""
    file = resources.files("daoctl.charter").joinpath("charters", f"{name}.toml")
    if not re.fullmatch(r"[a-z0-9_.-]+", name) or not file.is_file():
        raise CharterError(_("daoctl brings no charter called `{name}`.").format(name=name))
    return file.read_text("utf-8")


def found_from(name: str, folder: Path, first_opens: int) -> Path:
    """Writes the bundled charter into the folder as its village.toml, its dates moved so that the
    first phase opens at `first_opens` (seconds since the epoch). Returns the file."""
    file = folder / CHARTER_FILE
    folder.mkdir(parents=True, exist_ok=True)
    file.write_text(shift_dates(bundled(name), first_opens), "utf-8")
    return file


def shift_dates(text: str, first_opens: int) -> str:
    """The charter's text with every date moved by the same length, so that its first phase opens
    at `first_opens` (seconds since the epoch). Zones and all intervals stay. Raises CharterError
    when the charter has no phase."""
    opening = [
        _read(match["moment"]) for match in _MOMENT.finditer(text) if _OPENS.match(match["key"])
    ]
    if not opening:
        raise CharterError(_("The charter has no sale phase whose date could be moved."))
    shift = datetime.fromtimestamp(first_opens, UTC) - min(opening)
    return _MOMENT.sub(
        lambda match: match["key"] + (_read(match["moment"]) + shift).isoformat(), text
    )


def suggested_opening(now: int, timezone: str) -> datetime:
    """A first day for sales that leaves time to prepare: noon on the first of the month that
    begins at least two weeks from `now`, in the village's zone."""
    day = datetime.fromtimestamp(now + 14 * DAY, ZoneInfo(timezone))
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    return day.replace(year=year, month=month, day=1, hour=12, minute=0, second=0, microsecond=0)


def rehearsal_opening(now: int, timezone: str) -> datetime:
    """When sales open in a village that is only rehearsed: nine in the morning of tomorrow, in its
    zone."""
    day = datetime.fromtimestamp(now + DAY, ZoneInfo(timezone))
    return day.replace(hour=9, minute=0, second=0, microsecond=0)


def _fiscal_end(opens: datetime) -> datetime:
    """The end of the Japanese fiscal year that begins after the opening, to the second."""
    year = opens.year + (2 if opens.month >= 4 else 1)
    return opens.replace(year=year, month=3, day=31, hour=23, minute=59, second=59, microsecond=0)


def _read(moment: str) -> datetime:
    return datetime.fromisoformat(moment)


def _text(value: str) -> str:
    # A JSON string is a TOML basic string too, but for the one control letter JSON leaves bare.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _list(values: Iterable[str]) -> str:
    return "[" + ", ".join(_text(value) for value in values) + "]"


def _one_or_list(values: tuple[str, ...]) -> str:
    return _text(values[0]) if len(values) == 1 else _list(values)
