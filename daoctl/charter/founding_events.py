"""What the deployer did with its power until the handover, in the contracts' own events, beside what
the plan of the founding would have them say.

Until the handover every restricted function answers to the deployer, so that a phase, a budget or a
line of the directory that nobody planned may stand in the village without any role to show for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from daoctl.charter.founding import Call, founding_steps

if TYPE_CHECKING:
    from daoctl.charter.founding import Founding
    from daoctl.charter.village import Village

# contract key → what its restricted functions, and no others, say when they are called. Tokens and
# certificates are counted instead. Nothing that a stranger can cause is here: it would let anybody
# spoil a founding.
ACTS: Mapping[str, tuple[str, ...]] = {
    "charter": ("NameChanged", "CharterAdopted", "ContractRegistered", "Published"),
    "treasury": (
        "AssetListed",
        "AssetDelisted",
        "FreePaid",
        "NFTTransferred",
        "BudgetOpened",
        "AwarderSet",
        "BudgetFunded",
        "Reserved",
        "GrantAwarded",
    ),
    "villager": ("BaseURIChanged", "BaseURIFrozen"),
    "certificate": ("DailyLimitChanged",),
    "sale": ("PhaseAdded", "AllowlistSet", "Paused", "Unpaused"),
    "election": ("BoundsSet", "ElectorateSet", "ElectionOpened", "CandidateStruck"),
}


def planned_acts(founding: Founding, at: Mapping[str, str]) -> Iterator[str]:
    """One line for each event that the plan's constructors and calls cause."""
    charter = founding.charter
    yield line("NameChanged", charter.village.name)
    yield line("CharterAdopted", 1, founding.charter_hash, founding.uri)
    yield line("BaseURIChanged", charter.villager.metadata)
    yield line("DailyLimitChanged", charter.certificate.daily_issue_limit)
    numbers = {"openBudget": 0, "addPhase": 0}
    for step in founding_steps(founding):
        for call in step.calls(at):
            if call.function in numbers:
                numbers[call.function] += 1
            yield from _acts(call, numbers.get(call.function, 0))


def _acts(call: Call, number: int) -> Iterator[str]:
    match call.contract, call.function, call.arguments:
        case "charter", "register", (key, location):
            yield line("ContractRegistered", key, location)
        case "treasury", "listAsset", (asset,):
            yield line("AssetListed", asset)
        case "treasury", "openBudget", (asset, amount, expires, name, awarder, ceiling):
            yield line("BudgetOpened", number, asset, amount, expires, ceiling, name)
            if int(awarder, 16):
                yield line("AwarderSet", number, awarder, True)
        case "sale", "addPhase", (terms,):
            yield line("PhaseAdded", number, terms)
        case "election", "setBounds", (bounds,):
            yield line("BoundsSet", bounds)
        case "election", "setElectorate", (electorate, allowed):
            yield line("ElectorateSet", electorate, allowed)


def seen_acts(village: Village, first: int, last: int | None) -> Iterator[str]:
    """One line for each such event from block `first` to `last`, the handover's (None where there
    was none)."""
    from daoctl.chain.logs import read_logs

    here = {key: names for key, names in ACTS.items() if key in village.record.addresses}
    contracts = [village.contract(key) for key in here]
    events = [event for names in here.values() for event in names]
    for log in read_logs(village.chain, contracts, events, first, last):
        yield line(log.event, *log.args.values())


def line(event: str, *values: object) -> str:
    """An event in one line, the same from the plan and from the chain."""
    return f"{event}({', '.join(_shown(value) for value in values)})"


def _shown(value: Any) -> str:
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, tuple | list):
        return f"({', '.join(_shown(one) for one in value)})"
    return str(value)
