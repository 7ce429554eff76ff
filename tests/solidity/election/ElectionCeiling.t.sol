// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Roles} from "../../../contracts/charter/Roles.sol";
import {IVillageTreasury} from "../../../contracts/treasury/IVillageTreasury.sol";
import {ElectionScene, IGeneralElection} from "./ElectionScene.sol";

/// @notice Out of which budget an election is opened, and how much of it.
contract ElectionCeilingTest is ElectionScene {
    function testFuzz_theCeilingIsTheBudgetsShareOfWhatIsInItNow(uint128 amount, uint16 ceilingBps) public {
        amount = uint128(bound(amount, 1, type(uint128).max / 2));
        ceilingBps = uint16(bound(ceilingBps, 0, 10_000));
        budget = _budget(amount, ceilingBps);
        uint256 expected = uint256(amount) * ceilingBps / 10_000;

        if (expected == 0) {
            vm.expectRevert(abi.encodeWithSelector(IGeneralElection.GeneralElectionNothingToAward.selector, budget));
            _open();
        } else {
            assertEq(expected, elections.election(_open()).ceiling);
        }
    }

    function test_theCeilingStaysThoughTheBudgetGrows() public {
        uint256 id = _open();
        manager.setTargetFunctionRole(address(treasury), _funding(), Roles.DAO);
        vm.deal(address(treasury), 100 ether);
        vm.prank(dao);
        treasury.fundBudget(budget, 50 ether);

        assertEq(CEILING, elections.election(id).ceiling);
    }

    function test_aBudgetThatIsNotThereOrClosedIsRefused() public {
        IGeneralElection.Rules memory rules = _rules();
        rules.budget = budget + 1;
        _refusesBudget(rules);

        vm.prank(dao);
        treasury.closeBudget(budget);
        _refusesBudget(_rules());
    }

    function testFuzz_theBudgetOutlivesTheVoting(uint48 expires) public {
        expires = uint48(bound(expires, NOW + 2, TO + 30 days));
        vm.deal(address(treasury), 100 ether);
        vm.prank(dao);
        budget = treasury.openBudget(ETH, 10 ether, expires, "short", address(elections), 5000);

        if (expires <= TO) _refusesBudget(_rules());
        else _open();
    }

    function test_aBudgetThatThisContractMayNotAwardIsRefused() public {
        vm.prank(dao);
        treasury.setAwarder(budget, address(elections), false);

        vm.expectRevert(abi.encodeWithSelector(IGeneralElection.GeneralElectionNotAwarder.selector, budget));
        _open();
    }

    function test_withoutTheTreasurysRoleNothingIsOpened() public {
        manager.revokeRole(Roles.ELECTION, address(elections));

        vm.expectRevert(abi.encodeWithSelector(IGeneralElection.GeneralElectionNotAwarder.selector, budget));
        _open();
    }

    // ---------------------------------------------------------------- parts

    function _funding() private pure returns (bytes4[] memory all) {
        all = new bytes4[](1);
        all[0] = IVillageTreasury.fundBudget.selector;
    }

    function _refusesBudget(IGeneralElection.Rules memory rules) private {
        vm.expectRevert(abi.encodeWithSelector(IGeneralElection.GeneralElectionBudgetNotOpen.selector, rules.budget));
        _open(rules);
    }
}
