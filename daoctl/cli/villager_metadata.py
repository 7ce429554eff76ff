"""`daoctl villager metadata`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from daoctl.cli.options import Shared
from daoctl.cli.output import clean
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.cli.session import Session
    from daoctl.villager.metadata import Metadata


@dataclass(frozen=True)
class MetadataOptions:
    """The token for an example; the newest without one."""

    shared: Shared
    token: int | None = None


def run_metadata(options: MetadataOptions) -> None:
    """Prints where the tokens' pictures stand, whether that is fixed, and what to look at."""
    from daoctl.cli.session import open_village
    from daoctl.villager.metadata import read_metadata

    with open_village(options.shared) as session:
        found = read_metadata(session.village, options.token)
        if session.out.as_json:
            session.out.emit_json(metadata_json(found))
        else:
            _show(session, found)


def metadata_json(found: Metadata) -> dict[str, Any]:
    """The metadata as `--json` prints it: of `changes`, a null `base_uri` is the freezing; `words`
    are in the reader's language."""
    return {
        "base_uri": found.base,
        "frozen": found.frozen,
        "token": found.token or None,
        "token_uri": found.uri or None,
        "changes": [
            {"base_uri": one.base, "block": one.block, "time": one.time, "tx": one.tx}
            for one in found.changes
        ],
        "checks": [
            {"check": one.name, "good": one.good, "words": one.words} for one in found.checks
        ],
    }


def _show(session: Session, found: Metadata) -> None:
    from daoctl.times import format_time, reader_zone

    out, reader = session.out, reader_zone()
    out.data(_("Address: {base}").format(base=clean(found.base) or "-"))
    if found.token:
        out.data(_("Token {token}: {uri}").format(token=found.token, uri=clean(found.uri) or "-"))
    for one in found.checks:
        sign = "  + " if one.good else "  ! "
        out.data(sign + clean(one.words), style="green" if one.good else "yellow")
    for change in found.changes:
        when = format_time(change.time, session.village.zone, reader)
        words = _("{time}: fixed for ever") if change.base is None else _("{time}: {base}")
        out.say(clean(words.format(time=when, base=change.base or "-")), style="dim")
    if not found.frozen:
        out.say(_("To change it, or to fix it for ever: daoctl proposal draft --kind metadata"))
