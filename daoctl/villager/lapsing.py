"""Lapsing certificates: taking the vote of those whose date has passed, which anyone may."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from daoctl.errors import ChainRefused
from daoctl.times import format_time
from daoctl.villager.certificates import Certificate, read_certificates
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.chain.contracts import Call
    from daoctl.charter.village import Village

# A lapse takes about 47,000 gas, and a transaction at most 16.7 million (EIP-7825).
PER_TRANSACTION = 200


@dataclass(frozen=True)
class Lapse:
    """Which certificates are to lapse: `due` have expired and still carry their vote, `done`
    lapsed or were revoked before."""

    due: tuple[Certificate, ...]
    done: tuple[Certificate, ...]


def read_lapse(village: Village, numbers: Sequence[int] = ()) -> Lapse:
    """All expired certificates, or those of these numbers. Raises ChainRefused naming every number
    that never was, or whose certificate is valid still."""
    found = {one.id: one for one in read_certificates(village)}
    wanted = list(dict.fromkeys(numbers)) or list(found)
    wrong = [
        _("There is no certificate of {who}.").format(who=number)
        for number in wanted
        if number not in found
    ]
    chosen = [found[number] for number in wanted if number in found]
    if numbers:
        wrong += [
            _("Certificate {id} is valid until {end}.").format(
                id=one.id, end=format_time(one.valid_until, village.zone)
            )
            for one in chosen
            if one.status == "living"
        ]
    if wrong:
        raise ChainRefused(
            _("Only a certificate whose date has passed can lapse."),
            error_name="ResidentCertificateInvalidDate",
            cause="\n".join(wrong),
            hint=_("To take back a valid one: daoctl certificate revoke"),
        )
    return Lapse(
        due=tuple(one for one in chosen if one.status == "expired"),
        done=tuple(one for one in chosen if one.status in ("lapsed", "revoked")),
    )


def plan_lapse(village: Village, due: Sequence[Certificate]) -> list[Call]:
    """Takes their votes, so many to a transaction; who lapsed meanwhile is left as it is."""
    numbers = [one.id for one in due]
    return [
        village.certificate.call("lapse", numbers[start : start + PER_TRANSACTION])
        for start in range(0, len(numbers), PER_TRANSACTION)
    ]
