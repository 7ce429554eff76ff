"""The treasury's history as a pure function of what the chain said."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from daoctl.chain.logs import Transfer
from daoctl.charter.fields import ETH, Asset
from daoctl.cli.treasury_history import _cell
from daoctl.treasury.history import Balance, tell
from daoctl.treasury.replay import BrokenStory
from daoctl.treasury.things import arrivals
from daoctl.units import ZERO_ADDRESS, checksum

TREASURY, SALE, ANN, BOB, COIN, ART = (checksum(f"0x{n:040x}") for n in range(0xB1, 0xB7))


@dataclass
class Heard:
    """An event, as `read_logs` gives it."""

    event: str
    block: int
    index: int
    args: dict[str, Any] = field(default_factory=dict)
    tx: str = "0x01"


def moved(
    sender: str, recipient: str, value: int, place: tuple[int, int], *, single: bool = False
) -> Transfer:
    """A token's own transfer."""
    token = ART if single else COIN
    return Transfer(token, sender, recipient, value, single, *place, "0x01")


def listed(asset: str, index: int = 0) -> Heard:
    """The treasury takes that asset."""
    return Heard("AssetListed", 1, index, {"asset": asset})


def short(found: Any) -> list[tuple[str, str, int, int, int]]:
    """What matters of each movement."""
    return [(m.kind, m.direction, m.amount, m.balance, m.free) for m in found]


def test_every_movement_is_told_with_what_it_left_behind():
    """What the sale brought, what a budget set aside, what was paid and what came back."""
    logs = [
        listed(ZERO_ADDRESS),
        Heard("Received", 2, 0, {"from": SALE, "amount": 100}),
        Heard(
            "BudgetOpened", 3, 0,
            {"budget": 1, "asset": ZERO_ADDRESS, "amount": 40, "expires": 9, "ceilingBps": 0,
             "name": "祭り"},
        ),
        Heard("FreePaid", 4, 0, {"asset": ZERO_ADDRESS, "to": ANN, "amount": 10, "memo": "seed"}),
        Heard("BudgetClosed", 5, 0, {"budget": 1, "returned": 40, "by": ANN}),
        Heard("Received", 6, 0, {"from": BOB, "amount": 1}),
    ]  # fmt: skip
    found = tell(logs, [], TREASURY, SALE)

    assert [
        ("sale", "in", 100, 100, 100),
        ("budget_opened", "inside", 40, 100, 60),
        ("paid", "out", 10, 90, 50),
        ("budget_closed", "inside", 40, 90, 90),
        ("received", "in", 1, 91, 91),
    ] == short(found)
    assert ("seed", ANN) == (found[2].memo, found[2].party)


def test_a_tokens_payment_is_told_once_and_with_its_purpose():
    """The treasury's event and the token's own transfer are one movement; one without the other
    is money that its contract took by itself."""
    logs = [
        listed(COIN),
        Heard("FreePaid", 3, 1, {"asset": COIN, "to": ANN, "amount": 30, "memo": "米"}),
    ]
    transfers = [
        moved(BOB, TREASURY, 100, (2, 0)),
        moved(TREASURY, ANN, 30, (3, 2)),
        moved(TREASURY, ANN, 30, (4, 0)),
        moved(TREASURY, TREASURY, 5, (5, 0)),
        moved(BOB, TREASURY, 0, (6, 0)),
    ]

    assert [
        ("received", "in", 100, 100, 100),
        ("paid", "out", 30, 70, 70),
        ("taken", "out", 30, 40, 40),
    ] == short(tell(logs, transfers, TREASURY, SALE))


def test_a_missing_event_is_noticed():
    """A budget that closes without ever having been opened."""
    with pytest.raises(BrokenStory):
        tell([Heard("BudgetClosed", 5, 0, {"budget": 1, "returned": 1, "by": ANN})], [], "", "")


def test_eth_may_come_unheard_and_nothing_else_may_differ():
    """A block reward makes no event; a token's difference, or ETH that is missing, is a fault."""
    coin = Asset("COIN", COIN, 2)

    assert (True, 5) == (Balance(ETH, 10, 15).agrees, Balance(ETH, 10, 15).unheard)
    assert [False, False, False, True] == [
        one.agrees
        for one in (Balance(ETH, 10, 9), Balance(coin, 10, 15), Balance(coin, 10, 9),
                    Balance(coin, 10, 10))
    ]  # fmt: skip


def test_a_thing_that_left_again_is_not_held():
    """And one that came back came when it last came."""
    transfers = [
        moved(ANN, TREASURY, 1, (1, 0), single=True),
        moved(ANN, TREASURY, 2, (1, 1), single=True),
        moved(TREASURY, BOB, 1, (2, 0), single=True),
        moved(TREASURY, BOB, 2, (3, 0), single=True),
        moved(BOB, TREASURY, 2, (4, 0), single=True),
        moved(BOB, TREASURY, 9, (5, 0)),
    ]

    assert {(ART, 2): 4} == {at: one.block for at, one in arrivals(transfers, TREASURY).items()}


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1", "-1", "@x"])
def test_no_memo_becomes_a_formula_in_a_spreadsheet(text):
    """Anybody may write a memo, and the treasurer opens the table."""
    assert "'" + text == _cell(text)
    assert "種もみ" == _cell("種もみ")
