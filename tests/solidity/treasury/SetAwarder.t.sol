// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IVillageTreasury, TreasuryScene} from "./TreasuryScene.sol";

contract SetAwarderTest is TreasuryScene {
    function testFuzz_awardersComeAndGoEachForItself(address first, address second) public {
        vm.assume(first != address(0) && second != address(0));
        vm.assume(first != second && first != election && second != election);
        uint256 budget = _budget(ETH, 0);

        vm.startPrank(dao);
        treasury.setAwarder(budget, first, true);
        treasury.setAwarder(budget, second, true);
        vm.expectEmit(address(treasury));
        emit IVillageTreasury.AwarderSet(budget, first, false);
        treasury.setAwarder(budget, first, false);

        assertFalse(treasury.isAwarder(budget, first));
        assertTrue(treasury.isAwarder(budget, second));
        assertTrue(treasury.isAwarder(budget, election));
    }

    function test_aBudgetMayBeOpenedWithoutAnAwarder() public {
        vm.prank(dao);
        uint256 budget = treasury.openBudget(ETH, 0, START + 1, "for the council", address(0), 0);

        assertFalse(treasury.isAwarder(budget, address(0)));
    }

    function test_nobodyIsNoAwarder() public {
        uint256 budget = _budget(ETH, 0);

        vm.expectRevert(abi.encodeWithSelector(IVillageTreasury.VillageTreasuryInvalidRecipient.selector, address(0)));
        vm.prank(dao);
        treasury.setAwarder(budget, address(0), true);
    }

    function test_aBudgetThatNeverWasHasNoAwarder() public {
        vm.expectRevert(abi.encodeWithSelector(IVillageTreasury.VillageTreasuryNoBudget.selector, 1));
        vm.prank(dao);
        treasury.setAwarder(1, election, true);
    }
}
