"""Residents, holders and certificates through the library, on a chain."""

from __future__ import annotations

from dataclasses import replace

import pytest

from daoctl.chain.batches import run_batch
from daoctl.chain.contracts import read_many
from daoctl.chain.journal import Journal
from daoctl.chain.sending import estimate, send_all, with_margin
from daoctl.errors import ChainRefused, UserError
from daoctl.times import DAY
from daoctl.units import ZERO_ADDRESS
from daoctl.villager.certificate_acts import plan_reissue, plan_renew, plan_revoke
from daoctl.villager.certificates import (
    find_certificate,
    need_certificate,
    read_certificate,
    read_certificates,
)
from daoctl.villager.holders import owner_of, read_holders, read_villager
from daoctl.villager.issuing import Member, issue_call, plan_issue, read_issue
from daoctl.villager.welcome import plan_welcome, read_welcome, welcome_call
from tests.chain.villager_village import OPENS, Scene, founded, person

A, B, C, D = (person(n) for n in range(4))


@pytest.fixture(scope="module")
def founded_once(tmp_path_factory):
    """The village, founded once for all tests here."""
    with founded(tmp_path_factory.mktemp("people")) as scene:
        yield scene


@pytest.fixture
def scene(founded_once):
    """The village as it was founded, whatever other tests did."""
    wire = founded_once.chain.node.wire
    before = wire.request("evm_snapshot")
    yield Scene(replace(founded_once.village, chain=replace(founded_once.chain, _times={})))
    wire.request("evm_revert", before)


def member(scene: Scene, address: str, *, days: int = 30, tier: int = 0) -> Member:
    """Somebody who gets a certificate for so many days."""
    return Member(address, tier, scene.chain.now() + days * DAY)


def issued(scene: Scene, *addresses: str, days: int = 30) -> None:
    """They have certificates, in this order."""
    members = [member(scene, one, days=days) for one in addresses]
    scene.do(plan_issue(scene.village, members, scene.account(2).address), 2)


class TestWelcome:
    """A free token each, from the reserve."""

    def test_each_resident_gets_one_token_in_the_tables_order(self, scene):
        """One call for them all."""
        (call,) = plan_welcome(scene.village, [C, A, B])
        scene.do([call], 1)

        assert [C, A, B] == [owner_of(scene.village, token) for token in (1, 2, 3)]
        assert [] == plan_welcome(scene.village, [A, B, C])

    def test_who_was_welcomed_before_is_left_out(self, scene):
        """Even who gave the token away by now."""
        scene.do(plan_welcome(scene.village, [A, scene.account(5).address]), 1)
        token = scene.village.villager
        scene.do([token.call("transferFrom", scene.account(5).address, D, 2)], 5)
        found = read_welcome(scene.village, [A, B, scene.account(5).address])

        assert ((B,), (A, scene.account(5).address)) == (found.fresh, found.before)

    def test_somebody_named_twice_is_welcomed_once(self, scene):
        """Whoever calls the library directly may do so."""
        assert (A, B) == read_welcome(scene.village, [A, B, A]).fresh

    def test_the_reserve_is_checked_before(self, scene):
        """8 residents, and not one more; who was welcomed before needs none."""
        first = [person(n) for n in range(6)]
        scene.do(plan_welcome(scene.village, first), 1)
        plan_welcome(scene.village, [*first, person(6), person(7)])
        with pytest.raises(ChainRefused, match="has 2 tokens left, and 3 are needed"):
            plan_welcome(scene.village, [person(n) for n in range(9)])

    def test_a_batch_in_small_transactions_reaches_everybody_once(self, scene, tmp_path):
        """The demo's way: rows through the journal, and again without effect."""
        rows = [person(n) for n in range(7)]
        with Journal.of(scene.chain, tmp_path / "journal.db") as journal:
            for expected in ((7, 0), (0, 7)):
                result = run_batch(
                    scene.chain, journal, "welcome", rows,
                    lambda part: welcome_call(scene.village, part), scene.account(1), per_tx=3,
                )  # fmt: skip
                assert expected == (result.done, result.skipped)

        assert rows == [owner_of(scene.village, token) for token in range(1, 8)]


class TestHolders:
    """What the events say is what the contract says."""

    def test_the_list_agrees_with_the_contract(self, scene):
        """After transfers, a delegation, a burn, and a token given to the treasury."""
        village, token = scene.village, scene.village.villager
        mine, other = scene.account(5).address, scene.account(6).address
        scene.chain.advance_to(OPENS)
        scene.do([village.sale.call("buy", 1, 5, mine, 0, [], value=15 * 10**16)], 5)
        scene.do([village.sale.call("buy", 1, 3, other, 0, [], value=9 * 10**16)], 6)
        scene.do(
            [
                token.call("transferFrom", mine, A, 1),
                token.call("transferFrom", mine, village.treasury.address, 2),
                token.call("burn", 3),
                token.call("delegate", other),
            ],
            5,
        )
        found = {one.address: one for one in read_holders(village)}
        questions = [(token, "unitsOf", (who,)) for who in found]
        questions += [(token, "delegates", (who,)) for who in found]
        answers = read_many(questions)

        assert {other: (6, 7, 8), mine: (4, 5), A: (1,), village.treasury.address: (2,)} == {
            who: one.tokens for who, one in found.items()
        }
        assert [one.units for one in found.values()] == answers[: len(found)]
        # Votes go by who they are delegated to; the treasury delegates to nobody who counts.
        assert [other, other, A] == [found[who].delegate for who in (other, mine, A)]
        assert (2, 2, 0) == (
            found[other].units,
            found[mine].units,
            found[village.treasury.address].units,
        )

    def test_one_villager_is_shown_whole(self, scene):
        """Tokens, votes given by others, purchases, and the certificate."""
        mine, other = scene.account(5).address, scene.account(6).address
        scene.chain.advance_to(OPENS)
        scene.do([scene.village.sale.call("buy", 1, 2, mine, 0, [], value=6 * 10**16)], 5)
        scene.do(plan_welcome(scene.village, [other]), 1)
        issued(scene, other)
        scene.do([scene.village.villager.call("delegate", other)], 5)
        first, second = (read_villager(scene.village, who) for who in (mine, other))

        assert (0, {1: 2}, False, 0) == (
            first.votes,
            first.bought,
            first.welcomed,
            first.certificate,
        )
        assert (3, {}, True, 1) == (
            second.votes,
            second.bought,
            second.welcomed,
            second.certificate,
        )
        assert (other, (1, 2)) == (first.holder.delegate, first.holder.tokens)

    def test_votes_that_moved_this_second_move_again_in_the_next(self, scene):
        """A node estimates in the moment of its newest block, where what was written of the votes in that
        moment is only written over. A moment later the votes of both delegates are new entries."""
        chain, token, mine = scene.chain, scene.village.villager, scene.account(5)
        chain.advance_to(OPENS)
        scene.do([scene.village.sale.call("buy", 1, 2, mine.address, 0, [], value=6 * 10**16)], 5)
        scene.do([token.call("delegate", A), token.call("delegate", mine.address)], 5)
        scene.do([token.call("delegate", B), token.call("delegate", mine.address)], 5)
        chain.node.wire.request("anvil_setBlockTimestampInterval", 0)
        try:
            scene.do([token.call("delegate", A), token.call("delegate", B)], 5)
            gas = with_margin(estimate(chain, token.call("delegate", A), mine.address))
            chain.node.wire.request("anvil_setBlockTimestampInterval", 1)
            send_all(chain, [(token.call("delegate", A), mine)], gas=gas)
        finally:
            chain.node.wire.request("anvil_removeBlockTimestampInterval")

        assert A == token.read("delegates", mine.address)

    def test_a_stranger_holds_nothing(self, scene):
        """And is shown as such."""
        found = read_villager(scene.village, D)

        assert ((), 0, D) == (found.holder.tokens, found.votes, found.holder.delegate)

    def test_a_token_that_is_not_there_says_why(self, scene):
        """Never made, or burned."""
        scene.do(plan_welcome(scene.village, [scene.account(5).address]), 1)
        for token, words in ((0, "no token 0"), (2, "newest is 1")):
            with pytest.raises(UserError) as caught:
                owner_of(scene.village, token)
            assert words in f"{caught.value.message} {caught.value.hint}"
        scene.do([scene.village.villager.call("burn", 1)], 5)
        with pytest.raises(UserError, match="was burned"):
            owner_of(scene.village, 1)


class TestIssuing:
    """Certificates to all who have none, as far as the day lasts."""

    def test_what_is_issued_stands_on_the_chain(self, scene):
        """Tier, date, commitment and holder of each."""
        until = scene.chain.now() + 9 * DAY
        members = [Member(A, 1, until), Member(B, 0, until + 1)]
        issuer = scene.account(2).address
        scene.do(plan_issue(scene.village, members, issuer, {A: b"\7" * 32}), 2)
        one, two = read_certificates(scene.village)

        assert (A, 1, until, b"\7" * 32, "living") == (
            one.holder, one.tier, one.valid_until, one.commitment, one.status,
        )  # fmt: skip
        assert (B, 0, until + 1, bytes(32)) == (
            two.holder,
            two.tier,
            two.valid_until,
            two.commitment,
        )

    def test_the_daily_limit_is_kept_and_the_rest_follows_the_next_day(self, scene):
        """3 a day, each issuer."""
        members = [member(scene, person(n)) for n in range(5)]
        issuer = scene.account(2).address
        first = read_issue(scene.village, members, issuer)
        scene.do(plan_issue(scene.village, members, issuer), 2)
        again = read_issue(scene.village, members, issuer)

        assert (3, 2, {}) == (len(first.today), len(first.later), dict(first.before))
        assert (0, 2, 3) == (len(again.today), len(again.later), len(again.before))
        assert [] == plan_issue(scene.village, members, issuer)
        scene.chain.advance_to((scene.chain.now() // DAY + 1) * DAY)
        scene.do(plan_issue(scene.village, members, issuer), 2)
        assert [person(n) for n in range(5)] == [
            one.holder for one in read_certificates(scene.village)
        ]

    def test_who_has_one_is_skipped_by_number(self, scene):
        """Also one that has expired; a revoked one may be followed by another."""
        issued(scene, A, B, days=1)
        scene.do(plan_revoke(scene.village, need_certificate(scene.village, A), "error"), 2)
        scene.chain.advance_to(scene.chain.now() + 2 * DAY)
        found = read_issue(
            scene.village, [member(scene, A), member(scene, B)], scene.account(2).address
        )

        assert ({B: 2}, [A]) == (dict(found.before), [one.address for one in found.today])
        assert {A: 2, B: 1} == dict(found.epochs)

    def test_an_unknown_issuer_has_an_untouched_day(self, scene):
        """For calldata that somebody else will sign."""
        issued(scene, A)
        members = [member(scene, person(n)) for n in range(1, 5)]

        assert (3, 1) == tuple(
            len(part)
            for found in [read_issue(scene.village, members, None)]
            for part in (found.today, found.later)
        )

    def test_an_empty_batch_is_a_call_all_the_same(self, scene):
        """The contract skips who has one."""
        issued(scene, A)
        scene.do([issue_call(scene.village, [member(scene, A)], {})], 2)

        assert 1 == len(read_certificates(scene.village))


class TestStatus:
    """Where a certificate stands, and how it is found."""

    def test_it_is_found_by_number_and_by_holder(self, scene):
        """In any digits; nobody's is none."""
        issued(scene, A, B)
        scene.do(plan_revoke(scene.village, need_certificate(scene.village, A), "moved"), 2)
        village = scene.village

        assert [2, 2, 1] == [need_certificate(village, who).id for who in ("２", B.lower(), A)]
        assert [None, None, None] == [find_certificate(village, who) for who in ("0", "3", C)]
        with pytest.raises(ChainRefused, match="no certificate of 3"):
            need_certificate(village, "3")
        with pytest.raises(UserError, match="not an address"):
            need_certificate(village, "花子")

    def test_every_ending_is_told(self, scene):
        """Living, expired, lapsed, and revoked with reason, date and heir."""
        issued(scene, A, B, days=1)
        scene.chain.advance_to(scene.chain.now() + DAY + 60)
        issued(scene, C)
        village = scene.village
        assert ["expired", "expired", "living"] == [
            one.status for one in read_certificates(village)
        ]
        scene.do([village.certificate.call("lapse", [2])], 6)
        scene.do(plan_revoke(village, read_certificate(village, 1), "closed"), 2)
        scene.do(plan_reissue(village, read_certificate(village, 3), D), 2)
        one, two, three, four = read_certificates(village)

        assert [("revoked", "closed", 0), ("lapsed", None, 0), ("revoked", "lost", 4)] == [
            (found.status, found.reason, found.replaced_by) for found in (one, two, three)
        ]
        assert ("living", D, C, three.valid_until) == (
            four.status, four.holder, three.holder, four.valid_until,
        )  # fmt: skip
        assert one.revoked_at <= scene.chain.now() == three.revoked_at

    def test_the_last_of_several_is_the_holders(self, scene):
        """Revoked twice: the later one tells."""
        for _round in range(2):
            issued(scene, A)
            scene.do(plan_revoke(scene.village, need_certificate(scene.village, A), "error"), 2)

        assert 2 == need_certificate(scene.village, A).id


class TestActs:
    """Renewing, revoking and reissuing; a done thing is nothing to do."""

    def test_renewing_adds_the_charters_length_once(self, scene):
        """Behind the present end; a second time it was renewed already."""
        issued(scene, A)
        before = need_certificate(scene.village, A)
        scene.do(plan_renew(scene.village, before), 2)
        after = need_certificate(scene.village, A)

        assert before.valid_until + 30 * DAY == after.valid_until
        assert [] == plan_renew(scene.village, after)

    def test_an_expired_one_is_renewed_from_now(self, scene):
        """And a lapsed one lives again."""
        issued(scene, A, days=1)
        scene.chain.advance_to(scene.chain.now() + 3 * DAY)
        scene.do([scene.village.certificate.call("lapse", [1])], 6)
        (call,) = plan_renew(scene.village, need_certificate(scene.village, A))
        assert scene.chain.now() + 30 * DAY == call.args["validUntil"]
        scene.do([call], 2)

        assert need_certificate(scene.village, A).valid

    def test_a_date_is_taken_as_given(self, scene):
        """The same date again is nothing to do, an earlier one is refused."""
        issued(scene, A)
        one = need_certificate(scene.village, A)
        until = one.valid_until + 5
        scene.do(plan_renew(scene.village, one, until), 2)
        one = need_certificate(scene.village, A)

        assert [] == plan_renew(scene.village, one, until)
        with pytest.raises(ChainRefused, match="never shortens"):
            plan_renew(scene.village, one, until - 1)
        with pytest.raises(UserError, match="has passed"):
            plan_renew(scene.village, one, scene.chain.now())

    def test_revoking_again_is_nothing_to_do(self, scene):
        """For the same reason; for another it was not."""
        issued(scene, A)
        scene.do(plan_revoke(scene.village, need_certificate(scene.village, A), "moved"), 2)
        one = need_certificate(scene.village, A)

        assert [] == plan_revoke(scene.village, one, "moved")
        for refused in (
            lambda: plan_revoke(scene.village, one, "lost"),
            lambda: plan_renew(scene.village, one),
            lambda: plan_reissue(scene.village, one, B),
        ):
            with pytest.raises(ChainRefused, match=r"was revoked on .* \(moved away\)"):
                refused()

    def test_reissuing_again_is_nothing_to_do(self, scene):
        """To the same address; to another one it was not."""
        issued(scene, A)
        one = need_certificate(scene.village, A)
        scene.do(plan_reissue(scene.village, one, B), 2)
        one = need_certificate(scene.village, A)

        assert [] == plan_reissue(scene.village, one, B)
        with pytest.raises(ChainRefused) as caught:
            plan_reissue(scene.village, one, C)
        assert "replaced by certificate 2" in str(caught.value.hint)

    def test_what_cannot_be_reissued_says_why(self, scene):
        """An expired one, and to somebody who has one."""
        issued(scene, A, B, days=1)
        with pytest.raises(ChainRefused, match="has certificate 2 already"):
            plan_reissue(scene.village, need_certificate(scene.village, A), B)
        scene.chain.advance_to(scene.chain.now() + 2 * DAY)
        with pytest.raises(ChainRefused, match="must be renewed"):
            plan_reissue(scene.village, need_certificate(scene.village, A), C)

    def test_nobody_is_the_zero_address(self, scene):
        """No certificate of it was ever issued."""
        assert None is find_certificate(scene.village, ZERO_ADDRESS)
