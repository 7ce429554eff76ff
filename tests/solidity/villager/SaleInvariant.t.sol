// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {DigitalVillager} from "../../../contracts/villager/DigitalVillager.sol";
import {IDigitalVillager} from "../../../contracts/villager/IDigitalVillager.sol";
import {IVillagerSale} from "../../../contracts/villager/IVillagerSale.sol";
import {VillagerSale} from "../../../contracts/villager/VillagerSale.sol";
import {SaleHandler} from "./SaleHandler.sol";
import {SalePeople} from "./SalePeople.sol";
import {SlowSale} from "./SlowSale.sol";
import {VillagerScene} from "./VillagerScene.sol";

/// @notice Whatever is done at a desk, by whomever and in whatever order, it sells what the slow sale says, and the treasury
/// gets all of it.
contract SaleInvariantTest is VillagerScene {
    uint256 private constant FEW = 24;
    uint256 private constant KEPT = 8;

    SlowSale private _slow;
    SaleHandler private _handler;

    function setUp() public override {
        super.setUp();
        _foundSmall();
        _slow = new SlowSale(FEW, KEPT);
        _handler = new SaleHandler(
            sale, authority, _slow, SalePeople.Cast(address(this), dao, council, desk, makeAddr("stranger"))
        );
        address[] memory assets = _handler.assets();
        for (uint256 i = 0; i < assets.length; ++i) {
            if (assets[i] != ETH) {
                vm.prank(dao);
                treasury.listAsset(assets[i]);
            }
            _slow.list(assets[i], true);
            _openBudget(assets[i]);
            _slow.openBudget(assets[i], block.timestamp + 365 days);
        }
        for (uint256 i = 0; i < assets.length; ++i) {
            _addSharing(assets[i], i + 1, false);
        }
        _addSharing(ETH, 1, true);
        vm.warp(block.timestamp + 1 hours);
        targetContract(address(_handler));
        targetSelector(FuzzSelector(address(_handler), _handler.actions()));
    }

    /// @dev One invariant for all, since forge makes a campaign of its own for each.
    function invariant_theDeskSaysWhatTheSlowSaleSays() public view {
        _assertTokens();
        _assertPhases();
        _assertMoney();
        _assertBudgets();
        assertEq(_slow.paused(), sale.paused());
        assertEq(0, _handler.surpriseCount(), "every call ends as the slow sale says");
        assertEq(0, _handler.breaches(), "nobody gets through the guard");
        assertEq(0, _handler.torn(), "who is called in the middle finds all written");
    }

    /// @dev When all is over, nothing is stuck: anybody pays it all into the treasury.
    function afterInvariant() public {
        _assertAllEndsInTheTreasury();
        _handler.record("SaleInvariantTest");
    }

    /// @dev A walk with fixed seeds: the same on every machine. The invariant above would hold for a handler that never
    /// gets anything done, too.
    function test_everyActionSucceedsSometimesAndFailsSometimes() public {
        vm.pauseGasMetering();
        bytes4[] memory actions = _handler.actions();
        uint256[] memory tried = new uint256[](actions.length);
        uint256[] memory succeeded = new uint256[](actions.length);
        uint256 looks;
        uint256[2] memory attempts;
        uint256[5] memory sold;
        for (uint256 life = 0; life < 10; ++life) {
            uint256 start = vm.snapshotState();
            for (uint256 step = 0; step < 150; ++step) {
                uint256 seed = uint256(keccak256(abi.encode("walk", life, step)));
                (bool ok,) = address(_handler).call(abi.encodeWithSelector(actions[seed % actions.length], seed));
                assertTrue(ok, "the handler itself never fails");
                if (step % 10 == 9) invariant_theDeskSaysWhatTheSlowSaleSays();
            }
            _assertAllEndsInTheTreasury();
            for (uint256 i = 0; i < actions.length; ++i) {
                tried[i] += _handler.tried(actions[i]);
                succeeded[i] += _handler.succeeded(actions[i]);
            }
            looks += _handler.looks();
            _countSold(sold);
            attempts[0] += _handler.schemer().attempts();
            attempts[1] += _handler.moody().attempts();
            vm.revertToState(start);
        }

        string[] memory names = _handler.names();
        for (uint256 i = 0; i < actions.length; ++i) {
            emit log_named_string(names[i], string.concat(vm.toString(succeeded[i]), " of ", vm.toString(tried[i])));
            assertGe(succeeded[i], 5, names[i]);
            if (i > 3) assertGe(tried[i] - succeeded[i], 5, names[i]);
        }
        assertGe(looks, 5);
        assertGe(attempts[0], 5);
        assertGe(attempts[1], 5);
        for (uint256 i = 0; i < sold.length; ++i) {
            assertGe(sold[i], 1, "sold in each currency, and to those on a list");
        }
    }

    // ---------------------------------------------------------------- parts

    /// @dev So few tokens that a life is long enough to sell and to give them all.
    function _foundSmall() private {
        IDigitalVillager.Terms memory terms = _terms(ONE_TOKEN_ONE_VOTE);
        terms.maxSupply = FEW;
        villager = new DigitalVillager(address(authority), address(treasury), terms);
        sale = new VillagerSale(address(authority), villager, treasury, KEPT);
        _assignRoles();
    }

    /// @dev A phase for everybody, or one later for those on a list that is not set yet.
    function _addSharing(address asset, uint256 budget, bool allowlisted) private {
        IVillagerSale.Phase memory terms = _phaseTerms();
        (terms.currency, terms.budget, terms.shareBps) = (asset, budget, 3_333);
        (terms.price, terms.cap, terms.closes) = (PRICE + 7, 6, terms.opens + 30 days);
        if (allowlisted) (terms.allowlisted, terms.opens) = (true, terms.opens + 4 hours);
        _add(terms);
        _slow.addPhase(terms, 0);
    }

    /// @dev Adds what was sold in each currency, and to those on a list.
    function _countSold(uint256[5] memory counts) private view {
        address[] memory assets = _handler.assets();
        (uint256[] memory sold,) = _slow.sums();
        for (uint256 number = 1; number < sold.length; ++number) {
            IVillagerSale.Phase memory terms = _slow.phase(number);
            if (terms.allowlisted) counts[4] += sold[number];
            for (uint256 i = 0; i < assets.length; ++i) {
                if (terms.currency == assets[i]) counts[i] += sold[number];
            }
        }
    }

    function _assertTokens() private view {
        assertEq(_slow.minted(), villager.totalMinted(), "minted");
        assertEq(_slow.welcomedCount(), sale.totalWelcomed(), "welcomed");
        assertLe(villager.totalMinted(), FEW);
        assertLe(sale.totalWelcomed(), KEPT);
        assertLe(sale.totalSold(), FEW - KEPT);
    }

    function _assertPhases() private view {
        (uint256[] memory sold, uint256[] memory swept) = _slow.sums();
        uint256 inAll;
        assertEq(_slow.phaseCount(), sale.phaseCount());
        for (uint256 number = 1; number <= sale.phaseCount(); ++number) {
            IVillagerSale.Phase memory terms = _slow.phase(number);
            IVillagerSale.Ledger memory ledger = sale.ledger(number);
            assertEq(sold[number], ledger.sold, "sold");
            assertEq(sold[number] * terms.price, ledger.proceeds, "proceeds");
            assertEq(swept[number] * terms.price, ledger.swept, "swept");
            assertEq(_slow.sharedOf(terms, swept[number]), ledger.shared, "shared");
            assertLe(ledger.sold, terms.cap);
            inAll += ledger.sold;
        }
        assertEq(inAll, sale.totalSold(), "sold in all");
    }

    function _assertMoney() private view {
        address[] memory assets = _handler.assets();
        for (uint256 i = 0; i < assets.length; ++i) {
            (uint256 here, uint256 there) = _slow.money(assets[i]);
            assertEq(here + _slow.forced(assets[i]), _handler.balanceOf(assets[i], address(sale)), "at the desk");
            assertEq(there, _handler.balanceOf(assets[i], address(treasury)), "in the treasury");
        }
    }

    function _assertBudgets() private view {
        for (uint256 i = 1; i <= _slow.budgetCount(); ++i) {
            assertEq(_slow.budget(i).amount, treasury.budget(i).remainder, "budget");
        }
    }

    function _assertAllEndsInTheTreasury() private {
        _assertEachOnesPart();
        _handler.sweepAll();
        _assertPhases();
        _assertMoney();
        _assertBudgets();
        address[] memory assets = _handler.assets();
        for (uint256 i = 0; i < assets.length; ++i) {
            (uint256 here,) = _slow.money(assets[i]);
            assertEq(0, here, "nothing is stuck");
        }
    }

    /// @dev Of every phase its terms, as they were when it was added or its list was set, and who bought how many; of every
    /// token its owner.
    function _assertEachOnesPart() private view {
        address[] memory people = _handler.recipients();
        for (uint256 number = 1; number <= sale.phaseCount(); ++number) {
            IVillagerSale.Phase memory terms = sale.phase(number);
            assertEq(abi.encode(_slow.phase(number)), abi.encode(terms), "terms");
            uint256 bought;
            for (uint256 i = 0; i < people.length; ++i) {
                uint256 count = sale.boughtBy(number, people[i]);
                assertEq(_slow.soldTo(number, people[i]), count, "bought");
                assertLe(count, terms.walletLimit);
                bought += count;
            }
            assertEq(bought, sale.ledger(number).sold, "all that was sold was bought");
        }
        uint256 burned;
        for (uint256 id = 1; id <= villager.totalMinted(); ++id) {
            address owner = _slow.owners(id - 1);
            if (owner == address(0)) ++burned;
            else assertEq(owner, villager.ownerOf(id), "owner");
        }
        assertEq(villager.totalMinted() - burned, villager.totalSupply());
    }
}
