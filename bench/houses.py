"""Two villages side by side on one chain: ours, and the one that OpenZeppelin's stock parts make."""

from __future__ import annotations

from dataclasses import dataclass

from bench.stock import Stock
from bench.village import Scene, person
from daoctl.chain.accounts import KeySigner
from daoctl.chain.connection import Chain
from daoctl.chain.contracts import Contract
from daoctl.chain.sending import send, send_all

OWNER = KeySigner((2004_10_23_99).to_bytes(32, "big"))
FIRST = 1_000


@dataclass(frozen=True)
class Measured:
    """What is measured on. `ours` says which of the two is meant."""

    scene: Scene
    stock: Stock

    @property
    def chain(self) -> Chain:
        """The chain of both."""
        return self.scene.chain

    def token(self, ours: bool) -> Contract:
        """The villager token."""
        return self.scene.village.villager if ours else self.stock.villager

    def governor(self, ours: bool) -> Contract:
        """The Governor."""
        return self.scene.village.governor if ours else self.stock.governor

    def settle(self, ours: bool, count: int) -> list[KeySigner]:
        """New villagers with a token each, who can vote from an earlier second on: those of stock
        delegated to themselves."""
        people = [person(FIRST + number) for number in range(count)]
        call = self.token(ours).call("mintBatch", [one.address for one in people])
        send(self.chain, call, self.scene.seller if ours else OWNER)
        if not ours:
            own = [(self.token(ours).call("delegate", one.address), one) for one in people]
            send_all(self.chain, own)
        self.wait()
        return people

    def wait(self, seconds: int = 60) -> None:
        """Lets time pass, so that what follows is in a second of its own."""
        self.chain.advance_to(self.chain.now() + seconds)
