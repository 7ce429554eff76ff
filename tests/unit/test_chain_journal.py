"""The journal keeps what it was told, whatever happens between two statements."""

from __future__ import annotations

import multiprocessing
import sqlite3
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daoctl.chain.journal import Journal
from daoctl.chain.transactions import Signed
from daoctl.errors import JournalError

SENDER = "0x" + "11" * 20
FORK = multiprocessing.get_context("fork")


def signed(tx: str, nonce: int = 0, data: bytes = b"\x01") -> Signed:
    """A transaction as it is written down."""
    return Signed(tx, b"raw" + data, SENDER, nonce, {"nonce": nonce, "data": data, "value": 1})


@pytest.fixture
def path(tmp_path):
    """Where the journal is."""
    return tmp_path / ".daoctl" / "journal.db"


def test_an_act_goes_from_begun_to_sent_to_done(path):
    """Each step is there for whoever opens the file next."""
    with Journal(path, 1) as journal:
        assert journal.state("welcome", "0xa") is None
        assert "begun" == journal.begin("welcome", "0xa", {"quota": 2}).state
        journal.sent("welcome", "0xa", signed("0x1"))
    with Journal(path, 1) as journal:
        entry = journal.state("welcome", "0xa")
        assert ("sent", "0x1", {"quota": 2}) == (entry.state, entry.tx, entry.payload)
        journal.done("welcome", "0xa", {"block": 7})
    with Journal(path, 1) as journal:
        entry = journal.state("welcome", "0xa")
        assert ("done", {"block": 7}) == (entry.state, entry.result)
        assert "done" == journal.begin("welcome", "0xa", {"quota": 2}).state


def test_what_took_no_effect_is_begun_again(path):
    """A transaction that can never be mined frees the act for another one."""
    with Journal(path, 1) as journal:
        journal.begin("s", "k")
        journal.sent("s", "k", signed("0x1"))
        journal.undone("s", "k")

        assert "begun" == journal.state("s", "k").state


def test_done_is_for_ever(path):
    """Nothing moves an act that took effect, and no transaction is put to it again."""
    with Journal(path, 1) as journal:
        journal.begin("s", "k")
        journal.sent("s", "k", signed("0x1"))
        journal.done("s", "k", 1)
        journal.undone("s", "k")
        journal.done("s", "k", 2)
        assert ("done", 1) == (journal.state("s", "k").state, journal.state("s", "k").result)
        with pytest.raises(JournalError):
            journal.sent("s", "k", signed("0x2"))


def test_the_same_name_with_other_values_is_refused(path):
    """A row that was changed after it took effect is not silently skipped."""
    with Journal(path, 1) as journal:
        journal.begin("s", "k", {"quota": 1})
        journal.begin("s", "k", {"quota": 2})
        journal.sent("s", "k", signed("0x1"))
        with pytest.raises(JournalError, match="other values"):
            journal.begin("s", "k", {"quota": 3})


def test_a_step_of_many_acts_is_whole_or_nothing(path):
    """When one act of a transaction cannot be written down, none is."""
    with Journal(path, 1) as journal:
        journal.begin_many("s", {"a": None, "b": None})
        with pytest.raises(JournalError):
            journal.sent("s", ["a", "never begun", "b"], signed("0x1"))

        assert ["begun", "begun"] == [entry.state for entry in journal.entries("s")]
        assert [] == journal.attempts("0x1")


def test_chains_do_not_mix(path):
    """Another chain id, or a development chain begun anew, knows nothing of the acts."""
    with Journal(path, 31337, "0x" + "aa" * 32) as journal:
        journal.begin("s", "k")
    for chain_id, genesis in ((31337, "0x" + "bb" * 32), (1, "0x" + "aa" * 32)):
        with Journal(path, chain_id, genesis) as journal:
            assert journal.state("s", "k") is None
            assert [] == journal.scopes()
    with Journal(path, 31337, "0x" + "aa" * 32) as journal:
        assert ["s"] == journal.scopes()


def test_all_attempts_for_one_place_are_known(path):
    """Whichever of them is mined, the act took effect; the present one comes last."""
    with Journal(path, 1) as journal:
        journal.begin_many("s", {"a": None, "b": None})
        journal.sent("s", "a", signed("0x1", nonce=4))
        journal.sent("s", "a", signed("0x2", nonce=4, data=b"\xff"))
        journal.sent("s", "b", signed("0x3", nonce=5))
        found = journal.attempts("0x2")

        assert ["0x1", "0x2"] == [attempt.tx for attempt in found]
        assert (b"raw\xff", "ff", 4) == (found[1].raw, found[1].fields["data"], found[1].nonce)


def test_forgetting_a_scope_leaves_the_others(path):
    """A discarded deployment does not take the batches with it."""
    with Journal(path, 1) as journal:
        journal.begin("deployment", "1")
        journal.begin("welcome", "1")
        journal.forget("deployment")

        assert ["welcome"] == journal.scopes()


def test_the_file_is_its_owners_alone(path):
    """What stands in the journal is nobody else's business."""
    with Journal(path, 1):
        assert 0o600 == path.stat().st_mode & 0o777
        assert 0o700 == path.parent.stat().st_mode & 0o777


def test_a_damaged_file_is_told(path):
    """What is no journal is not overwritten, and the hint says what to do."""
    path.parent.mkdir()
    path.write_bytes(b"this is not a database" * 100)
    with pytest.raises(JournalError, match="cannot be read"):
        Journal(path, 1)

    assert path.read_bytes().startswith(b"this is not")


def test_a_newer_journal_is_left_alone(path):
    """An older daoctl does not guess at what a newer one wrote."""
    Journal(path, 1).close()
    file = sqlite3.connect(path)
    file.execute("PRAGMA user_version = 99")
    file.close()
    with pytest.raises(JournalError, match="newer daoctl"):
        Journal(path, 1)


def _hold(path: Any, ready: Any, release: Any) -> None:
    with Journal(path, 1).lock():
        ready.set()
        release.wait(30)


def test_two_processes_do_not_act_at_once(path):
    """The second is told who is at work; when the first ends, however it ends, it may go on."""
    ready, release = FORK.Event(), FORK.Event()
    holder = FORK.Process(target=_hold, args=(path, ready, release))
    holder.start()
    assert ready.wait(30)
    journal = Journal(path, 1)
    with pytest.raises(JournalError) as caught, journal.lock():
        pass
    assert str(holder.pid) in caught.value.cause
    holder.kill()
    holder.join()
    with journal.lock(), journal.lock():
        journal.begin("s", "k")

    assert "begun" == journal.state("s", "k").state


Step = st.tuples(
    st.sampled_from(["begin", "sent", "done", "undone", "reopen"]),
    st.sampled_from(["a", "b", "c"]),
    st.integers(0, 2),
)


# Every step waits for the disk, as it must.
@settings(max_examples=25, deadline=None)
@given(steps=st.lists(Step, max_size=40))
def test_the_journal_is_its_simple_model(tmp_path_factory, steps):
    """Against a dictionary that follows the picture in the module's docstring."""
    path = tmp_path_factory.mktemp("journal") / "journal.db"
    model: dict[str, tuple[str, int]] = {}
    journal = Journal(path, 1)
    for action, key, value in steps:
        before = model.get(key)
        if action == "reopen":
            journal.close()
            journal = Journal(path, 1)
        elif action == "begin" and (before is None or before[0] == "begun" or before[1] == value):
            journal.begin("s", key, value)
            model.setdefault(key, ("begun", value))
            if model[key][0] == "begun":
                model[key] = ("begun", value)
        elif action == "begin":
            with pytest.raises(JournalError):
                journal.begin("s", key, value)
        elif action == "sent" and before is not None and before[0] != "done":
            journal.sent("s", key, signed(f"0x{value}", nonce=value))
            model[key] = ("sent", before[1])
        elif action == "sent":
            with pytest.raises(JournalError):
                journal.sent("s", key, signed(f"0x{value}", nonce=value))
        elif before is not None:
            getattr(journal, action)("s", key)
            if before[0] != "done":
                model[key] = ("done" if action == "done" else "begun", before[1])

        found = {entry.key: (entry.state, entry.payload) for entry in journal.entries("s")}
        assert model == found
    journal.close()
