"""`daoctl certificate renew` and `revoke`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from daoctl.cli.options import Shared
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.chain.contracts import Call
    from daoctl.cli.session import Session
    from daoctl.villager.certificates import Certificate


@dataclass(frozen=True)
class RenewOptions:
    """Which certificate, by number or holder; `until` as typed, None for the charter's length."""

    shared: Shared
    who: str
    until: str | None = None


@dataclass(frozen=True)
class RevokeOptions:
    """Which certificate, by number or holder, and why."""

    shared: Shared
    who: str
    reason: str


def run_renew(options: RenewOptions) -> None:
    """Makes a certificate valid for longer. Raises ChainRefused for a revoked or unknown one, for a
    date that would shorten it, and when the issuer's day is used up."""
    from daoctl.cli.session import open_village
    from daoctl.times import format_time, reader_zone
    from daoctl.villager.certificate_acts import plan_renew
    from daoctl.villager.certificates import need_certificate
    from daoctl.villager.issuing import date_reader, left_today

    with open_village(options.shared) as session:
        village = session.village
        now = village.chain.now()
        until = date_reader(village, now)(options.until) if options.until else None
        before = need_certificate(village, options.who)
        issuer = _known_issuer(session)
        calls = plan_renew(village, before, until, issuer)
        if calls:
            _say_left(session, left_today(village, issuer) - 1)
        end = calls[0].args["validUntil"] if calls else before.valid_until
        named = {
            "id": before.id,
            "holder": before.holder,
            "end": format_time(end, village.zone, reader_zone()),
        }
        _carry(
            session,
            before,
            calls,
            _("Renew certificate {id} of {holder}, valid until {end}").format(**named),
            _("Certificate {id} is valid until {end}.").format(**named),
            _("It was renewed already. To make it longer, say until when with --until.")
            if until is None
            else _("It is valid until then already."),
        )


def _known_issuer(session: Session) -> str | None:
    """Whose daily limit counts; None where no account is at hand."""
    from daoctl.cli.certificate_issue import issuer_of
    from daoctl.errors import AccountError

    try:
        return issuer_of(session)
    except AccountError:
        return None


def _say_left(session: Session, count: int) -> None:
    """How many more the day allows, so that nobody begins a long list in its last hour."""
    from daoctl.times import format_time, reader_zone
    from daoctl.villager.issuing import next_day

    village = session.village
    when = format_time(next_day(village.chain.now()), village.zone, reader_zone())
    session.out.say(
        _(
            "After this one the daily limit leaves {count} to issue or renew; it begins anew at "
            "{when}."
        ).format(count=count, when=when)
    )


def run_revoke(options: RevokeOptions) -> None:
    """Revokes a certificate. Raises UserError for an unknown reason, ChainRefused for a
    certificate that never was or was revoked for another reason."""
    from daoctl.cli.session import open_village
    from daoctl.errors import UserError
    from daoctl.units import plain
    from daoctl.villager.certificate_acts import plan_revoke
    from daoctl.villager.certificates import REASONS, need_certificate, reason_words

    reason = next((one for one in REASONS if one == plain(options.reason).lower()), None)
    if reason is None:
        raise UserError(
            _("`{reason}` is no reason to revoke a certificate.").format(reason=options.reason),
            cause=_("Reasons are codes, so that nothing personal stands on the chain."),
            hint=_("Say one of: {reasons}").format(reasons=", ".join(REASONS)),
        )
    with open_village(options.shared) as session:
        before = need_certificate(session.village, options.who)
        calls = plan_revoke(session.village, before, reason)
        named = {"id": before.id, "holder": before.holder, "reason": reason_words(reason)}
        _carry(
            session,
            before,
            calls,
            _("Revoke certificate {id} of {holder} for ever ({reason})").format(**named),
            _("Certificate {id} is revoked ({reason}).").format(**named),
            _("It was revoked for that reason already."),
        )


def _carry(
    session: Session,
    before: Certificate,
    calls: list[Call],
    words: str,
    outcome: str,
    already: str,
) -> None:
    """Acts where there is something to do, and reports how the certificate stands then."""
    from daoctl.charter.authority import ISSUER
    from daoctl.cli.acting import act
    from daoctl.cli.certificate_show import certificate_json
    from daoctl.villager.certificates import read_certificate

    tx = None
    if not calls:
        session.out.say(already)
    else:
        done = act(session, calls, words, role=ISSUER)
        if not done.sent:
            return
        tx = done.transactions[0]
    after = read_certificate(session.village, before.id) or before
    found = certificate_json(session.village, after)
    session.out.result({**found, "tx": tx, "already": tx is None}, outcome)
