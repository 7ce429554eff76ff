"""Renewing, revoking and reissuing a certificate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daoctl.errors import ChainRefused, UserError
from daoctl.times import format_time
from daoctl.villager.certificates import (
    REASONS,
    Certificate,
    Reason,
    check_date,
    read_certificate,
    reason_words,
)
from daoctl.villager.issuing import refuse_used_up
from daoctl.villager.stopping import refuse_stopped
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.chain.contracts import Call
    from daoctl.charter.village import Village


def plan_renew(
    village: Village,
    certificate: Certificate,
    until: int | None = None,
    issuer: str | None = None,
) -> list[Call]:
    """Makes it valid until then: by default the charter's `valid_for` longer than its present
    end, or than now if that is later. Nothing where it is valid so long already; by default also
    where it has more than `valid_for` before it, for then it was renewed already. It counts toward
    the issuer's daily limit as issuing does (an untouched day where the issuer is not known).

    Raises ChainRefused when it is revoked, the date would shorten it or the day is used up,
    UserError for a date that has passed or a charter that does not say how long.
    """
    _refuse_revoked(village, certificate)
    now = village.chain.now()
    target = until
    if target is None:
        if village.charter is None:
            raise UserError(
                _("How long a certificate is valid stands in the charter, which is not here."),
                hint=_("Say until when with --until."),
            )
        length = village.charter.certificate.valid_for
        if certificate.status == "living" and certificate.valid_until > now + length:
            return []
        target = max(now, certificate.valid_until) + length
    if target == certificate.valid_until and certificate.status == "living":
        return []
    check_date(village, target, now)
    if target <= certificate.valid_until:
        raise ChainRefused(
            _("Certificate {id} is valid until {end} already; renewing never shortens it.").format(
                id=certificate.id, end=format_time(certificate.valid_until, village.zone)
            ),
            error_name="ResidentCertificateInvalidDate",
            arguments={"validUntil": target},
        )
    refuse_used_up(village, issuer)
    return [village.certificate.call("renew", certificate.id, target)]


def plan_revoke(village: Village, certificate: Certificate, reason: Reason) -> list[Call]:
    """Revokes it for ever; nothing where that was done for the same reason. Raises ChainRefused
    when it was revoked for another, or issuing is stopped."""
    if certificate.status == "revoked" and certificate.reason == reason:
        return []
    _refuse_revoked(village, certificate)
    refuse_stopped(village)
    return [village.certificate.call("revoke", certificate.id, REASONS.index(reason))]


def plan_reissue(village: Village, certificate: Certificate, new_holder: str) -> list[Call]:
    """Revokes it as lost and issues it anew to another address; nothing where that was done.
    Raises ChainRefused when it was revoked otherwise, has expired, the address has one, or issuing
    is stopped."""
    if certificate.replaced_by:
        heir = read_certificate(village, certificate.replaced_by)
        if heir is not None and heir.holder == new_holder:
            return []
    _refuse_revoked(village, certificate)
    if certificate.status != "living":
        raise ChainRefused(
            _("Certificate {id} has expired; it must be renewed before it is reissued.").format(
                id=certificate.id
            ),
            error_name="ResidentCertificateInvalidDate",
            arguments={"validUntil": certificate.valid_until},
            hint=_("Run: daoctl certificate renew {id}").format(id=certificate.id),
        )
    existing = village.certificate.read("certificateOf", new_holder)
    if existing:
        raise ChainRefused(
            _("{holder} has certificate {id} already.").format(holder=new_holder, id=existing),
            error_name="ResidentCertificateAlreadyHeld",
            arguments={"holder": new_holder, "existingId": existing},
        )
    refuse_stopped(village)
    return [village.certificate.call("reissue", certificate.id, new_holder)]


def _refuse_revoked(village: Village, certificate: Certificate) -> None:
    if certificate.status != "revoked":
        return
    raise ChainRefused(
        _("Certificate {id} was revoked on {date} ({reason}).").format(
            id=certificate.id,
            date=format_time(certificate.revoked_at, village.zone),
            reason=reason_words(certificate.reason) if certificate.reason else "-",
        ),
        error_name="ResidentCertificateIsRevoked",
        arguments={"id": certificate.id},
        hint=_("It was replaced by certificate {id}.").format(id=certificate.replaced_by)
        if certificate.replaced_by
        else None,
    )
