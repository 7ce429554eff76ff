// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";

import {VillageTimelock} from "../../../contracts/governance/VillageTimelock.sol";
import {GovernanceScene} from "./GovernanceScene.sol";

contract TimelockTest is GovernanceScene {
    bytes32 private _proposer;
    bytes32 private _canceller;
    bytes32 private _executor;

    function setUp() public override {
        super.setUp();
        _proposer = timelock.PROPOSER_ROLE();
        _canceller = timelock.CANCELLER_ROLE();
        _executor = timelock.EXECUTOR_ROLE();
    }

    /* FOUNDING */

    function test_theGovernorProposesCancelsAndExecutes() public view {
        assertTrue(timelock.hasRole(_proposer, address(governor)));
        assertTrue(timelock.hasRole(_canceller, address(governor)));
        assertTrue(timelock.hasRole(_executor, address(governor)));
        assertEq(TIMELOCK, timelock.getMinDelay());
    }

    function testFuzz_nobodyElseHasARole(address account) public view {
        vm.assume(account != address(governor));

        assertFalse(timelock.hasRole(_proposer, account));
        assertFalse(timelock.hasRole(_canceller, account));
        assertFalse(timelock.hasRole(_executor, account));
        // The timelock administers itself, which the refusal of every change of role makes idle.
        assertEq(account == address(timelock), timelock.hasRole(timelock.DEFAULT_ADMIN_ROLE(), account));
    }

    function test_withoutAGovernorThereIsNoTimelock() public {
        vm.expectRevert(VillageTimelock.VillageTimelockNoGovernor.selector);
        new VillageTimelock(address(manager), TIMELOCK, address(0));
    }

    function test_withoutAManagerThereIsNoTimelock() public {
        vm.expectRevert(VillageTimelock.VillageTimelockNoManager.selector);
        new VillageTimelock(stranger, TIMELOCK, address(governor));
    }

    function test_itKnowsItsManagerAndItsGovernor() public view {
        assertEq(address(manager), timelock.authority());
        assertEq(address(governor), timelock.governor());
    }

    function testFuzz_aDelayIsAtMostThirtyDaysAtFounding(uint256 delay) public {
        if (delay > 30 days) vm.expectRevert(_tooLong(delay));
        VillageTimelock hands = new VillageTimelock(address(manager), delay, address(governor));

        if (delay <= 30 days) assertEq(delay, hands.getMinDelay());
    }

    /* NOBODY BUT THE GOVERNOR */

    /// @dev The attack: a deployer schedules, is revoked, and has anyone execute later.
    function testFuzz_nobodySchedulesPastTheGovernor(address caller) public {
        vm.assume(caller != address(governor));

        vm.prank(caller);
        vm.expectRevert(_unauthorized(caller, _proposer));
        timelock.schedule(treasury, 0, "", 0, 0, 30 days);

        Proposal memory p = _harmless();
        vm.prank(caller);
        vm.expectRevert(_unauthorized(caller, _proposer));
        timelock.scheduleBatch(p.targets, p.values, p.calldatas, 0, 0, 30 days);
    }

    function testFuzz_nobodyRunsAQueuedOperationPastTheGovernor(address caller) public {
        vm.assume(caller != address(governor));
        Proposal memory p = _ready(stranger, "");
        bytes32 salt = _salt(p);
        assertTrue(timelock.isOperationReady(_operation(p)));

        vm.prank(caller);
        vm.expectRevert(_unauthorized(caller, _executor));
        timelock.executeBatch(p.targets, p.values, p.calldatas, 0, salt);
    }

    function testFuzz_nobodyCancelsAQueuedOperationPastTheGovernor(address caller) public {
        vm.assume(caller != address(governor));
        bytes32 operation = _operation(_passAndQueue(_harmless()));

        vm.prank(caller);
        vm.expectRevert(_unauthorized(caller, _canceller));
        timelock.cancel(operation);
    }

    /* ROLES ARE FIXED */

    function testFuzz_nobodyChangesARole(address caller, bytes32 role, address account) public {
        vm.startPrank(caller);
        vm.expectRevert(VillageTimelock.VillageTimelockRolesFixed.selector);
        timelock.grantRole(role, account);
        vm.expectRevert(VillageTimelock.VillageTimelockRolesFixed.selector);
        timelock.revokeRole(role, account);
        vm.expectRevert(VillageTimelock.VillageTimelockRolesFixed.selector);
        timelock.renounceRole(role, account);
        vm.stopPrank();
    }

    /// @dev Without the refusal, one such proposal would make every later one unqueueable or unexecutable.
    function test_aPassedProposalCannotChangeARoleAndTheVillageGoesOn() public {
        _assertRolesStay(abi.encodeCall(timelock.revokeRole, (_proposer, address(governor))));
        _assertRolesStay(abi.encodeCall(timelock.revokeRole, (_executor, address(governor))));
        _assertRolesStay(abi.encodeCall(timelock.grantRole, (_executor, address(0))));
        _assertRolesStay(abi.encodeCall(timelock.renounceRole, (bytes32(0), address(timelock))));

        Proposal memory p = _draft(stranger, "");
        p.description = string.concat("The next one.", _signed(hana));
        _carryOut(p);
    }

    /* THE DELAY */

    function testFuzz_aPassedProposalSetsADelayOfAtMostThirtyDays(uint256 delay) public {
        Proposal memory p = _ready(address(timelock), abi.encodeCall(timelock.updateDelay, (delay)));
        if (delay > 30 days) vm.expectRevert(_tooLong(delay));
        _execute(p);

        assertEq(delay > 30 days ? TIMELOCK : delay, timelock.getMinDelay());
    }

    function testFuzz_nobodyElseSetsTheDelay(address caller) public {
        vm.assume(caller != address(timelock));

        vm.prank(caller);
        vm.expectRevert(abi.encodeWithSelector(TimelockController.TimelockUnauthorizedCaller.selector, caller));
        timelock.updateDelay(1 days);
    }

    function test_withoutADelayAProposalIsCarriedOutInTheSecondItIsQueued() public {
        _execute(_ready(address(timelock), abi.encodeCall(timelock.updateDelay, (0))));

        Proposal memory p = _harmless();
        p.description = string.concat("At once.", _signed(hana));
        p = _passAndQueue(p);
        _execute(p);

        assertTrue(timelock.isOperationDone(_operation(p)));
    }

    /* INSIDE */

    function _assertRolesStay(bytes memory data) private {
        Proposal memory p = _draft(address(timelock), data);
        p.description = string.concat(vm.toString(data), _signed(hana));
        p = _passAndQueue(p);
        vm.warp(governor.proposalEta(p.id));
        vm.expectRevert(VillageTimelock.VillageTimelockRolesFixed.selector);
        _execute(p);
    }

    function _unauthorized(address caller, bytes32 role) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, caller, role);
    }

    function _tooLong(uint256 delay) private pure returns (bytes memory) {
        return abi.encodeWithSelector(VillageTimelock.VillageTimelockDelayTooLong.selector, delay, 30 days);
    }
}
