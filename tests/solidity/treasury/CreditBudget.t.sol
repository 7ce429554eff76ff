// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IVillageTreasury, TreasuryScene} from "./TreasuryScene.sol";

contract CreditBudgetTest is TreasuryScene {
    function testFuzz_movesASalesShareIntoTheBudget(bool isEth, uint128 before, uint128 free, uint128 share) public {
        address asset = _asset(isEth);
        free = uint128(bound(free, 0, MOST - before));
        share = uint128(bound(share, 0, free));
        uint256 budget = _budget(asset, before);
        _fill(asset, free);

        vm.expectEmit(address(treasury));
        emit IVillageTreasury.BudgetFunded(budget, share, desk);
        assertTrue(_credit(budget, asset, share));

        assertEq(before + share, treasury.budget(budget).remainder);
        assertEq(free - share, treasury.free(asset));
        _assertCovered(asset);
    }

    function testFuzz_answersFalseForABudgetThatNeverWas(uint256 budget, uint256 share) public {
        _assertLeft(budget, ETH, share);
    }

    function testFuzz_answersFalseForAClosedBudget(uint256 share) public {
        uint256 budget = _budget(ETH, 5);
        _fill(ETH, 5);
        vm.prank(dao);
        treasury.closeBudget(budget);

        _assertLeft(budget, ETH, share);
    }

    function testFuzz_answersFalseForAnExpiredBudget(uint256 share, uint64 late) public {
        uint256 budget = _budget(ETH, 5);
        _fill(ETH, 5);
        vm.warp(uint256(treasury.budget(budget).expires) + bound(late, 1, CENTURY));

        _assertLeft(budget, ETH, share);
    }

    /// @dev Another listed one, or any address.
    function testFuzz_answersFalseForAnotherAsset(bool isEth, bool isListed, address other, uint256 share) public {
        if (isListed) other = _asset(!isEth);
        vm.assume(other != _asset(isEth));
        share = bound(share, 0, 6);
        uint256 budget = _budget(_asset(isEth), 5);
        _fill(ETH, 5);
        _fill(address(coin), 5);

        _assertLeft(budget, other, share);
    }

    function testFuzz_answersFalseForMoreThanIsFree(bool isEth, uint128 before, uint128 free, uint256 share) public {
        address asset = _asset(isEth);
        share = bound(share, uint256(free) + 1, type(uint256).max);
        uint256 budget = _budget(asset, before);
        _fill(asset, free);

        _assertLeft(budget, asset, share);
    }

    function testFuzz_fillsABudgetToTheLastUnitItHolds(uint128 before) public {
        uint256 budget = _budget(address(coin), before);
        _fill(address(coin), MOST - before);

        assertTrue(_credit(budget, address(coin), MOST - before));
        assertEq(MOST, treasury.budget(budget).remainder);
        _assertCovered(address(coin));
    }

    function testFuzz_answersFalseWhenTheBudgetHasNoRoom(uint128 before, uint256 share) public {
        share = bound(share, uint256(MOST) - before + 1, uint256(MOST) + 1);
        uint256 budget = _budget(address(coin), before);
        _fill(address(coin), share);

        _assertLeft(budget, address(coin), share);
    }

    function _credit(uint256 budget, address asset, uint256 share) private returns (bool) {
        vm.prank(desk);
        return treasury.creditBudget(budget, asset, share);
    }

    function _assertLeft(uint256 budget, address asset, uint256 share) private {
        uint256[4] memory before = _figures();
        vm.recordLogs();

        assertFalse(_credit(budget, asset, share));
        assertEq(0, vm.getRecordedLogs().length);
        assertEq(keccak256(abi.encode(before)), keccak256(abi.encode(_figures())));
    }

    function _figures() private view returns (uint256[4] memory) {
        return
            [treasury.reserved(ETH), treasury.reserved(address(coin)), treasury.free(ETH), treasury.free(address(coin))];
    }
}
