"""A village for everything that goes wrong: three people with votes, a council, and a command line
run in this process, for a process for each typing error would take most of the tests' time."""

from __future__ import annotations

import contextlib
import io
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from unittest import mock

from daoctl.chain.accounts import account_address
from daoctl.chain.anvil import start_anvil
from daoctl.chain.connection import Chain
from daoctl.charter.village import Village
from daoctl.cli.app import main
from tests.chain.governance_village import founded

ANN, BOB, CEM, COUNCIL, NOBODY = "TEST::0", "TEST::1", "TEST::2", "TEST::5", "TEST::7"


class Said(NamedTuple):
    """What a command said and how it ended."""

    code: int
    stdout: str
    stderr: str


@dataclass
class Terminal:
    """A terminal in the village's folder."""

    folder: Path
    rpc: str
    village: Village

    @property
    def chain(self) -> Chain:
        """The chain, asked directly."""
        return self.village.chain

    def run(self, *arguments: str, **more: str) -> Said:
        """Runs one command line; nobody is there to be asked."""
        stdout, stderr = io.StringIO(), io.StringIO()
        kept = {name: value for name, value in os.environ.items() if not name.startswith("DAOCTL_")}
        settings = {
            "DAOCTL_LANG": "en",
            "DAOCTL_RPC": self.rpc,
            "DAOCTL_VILLAGE": str(self.folder),
        }
        with (
            mock.patch.dict(os.environ, {**kept, **settings, **more}, clear=True),
            mock.patch("sys.stdin", io.StringIO()),
            contextlib.redirect_stdout(stdout),
            contextlib.redirect_stderr(stderr),
        ):
            code = main(arguments)
        return Said(code, stdout.getvalue(), stderr.getvalue())

    def ok(self, *arguments: str, **more: str) -> str:
        """What a command prints that must end well."""
        said = self.run(*arguments, **more)
        assert 0 == said.code, said.stderr
        return said.stdout

    def json(self, *arguments: str):
        """What it prints with --json."""
        return json.loads(self.ok(*arguments, "--json"))

    def write(self, name: str, content: str | bytes) -> str:
        """A file in the folder; its path."""
        file = self.folder / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(file)

    def draft(self, title: str, front: str = "kind: text") -> str:
        """A draft's file."""
        return self.write(f"{title}.md", f"---\ntitle: {title}\n{front}\n---\n\nThe harvest.\n")

    def submit(self, title: str, front: str = "kind: text"):
        """Submits a draft as Ann; what the command answered."""
        file = self.draft(title, front)
        return self.json("proposal", "submit", file, "--account", ANN, "--yes")

    def sent(self) -> int:
        """How many transactions all accounts of this computer have sent."""
        accounts = [account_address(f"TEST::{number}") for number in range(10)]
        return sum(self.chain.node.nonces(accounts))


def scene(folder: Path) -> Iterator[Terminal]:
    """The village, for a fixture of a whole module: Ann has three votes, Bob two, Cem one."""
    anvil = start_anvil()
    try:
        tokens = {account_address(ANN): 3, account_address(BOB): 2, account_address(CEM): 1}
        with founded(folder, tokens, rpc=anvil.url, council=account_address(COUNCIL)) as made:
            yield Terminal(folder, anvil.url, made.village)
    finally:
        anvil.stop()
