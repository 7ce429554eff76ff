"""Putting a consultation's result on chain: the root over its counted ballots, and where the
result can be read (VillageCharter.publish, by COUNCIL)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from daoctl.chain.recovery import fast_keccak
from daoctl.charter.fields import public_text
from daoctl.errors import UserError
from daoctl.governance.consultation_power import check_village
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.chain.contracts import Call
    from daoctl.charter.village import Village

KIND = b"consultation".ljust(32, b"\0")


@dataclass(frozen=True)
class Publication:
    """What is to be published, or was: `number` is the publication's number, None before; `calls`
    is empty when it stands on chain already."""

    root: str
    leaves: int
    uri: str
    number: int | None
    calls: list[Call]


def publish(village: Village, result: Mapping[str, Any], content: bytes, uri: str) -> Publication:
    """The publication of a result whose file has the bytes `content`. The address gets the file's
    Keccak-256 behind a #, so that the very file is named. Raises UserError when nothing was
    counted, WrongChain for another village's result."""
    check_village(village, result["consultation"]["chain_id"], result["consultation"]["village"])
    if result["root"] is None:
        raise UserError(_("No ballot was counted, so there is nothing to publish."))
    whole = f"{public_text(uri)}#keccak256=0x{fast_keccak(content).hex()}"
    root, leaves = str(result["root"]), int(result["leaves"])
    number = published(village, root, leaves, whole)
    calls = []
    if number is None:
        charter = village.charter_contract
        calls = [charter.call("publish", KIND, bytes.fromhex(root[2:]), leaves, whole)]
    return Publication(root, leaves, whole, number, calls)


def published(village: Village, root: str, leaves: int, uri: str) -> int | None:
    """The number under which just this was published; None if it was not."""
    from daoctl.chain.logs import read_logs

    chain, charter = village.chain, village.charter_contract
    logs = read_logs(chain, [charter], ("Published",), village.founded_block, chain.head())
    wanted = (KIND, bytes.fromhex(root[2:]), leaves, uri)
    for log in logs:
        a = log.args
        if (a["kind"], a["root"], a["leaves"], a["uri"]) == wanted:
            return int(a["number"])
    return None
