"""`daoctl certificate voucher`: an issuer signs, and the holder claims and pays the fee."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from daoctl.cli.options import Shared
from daoctl.errors import AccountError, UsageError, UserError
from daoctl.times import DAY
from daoctl.words import _, ngettext

if TYPE_CHECKING:
    from daoctl.charter.village import Village
    from daoctl.cli.session import Session, Who
    from daoctl.villager.issuing import Issue, Member
    from daoctl.villager.vouchers import SignedVoucher

# How long a voucher may be claimed where nobody says until when.
CLAIM_WITHIN = 30 * DAY


@dataclass(frozen=True)
class VoucherOptions:
    """Who gets one: an address, with its tier, its last day and its private columns; or a table
    that says all this. `deadline` is the last day to claim it; `file` takes them all, a line each,
    `folder` a file for each."""

    shared: Shared
    who: str
    tier: str | None = None
    until: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    deadline: str | None = None
    file: Path | None = None
    folder: Path | None = None


def run_voucher(options: VoucherOptions) -> None:
    """Signs the vouchers, and sends nothing. Whoever has a certificate is skipped, and so is who
    has a voucher in the file that still holds. Raises TableError, AccountError, ChainRefused."""
    from daoctl.charter.authority import ISSUER
    from daoctl.cli.asking import agree
    from daoctl.cli.certificate_issue import commit_members, opens_register, say_before
    from daoctl.cli.session import open_village
    from daoctl.villager.issuing import date_reader, read_issue
    from daoctl.villager.voucher_file import voucher_json
    from daoctl.villager.vouchers import check_issuer, sign_vouchers

    if options.file and options.folder:
        raise UsageError(
            _("--file and --folder do not go together."), hint=_("Leave out one of them.")
        )
    with open_village(options.shared) as session:
        village, out, shared = session.village, session.out, options.shared
        members = _members(session, options)
        who = _issuer(session)
        check_issuer(village, who.address)
        now = village.chain.now()
        deadline = date_reader(village, now)(options.deadline) if options.deadline else None
        issue = read_issue(village, members, who.address)
        say_before(out, issue)
        before = _standing(options, [*issue.today, *issue.later], issue.epochs, now)
        wanted = [one for one in (*issue.today, *issue.later) if one.address not in before]
        _tell(session, who, wanted, before, issue, deadline or now + CLAIM_WITHIN)
        signed: list[SignedVoucher] = []
        if wanted:
            if shared.dry_run:
                out.say(_("Nothing was signed (--dry-run)."))
                if out.as_json:
                    holders = [one.address for one in wanted]
                    out.emit_json({"dry_run": True, "holders": holders})
                return
            agree(out, shared.yes, _("Nothing was signed."))
            signer = session.signer(ISSUER)
            commitments = {}
            if opens_register(session, wanted):
                # Before signing: without the salt in the register the commitment proves nothing.
                replaced: list[str] = []
                commitments = commit_members(session, wanted, replaced=replaced)
                _warn_of_replaced(session, replaced)
            signed = sign_vouchers(
                village, wanted, issue.epochs, commitments, deadline or now + CLAIM_WITHIN, signer
            )
        files = _write(options, signed)
        out.result(
            {
                "vouchers": [voucher_json(one) for one in signed],
                "before": dict(issue.before),
                "kept": list(before),
                "files": [str(file) for file in files],
            },
            _lines(options, signed, files),
        )
        if signed:
            out.say(_("The holder, or anybody for them, claims it and pays the network's fee:"))
            name = files[0] if len(files) == 1 else _("FILE")
            out.say(f"  daoctl certificate claim {name}")


def _members(session: Session, options: VoucherOptions) -> list[Member]:
    """The one member of the options, or those of the table. Raises TableError, UserError, and
    UsageError where a table comes with what it says itself."""
    from daoctl.cli.villager_welcome import say_personal
    from daoctl.villager.issuing import read_members

    if re.fullmatch(r"\s*0[xX][0-9a-fA-F]*\s*", options.who):
        return [_member(session.village, options)]
    given = {"--tier": options.tier, "--until": options.until, "--name": options.fields}
    for option, value in given.items():
        if value:
            raise UsageError(
                _("{option} goes with one address; in a table it is a column.").format(
                    option=option
                )
            )
    members, personal = read_members(session.village, Path(options.who))
    say_personal(session.out, personal)
    return members


def _member(village: Village, options: VoucherOptions) -> Member:
    from daoctl.villager.issuing import Member, date_reader, tier_reader
    from daoctl.villager.people import recipient

    now, charter = village.chain.now(), village.charter
    tiers = charter.certificate.tiers if charter else None
    if options.tier is None and (tiers is None or len(tiers) > 1):
        raise UsageError(
            _("Of which tier?"),
            hint=_("Say it with --tier; there are: {tiers}").format(tiers=", ".join(tiers))
            if tiers
            else _("Say its number with --tier; the charter, which names them, is not here."),
        )
    if options.until is None and charter is None:
        raise UserError(
            _("How long a certificate is valid stands in the charter, which is not here."),
            hint=_("Say until when with --until."),
        )
    length = charter.certificate.valid_for if charter else 0
    return Member(
        address=recipient(village)(options.who),
        tier=0 if options.tier is None else tier_reader(tiers)(options.tier),
        valid_until=date_reader(village, now)(options.until) if options.until else now + length,
        personal={name: text for name, text in options.fields.items() if text.strip()},
    )


def _issuer(session: Session) -> Who:
    """Who signs. Raises AccountError, with what an office that is a contract can do instead."""
    from daoctl.charter.authority import ISSUER

    try:
        return session.account(ISSUER)
    except AccountError as error:
        raise AccountError(
            error.message,
            cause=error.cause,
            hint=_(
                "Name the account that signs with --account. A Safe signs no voucher here; it can "
                "issue: daoctl certificate issue --output calldata"
            ),
        ) from None


def _warn_of_replaced(session: Session, holders: Sequence[str]) -> None:
    """Says whose earlier voucher the register could not prove any more."""
    if holders:
        session.out.say(
            _(
                "The register kept other personal data for: {holders}. Destroy every earlier voucher "
                "of theirs: if one is claimed, nothing can be checked against it."
            ).format(holders=", ".join(holders)),
            style="yellow",
        )


def _tell(
    session: Session,
    who: Who,
    wanted: Sequence[Member],
    before: Sequence[str],
    issue: Issue,
    deadline: int,
) -> None:
    from daoctl.times import format_time, reader_zone

    out, zone = session.out, session.village.zone
    if before:
        out.say(
            ngettext(
                "{count} has a voucher there already, which still holds.",
                "{count} have a voucher there already, which still holds.",
                len(before),
            ).format(count=len(before))
        )
    if not wanted:
        out.say(_("Nothing is left to sign."))
        return
    out.say(
        ngettext(
            "Sign a voucher for {count} resident certificate",
            "Sign vouchers for {count} resident certificates",
            len(wanted),
        ).format(count=len(wanted)),
        style="bold",
    )
    out.say(_("  signed by {name} ({address})").format(name=who.name, address=who.address))
    out.say(
        _("  can be claimed until {date}; nothing is sent now").format(
            date=format_time(deadline, zone, reader_zone())
        )
    )
    if not issue.daily_limit:
        out.say(
            _("Issuing is stopped: the daily limit is 0, and no voucher can be claimed."),
            style="yellow",
        )
    elif len(wanted) > issue.daily_limit:
        out.say(
            _(
                "A claim counts toward the issuer's daily limit of {limit}: not all of them can be "
                "claimed on one day."
            ).format(limit=issue.daily_limit),
            style="yellow",
        )


def _file_of(options: VoucherOptions, holder: str) -> Path | None:
    """Where the voucher of a holder is written; None for stdout."""
    if options.folder is not None:
        return options.folder / f"voucher-{holder}.json"
    return options.file


def _standing(
    options: VoucherOptions, members: Sequence[Member], epochs: Mapping[str, int], now: int
) -> list[str]:
    """Whose voucher stands in its file already and can still be claimed."""
    found = []
    for one in members:
        file = _file_of(options, one.address)
        for old in _load(file):
            voucher = old.voucher
            if (
                voucher.holder == one.address
                and voucher.tier == one.tier
                and (voucher.epoch == epochs[one.address] and voucher.deadline >= now)
            ):
                found.append(one.address)
    return found


def _load(file: Path | None) -> list[SignedVoucher]:
    from daoctl.villager.voucher_file import load_vouchers

    return load_vouchers(file) if file is not None and file.exists() else []


def _write(options: VoucherOptions, signed: Sequence[SignedVoucher]) -> list[Path]:
    """Writes the vouchers where the options say, beside those that stand there of others, and
    returns the files."""
    from daoctl.charter.folder import write_atomically
    from daoctl.villager.voucher_file import voucher_lines

    parts: dict[Path, list[SignedVoucher]] = {}
    for one in signed:
        file = _file_of(options, one.voucher.holder)
        if file is not None:
            parts.setdefault(file, []).append(one)
    for file, new in parts.items():
        holders = {one.voucher.holder for one in new}
        others = [one for one in _load(file) if one.voucher.holder not in holders]
        write_atomically(file, voucher_lines([*others, *new]), mode=0o644)
    return list(parts)


def _lines(
    options: VoucherOptions, signed: Sequence[SignedVoucher], files: Sequence[Path]
) -> list[str]:
    from daoctl.villager.voucher_file import voucher_line

    if options.file is None and options.folder is None:
        return [voucher_line(one) for one in signed]
    return [str(file) for file in files]
