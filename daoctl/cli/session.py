"""From a verb's options to a village on a chain: `with open_village(shared) as session: …`.

While a session is open, sys.stdout leads to stderr: Ape logs and prints there, and data belongs to
our `Output` alone.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from daoctl.cli.options import Shared
from daoctl.cli.output import Output
from daoctl.errors import AccountError, ConnectionFailed, RecordError, UsageError
from daoctl.words import _

if TYPE_CHECKING:
    from pathlib import Path

    from daoctl.chain.accounts import Signer
    from daoctl.chain.connection import Chain
    from daoctl.chain.journal import Journal
    from daoctl.charter.authority import Role
    from daoctl.charter.folder import Place
    from daoctl.charter.model import Charter
    from daoctl.charter.register import Register
    from daoctl.charter.village import Village

# A node on this computer needs no network's name: it is somebody's Anvil.
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Who:
    """An account that will sign, still locked: one can look and ask before it is opened."""

    name: str
    address: str

    def signer(self, chain: Chain) -> Signer:
        """The account, unlocked. Raises AccountError."""
        from daoctl.chain.accounts import ape_signer

        return ape_signer(chain, self.name)


@dataclass(frozen=True)
class OpenChain:
    """A folder and a chain, before (or without) a founded village: for `deploy` and its like."""

    chain: Chain
    folder: Path
    options: Shared
    out: Output

    @property
    def charter(self) -> Charter:
        """The folder's charter. Raises CharterError with all its mistakes."""
        from daoctl.charter.model import load_charter

        return load_charter(self.folder)

    def account(self, *members: str) -> Who:
        """Who will sign: --account, else the first of `members` (account names or addresses)
        that this computer has, else its only account. Raises AccountError when nobody fits."""
        return pick_account(self.chain, self.options.account, members, usual=self._council())

    def _council(self) -> tuple[str, ...]:
        from daoctl.charter.folder import CHARTER_FILE

        return self.charter.roles.council if (self.folder / CHARTER_FILE).is_file() else ()

    def signer(self, *members: str) -> Signer:
        """The same account, unlocked."""
        return self.account(*members).signer(self.chain)

    def journal(self) -> Journal:
        """The folder's journal (.daoctl/journal.db), seen from this chain; a context manager."""
        from daoctl.chain.journal import Journal
        from daoctl.charter.folder import private_folder

        return Journal.of(self.chain, private_folder(self.folder) / "journal.db")


@dataclass(frozen=True)
class Session:
    """A founded village, the verb's options and its voice."""

    village: Village
    options: Shared
    out: Output

    @property
    def chain(self) -> Chain:
        """The chain the village is on."""
        return self.village.chain

    def account(self, role: Role | str | None = None) -> Who:
        """Who will sign: --account, else the account the charter names for the role (COUNCIL,
        ISSUER, REVIEWER; None = anyone), else this computer's only one. Raises AccountError."""
        council = self.members("COUNCIL")
        return pick_account(self.chain, self.options.account, self.members(role), role, council)

    def signer(self, role: Role | str | None = None) -> Signer:
        """The same account, unlocked: its passphrase may be asked for."""
        return self.account(role).signer(self.chain)

    def members(self, role: Role | str | None) -> tuple[str, ...]:
        """Whom the charter names for the role: account names or addresses; () if nobody."""
        if role is None or self.village.charter is None:
            return ()
        name = role if isinstance(role, str) else role.name
        found = getattr(self.village.charter.roles, name.lower(), ())
        return tuple(found)

    def journal(self) -> Journal:
        """The village's journal (.daoctl/journal.db), seen from this chain; a context manager."""
        from daoctl.chain.journal import Journal

        return Journal.of(self.chain, self.village.private / "journal.db")

    def register(self, *, writing: bool = True) -> AbstractContextManager[Register]:
        """The village's private register; its passphrase is asked for where a person is there."""
        from daoctl.charter.register import open_register

        ask = ask_hidden if self.out.interactive else None
        return open_register(self.village.folder, ask, writing=writing)


def ask_hidden(question: str) -> str:
    """A line typed at the terminal and not shown."""
    import getpass

    return getpass.getpass(question, stream=sys.stderr)


def voice(shared: Shared) -> Output:
    """The output that the options ask for."""
    return Output(as_json=shared.json, rate=shared.yen_rate)


@contextlib.contextmanager
def open_chain(shared: Shared, *, out: Output | None = None) -> Iterator[OpenChain]:
    """The village's folder and a connection, founded or not."""
    from daoctl.charter.folder import find_village

    speaking = out or voice(shared)
    place = find_village(shared.village)
    with quiet_stdout(), _connect(shared, place) as chain:
        yield OpenChain(chain, place.folder, shared, speaking)


@contextlib.contextmanager
def open_village(shared: Shared, *, out: Output | None = None) -> Iterator[Session]:
    """The founded village that the options (or the folder) mean, on its chain.

    Raises RecordError when there is none, WrongChain when the node is of another chain.
    """
    from daoctl.charter.folder import find_village
    from daoctl.charter.record import (
        all_records,
        check_on_chain,
        check_records,
        load_record,
        rebuild_record,
    )
    from daoctl.charter.village import Village

    speaking = out or voice(shared)
    place = find_village(shared.village)
    if place.address is None and not all_records(place.folder):
        check_records(place.folder)
        raise RecordError(
            _("The village in {folder} is not founded yet.").format(folder=place.folder),
            hint=_("`daoctl deploy` founds it."),
        )
    with quiet_stdout(), _connect(shared, place) as chain:
        if place.address is not None:
            record = rebuild_record(chain, place.address)
        else:
            record = load_record(place.folder, chain.chain_id)
            check_on_chain(chain, record)
        village = Village(chain, record, place.folder, _charter_at_hand(place))
        yield Session(village, shared, speaking)


@contextlib.contextmanager
def quiet_stdout() -> Iterator[None]:
    """Sends to stderr what libraries print on stdout."""
    with contextlib.redirect_stdout(sys.stderr):
        yield


def network_of(shared: Shared, place: Place) -> tuple[str | None, str | None]:
    """The network and the node's address: --network and --rpc, else the village's own, else what
    `.daoctl/` remembers, else the only network it is founded on; None where nobody says.

    Raises UsageError when the village is founded on several networks and none was named."""
    from daoctl.charter.folder import remembered_network
    from daoctl.charter.record import all_records

    network, rpc = remembered_network(place.folder) if place.address is None else (None, None)
    if chosen := shared.network or place.network:
        # A remembered node belongs to the remembered network, not to another one.
        return chosen, shared.rpc or (rpc if chosen == network else None)
    if network is None:
        records = all_records(place.folder)
        if len(records) > 1 and not shared.rpc:
            raise UsageError(
                _("The village is founded on several networks: {networks}.").format(
                    networks=", ".join(record.network for record in records)
                ),
                hint=_("Name one with --network."),
            )
        network = records[0].network if records else None
    return network, shared.rpc or rpc


def pick_account(
    chain: Chain,
    given: str | None,
    members: tuple[str, ...],
    role: Role | str | None = None,
    usual: tuple[str, ...] = (),
) -> Who:
    """The account by name; see `Session.account`. In a rehearsal one of `usual` signs where nobody
    is named, if it is a test account."""
    from daoctl.chain.accounts import account_address, known_accounts
    from daoctl.cli.contract_accounts import first_contract, no_single_signer

    if given:
        return Who(given, account_address(given))
    if chain.is_development:
        # Everybody has the test accounts; the others need not be looked for then.
        for name in members or usual:
            if name.startswith("TEST::"):
                return Who(name, account_address(name))
    known = known_accounts(chain)
    for member in members:
        for name, address in known.items():
            if member in (name, address):
                return Who(name, address)
    if members:
        if contract := first_contract(chain, members):
            raise no_single_signer(chain, contract, role)
        raise AccountError(
            _("No account on this computer may act as {role}.").format(
                role=role if role is None or isinstance(role, str) else role.name
            ),
            cause=_("The charter names: {members}.").format(members=", ".join(members)),
            hint=_(
                "Import that account into Ape, name one with --account, or let its owners sign: "
                "--output calldata"
            ),
        )
    own = [name for name in known if not name.startswith("TEST::")]
    if len(own) == 1:
        return Who(own[0], known[own[0]])
    raise AccountError(
        _("Which account signs?"),
        cause=_("Accounts on this computer: {names}.").format(names=", ".join(known) or "-"),
        hint=_("Name one with --account; `daoctl account new NAME` makes a new one."),
    )


@contextlib.contextmanager
def _connect(shared: Shared, place: Place) -> Iterator[Chain]:
    from daoctl.chain.connection import connect
    from daoctl.charter.practice import keeping
    from daoctl.charter.practice_files import practice_at

    network, rpc = network_of(shared, place)
    if network is None and rpc is not None and urlsplit(rpc).hostname in LOOPBACK:
        network = "ethereum:local:foundry"
    if network is None:
        raise UsageError(
            _("On which network?"),
            cause=_("The village in {folder} is not founded yet.").format(folder=place.folder),
            hint=_(
                "To rehearse: daoctl practice start. In earnest, name it, such as: "
                "--network ethereum:sepolia:node --rpc URL"
            ),
        )
    practice = practice_at(place.folder, network, rpc) if place.address is None else None
    with contextlib.ExitStack() as stack:
        try:
            chain = stack.enter_context(connect(network, rpc))
        except ConnectionFailed:
            if practice is None:
                raise
            raise _not_running() from None
        if practice is not None:
            if practice.genesis and chain.genesis != practice.genesis:
                raise _not_running()
            stack.enter_context(keeping(place.folder, practice, chain, voice(shared).say))
        yield chain


def _not_running() -> ConnectionFailed:
    return ConnectionFailed(
        _("The practice chain of this folder is not running."),
        hint=_(
            "`daoctl practice start` goes on where it stood; --network names another chain, such "
            "as the real one."
        ),
    )


def _charter_at_hand(place: Place) -> Charter | None:
    """The folder's charter, or None where there is none (or a village is named by address)."""
    from daoctl.charter.model import load_charter

    if place.address is not None or not place.charter.is_file():
        return None
    return load_charter(place.charter)
