// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IVillageGovernor} from "../../../contracts/governance/IVillageGovernor.sol";
import {GovernanceScene} from "./GovernanceScene.sol";

/// @dev Votes are those of the snapshot, with the real token: what moves later moves no vote.
contract SnapshotTest is GovernanceScene {
    function test_aTokenSoldAfterTheSnapshotStillVotesForItsSeller() public {
        Proposal memory p = _open(_harmless());
        _send(ken, stranger, 96);

        _vote(p, ken, FOR);
        _assertFor(5, p);
        vm.expectRevert(abi.encodeWithSelector(IVillageGovernor.VillageGovernorNoVotingPower.selector, p.id, stranger));
        _vote(p, stranger, FOR);
    }

    function test_aTokenSoldBeforeTheSnapshotVotesForItsBuyer() public {
        Proposal memory p = _propose(_harmless());
        _send(ken, stranger, 96);
        vm.warp(governor.proposalSnapshot(p.id) + 1);

        _vote(p, stranger, FOR);
        _vote(p, ken, AGAINST);
        _assertFor(1, p);
    }

    function test_aTokenSoldInTheSecondOfTheSnapshotVotesForItsBuyer() public {
        Proposal memory p = _propose(_harmless());
        vm.warp(governor.proposalSnapshot(p.id));
        _send(ken, stranger, 96);
        skip(1);

        _vote(p, stranger, FOR);
        _assertFor(1, p);
    }

    function test_delegationAfterTheSnapshotIsForTheNextVote() public {
        Proposal memory p = _open(_harmless());
        vm.prank(umi);
        villager.delegate(ken);
        skip(1);

        _vote(p, ken, FOR);
        _assertFor(5, p);
        _vote(p, umi, FOR);
        _assertFor(25, p);
    }

    function test_delegationBeforeTheSnapshotVotesOnce() public {
        Proposal memory p = _propose(_harmless());
        vm.prank(umi);
        villager.delegate(ken);
        vm.warp(governor.proposalSnapshot(p.id) + 1);

        _vote(p, ken, FOR);
        _assertFor(25, p);
        vm.expectRevert(abi.encodeWithSelector(IVillageGovernor.VillageGovernorNoVotingPower.selector, p.id, umi));
        _vote(p, umi, FOR);
    }

    /// @dev Whatever moves while people vote, the votes never come to more than the snapshot's units.
    function testFuzz_noUnitVotesTwice(uint8[12] memory senders, uint8[12] memory receivers, uint16 pause) public {
        Proposal memory p = _open(_harmless());
        uint256 units = villager.getPastTotalSupply(governor.proposalSnapshot(p.id));
        address[5] memory people = [hana, ichiro, umi, ken, stranger];
        for (uint256 i = 0; i < senders.length; ++i) {
            (address from, address to) = (people[senders[i] % 5], people[receivers[i] % 5]);
            _voteIfPossible(p, from);
            if (i % 3 == 0) {
                vm.prank(from);
                villager.delegate(to);
            } else {
                _sendAny(from, to);
            }
            skip(pause % 1 hours);
            _voteIfPossible(p, to);
        }

        (, uint256 forVotes,) = governor.proposalVotes(p.id);
        assertLe(forVotes, units);
        for (uint256 i = 0; i < people.length; ++i) {
            _voteIfPossible(p, people[i]);
        }
        (, forVotes,) = governor.proposalVotes(p.id);
        assertEq(100, forVotes);
    }

    /* INSIDE */

    function _voteIfPossible(Proposal memory p, address voter) private {
        bool could = !governor.hasVoted(p.id, voter) && governor.getVotes(voter, governor.proposalSnapshot(p.id)) > 0;
        if (could) _vote(p, voter, FOR);
    }

    function _sendAny(address from, address to) private {
        for (uint256 id = 1; id <= 100; ++id) {
            if (villager.ownerOf(id) != from) continue;
            _send(from, to, id);
            return;
        }
    }

    function _send(address from, address to, uint256 id) private {
        vm.prank(from);
        villager.transferFrom(from, to, id);
    }

    function _assertFor(uint256 expected, Proposal memory p) private view {
        (, uint256 forVotes,) = governor.proposalVotes(p.id);
        assertEq(expected, forVotes);
    }
}
