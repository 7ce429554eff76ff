"""One at a time: locks that end with the process that holds them, however it ends."""

from __future__ import annotations

import fcntl
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from daoctl.errors import AccountError, DaoctlError
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.chain.connection import Chain

_held: dict[str, int] = {}


@contextmanager
def lock_file(path: Path, refusal: DaoctlError, patience: float = 0.0) -> Iterator[None]:
    """Holds the lock inside; raises `refusal`, its cause naming the holder, when another
    process holds it for longer than `patience` seconds. This process may hold it twice."""
    key = str(path)
    if _held.get(key):
        _held[key] += 1
        try:
            yield
        finally:
            _held[key] -= 1
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _take(file, refusal, patience)
        _held[key] = 1
        try:
            os.ftruncate(file, 0)
            os.pwrite(file, str(os.getpid()).encode(), 0)
            yield
        finally:
            del _held[key]
    finally:
        # Closing gives the lock back; the file stays, for removing it would let two hold it.
        os.close(file)


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
    name = f"{chain.chain_id}-{chain.genesis[2:14]}-{address.lower()}.lock"
    refusal = AccountError(
        _("Another daoctl is sending from {address}.").format(address=address),
        hint=_("Wait until it is done, or stop it, then run the command again."),
    )
    return lock_file(folder / name, refusal, patience)
