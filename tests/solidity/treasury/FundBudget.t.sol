// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IVillageTreasury, TreasuryScene} from "./TreasuryScene.sol";

contract FundBudgetTest is TreasuryScene {
    function testFuzz_movesFreeMoneyIntoTheBudget(bool isEth, uint128 before, uint128 free, uint128 amount) public {
        address asset = _asset(isEth);
        before = uint128(bound(before, 0, MOST - 1));
        free = uint128(bound(free, 1, MOST - before));
        amount = uint128(bound(amount, 1, free));
        uint256 budget = _budget(asset, before);
        _fill(asset, free);

        vm.expectEmit(address(treasury));
        emit IVillageTreasury.BudgetFunded(budget, amount, dao);
        vm.prank(dao);
        treasury.fundBudget(budget, amount);

        assertEq(before + amount, treasury.budget(budget).remainder);
        assertEq(free - amount, treasury.free(asset));
        _assertCovered(asset);
    }

    function testFuzz_onlyFreeMoneyIsMoved(uint128 before, uint128 free, uint256 amount) public {
        amount = bound(amount, uint256(free) + 1, type(uint256).max);
        uint256 budget = _budget(ETH, before);
        _fill(ETH, free);

        vm.expectRevert(
            abi.encodeWithSelector(
                IVillageTreasury.VillageTreasuryInsufficientFree.selector, ETH, amount, uint256(free)
            )
        );
        vm.prank(dao);
        treasury.fundBudget(budget, amount);
    }

    function test_aRemainderBeyond128BitsIsRefused() public {
        uint256 budget = _budget(address(coin), MOST);
        _fill(address(coin), 1);

        vm.expectRevert(
            abi.encodeWithSelector(SafeCast.SafeCastOverflowedUintDowncast.selector, 128, uint256(MOST) + 1)
        );
        vm.prank(dao);
        treasury.fundBudget(budget, 1);
    }

    function test_zeroMovesNothing() public {
        uint256 budget = _budget(ETH, 1);

        vm.expectRevert(IVillageTreasury.VillageTreasuryInvalidAmount.selector);
        vm.prank(dao);
        treasury.fundBudget(budget, 0);
    }

    function testFuzz_aBudgetThatIsNotOpenTakesNothing(bool closed) public {
        uint256 budget = _budget(ETH, 1);
        _fill(ETH, 1);
        if (closed) {
            vm.prank(dao);
            treasury.closeBudget(budget);
        } else {
            vm.warp(treasury.budget(budget).expires + 1);
        }

        vm.expectRevert(abi.encodeWithSelector(IVillageTreasury.VillageTreasuryBudgetNotOpen.selector, budget));
        vm.prank(dao);
        treasury.fundBudget(budget, 1);
    }

    function test_aBudgetThatNeverWasTakesNothing() public {
        vm.expectRevert(abi.encodeWithSelector(IVillageTreasury.VillageTreasuryNoBudget.selector, 7));
        vm.prank(dao);
        treasury.fundBudget(7, 1);
    }
}
