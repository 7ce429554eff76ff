"""`daoctl certificate`: issue, renew, revoke, reissue, verify and list resident certificates."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from daoctl.cli.frame import noun
from daoctl.cli.options import Shared, reads, sends
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
