// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Roles} from "../../../contracts/charter/Roles.sol";
import {IVillageTreasury, TreasuryScene} from "./TreasuryScene.sol";

contract ReserveTest is TreasuryScene {
    function testFuzz_anElectionReservesOutOfItsBudget(bool isEth, uint128 whole, uint128 amount) public {
        address asset = _asset(isEth);
        whole = uint128(bound(whole, 1, MOST));
        amount = uint128(bound(amount, 1, whole));
        uint256 budget = _budget(asset, whole);

        vm.expectEmit(address(treasury));
        emit IVillageTreasury.Reserved(1, budget, election, amount);
        assertEq(1, _reserve(budget, amount));

        assertEq(1, treasury.reservationCount());
        IVillageTreasury.Reservation memory r = treasury.reservation(1);
        assertEq(election, r.awarder);
        assertEq(asset, r.asset);
        assertEq(budget, r.budget);
        assertEq(amount, r.remainder);
        assertEq(whole - amount, treasury.budget(budget).remainder);
        assertEq(whole, treasury.reserved(asset));
        assertEq(0, treasury.free(asset));
        _assertCovered(asset);
    }

    function testFuzz_nothingIsReservedBeyondTheRemainder(uint128 whole, uint256 amount, uint128 free) public {
        amount = bound(amount, uint256(whole) + 1, type(uint256).max);
        uint256 budget = _budget(ETH, whole);
        _fill(ETH, free);

        vm.expectRevert(
            abi.encodeWithSelector(
                IVillageTreasury.VillageTreasuryInsufficientBudget.selector, budget, amount, uint256(whole)
            )
        );
        vm.prank(election);
        treasury.reserve(budget, amount);
    }

    function test_zeroReservesNothing() public {
        uint256 budget = _budget(ETH, 1);

        vm.expectRevert(IVillageTreasury.VillageTreasuryInvalidAmount.selector);
        _reserve(budget, 0);
    }

    /// @dev The role alone is not enough: each budget names its awarders.
    function testFuzz_anElectionThatTheBudgetDoesNotNameReservesNothing(address other) public {
        vm.assume(other != election && other != address(manager));
        uint256 budget = _budget(ETH, 1);
        manager.grantRole(Roles.ELECTION, other, 0);

        vm.expectRevert(abi.encodeWithSelector(IVillageTreasury.VillageTreasuryNotAwarder.selector, budget, other));
        vm.prank(other);
        treasury.reserve(budget, 1);
    }

    /// @dev Nor is the name alone.
    function test_anAwarderWithoutTheRoleReservesNothing() public {
        uint256 budget = _budget(ETH, 1);
        vm.prank(dao);
        treasury.setAwarder(budget, stranger, true);

        _expectRefused(stranger);
        vm.prank(stranger);
        treasury.reserve(budget, 1);
    }

    function test_anAwarderNoLongerNamedReservesNoMore() public {
        uint256 budget = _budget(ETH, 2);
        _reserve(budget, 1);
        vm.prank(dao);
        treasury.setAwarder(budget, election, false);

        vm.expectRevert(abi.encodeWithSelector(IVillageTreasury.VillageTreasuryNotAwarder.selector, budget, election));
        _reserve(budget, 1);
        assertEq(1, treasury.reservation(1).remainder);
    }

    function testFuzz_aBudgetThatIsNotOpenGivesNothing(bool closed) public {
        uint256 budget = _budget(ETH, 1);
        if (closed) {
            vm.prank(dao);
            treasury.closeBudget(budget);
        } else {
            vm.warp(treasury.budget(budget).expires + 1);
        }

        vm.expectRevert(abi.encodeWithSelector(IVillageTreasury.VillageTreasuryBudgetNotOpen.selector, budget));
        _reserve(budget, 1);
    }

    function testFuzz_aReservationThatNeverWasIsNotShown(uint256 number) public {
        vm.expectRevert(abi.encodeWithSelector(IVillageTreasury.VillageTreasuryNoReservation.selector, number));
        treasury.reservation(number);
    }
}
