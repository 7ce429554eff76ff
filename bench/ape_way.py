"""Ape connected to a running Anvil in its own way, for what is measured beside daoctl."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from daoctl.chain.contracts import Contract
from daoctl.chain.quiet import load_ape, to_stderr


@contextmanager
def ape_at(url: str) -> Iterator[Any]:
    """The module `ape`, connected to the Anvil at that address; whatever it prints goes to
    standard error."""
    ape = load_ape()
    settings = {"host": url, "manage_process": False}
    with (
        to_stderr(),
        ape.networks.parse_network_choice("ethereum:local:foundry", provider_settings=settings),
    ):
        yield ape


def as_ape_has_it(ape: Any, contract: Contract) -> Any:
    """The same contract as an object of Ape's."""
    return ape.Contract(contract.address, abi=[*contract.artifact.abi])
