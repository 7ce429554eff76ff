// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Vm} from "forge-std/Vm.sol";

import {ElectionScene, IBallots, IGeneralElection} from "./ElectionScene.sol";

/// @notice Ballots that others bring.
contract ElectionBallotsTest is ElectionScene {
    function test_anyoneBringsASignedBallot() public {
        uint256 id = _voting();
        IGeneralElection.SignedChoice[] memory ballots = _one(_sign(id, hanaKey, 3));

        vm.expectEmit(address(elections));
        emit IGeneralElection.ChoicesCast(id, hana, 3, 40);
        vm.prank(stranger);
        elections.castBallots(id, ballots);

        assertEq(40, _votesOf(id, 1));
        assertEq(40, _votesOf(id, 2));
        assertEq(40, elections.election(id).votes);
        assertEq(3, elections.ballotOf(id, hana));
        assertEq(0, elections.ballotOf(id, stranger));
    }

    /// @dev The same voters with the same choices, some of them themselves and some by batches: the same result.
    function testFuzz_aSignedBallotCountsAsItsVotersOwnWould(uint256 seed) public {
        uint256 direct = _withFour();
        uint256 signed = _withFour();
        vm.warp(FROM + 1);
        Vm.Wallet[4] memory keys = [hanaKey, ichiroKey, umiKey, kenKey];
        IGeneralElection.SignedChoice[] memory ballots = new IGeneralElection.SignedChoice[](4);
        for (uint256 i = 0; i < 4; ++i) {
            uint64 choices = uint64((1 << (seed % 4)) | (1 << ((seed >> 8) % 4)));
            seed = uint256(keccak256(abi.encode(seed)));
            _cast(direct, keys[i].addr, choices);
            ballots[i] = _sign(signed, keys[i], choices);
        }
        elections.castBallots(signed, ballots);

        assertEq(elections.election(direct).votes, elections.election(signed).votes);
        for (uint256 number = 1; number <= 4; ++number) {
            assertEq(_votesOf(direct, number), _votesOf(signed, number));
        }
        for (uint256 i = 0; i < 4; ++i) {
            assertEq(elections.ballotOf(direct, keys[i].addr), elections.ballotOf(signed, keys[i].addr));
        }
    }

    function test_eachBallotOfABatchStandsForItself() public {
        uint256 id = _voting();
        IGeneralElection.SignedChoice[] memory ballots = new IGeneralElection.SignedChoice[](6);
        ballots[0] = _sign(id, hanaKey, 1);
        ballots[1] = _sign(id, hanaKey, 2);
        ballots[2] = _sign(id, vm.createWallet("nobody"), 1);
        ballots[3] = _sign(id, ichiroKey, 16);
        ballots[4] = _sign(id, umiKey, 1);
        ballots[4].choices = 2;
        ballots[5] = _sign(id, kenKey, 4);

        vm.expectEmit(address(elections));
        emit IGeneralElection.ChoicesCast(id, hana, 1, 40);
        _expectRejected(id, hana, IBallots.BallotFault.AlreadyVoted);
        _expectRejected(id, ballots[2].voter, IBallots.BallotFault.NoVotingPower);
        _expectRejected(id, ichiro, IBallots.BallotFault.InvalidChoice);
        _expectRejected(id, umi, IBallots.BallotFault.InvalidSignature);
        vm.expectEmit(address(elections));
        emit IGeneralElection.ChoicesCast(id, ken, 4, 5);
        elections.castBallots(id, ballots);

        assertEq(45, elections.election(id).votes);
        assertEq(40, _votesOf(id, 1));
        assertEq(0, _votesOf(id, 2));
        assertEq(5, _votesOf(id, 3));
        assertEq(0, elections.ballotOf(id, umi), "whose ballot was rejected may still vote");
        _cast(id, umi, 1);
    }

    function test_aBatchTwiceCountsOnce() public {
        uint256 id = _voting();
        IGeneralElection.SignedChoice[] memory ballots = new IGeneralElection.SignedChoice[](2);
        ballots[0] = _sign(id, hanaKey, 1);
        ballots[1] = _sign(id, ichiroKey, 2);
        elections.castBallots(id, ballots);

        _expectRejected(id, hana, IBallots.BallotFault.AlreadyVoted);
        _expectRejected(id, ichiro, IBallots.BallotFault.AlreadyVoted);
        elections.castBallots(id, ballots);
        assertEq(75, elections.election(id).votes);
    }

    function test_whoVotedThemselvesIsNotCountedAgainByASignature() public {
        uint256 id = _voting();
        _cast(id, hana, 1);

        _expectRejected(id, hana, IBallots.BallotFault.AlreadyVoted);
        elections.castBallots(id, _one(_sign(id, hanaKey, 2)));
        assertEq(1, elections.ballotOf(id, hana));
    }

    function test_whoseBallotWasBroughtDoesNotVoteAgain() public {
        uint256 id = _voting();
        elections.castBallots(id, _one(_sign(id, hanaKey, 2)));

        vm.expectRevert(abi.encodeWithSelector(IGeneralElection.GeneralElectionAlreadyVoted.selector, id, hana));
        _cast(id, hana, 1);
    }

    function testFuzz_nothingInABallotCanBeChanged(address voter, uint64 choices) public {
        uint256 id = _voting();
        IGeneralElection.SignedChoice memory ballot = _sign(id, hanaKey, 1);
        vm.assume(choices != 1 && voter != hana);

        ballot.choices = choices;
        elections.castBallots(id, _one(ballot));
        ballot.choices = 1;
        ballot.voter = voter;
        elections.castBallots(id, _one(ballot));

        assertEq(0, elections.election(id).votes);
    }

    function test_aBallotForAnotherSlateIsNotSignedForThisOne() public {
        uint256 id = _voting();
        bytes32 slate = keccak256("another order of the same plans");
        IGeneralElection.SignedChoice memory ballot =
            IGeneralElection.SignedChoice(hana, 1, _signDigest(hanaKey, _ballotDigest(id, slate, 1, hana)));

        _expectRejected(id, hana, IBallots.BallotFault.InvalidSignature);
        elections.castBallots(id, _one(ballot));
    }

    function test_aBallotSignedBeforeTheLastNominationIsVoid() public {
        uint256 id = _withFour();
        IGeneralElection.SignedChoice memory early = _sign(id, hanaKey, 1);
        _nominateAs(id, 1, 1);
        vm.warp(FROM + 1);

        _expectRejected(id, hana, IBallots.BallotFault.InvalidSignature);
        elections.castBallots(id, _one(early));
    }

    function test_aBallotSignedBeforeSomebodyWithdrewStillCounts() public {
        uint256 id = _withFour();
        IGeneralElection.SignedChoice memory early = _sign(id, hanaKey, 1);
        IGeneralElection.SignedChoice memory forWhoLeaves = _sign(id, ichiroKey, 2);
        vm.prank(ichiro);
        elections.withdraw(id, 2);
        vm.warp(FROM + 1);

        elections.castBallots(id, _one(early));
        assertEq(40, _votesOf(id, 1));
        _expectRejected(id, ichiro, IBallots.BallotFault.InvalidChoice);
        elections.castBallots(id, _one(forWhoLeaves));
    }

    function test_aBallotThatAlsoNamesWhoWithdrewIsInvalidAndItsVoterMayCastAnother() public {
        uint256 id = _withFour();
        IGeneralElection.SignedChoice memory early = _sign(id, hanaKey, 1 | 2);
        vm.prank(ichiro);
        elections.withdraw(id, 2);
        vm.warp(FROM + 1);

        _expectRejected(id, hana, IBallots.BallotFault.InvalidChoice);
        elections.castBallots(id, _one(early));
        assertEq(0, _votesOf(id, 1));
        elections.castBallots(id, _one(_sign(id, hanaKey, 1)));
        assertEq(40, _votesOf(id, 1));
    }

    function test_aBallotForAnotherElectionContractOrChainIsRejected() public {
        uint256 id = _voting();
        uint256 second = _secondElection();
        IGeneralElection.SignedChoice memory ballot = _sign(id, hanaKey, 1);

        _expectRejected(second, hana, IBallots.BallotFault.InvalidSignature);
        elections.castBallots(second, _one(ballot));

        vm.chainId(block.chainid + 1);
        _expectRejected(id, hana, IBallots.BallotFault.InvalidSignature);
        elections.castBallots(id, _one(ballot));
    }

    function test_shortSignaturesAreTakenAndUpperOnesAreNot() public {
        uint256 id = _voting();
        bytes32 digest = _ballotDigest(id, elections.election(id).slate, 1, hana);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(hanaKey.privateKey, digest);
        uint256 order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;
        bytes memory upper = abi.encodePacked(r, order - uint256(s), v == 27 ? uint8(28) : uint8(27));

        _expectRejected(id, hana, IBallots.BallotFault.InvalidSignature);
        elections.castBallots(id, _one(IGeneralElection.SignedChoice(hana, 1, upper)));

        bytes memory short = abi.encodePacked(r, bytes32(uint256(s) | (uint256(v - 27) << 255)));
        elections.castBallots(id, _one(IGeneralElection.SignedChoice(hana, 1, short)));
        assertEq(40, _votesOf(id, 1));
    }

    function testFuzz_ballotsAreBroughtOnlyWhileThereIsVoting(uint48 time) public {
        uint256 id = _withFour();
        IGeneralElection.SignedChoice[] memory ballots = _one(_sign(id, hanaKey, 1));
        time = uint48(bound(time, NOW + 1, TO + 30 days));
        vm.warp(time);

        if (time <= FROM || time > TO) {
            vm.expectRevert(abi.encodeWithSelector(IGeneralElection.GeneralElectionNotVoting.selector, id, FROM, TO));
        }
        elections.castBallots(id, ballots);
    }

    function test_aBatchCountsAsManyUnitsAsAnElectorateCanHave() public {
        uint256 id = _withFour();
        paper.give(hana, type(uint64).max - 100);
        vm.warp(FROM + 1);
        elections.castBallots(id, _one(_sign(id, hanaKey, 1)));

        assertEq(type(uint64).max - 60, _votesOf(id, 1));
        assertEq(type(uint64).max - 60, elections.election(id).votes);
    }

    function test_anEmptyBatchChangesNothing() public {
        uint256 id = _voting();
        elections.castBallots(id, new IGeneralElection.SignedChoice[](0));

        assertEq(0, elections.election(id).votes);
    }

    function test_ballotsByTheSideOfEarlierOnesAreAdded() public {
        uint256 id = _voting();
        _cast(id, ken, 3);
        elections.castBallots(id, _one(_sign(id, hanaKey, 1)));
        elections.castBallots(id, _one(_sign(id, umiKey, 3)));

        assertEq(65, _votesOf(id, 1));
        assertEq(25, _votesOf(id, 2));
        assertEq(65, elections.election(id).votes);
    }

    function _secondElection() private returns (uint256 id) {
        vm.warp(NOW + 1);
        id = _withFour();
        vm.warp(FROM + 1);
    }
}
