"""Many tokens: daoctl's bulk paths beside one Ape contract call for each, on one Anvil.

The Anvil is fresh: its blocks grow slower with what it holds, which costs Ape's way a block for
each token, so a full chain would only widen the gap.
"""

from __future__ import annotations

import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.ape_way import ape_at, as_ape_has_it
from bench.figures import Figure
from bench.village import SELLER, Scene, found, person
from daoctl.chain.anvil import start_anvil
from daoctl.chain.batches import run_batch
from daoctl.chain.connection import connect
from daoctl.chain.journal import Journal
from daoctl.chain.sending import send_all
from daoctl.demo.scenarios import ANVIL

WARM_UP, BY_APE, BY_CALLS, BY_BATCHES = 3, 40, 500, 1_000


def measure() -> list[Figure]:
    """Milliseconds a token, each to a new holder. All three end with as many tokens as they were
    asked for; the first two make the very same calls."""
    anvil = start_anvil()
    try:
        with TemporaryDirectory() as folder, connect(ANVIL, anvil.url) as chain:
            scene = found(chain, Path(folder))
            people = iter([person(n).address for n in range(10_000)])
            by_ape(scene, [next(people) for _ in range(WARM_UP)])
            ape = by_ape(scene, [next(people) for _ in range(BY_APE)]) / BY_APE
            calls = by_calls(scene, [next(people) for _ in range(BY_CALLS)]) / BY_CALLS
            batches = by_batches(scene, [next(people) for _ in range(BY_BATCHES)], Path(folder))
            minted = WARM_UP + BY_APE + BY_CALLS + BY_BATCHES
            if minted != scene.village.villager.read("totalSupply"):
                raise SystemExit("Not every token was minted.")
    finally:
        anvil.stop()
    against = "Ape's contract.mint(…, sender=account)"
    return [
        Figure(
            "a token in bulk, one call each", "ms", calls * 1e3, ape * 1e3, against, least_times=10
        ),
        Figure(
            "a token in bulk, 100 to a transaction",
            "ms",
            batches / BY_BATCHES * 1e3,
            ape * 1e3,
            against,
            least_times=10,
        ),
    ]


def by_ape(scene: Scene, people: list[str]) -> float:
    """Seconds for a call of Ape's own for each."""
    assert scene.chain.rpc_url is not None
    with ape_at(scene.chain.rpc_url) as ape:
        account: Any = ape.accounts.test_accounts[int(SELLER.rpartition(":")[2])]
        contract = as_ape_has_it(ape, scene.village.villager)
        begun = time.perf_counter()
        for one in people:
            contract.mint(one, 1, sender=account)
        return time.perf_counter() - begun


def by_calls(scene: Scene, people: list[str]) -> float:
    """Seconds for the same calls, sent as every bulk of daoctl's is."""
    villager, chain = scene.village.villager, scene.chain
    begun = time.perf_counter()
    send_all(chain, [(villager.call("mint", one, 1), scene.seller) for one in people])
    return time.perf_counter() - begun


def by_batches(scene: Scene, people: list[str], folder: Path) -> float:
    """Seconds for as many to a transaction as `daoctl villager welcome` takes, with its journal."""
    villager, chain = scene.village.villager, scene.chain
    begun = time.perf_counter()
    with Journal.of(chain, folder / ".daoctl" / "minting.db") as journal:
        run_batch(
            chain,
            journal,
            "bench",
            people,
            lambda rows: villager.call("mintBatch", list(rows)),
            scene.seller,
        )
    return time.perf_counter() - begun
