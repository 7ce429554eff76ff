"""Founding on a chain: interrupted anywhere, it ends as if it had not been."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from daoctl.chain.accounts import KeySigner
from daoctl.chain.anvil import start_anvil
from daoctl.chain.connection import Chain
from daoctl.chain.contracts import Call, Contract
from daoctl.chain.journal import Journal
from daoctl.chain.sending import send
from daoctl.charter.authority import ADMIN, CONTRACTS, COUNCIL, ISSUER, REVIEWER, role_by_name
from daoctl.charter.deployment import Deployment, Founded, rehearsed_gas
from daoctl.charter.founding import Founding, founding_steps
from daoctl.charter.model import load_charter
from daoctl.charter.readback import Row, founding_history, read_back
from daoctl.charter.template import Answers, suggested_opening, write_charter
from daoctl.cli.app import main
from daoctl.errors import CharterError
from tests.chain.governance_village import COUNCIL_KEY, ISSUER_KEY, REVIEWER_KEY, person

FOUNDER = person(-1)
CHARTER = Path(__file__).parents[1] / "fixtures" / "yamakoshi.toml"


class Killed(BaseException):
    """The process ends here."""


class Mortal(KeySigner):
    """A founder whose process ends when it is asked for its n-th signature."""

    def __init__(self, last: int) -> None:
        super().__init__((10_000 - 1).to_bytes(32, "big"), "founder")
        self.left = last

    def sign(self, transaction: Mapping[str, Any]) -> bytes:
        """Signs, or ends."""
        self.left -= 1
        if self.left < 0:
            raise Killed
        return super().sign(transaction)


def founding(number: int = 1) -> Founding:
    """The shared charter, in the future of every test chain."""
    charter = load_charter(CHARTER)
    later = 60 * 365 * 86_400
    phases = [
        phase.model_copy(update={"opens": phase.opens + later, "closes": phase.closes + later})
        for phase in charter.villager.phases
    ]
    budgets = [
        one.model_copy(update={"expires": one.expires + later}) for one in charter.treasury.budgets
    ]
    moved = charter.model_copy(
        update={
            "villager": charter.villager.model_copy(update={"phases": phases}),
            "treasury": charter.treasury.model_copy(update={"budgets": budgets}),
        }
    )
    members = {COUNCIL: COUNCIL_KEY, ISSUER: ISSUER_KEY, REVIEWER: REVIEWER_KEY}
    return Founding(
        moved,
        number.to_bytes(32, "big"),
        "",
        FOUNDER.address,
        {role: (key.address,) for role, key in members.items()},
    )


def found(chain: Chain, folder: Path, signer: KeySigner = FOUNDER) -> Founded:
    """Founds, or goes on founding, with the journal of that folder."""
    with Journal.of(chain, folder / "journal.db") as journal:
        return Deployment(chain, founding(), journal, signer).run(folder)


def differing(rows: list[Row]) -> list[Row]:
    """The rows that are not as planned."""
    return [row for row in rows if row.differs]


@pytest.mark.parametrize("last", range(0, 26, 2))
def test_a_founding_that_ends_before_a_signature_goes_on(
    chain: Chain, tmp_path: Path, last: int
) -> None:
    """Whichever signature is the last before the end, the next run founds the village with as
    many transactions as there are steps."""
    before = chain.node.nonces([FOUNDER.address])[0]
    with pytest.raises(Killed):
        found(chain, tmp_path, Mortal(last))

    village = found(chain, tmp_path)

    assert [] == differing(village.rows)
    sent = chain.node.nonces([FOUNDER.address])[0] - before
    assert len(founding_steps(founding())) == sent


def test_a_timelock_whose_governor_cannot_come_is_left_behind(chain: Chain, tmp_path: Path) -> None:
    """When another transaction takes the place that the timelock kept for its Governor, both are
    made anew, and the Governor in the record is the one that its timelock obeys."""
    steps = [step.key for step in founding_steps(founding())]
    with pytest.raises(Killed):
        found(chain, tmp_path, Mortal(steps.index("deploy:governor")))
    send(chain, Call("", person(50).address, "", {}, b"", 0), FOUNDER)

    village = found(chain, tmp_path)

    assert [] == differing(village.rows)
    executors = next(row for row in village.rows if row.name == "EXECUTOR_ROLE")
    assert (village.village.governor.address,) == executors.found


def test_a_power_that_nobody_planned_fails_the_founding(chain: Chain, tmp_path: Path) -> None:
    """A role that the deployer granted itself on the side, and even one that it revoked again, is
    found by the read-back: the event stays."""
    steps = [step.key for step in founding_steps(founding())]
    with pytest.raises(Killed):
        found(chain, tmp_path, Mortal(steps.index("roles")))
    with Journal.of(chain, tmp_path / "journal.db") as journal:
        scope = f"founding:{founding().charter_hash.hex()}"
        entry = journal.state(scope, "deploy:authority")
    assert entry is not None
    manager = Contract(chain, CONTRACTS["authority"], entry.result["contract"])
    issuer = role_by_name("ISSUER")
    send(chain, manager.call("grantRole", issuer.id, FOUNDER.address, 0), FOUNDER)
    send(chain, manager.call("revokeRole", issuer.id, FOUNDER.address), FOUNDER)

    village = found(chain, tmp_path)

    wrong = differing(village.rows)
    assert ["history"] == [row.subject for row in wrong]
    assert 2 == len(wrong[0].found)


def test_an_operation_that_waits_in_the_manager_fails_the_founding(
    chain: Chain, tmp_path: Path
) -> None:
    """A role granted with a delay, and an operation scheduled with it, do not survive the
    read-back unseen."""
    steps = [step.key for step in founding_steps(founding())]
    with pytest.raises(Killed):
        found(chain, tmp_path, Mortal(steps.index("roles")))
    with Journal.of(chain, tmp_path / "journal.db") as journal:
        entry = journal.state(f"founding:{founding().charter_hash.hex()}", "deploy:authority")
    assert entry is not None
    manager = Contract(chain, CONTRACTS["authority"], entry.result["contract"])
    accomplice = person(60)
    send(chain, manager.call("grantRole", ADMIN.id, accomplice.address, 60), FOUNDER)
    label = manager.call("labelRole", 77, "later")
    chain.advance_to(chain.now() + 10 * 86_400)
    send(
        chain, manager.call("schedule", manager.address, label.data, chain.now() + 999), accomplice
    )

    village = found(chain, tmp_path)

    names = {row.name for row in differing(village.rows)}
    assert "scheduled operations" in names
    assert "events that were not planned" in names


def test_a_holder_without_the_charter_sees_the_powers(chain: Chain, tmp_path: Path) -> None:
    """From the addresses alone nothing differs, and what only the charter knows has no verdict."""
    village = replace(found(chain, tmp_path).village, charter=None)

    rows = read_back(village)

    assert [] == differing(rows)
    assert None is next(row for row in rows if row.name == "COUNCIL").expected


def test_tokens_that_exist_at_the_founding_are_found(chain: Chain, tmp_path: Path) -> None:
    """A token that the deployer minted before the handover fails the founding."""
    steps = [step.key for step in founding_steps(founding())]
    with pytest.raises(Killed):
        found(chain, tmp_path, Mortal(steps.index("roles")))
    with Journal.of(chain, tmp_path / "journal.db") as journal:
        entry = journal.state(f"founding:{founding().charter_hash.hex()}", "deploy:villager")
    assert entry is not None
    villager = Contract(chain, CONTRACTS["villager"], entry.result["contract"])
    send(chain, villager.call("mint", FOUNDER.address, 1), FOUNDER)

    village = found(chain, tmp_path)

    assert ["tokens and certificates"] == [row.name for row in differing(village.rows)]


def test_dates_in_the_past_are_refused_before_anything_is_sent(
    chain: Chain, tmp_path: Path
) -> None:
    """The charter as it stands is of 2021: it can be read, not founded by."""
    plan = replace(founding(), charter=load_charter(CHARTER))
    with Journal.of(chain, tmp_path / "journal.db") as journal, pytest.raises(CharterError):
        Deployment(chain, plan, journal, FOUNDER).run(tmp_path)

    assert 0 == chain.node.nonces([FOUNDER.address])[0]


def test_the_rehearsal_takes_the_gas_that_the_founding_takes(chain: Chain, tmp_path: Path) -> None:
    """What `deploy` says a founding costs is what it costs, give or take what cold and warm
    addresses make."""
    rehearsed = rehearsed_gas(founding())
    village = found(chain, tmp_path)

    assert [] == founding_history_differences(village)
    assert village.gas == pytest.approx(rehearsed, rel=0.01)


def founding_history_differences(village: Founded) -> list[Row]:
    """What only holds on the day of the founding, and does not."""
    return differing(founding_history(village.village, founding()))


RICH = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"
POOR = "0x000000000000000000000000000000000000dEaD"


def test_on_a_live_chain_a_founding_is_priced_before_anybody_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where time cannot be moved, the founding is rehearsed on an embedded chain beside the live
    connection: its price is told, and an account that cannot pay it is refused before sending."""
    answers = Answers(
        name="ためしの村",
        short_name="Tameshi",
        symbol="TAME",
        council=(RICH,),
        issuer=(RICH,),
        reviewer=(RICH,),
        price="0.03 ETH",
        quorum="> 10%",
        opens=suggested_opening(int(time.time()), "Asia/Tokyo"),
        timezone="Asia/Tokyo",
    )
    write_charter(tmp_path, answers, "ja")
    monkeypatch.setattr("daoctl.chain.connection.DEVELOPMENT_CLIENTS", ("nobody",))
    node = start_anvil(chain_id=11155111)
    asked = ["deploy", "--lang", "en", "--village", str(tmp_path), "--rpc", node.url]
    asked += ["--network", "ethereum:sepolia:node", "--account"]
    try:
        looked = main([*asked, RICH, "--dry-run"])
        told = capsys.readouterr().err
        refused = main([*asked, POOR, "--yes"])
        said = capsys.readouterr().err
    finally:
        node.stop()

    assert (0, 1) == (looked, refused)
    assert "costs up to" in told
    assert "does not hold enough" in said
    assert not (tmp_path / "deployments").exists()
