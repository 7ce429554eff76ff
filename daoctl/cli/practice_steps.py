"""What `daoctl practice start`, `skip`, `status` and `stop` do."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from daoctl.cli.options import Shared
from daoctl.cli.practice_show import (
    Scene,
    as_json,
    founded_at,
    open_lines,
    open_scene,
    say_started,
)
from daoctl.errors import ConnectionFailed, UserError
from daoctl.times import DAY, HOUR, MINUTE, format_duration, parse_duration
from daoctl.words import _

if TYPE_CHECKING:
    from pathlib import Path

    from daoctl.charter.practice_files import Practice
    from daoctl.cli.output import Output

# What an account holds at least on a practice chain, in wei: enough for everything but a fortune.
ALLOWANCE = 100 * 10**18


@dataclass(frozen=True)
class StartOptions:
    """Where the chain listens (None: the last port, or a free one), and whether to begin anew."""

    shared: Shared
    port: int | None = None
    anew: bool = False


@dataclass(frozen=True)
class SkipOptions:
    """How much time passes, as it was typed."""

    shared: Shared
    duration: str


def run_start(options: StartOptions) -> None:
    """Starts the practice chain; one that runs is said to. Raises ConnectionFailed where no Anvil
    is installed or the port is taken."""
    from daoctl.charter.practice import start
    from daoctl.charter.practice_files import find_practice, kept
    from daoctl.cli.asking import agree
    from daoctl.cli.session import quiet_stdout, voice

    scene, out = open_scene(options.shared), voice(options.shared)
    if options.anew and find_practice(scene.folder) is not None and kept(scene.folder) is not None:
        out.say(_("What was rehearsed on the present practice chain will be lost."), style="yellow")
        agree(out, options.shared.yes, _("Nothing was changed."))
    moment = _first_moment(scene)
    with quiet_stdout():
        started = start(scene.folder, moment, port=options.port, anew=options.anew)
        _give_means(scene, started.practice)
    say_started(out, scene, started, begun_early=moment)
    practice = started.practice
    out.result(
        {
            **as_json(practice, running=True, now=started.head.timestamp),
            "block": started.head.number,
            "already": started.already,
            "resumed": started.resumed,
        },
        [],
    )


def run_skip(options: SkipOptions) -> None:
    """Lets time pass. Raises UserError for what is no length of time, ConnectionFailed when the
    chain does not run."""
    from daoctl.charter.practice import skip
    from daoctl.cli.session import open_chain, voice
    from daoctl.times import LATEST

    seconds = parse_duration(options.duration)
    scene, out = open_scene(options.shared), voice(options.shared)
    shared = _on_practice(options.shared, _known(scene.folder))
    if seconds == 0:
        raise UserError(_("No time is no length to skip."))
    with open_chain(shared, out=out) as opened:
        before = opened.chain.now()
        if before + seconds >= LATEST:
            raise UserError(
                _("`{text}` is longer than any calendar.").format(text=options.duration)
            )
        head = skip(opened.chain, seconds)
    if out.as_json:
        out.emit_json({"before": before, "now": head.timestamp, "block": head.number})
        return
    out.say(
        _("The practice chain moved on by {duration}: there it is {now}.").format(
            duration=format_duration(seconds), now=scene.shown(head.timestamp)
        ),
        style="green",
    )
    for line in open_lines(shared, out):
        out.say(line)


def run_status(shared: Shared) -> None:
    """Shows whether the practice chain runs, and what is open on it."""
    from daoctl.charter.folder import remembered_network
    from daoctl.charter.practice import running_head
    from daoctl.charter.practice_files import NETWORK, find_practice, kept
    from daoctl.cli.session import voice

    scene, out = open_scene(shared), voice(shared)
    practice = find_practice(scene.folder)
    if practice is None:
        out.result(
            {"running": False, "exists": False},
            _("There is no practice chain in this folder. To begin one: daoctl practice start"),
        )
        return
    head = running_head(scene.folder, practice)
    if head is None:
        stood = kept(scene.folder)
        lines = [_("The practice chain is stopped. To go on: daoctl practice start")]
        if stood is not None:
            lines.append(
                _("Its time stands still at {now}.").format(now=scene.shown(stood.timestamp))
            )
        out.result(as_json(practice, running=False, now=stood.timestamp if stood else None), lines)
        return
    acts_here = remembered_network(scene.folder) == (NETWORK, practice.url)
    lines = [
        _("The practice chain runs at {url} (process {pid}).").format(
            url=practice.url, pid=practice.pid
        ),
        _("Its time stands still at {now}.").format(now=scene.shown(head.timestamp)),
    ]
    if not acts_here:
        lines.append(_("Commands in this folder act on another chain now; to change that:"))
        lines.append("  daoctl practice start")
    lines += open_lines(_on_practice(shared, practice), out)
    if address := founded_at(scene.folder, practice):
        lines.append(_("From another folder on this computer it is joined with:"))
        lines.append(f"  daoctl join {NETWORK} {address} --rpc {practice.url}")
    answer = {**as_json(practice, running=True, now=head.timestamp), "block": head.number}
    out.result({**answer, "village": address, "acts_here": acts_here}, lines)


def run_stop(shared: Shared) -> None:
    """Stops the practice chain; one that does not run is said to be stopped."""
    from daoctl.charter.practice import stop
    from daoctl.charter.practice_files import find_practice
    from daoctl.cli.session import voice

    scene, out = open_scene(shared), voice(shared)
    stopped = stop(scene.folder)
    practice = find_practice(scene.folder)
    if practice is None:
        out.say(_("There is no practice chain in this folder."))
    elif stopped.was_running:
        out.say(_("The practice chain is stopped. All that was done on it is kept."), style="green")
    else:
        out.say(_("The practice chain is stopped already."))
    if practice is not None and stopped.network is None:
        out.say(_("To go on where it stands: daoctl practice start"))
    elif stopped.network is not None:
        _say_going_back(out, stopped.network)
    out.result(
        {"running": False, "was_running": stopped.was_running, "network": stopped.network}, []
    )


def _say_going_back(out: Output, network: str) -> None:
    """Says which network commands act on from now on, and that it is real unless it is local."""
    from daoctl.chain.networks import choose

    if choose(network, None).is_local:
        text = _("From now on, commands in this folder act on {network} again.")
        out.say(text.format(network=network))
        return
    text = _("From now on, commands in this folder act on {network} again: that is real.")
    out.say(text.format(network=network), style="yellow")


def _first_moment(scene: Scene) -> int:
    """When a new chain begins: now, or a day before the charter's first sale where that is over
    or too near, for a village is founded before it sells."""
    # A full minute, so that its times are short to read.
    now = int(time.time()) // MINUTE * MINUTE
    if scene.charter is None or not scene.charter.villager.phases:
        return now
    first = min(phase.opens for phase in scene.charter.villager.phases)
    return now if first >= now + 2 * HOUR else first - DAY


def _give_means(scene: Scene, practice: Practice) -> None:
    """Lets this computer's accounts, and those that the charter names, pay on the chain."""
    from daoctl.chain.accounts import keyfile_addresses
    from daoctl.chain.keeping import give
    from daoctl.charter.fields import is_address
    from daoctl.charter.practice import save

    roles = scene.charter.roles if scene.charter else None
    named = (*roles.council, *roles.issuer, *roles.reviewer) if roles else ()
    addresses = {*keyfile_addresses(), *(one for one in named if is_address(one))}
    if addresses:
        give(practice.url, addresses, ALLOWANCE)
        save(scene.folder, practice)


def _on_practice(shared: Shared, practice: Practice) -> Shared:
    from daoctl.charter.practice_files import NETWORK

    return replace(shared, network=NETWORK, rpc=practice.url)


def _known(folder: Path) -> Practice:
    from daoctl.charter.practice_files import find_practice

    practice = find_practice(folder)
    if practice is None:
        raise ConnectionFailed(
            _("There is no practice chain in this folder."),
            hint=_("To begin one: daoctl practice start"),
        )
    return practice
