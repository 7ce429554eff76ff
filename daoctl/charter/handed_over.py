"""Whether a village that somebody else founded was founded honestly, told from the chain alone.

`daoctl deploy` ends with a read-back, but whoever deploys with a program of their own shows nobody
its outcome. What the deployer could do until the handover, any reader looks up here: with the
charter of the founding all of it, without it what no founding ever does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

from daoctl.charter.authority import ADMIN, DAO_SITS_IN, Role
from daoctl.charter.readback import Row, first_block
from daoctl.units import ZERO_ADDRESS
from daoctl.words import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from daoctl.chain.logs import Log
    from daoctl.charter.founding import Founding
    from daoctl.charter.village import Village

# What daoctl never does before the handover, whatever the charter says.
NEVER = (
    "Published",
    "AssetDelisted",
    "FreePaid",
    "NFTTransferred",
    "BudgetFunded",
    "Reserved",
    "GrantAwarded",
    "BaseURIFrozen",
    "AllowlistSet",
    "Paused",
    "Unpaused",
    "ElectionOpened",
    "CandidateStruck",
)


def founding_rows(village: Village, members: Mapping[Role, tuple[str, ...]]) -> list[Row]:
    """What differs from an honest founding, one row each; none if nothing does.

    `members` as for `read_back`. Nothing is told of a village whose deployer is still ADMIN (the
    read-back tells that), nor of one that an earlier daoctl founded, whose plan was another one.
    """
    from daoctl.chain.logs import read_logs
    from daoctl.charter.founding_powers import handover_block
    from daoctl.charter.powers import MANAGER_EVENTS

    first = first_block(village)
    logs = read_logs(village.chain, [village.authority], MANAGER_EVENTS, first)
    last = handover_block(logs)
    if last is None or not village.has_elections:
        return []
    before = [log for log in logs if log.block <= last]
    unplanned = (*_powers(village, members, before), *_acts(village, before, first, last))
    tokens = str(_tokens(village, first, last))
    rows = [
        Row("history", _("events that were not planned"), unplanned, (), False),
        Row("history", _("tokens and certificates"), (tokens,), ("0",), False),
    ]
    return [row for row in rows if row.differs]


def _powers(
    village: Village, members: Mapping[Role, tuple[str, ...]], before: list[Log]
) -> Iterator[str]:
    """Powers that were given, taken or delayed otherwise than in any village."""
    from daoctl.charter.founding_powers import Founders, manager_lines, planned_powers

    anybodys = {role.id for role in DAO_SITS_IN if role not in members}
    known = {role: members.get(role, ()) for role in DAO_SITS_IN}
    planned = Counter(planned_powers(village, Founders(_deployer(before), known)))
    # An office whose members are not known here is its own to fill, but at once.
    named = [
        log
        for log in before
        if not (
            log.event == "RoleGranted" and log.args["roleId"] in anybodys and not log.args["delay"]
        )
    ]
    yield from (Counter(manager_lines(named)) - planned).elements()


def _acts(village: Village, before: list[Log], first: int, last: int) -> Iterator[str]:
    """What the deployer did beside the plan of the charter; without it, beside any plan."""
    from daoctl.charter.founding_events import planned_acts, seen_acts

    seen = seen_acts(village, first, last)
    founding = _founding(village, _deployer(before))
    if founding is None:
        yield from (one for one in seen if one.startswith(tuple(f"{name}(" for name in NEVER)))
        return
    yield from (
        Counter(seen) - Counter(planned_acts(founding, village.record.addresses))
    ).elements()


def _founding(village: Village, deployer: str) -> Founding | None:
    """The founding that the charter at hand describes, if the village was founded by it."""
    from daoctl.charter.founding import Founding
    from daoctl.charter.model import charter_hash

    if village.charter is None:
        return None
    content_hash, _adopted, uri = village.charter_contract.read("version", 1)
    if bytes(content_hash) != charter_hash(village.folder):
        return None
    nobody: dict[Role, tuple[str, ...]] = dict.fromkeys(DAO_SITS_IN, ())
    return Founding(village.charter, bytes(content_hash), uri, deployer, nobody)


def _deployer(before: list[Log]) -> str:
    """Whom the manager was created for; where the node has forgotten that, who gave ADMIN up."""
    acts = [log for log in before if log.event in ("RoleGranted", "RoleRevoked")]
    return next(str(log.args["account"]) for log in acts if log.args["roleId"] == ADMIN.id)


def _tokens(village: Village, first: int, last: int) -> int:
    """How many tokens and certificates came into being until the handover."""
    from daoctl.chain.logs import read_logs

    both = [village.villager, village.certificate]
    moved = read_logs(village.chain, both, ["Transfer"], first, last)
    return sum(log.args["from"] == ZERO_ADDRESS for log in moved)
