"""What a ballot's signature covers: its EIP-712 message, and that message's hash.

`typed_message` is what a wallet is shown and signs; `ballot_digest` is the same message hashed by
our own packing, since these fixed types need no encoder (a test judges it by eth_account's). Pure.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from daoctl.chain.codec import checksummed
from daoctl.chain.recovery import (
    address_word,
    domain_separator,
    fast_keccak,
    typed_digest,
    word,
)
from daoctl.governance.ballots import SUPPORT, Ballot, Kind

# Each kind's primary type and its fields, as the contracts (and, for delegations, OpenZeppelin's
# Votes) declare them.
TYPES: dict[Kind, tuple[str, tuple[tuple[str, str], ...]]] = {
    "proposal": (
        "VillageBallot",
        (("proposalId", "uint256"), ("support", "uint8"), ("voter", "address")),
    ),
    "election": (
        "ElectionBallot",
        (
            ("electionId", "uint256"),
            ("slate", "bytes32"),
            ("choices", "uint64"),
            ("voter", "address"),
        ),
    ),
    "consultation": (
        "ConsultationBallot",
        (
            ("consultation", "bytes32"),
            ("voter", "address"),
            ("serial", "uint64"),
            ("choices", "uint16[]"),
        ),
    ),
    "delegation": (
        "Delegation",
        (("delegatee", "address"), ("nonce", "uint256"), ("expiry", "uint256")),
    ),
}
_DOMAIN_FIELDS = (
    ("name", "string"),
    ("version", "string"),
    ("chainId", "uint256"),
    ("verifyingContract", "address"),
)
_WORDS = {choice: word(place) for place, choice in enumerate(SUPPORT)}


def type_hash(kind: Kind) -> bytes:
    """The hash of the kind's type, as the contract's view gives it."""
    name, fields = TYPES[kind]
    return fast_keccak(f"{name}({','.join(f'{t} {n}' for n, t in fields)})".encode())


_TYPE_HASH = {kind: type_hash(kind) for kind in TYPES}


def ballot_digest(ballot: Ballot) -> bytes:
    """The 32 bytes that the voter signs."""
    separator = domain_separator(ballot.domain, ballot.chain_id, ballot.contract)
    return typed_digest(separator, fast_keccak(_struct(ballot)))


def _struct(ballot: Ballot) -> bytes:
    """The struct's words, its type's hash first."""
    head, voter, choice = _TYPE_HASH[ballot.kind], address_word(ballot.voter), ballot.choice
    if isinstance(choice, tuple):
        assert isinstance(ballot.subject, bytes)
        return head + ballot.subject + voter + word(ballot.serial) + _list_hash(choice)
    assert isinstance(ballot.subject, int)
    subject = word(ballot.subject)
    if isinstance(choice, str):
        return head + subject + _WORDS[choice] + voter
    if isinstance(choice, bytes):
        return head + address_word(choice) + subject + word(ballot.expiry)
    return head + subject + ballot.slate + word(choice) + voter


@lru_cache(maxsize=65536)
def _list_hash(choice: tuple[int, ...]) -> bytes:
    # Few lists are chosen by many.
    return fast_keccak(b"".join(map(word, choice)))


def typed_message(ballot: Ballot) -> dict[str, Any]:
    """The EIP-712 message as `Signer.sign_typed` and every wallet take it."""
    name, fields = TYPES[ballot.kind]
    return {
        "types": {
            "EIP712Domain": [{"name": n, "type": t} for n, t in _DOMAIN_FIELDS],
            name: [{"name": n, "type": t} for n, t in fields],
        },
        "primaryType": name,
        "domain": {
            "name": ballot.domain,
            "version": "1",
            "chainId": ballot.chain_id,
            "verifyingContract": ballot.contract_address,
        },
        "message": _values(ballot),
    }


def _values(ballot: Ballot) -> dict[str, Any]:
    choice = ballot.choice
    match ballot.kind:
        case "proposal":
            assert isinstance(choice, str)
            return {
                "proposalId": ballot.subject,
                "support": SUPPORT.index(choice),
                "voter": ballot.voter_address,
            }
        case "election":
            return {
                "electionId": ballot.subject,
                "slate": ballot.slate,
                "choices": choice,
                "voter": ballot.voter_address,
            }
        case "consultation":
            assert isinstance(choice, tuple)
            return {
                "consultation": ballot.subject,
                "voter": ballot.voter_address,
                "serial": ballot.serial,
                "choices": list(choice),
            }
        case "delegation":
            assert isinstance(choice, bytes)
            return {
                "delegatee": checksummed("0x" + choice.hex()),
                "nonce": ballot.subject,
                "expiry": ballot.expiry,
            }
