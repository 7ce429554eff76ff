"""A busy node is asked again with patience, and what it cannot answer is told apart."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from daoctl.chain.node import Message, RpcError
from daoctl.chain.rpc import RpcNode
from daoctl.chain.wire import Wire, revert_data, shown_url
from daoctl.errors import ConnectionFailed

Answer = tuple[int, dict[str, str], Any]


class Node:
    """A small HTTP server that plays a node: `answer` makes status, headers and body of each
    request's JSON."""

    def __init__(self, answer: Callable[[Any], Answer]) -> None:
        self.asked: list[Any] = []
        node = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                node.asked.append(question)
                status, headers, body = answer(question)
                content = body if isinstance(body, bytes) else json.dumps(body).encode()
                self.send_response(status)
                for key, value in {"Content-Length": str(len(content)), **headers}.items():
                    self.send_header(key, value)
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_args: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        # A client that loses patience and leaves is what some tests are about.
        self.server.handle_error = lambda *_args: None
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def play() -> Iterator[Callable[[Callable[[Any], Answer]], Node]]:
    """Starts nodes that answer as told, and stops them after the test."""
    nodes: list[Node] = []

    def start(answer: Callable[[Any], Answer]) -> Node:
        nodes.append(Node(answer))
        return nodes[-1]

    yield start
    for node in nodes:
        node.server.shutdown()
        node.server.server_close()


def said(question: Any, result: Any) -> dict[str, Any]:
    """A JSON-RPC answer."""
    return {"jsonrpc": "2.0", "id": question["id"], "result": result}


def refused(question: Any, code: int, message: str, data: Any = None) -> dict[str, Any]:
    """A JSON-RPC error."""
    error = {"code": code, "message": message, "data": data}
    return {"jsonrpc": "2.0", "id": question["id"], "error": error}


def wire_to(node: Node, pauses: list[float], tries: int = 5) -> Wire:
    """A wire that writes down its pauses instead of waiting."""
    return Wire(node.url, tries=tries, pause=0.25, sleep=pauses.append)


def test_429_is_asked_again_after_growing_pauses(play):
    """Each pause is twice the one before, and the answer comes in the end."""
    busy = iter([429, 429, 503])

    def answer(question):
        status = next(busy, 200)
        return status, {}, b"slow down" if status != 200 else said(question, "0x10")

    pauses: list[float] = []

    assert 16 == RpcNode(wire_to(play(answer), pauses)).chain_id()
    assert [0.25, 0.5, 1.0] == pauses


def test_a_node_may_say_how_long_to_wait(play):
    """Retry-After is kept to when it is longer than our own pause."""
    busy = iter([({"Retry-After": "7"}, 429)])

    def answer(question):
        headers, status = next(busy, ({}, 200))
        return status, headers, said(question, "0x1")

    pauses: list[float] = []
    RpcNode(wire_to(play(answer), pauses)).chain_id()

    assert [7.0] == pauses


def test_a_rate_limit_inside_an_answer_is_waited_for_too(play):
    """Some nodes say it with status 200 and an error."""
    busy = iter([True])

    def answer(question):
        if next(busy, False):
            return 200, {}, refused(question, -32005, "daily request rate limit reached")
        return 200, {}, said(question, "0x1")

    pauses: list[float] = []

    assert 1 == RpcNode(wire_to(play(answer), pauses)).chain_id()
    assert 1 == len(pauses)


def test_a_node_that_stays_busy_is_given_up_in_words(play):
    """After the last try the user is told, and not with a traceback."""
    pauses: list[float] = []
    with pytest.raises(ConnectionFailed) as caught:
        wire_to(play(lambda _question: (429, {}, b"")), pauses, tries=3).request("eth_chainId")

    assert "HTTP 429" == caught.value.cause
    assert 2 == len(pauses)


def test_a_closed_port_is_told_at_once_enough(play):
    """Where nobody listens there is no node."""
    pauses: list[float] = []
    with pytest.raises(ConnectionFailed):
        Wire("http://127.0.0.1:9", tries=2, sleep=pauses.append).request("eth_chainId")


def test_a_range_that_is_too_much_is_refused_and_not_waited_for(play):
    """A gateway's 413, or an answer that never comes, lets the reader ask for less."""
    pauses: list[float] = []
    too_big = RpcNode(wire_to(play(lambda _question: (413, {}, b"<html>")), pauses))
    slow = RpcNode(
        Wire(play(lambda _question: time.sleep(0.5) or (200, {}, b"{}")).url, timeout=0.1)
    )
    for node in (too_big, slow):
        with pytest.raises(RpcError):
            node.logs(0, 10**6, ["0x" + "11" * 20], [b"\x01" * 32])

    assert [] == pauses


@pytest.mark.parametrize("body", [b"<html>hello</html>", b"7", {"hello": 1}])
def test_what_is_no_node_is_told(play, body):
    """A web page at the address is no node."""
    with pytest.raises((ConnectionFailed, RpcError)):
        wire_to(play(lambda _question: (200, {}, body)), []).request("eth_chainId")


def test_an_error_with_status_500_is_still_the_nodes_answer(play):
    """Nodes that revert with HTTP 500 are understood without asking again."""
    pauses: list[float] = []
    node = play(lambda question: (500, {}, refused(question, 3, "execution reverted", "0x1234")))
    with pytest.raises(RpcError) as caught:
        RpcNode(wire_to(node, pauses)).call(Message("0x" + "11" * 20, b""))

    assert b"\x12\x34" == caught.value.data
    assert [] == pauses


def test_many_questions_go_in_few_messages_and_keep_their_order(play):
    """Answers may come in any order; they are put back by their numbers."""
    node = play(lambda asked: (200, {}, [said(q, q["params"][0]) for q in reversed(asked)]))
    answers = wire_to(node, []).request_many([("echo", (n,)) for n in range(250)])

    assert list(range(250)) == answers
    assert 3 == len(node.asked)


def test_a_node_without_batches_is_asked_one_by_one(play):
    """A refusal of lists is not an error."""

    def answer(question):
        if isinstance(question, list):
            return (
                200,
                {},
                {"jsonrpc": "2.0", "id": None, "error": {"code": -32600, "message": "no"}},
            )
        return 200, {}, said(question, question["params"][0])

    node = play(answer)

    assert [0, 1, 2] == wire_to(node, []).request_many([("echo", (n,)) for n in range(3)])
    assert 4 == len(node.asked)


def test_one_busy_answer_of_many_is_asked_again_alone(play):
    """The others of the list are not asked twice."""

    def answer(asked):
        if isinstance(asked, list):
            first, *rest = asked
            return 200, {}, [refused(first, 429, "slow"), *(said(q, 1) for q in rest)]
        return 200, {}, said(asked, 1)

    node = play(answer)

    assert [1, 1, 1] == wire_to(node, []).request_many([("echo", ())] * 3)
    assert 2 == len(node.asked)


def test_a_refusal_among_many_stands_in_its_place(play):
    """One contract that reverts does not hide the answers of the others."""
    node = play(
        lambda asked: (
            200,
            {},
            [
                refused(q, 3, "execution reverted", "0xaa") if place == 1 else said(q, "0x01")
                for place, q in enumerate(asked)
            ],
        )
    )
    answers = RpcNode(wire_to(node, [])).call_many([Message("0x" + "11" * 20, b"")] * 3)

    assert [b"\x01", b"\x01"] == [answers[0], answers[2]]
    assert b"\xaa" == answers[1].data


@pytest.mark.parametrize(
    "data",
    [
        "0xdead",
        "Reverted 0xdead",
        {"data": "0xdead"},
        {"originalError": {"data": "0xdead"}},
        {"0x1": 2, "result": "0xdead"},
    ],
)
def test_every_wrapping_of_a_reason_is_opened(data):
    """geth, Nethermind, Hardhat and others wrap the same bytes differently."""
    assert b"\xde\xad" == revert_data(data)


@pytest.mark.parametrize("data", [None, "not hex", "0xzz", {}, 7, []])
def test_what_is_no_reason_is_none(data):
    """Other things in the same place are not taken for a contract's bytes."""
    assert revert_data(data) is None


def test_an_address_is_shown_without_its_key():
    """Keys in a node's address never reach a message."""
    assert "https://node.example:8443" == shown_url(
        "https://user:secret@node.example:8443/v2/key?k=1"
    )
