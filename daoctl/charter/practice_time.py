"""How a rehearsing village gets past a wait: it lets time pass on its practice chain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daoctl.charter.practice_files import find_practice
from daoctl.times import DAY, HOUR
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.charter.village import Village


def until(village: Village, moment: int) -> str | None:
    """The command that lets time pass until the moment (seconds since the epoch), in a sentence;
    None on any chain but the village's own practice chain, and where the moment is past."""
    if not village.chain.is_development or find_practice(village.folder) is None:
        return None
    left = moment - village.chain.now()
    if left <= 0:
        return None
    # The block that a skip makes comes a second after the time that was skipped.
    left = max(1, left - 1)
    length = f"{-(-left // DAY)}d" if left > DAY - HOUR else f"{-(-left // HOUR)}h"
    return _("On the practice chain, time can pass: daoctl practice skip {length}").format(
        length=length
    )
