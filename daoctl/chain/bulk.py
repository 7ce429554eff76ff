"""Many transactions of many accounts, many in flight at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING

from daoctl.chain.contracts import Call
from daoctl.chain.locks import account_lock
from daoctl.chain.simulation import GAS_CAP, estimate
from daoctl.chain.transactions import (
    Fees,
    Receipt,
    Signed,
    hand_over,
    not_taken,
    offered,
    receipt_of,
    sign_call,
    wait,
    why_failed,
)

if TYPE_CHECKING:
    from daoctl.chain.accounts import Signer
    from daoctl.chain.connection import Chain

WINDOW = 200
# A first call of a kind may need less than a later one, which meets a fuller state.
MARGIN_PERCENT = 60

Pair = tuple[Call, "Signer"]


def send_all(
    chain: Chain,
    pairs: Sequence[Pair],
    on_receipt: Callable[[Receipt], None] | None = None,
    gas: int | None = None,
    in_order: bool = True,
) -> list[Receipt]:
    """Sends all calls, each from its signer; the receipts in the same order.

    The calls take effect in their order too, unless `in_order` is false: then only those of one
    signer do, and a node that mines at once takes them nearly twice as fast. `gas` is each transaction's limit; without it, the first call of each kind (contract,
    function and length) is tried and estimated, on the state that all before it left. Raises
    the reason of the first that failed; those handed over with it may have taken effect.
    """
    receipts: list[Receipt] = []
    limits: dict[tuple[str, bytes, int, bool], int] = {}
    nonces: dict[str, int] = {}
    with ExitStack() as locks:
        addresses = list(dict.fromkeys(signer.address for _call, signer in pairs))
        if len(addresses) == 1:
            # Demo wallets are this process's own; only an account of a person is shared.
            locks.enter_context(account_lock(chain, addresses[0]))
        nonces.update(zip(addresses, chain.node.nonces(addresses, pending=True), strict=True))
        start = 0
        while start < len(pairs):
            window = _window(pairs, start, limits, gas)
            call, signer = pairs[start]
            if gas is None and _kind(call) not in limits:
                estimated = estimate(chain, call, signer.address)
                limits[_kind(call)] = min(
                    estimated + estimated * MARGIN_PERCENT // 100 + 20_000, GAS_CAP
                )
                window = _window(pairs, start, limits, gas)
            offer = offered(chain, rises=4)
            batch = pairs[start : start + window]
            done = _send_window(chain, batch, limits, gas, nonces, offer, in_order)
            for receipt in done:
                receipts.append(receipt)
                if on_receipt is not None:
                    on_receipt(receipt)
            start += window
    return receipts


def _kind(call: Call) -> tuple[str, bytes, int, bool]:
    return call.to, call.data[:4], len(call.data), call.value > 0


def _window(
    pairs: Sequence[Pair],
    start: int,
    limits: dict[tuple[str, bytes, int, bool], int],
    gas: int | None,
) -> int:
    """How many from `start` on can go together: up to the next kind not yet estimated."""
    for place in range(start, min(start + WINDOW, len(pairs))):
        if gas is None and _kind(pairs[place][0]) not in limits:
            return max(place - start, 1)
    return min(WINDOW, len(pairs) - start)


def _send_window(
    chain: Chain,
    pairs: Sequence[Pair],
    limits: dict[tuple[str, bytes, int, bool], int],
    gas: int | None,
    nonces: dict[str, int],
    offer: Fees,
    in_order: bool,
) -> list[Receipt]:
    signed: list[Signed] = []
    for call, signer in pairs:
        limit = gas if gas is not None else limits[_kind(call)]
        nonce = nonces[signer.address]
        nonces[signer.address] = nonce + 1
        signed.append(sign_call(chain, call, signer, nonce, limit, offer))
    refused = hand_over(chain, signed, in_order)
    for place, error in enumerate(refused):
        if error is not None:
            # What was taken before it is let through, so that the caller's next try is clean.
            wait(chain, [item.tx for item in signed[:place]])
            raise not_taken(error)
    raws = wait(chain, [item.tx for item in signed])
    for (call, signer), raw, item in zip(pairs, raws, signed, strict=True):
        if raw.status != 1:
            raise why_failed(chain, raw, call.message(signer.address), item.fields["gas"])
    return [receipt_of(chain, raw) for raw in raws]
