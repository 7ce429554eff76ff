"""`daoctl certificate reissue`: the certificate and its entry in the register move together."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from daoctl.cli.options import Shared
from daoctl.errors import RegisterError
from daoctl.words import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from daoctl.charter.register import Register
    from daoctl.cli.session import Session


@dataclass(frozen=True)
class ReissueOptions:
    """Which certificate, by number or holder, and the new address as typed."""

    shared: Shared
    who: str
    new: str


def run_reissue(options: ReissueOptions) -> None:
    """Revokes the certificate as lost and issues it to the new address. Run again after a kill,
    it moves the register's entry if that was not done. Raises ChainRefused for a certificate that
    cannot be reissued, RegisterError when its entry could not move."""
    from daoctl.charter.authority import ISSUER
    from daoctl.cli.acting import act
    from daoctl.cli.certificate_show import certificate_json
    from daoctl.cli.session import open_village
    from daoctl.villager.certificate_acts import plan_reissue
    from daoctl.villager.certificates import find_certificate, need_certificate
    from daoctl.villager.people import recipient

    with open_village(options.shared) as session:
        village, out = session.village, session.out
        new = recipient(village)(options.new)
        old = need_certificate(village, options.who)
        calls = plan_reissue(village, old, new)
        tx = None
        with _register(session) as register:
            if register is not None:
                check_move(register, old.holder, new)
            if not calls:
                out.say(_("It is so already."))
            else:
                words = _("Reissue certificate {id} of {old} to {new}; the old one is revoked")
                named = words.format(id=old.id, old=old.holder, new=new)
                done = act(session, calls, named, role=ISSUER)
                if not done.sent:
                    return
                tx = done.transactions[0]
            if register is not None and move(register, old.holder, new):
                out.say(_("The entry in the private register moved with it."))
        heir = find_certificate(village, new)
        assert heir is not None
        out.result(
            {
                **certificate_json(village, heir),
                "replaces": old.id,
                "tx": tx,
                "already": tx is None,
            },
            _("Certificate {old} is revoked; {new} has certificate {id}.").format(
                old=old.id, new=new, id=heir.id
            ),
        )


@contextlib.contextmanager
def _register(session: Session) -> Iterator[Register | None]:
    """The register where there is one and something is to be sent. It is opened before sending,
    so that a wrong passphrase cannot part the certificate from its entry."""
    from daoctl.charter.register import register_file

    shared = session.options
    exists = register_file(session.village.folder).exists()
    if not exists or shared.dry_run or shared.output is not None:
        yield None
        return
    with session.register() as register:
        yield register


def check_move(register: Register, old: str, new: str) -> None:
    """Raises RegisterError when the new address has an entry that some certificate was made
    of."""
    there = register.get(new)
    if register.get(old) is not None and there is not None and there.committed is not None:
        raise RegisterError(
            _("The register has an entry for {address} already.").format(address=new),
            cause=_("An earlier certificate of that address was made of it."),
            hint=_("Choose an address that never had a certificate."),
        )


def move(register: Register, old: str, new: str) -> bool:
    """Moves the entry, salt and all; what was kept for the new address stays beside it. Whether
    there was anything to move."""
    if register.get(old) is None:
        return False
    there = register.get(new)
    if there is not None:
        register.forget(new)
    register.move(old, new)
    if there is not None:
        register.put(new, there.personal)
    return True
