"""Assets by their addresses: what the charter calls them, or else what they call themselves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from daoctl.charter.fields import ETH, Asset, ticker
from daoctl.errors import ChainError

if TYPE_CHECKING:
    from daoctl.charter.village import Village


def known_assets(village: Village, addresses: Iterable[str]) -> dict[str, Asset]:
    """Each asset by its address, as the charter knows it, or else as its own contract says: an
    ERC-20 need not answer either question, and then counts in its smallest unit."""
    charter = village.charter
    listed = charter.treasury.assets if charter else [ETH]
    known = {asset.address: asset for asset in (ETH, *listed) if asset.decimals is not None}
    return {
        address: known.get(address) or _ask(village, address)
        for address in dict.fromkeys(addresses)
    }


def _ask(village: Village, address: str) -> Asset:
    from daoctl.chain.contracts import Contract

    token = Contract(village.chain, "IERC20Metadata", address)
    try:
        symbol, decimals = ticker(str(token.read("symbol"))), int(token.read("decimals"))
    except (ChainError, ValueError):
        return Asset(address, address, None)
    # A token may call itself what it likes, but not the chain's own money.
    return Asset(address if ETH.answers_to(symbol) else symbol, address, decimals)
