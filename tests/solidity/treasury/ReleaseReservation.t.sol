// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IVillageTreasury, TreasuryScene} from "./TreasuryScene.sol";

contract ReleaseReservationTest is TreasuryScene {
    function testFuzz_theRestGoesBackToAnOpenBudget(bool isEth, uint128 amount, uint128 awarded) public {
        address asset = _asset(isEth);
        amount = uint128(bound(amount, 2, MOST));
        awarded = uint128(bound(awarded, 1, amount - 1));
        uint256 budget = _budget(asset, amount);
        uint256 reservation = _reserve(budget, amount);
        vm.prank(election);
        treasury.awardReserved(reservation, _plan(asset, recipient, 1, awarded));

        vm.expectEmit(address(treasury));
        emit IVillageTreasury.ReservationReleased(reservation, amount - awarded, true);
        vm.prank(dao);
        treasury.releaseReservation(reservation);

        assertEq(0, treasury.reservation(reservation).remainder);
        assertEq(amount - awarded, treasury.budget(budget).remainder);
        assertEq(0, treasury.free(asset));
        _assertCovered(asset);
    }

    function testFuzz_theRestIsFreeOnceTheBudgetIsNotOpen(bool isEth, uint128 amount, bool closed) public {
        address asset = _asset(isEth);
        amount = uint128(bound(amount, 1, MOST));
        uint256 budget = _budget(asset, amount);
        uint256 reservation = _reserve(budget, amount);
        vm.startPrank(dao);
        if (closed) treasury.closeBudget(budget);
        else vm.warp(treasury.budget(budget).expires + 1);

        vm.expectEmit(address(treasury));
        emit IVillageTreasury.ReservationReleased(reservation, amount, false);
        treasury.releaseReservation(reservation);

        assertEq(0, treasury.budget(budget).remainder);
        assertEq(amount, treasury.free(asset));
        _assertCovered(asset);
    }

    function test_nothingIsReleasedTwice() public {
        uint256 reservation = _reserve(_budget(ETH, 1), 1);
        vm.startPrank(dao);
        treasury.releaseReservation(reservation);

        vm.recordLogs();
        treasury.releaseReservation(reservation);
        assertEq(0, vm.getRecordedLogs().length);
        assertEq(1, treasury.budget(1).remainder);
        _assertCovered(ETH);
    }

    function test_whatIsReleasedIsAwardedNoMore() public {
        uint256 reservation = _reserve(_budget(ETH, 1), 1);
        vm.prank(dao);
        treasury.releaseReservation(reservation);

        vm.expectRevert(
            abi.encodeWithSelector(IVillageTreasury.VillageTreasuryInsufficientReservation.selector, reservation, 1, 0)
        );
        vm.prank(election);
        treasury.awardReserved(reservation, _plan(ETH, recipient, 1, 1));
    }

    function testFuzz_aReservationThatNeverWasIsNotReleased(uint256 number) public {
        vm.expectRevert(abi.encodeWithSelector(IVillageTreasury.VillageTreasuryNoReservation.selector, number));
        vm.prank(dao);
        treasury.releaseReservation(number);
    }
}
