"""The power at a snapshot as a file, so that anyone can weigh ballots without a node.

One line of JSON for the header, then one for each voter, sorted by address:

    {"v":1,"kind":"power","chain_id":1,"contract":"0x…","time":…,"block":…,"block_hash":"0x…",
     "voters":2,"total":"3","root":"0x…"}
    {"voter":"0x…","units":1}

(the header on one line). `contract` is the token that gives the power; `root` that of
OpenZeppelin's standard tree over (address voter, uint256 units). A reader believes nothing: order,
number, total and root are computed again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from daoctl.chain.codec import checksummed
from daoctl.chain.merkle_leaves import LeafTree
from daoctl.chain.recovery import address_word, fast_keccak, word
from daoctl.errors import UserError
from daoctl.governance.ballot_chunks import unreadable
from daoctl.governance.ballots import SAFE_INTEGER
from daoctl.words import _

VERSION = 1
MAX_LINE = 1024
_LINE = re.compile(
    rb'\{"voter":"0x([0-9a-f]{40})","units":(?:([1-9][0-9]{0,15})|"([1-9][0-9]{15,77})")\}\n'
).fullmatch
_ADDRESS = re.compile("0x[0-9a-fA-F]{40}").fullmatch
_HASH = re.compile("0x[0-9a-f]{64}").fullmatch
_KEYS = (
    "v",
    "kind",
    "chain_id",
    "contract",
    "time",
    "block",
    "block_hash",
    "voters",
    "total",
    "root",
)


@dataclass(frozen=True)
class PowerHeader:
    """What the power is of: the chain, the token, the snapshot (seconds since the epoch) and its
    block; how many voters, all their units, and the root over them."""

    chain_id: int
    contract: str
    time: int
    block: int
    block_hash: str
    voters: int
    total: int
    root: bytes

    def as_json(self) -> dict[str, Any]:
        """The header as it stands in the file, and in the result that commits to it."""
        return {
            "v": VERSION,
            "kind": "power",
            "chain_id": self.chain_id,
            "contract": self.contract,
            "time": self.time,
            "block": self.block,
            "block_hash": self.block_hash,
            "voters": self.voters,
            "total": str(self.total),
            "root": "0x" + self.root.hex(),
        }


@dataclass(frozen=True)
class Power:
    """The units of each voter (20 bytes) that has any, in the order of addresses."""

    header: PowerHeader
    units: Mapping[bytes, int]


def make_power(
    powers: Mapping[str, int], chain_id: int, contract: str, time: int, block: int, block_hash: str
) -> Power:
    """The power of a snapshot from each account's votes, as an `Electorate` has them. Pure."""
    units = {
        voter: power
        for voter, power in sorted((bytes.fromhex(a[2:]), n) for a, n in powers.items())
        if power
    }
    header = PowerHeader(
        chain_id,
        checksummed(contract),
        time,
        block,
        block_hash,
        len(units),
        sum(units.values()),
        power_root(units),
    )
    return Power(header, units)


def power_root(units: Mapping[bytes, int]) -> bytes:
    """The root over (address voter, uint256 units); 32 zero bytes where nobody has power. Pure."""
    leaves = [
        fast_keccak(fast_keccak(address_word(voter) + word(power)))
        for voter, power in units.items()
    ]
    return LeafTree(leaves).root if leaves else bytes(32)


def power_lines(power: Power) -> Iterator[bytes]:
    """The file's lines; always the same bytes for the same power. Pure."""
    yield json.dumps(power.header.as_json(), separators=(",", ":")).encode() + b"\n"
    for voter, units in power.units.items():
        shown = str(units) if units <= SAFE_INTEGER else f'"{units}"'
        yield f'{{"voter":"0x{voter.hex()}","units":{shown}}}\n'.encode()


def write_power(path: Path, power: Power) -> None:
    """Writes the file, whole or not at all; one that is there already must say the same. Raises
    UserError."""
    if path.exists():
        if load_power(path).header != power.header:
            raise UserError(
                _("The file {file} exists already and says something else.").format(file=path),
                hint=_("Name another file, or move that one away."),
            )
        return
    partial = path.with_name(f"{path.name}.part")
    try:
        with partial.open("wb") as out:
            out.writelines(power_lines(power))
        partial.replace(path)
    except OSError as error:
        raise UserError(
            _("The file {file} cannot be written.").format(file=path), cause=error.strerror
        ) from None


def load_power(path: Path) -> Power:
    """The power in the file, computed again. Raises UserError naming the first wrong line."""
    try:
        with path.open("rb") as stream:
            return _read(stream, path.name)
    except OSError as error:
        raise unreadable(path, error) from None


def _read(stream: BinaryIO, file: str) -> Power:
    header = _header(stream.readline(MAX_LINE), file)
    units: dict[bytes, int] = {}
    before = b""
    number = 1
    while line := stream.readline(MAX_LINE):
        number += 1
        found = _LINE(line)
        if found is None:
            raise _wrong(file, number, _("is no line of voter and units"))
        voter = bytes.fromhex(found[1].decode())
        power = int(found[2] or found[3])
        if (power > SAFE_INTEGER) != (found[2] is None):
            raise _wrong(file, number, _("writes its units otherwise than it should"))
        if voter <= before:
            raise _wrong(file, number, _("is not in the order of addresses"))
        units[voter] = power
        before = voter
    if len(units) != header.voters:
        raise _wrong(file, number, _("is the last line, but the header counts other voters"))
    if sum(units.values()) != header.total:
        raise _wrong(file, 1, _("gives another total than the lines"))
    if power_root(units) != header.root:
        raise _wrong(file, 1, _("gives another root than the lines"))
    return Power(header, units)


def _header(line: bytes, file: str) -> PowerHeader:
    try:
        found = json.loads(line.decode("ascii"))
    except (ValueError, RecursionError):
        found = None
    try:
        if not isinstance(found, dict) or tuple(found) != _KEYS:
            raise ValueError
        whole = [found[key] for key in ("v", "chain_id", "time", "block", "voters")]
        if any(type(value) is not int or value < 0 for value in whole) or found["v"] != VERSION:
            raise ValueError
        if found["kind"] != "power" or not re.fullmatch("[0-9]{1,78}", found["total"]):
            raise ValueError
        if not (
            _ADDRESS(found["contract"]) and _HASH(found["block_hash"]) and _HASH(found["root"])
        ):
            raise ValueError
    except (ValueError, TypeError):
        raise _wrong(file, 1, _("is not the header of a file of power")) from None
    return PowerHeader(
        found["chain_id"],
        checksummed(found["contract"]),
        found["time"],
        found["block"],
        found["block_hash"],
        found["voters"],
        int(found["total"]),
        bytes.fromhex(found["root"][2:]),
    )


def _wrong(file: str, line: int, reason: str) -> UserError:
    return UserError(
        _("The file of power {file} cannot be used.").format(file=file),
        cause=f"{file}:{line}: {reason}",
        hint=_("Fetch it again, or let daoctl build it from the chain."),
    )
