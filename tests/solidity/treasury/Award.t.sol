// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IVillageTreasury, TreasuryScene} from "./TreasuryScene.sol";

contract AwardTest is TreasuryScene {
    function testFuzz_awardsAPlanOutOfFreeMoney(bool isEth, uint256 seed, uint128 rest) public {
        address asset = _asset(isEth);
        (IVillageTreasury.Plan memory plan, uint256 total) = _anyPlan(asset, recipient, seed);
        _fill(asset, total + rest);

        vm.expectEmit(address(treasury));
        emit IVillageTreasury.GrantAwarded(
            1, 0, recipient, 0, asset, total, plan.milestones, plan.contentHash, plan.uri
        );
        assertEq(1, _award(0, plan));

        _assertWritten(plan, total, 0);
        assertEq(total, treasury.reserved(asset));
        assertEq(rest, treasury.free(asset));
        _assertCovered(asset);
    }

    function testFuzz_awardsAPlanOutOfAnyBudget(bool isEth, uint256 seed, uint128 rest, uint8 others) public {
        address asset = _asset(isEth);
        for (uint256 i = 0; i < others % 4; ++i) {
            _budget(asset, 1);
        }
        (IVillageTreasury.Plan memory plan, uint256 total) = _anyPlan(asset, recipient, seed);
        rest = uint128(bound(rest, 0, MOST - total));
        uint256 budget = _budget(asset, uint128(total) + rest);

        vm.expectEmit(address(treasury));
        emit IVillageTreasury.GrantAwarded(
            1, budget, recipient, 0, asset, total, plan.milestones, plan.contentHash, plan.uri
        );
        _award(budget, plan);

        _assertWritten(plan, total, budget);
        assertEq(rest, treasury.budget(budget).remainder);
        assertEq(0, treasury.free(asset));
        _assertCovered(asset);
    }

    function testFuzz_awardsNoMoreThanIsFree(bool isEth, uint128 set, uint256 seed, uint256 free) public {
        address asset = _asset(isEth);
        (IVillageTreasury.Plan memory plan, uint256 total) = _anyPlan(asset, recipient, seed);
        free = bound(free, 0, total - 1);
        _budget(asset, set);
        _fill(asset, free);

        vm.expectRevert(
            abi.encodeWithSelector(IVillageTreasury.VillageTreasuryInsufficientFree.selector, asset, total, free)
        );
        _award(0, plan);
    }

    function testFuzz_awardsNoMoreThanTheBudgetHas(bool isEth, uint256 seed, uint256 whole, uint128 free) public {
        address asset = _asset(isEth);
        (IVillageTreasury.Plan memory plan, uint256 total) = _anyPlan(asset, recipient, seed);
        whole = bound(whole, 0, total - 1);
        uint256 budget = _budget(asset, uint128(whole));
        _fill(asset, free);

        vm.expectRevert(
            abi.encodeWithSelector(IVillageTreasury.VillageTreasuryInsufficientBudget.selector, budget, total, whole)
        );
        _award(budget, plan);
    }

    function test_aPlanHas1To8Milestones() public {
        _fill(ETH, 400);
        for (uint256 count = 0; count <= 20; ++count) {
            if (count == 0 || count > 8) vm.expectRevert(IVillageTreasury.VillageTreasuryInvalidPlan.selector);
            _award(0, _plan(ETH, recipient, count, 1));
        }
        assertEq(8, treasury.grantCount());
        assertEq(8, treasury.MAX_MILESTONES());
    }

    function testFuzz_everyMilestoneHasAnAmount(uint8 count, uint8 empty) public {
        count = uint8(bound(count, 1, 8));
        _fill(ETH, 8);
        IVillageTreasury.Plan memory plan = _plan(ETH, recipient, count, 1);
        plan.milestones[empty % count].amount = 0;

        vm.expectRevert(IVillageTreasury.VillageTreasuryInvalidPlan.selector);
        _award(0, plan);
    }

    function testFuzz_everyMilestoneIsDueIn1To3650Days(uint8 count, uint8 which, uint32 dueDays) public {
        count = uint8(bound(count, 1, 8));
        _fill(ETH, 8);
        IVillageTreasury.Plan memory plan = _plan(ETH, recipient, count, 1);
        plan.milestones[which % count].dueDays = dueDays;

        if (dueDays == 0 || dueDays > 3650) vm.expectRevert(IVillageTreasury.VillageTreasuryInvalidPlan.selector);
        _award(0, plan);
        assertEq(3650, treasury.MAX_DUE_DAYS());
    }

    function testFuzz_aPlanBeyond128BitsIsRefused(uint128 first, uint128 second) public {
        first = uint128(bound(first, 1, MOST));
        second = uint128(bound(second, 1, MOST));
        IVillageTreasury.Plan memory plan = _plan(address(coin), recipient, 2, first);
        plan.milestones[1].amount = second;
        uint256 total = uint256(first) + second;
        _fill(address(coin), total);

        if (total > MOST) vm.expectRevert(IVillageTreasury.VillageTreasuryInvalidPlan.selector);
        _award(0, plan);
        if (total <= MOST) assertEq(total, treasury.grant(1).total);
    }

    /// @dev Seconds outgrow 32 bits in 2106.
    function testFuzz_theDateIsKeptInEveryCentury(uint64 when) public {
        when = uint64(bound(when, block.timestamp, type(uint48).max - 3650 days));
        vm.warp(when);

        assertEq(when, treasury.grant(_grant()).awardedAt);
    }

    function test_aPlanOf128BitsIsTheLargest() public {
        _fill(address(coin), MOST);
        IVillageTreasury.Plan memory plan = _plan(address(coin), recipient, 2, 1);
        plan.milestones[1].amount = MOST - 1;

        _award(0, plan);

        assertEq(MOST, treasury.grant(1).total);
    }

    function test_aPlanDueIn3650DaysIsTheLongest() public {
        _fill(ETH, 2);
        IVillageTreasury.Plan memory plan = _plan(ETH, recipient, 1, 1);
        plan.milestones[0].dueDays = 3650;
        _award(0, plan);
        assertEq(START + 3650 days, treasury.milestone(1, 0).reportBy);

        plan.milestones[0].dueDays = 3651;
        vm.expectRevert(IVillageTreasury.VillageTreasuryInvalidPlan.selector);
        _award(0, plan);
    }

    function test_aRecipientIsSomebodyElseThanTheTreasury() public {
        _fill(ETH, 1);
        vm.expectRevert(abi.encodeWithSelector(IVillageTreasury.VillageTreasuryInvalidRecipient.selector, address(0)));
        _award(0, _plan(ETH, address(0), 1, 1));
        vm.expectRevert(abi.encodeWithSelector(IVillageTreasury.VillageTreasuryInvalidRecipient.selector, treasury));
        _award(0, _plan(ETH, address(treasury), 1, 1));
    }

    function testFuzz_anAssetOffTheListIsNotAwarded(address asset) public {
        vm.assume(asset != ETH && asset != address(coin));

        vm.expectRevert(abi.encodeWithSelector(IVillageTreasury.VillageTreasuryUnknownAsset.selector, asset));
        _award(0, _plan(asset, recipient, 1, 1));
    }

    function testFuzz_aPlanIsInItsBudgetsAsset(bool isEth, address other) public {
        vm.assume(other != _asset(isEth));
        uint256 budget = _budget(_asset(isEth), 1);

        vm.expectRevert(
            abi.encodeWithSelector(IVillageTreasury.VillageTreasuryAssetMismatch.selector, _asset(isEth), other)
        );
        _award(budget, _plan(other, recipient, 1, 1));
    }

    function testFuzz_aBudgetThatIsNotOpenAwardsNothing(bool closed) public {
        uint256 budget = _budget(ETH, 1);
        if (closed) {
            vm.prank(dao);
            treasury.closeBudget(budget);
        } else {
            vm.warp(treasury.budget(budget).expires + 1);
        }

        vm.expectRevert(abi.encodeWithSelector(IVillageTreasury.VillageTreasuryBudgetNotOpen.selector, budget));
        _award(budget, _plan(ETH, recipient, 1, 1));
    }

    function testFuzz_aBudgetThatNeverWasAwardsNothing(uint256 number) public {
        number = bound(number, 1, type(uint256).max);

        vm.expectRevert(abi.encodeWithSelector(IVillageTreasury.VillageTreasuryNoBudget.selector, number));
        _award(number, _plan(ETH, recipient, 1, 1));
    }

    function testFuzz_aGrantThatNeverWasIsNotShown(uint256 number, uint256 index) public {
        bytes memory refusal = abi.encodeWithSelector(IVillageTreasury.VillageTreasuryNoGrant.selector, number);

        vm.expectRevert(refusal);
        treasury.grant(number);
        vm.expectRevert(refusal);
        treasury.milestones(number);
        vm.expectRevert(refusal);
        treasury.milestone(number, index);
        vm.expectRevert(refusal);
        treasury.isParty(number, recipient);
    }

    function testFuzz_aMilestoneThatNeverWasIsNotShown(uint256 index) public {
        _grant();
        index = bound(index, 3, type(uint256).max);

        vm.expectRevert(abi.encodeWithSelector(IVillageTreasury.VillageTreasuryNoMilestone.selector, 1, index));
        treasury.milestone(1, index);
    }

    function _award(uint256 source, IVillageTreasury.Plan memory plan) private returns (uint256) {
        vm.prank(dao);
        return treasury.award(source, plan);
    }

    function _assertWritten(IVillageTreasury.Plan memory plan, uint256 total, uint256 budget) private view {
        assertEq(1, treasury.grantCount());
        IVillageTreasury.Grant memory g = treasury.grant(1);
        assertEq(plan.recipient, g.recipient);
        assertEq(plan.asset, g.asset);
        assertEq(START, g.awardedAt);
        assertEq(plan.milestones.length, g.milestoneCount);
        assertFalse(g.cancelled);
        assertEq(budget, g.budget);
        assertEq(total, g.total);
        assertEq(0, g.paid);
        assertEq(total, g.unpaid);
        assertTrue(treasury.isParty(1, plan.recipient));
        IVillageTreasury.Milestone[] memory all = treasury.milestones(1);
        assertEq(plan.milestones.length, all.length);
        for (uint256 i = 0; i < all.length; ++i) {
            assertEq(plan.milestones[i].amount, all[i].amount);
            assertEq(START + uint256(plan.milestones[i].dueDays) * 1 days, all[i].reportBy);
            assertEq(bytes32(0), all[i].reportHash);
            _assertStatus(IVillageTreasury.MilestoneStatus.Open, 1, i);
        }
    }
}
