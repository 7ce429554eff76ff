"""Starting an Anvil: a development chain that runs as a process of its own.

`daoctl demo --keep`, `daoctl practice` and the tests start theirs here, so that all of them are
the same chain: Ape's well-known test accounts, rich, at a base fee of zero.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from daoctl.chain.node import RpcError
from daoctl.chain.processes import tied_to_us
from daoctl.errors import ConnectionFailed
from daoctl.words import _

MNEMONIC = "test test test test test test test test test test test junk"
LOCAL_CHAIN_ID = 31337
PATIENCE = 20.0


@dataclass(frozen=True)
class Anvil:
    """A running Anvil: where it listens, and its process."""

    url: str
    pid: int
    process: subprocess.Popen[bytes]

    def stop(self) -> None:
        """Ends the process, letting it write its state first."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


def find_anvil() -> str:
    """The Anvil to run: on PATH, or where npm put it in this folder or one above."""
    if found := shutil.which("anvil"):
        return found
    here = Path.cwd()
    for folder in (here, *here.parents):
        candidate = folder / "node_modules" / ".bin" / "anvil"
        if os.access(candidate, os.X_OK):
            return str(candidate)
    raise ConnectionFailed(
        _("Anvil, the development chain, is not installed on this computer."),
        hint=_(
            "Run: npm install @foundry-rs/anvil — or use --network ethereum:local:test, "
            "which needs no Anvil."
        ),
    )


def free_port() -> int:
    """A port of this computer that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_free(port: int) -> bool:
    """Whether nobody listens on that port of this computer now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def start_anvil(
    *,
    chain_id: int = LOCAL_CHAIN_ID,
    port: int | None = None,
    timestamp: int | None = None,
    state: Path | None = None,
    accounts: int = 10,
    options: Sequence[str] = (),
    log: Path | None = None,
    detached: bool = False,
    tied: bool = False,
) -> Anvil:
    """Starts an Anvil on loopback and waits until it answers.

    `timestamp` dates its first block, `state` is a file it loads and keeps its state in,
    `detached` lets it outlive this process and its terminal; `tied` lets it end with this process
    even where that is killed, as far as the system can. Raises ConnectionFailed when it does not
    start.
    """
    number = port or free_port()
    command = [
        *(find_anvil(), "--host", "127.0.0.1", "--port", str(number)),
        *("--chain-id", str(chain_id), "--accounts", str(accounts), "--balance", "1000000"),
        *("--mnemonic", MNEMONIC, "--block-base-fee-per-gas", "0", "--silent"),
        *options,
    ]
    if timestamp is not None:
        command += ["--timestamp", str(timestamp)]
    if state is not None:
        command += ["--state", str(state)]
    if tied:
        command = tied_to_us(command)
    url = f"http://127.0.0.1:{number}"
    with open(log or os.devnull, "ab") as output:
        process = subprocess.Popen(  # noqa: S603 - find_anvil's program, our own arguments
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=detached,
        )
    anvil = Anvil(url, process.pid, process)
    try:
        _await(anvil, chain_id)
    except BaseException:
        anvil.stop()
        raise
    return anvil


def _await(anvil: Anvil, chain_id: int) -> None:
    from daoctl.chain.rpc import RpcNode
    from daoctl.chain.wire import Wire

    node = RpcNode(Wire(anvil.url, tries=1, timeout=5.0))
    give_up = time.monotonic() + PATIENCE
    while anvil.process.poll() is None and time.monotonic() < give_up:
        try:
            if node.chain_id() == chain_id:
                return
        except (ConnectionFailed, RpcError):
            pass
        time.sleep(0.05)
    raise ConnectionFailed(
        _("Anvil, the development chain, did not start."),
        cause=_("It ended by itself or did not answer at {url}.").format(url=anvil.url),
        hint=_("Another program may use that port; try again or choose another."),
    )
