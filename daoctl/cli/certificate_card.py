"""`daoctl certificate card`: a certificate as a page to print."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from daoctl.cli.options import Shared
from daoctl.errors import ChainRefused, UserError
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.cli.session import Session
    from daoctl.report.certificate_card import CertificateCard
    from daoctl.villager.certificates import Certificate


@dataclass(frozen=True)
class CardOptions:
    """Which certificate, by number or holder. `file` is the page's (certificate-N.html without);
    `agreed` says how and when the holder agreed to their name, and is kept in the register."""

    shared: Shared
    who: str
    file: Path | None = None
    agreed: str | None = None


def run_card(options: CardOptions) -> None:
    """Writes the page. Raises ChainRefused for a certificate that does not hold, RegisterError,
    and UserError where another file stands in its place."""
    from daoctl.charter.folder import write_atomically
    from daoctl.cli.session import open_village
    from daoctl.report.certificate_card import certificate_page
    from daoctl.villager.certificates import need_certificate

    with open_village(options.shared) as session:
        village, out = session.village, session.out
        found = need_certificate(village, options.who)
        _refuse_ended(session, found)
        file = options.file or Path(f"certificate-{found.id}.html")
        _refuse_other(file)
        card = _card(session, found, _name(session, found.holder, options.agreed))
        languages = village.charter.village.languages if village.charter else ["ja", "en"]
        page = certificate_page(card, languages)
        # It may hold a name, so it is for its owner alone.
        write_atomically(file, page.encode(), mode=0o600)
        out.result(
            {
                "file": str(file),
                "id": found.id,
                "holder": found.holder,
                "named": bool(card.name),
                "command": card.command,
            },
            str(file),
        )
        out.say(_("Open it in a browser and print it: A5, landscape."))
        if not card.name:
            out.say(
                _(
                    "The name is not on it: the register does not say that its owner agreed. If "
                    "they did: --agreed WHEN"
                )
            )


def _card(session: Session, found: Certificate, name: str) -> CertificateCard:
    from daoctl.report.certificate_card import CertificateCard, verify_command
    from daoctl.times import format_day, format_time
    from daoctl.villager.certificates import tier_name

    village = session.village
    charter = village.charter_contract.address
    network = village.record.network
    return CertificateCard(
        title=village.certificate.read("name"),
        village=village.charter_contract.read("name"),
        charter=charter,
        network=network,
        number=found.id,
        holder=found.holder,
        tier=tier_name(village, found.tier),
        issued=format_day(found.issued_at, village.zone),
        valid_until=format_time(found.valid_until, village.zone),
        printed=format_day(village.chain.now(), village.zone),
        command=verify_command(found.id, network, charter),
        name=name,
    )


def _name(session: Session, holder: str, agreed: str | None) -> str:
    """The holder's name where the register says that they agreed to show it. With `agreed` that is
    kept first. Raises RegisterError where there is nothing to keep it with."""
    import os

    from daoctl.charter.consent import shows_name
    from daoctl.charter.register import PASSPHRASE_VARIABLE, register_file
    from daoctl.errors import RegisterError

    exists = register_file(session.village.folder).exists()
    at_hand = PASSPHRASE_VARIABLE in os.environ or session.out.interactive
    if agreed is None and not (exists and at_hand):
        return ""
    if not exists:
        raise RegisterError(
            _("The private register is not on this computer, so no name is known."),
            hint=_("Leave out --agreed, or print the page where the register is."),
        )
    with session.register(writing=agreed is not None) as register:
        entry = register.get(holder)
        if agreed is not None:
            if entry is None or not entry.name:
                raise RegisterError(
                    _("The register has no name for {address}.").format(address=holder)
                )
            entry = register.put(holder, {}, consent=f"name on the certificate: {agreed.strip()}")
            if not agreed.strip() or not shows_name(entry):
                raise UserError(
                    _("`{text}` does not say that they agreed.").format(text=agreed),
                    hint=_("Say when and how, such as: --agreed 2026-11-22"),
                )
        return entry.name if entry is not None and shows_name(entry) else ""


def _refuse_ended(session: Session, found: Certificate) -> None:
    from daoctl.times import format_time

    if found.status == "living":
        return
    if found.status == "revoked":
        raise ChainRefused(
            _("Certificate {id} is revoked: there is nothing to print.").format(id=found.id),
            error_name="ResidentCertificateIsRevoked",
            arguments={"id": found.id},
            hint=_("It was replaced by certificate {id}.").format(id=found.replaced_by)
            if found.replaced_by
            else None,
        )
    raise ChainRefused(
        _("Certificate {id} expired on {end}.").format(
            id=found.id, end=format_time(found.valid_until, session.village.zone)
        ),
        error_name="ResidentCertificateInvalidDate",
        arguments={"validUntil": found.valid_until},
        hint=_("Run: daoctl certificate renew {id}").format(id=found.id),
    )


def _refuse_other(file: Path) -> None:
    """Raises UserError where something stands that is no such page."""
    from daoctl.report.certificate_card import MARK

    if not file.exists():
        return
    try:
        ours = MARK.encode() in file.read_bytes()[:4096]
    except OSError:
        ours = False
    if not ours:
        raise UserError(
            _("The file {file} exists already and is no such page.").format(file=file),
            hint=_("Name another with --file."),
        )
