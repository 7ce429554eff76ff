"""Certificates of residents, beside stock tokens whose holders delegate to themselves.

Somebody else holds one already, of both. A certificate remembers besides its tier, its date and the
issuer's commitment, and its issuer's day.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bench.ballots import each, sign_typed
from bench.houses import OWNER, Measured
from bench.village import OFFICE, START, person
from daoctl.chain.sending import send, send_all
from daoctl.times import DAY

UNTIL = START + 3650 * DAY
SECRET = b"\7" * 32
EARLIER = person(9_996)
SPEC = (
    ("issuer", "address"),
    ("holder", "address"),
    ("tier", "uint8"),
    ("validUntil", "uint64"),
    ("commitment", "bytes32"),
    ("epoch", "uint256"),
    ("deadline", "uint64"),
)


def issue(on: Measured) -> int:
    """One certificate to a newcomer."""
    _one_before(on)
    call = on.scene.village.certificate.call("issue", _row(0))
    return send(on.chain, call, OFFICE).gas_used


def issue_batch(count: int) -> Callable[[Measured], int]:
    """So many to newcomers, in one transaction; gas a certificate, rounded up."""

    def measure(on: Measured) -> int:
        _one_before(on)
        call = on.scene.village.certificate.call("issueBatch", [_row(n) for n in range(count)])
        return each(send(on.chain, call, OFFICE).gas_used, count)

    return measure


def claim(on: Measured) -> int:
    """A newcomer claims what the office signed."""
    _one_before(on)
    contract, holder = on.scene.village.certificate, person(0)
    values = (OFFICE.address, holder.address, 1, UNTIL, SECRET, 0, UNTIL)
    signed = sign_typed(contract, OFFICE, "Voucher", SPEC, *values)
    return send(on.chain, contract.call("claim", values, signed), holder).gas_used


def stock(count: int) -> Callable[[Measured], int]:
    """So many stock tokens in one batch, and each holder's `delegate`; gas each, rounded up."""

    def measure(on: Measured) -> int:
        people = [person(number) for number in range(count)]
        call = on.stock.villager.call("mintBatch", [one.address for one in people])
        minted = send(on.chain, call, OWNER).gas_used
        own = [(on.stock.villager.call("delegate", one.address), one) for one in people]
        return each(minted + sum(one.gas_used for one in send_all(on.chain, own)), count)

    return measure


def _one_before(on: Measured) -> None:
    row = (EARLIER.address, 1, UNTIL, SECRET)
    send(on.chain, on.scene.village.certificate.call("issue", row), OFFICE)
    on.wait()


def _row(number: int) -> tuple[Any, ...]:
    return (person(number).address, 1, UNTIL, SECRET)
