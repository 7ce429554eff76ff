"""Running a guide of docs/guides/ as its reader follows it.

Its ```sh blocks run as they are printed. What a reader does besides typing stands in the guide too:

    ```csv elders.csv           a block of a file is saved under its name; after a line
    ```toml + village.toml      like this one at the end of a file that is there. $NAMES in it
                                are what the reader writes in their place
    <!-- until DATE TIME -->    the reader comes back at that moment (Japan's)
    <!-- gets 2 ETH: mio -->    somebody sends ETH to these accounts of the reader
    <!-- NAME is account mio -->    the reader writes the account's address for $NAME

The comments are not shown to readers; the guide's own sentences say the same.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parents[2]
GUIDES = {"en": ROOT / "docs" / "guides", "ja": ROOT / "docs" / "ja" / "guides"}
_STEP = re.compile(
    r"^```(?P<kind>\w+)(?P<more>[^\n]*)\n(?P<text>.*?)^```\s*$|^<!-- (?P<act>[^\n]*) -->\s*$",
    re.MULTILINE | re.DOTALL,
)
_UNTIL = re.compile(r"until (\d{4}-\d\d-\d\d \d\d:\d\d)")
_GETS = re.compile(r"gets (\d+) ETH: ([\w ]+)")
_MEANS = re.compile(r"(\w+) is account (\w+)")


def script(guide: Path) -> list[str]:
    """The guide as one bash script, in pieces: its commands to the letter, and between them what
    its reader does. Raises ValueError for a comment that is none of the above."""
    return list(_pieces(guide.read_text("utf-8")))


def _pieces(text: str) -> Iterator[str]:
    for step in _STEP.finditer(text):
        if step["kind"] == "sh":
            yield step["text"]
        elif step["kind"] and step["more"].strip():
            words = step["more"].split()
            how, name = (">>", words[1]) if words[0] == "+" else (">", words[0])
            yield f"cat {how} {shlex.quote(name)} <<END_OF_FILE\n{step['text']}END_OF_FILE\n"
        elif step["act"]:
            yield _act(step["act"])


def _act(words: str) -> str:
    if found := _UNTIL.fullmatch(words):
        moment = datetime.fromisoformat(found[1]).replace(tzinfo=ZoneInfo("Asia/Tokyo"))
        return _helper("until", str(int(moment.timestamp())))
    if found := _GETS.fullmatch(words):
        return _helper("gets", found[1], *found[2].split())
    if found := _MEANS.fullmatch(words):
        return f'export {found[1]}="$({_helper("address", found[2]).strip()})"\n'
    raise ValueError(f"a guide says: {words}")


def _helper(*arguments: str) -> str:
    return shlex.join([sys.executable, __file__, *arguments]) + "\n"


# ── The world around the reader, for the script ──────────────────────────────────────────────────


def _address(account: str) -> str:
    file = Path(os.environ["APE_DATA_FOLDER"]) / "accounts" / f"{account}.json"
    from daoctl.units import checksum

    digits = json.loads(file.read_text("utf-8"))["address"].lower().removeprefix("0x")
    return checksum(f"0x{digits}")


def _ask(method: str, *parameters: object) -> Any:
    from urllib.request import Request, urlopen

    asked = {"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters}
    request = Request(
        os.environ["URL"], json.dumps(asked).encode(), {"content-type": "application/json"}
    )
    with urlopen(request, timeout=30) as answer:
        found = json.load(answer)
    assert "error" not in found, found
    return found["result"]


def _main(what: str, *words: str) -> None:
    if what == "until":
        if int(_ask("eth_getBlockByNumber", "latest", False)["timestamp"], 16) < int(words[0]):
            _ask("evm_setNextBlockTimestamp", int(words[0]))
            _ask("evm_mine")
    elif what == "gets":
        for account in words[1:]:
            _ask("anvil_setBalance", _address(account), hex(int(words[0]) * 10**18))
    else:
        print(_address(words[0]))


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    _main(*sys.argv[1:])
