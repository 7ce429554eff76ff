"""The sale's sums and dates, and the allowlist's public file, without a chain."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from eth_utils.crypto import keccak
from hypothesis import given
from hypothesis import strategies as st

from daoctl.chain.merkle import leaf_hash, verify
from daoctl.errors import ChainRefused, UserError
from daoctl.units import checksum
from daoctl.villager.allowlist import (
    LEAF_TYPES,
    Allowed,
    Allowlist,
    allowlist_file,
    load_allowlist,
    plan_root,
    save_allowlist,
)
from daoctl.villager.buying import Order, _check, refuse_closed
from daoctl.villager.phases import sweeps
from tests.unit.villager_scene import AT, NOW, desk, person, phase, village

A, B, C = person(1), person(2), person(3)
ROWS = [Allowed(A, 5), Allowed(B, 1), Allowed(C, 3)]


class TestPhase:
    """A phase is open while opens <= t < closes."""

    @pytest.mark.parametrize(
        ("changes", "stage"),
        [
            ({"opens": NOW + 1}, "waiting"),
            ({"opens": NOW}, "open"),
            ({"closes": NOW + 1}, "open"),
            ({"closes": NOW}, "closed"),
            ({"sold": 100}, "sold_out"),
            ({"sold": 100, "closes": NOW}, "closed"),
        ],
    )
    def test_its_stage_changes_on_the_second(self, changes, stage):
        """The first second sells, the closing second does not."""
        assert stage == phase(**changes).stage(NOW)

    @pytest.mark.parametrize(
        ("changes", "desk_changes"),
        [
            ({"opens": NOW + 1}, {}),
            ({"sold": 100}, {}),
            ({"allowlisted": True}, {}),
            ({}, {"paused": True}),
            ({}, {"left": 0}),
        ],
    )
    def test_nothing_is_sold_when_anything_stands_in_the_way(self, changes, desk_changes):
        """Dates, cap, a missing list, a pause, and the supply as a whole."""
        one = phase(**changes)

        assert desk(phase()).sells(phase())
        assert not desk(one, **desk_changes).sells(one)

    @pytest.mark.parametrize("number", [0, 2, -1])
    def test_an_unknown_phase_is_said_to_be(self, number):
        """Phases are numbered from 1, and none is taken for another."""
        with pytest.raises(ChainRefused, match=f"no sale phase {number}"):
            desk(phase()).phase(number)


class TestClosed:
    """Why nobody can buy now, in plain words."""

    @pytest.mark.parametrize(
        ("changes", "paused", "error", "words"),
        [
            ({"opens": NOW + 1}, False, "VillagerSaleNotOpen", "not open yet: it opens on"),
            ({"closes": NOW}, False, "VillagerSaleNotOpen", "is over: it closed on"),
            ({}, True, "EnforcedPause", "paused"),
            ({"allowlisted": True}, False, "VillagerSaleNotAllowed", "no list"),
        ],
    )
    def test_the_reason_is_said(self, tmp_path, changes, paused, error, words):
        """With the contract's own error, so that programs can tell them apart."""
        one = phase(**changes)
        with pytest.raises(ChainRefused, match=words) as caught:
            refuse_closed(village(tmp_path), desk(one, paused=paused), one)

        assert error == caught.value.error_name

    def test_an_open_phase_is_not_refused(self, tmp_path):
        """Nothing is raised."""
        refuse_closed(village(tmp_path), desk(phase()), phase())


class TestOrders:
    """An order is within the limit, the quota, the phase and the sale as a whole."""

    @pytest.mark.parametrize(
        ("count", "before", "sold", "error", "available"),
        [
            (6, 0, 0, "VillagerSaleLimitExceeded", 5),
            (3, 3, 0, "VillagerSaleLimitExceeded", 2),
            (1, 9, 0, "VillagerSaleLimitExceeded", 0),
            (2, 0, 89, "VillagerSaleSoldOut", 1),
            (1, 0, 90, "VillagerSaleSoldOut", 0),
        ],
    )
    def test_what_is_too_much_is_refused(self, count, before, sold, error, available):
        """Earlier orders of the same bulk count as well."""
        with pytest.raises(ChainRefused) as caught:
            _check(desk(phase()), phase(), None, Order(A, count), before, sold)

        assert (error, available) == (
            caught.value.error_name,
            caught.value.arguments["available"],
        )

    def test_the_residents_reserve_is_not_sold(self):
        """Where all phases together are sold out, the phase's own cap does not help."""
        with pytest.raises(ChainRefused, match="residents' reserve"):
            _check(desk(phase(), left=2), phase(), None, Order(A, 2), 0, 1)

    def test_the_quota_is_a_limit_too(self, tmp_path):
        """The smaller of quota and limit counts; who is not listed gets nothing."""
        listed = Allowlist.of(village(tmp_path), 1, ROWS)
        _check(desk(phase()), phase(), listed, Order(B, 1), 0, 0)
        _check(desk(phase()), phase(), listed, Order(A, 5), 0, 0)

        with pytest.raises(ChainRefused, match="may have 1 token"):
            _check(desk(phase()), phase(), listed, Order(B, 2), 0, 0)
        with pytest.raises(ChainRefused, match="may have 2 token"):
            _check(desk(phase()), phase(wallet_limit=2), listed, Order(A, 3), 0, 0)
        with pytest.raises(ChainRefused, match="not on the allowlist"):
            _check(desk(phase()), phase(), listed, Order(person(9), 1), 0, 0)

    @pytest.mark.parametrize("count", [0, -1])
    def test_nothing_cannot_be_bought(self, count):
        """The number is at least one."""
        with pytest.raises(UserError):
            _check(desk(phase()), phase(), None, Order(A, count), 0, 0)


class TestSweeps:
    """What is swept, and the budget's share of it."""

    def test_only_what_is_left_is_swept(self):
        """A phase whose money is in the treasury is passed over."""
        one = phase(number=1, proceeds=100, swept=100, shared=30)
        two = phase(number=2, proceeds=100, swept=40, shared=12)

        assert [(2, 60, 18)] == [
            (s.phase.number, s.amount, s.share) for s in sweeps(desk(one, two))
        ]
        assert [] == sweeps(desk(one, two), 1)
        assert [2] == [s.phase.number for s in sweeps(desk(one, two), 2)]

    def test_a_closed_budget_gets_nothing(self):
        """Its share is free money, and is said to be."""
        (sweep,) = sweeps(desk(phase(budget_open=False)))

        assert (True, False) == (sweep.share > 0, sweep.credited)

    @given(
        st.integers(0, 10_000),
        st.lists(st.integers(1, 10**12), min_size=1, max_size=20),
    )
    def test_many_small_sweeps_share_as_much_as_one(self, bps, sales):
        """No rounding is ever lost, as the contract has it."""
        proceeds = shared = 0
        for amount in sales:
            before = proceeds
            proceeds += amount
            one = phase(share_bps=bps, proceeds=proceeds, swept=before, shared=shared)
            shared += one.unswept_share

        assert proceeds * bps // 10_000 == shared


class TestAllowlist:
    """The tree and its public file."""

    def test_a_leaf_is_hashed_as_the_contract_hashes_it(self, tmp_path):
        """Twice over (chain id, sale, phase, recipient, quota), 32 bytes each."""
        words = [31337, int(AT["sale"], 16), 7, int(A, 16), 5]
        encoded = b"".join(word.to_bytes(32, "big") for word in words)
        listed = Allowlist.of(village(tmp_path), 7, ROWS)

        assert keccak(keccak(encoded)) == listed.tree.leaf(0)

    @given(st.integers(1, 60))
    def test_every_row_has_a_proof_and_no_other_row_has_it(self, count):
        """The proof shows its own recipient and quota, and nothing else."""
        rows = [Allowed(person(n), n % 5 + 1) for n in range(count)]
        listed = Allowlist.of(village(Path()), 1, rows)
        for row in rows:
            proof = listed.proof(row.recipient)
            for quota in (row.quota, row.quota + 1):
                leaf = leaf_hash(LEAF_TYPES, (31337, AT["sale"], 1, row.recipient, quota))
                assert (quota == row.quota) == verify(listed.root, leaf, proof)

    def test_the_root_does_not_depend_on_the_order_of_the_table(self, tmp_path):
        """The same list is the same root, so that setting it again is done already."""
        one = Allowlist.of(village(tmp_path), 1, ROWS)
        other = Allowlist.of(village(tmp_path), 1, ROWS[::-1])

        assert one.root == other.root

    def test_other_phases_have_other_roots(self, tmp_path):
        """Nobody's proof serves in another phase."""
        roots = {Allowlist.of(village(tmp_path), number, ROWS).root for number in (1, 2, 3)}

        assert 3 == len(roots)

    def test_the_public_file_is_read_back(self, tmp_path):
        """Everybody finds quota and proof in it; it may be read by all."""
        scene = village(tmp_path)
        listed = Allowlist.of(scene, 2, ROWS)
        file = save_allowlist(scene, listed)
        found = load_allowlist(scene, phase(number=2, root=listed.root))

        assert tmp_path / "allowlists" / "31337-2.json" == file
        assert 0o644 == file.stat().st_mode & 0o777
        assert found is not None
        assert (ROWS, 5, 0) == (found.rows, found.quota(A), found.quota(person(9)))
        assert listed.proof(C) == found.proof(C)

    def test_the_public_file_has_what_other_programs_need(self, tmp_path):
        """The tree as OpenZeppelin's library dumps it, the root, and each proof by address."""
        listed = Allowlist.of(village(tmp_path), 2, ROWS)
        data = json.loads(save_allowlist(village(tmp_path), listed).read_text("utf-8"))

        assert "standard-v1" == data["format"]
        assert list(LEAF_TYPES) == data["leafEncoding"]
        assert "0x" + listed.root.hex() == data["root"] == data["tree"][0]
        assert ["31337", AT["sale"], "2", A, "5"] == data["values"][0]["value"]
        proof = [bytes.fromhex(node[2:]) for node in data["proofs"][B]["proof"]]
        leaf = leaf_hash(LEAF_TYPES, (31337, AT["sale"], 2, B, int(data["proofs"][B]["quota"])))
        assert verify(listed.root, leaf, proof)

    def test_a_file_of_small_letters_is_read(self, tmp_path):
        """Other programs write addresses without capitals; the leaves are the same."""
        scene = village(tmp_path)
        listed = Allowlist.of(scene, 2, ROWS)
        data = listed.published()
        for item in data["values"]:
            item["value"] = [str(part).lower() for part in item["value"]]
        other = tmp_path / "other.json"
        other.write_text(json.dumps(data), "utf-8")
        found = load_allowlist(scene, phase(number=2, root=listed.root), other)

        assert found is not None
        assert listed.proof(A) == found.proof(checksum(A))

    def test_a_list_that_is_not_in_force_is_refused(self, tmp_path):
        """A root of another day, another phase or a forged row."""
        scene = village(tmp_path)
        save_allowlist(scene, Allowlist.of(scene, 2, ROWS))
        with pytest.raises(UserError, match="not of the allowlist in force"):
            load_allowlist(scene, phase(number=2, root=b"\1" * 32))

    def test_a_forged_row_is_refused(self, tmp_path):
        """The tree is built anew: who writes themselves into the file is found out."""
        scene = village(tmp_path)
        listed = Allowlist.of(scene, 2, ROWS)
        file = save_allowlist(scene, listed)
        file.write_text(file.read_text("utf-8").replace(B, person(66)), "utf-8")
        with pytest.raises(UserError, match="no file of proofs"):
            load_allowlist(scene, phase(number=2, root=listed.root))

    @pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"format": "standard-v1"}', "\x00"])
    def test_what_is_no_file_of_proofs_is_refused(self, tmp_path, text):
        """Whatever it is, the answer is a sentence."""
        file = tmp_path / "proofs.json"
        file.write_text(text, "utf-8")
        with pytest.raises(UserError, match="no file of proofs"):
            load_allowlist(village(tmp_path), phase(), file)

    def test_a_named_file_must_be_there_and_the_own_may_be_missing(self, tmp_path):
        """Without a file of its own the phase's list is simply not at hand."""
        scene = village(tmp_path)

        assert None is load_allowlist(scene, phase())
        assert not allowlist_file(scene, 1).exists()
        with pytest.raises(UserError, match="cannot be read"):
            load_allowlist(scene, phase(), tmp_path / "nowhere.json")

    def test_the_same_list_again_needs_no_call(self, tmp_path):
        """Even when the phase is open by now."""
        scene = village(tmp_path)
        listed = Allowlist.of(scene, 1, ROWS)

        assert [] == plan_root(scene, phase(allowlisted=True, root=listed.root), listed, NOW)

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"allowlisted": False, "opens": NOW + 9}, "has no allowlist"),
            ({"allowlisted": True, "opens": NOW}, "cannot be changed any more"),
        ],
    )
    def test_a_list_that_cannot_be_set_is_refused(self, tmp_path, changes, words):
        """From the second the phase opens, and where everybody may buy."""
        scene = village(tmp_path)
        with pytest.raises(ChainRefused, match=words) as caught:
            plan_root(scene, phase(**changes), Allowlist.of(scene, 1, ROWS), NOW)

        assert "VillagerSaleAllowlistFixed" == caught.value.error_name
