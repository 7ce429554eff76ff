"""Getting to know a village from its one address: true ones, false ones, and what is posted of
them. The whole command line, in this process, on one Anvil."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from daoctl.chain.accounts import account_address
from daoctl.chain.anvil import start_anvil
from daoctl.chain.contracts import Call, artifact
from daoctl.chain.transactions import wait
from daoctl.charter.authority import CONTRACTS, DAO
from daoctl.charter.record import load_record, record_file, save_record
from daoctl.cli.app import main
from tests.chain.governance_village import Scene, act_as, founded

ANN = "TEST::0"
STRANGER = "0x00000000000000000000000000000000000000b0"
NETWORK = "ethereum:local:foundry"


@dataclass
class Said:
    """How a command ended and what it said."""

    code: int
    stdout: str
    stderr: str

    @property
    def json(self) -> Any:
        return json.loads(self.stdout)


@dataclass
class World:
    """An Anvil with a founded village, and its founder's folder."""

    scene: Scene
    home: Path
    rpc: str

    @property
    def at(self) -> Mapping[str, str]:
        return self.scene.village.record.addresses

    def run(self, folder: Path, *words: str, **settings: str) -> Said:
        """Runs one command line in that folder."""
        stdout, stderr = io.StringIO(), io.StringIO()
        kept = {name: value for name, value in os.environ.items() if not name.startswith("DAOCTL")}
        with (
            mock.patch.dict(os.environ, {**kept, "DAOCTL_LANG": "en", **settings}, clear=True),
            mock.patch("sys.stdin", io.StringIO()),
            contextlib.chdir(folder),
            contextlib.redirect_stdout(stdout),
            contextlib.redirect_stderr(stderr),
        ):
            code = main(words)
        return Said(code, stdout.getvalue(), stderr.getvalue())

    def join(self, folder: Path, *more: str, address: str | None = None, **settings: str) -> Said:
        """`daoctl join` of the village, or of what stands at another address."""
        there = address or self.at["charter"]
        return self.run(folder, "join", NETWORK, there, "--rpc", self.rpc, *more, **settings)

    def set_code(self, key: str, code: bytes) -> None:
        """Puts other code where one of the village's contracts stands."""
        wire = self.scene.chain.node.wire  # type: ignore[attr-defined]
        wire.request("anvil_setCode", self.at[key], "0x" + code.hex())

    def code(self, key: str) -> bytes:
        """The code that stands there."""
        return self.scene.chain.node.code(self.at[key])

    def register(self, key: str, address: str) -> None:
        """Lets the village's directory say that."""
        charter = self.scene.village.charter_contract
        self.as_dao(charter.call("register", key.encode().ljust(32, b"\0"), address))

    def as_dao(self, call: Call) -> None:
        """Does what only a passed proposal may, by impersonating the DAO."""
        act_as(self.scene.chain, self.at["timelock"], call)


@pytest.fixture(scope="module")
def founding(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A village whose one token is Ann's, with a proposal nobody voted on yet."""
    home = tmp_path_factory.mktemp("founder")
    anvil = start_anvil()
    try:
        with founded(home, {account_address(ANN): 1}, rpc=anvil.url, honest=True) as scene:
            world = World(scene, home, anvil.url)
            (home / "well.md").write_text("---\ntitle: A <b>well</b>\nkind: text\n---\n\nDig.\n")
            submit = ("proposal", "submit", "well.md", "--account", ANN, "--yes")
            assert 0 == world.run(home, *submit, "--rpc", anvil.url).code
            yield world
    finally:
        anvil.stop()


@pytest.fixture
def world(founding: World) -> Iterator[World]:
    """The village as it was founded, whatever the test before did to it."""
    wire: Any = founding.scene.chain.node.wire  # type: ignore[attr-defined]
    before = wire.request("evm_snapshot")
    yield founding
    wire.request("evm_revert", before)


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """Somebody's empty folder."""
    (folder := tmp_path / "empty").mkdir()
    return folder


def test_the_record_comes_from_the_address_alone(world: World, empty: Path) -> None:
    """Joined once, the folder is the village's; joined twice, nothing changes and that is said."""
    first = world.join(empty)
    record = load_record(empty, world.scene.chain.chain_id)
    again = world.join(empty, "--json")
    status = world.run(empty, "status", "--json")

    assert (0, 0, 0) == (first.code, again.code, status.code), status.stderr
    assert "みほんの村" in first.stdout
    assert world.at["charter"] in first.stdout
    assert f"{len(CONTRACTS)} contracts, with the code that daoctl knows" in first.stdout
    assert dict(world.at) == record.addresses
    assert (True, []) == (again.json["already"], again.json["differs"])
    assert {"same"} == {one["verdict"] for one in again.json["contracts"]}
    assert 1 == status.json["tokens"]
    assert 0o700 == (empty / ".daoctl").stat().st_mode & 0o777


def test_what_the_founder_wrote_down_is_kept(world: World, tmp_path: Path) -> None:
    """Joining in the founder's folder loses no block and no transaction, and mends an address."""
    shutil.copytree(world.home, folder := tmp_path / "again")
    chain_id = world.scene.chain.chain_id
    record = load_record(folder, chain_id).model_copy(
        update={
            "network": NETWORK,
            "transactions": {"sale": "0x" + "ab" * 32, "treasury": "0x" + "cd" * 32},
            "addresses": {**world.at, "treasury": STRANGER},
        }
    )
    save_record(folder, record)

    said = world.join(folder, "--json")
    found = load_record(folder, chain_id)

    assert (0, False) == (said.code, said.json["already"]), said.stderr
    assert {"sale": "0x" + "ab" * 32} == found.transactions
    assert world.at["treasury"] == found.addresses["treasury"]


def test_a_damaged_record_is_mended_and_another_village_is_not_overwritten(
    world: World, empty: Path
) -> None:
    """What the chain can tell again is replaced; what is somebody else's stays."""
    file = record_file(empty, world.scene.chain.chain_id)
    file.parent.mkdir()
    file.write_text("{")
    mended = world.join(empty)
    other = load_record(empty, world.scene.chain.chain_id)
    save_record(
        empty, other.model_copy(update={"addresses": {**world.at, "charter": world.at["sale"]}})
    )
    before = file.read_bytes()
    refused = world.join(empty)

    assert (0, 1) == (mended.code, refused.code)
    assert "another village" in refused.stderr
    assert before == file.read_bytes()


def test_a_local_chain_that_was_started_anew_may_be_joined_again(world: World, empty: Path) -> None:
    """The record tells of contracts that are gone, so nothing is lost."""
    world.join(empty)
    record = load_record(empty, world.scene.chain.chain_id)
    gone = record.model_copy(update={"addresses": {**world.at, "charter": STRANGER}})
    save_record(empty, gone)

    assert 0 == world.join(empty).code
    assert dict(world.at) == load_record(empty, world.scene.chain.chain_id).addresses


def test_one_changed_instruction_is_a_false_village(world: World, empty: Path) -> None:
    """Which contract it is, is said, and the folder stays empty."""
    code = bytearray(world.code("treasury"))
    code[len(code) // 2] ^= 1
    world.set_code("treasury", bytes(code))

    said = world.join(empty)

    assert 5 == said.code
    assert f"VillageTreasury at {world.at['treasury']}: another code" in said.stderr
    assert "" == said.stdout
    assert [] == list(empty.iterdir())


def test_an_immutable_that_is_two_things_is_a_false_village(world: World, empty: Path) -> None:
    """A desk that shows the treasury and pays another address differs in no instruction."""
    place = artifact("VillagerSale").immutables["VillagerSale.treasury"][-1]
    code = world.code("sale")
    world.set_code("sale", code[: place + 12] + bytes.fromhex(STRANGER[2:]) + code[place + 32 :])

    said = world.join(empty)

    assert 5 == said.code
    assert "VillagerSale" in said.stderr


def test_a_desk_that_pays_elsewhere_is_a_false_village(world: World, empty: Path) -> None:
    """Known code that points out of the village: the directory's contracts belong together."""
    code = bytearray(world.code("sale"))
    for place in artifact("VillagerSale").immutables["VillagerSale.treasury"]:
        code[place + 12 : place + 32] = bytes.fromhex(STRANGER[2:])
    world.set_code("sale", bytes(code))

    said = world.join(empty)

    assert 5 == said.code
    assert "do not belong together" in said.stderr
    assert "sale.treasury" in said.stderr
    assert [] == list(empty.iterdir())


@pytest.mark.parametrize(
    ("key", "lie", "words"),
    [
        ("treasury", "sale", "VillageTreasury"),
        ("governor", STRANGER, "no contract stands there"),
        ("authority", "charter", "AccessManager"),
    ],
)
def test_a_directory_that_lies_is_found_out(
    world: World, empty: Path, key: str, lie: str, words: str
) -> None:
    """An entry that leads to another contract, or to none."""
    world.register(key, world.at.get(lie, lie))

    said = world.join(empty)

    assert 5 == said.code, said.stdout
    assert words in said.stderr
    assert [] == list(empty.iterdir())


@pytest.mark.parametrize("pretends", [False, True])
def test_known_code_that_a_strangers_constructor_left_is_a_false_village(
    world: World, empty: Path, pretends: bool
) -> None:
    """Such a constructor could write powers into the storage that no event tells of; it may even
    emit what the true one does."""
    event = artifact("VillagerSale").events["AuthorityUpdated"]
    loud = b"\x7f" + event.topic + bytes.fromhex("60206000a1") if pretends else b""
    code = world.code("sale")
    # Copies what follows and returns it.
    made = loud + b"\x61" + len(code).to_bytes(2, "big")
    made += bytes.fromhex("8060") + bytes([len(loud) + 10]) + bytes.fromhex("3d393df3") + code
    wire: Any = world.scene.chain.node.wire  # type: ignore[attr-defined]
    sent = {"from": account_address(ANN), "data": "0x" + made.hex(), "gas": hex(15_000_000)}
    (receipt,) = wait(world.scene.chain, [wire.request("eth_sendTransaction", sent)])
    assert receipt.contract is not None
    assert code == world.scene.chain.node.code(receipt.contract)
    world.register("sale", receipt.contract)

    said = world.join(empty)

    assert 5 == said.code, said.stdout
    assert "VillagerSale" in said.stderr
    assert "not set up by its own constructor" in said.stderr


def test_powers_that_the_dao_gave_away_are_told_and_the_village_is_joined(
    world: World, empty: Path, tmp_path: Path
) -> None:
    """It may have voted so; whoever joins, and the doctor, hear of it and decide themselves."""
    world.as_dao(world.scene.village.authority.call("grantRole", DAO.id, STRANGER, 0))

    said = world.join(empty)
    told = world.join(empty, "--json")
    doctor = world.run(empty, "doctor", "--json")

    assert (0, 0, 0) == (said.code, told.code, doctor.code), said.stderr
    assert "Some powers are not as they were at the founding" in said.stderr
    assert STRANGER.lower() in said.stderr.lower()
    assert ["DAO"] == [one["name"] for one in told.json["differs"]]
    assert ["warn"] == findings(doctor)["powers"]


def test_a_charter_that_was_changed_is_told(world: World, tmp_path: Path) -> None:
    """The file beside the record is not what the village adopted, which both say."""
    shutil.copytree(world.home, folder := tmp_path / "office")

    said = world.join(folder)
    doctor = world.run(folder, "doctor", "--json")

    assert 0 == said.code
    assert "not the charter that the village adopted" in said.stderr
    assert "warn" in findings(doctor)["charter"]


def test_other_comments_in_the_sources_are_no_reason(world: World, empty: Path) -> None:
    """The metadata's hash at the end of the code does nothing."""
    code = world.code("governor")
    world.set_code("governor", code[:-20] + bytes([code[-20] ^ 1]) + code[-19:])

    said = world.join(empty, "--json")

    assert 0 == said.code, said.stderr
    verdicts = {one["key"]: one["verdict"] for one in said.json["contracts"]}
    assert "metadata" == verdicts.pop("governor")
    assert {"same"} == set(verdicts.values())


@pytest.mark.parametrize(
    ("address", "code", "words"),
    [
        ("0x0000000000000000000000000000000000000000", 1, "zero address"),
        (STRANGER, 1, "Nothing stands at that address"),
        ("treasury", 1, "The contract there is another one"),
        ("0x123", 1, "is not an address"),
        ("0xF39Fd6e51aad88F6F4ce6aB8827279cffFb92266", 1, "typing error"),
    ],
)
def test_what_is_no_village_is_told(
    world: World, empty: Path, address: str, code: int, words: str
) -> None:
    """Each in a sentence, and nothing is written."""
    said = world.join(empty, address=world.at.get(address, address))

    assert (code, "") == (said.code, said.stdout)
    assert words in said.stderr
    assert [] == list(empty.iterdir())


def test_the_wrong_chain_and_a_chain_of_ones_own_are_told(world: World, empty: Path) -> None:
    """The node's chain is compared with the network's name, and no empty chain is begun."""
    wrong = world.run(empty, "join", "ethereum:sepolia", world.at["charter"], "--rpc", world.rpc)
    alone = world.run(empty, "join", NETWORK, world.at["charter"])

    assert (1, 2) == (wrong.code, alone.code)
    assert "31337" in wrong.stderr
    assert "--rpc" in alone.stderr
    assert [] == list(empty.iterdir())


def test_every_reader_works_without_the_charter(world: World, empty: Path) -> None:
    """A holder has an address and no village.toml; each of these answers all the same."""
    named = f"{NETWORK}:{world.at['charter']}"
    ann = account_address(ANN)
    readers = (
        ("status",),
        ("role", "list"),
        ("proposal", "list"),
        ("proposal", "show", "1"),
        ("proposal", "notice", "1"),
        ("tally", "1"),
        ("vote", "power", ann),
        ("treasury", "show"),
        ("project", "list"),
        ("sale", "phases"),
        ("villager", "list"),
        ("villager", "show", ann),
        ("certificate", "list"),
        ("doctor",),
    )
    failed = {
        words: said.stderr
        for words in readers
        for said in [world.run(empty, *words, DAOCTL_VILLAGE=named, DAOCTL_RPC=world.rpc)]
        if said.code
    }

    assert {} == failed
    assert [] == list(empty.iterdir())


def test_the_notice_is_written_once_and_over_nothing_else(world: World, tmp_path: Path) -> None:
    """Both languages, the same bytes each time, with and without the charter; no other file is
    overwritten, and a stranger's markup stays words."""
    shutil.copytree(world.home, folder := tmp_path / "office")
    (folder / "other.md").write_text("mine")
    options = {"DAOCTL_RPC": world.rpc}

    shown = world.run(folder, "proposal", "notice", "1", **options)
    told = world.run(folder, "proposal", "notice", "1", "--lang", "ja", "--json", **options)
    first, again = (
        world.run(folder, "proposal", "notice", "1", "--out", "notice.md", **options)
        for _time in range(2)
    )
    refused = world.run(folder, "proposal", "notice", "1", "--out", "other.md", **options)
    none = world.run(folder, "proposal", "notice", "9", **options)

    assert (0, 0, 0, 1, 1) == (shown.code, first.code, again.code, refused.code, none.code)
    assert shown.stdout == (folder / "notice.md").read_text("utf-8") == told.json["text"]
    assert f"daoctl join {NETWORK} {world.at['charter']} --rpc URL" in shown.stdout
    assert "<b>" not in shown.stdout
    assert "&lt;b&gt;well&lt;/b&gt;" in shown.stdout
    assert "mine" == (folder / "other.md").read_text("utf-8")
    assert {"ja", "en"} == set(told.json["acts"])
    proposal = world.run(folder, "proposal", "show", "1", "--json", **options).json
    dates = ("opens", "closes", "snapshot")
    assert [proposal[one] for one in dates] == [told.json[one] for one in dates]


def findings(said: Said) -> dict[str, list[str]]:
    """Each check of `doctor --json` with how it went."""
    found: dict[str, list[str]] = {}
    for one in said.json["checks"]:
        found.setdefault(one["check"], []).append(one["level"])
    return found


def test_the_doctor_finds_a_sound_village_sound(world: World, tmp_path: Path) -> None:
    """Everything that can be looked at is, and nothing must be mended."""
    shutil.copytree(world.home, folder := tmp_path / "office")

    said = world.run(folder, "doctor", "--json", DAOCTL_RPC=world.rpc)
    found = findings(said)

    assert (0, True) == (said.code, said.json["well"]), said.stdout
    for check in ("versions", "disk", "village", "record", "network", "clock", "contracts"):
        assert {"ok"} == set(found[check]), check
    assert ["ok"] == found["journal"]


def test_the_doctor_names_what_is_wrong_and_what_to_do(world: World, tmp_path: Path) -> None:
    """A false contract, a broken charter, readable secrets, a damaged journal: one line each."""
    shutil.copytree(world.home, folder := tmp_path / "office")
    world.set_code("treasury", b"\x00")
    (folder / "village.toml").write_text("name = ")
    (folder / ".daoctl").mkdir(exist_ok=True)
    (folder / ".daoctl").chmod(0o755)
    (folder / ".daoctl" / "journal.db").write_text("no database at all, and more than a page")

    said = world.run(folder, "doctor", "--json", DAOCTL_RPC=world.rpc)
    failing = {one["check"] for one in said.json["checks"] if one["level"] == "fail"}
    spoken = world.run(folder, "doctor", DAOCTL_RPC=world.rpc)

    assert (1, 1) == (said.code, spoken.code)
    assert {"charter", "private", "journal", "contracts"} <= failing
    assert all(one["hint"] for one in said.json["checks"] if one["level"] == "fail")
    assert "Traceback" not in spoken.stdout + spoken.stderr


def test_the_doctor_says_what_waits_to_be_finished(world: World, tmp_path: Path) -> None:
    """A batch that was killed, a founding that was begun where no record is, cards that were not
    destroyed."""
    from daoctl.chain.journal import Journal
    from daoctl.charter.printed import remember_printed

    shutil.copytree(world.home, folder := tmp_path / "office")
    with Journal.of(world.scene.chain, folder / ".daoctl" / "journal.db") as journal:
        journal.begin_many("issue members.csv", {"1": None, "2": None})
        journal.begin("founding:ab", "deploy:authority")
    (folder / ".daoctl").chmod(0o700)
    (folder / "cards").mkdir()
    (folder / "cards" / "cards.pdf").write_bytes(b"secret")
    remember_printed(folder, folder / "cards")

    with_record = world.run(folder, "doctor", "--json", DAOCTL_RPC=world.rpc)
    record_file(folder, world.scene.chain.chain_id).unlink()
    without = world.run(folder, "doctor", "--json", "--network", NETWORK, DAOCTL_RPC=world.rpc)

    assert (0, 0) == (with_record.code, without.code), without.stdout
    assert ["warn"] == findings(with_record)["batch"]
    assert ["warn"] == findings(with_record)["cards"]
    assert "founding" not in findings(with_record)
    assert ["warn"] == findings(without)["founding"]
    assert ["warn"] == findings(without)["contracts"]


def test_the_doctor_works_without_a_village_and_without_a_node(empty: Path, world: World) -> None:
    """In an empty folder it looks at the computer; a node that is down is one line."""
    alone = world.run(empty, "doctor", "--json")
    down = world.run(
        world.home, "doctor", "--json", "--network", NETWORK, "--rpc", "http://127.0.0.1:1"
    )

    assert (0, 1) == (alone.code, down.code)
    assert (["warn"], ["warn"]) == (findings(alone)["village"], findings(alone)["network"])
    assert ["fail"] == findings(down)["network"]
    assert [] == list(empty.iterdir())


def test_the_doctor_compares_clocks_on_a_live_chain(world: World) -> None:
    """A computer that is behind would miss a vote's end; the chain's clock decides."""
    from daoctl.cli import doctor_computer

    live = replace(world.scene.chain, is_development=False)
    levels = []
    for difference in (0, doctor_computer.BEHIND + 60, -doctor_computer.AHEAD - 60):
        with mock.patch("time.time", return_value=live.now() + difference):
            levels += [one.level for one in doctor_computer.clock(live)]

    assert ["ok", "warn", "warn"] == levels
