"""What an election and its plans are called where people read of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from daoctl.cli.columns import clip
from daoctl.cli.output import clean
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.cli.session import Session
    from daoctl.governance.elections import Candidate, Election

# A title may be as long as its author likes; a sentence may not.
MOST_COLUMNS = 48


def known_titles(session: Session) -> Mapping[bytes, str]:
    """The titles of the texts in the village's folder and where the user is, by their hashes."""
    from daoctl.governance.election_plans import titles_at_hand

    return titles_at_hand(dict.fromkeys((session.village.folder, Path.cwd())))


def title_of(candidate: Candidate, titles: Mapping[bytes, str]) -> str:
    """A plan's title, fit for a terminal."""
    from daoctl.governance.election_plans import plan_title

    return clean(plan_title(candidate, titles))


def election_title(election: Election, titles: Mapping[bytes, str]) -> str | None:
    """The announcement's title, where its text is at hand."""
    found = titles.get(election.content_hash)
    return clean(found) if found else None


def naming(candidates: Iterable[Candidate], titles: Mapping[bytes, str]) -> Callable[[int], str]:
    """What a candidate is called in a sentence, by its number: “A new mill” (2)."""
    known = {one.number: one for one in candidates}

    def name(number: int) -> str:
        title = title_of(known[number], titles)
        if title == _("plan {number}").format(number=number):
            return title
        return _("“{title}” ({number})").format(title=clip(title, MOST_COLUMNS), number=number)

    return name
