"""Amounts, shares, quorums and addresses, as people write them and as contracts hold them.

Amounts are `int` in the asset's smallest unit (wei for ETH), shares `int` basis points. Nothing
here ever becomes a float. Full-width letters and digits are read as their plain forms (NFKC).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Literal

from daoctl.errors import UserError
from daoctl.words import _

ETH_DECIMALS = 18
WHOLE_BPS = 10_000
MAX_UINT256 = 2**256 - 1
ZERO_ADDRESS = "0x0000000000000000000000000000000000000000"

_ETHER_UNITS = {"eth": 18, "ether": 18, "gwei": 9, "wei": 0}
_NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_AMOUNT = re.compile(rf"({_NUMBER})\s*([^\W\d_]\w*)?")
_FRACTION = re.compile(rf"({_NUMBER})\s*%")
_QUORUM = re.compile(r"(>=|=>|≥|≧|>)\s*(.+)")


_SLASHED = re.compile(r"([0-9]{4})/([0-9]{1,2})/([0-9]{1,2})(?![0-9/])(?:[ T]([0-9]{1,2}):)?")


def plain(text: str) -> str:
    """The text with full-width forms made plain and no space around it."""
    return unicodedata.normalize("NFKC", text).strip()


def plain_date(text: str) -> str:
    """The text made plain; a date at its beginning as a spreadsheet writes it ("2027/4/1",
    "2027/4/1 9:00") as ISO 8601 does ("2027-04-01", "2027-04-01 09:00")."""
    found = plain(text)
    match = _SLASHED.match(found)
    if match is None:
        return found
    year, month, day, hour = match.groups()
    iso = f"{year}-{month:0>2}-{day:0>2}"
    return iso + (f" {hour:0>2}:" if hour else "") + found[match.end() :]


def _scaled(number: str, decimals: int) -> int | None:
    """`number` × 10^decimals, or None when digits would be lost."""
    whole, _dot, rest = number.replace(",", "").partition(".")
    rest = rest.rstrip("0")
    if len(rest) > decimals:
        return None
    return int(whole + rest.ljust(decimals, "0"))


def parse_amount(text: str, asset: str = "ETH", decimals: int = ETH_DECIMALS) -> int:
    """An amount in the asset's smallest unit: "0.03 ETH", "10 wei", "1,200 JPYC".

    ETH knows the units ETH, gwei and wei; any other asset only its own symbol, with `decimals`
    places. Raises UserError for a missing or strange unit, a sign, too many places, or more
    than the chain can hold.
    """
    match = _AMOUNT.fullmatch(plain(text))
    if match is None:
        raise UserError(
            _("`{text}` is not an amount.").format(text=text),
            hint=_("Write a number and a unit, such as: 0.03 {asset}").format(asset=asset),
        )
    number, unit = match.groups()
    if unit is None:
        raise UserError(
            _("The amount `{text}` has no unit.").format(text=text),
            hint=_("Write the unit after it: {text} {asset}").format(text=number, asset=asset),
        )
    if unit.lower() == asset.lower():
        places = decimals
    elif asset.upper() == "ETH" and unit.lower() in _ETHER_UNITS:
        places = _ETHER_UNITS[unit.lower()]
    else:
        raise UserError(
            _("The unit of `{text}` is not {asset}.").format(text=text, asset=asset),
            hint=_("Write a number and a unit, such as: 0.03 {asset}").format(asset=asset),
        )
    value = _scaled(number, places)
    if value is None:
        raise UserError(
            _("`{text}` has more places than {unit} can hold.").format(text=text, unit=unit),
            hint=_("{unit} has {places} places after the point at most.").format(
                unit=unit, places=places
            ),
        )
    if value > MAX_UINT256:
        raise UserError(_("`{text}` is more than a contract can hold.").format(text=text))
    return value


def format_number(amount: int, decimals: int = ETH_DECIMALS) -> str:
    """The amount without its unit and without needless zeros: 30000000000000000 → "0.03"."""
    sign = "-" if amount < 0 else ""
    whole, rest = divmod(abs(amount), 10**decimals)
    places = str(rest).zfill(decimals).rstrip("0") if rest else ""
    return f"{sign}{whole}.{places}" if places else f"{sign}{whole}"


def format_amount(amount: int, asset: str = "ETH", decimals: int = ETH_DECIMALS) -> str:
    """The exact amount with its unit: "0.03 ETH". `parse_amount` reads it back unchanged."""
    return f"{format_number(amount, decimals)} {asset}"


def parse_fraction(text: str) -> int:
    """A share in basis points: "30%" → 3000. Raises UserError outside 0–100 % or when finer
    than a hundredth of a percent."""
    match = _FRACTION.fullmatch(plain(text))
    if match is None:
        raise UserError(
            _("`{text}` is not a share.").format(text=text),
            hint=_("Write it with a percent sign, such as: 30%"),
        )
    bps = _scaled(match.group(1), 2)
    if bps is None:
        raise UserError(
            _("`{text}` is finer than a hundredth of a percent.").format(text=text),
            hint=_("Two places after the point at most, such as: 12.25%"),
        )
    if bps > WHOLE_BPS:
        raise UserError(_("`{text}` is more than the whole.").format(text=text))
    return bps


def format_fraction(bps: int) -> str:
    """Basis points as people read them: 3000 → "30%"."""
    return f"{format_number(bps, 2)}%"


@dataclass(frozen=True)
class Quorum:
    """How much of the whole must take part: `bps` of it, and whether reaching it is enough.

    The two kinds differ by one vote where the share comes out even (CONTRACTS, VillageGovernor):
    at least = ⌈total · bps / 10,000⌉, more than = ⌊total · bps / 10,000⌋ + 1.
    """

    kind: Literal["at_least", "more_than"]
    bps: int

    @property
    def exclusive(self) -> bool:
        """Whether the share itself is not yet enough."""
        return self.kind == "more_than"

    def needed(self, total: int) -> int:
        """The votes needed when there are `total` units."""
        if self.exclusive:
            return total * self.bps // WHOLE_BPS + 1
        return -(-total * self.bps // WHOLE_BPS)

    def words(self) -> str:
        """The rule in words: "more than 10%"."""
        form = _("more than {share}") if self.exclusive else _("at least {share}")
        return form.format(share=format_fraction(self.bps))


def parse_quorum(text: str) -> Quorum:
    """A quorum as the charter writes it: "> 10%" (more than) or ">= 10%" (at least)."""
    match = _QUORUM.fullmatch(plain(text))
    if match is None:
        raise UserError(
            _("`{text}` is not a quorum.").format(text=text),
            hint=_('Write "> 10%" for more than, or ">= 10%" for at least.'),
        )
    sign, share = match.groups()
    return Quorum("more_than" if sign == ">" else "at_least", parse_fraction(share))


def format_quorum(quorum: Quorum) -> str:
    """The quorum as the charter writes it; `parse_quorum` reads it back unchanged."""
    return f"{'>' if quorum.exclusive else '>='} {format_fraction(quorum.bps)}"


@dataclass(frozen=True)
class Rate:
    """Yen for one ETH on a day, as the user gave it; daoctl fetches none."""

    yen_per_eth: int
    day: date

    def yen(self, wei: int) -> int:
        """The amount in whole yen, rounded half up."""
        unit: int = 10**ETH_DECIMALS
        return (2 * wei * self.yen_per_eth + unit) // (2 * unit)

    def words(self, wei: int) -> str:
        """The amount beside its rate: "10,500 yen (at 350,000 yen for 1 ETH, 2026-11-01)"."""
        return _("{yen} yen (at {rate} yen for 1 ETH, {day})").format(
            yen=f"{self.yen(wei):,}", rate=f"{self.yen_per_eth:,}", day=self.day.isoformat()
        )


def parse_rate(text: str) -> Rate:
    """A dated rate as `--rate` and DAOCTL_JPY_RATE give it: "350000@2026-11-01"."""
    number, at, day = plain(text).partition("@")
    number = number.strip()
    try:
        if not at or not re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})+|[0-9]+", number):
            raise ValueError
        rate = Rate(int(number.replace(",", "")), date.fromisoformat(plain_date(day)))
        if rate.yen_per_eth == 0:
            raise ValueError
    except ValueError:
        raise UserError(
            _("`{text}` is not a rate.").format(text=text),
            hint=_("Write yen for one ETH and the day it held, such as: 350000@2026-11-01"),
        ) from None
    return rate


def checksum(text: str) -> str:
    """The address with its EIP-55 capitals. Raises UserError when it is none, or when capitals
    are given and do not fit, which is how a mistyped address shows."""
    from eth_utils.address import is_checksum_address, to_checksum_address

    address = plain(text)
    if not re.fullmatch(r"0[xX][0-9a-fA-F]{40}", address):
        raise UserError(
            _("`{text}` is not an address.").format(text=text),
            hint=_("An address is 0x and 40 letters or digits (0-9, a-f)."),
        )
    address = "0x" + address[2:]
    letters = address[2:]
    mixed = letters != letters.lower() and letters != letters.upper()
    if mixed and not is_checksum_address(address):
        raise UserError(
            _("`{text}` has a typing error in it.").format(text=text),
            cause=_("Its capital letters do not fit the rest of it (EIP-55)."),
            hint=_("Copy the address again from where it came from."),
        )
    return str(to_checksum_address(address))
