"""How the values of a draft are read, in the charter's own notation.

Each reader turns what a person wrote into what the contracts hold and raises UserError with one
plain sentence otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from daoctl.charter.fields import ETH, Asset
from daoctl.errors import UserError
from daoctl.governance.setting import Setting
from daoctl.times import DAY, format_duration, parse_duration, parse_time
from daoctl.units import MAX_UINT256, ZERO_ADDRESS, checksum, parse_amount, plain
from daoctl.words import _

# Stands in the templates; nobody has its key, so nothing may ever be sent there.
EXAMPLE_ADDRESS = "0x00000000000000000000000000000000000A11cE"

MAX_UINT128 = 2**128 - 1
MAX_UINT64 = 2**64 - 1


def account(text: str) -> str:
    """An address that can hold something."""
    address = checksum(text)
    if address == ZERO_ADDRESS:
        raise UserError(_("is the zero address, which nobody holds"))
    if address == EXAMPLE_ADDRESS:
        raise UserError(_("is the template's example; write the real address"))
    return address


def payee(setting: Setting) -> Callable[[str], str]:
    """An address that the treasury can pay: anybody's but its own."""

    def read(text: str) -> str:
        address = account(text)
        if setting.key_of(address) == "treasury":
            raise UserError(_("is the treasury itself, which cannot pay itself"))
        return address

    return read


def money(setting: Setting) -> Callable[[str], tuple[int, Asset]]:
    """An amount with the unit of an asset that the treasury takes: "0.5 ETH", "3,000 JPYC", or
    "3000 0x…" in the smallest unit of a token that the charter gives no unit."""

    def read(text: str) -> tuple[int, Asset]:
        _number, _gap, unit = plain(text).partition(" ")
        for one in setting.assets:
            if not one.is_eth and one.answers_to(unit.strip()):
                # Behind a bare address no unit can be read, so a stand-in keeps one parser.
                amount = parse_amount(f"{_number} TOKEN", "TOKEN", one.decimals or 0)
                return _fits(amount), one
        return _fits(parse_amount(text)), ETH

    return read


def asset(setting: Setting) -> Callable[[str], str]:
    """The address of an asset given by its symbol or address; ETH is the zero address."""

    def read(text: str) -> str:
        if text.upper() == ETH.symbol:
            return ZERO_ADDRESS
        known = next((one for one in setting.assets if one.answers_to(text)), None)
        return known.address if known else account(text)

    return read


def budget(setting: Setting) -> Callable[[str], int]:
    """The number of an open budget given by its name or number."""

    def read(text: str) -> int:
        found = [
            number
            for number, line in setting.budgets.items()
            if line.name == text and not line.closed
        ]
        if len(found) == 1:
            return found[0]
        if len(found) > 1:
            raise UserError(_("names several budgets; write the number of the one you mean"))
        if re.fullmatch(r"[0-9]+", plain(text)) and int(plain(text)) in setting.budgets:
            number = int(plain(text))
            if setting.budgets[number].closed:
                raise UserError(_("is closed"))
            return number
        names = [line.name for line in setting.budgets.values() if not line.closed]
        raise UserError(
            _("is not an open budget; there are: {names}").format(names=", ".join(names))
            if names
            else _("is not an open budget; there is none")
        )

    return read


def token(setting: Setting) -> Callable[[str], str]:
    """The contract of tokens that are single things: "villager", or an address."""

    def read(text: str) -> str:
        return setting.contracts["villager"] if text.lower() == "villager" else account(text)

    return read


def token_id(text: str) -> int:
    """A token's number, from 0."""
    digits = plain(text)
    if not re.fullmatch(r"[0-9]{1,78}", digits) or int(digits) > MAX_UINT256:
        raise UserError(_("must be a token's number"))
    return int(digits)


def awarder(setting: Setting) -> Callable[[str], str]:
    """A contract that may award from a budget: "election", or an address."""

    def read(text: str) -> str:
        if text.lower() != "election":
            return account(text)
        address = setting.contracts.get("election")
        if address is None:
            raise UserError(_("the village has no election contract yet"))
        return address

    return read


def electorate(setting: Setting) -> Callable[[str], str]:
    """Whose votes count in an election: "villager", "certificate", or the address of another
    contract that gives votes."""

    def read(text: str) -> str:
        key = text.lower()
        return setting.contracts[key] if key in ("villager", "certificate") else account(text)

    return read


def number(text: str) -> int:
    """A whole number from 1."""
    digits = plain(text).replace(",", "")
    if not re.fullmatch(r"[0-9]{1,20}", digits) or not 1 <= int(digits) <= MAX_UINT64:
        raise UserError(_("must be a whole number from 1"))
    return int(digits)


def days(text: str) -> int:
    """A length of time in whole days."""
    seconds = parse_duration(text)
    if seconds == 0 or seconds % DAY:
        raise UserError(_("must be whole days, such as: 90 days"))
    return seconds // DAY


def between(least: int, most: int) -> Callable[[str], int]:
    """A length of time in seconds within these bounds, which the contracts hold to."""

    def read(text: str) -> int:
        seconds = parse_duration(text)
        if not least <= seconds <= most:
            raise UserError(
                _("must be between {least} and {most}").format(
                    least=format_duration(least), most=format_duration(most)
                )
            )
        return seconds

    return read


def moment(setting: Setting) -> Callable[[str], int]:
    """A moment; one without its own zone is in the village's."""
    return lambda text: parse_time(text, setting.zone)


def yes(text: str) -> bool:
    """Yes or no."""
    word = plain(text).lower()
    if word in ("yes", "true", "はい"):
        return True
    if word in ("no", "false", "いいえ"):
        return False
    raise UserError(_("must be yes or no"))


def one_of(*words: str) -> Callable[[str], str]:
    """One of these words, in any case."""

    def read(text: str) -> str:
        if text.lower() not in words:
            raise UserError(_("must be one of: {words}").format(words=", ".join(words)))
        return text.lower()

    return read


def _fits(amount: int) -> int:
    if amount > MAX_UINT128:
        raise UserError(_("is more than a contract can hold"))
    return amount
