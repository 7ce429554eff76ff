"""Running the real `daoctl` process, as every journey does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.shapes import check, verb_of

# As a user runs it. `python -m daoctl` would do the same, but for Ctrl-C while a module loads: Python then
# ends such a process by the signal, whatever exit code it was given.
DAOCTL = [str(Path(sys.executable).with_name("daoctl"))]


def environment(**more: str) -> dict[str, str]:
    """The environment without anything of daoctl's, speaking English."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DAOCTL_")}
    return {**kept, "DAOCTL_LANG": "en", **more}


def daoctl(*arguments: str, cwd: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Runs daoctl without a terminal, to its end."""
    return subprocess.run(
        [*DAOCTL, *arguments],
        cwd=cwd,
        env=environment(**more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def answer(*arguments: str, cwd: Path, **more: str) -> Any:
    """What daoctl answers with --json, in the shape that docs/schemas/ promises; fails with its own
    words when it does not end well."""
    done = daoctl(*arguments, "--json", cwd=cwd, **more)
    assert 0 == done.returncode, done.stderr
    found = json.loads(done.stdout)
    check(verb_of(arguments), found)
    return found


def killed_at(sign: str, *arguments: str, cwd: Path, **more: str) -> bool:
    """Runs daoctl and kills it (SIGKILL) the moment it says `sign` on stderr; answers whether it
    came to that."""
    with subprocess.Popen(
        [*DAOCTL, *arguments],
        cwd=cwd,
        env=environment(**more),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stderr is not None
        for line in running.stderr:
            if sign in line:
                running.kill()
                return True
    return False
