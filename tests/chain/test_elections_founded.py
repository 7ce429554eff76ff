"""General elections at the founding: what they are told, and villages that were founded without."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from daoctl.chain.connection import Chain
from daoctl.chain.journal import Journal
from daoctl.charter import deployment, founding
from daoctl.charter.authority import CONTRACTS, ELECTION, LATER, RESTRICTED
from daoctl.charter.deployment import Deployment, Founded
from daoctl.charter.readback import read_back
from daoctl.charter.record import load_record, rebuild_record
from daoctl.charter.village import Village
from daoctl.errors import RecordError
from daoctl.times import DAY
from tests.chain.test_deployment import FOUNDER, differing, found
from tests.chain.test_deployment import founding as plan_of


def test_elections_keep_to_the_charters_bounds(chain: Chain, tmp_path: Path) -> None:
    """What the charter says of elections stands in the contract before the council may open one,
    both tokens of the village may vote in them, and its budget awaits them."""
    village = found(chain, tmp_path).village
    election, treasury = village.election, village.treasury

    assert (3 * DAY, 2 * DAY, 500, False) == tuple(election.read("bounds"))
    both = [village.villager.address, village.certificate.address]
    assert both == list(election.read("electorates"))
    assert treasury.read("isAwarder", 1, election.address)
    assert 5000 == treasury.read("budget", 1).ceilingBps
    assert 300_000 == election.read("walletGas") == village.governor.read("walletGas")
    assert "Yamakoshi" == election.read("eip712Domain").name


def test_the_election_alone_holds_its_role(chain: Chain, tmp_path: Path) -> None:
    """Not even the DAO awards in its place: it has its own way to award."""
    village = found(chain, tmp_path).village
    rows = {row.name: row for row in read_back(village)}

    assert (village.election.address,) == rows[ELECTION.name].found
    assert ("COUNCIL",) == rows["election.open"].found
    assert ("DAO",) == rows["election.setBounds"].found


def test_bounds_that_a_proposal_changed_are_shown(chain: Chain, tmp_path: Path) -> None:
    """`role list` tells them as it tells the quorum: beside the charter's."""
    village = found(chain, tmp_path).village
    assert village.charter is not None
    governance = village.charter.governance
    elections = governance.elections.model_copy(update={"minimum_voting": DAY})
    moved = village.charter.model_copy(
        update={"governance": governance.model_copy(update={"elections": elections})}
    )

    wrong = differing(read_back(replace(village, charter=moved)))

    assert [("shortest voting of an election", ("2 days",), ("1 day",))] == [
        (row.name, row.found, row.expected) for row in wrong
    ]


def test_a_record_from_which_the_election_was_taken_is_found_out(
    chain: Chain, tmp_path: Path
) -> None:
    """Without that line the village looks like one of an earlier daoctl; its powers do not."""
    village = found(chain, tmp_path).village
    addresses = {key: at for key, at in village.record.addresses.items() if key not in LATER}
    less = replace(village, record=village.record.model_copy(update={"addresses": addresses}))

    assert ELECTION.name in {row.name for row in differing(read_back(less))}


def test_a_village_of_an_earlier_daoctl_stays_usable(
    chain: Chain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Founded without elections, it is recorded, read back and found again by its address, and what
    needs an election says that there is none."""
    village = found_without_elections(chain, tmp_path, monkeypatch).village
    record = load_record(tmp_path, chain.chain_id)

    assert set(CONTRACTS) - LATER == set(record.addresses)
    assert [] == differing(read_back(Village(chain, record, tmp_path, village.charter)))
    rebuilt = rebuild_record(chain, record.addresses["charter"])
    assert record.addresses == rebuilt.addresses
    with pytest.raises(RecordError, match="has no general elections"):
        _ = Village(chain, rebuilt, tmp_path).election


def found_without_elections(chain: Chain, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Founded:
    """A founding as it was before there were elections."""
    contracts = {key: name for key, name in CONTRACTS.items() if key not in LATER}
    restricted = {key: roles for key, roles in RESTRICTED.items() if key not in LATER}
    deploys, members = founding._contracts, founding.expected_members

    def fewer(plan, at):  # type: ignore[no-untyped-def]
        return {**members(plan, {**at, "election": ""}), ELECTION: ()}

    with monkeypatch.context() as patched:
        patched.setattr(deployment, "CONTRACTS", contracts)
        patched.setattr(founding, "RESTRICTED", restricted)
        patched.setattr(founding, "expected_members", fewer)
        patched.setattr(founding, "_elections", lambda _charter: [])
        patched.setattr(
            founding,
            "_contracts",
            lambda plan: [step for step in deploys(plan) if step.deploys not in LATER],
        )
        directory = founding._directory
        patched.setattr(
            founding,
            "_directory",
            lambda: [step for step in directory() if step.key != "register:election"],
        )
        plan = plan_of()
        budgets = [
            one.model_copy(update={"awarder": None, "ceiling": 0})
            for one in plan.charter.treasury.budgets
        ]
        treasury = plan.charter.treasury.model_copy(update={"budgets": budgets})
        charter = plan.charter.model_copy(update={"treasury": treasury})
        with Journal.of(chain, folder / "journal.db") as journal:
            earlier = Deployment(chain, replace(plan, charter=charter), journal, FOUNDER)
            return earlier.run(folder)
