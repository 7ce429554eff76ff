"""What each verb of projects answers: the whole command line, in this process, on an Anvil."""

from __future__ import annotations

import json

from daoctl.chain.accounts import account_address
from daoctl.times import DAY
from tests.chain import treasury_terminal as scene
from tests.chain.treasury_terminal import (
    ANN,
    BOB,
    CEM,
    REVIEWER,
    STRANGER,
    hand_over,
    report,
    treasury_of,
)
from tests.chain.treasury_village import ETH, REVERTING, set_code

anvil, village, terminal = scene.anvil, scene.village, scene.terminal


def test_a_project_goes_from_report_to_payment_and_each_step_is_done_once(terminal):
    """The recipient's and the reviewer's accounts are found by themselves; anyone pays."""
    sha = report()
    steps = [
        ("report", "1", "1", "報告.txt"),
        ("approve", "1", "1", "--report", "報告.txt"),
        ("claim", "1", "1", "--account", ANN),
    ]
    for step, status in zip(steps, ("reported", "approved", "paid"), strict=True):
        done = terminal.json("project", *step, "--yes")
        again = terminal.json("project", *step, "--yes")
        (one,) = done["milestones"]
        assert (status, False, True) == (one["status"], done["already"], again["already"])
        assert one["tx"]
    assert "0x" + sha == one["report_hash"]
    assert f"https://example.org/mihon/{sha}" == one["report_uri"]

    listed = terminal.json("project", "list")["projects"]
    shown = terminal.json("project", "show", "1")
    assert listed[0] == shown
    assert (str(ETH), str(ETH // 2), str(ETH // 2)) == (
        shown["total"], shown["paid"], shown["unpaid"],
    )  # fmt: skip
    assert ["paid", "open", "open"] == [step["status"] for step in shown["milestones"]]
    assert terminal.json("treasury", "show")["matches_events"]


def test_show_tells_people_what_may_happen_next(terminal):
    """With the command, and who may give it."""
    report()
    terminal.run("project", "report", "2", "1", "報告.txt", "--uri", "ipfs://x", "--yes")
    said = terminal.run("project", "show", "2").stdout
    rows = terminal.run("project", "list").stdout

    assert "daoctl project approve 2 1  (a reviewer)" in said
    assert "daoctl project report 2 2 FILE  (the recipient, until" in said
    assert "daoctl project cancel 2 --reason …  (the village, by a proposal)" in said
    assert "report: ipfs://x" in said
    assert "1 reported, to be judged, 2 to be reported" in rows


def test_the_wrong_file_the_wrong_person_and_the_wrong_time_are_refused(terminal):
    """Each with its exit code: a file can be mended (1), a rule of the chain not (3)."""
    report()
    report("別.txt", "別のもの")
    terminal.run("project", "approve", "1", "1", "--yes", code=3)
    terminal.run("project", "claim", "1", "1", "--account", ANN, "--yes", code=3)
    terminal.run("project", "report", "1", "1", "報告.txt", "--account", CEM, "--yes", code=3)
    terminal.run("project", "report", "1", "1", "報告.txt", "--yes")
    wrong = terminal.run("project", "approve", "1", "1", "--report", "別.txt", "--yes", code=1)
    missing = terminal.run("project", "approve", "1", "1", "--report", "無い.txt", "--yes", code=1)
    recipient = terminal.run("project", "approve", "1", "1", "--account", BOB, "--yes", code=3)
    early = terminal.run("project", "expire", "1", "2", "--account", ANN, "--yes", code=3)
    terminal.run("project", "show", "9", code=1)
    terminal.run("project", "report", "1", "4", "報告.txt", "--yes", code=1)
    terminal.run("project", "report", "1", "0", "報告.txt", code=2)
    terminal.run("project", "reject", "1", "1", code=2)

    assert "not the report that stands" in wrong.stderr
    assert "cannot be read" in missing.stderr
    assert "does not hold the role" in recipient.stderr
    assert "Milestone 2" in early.stderr


def test_a_reviewer_who_receives_the_money_cannot_approve_it(terminal):
    """Neither now nor after handing the project over."""
    report()
    hand_over(terminal, account_address(REVIEWER))
    terminal.run("project", "report", "1", "1", "報告.txt", "--yes")
    said = terminal.run("project", "approve", "1", "1", "--yes", code=3)

    assert "cannot judge its reports" in said.stderr


def test_a_rejection_says_why_and_the_next_report_stands(terminal):
    """The reason is public, so nothing personal may be in it."""
    report()
    terminal.run("project", "report", "1", "1", "報告.txt", "--yes")
    terminal.run("project", "reject", "1", "1", "--reason", "電話 090-1234-5678", code=1)
    rejected = terminal.json("project", "reject", "1", "1", "--reason", "写真がない", "--yes")
    again = terminal.json("project", "reject", "1", "1", "--reason", "写真がない", "--yes")
    assert ("rejected", "写真がない") == tuple(
        rejected["milestones"][0][key] for key in ("status", "reason")
    )
    assert again["already"]
    report("報告.txt", "写真つき")
    second = terminal.json("project", "report", "1", "1", "報告.txt", "--yes")

    assert ("reported", None) == tuple(second["milestones"][0][key] for key in ("status", "reason"))


def test_looking_and_calldata_send_nothing(terminal):
    """A dry run shows the plan; calldata is for a recipient that is a Safe."""
    report()
    looked = terminal.json("project", "report", "1", "1", "報告.txt", "--dry-run")
    written = terminal.run("project", "report", "1", "1", "報告.txt", "--output", "calldata")
    terminal.run("project", "report", "1", "1", "報告.txt", code=2)
    line = json.loads(written.stdout)

    assert looked["dry_run"]
    assert (treasury_of(terminal), "0") == (line["to"], line["value"])
    assert "Report milestone 1 of project 1" in line["words"]
    assert "open" == terminal.json("project", "show", "1")["milestones"][0]["status"]


def test_a_report_by_nobody_here_names_the_recipient(terminal):
    """Its account may be on another computer, or a Safe."""
    report()
    hand_over(terminal, STRANGER)
    said = terminal.run("project", "report", "1", "1", "報告.txt", "--yes", code=1)

    assert STRANGER in said.stderr


def test_a_recipient_that_takes_no_money_is_named(terminal):
    """Exit 3, and the milestone stays approved."""
    report()
    terminal.run("project", "report", "1", "1", "報告.txt", "--yes")
    terminal.run("project", "approve", "1", "1", "--yes")
    set_code(terminal.chain, account_address(BOB), REVERTING)
    said = terminal.run("project", "claim", "1", "--account", ANN, "--yes", code=3)

    assert f"{account_address(BOB)} cannot take the money." in said.stderr
    assert "stays approved" in said.stderr
    assert "approved" == terminal.json("project", "show", "1")["milestones"][0]["status"]


def test_claim_pays_all_that_wait_or_says_that_none_does(terminal):
    """One question, one transaction each."""
    report()
    assert terminal.json("project", "claim", "1", "--account", ANN, "--yes")["already"]
    for place in ("1", "3"):
        terminal.run("project", "report", "1", place, "報告.txt", "--yes")
        terminal.run("project", "approve", "1", place, "--yes")
    done = terminal.json("project", "claim", "1", "--account", ANN, "--yes")

    assert [(1, "paid"), (3, "paid")] == [(m["number"], m["status"]) for m in done["milestones"]]
    assert 2 == len({m["tx"] for m in done["milestones"]})


def test_a_late_milestone_is_given_back_by_anyone(terminal):
    """Once; a report comes too late then."""
    report()
    terminal.chain.advance_to(terminal.chain.now() + 31 * DAY)
    late = terminal.run("project", "report", "1", "1", "報告.txt", "--yes", code=3)
    done = terminal.json("project", "expire", "1", "1", "--account", CEM, "--yes")
    again = terminal.json("project", "expire", "1", "1", "--account", CEM, "--yes")

    assert "no longer be reported" in late.stderr
    assert ("expired", True) == (done["milestones"][0]["status"], again["already"])
    assert str(2 * ETH + ETH // 2) == terminal.json("treasury", "show")["budgets"][1]["remainder"]


def test_a_project_is_cancelled_by_the_village_alone(terminal):
    """Draft, proposal, vote: what was approved is still paid, the rest goes back; then it is done."""
    report()
    terminal.run("project", "report", "2", "1", "報告.txt", "--yes")
    terminal.run("project", "approve", "2", "1", "--yes")
    asked = terminal.json("project", "cancel", "2", "--reason", "中止")
    assert ("project-cancel-2.md", "grant-cancel") == (asked["draft"], asked["kind"])
    made = terminal.json("proposal", "submit", asked["draft"], "--account", ANN, "--yes")
    number = str(made["number"])
    terminal.chain.advance_to(made["opens"] + 10)
    terminal.run("vote", "cast", number, "for", "--account", ANN, "--yes")
    terminal.chain.advance_to(made["closes"] + 1)
    queued = terminal.json("proposal", "queue", number, "--account", ANN, "--yes")
    terminal.chain.advance_to(queued["eta"])
    terminal.run("proposal", "execute", number, "--account", ANN, "--yes")
    shown = terminal.json("project", "show", "2")
    assert shown["cancelled"]
    assert ["approved", "cancelled", "cancelled"] == [m["status"] for m in shown["milestones"]]
    again = terminal.json("project", "cancel", "2", "--reason", "中止")
    assert again["already"]
    terminal.run("project", "claim", "2", "--account", ANN, "--yes")

    assert terminal.json("treasury", "show")["adds_up"]
    assert [] == terminal.json("project", "show", "2")["next"]


def test_what_is_decided_cannot_be_cancelled(terminal):
    """Nothing would go back: exit 3."""
    report()
    for place in ("1", "2", "3"):
        terminal.run("project", "report", "1", place, "報告.txt", "--yes")
        terminal.run("project", "approve", "1", place, "--yes")

    said = terminal.run("project", "cancel", "1", "--reason", "中止", code=3)
    assert "cancelled any more" in said.stderr
