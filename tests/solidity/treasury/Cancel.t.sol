// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IVillageTreasury, TreasuryScene} from "./TreasuryScene.sol";

contract CancelTest is TreasuryScene {
    /// @dev Eight milestones, each brought as far as `seed` says: open, reported, rejected, approved, paid or expired.
    function testFuzz_cancelsWhatIsNotDecidedAndNothingElse(bool isEth, uint256 seed, bool closed) public {
        address asset = _asset(isEth);
        uint256 budget = _budget(asset, 8 << 96);
        vm.prank(dao);
        uint256 grant = treasury.award(budget, _increasing(asset));
        uint256 undecided = 0;
        uint256 approved = 0;
        vm.warp(START + 2 days);
        for (uint256 i = 0; i < 8; ++i) {
            uint256 far = (seed >> (8 * i)) % 6;
            if (far == 1) _report(grant, i);
            if (far == 2) _reject(grant, i);
            if (far >= 3 && far <= 4) _approve(grant, i);
            if (far == 4) treasury.claim(grant, i);
            if (far == 5) _expireAt(grant, i);
            if (far < 3) undecided += i + 1;
            if (far == 3) approved += i + 1;
        }
        uint256 remainder = treasury.budget(budget).remainder;
        vm.startPrank(dao);
        if (closed) treasury.closeBudget(budget);
        uint256 free = treasury.free(asset);

        if (undecided != 0) {
            vm.expectEmit(address(treasury));
            emit IVillageTreasury.GrantCancelled(grant, undecided, !closed, REASON);
        }
        vm.recordLogs();
        treasury.cancel(grant, REASON);

        assertEq(undecided == 0 ? 0 : 1, vm.getRecordedLogs().length);
        assertEq(undecided != 0, treasury.grant(grant).cancelled);
        assertEq(approved, treasury.grant(grant).unpaid);
        if (closed) assertEq(free + undecided, treasury.free(asset));
        else assertEq(remainder + undecided, treasury.budget(budget).remainder);
        for (uint256 i = 0; i < 8; ++i) {
            uint256 far = (seed >> (8 * i)) % 6;
            _assertStatus(_afterwards(far), grant, i);
        }
        _assertCovered(asset);
    }

    function testFuzz_aGrantOutOfFreeMoneyIsFreeAgain(bool isEth, uint256 seed) public {
        address asset = _asset(isEth);
        (IVillageTreasury.Plan memory plan, uint256 total) = _anyPlan(asset, recipient, seed);
        _fill(asset, total);
        vm.startPrank(dao);
        uint256 grant = treasury.award(0, plan);

        vm.expectEmit(address(treasury));
        emit IVillageTreasury.GrantCancelled(grant, total, false, REASON);
        treasury.cancel(grant, REASON);

        assertEq(total, treasury.free(asset));
        assertEq(0, treasury.reserved(asset));
        _assertCovered(asset);
    }

    function test_nothingIsCancelledTwice() public {
        uint256 grant = _grantWith(IVillageTreasury.MilestoneStatus.Cancelled);
        uint256 free = treasury.free(ETH);

        _cancelNothing(grant);

        assertTrue(treasury.grant(grant).cancelled);
        assertEq(free, treasury.free(ETH));
        _assertCovered(ETH);
    }

    function test_aGrantPaidInFullStaysPaid() public {
        uint256 grant = _grant(ETH, recipient, 1, 1);
        _approve(grant, 0);
        treasury.claim(grant, 0);

        _cancelNothing(grant);

        assertFalse(treasury.grant(grant).cancelled);
        _assertStatus(IVillageTreasury.MilestoneStatus.Paid, grant, 0);
        _assertCovered(ETH);
    }

    function testFuzz_whatAnElectionAwardedGoesBackToTheElectionsBudget(uint128 amount) public {
        amount = uint128(bound(amount, 1, MOST));
        uint256 budget = _budget(ETH, amount);
        uint256 reservation = _reserve(budget, amount);
        vm.prank(election);
        uint256 grant = treasury.awardReserved(reservation, _plan(ETH, recipient, 1, amount));

        vm.prank(dao);
        treasury.cancel(grant, REASON);

        assertEq(amount, treasury.budget(budget).remainder);
        assertEq(0, treasury.reservation(reservation).remainder);
        _assertCovered(ETH);
    }

    function testFuzz_whatNeverWasIsNotCancelled(uint256 number) public {
        vm.expectRevert(abi.encodeWithSelector(IVillageTreasury.VillageTreasuryNoGrant.selector, number));
        vm.prank(dao);
        treasury.cancel(number, REASON);
    }

    /// @dev Neither a revert, which would undo what else a proposal does, nor an event.
    function _cancelNothing(uint256 grant) private {
        vm.recordLogs();
        vm.prank(dao);
        treasury.cancel(grant, REASON);
        assertEq(0, vm.getRecordedLogs().length);
    }

    /// @dev Amounts 1 to 8, so that every mistaken sum shows.
    function _increasing(address asset) private view returns (IVillageTreasury.Plan memory plan) {
        plan = _plan(asset, recipient, 8, 0);
        for (uint256 i = 0; i < 8; ++i) {
            plan.milestones[i].amount = uint128(i + 1);
        }
    }

    function _expireAt(uint256 grant, uint256 milestone) private {
        uint256 now_ = block.timestamp;
        vm.warp(treasury.milestone(grant, milestone).reportBy + 1);
        treasury.expire(grant, milestone);
        vm.warp(now_);
    }

    function _afterwards(uint256 far) private pure returns (IVillageTreasury.MilestoneStatus) {
        if (far == 3) return IVillageTreasury.MilestoneStatus.Approved;
        if (far == 4) return IVillageTreasury.MilestoneStatus.Paid;
        if (far == 5) return IVillageTreasury.MilestoneStatus.Expired;
        return IVillageTreasury.MilestoneStatus.Cancelled;
    }
}
