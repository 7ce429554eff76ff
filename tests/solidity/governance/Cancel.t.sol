// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";

import {GovernanceScene} from "./GovernanceScene.sol";

contract CancelTest is GovernanceScene {
    function test_aProposerWithdrawsBeforeVotingBegins() public {
        Proposal memory p = _propose(_harmless());
        vm.warp(governor.proposalSnapshot(p.id));

        vm.expectEmit(address(governor));
        emit IGovernor.ProposalCanceled(p.id);
        _cancel(p, hana);

        _assertState(IGovernor.ProposalState.Canceled, p);
        vm.warp(governor.proposalSnapshot(p.id) + 1);
        vm.expectRevert(_wrongState(p, IGovernor.ProposalState.Canceled, 2));
        _vote(p, ken, FOR);
    }

    function testFuzz_onceVotingBeganNobodyWithdraws(uint256 when) public {
        Proposal memory p = _open(_harmless());
        _vote(p, hana, FOR);
        skip(bound(when, 0, 60 days));

        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorUnableToCancel.selector, p.id, hana));
        _cancel(p, hana);
    }

    /// @dev Not the council either: it vetoes, and says why.
    function testFuzz_nobodyElseWithdraws(address caller) public {
        vm.assume(caller != hana);
        Proposal memory p = _propose(_harmless());

        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorUnableToCancel.selector, p.id, caller));
        _cancel(p, caller);
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorUnableToCancel.selector, p.id, council));
        _cancel(p, council);
    }

    function test_nothingIsWithdrawnTwice() public {
        Proposal memory p = _propose(_harmless());
        _cancel(p, hana);

        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorUnableToCancel.selector, p.id, hana));
        _cancel(p, hana);
    }
}
