"""How a rehearsal is seen: the village's folder, what is open in it, and what is said of it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from daoctl.cli.options import Shared
from daoctl.cli.output import Output, clean
from daoctl.errors import DaoctlError, RecordError, UserError, WrongChain
from daoctl.times import HOUR, format_time, reader_zone
from daoctl.words import _

if TYPE_CHECKING:
    from datetime import tzinfo
    from pathlib import Path

    from daoctl.charter.model import Charter
    from daoctl.charter.practice import Started
    from daoctl.charter.practice_files import Practice


@dataclass(frozen=True)
class Scene:
    """The village's folder as a rehearsal sees it. The charter is None where it is missing or has
    mistakes: those are for other verbs to name."""

    folder: Path
    charter: Charter | None

    @property
    def zone(self) -> tzinfo:
        """The village's time zone; the reader's where the charter is not at hand."""
        from daoctl.times import find_zone

        return find_zone(self.charter.village.timezone) if self.charter else reader_zone()

    def shown(self, moment: int) -> str:
        """The moment in the village's zone."""
        return format_time(moment, self.zone, reader_zone())


def open_scene(shared: Shared) -> Scene:
    """The folder that is meant. Raises RecordError where there is no village, UserError for one
    named by its address alone."""
    from daoctl.charter.folder import find_village
    from daoctl.charter.model import load_charter

    place = find_village(shared.village)
    if place.address is not None:
        raise UserError(
            _("A practice chain belongs to a village's folder."),
            hint=_("Name the folder with --village, or go there."),
        )
    try:
        charter = load_charter(place.charter) if place.charter.is_file() else None
    except DaoctlError:
        charter = None
    return Scene(place.folder, charter)


def say_started(out: Output, scene: Scene, started: Started, *, begun_early: int) -> None:
    """Says where the chain runs, what time it is there, and what the folder's commands act on.
    `begun_early` is when a new one begins."""
    practice = started.practice
    if started.already:
        form = _("The practice chain runs already, at {url} (process {pid}).")
    elif started.resumed:
        form = _("The practice chain goes on where it stood, at {url} (process {pid}).")
    else:
        form = _("The practice chain runs, at {url} (process {pid}).")
    out.say(form.format(url=practice.url, pid=practice.pid), style="green")
    if started.moved:
        out.say(_("Its port was taken; whoever came to it by --rpc needs the new address."))
    out.say(_("There it is {now}.").format(now=scene.shown(started.head.timestamp)))
    out.say(_("Time stands still there, but for a second with each act. To let a day pass:"))
    out.say("  daoctl practice skip 1d")
    if not (started.already or started.resumed) and begun_early < int(time.time()) - HOUR:
        out.say(_("It begins a day before the charter's first sale opens."))
    out.say(_("Every command in this folder now acts on it, and nothing on it is real."))
    if network := practice.before[0]:
        out.say(
            _("To act on {network} again: daoctl practice stop").format(network=network),
            style="yellow",
        )


def open_lines(shared: Shared, out: Output) -> list[str]:
    """What is open in the village on the practice chain, and what is due there."""
    from daoctl.cli.session import open_village
    from daoctl.cli.status import election_lines, proposal_lines, read_status, sale_lines
    from daoctl.cli.status_chores import chores

    try:
        with open_village(shared, out=out) as session:
            village = session.village
            status = read_status(village)
            lines = [
                *sale_lines(village, status),
                *proposal_lines(village, status),
                *election_lines(village, status),
            ]
            if due := chores(village, status):
                lines += [_("Worth doing:"), *(f"  {one.words}" for one in due)]
    except (RecordError, WrongChain):
        return [_("The village is not founded on it yet: daoctl deploy")]
    return [clean(line) for line in lines]


def founded_at(folder: Path, practice: Practice) -> str | None:
    """The village's address on the practice chain; None where it is not founded there."""
    from daoctl.chain.anvil import LOCAL_CHAIN_ID
    from daoctl.chain.connection import connect
    from daoctl.charter.practice_files import NETWORK
    from daoctl.charter.record import check_on_chain, load_record

    try:
        record = load_record(folder, LOCAL_CHAIN_ID)
        with connect(NETWORK, practice.url) as chain:
            check_on_chain(chain, record)
    except (RecordError, WrongChain):
        return None
    return record.addresses["charter"]


def as_json(practice: Practice, *, running: bool, now: int | None) -> dict[str, Any]:
    """A practice chain as `--json` tells of it: `now` is its time in seconds since the epoch,
    `before` the network that the folder acted on before it."""
    from daoctl.charter.practice_files import NETWORK

    return {
        "running": running,
        "exists": True,
        "network": NETWORK,
        "url": practice.url,
        "pid": practice.pid if running else None,
        "now": now,
        "before": practice.before[0],
    }
