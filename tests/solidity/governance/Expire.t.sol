// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";

import {GovernanceScene} from "./GovernanceScene.sol";

/// @dev What the village decided and nobody carried out within 30 days needs a new decision.
contract ExpireTest is GovernanceScene {
    /* NOT QUEUED */

    function test_aPassedProposalIsQueuedUpToItsThirtiethDay() public {
        Proposal memory p = _pass(_harmless());
        uint256 last = governor.proposalDeadline(p.id) + 30 days;

        vm.warp(last);
        _assertState(IGovernor.ProposalState.Succeeded, p);
        vm.warp(last + 1);
        _assertState(IGovernor.ProposalState.Expired, p);
        vm.warp(last);
        _queue(p);
        _assertState(IGovernor.ProposalState.Queued, p);
    }

    function testFuzz_whatNobodyQueuedInTimeIsNeverQueued(uint256 late) public {
        Proposal memory p = _pass(_harmless());
        vm.warp(governor.proposalDeadline(p.id) + 30 days + bound(late, 1, 10 * 365 days));

        _assertDead(p);
    }

    /// @dev The thirty days run from the deadline as it was extended.
    function test_anExtendedVoteHasItsThirtyDaysToo() public {
        Proposal memory p = _open(_harmless());
        uint256 deadline = governor.proposalDeadline(p.id);
        vm.warp(deadline);
        _vote(p, hana, FOR);

        vm.warp(deadline + EXTENSION + 30 days);
        _assertState(IGovernor.ProposalState.Succeeded, p);
        skip(1);
        _assertState(IGovernor.ProposalState.Expired, p);
    }

    /* NOT EXECUTED */

    function test_aQueuedProposalIsExecutedUpToItsThirtiethDay() public {
        Proposal memory p = _passAndQueue(_harmless());
        uint256 last = governor.proposalEta(p.id) + 30 days;

        vm.warp(last + 1);
        _assertState(IGovernor.ProposalState.Expired, p);
        vm.warp(last);
        _assertState(IGovernor.ProposalState.Queued, p);
        _execute(p);
        _assertState(IGovernor.ProposalState.Executed, p);
        skip(60 days);
        _assertState(IGovernor.ProposalState.Executed, p);
    }

    /// @dev The operation stays in the timelock, ready; nobody can reach it.
    function testFuzz_anExpiredOperationIsRunByNobody(address caller, uint256 late) public {
        vm.assume(caller != address(governor));
        Proposal memory p = _passAndQueue(_harmless());
        bytes32 salt = _salt(p);
        bytes32 executor = timelock.EXECUTOR_ROLE();
        vm.warp(governor.proposalEta(p.id) + 30 days + bound(late, 1, 10 * 365 days));

        assertTrue(timelock.isOperationReady(_operation(p)));
        _assertDead(p);
        vm.prank(caller);
        vm.expectRevert(
            abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, caller, executor)
        );
        timelock.executeBatch(p.targets, p.values, p.calldatas, 0, salt);
    }

    /// @dev One queued shortly before it would have expired has its days for execution in full.
    function testFuzz_thirtyDaysRunFromTheEta(uint256 late, uint256 wait) public {
        Proposal memory p = _pass(_harmless());
        skip(bound(late, 0, 30 days - 1));
        _queue(p);
        vm.warp(governor.proposalEta(p.id) + bound(wait, 0, 30 days));

        _execute(p);

        _assertState(IGovernor.ProposalState.Executed, p);
    }

    function test_anExpiredProposalMayBeProposedAgainInOtherWords() public {
        Proposal memory p = _passAndQueue(_harmless());
        vm.warp(governor.proposalEta(p.id) + 31 days);
        vm.prank(hana);
        vm.expectRevert(_wrongState(p, IGovernor.ProposalState.Expired, 0));
        governor.propose(p.targets, p.values, p.calldatas, p.description);

        p.description = string.concat("Again.", _signed(hana));
        _carryOut(p);
    }

    /* INSIDE */

    function _assertDead(Proposal memory p) private {
        _assertState(IGovernor.ProposalState.Expired, p);
        vm.expectRevert(_wrongState(p, IGovernor.ProposalState.Expired, 16));
        _queue(p);
        vm.expectRevert(_wrongState(p, IGovernor.ProposalState.Expired, 32));
        _execute(p);
        vm.expectRevert(_wrongState(p, IGovernor.ProposalState.Expired, 1 + 2 + 16 + 32));
        _veto(p, council);
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorUnableToCancel.selector, p.id, hana));
        _cancel(p, hana);
    }
}
