"""`daoctl account list`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daoctl.cli.options import Shared
from daoctl.cli.output import Wei
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.cli.account_standing import AtHand, Standing


def run_list(shared: Shared) -> None:
    """Prints this computer's accounts: Ape's, and of a development chain's test accounts those
    that hold a role. Roles and balances only where there is a village, and a node."""
    from daoctl.cli.account_new import say_tightened
    from daoctl.cli.account_standing import at_hand, read_standing, role_words
    from daoctl.cli.session import voice

    out = voice(shared)
    with at_hand(shared, out) as here:
        say_tightened(out)
        standing = read_standing(here)
        rows = [
            (name, address, standing.roles_of(address), _balance(here, address))
            for name, address in _shown(standing)
        ]
    if out.as_json:
        out.emit_json(
            {
                "accounts": [
                    {
                        "name": name,
                        "address": address,
                        "roles": roles,
                        "balance": None if balance is None else Wei(balance),
                    }
                    for name, address, roles, balance in rows
                ]
            }
        )
        return
    if not rows:
        out.say(_("There is no account on this computer yet: daoctl account new NAME"))
        return
    out.table(
        (_("account"), _("address"), _("role"), _("balance")),
        [
            (
                name,
                address,
                ", ".join(map(role_words, roles)),
                "" if balance is None else out.amount(balance),
            )
            for name, address, roles, balance in rows
        ],
        right=(3,),
    )


def _shown(standing: Standing) -> list[tuple[str, str]]:
    return [
        (name, address)
        for name, address in standing.known.items()
        if not name.startswith("TEST::") or standing.roles_of(address)
    ]


def _balance(here: AtHand, address: str) -> int | None:
    return None if here.chain is None else here.chain.balance(address)
