"""A village without a chain, for what can be read and checked without one."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from daoctl.charter.authority import CONTRACTS
from daoctl.charter.fields import ETH
from daoctl.charter.model import load_charter
from daoctl.charter.record import Record
from daoctl.charter.village import Village
from daoctl.errors import TableError
from daoctl.units import checksum
from daoctl.villager.phases import Desk, Phase

CHARTER = Path(__file__).parents[1] / "fixtures" / "yamakoshi.toml"
NOW = 1_700_000_000  # 2023-11-15 07:13:20 JST
AT = {key: checksum(f"0x{number:040x}") for number, key in enumerate(CONTRACTS, 0xC0)}


def person(number: int) -> str:
    """Somebody's address."""
    return checksum(f"0x{number + 0xBEEF00:040x}")


def village(folder: Path, *, with_charter: bool = True) -> Village:
    """The village of the fixture's charter, at a fixed moment; its contracts stand nowhere."""
    chain: Any = SimpleNamespace(chain_id=31337, now=lambda: NOW)
    record = Record(
        chain_id=31337,
        network="ethereum:local:foundry",
        name="山古志デジタル村",
        founded_block=1,
        founded_at=NOW - 1000,
        charter_hash="0x" + "00" * 32,
        addresses=AT,
    )
    return Village(chain, record, folder, load_charter(CHARTER) if with_charter else None)


def phase(**changes: Any) -> Phase:
    """A phase that is open now, for ETH, with a share of 30 %."""
    values: dict[str, Any] = {
        "number": 1,
        "name": "第一期",
        "currency": ETH,
        "price": 3 * 10**16,
        "opens": NOW - 100,
        "closes": NOW + 100,
        "cap": 100,
        "wallet_limit": 5,
        "budget": 1,
        "budget_name": "activity",
        "budget_open": True,
        "share_bps": 3000,
        "allowlisted": False,
        "root": b"",
        "sold": 10,
        "proceeds": 30 * 10**16,
        "swept": 0,
        "shared": 0,
    }
    return Phase(**{**values, **changes})


def desk(*phases: Phase, **changes: Any) -> Desk:
    """A desk with these phases."""
    values: dict[str, Any] = {
        "phases": phases,
        "now": NOW,
        "paused": False,
        "sold": sum(one.sold for one in phases),
        "left": 1000,
        "reserve": 20,
        "welcomed": 5,
    }
    return Desk(**{**values, **changes})


def problems(error: TableError) -> list[tuple[int, str]]:
    """Line and column of all that is wrong."""
    return [(row.line, row.column) for row in error.rows]
