// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";

import {Roles} from "../../../contracts/charter/Roles.sol";
import {VillageTimelock} from "../../../contracts/governance/VillageTimelock.sol";
import {GovernanceScene} from "./GovernanceScene.sol";

/// @dev The Governor queues and carries out batches, even of one call. The timelock takes a call alone too: this way is as
/// well guarded as the other, whatever a Governor should make of it.
contract OneCallTest is GovernanceScene {
    function test_aCallAloneIsCarriedOutAfterItsDelay() public {
        vm.deal(address(timelock), 1 ether);
        _queueAlone(stranger, 1 ether, "");

        vm.warp(block.timestamp + TIMELOCK - 1);
        vm.expectPartialRevert(TimelockController.TimelockUnexpectedOperationState.selector);
        _executeAlone(stranger, 1 ether, "");
        assertEq(0, stranger.balance);

        vm.warp(block.timestamp + 1);
        _executeAlone(stranger, 1 ether, "");
        assertEq(1 ether, stranger.balance);
    }

    /// forge-config: default.fuzz.runs = 24
    function testFuzz_nobodyRunsACallAlonePastTheGovernor(address caller) public {
        vm.assume(caller != address(governor));
        bytes memory data = abi.encodeCall(villager.setBaseURI, ("ipfs://mine/"));
        _queueAlone(address(villager), 0, data);
        skip(TIMELOCK);
        bytes32 executor = timelock.EXECUTOR_ROLE();

        vm.expectRevert(
            abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, caller, executor)
        );
        vm.prank(caller);
        timelock.execute(address(villager), 0, data, 0, 0);
    }

    function test_aCallAloneGivesUpNoPowerOfTheVillage() public {
        bytes memory data = abi.encodeCall(manager.revokeRole, (Roles.DAO, address(timelock)));
        _queueAlone(address(manager), 0, data);
        skip(TIMELOCK);

        vm.expectRevert(VillageTimelock.VillageTimelockPowerLost.selector);
        _executeAlone(address(manager), 0, data);
    }

    function test_aCallAloneSharesAdminWithNobody() public {
        bytes memory data = abi.encodeCall(manager.grantRole, (0, stranger, 0));
        _queueAlone(address(manager), 0, data);
        skip(TIMELOCK);

        vm.expectRevert(VillageTimelock.VillageTimelockAdminAlone.selector);
        _executeAlone(address(manager), 0, data);
    }

    function _queueAlone(address target, uint256 value, bytes memory data) private {
        vm.prank(address(governor));
        timelock.schedule(target, value, data, 0, 0, TIMELOCK);
    }

    function _executeAlone(address target, uint256 value, bytes memory data) private {
        vm.prank(address(governor));
        timelock.execute(target, value, data, 0, 0);
    }
}
