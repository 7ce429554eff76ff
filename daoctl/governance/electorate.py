"""Who could vote, and with how much: an electorate counted anew from the token's own events.

Pure: events in, powers out. It knows nothing of the token's checkpoints, which is the point; the
rules are those of DigitalVillager (units = min(balance, votes per holder), the treasury's tokens
carry none), ResidentCertificate (one unit a certificate until it is revoked or lapsed) and
VoteReady (a holder votes for themselves until they delegate; zero means oneself again).

Since units follow from where tokens are at the end, and never from the way they took, only the
state after the last event is counted; a token that moved a thousand times costs no more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from daoctl.units import ZERO_ADDRESS


class Moved(NamedTuple):
    """A villager token went from one account to another (zero: it was minted, or burned)."""

    sender: str
    recipient: str


class Delegated(NamedTuple):
    """An account named who votes with its units (zero: itself)."""

    account: str
    delegate: str


class Certified(NamedTuple):
    """Something became of a certificate: it came to carry its holder's unit, or no longer does.

    `holder` is needed when it is issued; later events name the certificate alone.
    """

    act: Literal["issued", "revived", "ended"]
    certificate: int
    holder: str = ZERO_ADDRESS


@dataclass(frozen=True)
class Electorate:
    """The units of each holder (those with none are left out), and whom each delegated to."""

    units: Mapping[str, int]
    delegate: Mapping[str, str]

    @cached_property
    def powers(self) -> Mapping[str, int]:
        """The votes of each account that has any."""
        powers: Counter[str] = Counter()
        for holder, units in self.units.items():
            powers[self.delegate_of(holder)] += units
        return powers

    @cached_property
    def total(self) -> int:
        """All units together, which is all votes together."""
        return sum(self.units.values())

    @property
    def holders(self) -> int:
        """How many accounts hold a unit."""
        return len(self.units)

    def power(self, account: str) -> int:
        """The votes of an account: its own, unless it delegated them, and those it was given."""
        return self.powers.get(account, 0)

    def delegate_of(self, account: str) -> str:
        """Who votes with an account's units."""
        return self.delegate.get(account, account)

    def represented(self, voters: Iterable[str]) -> int:
        """How many holders' units were cast when these accounts voted."""
        voted = set(voters)
        return sum(1 for holder in self.units if self.delegate_of(holder) in voted)


def by_villager(
    events: Iterable[Moved | Delegated], votes_per_holder: int, treasury: str
) -> Electorate:
    """The electorate of the villager token after these events, which come in the chain's order."""
    balances: Counter[str] = Counter()
    delegate: dict[str, str] = {}
    for event in events:
        if isinstance(event, Moved):
            balances[event.sender] -= 1
            balances[event.recipient] += 1
        else:
            _delegate(delegate, event)
    units = {
        holder: min(balance, votes_per_holder)
        for holder, balance in balances.items()
        if balance > 0 and holder not in (ZERO_ADDRESS, treasury)
    }
    return Electorate(units, delegate)


def by_certificate(events: Iterable[Certified | Delegated]) -> Electorate:
    """The electorate of the resident certificate after these events, in the chain's order."""
    holders: dict[int, str] = {}
    living: set[int] = set()
    delegate: dict[str, str] = {}
    for event in events:
        if isinstance(event, Delegated):
            _delegate(delegate, event)
        elif event.act == "ended":
            living.discard(event.certificate)
        else:
            if event.act == "issued":
                holders[event.certificate] = event.holder
            living.add(event.certificate)
    return Electorate(Counter(holders[number] for number in living), delegate)


def _delegate(delegate: dict[str, str], event: Delegated) -> None:
    if event.delegate in (ZERO_ADDRESS, event.account):
        delegate.pop(event.account, None)
    else:
        delegate[event.account] = event.delegate
