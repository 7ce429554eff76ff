"""Where the villager tokens' pictures and words stand, and whether that may still change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.charter.village import Village

# What is named by its content cannot be altered where it lies.
BY_CONTENT = ("ipfs://", "ar://")


@dataclass(frozen=True)
class Change:
    """The base was set to `base` in that block, at `time`; None where it was frozen."""

    base: str | None
    block: int
    time: int
    tx: str


@dataclass(frozen=True)
class Check:
    """Something worth looking at: `name` for programs, `good`, and the sentence that says it."""

    name: str
    good: bool
    words: str


@dataclass(frozen=True)
class Metadata:
    """The base address, whether it is fixed for ever, a token as an example (0 where there is
    none) with its full address, and how all this came about."""

    base: str
    frozen: bool
    token: int
    uri: str
    changes: tuple[Change, ...]
    chartered: str | None

    @property
    def checks(self) -> list[Check]:
        """What a villager would want to know of it. Pure."""
        return [*_place(self), *_agreement(self), _frozen(self)]


def read_metadata(village: Village, token: int | None = None) -> Metadata:
    """The metadata as the chain tells it, with that token for an example (else the newest one that
    exists). Raises UserError for a token that was never made or was burned."""
    from daoctl.chain.logs import read_logs
    from daoctl.villager.holders import owner_of

    contract = village.villager
    logs = read_logs(
        village.chain,
        [contract],
        ("BaseURIChanged", "BaseURIFrozen", "Transfer"),
        village.founded_block,
    )
    changes = tuple(
        Change(log.args.get("baseURI"), log.block, village.chain.time_of(log.block), log.tx)
        for log in logs
        if log.event != "Transfer"
    )
    if token is not None:
        owner_of(village, token)
    else:
        owners = {log.args["tokenId"]: log.args["to"] for log in logs if log.event == "Transfer"}
        token = max((number for number, owner in owners.items() if int(owner, 16)), default=0)
    bases = [one.base for one in changes if one.base is not None]
    charter = village.charter
    return Metadata(
        base=bases[-1] if bases else "",
        frozen=contract.read("baseURIFrozen"),
        token=token,
        uri=contract.read("tokenURI", token) if token else "",
        changes=changes,
        chartered=charter.villager.metadata if charter else None,
    )


def _place(found: Metadata) -> list[Check]:
    base = found.base
    if not base:
        return [Check("place", False, _("No address is set: wallets show no picture."))]
    if base.startswith(BY_CONTENT):
        words = _("It is named by its content, so nobody can alter it where it lies.")
        checks = [Check("place", True, words)]
    elif base.startswith("https://"):
        words = _("Whoever runs that web server can alter what the tokens show.")
        checks = [Check("place", False, words)]
    else:
        words = _("Wallets hardly know such an address; ipfs:// or https:// they do.")
        checks = [Check("place", False, words)]
    if not base.endswith("/"):
        words = _("It does not end in /, so the token's number is glued to its last word.")
        checks.append(Check("slash", False, words))
    return checks


def _agreement(found: Metadata) -> list[Check]:
    checks = []
    if found.token and found.uri != (f"{found.base}{found.token}" if found.base else ""):
        words = _("The token's own address differs from what the events tell.")
        checks.append(Check("events", False, words))
    if found.chartered is not None and found.chartered != found.base:
        words = _("The charter at hand says another address: {address}").format(
            address=found.chartered or "-"
        )
        checks.append(Check("charter", False, words))
    return checks


def _frozen(found: Metadata) -> Check:
    if found.frozen:
        return Check("frozen", True, _("It is fixed for ever."))
    words = _("It is not fixed: a passed proposal can change it.")
    return Check("frozen", False, words)
