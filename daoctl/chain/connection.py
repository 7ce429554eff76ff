"""The way to a chain: Ape's networks, and what every module above asks of a chain.

with connect("ethereum:local:foundry", rpc="http://127.0.0.1:8545") as chain:
    chain.now()
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from daoctl.chain.node import Block, Node, RpcError
from daoctl.errors import ChainError, UserError
from daoctl.words import _

if TYPE_CHECKING:
    from web3 import Web3

EMBEDDED = "ethereum:local:test"
LIVE_CONFIRMATIONS = 2
DEVELOPMENT_CLIENTS = ("anvil", "hardhat", "ethereumtester", "foundry")


@dataclass
class Chain:
    """A connected chain.

    `network` is Ape's name of it ("ethereum:sepolia:node"), `rpc_url` its address (None for the
    embedded chain), `is_development` whether its time can be moved, `confirmations` how many
    blocks must stand on top of a transaction before it counts, `pid` the process of an Anvil
    that was started for this connection.
    """

    network: str
    node: Node
    chain_id: int
    rpc_url: str | None
    is_development: bool
    confirmations: int = 0
    pid: int | None = None
    provider: Any = None
    _times: dict[int, int] = field(default_factory=dict, repr=False)

    @cached_property
    def web3(self) -> Web3:
        """web3's view of the same node."""
        if self.provider is None:
            from web3 import HTTPProvider, Web3

            return Web3(HTTPProvider(self.rpc_url))
        found: Web3 = self.provider.web3
        return found

    def latest(self) -> Block:
        """The latest block's head."""
        return self.node.block()

    def now(self) -> int:
        """The chain's clock: the latest block's timestamp. No rule looks at any other."""
        return self.latest().timestamp

    def head(self) -> int:
        """The latest block's number."""
        return self.latest().number

    def time_of(self, number: int) -> int:
        """The timestamp of a block."""
        if number not in self._times:
            # A reorganisation may still replace the newest blocks by others.
            block = self.node.block(number)
            if not (self.is_development or self.latest().number - number >= 64):
                return block.timestamp
            self._times[number] = block.timestamp
        return self._times[number]

    def block_at(self, ts: int) -> int:
        """The last block with a timestamp of at most `ts`. Raises ChainError when even the
        first block is later."""
        latest = self.latest()
        if latest.timestamp <= ts:
            return latest.number
        low, high = 0, latest.number
        if self.node.block(0).timestamp > ts:
            raise ChainError(_("The chain did not exist yet at that time."))
        while high - low > 1:
            middle = (low + high) // 2
            if self.node.block(middle).timestamp <= ts:
                low = middle
            else:
                high = middle
        return low

    def advance_to(self, ts: int) -> None:
        """Moves the clock to `ts` by mining one block there; doing nothing when it shows `ts`
        already. Development chains only. Raises UserError for the past."""
        if not self.is_development:
            raise UserError(
                _("Time passes by itself on {network}.").format(network=self.network),
                hint=_("Only a development chain's time can be moved."),
            )
        now = self.now()
        if ts < now:
            raise UserError(_("The chain's time cannot be moved back."))
        if ts > now:
            self.node.advance_to(ts)

    def balance(self, address: str, block: int | None = None) -> int:
        """The wei an account holds."""
        return self.node.balance(address, block)

    def has_code(self, address: str) -> bool:
        """Whether a contract stands at the address."""
        return bool(self.node.code(address))

    def created_at(self, address: str, last: int | None = None) -> int | None:
        """The block in which the contract was created, at or before `last` (the latest without
        one); None when the node has forgotten so old a state."""
        low, high = 0, self.head() if last is None else last
        try:
            while low < high:
                middle = (low + high) // 2
                if self.node.code(address, middle):
                    high = middle
                else:
                    low = middle + 1
        except RpcError:
            return None
        return low

    @cached_property
    def genesis(self) -> str:
        """The first block's hash, which tells apart two chains of one number; "" if the node
        does not keep it."""
        try:
            return self.node.block(0).hash
        except (RpcError, LookupError, TypeError):
            return ""


@contextmanager
def connect(
    network: str = EMBEDDED, rpc: str | None = None, confirmations: int | None = None
) -> Iterator[Chain]:
    """Connects to a network by Ape's `ecosystem:network:provider`.

    `rpc` is the address of a node of it; without one, Ape's configuration says where the node
    is, and `ethereum:local:foundry` starts an Anvil of its own that ends with the connection.
    `confirmations` defaults to none for a node on this computer, else to DAOCTL_CONFIRMATIONS
    or 2. Raises ConnectionFailed (no node, no address, unknown network) or WrongChain.
    """
    from daoctl.chain.networks import choose, open_provider
    from daoctl.chain.rpc import RpcNode

    choice = choose(network, rpc)
    with ExitStack() as stack:
        if choice.starts_anvil:
            from daoctl.chain.anvil import start_anvil

            anvil = start_anvil(tied=True)
            stack.callback(anvil.stop)
            choice = choice.at(anvil.url)
            pid: int | None = anvil.pid
        else:
            pid = None
        provider, node, url = stack.enter_context(open_provider(choice))
        chain_id = node.chain_id()
        is_development = choice.is_local or node.client().lower().startswith(DEVELOPMENT_CLIENTS)
        if is_development and isinstance(node, RpcNode):
            node.trial, node.gathers = "pending", True
        yield Chain(
            network=choice.name,
            node=node,
            chain_id=chain_id,
            rpc_url=url,
            is_development=is_development,
            confirmations=_confirmations(confirmations, is_development),
            pid=pid,
            provider=provider,
        )


def _confirmations(given: int | None, is_development: bool) -> int:
    if given is not None:
        return given
    if is_development:
        return 0
    text = os.environ.get("DAOCTL_CONFIRMATIONS", "")
    if not text:
        return LIVE_CONFIRMATIONS
    if not text.isdigit():
        raise UserError(
            _("DAOCTL_CONFIRMATIONS is `{text}`, which is not a number.").format(text=text)
        )
    return int(text)
