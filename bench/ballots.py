"""Signed ballots: a batch that anyone brings, beside each voter's own `castVoteBySig`.

Both are brought by the same account, to the same proposal of the same Governor: `castVoteBySig` is
OpenZeppelin's, which ours inherits, and so profits from our counting. Nobody has voted before.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bench.village import Scene, person
from daoctl.chain.accounts import KeySigner
from daoctl.chain.contracts import Contract
from daoctl.chain.sending import send, send_all

FOR = 1
FIRST = 1_000
RELAYER = person(9_998)


def batch(count: int) -> Callable[[Scene], int]:
    """`castBallots` with so many; gas a ballot, rounded up."""

    def measure(scene: Scene) -> int:
        voters = settled(scene, count)
        number = _open_proposal(scene, voters[0])
        governor = scene.village.governor
        spec = (("proposalId", "uint256"), ("support", "uint8"), ("voter", "address"))
        ballots = [
            (
                one.address,
                FOR,
                sign_typed(governor, one, "VillageBallot", spec, number, FOR, one.address),
            )
            for one in voters
        ]
        call = governor.call("castBallots", number, ballots)
        gas = send(scene.chain, call, RELAYER).gas_used
        check_counted(governor.read("proposalVotes", number).forVotes, count)
        return each(gas, count)

    return measure


def one_by_one(count: int) -> Callable[[Scene], int]:
    """So many `castVoteBySig`, a transaction each; gas a vote, rounded up."""

    def measure(scene: Scene) -> int:
        voters = settled(scene, count)
        number = _open_proposal(scene, voters[0])
        spec = (
            ("proposalId", "uint256"),
            ("support", "uint8"),
            ("voter", "address"),
            ("nonce", "uint256"),
        )
        governor = scene.village.governor
        calls = [
            governor.call(
                "castVoteBySig",
                number,
                FOR,
                one.address,
                sign_typed(governor, one, "Ballot", spec, number, FOR, one.address, 0),
            )
            for one in voters
        ]
        receipts = send_all(scene.chain, [(call, RELAYER) for call in calls])
        check_counted(governor.read("proposalVotes", number).forVotes, count)
        return each(sum(receipt.gas_used for receipt in receipts), count)

    return measure


def settled(scene: Scene, count: int) -> list[KeySigner]:
    """New villagers with a token each, minted in one batch."""
    voters = [person(FIRST + number) for number in range(count)]
    call = scene.village.villager.call("mintBatch", [one.address for one in voters])
    send(scene.chain, call, scene.seller)
    return voters


def _open_proposal(scene: Scene, proposer: KeySigner) -> int:
    """A proposal on which voting has begun; its number."""
    chain, governor = scene.chain, scene.village.governor
    chain.advance_to(max(chain.now(), governor.read("proposalsOpenFrom")) + 60)
    nothing = governor.call("propose", [proposer.address], [0], [b""], _words(proposer.address))
    send(chain, nothing, proposer)
    number: int = governor.read("latestProposalId")
    chain.advance_to(governor.read("proposalSnapshot", number) + 60)
    return number


def _words(proposer: str) -> str:
    return f"# A motion\n\nText.\n\n#proposer={proposer.lower()}"


def sign_typed(
    contract: Contract,
    signer: KeySigner,
    kind: str,
    spec: tuple[tuple[str, str], ...],
    *values: Any,
) -> bytes:
    """The signer's signature of such a message in the contract's domain."""
    parts = (
        ("name", "string"),
        ("version", "string"),
        ("chainId", "uint256"),
        ("verifyingContract", "address"),
    )
    domain = contract.read("eip712Domain")
    return signer.sign_typed(
        {
            "types": {
                "EIP712Domain": [{"name": name, "type": type_} for name, type_ in parts],
                kind: [{"name": name, "type": type_} for name, type_ in spec],
            },
            "primaryType": kind,
            "domain": {name: getattr(domain, name) for name, _type in parts},
            "message": {name: value for (name, _type), value in zip(spec, values, strict=True)},
        }
    )


def check_counted(votes: int, count: int) -> None:
    """A ballot that is rejected costs less: raises SystemExit unless all of them counted."""
    if votes != count:
        raise SystemExit(f"{votes} of {count} ballots were counted.")


def each(gas: int, count: int) -> int:
    """Gas a ballot, rounded up."""
    return -(-gas // count)
