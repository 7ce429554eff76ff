"""Who holds villager tokens, from the token's own events."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from daoctl.errors import UserError
from daoctl.units import ZERO_ADDRESS
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.chain.logs import Log
    from daoctl.charter.village import Village


@dataclass(frozen=True)
class Holder:
    """An account with tokens (ids in order). `units` are its voting units, `delegate` who votes
    with them: itself unless it delegated."""

    address: str
    tokens: tuple[int, ...]
    units: int
    delegate: str

    @property
    def balance(self) -> int:
        """How many tokens it holds."""
        return len(self.tokens)

    @property
    def delegated(self) -> bool:
        """Whether somebody else votes with its units."""
        return self.delegate != self.address


@dataclass(frozen=True)
class Villager:
    """All that the chain knows of one account: what it holds, the votes it casts now (its own if
    it kept them, and those delegated to it), whether it was welcomed as a resident, what it
    bought by phase number, and its certificate (0 for none)."""

    holder: Holder
    votes: int
    welcomed: bool
    bought: dict[int, int]
    certificate: int


def read_holders(village: Village) -> list[Holder]:
    """Every account that holds a token, the largest holding first."""
    from daoctl.chain.logs import read_logs

    token = village.villager
    logs = read_logs(village.chain, [token], ("Transfer", "DelegateChanged"), village.founded_block)
    return holders(logs, token.read("votesPerHolder"), token.read("treasury"))


def holders(logs: Iterable[Log], votes_per_holder: int, treasury: str) -> list[Holder]:
    """The holders after these events, which come in the chain's order; the largest first, then
    by their oldest token. Pure."""
    owners: dict[int, str] = {}
    delegates: dict[str, str] = {}
    for log in logs:
        if log.event == "Transfer":
            owners[log.args["tokenId"]] = log.args["to"]
        else:
            delegates[log.args["delegator"]] = log.args["toDelegate"]
    tokens: defaultdict[str, list[int]] = defaultdict(list)
    for token in sorted(owners):
        tokens[owners[token]].append(token)
    tokens.pop(ZERO_ADDRESS, None)
    found = [
        Holder(
            address=address,
            tokens=tuple(held),
            units=0 if address == treasury else min(len(held), votes_per_holder),
            delegate=_delegate(delegates, address),
        )
        for address, held in tokens.items()
    ]
    return sorted(found, key=lambda one: (-one.balance, one.tokens))


def _delegate(delegates: dict[str, str], address: str) -> str:
    chosen = delegates.get(address, ZERO_ADDRESS)
    return address if chosen == ZERO_ADDRESS else chosen


def owner_of(village: Village, token: int) -> str:
    """Who holds a token. Raises UserError for one that was never made, or that was burned."""
    from daoctl.chain.contracts import read_many
    from daoctl.errors import ChainRefused

    (minted,) = read_many([(village.villager, "totalMinted", ())])
    if not 1 <= token <= minted:
        raise UserError(
            _("There is no token {token}.").format(token=token),
            hint=_("The newest is {newest}.").format(newest=minted) if minted else None,
        )
    try:
        return str(village.villager.read("ownerOf", token))
    except ChainRefused:
        raise UserError(
            _("Token {token} was burned: its holder left the village.").format(token=token)
        ) from None


def read_villager(village: Village, address: str) -> Villager:
    """One account, holder or not. A few questions, asked together, and the token's events."""
    from daoctl.chain.contracts import read_many

    sale, token = village.sale, village.villager
    phases = range(1, sale.read("phaseCount") + 1)
    delegate, units, votes, welcomed, certificate, *bought = read_many(
        [
            (token, "delegates", (address,)),
            (token, "unitsOf", (address,)),
            (token, "getVotes", (address,)),
            (sale, "welcomed", (address,)),
            (village.certificate, "certificateOf", (address,)),
            *((sale, "boughtBy", (number, address)) for number in phases),
        ]
    )
    found = {one.address: one for one in read_holders(village)}
    tokens = found[address].tokens if address in found else ()
    return Villager(
        holder=Holder(address, tokens, units, delegate),
        votes=votes,
        welcomed=welcomed,
        bought={number: count for number, count in zip(phases, bought, strict=True) if count},
        certificate=certificate,
    )
