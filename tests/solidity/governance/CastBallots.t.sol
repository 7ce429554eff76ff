// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {GovernorPreventLateQuorum} from "@openzeppelin/contracts/governance/extensions/GovernorPreventLateQuorum.sol";

import {IBallots} from "../../../contracts/governance/IBallots.sol";
import {IVillageGovernor} from "../../../contracts/governance/IVillageGovernor.sol";
import {BallotScene} from "./BallotScene.sol";

/// @dev What a batch does. Eleven votes make the quorum; Ken has five of the hundred units.
contract CastBallotsTest is BallotScene {
    function test_signedBallotsCountUnderWhatTheySay() public {
        Proposal memory p = _open(_harmless());
        IVillageGovernor.SignedBallot[] memory ballots =
            _batch(_ballot(p, "Hana", FOR), _ballot(p, "Ichiro", AGAINST), _ballot(p, "Umi", ABSTAIN));

        _expectVote(p, hana, FOR, 40);
        _expectVote(p, ichiro, AGAINST, 35);
        _expectVote(p, umi, ABSTAIN, 20);
        _cast(p, ballots);

        _assertVotes(35, 40, 20, p);
        assertTrue(governor.hasVoted(p.id, hana));
        assertFalse(governor.hasVoted(p.id, ken));
        assertFalse(governor.hasVoted(p.id, office));
    }

    function test_theTypeHashIsThatOfTheType() public view {
        assertEq(
            keccak256("VillageBallot(uint256 proposalId,uint8 support,address voter)"),
            governor.VILLAGE_BALLOT_TYPEHASH()
        );
    }

    /// @dev The same village twice: once everybody votes, once everybody's ballot is cast.
    function testFuzz_aSignedBallotIsWorthWhatTheVoteIs(uint8[4] memory sides, uint256 when) public {
        Proposal memory p = _propose(_harmless());
        vm.warp(bound(when, governor.proposalSnapshot(p.id) + 1, governor.proposalDeadline(p.id)));
        string[4] memory names = ["Hana", "Ichiro", "Umi", "Ken"];
        IVillageGovernor.SignedBallot[] memory ballots = new IVillageGovernor.SignedBallot[](4);
        for (uint256 i = 0; i < 4; ++i) {
            ballots[i] = _ballot(p, names[i], sides[i] % 3);
        }

        uint256 before = vm.snapshotState();
        for (uint256 i = 0; i < 4; ++i) {
            _vote(p, ballots[i].voter, ballots[i].support);
        }
        (uint256 againstVotes, uint256 forVotes, uint256 abstainVotes) = governor.proposalVotes(p.id);
        uint256 deadline = governor.proposalDeadline(p.id);
        vm.revertToState(before);
        _cast(p, ballots);

        _assertVotes(againstVotes, forVotes, abstainVotes, p);
        assertEq(deadline, governor.proposalDeadline(p.id));
        for (uint256 i = 0; i < 4; ++i) {
            assertTrue(governor.hasVoted(p.id, ballots[i].voter));
        }
    }

    function test_aBadBallotSpoilsNoOther() public {
        Proposal memory p = _open(_harmless());
        IVillageGovernor.SignedBallot memory forged = _ballot(p, "a stranger", FOR);
        forged.voter = ichiro;

        _expectVote(p, hana, FOR, 40);
        _expectRejected(p, ichiro, IBallots.BallotFault.InvalidSignature);
        _expectVote(p, umi, AGAINST, 20);
        _cast(p, _batch(_ballot(p, "Hana", FOR), forged, _ballot(p, "Umi", AGAINST)));

        _assertVotes(20, 40, 0, p);
        assertFalse(governor.hasVoted(p.id, ichiro));
    }

    /// @dev Somebody forges a ballot to keep a voter from voting; the voter votes all the same.
    function test_aForgedBallotTakesNobodysVote() public {
        Proposal memory p = _open(_harmless());
        IVillageGovernor.SignedBallot memory forged = _ballot(p, "a stranger", AGAINST);
        forged.voter = hana;

        _cast(p, _batch(forged, _ballot(p, "Hana", FOR)));

        _assertVotes(0, 40, 0, p);
    }

    /* REJECTED */

    function test_whoHasNoUnitIsRejected() public {
        Proposal memory p = _open(_harmless());

        _assertRejected(p, _ballot(p, "a stranger", FOR), IBallots.BallotFault.NoVotingPower);
    }

    function test_whoBoughtAfterTheSnapshotIsRejected() public {
        Proposal memory p = _open(_harmless());
        vm.prank(hana);
        villager.transferFrom(hana, stranger, 1);
        skip(1);

        _assertRejected(p, _ballot(p, "a stranger", FOR), IBallots.BallotFault.NoVotingPower);
    }

    /// @dev In the second of the snapshot itself, the last transfer of that second decides.
    function test_unitsAreThoseAtTheEndOfTheSnapshotsSecond() public {
        Proposal memory p = _propose(_harmless());
        vm.warp(governor.proposalSnapshot(p.id));
        vm.prank(hana);
        villager.transferFrom(hana, stranger, 1);
        skip(1);
        vm.prank(hana);
        villager.transferFrom(hana, stranger, 2);

        _cast(p, _batch(_ballot(p, "Hana", FOR), _ballot(p, "a stranger", AGAINST)));

        _assertVotes(1, 39, 0, p);
    }

    function testFuzz_aChoiceThatThereIsNotIsRejected(uint8 support) public {
        support = uint8(bound(support, 3, 255));
        Proposal memory p = _open(_harmless());

        _assertRejected(p, _ballot(p, "Hana", support), IBallots.BallotFault.InvalidChoice);
    }

    function test_theFirstFaultOfSeveralIsNamed() public {
        Proposal memory p = _open(_harmless());
        IVillageGovernor.SignedBallot memory unsigned = IVillageGovernor.SignedBallot(stranger, 9, "");
        _assertRejected(p, unsigned, IBallots.BallotFault.NoVotingPower);
        unsigned.voter = hana;
        _assertRejected(p, unsigned, IBallots.BallotFault.InvalidChoice);
        unsigned.support = FOR;
        _assertRejected(p, unsigned, IBallots.BallotFault.InvalidSignature);

        _vote(p, hana, FOR);
        unsigned.support = 9;
        _assertRejected(p, unsigned, IBallots.BallotFault.AlreadyVoted);
    }

    /* WHEN */

    function testFuzz_ballotsAreCastAfterTheSnapshotAndUpToTheDeadline(uint256 when) public {
        Proposal memory p = _propose(_harmless());
        uint256 snapshot = governor.proposalSnapshot(p.id);
        uint256 deadline = governor.proposalDeadline(p.id);
        when = bound(when, block.timestamp, deadline + 30 days);
        IVillageGovernor.SignedBallot[] memory ballots = _batch(_ballot(p, "Ken", FOR));
        vm.warp(when);

        if (when <= snapshot) vm.expectRevert(_wrongState(p, IGovernor.ProposalState.Pending, 2));
        else if (when > deadline) vm.expectRevert(_wrongState(p, IGovernor.ProposalState.Defeated, 2));
        _cast(p, ballots);

        assertEq(when > snapshot && when <= deadline, governor.hasVoted(p.id, ken));
    }

    function test_aProposalThatDoesNotExistTakesNoBallot() public {
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorNonexistentProposal.selector, 7));
        governor.castBallots(7, new IVillageGovernor.SignedBallot[](0));
    }

    function test_aVetoedProposalTakesNoBallot() public {
        Proposal memory p = _open(_harmless());
        IVillageGovernor.SignedBallot[] memory ballots = _batch(_ballot(p, "Ken", FOR));
        _veto(p, council);

        vm.expectRevert(_wrongState(p, IGovernor.ProposalState.Canceled, 2));
        _cast(p, ballots);
    }

    /* THE QUORUM */

    function test_aBatchInTheLastSecondLeavesADayForAnswersOnce() public {
        Proposal memory p = _open(_harmless());
        uint256 deadline = governor.proposalDeadline(p.id);
        vm.warp(deadline);
        IVillageGovernor.SignedBallot[] memory ballots =
            _batch(_ballot(p, "Umi", FOR), _ballot(p, "Hana", FOR), _ballot(p, "Ken", AGAINST));

        vm.recordLogs();
        _cast(p, ballots);

        assertEq(deadline + EXTENSION, governor.proposalDeadline(p.id));
        assertEq(4, vm.getRecordedLogs().length, "three votes and one extension");
        skip(1);
        _cast(p, _ballot(p, "Ichiro", AGAINST));
        assertEq(deadline + EXTENSION, governor.proposalDeadline(p.id));
    }

    function test_theExtensionIsSaidAfterTheVotesThatMadeIt() public {
        Proposal memory p = _open(_harmless());
        uint256 deadline = governor.proposalDeadline(p.id);
        vm.warp(deadline);

        _expectVote(p, umi, FOR, 20);
        _expectVote(p, ken, FOR, 5);
        vm.expectEmit(address(governor));
        emit GovernorPreventLateQuorum.ProposalExtended(p.id, uint64(deadline + EXTENSION));
        _cast(p, _batch(_ballot(p, "Umi", FOR), _ballot(p, "Ken", FOR)));
    }

    function testFuzz_ballotsThatDoNotCountMakeNoQuorum(uint256 when) public {
        Proposal memory p = _open(_harmless());
        uint256 deadline = governor.proposalDeadline(p.id);
        vm.warp(bound(when, block.timestamp, deadline));
        IVillageGovernor.SignedBallot memory forged = _ballot(p, "a stranger", FOR);
        forged.voter = hana;

        _cast(p, _batch(_ballot(p, "Ken", FOR), forged));

        assertEq(deadline, governor.proposalDeadline(p.id));
        _assertVotes(0, 5, 0, p);
    }

    /// @dev Where there is no unit at all, "at least" a fraction of nothing is met by nothing: no batch may say so.
    function test_aBatchWithoutAGoodBallotChangesNothing() public {
        IVillageGovernor.Terms memory terms = _terms();
        terms.quorumMoreThan = false;
        (timelock, governor) = _found(villager, terms);
        Proposal memory p = _open(_harmless());
        vm.mockCall(
            address(villager),
            abi.encodeCall(villager.getPastTotalSupply, (governor.proposalSnapshot(p.id))),
            abi.encode(0)
        );
        vm.warp(governor.proposalDeadline(p.id));

        _assertRejected(p, _ballot(p, "a stranger", FOR), IBallots.BallotFault.NoVotingPower);
        vm.recordLogs();
        _cast(p, new IVillageGovernor.SignedBallot[](0));

        assertEq(0, vm.getRecordedLogs().length);
        assertEq(block.timestamp, governor.proposalDeadline(p.id));
    }

    /* A TOKEN THAT LIES */

    function testFuzz_unitsThatDoNotFitAreRefusedAndSpillNowhere(uint256 units) public {
        units = bound(units, uint256(type(uint80).max) + 1, type(uint256).max);
        Proposal memory p = _open(_harmless());
        _cast(p, _ballot(p, "Ken", ABSTAIN));
        IVillageGovernor.SignedBallot[] memory ballots = _batch(_ballot(p, "Umi", AGAINST), _ballot(p, "Hana", FOR));
        vm.mockCall(
            address(villager),
            abi.encodeCall(villager.getPastVotes, (hana, governor.proposalSnapshot(p.id))),
            abi.encode(units)
        );

        vm.expectRevert();
        _cast(p, ballots);

        _assertVotes(0, 0, 5, p);
        assertFalse(governor.hasVoted(p.id, umi));
    }
}
