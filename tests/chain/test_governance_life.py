"""A proposal's life through the library, as the demo leads it: no terminal, no shortcuts."""

from __future__ import annotations

import hashlib

import pytest

from daoctl.chain.node import RpcError
from daoctl.charter.authority import COUNCIL
from daoctl.charter.drafts_file import write_draft
from daoctl.errors import ChainRefused, DraftError, UserError
from daoctl.governance.action import RawAction
from daoctl.governance.actions import encode
from daoctl.governance.drafts import parse_draft, read_draft
from daoctl.governance.lifecycle import cancel, execute, next_step, queue, submit, veto
from daoctl.governance.proposals import read_proposal, read_proposals
from daoctl.governance.setting import read_setting
from daoctl.governance.simulation import simulate_actions
from daoctl.governance.tally import tally
from daoctl.governance.votes import cast, delegate, power_now
from tests.chain.governance_village import Scene, founded, person

ANN, BOB, CEM, DAN, EVE = (person(n) for n in range(5))
TOKENS = {ANN.address: 3, BOB.address: 2, CEM.address: 1}


@pytest.fixture(scope="module", params=["ethereum:local:foundry", "ethereum:local:test"])
def scene(request, tmp_path_factory):
    """A village on Anvil, and one on the embedded chain."""
    with founded(tmp_path_factory.mktemp("life"), TOKENS, network=request.param) as found:
        yield found


def draft(scene: Scene, front: str, title: str, text: str = "Because."):
    """The draft with this front matter, checked against the village."""
    content = f"---\ntitle: {title}\n{front}\n---\n\n{text}\n"
    return parse_draft(content, read_setting(scene.village))


def proposed(scene: Scene, front: str, title: str, proposer=ANN) -> int:
    """A submitted proposal's number."""
    made = draft(scene, front, title)
    scene.do(submit(scene.village, made, proposer.address).calls, proposer)
    return submit(scene.village, made, proposer.address).number


def passed(scene: Scene, number: int) -> None:
    """Everybody is for it, until the vote has ended."""
    scene.chain.advance_to(read_proposal(scene.village, number).opens + 5)
    for who in (ANN, BOB, CEM):
        scene.do(cast(scene.village, number, "for", who.address).calls, who)
    scene.chain.advance_to(read_proposal(scene.village, number).deadline + 1)


def test_a_draft_becomes_a_rule_in_force(scene, tmp_path):
    """Draft, submit, vote, tally, queue, execute; each done thing is a quiet success."""
    village, chain = scene.village, scene.chain
    file = write_draft(
        tmp_path / "rule.md", "Longer votes", "rule", {"voting_period": "9 days"}, text="Harvest."
    )
    made = read_draft(file, read_setting(village))
    first = submit(village, made, ANN.address)
    scene.do(first.calls, ANN)
    again = submit(village, made, ANN.address)
    number = again.number
    assert ([], None) == (again.calls, first.number)
    with pytest.raises(ChainRefused):
        queue(village, read_proposal(village, number))
    proposal = read_proposal(village, number)
    assert "Pending" == proposal.state
    assert "Harvest." == proposal.described.text
    assert ANN.address == proposal.proposer

    passed(scene, number)
    assert tally(village, number).count.passed
    scene.do(queue(village, read_proposal(village, number)), DAN)
    queued = read_proposal(village, number)
    assert [] == queue(village, queued)
    with pytest.raises(ChainRefused) as early:
        execute(village, queued)
    assert next_step(village, queued) == early.value.hint
    chain.advance_to(queued.eta)
    scene.do(execute(village, queued), BOB)
    done = read_proposal(village, number)

    assert "Executed" == done.state
    assert [] == execute(village, done) == queue(village, done)
    assert 9 * 86_400 == village.governor.read("votingPeriod")
    assert tally(village, number).matches_chain


def test_only_its_proposer_takes_a_proposal_back_and_only_before_the_vote(scene):
    """Others are told who may, and that the council can stop it."""
    number = proposed(scene, "kind: text", "Taken back")
    proposal = read_proposal(scene.village, number)
    with pytest.raises(ChainRefused, match="Only its proposer"):
        cancel(scene.village, proposal, BOB.address)
    scene.do(cancel(scene.village, proposal, ANN.address), ANN)
    gone = read_proposal(scene.village, number)

    assert "Canceled" == gone.state
    assert [] == cancel(scene.village, gone, ANN.address)
    assert next_step(scene.village, gone) is None


def test_the_council_stops_a_proposal_and_its_reason_is_read_back(scene):
    """A veto without a reason, or with a telephone number in it, is refused."""
    number = proposed(scene, "kind: text", "Stopped")
    proposal = read_proposal(scene.village, number)
    for reason in ("", "call 090-1234-5678"):
        with pytest.raises(UserError):
            veto(scene.village, proposal, reason)
    with pytest.raises(ChainRefused):
        scene.do(veto(scene.village, proposal, "no"), ANN)
    scene.do(veto(scene.village, proposal, "法に反する"), scene.council)
    stopped = read_proposal(scene.village, number)

    assert "Canceled" == stopped.state
    assert (scene.council.address, "法に反する") == (stopped.vetoed_by, stopped.veto_reason)
    assert [] == veto(scene.village, stopped, "again")


def test_a_rehearsal_runs_the_actions_in_order_and_leaves_nothing_behind(scene):
    """The second payment would need what the first has spent; the Governor's settings can be
    tried although only `execute` may change them."""
    village = scene.village
    before = village.governor.read("votingDelay")
    works = draft(
        scene,
        "actions:\n  - kind: rule\n    voting_delay: 3 days\n    timelock: 5 days\n"
        '    quorum: "> 12%"\n  - kind: budget\n    do: open\n    name: festival\n'
        "    amount: 0 ETH\n    expires: 2094-01-01T00:00:00+09:00\n"
        f"  - kind: role\n    do: grant\n    role: reviewer\n    account: {DAN.address}\n"
        "  - kind: text",
        "Much at once",
    )
    setting = read_setting(village)
    trial = simulate_actions(village, encode(works.actions, setting), setting)
    again = simulate_actions(village, encode(works.actions, setting), setting)

    assert trial.works, trial.lines()
    assert again.works
    assert trial.note is None
    assert before == village.governor.read("votingDelay")
    assert 1 == village.treasury.read("budgetCount")


def test_a_rehearsal_names_the_first_refusal_and_what_is_not_reached(scene):
    """Each call sees what the ones before it did: nothing is put into a budget that was closed."""
    village = scene.village
    setting = read_setting(village)
    made = draft(
        scene,
        "actions:\n  - kind: budget\n    do: close\n    budget: activity\n"
        "  - kind: budget\n    do: fund\n    budget: activity\n    amount: 0.1 ETH\n  - kind: text",
        "Closed and filled",
    )
    trial = simulate_actions(village, encode(made.actions, setting), setting)

    assert [True, True, False] == [step.reached for step in trial.steps]
    assert [False, True, False] == [step.refusal is not None for step in trial.steps]
    assert not trial.works
    assert any("Would be refused now" in line for line in trial.lines())


def test_a_rehearsal_tells_what_the_timelock_will_refuse(scene):
    """The calls alone would work; the timelock, which looks at those to the manager, would not make
    them."""
    village, setting = scene.village, read_setting(scene.village)
    harmless = draft(scene, "kind: text", "Said")
    call = village.authority.call("setGrantDelay", COUNCIL.id, 4_000_000_000)
    raw = RawAction(call.to, call.data)
    trial = simulate_actions(village, [*encode(harmless.actions, setting), raw], setting)

    assert not trial.works
    assert [None, "VillageTimelockNotAsked"] == [
        step.refusal and step.refusal.error_name for step in trial.steps
    ]


@pytest.mark.parametrize("scene", ["ethereum:local:foundry"], indirect=True)
def test_a_node_that_cannot_rehearse_tries_each_action_by_itself(scene, monkeypatch):
    """And the answer says so; the Governor's own settings are still tried."""
    asked = scene.chain.node.wire.request

    def older(method, *params):
        if method == "eth_simulateV1":
            raise RpcError("Method not found", -32601)
        return asked(method, *params)

    monkeypatch.setattr(scene.chain.node.wire, "request", older)
    setting = read_setting(scene.village)
    made = draft(
        scene,
        "actions:\n  - kind: rule\n    voting_delay: 3 days\n"
        f"  - kind: pay\n    to: {DAN.address}\n    amount: 900 ETH\n  - kind: text",
        "Apart",
    )
    trial = simulate_actions(scene.village, encode(made.actions, setting), setting)

    assert trial.note is not None
    assert [False, True, False] == [step.refusal is not None for step in trial.steps]
    assert all(step.reached for step in trial.steps)


def test_a_long_text_stands_on_chain_as_hash_and_address(scene, tmp_path):
    """And the file to publish has that very hash."""
    made = draft(scene, "kind: text", "Long", "村の話。" * 1_000)
    submission = submit(scene.village, made, ANN.address)
    scene.do(submission.calls, ANN)
    number = submit(scene.village, made, ANN.address).number
    described = read_proposal(scene.village, number).described
    file = submission.publication(tmp_path)

    assert submission.must_publish
    assert hashlib.sha256(file.read_bytes()).hexdigest() == described.sha256
    assert described.uri == f"https://example.org/mihon/{file.name}"
    assert "" == described.text


def test_the_same_plan_twice_is_one_proposal_and_in_other_words_another(scene):
    """Submitting again never makes a second one by accident; another account's is its own."""
    one = proposed(scene, "kind: text", "Once")

    assert one == proposed(scene, "kind: text", "Once")
    assert one + 1 == proposed(scene, "kind: text", "Once", BOB)
    assert one + 2 == proposed(scene, "kind: text", "Twice")
    assert [one, one + 1, one + 2] == [p.number for p in read_proposals(scene.village)][-3:]


def test_who_has_no_vote_cannot_propose(scene):
    """Said before anybody signs, with what is needed."""
    made = draft(scene, "kind: text", "Nobody's")
    with pytest.raises(ChainRefused) as refused:
        submit(scene.village, made, EVE.address)

    assert "1 are needed" in refused.value.cause


def test_the_preflight_of_a_vote_tells_why_it_would_weigh_nothing(scene):
    """Delegated, bought too late, nothing held, not open, already otherwise."""
    village, token = scene.village, scene.village.villager
    number = proposed(scene, "kind: text", "Preflight")
    with pytest.raises(ChainRefused, match="takes no votes"):
        cast(village, number, "for", ANN.address)
    scene.do(delegate(village, CEM.address, ANN.address), CEM)
    assert [] == delegate(village, CEM.address, ANN.address)
    assert 4 == power_now(village, ANN.address).votes
    scene.chain.advance_to(read_proposal(village, number).opens + 5)
    scene.do([token.call("transferFrom", BOB.address, DAN.address, 4)], BOB)
    reasons = {}
    for who in (CEM, DAN, EVE):
        with pytest.raises(ChainRefused) as refused:
            cast(village, number, "for", who.address)
        reasons[who.name] = refused.value.cause
    ballot = cast(village, number, "for", ANN.address, "畑のため")
    scene.do(ballot.calls, ANN)

    assert ANN.address in reasons[CEM.name]
    assert "after the snapshot" in reasons[DAN.name]
    assert "nothing that carries" in reasons[EVE.name]
    assert 4 == ballot.power
    assert [] == cast(village, number, "for", ANN.address).calls
    with pytest.raises(ChainRefused, match="for already"):
        cast(village, number, "against", ANN.address)
    with pytest.raises(UserError):
        cast(village, number, "for", BOB.address, "mail me: a@example.org")
    scene.do(delegate(village, CEM.address, None), CEM)
    scene.do([token.call("transferFrom", DAN.address, BOB.address, 4)], DAN)
    assert 1 == power_now(village, CEM.address).votes


def test_there_is_no_proposal_of_a_number_not_given_yet(scene):
    """And the newest is named."""
    with pytest.raises(UserError, match="no proposal 999") as refused:
        read_proposal(scene.village, 999)

    assert "newest" in refused.value.hint


def test_a_draft_for_a_budget_that_the_chain_does_not_have_is_refused(scene):
    """Names are looked up on the chain, not in the charter alone."""
    with pytest.raises(DraftError, match="mistake"):
        draft(scene, "kind: budget\ndo: close\nbudget: festival", "None")
