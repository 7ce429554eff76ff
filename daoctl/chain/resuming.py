"""Going on where a killed command stopped: what became of every transaction the journal knows.

found on the chain, took effect   → done
found on the chain, reverted      → begun again
in no block, its nonce still free → handed over again, the same one
in no block, its nonce used       → begun again: it can never be mined
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from daoctl.chain.journal import Journal, Sending
from daoctl.chain.node import RawReceipt
from daoctl.chain.transactions import (
    CHEAP_WORDS,
    USED_WORDS,
    Fees,
    Receipt,
    Signed,
    hand_over,
    not_taken,
    offered,
    receipt_of,
    says,
    sign_fields,
    surely_not_taken,
    wait,
)
from daoctl.errors import AccountError
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.chain.accounts import Signer
    from daoctl.chain.connection import Chain

Result = Callable[[Receipt], Any]


def plain_result(receipt: Receipt) -> dict[str, Any]:
    """What the journal keeps of a receipt."""
    return {
        "tx": receipt.tx,
        "block": receipt.block,
        "gas_used": receipt.gas_used,
        "fee": str(receipt.fee),
        "contract": receipt.contract,
    }


def settle(
    chain: Chain,
    journal: Journal,
    scope: str,
    signer: Signer,
    result: Result = plain_result,
) -> None:
    """Brings every act of the scope that was sent to its end, so that none is `sent` after."""
    pending: dict[str, list[str]] = {}
    for entry in journal.entries(scope, "sent"):
        pending.setdefault(str(entry.tx), []).append(entry.key)
    attempts = {tx: journal.attempts(tx) for tx in pending}
    # In the order of their nonces, for a later one cannot be mined before an earlier.
    left = sorted(pending, key=lambda tx: attempts[tx][-1].nonce)
    # All before the first is waited for, so that one block may take them all. What is refused is
    # told below, of each by itself.
    hand_over(chain, [_signed(attempts[tx][-1]) for tx in left])
    while left:
        tx = left.pop(0)
        raw = _found(chain, attempts[tx])
        if raw is None:
            sender = attempts[tx][-1].sender
            behind = any(attempts[other][-1].sender == sender for other in left)
            raw = _again(chain, journal, scope, pending[tx], attempts[tx], signer, behind)
        if raw is not None and raw.status == 1:
            journal.done(scope, pending[tx], result(receipt_of(chain, raw)))
        else:
            journal.undone(scope, pending[tx])


def _found(chain: Chain, attempts: Sequence[Sending]) -> RawReceipt | None:
    """The receipt of whichever attempt was mined, under enough blocks."""
    receipts = chain.node.receipts([attempt.tx for attempt in attempts])
    mined = [receipt.tx for receipt in receipts if receipt is not None]
    return wait(chain, mined[:1])[0] if mined else None


def _again(
    chain: Chain,
    journal: Journal,
    scope: str,
    keys: Sequence[str],
    attempts: Sequence[Sending],
    signer: Signer,
    others_behind: bool,
) -> RawReceipt | None:
    """Hands a transaction over again and waits; None when its place was taken by another. One that
    is refused stays `sent` while there are others behind it: they may be with the node, and no
    block takes them before this place is filled, which this one alone may fill."""
    last = attempts[-1]
    if chain.node.nonces([last.sender])[0] > last.nonce:
        # Mined between our two questions, or never to be mined.
        return _found(chain, attempts)
    signed = _signed(last)
    tried = [attempt.tx for attempt in attempts]
    for _try in range(5):
        refused = hand_over(chain, [signed])[0]
        if refused is None:
            break
        if says(refused, USED_WORDS):
            return _found(chain, attempts)
        if not says(refused, CHEAP_WORDS):
            if surely_not_taken(refused) and not others_behind:
                journal.undone(scope, keys)
            raise not_taken(refused)
        signed = _dearer(chain, signed, signer)
        tried.append(signed.tx)
        journal.sent(scope, keys, signed)
    return wait(chain, [signed.tx])[0]


def _signed(attempt: Sending) -> Signed:
    return Signed(attempt.tx, attempt.raw, attempt.sender, attempt.nonce, attempt.fields)


def _dearer(chain: Chain, signed: Signed, signer: Signer) -> Signed:
    """The same transaction with the same nonce, offering more."""
    if signer.address != signed.sender:
        raise AccountError(
            _("A transaction of {address} is still waiting, and only it can renew it.").format(
                address=signed.sender
            ),
            hint=_("Run the command again with that account."),
        )
    before = Fees(signed.fields["maxFeePerGas"], signed.fields["maxPriorityFeePerGas"]).raised()
    now = offered(chain)
    fields = dict(signed.fields)
    fields["maxFeePerGas"] = max(before.most, now.most)
    fields["maxPriorityFeePerGas"] = max(before.priority, now.priority)
    if isinstance(fields["data"], str):
        fields["data"] = bytes.fromhex(fields["data"])
    return sign_fields(signer, fields)
