"""How an election stands, drawn: a bar for each candidate, in the columns of a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from daoctl.cli.columns import clip, pad, width
from daoctl.cli.output import terminal_columns
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.cli.election_show import View
    from daoctl.cli.output import Output

# A bar is as long as this at most, and the whole as wide as people read well.
MOST_COLUMNS = 100
# What a chosen line is marked with; no letter whose width terminals disagree on.
MARK, BAR = "*", "#"


def standing(out: Output, found: View) -> None:
    """The candidates by rank: bars on a terminal, a table for other tools."""
    from daoctl.cli.election_titles import title_of
    from daoctl.governance.election_words import status_words

    known = found.result.needed is not None
    ranked = list(found.result.ranking)
    gone = [one for one in found.candidates if not one.stands]
    if not out.on_terminal:
        out.table(
            (_("candidate"), _("plan"), _("votes"), _("amount"), _("elected"), _("status")),
            [
                (
                    one.number,
                    title_of(found.of(one.number), found.titles),
                    one.votes,
                    found.election.money(one.amount),
                    MARK if known and one.elected else "",
                    status_words("Standing"),
                )
                for one in ranked
            ]
            + [
                (
                    one.number,
                    title_of(one, found.titles),
                    "",
                    found.election.money(one.amount),
                    "",
                    status_words(one.status),
                )
                for one in gone
            ],
        )
        return
    rows = [
        (
            MARK if known and one.elected else " ",
            str(one.number),
            title_of(found.of(one.number), found.titles),
            one.votes,
            found.election.money(one.amount),
        )
        for one in ranked
    ]
    for line in bars(rows, min(terminal_columns(), MOST_COLUMNS)):
        out.data(line, style="bold" if line.startswith(MARK) else None)
    for one in gone:
        out.data(
            _("  {number}  {title}: {status}").format(
                number=one.number,
                title=clip(title_of(one, found.titles), 50),
                status=status_words(one.status),
            ),
            style="dim",
        )


def bars(rows: Sequence[tuple[str, str, str, int, str]], columns: int) -> list[str]:
    """A line for each row (mark, number, title, votes, amount), with a bar as long as its votes are
    many, in so many columns. Pure."""
    if not rows:
        return []
    numbers = max(width(number) for _mark, number, *_rest in rows)
    counts = [f"{votes:,}" for _mark, _number, _title, votes, _amount in rows]
    most_votes = max(votes for _mark, _number, _title, votes, _amount in rows)
    fixed = 1 + 1 + numbers + 2 + 2 + 2 + max(map(len, counts)) + 2
    fixed += max(width(amount) for *_others, amount in rows)
    free = max(20, columns - fixed)
    longest = min(30, free // 2)
    titles = min(free - longest, max(width(title) for _mark, _number, title, *_rest in rows))
    lines = []
    for (mark, number, title, votes, amount), count in zip(rows, counts, strict=True):
        # Whoever has a vote has a bar, however short.
        length = -(-votes * longest // most_votes) if most_votes else 0
        cells = (
            f"{mark} {pad(number, numbers, right=True)}",
            pad(clip(title, titles), titles),
            pad(BAR * length, longest),
            pad(count, max(map(len, counts)), right=True),
            amount,
        )
        lines.append("  ".join(cells).rstrip())
    return lines
