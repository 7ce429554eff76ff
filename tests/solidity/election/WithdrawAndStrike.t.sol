// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ElectionScene, IGeneralElection} from "./ElectionScene.sol";

contract WithdrawAndStrikeTest is ElectionScene {
    function test_aNominatorWithdrawsTheirPlan() public {
        uint256 id = _withFour();

        vm.expectEmit(address(elections));
        emit IGeneralElection.NominationWithdrawn(id, 2);
        vm.prank(ichiro);
        elections.withdraw(id, 2);

        assertEq(uint8(IGeneralElection.CandidateStatus.Withdrawn), uint8(elections.candidate(id, 2).status));
        assertEq(0, elections.candidateAt(id, 1));
        assertEq(0, elections.candidateOf(id, ichiro));
        assertEq(13, elections.election(id).standing, "1101 in binary");
    }

    function test_theCouncilStrikesAPlanAndSaysWhy() public {
        uint256 id = _withFour();

        vm.expectEmit(address(elections));
        emit IGeneralElection.CandidateStruck(id, 4, council, REASON);
        vm.prank(council);
        elections.strike(id, 4, REASON);

        assertEq(uint8(IGeneralElection.CandidateStatus.Struck), uint8(elections.candidate(id, 4).status));
        assertEq(7, elections.election(id).standing);
        assertEq(0, elections.candidateOf(id, ken));
    }

    function testFuzz_nobodyElseWithdraws(address caller) public {
        uint256 id = _withFour();
        vm.assume(caller != hana);

        vm.expectRevert(abi.encodeWithSelector(IGeneralElection.GeneralElectionNotNominator.selector, id, 1, caller));
        vm.prank(caller);
        elections.withdraw(id, 1);
    }

    function testFuzz_nobodyButTheCouncilAndTheDaoStrikes(address caller) public {
        vm.assume(caller != council && caller != dao && caller != address(manager));
        uint256 id = _withFour();

        _expectRefused(caller);
        vm.prank(caller);
        elections.strike(id, 1, REASON);
    }

    function testFuzz_onceVotingBeganNothingIsWithdrawnOrStruck(uint48 time) public {
        uint256 id = _withFour();
        time = uint48(bound(time, NOW + 1, TO + 30 days));
        vm.warp(time);
        bytes memory began = abi.encodeWithSelector(IGeneralElection.GeneralElectionVotingBegan.selector, id, FROM);

        if (time > FROM) vm.expectRevert(began);
        vm.prank(hana);
        elections.withdraw(id, 1);
        if (time > FROM) vm.expectRevert(began);
        vm.prank(council);
        elections.strike(id, 2, REASON);
        assertEq(time > FROM ? 15 : 12, elections.election(id).standing);
    }

    function test_nothingIsWithdrawnOrStruckTwice() public {
        uint256 id = _withFour();
        vm.prank(hana);
        elections.withdraw(id, 1);
        vm.prank(council);
        elections.strike(id, 2, REASON);

        _expectNone(id, 1);
        vm.prank(hana);
        elections.withdraw(id, 1);
        _expectNone(id, 1);
        vm.prank(council);
        elections.strike(id, 1, REASON);
        _expectNone(id, 2);
        vm.prank(ichiro);
        elections.withdraw(id, 2);
        _expectNone(id, 2);
        vm.prank(council);
        elections.strike(id, 2, REASON);
    }

    function testFuzz_aCandidateThatNeverWasIsNeither(uint256 number) public {
        uint256 id = _withFour();
        vm.assume(number == 0 || number > 4);

        _expectNone(id, number);
        vm.prank(hana);
        elections.withdraw(id, number);
        _expectNone(id, number);
        vm.prank(council);
        elections.strike(id, number, REASON);
        _expectNone(id, number);
        elections.candidate(id, number);
        _expectNone(id, number);
        elections.plan(id, number);
        _expectNone(id, number);
        elections.award(id, number);
    }

    function testFuzz_whoWasStruckNominatesNothingMoreInThatElection(uint128 amount) public {
        amount = uint128(bound(amount, 1, CEILING));
        uint256 id = _withFour();
        vm.prank(council);
        elections.strike(id, 1, REASON);

        _expectStruck(id, hana);
        _nominate(id, hana, amount);
    }

    /// @dev Nor does somebody else's consent bring them back.
    function test_whoWasStruckNominatesForNobodyElse() public {
        uint256 id = _withFour();
        vm.prank(council);
        elections.strike(id, 1, REASON);

        _expectStruck(id, hana);
        vm.prank(hana);
        elections.nominate(id, _plan(ichiro, 1, 1 ether), "");
    }

    function test_aStrikeIsForOneElectionAndForItsNominatorAlone() public {
        uint256 id = _withFour();
        vm.prank(council);
        elections.strike(id, 1, REASON);
        vm.prank(ichiro);
        elections.withdraw(id, 2);
        uint256 other = _open();

        assertEq(5, _nominate(id, ichiro, 2 ether), "who withdrew may nominate again");
        assertEq(1, _nominate(other, hana, 2 ether), "another election is another slate");
    }

    /// @dev One in a hundred of all units may nominate, so one holder with 64 of them can fill every place.
    function test_whoFilledTheSlateIsStruckOnceAndTheOthersStand() public {
        for (uint256 i = 1; i <= 64; ++i) {
            paper.give(_person(i), 1);
        }
        skip(1);
        uint256 id = _open();
        for (uint256 i = 1; i <= 64; ++i) {
            _nominate(id, _person(i), 1 ether);
        }
        for (uint256 i = 1; i <= 64; ++i) {
            vm.prank(council);
            elections.strike(id, i, REASON);
            _expectStruck(id, _person(i));
            _nominate(id, _person(i), 1 ether);
        }

        assertEq(65, _nominate(id, hana, 1 ether));
        assertEq(1, elections.election(id).standing, "the only one who stands is Hana");
    }

    function _expectStruck(uint256 id, address nominator) private {
        vm.expectRevert(abi.encodeWithSelector(IGeneralElection.GeneralElectionStruck.selector, id, nominator));
    }

    function _expectNone(uint256 id, uint256 number) private {
        vm.expectRevert(abi.encodeWithSelector(IGeneralElection.GeneralElectionNoCandidate.selector, id, number));
    }
}
