"""The sale desk through the library: phases, allowlists, purchases and sweeping, on a chain."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace

import pytest

from daoctl.chain.contracts import Contract
from daoctl.chain.sending import send_all
from daoctl.cli.app import main
from daoctl.errors import ChainRefused, UserError
from daoctl.governance.setting import read_setting
from daoctl.villager.sale import (
    Allowed,
    Allowlist,
    Order,
    plan_allowlist,
    plan_buy,
    plan_buys,
    plan_sweep,
    read_desk,
    read_phases,
    save_allowlist,
    sweeps,
)
from tests.chain.villager_village import CLOSES, LISTED_OPENS, OPENS, Scene, founded, person

ETH = 10**18


@pytest.fixture(scope="module")
def founded_once(tmp_path_factory):
    """The village, founded once for all tests here."""
    with founded(tmp_path_factory.mktemp("sale")) as scene:
        yield scene


@pytest.fixture
def scene(founded_once):
    """The village as it was founded, whatever other tests did."""
    wire = founded_once.chain.node.wire
    before = wire.request("evm_snapshot")
    yield Scene(replace(founded_once.village, chain=replace(founded_once.chain, _times={})))
    wire.request("evm_revert", before)


@pytest.fixture
def selling(scene):
    """The same, with phases 1 and 3 open."""
    scene.chain.advance_to(OPENS)
    return scene


def buy(scene: Scene, phase: int, count: int, account: int) -> None:
    """The account buys for itself."""
    who = scene.account(account).address
    scene.do(plan_buy(scene.village, phase, count, who), account)


def bought(scene: Scene, phase: int, who: str) -> int:
    """How many tokens of the phase somebody has."""
    return scene.village.sale.read("boughtBy", phase, who)


class TestPhases:
    """The phases as the charter has them."""

    def test_they_are_read_as_the_charter_wrote_them(self, scene):
        """Names, prices in their currencies, dates, shares and budgets."""
        one, two, three = read_phases(scene.village)

        assert ["第一期", "限定", "コイン"] == [one.name, two.name, three.name]
        assert (3 * 10**16, "ETH", 10, 5) == (
            one.price,
            one.currency.symbol,
            one.cap,
            one.wallet_limit,
        )
        assert (300, "COIN", 2) == (three.price, three.currency.symbol, three.currency.decimals)
        assert (OPENS, CLOSES, LISTED_OPENS) == (one.opens, one.closes, two.opens)
        assert [(3000, "activity", True), (0, "", False), (1000, "coins", True)] == [
            (p.share_bps, p.budget_name, p.budget_open) for p in (one, two, three)
        ]
        assert [(False, b""), (True, b""), (False, b"")] == [
            (p.allowlisted, p.root) for p in (one, two, three)
        ]

    def test_the_desk_knows_what_is_left(self, selling):
        """16 for sale in all phases together, 8 for residents."""
        buy(selling, 1, 4, 5)
        desk = read_desk(selling.village)

        assert (12, 4, 8, 8) == (desk.left, desk.sold, desk.reserve, desk.reserve_left)
        assert (4, 6, 12 * 10**16) == (
            desk.phase(1).sold,
            desk.phase(1).left,
            desk.phase(1).proceeds,
        )
        assert [True, False, True] == [desk.sells(one) for one in desk.phases]


class TestBuying:
    """Exact payment, and a plain reason where it cannot be."""

    def test_a_purchase_costs_its_price_and_no_more(self, selling):
        """The tokens are there, the price is with the desk."""
        (call,) = plan_buy(selling.village, 1, 3, person(1))
        selling.do([call], 5)

        assert 9 * 10**16 == call.value == selling.chain.balance(selling.village.sale.address)
        assert (3, 3) == (
            bought(selling, 1, person(1)),
            selling.village.villager.read("balanceOf", person(1)),
        )

    def test_before_and_after_its_dates_nobody_buys(self, scene):
        """The contract would say the same."""
        for moment in (OPENS - 1, CLOSES):
            scene.chain.advance_to(moment)
            with pytest.raises(ChainRefused) as caught:
                plan_buy(scene.village, 1, 1, person(1))
            assert "VillagerSaleNotOpen" == caught.value.error_name
            if moment == OPENS - 1:
                scene.chain.advance_to(OPENS)
                plan_buy(scene.village, 1, 1, person(1))

    def test_the_limit_counts_what_was_bought_before(self, selling):
        """5 to a recipient, whoever pays."""
        selling.do(plan_buy(selling.village, 1, 4, person(1)), 5)
        selling.do(plan_buy(selling.village, 1, 1, person(1)), 6)
        with pytest.raises(ChainRefused, match="and has 5"):
            plan_buy(selling.village, 1, 1, person(1))

    def test_a_phase_sells_out(self, selling):
        """Its cap is 10."""
        for number in (1, 2):
            selling.do(plan_buy(selling.village, 1, 5, person(number)), 5)
        with pytest.raises(ChainRefused, match="sold out"):
            plan_buy(selling.village, 1, 1, person(3))
        assert "sold_out" == read_phases(selling.village)[0].stage(OPENS)

    def test_the_residents_reserve_is_not_sold(self, selling):
        """16 of 24 are for sale in all, though phase 3 has one of its 16 left."""
        village = selling.village
        coins = Contract(selling.chain, "ERC20", read_phases(village)[2].currency.address)
        selling.do([coins.call("transfer", selling.account(5).address, 10_000)], 0)
        buy(selling, 3, 15, 5)
        buy(selling, 1, 1, 5)
        with pytest.raises(ChainRefused, match="residents' reserve"):
            plan_buys(village, 3, [Order(person(1))])
        assert (0, 1) == (read_desk(village).left, read_desk(village).phase(3).left)

    def test_a_paused_sale_says_so(self, selling):
        """The council paused it."""
        selling.do([selling.village.sale.call("pause")], 1)
        with pytest.raises(ChainRefused, match="paused"):
            plan_buy(selling.village, 1, 1, person(1))

    def test_an_unknown_phase_is_refused(self, selling):
        """There are three."""
        with pytest.raises(ChainRefused, match="no sale phase 4"):
            plan_buy(selling.village, 4, 1, person(1))


class TestBulk:
    """Thousands of orders are planned on one look at the chain."""

    def test_all_orders_are_bought_as_planned(self, selling):
        """In their order, each for its recipient."""
        orders = [Order(person(n % 4), 1 + n % 2) for n in range(6)]
        calls = plan_buys(selling.village, 1, orders)
        send_all(selling.chain, [(call, selling.account(5)) for call in calls])
        wanted: Counter[str] = Counter()
        for order in orders:
            wanted[order.recipient] += order.count

        assert dict(wanted) == {who: bought(selling, 1, who) for who in wanted}

    @pytest.mark.parametrize(
        ("orders", "error"),
        [
            ([Order(person(1), 3), Order(person(1), 3)], "VillagerSaleLimitExceeded"),
            ([Order(person(n), 4) for n in range(3)], "VillagerSaleSoldOut"),
        ],
    )
    def test_orders_count_together(self, selling, orders, error):
        """What none of them breaks alone, all of them may: nothing is planned then."""
        with pytest.raises(ChainRefused) as caught:
            plan_buys(selling.village, 1, orders)

        assert error == caught.value.error_name

    def test_the_chain_is_not_asked_once_a_row(self, selling, monkeypatch):
        """Nine orders cost as many requests as two."""
        buy(selling, 1, 1, 5)
        wire = type(selling.chain.node.wire)
        asked = []
        for name in ("request", "request_many"):
            real = getattr(wire, name)
            monkeypatch.setattr(
                wire, name, lambda self, *a, real=real, **k: asked.append(1) or real(self, *a, **k)
            )
        counts = []
        for size in (2, 9):
            asked.clear()
            plan_buys(selling.village, 1, [Order(person(n)) for n in range(size)])
            counts.append(len(asked))

        assert counts[0] == counts[1] < 10


class TestAllowlist:
    """The council's list, on the chain and in the public file."""

    def rows(self, scene):
        return [Allowed(scene.account(5).address, 2), Allowed(person(1), 3), Allowed(person(2), 1)]

    def listed(self, scene):
        """The list is set and published, and its phase is open."""
        made = Allowlist.of(scene.village, 2, self.rows(scene))
        scene.do(plan_allowlist(scene.village, 2, self.rows(scene)), 1)
        scene.chain.advance_to(LISTED_OPENS)
        return made

    def test_our_leaf_is_the_contracts(self, scene):
        """Byte for byte, for every row."""
        made = Allowlist.of(scene.village, 2, self.rows(scene))
        for place, row in enumerate(made.rows):
            assert made.tree.leaf(place) == scene.village.sale.read("leaf", 2, *row)

    def test_setting_it_again_is_nothing_to_do(self, scene):
        """Also when the table has another order."""
        scene.do(plan_allowlist(scene.village, 2, self.rows(scene)), 1)

        assert [] == plan_allowlist(scene.village, 2, self.rows(scene)[::-1])
        assert [] != plan_allowlist(scene.village, 2, self.rows(scene)[:2])

    def test_who_is_listed_buys_with_the_public_file(self, scene):
        """Up to the quota, and nobody else does."""
        save_allowlist(scene.village, self.listed(scene))
        buy(scene, 2, 2, 5)
        scene.do(plan_buy(scene.village, 2, 1, person(2)), 6)

        assert 2 == bought(scene, 2, scene.account(5).address)
        for who, count, words in (
            (scene.account(5).address, 1, "may have 2"),
            (person(2), 1, "may have 1"),
            (person(9), 1, "not on the allowlist"),
            (person(1), 2, "1 tokens left"),
        ):
            with pytest.raises(ChainRefused, match=words):
                plan_buy(scene.village, 2, count, who)

    def test_without_the_file_it_says_where_the_list_is(self, scene):
        """The list is not on the chain, only its root."""
        made = self.listed(scene)
        scene = Scene(replace(scene.village, folder=scene.village.folder / "elsewhere"))
        with pytest.raises(UserError, match="not here"):
            plan_buy(scene.village, 2, 1, person(1))
        assert 1 == len(plan_buy(scene.village, 2, 1, person(1), made))

    def test_another_list_is_not_used(self, scene):
        """A list of the council's that never came into force."""
        self.listed(scene)
        other = Allowlist.of(scene.village, 2, [Allowed(person(9), 3)])
        with pytest.raises(UserError, match="not of the allowlist in force"):
            plan_buy(scene.village, 2, 1, person(9), other)

    def test_a_phase_without_its_list_sells_nothing(self, scene):
        """And says so."""
        scene.chain.advance_to(LISTED_OPENS)
        with pytest.raises(ChainRefused, match="no list"):
            plan_buy(scene.village, 2, 1, person(1))

    def test_it_is_fixed_once_the_phase_opens(self, scene):
        """From that second on."""
        self.listed(scene)
        with pytest.raises(ChainRefused, match="cannot be changed"):
            plan_allowlist(scene.village, 2, [Allowed(person(9), 3)])
        with pytest.raises(ChainRefused, match="has no allowlist"):
            plan_allowlist(scene.village, 1, self.rows(scene))


class TestCoins:
    """A phase in an ERC-20, one that changes allowances only from zero."""

    def setup(self, scene, amount: int = 10_000):
        """Somebody with coins: the token, and the account's address."""
        coins = Contract(scene.chain, "ERC20", read_phases(scene.village)[2].currency.address)
        who = scene.account(5).address
        scene.do([coins.call("transfer", who, amount)], 0)
        return coins, who

    def test_a_holder_without_the_charter_reads_the_coins_own_unit(self, selling):
        """What only the village's address is known of still has prices in words."""
        alone = replace(selling.village, charter=None)

        shown = {(one.currency.symbol, one.currency.decimals) for one in read_phases(alone)}
        spoken = {one.symbol for one in read_setting(alone).assets}

        assert {("ETH", 18), ("COIN", 2)} == shown
        assert "COIN" in spoken

    def test_exactly_the_price_is_approved(self, selling):
        """And all of it is taken: nothing stays allowed."""
        coins, who = self.setup(selling)
        calls = plan_buy(selling.village, 3, 4, who)
        selling.do(calls, 5)

        assert ["approve", "buy"] == [call.function for call in calls]
        assert (1200, 0) == (calls[0].args["value"], calls[1].value)
        assert (0, 8800) == (
            coins.read("allowance", who, selling.village.sale.address),
            coins.read("balanceOf", who),
        )

    def test_an_allowance_that_is_there_is_used(self, selling):
        """No second approval."""
        coins, who = self.setup(selling)
        selling.do([coins.call("approve", selling.village.sale.address, 5000)], 5)

        assert ["buy"] == [call.function for call in plan_buy(selling.village, 3, 4, who)]

    def test_a_short_allowance_is_first_taken_back_where_the_token_asks_for_it(self, selling):
        """As Tether does."""
        coins, who = self.setup(selling)
        selling.do([coins.call("approve", selling.village.sale.address, 10)], 5)
        calls = plan_buy(selling.village, 3, 4, who)
        selling.do(calls, 5)

        assert ["approve", "approve", "buy"] == [call.function for call in calls]
        assert 4 == bought(selling, 3, who)

    def test_the_payer_approves_and_not_the_recipient(self, selling):
        """Somebody buys for somebody else."""
        _coins, who = self.setup(selling)
        selling.do(plan_buy(selling.village, 3, 1, person(1), payer=who), 5)

        assert 1 == bought(selling, 3, person(1))

    def test_the_command_approves_and_buys_in_one_go(self, selling, capsys):
        """The purchase is rehearsed behind its approval; the answer counts the smallest unit."""
        _coins, who = self.setup(selling)
        place = ("--village", str(selling.village.folder), "--rpc", selling.chain.rpc_url)
        capsys.readouterr()
        code = main(
            ["sale", "buy", "3", "--count", "2", "--account", "TEST::5", "--yes", "--json", *place]
        )
        said = capsys.readouterr()

        assert (0, 2) == (code, bought(selling, 3, who))
        found = json.loads(said.out)
        assert ([1, 2], "600", "COIN") == (found["tokens"], found["paid"], found["currency"])
        assert "Let the sale desk take 6 COIN, and no more" in said.err

    def test_coins_are_swept_into_their_budget(self, selling):
        """A tenth of them."""
        coins, who = self.setup(selling)
        selling.do(plan_buy(selling.village, 3, 5, who), 5)
        selling.do(plan_sweep(selling.village, 3), 6)

        assert 1500 == coins.read("balanceOf", selling.village.treasury.address)
        assert 150 == selling.village.treasury.read("budget", 2).remainder


class TestSweeping:
    """What was sold comes into the treasury, the share into the budget."""

    def test_all_phases_are_swept_and_again_nothing(self, selling):
        """Anyone may; a second time there is nothing to do."""
        village = selling.village
        buy(selling, 1, 5, 5)
        (sweep,) = sweeps(read_desk(village))
        selling.do(plan_sweep(village), 6)

        assert (15 * 10**16, 45 * 10**15, True) == (sweep.amount, sweep.share, sweep.credited)
        assert 15 * 10**16 == selling.chain.balance(village.treasury.address)
        assert 45 * 10**15 == village.treasury.read("budget", 1).remainder
        assert [] == plan_sweep(village) == plan_sweep(village, 1)

    def test_a_share_for_a_budget_that_is_over_is_said_to_stay_free(self, selling):
        """The activity budget ends before the phase does."""
        village = selling.village
        selling.chain.advance_to(CLOSES - 3600)
        buy(selling, 1, 1, 5)
        (sweep,) = sweeps(read_desk(village))
        (receipt,) = selling.do(plan_sweep(village), 6)

        assert (9 * 10**15, False) == (sweep.share, sweep.credited)
        assert "ShareLeftFree" in {log.event for log in receipt.logs}
        assert 0 == village.treasury.read("budget", 1).remainder

    def test_an_unknown_phase_is_refused(self, scene):
        """And an empty one is nothing to do."""
        assert [] == plan_sweep(scene.village, 3)
        with pytest.raises(ChainRefused, match="no sale phase 9"):
            plan_sweep(scene.village, 9)
