"""Transactions: their fees, signing, handing over, waiting, and why one failed."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from daoctl.chain.codec import checksummed, keccak
from daoctl.chain.contracts import Call, refusal
from daoctl.chain.logs import Log, decode_logs
from daoctl.chain.node import Message, RawLog, RawReceipt, RpcError
from daoctl.errors import ChainError, ChainRefused, DaoctlError, TransactionLost
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.chain.accounts import Signer
    from daoctl.chain.connection import Chain

LIVE_PATIENCE = 600.0
LOCAL_PATIENCE = 60.0
KNOWN_WORDS = ("already known", "already imported", "known transaction", "already exists")
USED_WORDS = ("nonce too low", "invalid nonce", "nonce is too low")
CHEAP_WORDS = ("underpriced", "fee too low", "less than block base fee", "max fee per gas less")
# What no node says of a transaction that it took all the same.
NEVER_WORDS = (
    "insufficient funds",
    "gas",
    "fee",
    "underpriced",
    "signature",
    "chain id",
    "chainid",
    "oversized",
)


@dataclass(frozen=True)
class Fees:
    """What is offered for each unit of gas, in wei."""

    most: int
    priority: int

    def raised(self) -> Fees:
        """Enough more for a node to take the place of an earlier transaction."""
        return Fees(self.most * 5 // 4 + 1, self.priority * 5 // 4 + 1)


@dataclass(frozen=True)
class Signed:
    """A signed transaction, not yet handed over; `fields` are what was signed."""

    tx: str
    raw: bytes = field(repr=False)
    sender: str
    nonce: int
    fields: dict[str, Any] = field(repr=False)


@dataclass(frozen=True)
class Receipt:
    """A transaction that took effect: `fee` in wei, `contract` the address of a creation."""

    tx: str
    block: int
    gas_used: int
    fee: int
    contract: str | None
    raw_logs: tuple[RawLog, ...] = field(repr=False)
    chain: Chain = field(repr=False, compare=False)

    @cached_property
    def timestamp(self) -> int:
        """When it took effect."""
        return self.chain.time_of(self.block)

    @cached_property
    def logs(self) -> list[Log]:
        """Its events, as far as daoctl knows the contracts."""
        return decode_logs(self.raw_logs)


def fees(chain: Chain) -> tuple[int, int]:
    """What to offer now: the most for each unit of gas, and the tip in it, in wei (EIP-1559).
    The most bears the base fee doubling before the transaction is mined."""
    offer = offered(chain)
    return offer.most, offer.priority


def offered(chain: Chain, rises: int = 2) -> Fees:
    """The same, bearing a base fee `rises` times the present one."""
    base = chain.latest().base_fee or 0
    priority = 0 if chain.is_development and base == 0 else chain.node.priority_fee()
    return Fees(base * rises + priority, priority)


def sign_call(
    chain: Chain, call: Call, signer: Signer, nonce: int, gas: int, offer: Fees
) -> Signed:
    """The call as a signed transaction."""
    fields: dict[str, Any] = {
        "type": 2,
        "chainId": chain.chain_id,
        "nonce": nonce,
        "value": call.value,
        "data": call.data,
        "gas": gas,
        "maxFeePerGas": offer.most,
        "maxPriorityFeePerGas": offer.priority,
    }
    if call.to:
        fields["to"] = call.to
    return sign_fields(signer, fields)


def sign_fields(signer: Signer, fields: dict[str, Any]) -> Signed:
    """The transaction of these fields, signed."""
    raw = signer.sign(fields)
    return Signed("0x" + keccak(raw).hex(), raw, signer.address, fields["nonce"], fields)


def hand_over(
    chain: Chain, signed: Sequence[Signed], in_order: bool = True
) -> list[RpcError | None]:
    """Gives the transactions to the node. None stands for one it has now, or had already; an
    error that is not surely a no (`surely_not_taken`) leaves it open. Those of one account keep
    their order in any case, by their nonces."""
    in_order = in_order and len({item.sender for item in signed}) > 1
    answers = chain.node.send_many([item.raw for item in signed], in_order)
    return [
        answer if isinstance(answer, RpcError) and not _has(chain, item, answer) else None
        for item, answer in zip(signed, answers, strict=True)
    ]


def _has(chain: Chain, signed: Signed, error: RpcError) -> bool:
    """Whether the node has the transaction although it answered with an error: it had it from a
    try whose answer was lost on the way, or a gateway before it lost patience."""
    if says(error, KNOWN_WORDS):
        return True
    return not surely_not_taken(error) and chain.node.known(signed.tx)


def says(error: RpcError, words: Sequence[str]) -> bool:
    """Whether the node's message has one of the words in it."""
    text = error.message.lower()
    return any(word in text for word in words)


def wait(chain: Chain, txs: Sequence[str], patience: float | None = None) -> list[RawReceipt]:
    """The receipts of all, in order, each under as many blocks as the chain asks for. Raises
    TransactionLost when one is in no block after `patience` seconds."""
    limit = patience or (LOCAL_PATIENCE if chain.is_development else LIVE_PATIENCE)
    give_up = time.monotonic() + limit
    pause = 0.005 if chain.is_development else 0.5
    found: dict[str, RawReceipt] = {}
    while True:
        missing = [tx for tx in dict.fromkeys(txs) if tx not in found]
        head = chain.head() if chain.confirmations and missing else 0
        for receipt in chain.node.receipts(missing):
            if receipt is not None and (
                not chain.confirmations or head - receipt.block >= chain.confirmations
            ):
                found[receipt.tx] = receipt
        missing = [tx for tx in missing if tx not in found]
        if not missing:
            return [found[tx] for tx in txs]
        if time.monotonic() > give_up:
            raise TransactionLost(
                _("Transaction {tx} is in no block yet.").format(tx=missing[0]),
                tx=missing[0],
                hint=_(
                    "It may still take effect. Look for it with its number before running the "
                    "command again."
                ),
            )
        time.sleep(pause)
        pause = min(pause * 1.5, 0.25 if chain.is_development else 3.0)


def receipt_of(chain: Chain, raw: RawReceipt) -> Receipt:
    """The receipt of a transaction that took effect."""
    contract = None if raw.contract is None else checksummed(raw.contract)
    return Receipt(raw.tx, raw.block, raw.gas_used, raw.fee_paid, contract, raw.logs, chain)


def why_failed(chain: Chain, raw: RawReceipt, message: Message, gas: int) -> DaoctlError:
    """Why a mined transaction took no effect, found by trying it again on the state before its
    block, and then at the time of its block."""
    for block in (max(raw.block - 1, 0), raw.block):
        try:
            chain.node.call(message, block)
        except RpcError as error:
            reason = refusal(error, raw.tx)
            if isinstance(reason, ChainRefused):
                return reason
    if raw.gas_used >= gas * 63 // 64:
        return ChainRefused(
            _("The transaction ran out of gas at {gas}.").format(gas=f"{gas:,}"), tx=raw.tx
        )
    return ChainRefused(
        _("The transaction was mined, but took no effect."),
        tx=raw.tx,
        cause=_("Something else changed the state just before it: {tx}").format(tx=raw.tx),
    )


def surely_not_taken(error: RpcError) -> bool:
    """Whether the node certainly does not have the transaction. After any other answer, such as
    a gateway's own timeout, it may, and must be looked up before its act is sent again."""
    return says(error, NEVER_WORDS) and not says(error, USED_WORDS)


def not_taken(error: RpcError) -> DaoctlError:
    """Why the node did not take a transaction."""
    found = refusal(error)
    if type(found) is ChainError:
        return ChainError(_("The node did not take the transaction."), cause=error.message)
    return found
