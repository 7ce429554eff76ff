"""A practice chain is kept: stopped, killed, moved, or with a real village beside it."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from daoctl.chain.anvil import LOCAL_CHAIN_ID
from daoctl.chain.connection import Chain
from daoctl.chain.keeping import genesis_of, head_of, kept_head
from daoctl.chain.processes import started_with
from daoctl.chain.wire import Wire
from daoctl.charter.authority import CONTRACTS
from daoctl.charter.folder import Place, remember_network, remembered_network
from daoctl.charter.members import resolve_members
from daoctl.charter.model import load_charter
from daoctl.charter.practice import start, stop
from daoctl.charter.practice_files import NETWORK, Practice, find_practice, kept
from daoctl.charter.record import Record, all_records, save_record
from daoctl.charter.template import found_from
from daoctl.cli.options import Shared
from daoctl.cli.practice_steps import StartOptions, run_start, run_stop
from daoctl.cli.session import network_of, open_chain
from daoctl.errors import AccountError, ConnectionFailed, UsageError, UserError

NOON, SEPOLIA = 1_900_000_000, "ethereum:sepolia:node"
ALICE = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"
NODE: Any = None
NOBODY = "0x00000000000000000000000000000000000000AA"


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A village's folder."""
    place = tmp_path / "village"
    found_from("demo", place, 2_000_000_000)
    yield place
    if place.exists():
        stop(place)


def act(url: str, wei: int = 1) -> None:
    """Somebody's transaction, by no tool of ours, in a block."""
    wire = Wire(url)
    sent = wire.request("eth_sendTransaction", {"from": ALICE, "to": NOBODY, "value": hex(wei)})
    while wire.request("eth_getTransactionReceipt", sent) is None:
        time.sleep(0.005)


def held(url: str) -> int:
    """What the transactions brought."""
    return int(Wire(url).request("eth_getBalance", NOBODY, "latest"), 16)


def end_hard(folder: Path, sign: signal.Signals = signal.SIGKILL) -> None:
    """Ends the folder's Anvil as a reboot or a power cut does."""
    practice = find_practice(folder)
    assert practice is not None
    (pid,) = started_with(f"--port {practice.port} ")
    os.kill(pid, sign)
    while started_with(f"--port {practice.port} "):
        time.sleep(0.01)


def founded_on_sepolia(folder: Path) -> None:
    """Puts the record of a village on a real network into the folder."""
    record = Record(
        chain_id=11155111,
        network=SEPOLIA,
        name="村",
        founded_block=1,
        founded_at=1,
        charter_hash="0x" + "00" * 32,
        addresses=dict.fromkeys(CONTRACTS, ALICE),
    )
    save_record(folder, record)


def test_stopped_and_started_the_next_day_nothing_is_lost_and_no_time_has_passed(
    folder: Path,
) -> None:
    """Blocks, balances, the address and the clock are what they were; the clock, far from this
    computer's, neither jumps nor runs."""
    url = start(folder, NOON).practice.url
    act(url, 5)
    before, genesis = head_of(url), genesis_of(url)
    stopped = stop(folder)
    again = start(folder, NOON + 10**6)
    act(url, 2)

    assert stopped.was_running
    assert (True, before, url, False) == (
        again.resumed,
        again.head,
        again.practice.url,
        again.moved,
    )
    assert genesis == genesis_of(url)
    assert 7 == held(url)
    after = head_of(url)
    assert before is not None
    assert after is not None
    assert (before.number + 1, before.timestamp + 1) == (after.number, after.timestamp)
    assert NOON + 2 == after.timestamp


def test_a_power_cut_loses_nothing_that_daoctl_did(folder: Path) -> None:
    """What happened in a session of daoctl's is in the folder when the session ends, so that an
    Anvil killed (SIGKILL) right afterwards goes on from there."""
    url = start(folder, NOON).practice.url
    with open_chain(Shared(village=str(folder))):
        act(url, 5)
    end_hard(folder)
    again = start(folder, NOON)

    assert (True, False) == (again.resumed, again.already)
    assert 5 == held(again.practice.url)
    assert NOON + 1 == again.head.timestamp


def test_a_reboot_loses_nothing_that_others_did(folder: Path) -> None:
    """What other tools did since is written by the Anvil itself when it is asked to end."""
    url = start(folder, NOON).practice.url
    act(url, 5)
    end_hard(folder, signal.SIGTERM)
    again = start(folder, NOON)

    assert 5 == held(again.practice.url)


def test_a_state_that_was_torn_off_is_passed_over(folder: Path) -> None:
    """An Anvil killed in the middle of writing leaves half a file: daoctl's own is loaded. If that
    is unreadable too, it says so and throws nothing away."""
    url = start(folder, NOON).practice.url
    with open_chain(Shared(village=str(folder))):
        act(url, 5)
    end_hard(folder)
    states = folder / ".daoctl" / "practice"
    (states / "anvil.json").write_bytes((states / "state.json").read_bytes()[:5000])
    assert 5 == held(start(folder, NOON).practice.url)
    end_hard(folder)
    (states / "state.json").write_text("{", "utf-8")
    (states / "anvil.json").write_text("{", "utf-8")

    assert kept_head(states / "state.json") is None
    with pytest.raises(UserError, match="cannot be read") as caught:
        start(folder, NOON)
    assert "--anew" in str(caught.value.hint)
    assert "{" == (states / "state.json").read_text("utf-8")


def test_a_taken_port_is_said_or_gone_round(folder: Path) -> None:
    """A port that was asked for and is taken is an error; the port of yesterday, taken today, is
    exchanged for another, which the folder remembers."""
    practice = start(folder, NOON).practice
    stop(folder)
    with socket.socket() as rival:
        rival.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        rival.bind(("127.0.0.1", practice.port))
        rival.listen()
        with pytest.raises(ConnectionFailed, match="Another program uses port"):
            start(folder, NOON, port=practice.port)
        moved = start(folder, NOON)

    assert moved.moved
    assert practice.port != moved.practice.port
    assert (NETWORK, moved.practice.url) == remembered_network(folder)
    assert held(moved.practice.url) == 0


def test_another_chain_on_its_port_is_not_taken_for_it(folder: Path, tmp_path: Path) -> None:
    """Where another folder's Anvil listens at the address today, no verb acts on it."""
    practice = start(folder, NOON).practice
    stop(folder)
    other = tmp_path / "other"
    found_from("demo", other, 2_000_000_000)
    try:
        start(other, NOON + 7, port=practice.port)
        with (
            pytest.raises(ConnectionFailed, match="not running"),
            open_chain(Shared(village=str(folder))),
        ):
            pass
        was_running = stop(folder).was_running
        lives = head_of(practice.url)
    finally:
        stop(other)

    assert not was_running
    assert lives is not None


def test_two_folders_practise_beside_each_other(folder: Path, tmp_path: Path) -> None:
    """Each has its own chain, and stopping one leaves the other."""
    other = tmp_path / "other"
    found_from("demo", other, 2_000_000_000)
    try:
        one, two = start(folder, NOON).practice, start(other, NOON).practice
        act(one.url, 3)
        stop(folder)
        left = (head_of(one.url), held(two.url))
    finally:
        stop(other)

    assert one.port != two.port
    assert (None, 0) == left


def test_a_real_village_keeps_its_record_and_is_gone_back_to(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder that acts on a real network says on starting how to go back; stopping goes back,
    with the node it knew; the records of both chains stay."""
    founded_on_sepolia(folder)
    remember_network(folder, SEPOLIA, "http://node.example")
    run_start(StartOptions(Shared(village=str(folder))))
    said = capsys.readouterr().err
    meanwhile = network_of(Shared(), Place(folder))
    practice = find_practice(folder)
    assert practice is not None
    save_record(folder, all_records(folder)[0].model_copy(update={"chain_id": LOCAL_CHAIN_ID}))
    stopped = stop(folder)

    assert "To act on ethereum:sepolia:node again: daoctl practice stop" in said
    assert "nothing on it is real" in said
    assert (NETWORK, practice.url) == meanwhile
    assert SEPOLIA == stopped.network
    assert (SEPOLIA, "http://node.example") == network_of(Shared(), Place(folder))
    assert [LOCAL_CHAIN_ID, 11155111] == [one.chain_id for one in all_records(folder)]


@pytest.mark.parametrize(("network", "real"), [(SEPOLIA, True), ("ethereum:local:foundry", False)])
def test_only_a_network_that_is_not_local_is_called_real(
    folder: Path, capsys: pytest.CaptureFixture[str], network: str, *, real: bool
) -> None:
    """Who goes back to an Anvil of their own is not told that it counts."""
    remember_network(folder, network, "http://127.0.0.1:8545")
    start(folder, NOON)
    run_stop(Shared(village=str(folder)))
    said = capsys.readouterr().err

    assert f"commands in this folder act on {network} again" in said
    assert real == ("that is real" in said)


def test_beginning_anew_advises_only_what_can_be_typed(folder: Path) -> None:
    """The command knows --yes, and no --dry-run."""
    start(folder, NOON)
    with pytest.raises(UsageError) as refused:
        run_start(StartOptions(Shared(village=str(folder)), anew=True))

    assert "--yes" in str(refused.value.hint)
    assert "--dry-run" not in str(refused.value.hint)


def test_a_folder_that_only_has_a_record_goes_back_to_it_too(folder: Path) -> None:
    """Where nothing was remembered, the record's network is what the folder acted on."""
    founded_on_sepolia(folder)
    start(folder, NOON)
    start(folder, NOON)

    assert SEPOLIA == stop(folder).network
    assert (SEPOLIA, None) == network_of(Shared(), Place(folder))


def test_stopping_does_not_turn_a_folder_that_went_elsewhere(folder: Path) -> None:
    """A village that was founded in earnest while its practice chain ran stays where it is."""
    start(folder, NOON)
    remember_network(folder, SEPOLIA, "http://node.example")
    stopped = stop(folder)

    assert (True, SEPOLIA) == (stopped.was_running, stopped.network)
    assert (SEPOLIA, "http://node.example") == remembered_network(folder)


def test_a_folder_that_was_moved_still_finds_its_chain(folder: Path, tmp_path: Path) -> None:
    """The chain is known by its first block, not by where the folder lay."""
    url = start(folder, NOON).practice.url
    act(url, 5)
    moved = shutil.move(folder, tmp_path / "moved")
    stopped = stop(Path(moved))

    assert stopped.was_running
    assert head_of(url) is None
    assert 5 == held(start(Path(moved), NOON).practice.url)
    stop(Path(moved))


def test_a_charter_of_the_past_begins_a_day_before_its_first_sale(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A village whose dates are over can be founded again for practice: its chain's clock begins
    early enough."""
    shutil.rmtree(folder)
    found_from("demo", folder, 1_600_000_000)
    run_start(StartOptions(Shared(village=str(folder), json=True)))

    assert "a day before the charter's first sale opens" in capsys.readouterr().err
    stood = kept(folder)
    assert stood is not None
    assert 1_600_000_000 - 24 * 3600 == stood.timestamp


def test_what_is_known_of_it_may_be_damaged(folder: Path) -> None:
    """With practice.json unreadable the chain's state is still there, and its Anvil is found."""
    url = start(folder, NOON).practice.url
    act(url, 5)
    (folder / ".daoctl" / "practice" / "practice.json").write_text("{", "utf-8")

    assert find_practice(folder) is None
    again = start(folder, NOON)
    assert isinstance(again.practice, Practice)
    assert 5 == held(again.practice.url)
    assert [again.practice.pid] == started_with(f"{folder}/.daoctl/practice/anvil.json ")


def test_this_computer_s_accounts_can_pay_on_it(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Accounts of Ape's, which hold nothing on a new chain, get enough to rehearse with; a keyfile
    that cannot be read does not matter."""
    keyfiles = tmp_path / "ape" / "accounts"
    keyfiles.mkdir(parents=True)
    (keyfiles / "council.json").write_text(json.dumps({"address": NOBODY[2:].lower()}), "utf-8")
    (keyfiles / "broken.json").write_text("{", "utf-8")
    monkeypatch.setenv("APE_DATA_FOLDER", str(tmp_path / "ape"))
    run_start(StartOptions(Shared(village=str(folder), json=True)))
    practice = find_practice(folder)

    assert practice is not None
    assert 100 * 10**18 == held(practice.url)


def test_a_state_that_cannot_be_saved_is_said_and_nothing_else_fails(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the disk full the act stands, the chain runs, and the person is told."""

    def full(*_arguments: object, **_options: object) -> None:
        raise UserError("The file cannot be written.", cause="No space left on device")

    url = start(folder, NOON).practice.url
    monkeypatch.setattr("daoctl.charter.practice.write_atomically", full)
    with open_chain(Shared(village=str(folder))):
        act(url, 5)

    assert "could not be saved; it goes on running. No space left" in capsys.readouterr().err
    assert 5 == held(url)


def test_a_rehearsal_s_charter_is_refused_on_a_live_chain(folder: Path) -> None:
    """Test accounts, whose keys everybody knows, never come to hold a real village's roles."""
    charter = folder / "village.toml"
    text = charter.read_text("utf-8")
    charter.write_text(re.sub(r"(?m)^council *=.*$", 'council = "TEST::0"', text), "utf-8")
    live = Chain("ethereum:sepolia:node", NODE, 11155111, None, False)

    with pytest.raises(AccountError, match="test accounts, whose keys everybody knows") as caught:
        resolve_members(live, load_charter(folder))
    assert "TEST::0" in str(caught.value.cause)
