// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";

import {VillagerScene} from "./VillagerScene.sol";

/// @notice `pause` and `unpause`: buying stops, nothing else does.
contract PauseTest is VillagerScene {
    function testFuzz_nothingIsSoldWhilePausedAndAllGoesOnAfter(uint256 count) public {
        count = bound(count, 1, 10);
        uint256 phase = _open(_phaseTerms());
        vm.deal(anna, count * PRICE);
        vm.prank(council);
        sale.pause();

        vm.expectRevert(Pausable.EnforcedPause.selector);
        vm.prank(anna);
        sale.buy{value: count * PRICE}(phase, count, anna, 0, new bytes32[](0));
        vm.prank(council);
        sale.unpause();
        vm.prank(anna);
        sale.buy{value: count * PRICE}(phase, count, anna, 0, new bytes32[](0));

        assertEq(count, villager.balanceOf(anna));
    }

    function test_residentsAreWelcomedAndMoneyIsSweptWhilePaused() public {
        uint256 phase = _open(_phaseTerms());
        _buy(phase, 2, anna);
        vm.prank(council);
        sale.pause();

        _welcome(ben);
        sale.sweep(phase);

        assertEq(1, villager.balanceOf(ben));
        assertEq(2 * PRICE, address(treasury).balance);
    }

    function testFuzz_onlyTheCouncilPauses(address caller) public {
        _assumeStranger(caller);
        bytes memory refusal = abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, caller);
        vm.startPrank(caller);

        vm.expectRevert(refusal);
        sale.pause();
        vm.expectRevert(refusal);
        sale.unpause();
    }
}
