"""The office moves to another computer: whole, sealed, and never back in time."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import resource
import sqlite3
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from daoctl.chain.journal import Journal
from daoctl.chain.journal_copy import copy_journal, merge_journal
from daoctl.chain.transactions import Signed
from daoctl.charter import handover as module
from daoctl.charter.folder import private_folder
from daoctl.charter.handover import check_handover, gather, read_handover, write_handover
from daoctl.charter.handover_import import carry_out, plan_import
from daoctl.charter.register import open_register, register_file
from daoctl.errors import JournalError, RegisterError, UserError

WORDS = "four quiet words here"
HANAKO = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
TARO = "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359"
CHARTER = '[village]\nname = "ほしの村"\nshort_name = "Hoshino"\n'


@pytest.fixture(autouse=True)
def _passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAOCTL_REGISTER_PASSPHRASE", WORDS)
    # The strength of the key is not what is tested here.
    monkeypatch.setattr("daoctl.charter.sealing._LOG_N", 4)


def record(folder: Path, address: str = HANAKO) -> None:
    """A public record of a founding at that address."""
    (folder / "deployments").mkdir(exist_ok=True)
    (folder / "deployments" / "31337.json").write_text(
        json.dumps({"chain_id": 31337, "addresses": {"charter": address}})
    )


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """The first computer's folder."""
    folder = tmp_path / "a"
    folder.mkdir()
    phase = '[[villager.phase]]\nallowlist = "lists/first.csv"\n'
    (folder / "village.toml").write_text(CHARTER + phase, "utf-8")
    record(folder)
    (folder / "lists").mkdir()
    (folder / "lists" / "first.csv").write_text("address,quota\n")
    (folder / "wheel.md").write_text("---\ntitle: The wheel\n---\n")
    (folder / "residents.csv").write_text("address,name\n")
    with open_register(folder) as register:
        register.put(HANAKO, {"name": "山田花子"})
    with Journal(private_folder(folder) / "journal.db", 31337) as journal:
        journal.begin_many("s", {"done": 1, "sent": 2, "begun": 3})
        journal.sent("s", "done", signed("0x1", 0))
        journal.done("s", "done")
        journal.sent("s", "sent", signed("0x2", 1))
    return folder


def signed(tx: str, nonce: int) -> Signed:
    """A transaction as the journal keeps it."""
    return Signed(tx, b"\x01", TARO, nonce, {"nonce": nonce})


def handed_over(folder: Path, file: Path) -> module.Handed:
    """The folder's handover, through its file."""
    write_handover(gather(folder), file, WORDS)
    return read_handover(file, check_handover(file), WORDS)


def taken_in(handed: module.Handed, folder: Path, **more: str) -> None:
    """The import, as the verb does it."""
    carry_out(handed, folder, plan_import(handed, folder), None, **more)  # type: ignore[arg-type]


def states(folder: Path) -> dict[str, str]:
    """The journal's acts and their states."""
    with Journal(folder / ".daoctl" / "journal.db", 31337) as journal:
        return {entry.key: entry.state for entry in journal.entries("s")}


def contents(folder: Path) -> dict[str, bytes]:
    """Everything in the folder, but locks and SQLite's passing files."""
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file() and not file.name.endswith((".lock", "-wal", "-shm"))
    }


def test_an_empty_folder_becomes_the_office(office: Path, tmp_path: Path) -> None:
    """Charter, record, allowlist, draft, register, salts and journal; not the residents' table."""
    there = tmp_path / "b"
    taken_in(handed_over(office, tmp_path / "f"), there)
    with open_register(office, writing=False) as before:
        salt = before.get(HANAKO).salt  # type: ignore[union-attr]

    assert {
        "village.toml", "deployments/31337.json", "lists/first.csv", "wheel.md",
        ".daoctl/register", ".daoctl/journal.db", ".daoctl/handovers.json", ".daoctl/.gitignore",
    } == set(contents(there))  # fmt: skip
    assert {"done": "done", "sent": "sent", "begun": "begun"} == states(there)
    with open_register(there, writing=False) as after:
        assert ("山田花子", salt) == (after.name_of(HANAKO), after.get(HANAKO).salt)  # type: ignore[union-attr]
    with Journal(there / ".daoctl" / "journal.db", 31337) as journal:
        assert ["0x2"] == [sending.tx for sending in journal.attempts("0x2")]


def test_what_is_private_is_its_owners_alone(office: Path, tmp_path: Path) -> None:
    """The file and all private files are 0600, the folder 0700; nothing readable in the file."""
    there, file = tmp_path / "b", tmp_path / "f"
    taken_in(handed_over(office, file), there)

    assert 0o600 == stat.S_IMODE(file.stat().st_mode)
    assert 0o700 == stat.S_IMODE((there / ".daoctl").stat().st_mode)
    for name in ("register", "journal.db", "handovers.json"):
        assert 0o600 == stat.S_IMODE((there / ".daoctl" / name).stat().st_mode)
    assert b"register" not in file.read_bytes()
    assert "ほしの村".encode() not in file.read_bytes()


def test_what_is_left_behind_is_known_and_can_be_taken_along(office: Path, tmp_path: Path) -> None:
    """Residents' tables, printed cards and ballots stay unless they are asked for; nothing from
    outside the village's folder comes in."""
    (office / "ballots").mkdir()
    (office / "ballots" / "one.json").write_text("{}")
    handed = gather(office)
    more = gather(office, [Path("ballots"), Path("residents.csv")])

    assert ["ballots/", "residents.csv"] == module.left_behind(office, handed)
    assert [] == module.left_behind(office, more)
    assert {"ballots/one.json", "residents.csv"} == more.files.keys() - handed.files.keys()
    for outside, words in (("../f", "does not lie"), ("/etc/hosts", "does not lie"),
                           ("none.csv", "There is no file")):  # fmt: skip
        with pytest.raises(UserError, match=words):
            gather(office, [Path(outside)])


def test_no_keyfile_is_handed_over(office: Path, tmp_path: Path) -> None:
    """An Ape keyfile that lies in the private folder stays behind, whatever it is called."""
    keyfile = {"address": "00", "crypto": {"cipher": "aes-128-ctr", "ciphertext": "ab"}}
    (office / ".daoctl" / "office.json").write_text(json.dumps(keyfile))
    (office / ".daoctl" / "network.json").write_text("{}")

    handed = handed_over(office, tmp_path / "f")

    assert ".daoctl/network.json" in handed.files
    assert ".daoctl/office.json" not in handed.files


def test_a_wrong_passphrase_and_a_damaged_file_are_told_apart(office: Path, tmp_path: Path) -> None:
    """A cut or altered file is known before anybody is asked for a passphrase."""
    file = tmp_path / "f"
    handed_over(office, file)
    whole = file.read_bytes()

    with pytest.raises(UserError, match="passphrase does not open"):
        read_handover(file, check_handover(file), "four other words here")
    for bad in (whole[:-1], whole[:60], whole[:100] + b"x" + whole[101:]):
        file.write_bytes(bad)
        with pytest.raises(UserError, match="damaged"):
            check_handover(file)
    file.write_text("address,name\n")
    with pytest.raises(UserError, match="not a handover file"):
        check_handover(file)
    with pytest.raises(UserError, match="cannot be read"):
        check_handover(tmp_path / "nowhere")


def test_the_passphrase_may_come_in_another_unicode_form(office: Path, tmp_path: Path) -> None:
    """The same words typed on another computer open the file; too short ones are refused."""
    file = tmp_path / "f"
    write_handover(gather(office), file, "ガガガガ ガガガガ")
    assert read_handover(file, check_handover(file), "カ\u3099" * 4 + " " + "カ\u3099" * 4)
    with pytest.raises(UserError, match="too short"):
        write_handover(gather(office), file, "short")


def test_another_village_is_refused(office: Path, tmp_path: Path) -> None:
    """By the address of founding where both know a chain, else by the signing name."""
    handed = handed_over(office, tmp_path / "f")
    for name, address in (("Hoshino", TARO), ("Tsukino", None)):
        there = tmp_path / name
        there.mkdir()
        (there / "village.toml").write_text(CHARTER.replace("Hoshino", name), "utf-8")
        if address:
            record(there, address)
        before = contents(there)
        with pytest.raises(UserError, match="another village"):
            taken_in(handed, there)
        assert before == contents(there)


def test_importing_twice_changes_nothing(office: Path, tmp_path: Path) -> None:
    """Not even what was forgotten in between comes back."""
    there = tmp_path / "b"
    handed = handed_over(office, tmp_path / "f")
    taken_in(handed, there)
    with open_register(there) as register:
        register.forget(HANAKO)
    before = contents(there)

    assert plan_import(handed, there).nothing
    taken_in(handed, there)

    assert before == contents(there)


def test_what_is_newer_here_stays(office: Path, tmp_path: Path) -> None:
    """A file changed here after the export is kept, an older one replaced, and said which."""
    there = tmp_path / "b"
    taken_in(handed_over(office, tmp_path / "f"), there)
    for name, folder, moment in (("village.toml", there, 9e9), ("wheel.md", office, 8e9)):
        (folder / name).write_text(CHARTER + "# changed\n", "utf-8")
        os.utime(folder / name, (moment, moment))
    handed = handed_over(office, tmp_path / "g")

    plan = plan_import(handed, there)
    taken_in(handed, there)

    assert (("village.toml",), ("wheel.md",)) == (plan.kept, plan.newer)
    assert "# changed" in (there / "village.toml").read_text("utf-8")
    assert "# changed" in (there / "wheel.md").read_text("utf-8")


def test_journals_only_go_forward(office: Path, tmp_path: Path) -> None:
    """An act keeps the further of its two states, whichever computer knows it."""
    there = tmp_path / "b"
    early = handed_over(office, tmp_path / "f")
    taken_in(early, there)
    with Journal(office / ".daoctl" / "journal.db", 31337) as journal:
        journal.done("s", "sent")
        journal.begin("s", "late")
    with Journal(there / ".daoctl" / "journal.db", 31337) as journal:
        journal.sent("s", "begun", signed("0x3", 2))
        journal.done("s", "begun")
    taken_in(handed_over(office, tmp_path / "g"), there)
    merged = states(there)
    merge_journal(there / ".daoctl" / "journal.db", early.files[module.JOURNAL])

    assert {"done": "done", "sent": "done", "begun": "done", "late": "begun"} == merged
    assert merged == states(there)


def test_an_act_sent_by_both_computers_is_settled_first(office: Path, tmp_path: Path) -> None:
    """Sent at different places of the account's order, both might take effect: it is refused whole.
    At the same place at most one does, and the journal then knows both."""
    there = tmp_path / "b"
    taken_in(handed_over(office, tmp_path / "f"), there)
    for folder, tx, nonce in ((office, "0xa", 2), (there, "0xb", 3)):
        with Journal(folder / ".daoctl" / "journal.db", 31337) as journal:
            journal.sent("s", "begun", signed(tx, nonce))
    before = contents(there)

    with pytest.raises(JournalError, match="Both computers have sent"):
        taken_in(handed_over(office, tmp_path / "g"), there)
    assert before == contents(there)

    with Journal(there / ".daoctl" / "journal.db", 31337) as journal:
        journal.sent("s", "begun", signed("0xc", 2))
    taken_in(handed_over(office, tmp_path / "h"), there)
    with Journal(there / ".daoctl" / "journal.db", 31337) as journal:
        assert {"0xa", "0xc"} == {one.tx for one in journal.attempts("0xc")}


def test_a_journal_at_work_is_copied_whole_and_not_merged_into(
    office: Path, tmp_path: Path
) -> None:
    """While another daoctl writes, an export holds a consistent state; an import waits for it."""
    path, stop = office / ".daoctl" / "journal.db", threading.Event()

    def write() -> None:
        with Journal(path, 31337) as journal:
            number = 0
            while not stop.is_set():
                journal.begin_many("pairs", {f"{number} a": None, f"{number} b": None})
                number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        copies = [copy_journal(path) for _time in range(5)]
    finally:
        stop.set()
        writer.join()
    for number, copy in enumerate(copies):
        (tmp_path / f"{number}.db").write_bytes(copy)
        with Journal(tmp_path / f"{number}.db", 31337) as journal:
            assert 0 == len(journal.entries("pairs")) % 2
            assert {"done": "done", "sent": "sent", "begun": "begun"} == {
                entry.key: entry.state for entry in journal.entries("s")
            }
    assert b"" == copy_journal(tmp_path / "nowhere.db")

    with Journal(path, 31337) as journal:
        journal.begin("s", "late")
        # Still beside the file, in SQLite's log, for the writer has not closed it.
        (tmp_path / "late.db").write_bytes(copy_journal(path))
    with Journal(tmp_path / "late.db", 31337) as journal:
        assert journal.state("s", "late") is not None
    there = tmp_path / "b"
    taken_in(handed_over(office, tmp_path / "f"), there)
    (there / "wheel.md").unlink()
    handed = handed_over(office, tmp_path / "g")
    plan = plan_import(handed, there)
    with (
        Journal(there / ".daoctl" / "journal.db", 31337) as journal,
        held_elsewhere(journal.path),
        pytest.raises(JournalError, match="at work"),
    ):
        carry_out(handed, there, plan, None)
    assert not (there / "wheel.md").exists()


@contextlib.contextmanager
def held_elsewhere(path: Path) -> Iterator[None]:
    """The journal's lock in the hands of another process: an open file of its own is one."""
    file = os.open(path.with_name(path.name + ".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
    finally:
        os.close(file)


def test_registers_become_one(office: Path, tmp_path: Path, monkeypatch) -> None:
    """Who is new comes, the later change stays, the forgotten stay forgotten on both sides."""
    clock = [1_000]
    monkeypatch.setattr("daoctl.charter.register.time.time", lambda: clock[0])
    there = tmp_path / "b"
    with open_register(office) as register:
        register.put(HANAKO, {"name": "花子", "contact": "old"})
        register.put(TARO, {"name": "太郎"})
    taken_in(handed_over(office, tmp_path / "f"), there)
    clock[0] = 2_000
    with open_register(there) as register:
        register.put(HANAKO, {"contact": "new"})
        register.forget(TARO)
    clock[0] = 3_000
    with open_register(office) as register:
        register.put("0x" + "11" * 20, {"name": "三郎"})
    taken_in(handed_over(office, tmp_path / "g"), there)
    taken_in(handed_over(there, tmp_path / "h"), office)

    for folder in (office, there):
        with open_register(folder, writing=False) as register:
            assert {"花子": "new", "三郎": ""} == {
                entry.name: entry.personal.get("contact", "") for entry in register
            }
            assert 2_000 == register.forgotten_at(TARO)
    assert TARO.encode() not in register_file(there).read_bytes()


def test_a_certificates_secret_is_never_lost_unasked(office: Path, tmp_path: Path) -> None:
    """Two computers that made a certificate's secret each must be told whose to keep."""
    there = tmp_path / "b"
    taken_in(handed_over(office, tmp_path / "f"), there)
    kept = {}
    for folder in (office, there):
        with open_register(folder) as register:
            register.put(TARO, {"name": "太郎"})
            kept[folder] = register.commit(TARO)
    handed = handed_over(office, tmp_path / "g")
    before = contents(there)

    with pytest.raises(RegisterError, match="different secret") as caught:
        taken_in(handed, there)
    assert TARO in str(caught.value.cause)
    assert before == contents(there)

    taken_in(handed, there, prefer="file")
    with open_register(there, writing=False) as register:
        assert kept[office] == register.get(TARO).commitment  # type: ignore[union-attr]


def test_a_full_disk_leaves_the_folder_as_it_was(office: Path, tmp_path: Path) -> None:
    """The system refuses to write beyond a size; nothing of the handover is there then."""
    (office / "wheel.md").write_text("x" * 200_000)
    handed = handed_over(office, tmp_path / "f")
    there = tmp_path / "b"
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))
    try:
        with pytest.raises(UserError, match=r"wheel.md cannot be written"):
            taken_in(handed, there)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)

    assert not there.exists()


@pytest.mark.parametrize("step", range(8))
def test_an_import_that_is_stopped_is_finished_by_the_same_command(
    office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    """Stopped before the files take their places, everything is as it was; between two of them,
    each file is the old or the new one, whole."""
    there = tmp_path / "b"
    taken_in(handed_over(office, tmp_path / "f"), there)
    for name in ("village.toml", "wheel.md"):
        (office / name).write_text(CHARTER + "# changed\n", "utf-8")
        os.utime(office / name, (8e9, 8e9))
    with open_register(office) as register:
        register.put(TARO, {"name": "太郎"})
    (office / "more.md").write_text("more")
    old, handed = contents(there), handed_over(office, tmp_path / "g")
    real, done = {"fsync": os.fsync, "replace": os.replace}, []

    def stopped(name: str):
        def act(*given: object, **more: object) -> object:
            done.append(name)
            if len(done) == step + 1:
                raise KeyboardInterrupt
            return real[name](*given, **more)

        return act

    for name in real:
        monkeypatch.setattr(os, name, stopped(name))
    with pytest.raises(KeyboardInterrupt):
        taken_in(handed, there)
    monkeypatch.undo()
    monkeypatch.setenv("DAOCTL_REGISTER_PASSPHRASE", WORDS)
    monkeypatch.setattr("daoctl.charter.sealing._LOG_N", 4)
    between = contents(there)
    taken_in(handed, there)

    if "replace" not in done[:step]:
        assert {name: old[name] for name in old if not name.endswith("journal.db")} == {
            name: between[name] for name in between if not name.endswith("journal.db")
        }
    for name in ("village.toml", "wheel.md", "more.md"):
        assert between.get(name) in (old.get(name), handed.files[name])
        assert handed.files[name] == (there / name).read_bytes()
    with open_register(there, writing=False) as register:
        assert {"山田花子", "太郎"} == {entry.name for entry in register}
    assert plan_import(handed, there).nothing


def test_a_path_that_leads_out_of_the_folder_is_refused(office: Path, tmp_path: Path) -> None:
    """Whoever knows the passphrase may still not write elsewhere."""
    handed = gather(office)
    handed.files["../evil"] = b""
    handed.times["../evil"] = 0
    write_handover(handed, tmp_path / "f", WORDS)

    with pytest.raises(UserError, match="damaged"):
        read_handover(tmp_path / "f", check_handover(tmp_path / "f"), WORDS)


def test_a_damaged_journal_in_the_file_changes_nothing(office: Path, tmp_path: Path) -> None:
    """What cannot be merged is refused whole."""
    there = tmp_path / "b"
    taken_in(handed_over(office, tmp_path / "f"), there)
    handed = gather(office)
    handed.files[module.JOURNAL] = b"no journal" * 100
    before = contents(there)

    with pytest.raises(JournalError, match="cannot be read"):
        taken_in(handed, there)
    assert before == contents(there)
    with sqlite3.connect(there / ".daoctl" / "journal.db") as file:
        assert "ok" == file.execute("PRAGMA integrity_check").fetchone()[0]
