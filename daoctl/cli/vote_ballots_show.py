"""What became of signed ballots, as a table, as CSV and as JSON."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from daoctl.errors import UserError
from daoctl.words import _, language, ngettext

if TYPE_CHECKING:
    from daoctl.cli.output import Output
    from daoctl.governance.ballot_judging import Judged
    from daoctl.governance.ballot_relay import Fate
    from daoctl.governance.ballot_votes import Vote

# More lines than these say nothing to a person; a file holds them all.
MOST_SHOWN = 40
COLUMNS = (
    "file",
    "line",
    "kind",
    "subject",
    "voter",
    "choice",
    "named",
    "votes",
    "state",
    "code",
    "reason",
    "tx",
)


def row(one: Judged, fate: Fate | None = None) -> dict[str, Any]:
    """A line's outcome: `state` is "counts" (it would), "waits" (voting opens later), "counted",
    "rejected", "copy" or "fault"; `reason` says in the reader's language what `code` says in
    any."""
    from daoctl.governance.ballot_relay import reason_words

    state, code, tx = str(one.worth), one.code, ""
    reason = _reason(one.code, one.detail, language()) if one.code else ""
    if one.worth == "counts" and one.vote is not None and one.vote.phase == "early":
        state = "waits"
    if fate is not None and fate.counted and one.worth != "copy":
        state, code, reason, tx = "counted", "", "", fate.tx
    elif fate is not None and one.worth not in ("copy", "counted"):
        state, code, reason, tx = "rejected", fate.reason, reason_words(fate.reason), fate.tx
    ballot = one.ballot
    return {
        "file": Path(one.file).name,
        "line": one.line,
        "kind": ballot.kind if ballot else None,
        "subject": _subject(one),
        "voter": one.voter or None,
        "choice": choice_json(one),
        "named": _named(one),
        "votes": fate.power if fate is not None and fate.counted else one.power,
        "state": state,
        "code": code or None,
        "reason": reason or None,
        "detail": one.detail or None,
        "tx": tx or None,
    }


@lru_cache(maxsize=1024)
def _reason(code: str, detail: str, _language: str) -> str:
    """A fault in words: of many lines, most have one of few."""
    from daoctl.governance.ballot_words import fault_words

    return fault_words(code, detail)


def _subject(one: Judged) -> int | str | None:
    if one.ballot is None:
        return None
    subject = one.ballot.subject
    return "0x" + subject.hex() if isinstance(subject, bytes) else subject


def _named(one: Judged) -> list[int] | None:
    """The numbers of the candidates that an election's ballot names."""
    if one.ballot is None or one.ballot.kind != "election" or one.vote is None:
        return None
    assert isinstance(one.ballot.choice, int)
    return one.vote.named(one.ballot.choice)


def choice_json(one: Judged) -> Any:
    """The choice as the ballot's own line writes it."""
    from daoctl.chain.codec import checksummed

    if one.ballot is None:
        return None
    choice = one.ballot.choice
    if isinstance(choice, bytes):
        return checksummed("0x" + choice.hex())
    return list(choice) if isinstance(choice, tuple) else choice


def totals(rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """How many lines there are of each state."""
    found = Counter(str(one["state"]) for one in rows)
    names = ("counts", "waits", "counted", "rejected", "copy", "fault")
    return {"lines": len(rows), **{name: found[name] for name in names}}


def votes_json(judged: Sequence[Judged]) -> list[dict[str, Any]]:
    """The votes that the ballots are of."""
    return [
        {
            "kind": vote.kind,
            "subject": "0x" + vote.subject.hex()
            if isinstance(vote.subject, bytes)
            else vote.subject,
            "title": vote.title,
            "phase": vote.phase,
            "opens": vote.opens,
            "closes": vote.closes,
            "block": vote.block,
        }
        for vote in votes_of(judged)
    ]


def votes_of(judged: Sequence[Judged]) -> list[Vote]:
    """The votes that the ballots are of, each once."""
    found: dict[tuple[object, ...], Vote] = {}
    for one in judged:
        if one.vote is not None:
            key = (one.vote.kind, one.vote.contract.address, one.vote.subject)
            found.setdefault(key, one.vote)
    return list(found.values())


def print_rows(out: Output, rows: Sequence[Mapping[str, Any]]) -> None:
    """The table; on a terminal the faults first, for they are what somebody must look at."""
    shown = list(rows)
    if len(rows) > MOST_SHOWN and out.stdout.isatty():
        shown = sorted(rows, key=lambda one: one["state"] in ("counts", "counted", "copy"))
        shown = shown[:MOST_SHOWN]
    out.table(
        (_("Line"), _("Voter"), _("Choice"), _("Votes"), _("What becomes of it")),
        [
            (
                f"{one['file']}:{one['line']}",
                one["voter"],
                choice_words(one),
                f"{one['votes']:,}" if one["votes"] else "",
                state_words(one),
            )
            for one in shown
        ],
        right=(3,),
    )
    if len(shown) < len(rows):
        out.say(
            _("… and {count} more; --csv FILE writes all of them.").format(
                count=f"{len(rows) - len(shown):,}"
            )
        )


def choice_words(one: Mapping[str, Any]) -> str:
    """What a ballot chooses, for people."""
    from daoctl.governance.votes import choice_words as said

    choice = one["choice"]
    match one["kind"]:
        case "proposal":
            return said(choice)
        case "election":
            return ", ".join(map(str, one["named"] or ()))
        case "consultation":
            return ", ".join(map(str, choice)) or _("blank")
        case "delegation":
            return f"→ {choice}"
    return ""


def state_words(one: Mapping[str, Any]) -> str:
    """What becomes of a ballot, for people."""
    words = _state_words(one["state"], language())
    if not one["reason"]:
        return words
    where = f" ({one['detail']})" if one["code"] == "conflict" and one["detail"] else ""
    return f"{words}: {one['reason']}{where}"


@lru_cache(maxsize=64)
def _state_words(state: str, _language: str) -> str:
    return {
        "counts": _("counts"),
        "waits": _("counts once voting is open"),
        "counted": _("stands on the chain"),
        "rejected": _("rejected by the chain"),
        "copy": _("a copy"),
        "fault": _("does not count"),
    }[state]


def summary(judged: Sequence[Judged], rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """One line for each vote, and what is to be told of it."""
    from daoctl.times import format_time, reader_zone

    lines = []
    for vote in votes_of(judged):
        own = [
            shown
            for one, shown in zip(judged, rows, strict=True)
            if one.vote is not None
            and (one.vote.kind, one.vote.subject) == (vote.kind, vote.subject)
        ]
        good = sum(one["state"] in ("counts", "waits") for one in own)
        units = sum(one["votes"] for one in own if one["state"] in ("counts", "waits"))
        if vote.kind == "consultation":
            # Nobody carries these: they are counted where they lie.
            words = ngettext(
                "{vote}: {count} ballot counts, {units} in votes",
                "{vote}: {count} ballots count, {units} in votes",
                good,
            )
            title = _capital(vote.words())
            lines.append(words.format(vote=title, count=f"{good:,}", units=f"{units:,}"))
            continue
        lines.append(
            _("{vote}: {ballots}, {stand}").format(
                vote=_capital(vote.words()),
                ballots=ngettext(
                    "{count} ballot to be carried, {units} in votes",
                    "{count} ballots to be carried, {units} in votes",
                    good,
                ).format(count=f"{good:,}", units=f"{units:,}"),
                stand=_("{count} on the chain").format(
                    count=f"{sum(one['state'] == 'counted' for one in own):,}"
                ),
            )
        )
        if vote.phase == "early":
            lines.append(
                "  "
                + _("Voting opens at {date}.").format(date=format_time(vote.opens, reader_zone()))
            )
    return lines


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def write_csv(file: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    """The same for a spreadsheet. Raises UserError when the file cannot be written."""
    try:
        # A byte order mark, or Excel takes Japanese for something else.
        with file.open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(COLUMNS)
            for one in rows:
                writer.writerow([_csv(one[name]) for name in COLUMNS])
    except OSError as error:
        raise UserError(
            _("The file {file} cannot be written.").format(file=file), cause=error.strerror
        ) from None


def _csv(value: Any) -> str:
    if isinstance(value, list):
        return " ".join(map(str, value))
    return "" if value is None else str(value)
