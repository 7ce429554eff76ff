"""Acts that must take effect exactly once, however often the command is killed and run again:
one at a time (`send_once`), or a table's rows, many to a transaction (`run_batch`)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from daoctl.chain.codec import keccak
from daoctl.chain.contracts import Call
from daoctl.chain.locks import account_lock
from daoctl.chain.resuming import plain_result, settle
from daoctl.chain.simulation import GAS_CAP, estimate, with_margin
from daoctl.chain.transactions import (
    USED_WORDS,
    Receipt,
    Signed,
    hand_over,
    not_taken,
    offered,
    receipt_of,
    says,
    sign_call,
    surely_not_taken,
    wait,
    why_failed,
)
from daoctl.errors import AccountError, ChainError, ChainRefused, DaoctlError, JournalError
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.chain.accounts import Signer
    from daoctl.chain.connection import Chain
    from daoctl.chain.journal import Entry, Journal

Row = TypeVar("Row")

# Transactions in flight at once: few enough that a refusal stops the batch early.
IN_FLIGHT = 8
# The margin must still fit into one transaction.
CHUNK_GAS = GAS_CAP * 3 // 4


@dataclass(frozen=True)
class BatchResult:
    """What a batch came to: rows that took effect now, and those that had before."""

    done: int
    skipped: int
    receipts: tuple[Receipt, ...] = field(repr=False)

    @property
    def fee(self) -> int:
        """What it cost, in wei."""
        return sum(receipt.fee for receipt in self.receipts)


def send_once(
    chain: Chain,
    journal: Journal,
    scope: str,
    key: str,
    call: Call,
    signer: Signer,
    result: Callable[[Receipt], Any] = plain_result,
) -> Entry:
    """Sends the call unless the journal knows that it took effect: the act's entry, done, with
    what `result` made of its receipt. Raises as `send` does, and JournalError when the key
    stood for another call or another process is at work."""
    with journal.lock(), account_lock(chain, signer.address):
        settle(chain, journal, scope, signer, result)
        payload = {"to": call.to, "data": keccak(call.data).hex(), "value": str(call.value)}
        entry = journal.begin(scope, key, payload)
        if entry.state != "done":
            gas = with_margin(estimate(chain, call, signer.address))
            nonce = chain.node.nonces([signer.address])[0]
            signed = sign_call(chain, call, signer, nonce, gas, offered(chain))
            journal.sent(scope, key, signed)
            _carry(chain, journal, scope, [([key], call, signed)], signer, result)
        finished = journal.state(scope, key)
        assert finished is not None
        return finished


def run_batch(
    chain: Chain,
    journal: Journal,
    scope: str,
    rows: Sequence[Row],
    make_call: Callable[[Sequence[Row]], Call],
    signer: Signer,
    progress: Callable[[int, int], None] | None = None,
    per_tx: int = 100,
    *,
    key: Callable[[Row], str] = str,
    payload: Callable[[Row], Any] | None = None,
    reserve: Callable[[Sequence[Row]], int] | None = None,
) -> BatchResult:
    """Sends all rows, at most `per_tx` to a transaction and fewer where the gas asks for it;
    each row takes effect exactly once, however often this is killed and run again.

    `make_call` makes the call for some rows, `key` names a row (no two alike), `payload` says
    what it is, so that the same name with other values is refused. `reserve` is the gas that some rows
    may need beyond what they need now. `progress` is told the rows done and their number.
    Raises ChainRefused with the row's name as its cause, JournalError, AccountError or
    TransactionLost; what was done until then stays done.
    """
    names = [key(row) for row in rows]
    if len(set(names)) != len(names):
        raise JournalError(_("Two rows have the same name."), cause=_twice(names))
    with journal.lock(), account_lock(chain, signer.address):
        settle(chain, journal, scope, signer)
        entries = journal.begin_many(
            scope,
            {
                name: payload(row) if payload else None
                for name, row in zip(names, rows, strict=True)
            },
        )
        left = [
            (name, row)
            for name, row, entry in zip(names, rows, entries, strict=True)
            if entry.state != "done"
        ]
        skipped = len(rows) - len(left)
        batch = _Batch(chain, journal, scope, make_call, signer, max(per_tx, 1), reserve)
        receipts: list[Receipt] = []
        place = 0
        if progress is not None:
            progress(skipped, len(rows))
        while place < len(left):
            flight, taken = batch.prepare(left[place:])
            receipts += _carry(chain, journal, scope, flight, signer, plain_result)
            place += taken
            if progress is not None:
                progress(skipped + place, len(rows))
        return BatchResult(len(left), skipped, tuple(receipts))


Carried = tuple[list[str], Call, Signed]


@dataclass
class _Batch:
    chain: Chain
    journal: Journal
    scope: str
    make_call: Callable[[Sequence[Any]], Call]
    signer: Signer
    per_tx: int
    reserve: Callable[[Sequence[Any]], int] | None = None

    def prepare(self, left: Sequence[tuple[str, Any]]) -> tuple[list[Carried], int]:
        """The next transactions, written down but not handed over, and how many rows they
        hold."""
        flight: list[Carried] = []
        taken = 0
        nonce = self.chain.node.nonces([self.signer.address])[0]
        offer = offered(self.chain, rises=3)
        while taken < len(left) and len(flight) < IN_FLIGHT:
            rows = left[taken : taken + self.per_tx]
            call, gas = self._fit(rows)
            rows = rows[: self.per_tx]
            keys = [name for name, _row in rows]
            signed = sign_call(self.chain, call, self.signer, nonce + len(flight), gas, offer)
            self.journal.sent(self.scope, keys, signed)
            flight.append((keys, call, signed))
            taken += len(rows)
        return flight, taken

    def _fit(self, rows: Sequence[tuple[str, Any]]) -> tuple[Call, int]:
        """The call for as many of the rows as one transaction holds; `per_tx` shrinks to it."""
        while True:
            part = [row for _name, row in rows[: self.per_tx]]
            call = self.make_call(part)
            more = self.reserve(part) if self.reserve else 0
            try:
                gas = estimate(self.chain, call, self.signer.address)
            except ChainRefused as refused:
                if refused.error_name == "" and self.per_tx > 1 and len(rows) > 1:
                    # Without a reason it may only have run out of gas.
                    self._halve(rows)
                    continue
                self._blame(rows[: self.per_tx], refused)
                raise
            except ChainError:
                if self.per_tx == 1 or len(rows) == 1:
                    raise
                self._halve(rows)
                continue
            if gas + more <= CHUNK_GAS or self.per_tx == 1 or len(rows) == 1:
                return call, min(with_margin(gas) + more, GAS_CAP)
            self._halve(rows)

    def _halve(self, rows: Sequence[tuple[str, Any]]) -> None:
        self.per_tx = max(min(self.per_tx, len(rows)) // 2, 1)

    def _blame(self, rows: Sequence[tuple[str, Any]], refused: ChainRefused) -> None:
        """Finds the first row that is refused and names it in the error's cause."""
        while len(rows) > 1:
            half = rows[: len(rows) // 2]
            try:
                estimate(
                    self.chain, self.make_call([row for _name, row in half]), self.signer.address
                )
                rows = rows[len(half) :]
            except DaoctlError:
                rows = half
        refused.cause = _("In the row {name}.").format(name=rows[0][0])


def _carry(
    chain: Chain,
    journal: Journal,
    scope: str,
    flight: Sequence[Carried],
    signer: Signer,
    result: Callable[[Receipt], Any],
) -> list[Receipt]:
    """Hands over what is written down, waits, and writes down what came of it."""
    taken, failure = _hand_over(chain, journal, scope, flight)
    raws = wait(chain, [signed.tx for _keys, _call, signed in taken])
    receipts: list[Receipt] = []
    for (keys, call, signed), raw in zip(taken, raws, strict=True):
        if raw.status == 1:
            receipt = receipt_of(chain, raw)
            journal.done(scope, keys, result(receipt))
            receipts.append(receipt)
        else:
            journal.undone(scope, keys)
            gas = signed.fields["gas"]
            failure = failure or why_failed(chain, raw, call.message(signer.address), gas)
    if failure is not None:
        raise failure
    return receipts


def _hand_over(
    chain: Chain, journal: Journal, scope: str, flight: Sequence[Carried]
) -> tuple[list[Carried], DaoctlError | None]:
    """What the node took, and why it did not take the next; nothing is handed over behind that,
    for no node mines past a missing nonce."""
    for place, (_keys, _call, signed) in enumerate(flight):
        refusal = hand_over(chain, [signed])[0]
        if refusal is None:
            continue
        never = list(flight[place + 1 :])
        if says(refusal, USED_WORDS):
            failure: DaoctlError = AccountError(
                _("Another program is sending from {address}.").format(address=signed.sender),
                hint=_("Wait until it is done, then run the command again."),
            )
        else:
            if surely_not_taken(refusal):
                never.insert(0, flight[place])
            failure = not_taken(refusal)
        for keys, _call, _signed in never:
            journal.undone(scope, keys)
        return list(flight[:place]), failure
    return list(flight), None


def _twice(names: Sequence[str]) -> str:
    return next(name for place, name in enumerate(names) if name in names[:place])
