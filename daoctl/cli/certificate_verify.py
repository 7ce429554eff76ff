"""`daoctl certificate verify`: valid, or exit 5 and why not."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from daoctl.cli.options import Shared
from daoctl.errors import Differs, RegisterError, UsageError
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.charter.register import Entry
    from daoctl.charter.village import Village
    from daoctl.cli.session import Session
    from daoctl.villager.certificates import Certificate


@dataclass(frozen=True)
class VerifyOptions:
    """Which certificate, by number or holder; `fields` are private columns to be compared."""

    shared: Shared
    who: str
    fields: Mapping[str, str] = field(default_factory=dict)


def read_fields(name: str | None, others: Sequence[str]) -> dict[str, str]:
    """The private columns to check, from --name and --field COLUMN=TEXT. Raises UsageError."""
    found = {"name": name} if name is not None else {}
    for one in others:
        column, equals, text = one.partition("=")
        if not equals or not column.strip():
            raise UsageError(
                _("`{text}` is not COLUMN=TEXT.").format(text=one),
                hint=_("Write it as in the table, such as: --field contact=090-0000-0000"),
            )
        found[column.strip().lower()] = text
    return found


def run_verify(options: VerifyOptions) -> None:
    """Says how the certificate stands. Raises Differs when it is not valid or was made of other
    personal data, RegisterError when those cannot be checked here."""
    from daoctl.cli.certificate_show import certificate_json
    from daoctl.cli.session import open_village
    from daoctl.times import format_time, reader_zone
    from daoctl.villager.certificates import find_certificate, tier_name

    with open_village(options.shared) as session:
        village, out = session.village, session.out
        found = find_certificate(village, options.who)
        problem = _problem(village, found)
        if problem is None and found is not None and options.fields:
            problem = _compare(session, found, options.fields)
        if out.as_json:
            known = certificate_json(village, found) if found else {"status": "none"}
            checked = sorted(options.fields) if problem is None else []
            out.emit_json({"valid": problem is None, **known, "checked": checked})
        if problem is not None:
            raise problem
        assert found is not None
        if out.as_json:
            return
        out.data(
            _("Certificate {id} of {holder} ({tier}) is valid until {end}.").format(
                id=found.id,
                holder=found.holder,
                tier=tier_name(village, found.tier),
                end=format_time(found.valid_until, village.zone, reader_zone()),
            )
        )
        if options.fields:
            out.data(
                _("It was made of the same: {columns}").format(columns=", ".join(options.fields))
            )


def _problem(village: Village, found: Certificate | None) -> Differs | None:
    """Why it is not valid, or None."""
    from daoctl.times import format_time
    from daoctl.villager.certificates import reason_words

    if found is None:
        return Differs(_("There never was such a certificate."))
    named = {"id": found.id, "end": format_time(found.valid_until, village.zone)}
    if found.status == "revoked":
        text = _("Certificate {id} was revoked on {date} ({reason}).").format(
            **named,
            date=format_time(found.revoked_at, village.zone),
            reason=reason_words(found.reason) if found.reason else "-",
        )
        heir = _("It was replaced by certificate {id}.").format(id=found.replaced_by)
        return Differs(text, cause=heir if found.replaced_by else None)
    if found.status == "lapsed":
        return Differs(
            _("Certificate {id} has lapsed: it expired on {end}.").format(**named),
            hint=_("The issuer can renew it."),
        )
    if found.status == "expired":
        return Differs(
            _("Certificate {id} expired on {end}.").format(**named),
            hint=_("The issuer can renew it."),
        )
    return None


def _compare(session: Session, found: Certificate, fields: Mapping[str, str]) -> Differs | None:
    """Why the personal data are not what the certificate was made of, or None. Raises
    RegisterError where that cannot be told here."""
    from daoctl.charter.register import register_file

    if not register_file(session.village.folder).exists():
        raise RegisterError(
            _("The private register is not on this computer, so nothing personal can be checked."),
            hint=_("Ask the office that issued the certificate."),
        )
    with session.register(writing=False) as register:
        entry = register.get(found.holder)
    return compare(entry, found, fields)


def compare(entry: Entry | None, found: Certificate, fields: Mapping[str, str]) -> Differs | None:
    """The same of the register's entry. Raises RegisterError when it does not prove what the
    certificate was made of. Pure."""
    if entry is None or entry.committed is None or entry.commitment != found.commitment:
        raise RegisterError(
            _("The register does not hold what certificate {id} was made of.").format(id=found.id)
        )
    for column, text in fields.items():
        if _folded(entry.committed.get(column, "")) != _folded(text):
            return Differs(
                _("Certificate {id} was made of another {column}.").format(
                    id=found.id, column=column
                )
            )
    return None


def _folded(text: str) -> str:
    """The text as people compare names: without spaces, in one width and case."""
    from daoctl.units import plain

    return re.sub(r"\s+", "", plain(text)).casefold()
