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

from bench import certificates, elections, proposals, tokens
from bench.ballots import batch, one_by_one
from bench.figures import Figure
from bench.houses import OWNER, Measured
from bench.stock import deploy_stock
from bench.village import FIRST_OPENS, SELLER_STEP, START, Scene, found, person
from daoctl.chain.anvil import start_anvil
from daoctl.chain.connection import connect
from daoctl.chain.sending import send, send_all
from daoctl.charter.authority import CONTRACTS
from daoctl.demo.scenarios import ANVIL

FILE = Path(__file__).with_name("gas.json")
BATCH = 100
EARLIER = person(9_999)

Table = dict[str, dict[str, int | str | None]]


@dataclass(frozen=True)
class Row:
    """A figure: `ours` and `stock` do the same and answer its gas; `most` is the bound, if any;
    `against` names the stock in words. Ours is never above stock's. Where no stock contract does
    the same, `why` says what ours buys."""

    ours: Callable[[Measured], int]
    stock: Callable[[Measured], int] | None = None
    most: int | None = None
    against: str = "OpenZeppelin's stock contract"
    why: str = ""


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
        minted = send(on.chain, on.stock.villager.call("mint", person(0).address, count), OWNER)
        return minted.gas_used + _delegations(on, 1)

    return measure


def stock_batch(on: Measured) -> int:
    """The owner mints to 100 in one transaction, and each delegates to themselves; per token,
    rounded up."""
    call = on.stock.villager.call("mintBatch", [person(n).address for n in range(BATCH)])
    return _each(send(on.chain, call, OWNER).gas_used + _delegations(on, BATCH))


def _delegations(on: Measured, count: int) -> int:
    people = [person(n) for n in range(count)]
    pairs = [(on.stock.villager.call("delegate", one.address), one) for one in people]
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


def both(measured: Callable[[Measured, bool], int]) -> Row:
    """The same done in ours and in stock."""
    return Row(lambda on: measured(on, True), lambda on: measured(on, False))


def alone(measured: Callable[[Measured, bool], int], why: str) -> Row:
    """Done in ours, which does more than stock."""
    return Row(lambda on: measured(on, True), why=why)


# ── What stands alone ───────────────────────────────────────────────────────────────────────────

NO_ELECTIONS = "OpenZeppelin has no elections among plans"
NO_GRANTS = "OpenZeppelin has no grants that are paid by milestones"
DEPLOYED: Mapping[str, str] = {
    "authority": "it is OpenZeppelin's own AccessManager",
    "charter": "OpenZeppelin has no public record of a village",
    "treasury": NO_GRANTS,
    "villager": "units capped by holder, votes without a delegation, batches, royalties, a supply",
    "certificate": "soulbound, with a date, a reason when revoked, vouchers and daily limits",
    "timelock": "fixed roles, a longest delay, and powers that no proposal gives up",
    "governor": "bounded settings, a veto that says why, expiry, signed ballots in batches",
    "sale": "OpenZeppelin has no sale in phases",
    "election": NO_ELECTIONS,
}


def deployment(step: str, why: str) -> Row:
    """A contract's creation, as a founding makes it."""
    return Row(lambda on: on.scene.steps[step], why=why)


def founding(on: Measured) -> int:
    """All that a founding sends: contracts, directory, budgets, phases, roles, the handover."""
    return sum(gas for step, gas in on.scene.steps.items() if step != SELLER_STEP)


def of_scene(measured: Callable[[Scene], int], why: str) -> Row:
    """Done in ours alone."""
    return Row(lambda on: measured(on.scene), why=why)


# ── All of it ───────────────────────────────────────────────────────────────────────────────────

ROWS: Mapping[str, Row] = {
    **{f"deploy_{key}": deployment(f"deploy:{key}", DEPLOYED[key]) for key in CONTRACTS},
    "deploy_village": Row(founding, why="nine contracts, one public address, nobody left in power"),
    "mint_1_new": Row(our_mint(1), stock_mint(1), most=178_000),
    "mint_5_new": Row(our_mint(5), stock_mint(5), most=275_000),
    "welcome_batch_100": Row(our_welcome, stock_batch, most=127_000),
    "transfer": alone(tokens.transfer, "units capped by holder, none for the treasury's tokens"),
    "delegate": alone(tokens.delegate, "units capped by holder, and nobody means oneself again"),
    "buy": Row(tokens.buy, why="OpenZeppelin has no sale in phases"),
    "propose": both(proposals.propose),
    "cast_vote_first": both(proposals.vote(0)),
    "cast_vote_next": both(proposals.vote(1)),
    "ballot_batch_1": ballots(1),
    "ballot_batch_10": ballots(10),
    "ballot_batch_100": ballots(100, most=42_000),
    "queue": both(proposals.queue),
    "execute": alone(
        proposals.execute,
        "a look afterwards that the village kept its powers, and proposals expire",
    ),
    "nominate": of_scene(elections.nominate, NO_ELECTIONS),
    "election_cast": of_scene(elections.cast, NO_ELECTIONS),
    "election_ballot_batch_100": of_scene(elections.batch(100), NO_ELECTIONS),
    "close_12": of_scene(elections.close(12), NO_ELECTIONS),
    "close_64": of_scene(elections.close(64), NO_ELECTIONS),
    "award": of_scene(elections.award, NO_GRANTS),
    "approve": of_scene(elections.approve, NO_GRANTS),
    "claim": of_scene(elections.claim, NO_GRANTS),
    "certificate_issue_1": Row(certificates.issue, certificates.stock(1)),
    "certificate_issue_batch_100": Row(certificates.issue_batch(100), certificates.stock(100)),
    "voucher_claim": Row(certificates.claim, why="OpenZeppelin has no vouchers"),
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
                most_times=None if row.stock is None else 1,
                why=row.why,
            )
            for name, row in ROWS.items()
        ]


@contextmanager
def _stand() -> Iterator[Measured]:
    anvil = start_anvil(timestamp=START)
    try:
        with TemporaryDirectory() as folder, connect(ANVIL, anvil.url) as chain:
            scene = found(chain, Path(folder), FIRST_OPENS)
            village = scene.village
            delay = village.timelock.read("getMinDelay")
            on = Measured(scene, deploy_stock(chain, OWNER, village.governor, delay))
            earlier = EARLIER.address
            send(chain, scene.village.villager.call("mint", earlier, 1), scene.seller)
            send(chain, on.stock.villager.call("mint", earlier, 1), OWNER)
            send(chain, on.stock.villager.call("delegate", earlier), EARLIER)
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
    return {one.name: _entry(one) for one in figures}


def _entry(one: Figure) -> dict[str, int | str | None]:
    if one.other is None:
        return {"ours": int(one.ours), "stock": None, "why": one.why}
    return {"ours": int(one.ours), "stock": int(one.other)}


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
