"""The treasury's ledger as the contract keeps it: what it holds, what is set aside and for what.

Amounts are in each asset's smallest unit, moments in seconds since the epoch.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from daoctl.charter.assets import known_assets
from daoctl.charter.fields import ETH, Asset
from daoctl.errors import UserError
from daoctl.units import ZERO_ADDRESS, plain
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.chain.contracts import Call
    from daoctl.charter.village import Village


@dataclass(frozen=True)
class Holding:
    """What the treasury holds of one asset. `free` is never below zero: a token that takes money
    away by itself can leave less than is reserved."""

    asset: Asset
    balance: int
    reserved: int

    @property
    def free(self) -> int:
        """What the village may still set aside or pay."""
        return max(0, self.balance - self.reserved)


@dataclass(frozen=True)
class Budget:
    """Money set aside for a purpose, numbered from 1."""

    number: int
    name: str
    asset: Asset
    remainder: int
    expires: int
    closed: bool
    ceiling_bps: int

    def expired(self, now: int) -> bool:
        """Whether its date has passed while nobody closed it: anyone may."""
        return not self.closed and now > self.expires


@dataclass(frozen=True)
class Reservation:
    """What an election's close set aside for its winners, numbered from 1."""

    number: int
    awarder: str
    budget: int
    asset: Asset
    remainder: int


@dataclass(frozen=True)
class GrantSums:
    """A grant's sums: awarded, paid, and what may still be paid."""

    number: int
    recipient: str
    asset: Asset
    total: int
    paid: int
    unpaid: int


@dataclass(frozen=True)
class Ledger:
    """The whole of it after one block; `time` is that block's moment."""

    block: int
    time: int
    holdings: tuple[Holding, ...]
    budgets: tuple[Budget, ...]
    reservations: tuple[Reservation, ...]
    grants: tuple[GrantSums, ...]

    def holding(self, asset: str = ZERO_ADDRESS) -> Holding:
        """What it holds of the asset at that address (ETH without one); all zero for an asset
        that is not on its list."""
        found = (one for one in self.holdings if one.asset.address == asset)
        return next(found, Holding(ETH, 0, 0))

    def set_aside(self, asset: str) -> int:
        """What the budgets, reservations and unpaid grants of an asset come to. It is what the
        contract calls reserved; where it is not, the ledger is broken."""
        return (
            sum(one.remainder for one in self.budgets if one.asset.address == asset)
            + sum(one.remainder for one in self.reservations if one.asset.address == asset)
            + sum(one.unpaid for one in self.grants if one.asset.address == asset)
        )

    @property
    def adds_up(self) -> bool:
        """Whether every asset's reserve is what it is set aside for, and covered by its balance;
        nothing may be set aside of an asset that is not on the list."""
        listed = {one.asset.address for one in self.holdings}
        named = {one.asset.address for one in self.budgets}
        named |= {one.asset.address for one in self.reservations}
        named |= {one.asset.address for one in self.grants}
        return all(
            one.reserved == self.set_aside(one.asset.address) and one.balance >= one.reserved
            for one in self.holdings
        ) and not any(self.set_aside(address) for address in named - listed)

    def budget(self, text: str) -> Budget:
        """The budget of that name or number; of several with one name, the one not closed.
        Raises UserError when there is none, or the name means several."""
        wanted = plain(text)
        named = [one for one in self.budgets if plain(one.name) == wanted]
        found = [one for one in named if not one.closed] or named[-1:]
        if not found and wanted.isdecimal():
            found = [one for one in self.budgets if one.number == int(wanted)]
        if len(found) == 1:
            return found[0]
        if found:
            numbers = ", ".join(str(one.number) for one in found)
            raise UserError(
                _("Several budgets are called {name}.").format(name=text),
                hint=_("Give the number of the one you mean: {numbers}").format(numbers=numbers),
            )
        names = ", ".join(f"{one.number} ({one.name})" for one in self.budgets)
        raise UserError(
            _("There is no budget {name}.").format(name=text),
            hint=_("There are: {names}").format(names=names) if names else None,
        )


def read_ledger(village: Village, block: int | None = None) -> Ledger:
    """The ledger at the end of a block, the chain's latest without one."""
    from daoctl.chain.contracts import read_many

    treasury = village.treasury
    at = village.chain.head() if block is None else block
    addresses = [str(address) for address in treasury.read("assets", block=at)]
    counts = read_many(
        [(treasury, name, ()) for name in ("budgetCount", "reservationCount", "grantCount")], at
    )
    budgets, reservations, grants = (
        list(enumerate(treasury.read_many(name, [(n,) for n in range(1, count + 1)], at), 1))
        for name, count in zip(("budget", "reservation", "grant"), counts, strict=True)
    )
    assets = known_assets(
        village,
        [*addresses, *(found.asset for _number, found in (*budgets, *reservations, *grants))],
    )
    balances = treasury.read_many("balanceOf", [(address,) for address in addresses], at)
    reserves = treasury.read_many("reserved", [(address,) for address in addresses], at)
    return Ledger(
        at,
        village.chain.time_of(at),
        tuple(
            Holding(assets[address], balance, reserved)
            for address, balance, reserved in zip(addresses, balances, reserves, strict=True)
        ),
        tuple(_budget(number, found, assets) for number, found in budgets),
        tuple(
            Reservation(n, found.awarder, found.budget, assets[found.asset], found.remainder)
            for n, found in reservations
        ),
        tuple(
            GrantSums(
                n, found.recipient, assets[found.asset], found.total, found.paid, found.unpaid
            )
            for n, found in grants
        ),
    )


def _budget(number: int, found: Any, assets: dict[str, Asset]) -> Budget:
    return Budget(
        number,
        found.name,
        assets[found.asset],
        found.remainder,
        found.expires,
        found.closed,
        found.ceilingBps,
    )


def plan_close_expired(village: Village, budget: Budget) -> list[Call]:
    """Closes a budget whose date has passed, which anyone may. Nothing where it is closed."""
    return [] if budget.closed else [village.treasury.call("closeExpired", budget.number)]
