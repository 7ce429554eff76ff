"""One at a time: locks that end with the process that holds them, however it ends."""

from __future__ import annotations

import fcntl
import hashlib
import os
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from daoctl.errors import AccountError, DaoctlError
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.chain.connection import Chain


@dataclass
class _Held:
    """A lock of this process: its threads take turns, and one may take it twice."""

    turn: threading.RLock = field(default_factory=threading.RLock)
    times: int = 0


_held: defaultdict[str, _Held] = defaultdict(_Held)


@contextmanager
def lock_file(path: Path, refusal: DaoctlError, patience: float = 0.0) -> Iterator[None]:
    """Holds the lock inside; raises `refusal`, its cause naming the holder, when another process
    (or another thread of this one) holds it for longer than `patience` seconds."""
    held = _held[str(path)]
    if not held.turn.acquire(timeout=patience):
        refusal.cause = _("Process {pid} is at work there.").format(pid=os.getpid())
        raise refusal
    try:
        if held.times:
            file = None
        else:
            try:
                path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            except OSError as error:
                refusal.cause = str(error)
                raise refusal from None
        held.times += 1
        try:
            if file is not None:
                _take(file, refusal, patience)
                os.ftruncate(file, 0)
                os.pwrite(file, str(os.getpid()).encode(), 0)
            yield
        finally:
            held.times -= 1
            if file is not None:
                # Closing gives the lock back; the file stays, for removing it would let two
                # hold it.
                os.close(file)
    finally:
        held.turn.release()


def _take(file: int, refusal: DaoctlError, patience: float) -> None:
    give_up = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= give_up:
                holder = os.pread(file, 32, 0).decode(errors="replace").strip()
                refusal.cause = _("Process {pid} is at work there.").format(pid=holder or "?")
                raise refusal from None
            time.sleep(0.05)


def account_lock(
    chain: Chain, address: str, patience: float = 30.0
) -> AbstractContextManager[None]:
    """Holds an account of a chain, so that two processes of this user do not take one nonce."""
    folder = Path(tempfile.gettempdir()) / f"daoctl-{os.getuid()}"
    # Two development chains of one number may share their first block too, but never their port.
    where = (chain.rpc_url or f"pid {os.getpid()}") if chain.is_development else ""
    place = hashlib.sha256(f"{chain.chain_id} {chain.genesis} {where}".encode()).hexdigest()[:16]
    name = f"{place}-{address.lower()}.lock"
    refusal = AccountError(
        _("Another daoctl is sending from {address}.").format(address=address),
        hint=_("Wait until it is done, or stop it, then run the command again."),
    )
    return lock_file(folder / name, refusal, patience)
