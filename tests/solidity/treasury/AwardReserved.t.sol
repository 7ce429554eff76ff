// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Roles} from "../../../contracts/charter/Roles.sol";
import {IVillageTreasury, TreasuryScene} from "./TreasuryScene.sol";

contract AwardReservedTest is TreasuryScene {
    function testFuzz_awardsWinnersOutOfWhatWasReserved(bool isEth, uint256 seed, uint128 rest) public {
        address asset = _asset(isEth);
        (IVillageTreasury.Plan memory plan, uint256 total) = _anyPlan(asset, recipient, seed);
        rest = uint128(bound(rest, 0, MOST - total));
        uint256 budget = _budget(asset, uint128(total) + rest);
        uint256 reservation = _reserve(budget, uint128(total) + rest);

        vm.expectEmit(address(treasury));
        emit IVillageTreasury.GrantAwarded(
            1, budget, recipient, reservation, asset, total, plan.milestones, plan.contentHash, plan.uri
        );
        assertEq(1, _award(reservation, plan));

        IVillageTreasury.Grant memory g = treasury.grant(1);
        assertEq(budget, g.budget);
        assertEq(total, g.unpaid);
        assertEq(rest, treasury.reservation(reservation).remainder);
        assertEq(total + rest, treasury.reserved(asset));
        _assertCovered(asset);
    }

    function testFuzz_allAwardsTogetherNeverPassTheReservation(uint128 amount, uint8 awards) public {
        amount = uint128(bound(amount, 1, MOST / 16));
        awards = uint8(bound(awards, 1, 6));
        uint256 reservation = _reserve(_budget(ETH, amount * 16), amount * awards);
        for (uint256 i = 0; i < awards; ++i) {
            _award(reservation, _plan(ETH, recipient, 1, amount));
        }

        vm.expectRevert(
            abi.encodeWithSelector(
                IVillageTreasury.VillageTreasuryInsufficientReservation.selector, reservation, uint256(amount), 0
            )
        );
        _award(reservation, _plan(ETH, recipient, 1, amount));
        _assertCovered(ETH);
    }

    function testFuzz_anotherElectionAwardsNothingOfIt(address other) public {
        vm.assume(other != election && other != address(manager) && other != address(0));
        uint256 budget = _budget(ETH, 1);
        uint256 reservation = _reserve(budget, 1);
        manager.grantRole(Roles.ELECTION, other, 0);
        vm.prank(dao);
        treasury.setAwarder(budget, other, true);

        vm.expectRevert(
            abi.encodeWithSelector(IVillageTreasury.VillageTreasuryNotReserver.selector, reservation, other)
        );
        vm.prank(other);
        treasury.awardReserved(reservation, _plan(ETH, recipient, 1, 1));
    }

    function test_aPromiseIsKeptThoughTheBudgetCloses() public {
        uint256 budget = _budget(ETH, 2);
        uint256 reservation = _reserve(budget, 1);
        vm.startPrank(dao);
        treasury.setAwarder(budget, election, false);
        treasury.closeBudget(budget);
        vm.stopPrank();

        uint256 grant = _award(reservation, _plan(ETH, recipient, 1, 1));

        assertEq(1, treasury.grant(grant).unpaid);
        _assertCovered(ETH);
    }

    function test_anElectionWithoutTheRoleAwardsNoMore() public {
        uint256 reservation = _reserve(_budget(ETH, 1), 1);
        manager.revokeRole(Roles.ELECTION, election);

        _expectRefused(election);
        _award(reservation, _plan(ETH, recipient, 1, 1));
    }

    function test_aPlanInAnotherAssetIsRefused() public {
        uint256 reservation = _reserve(_budget(ETH, 1), 1);

        vm.expectRevert(abi.encodeWithSelector(IVillageTreasury.VillageTreasuryAssetMismatch.selector, ETH, coin));
        _award(reservation, _plan(address(coin), recipient, 1, 1));
    }

    function testFuzz_aReservationThatNeverWasAwardsNothing(uint256 number) public {
        vm.expectRevert(abi.encodeWithSelector(IVillageTreasury.VillageTreasuryNoReservation.selector, number));
        _award(number, _plan(ETH, recipient, 1, 1));
    }

    function _award(uint256 reservation, IVillageTreasury.Plan memory plan) private returns (uint256) {
        vm.prank(election);
        return treasury.awardReserved(reservation, plan);
    }
}
