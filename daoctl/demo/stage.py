"""The stage of a story: a chain, wallets that a seed fixes, and what is told while it runs."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from daoctl.charter.authority import COUNCIL, ISSUER, REVIEWER
from daoctl.charter.template import found_from
from daoctl.times import HOUR
from daoctl.units import format_amount
from daoctl.words import N_, _

if TYPE_CHECKING:
    from daoctl.chain.accounts import KeySigner, Signer
    from daoctl.chain.connection import Chain
    from daoctl.chain.contracts import Call
    from daoctl.chain.transactions import Receipt
    from daoctl.charter.register import Register
    from daoctl.charter.village import Village

# What a wallet gets for its fees. An embedded chain asks for some; nobody here is short of it.
POCKET_MONEY = 10**17
SPONSOR = "TEST::0"

# What the bundled charters call their sale phases.
PHASES = (
    N_("phase 1"),
    N_("phase 2"),
    N_("phase 2 allowlist"),
    N_("phase 3"),
    N_("phase 3 holders"),
    N_("phase 3 allowlist"),
    N_("phase 3 public"),
    N_("all phases"),
)


def in_words(charter: str) -> str:
    """The charter's text with its phases named in the reader's language. Pure."""
    for name in PHASES:
        charter = charter.replace(f'name = "{name}"\n', f'name = "{_(name)}"\n')
    return charter


@dataclass
class Stage:
    """Where a story plays. `seed` fixes every wallet; `tell` is told each step, in words."""

    chain: Chain
    folder: Path
    seed: str
    tell: Callable[[str], None]
    villages: list[Village] = field(default_factory=list)
    _wallets: dict[str, KeySigner] = field(default_factory=dict)
    _passphrase: str = field(default_factory=lambda: secrets.token_hex(16), repr=False)
    _step: int = 0

    # ------------------------------------------------------------------ people

    def wallet(self, name: str) -> KeySigner:
        """The wallet of that name: the same for the same seed, and in memory alone."""
        from daoctl.chain.accounts import KeySigner
        from daoctl.chain.codec import keccak

        if name not in self._wallets:
            key = keccak(f"daoctl demo\0{self.seed}\0{name}".encode())
            self._wallets[name] = KeySigner(key, name)
        return self._wallets[name]

    def address(self, name: str) -> str:
        """The address of the wallet of that name."""
        return self.wallet(name).address

    def fund(self, amounts: Mapping[str, int]) -> None:
        """Sends each wallet so many wei from a rich test account of the chain."""
        from daoctl.chain.accounts import ape_signer
        from daoctl.chain.contracts import Call
        from daoctl.chain.sending import send_all

        sponsor = ape_signer(self.chain, SPONSOR)
        gifts = [
            (Call("", self.address(name), "", {}, b"", amount), sponsor)
            for name, amount in amounts.items()
        ]
        send_all(self.chain, gifts, gas=21_000)

    def register(self, village: Village) -> AbstractContextManager[Register]:
        """The village's private register, under a passphrase that dies with this stage."""
        from daoctl.charter.register import open_register

        return open_register(village.folder, lambda _question: self._passphrase)

    # ------------------------------------------------------------------- steps

    def step(self, text: str) -> None:
        """Tells the next numbered step."""
        self._step += 1
        self.tell(f"{self._step:>2}. {text}")

    def detail(self, text: str) -> None:
        """Tells something of the present step."""
        self.tell(f"    {text}")

    def do(self, calls: Sequence[Call], signer: Signer) -> list[Receipt]:
        """Sends the calls, in order."""
        from daoctl.chain.sending import send

        return [send(self.chain, call, signer) for call in calls]

    def do_many(self, pairs: Sequence[tuple[Call, Signer]]) -> list[Receipt]:
        """Sends calls of many signers, many at once."""
        from daoctl.chain.sending import send_all

        return send_all(self.chain, pairs)

    def until(self, moment: int) -> None:
        """Lets time pass until then, if it has not come yet."""
        if self.chain.now() < moment:
            self.chain.advance_to(moment)

    # ---------------------------------------------------------------- founding

    def found(self, name: str, *, opens: int | None = None) -> Village:
        """Founds a village by the bundled charter of that name.

        Its first phase opens at `opens` (seconds since the epoch), or, where the chain is past
        that or without it, soon; all intervals stay as the charter has them. The council, the
        office and the reviewer are wallets of this stage.
        """
        from daoctl.chain.journal import Journal
        from daoctl.charter.deployment import Deployment
        from daoctl.charter.founding import Founding
        from daoctl.charter.model import charter_hash, load_charter
        from daoctl.charter.readback import refuse_differences

        soon = self.chain.now() + 2 * HOUR
        place = self.folder / name
        charter = found_from(name, place, max(opens or 0, soon))
        charter.write_text(in_words(charter.read_text("utf-8")), "utf-8")
        founder = self.wallet("founder")
        if not self.villages:
            self.fund(
                dict.fromkeys(("founder", "council", "office", "reviewer"), 10 * POCKET_MONEY)
            )
        members = {COUNCIL: "council", ISSUER: "office", REVIEWER: "reviewer"}
        founding = Founding(
            load_charter(place),
            charter_hash(place),
            "",
            founder.address,
            {role: (self.address(one),) for role, one in members.items()},
        )
        with Journal.of(self.chain, place / ".daoctl" / "journal.db") as journal:
            founded = Deployment(self.chain, founding, journal, founder).run(place)
        refuse_differences(founded.rows)
        self.villages.append(founded.village)
        return founded.village

    # ------------------------------------------------------------------- words

    def money(self, wei: int) -> str:
        """An amount of ETH, in words."""
        return format_amount(wei)

    def opens_to_proposals(self, villages: Sequence[Village]) -> int:
        """The first moment at which something may be proposed in all of them."""
        return max(int(one.governor.read("proposalsOpenFrom")) for one in villages)
