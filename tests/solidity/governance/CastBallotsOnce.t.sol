// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IVillageGovernor} from "../../../contracts/governance/IVillageGovernor.sol";
import {IBallots} from "../../../contracts/governance/IBallots.sol";
import {BallotScene} from "./BallotScene.sol";

/// @dev One voter, many ways to vote, one vote.
contract CastBallotsOnceTest is BallotScene {
    function testFuzz_theSameBallotCountsOnceInABatch(uint8 copies) public {
        copies = uint8(bound(copies, 2, 50));
        Proposal memory p = _open(_harmless());
        IVillageGovernor.SignedBallot[] memory ballots = new IVillageGovernor.SignedBallot[](copies);
        for (uint256 i = 0; i < copies; ++i) {
            ballots[i] = _ballot(p, "Umi", FOR);
        }

        _cast(p, ballots);

        _assertVotes(0, 20, 0, p);
    }

    function test_aBallotThatWasCastIsRejectedTheSecondTime() public {
        Proposal memory p = _open(_harmless());
        IVillageGovernor.SignedBallot memory ballot = _ballot(p, "Umi", FOR);
        _cast(p, ballot);

        _assertRejected(p, ballot, IBallots.BallotFault.AlreadyVoted);
    }

    /// @dev Of two that a voter signed, who casts chooses: this is what a relayer can do, and what SECURITY.md says.
    function testFuzz_ofTwoBallotsOfAVoterTheFirstCounts(uint8 first, uint8 second) public {
        (first, second) = (first % 3, second % 3);
        Proposal memory p = _open(_harmless());

        _expectVote(p, umi, first, 20);
        _expectRejected(p, umi, IBallots.BallotFault.AlreadyVoted);
        _cast(p, _batch(_ballot(p, "Umi", first), _ballot(p, "Umi", second)));

        _assertVotes(first == AGAINST ? 20 : 0, first == FOR ? 20 : 0, first == ABSTAIN ? 20 : 0, p);
    }

    function test_whoVotedInPersonIsRejected() public {
        Proposal memory p = _open(_harmless());
        _vote(p, umi, AGAINST);

        _assertRejected(p, _ballot(p, "Umi", FOR), IBallots.BallotFault.AlreadyVoted);
    }

    function test_whoseBallotWasCastVotesNoMore() public {
        Proposal memory p = _open(_harmless());
        _cast(p, _ballot(p, "Umi", FOR));

        vm.expectRevert(abi.encodeWithSelector(IVillageGovernor.VillageGovernorAlreadyVoted.selector, p.id, umi));
        _vote(p, umi, AGAINST);
        bytes memory signature = _signOpenZeppelins(p, "Umi", AGAINST);
        vm.expectRevert(abi.encodeWithSelector(IVillageGovernor.VillageGovernorAlreadyVoted.selector, p.id, umi));
        governor.castVoteBySig(p.id, AGAINST, umi, signature);

        _assertVotes(0, 20, 0, p);
    }

    /// @dev The slow model: the first thing a voter's path says stands. Each step is a voter, a path and a side.
    function testFuzz_aBallotNeverCountsTwiceByWhateverPath(uint256[10] memory steps) public {
        Proposal memory p = _open(_harmless());
        string[4] memory names = ["Hana", "Ichiro", "Umi", "Ken"];
        uint256[4] memory units = [uint256(40), 35, 20, 5];
        bool[4] memory voted;
        uint256[3] memory piles;

        for (uint256 i = 0; i < steps.length; ++i) {
            uint256 who = steps[i] % 4;
            uint8 side = uint8((steps[i] / 4) % 3);
            _voteSomehow(p, names[who], side, (steps[i] / 12) % 5);
            if (!voted[who]) piles[side] += units[who];
            voted[who] = true;

            _assertVotes(piles[AGAINST], piles[FOR], piles[ABSTAIN], p);
        }
    }

    function _voteSomehow(Proposal memory p, string memory who, uint8 side, uint256 path) private {
        address voter = makeAddr(who);
        if (path == 0) {
            vm.prank(voter);
            try governor.castVote(p.id, side) {} catch {}
        } else if (path == 1) {
            vm.prank(voter);
            try governor.castVoteWithReasonAndParams(p.id, side, "", "params") {} catch {}
        } else if (path == 2) {
            try governor.castVoteBySig(p.id, side, voter, _signOpenZeppelins(p, who, side)) {} catch {}
        } else if (path == 3) {
            _cast(p, _ballot(p, who, side));
        } else {
            _cast(p, _batch(_ballot(p, who, side), _ballot(p, who, (side + 1) % 3)));
        }
    }

    function _signOpenZeppelins(Proposal memory p, string memory who, uint8 side) private returns (bytes memory) {
        (address voter, uint256 key) = makeAddrAndKey(who);
        bytes32 ballot = keccak256(abi.encode(governor.BALLOT_TYPEHASH(), p.id, side, voter, governor.nonces(voter)));
        bytes32 domain = _domain("Yamakoshi", block.chainid, address(governor));
        return _sign(key, keccak256(abi.encodePacked(hex"1901", domain, ballot)));
    }
}
