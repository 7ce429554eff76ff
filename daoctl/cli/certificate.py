"""`daoctl certificate`: resident certificates, from the issue or the voucher to the last word."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from daoctl.cli.frame import noun
from daoctl.cli.options import AccountOption, DryRunOption, Shared, reads, sends
from daoctl.words import _

app = noun(_("Resident certificates: issue, renew, revoke, reissue, verify."))

Who = Annotated[
    str, typer.Argument(metavar="ID|ADDRESS", help=_("The certificate's number, or its holder."))
]


@app.command("issue", help=_("Issue certificates to the members of a table."))
@sends
def issue_command(
    shared: Shared,
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help=_(
                "The table (CSV): address, tier, and if wanted valid_until or valid_for; all "
                "other columns go to the private register."
            ),
        ),
    ],
) -> None:
    """Fills the options and runs."""
    from daoctl.cli.certificate_issue import IssueOptions, run_issue

    run_issue(IssueOptions(shared, file))


@app.command("renew", help=_("Make a certificate valid for longer."))
@sends
def renew_command(
    shared: Shared,
    who: Who,
    until: Annotated[
        str | None,
        typer.Option("--until", metavar="DATE", help=_("Its last day; else as the charter says.")),
    ] = None,
) -> None:
    """Fills the options and runs."""
    from daoctl.cli.certificate_steps import RenewOptions, run_renew

    run_renew(RenewOptions(shared, who, until))


@app.command("revoke", help=_("Take a certificate back for ever."))
@sends
def revoke_command(
    shared: Shared,
    who: Who,
    reason: Annotated[
        str, typer.Option("--reason", metavar="lost|moved|error|closed", help=_("Why."))
    ],
) -> None:
    """Fills the options and runs."""
    from daoctl.cli.certificate_steps import RevokeOptions, run_revoke

    run_revoke(RevokeOptions(shared, who, reason))


@app.command("reissue", help=_("Move a certificate to a new address, as for a lost phone."))
@sends
def reissue_command(
    shared: Shared,
    who: Who,
    new: Annotated[str, typer.Argument(metavar="NEW_ADDRESS", help=_("The holder's new address."))],
) -> None:
    """Fills the options and runs."""
    from daoctl.cli.certificate_reissue import ReissueOptions, run_reissue

    run_reissue(ReissueOptions(shared, who, new))


@app.command("verify", help=_("Say whether a certificate is valid; exit 5 and why if it is not."))
@reads
def verify_command(
    shared: Shared,
    who: Who,
    name: Annotated[
        str | None,
        typer.Option("--name", help=_("Check the holder's name against the private register.")),
    ] = None,
    field: Annotated[
        list[str] | None,
        typer.Option(
            "--field",
            metavar="COLUMN=TEXT",
            help=_("Check another private column; may be given again."),
        ),
    ] = None,
) -> None:
    """Fills the options and runs."""
    from daoctl.cli.certificate_verify import VerifyOptions, read_fields, run_verify

    run_verify(VerifyOptions(shared, who, read_fields(name, field or [])))


@app.command("list", help=_("List all certificates ever issued and how they stand."))
@reads
def list_command(
    shared: Shared,
    csv: Annotated[bool, typer.Option("--csv", help=_("Print a table for a spreadsheet."))] = False,
) -> None:
    """Fills the options and runs."""
    from daoctl.cli.certificate_show import ListOptions, run_list

    run_list(ListOptions(shared, csv))


@app.command("voucher", help=_("Sign a voucher, which its holder claims and pays the fee for."))
@reads
def voucher_command(
    shared: Shared,
    who: Annotated[
        str,
        typer.Argument(
            metavar="ADDRESS|FILE",
            help=_("Who may claim it, or a table (CSV) as `certificate issue` takes it."),
        ),
    ],
    tier: Annotated[
        str | None, typer.Option("--tier", metavar="TIER", help=_("By the charter's name for it."))
    ] = None,
    until: Annotated[
        str | None,
        typer.Option("--until", metavar="DATE", help=_("Its last day; else as the charter says.")),
    ] = None,
    name: Annotated[
        str | None,
        typer.Option("--name", help=_("The holder's name, for the private register alone.")),
    ] = None,
    field: Annotated[
        list[str] | None,
        typer.Option(
            "--field",
            metavar="COLUMN=TEXT",
            help=_("Another private column; may be given again."),
        ),
    ] = None,
    claim_by: Annotated[
        str | None,
        typer.Option(
            "--claim-by", metavar="DATE", help=_("The last day to claim it; else 30 days.")
        ),
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option("--file", metavar="FILE", help=_("Write all vouchers there, a line each.")),
    ] = None,
    folder: Annotated[
        Path | None,
        typer.Option("--folder", metavar="FOLDER", help=_("Write a file for each holder there.")),
    ] = None,
    account: AccountOption = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help=_("Do not ask before signing."))] = False,
    dry_run: DryRunOption = False,
) -> None:
    """Fills the options and runs."""
    from daoctl.cli.certificate_verify import read_fields
    from daoctl.cli.certificate_voucher import VoucherOptions, run_voucher

    given = replace(shared, account=account, yes=yes, dry_run=dry_run)
    fields = read_fields(name, field or [])
    run_voucher(VoucherOptions(given, who, tier, until, fields, claim_by, file, folder))


@app.command("claim", help=_("Claim what a voucher promises; anyone may send it."))
@sends
def claim_command(
    shared: Shared,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help=_("The voucher; - reads standard input."))
    ],
    holder: Annotated[
        str | None,
        typer.Option("--for", metavar="ADDRESS", help=_("Of several vouchers, only this one's.")),
    ] = None,
) -> None:
    """Fills the options and runs."""
    from daoctl.cli.certificate_claim import ClaimOptions, run_claim

    run_claim(ClaimOptions(shared, file, holder))


@app.command("lapse", help=_("Take the vote of expired certificates; anyone may."))
@sends
def lapse_command(
    shared: Shared,
    numbers: Annotated[
        list[int] | None,
        typer.Argument(min=1, metavar="ID", help=_("Only these; else all that have expired.")),
    ] = None,
) -> None:
    """Fills the options and runs."""
    from daoctl.cli.certificate_lapse import LapseOptions, run_lapse

    run_lapse(LapseOptions(shared, tuple(numbers or ())))


@app.command("stop", help=_("Stop every issuer, as when a key is lost or stolen; the council may."))
@sends
def stop_command(shared: Shared) -> None:
    """Runs; there is nothing else to say."""
    from daoctl.cli.certificate_stop import run_stop

    run_stop(shared)


@app.command("forget", help=_("Forget what the private register keeps of a person, for good."))
@reads
def forget_command(
    shared: Shared,
    who: Who,
    yes: Annotated[bool, typer.Option("--yes", "-y", help=_("Do not ask before forgetting."))] = (
        False
    ),
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=_("Show what would be forgotten; stop there."))
    ] = False,
) -> None:
    """Fills the options and runs."""
    from daoctl.cli.certificate_forget import ForgetOptions, run_forget

    run_forget(ForgetOptions(replace(shared, yes=yes, dry_run=dry_run), who))


@app.command("card", help=_("Write a certificate as a page to print, with its QR code."))
@reads
def card_command(
    shared: Shared,
    who: Who,
    file: Annotated[
        Path | None,
        typer.Option("--file", metavar="FILE", help=_("The page (HTML); else certificate-N.html.")),
    ] = None,
    agreed: Annotated[
        str | None,
        typer.Option(
            "--agreed",
            metavar="WHEN",
            help=_("When its owner agreed to their name on it; kept in the private register."),
        ),
    ] = None,
) -> None:
    """Fills the options and runs."""
    from daoctl.cli.certificate_card import CardOptions, run_card

    run_card(CardOptions(shared, who, file, agreed))
