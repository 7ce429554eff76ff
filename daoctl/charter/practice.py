"""A village's practice chain: an Anvil whose state is kept in the village's folder.

Its clock stands still but for a second for each block, and while the chain is stopped; only
`skip` moves it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from daoctl.chain.keeping import Head, genesis_of, head_of, mine, stand_still, state_of
from daoctl.chain.locks import lock_file
from daoctl.chain.node import RpcError
from daoctl.chain.processes import end, started_with
from daoctl.charter.folder import (
    private_folder,
    remember_network,
    remembered_network,
    write_atomically,
)
from daoctl.charter.practice_files import (
    NETWORK,
    Practice,
    best_kept,
    find_practice,
    forget_kept,
    kept_states,
    network_before,
    practice_place,
    write_practice,
)
from daoctl.errors import ConnectionFailed, UserError
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.chain.connection import Chain

# How often the Anvil writes its state by itself: what others than daoctl did since is lost when it
# is killed.
INTERVAL = 60
PATIENCE = 20.0


@dataclass(frozen=True)
class Started:
    """A practice chain that runs. `already` when it ran before; `resumed` when it goes on from a
    kept state; `moved` when it listens elsewhere than the last time."""

    practice: Practice
    head: Head
    already: bool = False
    resumed: bool = False
    moved: bool = False


@dataclass(frozen=True)
class Stopped:
    """`was_running`, and the network that the folder's commands act on from now on (None: still on
    the practice chain, once it is started again)."""

    was_running: bool
    network: str | None


def running_head(folder: Path, practice: Practice) -> Head | None:
    """Where the practice chain stands; None when it does not run, whoever else may listen on its
    port now."""
    ours = started_with(_mark(folder))
    # Looked for first: whatever else listens on its port may never answer.
    if not ours and not started_with(_port_mark(practice.port)):
        return None
    head = head_of(practice.url)
    if head is None or practice.genesis:
        return head if head and genesis_of(practice.url) == practice.genesis else None
    # Started by a command that was killed before it could see the first block.
    return head if ours else None


def start(folder: Path, moment: int, *, port: int | None = None, anew: bool = False) -> Started:
    """Starts the practice chain, going on from its kept state, or beginning at `moment` (seconds)
    where there is none or with `anew`. One that runs is left alone.

    The folder remembers it, and what it acted on before. Raises ConnectionFailed where there is no
    Anvil or the port is taken, UserError for a kept state that cannot be read.
    """
    from daoctl.chain.anvil import find_anvil, free_port, is_free, start_anvil

    try:
        find_anvil()
    except ConnectionFailed as error:
        # Only an Anvil outlives the command that started it.
        error.hint = _("Install Node.js, then run: npm install --global @foundry-rs/anvil")
        raise
    with _lock(folder):
        known = find_practice(folder)
        before = network_before(folder, known)
        if known is not None and not anew and (head := running_head(folder, known)):
            known = replace(known, before=before)
            write_practice(folder, known)
            remember_network(folder, NETWORK, known.url)
            return Started(known, head, already=True)
        # One that a killed command left, that no longer answers, or that is to be begun anew.
        _end(folder, known)
        if anew:
            forget_kept(folder)
        source = best_kept(folder)
        if source is None and any(file.exists() for file in kept_states(folder)):
            raise UserError(
                _("The practice chain that is kept in {folder} cannot be read.").format(
                    folder=practice_place(folder)
                ),
                hint=_("Begin a new one: daoctl practice start --anew"),
            )
        last = known.port if known else None
        chosen = port or (last if last and is_free(last) else free_port())
        if not is_free(chosen):
            raise ConnectionFailed(
                _("Another program uses port {port}.").format(port=chosen),
                hint=_("Choose another, or leave out --port."),
            )
        began = Practice(chosen, genesis=known.genesis if known and source else "", before=before)
        # Written before: whatever happens now, `stop` finds what was started.
        write_practice(folder, began)
        options = ["--dump-state", str(kept_states(folder)[1]), "--state-interval", str(INTERVAL)]
        if source is not None:
            options += ["--load-state", str(source[0])]
            moment = source[1].timestamp + 1
        anvil = start_anvil(
            port=chosen,
            timestamp=moment - 1,
            options=options,
            log=practice_place(folder) / "anvil.log",
            detached=True,
        )
        try:
            stand_still(anvil.url)
            if source is None:
                # A state of nothing but the first block is not kept with its time.
                mine(anvil.url)
            practice = replace(began, pid=anvil.pid, genesis=genesis_of(anvil.url))
            write_practice(folder, practice)
            _save(folder, practice)
            remember_network(folder, NETWORK, practice.url)
        except BaseException:
            anvil.stop()
            raise
        head = head_of(practice.url)
        assert head is not None, "it answered a moment ago"
        return Started(
            practice,
            head,
            resumed=source is not None,
            moved=last is not None and last != chosen,
        )


def stop(folder: Path) -> Stopped:
    """Saves the practice chain and ends it, and lets the folder act again on the network it acted
    on before. What does not run is left alone."""
    with _lock(folder):
        known = find_practice(folder)
        if known is not None and running_head(folder, known):
            with contextlib.suppress(ConnectionFailed, RpcError):
                _save(folder, known)
        ended = _end(folder, known)
        if known is None:
            return Stopped(bool(ended), None)
        write_practice(folder, replace(known, pid=None))
        network, rpc = known.before
        current = remembered_network(folder)
        if current != (NETWORK, known.url):
            # It was founded, or turned, elsewhere in the meantime.
            return Stopped(bool(ended), current[0])
        if network is not None:
            remember_network(folder, network, rpc)
        return Stopped(bool(ended), network)


@contextmanager
def keeping(
    folder: Path, practice: Practice, chain: Chain, warn: Callable[[str], None]
) -> Iterator[None]:
    """Saves the practice chain at the end if anything was done on it inside: however the computer
    may stop afterwards, that is kept. Where it cannot be saved, `warn` is told."""
    before = chain.head()
    try:
        yield
    finally:
        try:
            if chain.head() != before:
                save(folder, practice)
        except (ConnectionFailed, RpcError):
            # It ended meanwhile; the verb itself says what came of that.
            pass
        except UserError as error:
            # The acts themselves stand, and the next one saves them as well.
            warn(
                _("The practice chain could not be saved; it goes on running. {reason}").format(
                    reason=error.cause or error.message
                )
            )


def skip(chain: Chain, seconds: int) -> Head:
    """Lets so much time pass, and a second more, so that a term of that length is over."""
    moment = chain.now() + seconds
    chain.advance_to(moment)
    chain.advance_to(moment + 1)
    return Head(chain.head(), chain.now())


def save(folder: Path, practice: Practice) -> None:
    """Saves the state as it is now. Raises UserError when the folder cannot be written."""
    with _lock(folder):
        _save(folder, practice)


def _save(folder: Path, practice: Practice) -> None:
    write_atomically(kept_states(folder)[0], state_of(practice.url), mode=0o600)


def _mark(folder: Path) -> str:
    """What only this folder's Anvil was started with."""
    return f"--dump-state {kept_states(folder)[1]} "


def _port_mark(port: int) -> str:
    """What any Anvil of ours on that port was started with, such as one whose folder was moved."""
    return f"anvil --host 127.0.0.1 --port {port} "


def _end(folder: Path, known: Practice | None) -> list[int]:
    ended = end(_mark(folder), PATIENCE)
    if known is not None and known.genesis and running_head(folder, known):
        # The folder was moved since; the first block says that it is this one all the same.
        ended += end(_port_mark(known.port), PATIENCE)
    return ended


def _lock(folder: Path) -> AbstractContextManager[None]:
    private_folder(folder)
    place = practice_place(folder)
    place.mkdir(mode=0o700, exist_ok=True)
    refusal = UserError(
        _("Another daoctl is starting or stopping the practice chain of this folder."),
        hint=_("Wait until it is done, then run the command again."),
    )
    return lock_file(place / "practice.lock", refusal, patience=PATIENCE)
