"""Whether wallet contracts stand by signatures (ERC-1271), asked at one pinned block.

What is asked is what the village's contracts would ask (SignatureCheck.sol): a `staticcall` with
at most so much gas, of whose answer 32 bytes are looked at. It is made by a few instructions that
the node runs as if they created a contract, so that a wallet that burns all gas, answers
megabytes or writes meets the same walls as on chain, and only one word comes back over the wire.
Source: https://eips.ethereum.org/EIPS/eip-1271
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from daoctl.chain.node import Message, RpcError
from daoctl.chain.recovery import MAX_SIGNATURE, word
from daoctl.errors import ChainError
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.chain.connection import Chain

# bytes4(keccak256("isValidSignature(bytes32,bytes)")), and what a wallet that agrees answers.
MAGIC = bytes.fromhex("1626ba7e")
# The default of the contracts' `walletGas`.
WALLET_GAS = 300_000


class Question(NamedTuple):
    """Did the wallet (20 bytes) sign the digest with this?"""

    wallet: bytes
    digest: bytes
    signature: bytes


def ask_wallets(
    chain: Chain, questions: Sequence[Question], block: int, gas: int = WALLET_GAS
) -> list[bool]:
    """Each wallet's answer after that block; False too where no contract stood there then. Raises
    ChainError when the node cannot answer for the block: silence is no answer."""
    told: list[bool] = []
    for start in range(0, len(questions), 100):
        asked = [Message(None, _probe(one, gas)) for one in questions[start : start + 100]]
        for one, answer in zip(questions[start:], chain.node.call_many(asked, block), strict=False):
            if isinstance(answer, RpcError):
                raise ChainError(
                    _("The node cannot say what the wallet 0x{wallet} answers.").format(
                        wallet=one.wallet.hex()
                    ),
                    cause=answer.message,
                    hint=_("Ask a node that keeps old blocks, with --rpc."),
                )
            if len(answer) != 32:
                raise ChainError(_("The node answers what it was not asked."))
            told.append(len(one.signature) <= MAX_SIGNATURE and answer[31] == 1)
    return told


def _probe(question: Question, gas: int) -> bytes:
    """Instructions that ask the wallet and give one word: 1 if it stands by the signature."""
    wallet, digest, signature = question
    padded = signature + bytes(-len(signature) % 32)
    data = MAGIC + digest + word(64) + word(len(signature)) + padded
    size = b"\x61" + len(data).to_bytes(2, "big")  # PUSH2
    # The question is copied behind the first word of memory, which stays zero for the answer.
    tail = bytes.fromhex(
        "fa"  # STATICCALL
        "3d601f10"  # RETURNDATASIZE > 31
        "16"  # AND
        "600051631626ba7e60e01b14"  # the first word is the magic, with nothing behind it
        "16"  # AND
        "60005260206000f3"  # RETURN that as a word
    )
    call = (
        bytes.fromhex("60206000")  # where the answer goes: 32 bytes at 0
        + size
        + bytes.fromhex("602073")
        + wallet
        + b"\x62"
        + gas.to_bytes(3, "big")
        + tail
    )
    start = len(size) + 2 + 2 + 1 + len(call)
    return size + bytes([0x60, start, 0x60, 0x20, 0x39]) + call + data
