"""A slow, obvious treasury: every amount is a lot that lies in one place, and an act moves lots.

It refuses what VillageTreasury refuses, emits the events that VillageTreasury emits, and counts its
sums anew each time from where the lots lie.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from daoctl.chain.logs import Log
from daoctl.charter.fields import ETH, Asset
from daoctl.times import DAY
from daoctl.treasury.ledger import Budget, GrantSums, Holding, Ledger, Reservation
from daoctl.treasury.projects import Status

COIN = Asset("JPYC", "0x00000000000000000000000000000000000C0123", 0)
ASSETS = {one.address: one for one in (ETH, COIN)}
PEOPLE = [f"0x{number:040x}" for number in range(0xA0, 0xA4)]
DAO, ELECTION = PEOPLE[0], PEOPLE[1]

# Where a lot lies: free, a budget, a reservation, a grant's milestone, or with somebody.
Place = tuple[Any, ...]
FREE: Place = ("free",)
GONE: Place = ("gone",)


class Refused(Exception):
    """The treasury would revert."""


def need(condition: object) -> None:
    """Refuses unless the condition holds."""
    if not condition:
        raise Refused


@dataclass
class Lots:
    """The treasury as rows of money and rows of terms."""

    lots: list[tuple[str, int, Place]] = field(default_factory=list)
    listed: set[str] = field(default_factory=lambda: {ETH.address})
    budgets: list[dict[str, Any]] = field(default_factory=list)
    reservations: list[dict[str, Any]] = field(default_factory=list)
    grants: list[dict[str, Any]] = field(default_factory=list)
    now: int = 1_700_000_000
    events: list[Log] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.emit("AssetListed", asset=ETH.address)

    # ---------------------------------------------------------------- lots

    def emit(self, event: str, **args: Any) -> None:
        number = len(self.events)
        self.events.append(Log(event, args, "0xTreasury", number, 0, f"0x{number:064x}"))

    def lying(self, asset: str, place: Place) -> int:
        return sum(amount for one, amount, at in self.lots if (one, at) == (asset, place))

    def held(self, asset: str) -> int:
        return sum(amount for one, amount, at in self.lots if one == asset and at != GONE)

    def set_aside(self, asset: str) -> int:
        return self.held(asset) - self.lying(asset, FREE)

    def move(self, asset: str, amount: int, source: Place, target: Place) -> None:
        need(self.lying(asset, source) >= amount)
        kept = [lot for lot in self.lots if (lot[0], lot[2]) != (asset, source)]
        rest = self.lying(asset, source) - amount
        self.lots = [*kept, (asset, rest, source), (asset, amount, target)]

    def back(self, budget: int, asset: str, amount: int, source: Place) -> bool:
        """Money that is not used goes home; whether that is its budget."""
        home = budget > 0 and self.is_open(budget)
        self.move(asset, amount, source, ("budget", budget) if home else FREE)
        return home

    # ---------------------------------------------------------------- acts

    def arrive(self, asset: str, amount: int, heard: bool) -> None:
        self.lots.append((asset, amount, FREE))
        if asset == ETH.address and heard:
            self.emit("Received", **{"from": DAO, "amount": amount})

    def list_coin(self) -> None:
        need(COIN.address not in self.listed)
        self.listed.add(COIN.address)
        self.emit("AssetListed", asset=COIN.address)

    def delist(self, asset: str) -> None:
        need(asset in self.listed and not self.set_aside(asset))
        self.listed.remove(asset)
        self.emit("AssetDelisted", asset=asset)

    def pay(self, asset: str, amount: int) -> None:
        need(asset in self.listed and amount)
        self.move(asset, amount, FREE, GONE)
        self.emit("FreePaid", asset=asset, to=PEOPLE[3], amount=amount, memo="種")

    def is_open(self, budget: int) -> bool:
        row = self.budget(budget)
        return not row["closed"] and self.now <= row["expires"]

    def budget(self, budget: int) -> dict[str, Any]:
        need(1 <= budget <= len(self.budgets))
        return self.budgets[budget - 1]

    def open(self, asset: str, amount: int, days: int) -> None:
        need(asset in self.listed)
        number, expires = len(self.budgets) + 1, self.now + days * DAY
        self.move(asset, amount, FREE, ("budget", number))
        name = f"予算{number}"
        row = {"asset": asset, "expires": expires, "closed": False, "name": name, "ceiling": 5000}
        self.budgets.append(row)
        self.emit(
            "BudgetOpened",
            budget=number,
            asset=asset,
            amount=amount,
            expires=expires,
            ceilingBps=5000,
            name=name,
        )
        self.emit("AwarderSet", budget=number, awarder=ELECTION, allowed=True)

    def fund(self, budget: int, amount: int) -> None:
        need(self.budget(budget) and self.is_open(budget) and amount)
        self.move(self.budget(budget)["asset"], amount, FREE, ("budget", budget))
        self.emit("BudgetFunded", budget=budget, amount=amount, by=DAO)

    def close(self, budget: int) -> None:
        row = self.budget(budget)
        need(not row["closed"])
        returned = self.lying(row["asset"], ("budget", budget))
        self.move(row["asset"], returned, ("budget", budget), FREE)
        row["closed"] = True
        self.emit("BudgetClosed", budget=budget, returned=returned, by=DAO)

    def reserve(self, budget: int, amount: int) -> None:
        need(self.budget(budget) and self.is_open(budget) and amount)
        number = len(self.reservations) + 1
        asset = self.budget(budget)["asset"]
        self.move(asset, amount, ("budget", budget), ("reservation", number))
        self.reservations.append({"budget": budget, "asset": asset})
        self.emit("Reserved", reservation=number, budget=budget, awarder=ELECTION, amount=amount)

    def release(self, reservation: int) -> None:
        need(1 <= reservation <= len(self.reservations))
        row, place = self.reservations[reservation - 1], ("reservation", reservation)
        amount = self.lying(row["asset"], place)
        need(amount)
        home = self.back(row["budget"], row["asset"], amount, place)
        self.emit("ReservationReleased", reservation=reservation, amount=amount, toBudget=home)

    def award(self, kind: str, source: int, asset: str, amounts: list[int]) -> None:
        number, reservation, budget = len(self.grants) + 1, 0, 0
        place: Place = FREE
        if kind == "reservation":
            need(1 <= source <= len(self.reservations))
            reservation, place = source, (kind, source)
            budget = self.reservations[source - 1]["budget"]
            asset = self.reservations[source - 1]["asset"]
        elif kind == "budget":
            need(self.budget(source) and self.is_open(source))
            budget, place, asset = source, (kind, source), self.budget(source)["asset"]
        need(asset in self.listed and self.lying(asset, place) >= sum(amounts))
        for index, amount in enumerate(amounts):
            self.move(asset, amount, place, ("grant", number, index))
        steps = [{"amount": one, "status": Status.OPEN} for one in amounts]
        row = {"recipient": PEOPLE[2], "asset": asset, "budget": budget, "steps": steps}
        self.grants.append({**row, "cancelled": False})
        self.emit(
            "GrantAwarded",
            grant=number,
            budget=budget,
            recipient=PEOPLE[2],
            reservation=reservation,
            asset=asset,
            total=sum(amounts),
            milestones=[(one, 30) for one in amounts],
            contentHash=b"\1" * 32,
            uri="",
        )

    def step(self, grant: int, index: int, *statuses: Status) -> dict[str, Any]:
        need(1 <= grant <= len(self.grants) and index < len(self.grants[grant - 1]["steps"]))
        found = self.grants[grant - 1]["steps"][index]
        need(found["status"] in statuses)
        return {"row": self.grants[grant - 1], "step": found}

    def report(self, grant: int, index: int) -> None:
        at = self.step(grant, index, Status.OPEN, Status.REPORTED, Status.REJECTED)
        at["step"]["status"] = Status.REPORTED
        self.emit(
            "MilestoneReported",
            grant=grant,
            milestone=index,
            reporter=at["row"]["recipient"],
            reportHash=b"\2" * 32,
            uri="",
        )

    def judge(self, grant: int, index: int, approved: bool) -> None:
        at = self.step(grant, index, Status.REPORTED)
        at["step"]["status"] = Status.APPROVED if approved else Status.REJECTED
        who = {"reviewer": DAO, "reportHash": b"\2" * 32}
        if approved:
            self.emit("MilestoneApproved", grant=grant, milestone=index, **who)
        else:
            more = {"reportBy": self.now + 30 * DAY, "reason": "写真がない"}
            self.emit("MilestoneRejected", grant=grant, milestone=index, **who, **more)

    def claim(self, grant: int, index: int) -> None:
        at = self.step(grant, index, Status.APPROVED)
        amount, asset = at["step"]["amount"], at["row"]["asset"]
        self.move(asset, amount, ("grant", grant, index), GONE)
        at["step"]["status"] = Status.PAID
        who = at["row"]["recipient"]
        self.emit("MilestonePaid", grant=grant, milestone=index, recipient=who, amount=amount)

    def expire(self, grant: int, index: int) -> None:
        at = self.step(grant, index, Status.OPEN, Status.REJECTED)
        row, amount = at["row"], at["step"]["amount"]
        home = self.back(row["budget"], row["asset"], amount, ("grant", grant, index))
        at["step"]["status"] = Status.EXPIRED
        self.emit("MilestoneExpired", grant=grant, milestone=index, amount=amount, toBudget=home)

    def cancel(self, grant: int) -> None:
        need(1 <= grant <= len(self.grants))
        row = self.grants[grant - 1]
        undecided = (Status.OPEN, Status.REPORTED, Status.REJECTED)
        steps = [(n, one) for n, one in enumerate(row["steps"]) if one["status"] in undecided]
        need(steps)
        home = False
        for index, one in steps:
            home = self.back(row["budget"], row["asset"], one["amount"], ("grant", grant, index))
            one["status"] = Status.CANCELLED
        row["cancelled"] = True
        returned = sum(one["amount"] for _n, one in steps)
        self.emit("GrantCancelled", grant=grant, returned=returned, toBudget=home, reason="中止")

    def hand_over(self, grant: int, to: str) -> None:
        need(1 <= grant <= len(self.grants))
        row = self.grants[grant - 1]
        previous, row["recipient"] = row["recipient"], to
        self.emit("RecipientChanged", grant=grant, previous=previous, recipient=to, by=DAO)

    def later(self, days: int) -> None:
        self.now += days * DAY

    # ---------------------------------------------------------------- what the contract would answer

    def ledger(self) -> Ledger:
        """What a reader would find on the chain."""
        return Ledger(
            len(self.events),
            self.now,
            tuple(
                Holding(ASSETS[one], self.held(one), self.set_aside(one))
                for one in sorted(self.listed)
            ),
            tuple(
                Budget(
                    number,
                    row["name"],
                    ASSETS[row["asset"]],
                    self.lying(row["asset"], ("budget", number)),
                    row["expires"],
                    row["closed"],
                    row["ceiling"],
                )
                for number, row in enumerate(self.budgets, 1)
            ),
            tuple(
                Reservation(
                    number,
                    ELECTION,
                    row["budget"],
                    ASSETS[row["asset"]],
                    self.lying(row["asset"], ("reservation", number)),
                )
                for number, row in enumerate(self.reservations, 1)
            ),
            tuple(self.sums(number) for number in range(1, len(self.grants) + 1)),
        )

    def sums(self, number: int) -> GrantSums:
        """A grant's sums: paid is what left, unpaid what still lies there."""
        row = self.grants[number - 1]
        steps = row["steps"]
        unpaid = sum(self.lying(row["asset"], ("grant", number, n)) for n in range(len(steps)))
        paid = sum(one["amount"] for one in steps if one["status"] is Status.PAID)
        total = sum(one["amount"] for one in steps)
        return GrantSums(number, row["recipient"], ASSETS[row["asset"]], total, paid, unpaid)
