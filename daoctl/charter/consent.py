"""Whether a person agreed that their name is shown outside the register.

What somebody agreed to stands in their entry of the register: as its `consent`, or in a column
`consent` (同意) of the table that they were admitted by.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from daoctl.units import plain

if TYPE_CHECKING:
    from daoctl.charter.register import Entry

COLUMNS = ("consent", "同意")

_YES = frozenset({"yes", "y", "true", "1", "○", "〇", "はい", "有", "あり", "同意", "同意する"})
_NAME = re.compile(r"name|氏名|名前")
_NO = re.compile(
    r"\bno\b|\bnot\b|\bwithout\b|n't\b|false|refus|declin|revok|withdr|except"
    r"|いいえ|不同意|同意しない|不可|なし|無し|除く|拒否|撤回|ない"
)


def shows_name(entry: Entry | None) -> bool:
    """Whether the entry says that its name may be shown: a plain yes, or words that speak of the
    name and hold no refusal. Anything unclear means no. Pure."""
    if entry is None or not entry.name:
        return False
    said = entry.consent or next(
        (entry.personal[column] for column in COLUMNS if entry.personal.get(column)), ""
    )
    words = plain(said).lower()
    if words in _YES:
        return True
    return bool(_NAME.search(words)) and not _NO.search(words)
