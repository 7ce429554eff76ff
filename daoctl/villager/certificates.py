"""Resident certificates as the chain tells them.

Moments are in seconds since the epoch; `valid_until` is the last second of validity. Certificates
are numbered from 1. Issuing stands
in `daoctl.villager.issuing`, renewing, revoking and reissuing in `certificate_acts`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from daoctl.errors import ChainRefused, UserError
from daoctl.units import checksum, plain
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.chain.logs import Log
    from daoctl.charter.village import Village

Status = Literal["living", "expired", "lapsed", "revoked"]
Reason = Literal["lost", "moved", "error", "closed"]

# IResidentCertificate.Reason, in its order.
REASONS: tuple[Reason, ...] = ("lost", "moved", "error", "closed")
ENDINGS = ("CertificateRevoked", "CertificateReissued")
LATEST_DATE = 2**40 - 1


@dataclass(frozen=True)
class Certificate:
    """A certificate. `holder` has it, or had it when it was revoked; `status` is `expired` when
    its date has passed and nobody has lapsed it yet: then it still carries its vote.

    Of a revoked one `reason`, `revoked_at` and, if it was reissued, `replaced_by` are known where
    the events were read.
    """

    id: int
    holder: str
    tier: int
    issued_at: int
    valid_until: int
    status: Status
    commitment: bytes
    reason: Reason | None = None
    revoked_at: int = 0
    replaced_by: int = 0

    @property
    def valid(self) -> bool:
        """Whether it holds now: neither revoked nor past its date."""
        return self.status == "living"


@dataclass(frozen=True)
class Ending:
    """How a certificate ended: in which block it was revoked, why, and what replaced it."""

    holder: str
    reason: Reason
    block: int
    replaced_by: int = 0


def read_certificates(village: Village) -> list[Certificate]:
    """Every certificate ever issued, by number. All are asked together."""
    count = village.certificate.read("totalIssued")
    return _complete(village, _read(village, list(range(1, count + 1))))


def read_certificate(village: Village, number: int) -> Certificate | None:
    """One certificate; None for a number that was never issued."""
    if not 1 <= number <= village.certificate.read("totalIssued"):
        return None
    return _complete(village, _read(village, [number]))[0]


def find_certificate(village: Village, who: str) -> Certificate | None:
    """The certificate of that number, or of that address: its present one, else the last that was
    revoked there. None where there never was one. Raises UserError when `who` is neither."""
    text = plain(who)
    if text.isdigit():
        return read_certificate(village, int(text))
    holder = checksum(text)
    number = village.certificate.read("certificateOf", holder)
    if not number:
        past = [one for one, ending in read_endings(village).items() if ending.holder == holder]
        if not past:
            return None
        number = max(past)
    return read_certificate(village, number)


def need_certificate(village: Village, who: str) -> Certificate:
    """As `find_certificate`. Raises ChainRefused where there never was one."""
    found = find_certificate(village, who)
    if found is None:
        raise ChainRefused(
            _("There is no certificate of {who}.").format(who=plain(who)),
            error_name="ResidentCertificateUnknown",
            hint=_("`daoctl certificate list` shows them all."),
        )
    return found


def read_endings(village: Village) -> dict[int, Ending]:
    """How each revoked certificate ended, by its number."""
    from daoctl.chain.logs import read_logs

    return endings(read_logs(village.chain, [village.certificate], ENDINGS, village.founded_block))


def endings(logs: Iterable[Log]) -> dict[int, Ending]:
    """The same of these events, which come in the chain's order. Pure."""
    found: dict[int, Ending] = {}
    for log in logs:
        if log.event == "CertificateRevoked":
            reason = REASONS[log.args["reason"]]
            found[log.args["id"]] = Ending(log.args["holder"], reason, log.block)
        else:
            old = log.args["oldId"]
            found[old] = replace(found[old], replaced_by=log.args["newId"])
    return found


def _read(village: Village, numbers: list[int]) -> list[Certificate]:
    rows = village.certificate.read_many("certificate", [(number,) for number in numbers])
    now = village.chain.now()
    found = []
    for number, row in zip(numbers, rows, strict=True):
        status: Status = "living"
        if row.revoked:
            status = "revoked"
        elif row.lapsed:
            status = "lapsed"
        elif now > row.validUntil:
            status = "expired"
        found.append(
            Certificate(
                id=number,
                holder=row.holder,
                tier=row.tier,
                issued_at=row.issuedAt,
                valid_until=row.validUntil,
                status=status,
                commitment=row.commitment,
            )
        )
    return found


def _complete(village: Village, found: list[Certificate]) -> list[Certificate]:
    """The certificates with how the revoked ones ended."""
    if not any(one.status == "revoked" for one in found):
        return found
    known = read_endings(village)
    times = {
        ending.block: village.chain.time_of(ending.block)
        for number, ending in known.items()
        if number in {one.id for one in found}
    }
    return [
        one
        if (ending := known.get(one.id)) is None
        else replace(
            one,
            reason=ending.reason,
            revoked_at=times[ending.block],
            replaced_by=ending.replaced_by,
        )
        for one in found
    ]


def tier_name(village: Village, tier: int) -> str:
    """What the charter calls the tier; its number where it does not say."""
    tiers = village.charter.certificate.tiers if village.charter else []
    return tiers[tier] if tier < len(tiers) else str(tier)


def reason_words(reason: Reason) -> str:
    """The reason in words."""
    return {
        "lost": _("lost"),
        "moved": _("moved away"),
        "error": _("issued in error"),
        "closed": _("closed"),
    }[reason]


def status_words(status: Status) -> str:
    """The status in words."""
    return {
        "living": _("valid"),
        "expired": _("expired"),
        "lapsed": _("lapsed"),
        "revoked": _("revoked"),
    }[status]


def check_date(village: Village, moment: int, now: int) -> None:
    """Raises UserError for a date that no certificate can be valid until."""
    if moment <= now:
        raise UserError(_("{date} has passed").format(date=_time(village, moment)))
    if moment > LATEST_DATE:
        raise UserError(_("is later than a certificate can hold"))


def _time(village: Village, moment: int) -> str:
    from daoctl.times import format_time

    return format_time(moment, village.zone)
