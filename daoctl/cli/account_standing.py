"""Who is who in the village at hand: which accounts hold which roles, by the chain where the
village is founded, else by the charter."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from daoctl.cli.options import Shared
from daoctl.errors import ChainError, RecordError, UsageError
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.chain.connection import Chain
    from daoctl.charter.model import Charter
    from daoctl.charter.village import Village
    from daoctl.cli.output import Output

OFFICES = ("COUNCIL", "ISSUER", "REVIEWER")


@dataclass(frozen=True)
class AtHand:
    """What can be asked: a chain, or None without a node; a village, or None before its founding;
    its charter, or None where only the address is known."""

    chain: Chain | None = None
    village: Village | None = None
    charter: Charter | None = None


@dataclass
class Standing:
    """Who holds which role: `members` gives each role's addresses; `absent` are account names of
    the charter that this computer does not have, by role; `known` are this computer's accounts."""

    known: dict[str, str]
    members: dict[str, list[str]] = field(default_factory=dict)
    absent: dict[str, list[str]] = field(default_factory=dict)

    def roles_of(self, address: str) -> list[str]:
        """The roles that the address holds."""
        return [role for role, members in self.members.items() if address in members]

    def name_of(self, address: str) -> str:
        """What the account is called here, or ""."""
        return next((name for name, one in self.known.items() if one == address), "")


@contextmanager
def at_hand(shared: Shared, out: Output) -> Iterator[AtHand]:
    """The village and the chain that are meant, as far as there are any: accounts exist without
    them. What is missing although it was named is an error; a node that is down is said."""
    from daoctl.charter.folder import CHARTER_FILE, find_village
    from daoctl.charter.model import load_charter
    from daoctl.cli.session import open_chain, open_village, quiet_stdout

    with quiet_stdout(), ExitStack() as stack:
        charter = None
        try:
            place = find_village(shared.village)
        except RecordError:
            if shared.village:
                raise
            yield AtHand()
            return
        if place.address is None and (place.folder / CHARTER_FILE).is_file():
            charter = load_charter(place.charter)
        try:
            try:
                session = stack.enter_context(open_village(shared, out=out))
                found = AtHand(session.chain, session.village, charter)
            except RecordError:
                opened = stack.enter_context(open_chain(shared, out=out))
                found = AtHand(opened.chain, None, charter)
        except UsageError:
            found = AtHand(charter=charter)  # not founded, and no network was ever named
        except ChainError as error:
            out.say(error.message, style="yellow")
            found = AtHand(charter=charter)
        yield found


def read_standing(here: AtHand) -> Standing:
    """Who holds which role now, or will once the village is founded."""
    from daoctl.chain.accounts import account_aliases, known_accounts

    known = account_aliases() if here.chain is None else known_accounts(here.chain)
    standing = Standing(known)
    if here.village is not None and here.chain is not None:
        standing.members = _on_chain(here.village)
    elif here.charter is not None:
        for role in OFFICES:
            for one in getattr(here.charter.roles, role.lower()):
                address = one if one.startswith("0x") else known.get(one)
                place, what = (
                    (standing.absent, one) if address is None else (standing.members, address)
                )
                place.setdefault(role, []).append(what)
    return standing


def _on_chain(village: Village) -> dict[str, list[str]]:
    from daoctl.charter.authority import role_by_name
    from daoctl.charter.powers import read_powers

    powers = read_powers(village.chain, village.authority, village.timelock, village.founded_block)
    own = set(village.record.addresses.values())
    return {
        role: [
            one for one in powers.manager.members.get(role_by_name(role).id, []) if one not in own
        ]
        for role in OFFICES
    }


def role_words(role: str) -> str:
    """The role in the reader's language."""
    return {"COUNCIL": _("council"), "ISSUER": _("issuer"), "REVIEWER": _("reviewer")}[role]
