"""Which node a verb asks, and how large a bound on a cost is shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daoctl.charter.authority import CONTRACTS
from daoctl.charter.folder import Place, remember_network
from daoctl.charter.record import Record, save_record
from daoctl.cli.acting import round_up
from daoctl.cli.options import Shared
from daoctl.cli.session import network_of, open_chain, open_village
from daoctl.errors import RecordError, UsageError

SEPOLIA, BASE = "ethereum:sepolia:node", "base:sepolia:node"
ADDRESS = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"


def founded_on(folder: Path, chain_id: int, network: str) -> None:
    """Puts a record into the folder."""
    save_record(
        folder,
        Record(
            chain_id=chain_id,
            network=network,
            name="村",
            founded_block=1,
            founded_at=1,
            charter_hash="0x" + "00" * 32,
            addresses=dict.fromkeys(CONTRACTS, ADDRESS),
        ),
    )


def test_nobody_says(tmp_path: Path) -> None:
    """Without any word there is no network, and none is guessed."""
    assert (None, None) == network_of(Shared(), Place(tmp_path))


def test_the_only_record_says(tmp_path: Path) -> None:
    """A village founded on one network is on that."""
    founded_on(tmp_path, 11155111, SEPOLIA)

    assert (SEPOLIA, None) == network_of(Shared(), Place(tmp_path))
    assert (SEPOLIA, "http://n") == network_of(Shared(rpc="http://n"), Place(tmp_path))


def test_what_is_remembered_says_before_the_records(tmp_path: Path) -> None:
    """Founded on two networks, the one last used is meant."""
    founded_on(tmp_path, 11155111, SEPOLIA)
    founded_on(tmp_path, 84532, BASE)
    with pytest.raises(UsageError):
        network_of(Shared(), Place(tmp_path))

    remember_network(tmp_path, BASE, "http://base")

    assert (BASE, "http://base") == network_of(Shared(), Place(tmp_path))


def test_a_remembered_node_is_not_asked_about_another_network(tmp_path: Path) -> None:
    """--network without --rpc keeps the remembered node only for the remembered network."""
    remember_network(tmp_path, BASE, "http://base")

    assert (SEPOLIA, None) == network_of(Shared(network=SEPOLIA), Place(tmp_path))
    assert (BASE, "http://base") == network_of(Shared(network=BASE), Place(tmp_path))


def test_a_village_named_by_address_brings_its_network(tmp_path: Path) -> None:
    """NETWORK:ADDRESS says the network; what the folder remembers is of another village."""
    remember_network(tmp_path, BASE, "http://base")
    place = Place(tmp_path, SEPOLIA, ADDRESS)

    assert (SEPOLIA, None) == network_of(Shared(), place)
    assert (BASE, None) == network_of(Shared(network=BASE), place)


def test_before_founding_a_reader_is_told_how_to_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A verb that needs a village says that there is none yet; deploy asks for the network."""
    (tmp_path / "village.toml").touch()
    monkeypatch.chdir(tmp_path)

    with pytest.raises(RecordError) as caught, open_village(Shared()):
        pass
    assert "daoctl deploy" in str(caught.value.hint)

    with pytest.raises(UsageError) as asked, open_chain(Shared()):
        pass
    practice, _dot, network = str(asked.value.hint).partition(". ")
    assert practice.endswith("daoctl practice start")
    assert "--network" in network


@given(st.integers(min_value=0, max_value=10**24))
def test_a_shown_bound_is_never_too_small(wei: int) -> None:
    """Rounded for people, a cost is at least what it is and hardly more."""
    shown = round_up(wei)

    assert wei <= shown <= wei + wei // 100 + 1
    assert len(str(shown).rstrip("0")) <= 3
