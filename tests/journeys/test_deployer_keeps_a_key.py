"""A deployer who keeps a key: what it is worth after `daoctl deploy`, and what a dishonest one could
prepare before the handover.

Three may find out, and each trap below says by which command: whoever runs `daoctl deploy` (its
read-back), whoever comes with the address alone (`daoctl join`), and whoever has the village.toml
that was agreed on (`daoctl role list`). All three end with 5 and name what they found.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from daoctl.chain.connection import connect
from daoctl.charter.authority import ADMIN, COUNCIL, DAO, SALES
from daoctl.charter.model import load_charter
from daoctl.charter.record import load_record
from daoctl.charter.village import Village
from daoctl.times import DAY, HOUR
from tests.chain.authority_cases import CASES
from tests.chain.authority_village import World, lively
from tests.chain.governance_village import COUNCIL_KEY, ISSUER_KEY, REVIEWER_KEY
from tests.chain.test_authority import ROWS, meets
from tests.chain.test_founding_readback import free_phase
from tests.journeys.founder_scene import (
    ACCOMPLICE,
    Founding,
    as_begun,
    begun,
    by_a_program_of_its_own,
)
from tests.journeys.threat_scene import FOUNDER, NETWORK, START, Threatened, at, threatened

FIXTURE = Path(__file__).parents[1] / "fixtures" / "yamakoshi.toml"
CENTURY = 2**32 - 1
SOMEBODY = ACCOMPLICE.address
OTHERS = 77

# ------------------------------------------------------------------- after an honest founding


def charter() -> str:
    """The shared charter, in the future of this chain, with the offices that the tests of who may
    call what have keys of."""
    text = FIXTURE.read_text("utf-8")
    offices = {"council": COUNCIL_KEY, "office": ISSUER_KEY, "reviewer": REVIEWER_KEY}
    for name, key in offices.items():
        text = re.sub(rf'= (\[?)"{name}"', rf'= \1"{key.address}"', text)
    opens = iter((START + 2 * HOUR, START + 200 * DAY))
    text = re.sub(r"(?m)^opens = \S+", lambda _found: f"opens = {moment(next(opens))}", text)
    text = re.sub(r"(?m)^closes = \S+", f"closes = {moment(START + 300 * DAY)}", text)
    return re.sub(r"(?m)^expires = \S+", f"expires = {moment(START + 1000 * DAY)}", text)


def moment(ts: int) -> str:
    """A moment as TOML writes it."""
    return datetime.fromtimestamp(ts, UTC).isoformat()


def test_after_the_handover_the_key_is_worth_what_a_strangers_is(tmp_path: Path) -> None:
    """Every function of every contract, called with the key of whoever ran `daoctl deploy`: what a
    stranger may it may, its own (a token, a vote, a plan) it may keep, and everything else is
    refused because of who calls. `role list` finds it nowhere, and the verbs of the offices end with
    3."""
    with threatened(tmp_path) as village:
        village.write("village.toml", charter())
        village.act(FOUNDER, "deploy")
        shown = village.json("role", "list")
        friends = village.write("friends.csv", "address", SOMEBODY)
        for words in (("sale", "pause"), ("villager", "welcome", friends)):
            assert "does not hold the role this needs" in village.refused(FOUNDER, *words)
        with connect(NETWORK, village.rpc) as chain:
            record = load_record(tmp_path, chain.chain_id)
            stood = Village(chain, record, tmp_path, load_charter(tmp_path))
            world = lively(World(stood, founder=at(FOUNDER)))
            met = {row: meets(world, *row, CASES[row], "deployer") for row in ROWS if row in CASES}

    assert {row: outcome["deployer"] for row, outcome in ROWS.items()} == met
    assert {row: outcome["nobody"] for row, outcome in ROWS.items()} == met
    assert not shown["differs"]
    assert at(FOUNDER) not in {who for row in shown["rows"] for who in row["found"]}
    assert len(met) > 100


# ------------------------------------------------------------ before the handover of an honest tool


@dataclass(frozen=True)
class Trap:
    """What the founder does, and the words by which each of the three finds it. `joins` is None for
    what only the agreed charter tells."""

    lay: Callable[[Founding], None]
    deploys: str
    joins: str | None


def scheduled(founding: Founding) -> None:
    """An operation that will be ready when the village has money. It hangs on a role with a delay."""
    founding.founder("authority", "grantRole", ADMIN.id, SOMEBODY, DAY)
    grant = founding.call("authority", "grantRole", DAO.id, SOMEBODY, 0)
    founding.accomplice("authority", "schedule", grant.to, grant.data, 0)
    founding.founder("authority", "revokeRole", ADMIN.id, SOMEBODY)


def century_of_waiting(founding: Founding) -> None:
    """A delay on every new council member, and then none: which begins when the delay is over."""
    founding.founder("authority", "setGrantDelay", COUNCIL.id, CENTURY)
    founding.later(6 * DAY)
    founding.founder("authority", "setGrantDelay", COUNCIL.id, 0)


def pending_grant(founding: Founding) -> None:
    """A grant that is given now, and works in ten days."""
    founding.founder("authority", "setGrantDelay", DAO.id, 10 * DAY)
    founding.later(6 * DAY)
    founding.founder("authority", "grantRole", DAO.id, SOMEBODY, 0)


def own_ruler(founding: Founding) -> None:
    """A role of the founder's own that says who the council is."""
    founding.settle_the_roles()
    founding.founder("authority", "setRoleAdmin", COUNCIL.id, OTHERS)
    founding.founder("authority", "grantRole", OTHERS, SOMEBODY, 0)


def guardian(founding: Founding) -> None:
    """A role that cancels what would ever wait in the manager."""
    founding.founder("authority", "setRoleGuardian", DAO.id, OTHERS)


def own_function(founding: Founding) -> None:
    """After the functions have their roles, one of them gets another."""
    founding.settle_the_roles()
    pay = founding.contracts["treasury"].artifact.function("pay").selector
    treasury = founding.contracts["treasury"].address
    founding.founder("authority", "setTargetFunctionRole", treasury, [pay], OTHERS)
    founding.founder("authority", "grantRole", OTHERS, SOMEBODY, 0)


def closed_for_a_century(founding: Founding) -> None:
    """The treasury's functions change their roles when everybody is dead."""
    founding.settle_the_roles()
    treasury = founding.contracts["treasury"].address
    founding.founder("authority", "setTargetAdminDelay", treasury, CENTURY)
    founding.later(6 * DAY)
    founding.founder("authority", "setTargetAdminDelay", treasury, 0)


def second_desk(founding: Founding) -> None:
    """Somebody who mints what the sale leaves."""
    founding.founder("authority", "grantRole", SALES.id, SOMEBODY, 0)


def tokens_of_its_own(founding: Founding) -> None:
    """Votes that nobody paid for, and no power that is left."""
    founding.founder("villager", "mint", SOMEBODY, 30)


def role_given_and_taken(founding: Founding) -> None:
    """What is over is told all the same: nobody knows what it was for."""
    founding.founder("authority", "grantRole", SALES.id, SOMEBODY, 0)
    founding.founder("authority", "revokeRole", SALES.id, SOMEBODY)


def list_of_its_own(founding: Founding) -> None:
    """A pause that the council would have to end, and could not explain."""
    founding.founder("sale", "pause")


def tokens_for_nothing(founding: Founding) -> None:
    """A phase that nobody agreed on; that there are phases is no secret, so only the charter tells."""
    founding.founder("sale", "addPhase", free_phase(founding.chain.now() + DAY))


def awarder_of_its_own(founding: Founding) -> None:
    """A budget out of which somebody may award; charters may name one, so only this one tells."""
    founding.founder("treasury", "setAwarder", 1, SOMEBODY, True)


UNPLANNED = "events that were not planned"
TRAPS = {
    "an operation that waits in the manager": Trap(
        scheduled, "scheduled operations", "OperationScheduled("
    ),
    "a delay that ends in a century": Trap(
        century_of_waiting, f"grant delay of role {COUNCIL.id}", f"grant delay of role {COUNCIL.id}"
    ),
    "a grant that is pending": Trap(
        pending_grant, f"grant delay of role {DAO.id}", f"grant delay of role {DAO.id}"
    ),
    "a ruler of the council": Trap(
        own_ruler, f"admin of role {COUNCIL.id}", f"admin of role {COUNCIL.id}"
    ),
    "a guardian": Trap(guardian, f"guardian of role {DAO.id}", f"guardian of role {DAO.id}"),
    "a function's role": Trap(own_function, "treasury.pay", UNPLANNED),
    "a contract's delay": Trap(closed_for_a_century, "admin delay of", "admin delay of"),
    "a second sale desk": Trap(second_desk, f"SALES: {SOMEBODY}", UNPLANNED),
    "tokens": Trap(tokens_of_its_own, "tokens and certificates", "tokens and certificates"),
    "a role that is over": Trap(role_given_and_taken, UNPLANNED, "RoleRevoked("),
    "a pause": Trap(list_of_its_own, "Paused(", "Paused("),
    "a phase": Trap(tokens_for_nothing, "PhaseAdded(2", None),
    "an awarder": Trap(awarder_of_its_own, "AwarderSet(1", None),
}


@pytest.fixture(scope="module")
def under_way(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Founding]:
    """A founding that stopped before the roles are set."""
    with begun(tmp_path_factory.mktemp("founding")) as founding:
        yield founding


@pytest.mark.parametrize("name", TRAPS)
def test_a_trap_that_was_laid_before_the_handover_is_found(
    under_way: Founding, tmp_path: Path, name: str
) -> None:
    """`daoctl deploy` ends with 5 and writes no record; `daoctl join` with 5 as well, for whatever no
    charter can ask for; and `daoctl role list` beside the agreed charter with 5 for all of them."""
    trap = TRAPS[name]
    with as_begun(under_way, tmp_path / "founder") as founding:
        address = founding.contracts["charter"].address
        trap.lay(founding)
        said = founding.village.refused(FOUNDER, "deploy", code=5)
        assert trap.deploys in said
        assert not (founding.village.folder / "deployments").exists()
        if trap.joins is None:
            found_by_the_charter(founding.village, tmp_path / "council", address, trap.deploys)
        else:
            joined = founding.village.elsewhere(tmp_path / "holder").run(
                "join", NETWORK, address, code=5
            )
            assert trap.joins in joined.stderr
            assert "No vote did this" in joined.stderr or "A passed proposal may" in joined.stderr


def found_by_the_charter(village: Threatened, folder: Path, address: str, words: str) -> None:
    """Whoever has the agreed village.toml joins in its folder, and `role list` holds the founding
    against it."""
    council = village.elsewhere(folder)
    council.write("village.toml", (village.folder / "village.toml").read_text("utf-8").rstrip("\n"))
    council.run("join", NETWORK, address)

    assert words in council.run("role", "list", code=5).stderr


# --------------------------------------------------------------------------- with a tool of its own


def test_a_timelock_that_obeys_its_founder_is_told_by_join(
    under_way: Founding, tmp_path: Path
) -> None:
    """All four roles of a timelock are its Governor's from its first second, and nobody changes them:
    a founder who wants one deploys a timelock that obeys them. What they schedule there is ready
    later and does anything; whoever joins is told before they send a coin."""
    with as_begun(under_way, tmp_path / "founder") as founding:
        founder = at(FOUNDER)
        own = by_a_program_of_its_own(
            founding.chain, founding.village.folder, timelock_obeys=founder
        )
        said = founding.village.elsewhere(tmp_path / "holder").run(
            "join", NETWORK, own["charter"], code=5
        )

    for role in ("PROPOSER_ROLE", "CANCELLER_ROLE", "EXECUTOR_ROLE"):
        assert f"{role}: {founder} instead of {own['governor']}" in said.stderr


def test_an_admin_who_stays_is_told_by_join(under_way: Founding, tmp_path: Path) -> None:
    """Whoever is ADMIN rules; the DAO never shares that by a vote, so it is no decision of the
    village's."""
    with as_begun(under_way, tmp_path / "founder") as founding:
        own = by_a_program_of_its_own(founding.chain, founding.village.folder, keeps_admin=True)
        said = founding.village.elsewhere(tmp_path / "holder").run(
            "join", NETWORK, own["charter"], code=5
        )

    assert f"ADMIN: {at(FOUNDER)}, {own['timelock']} instead of {own['timelock']}" in said.stderr
    assert "No vote did this" in said.stderr


def test_nothing_waits_in_the_villages_own_timelock(under_way: Founding, tmp_path: Path) -> None:
    """By construction: before the handover as after it, it takes an operation from its Governor
    alone, and the Governor from a passed proposal alone; and no role there can be given."""
    with as_begun(under_way, tmp_path / "founder") as founding:
        nothing = (founding.contracts["treasury"].address, 0, b"", bytes(32), bytes(32))
        proposer = founding.contracts["timelock"].read("PROPOSER_ROLE")
        tried: tuple[tuple[str, tuple[Any, ...]], ...] = (
            ("schedule", (*nothing, 3 * DAY)),
            ("execute", nothing),
            ("cancel", (bytes(32),)),
            ("grantRole", (proposer, at(FOUNDER))),
            ("grantRole", (bytes(32), at(FOUNDER))),
            ("renounceRole", (proposer, at(FOUNDER))),
            ("updateDelay", (0,)),
        )
        world = World(Village(founding.chain, None, tmp_path))  # type: ignore[arg-type]
        errors = {
            world.refused(founding.call("timelock", function, *args), at(FOUNDER))
            for function, args in tried
        }

    assert {
        "AccessControlUnauthorizedAccount",
        "TimelockUnauthorizedCaller",
        "VillageTimelockRolesFixed",
    } == errors
