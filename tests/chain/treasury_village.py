"""A village with money for the tests of its treasury: a budget, an election's reservation, and
three projects, all made by the deployer before the handover."""

from __future__ import annotations

from collections.abc import Iterable

from daoctl.chain.accounts import ape_signer
from daoctl.chain.connection import Chain
from daoctl.chain.contracts import Call, Contract
from daoctl.chain.sending import send
from daoctl.charter.founding import Addresses
from daoctl.times import DAY
from daoctl.units import ZERO_ADDRESS
from tests.chain.governance_village import DEPLOYER, Fill

ETH = 10**18
# What the treasury of every scene gets, and what its projects are.
GIFT = 10 * ETH
BUDGET = 4 * ETH
RESERVED = ETH
MILESTONES = [(ETH // 2, 30), (ETH // 4, 60), (ETH // 4, 90)]
PLAN_URI = "https://example.org/mihon/plan.md"


def plan(recipient: str, milestones: Iterable[tuple[int, int]] = MILESTONES) -> tuple:
    """A plan in ETH."""
    return (recipient, ZERO_ADDRESS, list(milestones), b"\7" * 32, PLAN_URI)


def money(recipients: Iterable[str], *, expires_in: int = 300 * DAY) -> Fill:
    """10 ETH; budget 2 ("祭り", 4 ETH less what follows), 1 ETH of it reserved; for each recipient a
    project of 1 ETH in three milestones, the first from the budget, the others from free money."""

    def calls(chain: Chain, at: Addresses) -> Iterable[Call]:
        rich = ape_signer(chain, "TEST::0")
        treasury = Contract(chain, "VillageTreasury", at["treasury"])
        send(chain, Call("", treasury.address, "", {}, b"", GIFT), rich)
        expires = chain.now() + expires_in
        # Before the roles are set, the deployer is what an election will be later.
        yield treasury.call(
            "openBudget", ZERO_ADDRESS, BUDGET, expires, "祭り", DEPLOYER.address, 5000
        )
        yield treasury.call("reserve", 2, RESERVED)
        for place, who in enumerate(recipients):
            yield treasury.call("award", 0 if place else 2, plan(who))

    return calls
