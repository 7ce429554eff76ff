// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {GovernorPreventLateQuorum} from "@openzeppelin/contracts/governance/extensions/GovernorPreventLateQuorum.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {GovernanceScene} from "./GovernanceScene.sol";

/// @dev A vote that makes the quorum leaves a day for answers. Eleven votes make it; Ken has five.
contract LateQuorumTest is GovernanceScene {
    function test_aQuorumInTheLastSecondLeavesADayForAnswers() public {
        Proposal memory p = _open(_harmless());
        uint256 deadline = governor.proposalDeadline(p.id);
        vm.warp(deadline);

        vm.expectEmit(address(governor));
        emit GovernorPreventLateQuorum.ProposalExtended(p.id, uint64(deadline + EXTENSION));
        _vote(p, umi, FOR);

        assertEq(deadline + EXTENSION, governor.proposalDeadline(p.id));
        vm.warp(deadline + EXTENSION);
        _vote(p, ichiro, AGAINST);
        skip(1);
        _assertState(IGovernor.ProposalState.Defeated, p);
    }

    function testFuzz_afterTheQuorumADayRemains(uint256 when, uint8 side) public {
        Proposal memory p = _open(_harmless());
        uint256 deadline = governor.proposalDeadline(p.id);
        _vote(p, ken, FOR);
        when = bound(when, block.timestamp, deadline);
        vm.warp(when);

        _vote(p, umi, side % 3);

        assertEq(Math.max(deadline, when + EXTENSION), governor.proposalDeadline(p.id));
    }

    function testFuzz_aProposalIsExtendedOnce(uint256 first, uint256 second) public {
        Proposal memory p = _open(_harmless());
        vm.warp(bound(first, block.timestamp, governor.proposalDeadline(p.id)));
        _vote(p, umi, FOR);
        uint256 deadline = governor.proposalDeadline(p.id);
        vm.warp(bound(second, block.timestamp, deadline));

        _vote(p, ichiro, AGAINST);

        assertEq(deadline, governor.proposalDeadline(p.id));
    }

    function testFuzz_votesBelowTheQuorumExtendNothing(uint256 when) public {
        Proposal memory p = _open(_harmless());
        uint256 deadline = governor.proposalDeadline(p.id);
        vm.warp(bound(when, block.timestamp, deadline));

        _vote(p, ken, FOR);

        assertEq(deadline, governor.proposalDeadline(p.id));
    }

    /// @dev What fills the quorum extends the vote, whatever it says: a late "against" can be answered too.
    function test_aLateVoteAgainstExtendsToo() public {
        Proposal memory p = _open(_harmless());
        _vote(p, ken, FOR);
        vm.warp(governor.proposalDeadline(p.id));

        _vote(p, umi, AGAINST);

        assertEq(block.timestamp + EXTENSION, governor.proposalDeadline(p.id));
    }
}
