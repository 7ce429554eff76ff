"""A signed ballot as one self-describing line of JSON: enough to judge it without a node.

    {"v":1,"kind":"proposal","chain_id":1,"contract":"0x…","domain":"Mihon","subject":1,
     "voter":"0x…","choice":"for","signature":"0x…"}

(on one line). Reading is strict, and every fault has a code that `ballot_words` puts into words;
the format is documented in docs/ballots.md. Pure.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal, cast

from daoctl.chain.codec import checksummed
from daoctl.chain.recovery import MAX_SIGNATURE

Kind = Literal["proposal", "election", "consultation", "delegation"]
# What a voter chose: "for", "against" or "abstain"; an election's bitmap; a consultation's option
# numbers from 1; the 20 bytes of whom a delegation names.
Choice = str | int | tuple[int, ...] | bytes

VERSION = 1
# The longest line there can be: the longest signature in hex, all options, and room for the rest.
MAX_LINE = 8192
MAX_OPTIONS = 64
SAFE_INTEGER = 2**53 - 1
CONSULTATION_DOMAIN = "Village Consultation"
SUPPORT = ("against", "for", "abstain")

COMMON = (
    "v",
    "kind",
    "chain_id",
    "contract",
    "domain",
    "subject",
    "voter",
    "choice",
    "signature",
)
EXTRA: dict[Kind, str | None] = {
    "proposal": None,
    "election": "slate",
    "consultation": "serial",
    "delegation": "expiry",
}
_KEYS: dict[str, frozenset[str]] = {
    kind: frozenset([*COMMON, *([more] if more else [])]) for kind, more in EXTRA.items()
}

_ADDRESS = re.compile("0x[0-9a-fA-F]{40}").fullmatch
_WORD = re.compile("0x[0-9a-fA-F]{64}").fullmatch
_HEX = re.compile("0x(?:[0-9a-fA-F]{2})+").fullmatch
_DECIMAL = re.compile("[1-9][0-9]{15,77}").fullmatch


class BallotFault(Exception):
    """A line that is no ballot: `code` as in `ballot_words`, `detail` the key or the value."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Ballot:
    """A ballot, signed or (with an empty signature) still to be signed.

    `domain` is the signing domain's name (its version is "1"); `contract` and `voter` are 20
    bytes. `subject` is a proposal's or election's number, the 32 bytes of a consultation, or the
    nonce of a delegation. `slate` belongs to elections, `serial` to consultations, `expiry`
    (seconds since the epoch) to delegations.
    """

    kind: Kind
    chain_id: int
    contract: bytes
    domain: str
    subject: int | bytes
    voter: bytes
    choice: Choice
    signature: bytes = b""
    slate: bytes = b""
    serial: int = 0
    expiry: int = 0

    @property
    def voter_address(self) -> str:
        """The voter with EIP-55 capitals."""
        return checksummed("0x" + self.voter.hex())

    @property
    def contract_address(self) -> str:
        """The contract with EIP-55 capitals."""
        return checksummed("0x" + self.contract.hex())

    def signed(self, signature: bytes) -> Ballot:
        """The ballot with its signature."""
        return replace(self, signature=signature)


def write_ballot(ballot: Ballot) -> str:
    """The ballot's line, without the newline that ends it; always the same for one ballot."""
    shown: dict[str, Any] = {
        "v": VERSION,
        "kind": ballot.kind,
        "chain_id": _written(ballot.chain_id),
        "contract": ballot.contract_address,
        "domain": ballot.domain,
        "subject": _written(ballot.subject),
        "voter": ballot.voter_address,
        "choice": _written_choice(ballot.choice),
    }
    match ballot.kind:
        case "election":
            shown["slate"] = _written(ballot.slate)
        case "consultation":
            shown["serial"] = _written(ballot.serial)
        case "delegation":
            shown["expiry"] = _written(ballot.expiry)
        case _:
            pass
    shown["signature"] = _written(ballot.signature)
    return json.dumps(shown, separators=(",", ":"))


def read_ballot(line: bytes) -> Ballot:
    """The ballot in a line (without its newline). Raises BallotFault, and nothing else."""
    if len(line) > MAX_LINE:
        raise BallotFault("long", str(MAX_LINE))
    if not line.strip():
        raise BallotFault("empty")
    if line[-1] == 13:
        raise BallotFault("crlf")
    try:
        found = _DECODE(line.decode("ascii"))
    except UnicodeDecodeError:
        raise BallotFault("bom" if line.startswith(b"\xef\xbb\xbf") else "ascii") from None
    except (ValueError, RecursionError):
        raise BallotFault("json") from None
    if type(found) is not dict:
        raise BallotFault("json")
    kind = found.get("kind")
    keys = _KEYS.get(kind) if type(kind) is str else None
    if keys is None or type(kind) is not str:
        raise BallotFault("kind" if "kind" in found else "missing_key", "kind")
    if found.keys() != keys:
        if strange := sorted(found.keys() - keys):
            raise BallotFault("unknown_key", ascii(strange[0])[1:-1][:40])
        raise BallotFault("missing_key", min(keys - found.keys()))
    if type(found["v"]) is not int or found["v"] != VERSION:
        raise BallotFault("version")
    domain = found["domain"]
    if type(domain) is not str or not 0 < len(domain) < 32 or not domain.isprintable():
        raise BallotFault("value", "domain")
    slate, serial, expiry = b"", 0, 0
    match kind:
        case "election":
            slate = _bytes(found, "slate", _WORD)
        case "consultation":
            serial = _whole(found, "serial", 64)
        case "delegation":
            expiry = _whole(found, "expiry", 256)
        case _:
            pass
    return Ballot(
        cast(Kind, kind),
        _whole(found, "chain_id", 256),
        _bytes(found, "contract", _ADDRESS),
        domain,
        _bytes(found, "subject", _WORD)
        if kind == "consultation"
        else _whole(found, "subject", 256),
        _bytes(found, "voter", _ADDRESS),
        _CHOICES[kind](found),
        _signature(found),
        slate,
        serial,
        expiry,
    )


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        seen: set[str] = set()
        for key, _value in pairs:
            if key in seen:
                raise BallotFault("duplicate_key", ascii(key)[1:-1][:40])
            seen.add(key)
    return made


def _no_constant(_name: str) -> Any:
    raise BallotFault("json")


_DECODE: Callable[[str], Any] = json.JSONDecoder(
    object_pairs_hook=_pairs, parse_constant=_no_constant
).decode


def _bytes(found: dict[str, Any], key: str, shape: Callable[[str], Any]) -> bytes:
    value = found[key]
    if type(value) is not str or not shape(value):
        raise BallotFault("value", key)
    return bytes.fromhex(value[2:])


def _whole(found: dict[str, Any], key: str, bits: int) -> int:
    """A whole number: plain up to 2^53 - 1, as text beyond."""
    value = found[key]
    if type(value) is int:
        if 0 <= value <= SAFE_INTEGER:
            return value
    elif type(value) is str and _DECIMAL(value) and SAFE_INTEGER < int(value) < 1 << bits:
        return int(value)
    raise BallotFault("value", key)


def _signature(found: dict[str, Any]) -> bytes:
    signature = _bytes(found, "signature", _HEX)
    if len(signature) > MAX_SIGNATURE:
        raise BallotFault("value", "signature")
    return signature


def _support(found: dict[str, Any]) -> str:
    choice = found["choice"]
    if type(choice) is not str or choice not in SUPPORT:
        raise BallotFault("value", "choice")
    return choice


def _options(found: dict[str, Any]) -> tuple[int, ...]:
    choice = found["choice"]
    if type(choice) is list and len(choice) <= MAX_OPTIONS:
        for number in choice:
            if type(number) is not int or not 1 <= number <= 65_535:
                break
        else:
            return tuple(choice)
    raise BallotFault("value", "choice")


_CHOICES: dict[str, Callable[[dict[str, Any]], Choice]] = {
    "proposal": _support,
    "election": lambda found: _whole(found, "choice", 64),
    "consultation": _options,
    "delegation": lambda found: _bytes(found, "choice", _ADDRESS),
}


def _written(value: int | bytes) -> int | str:
    if isinstance(value, bytes):
        return "0x" + value.hex()
    return value if value <= SAFE_INTEGER else str(value)


def _written_choice(choice: Choice) -> Any:
    if isinstance(choice, bytes):
        return checksummed("0x" + choice.hex())
    if isinstance(choice, tuple):
        return list(choice)
    return choice if isinstance(choice, str) else _written(choice)
