"""The money's life through the library, as the demo leads it: reports, payments, what comes back,
and the same figures by three ways: the contract, its events, and what people hold."""

from __future__ import annotations

import pytest

from daoctl.chain.accounts import KeySigner
from daoctl.chain.contracts import Contract
from daoctl.chain.logs import read_logs
from daoctl.chain.sending import send
from daoctl.errors import ChainRefused
from daoctl.times import DAY
from daoctl.treasury.audit import read_audit
from daoctl.treasury.ledger import plan_close_expired, read_ledger
from daoctl.treasury.projects import (
    Status,
    plan_approve,
    plan_claim,
    plan_expire,
    plan_reject,
    plan_report,
    read_project,
    read_projects,
)
from daoctl.treasury.replay import EVENTS, replay
from daoctl.treasury.steps import next_steps
from tests.chain.governance_village import DEPLOYER, Scene, founded, person
from tests.chain.treasury_village import (
    ETH,
    GIFT,
    MILESTONES,
    PLAN_URI,
    REVERTING,
    coin_on,
    give,
    meddle,
    money,
    plan,
    set_code,
)

ANN, BOB, ANYONE = person(20), person(21), person(22)
FIRST, SECOND = b"\1" * 32, b"\2" * 32
AT = "https://example.org/mihon/report"


@pytest.fixture
def scene(chain, tmp_path):
    """A village with 10 ETH, and projects of Ann and Bob."""
    with founded(tmp_path, rpc=chain.rpc_url, fill=money([ANN.address, BOB.address])) as found:
        yield found


def report(scene: Scene, number: int, place: int, who: KeySigner, hash_: bytes = FIRST) -> None:
    """Reports a milestone."""
    project = read_project(scene.village, number)
    scene.do(plan_report(scene.village, project, place, hash_, AT), who)


def paid(scene: Scene, number: int, place: int, who: KeySigner) -> None:
    """Leads a milestone from its report to its payment."""
    report(scene, number, place, who)
    scene.do(
        plan_approve(scene.village, read_project(scene.village, number), place), scene.reviewer
    )
    scene.do(plan_claim(scene.village, read_project(scene.village, number)), ANYONE)


def statuses(scene: Scene, number: int) -> list[Status]:
    """Where a project's milestones stand."""
    return [step.status for step in read_project(scene.village, number).milestones]


def check(scene: Scene) -> None:
    """The contract's figures add up and its events tell the same, statuses and all."""
    ledger = read_ledger(scene.village)
    assert ledger.adds_up
    assert [] == read_audit(scene.village, ledger)
    treasury = scene.village.treasury
    logs = read_logs(scene.chain, [treasury], EVENTS, scene.village.founded_block)
    told = {number: book.steps for number, book in replay(logs).grants.items()}
    for project in read_projects(scene.village):
        assert [(s.amount, s.status, s.report_hash) for s in project.milestones] == [
            (s.amount, s.status, s.report_hash) for s in told[project.number]
        ]


def test_the_ledger_says_where_every_wei_is(scene):
    """10 ETH: 2 left in the budget, 1 reserved, 2 awarded, 5 free."""
    ledger = read_ledger(scene.village)
    holding = ledger.holding()
    assert (GIFT, 5 * ETH, 5 * ETH) == (holding.balance, holding.reserved, holding.free)
    assert [("activity", 0), ("祭り", 2 * ETH)] == [(b.name, b.remainder) for b in ledger.budgets]
    assert [(DEPLOYER.address, 2, ETH)] == [
        (one.awarder, one.budget, one.remainder) for one in ledger.reservations
    ]
    assert [(ANN.address, ETH), (BOB.address, ETH)] == [
        (one.recipient, one.unpaid) for one in ledger.grants
    ]
    check(scene)

    one, two = read_projects(scene.village)
    assert (2, 0, PLAN_URI) == (one.budget, two.budget, one.uri)
    assert [
        (n, amount, one.awarded_at + days * DAY) for n, (amount, days) in enumerate(MILESTONES, 1)
    ] == [(step.number, step.amount, step.report_by) for step in one.milestones]


def test_a_milestone_goes_from_its_report_to_its_payment(scene):
    """Every step again is nothing; anyone pays, and it arrives with the recipient."""
    before = scene.chain.balance(ANN.address)
    paid(scene, 1, 1, ANN)
    project = read_project(scene.village, 1)
    village = scene.village
    assert (Status.PAID, FIRST, AT) == (
        project.milestones[0].status,
        project.milestones[0].report_hash,
        project.milestones[0].report_uri,
    )
    assert [] == plan_report(village, project, 1, FIRST)
    assert [] == plan_approve(village, project, 1) == plan_claim(village, project, 1)
    assert [] == plan_claim(village, project)

    assert ETH // 2 == project.paid == scene.chain.balance(ANN.address) - before
    check(scene)


def test_two_approved_milestones_are_paid_at_one_call_of_claim(scene):
    """Without a number, all that wait; a late claim is no later than an early one."""
    for place in (1, 3):
        report(scene, 1, place, ANN)
        project = read_project(scene.village, 1)
        scene.do(plan_approve(scene.village, project, place, FIRST), scene.reviewer)
    scene.chain.advance_to(scene.chain.now() + 4000 * DAY)
    calls = plan_claim(scene.village, read_project(scene.village, 1))
    scene.do(calls, ANYONE)

    assert 2 == len(calls)
    assert [Status.PAID, Status.OPEN, Status.PAID] == statuses(scene, 1)
    check(scene)


def test_a_rejected_report_may_come_again_for_thirty_days(scene):
    """Its reason is told until another report stands; the first report stays no secret."""
    village = scene.village
    scene.chain.advance_to(read_project(village, 1).milestones[0].report_by - 3600)
    report(scene, 1, 1, ANN)
    scene.do(plan_reject(village, read_project(village, 1), 1, "写真がない"), scene.reviewer)
    rejected = read_project(village, 1)
    assert (Status.REJECTED, "写真がない") == (
        rejected.milestones[0].status,
        rejected.milestones[0].reason,
    )
    assert rejected.milestones[0].report_by >= scene.chain.now() + 30 * DAY
    assert [] == plan_reject(village, rejected, 1, "again")

    report(scene, 1, 1, ANN, SECOND)
    again = read_project(village, 1).milestones[0]
    assert (Status.REPORTED, SECOND, "") == (again.status, again.report_hash, again.reason)
    check(scene)


def test_who_reports_judges_and_receives_are_kept_apart(scene):
    """A stranger cannot report, nor the recipient approve, even one who is a reviewer; nor can who
    handed the project over."""
    village = scene.village
    with pytest.raises(ChainRefused) as stranger:
        report(scene, 1, 1, BOB)
    assert "VillageTreasuryNotRecipient" == stranger.value.error_name
    report(scene, 1, 1, ANN)
    with pytest.raises(ChainRefused) as recipient:
        scene.do(plan_approve(village, read_project(village, 1), 1), ANN)
    assert "AccessManagedUnauthorized" == recipient.value.error_name
    scene.do([village.treasury.call("changeRecipient", 1, scene.reviewer.address)], ANN)
    with pytest.raises(ChainRefused) as reviewer:
        scene.do(plan_approve(village, read_project(village, 1), 1), scene.reviewer)
    assert "VillageTreasuryReviewerIsRecipient" == reviewer.value.error_name
    scene.do([village.treasury.call("changeRecipient", 1, BOB.address)], scene.reviewer)
    with pytest.raises(ChainRefused) as once:
        scene.do(plan_approve(village, read_project(village, 1), 1), scene.reviewer)

    assert "VillageTreasuryReviewerIsRecipient" == once.value.error_name
    assert BOB.address == read_project(village, 1).recipient
    check(scene)


def test_a_report_swapped_between_reading_and_approving_is_not_approved(scene):
    """The approval names what was read, so it is refused where another stands by then."""
    report(scene, 1, 1, ANN)
    approval = plan_approve(scene.village, read_project(scene.village, 1), 1)
    report(scene, 1, 1, ANN, SECOND)
    with pytest.raises(ChainRefused) as swapped:
        scene.do(approval, scene.reviewer)

    assert "VillageTreasuryReportChanged" == swapped.value.error_name
    assert "milestone 1" in swapped.value.message
    assert Status.REPORTED is statuses(scene, 1)[0]


def test_what_nobody_reported_in_time_goes_back_to_where_it_came_from(scene):
    """To the budget while it is open, else to free money; before its time, nothing does."""
    village, chain = scene.village, scene.chain
    for number in (1, 2):
        with pytest.raises(ChainRefused) as early:
            scene.do(plan_expire(village, read_project(village, number), 2), ANYONE)
        assert "Milestone 2" in early.value.message
    chain.advance_to(read_project(village, 2).milestones[1].report_by + 1)
    for number in (1, 2):
        scene.do(plan_expire(village, read_project(village, number), 2), ANYONE)
        assert [] == plan_expire(village, read_project(village, number), 2)
    ledger = read_ledger(village)
    assert 2 * ETH + ETH // 4 == ledger.budgets[1].remainder
    assert 5 * ETH + ETH // 4 == ledger.holding().free
    check(scene)

    chain.advance_to(ledger.budgets[1].expires + 1)
    scene.do(plan_expire(village, read_project(village, 1), 3), ANYONE)
    over = read_ledger(village)
    assert over.budgets[1].expired(over.time)
    scene.do(plan_close_expired(village, over.budgets[1]), ANYONE)
    closed = read_ledger(village)
    assert [] == plan_close_expired(village, closed.budgets[1])
    assert (True, 0) == (closed.budgets[1].closed, closed.budgets[1].remainder)
    # 2.25 from the budget, and 0.25 whose budget was over.
    assert 5 * ETH + ETH // 4 + 2 * ETH + ETH // 2 == closed.holding().free
    check(scene)


def test_a_budget_closes_for_anyone_only_once_it_is_over(scene):
    """An hour before its end it still runs."""
    village = scene.village
    budget = read_ledger(village).budgets[1]
    scene.chain.advance_to(budget.expires - 3600)
    assert not budget.expired(scene.chain.now())

    with pytest.raises(ChainRefused) as early:
        scene.do(plan_close_expired(village, budget), ANYONE)
    assert "VillageTreasuryBudgetNotExpired" == early.value.error_name


def test_a_recipient_that_takes_no_money_stops_nobody_else(scene):
    """Its milestone stays approved, and is paid once it can take the money."""
    village, chain = scene.village, scene.chain
    report(scene, 1, 1, ANN)
    scene.do(plan_approve(village, read_project(village, 1), 1), scene.reviewer)
    set_code(chain, ANN.address, REVERTING)
    with pytest.raises(ChainRefused):
        scene.do(plan_claim(village, read_project(village, 1)), ANYONE)
    paid(scene, 2, 1, BOB)
    assert Status.APPROVED is statuses(scene, 1)[0]
    check(scene)

    set_code(chain, ANN.address, "0x")
    scene.do(plan_claim(village, read_project(village, 1)), ANYONE)
    assert Status.PAID is statuses(scene, 1)[0]
    check(scene)


def test_eth_that_arrives_unheard_is_free_money(scene):
    """A block's reward, or a dying contract's, is in the balance and told by no event."""
    chain, treasury = scene.chain, scene.village.treasury.address
    chain.node.wire.request("anvil_setBalance", treasury, hex(GIFT + 3))
    give(chain, treasury, 2)

    assert 5 * ETH + 5 == read_ledger(scene.village).holding().free
    check(scene)


def test_a_token_is_counted_apart_and_called_by_its_own_name(chain, tmp_path):
    """JPYC beside ETH; a token that begins to charge a fee is refused when it is paid."""
    coin: Contract | None = None

    def fill(on, at):
        nonlocal coin
        coin = coin_on(on, DEPLOYER)
        treasury = Contract(on, "VillageTreasury", at["treasury"])
        send(on, coin.call("give", treasury.address, 10_000), DEPLOYER)
        yield treasury.call("listAsset", coin.address)
        terms = (coin.address, 6_000, on.now() + 300 * DAY, "円の予算")
        yield treasury.call("openBudget", *terms, DEPLOYER.address, 0)
        yield treasury.call("award", 2, plan(ANN.address, coin.address, [(1_250, 30)]))

    with founded(tmp_path, rpc=chain.rpc_url, fill=fill) as scene:
        assert coin is not None
        ledger = read_ledger(scene.village)
        yen = ledger.holding(coin.address)
        assert (10_000, 6_000, 4_000) == (yen.balance, yen.reserved, yen.free)
        assert ("JPYC", 2, 0) == (yen.asset.symbol, yen.asset.decimals, ledger.holding().balance)
        check(scene)
        report(scene, 1, 1, ANN)
        project = read_project(scene.village, 1)
        assert "12.5 JPYC" == project.money(project.total)
        scene.do(plan_approve(scene.village, project, 1), scene.reviewer)
        send(scene.chain, coin.call("charge", 1), DEPLOYER)
        with pytest.raises(ChainRefused) as charged:
            scene.do(plan_claim(scene.village, read_project(scene.village, 1)), ANYONE)
        assert "VillageTreasuryTransferMismatch" == charged.value.error_name
        send(scene.chain, coin.call("charge", 0), DEPLOYER)
        scene.do(plan_claim(scene.village, read_project(scene.village, 1)), ANYONE)

        assert 1_250 == coin.read("balanceOf", ANN.address)
        check(scene)


def test_a_contract_that_counts_wrongly_is_found_out(scene):
    """By its sums where they no longer fit, and by its events where only they still know."""
    village, chain = scene.village, scene.chain
    treasury = village.treasury.address
    meddle(chain, treasury, 0, 5 * ETH, ETH)
    sums = read_ledger(village)
    assert not sums.adds_up
    assert ["ETH reserved"] == [one.what for one in read_audit(village, sums)]

    meddle(chain, treasury, 2, 2 * ETH, ETH)
    fits = read_ledger(village)
    assert fits.adds_up
    assert {
        ("ETH reserved", "6 ETH", "5 ETH"),
        ("budget 2: what is left", "3 ETH", "2 ETH"),
    } == {(one.what, one.chain, one.events) for one in read_audit(village, fits)}


def test_the_ledger_of_an_earlier_block_is_read_as_it_was(scene):
    """Both ways: the contract's figures, and the events up to that block."""
    village = scene.village
    block, then = scene.chain.head(), read_ledger(village)
    paid(scene, 1, 1, ANN)

    assert then == read_ledger(village, block)
    assert [] == read_audit(village, then)


def test_what_may_happen_next_is_what_the_contract_takes(scene):
    """After each step, every next step that anyone or a known person may do is not refused."""
    from daoctl.chain.sending import simulate

    village = scene.village
    report(scene, 1, 1, ANN)
    report(scene, 2, 1, BOB)
    scene.do(plan_approve(village, read_project(village, 2), 1), scene.reviewer)
    scene.chain.advance_to(read_project(village, 1).milestones[1].report_by + 1)
    senders = {"recipient": ANN, "reviewer": scene.reviewer, "anyone": ANYONE}
    plans = {
        "report": lambda of, place: plan_report(village, of, place, SECOND, AT),
        "approve": lambda of, place: plan_approve(village, of, place),
        "reject": lambda of, place: plan_reject(village, of, place, "足りない"),
        "claim": lambda of, place: plan_claim(village, of, place),
        "expire": lambda of, place: plan_expire(village, of, place),
    }
    seen = set()
    for project in read_projects(village):
        senders["recipient"] = ANN if project.number == 1 else BOB
        for step in next_steps(project, scene.chain.now()):
            if step.verb == "cancel":
                call = village.treasury.call("cancel", project.number, "中止")
                simulate(scene.chain, call, village.timelock.address)
                continue
            (call,) = plans[step.verb](project, step.milestone)
            simulate(scene.chain, call, senders[step.who].address)
            seen.add(step.verb)

    assert {"report", "approve", "reject", "claim", "expire"} == seen


def test_the_embedded_chain_keeps_the_same_books(tmp_path):
    """`daoctl demo` runs there: founding, a payment, and the ledger by both ways."""
    with founded(tmp_path, network="ethereum:local:test", fill=None) as scene:
        give(scene.chain, scene.village.treasury.address, 7)

        assert 7 == read_ledger(scene.village).holding().free
        assert [] == read_projects(scene.village)
        check(scene)
