// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {IVillageGovernor} from "../../../contracts/governance/IVillageGovernor.sol";
import {GovernanceScene} from "./GovernanceScene.sol";
import {PaperElectorate} from "./PaperElectorate.sol";

contract CastVoteTest is GovernanceScene {
    function test_votesAreCountedUnderWhatTheySay() public {
        Proposal memory p = _open(_harmless());

        vm.expectEmit(address(governor));
        emit IGovernor.VoteCast(hana, p.id, FOR, 40, "");
        _vote(p, hana, FOR);
        _vote(p, ichiro, AGAINST);
        _vote(p, umi, ABSTAIN);
        _vote(p, ken, FOR);

        _assertVotes(35, 45, 20, p);
        assertTrue(governor.hasVoted(p.id, ken));
        assertFalse(governor.hasVoted(p.id, stranger));
    }

    /// @dev The slow model: one pile per kind, one vote a head.
    function testFuzz_theTotalsAreWhatASlowCountSays(uint8[4] memory sides, uint80[4] memory units) public {
        PaperElectorate paper = new PaperElectorate();
        (timelock, governor) = _found(paper, _terms());
        address[4] memory voters = [hana, ichiro, umi, ken];
        paper.give(hana, 1);
        for (uint256 i = 0; i < 4; ++i) {
            units[i] = uint80(bound(units[i], 1, type(uint80).max / 5));
            paper.give(voters[i], units[i]);
        }
        units[0] += 1;
        skip(1);
        Proposal memory p = _open(_harmless());

        uint256[3] memory piles;
        for (uint256 i = 0; i < 4; ++i) {
            sides[i] %= 3;
            _vote(p, voters[i], sides[i]);
            piles[sides[i]] += units[i];
        }

        _assertVotes(piles[AGAINST], piles[FOR], piles[ABSTAIN], p);
    }

    function testFuzz_oneVoterCountsOnce(uint8 first, uint8 second) public {
        Proposal memory p = _open(_harmless());
        _vote(p, umi, first % 3);

        vm.expectRevert(abi.encodeWithSelector(IVillageGovernor.VillageGovernorAlreadyVoted.selector, p.id, umi));
        _vote(p, umi, second);

        (uint256 againstVotes, uint256 forVotes, uint256 abstainVotes) = governor.proposalVotes(p.id);
        assertEq(20, againstVotes + forVotes + abstainVotes);
    }

    function testFuzz_whoHasNoUnitDoesNotVote(address nobody, uint8 support) public {
        vm.assume(nobody != hana && nobody != ichiro && nobody != umi && nobody != ken);
        Proposal memory p = _open(_harmless());

        vm.expectRevert(abi.encodeWithSelector(IVillageGovernor.VillageGovernorNoVotingPower.selector, p.id, nobody));
        _vote(p, nobody, support);
        assertFalse(governor.hasVoted(p.id, nobody));
    }

    function testFuzz_aVoteIsAgainstForOrAbstain(uint8 support) public {
        support = uint8(bound(support, 3, 255));
        Proposal memory p = _open(_harmless());

        vm.expectRevert(abi.encodeWithSelector(IVillageGovernor.VillageGovernorInvalidSupport.selector, support));
        _vote(p, hana, support);
    }

    /* WHEN */

    function testFuzz_votingIsAfterTheSnapshotAndUpToTheDeadline(uint256 when) public {
        Proposal memory p = _propose(_harmless());
        uint256 snapshot = governor.proposalSnapshot(p.id);
        uint256 deadline = governor.proposalDeadline(p.id);
        when = bound(when, block.timestamp, deadline + 30 days);
        vm.warp(when);

        if (when <= snapshot) vm.expectRevert(_wrongState(p, IGovernor.ProposalState.Pending, 2));
        else if (when > deadline) vm.expectRevert(_wrongState(p, IGovernor.ProposalState.Defeated, 2));
        _vote(p, ken, FOR);

        assertEq(when > snapshot && when <= deadline, governor.hasVoted(p.id, ken));
    }

    function test_votingIsOpenInItsLastSecondAndClosedAfter() public {
        Proposal memory p = _propose(_harmless());
        vm.warp(governor.proposalSnapshot(p.id));
        vm.expectRevert(_wrongState(p, IGovernor.ProposalState.Pending, 2));
        _vote(p, ken, FOR);

        vm.warp(governor.proposalDeadline(p.id));
        _vote(p, ken, FOR);

        skip(1);
        vm.expectRevert(_wrongState(p, IGovernor.ProposalState.Defeated, 2));
        _vote(p, umi, FOR);
    }

    function test_aProposalThatDoesNotExistTakesNoVote() public {
        vm.prank(hana);
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorNonexistentProposal.selector, 7));
        governor.castVote(7, FOR);
    }

    /* OTHER WAYS TO VOTE */

    function test_aVoteMayGiveItsReason() public {
        Proposal memory p = _open(_harmless());

        vm.expectEmit(address(governor));
        emit IGovernor.VoteCast(umi, p.id, AGAINST, 20, unicode"雪が心配です");
        vm.prank(umi);
        governor.castVoteWithReason(p.id, AGAINST, unicode"雪が心配です");

        _assertVotes(20, 0, 0, p);
    }

    function test_aSignedVoteCountsForItsSigner() public {
        (address signer, uint256 key) = makeAddrAndKey("a signer");
        vm.prank(desk);
        villager.mint(signer, 3);
        Proposal memory p = _open(_harmless());
        bytes memory signature = _signVote(key, signer, p.id, FOR);

        vm.prank(stranger);
        governor.castVoteBySig(p.id, FOR, signer, signature);

        _assertVotes(0, 3, 0, p);
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorInvalidSignature.selector, signer));
        governor.castVoteBySig(p.id, FOR, signer, signature);
    }

    function testFuzz_aSignatureIsForOneVoteOnly(uint8 said, uint8 sent) public {
        (address signer, uint256 key) = makeAddrAndKey("a signer");
        (said, sent) = (said % 3, sent % 3);
        vm.assume(said != sent);
        vm.prank(desk);
        villager.mint(signer, 3);
        Proposal memory p = _open(_harmless());
        bytes memory signature = _signVote(key, signer, p.id, said);

        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorInvalidSignature.selector, signer));
        governor.castVoteBySig(p.id, sent, signer, signature);
    }

    /* A TOKEN THAT LIES */

    /// @dev Three totals share a slot: more units than fit must stop the vote, not spill into a neighbour.
    function testFuzz_unitsThatDoNotFitAreRefusedAndSpillNowhere(uint256 units) public {
        units = bound(units, uint256(type(uint80).max) + 1, type(uint256).max);
        Proposal memory p = _open(_harmless());
        _vote(p, ken, ABSTAIN);

        vm.mockCall(
            address(villager),
            abi.encodeCall(villager.getPastVotes, (hana, governor.proposalSnapshot(p.id))),
            abi.encode(units)
        );
        vm.expectRevert(abi.encodeWithSelector(SafeCast.SafeCastOverflowedUintDowncast.selector, 80, units));
        _vote(p, hana, FOR);

        _assertVotes(0, 0, 5, p);
    }

    function test_aTotalThatDoesNotFitIsRefusedAndSpillsNowhere() public {
        PaperElectorate paper = new PaperElectorate();
        (timelock, governor) = _found(paper, _terms());
        paper.give(hana, type(uint80).max);
        paper.give(ken, 1);
        skip(1);
        Proposal memory p = _open(_harmless());
        _vote(p, hana, FOR);

        vm.expectRevert();
        _vote(p, ken, FOR);

        _assertVotes(0, type(uint80).max, 0, p);
        _vote(p, ken, AGAINST);
        _assertVotes(1, type(uint80).max, 0, p);
    }

    /* INSIDE */

    function _assertVotes(uint256 againstVotes, uint256 forVotes, uint256 abstainVotes, Proposal memory p)
        private
        view
    {
        (uint256 a, uint256 f, uint256 b) = governor.proposalVotes(p.id);
        assertEq(againstVotes, a);
        assertEq(forVotes, f);
        assertEq(abstainVotes, b);
    }

    function _signVote(uint256 key, address signer, uint256 id, uint8 support) private view returns (bytes memory) {
        (, string memory name, string memory version, uint256 chainId, address where,,) = governor.eip712Domain();
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256(bytes(name)),
                keccak256(bytes(version)),
                chainId,
                where
            )
        );
        bytes32 ballot = keccak256(abi.encode(governor.BALLOT_TYPEHASH(), id, support, signer, governor.nonces(signer)));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, keccak256(abi.encodePacked(hex"1901", domain, ballot)));
        return abi.encodePacked(r, s, v);
    }
}
