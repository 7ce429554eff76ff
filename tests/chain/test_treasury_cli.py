"""What each verb of the treasury answers: the whole command line, in this process, on an Anvil."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from daoctl.times import DAY
from tests.chain import treasury_terminal as scene
from tests.chain.treasury_terminal import ANN, BOB, STRANGER, treasury_of
from tests.chain.treasury_village import ETH, meddle

anvil, village, terminal = scene.anvil, scene.village, scene.terminal

SHOWN = {
    "assets": {"asset", "symbol", "decimals", "balance", "reserved", "free", "set_aside"},
    "budgets": {
        "number", "name", "asset", "symbol", "remainder", "expires", "closed", "expired",
        "ceiling_bps",
    },
    "reservations": {"number", "awarder", "budget", "asset", "symbol", "remainder"},
    "grants": {"number", "recipient", "asset", "symbol", "total", "paid", "unpaid"},
}  # fmt: skip


# ---------------------------------------------------------------- treasury show


def test_show_answers_in_its_documented_shape(terminal):
    """Amounts are strings of wei, and the sums add up."""
    shown = terminal.json("treasury", "show")
    assert {*SHOWN, "block", "adds_up", "matches_events", "differences"} == set(shown)
    for part, keys in SHOWN.items():
        assert all(keys == set(row) for row in shown[part]), part
    (eth,) = shown["assets"]
    assert ("0x" + "0" * 40, str(10 * ETH), str(5 * ETH), str(5 * ETH)) == (
        eth["asset"], eth["balance"], eth["reserved"], eth["free"],
    )  # fmt: skip
    parts = ("budgets", "reservations", "grants")
    left = sum(int(r.get("remainder", r.get("unpaid"))) for part in parts for r in shown[part])

    assert int(eth["reserved"]) == left
    assert (True, True, []) == (shown["adds_up"], shown["matches_events"], shown["differences"])
    assert shown == terminal.json("treasury", "show", "--lang", "ja")


def test_show_tells_people_the_same_and_what_is_over(terminal):
    """An expired budget comes with the command that anyone may give."""
    said = terminal.run("treasury", "show", "--rate", "350000@2026-11-01")
    assert "祭り" in said.stdout
    assert "10 ETH ≈ 3,500,000 yen" in said.stdout
    assert "adds up" in said.stderr
    assert "anyone may close" not in said.stderr
    terminal.chain.advance_to(terminal.chain.now() + 301 * DAY)
    over = terminal.run("treasury", "show")

    assert "anyone may close it" in over.stdout
    assert "daoctl treasury budget close 2" in over.stderr


def test_show_exits_5_when_the_books_do_not_add_up(terminal):
    """Data first, then what is wrong and by how much."""
    meddle(terminal.chain, treasury_of(terminal), 0, 5 * ETH, ETH)
    shown = terminal.run("treasury", "show", "--json", code=5)

    assert json.loads(shown.stdout)["adds_up"] is False
    assert "6 ETH are reserved, and 5 ETH set aside" in shown.stderr
    assert "ETH reserved: 6 ETH on the chain, 5 ETH by the events" in shown.stderr


def test_show_exits_5_when_only_the_events_know_better(terminal):
    """Figures that fit one another but were altered are found out."""
    meddle(terminal.chain, treasury_of(terminal), 0, 5 * ETH, ETH)
    meddle(terminal.chain, treasury_of(terminal), 2, 2 * ETH, ETH)
    shown = terminal.run("treasury", "show", "--json", code=5)
    told = json.loads(shown.stdout)

    assert (True, False) == (told["adds_up"], told["matches_events"])
    assert {"what": "budget 2: what is left", "chain": "3 ETH", "events": "2 ETH"} in (
        told["differences"]
    )


# ---------------------------------------------------------------- what only the village may do


def test_pay_writes_a_draft_that_can_be_submitted_as_it_stands(terminal):
    """It says what would happen and which command proposes it; a second run changes nothing."""
    first = terminal.json("treasury", "pay", "0.5 ETH", STRANGER, "--memo", "種もみ")
    text = Path("pay.md").read_text("utf-8")
    again = terminal.json("treasury", "pay", "0.5 ETH", STRANGER, "--memo", "種もみ")
    assert ("pay.md", "daoctl proposal submit pay.md") == (first["draft"], first["submit"])
    assert "Pay 0.5 ETH: 種もみ" == first["title"]
    assert ("pay", True) == (first["kind"], first["works_now"])
    assert first == again
    assert text == Path("pay.md").read_text("utf-8")

    made = terminal.json("proposal", "submit", "pay.md", "--account", ANN, "--yes")
    assert "Pay 0.5 ETH: 種もみ" == made["title"]


def test_an_unfinished_draft_is_never_written_over(terminal):
    """Who has begun to say why does not lose it."""
    terminal.run("treasury", "pay", "0.5 ETH", STRANGER)
    with open("pay.md", "a", encoding="utf-8") as file:
        file.write("\nBecause of the harvest.\n")
    refused = terminal.run("treasury", "pay", "0.6 ETH", STRANGER, code=1)
    terminal.run("treasury", "pay", "0.6 ETH", STRANGER, "--file", "other draft.md")

    assert "says something else" in refused.stderr
    assert "harvest" in Path("pay.md").read_text("utf-8")


def test_a_dry_run_of_pay_writes_nothing(terminal, tmp_path):
    """It shows what the proposal would do, more than there is included."""
    said = terminal.run("treasury", "pay", "6 ETH", STRANGER, "--dry-run")
    shown = terminal.json("treasury", "pay", "6 ETH", STRANGER, "--dry-run")

    assert "Would be refused now" in said.stderr
    assert (None, False) == (shown["draft"], shown["works_now"])
    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("amount", "to", "memo", "words"),
    [
        ("0 ETH", STRANGER, "", "zero"),
        ("0.5", STRANGER, "", "no unit"),
        ("5 JPYC", STRANGER, "", "unit"),
        ("1 ETH", "0x" + "0" * 40, "", "zero address"),
        ("1 ETH", STRANGER[:-1], "", "not an address"),
        ("1 ETH", "treasury", "", "cannot pay itself"),
        ("1 ETH", STRANGER, "call 090-1234-5678", "telephone"),
        ("1 ETH", STRANGER, "two\nlines", "one line"),
    ],
)
def test_what_cannot_be_paid_is_refused_before_anything_is_written(
    terminal, tmp_path, amount, to, memo, words
):
    """One plain sentence, and no file."""
    where = treasury_of(terminal) if to == "treasury" else to
    said = terminal.run("treasury", "pay", amount, where, "--memo", memo, code=1)

    assert words in said.stderr
    assert [] == list(tmp_path.iterdir())


def test_budgets_are_opened_and_funded_by_drafts(terminal):
    """A mere day means its end, in the village's zone; an unknown budget names those there are."""
    opened = terminal.json(
        "treasury", "budget", "open", "収穫", "--amount", "1 ETH", "--expires", "2094-03-31",
        "--ceiling", "50%", "--awarder", STRANGER,
    )  # fmt: skip
    text = Path("budget-open.md").read_text("utf-8")
    assert opened["works_now"]
    assert "2094-03-31T23:59:59+09:00" in text
    funded = terminal.json("treasury", "budget", "fund", "祭り", "0.25 ETH")
    assert ("budget-fund-2.md", "Put 0.25 ETH into the budget 祭り") == (
        funded["draft"],
        funded["title"],
    )
    assert ["fundBudget"] == [action["function"] for action in funded["actions"]]

    unknown = terminal.run("treasury", "budget", "fund", "花", "1 ETH", code=1)
    assert "1 (activity), 2 (祭り)" in unknown.stderr
    terminal.run("treasury", "budget", "open", "過去", "--expires", "2020-01-01", code=1)
    terminal.run("treasury", "budget", "open", "activity", "--expires", "2094-01-01", code=1)


def test_a_mere_day_with_slashes_means_its_end_too(terminal):
    """As a spreadsheet rewrites it; not the day's first second."""
    terminal.run("treasury", "budget", "open", "収穫", "--expires", "2094/3/31")

    assert "2094-03-31T23:59:59+09:00" in Path("budget-open.md").read_text("utf-8")


def test_a_running_budget_is_closed_by_a_draft_and_an_expired_one_at_once(terminal):
    """By anyone; closing it again is success. No other signer could close a running one."""
    draft = terminal.json("treasury", "budget", "close", "祭り")
    assert ("budget-close-2.md", "closeBudget") == (
        draft["draft"],
        draft["actions"][0]["function"],
    )
    terminal.run("treasury", "budget", "close", "祭り", "--output", "calldata", code=2)

    terminal.chain.advance_to(terminal.chain.now() + 301 * DAY)
    refused = terminal.run("treasury", "budget", "fund", "祭り", "1 ETH", code=3)
    assert "closed or over" in refused.stderr
    close = ("treasury", "budget", "close", "2", "--account", BOB)
    looked = terminal.json(*close, "--dry-run")
    assert looked["dry_run"]
    written = terminal.run("treasury", "budget", "close", "2", "--output", "calldata")
    assert treasury_of(terminal) == json.loads(written.stdout)["to"]
    done = terminal.json(*close, "--yes")
    again = terminal.json(*close, "--yes")

    assert (str(2 * ETH), False) == (done["returned"], done["already"])
    assert (None, True) == (again["tx"], again["already"])
    assert terminal.json("treasury", "show")["budgets"][1]["closed"]
