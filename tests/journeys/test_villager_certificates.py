"""Certificates as the office leads them, with the real process: issued within the day's limit,
provable from the register alone, and never issued twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from daoctl.charter.register import PASSPHRASE_VARIABLE, Register, open_register
from daoctl.times import DAY
from tests.journeys.process import DAOCTL, answer, daoctl, environment
from tests.journeys.villager_scene import PASSPHRASE, START, Journey, fresh, person, refused, scene

ISSUER = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC"


@pytest.fixture(scope="module")
def founded(tmp_path_factory):
    """The village, founded once."""
    yield from scene(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def journey(founded, tmp_path):
    """The village of one test."""
    with fresh(founded, tmp_path / "mura") as found:
        yield found


def members(journey: Journey, count: int, *, start: int = 0) -> str:
    """A table of members with names."""
    rows = [f"{person(n)},basic,山田 {n}号" for n in range(start, start + count)]
    return journey.write("members.csv", "address,tier,name", *rows)


@contextmanager
def register(journey: Journey) -> Iterator[Register]:
    """The village's register, read in this process."""
    os.environ.update(PASSPHRASE)
    try:
        with open_register(journey.folder, writing=False) as found:
            yield found
    finally:
        del os.environ[PASSPHRASE_VARIABLE]


def commitments(journey: Journey) -> dict[str, str]:
    """The commitment of each certificate's holder, from the events of issuing."""
    from daoctl.chain.contracts import artifact

    record = json.loads((journey.folder / "deployments" / "31337.json").read_text("utf-8"))
    event = artifact("ResidentCertificate").events["CertificateIssued"]
    head = journey.node.block().number
    logs = journey.node.logs(0, head, [record["addresses"]["certificate"]], [event.topic])
    found = [event.decode(log.topics, log.data) for log in logs]
    assert len(found) == len({row["holder"] for row in found})
    return {row["holder"]: row["commitment"].hex() for row in found}


def test_a_certificates_life(journey):
    """Issued with a name, verified by it, moved to a new phone, renewed, revoked: each once, and
    verify ends with 0 or 5."""
    cwd = journey.folder
    file = journey.write(
        "members.csv", "address,tier,valid_until,name", f"{person(1)},premium,2030-12-31,山田花子",
        f"{person(2)},basic,,",
    )  # fmt: skip
    first = answer("certificate", "issue", file, "--yes", cwd=cwd, **PASSPHRASE)
    again = answer("certificate", "issue", file, "--yes", cwd=cwd, **PASSPHRASE)
    assert (2, {}, 0) == (first["issued"], first["before"], len(first["later"]))
    assert (0, {person(1): 1, person(2): 2}) == (again["issued"], again["before"])

    valid = daoctl("certificate", "verify", person(1), cwd=cwd)
    named = daoctl("certificate", "verify", "１", "--name", "山田　花子", cwd=cwd, **PASSPHRASE)
    other = daoctl("certificate", "verify", "1", "--name", "山田太郎", cwd=cwd, **PASSPHRASE)
    nobody = daoctl("certificate", "verify", "9", "--json", cwd=cwd)
    assert [0, 0, 5, 5] == [one.returncode for one in (valid, named, other, nobody)]
    assert "(premium) is valid until 2030-12-31 23:59:59 JST" in valid.stdout
    assert "another name" in other.stderr
    assert {"valid": False, "status": "none", "checked": []} == json.loads(nobody.stdout)

    moved = answer("certificate", "reissue", "1", person(3), "--yes", cwd=cwd, **PASSPHRASE)
    twice = answer("certificate", "reissue", "1", person(3), "--yes", cwd=cwd, **PASSPHRASE)
    old = daoctl("certificate", "verify", person(1), cwd=cwd)
    new = daoctl("certificate", "verify", person(3), "--name", "山田花子", cwd=cwd, **PASSPHRASE)
    assert [(3, 1, False), (3, 1, True)] == [
        (one["id"], one["replaces"], one["already"]) for one in (moved, twice)
    ]
    assert [5, 0] == [old.returncode, new.returncode]
    assert "was revoked on 2030-01-01" in old.stderr
    assert "replaced by certificate 3" in old.stderr

    renewed = answer("certificate", "renew", "2", "--until", "2031-03-31", "--yes", cwd=cwd)
    same = answer("certificate", "renew", "2", "--until", "2031-03-31", "--yes", cwd=cwd)
    revoked = answer("certificate", "revoke", "2", "--reason", "moved", "--yes", cwd=cwd)
    still = answer("certificate", "revoke", person(2), "--reason", "moved", "--yes", cwd=cwd)
    lost = daoctl("certificate", "revoke", "2", "--reason", "lost", "--yes", cwd=cwd)
    listed = answer("certificate", "list", cwd=cwd)["certificates"]
    assert [False, True] == [renewed["already"], same["already"]]
    assert [("moved", False), ("moved", True)] == [
        (one["reason"], one["already"]) for one in (revoked, still)
    ]
    assert 3 == lost.returncode
    assert ["revoked", "revoked", "living"] == [one["status"] for one in listed]
    assert ["premium", "basic", "premium"] == [one["tier"] for one in listed]
    # Issue, reissue, renew, revoke: whatever was done before cost nothing again.
    assert 4 == journey.transactions(ISSUER)


def test_expired_certificates_are_told_apart(journey):
    """An expired one says since when."""
    file = journey.write("members.csv", "address,tier,valid_for", f"{person(1)},basic,2 days")
    answer("certificate", "issue", file, "--yes", cwd=journey.folder)
    journey.advance_to(START + 3 * DAY)
    done = daoctl("certificate", "verify", "1", "--json", cwd=journey.folder)
    status = answer("status", cwd=journey.folder)

    assert (5, "expired") == (done.returncode, json.loads(done.stdout)["status"])
    assert "expired on 2030-01-03" in done.stderr
    assert (1, 0) == (status["certificates"]["expired"], status["certificates"]["living"])
    assert {"kind": "expired_certificates", "number": 1} in status["due"]


def test_the_daily_limit_makes_it_take_more_days(journey):
    """300 a day: what fits is done, the rest waits, and when is said."""
    file = journey.write("members.csv", "address,tier", *(f"{person(n)},basic" for n in range(310)))
    first = daoctl("certificate", "issue", file, "--yes", "--json", cwd=journey.folder)
    blocked = daoctl("certificate", "issue", file, "--yes", cwd=journey.folder)
    tomorrow = START - 9 * 3600 + DAY + 9 * 3600
    journey.advance_to(tomorrow)
    second = answer("certificate", "issue", file, "--yes", cwd=journey.folder)
    found = json.loads(first.stdout)

    assert (0, 300, 10, tomorrow) == (
        first.returncode, found["issued"], len(found["later"]), found["continues"],
    )  # fmt: skip
    assert "allows 300 today; 10 wait" in first.stderr
    assert "2030-01-02 09:00 JST" in first.stderr
    assert 3 == blocked.returncode
    assert "is used up" in blocked.stderr
    assert (10, 300, []) == (second["issued"], len(second["before"]), second["later"])
    # Without anything personal there is no register, and nobody was asked for its passphrase.
    assert not (journey.folder / ".daoctl" / "register").exists()
    assert {"00" * 32} == set(commitments(journey).values())


def test_a_killed_issue_goes_on_and_stays_provable(journey):
    """Killed with its transactions under way, one block mined and the rest lost: everybody has
    one certificate, and each commitment is what the register proves."""
    count = 200
    file = members(journey, count)
    wire = journey.node.wire
    wire.request("evm_setAutomine", False)
    process = subprocess.Popen(
        [*DAOCTL, "certificate", "issue", file, "--yes"],
        cwd=journey.folder,
        env=environment(**PASSPHRASE),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    give_up = time.monotonic() + 120
    while int(wire.request("txpool_status")["pending"], 16) < 3 and time.monotonic() < give_up:
        assert None is process.poll()
        time.sleep(0.05)
    wire.request("evm_mine")
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    wire.request("anvil_dropAllTransactions")
    wire.request("evm_setAutomine", True)
    done = answer("certificate", "issue", file, "--yes", cwd=journey.folder, **PASSPHRASE)
    found = commitments(journey)

    assert count == done["issued"] + len(done["before"]) == len(found)
    assert 3 == journey.transactions(ISSUER)
    with register(journey) as known:
        entries = {one.address: one for one in known}
    assert found == {who: entry.commitment.hex() for who, entry in entries.items()}
    assert {person(n): f"山田 {n}号" for n in range(count)} == {
        who: entry.name for who, entry in entries.items()
    }


def test_calldata_carries_what_the_register_keeps(journey):
    """What a Safe will sign is provable from the register; nothing is sent."""
    file = members(journey, 2)
    done = daoctl(
        "certificate", "issue", file, "--output", "calldata", cwd=journey.folder, **PASSPHRASE
    )
    data = json.loads(done.stdout)["data"]

    assert (0, 0) == (done.returncode, journey.transactions(ISSUER))
    with register(journey) as known:
        for n in range(2):
            entry = known.get(person(n))
            assert entry is not None
            assert entry.commitment.hex() in data


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["issue", "members.csv"], 1, "passphrase"),
        (["issue", "gold.csv"], 1, "no tier of the charter"),
        (["issue", "typing.csv"], 1, "did you mean `valid_until`?"),
        (["renew", "7"], 3, "no certificate of 7"),
        (["renew", "花子"], 1, "not an address"),
        (["revoke", "1", "--reason", "angry"], 1, "lost, moved, error, closed"),
        (["revoke", "1"], 2, "--reason"),
        (["reissue", "1", "0x12"], 1, "not an address"),
        (["verify", "1", "--field", "x"], 2, "COLUMN=TEXT"),
        (["list", "--csv", "--json"], 2, "do not go together"),
    ],
)
def test_what_cannot_be_ends_with_the_right_code(
    founded, capsys, monkeypatch, arguments, code, words
):
    """1 to mend, 2 typed wrongly, 3 refused by the chain's rules; nothing is sent."""
    journey = founded
    members(journey, 1)
    journey.write("gold.csv", "address,tier", f"{person(1)},gold")
    journey.write("typing.csv", "address,tier,valid_untill", f"{person(1)},basic,2031-01-01")
    more = () if arguments[0] in ("verify", "list") or code == 2 else ("--yes",)
    ended, data, talk = refused(
        "certificate",
        *arguments,
        *more,
        cwd=journey.folder,
        capsys=capsys,
        monkeypatch=monkeypatch,
    )

    assert (code, "") == (ended, data)
    assert words in talk
    assert 0 == journey.transactions(ISSUER)


def test_a_wrong_passphrase_parts_nothing(journey):
    """The certificate is not reissued when its entry could not move along."""
    answer("certificate", "issue", members(journey, 1), "--yes", cwd=journey.folder, **PASSPHRASE)
    wrong = {PASSPHRASE_VARIABLE: "another four words"}
    done = daoctl("certificate", "reissue", "1", person(9), "--yes", cwd=journey.folder, **wrong)
    checked = daoctl(
        "certificate", "verify", "1", "--name", "山田 0号", cwd=journey.folder, **wrong
    )

    assert [1, 1] == [done.returncode, checked.returncode]
    assert 1 == journey.transactions(ISSUER)
    assert 0 == daoctl("certificate", "verify", person(0), cwd=journey.folder).returncode
