"""Trying a call on the present state without sending it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from daoctl.chain.codec import DoesNotFit
from daoctl.chain.contracts import Call, artifact, refusal
from daoctl.chain.node import RpcError
from daoctl.errors import ChainError
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.chain.connection import Chain

# EIP-7825: no transaction may use more.
GAS_CAP = 16_777_216


def simulate(chain: Chain, call: Call, sender: str, block: int | None = None) -> Any:
    """What the call would answer if `sender` made it now, or had made it on the state after
    `block`: a value, a named tuple of several, or None; for a creation the contract's code.
    Raises ChainRefused in words, or AccountError when the sender has too little."""
    try:
        message = call.message(sender)
        answer = chain.node.try_call(message) if block is None else chain.node.call(message, block)
    except RpcError as error:
        raise refusal(error) from None
    if not call.to:
        return answer
    function = artifact(call.contract).selectors.get(call.data[:4])
    if function is None or not function.outputs.types:
        return None
    try:
        return function.decode_answer(answer)
    except DoesNotFit:
        # An account without code answers nothing to everything.
        raise ChainError(
            _("There is no {name} at {address} on this chain.").format(
                name=call.contract, address=call.to
            ),
            hint=_("Check --network and --rpc, and the address."),
        ) from None


def estimate(chain: Chain, call: Call, sender: str) -> int:
    """The gas the call needs now, without a margin. Raises ChainRefused in words when it would
    be refused, AccountError when the sender has too little, and ChainError when one transaction
    cannot hold it."""
    try:
        gas = chain.node.estimate(call.message(sender))
    except RpcError as error:
        if error.reverted and not error.data:
            # Some nodes give a contract's reason only for a call.
            simulate(chain, call, sender)
        raise refusal(error) from None
    if gas > GAS_CAP:
        raise ChainError(
            _("This needs {gas} gas, and one transaction may use {most} at most.").format(
                gas=f"{gas:,}", most=f"{GAS_CAP:,}"
            )
        )
    return gas


# Votes are written down with their moment (ERC-6372). A node estimates in the moment of its newest
# block, where an entry of that same moment is only written over; when the transaction is mined, it
# is a new one, for up to 22,100 gas (EIP-2929), and an act moves the votes of two at most.
NEW_ENTRIES = 2 * 22_100


def with_margin(gas: int, percent: int = 25) -> int:
    """An estimate with room for what happens before the transaction is mined, within what one
    transaction may use."""
    return min(gas + gas * percent // 100 + 5_000 + NEW_ENTRIES, GAS_CAP)
