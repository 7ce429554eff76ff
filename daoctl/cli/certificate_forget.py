"""`daoctl certificate forget`: drops a person from the private register, salt and all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from daoctl.cli.options import Shared
from daoctl.errors import ChainRefused
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.cli.output import Output
    from daoctl.cli.session import Session
    from daoctl.villager.certificates import Certificate


@dataclass(frozen=True)
class ForgetOptions:
    """Whose entry: an address, or the number of a certificate."""

    shared: Shared
    who: str


def run_forget(options: ForgetOptions) -> None:
    """Forgets the entry; one that is not there is said to be gone. Raises RegisterError, and
    ChainRefused for a number that no certificate has."""
    from daoctl.cli.certificate_show import certificate_json
    from daoctl.cli.session import open_village

    with open_village(options.shared) as session:
        out = session.out
        address, certificate = _whose(session, options.who)
        forgotten = _forget(session, address, certificate)
        if forgotten is None:
            return
        if not forgotten:
            out.say(_("The register keeps nothing of {address}.").format(address=address))
        out.result(
            {
                "address": address,
                "forgotten": forgotten,
                "certificate": certificate_json(session.village, certificate)
                if certificate
                else None,
            },
            _("{address} is forgotten.").format(address=address) if forgotten else [],
        )
        if forgotten:
            out.say(
                _(
                    "Delete by hand what else holds the same: tables, printed letters, and copies "
                    "of the register on other computers."
                ),
                style="yellow",
            )


def _forget(session: Session, address: str, certificate: Certificate | None) -> bool | None:
    """Whether there was an entry, which is gone now; None after --dry-run."""
    from daoctl.charter.register import register_file
    from daoctl.cli.asking import agree

    out, shared = session.out, session.options
    if not register_file(session.village.folder).exists():
        return False
    with session.register(writing=not shared.dry_run) as register:
        entry = register.get(address)
        if entry is None:
            return False
        columns = sorted(name for name, text in entry.personal.items() if text)
        words = _("Forget what the private register keeps of {address}")
        out.say(words.format(address=address), style="bold")
        gone = _("  gone for good: {columns}, and the salt")
        out.say(gone.format(columns=", ".join(columns) or "-"))
        _say_staying(out, certificate)
        if shared.dry_run:
            out.say(_("Nothing was forgotten (--dry-run)."))
            if out.as_json:
                out.emit_json({"dry_run": True, "address": address, "columns": columns})
            return None
        agree(out, shared.yes, _("Nothing was forgotten."))
        return register.forget(address)


def _whose(session: Session, who: str) -> tuple[str, Certificate | None]:
    """The address whose entry is meant, and its certificate. A reissued certificate's entry moved
    with it to the newer one. Raises ChainRefused for an unknown number."""
    from daoctl.units import checksum, plain
    from daoctl.villager.certificates import find_certificate, read_certificate

    found = find_certificate(session.village, who)
    if not plain(who).isdigit():
        return checksum(who), found
    if found is None:
        raise ChainRefused(
            _("There is no certificate of {who}.").format(who=plain(who)),
            error_name="ResidentCertificateUnknown",
            hint=_("`daoctl certificate list` shows them all."),
        )
    while found.replaced_by:
        heir = read_certificate(session.village, found.replaced_by)
        assert heir is not None, "what replaced a certificate was issued"
        found = heir
    return found.holder, found


def _say_staying(out: Output, certificate: Certificate | None) -> None:
    """What the chain keeps for ever, and what that means."""
    if certificate is None:
        out.say(_("  the chain knows no certificate of that address"))
        return
    out.say(
        _(
            "  stays on the chain: certificate {id}, the address, its tier and dates, and a "
            "commitment that says nothing without the salt"
        ).format(id=certificate.id)
    )
    if certificate.status != "revoked":
        out.say(
            _(
                "  the certificate stays as it is, but nobody can ever again check a name against "
                "it; to end it: daoctl certificate revoke {id} --reason closed"
            ).format(id=certificate.id),
            style="yellow",
        )
