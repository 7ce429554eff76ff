"""Sending: what every act of daoctl goes through.

`send` for one call, `deploy` for a contract, `send_all` for many of many accounts. A call is
always tried before it is sent, and a refusal comes back in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from daoctl.chain.bulk import send_all
from daoctl.chain.codec import checksummed, keccak
from daoctl.chain.contracts import Call, artifact
from daoctl.chain.locks import account_lock
from daoctl.chain.simulation import GAS_CAP, estimate, simulate, with_margin
from daoctl.chain.transactions import (
    Fees,
    Receipt,
    fees,
    hand_over,
    not_taken,
    offered,
    receipt_of,
    sign_call,
    wait,
    why_failed,
)
from daoctl.errors import ChainError
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.chain.accounts import Signer
    from daoctl.chain.connection import Chain

__all__ = [
    "GAS_CAP",
    "Call",
    "Fees",
    "Receipt",
    "created_address",
    "creation",
    "deploy",
    "estimate",
    "fees",
    "next_nonce",
    "send",
    "send_all",
    "simulate",
    "with_margin",
]


def send(chain: Chain, call: Call, signer: Signer) -> Receipt:
    """Tries the call, sends it, and waits until it took effect.

    Raises ChainRefused (before sending, or after when something came between), AccountError
    when the account has too little, TransactionLost when no block takes it.
    """
    gas = with_margin(estimate(chain, call, signer.address))
    with account_lock(chain, signer.address):
        signed = sign_call(chain, call, signer, _free_nonce(chain, signer), gas, offered(chain))
        refused = hand_over(chain, [signed])[0]
    if refused is not None:
        raise not_taken(refused)
    raw = wait(chain, [signed.tx])[0]
    if raw.status != 1:
        raise why_failed(chain, raw, call.message(signer.address), gas)
    return receipt_of(chain, raw)


def _free_nonce(chain: Chain, signer: Signer) -> int:
    """The signer's next nonce. A transaction of theirs that still waits must be mined first: it
    may be the very same act, sent a moment ago."""
    mined = chain.node.nonces([signer.address])[0]
    if chain.node.nonces([signer.address], pending=True)[0] > mined:
        raise ChainError(
            _("An earlier transaction of {name} is still waiting.").format(name=signer.name),
            hint=_("Wait until it is in a block, then run the command again."),
        )
    return mined


def creation(name: str, args: Sequence[Any] = (), value: int = 0) -> Call:
    """The call that creates a contract; its `to` is empty."""
    found = artifact(name)
    if not found.bytecode:
        raise ChainError(_("{name} is not a contract that can be deployed.").format(name=name))
    inputs = found.constructor.inputs
    data = found.bytecode + inputs.encode(args)
    return Call(name, "", "constructor", inputs.by_name(args), data, value)


def deploy(
    chain: Chain, name: str, args: Sequence[Any], signer: Signer, value: int = 0
) -> tuple[str, Receipt]:
    """Deploys a contract: its address and receipt. Raises as `send` does."""
    receipt = send(chain, creation(name, args, value), signer)
    if receipt.contract is None:
        raise ChainError(_("The node did not say where {name} stands.").format(name=name))
    return receipt.contract, receipt


def next_nonce(chain: Chain, address: str) -> int:
    """The nonce of the account's next transaction, those waiting included."""
    return chain.node.nonces([address], pending=True)[0]


def created_address(sender: str, nonce: int) -> str:
    """Where the contract stands that `sender` creates with its transaction of that nonce."""
    number = nonce.to_bytes((nonce.bit_length() + 7) // 8, "big")
    if len(number) != 1 or number[0] >= 0x80:
        number = bytes([0x80 + len(number)]) + number
    body = b"\x94" + bytes.fromhex(sender[2:]) + number
    return checksummed("0x" + keccak(bytes([0xC0 + len(body)]) + body)[12:].hex())
