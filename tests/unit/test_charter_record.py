"""The public record, and how a village is found from where one stands."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import ValidationError

from daoctl.charter.authority import CONTRACTS
from daoctl.charter.folder import (
    Place,
    find_village,
    private_folder,
    remember_network,
    remembered_network,
    write_atomically,
)
from daoctl.charter.record import (
    Record,
    all_records,
    check_on_chain,
    directory_key,
    load_record,
    record_file,
    save_record,
)
from daoctl.charter.village import Village
from daoctl.errors import RecordError, UserError, WrongChain
from daoctl.units import ZERO_ADDRESS

ADDRESS = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"


def record(chain_id: int = 11155111, **changes: Any) -> Record:
    """A whole record."""
    values: dict[str, Any] = {
        "chain_id": chain_id,
        "network": "ethereum:sepolia:node",
        "name": "山古志デジタル村",
        "founded_block": 7,
        "founded_at": 1_639_450_800,
        "charter_hash": "0x" + "ab" * 32,
        "addresses": dict.fromkeys(CONTRACTS, ADDRESS),
        "blocks": {"charter": 7},
        "transactions": {"charter": "0x" + "cd" * 32},
    }
    return Record(**{**values, **changes})


class TestRecord:
    """deployments/<chain id>.json."""

    def test_what_was_saved_is_read_back(self, tmp_path: Path) -> None:
        """A record survives its file unchanged, under its chain's number."""
        file = save_record(tmp_path, record())

        assert tmp_path / "deployments" / "11155111.json" == file
        assert record() == load_record(tmp_path, 11155111)

    def test_it_is_readable_by_all_and_by_people(self, tmp_path: Path) -> None:
        """The record is public: 0644, in letters and not escapes."""
        file = save_record(tmp_path, record())

        assert 0o644 == stat.S_IMODE(file.stat().st_mode)
        assert "山古志デジタル村" in file.read_text("utf-8")

    def test_addresses_get_their_capitals(self) -> None:
        """An address is checksummed wherever it came from."""
        addresses = dict.fromkeys(CONTRACTS, ADDRESS.lower())

        assert ADDRESS == record(addresses=addresses).addresses["charter"]

    def test_a_later_contract_fits_in(self) -> None:
        """A second election's address needs no new format."""
        later = {**dict.fromkeys(CONTRACTS, ADDRESS), "election-2": ADDRESS}

        assert ADDRESS == record(addresses=later).addresses["election-2"]

    def test_one_of_an_earlier_daoctl_stays_good(self, tmp_path: Path) -> None:
        """A village founded before general elections has none, and can be used all the same."""
        data = record().model_dump()
        del data["addresses"]["election"]
        file = record_file(tmp_path, 11155111)
        write_atomically(file, json.dumps(data).encode(), mode=0o644)

        loaded = load_record(tmp_path, 11155111)

        assert "election" not in loaded.addresses
        village = Village(None, loaded, tmp_path)  # type: ignore[arg-type]
        assert not village.has_elections
        with pytest.raises(RecordError, match="has no general elections"):
            _ = village.election

    @pytest.mark.parametrize("key", sorted(CONTRACTS))
    def test_no_contract_stands_at_zero(self, key: str) -> None:
        """Neither one that every village has nor one that an earlier village may lack."""
        with pytest.raises(ValidationError, match=key):
            record(addresses={**dict.fromkeys(CONTRACTS, ADDRESS), key: ZERO_ADDRESS})

    @pytest.mark.parametrize("damage", ["{", "[]", '{"chain_id": 1}', "\xff"])
    def test_a_damaged_one_is_refused_in_words(self, tmp_path: Path, damage: str) -> None:
        """Half a file, another file, or a stray byte is called damaged."""
        file = record_file(tmp_path, 1)
        file.parent.mkdir()
        file.write_bytes(damage.encode("latin-1"))

        with pytest.raises(RecordError) as caught:
            load_record(tmp_path, 1)

        assert "damaged" in caught.value.message

    def test_one_that_lacks_a_contract_is_refused(self, tmp_path: Path) -> None:
        """A village without its treasury's address cannot be believed."""
        data = record().model_dump()
        del data["addresses"]["treasury"]
        file = record_file(tmp_path, 11155111)
        write_atomically(file, json.dumps(data).encode(), mode=0o644)

        with pytest.raises(RecordError) as caught:
            load_record(tmp_path, 11155111)

        assert "treasury" in str(caught.value.cause)

    def test_one_of_a_later_daoctl_is_not_misread(self, tmp_path: Path) -> None:
        """A format of the future says to update."""
        data = {**record().model_dump(), "format": 2}
        write_atomically(record_file(tmp_path, 11155111), json.dumps(data).encode(), mode=0o644)

        with pytest.raises(RecordError) as caught:
            load_record(tmp_path, 11155111)

        assert "later daoctl" in caught.value.message

    def test_one_under_another_chains_name_is_refused(self, tmp_path: Path) -> None:
        """A copied file does not pass for another chain's village."""
        save_record(tmp_path, record())
        record_file(tmp_path, 11155111).rename(record_file(tmp_path, 1))

        with pytest.raises(WrongChain):
            load_record(tmp_path, 1)

    def test_a_missing_one_names_the_networks_there_are(self, tmp_path: Path) -> None:
        """Where the village is founded elsewhere, that is said; else how to found it."""
        with pytest.raises(RecordError) as caught:
            load_record(tmp_path, 1)
        assert "daoctl deploy" in str(caught.value.hint)

        save_record(tmp_path, record())
        with pytest.raises(RecordError) as caught:
            load_record(tmp_path, 1)
        assert "ethereum:sepolia:node" in str(caught.value.cause)

    def test_all_records_pass_over_what_is_none(self, tmp_path: Path) -> None:
        """Stray files among the records do no harm; the rest come by chain."""
        save_record(tmp_path, record())
        save_record(tmp_path, record(1))
        (tmp_path / "deployments" / "notes.json").write_text("{}")
        (tmp_path / "deployments" / "5.json").write_text("{}")

        assert [1, 11155111] == [one.chain_id for one in all_records(tmp_path)]


def chain(chain_id: int, founded: bool) -> Any:
    """As much of a chain as the check asks for."""
    return SimpleNamespace(chain_id=chain_id, has_code=lambda _address: founded)


def test_a_chain_started_anew_is_noticed() -> None:
    """A local chain that forgot the village is called the wrong one, as is another number."""
    check_on_chain(chain(11155111, founded=True), record())

    for wrong in (chain(11155111, founded=False), chain(1, founded=True)):
        with pytest.raises(WrongChain):
            check_on_chain(wrong, record())


def test_directory_keys_are_ascii_padded_with_zeros() -> None:
    """bytes32("treasury") is "treasury", as bytes or as hex."""
    key = b"treasury".ljust(32, b"\0")

    assert "treasury" == directory_key(key) == directory_key("0x" + key.hex())


class TestFindVillage:
    """--village, else DAOCTL_VILLAGE, else the nearest folder upward."""

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        (tmp_path / "mura" / "reports" / "2026").mkdir(parents=True)
        (tmp_path / "mura" / "village.toml").touch()
        (tmp_path / "other" / "deployments").mkdir(parents=True)
        (tmp_path / "empty").mkdir()
        return tmp_path

    def test_the_nearest_folder_upward_is_meant(self, folder: Path) -> None:
        """From deep inside, the village around is found."""
        assert Place(folder / "mura") == find_village(
            None, {}, folder / "mura" / "reports" / "2026"
        )

    def test_deployments_alone_make_a_village(self, folder: Path) -> None:
        """Who has only the public record has a village."""
        assert Place(folder / "other") == find_village(None, {}, folder / "other")

    def test_the_option_comes_before_the_environment(self, folder: Path) -> None:
        """What is typed wins over what is set, and that over where one stands."""
        env = {"DAOCTL_VILLAGE": "other"}

        assert Place(folder / "mura") == find_village("mura", env, folder)
        assert Place(folder / "other") == find_village(None, env, folder)

    def test_the_charters_file_names_its_folder(self, folder: Path) -> None:
        """Naming village.toml itself is as good as its folder."""
        assert Place(folder / "mura") == find_village("mura/village.toml", {}, folder)

    @pytest.mark.parametrize("network", ["ethereum:sepolia:node", "ethereum:sepolia", "sepolia"])
    def test_a_village_is_named_by_network_and_address(self, folder: Path, network: str) -> None:
        """The address is what follows the last colon; the network may hold colons itself."""
        place = find_village(f"{network}:{ADDRESS.lower()}", {}, folder / "empty")

        assert Place(folder / "empty", network, ADDRESS) == place

    def test_a_mistyped_address_is_refused(self, folder: Path) -> None:
        """Capitals that do not fit show the typing error."""
        with pytest.raises(UserError):
            find_village(f"sepolia:{ADDRESS.replace('aA', 'Aa')}", {}, folder)

    @pytest.mark.parametrize("named", [None, "empty", "nowhere"])
    def test_where_there_is_none_the_way_to_one_is_said(
        self, folder: Path, named: str | None
    ) -> None:
        """No village is an error with a hint, not a guess."""
        with pytest.raises(RecordError) as caught:
            find_village(named, {}, folder / "empty" if named is None else folder)

        assert caught.value.hint


class TestPrivateFolder:
    """.daoctl/."""

    def test_it_is_tightened_if_others_could_read_it(self, tmp_path: Path) -> None:
        """A folder that somebody opened up is closed again."""
        (tmp_path / ".daoctl").mkdir(mode=0o755)

        assert 0o700 == stat.S_IMODE(private_folder(tmp_path).stat().st_mode)

    def test_the_network_is_remembered_privately(self, tmp_path: Path) -> None:
        """A node's address may hold a key, so the file is 0600."""
        assert (None, None) == remembered_network(tmp_path)

        remember_network(tmp_path, "ethereum:sepolia:node", "https://node.example/key")

        assert ("ethereum:sepolia:node", "https://node.example/key") == remembered_network(tmp_path)
        file = tmp_path / ".daoctl" / "network.json"
        assert 0o600 == stat.S_IMODE(file.stat().st_mode)

    def test_a_damaged_memory_is_no_memory(self, tmp_path: Path) -> None:
        """What cannot be read is as if it were not there."""
        (private_folder(tmp_path) / "network.json").write_text("[")

        assert (None, None) == remembered_network(tmp_path)


def test_a_file_is_replaced_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When writing fails, the old content stands and no scraps are left."""
    file = tmp_path / "a.json"
    write_atomically(file, b"old", mode=0o600)

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("daoctl.charter.folder.os.replace", fail)
    with pytest.raises(UserError):
        write_atomically(file, b"new", mode=0o600)

    assert [("a.json", b"old")] == [(one.name, one.read_bytes()) for one in tmp_path.iterdir()]
