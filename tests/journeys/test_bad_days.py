"""Bad days: whatever stops a command in the middle of its work, the same command run again finishes
it, and each row takes effect once.

| what happens                              | tried by                                                  |
|-------------------------------------------|-----------------------------------------------------------|
| a node that is down, or goes down         | test_a_node_that_is_down_is_told                          |
| a node that is slow                       | test_a_slow_node_is_not_waited_for_without_end            |
| a node that answers nonsense              | test_nonsense_is_told_as_the_nodes, and ..._in_the_middle |
| Ctrl-C in the middle                      | test_ctrl_c_stops_and_the_rest_is_done_later              |
| Ctrl-C twice                              | the same                                                  |
| a full disk under the journal             | test_nothing_is_sent_that_cannot_be_written_down          |
| a full disk under what is printed         | test_an_answer_that_finds_no_room_is_no_success           |
| two daoctl processes on one account       | test_two_at_once_from_one_account_take_turns              |
| two daoctl processes in one village       | test_two_at_once_in_one_village_are_refused_or_take_turns |
| a wrong passphrase for the register       | test_a_wrong_passphrase_for_the_register                  |
| killed at any moment                      | test_villager_welcome.py                                  |
"""

from __future__ import annotations

import functools
import http.server
import json
import os
import resource
import shutil
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.request import Request, urlopen

import pytest

from daoctl.chain import networks
from daoctl.chain.codec import keccak
from daoctl.chain.wire import Wire
from daoctl.charter.register import register_file
from daoctl.units import ZERO_ADDRESS, checksum
from tests.journeys.process import DAOCTL, answer, daoctl, environment
from tests.journeys.villager_scene import OPENS, PASSPHRASE, Journey, fresh, person, refused, scene

COUNCIL = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"
BUYER = "0x15d34AAf54267DB7D7c367839AAf71A00a2C6A65"
PATIENCE = 60.0


@pytest.fixture(scope="module")
def founded(tmp_path_factory):
    """The village, founded once."""
    yield from scene(tmp_path_factory.mktemp("days"))


@pytest.fixture
def journey(founded, tmp_path):
    """The village of one test."""
    with fresh(founded, tmp_path / "mura") as found:
        yield found


def residents(journey: Journey, first: int, last: int) -> str:
    """A table of those residents, without anything personal."""
    return journey.write(f"{first}.csv", "address", *(person(n) for n in range(first, last)))


def holdings(journey: Journey) -> Counter[str]:
    """What everybody holds, counted from the token's events."""
    record = json.loads((journey.folder / "deployments" / "31337.json").read_text("utf-8"))
    logs = journey.node.logs(
        0,
        journey.node.block().number,
        [record["addresses"]["villager"]],
        [keccak(b"Transfer(address,address,uint256)")],
    )
    return Counter(checksum("0x" + log.topics[2][12:].hex()) for log in logs)


def everybody(first: int, last: int) -> dict[str, int]:
    """One token each."""
    return {person(n): 1 for n in range(first, last)}


def start(
    *arguments: str, journey: Journey, limit: int | None = None, **more: str
) -> subprocess.Popen[str]:
    """daoctl, running; `limit` is the largest file in bytes that the system lets it write. Then
    nobody measures it: `make coverage` would find no room for its file either, and say so."""
    kept = environment(**more)
    if limit is not None:
        kept.pop("COVERAGE_PROCESS_CONFIG", None)
    before = functools.partial(resource.setrlimit, resource.RLIMIT_FSIZE, (limit, limit))
    return subprocess.Popen(
        [*DAOCTL, *arguments], cwd=journey.folder, env=kept,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=None if limit is None else before,
    )  # fmt: skip


def until(true: Callable[[], bool], running: subprocess.Popen[str]) -> None:
    """Waits for something to come true while the process runs."""
    give_up = time.monotonic() + PATIENCE
    while not true():
        assert None is running.poll(), running.communicate()
        assert time.monotonic() < give_up
        time.sleep(0.02)


def waiting(journey: Journey) -> int:
    """How many transactions wait for a block."""
    return int(journey.node.wire.request("txpool_status")["pending"], 16)


# ---------------------------------------------- what an open sale must not take


def test_nobody_pays_for_a_token_that_nobody_holds(journey, capsys, monkeypatch) -> None:
    """Bought for the zero address, the treasury, another contract of the village or a mistyped
    address, a token would be money for nothing: refused, nothing is sent."""
    journey.advance_to(OPENS)
    record = json.loads((journey.folder / "deployments" / "31337.json").read_text("utf-8"))
    own, buyer = record["addresses"], checksum(BUYER)
    before = journey.transactions(buyer)
    for to, words in (
        (ZERO_ADDRESS, "is the zero address, which nobody holds"),
        (own["treasury"], "is the village's treasury, whose tokens carry no vote"),
        (own["sale"], "is one of the village's own contracts (sale)"),
        (buyer.swapcase().replace("0X", "0x"), "has a typing error in it"),
    ):
        code, talk = said_no(
            journey, capsys, monkeypatch,
            "sale", "buy", "1", "--for", to, "--account", "TEST::4", "--yes",
        )  # fmt: skip

        assert (1, True) == (code, f"`{to}` {words}" in talk), talk
    code, talk = said_no(
        journey, capsys, monkeypatch, "certificate", "reissue", person(1), ZERO_ADDRESS, "--yes"
    )

    assert (1, True) == (code, f"`{ZERO_ADDRESS}` is the zero address" in talk)
    assert before == journey.transactions(buyer)


# ------------------------------------------------------------------ the node


class Node(http.server.BaseHTTPRequestHandler):
    """A node before the real one, whose answers `spoil` may spoil."""

    rpc = ""
    spoil: Callable[[dict[str, Any], dict[str, Any]], object]

    def do_POST(self) -> None:
        asked = self.rfile.read(int(self.headers["Content-Length"]))
        answered = urlopen(Request(self.rpc, asked, {"Content-Type": "application/json"})).read()
        questions, answers = json.loads(asked), json.loads(answered)
        if isinstance(questions, dict):
            raw = type(self).spoil(questions, answers)
        else:
            pairs = zip(questions, answers, strict=True)
            raw = [type(self).spoil(question, answer) for question, answer in pairs]
        data = raw if isinstance(raw, bytes) else json.dumps(raw).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_what: object) -> None:
        """Nothing on stderr."""


class Quiet(http.server.ThreadingHTTPServer):
    """Says nothing of those who hang up on a slow node."""

    def handle_error(self, *_what: object) -> None:
        """Nothing on stderr."""


@contextmanager
def before_the_node(journey: Journey, spoil: Callable[[Any, Any], object]) -> Iterator[str]:
    """The address of a node that passes on what the real one answers, spoilt."""
    kind = type("Spoilt", (Node,), {"rpc": journey.rpc, "spoil": staticmethod(spoil)})
    server = Quiet(("127.0.0.1", 0), kind)
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def said_no(founded: Journey, capsys: Any, monkeypatch: Any, *arguments: str) -> tuple[int, str]:
    """The exit code and the talk of a command that must print no data."""
    code, data, talk = refused(
        *arguments, cwd=founded.folder, capsys=capsys, monkeypatch=monkeypatch
    )
    assert ("", 1) == (data, talk.count("error: ")), talk
    assert "Traceback" not in talk
    return code, talk


def test_a_node_that_is_down_is_told(journey, capsys, monkeypatch) -> None:
    """At once, in plain words; what was sent before the node went away is found again later, and
    each row takes effect once."""
    for url, words in (("http://127.0.0.1:9", "Connection refused"),
                       ("http://nowhere.invalid", "http://nowhere.invalid does not answer")):  # fmt: skip
        code, talk = said_no(journey, capsys, monkeypatch, "status", "--rpc", url)
        assert 1 == code
        assert words in talk
        assert "hint:" in talk
        assert "HTTPConnection" not in talk

    sent = threading.Event()

    def gone(question: dict[str, Any], answer: dict[str, Any]) -> object:
        if sent.is_set():
            return b""
        if question["method"] == "eth_sendRawTransaction":
            sent.set()  # the node took it, and its answer is lost
            return b""
        return answer

    file = residents(journey, 0, 100)
    with before_the_node(journey, gone) as url:
        code, talk = said_no(
            journey, capsys, monkeypatch, "villager", "welcome", file, "--yes", "--rpc", url
        )
    done = answer("villager", "welcome", file, "--yes", cwd=journey.folder)

    assert 1 == code
    assert 100 == done["welcomed"] + len(done["before"])
    assert everybody(0, 100) == holdings(journey)
    assert 2 == journey.transactions(COUNCIL)


def test_a_slow_node_is_not_waited_for_without_end(founded, capsys, monkeypatch) -> None:
    """After a few tries of some seconds (here of moments) it says so."""
    quick = functools.partial(Wire, tries=2, timeout=0.2)
    monkeypatch.setattr(networks, "Wire", lambda url, *_more, **_options: quick(url))

    def late(_question: Any, answer: Any) -> object:
        time.sleep(0.5)
        return answer

    with before_the_node(founded, late) as url:
        code, talk = said_no(founded, capsys, monkeypatch, "status", "--rpc", url)

    assert 1 == code
    assert "does not answer" in talk
    assert "It took too long." in talk


def only(method: str, result: object) -> Callable[[Any, Any], object]:
    """Spoils the answers to one question."""
    return lambda asked, answer: (
        {**answer, "result": result} if asked["method"] == method else answer
    )


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _asked, _answer: b"<html>Welcome to nginx!</html>",
        lambda _asked, _answer: b'{"jsonrpc": "2.0", "id": 1, "resu',
        lambda _asked, answer: {**answer, "result": None},
        lambda _asked, answer: {**answer, "result": "hello"},
        only("eth_call", "0x12"),
        only("eth_getLogs", None),
        only("eth_getLogs", [{"data": 1}]),
        only("eth_getBlockByNumber", {"number": "0x1"}),
    ],
    ids=["page", "cut", "null", "words", "short_call", "no_logs", "odd_logs", "half_a_block"],
)
def test_nonsense_is_told_as_the_nodes(founded, capsys, monkeypatch, spoil) -> None:
    """Whichever answer makes no sense: it is the node's fault, and another one helps."""
    with before_the_node(founded, spoil) as url:
        code, talk = said_no(founded, capsys, monkeypatch, "status", "--rpc", url)

    assert 1 == code
    assert f"What the node at {url} answers makes no sense." in talk
    assert "name another with --rpc" in talk


@pytest.mark.parametrize("method", ["eth_call", "eth_estimateGas", "eth_getTransactionCount"])
def test_nonsense_in_the_middle_leaves_a_batch_that_goes_on(
    journey, capsys, monkeypatch, method: str
) -> None:
    """Whatever was sent before the node lost its mind is known, and each row takes effect once."""
    file = residents(journey, 0, 3)
    with before_the_node(journey, only(method, "hello")) as url:
        code, talk = said_no(
            journey, capsys, monkeypatch, "villager", "welcome", file, "--yes", "--rpc", url
        )
    done = answer("villager", "welcome", file, "--yes", cwd=journey.folder)

    assert (1, True) == (code, "answers makes no sense" in talk)
    assert 3 == done["welcomed"]
    assert everybody(0, 3) == holdings(journey)
    assert 1 == journey.transactions(COUNCIL)


# -------------------------------------------------------------- the keyboard


def test_ctrl_c_stops_and_the_rest_is_done_later(journey) -> None:
    """Once or three times, waiting for a block or sending: it answers with a word and 130, never
    with a traceback, and everybody is welcomed once in the end."""
    file = residents(journey, 0, 200)
    wire = journey.node.wire
    wire.request("evm_setAutomine", False)
    for times, pending in ((1, 1), (3, 3), (3, 3)):
        running = start("villager", "welcome", file, "--yes", journey=journey)
        assert running.stderr is not None
        running.stderr.readline()
        until(lambda pending=pending: waiting(journey) >= pending, running)
        for _time in range(times):
            running.send_signal(signal.SIGINT)
            time.sleep(0.02)
        data, talk = running.communicate(timeout=PATIENCE)

        assert (130, "") == (running.returncode, data), talk
        assert "error: Stopped." in talk
        assert "run again goes on from there" in talk
        assert "Traceback" not in talk
        assert "KeyboardInterrupt" not in talk
    wire.request("evm_setAutomine", True)
    wire.request("evm_mine")
    done = answer("villager", "welcome", file, "--yes", cwd=journey.folder)

    assert 200 == done["welcomed"] + len(done["before"])
    assert everybody(0, 200) == holdings(journey)
    assert 3 == journey.transactions(COUNCIL)


# ------------------------------------------------------------------ the disk


def full_disk_words(talk: str) -> None:
    """What is said of a full disk: never that the journal is damaged."""
    assert "The journal" in talk
    assert "cannot be written" in talk
    assert "hint: Make room on the disk" in talk
    assert "Move the file aside" not in talk
    assert "Traceback" not in talk


def test_nothing_is_sent_that_cannot_be_written_down(journey) -> None:
    """The disk is full at the start, or fills up in the middle: exit 1, nothing is sent that the
    journal does not know, and the same command with room does each row once."""
    file = residents(journey, 0, 200)
    for limit in (20_000, 60_000, 150_000):
        running = start("villager", "welcome", file, "--yes", journey=journey, limit=limit)
        data, talk = running.communicate(timeout=PATIENCE)

        assert (1, "") == (running.returncode, data), talk
        full_disk_words(talk)
        assert 0 == journey.transactions(COUNCIL)
    done = answer("villager", "welcome", file, "--yes", cwd=journey.folder)

    assert 200 == done["welcomed"]
    assert everybody(0, 200) == holdings(journey)
    assert 3 == journey.transactions(COUNCIL)


# A real file system without room, of this process alone; not every system lets a user make one.
FULL = """
mkdir ../kept && cp -a .daoctl/. ../kept && mount -t tmpfs -o size=2m tmpfs .daoctl || exit 77
cp -a ../kept/. .daoctl && chmod 700 .daoctl
dd if=/dev/zero of=.daoctl/fill bs=4k 2>/dev/null
exec "$@"
"""


def test_a_file_system_without_room_is_told(journey) -> None:
    """ENOSPC itself, where a file system can be mounted."""
    file = residents(journey, 0, 100)
    if shutil.which("unshare") is None:
        pytest.skip("unshare is not installed here")
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-c", FULL, "sh", *DAOCTL, "villager", "welcome", file, "--yes"],
        cwd=journey.folder, env=environment(), stdin=subprocess.DEVNULL, capture_output=True,
        text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    if done.returncode == 77 or "unshare" in done.stderr:
        pytest.skip("no file system can be mounted here")

    assert (1, "") == (done.returncode, done.stdout), done.stderr
    full_disk_words(done.stderr)
    assert 0 == journey.transactions(COUNCIL)


def test_an_answer_that_finds_no_room_is_no_success(founded) -> None:
    """What cannot be written where it was asked for ends with 1, in words; a reader that has seen
    enough, or none, is no error."""
    reader, writer = os.pipe()
    os.close(reader)
    for stdout, code in ((os.open("/dev/full", os.O_WRONLY), 1), (writer, 0)):
        done = subprocess.run(
            [*DAOCTL, "status", "--json"], cwd=founded.folder, env=environment(),
            stdin=subprocess.DEVNULL, stdout=stdout, stderr=subprocess.PIPE, text=True,
            timeout=PATIENCE, check=False,
        )  # fmt: skip
        os.close(stdout)

        assert code == done.returncode, done.stderr
        assert ("There is no room left to write to." in done.stderr) == (code == 1)
        assert "Exception" not in done.stderr


# -------------------------------------------------------------- two at once


def test_two_at_once_from_one_account_take_turns(journey, tmp_path) -> None:
    """Two folders of one village, as on two desks of one computer: the second waits for the first,
    no number is used twice, and everybody is welcomed once though both lists name some."""
    other = Journey(tmp_path / "other", journey.rpc)
    shutil.copytree(journey.folder, other.folder)
    tables = [(journey, residents(journey, 0, 120)), (other, residents(other, 60, 180))]
    running = [start("villager", "welcome", file, "--yes", journey=desk) for desk, file in tables]
    ended = [process.communicate(timeout=PATIENCE) for process in running]

    assert [0, 0] == [process.returncode for process in running], ended
    assert everybody(0, 180) == holdings(journey)


def test_two_at_once_in_one_village_are_refused_or_take_turns(journey) -> None:
    """The journal has one hand: who comes second is told that another daoctl is at work, and when
    the first is done, finds nothing left to do."""
    file = residents(journey, 0, 100)
    wire = journey.node.wire
    wire.request("evm_setAutomine", False)
    first = start("villager", "welcome", file, "--yes", journey=journey)
    until(lambda: waiting(journey) >= 2, first)
    second = daoctl("villager", "welcome", file, "--yes", cwd=journey.folder)
    wire.request("evm_setAutomine", True)
    wire.request("evm_mine")
    first.communicate(timeout=PATIENCE)
    third = answer("villager", "welcome", file, "--yes", cwd=journey.folder)

    assert (1, "") == (second.returncode, second.stdout)
    assert "Another daoctl is at work in this village." in second.stderr
    assert f"Process {first.pid} is at work there." in second.stderr
    assert (0, 0) == (first.returncode, third["welcomed"])
    assert everybody(0, 100) == holdings(journey)


# -------------------------------------------------------------- the register


def test_a_wrong_passphrase_for_the_register(journey) -> None:
    """Nothing is sent, the register stays as it is, and neither passphrase nor name is shown."""
    first = journey.write("a.csv", "address,name", f"{person(1)},花子")
    answer("villager", "welcome", first, "--yes", cwd=journey.folder, **PASSPHRASE)
    kept, before = register_file(journey.folder).read_bytes(), journey.transactions(COUNCIL)
    second = journey.write("b.csv", "address,name", f"{person(2)},太郎")
    wrong = {"DAOCTL_REGISTER_PASSPHRASE": "four other words here"}
    done = daoctl("villager", "welcome", second, "--yes", cwd=journey.folder, **wrong)

    assert (1, "") == (done.returncode, done.stdout)
    assert "The passphrase does not open the private register." in done.stderr
    assert "hint: Try again" in done.stderr
    for secret in (*wrong.values(), "太郎", "花子"):
        assert secret not in done.stderr
    assert kept == register_file(journey.folder).read_bytes()
    assert before == journey.transactions(COUNCIL)
    assert everybody(1, 2) == holdings(journey)
