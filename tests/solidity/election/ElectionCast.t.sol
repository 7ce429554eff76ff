// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ElectionScene, IGeneralElection} from "./ElectionScene.sol";

contract ElectionCastTest is ElectionScene {
    function test_aVoterNamesSomeOfThoseWhoStand() public {
        uint256 id = _voting();

        vm.expectEmit(address(elections));
        emit IGeneralElection.ChoicesCast(id, hana, 5, 40);
        vm.prank(hana);
        assertEq(40, elections.cast(id, 5));

        assertEq(40, _votesOf(id, 1));
        assertEq(0, _votesOf(id, 2));
        assertEq(40, _votesOf(id, 3));
        assertEq(0, _votesOf(id, 4));
        assertEq(40, elections.election(id).votes, "the weight counts once");
        assertEq(5, elections.ballotOf(id, hana));
    }

    function testFuzz_votingIsFromTheSecondAfterTheSnapshotToTheLast(uint48 time) public {
        uint256 id = _withFour();
        time = uint48(bound(time, NOW + 1, TO + 30 days));
        vm.warp(time);

        if (time <= FROM || time > TO) {
            vm.expectRevert(abi.encodeWithSelector(IGeneralElection.GeneralElectionNotVoting.selector, id, FROM, TO));
        }
        _cast(id, hana, 1);
    }

    function testFuzz_nobodyVotesTwice(uint64 first, uint64 second) public {
        uint256 id = _voting();
        first = uint64(1) << uint64(bound(first, 0, 3));
        _cast(id, hana, first);

        vm.expectRevert(abi.encodeWithSelector(IGeneralElection.GeneralElectionAlreadyVoted.selector, id, hana));
        _cast(id, hana, second);
        assertEq(first, elections.ballotOf(id, hana));
        assertEq(40, elections.election(id).votes);
    }

    function testFuzz_whoHasNoUnitDoesNotVote(address voter) public {
        vm.assume(voter != hana && voter != ichiro && voter != umi && voter != ken);
        uint256 id = _voting();

        vm.expectRevert(abi.encodeWithSelector(IGeneralElection.GeneralElectionNoVotingPower.selector, id, voter));
        _cast(id, voter, 1);
        assertEq(0, elections.ballotOf(id, voter));
    }

    /// @dev Every bitmap there is, beside a slow check of the rule.
    function testFuzz_aBallotNamesOneToKOfThoseWhoStand(uint64 choices, uint8 most, uint8 gone) public {
        IGeneralElection.Rules memory rules = _rules();
        rules.choices = uint8(bound(most, 1, 5));
        uint256 id = _open(rules);
        for (uint256 i = 0; i < 6; ++i) {
            _nominateAs(id, i, 1);
        }
        uint256 left = bound(gone, 0, 5);
        vm.prank(_person(left));
        elections.withdraw(id, left + 1);
        vm.warp(FROM + 1);
        if (choices % 4 != 0) choices %= 64;

        uint256 named = 0;
        bool good = true;
        for (uint256 place = 0; place < 64; ++place) {
            if ((choices >> place) & 1 == 0) continue;
            ++named;
            if (place == left || place > 5) good = false;
        }
        if (!good || named == 0 || named > rules.choices) {
            vm.expectRevert(abi.encodeWithSelector(IGeneralElection.GeneralElectionInvalidChoice.selector, id, choices));
        }
        _cast(id, hana, choices);
    }

    function test_whoWasStruckCannotBeNamed() public {
        uint256 id = _withFour();
        vm.prank(council);
        elections.strike(id, 2, REASON);
        vm.warp(FROM + 1);

        vm.expectRevert(abi.encodeWithSelector(IGeneralElection.GeneralElectionInvalidChoice.selector, id, 2));
        _cast(id, hana, 2);
        vm.expectRevert(abi.encodeWithSelector(IGeneralElection.GeneralElectionInvalidChoice.selector, id, 3));
        _cast(id, hana, 3);
    }

    /// @dev Votes lie four to a slot: none may spill into another's.
    function testFuzz_everyCandidateGetsTheirOwnVotes(uint256 seed) public {
        IGeneralElection.Rules memory rules = _rules();
        rules.choices = 12;
        uint256 id = _open(rules);
        for (uint256 i = 0; i < 12; ++i) {
            _nominateAs(id, i, 1);
        }
        uint256[12] memory expected;
        uint256 total;
        for (uint256 i = 0; i < 12; ++i) {
            paper.give(_person(i), uint256(keccak256(abi.encode(seed, i))) >> 200);
        }
        vm.warp(FROM + 1);
        for (uint256 i = 0; i < 12; ++i) {
            uint256 units = paper.getPastVotes(_person(i), FROM);
            uint64 choices = uint64(1 + uint256(keccak256(abi.encode(seed, "choices", i))) % 4095);
            _cast(id, _person(i), choices);
            total += units;
            for (uint256 place = 0; place < 12; ++place) {
                if ((choices >> place) & 1 == 1) expected[place] += units;
            }
        }

        assertEq(total, elections.election(id).votes);
        for (uint256 place = 0; place < 12; ++place) {
            assertEq(expected[place], _votesOf(id, place + 1));
        }
    }

    function test_unitsThatDoNotFitAreRefusedAndSpillNowhere() public {
        uint256 id = _withFour();
        paper.give(stranger, type(uint64).max - 40);
        paper.give(recipient, uint256(type(uint64).max) + 1);
        vm.warp(FROM + 1);
        _cast(id, hana, 1);
        _cast(id, stranger, 1);
        assertEq(type(uint64).max, _votesOf(id, 1));

        vm.expectRevert();
        _cast(id, ken, 1);
        vm.expectRevert();
        _cast(id, recipient, 2);
        assertEq(0, _votesOf(id, 2));
        assertEq(type(uint64).max, elections.election(id).votes);
    }

    function testFuzz_anElectionThatNeverWasTakesNoBallot(uint256 id) public {
        bytes memory none = abi.encodeWithSelector(IGeneralElection.GeneralElectionNoElection.selector, id);

        vm.expectRevert(none);
        _cast(id, hana, 1);
        vm.expectRevert(none);
        elections.castBallots(id, new IGeneralElection.SignedChoice[](1));
        vm.expectRevert(none);
        elections.close(id);
        vm.expectRevert(none);
        elections.award(id, 1);
    }

    function test_twoElectionsAtOnceCountApart() public {
        uint256 one = _withFour();
        uint256 two = _withFour();
        vm.warp(FROM + 1);
        _cast(one, hana, 1);
        _cast(two, hana, 2);

        assertEq(40, _votesOf(one, 1));
        assertEq(0, _votesOf(one, 2));
        assertEq(40, _votesOf(two, 2));
        assertEq(40, elections.election(one).votes);
    }
}
