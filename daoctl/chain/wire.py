"""JSON-RPC over http(s), with patience for a node under load."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from daoctl.chain.node import RpcError
from daoctl.errors import ConnectionFailed
from daoctl.words import _

BATCH = 100
BUSY_STATUS = (408, 429, 500, 502, 503, 504)
# What was asked is too much for the node, and less of it may not be.
TOO_MUCH_STATUS = (400, 413, 414)
BUSY_CODES = (-32029, -32097, 429)
BUSY_WORDS = ("rate limit", "too many requests", "request limit", "throttle", "over capacity")


class Wire:
    """Messages to one address.

    A busy node (HTTP 429 and 5xx, or an error that says so) is asked again after a growing
    pause, at least as long as it asks for itself; after `tries` it is ConnectionFailed.
    """

    def __init__(
        self,
        url: str,
        headers: dict[str, str] | None = None,
        *,
        tries: int = 7,
        pause: float = 0.25,
        timeout: float = 30.0,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.url = url
        self._post = _poster(url, headers or {}, timeout)
        self._tries = tries
        self._pause = pause
        self._sleep = sleep
        self._id = 0

    def request(self, method: str, *params: Any) -> Any:
        """The node's answer, as JSON has it. Raises RpcError or ConnectionFailed."""
        for last in self._attempts():
            answer = self._exchange(self._question(method, params), last)
            if answer is None:
                continue
            result = _result(answer)
            if isinstance(result, RpcError):
                if _busy(result) and not last:
                    continue
                raise result
            return result
        raise AssertionError("the last attempt either answers or raises")

    def request_many(self, questions: Sequence[tuple[str, Sequence[Any]]]) -> list[Any]:
        """The answers to all, in their order; an RpcError stands where the node gave one."""
        answers: list[Any] = []
        for start in range(0, len(questions), BATCH):
            answers.extend(self._batch(questions[start : start + BATCH]))
        return answers

    def _batch(self, questions: Sequence[tuple[str, Sequence[Any]]]) -> list[Any]:
        if len(questions) == 1:
            return [self.single(*questions[0])]
        asked = [self._question(method, params) for method, params in questions]
        for last in self._attempts():
            answer = self._exchange(asked, last)
            if answer is None:
                continue
            if not isinstance(answer, list) or len(answer) != len(asked):
                break  # This node takes no lists of questions.
            by_id = {item.get("id"): _result(item) for item in answer if isinstance(item, dict)}
            results = [by_id.get(item["id"], RpcError("no answer")) for item in asked]
            return [
                self.single(*question)
                if isinstance(result, RpcError) and (_busy(result) or result.code == -32600)
                else result
                for question, result in zip(questions, results, strict=True)
            ]
        return [self.single(*question) for question in questions]

    def single(self, method: str, params: Sequence[Any]) -> Any:
        """The node's answer, or the RpcError it gave."""
        try:
            return self.request(method, *params)
        except RpcError as error:
            return error

    def _question(self, method: str, params: Sequence[Any]) -> dict[str, Any]:
        self._id += 1
        return {"jsonrpc": "2.0", "id": self._id, "method": method, "params": list(params)}

    def _attempts(self) -> Iterator[bool]:
        """Once for each try, pausing between them; true for the last one."""
        self._asked_pause = 0.0
        for attempt in range(self._tries):
            if attempt:
                self._sleep(max(self._asked_pause, self._pause * 2 ** (attempt - 1)))
            yield attempt == self._tries - 1

    def _exchange(self, body: Any, last: bool) -> Any:
        """What the node said, or None when it should be asked again."""
        try:
            status, headers, content = self._post(json.dumps(body).encode())
        except TimeoutError:
            if isinstance(body, dict) and body["method"] == "eth_getLogs":
                # A narrower range may be within the node's powers; asking again is not.
                raise RpcError("the node took too long") from None
            if last:
                raise self._failed(_("It took too long.")) from None
            return None
        except OSError as error:
            if last:
                raise self._failed(str(error)) from None
            return None
        if status in BUSY_STATUS:
            # Some nodes say "reverted" or "range too wide" with status 500 and a proper answer.
            answer = _parsed(content) if status == 500 else None
            if answer is not None:
                return answer
            if last:
                raise self._failed(f"HTTP {status}")
            asked = headers.get("Retry-After", "")
            self._asked_pause = min(float(asked), 60.0) if asked.isdigit() else 0.0
            return None
        answer = _parsed(content)
        if answer is None:
            if status in TOO_MUCH_STATUS:
                raise RpcError(f"HTTP {status}")
            if status == 200:
                raise nonsense(self.url, _("It is no JSON, as every node speaks."))
            raise self._failed(f"HTTP {status}")
        return answer

    def _failed(self, cause: str) -> ConnectionFailed:
        return ConnectionFailed(
            _("The node at {url} does not answer.").format(url=shown_url(self.url)),
            cause=cause,
            hint=_("Check the address given with --rpc, or try again later."),
        )


def nonsense(url: str, cause: str) -> ConnectionFailed:
    """The error for an answer that no node should give."""
    return ConnectionFailed(
        _("What the node at {url} answers makes no sense.").format(url=shown_url(url)),
        cause=cause,
        hint=_("It may be no node at all, or a broken one: name another with --rpc."),
    )


def shown_url(url: str) -> str:
    """The address without what may be a key in it."""
    from urllib.parse import urlsplit

    parts = urlsplit(url)
    host = parts.hostname or url
    return f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port else "")


def _poster(
    url: str, headers: dict[str, str], timeout: float
) -> Callable[[bytes], tuple[int, Any, bytes]]:
    from urllib.request import getproxies, proxy_bypass

    import urllib3

    host = urllib3.util.parse_url(url)
    proxy = getproxies().get(host.scheme or "http")
    limits = urllib3.Timeout(connect=min(timeout, 10.0), read=timeout)
    pool: urllib3.PoolManager
    if proxy and not proxy_bypass(host.host or ""):
        pool = urllib3.ProxyManager(proxy, timeout=limits, retries=False)
    else:
        pool = urllib3.PoolManager(timeout=limits, retries=False)
    sent = {"Content-Type": "application/json", "User-Agent": "daoctl", **headers}

    def post(body: bytes) -> tuple[int, Any, bytes]:
        try:
            answer = pool.request("POST", url, body=body, headers=sent)
        except urllib3.exceptions.ReadTimeoutError as error:
            raise TimeoutError(str(error)) from None
        except urllib3.exceptions.HTTPError as error:
            raise OSError(_plainly(error)) from None
        return answer.status, answer.headers, answer.data

    return post


def _plainly(error: Exception) -> str:
    """What went wrong on the way, without the names of the library's parts."""
    beneath = error
    while (deeper := beneath.__cause__ or beneath.__context__) is not None:
        if not isinstance(deeper, Exception):
            break
        beneath = deeper
    return getattr(beneath, "strerror", None) or str(beneath) or type(beneath).__name__


def _parsed(content: bytes) -> Any:
    try:
        answer = json.loads(content)
    except ValueError:
        return None
    return answer if isinstance(answer, dict | list) else None


def _result(answer: Any) -> Any:
    if not isinstance(answer, dict) or ("result" not in answer and "error" not in answer):
        return RpcError("the node's answer is not JSON-RPC")
    if (error := answer.get("error")) is None:
        return answer.get("result")
    if not isinstance(error, dict):
        return RpcError(str(error))
    code = error.get("code")
    return RpcError(
        str(error.get("message", "")),
        code if isinstance(code, int) else None,
        revert_data(error.get("data")),
    )


def revert_data(data: Any) -> bytes | None:
    """The reason's bytes in any of the shapes nodes wrap it in, or None."""
    if isinstance(data, dict):
        for key in ("data", "result", "output", "return"):
            if (found := revert_data(data.get(key))) is not None:
                return found
        return revert_data(data.get("originalError"))
    if isinstance(data, str):
        # Nethermind and OpenEthereum put a word before it.
        text = data.removeprefix("Reverted ").strip()
        if text.startswith("0x"):
            try:
                return bytes.fromhex(text[2:])
            except ValueError:
                return None
    return None


def _busy(error: RpcError) -> bool:
    text = error.message.lower()
    return error.code in BUSY_CODES or any(word in text for word in BUSY_WORDS)
