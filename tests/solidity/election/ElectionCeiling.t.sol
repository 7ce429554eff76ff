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

    /// @dev The attack: a council that opens several at once, each with its share of the same money.
    function testFuzz_electionsThatRunAtOnceNeverPromiseTheSameMoney(uint16 ceilingBps, uint8 count) public {
        budget = _budget(10 ether, uint16(bound(ceilingBps, 1, 9999)));
        uint256 left = 10 ether;
        for (uint256 i = 0; i < 1 + count % 8; ++i) {
            uint256 expected = left * treasury.budget(budget).ceilingBps / 10_000;
            assertEq(expected, elections.election(_open()).ceiling);
            left -= expected;
        }
    }

    function test_whicheverIsClosedFirstTheOtherGetsItsMoney() public {
        budget = _budget(10 ether, 6000);
        uint256 first = _open();
        uint256 second = _open();
        _nominate(first, hana, 6 ether);
        _nominate(second, ichiro, uint128(elections.election(second).ceiling));
        vm.warp(FROM + 1);
        _cast(first, hana, 1);
        _cast(second, hana, 1);
        vm.warp(TO + 1);

        elections.close(first);
        elections.close(second);
        assertEq(6 ether, treasury.reservation(elections.election(first).reservation).remainder);
        assertEq(2.4 ether, treasury.reservation(elections.election(second).reservation).remainder);
    }

    function test_whatAClosedElectionDidNotNeedIsThereForTheNext() public {
        _open();
        vm.warp(TO + 1);
        elections.close(1);
        IGeneralElection.Rules memory rules = _rules();
        (rules.nominationsUntil, rules.votingFrom, rules.votingTo) = (TO + 4 days, TO + 4 days, TO + 7 days);

        assertEq(CEILING, elections.election(_open(rules)).ceiling);
    }

    function test_aBudgetThatIsNotThereOrClosedIsRefused() public {
        IGeneralElection.Rules memory rules = _rules();
        rules.budget = budget + 1;
        _refusesBudget(rules);

        vm.prank(dao);
        treasury.closeBudget(budget);
        _refusesBudget(_rules());
    }

    /// @dev A budget that ended with the voting could leave no block in which `close` still reserves.
    function testFuzz_theBudgetOutlivesTheVotingByADay(uint48 expires) public {
        expires = uint48(bound(expires, TO - 2 days, TO + 3 days));
        vm.deal(address(treasury), 100 ether);
        vm.prank(dao);
        budget = treasury.openBudget(ETH, 10 ether, expires, "short", address(elections), 5000);

        if (expires < TO + 1 days) _refusesBudget(_rules());
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
