// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MoodyToken} from "../treasury/Tokens.sol";
import {ElectionScene, IGeneralElection, IVillageTreasury} from "./ElectionScene.sol";

/// @notice An election over a budget of an ERC-20, 10,000 of it, of which it may promise half.
contract ElectionInCoinsTest is ElectionScene {
    MoodyToken private _coin;

    function setUp() public override {
        super.setUp();
        _coin = new MoodyToken();
        _coin.mint(address(treasury), 10_000);
        vm.startPrank(dao);
        treasury.listAsset(address(_coin));
        budget = treasury.openBudget(address(_coin), 10_000, NOW + 100 days, "activity", address(elections), 5000);
        vm.stopPrank();
    }

    function test_anElectionIsInTheBudgetsOwnMoney() public {
        vm.expectEmit(address(elections));
        emit IGeneralElection.ElectionOpened(1, address(paper), budget, address(_coin), 5000, _rules());
        uint256 id = _open();

        assertEq(address(_coin), elections.election(id).asset);
        assertEq(5000, elections.election(id).ceiling);
    }

    function test_aPlanInOtherMoneyIsRefused() public {
        uint256 id = _open();

        vm.expectRevert(
            abi.encodeWithSelector(IGeneralElection.GeneralElectionWrongAsset.selector, address(_coin), ETH)
        );
        _nominate(id, hana, 100);
    }

    function test_whatIsAwardedIsThatMoney() public {
        uint256 id = _open();
        IVillageTreasury.Plan memory plan = _plan(hana, 1, 100);
        plan.asset = address(_coin);
        vm.prank(hana);
        elections.nominate(id, plan, "");
        vm.warp(FROM + 1);
        _cast(id, ichiro, 1);
        vm.warp(TO + 1);
        elections.close(id);

        uint256 grant = elections.award(id, 1);
        assertEq(address(_coin), treasury.grant(grant).asset);
        assertEq(100, treasury.grant(grant).unpaid);
        assertEq(address(_coin), elections.plan(id, 1).asset);
    }
}
