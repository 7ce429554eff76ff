"""The treasury's ledger rebuilt from its events alone.

`replay` is a pure function of the logs, in which every amount moves by the rule of
IVillageTreasury; `audit.py` holds what comes of it against what the contract answers. Amounts are
in the asset's smallest unit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from daoctl.treasury.projects import EXPIRABLE, REPORTABLE, Status
from daoctl.units import ZERO_ADDRESS


class Event(Protocol):
    """What a replay needs of a log: the event's name, and its values by theirs."""

    @property
    def event(self) -> str:
        """The event's name."""

    @property
    def args(self) -> Mapping[str, Any]:
        """Its values."""


class BrokenStory(ValueError):
    """Events that cannot have happened in this order: some are missing."""


@dataclass
class BudgetBook:
    """A budget as the events tell it; `asset` and `awarders` are addresses."""

    asset: str
    name: str
    expires: int
    ceiling_bps: int
    remainder: int
    closed: bool = False
    awarders: set[str] = field(default_factory=set)


@dataclass
class ReservationBook:
    """What an election set aside, and what is left of it."""

    awarder: str
    budget: int
    asset: str
    remainder: int


@dataclass
class StepBook:
    """A milestone: its amount, its deadline in days from the award, and where it stands."""

    amount: int
    due_days: int
    status: Status = Status.OPEN
    report_hash: bytes = b""


@dataclass
class GrantBook:
    """A grant; `parties` is everybody who is or was its recipient."""

    recipient: str
    asset: str
    budget: int
    steps: list[StepBook]
    cancelled: bool = False
    parties: set[str] = field(default_factory=set)

    def total(self, *statuses: Status) -> int:
        """The sum of its milestones, or of those that stand so."""
        return sum(one.amount for one in self.steps if not statuses or one.status in statuses)


@dataclass
class Books:
    """The whole ledger. `heard` is the ETH that announced itself, less what was paid: ETH may also
    arrive unheard, so the balance is that or more."""

    assets: set[str] = field(default_factory=set)
    reserved: dict[str, int] = field(default_factory=dict)
    budgets: dict[int, BudgetBook] = field(default_factory=dict)
    reservations: dict[int, ReservationBook] = field(default_factory=dict)
    grants: dict[int, GrantBook] = field(default_factory=dict)
    heard: int = 0

    # ---------------------------------------------------------------- assets and free money

    def asset_listed(self, asset: str) -> None:
        if asset in self.assets:
            raise KeyError(asset)
        self.assets.add(asset)

    def asset_delisted(self, asset: str) -> None:
        self.assets.remove(asset)

    def received(self, amount: int, **_rest: Any) -> None:
        self.heard += amount

    def free_paid(self, asset: str, amount: int, **_rest: Any) -> None:
        self._left(asset, amount)

    # ---------------------------------------------------------------- budgets and reservations

    def budget_opened(
        self, budget: int, asset: str, amount: int, expires: int, name: str, **rest: Any
    ) -> None:
        self.budgets[budget] = BudgetBook(asset, name, expires, rest["ceilingBps"], amount)
        self._reserve(asset, amount)

    def awarder_set(self, budget: int, awarder: str, allowed: bool) -> None:
        awarders = self.budgets[budget].awarders
        (awarders.add if allowed else awarders.discard)(awarder)

    def budget_funded(self, budget: int, amount: int, **_rest: Any) -> None:
        self.budgets[budget].remainder += amount
        self._reserve(self.budgets[budget].asset, amount)

    def budget_closed(self, budget: int, returned: int, **_rest: Any) -> None:
        book = self.budgets[budget]
        book.remainder -= returned
        book.closed = True
        self._reserve(book.asset, -returned)

    def reserved_(self, reservation: int, budget: int, awarder: str, amount: int) -> None:
        book = self.budgets[budget]
        book.remainder -= amount
        self.reservations[reservation] = ReservationBook(awarder, budget, book.asset, amount)

    def reservation_released(self, reservation: int, amount: int, **rest: Any) -> None:
        book = self.reservations[reservation]
        book.remainder -= amount
        self._return(book.budget, book.asset, amount, rest["toBudget"])

    # ---------------------------------------------------------------- grants

    def grant_awarded(
        self, grant: int, budget: int, recipient: str, reservation: int, total: int, **rest: Any
    ) -> None:
        steps = [StepBook(amount, due) for amount, due in rest["milestones"]]
        self.grants[grant] = GrantBook(recipient, rest["asset"], budget, steps)
        self.grants[grant].parties.add(recipient)
        if reservation:
            self.reservations[reservation].remainder -= total
        elif budget:
            self.budgets[budget].remainder -= total
        else:
            self._reserve(rest["asset"], total)

    def recipient_changed(self, grant: int, recipient: str, **_rest: Any) -> None:
        self.grants[grant].recipient = recipient
        self.grants[grant].parties.add(recipient)

    def milestone_reported(self, grant: int, milestone: int, **rest: Any) -> None:
        step = self._stands(grant, milestone, *REPORTABLE)
        step.status, step.report_hash = Status.REPORTED, rest["reportHash"]

    def milestone_approved(self, grant: int, milestone: int, **_rest: Any) -> None:
        self._stands(grant, milestone, Status.REPORTED).status = Status.APPROVED

    def milestone_rejected(self, grant: int, milestone: int, **_rest: Any) -> None:
        self._stands(grant, milestone, Status.REPORTED).status = Status.REJECTED

    def milestone_paid(self, grant: int, milestone: int, amount: int, **_rest: Any) -> None:
        book = self.grants[grant]
        self._stands(grant, milestone, Status.APPROVED).status = Status.PAID
        self._reserve(book.asset, -amount)
        self._left(book.asset, amount)

    def milestone_expired(self, grant: int, milestone: int, amount: int, **rest: Any) -> None:
        book = self.grants[grant]
        self._stands(grant, milestone, *EXPIRABLE).status = Status.EXPIRED
        self._return(book.budget, book.asset, amount, rest["toBudget"])

    def grant_cancelled(self, grant: int, returned: int, **rest: Any) -> None:
        book = self.grants[grant]
        book.cancelled = True
        for step in book.steps:
            if step.status in REPORTABLE:
                step.status = Status.CANCELLED
        self._return(book.budget, book.asset, returned, rest["toBudget"])

    # ---------------------------------------------------------------- parts

    def _stands(self, grant: int, milestone: int, *statuses: Status) -> StepBook:
        """The milestone, which can only stand so if no event is missing."""
        step = self.grants[grant].steps[milestone]
        if step.status not in statuses:
            raise KeyError(step.status)
        return step

    def _reserve(self, asset: str, amount: int) -> None:
        self.reserved[asset] = self.reserved.get(asset, 0) + amount

    def _return(self, budget: int, asset: str, amount: int, to_budget: bool) -> None:
        if to_budget:
            self.budgets[budget].remainder += amount
        else:
            self._reserve(asset, -amount)

    def _left(self, asset: str, amount: int) -> None:
        if asset == ZERO_ADDRESS:
            self.heard -= amount


# The events in which the ledger stands, and what each does to it.
_DOES: dict[str, Callable[..., None]] = {
    "AssetListed": Books.asset_listed,
    "AssetDelisted": Books.asset_delisted,
    "Received": Books.received,
    "FreePaid": Books.free_paid,
    "BudgetOpened": Books.budget_opened,
    "AwarderSet": Books.awarder_set,
    "BudgetFunded": Books.budget_funded,
    "BudgetClosed": Books.budget_closed,
    "Reserved": Books.reserved_,
    "ReservationReleased": Books.reservation_released,
    "GrantAwarded": Books.grant_awarded,
    "RecipientChanged": Books.recipient_changed,
    "MilestoneReported": Books.milestone_reported,
    "MilestoneApproved": Books.milestone_approved,
    "MilestoneRejected": Books.milestone_rejected,
    "MilestonePaid": Books.milestone_paid,
    "MilestoneExpired": Books.milestone_expired,
    "GrantCancelled": Books.grant_cancelled,
}
EVENTS = tuple(_DOES)


def replay(events: Iterable[Event]) -> Books:
    """The ledger after these events, which must be all of the treasury's, in the chain's order;
    others are passed over. Raises BrokenStory when they speak of what never was."""
    books = Books()
    for one in events:
        enter(books, one)
    return books


def enter(books: Books, event: Event) -> None:
    """What the next event does to the books; nothing where it is none of the ledger's. Raises
    BrokenStory."""
    does = _DOES.get(event.event)
    if does is None:
        return
    try:
        does(books, **event.args)
    except (KeyError, IndexError):
        raise BrokenStory(f"{event.event} {dict(event.args)}") from None
