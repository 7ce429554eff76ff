"""Wallets on paper: a key made offline and encrypted under a PIN, as one line that fits a QR code.

The line, version 1, is 160 capital letters and digits, so that a QR code holds it compactly and a
scanner that acts as a keyboard cannot garble it (no sign that keyboards place differently):

    DAOCARD1  the address, 40 hex digits  112 letters of Base32 (RFC 4648): cost (1 byte),
              salt (16), the sealed key (32 + 16), checksum (5)

cost is log2 of scrypt's N (RFC 7914; r = 8, p = 1). scrypt of the PIN and the salt gives the key
and the nonce of AES-256-GCM, which seals the private key; all that stands before it in the line is
authenticated with it. The checksum, of SHA-256 over everything before, tells damage from a wrong
PIN, and says nothing about the PIN.

How long a PIN must be: whoever photographs the code can guess offline, and each guess costs 128 MB
and about 0.3 s of a core (N = 2^17). 16 digits are 53 bits. Even a graphics card that makes some
3,000 guesses a second needs 50,000 years on average; with 12 digits it would be five. Digits alone
in four groups, as on a bank card, are what elders type safely, also in full width.
"""

from __future__ import annotations

import base64
import binascii
import re
import secrets
import unicodedata
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from daoctl.errors import CardError, UserError, WrongPin
from daoctl.units import checksum
from daoctl.words import _

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    from daoctl.chain.accounts import KeySigner

PIN_DIGITS = 16
# What a PIN that somebody chose must have at least.
MIN_PIN = 12
COST = 17
# Less protects nobody; more would keep a reader busy for minutes.
COSTS = range(10, 21)

_MARK, _VERSION = "DAOCARD", "1"
_HEAD = len(_MARK) + len(_VERSION)
_ADDRESS, _BODY = 40, 112
_SALT, _SEALED, _SUM = 16, 48, 5
# Whatever a keyboard gives where a hyphen or a space is meant, the long-vowel mark included.
_BETWEEN = re.compile(r"[\s\-‐‑‒–—―−ー─━]+")


@dataclass(frozen=True)
class Card:
    """A wallet on paper: its address, and the line that its QR code holds."""

    address: str
    text: str

    @property
    def number(self) -> str:
        """How people tell cards apart: the address's first and last four, such as 71C7-976F."""
        return card_number(self.address)


def card_number(address: str) -> str:
    """The number of the card of that address, such as 71C7-976F."""
    return f"{address[2:6]}-{address[-4:]}".upper()


def new_pin() -> str:
    """A PIN of 16 random digits, in groups of four as it is printed."""
    digits = f"{secrets.randbelow(10**PIN_DIGITS):0{PIN_DIGITS}}"
    return "-".join(digits[at : at + 4] for at in range(0, PIN_DIGITS, 4))


def new_card(pin: str, *, cost: int = COST) -> Card:
    """A card for a new wallet, whose key was never anywhere else. `cost` is written into the card:
    each step up doubles the time that opening takes.

    Raises UserError for a PIN of fewer than 12 letters or digits.
    """
    from daoctl.chain.accounts import KeySigner

    secret = _pin(pin)
    if len(secret) < MIN_PIN:
        raise UserError(
            _("The PIN is too short for a card."),
            cause=_("Whoever photographs the code could guess it."),
            hint=_("Take {count} letters or digits or more.").format(count=MIN_PIN),
        )
    if cost not in COSTS:
        raise ValueError(f"cost must be in {COSTS}")
    while True:
        key = secrets.token_bytes(32)
        try:
            address = KeySigner(key).address
        except ValueError:  # zero, or beyond the curve's order: about once in 2^128
            continue
        break
    head = f"{_MARK}{_VERSION}{address[2:].upper()}"
    params = bytes([cost]) + secrets.token_bytes(_SALT)
    body = params + _seal(secret, head, params, key)
    body += sha256(head.encode() + body).digest()[:_SUM]
    return Card(address, head + base64.b32encode(body).decode())


def read_card(text: str) -> Card:
    """The card that a scanner or a person typed, in any case and width, with or without spaces.
    Needs no PIN and opens nothing. Raises CardError when it is damaged, or is no card."""
    return _read(text)[0]


def open_card(text: str, pin: str) -> KeySigner:
    """Whoever the card is of, able to sign; the key stays in memory. Takes about 0.3 s.

    Raises CardError when the text is damaged or no card, WrongPin when the PIN does not open it.
    """
    from cryptography.exceptions import InvalidTag

    from daoctl.chain.accounts import KeySigner

    card, body = _read(text)
    secret = _pin(pin)
    params, sealed = body[: 1 + _SALT], body[1 + _SALT :]
    try:
        key = _unseal(secret, card.text[: _HEAD + _ADDRESS], params, sealed)
    except InvalidTag:
        raise _wrong(card, secret) from None
    return KeySigner(key, card.number)


def _read(text: str) -> tuple[Card, bytes]:
    """The card, and the body of its line without the checksum."""
    line = _mended(_squeezed(text))
    if not line.startswith(_MARK):
        raise CardError(
            _("This is not a wallet card's code."),
            hint=_("Scan the code on the inside of the card."),
        )
    if not line.startswith(_MARK + _VERSION):
        raise CardError(
            _("This card was made by another version of daoctl."),
            hint=_("Update daoctl, then scan it again."),
        )
    try:
        if len(line) != _HEAD + _ADDRESS + _BODY:
            raise ValueError
        address = checksum("0x" + line[_HEAD : _HEAD + _ADDRESS].lower())
        body = base64.b32decode(line[_HEAD + _ADDRESS :])
        whole, found = body[:-_SUM], body[-_SUM:]
        if found != sha256(line[: _HEAD + _ADDRESS].encode() + whole).digest()[:_SUM]:
            raise ValueError
        if whole[0] not in COSTS:
            raise ValueError
    except (ValueError, binascii.Error):
        raise _damaged(len(line)) from None
    return Card(address, line), whole


def _damaged(length: int) -> CardError:
    expected = _HEAD + _ADDRESS + _BODY
    cause = (
        _("A letter in it is wrong, so it is not known whether the PIN is right.")
        if length == expected
        else _("It has {count} letters; a whole one has {expected}.").format(
            count=length, expected=expected
        )
    )
    return CardError(
        _("The card's code was not read right."),
        cause=cause,
        hint=_("Flatten the card and scan it again, or type the letters under the code."),
    )


def _wrong(card: Card, secret: str) -> WrongPin:
    cause = _("The code was read well; it is card {number}.").format(number=card.number)
    if secret.isdigit() and len(secret) != PIN_DIGITS:
        text = _("A PIN has {expected} digits; {count} were typed.")
        cause = f"{cause} {text.format(expected=PIN_DIGITS, count=len(secret))}"
    return WrongPin(
        _("This is not the PIN of the card."),
        cause=cause,
        hint=_("Compare the card's number with the one in the PIN letter, and type it again."),
    )


def _pin(pin: str) -> str:
    """The PIN as it counts: plain capitals and digits, whatever was typed between them."""
    return _squeezed(pin)


def _squeezed(text: str) -> str:
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", text)).upper()


def _mended(line: str) -> str:
    """The line with the letters and digits that eyes mistake for one another put right, by where
    they stand: the address has no O and no I, the rest (but for its version) no 0, 1 and 8."""
    head, address, body = (
        line[: len(_MARK)],
        line[_HEAD : _HEAD + _ADDRESS],
        line[_HEAD + _ADDRESS :],
    )
    letters = str.maketrans("018", "OIB")
    version = line[len(_MARK) : _HEAD].replace("I", "1").replace("L", "1")
    digits = str.maketrans("OIL", "011")
    return head.translate(letters) + version + address.translate(digits) + body.translate(letters)


def _seal(secret: str, head: str, params: bytes, key: bytes) -> bytes:
    cipher, nonce = _cipher(secret, params)
    return bytes(cipher.encrypt(nonce, key, head.encode() + params))


def _unseal(secret: str, head: str, params: bytes, sealed: bytes) -> bytes:
    cipher, nonce = _cipher(secret, params)
    return bytes(cipher.decrypt(nonce, sealed, head.encode() + params))


def _cipher(secret: str, params: bytes) -> tuple[AESGCM, bytes]:
    """The cipher and its nonce. The salt is fresh for each card, so that neither is ever used for
    a second message."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    scrypt = Scrypt(salt=params[1:], length=32 + 12, n=2 ** params[0], r=8, p=1)
    made = scrypt.derive(secret.encode())
    return AESGCM(made[:32]), made[32:]
