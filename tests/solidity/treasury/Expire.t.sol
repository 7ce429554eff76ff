// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IVillageTreasury, TreasuryScene} from "./TreasuryScene.sol";

contract ExpireTest is TreasuryScene {
    function testFuzz_anybodyExpiresWhatWasNotReportedInTime(address anybody, uint64 time, bool rejected) public {
        uint256 grant = _grant();
        if (rejected) {
            vm.warp(START + 20 days);
            _reject(grant, 0);
        }
        uint64 reportBy = rejected ? START + 50 days : START + 30 days;
        time = uint64(bound(time, START + 20 days, START + 80 days));
        vm.warp(time);

        if (time <= reportBy) {
            vm.expectRevert(
                abi.encodeWithSelector(IVillageTreasury.VillageTreasuryNotExpired.selector, grant, 0, reportBy)
            );
        } else {
            vm.expectEmit(address(treasury));
            emit IVillageTreasury.MilestoneExpired(grant, 0, 1 ether, false);
        }
        vm.prank(anybody);
        treasury.expire(grant, 0);

        assertEq(time <= reportBy ? 0 : 1 ether, treasury.free(ETH));
        assertEq(time <= reportBy ? 3 ether : 2 ether, treasury.grant(grant).unpaid);
        _assertCovered(ETH);
    }

    function test_theLastSecondToReportIsNotYetTheFirstToExpire() public {
        uint256 grant = _grant();
        vm.warp(START + 30 days);

        vm.expectRevert(
            abi.encodeWithSelector(IVillageTreasury.VillageTreasuryNotExpired.selector, grant, 0, START + 30 days)
        );
        treasury.expire(grant, 0);
        vm.warp(START + 30 days + 1);
        treasury.expire(grant, 0);
    }

    function testFuzz_aStandingReportOrADecisionNeverExpires(uint8 draw, uint64 late) public {
        IVillageTreasury.MilestoneStatus status =
            IVillageTreasury.MilestoneStatus(bound(draw, 0, uint8(type(IVillageTreasury.MilestoneStatus).max)));
        vm.assume(
            status != IVillageTreasury.MilestoneStatus.Open && status != IVillageTreasury.MilestoneStatus.Rejected
        );
        uint256 grant = _grantWith(status);
        vm.warp(START + 200 days + bound(late, 0, CENTURY));

        _expectStatus(grant, 0, status);
        treasury.expire(grant, 0);
    }

    function testFuzz_theAmountGoesBackToItsBudgetWhileThatIsOpen(bool isEth, uint256 seed, bool closed) public {
        address asset = _asset(isEth);
        (IVillageTreasury.Plan memory plan, uint256 total) = _anyPlan(asset, recipient, seed);
        uint256 budget = _budget(asset, uint128(total));
        vm.startPrank(dao);
        uint256 grant = treasury.award(budget, plan);
        if (closed) treasury.closeBudget(budget);
        uint256 which = seed % plan.milestones.length;
        uint128 amount = plan.milestones[which].amount;
        vm.warp(treasury.milestone(grant, which).reportBy + 1);
        bool toBudget = treasury.isOpen(budget);

        vm.expectEmit(address(treasury));
        emit IVillageTreasury.MilestoneExpired(grant, which, amount, toBudget);
        treasury.expire(grant, which);

        assertEq(toBudget ? amount : 0, treasury.budget(budget).remainder);
        assertEq(toBudget ? 0 : amount, treasury.free(asset));
        assertEq(total - amount, treasury.grant(grant).unpaid);
        _assertCovered(asset);
    }

    /// @dev The reviewer took 50 days: rejected after the deadline, the milestone has 30 days more, not none.
    function test_aSlowReviewerDoesNotEndAMilestone() public {
        uint256 grant = _grantWith(IVillageTreasury.MilestoneStatus.Reported);
        vm.warp(START + 50 days);
        vm.prank(reviewer);
        treasury.reject(grant, 0, REPORT, REASON);

        vm.expectRevert(
            abi.encodeWithSelector(IVillageTreasury.VillageTreasuryNotExpired.selector, grant, 0, START + 80 days)
        );
        treasury.expire(grant, 0);
        vm.warp(START + 80 days);
        _approve(grant, 0);
    }

    function testFuzz_whatNeverWasDoesNotExpire(uint256 number, uint256 index) public {
        vm.assume(number != 1);
        index = bound(index, 3, type(uint256).max);
        _grant();

        vm.expectRevert(abi.encodeWithSelector(IVillageTreasury.VillageTreasuryNoGrant.selector, number));
        treasury.expire(number, 0);
        vm.expectRevert(abi.encodeWithSelector(IVillageTreasury.VillageTreasuryNoMilestone.selector, 1, index));
        treasury.expire(1, index);
    }

    /// @dev A token with an absurd supply: what the budget has no room for is free money, and nothing gets stuck.
    function test_aBudgetWithoutRoomLeavesTheAmountFree() public {
        uint256 budget = _budget(address(coin), MOST);
        vm.startPrank(dao);
        uint256 grant = treasury.award(budget, _plan(address(coin), recipient, 1, 7));
        _fill(address(coin), 7);
        treasury.fundBudget(budget, 7);
        vm.warp(START + 30 days + 1);

        vm.expectEmit(address(treasury));
        emit IVillageTreasury.MilestoneExpired(grant, 0, 7, false);
        treasury.expire(grant, 0);

        assertEq(7, treasury.free(address(coin)));
        _assertCovered(address(coin));
    }
}
