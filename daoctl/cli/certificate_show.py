"""`daoctl certificate list`, and how a certificate is shown."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from daoctl.cli.options import Shared
from daoctl.words import _, ngettext

if TYPE_CHECKING:
    from daoctl.charter.village import Village
    from daoctl.villager.certificates import Certificate


@dataclass(frozen=True)
class ListOptions:
    """`csv` prints the table for a spreadsheet."""

    shared: Shared
    csv: bool = False


def run_list(options: ListOptions) -> None:
    """Prints every certificate ever issued. Raises UsageError for --csv with --json."""
    from daoctl.cli.session import open_village
    from daoctl.errors import UsageError
    from daoctl.villager.certificates import read_certificates

    if options.csv and options.shared.json:
        raise UsageError(_("--csv and --json do not go together."), hint=_("Leave out one."))
    with open_village(options.shared) as session:
        village, out = session.village, session.out
        found = read_certificates(village)
        if out.as_json:
            out.emit_json({"certificates": [certificate_json(village, one) for one in found]})
        elif options.csv:
            rows = [certificate_json(village, one) for one in found]
            columns = ("id", "holder", "tier", "status", "issued_at", "valid_until", "reason")
            writer = csv.writer(out.stdout, lineterminator="\n")
            writer.writerow(columns)
            writer.writerows([row[name] for name in columns] for row in rows)
        else:
            out.table(
                (_("no."), _("holder"), _("tier"), _("valid until"), _("state")),
                [_row(village, one) for one in found],
                right=(0,),
            )
            valid = sum(one.valid for one in found)
            out.say(
                ngettext(
                    "{count} certificate, {valid} valid",
                    "{count} certificates, {valid} valid",
                    len(found),
                ).format(count=f"{len(found):,}", valid=f"{valid:,}")
            )


def certificate_json(village: Village, one: Certificate) -> dict[str, Any]:
    """A certificate as `--json` prints it: `status` is living, expired, lapsed or revoked;
    moments in seconds since the epoch; `tier` is the charter's name for it."""
    from daoctl.villager.certificates import tier_name

    return {
        "id": one.id,
        "holder": one.holder,
        "tier": tier_name(village, one.tier),
        "tier_number": one.tier,
        "status": one.status,
        "issued_at": one.issued_at,
        "valid_until": one.valid_until,
        "reason": one.reason,
        "revoked_at": one.revoked_at or None,
        "replaced_by": one.replaced_by or None,
    }


def _row(village: Village, one: Certificate) -> tuple[object, ...]:
    from daoctl.times import format_time
    from daoctl.villager.certificates import reason_words, status_words, tier_name

    state = status_words(one.status)
    if one.reason:
        state = _("{state} ({reason})").format(state=state, reason=reason_words(one.reason))
    if one.replaced_by:
        state = _("{state}, now {id}").format(state=state, id=one.replaced_by)
    return (
        one.id,
        one.holder,
        tier_name(village, one.tier),
        format_time(one.valid_until, village.zone),
        state,
    )
