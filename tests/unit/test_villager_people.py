"""Holders and certificates from their events, and what the register proves, without a chain."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

import pytest

from daoctl.chain.logs import Log
from daoctl.charter import register as register_module
from daoctl.charter.register import Entry, open_register
from daoctl.cli.certificate_reissue import check_move, move
from daoctl.cli.certificate_verify import compare, read_fields
from daoctl.errors import Differs, RegisterError, UsageError
from daoctl.times import DAY
from daoctl.units import ZERO_ADDRESS
from daoctl.villager.certificates import Certificate, Ending, endings
from daoctl.villager.holders import holders
from daoctl.villager.issuing import Issue, Member, days_needed, next_day
from tests.unit.villager_scene import person

A, B, C, TREASURY = (person(n) for n in range(4))


def log(event: str, **args: object) -> Log:
    """An event; where it came from does not matter here."""
    return Log(event, args, TREASURY, 7, 0, "0x")


def moved(sender: str, recipient: str, token: int) -> Log:
    """A token went from one to another."""
    return log("Transfer", **{"from": sender, "to": recipient, "tokenId": token})


def delegated(account: str, to: str) -> Log:
    """An account chose who votes for it."""
    return log("DelegateChanged", delegator=account, fromDelegate=ZERO_ADDRESS, toDelegate=to)


class TestHolders:
    """Who holds what, from the token's events alone."""

    def test_the_largest_holding_stands_first(self):
        """And of equal ones the oldest token."""
        logs = [moved(ZERO_ADDRESS, who, n) for n, who in enumerate((A, B, B, C), 1)]
        found = holders(logs, 2**256 - 1, TREASURY)

        assert [(B, (2, 3)), (A, (1,)), (C, (4,))] == [(one.address, one.tokens) for one in found]

    def test_units_are_capped_and_the_treasury_has_none(self):
        """min(balance, votes per holder)."""
        logs = [moved(ZERO_ADDRESS, who, n) for n, who in enumerate((A, A, A, TREASURY), 1)]

        assert [2, 0] == [one.units for one in holders(logs, 2, TREASURY)]

    def test_burned_and_passed_on_tokens_leave_their_holder(self):
        """Whoever has none is not listed."""
        logs = [
            moved(ZERO_ADDRESS, A, 1), moved(ZERO_ADDRESS, B, 2), moved(A, C, 1),
            moved(B, ZERO_ADDRESS, 2),
        ]  # fmt: skip

        assert [(C, (1,))] == [(one.address, one.tokens) for one in holders(logs, 9, TREASURY)]

    @pytest.mark.parametrize(
        ("choices", "delegate"),
        [([], A), ([B], B), ([B, A], A), ([B, ZERO_ADDRESS], A), ([B, C], C)],
    )
    def test_everybody_votes_for_themselves_until_they_delegate(self, choices, delegate):
        """Delegating to oneself or to nobody takes it back."""
        logs = [moved(ZERO_ADDRESS, A, 1), *(delegated(A, to) for to in choices)]
        (found,) = holders(logs, 9, TREASURY)

        assert (delegate, delegate != A) == (found.delegate, found.delegated)

    def test_it_agrees_with_counting_one_by_one(self):
        """Whatever moved where, balances are what a slow count of every step gives."""
        dice = random.Random(7)
        people = [person(n) for n in range(6)]
        owners: dict[int, str] = {}
        logs = []
        for token in range(1, 60):
            owners[token] = dice.choice(people)
            logs.append(moved(ZERO_ADDRESS, owners[token], token))
            for _step in range(dice.randrange(3)):
                any_token = dice.choice(list(owners))
                to = dice.choice([*people, ZERO_ADDRESS])
                if owners[any_token] != ZERO_ADDRESS:
                    logs.append(moved(owners[any_token], to, any_token))
                    owners[any_token] = to
        counted = Counter(owner for owner in owners.values() if owner != ZERO_ADDRESS)

        assert counted == {one.address: one.balance for one in holders(logs, 9, TREASURY)}


class TestEndings:
    """How certificates ended, from their events."""

    def test_reason_and_heir_are_found(self):
        """A reissue is a revocation as lost, with a certificate in its place."""
        logs = [
            log("CertificateRevoked", id=1, holder=A, reason=1, issuer=C),
            log("CertificateRevoked", id=2, holder=B, reason=0, issuer=C),
            log("CertificateReissued", oldId=2, newId=5, newHolder=C, issuer=C),
        ]

        assert {1: Ending(A, "moved", 7), 2: Ending(B, "lost", 7, 5)} == endings(logs)


class TestDailyLimit:
    """How long a table takes."""

    @pytest.mark.parametrize(
        ("later", "limit", "days"), [(0, 5, 0), (1, 5, 1), (5, 5, 1), (6, 5, 2)]
    )
    def test_further_days_are_counted_up(self, later, limit, days):
        """A day begun is a day."""
        members = tuple(Member(person(n), 0, 1) for n in range(later))

        assert days == days_needed(Issue((), members, {}, {}, limit))

    def test_no_number_of_days_is_enough_for_a_limit_of_zero(self):
        """The DAO has stopped issuing."""
        assert 0 == days_needed(Issue((), (Member(A, 0, 1),), {}, {}, 0))

    @pytest.mark.parametrize(("now", "day"), [(0, DAY), (DAY - 1, DAY), (DAY, 2 * DAY)])
    def test_the_day_is_the_utc_one(self, now, day):
        """As the contract counts it."""
        assert day == next_day(now)


ENTRY = Entry(A, b"\7" * 32, {"name": "新", "contact": "x"}, committed={"name": "山田 花子"})
CERTIFICATE = Certificate(1, A, 0, 1, 2, "living", ENTRY.commitment)


class TestCompare:
    """`certificate verify --name`: what the certificate was made of."""

    @pytest.mark.parametrize("name", ["山田 花子", "山田花子", "山田　花子", " 山田花子 "])
    def test_the_same_name_in_any_spacing_is_the_same(self, name):
        """People write full-width spaces or none."""
        assert None is compare(ENTRY, CERTIFICATE, {"name": name})

    @pytest.mark.parametrize("fields", [{"name": "山田太郎"}, {"name": ""}, {"contact": "x"}])
    def test_other_data_differ(self, fields):
        """What stands in the register by now is not what was committed."""
        assert isinstance(compare(ENTRY, CERTIFICATE, fields), Differs)

    @pytest.mark.parametrize(
        ("entry", "certificate"),
        [
            (None, CERTIFICATE),
            (replace(ENTRY, committed=None), CERTIFICATE),
            (replace(ENTRY, salt=b"\1" * 32), CERTIFICATE),
            (replace(ENTRY, committed={"name": "佐藤"}), CERTIFICATE),
            (ENTRY, replace(CERTIFICATE, commitment=bytes(32))),
        ],
    )
    def test_a_register_that_proves_nothing_decides_nothing(self, entry, certificate):
        """Whoever alters the register cannot make a certificate say another name."""
        with pytest.raises(RegisterError, match="does not hold"):
            compare(entry, certificate, {"name": "山田花子"})

    def test_columns_are_given_as_in_the_table(self):
        """In any case; a text may hold an equals sign."""
        assert {"name": "a", "連絡先": "b=c", "contact": ""} == read_fields(
            "a", ["連絡先=b=c", "Contact="]
        )

    @pytest.mark.parametrize("text", ["contact", "=x", " =x"])
    def test_what_is_no_column_is_a_usage_error(self, text):
        """COLUMN=TEXT, and nothing else."""
        with pytest.raises(UsageError):
            read_fields(None, [text])


class TestMove:
    """A reissued certificate takes its entry along."""

    @pytest.fixture(autouse=True)
    def _cheap(self, monkeypatch):
        monkeypatch.setenv(register_module.PASSPHRASE_VARIABLE, "four quiet words here")
        monkeypatch.setattr("daoctl.charter.sealing._LOG_N", 4)

    def test_the_commitment_stays_provable(self, tmp_path):
        """Salt and committed fields move; what the new address had stays beside them."""
        with open_register(tmp_path) as register:
            register.put(A, {"name": "花子"})
            commitment = register.commit(A)
            register.put(B, {"contact": "新しい電話"})
            check_move(register, A, B)
            moved_now = move(register, A, B)
        with open_register(tmp_path, writing=False) as register:
            entry = register.get(B)

        assert moved_now
        assert entry is not None
        assert None is register.get(A)
        assert (commitment, {"name": "花子", "contact": "新しい電話"}) == (
            entry.commitment,
            entry.personal,
        )

    def test_moving_again_changes_nothing(self, tmp_path):
        """A command that was killed behind the move may run again."""
        with open_register(tmp_path) as register:
            register.put(A, {"name": "花子"})
            register.commit(A)
            move(register, A, B)
            check_move(register, A, B)

            assert not move(register, A, B)
            assert "花子" == register.name_of(B)

    def test_an_address_that_had_a_certificate_keeps_its_own_entry(self, tmp_path):
        """Its salt would be lost, and with it the proof of the earlier certificate."""
        with open_register(tmp_path) as register:
            for who in (A, B):
                register.put(who, {"name": who})
                register.commit(who)
            with pytest.raises(RegisterError, match="already"):
                check_move(register, A, B)
