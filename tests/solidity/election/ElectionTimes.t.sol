// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ElectionScene, IGeneralElection} from "./ElectionScene.sol";

/// @notice Every date of an election to the second: the last one that is in time, and the first that is not.
contract ElectionTimesTest is ElectionScene {
    function test_theLastSecondToNominate() public {
        uint256 id = _open();
        vm.warp(NOMINATIONS_UNTIL);
        _nominate(id, hana, 1);
        _assertState(IGeneralElection.ElectionState.Nominating, id);

        skip(1);
        vm.expectPartialRevert(IGeneralElection.GeneralElectionNominationsOver.selector);
        _nominate(id, ichiro, 1);
        _assertState(IGeneralElection.ElectionState.Waiting, id);
    }

    function test_theLastSecondToWithdrawAndStrikeIsThatOfTheSnapshot() public {
        uint256 id = _withFour();
        vm.warp(FROM);
        vm.prank(hana);
        elections.withdraw(id, 1);
        vm.prank(council);
        elections.strike(id, 2, REASON);
        _assertState(IGeneralElection.ElectionState.Waiting, id);

        skip(1);
        vm.expectPartialRevert(IGeneralElection.GeneralElectionVotingBegan.selector);
        vm.prank(umi);
        elections.withdraw(id, 3);
        vm.expectPartialRevert(IGeneralElection.GeneralElectionVotingBegan.selector);
        vm.prank(council);
        elections.strike(id, 4, REASON);
    }

    function test_theFirstAndTheLastSecondToVote() public {
        uint256 id = _withFour();
        vm.warp(FROM);
        vm.expectPartialRevert(IGeneralElection.GeneralElectionNotVoting.selector);
        _cast(id, hana, 1);

        skip(1);
        _cast(id, hana, 1);
        _assertState(IGeneralElection.ElectionState.Voting, id);
        vm.warp(TO);
        _cast(id, ichiro, 1);
        _assertState(IGeneralElection.ElectionState.Voting, id);

        skip(1);
        vm.expectPartialRevert(IGeneralElection.GeneralElectionNotVoting.selector);
        _cast(id, umi, 1);
        _assertState(IGeneralElection.ElectionState.Ended, id);
    }

    function test_theFirstSecondToClose() public {
        uint256 id = _withFour();
        vm.warp(TO);
        vm.expectPartialRevert(IGeneralElection.GeneralElectionNotOver.selector);
        elections.close(id);

        skip(1);
        elections.close(id);
        _assertState(IGeneralElection.ElectionState.Closed, id);
    }

    function test_nominationsAndVotingJustLongEnough() public {
        IGeneralElection.Rules memory rules = _rules();
        rules.nominationsUntil = uint48(block.timestamp) + 3 days;
        rules.votingTo = rules.votingFrom + 2 days;
        _open(rules);

        rules.nominationsUntil -= 1;
        vm.expectPartialRevert(IGeneralElection.GeneralElectionNominationTooShort.selector);
        _open(rules);
        rules.nominationsUntil += 1;
        rules.votingTo -= 1;
        vm.expectPartialRevert(IGeneralElection.GeneralElectionVotingTooShort.selector);
        _open(rules);
    }

    function test_aBudgetThatLastsJustLongEnough() public {
        vm.deal(address(treasury), 100 ether);
        assertEq(1 days, elections.MIN_CLOSING_TIME());
        vm.startPrank(dao);
        uint256 short = treasury.openBudget(ETH, 1 ether, TO + 1 days - 1, "short", address(elections), 5000);
        uint256 enough = treasury.openBudget(ETH, 1 ether, TO + 1 days, "enough", address(elections), 5000);
        vm.stopPrank();
        IGeneralElection.Rules memory rules = _rules();
        rules.budget = short;
        vm.expectRevert(abi.encodeWithSelector(IGeneralElection.GeneralElectionBudgetNotOpen.selector, short));
        _open(rules);

        rules.budget = enough;
        uint256 id = _open(rules);
        _nominate(id, hana, 0.5 ether);
        vm.warp(FROM + 1);
        _cast(id, hana, 1);
        vm.warp(TO + 1 days);
        elections.close(id);
        assertEq(0.5 ether, treasury.reservation(1).remainder);
    }

    function test_anElectionWithoutATimeToNominateCanBeAllowedButNotOneWithoutASecondOfIt() public {
        vm.prank(dao);
        elections.setBounds(IGeneralElection.Bounds(0, 1, 1, false));
        IGeneralElection.Rules memory rules = _rules();
        rules.nominationsUntil = uint48(block.timestamp) + 1;
        rules.votingFrom = rules.nominationsUntil;
        rules.votingTo = rules.votingFrom + 1;
        rules.quorumBps = 1;
        _open(rules);

        rules.nominationsUntil -= 1;
        vm.expectRevert(IGeneralElection.GeneralElectionInvalidTimes.selector);
        _open(rules);
    }

    function _assertState(IGeneralElection.ElectionState expected, uint256 id) private view {
        assertEq(uint8(expected), uint8(elections.state(id)));
    }
}
