"""`daoctl` without waiting for its libraries: a process that has imported them forks for each command.

Guides run some hundred commands, and a second of each goes into importing web3 and Ape. The command
itself is the real one: `daoctl.cli.app.main` in a process of its own, with the caller's arguments,
folder, environment and streams. No module of daoctl is imported before, since the words of its help
are chosen as they load. (The READMEs are run without this, tests/journeys/test_readme.py.)
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

LIBRARIES = (
    "ape.api",
    "ape.managers",
    "ape_foundry.provider",
    "coincurve",
    "cryptography.fernet",
    "eth_account",
    "pydantic",
    "typer",
    "web3",
)


@contextlib.contextmanager
def warm(folder: Path, environment: dict[str, str]) -> Iterator[Path]:
    """The process, whose libraries are imported in that environment; a folder to put on PATH,
    which holds the command `daoctl`."""
    place = folder / "warm.socket"
    command = folder / "daoctl"
    command.write_text(
        f'#!/bin/sh\nexec "{sys.executable}" -S -E "{__file__}" "{place}" "$@"\n', "utf-8"
    )
    command.chmod(0o755)
    serving = subprocess.Popen([sys.executable, __file__, "--serve", str(place)], env=environment)
    try:
        give_up = time.monotonic() + 60
        while not place.exists():
            assert serving.poll() is None, "the warm process ended"
            assert time.monotonic() < give_up, "the warm process does not answer"
            time.sleep(0.05)
        yield folder
    finally:
        serving.terminate()
        serving.wait()


def _serve(place: str) -> None:
    for name in LIBRARIES:
        importlib.import_module(name)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    # Nobody waits for the children: each tells its caller how it ended.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(f"{place}.new")
        server.listen()
        os.rename(f"{place}.new", place)
        while True:
            caller, _address = server.accept()
            if os.fork() == 0:
                server.close()
                _run(caller)
            caller.close()


def _run(caller: socket.socket) -> None:
    """One command, in this fork; never returns."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    size, given, _flags, _address = socket.recv_fds(caller, 8, 3)
    asked = json.loads(caller.makefile("rb").read(int(size)))
    for number, one in enumerate(given):
        os.dup2(one, number)
        os.close(one)
    os.chdir(asked["folder"])
    os.environ.clear()
    os.environ.update(asked["environment"])
    sys.argv = ["daoctl", *asked["arguments"]]
    code = 70
    try:
        from daoctl.cli.app import main

        code = main()
    except SystemExit as ended:
        code = int(ended.code or 0)
    finally:
        with contextlib.suppress(BrokenPipeError):
            sys.stdout.flush()
            sys.stderr.flush()
        caller.sendall(str(code).encode())
        os._exit(0)


def _call(place: str, arguments: list[str]) -> int:
    """Has the command run there, and answers its exit code."""
    asked = json.dumps(
        {"arguments": arguments, "folder": os.getcwd(), "environment": dict(os.environ)}
    ).encode()
    with socket.socket(socket.AF_UNIX) as there:
        there.connect(place)
        socket.send_fds(there, [f"{len(asked):8}".encode()], [0, 1, 2])
        there.sendall(asked)
        return int(there.recv(16) or b"70")


if __name__ == "__main__":
    if sys.argv[1] == "--serve":
        sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
        _serve(sys.argv[2])
    raise SystemExit(_call(sys.argv[1], sys.argv[2:]))
