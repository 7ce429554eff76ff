"""What looks like personal data in a text that would stand on chain for ever.

Domain rule: no personal data on chain. This is a net for slips, not a proof: it finds e-mail
addresses, telephone numbers (Japanese and international forms) and My Numbers, in half-width or
full-width letters, and leaves alone what chains are full of (addresses, hashes, dates, amounts).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from daoctl.errors import UserError
from daoctl.words import _

# Everything that Japanese keyboards and word processors put where a hyphen is meant. Only between
# digits: elsewhere the long-vowel mark is a letter.
_HYPHEN = re.compile("(?<=[0-9)]) ?[-‐‑‒–—―−ー─━〜~] ?(?=[0-9(])")
# What chains write with many digits: never somebody's number.
_MACHINE = re.compile(
    r"0x[0-9a-f]+|(?<![0-9a-z])(?:[0-9a-f]{40,}|(?:bafy|Qm)[0-9a-z]{20,})(?![0-9a-z])",
    re.IGNORECASE,
)
_EMAIL = re.compile(
    r"[a-z0-9._%+'-]+\s?(?:@|[\[(]\s?(?:at|アット)(?:マーク)?\s?[\])])\s?"
    r"(?:[a-z0-9-]+\s?(?:\.|[\[(]dot[\])])\s?)+[a-z]{2,}",
    re.IGNORECASE,
)
_GAP = r"[ .()/-]{0,3}"
# Beside a number may stand Japanese letters, but no Latin ones: those make it a code of some kind.
_ALONE = "(?<![A-Za-z0-9_.])"
_PHONE_JAPAN = re.compile(rf"{_ALONE}\(?0[0-9](?:{_GAP}[0-9]){{8,9}}(?![0-9])")
_PHONE_ABROAD = re.compile(rf"{_ALONE}\+[1-9](?:{_GAP}[0-9]){{7,14}}(?![0-9])")
_TWELVE = re.compile(
    r"(?<![A-Za-z0-9_.,-])[0-9]{4}([ -]?)[0-9]{4}\1[0-9]{4}(?![A-Za-z0-9_-]|[.,][0-9])"
)
_MOBILE = ("020", "050", "060", "070", "080", "090", "0800")


@dataclass(frozen=True)
class Finding:
    """Something that looks personal: its kind, and the words of the text that do."""

    kind: Literal["email", "telephone", "my_number"]
    text: str

    def words(self) -> str:
        """What it looks like, in words."""
        return {
            "email": _("an e-mail address"),
            "telephone": _("a telephone number"),
            "my_number": _("a My Number"),
        }[self.kind]


def find_personal(text: str) -> list[Finding]:
    """All that looks personal in the text, in its order within each kind; empty when clean."""
    seen = _MACHINE.sub(" ", _plain(text))
    found = [Finding("email", match.group().strip()) for match in _EMAIL.finditer(seen)]
    for match in _TWELVE.finditer(seen):
        if is_my_number(re.sub(r"[ -]", "", match.group())):
            found.append(Finding("my_number", match.group()))
    for pattern, valid in ((_PHONE_JAPAN, _is_japanese), (_PHONE_ABROAD, _any)):
        for match in pattern.finditer(seen):
            if valid(re.sub(r"[^0-9]", "", match.group())):
                found.append(Finding("telephone", match.group().strip()))
    return found


def refuse_personal(text: str) -> None:
    """Raises UserError naming the first thing in the text that looks personal."""
    for finding in find_personal(text):
        raise UserError(
            _("`{text}` looks like {kind}.").format(text=finding.text, kind=finding.words()),
            cause=_("This text will stand on the chain, where nobody can ever delete it."),
            hint=_("Leave it out; say where people can ask instead, such as a web page."),
        )


def is_my_number(digits: str) -> bool:
    """Whether twelve digits are a My Number by their check digit.

    Source: ministerial ordinance No. 85 of 2014 (総務省令第八十五号), article 5.
    """
    if len(digits) != 12 or not (digits.isascii() and digits.isdigit()):
        return False
    total = 0
    for place, digit in enumerate(reversed(digits[:11]), start=1):
        total += int(digit) * (place + 1 if place <= 6 else place - 5)
    rest = total % 11
    return int(digits[11]) == (0 if rest <= 1 else 11 - rest)


def _plain(text: str) -> str:
    """Full-width forms made plain, hyphens alike, invisible letters gone, all digits 0 to 9."""
    letters = []
    for letter in unicodedata.normalize("NFKC", text):
        kind = unicodedata.category(letter)
        if kind == "Cf":
            continue
        letters.append(str(unicodedata.digit(letter)) if kind == "Nd" else letter)
    return _HYPHEN.sub("-", "".join(letters))


def _is_japanese(digits: str) -> bool:
    if digits.startswith("00"):
        return False
    return len(digits) == (11 if digits.startswith(_MOBILE) else 10)


def _any(digits: str) -> bool:
    return True
