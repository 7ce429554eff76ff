"""The electorate of a vote, recounted from the token's logs up to the snapshot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from daoctl.errors import RecordError
from daoctl.governance.electorate import (
    Certified,
    Delegated,
    Electorate,
    Moved,
    by_certificate,
    by_villager,
)
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.chain.contracts import Contract
    from daoctl.chain.logs import Log
    from daoctl.charter.village import Village

VILLAGER_EVENTS = ("Transfer", "DelegateChanged")
CERTIFICATE_EVENTS = (
    "CertificateIssued",
    "CertificateReissued",
    "CertificateRenewed",
    "CertificateRevoked",
    "CertificateLapsed",
    "DelegateChanged",
)


def electorate_token(village: Village) -> Contract:
    """The token that gives the votes: the villager token or the resident certificate. Raises
    RecordError when the Governor names another contract."""
    address = village.governor.read("token")
    for contract in (village.villager, village.certificate):
        if contract.address == address:
            return contract
    raise RecordError(
        _("The Governor's votes come from a contract that daoctl does not know."),
        cause=_("It is at {address}.").format(address=address),
    )


def read_electorate(village: Village, block: int, token: Contract | None = None) -> Electorate:
    """Who could vote with how much after that block, from the token's own events."""
    from daoctl.chain.logs import read_logs

    source = token or electorate_token(village)
    certificates = source.address == village.certificate.address
    events = CERTIFICATE_EVENTS if certificates else VILLAGER_EVENTS
    logs = read_logs(village.chain, [source], events, village.founded_block, block)
    if certificates:
        return by_certificate(certificate_events(logs))
    return by_villager(
        villager_events(logs), source.read("votesPerHolder"), source.read("treasury")
    )


def snapshot_block(village: Village, snapshot: int) -> int:
    """The last block whose holdings count for the snapshot: the last one of that second or
    before. For a snapshot to come, the newest."""
    return village.chain.block_at(snapshot)


def villager_events(logs: Iterable[Log]) -> Iterator[Moved | Delegated]:
    """The villager token's events as the recount takes them. Pure."""
    for log in logs:
        if log.event == "Transfer":
            yield Moved(log.args["from"], log.args["to"])
        else:
            yield _delegated(log)


def certificate_events(logs: Iterable[Log]) -> Iterator[Certified | Delegated]:
    """The resident certificate's events as the recount takes them. Pure."""
    for log in logs:
        a = log.args
        match log.event:
            case "CertificateIssued":
                yield Certified("issued", a["id"], a["holder"])
            case "CertificateReissued":
                yield Certified("ended", a["oldId"])
                yield Certified("issued", a["newId"], a["newHolder"])
            case "CertificateRenewed":
                if a["revived"]:
                    yield Certified("revived", a["id"])
            case "CertificateRevoked" | "CertificateLapsed":
                yield Certified("ended", a["id"])
            case _:
                yield _delegated(log)


def _delegated(log: Log) -> Delegated:
    return Delegated(log.args["delegator"], log.args["toDelegate"])
