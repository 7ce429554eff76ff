"""Signed ballots of a general election among twelve plans, brought in one batch.

OpenZeppelin has no elections, so nothing of the same kind stands beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bench.ballots import RELAYER, check_counted, each, settled, sign_typed
from bench.village import COUNCIL_KEY, Scene, person
from daoctl.chain.accounts import KeySigner, ape_signer
from daoctl.chain.contracts import Call
from daoctl.chain.sending import send
from daoctl.times import DAY
from daoctl.units import ZERO_ADDRESS

BUDGET, ETH = 1, 10**18
PLANS, SEATS = 12, 4
NOMINATOR = 2_000
RICH = "TEST::6"
SPEC = (
    ("electionId", "uint256"),
    ("slate", "bytes32"),
    ("choices", "uint64"),
    ("voter", "address"),
)


def batch(count: int) -> Callable[[Scene], int]:
    """`castBallots` with so many, each for one of the plans in turn; gas a ballot, rounded up."""

    def measure(scene: Scene) -> int:
        voters = settled(scene, count)
        number = _voting(scene)
        election = scene.village.election
        slate = election.read("election", number).slate
        ballots = []
        for place, one in enumerate(voters):
            message = (number, slate, 1 << place % PLANS, one.address)
            signed = sign_typed(election, one, "ElectionBallot", SPEC, *message)
            ballots.append((one.address, 1 << place % PLANS, signed))
        call = election.call("castBallots", number, ballots)
        gas = send(scene.chain, call, RELAYER).gas_used
        check_counted(election.read("election", number).votes, count)
        return each(gas, count)

    return measure


def _voting(scene: Scene) -> int:
    """An election on which voting has begun, among twelve plans; its number."""
    chain, election = scene.chain, scene.village.election
    nominators = [person(NOMINATOR + number) for number in range(PLANS)]
    call = scene.village.villager.call("mintBatch", [one.address for one in nominators])
    send(chain, call, scene.seller)
    _fund(scene)
    chain.advance_to(chain.now() + 60)
    until = chain.now() + 4 * DAY
    times = (until, until, until + 3 * DAY)
    terms = (SEATS, 1, 500, False, 1, scene.village.villager.address, BUDGET, b"\1" * 32, "")
    send(chain, election.call("open", (*times, *terms)), COUNCIL_KEY)
    for one in nominators:
        send(chain, election.call("nominate", 1, _plan(one), b""), one)
    chain.advance_to(until + 60)
    return 1


def _fund(scene: Scene) -> None:
    """Three ETH in the budget that elections award from."""
    treasury = scene.village.treasury
    gift = Call("", treasury.address, "", {}, b"", 3 * ETH)
    send(scene.chain, gift, ape_signer(scene.chain, RICH))
    send(scene.chain, treasury.call("creditBudget", BUDGET, ZERO_ADDRESS, 3 * ETH), scene.seller)


def _plan(nominator: KeySigner) -> tuple[Any, ...]:
    return (nominator.address, ZERO_ADDRESS, [(ETH // 2, 90)], b"\2" * 32, "")
