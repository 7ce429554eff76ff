"""Projects and budgets without a chain: what is planned, what may happen next, what adds up."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from types import SimpleNamespace

import pytest

from daoctl.chain.contracts import Contract
from daoctl.chain.logs import Log
from daoctl.charter import assets
from daoctl.charter.assets import known_assets
from daoctl.charter.fields import ETH, Asset
from daoctl.errors import ChainRefused, UserError
from daoctl.treasury.ledger import Budget, GrantSums, Holding, Ledger, Reservation
from daoctl.treasury.projects import (
    Milestone,
    Project,
    Status,
    milestone_of,
    plan_approve,
    plan_claim,
    plan_expire,
    plan_reject,
    plan_report,
    read_projects,
    report_hash,
    status_words,
)
from daoctl.treasury.steps import command, next_steps, who_words

TREASURY = "0x00000000000000000000000000000000000000F1"
COIN = "0x00000000000000000000000000000000000C0123"
HASH, OTHER = hashlib.sha256(b"report").digest(), hashlib.sha256(b"other").digest()
NOW = 1_700_000_000
LATE, EARLY = NOW - 1, NOW + 1


def village(now: int = NOW) -> SimpleNamespace:
    """A village as far as a planner needs one: its treasury's functions, and what time it is."""
    chain = SimpleNamespace(now=lambda: now)
    return SimpleNamespace(chain=chain, treasury=Contract(chain, "VillageTreasury", TREASURY))


def project(*statuses: Status, report_by: int = EARLY, hash_: bytes = HASH) -> Project:
    """Project 7, with a milestone of 10 wei for each status."""
    steps = tuple(
        Milestone(
            place, 10, report_by, status, b"" if status is Status.OPEN else hash_, "https://a"
        )
        for place, status in enumerate(statuses, 1)
    )
    return Project(7, "0x" + "0" * 38 + "a0", ETH, NOW, 0, False, "", steps)


ACTS = {
    "report": lambda of: plan_report(village(), of, 1, OTHER),
    "approve": lambda of: plan_approve(village(), of, 1),
    "reject": lambda of: plan_reject(village(), of, 1, "写真がない"),
    "claim": lambda of: plan_claim(village(), of, 1),
    "expire": lambda of: plan_expire(village(), of, 1),
}
# act → the statuses in which it is done, and those in which it was done before.
TABLE = {
    "report": ({Status.OPEN, Status.REPORTED, Status.REJECTED}, set()),
    "approve": ({Status.REPORTED}, {Status.APPROVED, Status.PAID}),
    "reject": ({Status.REPORTED}, {Status.REJECTED}),
    "claim": ({Status.APPROVED}, {Status.PAID}),
    "expire": ({Status.OPEN, Status.REJECTED}, {Status.EXPIRED}),
}


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("act", ACTS)
def test_each_act_is_planned_done_or_refused_by_where_the_milestone_stands(act, status):
    """Doing a done thing is nothing; what cannot be is refused in words before anything is sent."""
    works, done = TABLE[act]
    of = project(status)
    if status in works:
        (call,) = ACTS[act](of)
        assert (act, 7, 0) == (call.function, call.args["grant_"], call.args["milestone_"])
        assert of.milestones[0] == milestone_of(of, call)
        return
    if status in done:
        assert [] == ACTS[act](of)
        return
    with pytest.raises(ChainRefused) as refused:
        ACTS[act](of)

    assert status_words(status) in refused.value.message
    assert "`daoctl project show 7`" in refused.value.hint


def test_people_count_milestones_from_one_and_the_contract_from_zero():
    """Milestone 2 of people is milestone 1 of the contract, in every act."""
    of = project(Status.APPROVED, Status.APPROVED, Status.PAID)
    calls = plan_claim(village(), of)

    assert [0, 1] == [call.args["milestone_"] for call in calls]
    assert [1, 2] == [milestone_of(of, call).number for call in calls]
    for wrong in (0, 4):
        with pytest.raises(UserError, match=f"no milestone {wrong}"):
            of.milestone(wrong)


def test_the_report_that_stands_is_named_and_another_file_is_refused():
    """An approval names the hash on the chain, never one that the reviewer brings."""
    of = project(Status.REPORTED)
    (call,) = plan_approve(village(), of, 1, HASH)
    assert HASH == call.args["reportHash"]
    (rejection,) = plan_reject(village(), of, 1, "足りない")
    assert (HASH, "足りない") == (rejection.args["reportHash"], rejection.args["reason"])

    for status in (Status.REPORTED, Status.APPROVED, Status.PAID):
        with pytest.raises(UserError) as wrong:
            plan_approve(village(), project(status), 1, OTHER)
        assert OTHER.hex() in wrong.value.cause
        assert HASH.hex() in wrong.value.cause


def test_the_same_report_is_sent_once_and_again_only_to_name_a_new_place():
    """A second run is nothing; a rejected report may be sent unchanged."""
    standing = project(Status.REPORTED)
    assert [] == plan_report(village(), standing, 1, HASH)
    assert [] == plan_report(village(), standing, 1, HASH, "https://a")
    assert [] == plan_report(village(), project(Status.PAID), 1, HASH, "https://b")

    assert "https://b" == plan_report(village(), standing, 1, HASH, "https://b")[0].args["uri"]
    assert 1 == len(plan_report(village(), project(Status.REJECTED), 1, HASH))


def test_a_report_is_in_time_up_to_the_very_second():
    """`reportBy` is the last second at which it may come."""
    of = project(Status.OPEN, report_by=NOW)
    assert 1 == len(plan_report(village(NOW), of, 1, HASH))

    with pytest.raises(ChainRefused, match="no longer") as refused:
        plan_report(village(NOW + 1), of, 1, HASH)
    assert refused.value.hint.endswith(": daoctl project expire 7 1")


@pytest.mark.parametrize("text", ["taro@example.org", "090-1234-5678"])
def test_nothing_personal_goes_into_a_report_or_a_rejection(text):
    """It would stand on the chain for ever."""
    with pytest.raises(UserError):
        plan_report(village(), project(Status.OPEN), 1, HASH, f"https://example.org/{text}")
    with pytest.raises(UserError):
        plan_reject(village(), project(Status.REPORTED), 1, f"電話 {text}")


@pytest.mark.parametrize("reason", ["", "  ", "two\nlines"])
def test_a_rejection_says_why_in_one_line(reason):
    """Whoever must report again needs to know what was missing."""
    with pytest.raises(UserError):
        plan_reject(village(), project(Status.REPORTED), 1, reason)


def test_a_reports_hash_is_what_sha256sum_prints(tmp_path):
    """Anyone can check a report without daoctl."""
    file = tmp_path / "報告.pdf"
    file.write_bytes(b"\0\xff" * 70_000)
    assert hashlib.sha256(file.read_bytes()).digest() == report_hash(file)

    for missing in (tmp_path / "nothing", tmp_path):
        with pytest.raises(UserError):
            report_hash(missing)


def test_sums_follow_where_the_milestones_stand():
    """Paid is paid, unpaid what may still be paid, cancellable what is not yet approved."""
    of = project(*Status)

    assert (70, 10, 40, 30) == (of.total, of.paid, of.unpaid, of.cancellable)


def test_next_steps_name_who_may_do_what_and_until_when():
    """A late report can only be judged, a late milestone only expire, an approved one be paid."""
    in_time = project(Status.OPEN, Status.REPORTED, Status.APPROVED, Status.PAID)
    found = [(one.verb, one.who, one.milestone, one.until) for one in next_steps(in_time, NOW)]
    assert [
        ("report", "recipient", 1, EARLY),
        ("report", "recipient", 2, EARLY),
        ("approve", "reviewer", 2, None),
        ("reject", "reviewer", 2, None),
        ("claim", "anyone", 3, None),
        ("cancel", "village", None, None),
    ] == found

    late = project(Status.OPEN, Status.REPORTED, Status.REJECTED, report_by=LATE)
    assert [("expire", 1), ("approve", 2), ("reject", 2), ("expire", 3), ("cancel", None)] == [
        (one.verb, one.milestone) for one in next_steps(late, NOW)
    ]
    assert [] == next_steps(project(Status.PAID, Status.CANCELLED, Status.EXPIRED), NOW)


def test_every_next_step_comes_with_its_command():
    """A reader can copy it; what is still to fill in shows."""
    of = project(Status.OPEN, Status.REPORTED)
    steps = {one.verb: one for one in next_steps(of, NOW)}

    assert "daoctl project report 7 2 FILE" == command(of, steps["report"])
    assert "daoctl project cancel 7 --reason …" == command(of, steps["cancel"])
    assert {"the recipient", "a reviewer", "the village, by a proposal"} == {
        who_words(one.who) for one in steps.values()
    }


def test_what_only_events_hold_is_that_of_the_report_which_stands(monkeypatch):
    """A rejection's reason is gone once another report came; the last report's place counts."""

    def log(event: str, **args: object) -> Log:
        return Log(event, {"grant": 1, **args}, TREASURY, 1, 0, "0x")

    logs = [
        log("GrantAwarded", uri="https://plan"),
        log("MilestoneReported", milestone=0, uri="https://first"),
        log("MilestoneRejected", milestone=0, reason="足りない"),
        log("MilestoneReported", milestone=0, uri="https://second"),
        log("MilestoneReported", milestone=1, uri="https://other"),
        log("MilestoneRejected", milestone=1, reason="遅い"),
    ]
    monkeypatch.setattr("daoctl.chain.logs.read_logs", lambda *_args: logs)
    step = {"amount": 5, "reportBy": NOW, "reportHash": HASH}
    answers = {
        "grant": SimpleNamespace(
            recipient=TREASURY, asset=ETH.address, awardedAt=NOW, budget=2, cancelled=False
        ),
        "milestones": [
            SimpleNamespace(**step, status=1),
            SimpleNamespace(**{**step, "reportHash": HASH}, status=2),
            SimpleNamespace(**{**step, "reportHash": bytes(32)}, status=0),
        ],
    }
    treasury = SimpleNamespace(
        read=lambda *_args, **_more: 1, read_many=lambda name, _args, _at: [answers[name]]
    )
    chain = SimpleNamespace(head=lambda: 9)
    (found,) = read_projects(
        SimpleNamespace(chain=chain, treasury=treasury, founded_block=0, charter=None)
    )

    assert ("https://plan", 2) == (found.uri, found.budget)
    assert [
        (1, Status.REPORTED, HASH, "https://second", ""),
        (2, Status.REJECTED, HASH, "https://other", "遅い"),
        (3, Status.OPEN, b"", "", ""),
    ] == [(s.number, s.status, s.report_hash, s.report_uri, s.reason) for s in found.milestones]


# ---------------------------------------------------------------- the ledger


def books(**changes: object) -> Ledger:
    """A ledger of 10 wei, 7 of them set aside."""
    told = Ledger(
        1,
        NOW,
        (Holding(ETH, 10, 7),),
        (
            Budget(1, "祭り", ETH, 0, LATE, True, 0),
            Budget(2, "祭り", ETH, 3, LATE, False, 5000),
            Budget(3, "種", ETH, 0, EARLY, False, 0),
            Budget(4, "種", ETH, 0, EARLY, False, 0),
        ),
        (Reservation(1, TREASURY, 2, ETH, 2),),
        (GrantSums(1, TREASURY, ETH, 5, 3, 2),),
    )
    return replace(told, **changes)


def test_a_ledger_adds_up_only_to_the_very_wei():
    """Too much or too little set aside, or more reserved than there is, and it does not."""
    assert books().adds_up
    assert 7 == books().set_aside(ETH.address)
    for reserved in (6, 8):
        assert not books(holdings=(Holding(ETH, 10, reserved),)).adds_up
    assert not books(holdings=(Holding(ETH, 6, 7),)).adds_up
    # Money set aside of an asset that is not on the list is nobody's.
    assert not books(holdings=()).adds_up


def test_free_money_is_never_below_zero():
    """A token that shrinks by itself leaves nothing free, not less than nothing."""
    assert (3, 0) == (Holding(ETH, 10, 7).free, Holding(ETH, 6, 7).free)
    assert Holding(ETH, 0, 0) == books().holding(COIN)


def test_a_budget_is_found_by_its_name_or_number():
    """Of two of one name the running one is meant; two running ones need a number."""
    assert 2 == books().budget("祭り").number
    assert 1 == books().budget("1").number
    assert 3 == books().budget("３").number
    with pytest.raises(UserError, match="Several") as several:
        books().budget("種")
    assert "3, 4" in several.value.hint
    for unknown in ("9", "花"):
        with pytest.raises(UserError, match="no budget"):
            books().budget(unknown)


def test_a_closed_budget_is_found_where_no_other_has_its_name():
    """So that closing it twice can be said to be done."""
    only = books(budgets=(Budget(1, "祭り", ETH, 0, LATE, True, 0),))

    assert only.budget("祭り").closed


def test_a_budget_is_over_after_its_last_second():
    """`expires` is the last second at which money may be taken out; a closed one is never over."""
    budget = Budget(1, "祭り", ETH, 0, NOW, False, 0)

    assert not budget.expired(NOW)
    assert budget.expired(NOW + 1)
    assert not replace(budget, closed=True).expired(NOW + 1)


@pytest.mark.parametrize(
    ("symbol", "decimals", "shown"),
    [
        ("JPYC", 2, Asset("JPYC", COIN, 2)),
        ("ETH", 18, Asset(COIN, COIN, 18)),
        ("\x1b[31m", 18, Asset(COIN, COIN, None)),
        (UserError("no answer"), 18, Asset(COIN, COIN, None)),
    ],
)
def test_a_token_is_called_what_it_says_unless_that_deceives(monkeypatch, symbol, decimals, shown):
    """No token can pass for ETH, or write on a reader's terminal."""

    def read(_self, function: str) -> object:
        answer = {"symbol": symbol, "decimals": decimals}[function]
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(Contract, "read", read)
    asked = known_assets(SimpleNamespace(chain=None, charter=None), [COIN, ETH.address])

    assert {COIN: shown, ETH.address: ETH} == asked


def test_the_charters_own_units_are_never_asked_for(monkeypatch):
    """What the village wrote stands, whatever the token says."""
    ours = Asset("円", COIN, 0)
    charter = SimpleNamespace(treasury=SimpleNamespace(assets=[ours]))
    monkeypatch.setattr(assets, "_ask", lambda *_args: pytest.fail("asked the token"))

    assert {COIN: ours} == known_assets(SimpleNamespace(charter=charter), [COIN])
