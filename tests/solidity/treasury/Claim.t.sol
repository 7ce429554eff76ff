// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MoodyRecipient} from "./Mischief.sol";
import {Mood} from "./Tokens.sol";
import {IVillageTreasury, TreasuryScene} from "./TreasuryScene.sol";

contract ClaimTest is TreasuryScene {
    function testFuzz_anybodyHasAnApprovedMilestonePaid(address anybody, bool isEth, bool silent, uint256 seed) public {
        address asset = _asset(isEth);
        if (silent) coin.turn(Mood.Silent);
        (IVillageTreasury.Plan memory plan, uint256 total) = _anyPlan(asset, recipient, seed);
        _fill(asset, total);
        vm.prank(dao);
        uint256 grant = treasury.award(0, plan);
        uint256 which = seed % plan.milestones.length;
        uint128 amount = plan.milestones[which].amount;
        _approve(grant, which);

        vm.expectEmit(address(treasury));
        emit IVillageTreasury.MilestonePaid(grant, which, recipient, amount);
        vm.prank(anybody);
        treasury.claim(grant, which);

        _assertStatus(IVillageTreasury.MilestoneStatus.Paid, grant, which);
        assertEq(amount, _balance(asset, recipient));
        assertEq(amount, treasury.grant(grant).paid);
        assertEq(total - amount, treasury.grant(grant).unpaid);
        assertEq(total, treasury.grant(grant).total);
        assertEq(0, treasury.free(asset));
        _assertCovered(asset);
    }

    function testFuzz_whatWasPaidIsTheSumOfAllThatWasPaid(bool isEth, uint256 seed) public {
        address asset = _asset(isEth);
        (IVillageTreasury.Plan memory plan, uint256 total) = _anyPlan(asset, recipient, seed);
        _fill(asset, total);
        vm.prank(dao);
        uint256 grant = treasury.award(0, plan);

        uint256 paid = 0;
        for (uint256 i = 0; i < plan.milestones.length; ++i) {
            _approve(grant, i);
            treasury.claim(grant, i);
            paid += plan.milestones[i].amount;
            assertEq(paid, treasury.grant(grant).paid);
            assertEq(total - paid, treasury.grant(grant).unpaid);
        }
        assertEq(total, paid);
        assertEq(total, _balance(asset, recipient));
    }

    function testFuzz_nothingButAnApprovedMilestoneIsPaidNorPaidTwice(uint8 draw) public {
        IVillageTreasury.MilestoneStatus status =
            IVillageTreasury.MilestoneStatus(bound(draw, 0, uint8(type(IVillageTreasury.MilestoneStatus).max)));
        vm.assume(status != IVillageTreasury.MilestoneStatus.Approved);
        uint256 grant = _grantWith(status);
        _grant();

        _expectStatus(grant, 0, status);
        treasury.claim(grant, 0);
    }

    function testFuzz_approvedIsPaidThoughTheGrantIsCancelledAndTheBudgetClosed(uint64 late) public {
        uint256 budget = _budget(ETH, 3);
        vm.prank(dao);
        uint256 grant = treasury.award(budget, _plan(ETH, recipient, 3, 1));
        _approve(grant, 1);
        vm.startPrank(dao);
        treasury.cancel(grant, REASON);
        treasury.closeBudget(budget);
        vm.stopPrank();
        vm.warp(START + bound(late, 0, CENTURY));

        treasury.claim(grant, 1);

        assertEq(1, recipient.balance);
        assertEq(2, treasury.free(ETH));
        assertEq(0, treasury.grant(grant).unpaid);
        _assertCovered(ETH);
    }

    function test_aRecipientThatRefusesEthMayClaimLaterOrNameAnother() public {
        MoodyRecipient moody = new MoodyRecipient();
        uint256 grant = _grant(ETH, address(moody), 2, 1 ether);
        _approve(grant, 0);
        _approve(grant, 1);
        moody.refuse(true);

        vm.expectRevert(MoodyRecipient.MoodyRecipientRefuses.selector);
        treasury.claim(grant, 0);
        _assertStatus(IVillageTreasury.MilestoneStatus.Approved, grant, 0);
        assertEq(2 ether, treasury.reserved(ETH));

        moody.refuse(false);
        treasury.claim(grant, 0);
        assertEq(1 ether, address(moody).balance);

        moody.refuse(true);
        moody.perform(address(treasury), abi.encodeCall(treasury.changeRecipient, (grant, stranger)));
        treasury.claim(grant, 1);
        assertEq(1 ether, stranger.balance);
        _assertCovered(ETH);
    }

    function testFuzz_aTokenThatTurnsBadPaysNothingAndTheMilestoneStays(uint8 mood, uint128 amount) public {
        amount = uint128(bound(amount, 1, MOST / 2));
        mood = uint8(bound(mood, uint8(Mood.TakesFeeFromReceiver), uint8(Mood.Reverts)));
        uint256 grant = _grant(address(coin), recipient, 2, amount);
        _approve(grant, 0);
        coin.turn(Mood(mood));

        vm.expectRevert();
        treasury.claim(grant, 0);
        _assertStatus(IVillageTreasury.MilestoneStatus.Approved, grant, 0);
        _assertCovered(address(coin));

        coin.turn(Mood.Plain);
        treasury.claim(grant, 0);
        assertEq(amount, coin.balanceOf(recipient));
        _assertCovered(address(coin));
    }

    /// @dev Money sent back in the middle of the payment is ETH that arrived, no more.
    function testFuzz_ethSentBackInTheMiddleIsFreeMoney(uint64 amount, uint64 back) public {
        amount = uint64(bound(amount, 1, type(uint64).max));
        back = uint64(bound(back, 0, amount));
        MoodyRecipient moody = new MoodyRecipient();
        moody.sendBack(back);
        uint256 grant = _grant(ETH, address(moody), 1, amount);
        _approve(grant, 0);

        treasury.claim(grant, 0);

        assertEq(amount - back, address(moody).balance);
        assertEq(back, treasury.free(ETH));
        _assertCovered(ETH);
    }

    function testFuzz_whatNeverWasIsNotPaid(uint256 number, uint256 index) public {
        vm.assume(number != 1);
        index = bound(index, 3, type(uint256).max);
        _grant();

        vm.expectRevert(abi.encodeWithSelector(IVillageTreasury.VillageTreasuryNoGrant.selector, number));
        treasury.claim(number, 0);
        vm.expectRevert(abi.encodeWithSelector(IVillageTreasury.VillageTreasuryNoMilestone.selector, 1, index));
        treasury.claim(1, index);
    }
}
