"""The single things (ERC-721) that the treasury holds: digital art, gifts, a token of another
village.

Found by the transfers to the treasury, and believed only where the token's own contract says that
the treasury owns it. Anybody may send one, and it may call itself what it likes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from daoctl.chain.logs import Transfer
    from daoctl.charter.village import Village

# Any ERC-721 answers these as the villager token does.
_ABI = "DigitalVillager"
LONGEST = 200


@dataclass(frozen=True)
class Thing:
    """A token that the treasury holds: its contract and number, what these call themselves ("" for
    no answer), where its metadata stands, and when it came; `own` is a villager token."""

    token: str
    number: int
    name: str
    symbol: str
    uri: str
    block: int
    tx: str
    giver: str
    own: bool


def read_things(village: Village) -> list[Thing]:
    """What the treasury holds, in the order in which it came."""
    from daoctl.chain.logs import read_transfers

    treasury = village.treasury.address
    transfers = read_transfers(village.chain, treasury, village.founded_block)
    came = list(arrivals(transfers, treasury).values())
    owners = _ask(village, "ownerOf", [(one.token, (one.value,)) for one in came])
    held = [one for one, owner in zip(came, owners, strict=True) if owner == treasury]
    names = _ask(village, "name", [(one.token, ()) for one in held])
    symbols = _ask(village, "symbol", [(one.token, ()) for one in held])
    uris = _ask(village, "tokenURI", [(one.token, (one.value,)) for one in held])
    return [
        Thing(
            token=one.token,
            number=one.value,
            name=_text(name),
            symbol=_text(symbol),
            uri=_text(uri),
            block=one.block,
            tx=one.tx,
            giver=one.sender,
            own=one.token == village.villager.address,
        )
        for one, name, symbol, uri in zip(held, names, symbols, uris, strict=True)
    ]


def arrivals(transfers: Sequence[Transfer], treasury: str) -> dict[tuple[str, int], Transfer]:
    """The last arrival of each single thing that did not leave again, by these events. Pure."""
    found: dict[tuple[str, int], Transfer] = {}
    for one in transfers:
        if not one.single:
            continue
        found.pop((one.token, one.value), None)
        if one.recipient == treasury:
            found[one.token, one.value] = one
    return found


def _ask(
    village: Village, function: str, questions: Sequence[tuple[str, tuple[Any, ...]]]
) -> list[Any]:
    """What strangers' contracts answer, asked together; None where one refuses or says nothing
    that fits."""
    from daoctl.chain.codec import DoesNotFit
    from daoctl.chain.contracts import artifact
    from daoctl.chain.node import Message, RpcError

    if not questions:
        return []
    messages = [
        Message(token, artifact(_ABI).function(function, len(args)).encode(args))
        for token, args in questions
    ]
    found: list[Any] = []
    for (_token, args), answer in zip(
        questions, village.chain.node.call_many(messages), strict=True
    ):
        if isinstance(answer, RpcError):
            found.append(None)
            continue
        try:
            found.append(artifact(_ABI).function(function, len(args)).decode_answer(answer))
        except (DoesNotFit, UnicodeDecodeError):
            found.append(None)
    return found


def _text(answer: Any) -> str:
    return answer[:LONGEST] if isinstance(answer, str) else ""
