"""The kinds of values that stand in village.toml, and how each is read and refused.

Every reader raises UserError with one plain sentence; `problems.py` adds the
file, the line and the key.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath, PureWindowsPath
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainValidator

from daoctl.charter.privacy import refuse_personal
from daoctl.errors import UserError
from daoctl.times import find_zone, from_datetime, parse_duration
from daoctl.units import MAX_UINT256, ZERO_ADDRESS, Quorum, checksum, parse_fraction, parse_quorum
from daoctl.words import _

UNLIMITED = MAX_UINT256
SIGNING_NAME_BYTES = 31
MIN_QUORUM_BPS = 1
MAX_QUORUM_BPS = 5_000

_ADDRESS = re.compile(r"0[xX][0-9a-fA-F]*")
_ALIAS = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.@-]*|TEST::[0-9]{1,3}")
_SYMBOL = re.compile(r"[A-Za-z0-9$_.-]{1,11}")
_MONTH_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")


def text_only(value: object) -> str:
    """The value if it is a text. Raises UserError for a bare number or date."""
    if not isinstance(value, str):
        raise UserError(_("must be a text in quotation marks"))
    return value


def public_text(value: object) -> str:
    """A text that will stand on chain: not empty, one line, nothing personal in it."""
    text = text_only(value).strip()
    if not text:
        raise UserError(_("must not be empty"))
    if any(ord(letter) < 32 or ord(letter) == 127 for letter in text):
        raise UserError(_("must be one line without control characters"))
    refuse_personal(text)
    return text


def signing_name(value: object) -> str:
    """The name that stands in signatures: plain ASCII, 31 bytes at most (OpenZeppelin's EIP712
    reverts beyond)."""
    text = public_text(value)
    if not text.isascii():
        raise UserError(_("must be plain Latin letters, for it stands in signatures"))
    if len(text) > SIGNING_NAME_BYTES:
        raise UserError(
            _("is {length} letters long; signatures hold {most} at most").format(
                length=len(text), most=SIGNING_NAME_BYTES
            )
        )
    return text


def ticker(value: object) -> str:
    """A token's short mark, such as KOI."""
    text = text_only(value)
    if not _SYMBOL.fullmatch(text):
        raise UserError(_("must be 1 to 11 Latin letters or digits, such as KOI"))
    return text


def moment(value: object) -> int:
    """A TOML date with time and zone, in seconds since the epoch."""
    if not isinstance(value, datetime):
        raise UserError(
            _(
                "must be a date with time and zone, without quotation marks, such as: {example}"
            ).format(example="2026-04-01T12:00:00+09:00")
        )
    return from_datetime(value)


def duration(value: object) -> int:
    """A length of time, in seconds."""
    return parse_duration(text_only(value))


def fraction(value: object) -> int:
    """A share, in basis points."""
    return parse_fraction(text_only(value))


def quorum(value: object) -> Quorum:
    """A quorum within what the Governor accepts."""
    rule = value if isinstance(value, Quorum) else parse_quorum(text_only(value))
    if not MIN_QUORUM_BPS <= rule.bps <= MAX_QUORUM_BPS:
        raise UserError(_("must be between 0.01% and 50%, for the contract takes no other"))
    return rule


def votes_cap(value: object) -> int:
    """Votes a holder has at most: "unlimited" (one token, one vote) or a number from 1."""
    if value == "unlimited":
        return UNLIMITED
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise UserError(_('must be "unlimited" or a number from 1'))
    return min(value, UNLIMITED)


def member(value: object) -> str:
    """Who holds a role: an address (checked and given its capitals) or an Ape account's alias."""
    text = text_only(value).strip()
    if _ADDRESS.fullmatch(text):
        address = checksum(text)
        if address == ZERO_ADDRESS:
            raise UserError(_("is the zero address, which nobody holds"))
        return address
    if not _ALIAS.fullmatch(text):
        raise UserError(_("`{text}` is neither an address nor an account's name").format(text=text))
    return text


def members(value: object) -> tuple[str, ...]:
    """One member or a list of several, each once."""
    found = tuple(member(one) for one in (value if isinstance(value, (list, tuple)) else [value]))
    if not found:
        raise UserError(_("must name somebody"))
    for name in found:
        if found.count(name) > 1:
            raise UserError(_("names `{name}` twice").format(name=name))
    return found


def is_address(name: str) -> bool:
    """Whether a role's member is given by its address rather than by an account's name."""
    return _ADDRESS.fullmatch(name) is not None


@dataclass(frozen=True)
class Asset:
    """Money the treasury takes. `address` is zero for ETH; `decimals` None when not said."""

    symbol: str
    address: str
    decimals: int | None

    @property
    def is_eth(self) -> bool:
        """Whether this is the chain's own money."""
        return self.address == ZERO_ADDRESS

    def answers_to(self, name: str) -> bool:
        """Whether the charter means this asset by `name` (its symbol or its address)."""
        return name.lower() in (self.symbol.lower(), self.address.lower())


ETH = Asset("ETH", ZERO_ADDRESS, 18)


def asset(value: object) -> Asset:
    """ "ETH", an ERC-20's address, or { symbol, address, decimals }, which lets prices be written
    in the token's own unit."""
    if isinstance(value, Asset):
        return value
    if isinstance(value, dict):
        if set(value) != {"symbol", "address", "decimals"}:
            raise UserError(_("must say symbol, address and decimals, and nothing else"))
        places = value["decimals"]
        if isinstance(places, bool) or not isinstance(places, int) or not 0 <= places <= 36:
            raise UserError(_("must have decimals from 0 to 36"))
        return Asset(ticker(value["symbol"]), _token(value["address"]), places)
    if text_only(value) == "ETH":
        return ETH
    address = _token(value)
    return Asset(address, address, None)


def _token(value: object) -> str:
    address = checksum(text_only(value))
    if address == ZERO_ADDRESS:
        raise UserError(_('is the zero address; write "ETH" for the chain\'s own money'))
    return address


def awarder(value: object) -> str:
    """Which contract may award from a budget: "election", or an address."""
    text = text_only(value)
    if text == "election":
        return text
    if not _ADDRESS.fullmatch(text):
        raise UserError(_('must be "election" or the address of a contract'))
    return checksum(text)


def file_name(value: object) -> str:
    """A file inside the village's folder."""
    text = text_only(value).strip()
    path = PurePosixPath(text)
    outside = path.is_absolute() or ".." in path.parts or PureWindowsPath(text).drive
    if not text or outside or "\\" in text:
        raise UserError(_("must be a file in the village's folder, such as: allowlist.csv"))
    return text


def folder_address(value: object) -> str:
    """Where files can be fetched by appending their names."""
    text = text_only(value).strip()
    if not re.fullmatch(r"(https?|ipfs|ar)://\S+", text):
        raise UserError(_("must begin with https:// or ipfs://"))
    if not text.endswith("/"):
        raise UserError(_("must end in /, for file names are put behind it"))
    return text


def optional_folder_address(value: object) -> str:
    """As `folder_address`, or empty for "not yet"."""
    return "" if value == "" else folder_address(value)


def zone_name(value: object) -> str:
    """An IANA time zone."""
    return find_zone(text_only(value)).key


def month_day(value: object) -> str:
    """A day that every year has, as "MM-DD"."""
    text = text_only(value)
    match = _MONTH_DAY.fullmatch(text)
    longest = {"02": 28, "04": 30, "06": 30, "09": 30, "11": 30}
    if match is None or int(match[2]) > longest.get(match[1], 31):
        raise UserError(_("must be a month and a day that every year has, such as: 04-01"))
    return text


def _reader(function: Any) -> Any:
    """Our reader alone decides; what it returns is what stands in the model."""
    return PlainValidator(function)


PublicText = Annotated[str, BeforeValidator(public_text)]
SigningName = Annotated[str, _reader(signing_name)]
Ticker = Annotated[str, _reader(ticker)]
Moment = Annotated[int, _reader(moment)]
Duration = Annotated[int, _reader(duration)]
Fraction = Annotated[int, _reader(fraction)]
QuorumRule = Annotated[Quorum, _reader(quorum)]
VotesCap = Annotated[int, _reader(votes_cap)]
Members = Annotated[tuple[str, ...], _reader(members)]
Awarder = Annotated[str, _reader(awarder)]
AnyAsset = Annotated[Asset, _reader(asset)]
FileName = Annotated[str, _reader(file_name)]
FolderAddress = Annotated[str, _reader(folder_address)]
OptionalFolderAddress = Annotated[str, _reader(optional_folder_address)]
ZoneName = Annotated[str, _reader(zone_name)]
MonthDay = Annotated[str, _reader(month_day)]
