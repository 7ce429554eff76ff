"""What every test stands on, however pytest was started: the pinned tools, and none of the settings,
accounts or languages of whoever runs it."""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path

from hypothesis import settings

TOOLS = Path(__file__).resolve().parents[1] / "node_modules" / ".bin"

for name in [name for name in os.environ if name.startswith(("DAOCTL_", "APE_", "LC_", "LANG"))]:
    del os.environ[name]
os.environ["LANG"] = "en_US.UTF-8"
os.environ["PATH"] = f"{TOOLS}{os.pathsep}{os.environ['PATH']}"

# A shell that starts the tests in the background has them ignore Ctrl-C, and so would every daoctl that they start and stop.
signal.signal(signal.SIGINT, signal.default_int_handler)

# Ape reads this when it is first imported, so it is set here and not in a fixture.
_ape_home = tempfile.mkdtemp(prefix="daoctl-ape-")
os.environ["APE_DATA_FOLDER"] = _ape_home
atexit.register(shutil.rmtree, _ape_home, ignore_errors=True)

# The machine may be busy: how long an example takes says nothing about it.
settings.register_profile("daoctl", deadline=None)
settings.load_profile("daoctl")


def pytest_sessionfinish() -> None:
    """Has `make coverage` keep what this process reached: xdist gives its workers ten seconds to
    end, and coverage would write when all else is done."""
    measuring = sys.modules.get("coverage")
    if measuring is not None and (current := measuring.Coverage.current()) is not None:
        current.save()
