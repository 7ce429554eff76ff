"""Leaving the village: a holder burns tokens of their own, which nobody can forbid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from daoctl.errors import ChainRefused
from daoctl.units import ZERO_ADDRESS
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.chain.contracts import Call
    from daoctl.chain.logs import Log
    from daoctl.charter.village import Village


@dataclass(frozen=True)
class Leaving:
    """What leaving means for `holder`: the tokens to be burned, those that it burned before, those
    it keeps; its voting units now and afterwards; and its certificate (0 for none), which stays."""

    holder: str
    tokens: tuple[int, ...]
    before: tuple[int, ...]
    kept: tuple[int, ...]
    units: int
    units_after: int
    certificate: int


def read_leaving(village: Village, holder: str, numbers: Sequence[int] | None) -> Leaving:
    """What burning these tokens means, or all of them with None. Raises ChainRefused naming every
    one that is not the holder's."""
    from daoctl.chain.contracts import read_many
    from daoctl.chain.logs import read_logs

    token = village.villager
    logs = read_logs(village.chain, [token], ("Transfer",), village.founded_block)
    held, burned = tokens_of(logs, holder)
    most, units, certificate = read_many(
        [
            (token, "votesPerHolder", ()),
            (token, "unitsOf", (holder,)),
            (village.certificate, "certificateOf", (holder,)),
        ]
    )
    wanted = held if numbers is None else tuple(dict.fromkeys(numbers))
    wrong = [number for number in wanted if number not in held and number not in burned]
    if wrong:
        raise ChainRefused(
            _("{holder} does not hold: {tokens}").format(
                holder=holder, tokens=", ".join(map(str, wrong))
            ),
            error_name="DigitalVillagerNotOwner",
            arguments={"tokenId": wrong[0], "caller": holder},
            cause=_("It holds: {tokens}").format(tokens=", ".join(map(str, held)) or "-"),
            hint=_("Only a token's own holder can burn it."),
        )
    kept = tuple(number for number in held if number not in wanted)
    return Leaving(
        holder=holder,
        tokens=tuple(number for number in wanted if number in held),
        before=tuple(number for number in wanted if number in burned),
        kept=kept,
        units=units,
        units_after=min(len(kept), most) if units else 0,
        certificate=certificate,
    )


def tokens_of(logs: Iterable[Log], holder: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The tokens that the holder has, and those that it burned, after these Transfers. Pure."""
    owners: dict[int, str] = {}
    burned: set[int] = set()
    for log in logs:
        owners[log.args["tokenId"]] = log.args["to"]
        if log.args["to"] == ZERO_ADDRESS and log.args["from"] == holder:
            burned.add(log.args["tokenId"])
    held = sorted(number for number, owner in owners.items() if owner == holder)
    return tuple(held), tuple(sorted(burned))


def plan_leave(village: Village, tokens: Sequence[int]) -> list[Call]:
    """Burns each of them, by its holder; a token of many is many transactions."""
    return [village.villager.call("burn", number) for number in tokens]
