"""Programs that run on this computer: finding ours by how they were started, and ending them.

A process id alone proves nothing: after a reboot another program may have it. What a program was
started with does.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import time
from functools import cache
from pathlib import Path

_PROC = Path("/proc")


def started_with(mark: str) -> list[int]:
    """The ids of this computer's processes whose command line holds `mark`, without this one;
    none where they cannot be listed."""
    own = os.getpid()
    return sorted(pid for pid, line in _command_lines().items() if mark in line and pid != own)


def end(mark: str, patience: float) -> list[int]:
    """Ends the processes whose command line holds `mark`: asked first, so that they can write what
    they hold, and after `patience` seconds by force. Returns their ids."""
    ended: set[int] = set()
    for sign in (signal.SIGTERM, signal.SIGKILL):
        found = started_with(mark)
        ended.update(found)
        for pid in found:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, sign)
        give_up = time.monotonic() + patience
        while found and time.monotonic() < give_up:
            time.sleep(0.02)
            found = started_with(mark)
        if not found:
            break
    return sorted(ended)


def tied_to_us(command: list[str]) -> list[str]:
    """The command such that the program ends when this process does, however that ends (exactly:
    when the thread does that starts it). As it is where the system has no means for it."""
    return [*_tie(), *command]


@cache
def _tie() -> tuple[str, ...]:
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        return ()
    tie = (setpriv, "--pdeathsig", "TERM", "--")
    # There are smaller programs of that name, which know less.
    tried = subprocess.run(  # noqa: S603 - the system's own program
        [*tie, setpriv, "--version"], capture_output=True, check=False
    )
    return tie if tried.returncode == 0 else ()


def _command_lines() -> dict[int, str]:
    if (_PROC / "self" / "cmdline").exists():
        found = {}
        for entry in _PROC.iterdir():
            if entry.name.isdecimal():
                # A process may end while we look; one that has ended and waits has no line.
                with contextlib.suppress(OSError):
                    raw = (entry / "cmdline").read_bytes()
                    found[int(entry.name)] = raw.replace(b"\0", b" ").decode(errors="replace")
        return found
    ps = shutil.which("ps")
    if ps is None:
        return {}
    listed = subprocess.run(  # noqa: S603 - the system's own program, our own arguments
        [ps, "-A", "-ww", "-o", "pid=,command="], capture_output=True, text=True, check=False
    )
    rows = (line.strip().partition(" ") for line in listed.stdout.splitlines())
    return {int(pid): line for pid, _space, line in rows if pid.isdecimal()}
