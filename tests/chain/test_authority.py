"""Who may call what, tried on a village: contracts/AUTHORITY.md row by row, each for every column."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from daoctl.chain.connection import Chain
from daoctl.charter.authority import RESTRICTED, ROLES, Role
from tests.chain.authority_cases import CASES, Case, make
from tests.chain.authority_village import World, live
from tools.authority_table import ACTORS, MAY, NEVER, OWN, REFUSED, TABLE, rows

ROWS = rows(TABLE.read_text("utf-8"))
# What a contract says to a caller it does not take this from.
UNAUTHORISED = {
    "AccessControlUnauthorizedAccount",
    "AccessManagedUnauthorized",
    "AccessManagerBadConfirmation",
    "AccessManagerUnauthorizedAccount",
    "AccessManagerUnauthorizedCall",
    "DigitalVillagerNotOwner",
    "ERC721InsufficientApproval",
    "ERC721InvalidApprover",
    "GeneralElectionNoVotingPower",
    "GeneralElectionNotNominator",
    "GeneralElectionTooFewUnits",
    "GovernorInsufficientProposerVotes",
    "GovernorOnlyExecutor",
    "GovernorUnableToCancel",
    "TimelockUnauthorizedCaller",
    "VillageGovernorNoVotingPower",
    "VillageTreasuryNotRecipient",
}
# What it says to everybody; the manager alone has no word for what was never scheduled.
CLOSED = {
    "AccessManagerNotScheduled",
    "AccessManagerUnauthorizedCall",
    "AccessManagerUnauthorizedConsume",
    "GovernorDisabledDeposit",
    "ResidentCertificateSoulbound",
    "VillageGovernorDisabled",
    "VillageManagedAuthorityFixed",
    "VillageTimelockRolesFixed",
}
NAMELESS = ("authority", "consumeScheduledOp")


@pytest.fixture(scope="module")
def lived(connected: Chain, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The village, founded once for all rows."""
    wire = connected.node.wire
    before = wire.request("evm_snapshot")
    yield live(replace(connected, _times={}), tmp_path_factory.mktemp("authority"))
    wire.request("anvil_autoImpersonateAccount", False)
    wire.request("evm_revert", before)


@pytest.fixture
def world(lived: World) -> Iterator[World]:
    """The village as it was before any row."""
    with lived.undone():
        yield replace(
            lived,
            proposals=dict(lived.proposals),
            grants=dict(lived.grants),
            tokens=dict(lived.tokens),
            candidates=dict(lived.candidates),
        )


@pytest.mark.parametrize(("key", "function"), ROWS, ids=[".".join(row) for row in ROWS])
def test_row(world: World, key: str, function: str) -> None:
    """Every column meets what the committed table says."""
    case = CASES[key, function]
    met = {actor: meets(world, key, function, case, actor) for actor in ACTORS}

    assert ROWS[key, function] == met


def meets(world: World, key: str, function: str, case: Case, actor: str) -> str:
    """The outcome for that actor; an error that no outcome explains is named instead."""
    with world.undone():
        case.prepare(world, actor)
        error = _answer(world, key, function, case, actor)
        if error is None and (case.foreign is not None or ROWS[key, function][actor] == OWN):
            return _own(world, key, function, case, actor)
    if error is None:
        return MAY
    if (ROWS[key, function][actor] == NEVER and error in CLOSED) or (
        (key, function) == NAMELESS and error == ""
    ):
        return NEVER
    return REFUSED if error in UNAUTHORISED else f"{error or 'an error without a name'}"


def _answer(world: World, key: str, function: str, case: Case, actor: str) -> str | None:
    call = case.call(world, key, function, actor)
    error = world.refused(call, world.actors[actor])
    if case.passed and actor == "DAO":
        assert error not in UNAUTHORISED
        return world.pass_(call)
    return error


def _own(world: World, key: str, function: str, case: Case, actor: str) -> str:
    """Own, if the same with somebody else's is refused. Where there is no such argument (each
    delegates only themselves), the function itself leaves no other choice."""
    if case.foreign is None:
        return OWN
    call = make(world, key, function, case.foreign(world, actor), case.value)
    error = world.refused(call, world.actors[actor])
    return OWN if error in UNAUTHORISED else f"somebody else's: {error}"


def test_every_row_has_a_case_and_every_case_a_row() -> None:
    """No function is left out, and none is tried that is not there."""
    assert set(ROWS) == set(CASES)


def test_each_actor_is_what_its_column_says(world: World) -> None:
    """A member of its own role and no other, so that a row shows what the role is worth."""
    manager = world.contract("authority")
    sits = {
        actor: {role.name for role in ROLES if manager.read("hasRole", role.id, address)[0]}
        for actor, address in world.actors.items()
    }

    assert {
        "nobody": set(),
        "holder": set(),
        "council": {"COUNCIL"},
        "issuer": {"ISSUER"},
        "reviewer": {"REVIEWER"},
        "sales": {"SALES"},
        "election": {"ELECTION"},
        "DAO": {"ADMIN", "DAO", "COUNCIL", "ISSUER", "REVIEWER"},
        "deployer": set(),
    } == sits


RESTRICTED_ROWS = [
    (key, function, role)
    for key, by_role in RESTRICTED.items()
    for role, functions in by_role.items()
    for function in functions
]


@pytest.mark.parametrize(
    ("key", "function", "role"), RESTRICTED_ROWS, ids=[f"{k}.{f}" for k, f, _r in RESTRICTED_ROWS]
)
def test_nothing_restricted_is_done_through_the_manager(
    world: World, key: str, function: str, role: Role
) -> None:
    """`AccessManager.execute` would hide who calls: the contract refuses the manager whoever sent
    it, the role's own members included, and the manager refuses everybody else."""
    case = CASES[key, function]
    for actor, address in world.actors.items():
        with world.undone():
            case.prepare(world, actor)
            inner = case.call(world, key, function, actor)
            error = world.refused(world.call("authority", "execute", inner.to, inner.data), address)
        member = ROWS[key, function][actor] == MAY
        expected = "VillageManagedIndirectCall" if member else "AccessManagerUnauthorizedCall"

        assert expected == error, (actor, role.name)


def test_a_multicall_lends_nobody_any_power(world: World) -> None:
    """The calls inside are asked as if each came alone."""
    inner = world.call("authority", "grantRole", 0, world.actors["nobody"], 0)
    call = world.call("authority", "multicall", [inner.data])
    errors = {actor: world.refused(call, address) for actor, address in world.actors.items()}

    assert {"DAO"} == {actor for actor, error in errors.items() if error is None}
    assert {"AccessManagerUnauthorizedAccount", None} == set(errors.values())


@pytest.mark.parametrize("function", ["schedule", "scheduleBatch", "executeBatch", "cancel"])
def test_what_nobody_may_at_the_timelock_the_governor_may(world: World, function: str) -> None:
    """The refusals there are of the caller, and not of the arguments."""
    call = CASES["timelock", function].call(world, "timelock", function, "nobody")

    assert None is world.refused(call, world.at("governor"))


def test_the_governor_runs_single_operations_too(world: World) -> None:
    """What it scheduled, once it waited."""
    governor = world.at("governor")
    args = (world.at("treasury"), 0, b"", bytes(32), bytes(32))
    world.act(governor, "timelock", "schedule", *args, 3 * 86_400)
    world.wait(3 * 86_400)

    assert None is world.refused(world.call("timelock", "execute", *args), governor)


@pytest.mark.parametrize("key", ["governor", "election"])
def test_no_signature_no_ballot_in_a_batch(world: World, key: str) -> None:
    """A batch does not fail for it, so that nobody spoils the others' ballots; and it counts
    nothing: here the holder's, changed to something else."""
    number, [(voter, choice, signed)] = CASES[key, "castBallots"].arguments(world, "nobody")
    changed = {"governor": 0, "election": 2}[key]
    assert changed != choice
    relayer = world.actors["nobody"]

    world.act(relayer, key, "castBallots", number, [(voter, changed, signed)])
    assert not _has_voted(world, key, number, voter)
    world.act(relayer, key, "castBallots", number, [(voter, choice, signed)])
    assert _has_voted(world, key, number, voter)


def _has_voted(world: World, key: str, number: int, voter: str) -> bool:
    asked = {"governor": "hasVoted", "election": "ballotOf"}[key]
    return bool(world.contract(key).read(asked, number, voter))


def test_no_signature_no_ballot(world: World) -> None:
    """Whoever brings a ballot that its voter did not sign is refused: here the council brings the
    holder's, changed from yes to no."""
    number, _support, voter, signed = CASES["governor", "castVoteBySig"].arguments(world, "nobody")
    call = world.call("governor", "castVoteBySig", number, 0, voter, signed)

    assert "GovernorInvalidSignature" == world.refused(call, world.actors["council"])
