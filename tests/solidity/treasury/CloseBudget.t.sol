// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IVillageTreasury, TreasuryScene} from "./TreasuryScene.sol";

contract CloseBudgetTest is TreasuryScene {
    function testFuzz_theDaoClosesABudgetAndItsRestIsFree(bool isEth, uint128 amount, uint64 time) public {
        address asset = _asset(isEth);
        uint256 budget = _budget(asset, amount);
        vm.warp(bound(time, START, START + CENTURY));

        vm.expectEmit(address(treasury));
        emit IVillageTreasury.BudgetClosed(budget, amount, dao);
        vm.prank(dao);
        treasury.closeBudget(budget);

        _assertClosed(budget, asset, amount);
    }

    function testFuzz_anybodyClosesAnExpiredBudget(address anybody, bool isEth, uint128 amount, uint64 late) public {
        address asset = _asset(isEth);
        uint256 budget = _budget(asset, amount);
        vm.warp(uint256(treasury.budget(budget).expires) + bound(late, 1, CENTURY));

        vm.expectEmit(address(treasury));
        emit IVillageTreasury.BudgetClosed(budget, amount, anybody);
        vm.prank(anybody);
        treasury.closeExpired(budget);

        _assertClosed(budget, asset, amount);
    }

    function testFuzz_anybodyWaitsForTheLastSecondToPass(uint64 time) public {
        uint256 budget = _budget(ETH, 1);
        uint64 expires = treasury.budget(budget).expires;
        vm.warp(bound(time, START, expires));

        vm.expectRevert(
            abi.encodeWithSelector(IVillageTreasury.VillageTreasuryBudgetNotExpired.selector, budget, expires)
        );
        treasury.closeExpired(budget);
    }

    function test_theLastSecondOfABudgetIsNotYetTheFirstToCloseIt() public {
        uint256 budget = _budget(ETH, 1);
        uint64 expires = treasury.budget(budget).expires;
        vm.warp(expires);

        vm.expectRevert(
            abi.encodeWithSelector(IVillageTreasury.VillageTreasuryBudgetNotExpired.selector, budget, expires)
        );
        treasury.closeExpired(budget);
        vm.warp(expires + 1);
        treasury.closeExpired(budget);
    }

    function test_nothingIsClosedTwice() public {
        uint256 budget = _budget(ETH, 1);
        vm.prank(dao);
        treasury.closeBudget(budget);
        vm.warp(treasury.budget(budget).expires + 1);

        vm.recordLogs();
        vm.prank(dao);
        treasury.closeBudget(budget);
        assertEq(0, vm.getRecordedLogs().length);
        vm.expectRevert(abi.encodeWithSelector(IVillageTreasury.VillageTreasuryBudgetNotOpen.selector, budget));
        treasury.closeExpired(budget);
        _assertClosed(budget, ETH, 1);
    }

    function testFuzz_whatNeverWasIsNotClosed(uint256 number) public {
        bytes memory refusal = abi.encodeWithSelector(IVillageTreasury.VillageTreasuryNoBudget.selector, number);

        vm.expectRevert(refusal);
        vm.prank(dao);
        treasury.closeBudget(number);
        vm.expectRevert(refusal);
        treasury.closeExpired(number);
    }

    function testFuzz_closingLeavesReservationsAndGrantsAsTheyAre(uint96 reserved, uint96 granted, uint96 rest) public {
        reserved = uint96(bound(reserved, 1, type(uint96).max));
        granted = uint96(bound(granted, 1, type(uint96).max));
        uint256 budget = _budget(ETH, uint128(reserved) + granted + rest);
        _reserve(budget, reserved);
        vm.startPrank(dao);
        treasury.award(budget, _plan(ETH, recipient, 1, granted));

        treasury.closeBudget(budget);

        assertEq(reserved, treasury.reservation(1).remainder);
        assertEq(granted, treasury.grant(1).unpaid);
        assertEq(rest, treasury.free(ETH));
        _assertCovered(ETH);
    }

    function _assertClosed(uint256 budget, address asset, uint128 amount) private view {
        assertTrue(treasury.budget(budget).closed);
        assertFalse(treasury.isOpen(budget));
        assertEq(0, treasury.budget(budget).remainder);
        assertEq(0, treasury.reserved(asset));
        assertEq(amount, treasury.free(asset));
        _assertCovered(asset);
    }
}
