"""What an issuer's key is worth where certificates vote, and the brake for one that was lost or
stolen: a daily limit of nothing, which the council sets at once and only a passed proposal lifts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from daoctl.errors import ChainRefused
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.chain.contracts import Call
    from daoctl.charter.village import Village

# A daily limit over this share of all votes, in basis points, is told of.
MUCH = 500


def plan_stop(village: Village) -> list[Call]:
    """Stops every issuer at once; nothing where that is so already."""
    return [] if is_stopped(village) else [village.certificate.call("stopIssuing")]


def is_stopped(village: Village) -> bool:
    """Whether no issuer may do anything, whatever the day."""
    return int(village.certificate.read("dailyLimit")) == 0


def refuse_stopped(village: Village) -> None:
    """Raises ChainRefused while issuing is stopped: no day to come is better."""
    if not is_stopped(village):
        return
    raise ChainRefused(
        _("Issuing is stopped: the daily limit is 0."),
        error_name="ResidentCertificateDailyLimit",
        arguments={"limit": 0},
        cause=_(
            "Nothing is issued, claimed, renewed, revoked or reissued meanwhile. The council does "
            "that when an issuer's key is lost or stolen."
        ),
        hint=going_on(),
    )


def is_much(limit: int, votes: int) -> bool:
    """Whether one day of an issuer's weighs more than a twentieth of all votes. Pure."""
    return limit * 10_000 > votes * MUCH


def key_words(limit: int) -> str:
    """What a daily limit means where certificates decide, for people."""
    return _(
        "Whoever has an issuer's key can take {limit} votes away and make {limit} others each day, "
        "and twice as many around midnight UTC."
    ).format(limit=f"{limit:,}")


def going_on() -> str:
    """How issuing goes on again, in words."""
    return _(
        "Only a passed proposal lets it go on, by a new daily_issue_limit: daoctl proposal draft "
        "--kind limits"
    )
