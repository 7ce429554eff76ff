// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";

import {VillageTimelock} from "../../../contracts/governance/VillageTimelock.sol";
import {GovernanceScene} from "./GovernanceScene.sol";

/// @dev Whatever one proposal does to the Governor or the timelock, the village can decide and act again.
contract LockedOutTest is GovernanceScene {
    /// @dev Any call of the two contracts that could change how decisions are made, with any arguments.
    function testFuzz_noPassedProposalLocksTheVillageOut(
        uint8[3] memory which,
        uint256[3] memory a,
        uint256[3] memory b
    ) public {
        Proposal memory p;
        p.description = string.concat("Mischief.", _signed(hana));
        for (uint256 i = 0; i < 3; ++i) {
            (address target, bytes4 selector) = _lever(which[i]);
            p = _and(p, target, 0, abi.encodeWithSelector(selector, _likely(a[i]), _likely(b[i])));
        }
        _try(p);

        _assertTheVillageGoesOn();
    }

    function test_theManagerOfTheGovernorStaysWhatItIs() public {
        Proposal memory p =
            _ready(address(manager), abi.encodeCall(manager.updateAuthority, (address(governor), address(villager))));
        vm.expectRevert(
            abi.encodeWithSelector(VillageTimelock.VillageTimelockNotAsked.selector, manager.updateAuthority.selector)
        );
        _execute(p);

        assertEq(address(manager), governor.authority());
        _assertTheVillageGoesOn();
    }

    /// @dev A closed target loses its restricted functions, here the veto; voting is nobody's to close.
    function test_aClosedGovernorStillDecidesAndOpensAgain() public {
        _execute(_ready(address(manager), abi.encodeCall(manager.setTargetClosed, (address(governor), true))));
        Proposal memory open =
            _draft(address(manager), abi.encodeCall(manager.setTargetClosed, (address(governor), false)));
        open.description = string.concat("Open again.", _signed(hana));
        open = _propose(open);
        vm.expectRevert();
        _veto(open, council);
        vm.warp(governor.proposalSnapshot(open.id) + 1);
        _vote(open, hana, FOR);
        vm.warp(governor.proposalDeadline(open.id) + 1);
        _queue(open);
        skip(TIMELOCK);
        _execute(open);

        Proposal memory next = _propose(_titled("Next."));
        _veto(next, council);
    }

    /* INSIDE */

    function _lever(uint256 which) private view returns (address target, bytes4 selector) {
        which %= 15;
        if (which == 0) return (address(governor), governor.setVotingDelay.selector);
        if (which == 1) return (address(governor), governor.setVotingPeriod.selector);
        if (which == 2) return (address(governor), governor.setLateQuorumVoteExtension.selector);
        if (which == 3) return (address(governor), governor.updateQuorumNumerator.selector);
        if (which == 4) return (address(governor), governor.setProposalThreshold.selector);
        if (which == 5) return (address(governor), governor.relay.selector);
        if (which == 6) return (address(governor), governor.updateTimelock.selector);
        if (which == 7) return (address(governor), governor.setAuthority.selector);
        if (which == 8) return (address(governor), governor.veto.selector);
        if (which == 9) return (address(timelock), timelock.updateDelay.selector);
        if (which == 10) return (address(timelock), timelock.grantRole.selector);
        if (which == 11) return (address(timelock), timelock.revokeRole.selector);
        if (which == 12) return (address(timelock), timelock.renounceRole.selector);
        if (which == 13) return (address(timelock), timelock.cancel.selector);
        return (address(timelock), TimelockController.schedule.selector);
    }

    /// @dev Half the time a number that fits some bound, now and then a role or an address that matters.
    function _likely(uint256 seed) private view returns (uint256) {
        if (seed % 8 == 0) return uint256(timelock.PROPOSER_ROLE());
        if (seed % 8 == 1) return uint160(address(governor));
        if (seed % 8 == 2) return uint160(address(timelock));
        if (seed % 2 == 1) return seed % 61 days;
        return seed;
    }

    /// @dev Passed by the whole village, carried out if it can be.
    function _try(Proposal memory p) private {
        p = _passWithEverybody(p);
        _queue(p);
        vm.warp(governor.proposalEta(p.id));
        try governor.execute(p.targets, p.values, p.calldatas, _hash(p)) {} catch {}
    }

    function _assertTheVillageGoesOn() private {
        Proposal memory p = _passWithEverybody(_titled("The next day."));
        _queue(p);
        vm.warp(governor.proposalEta(p.id));
        _execute(p);
        _assertState(IGovernor.ProposalState.Executed, p);
    }

    function _passWithEverybody(Proposal memory p) private returns (Proposal memory) {
        p = _open(p);
        _vote(p, hana, FOR);
        _vote(p, ichiro, FOR);
        _vote(p, umi, FOR);
        vm.warp(governor.proposalDeadline(p.id) + 1);
        return p;
    }

    function _titled(string memory title) private view returns (Proposal memory p) {
        p = _harmless();
        p.description = string.concat(title, _signed(hana));
    }
}
