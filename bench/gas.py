"""Gas, as a reviewed figure: whole transactions, by their receipts, ours beside OpenZeppelin's.

Both tokens stand as they would on an ordinary day: some were minted before, in an earlier second,
to somebody else. Receivers are new: they hold nothing and have never voted. `stock` counts all that
its holders must do before they can vote, their own `delegate` transaction included; ours need none.
README.md here says why each pair is alike.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import election_ballots
from bench.ballots import batch, one_by_one
from bench.figures import Figure
from bench.stock import deploy_stock
from bench.village import Scene, found, person
from daoctl.chain.accounts import KeySigner
from daoctl.chain.anvil import start_anvil
from daoctl.chain.connection import Chain, connect
from daoctl.chain.contracts import Contract
from daoctl.chain.sending import send, send_all
from daoctl.demo.scenarios import ANVIL

FILE = Path(__file__).with_name("gas.json")
START = 1639364400  # 2021-12-13 12:00 JST, so that two runs are the same chain
BATCH = 100
OWNER = KeySigner((2004_10_23_99).to_bytes(32, "big"))
EARLIER = person(9_999)

Table = dict[str, dict[str, int | None]]


@dataclass(frozen=True)
class Measured:
    """What is measured on: a village, and the stock token on the same chain."""

    scene: Scene
    stock: Contract

    @property
    def chain(self) -> Chain:
        """The chain of both."""
        return self.scene.chain


@dataclass(frozen=True)
class Row:
    """A figure: `ours` and `stock` do the same and answer its gas; `most` is the bound, if any;
    `against` names the stock in words."""

    ours: Callable[[Measured], int]
    stock: Callable[[Measured], int] | None
    most: int | None = None
    against: str = "OpenZeppelin's stock contract"


# ── Ours ────────────────────────────────────────────────────────────────────────────────────────


def our_mint(count: int) -> Callable[[Measured], int]:
    """`mint` called by an account with SALES; the receiver can vote from the next second on."""

    def measure(on: Measured) -> int:
        call = on.scene.village.villager.call("mint", person(0).address, count)
        return send(on.chain, call, on.scene.seller).gas_used

    return measure


def our_welcome(on: Measured) -> int:
    """The council welcomes 100 residents through the sale desk; per token, rounded up."""
    call = on.scene.village.sale.call("welcome", [person(n).address for n in range(BATCH)])
    return _each(send(on.chain, call, on.scene.council).gas_used)


# ── Stock ───────────────────────────────────────────────────────────────────────────────────────


def stock_mint(count: int) -> Callable[[Measured], int]:
    """The owner mints, and the receiver delegates to themselves."""

    def measure(on: Measured) -> int:
        minted = send(on.chain, on.stock.call("mint", person(0).address, count), OWNER)
        return minted.gas_used + _delegations(on, 1)

    return measure


def stock_batch(on: Measured) -> int:
    """The owner mints to 100 in one transaction, and each delegates to themselves; per token,
    rounded up."""
    call = on.stock.call("mintBatch", [person(n).address for n in range(BATCH)])
    return _each(send(on.chain, call, OWNER).gas_used + _delegations(on, BATCH))


def _delegations(on: Measured, count: int) -> int:
    people = [person(n) for n in range(count)]
    pairs = [(on.stock.call("delegate", one.address), one) for one in people]
    return sum(receipt.gas_used for receipt in send_all(on.chain, pairs))


def _each(gas: int) -> int:
    return -(-gas // BATCH)


# ── Signed ballots ──────────────────────────────────────────────────────────────────────────────


def ballots(count: int, most: int | None = None) -> Row:
    """So many signed ballots in a batch, and each brought by `castVoteBySig`."""
    ours, theirs = batch(count), one_by_one(count)
    return Row(
        lambda on: ours(on.scene), lambda on: theirs(on.scene), most, "OpenZeppelin's castVoteBySig"
    )


def in_an_election(count: int) -> Row:
    """So many signed ballots of a general election in a batch."""
    ours = election_ballots.batch(count)
    return Row(lambda on: ours(on.scene), None)


# ── All of it ───────────────────────────────────────────────────────────────────────────────────

ROWS: Mapping[str, Row] = {
    "mint_1_new": Row(our_mint(1), stock_mint(1), most=178_000),
    "mint_5_new": Row(our_mint(5), stock_mint(5), most=275_000),
    "welcome_batch_100": Row(our_welcome, stock_batch, most=127_000),
    "ballot_batch_1": ballots(1),
    "ballot_batch_10": ballots(10),
    "ballot_batch_100": ballots(100, most=42_000),
    "election_ballot_batch_100": in_an_election(100),
}


def measure() -> list[Figure]:
    """Every row's gas, on a fresh Anvil. The same in every run."""
    with _stand() as on:
        return [
            Figure(
                name,
                "gas",
                _alone(on, row.ours),
                None if row.stock is None else _alone(on, row.stock),
                row.against,
                most=row.most,
            )
            for name, row in ROWS.items()
        ]


@contextmanager
def _stand() -> Iterator[Measured]:
    anvil = start_anvil(timestamp=START)
    try:
        with TemporaryDirectory() as folder, connect(ANVIL, anvil.url) as chain:
            scene = found(chain, Path(folder))
            on = Measured(scene, deploy_stock(chain, OWNER))
            earlier = EARLIER.address
            send(chain, scene.village.villager.call("mint", earlier, 1), scene.seller)
            send(chain, on.stock.call("mint", earlier, 1), OWNER)
            send(chain, on.stock.call("delegate", earlier), EARLIER)
            chain.advance_to(chain.now() + 60)
            yield on
    finally:
        anvil.stop()


def _alone(on: Measured, row: Callable[[Measured], int]) -> int:
    """The row's gas, on the chain as it was before the other rows."""
    request = on.chain.node.wire.request  # type: ignore[attr-defined]
    before = request("evm_snapshot")
    try:
        return row(on)
    finally:
        request("evm_revert", before)


# ── The file ────────────────────────────────────────────────────────────────────────────────────


def as_table(figures: Sequence[Figure]) -> Table:
    """The figures as the file has them. Pure."""
    return {
        one.name: {"ours": int(one.ours), "stock": None if one.other is None else int(one.other)}
        for one in figures
    }


def load(file: Path = FILE) -> Table:
    """The figures as they were committed; none where there is no file."""
    if not file.exists():
        return {}
    found: Table = json.loads(file.read_text("utf-8"))
    return found


def save(table: Table, file: Path = FILE) -> None:
    """Writes the figures."""
    file.write_text(json.dumps(table, indent=2) + "\n", "utf-8")


def differences(measured: Table, committed: Table) -> list[str]:
    """Each figure that is not what the file says, in words. Pure."""
    found = []
    for name in dict.fromkeys((*measured, *committed)):
        now, before = measured.get(name, {}), committed.get(name, {})
        for whose in dict.fromkeys((*now, *before)):
            if (one := now.get(whose)) != (other := before.get(whose)):
                found.append(f"{name}, {whose}: {one} measured, {other} in the file")
    return found
