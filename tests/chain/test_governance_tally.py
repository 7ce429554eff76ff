"""The recount on a real chain: where it agrees with the Governor, and that it tells when not."""

from __future__ import annotations

import pytest

from daoctl.chain.sending import send_all
from daoctl.cli.tally import lines, refuse_difference
from daoctl.errors import Differs, UserError
from daoctl.governance.drafts import parse_draft
from daoctl.governance.lifecycle import submit
from daoctl.governance.power import electorate_token
from daoctl.governance.proposals import read_proposal
from daoctl.governance.setting import read_setting
from daoctl.governance.tally import tally
from daoctl.governance.votes import cast, cast_all, power_at
from tests.chain.governance_village import Scene, founded, person

ANN, BOB, CEM, DAN, EVE = (person(n) for n in range(5))


def propose(scene: Scene, title: str, proposer=ANN) -> int:
    """A proposal that only states something; its number."""
    draft = parse_draft(
        f"---\ntitle: {title}\nkind: text\n---\nText.\n", read_setting(scene.village)
    )
    scene.do(submit(scene.village, draft, proposer.address).calls, proposer)
    return submit(scene.village, draft, proposer.address).number


def open_vote(scene: Scene, number: int) -> int:
    """Moves time into the vote; the snapshot."""
    proposal = read_proposal(scene.village, number)
    scene.chain.advance_to(proposal.opens + 5)
    return proposal.snapshot


def vote(scene: Scene, number: int, choice: str, *voters) -> None:
    """The vote of each."""
    ballots = cast_all(scene.village, number, {voter.address: choice for voter in voters})
    for voter in voters:
        scene.do(ballots[voter.address].calls, voter)


def end_vote(scene: Scene, number: int) -> None:
    """Moves time behind the vote."""
    scene.chain.advance_to(read_proposal(scene.village, number).deadline + 1)


@pytest.fixture(scope="module")
def by_token(tmp_path_factory):
    """2,900 tokens: Ann has 290, Bob one, Cem most, Dan three; Eve none."""
    tokens = {ANN.address: 290, BOB.address: 1, CEM.address: 2_606, DAN.address: 3}
    with founded(tmp_path_factory.mktemp("token"), tokens) as scene:
        yield scene


def test_290_of_2900_votes_are_too_few_and_291_are_enough(by_token):
    """ "More than 10 %" by token, on the contract as in the recount."""
    few, enough = propose(by_token, "Few"), propose(by_token, "Enough")
    open_vote(by_token, enough)
    vote(by_token, few, "for", ANN)
    vote(by_token, enough, "for", ANN, BOB)
    end_vote(by_token, enough)
    lost, won = tally(by_token.village, few), tally(by_token.village, enough)

    assert ("Defeated", False, 290) == (
        lost.proposal.state,
        lost.count.passed,
        lost.count.totals.cast,
    )
    assert ("Succeeded", True) == (won.proposal.state, won.count.passed)
    assert (
        (2_900, 291) == (won.count.base, won.count.needed) == (lost.count.base, lost.count.needed)
    )
    assert lost.matches_chain
    assert won.matches_chain
    assert any("more than 10% of 2,900 votes: 291 needed, 290 cast" in one for one in lines(lost))


def test_170_of_1700_heads_are_too_few_and_171_are_enough(tmp_path):
    """The same rule by head: one certificate, one vote."""
    heads = [person(1_000 + n) for n in range(171)]
    others = [person(5_000 + n).address for n in range(1)]
    addresses = [head.address for head in heads]
    filler = [f"0x{n + 2**100:040x}" for n in range(1_700 - len(addresses) - len(others))]
    with founded(
        tmp_path, certificates=addresses + others + filler, electorate="certificate"
    ) as scene:
        few, enough = propose(scene, "Few", heads[0]), propose(scene, "Enough", heads[0])
        open_vote(scene, enough)
        governor = scene.village.governor
        ballots = [(governor.call("castVote", few, 1), head) for head in heads[:170]]
        ballots += [(governor.call("castVote", enough, 1), head) for head in heads]
        send_all(scene.chain, ballots, in_order=False)
        end_vote(scene, enough)
        lost, won = tally(scene.village, few), tally(scene.village, enough)

    assert ("Defeated", False, 170) == (lost.proposal.state, lost.count.passed, lost.count.voters)
    assert ("Succeeded", True, 171) == (won.proposal.state, won.count.passed, won.count.voters)
    assert (1_700, 171) == (won.count.base, won.count.needed)
    assert (171, 1_700) == won.count.turnout_holders
    assert lost.matches_chain
    assert won.matches_chain


def total_slot(chain, governor: str, votes: tuple[int, int, int], number: int) -> str:
    """Where a Governor keeps a proposal's three totals (against, for, abstain), found by what
    stands there."""
    from eth_abi import encode
    from eth_utils import keccak

    packed = votes[0] | votes[1] << 80 | votes[2] << 160
    for base in range(64):
        slot = keccak(encode(["uint256", "uint256"], [number, base]))
        word = chain.web3.eth.get_storage_at(governor, int.from_bytes(slot, "big"))
        if int.from_bytes(word, "big") == packed:
            return "0x" + slot.hex()
    raise AssertionError("the totals stand nowhere")


def test_altered_totals_are_found_out(by_token):
    """Somebody who could write the Governor's storage could not fool the recount."""
    number = propose(by_token, "Altered")
    open_vote(by_token, number)
    vote(by_token, number, "against", CEM)
    vote(by_token, number, "for", DAN)
    honest = tally(by_token.village, number)
    altered = 0 | 2_609 << 80
    governor = by_token.village.governor
    slot = total_slot(by_token.chain, governor.address, (2_606, 3, 0), number)
    by_token.chain.web3.provider.make_request(
        "anvil_setStorageAt",
        [governor.address, slot, "0x" + altered.to_bytes(32, "big").hex()],
    )
    end_vote(by_token, number)
    found = tally(by_token.village, number)

    assert honest.matches_chain
    assert "Succeeded" == found.proposal.state
    assert not found.count.passed
    assert not found.matches_chain
    assert found.as_json()["recount"]["matches_chain"] is False
    assert {(2_609, 3), (0, 2_606), ("passed", "rejected")} == {
        (one.chain, one.recounted) for one in found.disagreements
    }
    with pytest.raises(Differs) as refused:
        refuse_difference(found)
    assert 5 == refused.value.exit_code


def mine_together(scene: Scene, moment: int, pairs) -> None:
    """The calls in one block of that second."""
    request = scene.chain.web3.provider.make_request
    request("evm_setAutomine", [False])
    try:
        for call, signer in pairs:
            signed = signer.sign(
                {
                    "type": 2,
                    "chainId": scene.chain.chain_id,
                    "nonce": scene.chain.node.nonces([signer.address], pending=True)[0],
                    "to": call.to,
                    "value": 0,
                    "data": call.data,
                    "gas": 500_000,
                    "maxFeePerGas": 0,
                    "maxPriorityFeePerGas": 0,
                }
            )
            assert isinstance(scene.chain.node.send_many([signed])[0], str)
        request("evm_setNextBlockTimestamp", [hex(moment)])
        request("evm_mine", [])
    finally:
        request("evm_setAutomine", [True])


def test_what_moves_in_the_snapshots_second_counts_and_a_second_later_does_not(by_token):
    """The recount draws the line where the checkpoints do, for moves before and after the vote."""
    scene, village = by_token, by_token.village
    token = electorate_token(village)
    number = propose(scene, "Same second")
    snapshot = read_proposal(village, number).snapshot
    owned = [n for n in range(2_895, 2_901) if token.read("ownerOf", n) == DAN.address]
    assert 3 == len(owned)
    scene.chain.advance_to(snapshot - 3600)
    moves = [
        (token.call("transferFrom", DAN.address, EVE.address, owned[0]), DAN),
        (token.call("delegate", ANN.address), BOB),
    ]
    mine_together(scene, snapshot, moves)
    mine_together(
        scene,
        snapshot + 1,
        [
            (token.call("transferFrom", DAN.address, EVE.address, owned[1]), DAN),
            (token.call("delegate", BOB.address), BOB),
            (village.governor.call("castVote", number, 1), EVE),
        ],
    )
    vote(scene, number, "against", DAN)
    vote(scene, number, "abstain", ANN)
    found = tally(village, number)
    powers = {who: power_at(village, who.address, snapshot) for who in (ANN, BOB, DAN, EVE)}

    assert found.matches_chain, found.disagreements
    assert (2, 1, 291) == (
        found.count.totals.against,
        found.count.totals.for_,
        found.count.totals.abstain,
    )
    assert [291, 0, 2, 1] == [power.votes for power in powers.values()]
    for who, power in powers.items():
        assert token.read("getPastVotes", who.address, snapshot) == power.votes
    assert "delegated" == powers[BOB].reason
    assert (4, 5) == found.count.turnout_holders


def test_a_reissued_certificate_keeps_its_vote_at_the_old_address_until_the_next_snapshot(tmp_path):
    """Nothing counts twice in an open vote, and the recount sees it so."""
    addresses = [who.address for who in (ANN, BOB, CEM)]
    with founded(tmp_path, certificates=addresses, electorate="certificate") as scene:
        village, certificate = scene.village, scene.village.certificate
        first = propose(scene, "First")
        open_vote(scene, first)
        scene.do([certificate.call("reissue", 2, EVE.address)], scene.issuer)
        scene.do([certificate.call("revoke", 3, 1)], scene.issuer)
        vote(scene, first, "for", BOB, CEM)
        with pytest.raises(Exception, match="no vote"):
            cast(village, first, "for", EVE.address)
        before = tally(village, first)
        second = propose(scene, "Second")
        open_vote(scene, second)
        vote(scene, second, "for", EVE)
        after = tally(village, second)

    assert before.matches_chain, before.disagreements
    assert after.matches_chain, after.disagreements
    assert (3, 2) == (before.count.base, before.count.totals.for_)
    assert (2, 1) == (after.count.base, after.count.totals.for_)


def test_one_holder_one_vote_is_recounted_with_its_cap(tmp_path):
    """The cap is the token's own; the recount applies it to balances."""
    with founded(tmp_path, {ANN.address: 5, BOB.address: 1}, cap="2") as scene:
        token = scene.village.villager
        scene.do([token.call("transferFrom", ANN.address, BOB.address, 1)], ANN)
        number = propose(scene, "Capped", BOB)
        open_vote(scene, number)
        vote(scene, number, "for", ANN)
        vote(scene, number, "against", BOB)
        found = tally(scene.village, number)

    assert found.matches_chain, found.disagreements
    assert (4, 2, 2) == (found.count.base, found.count.totals.for_, found.count.totals.against)
    assert not found.count.passed


def test_a_quorum_reached_late_prolongs_the_vote_and_the_proposal_says_so(by_token):
    """The dates shown are those that hold, extension included."""
    number = propose(by_token, "Late")
    proposal = read_proposal(by_token.village, number)
    by_token.chain.advance_to(proposal.deadline - 3600)
    vote(by_token, number, "for", CEM)
    late = read_proposal(by_token.village, number)

    assert not proposal.extended
    assert late.extended
    assert proposal.deadline < late.deadline
    assert by_token.village.governor.read("proposalDeadline", number) == late.deadline
    end_vote(by_token, number)
    assert "Succeeded" == tally(by_token.village, number).proposal.state


def test_lapsed_certificates_lose_their_vote_and_renewed_ones_have_it_again(tmp_path):
    """Expired alone changes nothing: it counts until somebody lapses it."""
    addresses = [who.address for who in (ANN, BOB, CEM)]
    with founded(tmp_path, certificates=addresses, electorate="certificate") as scene:
        certificate = scene.village.certificate
        scene.chain.advance_to(scene.chain.now() + 401 * 86_400)
        scene.do([certificate.call("lapse", [2, 3])], DAN)
        lapsed = propose(scene, "Lapsed")
        open_vote(scene, lapsed)
        vote(scene, lapsed, "for", ANN)
        first = tally(scene.village, lapsed)
        until = scene.chain.now() + 100 * 86_400
        scene.do([certificate.call("renew", 3, until)], scene.issuer)
        renewed = propose(scene, "Renewed")
        open_vote(scene, renewed)
        vote(scene, renewed, "against", CEM)
        second = tally(scene.village, renewed)

    assert (1, 1) == (first.count.base, first.count.totals.for_)
    assert (2, 1) == (second.count.base, second.count.totals.against)
    assert first.matches_chain, first.disagreements
    assert second.matches_chain, second.disagreements


def test_a_tally_of_what_was_never_proposed_is_refused(by_token):
    """With a word on where to look."""
    with pytest.raises(UserError, match="no proposal 99"):
        tally(by_token.village, 99)
