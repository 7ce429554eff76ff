"""Every movement of the treasury's money, in order, with what it left behind.

`tell` is a pure function of the treasury's events and of the transfers of its tokens: what came,
what left, what was set aside and what returned. ETH may also arrive without an event, so the sum
told is that or less; a token's must come out even. Amounts are in the asset's smallest unit,
moments in seconds since the epoch.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from daoctl.chain.logs import Transfer
from daoctl.charter.fields import Asset
from daoctl.treasury.replay import EVENTS, Books, enter
from daoctl.units import ZERO_ADDRESS

if TYPE_CHECKING:
    from daoctl.chain.logs import Log
    from daoctl.charter.village import Village
    from daoctl.treasury.ledger import Ledger

Kind = Literal[
    "received",
    "sale",
    "paid",
    "milestone",
    "taken",
    "budget_opened",
    "budget_funded",
    "budget_closed",
    "reserved",
    "released",
    "awarded",
    "expired",
    "cancelled",
]
Direction = Literal["in", "out", "inside"]


@dataclass(frozen=True)
class Movement:
    """One movement: `amount` came in, left, or moved inside between free money and what is set
    aside; `balance` and `free` are what the treasury held then. `party` is who gave or got it (""
    for nobody), `budget`, `grant` and `milestone` (from 1) what it was for, 0 for none."""

    kind: Kind
    direction: Direction
    asset: str
    amount: int
    balance: int
    free: int
    block: int
    tx: str
    party: str = ""
    budget: int = 0
    grant: int = 0
    milestone: int = 0
    memo: str = ""


@dataclass(frozen=True)
class Balance:
    """What the movements come to, beside what the chain says now."""

    asset: Asset
    told: int
    held: int

    @property
    def unheard(self) -> int:
        """ETH that came without an event, as block rewards and ended contracts do."""
        return max(0, self.held - self.told) if self.asset.is_eth else 0

    @property
    def agrees(self) -> bool:
        """Whether the movements explain the balance."""
        return self.told + self.unheard == self.held


@dataclass(frozen=True)
class History:
    """All movements up to a block, how they agree with the balances there, and the moment of each
    block that has one."""

    movements: tuple[Movement, ...]
    balances: tuple[Balance, ...]
    block: int
    times: Mapping[int, int] = field(default_factory=dict)

    @property
    def agrees(self) -> bool:
        """Whether every balance is explained."""
        return all(one.agrees for one in self.balances)


def read_history(village: Village, ledger: Ledger) -> History:
    """The movements up to the ledger's block. Raises BrokenStory when events are missing."""
    from daoctl.chain.logs import read_logs, read_transfers

    treasury = village.treasury
    first, last = village.founded_block, ledger.block
    logs = read_logs(village.chain, [treasury], EVENTS, first, last)
    tokens = {log.args["asset"] for log in logs if log.event == "AssetListed"} - {ZERO_ADDRESS}
    transfers = (
        read_transfers(village.chain, treasury.address, first, last, sorted(tokens))
        if tokens
        else []
    )
    movements = tell(logs, transfers, treasury.address, village.record.addresses.get("sale", ""))
    told = {one.asset: one.balance for one in movements}
    balances = tuple(
        Balance(one.asset, told.get(one.asset.address, 0), one.balance) for one in ledger.holdings
    )
    times = {block: village.chain.time_of(block) for block in {one.block for one in movements}}
    return History(tuple(movements), balances, last, times)


def tell(
    logs: Iterable[Log], transfers: Iterable[Transfer], treasury: str, sale: str
) -> list[Movement]:
    """The movements that these events tell, which must be all of the treasury's and all transfers
    of its tokens. Raises BrokenStory when some are missing. Pure."""
    story = _Story(treasury, sale)
    everything: list[Log | Transfer] = [*logs, *transfers]
    for one in sorted(everything, key=lambda one: (one.block, one.index)):
        story.hear(one)
    return story.movements


class _Story:
    """The movements so far, with the books and balances that they left."""

    def __init__(self, treasury: str, sale: str) -> None:
        self.movements: list[Movement] = []
        self._books = Books()
        self._balances: Counter[str] = Counter()
        # Tokens that an event of the treasury has sent, until their own transfer is heard.
        self._sent: Counter[tuple[str, str, str, int]] = Counter()
        self._treasury, self._sale = treasury, sale

    def hear(self, one: Log | Transfer) -> None:
        """The next event of the treasury or of one of its tokens."""
        if isinstance(one, Transfer):
            if not one.single:
                self._transfer(one)
            return
        enter(self._books, one)
        tells = getattr(self, f"_{_name(one.event)}", None)
        if tells is not None:
            tells(one, **one.args)

    def _transfer(self, one: Transfer) -> None:
        if one.sender == one.recipient or not one.value:
            return
        if one.recipient == self._treasury:
            self._add(one, self._source(one.sender), "in", one.token, one.value, party=one.sender)
            return
        sent = (one.tx, one.token, one.recipient, one.value)
        if self._sent[sent]:
            self._sent[sent] -= 1
        else:
            self._add(one, "taken", "out", one.token, one.value, party=one.recipient)

    # ---------------------------------------------------------------- what the events say

    def _received(self, log: Log, amount: int, **rest: Any) -> None:
        who = rest["from"]
        self._add(log, self._source(who), "in", ZERO_ADDRESS, amount, party=who)

    def _free_paid(self, log: Log, asset: str, to: str, amount: int, memo: str) -> None:
        self._pay(log, "paid", asset, to, amount, memo=memo)

    def _milestone_paid(
        self, log: Log, grant: int, milestone: int, recipient: str, amount: int
    ) -> None:
        asset = self._books.grants[grant].asset
        self._pay(log, "milestone", asset, recipient, amount, grant=grant, milestone=milestone + 1)

    def _budget_opened(self, log: Log, budget: int, asset: str, amount: int, **_rest: Any) -> None:
        self._add(log, "budget_opened", "inside", asset, amount, budget=budget)

    def _budget_funded(self, log: Log, budget: int, amount: int, by: str) -> None:
        asset = self._books.budgets[budget].asset
        self._add(log, "budget_funded", "inside", asset, amount, budget=budget, party=by)

    def _budget_closed(self, log: Log, budget: int, returned: int, by: str) -> None:
        asset = self._books.budgets[budget].asset
        self._add(log, "budget_closed", "inside", asset, returned, budget=budget, party=by)

    def _reserved(self, log: Log, budget: int, awarder: str, amount: int, **_rest: Any) -> None:
        asset = self._books.budgets[budget].asset
        self._add(log, "reserved", "inside", asset, amount, budget=budget, party=awarder)

    def _reservation_released(self, log: Log, reservation: int, amount: int, **_rest: Any) -> None:
        book = self._books.reservations[reservation]
        self._add(log, "released", "inside", book.asset, amount, budget=book.budget)

    def _grant_awarded(
        self, log: Log, grant: int, recipient: str, asset: str, total: int, **rest: Any
    ) -> None:
        self._add(
            log, "awarded", "inside", asset, total,
            grant=grant, budget=rest["budget"], party=recipient,
        )  # fmt: skip

    def _milestone_expired(
        self, log: Log, grant: int, milestone: int, amount: int, **_rest: Any
    ) -> None:
        book = self._books.grants[grant]
        self._add(
            log, "expired", "inside", book.asset, amount,
            grant=grant, milestone=milestone + 1, budget=book.budget,
        )  # fmt: skip

    def _grant_cancelled(self, log: Log, grant: int, returned: int, **rest: Any) -> None:
        book = self._books.grants[grant]
        self._add(
            log, "cancelled", "inside", book.asset, returned,
            grant=grant, budget=book.budget, memo=rest["reason"],
        )  # fmt: skip

    # ---------------------------------------------------------------- parts

    def _source(self, giver: str) -> Kind:
        return "sale" if giver == self._sale else "received"

    def _pay(self, log: Log, kind: Kind, asset: str, to: str, amount: int, **more: Any) -> None:
        if asset != ZERO_ADDRESS:
            self._sent[log.tx, asset, to, amount] += 1
        self._add(log, kind, "out", asset, amount, party=to, **more)

    def _add(
        self,
        one: Log | Transfer,
        kind: Kind,
        direction: Direction,
        asset: str,
        amount: int,
        **more: Any,
    ) -> None:
        if not amount:
            return
        if direction != "inside":
            self._balances[asset] += amount if direction == "in" else -amount
        balance = self._balances[asset]
        free = max(0, balance - self._books.reserved.get(asset, 0))
        self.movements.append(
            Movement(kind, direction, asset, amount, balance, free, one.block, one.tx, **more)
        )


def _name(event: str) -> str:
    """An event's name as our methods are called: FreePaid → free_paid."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in event)[1:]
