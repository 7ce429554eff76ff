"""Two registers of one village become one, as when an office moves back and forth between
computers. Pure: entries and traces of the forgotten in, the same out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Literal

from daoctl.errors import RegisterError
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.charter.register import Entry

# Entries by address, and when each trace of a forgotten address was left.
Side = tuple[Mapping[str, "Entry"], Mapping[str, int]]


def merged(
    here: Side,
    there: Side,
    trace: Callable[[str], str],
    prefer: Literal["here", "there"] | None,
) -> tuple[dict[str, Entry], dict[str, int]]:
    """The entries and traces of both; see `Register.merge` for the rules."""
    forgotten = dict(here[1])
    for key, moment in there[1].items():
        forgotten[key] = max(moment, forgotten.get(key, 0))
    entries: dict[str, Entry] = {}
    torn: list[str] = []
    for address in {**here[0], **there[0]}:
        mine, theirs = here[0].get(address), there[0].get(address)
        known = [entry for entry in (mine, theirs) if entry is not None]
        if max(entry.changed for entry in known) < forgotten.get(trace(address), 0):
            continue
        if mine is None or theirs is None:
            entries[address] = known[0]
        elif mine.salt != theirs.salt and mine.committed and theirs.committed and not prefer:
            torn.append(address)
        else:
            entries[address] = _better(mine, theirs, prefer)
    if torn:
        raise RegisterError(
            _("Both registers hold a different secret for a certificate of the same holder."),
            cause="\n".join(torn),
            hint=_("Say which computer's entries to keep: --prefer here or --prefer file"),
        )
    return entries, forgotten


def _better(mine: Entry, theirs: Entry, prefer: Literal["here", "there"] | None) -> Entry:
    if mine.salt != theirs.salt:
        if mine.committed and theirs.committed:
            return mine if prefer == "here" else theirs
        if bool(mine.committed) != bool(theirs.committed):
            return mine if mine.committed else theirs
    return theirs if theirs.changed > mine.changed else mine
