"""The sale's phases and ledgers, and bringing what they took in to the treasury.

Amounts are in the currency's smallest unit, moments in seconds since the epoch, shares in basis
points. Phases are numbered from 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from daoctl.charter.assets import known_assets
from daoctl.charter.fields import Asset
from daoctl.errors import ChainRefused
from daoctl.units import WHOLE_BPS
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.chain.contracts import Call
    from daoctl.charter.village import Village

Stage = Literal["waiting", "open", "sold_out", "closed"]


@dataclass(frozen=True)
class Phase:
    """A sale phase and its ledger. A buyer may buy while `opens <= t < closes`.

    `budget` is the number of the treasury's budget that gets `share_bps` of the proceeds, 0 for
    none, and `budget_name` what it is called. `root` is the allowlist's, empty where none is set;
    a phase that is `allowlisted` without one sells nothing.
    """

    number: int
    name: str
    currency: Asset
    price: int
    opens: int
    closes: int
    cap: int
    wallet_limit: int
    budget: int
    budget_name: str
    budget_open: bool
    share_bps: int
    allowlisted: bool
    root: bytes
    sold: int
    proceeds: int
    swept: int
    shared: int

    @property
    def left(self) -> int:
        """How many tokens the phase may still sell."""
        return self.cap - self.sold

    @property
    def unswept(self) -> int:
        """What it took in that is not in the treasury yet."""
        return self.proceeds - self.swept

    @property
    def unswept_share(self) -> int:
        """What of it is the budget's share, by the sums so far as the contract reckons it."""
        return self.proceeds * self.share_bps // WHOLE_BPS - self.shared

    def stage(self, now: int) -> Stage:
        """Where the phase stands by its dates and its cap."""
        if now < self.opens:
            return "waiting"
        if now >= self.closes:
            return "closed"
        return "open" if self.left else "sold_out"


@dataclass(frozen=True)
class Desk:
    """The sale desk as a whole at the chain's time `now`: `left` tokens are for sale in all phases
    together, `reserve_left` of the residents' reserve of `reserve` are not given yet."""

    phases: tuple[Phase, ...]
    now: int
    paused: bool
    sold: int
    left: int
    reserve: int
    welcomed: int

    @property
    def reserve_left(self) -> int:
        """How many residents may still be welcomed."""
        return self.reserve - self.welcomed

    def phase(self, number: int) -> Phase:
        """The phase of that number. Raises ChainRefused when there is none."""
        if 1 <= number <= len(self.phases):
            return self.phases[number - 1]
        raise ChainRefused(
            _("There is no sale phase {number}.").format(number=number),
            error_name="VillagerSaleNoPhase",
            arguments={"phase": number},
            hint=_("`daoctl sale phases` lists them."),
        )

    def sells(self, phase: Phase) -> bool:
        """Whether somebody can buy in the phase now."""
        return (
            not self.paused
            and self.left > 0
            and phase.stage(self.now) == "open"
            and not (phase.allowlisted and not phase.root)
        )


@dataclass(frozen=True)
class Sweep:
    """What sweeping a phase brings: `amount` to the treasury, `share` of it to the budget, unless
    that is not `credited`: then the share is free money."""

    phase: Phase
    amount: int
    share: int

    @property
    def credited(self) -> bool:
        """Whether the budget can take its share."""
        return self.share > 0 and self.phase.budget_open


def read_desk(village: Village) -> Desk:
    """The sale desk with all its phases. A handful of questions, asked together."""
    from daoctl.chain.contracts import read_many

    sale, treasury = village.sale, village.treasury
    count, paused, sold, reserve, welcomed, supply = read_many(
        [
            (sale, "phaseCount", ()),
            (sale, "paused", ()),
            (sale, "totalSold", ()),
            (sale, "residentReserve", ()),
            (sale, "totalWelcomed", ()),
            (village.villager, "maxSupply", ()),
        ]
    )
    numbers = range(1, count + 1)
    rows = read_many(
        [(sale, name, (number,)) for name in ("phase", "ledger") for number in numbers]
    )
    terms, ledgers = rows[:count], rows[count:]
    budgets = sorted({row.budget for row in terms if row.budget})
    found = read_many(
        [(treasury, name, (number,)) for name in ("budget", "isOpen") for number in budgets]
    )
    names = dict(zip(budgets, (row.name for row in found[: len(budgets)]), strict=True))
    is_open = dict(zip(budgets, found[len(budgets) :], strict=True))
    currencies = known_assets(village, [row.currency for row in terms])
    phases = tuple(
        Phase(
            number=number,
            name=row.name,
            currency=currencies[row.currency],
            price=row.price,
            opens=row.opens,
            closes=row.closes,
            cap=row.cap,
            wallet_limit=row.walletLimit,
            budget=row.budget,
            budget_name=names.get(row.budget, ""),
            budget_open=is_open.get(row.budget, False),
            share_bps=row.shareBps,
            allowlisted=row.allowlisted,
            root=b"" if row.allowlistRoot == bytes(32) else row.allowlistRoot,
            sold=ledger.sold,
            proceeds=ledger.proceeds,
            swept=ledger.swept,
            shared=ledger.shared,
        )
        for number, row, ledger in zip(numbers, terms, ledgers, strict=True)
    )
    return Desk(
        phases=phases,
        now=village.chain.now(),
        paused=paused,
        sold=sold,
        left=supply - reserve - sold,
        reserve=reserve,
        welcomed=welcomed,
    )


def read_phases(village: Village) -> list[Phase]:
    """Every phase, in order."""
    return list(read_desk(village).phases)


def sweeps(desk: Desk, number: int | None = None) -> list[Sweep]:
    """What can be swept: from the phase of that number, or from all without one. Pure."""
    phases = desk.phases if number is None else (desk.phase(number),)
    return [Sweep(one, one.unswept, one.unswept_share) for one in phases if one.unswept]


def plan_sweep(village: Village, phase: int | None = None) -> list[Call]:
    """Sends what the phase (all phases without one) took in to the treasury; nothing where
    nothing is left to send. Raises ChainRefused for an unknown phase."""
    return [
        village.sale.call("sweep", sweep.phase.number)
        for sweep in sweeps(read_desk(village), phase)
    ]
