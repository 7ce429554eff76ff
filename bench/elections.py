"""A general election: nominated, voted on, closed, awarded, and its first project paid.

OpenZeppelin has no elections and no grants, so nothing of the same kind stands beside them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bench.ballots import RELAYER, check_counted, each, settled, sign_typed
from bench.village import COUNCIL_KEY, REVIEWER_KEY, Scene, person
from daoctl.chain.accounts import KeySigner, ape_signer
from daoctl.chain.contracts import Call
from daoctl.chain.sending import send, send_all
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
        number = _voting(scene, PLANS)
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


def nominate(scene: Scene) -> int:
    """A plan of one milestone, nominated by its recipient, the last of twelve."""
    return _nominated(scene, PLANS)


def cast(scene: Scene) -> int:
    """A villager's own vote for one of twelve plans, not the first."""
    _voting(scene, PLANS)
    return _all_vote(scene, PLANS)


def close(plans: int) -> Callable[[Scene], int]:
    """Of an election among so many plans with a vote each, of which four are elected."""

    def measure(scene: Scene) -> int:
        return _closed(scene, plans)

    return measure


def award(scene: Scene) -> int:
    """Of an elected plan, which becomes a grant."""
    _closed(scene, PLANS)
    return _awarded(scene)


def approve(scene: Scene) -> int:
    """Of a milestone that was reported."""
    _closed(scene, PLANS)
    _awarded(scene)
    return _approved(scene)


def claim(scene: Scene) -> int:
    """Of an approved milestone: its money goes to the recipient."""
    _closed(scene, PLANS)
    _awarded(scene)
    _approved(scene)
    scene.chain.advance_to(scene.chain.now() + 60)
    return send(scene.chain, scene.village.treasury.call("claim", 1, 0), RELAYER).gas_used


def _people(plans: int) -> list[KeySigner]:
    return [person(NOMINATOR + number) for number in range(plans)]


def _nominated(scene: Scene, plans: int) -> int:
    """An election among so many plans; what the last nomination took."""
    chain, election = scene.chain, scene.village.election
    call = scene.village.villager.call("mintBatch", [one.address for one in _people(plans)])
    send(chain, call, scene.seller)
    _fund(scene)
    chain.advance_to(chain.now() + 60)
    until = chain.now() + 4 * DAY
    times = (until, until, until + 3 * DAY)
    terms = (SEATS, 1, 500, False, 1, scene.village.villager.address, BUDGET, b"\1" * 32, "")
    send(chain, election.call("open", (*times, *terms)), COUNCIL_KEY)
    calls = [(election.call("nominate", 1, _plan(one), b""), one) for one in _people(plans)]
    return send_all(chain, calls)[-1].gas_used


def _voting(scene: Scene, plans: int) -> int:
    """An election on which voting has begun, among so many plans; its number."""
    _nominated(scene, plans)
    until = scene.village.election.read("election", 1).rules.votingFrom
    scene.chain.advance_to(until + 60)
    return 1


def _all_vote(scene: Scene, plans: int) -> int:
    """Each nominator for the plan after their own; what the last vote took."""
    election = scene.village.election
    calls = [
        (election.call("cast", 1, 1 << (place + 1) % plans), one)
        for place, one in enumerate(_people(plans))
    ]
    return send_all(scene.chain, calls)[-1].gas_used


def _closed(scene: Scene, plans: int) -> int:
    _voting(scene, plans)
    _all_vote(scene, plans)
    election = scene.village.election
    scene.chain.advance_to(election.read("election", 1).rules.votingTo + 60)
    gas = send(scene.chain, election.call("close", 1), RELAYER).gas_used
    if len(election.read("outcome", 1).elected) != SEATS:
        raise SystemExit("The election ended otherwise.")
    return gas


def _awarded(scene: Scene) -> int:
    """The first of the elected; an award was made before."""
    send(scene.chain, scene.village.election.call("award", 1, 2), RELAYER)
    scene.chain.advance_to(scene.chain.now() + 60)
    return send(scene.chain, scene.village.election.call("award", 1, 1), RELAYER).gas_used


def _approved(scene: Scene) -> int:
    chain, treasury = scene.chain, scene.village.treasury
    recipient = person(NOMINATOR + 1)
    send(chain, treasury.call("report", 1, 0, b"\3" * 32, ""), recipient)
    chain.advance_to(chain.now() + 60)
    return send(chain, treasury.call("approve", 1, 0, b"\3" * 32), REVIEWER_KEY).gas_used


def _fund(scene: Scene) -> None:
    """Three ETH in the budget that elections award from."""
    treasury = scene.village.treasury
    gift = Call("", treasury.address, "", {}, b"", 3 * ETH)
    send(scene.chain, gift, ape_signer(scene.chain, RICH))
    send(scene.chain, treasury.call("creditBudget", BUDGET, ZERO_ADDRESS, 3 * ETH), scene.seller)


def _plan(nominator: KeySigner) -> tuple[Any, ...]:
    return (nominator.address, ZERO_ADDRESS, [(ETH // 2, 90)], b"\2" * 32, "")
