"""What somebody with the deployer's key could slip in before the handover is found by the
read-back, and what others do after it is not held against the village."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from daoctl.chain.accounts import ape_signer
from daoctl.chain.connection import Chain
from daoctl.chain.contracts import Call, Contract
from daoctl.chain.journal import Journal
from daoctl.chain.sending import send
from daoctl.charter.authority import CONTRACTS
from daoctl.charter.deployment import Deployment, founding_scope
from daoctl.charter.founding import founding_steps, phase_terms
from daoctl.charter.readback import founding_history
from daoctl.charter.record import record_file
from daoctl.times import DAY
from daoctl.units import ZERO_ADDRESS
from tests.chain.governance_village import COUNCIL_KEY, person
from tests.chain.test_deployment import FOUNDER, Killed, Mortal, differing, found, founding

ACCOMPLICE = person(61).address
UNPLANNED = "events that were not planned"


def before_the_roles(chain: Chain, folder: Path) -> dict[str, Contract]:
    """A founding that stopped where the deployer may still do anything; its contracts by key."""
    steps = [step.key for step in founding_steps(founding())]
    with pytest.raises(Killed):
        found(chain, folder, Mortal(steps.index("roles")))
    with Journal.of(chain, folder / "journal.db") as journal:
        entries = {
            key: journal.state(founding_scope(founding()), f"deploy:{key}") for key in CONTRACTS
        }
    return {
        key: Contract(chain, CONTRACTS[key], entry.result["contract"])
        for key, entry in entries.items()
        if entry is not None
    }


def free_phase(opens: int) -> tuple:
    """A phase that sells nearly all tokens for nothing."""
    name, currency, _price, _opens, _closes, *_rest = phase_terms(founding().charter, 0)
    return (name, currency, 0, opens, opens + 999 * DAY, 9_000, 9_000, 0, 0, False, bytes(32))


# What the deployer may do until the roles are set, beside what the charter says.
MISCHIEF = {
    "a phase that gives the tokens away": lambda at, now: at["sale"].call(
        "addPhase", free_phase(now + DAY)
    ),
    "a buyers' list of its own": lambda at, _now: at["sale"].call("setAllowlist", 2, b"\1" * 32),
    "a directory that leads elsewhere": lambda at, _now: at["charter"].call(
        "register", b"sale".ljust(32, b"\0"), ACCOMPLICE
    ),
    "another charter": lambda at, _now: at["charter"].call("adopt", b"\2" * 32, ""),
    "a document in the village's name": lambda at, _now: at["charter"].call(
        "publish", b"text".ljust(32, b"\0"), b"\3" * 32, 1, ""
    ),
    "a budget with an awarder": lambda at, now: at["treasury"].call(
        "openBudget", ZERO_ADDRESS, 0, now + DAY, "x", ACCOMPLICE, 10_000
    ),
    "an awarder for the charter's budget": lambda at, _now: at["treasury"].call(
        "setAwarder", 1, ACCOMPLICE, True
    ),
    "other metadata": lambda at, _now: at["villager"].call("setBaseURI", "https://example.org/"),
    "a pause": lambda at, _now: at["sale"].call("pause"),
    "elections of one second": lambda at, _now: at["election"].call("setBounds", (0, 1, 1, False)),
    "an electorate of its own": lambda at, _now: at["election"].call(
        "setElectorate", at["certificate"].address, False
    ),
}


@pytest.mark.parametrize("what", MISCHIEF)
def test_what_was_slipped_in_before_the_handover_fails_the_founding(
    chain: Chain, tmp_path: Path, what: str
) -> None:
    """Every act of the deployer's power that the plan does not have is found by its event."""
    at = before_the_roles(chain, tmp_path)
    send(chain, MISCHIEF[what](at, chain.now()), FOUNDER)

    village = found(chain, tmp_path)

    assert UNPLANNED in {row.name for row in differing(village.rows)}


def test_a_grant_awarded_before_the_handover_fails_the_founding(
    chain: Chain, tmp_path: Path
) -> None:
    """Money that came early cannot be promised to somebody on the side."""
    at = before_the_roles(chain, tmp_path)
    rich = ape_signer(chain, "TEST::0")
    send(chain, Call("", at["treasury"].address, "", {}, b"", 10), rich)
    plan = (ACCOMPLICE, ZERO_ADDRESS, [(10, 30)], bytes(32), "")
    send(chain, at["treasury"].call("award", 0, plan), FOUNDER)

    village = found(chain, tmp_path)

    assert UNPLANNED in {row.name for row in differing(village.rows)}


def test_a_founding_that_failed_is_not_recorded_and_fails_again(
    chain: Chain, tmp_path: Path
) -> None:
    """Whoever runs the command a second time is told again, and not that the village is founded."""
    at = before_the_roles(chain, tmp_path)
    send(chain, at["sale"].call("pause"), FOUNDER)

    first, second = found(chain, tmp_path), found(chain, tmp_path)

    assert not record_file(tmp_path, chain.chain_id).exists()
    assert [] != differing(first.rows)
    assert differing(first.rows) == differing(second.rows)


def test_a_strangers_gift_fails_no_founding(chain: Chain, tmp_path: Path) -> None:
    """Else anybody could spoil every founding with one wei."""
    at = before_the_roles(chain, tmp_path)
    rich = ape_signer(chain, "TEST::0")
    send(chain, Call("", at["treasury"].address, "", {}, b"", 1), rich)
    send(chain, at["treasury"].call("onERC721Received", rich.address, rich.address, 1, b""), rich)

    village = found(chain, tmp_path)

    assert [] == differing(village.rows)
    assert record_file(tmp_path, chain.chain_id).exists()


def test_a_budget_with_an_awarder_of_the_charters_own_is_as_planned(
    chain: Chain, tmp_path: Path
) -> None:
    """An awarder is found only where the charter names none."""
    charter = founding().charter
    budgets = [one.model_copy(update={"awarder": ACCOMPLICE}) for one in charter.treasury.budgets]
    treasury = charter.treasury.model_copy(update={"budgets": budgets})
    plan = replace(founding(), charter=charter.model_copy(update={"treasury": treasury}))
    with Journal.of(chain, tmp_path / "journal.db") as journal:
        village = Deployment(chain, plan, journal, FOUNDER).run(tmp_path)

    assert [] == differing(village.rows)
    assert village.village.contract("treasury").read("isAwarder", 1, ACCOMPLICE)


def test_what_the_council_does_after_the_handover_is_its_own(chain: Chain, tmp_path: Path) -> None:
    """The history of the founding ends with the handover."""
    village = found(chain, tmp_path).village
    send(chain, village.contract("sale").call("pause"), COUNCIL_KEY)

    assert [] == differing(founding_history(village, founding()))
