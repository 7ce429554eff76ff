"""`daoctl certificate claim`: takes the certificates that vouchers promise; anyone may."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from daoctl.cli.options import Shared
from daoctl.cli.output import clean
from daoctl.errors import RecordError, UserError
from daoctl.words import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Sequence

    from daoctl.cli.session import Session
    from daoctl.villager.vouchers import SignedVoucher

STDIN = Path("-")


@dataclass(frozen=True)
class ClaimOptions:
    """The file of one voucher or more (`-` for standard input); `holder` chooses one of them."""

    shared: Shared
    file: Path
    holder: str | None = None


def run_claim(options: ClaimOptions) -> None:
    """Claims what can be claimed; what was claimed before is said to be. Raises UserError for a
    file that holds no voucher, and what `read_claims` raises."""
    from daoctl.cli.acting import act
    from daoctl.cli.session import open_village
    from daoctl.times import format_time, reader_zone
    from daoctl.villager.certificates import tier_name
    from daoctl.villager.claiming import claim_call, read_claims

    found = _chosen(options)
    _check_place(options, found[0])
    with open_village(options.shared) as session:
        village, out = session.village, session.out
        claims = read_claims(village, found)
        if claims.claimed:
            count = len(claims.claimed)
            out.say(
                ngettext(
                    "{count} voucher was claimed already.",
                    "{count} vouchers were claimed already.",
                    count,
                ).format(count=count)
            )
        transactions: list[str] = []
        if claims.fresh:
            words = [
                _("Claim the certificate ({tier}) of {holder}, valid until {end}").format(
                    tier=tier_name(village, one.voucher.tier),
                    holder=one.voucher.holder,
                    end=format_time(one.voucher.valid_until, village.zone, reader_zone()),
                )
                for one in claims.fresh
            ]
            acting = _as_holder(session, claims.fresh)
            done = act(acting, [claim_call(village, one) for one in claims.fresh], words)
            if not done.sent:
                return
            transactions = done.transactions
        if claims.later:
            _say_later(session, len(claims.later))
        rows = _rows(session, [*claims.claimed, *claims.fresh], transactions)
        out.result(
            {
                "certificates": rows,
                "later": [one.voucher.holder for one in claims.later],
                "transactions": transactions,
            },
            [
                _("{holder} has certificate {id}.").format(holder=row["holder"], id=row["id"])
                for row in rows
            ],
        )


def _chosen(options: ClaimOptions) -> list[SignedVoucher]:
    """The vouchers of the file, or that of one holder. Raises UserError."""
    from daoctl.units import checksum
    from daoctl.villager.voucher_file import MAX_BYTES, load_vouchers, parse_vouchers

    if options.file == STDIN:
        raw = sys.stdin.buffer.read(MAX_BYTES + 1)
        found = parse_vouchers(raw, _("standard input"))
    else:
        found = load_vouchers(options.file)
    if options.holder is None:
        return found
    holder = checksum(options.holder)
    found = [one for one in found if one.voucher.holder == holder]
    if not found:
        raise UserError(
            _("{file} has no voucher for {holder}.").format(file=options.file, holder=holder)
        )
    return found


def _check_place(options: ClaimOptions, voucher: SignedVoucher) -> None:
    """Raises RecordError where no village is at hand, naming the one that the voucher is of: its
    holder may have nothing else. It is not taken up unasked, since anybody can write a file."""
    from daoctl.charter.folder import find_village

    try:
        find_village(options.shared.village)
    except RecordError as error:
        raise RecordError(
            error.message,
            cause=_("The voucher says that it is of {village}.").format(
                village=clean(voucher.village)
            ),
            hint=_("If you trust it, add: --village {network}:{charter} --rpc URL").format(
                network=clean(voucher.network), charter=voucher.charter
            ),
        ) from None


def _as_holder(session: Session, vouchers: Sequence[SignedVoucher]) -> Session:
    """The session, signed by the holder where nobody says who signs and the holder's account is
    on this computer; any other account may claim it as well."""
    from daoctl.chain.accounts import known_accounts

    if session.options.account or session.options.output or len(vouchers) != 1:
        return session
    for name, address in known_accounts(session.chain).items():
        if address == vouchers[0].voucher.holder:
            return replace(session, options=replace(session.options, account=name))
    return session


def _say_later(session: Session, count: int) -> None:
    from daoctl.times import format_time, reader_zone
    from daoctl.villager.issuing import next_day
    from daoctl.villager.stopping import going_on, is_stopped

    if is_stopped(session.village):
        session.out.say(_("Issuing is stopped: the daily limit is 0."), style="yellow")
        session.out.say(going_on())
        return
    when = format_time(next_day(session.chain.now()), session.village.zone, reader_zone())
    session.out.say(
        ngettext(
            "The issuer's daily limit leaves {count} for later. Run the same command again from "
            "{when} on.",
            "The issuer's daily limit leaves {count} for later. Run the same command again from "
            "{when} on.",
            count,
        ).format(count=count, when=when),
        style="yellow",
    )


def _rows(
    session: Session, vouchers: Sequence[SignedVoucher], transactions: Sequence[str]
) -> list[dict[str, Any]]:
    """Each holder's certificate as it stands now; `tx` of those that were claimed now."""
    from daoctl.cli.certificate_show import certificate_json
    from daoctl.villager.certificates import find_certificate

    before = len(vouchers) - len(transactions)
    rows = []
    for place, one in enumerate(vouchers):
        certificate = find_certificate(session.village, one.voucher.holder)
        assert certificate is not None, "a claimed voucher has given a certificate"
        tx = transactions[place - before] if place >= before else None
        rows.append(
            {
                **certificate_json(session.village, certificate),
                "tx": tx,
                "already": tx is None,
            }
        )
    return rows
