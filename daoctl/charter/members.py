"""Whom the charter names for a role, as addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daoctl.charter.authority import COUNCIL, DAO_SITS_IN, ISSUER, REVIEWER, Role
from daoctl.errors import AccountError
from daoctl.units import checksum
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.chain.connection import Chain
    from daoctl.charter.model import Charter


def resolve_members(chain: Chain, charter: Charter) -> dict[Role, tuple[str, ...]]:
    """The members of COUNCIL, ISSUER and REVIEWER as addresses, each once, in the charter's
    order. Raises AccountError naming every account that this computer does not have."""
    from daoctl.chain.accounts import known_accounts

    known = known_accounts(chain)
    named = _named(charter)
    missing = [
        one
        for members in named.values()
        for one in members
        if not one.startswith("0x") and one not in known
    ]
    if any(one.startswith("TEST::") for one in missing):
        raise AccountError(
            _("The charter names test accounts, whose keys everybody knows."),
            cause=_("They are for a practice chain alone: {names}.").format(
                names=", ".join(dict.fromkeys(missing))
            ),
            hint=_("Write your own council, office and reviewer into the charter, under [roles]."),
        )
    if missing:
        raise AccountError(
            _("The charter names accounts that this computer does not have."),
            cause=", ".join(dict.fromkeys(missing)),
            hint=_(
                "Make each with `daoctl account new NAME`, or write its address into the "
                "charter instead."
            ),
        )
    return {
        role: tuple(dict.fromkeys(_address(one, known) for one in members))
        for role, members in named.items()
    }


def resolve_known_members(chain: Chain, charter: Charter | None) -> dict[Role, tuple[str, ...]]:
    """As `resolve_members`, without the roles of which this computer cannot tell every member."""
    from daoctl.chain.accounts import known_accounts

    if charter is None:
        return {}
    known = known_accounts(chain)
    return {
        role: tuple(dict.fromkeys(_address(one, known) for one in members))
        for role, members in _named(charter).items()
        if all(one.startswith("0x") or one in known for one in members)
    }


def _named(charter: Charter) -> dict[Role, tuple[str, ...]]:
    roles = charter.roles
    named = {COUNCIL: roles.council, ISSUER: roles.issuer, REVIEWER: roles.reviewer}
    return {role: tuple(named[role]) for role in DAO_SITS_IN}


def _address(member: str, known: dict[str, str]) -> str:
    return checksum(member if member.startswith("0x") else known[member])
