// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Roles} from "../../../contracts/charter/Roles.sol";
import {SlowTreasury} from "./SlowTreasury.sol";
import {TreasuryHandler} from "./TreasuryHandler.sol";
import {TreasuryPeople} from "./TreasuryPeople.sol";
import {IVillageTreasury, TreasuryScene} from "./TreasuryScene.sol";

/// @notice Whatever is done to a treasury, by whomever and in whatever order, it says what the slow treasury says.
contract TreasuryInvariantTest is TreasuryScene {
    /// @dev The repertoire's others are repetitions.
    uint256 private constant DISTINCT = 25;

    SlowTreasury private _slow;
    TreasuryHandler private _handler;

    function setUp() public override {
        super.setUp();
        address second = makeAddr("second election");
        address alsoReviewer = makeAddr("bob");
        manager.grantRole(Roles.ELECTION, second, 0);
        manager.grantRole(Roles.REVIEWER, alsoReviewer, 0);
        _slow = new SlowTreasury();
        _handler = new TreasuryHandler(
            treasury, _slow, TreasuryPeople.Cast(dao, reviewer, desk, [election, second], stranger), alsoReviewer
        );
        _slow.list(ETH);
        address[] memory assets = _handler.assets();
        for (uint256 i = 1; i < assets.length; ++i) {
            vm.prank(dao);
            treasury.listAsset(assets[i]);
            _slow.list(assets[i]);
        }
        targetContract(address(_handler));
        targetSelector(FuzzSelector(address(_handler), _handler.actions()));
    }

    /// @dev One invariant for all, since forge makes a campaign of its own for each.
    function invariant_theTreasurySaysWhatTheSlowTreasurySays() public view {
        _assertSums();
        _assertBudgets();
        _assertReservations();
        _assertGrants();
        assertEq(0, _handler.surpriseCount(), "every call ends as the slow treasury says");
        assertEq(0, _handler.breaches(), "nobody gets through the guard");
    }

    function afterInvariant() public {
        _handler.record("TreasuryInvariantTest");
    }

    /// @dev A walk with fixed seeds: the same on every machine. The invariant above would hold for a handler that never
    /// gets anything done, too.
    function test_everyActionSucceedsSometimesAndFailsSometimes() public {
        vm.pauseGasMetering();
        bytes4[] memory actions = _handler.actions();
        for (uint256 step = 0; step < 2500; ++step) {
            uint256 seed = uint256(keccak256(abi.encode("walk", step)));
            (bool ok,) = address(_handler).call(abi.encodeWithSelector(actions[seed % DISTINCT], seed));
            assertTrue(ok, "the handler itself never fails");
            if (step % 100 == 99) invariant_theTreasurySaysWhatTheSlowTreasurySays();
        }

        string[] memory names = _handler.names();
        for (uint256 i = 0; i < DISTINCT; ++i) {
            uint256 tried = _handler.tried(actions[i]);
            uint256 succeeded = _handler.succeeded(actions[i]);
            emit log_named_string(names[i], string.concat(vm.toString(succeeded), " of ", vm.toString(tried)));
            assertGe(succeeded, 5, names[i]);
            if (i > 3) assertGe(tried - succeeded, 5, names[i]);
        }
        assertGt(_handler.reenterer().attempts(), 2);
        assertGt(_handler.moody().attempts(), 2);
    }

    // ---------------------------------------------------------------- parts

    function _assertSums() private view {
        address[] memory assets = _handler.assets();
        for (uint256 i = 0; i < assets.length; ++i) {
            uint256 sum = _slow.reserved(assets[i]);
            uint256 balance = _balance(assets[i], address(treasury));
            assertEq(sum, treasury.reserved(assets[i]));
            assertEq(sum, _sumOfAnswers(assets[i]));
            assertEq(_slow.held(assets[i]), balance);
            assertEq(_slow.free(assets[i]), treasury.free(assets[i]));
            assertEq(_slow.listed(assets[i]), treasury.isAsset(assets[i]));
            assertTrue(sum == 0 || treasury.isAsset(assets[i]), "what is reserved is listed");
            // But for the token that takes money away by itself; what is reserved of it may be more than is there.
            if (assets[i] != address(_handler.greedy())) assertGe(balance, sum, "what is reserved is there");
        }
    }

    function _assertBudgets() private view {
        assertEq(_slow.budgetCount(), treasury.budgetCount());
        for (uint256 i = 1; i <= treasury.budgetCount(); ++i) {
            (address asset, uint256 amount, bool closed, bool open) = _slow.budget(i);
            IVillageTreasury.Budget memory b = treasury.budget(i);
            assertEq(asset, b.asset);
            assertEq(amount, b.remainder);
            assertEq(closed, b.closed);
            assertEq(open, treasury.isOpen(i));
        }
    }

    function _assertReservations() private view {
        assertEq(_slow.reservationCount(), treasury.reservationCount());
        for (uint256 i = 1; i <= treasury.reservationCount(); ++i) {
            SlowTreasury.ReservationRow memory row = _slow.reservation(i);
            IVillageTreasury.Reservation memory r = treasury.reservation(i);
            assertEq(row.by, r.awarder);
            assertEq(row.budget, r.budget);
            assertEq(row.amount, r.remainder);
        }
    }

    function _assertGrants() private view {
        assertEq(_slow.grantCount(), treasury.grantCount());
        for (uint256 i = 1; i <= treasury.grantCount(); ++i) {
            SlowTreasury.GrantRow memory row = _slow.grant(i);
            IVillageTreasury.Grant memory g = treasury.grant(i);
            assertEq(_slow.recipientOf(i), g.recipient);
            assertEq(row.asset, g.asset);
            assertEq(row.budget, g.budget);
            assertEq(_slow.unpaid(i), g.unpaid);
            IVillageTreasury.Milestone[] memory all = treasury.milestones(i);
            uint256 total = 0;
            for (uint256 j = 0; j < all.length; ++j) {
                assertEq(row.milestones[j].amount, all[j].amount);
                assertEq(uint8(row.milestones[j].status), uint8(all[j].status));
                assertEq(row.milestones[j].report, all[j].reportHash);
                assertEq(_slow.reportBy(row.milestones[j]), all[j].reportBy);
                total += all[j].amount;
            }
            assertEq(total, g.total);
            assertLe(g.paid + g.unpaid, g.total);
        }
    }

    function _sumOfAnswers(address asset) private view returns (uint256 sum) {
        for (uint256 i = 1; i <= treasury.budgetCount(); ++i) {
            if (treasury.budget(i).asset == asset) sum += treasury.budget(i).remainder;
        }
        for (uint256 i = 1; i <= treasury.reservationCount(); ++i) {
            if (treasury.reservation(i).asset == asset) sum += treasury.reservation(i).remainder;
        }
        for (uint256 i = 1; i <= treasury.grantCount(); ++i) {
            if (treasury.grant(i).asset == asset) sum += treasury.grant(i).unpaid;
        }
    }
}
