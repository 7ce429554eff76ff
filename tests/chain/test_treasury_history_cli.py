"""`treasury history` and `treasury nft` at the command line, on a village with money."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from daoctl.chain.accounts import account_address, ape_signer
from daoctl.chain.contracts import Contract
from daoctl.chain.sending import deploy, send
from tests.chain import treasury_terminal as scene
from tests.chain.test_governance_cli import Terminal
from tests.chain.treasury_terminal import ANN, BOB, REVIEWER, report, treasury_of
from tests.chain.treasury_village import ETH, GIFT, give

anvil, village, terminal = scene.anvil, scene.village, scene.terminal

MOVEMENT = {
    "time", "block", "tx", "kind", "direction", "asset", "symbol", "amount", "balance", "free",
    "party", "budget", "grant", "milestone", "memo",
}  # fmt: skip


def pay_first_step(terminal: Terminal) -> None:
    """Project 1's first milestone is reported, approved and paid."""
    report()
    terminal.run("project", "report", "1", "1", "報告.txt", "--account", BOB, "--yes")
    terminal.run("project", "approve", "1", "1", "--account", REVIEWER, "--yes")
    terminal.run("project", "claim", "1", "1", "--account", ANN, "--yes")


def test_the_history_explains_the_balance(terminal):
    """What came, what was set aside and what was paid, in order; it comes to what is there."""
    pay_first_step(terminal)
    found = terminal.json("treasury", "history")
    shown = terminal.json("treasury", "show")
    (eth,) = shown["assets"]
    assert {"block", "movements", "balances", "agrees"} == set(found)
    assert all(MOVEMENT == set(one) for one in found["movements"])
    kinds = [one["kind"] for one in found["movements"]]
    assert ["received", "budget_opened", "reserved", "awarded", "awarded", "milestone"] == kinds

    first, last = found["movements"][0], found["movements"][-1]
    assert (str(GIFT), "in") == (first["amount"], first["direction"])
    assert (str(ETH // 2), "out", 1, 1) == (
        last["amount"], last["direction"], last["grant"], last["milestone"],
    )  # fmt: skip
    assert account_address(BOB) == last["party"]
    assert (eth["balance"], eth["free"]) == (last["balance"], last["free"])
    (balance,) = found["balances"]
    assert (True, eth["balance"], "0") == (balance["agrees"], balance["held"], balance["unheard"])
    assert found == terminal.json("treasury", "history", "--lang", "ja")


def test_the_history_is_a_table_that_a_spreadsheet_adds_up(terminal):
    """What came in less what went out is the last balance; Japanese opens as such."""
    pay_first_step(terminal)
    said = terminal.run("treasury", "history", "--csv", "books.csv")
    raw = Path("books.csv").read_bytes()
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
    piped = terminal.run("treasury", "history", "--csv", "-")
    assert "books.csv" == said.stdout.strip()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.decode("utf-8-sig") == piped.stdout

    total = sum(float(row["in"] or 0) - float(row["out"] or 0) for row in rows)
    assert float(rows[-1]["balance"]) == total
    assert any("祭り" in row["what"] for row in rows)
    terminal.run("treasury", "history", "--csv", "-", "--json", code=2)


def test_eth_that_came_unheard_is_said_and_missing_eth_is_exit_5(terminal):
    """A contract that ended itself sends without an event; nothing leaves without one."""
    treasury = treasury_of(terminal)
    wire = terminal.chain.node.wire
    wire.request("anvil_setBalance", treasury, hex(GIFT + ETH))
    more = terminal.json("treasury", "history")
    assert (True, str(ETH)) == (more["agrees"], more["balances"][0]["unheard"])
    assert "1 ETH more came without a word" in terminal.run("treasury", "history").stderr

    wire.request("anvil_setBalance", treasury, hex(GIFT - ETH))
    less = terminal.run("treasury", "history", "--json", code=5)
    assert json.loads(less.stdout)["agrees"] is False
    assert "come to 10 ETH, and the treasury holds 9 ETH" in less.stderr


def test_a_gift_is_named_with_its_giver(terminal):
    """Anybody may give, and the books say who did."""
    give(terminal.chain, treasury_of(terminal), 5)
    last = terminal.json("treasury", "history")["movements"][-1]

    assert ("received", "5", account_address("TEST::0")) == (
        last["kind"], last["amount"], last["party"],
    )  # fmt: skip


def test_the_treasurys_things_are_found_wherever_they_come_from(terminal):
    """A token of the village and one of a stranger; one that left again is not shown, and a
    contract that only says it sent something is not believed."""
    assert [] == terminal.json("treasury", "nft")["held"]
    chain, treasury = terminal.chain, treasury_of(terminal)
    ann = ape_signer(chain, ANN)
    record = json.loads(next((terminal.folder / "deployments").glob("*.json")).read_text("utf-8"))
    own = Contract(chain, "DigitalVillager", record["addresses"]["villager"])
    manager, _receipt = deploy(chain, "AccessManager", [ann.address], ann)
    terms = ("古い農具", "TOOL", "Tools", 10, 1, 0, "https://example.org/tools/")
    art, _receipt = deploy(chain, "DigitalVillager", [manager, treasury, terms], ann)
    stranger = Contract(chain, "DigitalVillager", art)
    send(chain, stranger.call("mintBatch", [treasury, treasury]), ann)
    send(chain, own.call("transferFrom", ann.address, treasury, 1), ann)
    found = terminal.json("treasury", "nft")["held"]

    assert [("古い農具", "1", False), ("古い農具", "2", False), ("みほんの村", "1", True)] == [
        (one["name"], one["id"], one["own"]) for one in found
    ]
    assert ["https://example.org/tools/1", ann.address] == [found[0]["uri"], found[2]["from"]]
    words = terminal.run("treasury", "nft")
    assert "Anybody may send the treasury a token" in words.stderr
    assert "proposal draft --kind nft" in words.stderr
    # The stranger's contract vanishes: its events remain and prove nothing any more.
    chain.node.wire.request("anvil_setCode", art, "0x")
    assert ["みほんの村"] == [one["name"] for one in terminal.json("treasury", "nft")["held"]]
