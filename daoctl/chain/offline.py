"""A chain that nobody is connected to, for signing where there is no network: its number is known,
and whatever else it is asked fails in words."""

from __future__ import annotations

from typing import Any, cast

from daoctl.chain.connection import Chain
from daoctl.chain.node import Node
from daoctl.errors import ConnectionFailed
from daoctl.words import _

# What Anvil, Hardhat and Ape's embedded chain call themselves.
DEVELOPMENT_IDS = (31337, 1337)


class _Nobody:
    def __getattr__(self, name: str) -> Any:
        raise ConnectionFailed(
            _("This is done without a node, and no node was asked."),
            hint=_("Name an account of this computer with --account."),
        )


def offline_chain(chain_id: int) -> Chain:
    """A chain of that number without a node: accounts can be found and can sign for it."""
    return Chain(
        network="offline",
        node=cast(Node, _Nobody()),
        chain_id=chain_id,
        rpc_url=None,
        is_development=chain_id in DEVELOPMENT_IDS,
    )
