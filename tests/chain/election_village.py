"""A small village that holds elections, for their tests: the shared one of governance, whose budget
has money that elections may award."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from daoctl.chain.accounts import account_address
from daoctl.chain.connection import Chain
from daoctl.chain.contracts import Call, Contract
from daoctl.charter.founding import Addresses
from daoctl.units import ZERO_ADDRESS
from tests.chain.governance_village import Scene, founded

ANN, BOB, CEM, COUNCIL, REVIEWER = "TEST::0", "TEST::1", "TEST::2", "TEST::5", "TEST::6"
ETH = 10**18
DAY = 86_400


@contextlib.contextmanager
def electing(folder: Path, rpc: str, tokens: dict[str, int] | None = None) -> Iterator[Scene]:
    """A village of Ann with three votes, Bob with two and Cem with one, whose budgets number 2
    ("festival") and 3 ("harvest") hold 1 ETH each, of which elections may award all."""

    def fill(chain: Chain, at: Addresses) -> list[Call]:
        treasury = Contract(chain, "VillageTreasury", at["treasury"])
        # Nobody here holds any money that could be sent.
        chain.node.wire.request("anvil_setBalance", treasury.address, hex(5 * ETH))
        expires = chain.now() + 200 * DAY
        return [
            treasury.call("openBudget", ZERO_ADDRESS, ETH, expires, name, at["election"], 10_000)
            for name in ("festival", "harvest")
        ]

    held = tokens or {account_address(ANN): 3, account_address(BOB): 2, account_address(CEM): 1}
    offices = {"council": account_address(COUNCIL), "reviewer": account_address(REVIEWER)}
    with founded(folder, held, rpc=rpc, fill=fill, **offices) as scene:
        yield scene


def plan(folder: Path, name: str, recipient: str, *amounts: str, title: str = "") -> str:
    """A plan's file; its milestones are due after 30 days, 60 days and so on."""
    steps = "".join(
        f"  - amount: {amount}\n    due: {30 * place} days\n"
        for place, amount in enumerate(amounts, start=1)
    )
    front = f"title: {title or name}\nrecipient: '{recipient}'\nmilestones:\n{steps}"
    file = folder / f"{name}.md"
    file.write_text(f"---\n{front}---\n\nWhat {name} is good for.\n", "utf-8")
    return str(file)


def announcement(folder: Path, now: int, name: str = "election", **more: object) -> str:
    """An announcement's file: four days of nominations, a day's pause, three days of voting."""
    values: dict[str, object] = {
        "title": "総選挙",
        "nominations_until": moment(now + 4 * DAY),
        "voting_from": moment(now + 5 * DAY),
        "voting_to": moment(now + 8 * DAY),
        "seats": 2,
        "budget": "festival",
        **more,
    }
    front = "".join(f"{key}: {value}\n" for key, value in values.items())
    file = folder / f"{name}.md"
    file.write_text(f"---\n{front}---\n\nPlans for the festival ({name}).\n", "utf-8")
    return str(file)


def moment(seconds: int) -> str:
    """The moment as a person writes it."""
    from datetime import UTC, datetime

    return datetime.fromtimestamp(seconds, UTC).isoformat()
