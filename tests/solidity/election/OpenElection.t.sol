// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Roles} from "../../../contracts/charter/Roles.sol";
import {ElectionScene, GeneralElection, IGeneralElection, PaperElectorate} from "./ElectionScene.sol";

contract OpenElectionTest is ElectionScene {
    function test_theCouncilOpensAnElectionThatReadsAsItWasOpened() public {
        IGeneralElection.Rules memory rules = _rules();

        vm.expectEmit(address(elections));
        emit IGeneralElection.ElectionOpened(1, address(paper), budget, ETH, CEILING, rules);
        assertEq(1, _open(rules));

        IGeneralElection.Election memory e = elections.election(1);
        assertEq(keccak256(abi.encode(rules)), keccak256(abi.encode(e.rules)));
        assertEq(ETH, e.asset);
        assertEq(CEILING, e.ceiling);
        assertEq(0, e.nominations + e.standing + e.votes + e.elected + e.awarded + e.reservation);
        assertEq(bytes32(0), e.slate);
        assertEq(1, elections.electionCount());
    }

    function test_electionsAreCountedFromOne() public {
        assertEq(1, _open());
        assertEq(2, _open());
        assertEq(2, elections.electionCount());
    }

    function testFuzz_nobodyButTheCouncilAndTheDaoOpens(address caller) public {
        vm.assume(caller != council && caller != dao && caller != address(manager));

        _expectRefused(caller);
        vm.prank(caller);
        elections.open(_rules());
    }

    function testFuzz_anElectionGoesThroughItsStatesByTheClock(uint48 time) public {
        uint256 id = _open();
        time = uint48(bound(time, NOW + 1, TO + 30 days));
        vm.warp(time);

        IGeneralElection.ElectionState expected = IGeneralElection.ElectionState.Ended;
        if (time <= TO) expected = IGeneralElection.ElectionState.Voting;
        if (time <= FROM) expected = IGeneralElection.ElectionState.Waiting;
        if (time <= NOMINATIONS_UNTIL) expected = IGeneralElection.ElectionState.Nominating;
        assertEq(uint8(expected), uint8(elections.state(id)));
        assertEq(uint8(expected), uint8(elections.election(id).state));
    }

    function test_beforeTheDaoSetBoundsNothingIsOpened() public {
        elections = new GeneralElection(address(manager), treasury, _terms());
        manager.setTargetFunctionRole(address(elections), _councilSelectors(), Roles.COUNCIL);

        vm.expectRevert(IGeneralElection.GeneralElectionNoBounds.selector);
        _open();
    }

    function testFuzz_nominationsLastAtLeastAsLongAsTheDaoDemands(uint48 until) public {
        IGeneralElection.Rules memory rules = _rules();
        rules.nominationsUntil = uint48(bound(until, clock() + 1, FROM));
        uint48 earliest = clock() + 3 days;

        if (rules.nominationsUntil < earliest) {
            vm.expectRevert(
                abi.encodeWithSelector(
                    IGeneralElection.GeneralElectionNominationTooShort.selector, rules.nominationsUntil, earliest
                )
            );
        }
        _open(rules);
    }

    function testFuzz_votingLastsAtLeastAsLongAsTheDaoDemands(uint48 to) public {
        IGeneralElection.Rules memory rules = _rules();
        rules.votingTo = uint48(bound(to, FROM + 1, FROM + 60 days));
        uint48 earliest = FROM + 2 days;

        if (rules.votingTo < earliest) {
            vm.expectRevert(
                abi.encodeWithSelector(
                    IGeneralElection.GeneralElectionVotingTooShort.selector, rules.votingTo, earliest
                )
            );
        }
        _open(rules);
    }

    function testFuzz_timesOutOfTheirOrderAreRefused(uint48 until, uint48 from, uint48 to) public {
        IGeneralElection.Rules memory rules = _rules();
        (rules.nominationsUntil, rules.votingFrom, rules.votingTo) = (until, from, to);
        vm.assume(until <= clock() || from < until || to <= from || to > uint256(clock()) + 366 days);

        vm.expectRevert(IGeneralElection.GeneralElectionInvalidTimes.selector);
        _open(rules);
    }

    function test_eachTimeAloneOutOfOrderIsRefused() public {
        IGeneralElection.Rules memory rules = _rules();
        rules.nominationsUntil = clock();
        _refusesTimes(rules);

        rules = _rules();
        rules.votingFrom = rules.nominationsUntil - 1;
        _refusesTimes(rules);

        rules = _rules();
        rules.votingTo = rules.votingFrom;
        _refusesTimes(rules);

        rules = _rules();
        rules.votingTo = clock() + 366 days + 1;
        _refusesTimes(rules);
    }

    function test_votingMayBeginInTheSecondNominationsEndAndLastUntilAYearFromNow() public {
        vm.prank(dao);
        treasury.closeBudget(budget);
        vm.deal(address(treasury), 20 ether);
        vm.prank(dao);
        budget = treasury.openBudget(ETH, 1 ether, NOW + 1000 days, "activity", address(elections), 10_000);
        IGeneralElection.Rules memory rules = _rules();
        rules.votingFrom = rules.nominationsUntil;
        rules.votingTo = clock() + 366 days;

        assertEq(1, _open(rules));
    }

    /// @dev "Higher" means: wherever the DAO's quorum is met, so is the election's, or it asks for more.
    function testFuzz_theQuorumIsNeverLowerThanTheDaosWhateverTheUnits(
        uint16 bps,
        bool moreThan,
        uint16 leastBps,
        bool leastMoreThan,
        uint64 units
    ) public {
        IGeneralElection.Rules memory rules = _rules();
        rules.quorumBps = uint16(bound(bps, 1, 5000));
        rules.quorumMoreThan = moreThan;
        leastBps = uint16(bound(leastBps, 1, 5000));
        // Near each other is where it matters.
        if (units % 2 == 0) leastBps = uint16(bound(bps, 1, 4999)) + uint16(units % 3 == 0 ? 1 : 0);
        vm.prank(dao);
        elections.setBounds(IGeneralElection.Bounds(3 days, 2 days, leastBps, leastMoreThan));

        vm.prank(council);
        try elections.open(rules) returns (uint256) {
            assertGe(_votesNeeded(units, rules.quorumBps, moreThan), _votesNeeded(units, leastBps, leastMoreThan));
        } catch (bytes memory problem) {
            assertEq(
                abi.encodeWithSelector(
                    IGeneralElection.GeneralElectionQuorumTooLow.selector,
                    rules.quorumBps,
                    moreThan,
                    leastBps,
                    leastMoreThan
                ),
                problem
            );
            // There is a village for which it would have been lower: one of 100 000 units.
            assertLt(_votesNeeded(100_000, rules.quorumBps, moreThan), _votesNeeded(100_000, leastBps, leastMoreThan));
        }
    }

    function test_ofTheSameFractionAtLeastIsWeakerThanMoreThan() public {
        assertTrue(_opens(500, false, 500, false));
        assertTrue(_opens(500, true, 500, false));
        assertTrue(_opens(500, true, 500, true));
        assertFalse(_opens(500, false, 500, true));
        assertTrue(_opens(501, false, 500, true));
        assertFalse(_opens(499, true, 500, false));
    }

    function test_numbersOutOfTheirBoundsAreRefused() public {
        IGeneralElection.Rules memory rules = _rules();
        rules.seats = 0;
        _refuses(rules, 0, 1, 16);
        rules.seats = 17;
        _refuses(rules, 17, 1, 16);

        rules = _rules();
        rules.choices = 0;
        _refuses(rules, 0, 1, 64);
        rules.choices = 65;
        _refuses(rules, 65, 1, 64);

        rules = _rules();
        rules.quorumBps = 5001;
        _refuses(rules, 5001, 1, 5000);

        rules = _rules();
        rules.nominationUnits = 0;
        _refuses(rules, 0, 1, 1);
    }

    /// @dev The attack: a council that asks for more units than anybody has but those whom it means to be elected.
    function testFuzz_toNominateNeverTakesMoreThanAHundredthOfTheUnits(uint64 units, uint96 needed) public {
        units = uint64(bound(units, 1, type(uint64).max - 100));
        paper.give(stranger, units);
        skip(1);
        // What comes in the second of the opening, in which the council could still arrange it, raises nothing.
        paper.give(stranger, type(uint64).max);
        uint256 most = (100 + uint256(units)) / 100;
        IGeneralElection.Rules memory rules = _rules();

        rules.nominationUnits = uint96(bound(needed, most + 1, type(uint96).max));
        _refuses(rules, rules.nominationUnits, 1, most);
        rules.nominationUnits = uint96(bound(needed, 1, most));
        assertEq(rules.nominationUnits, elections.election(_open(rules)).rules.nominationUnits);
    }

    function test_whereThereAreFewOneUnitIsEnoughToNominate() public {
        paper.take(hana, 40);
        paper.take(ichiro, 35);
        skip(1);
        IGeneralElection.Rules memory rules = _rules();
        rules.nominationUnits = 2;
        _refuses(rules, 2, 1, 1);
        rules.nominationUnits = 1;
        _open(rules);
    }

    function test_numbersAtTheirBoundsAreTaken() public {
        IGeneralElection.Rules memory rules = _rules();
        (rules.seats, rules.choices, rules.quorumBps, rules.nominationUnits) = (16, 64, 5000, 1);
        rules.uri = string(new bytes(512));
        _open(rules);
        (rules.seats, rules.choices, rules.uri) = (1, 1, "");
        _open(rules);
    }

    function test_anElectorateThatTheDaoDidNotListIsRefused() public {
        IGeneralElection.Rules memory rules = _rules();
        rules.electorate = address(new PaperElectorate());

        vm.expectRevert(
            abi.encodeWithSelector(IGeneralElection.GeneralElectionUnknownElectorate.selector, rules.electorate)
        );
        _open(rules);
    }

    function test_anElectorateTakenOffTheListStaysThatOfAnOpenElection() public {
        uint256 id = _voting();
        vm.prank(dao);
        elections.setElectorate(address(paper), false);

        _cast(id, hana, 1);
        assertEq(40, _votesOf(id, 1));
    }

    function test_anAnnouncementHasAHashAndAnAddressOfAtMost512Bytes() public {
        IGeneralElection.Rules memory rules = _rules();
        rules.contentHash = 0;
        vm.expectRevert(IGeneralElection.GeneralElectionEmptyHash.selector);
        _open(rules);

        rules = _rules();
        rules.uri = string(new bytes(513));
        vm.expectRevert(abi.encodeWithSelector(IGeneralElection.GeneralElectionUriTooLong.selector, 513, 512));
        _open(rules);
    }

    function testFuzz_anElectionThatNeverWasIsNotRead(uint256 id) public {
        vm.assume(id != 1);
        _open();
        bytes memory none = abi.encodeWithSelector(IGeneralElection.GeneralElectionNoElection.selector, id);

        vm.expectRevert(none);
        elections.election(id);
        vm.expectRevert(none);
        elections.state(id);
        vm.expectRevert(none);
        elections.candidate(id, 1);
        vm.expectRevert(none);
        elections.plan(id, 1);
        vm.expectRevert(none);
        elections.candidateAt(id, 0);
        vm.expectRevert(none);
        elections.candidateOf(id, hana);
        vm.expectRevert(none);
        elections.ballotOf(id, hana);
        vm.expectRevert(none);
        elections.quorum(id);
        vm.expectRevert(none);
        elections.ranking(id);
        vm.expectRevert(none);
        elections.outcome(id);
    }

    // ---------------------------------------------------------------- parts

    function clock() private view returns (uint48) {
        return uint48(block.timestamp);
    }

    /// @dev Counted up from the rule in words.
    function _votesNeeded(uint256 units, uint256 bps, bool moreThan) private pure returns (uint256 votes) {
        votes = units * bps / 10_000;
        while (moreThan ? votes * 10_000 <= units * bps : votes * 10_000 < units * bps) ++votes;
    }

    function _opens(uint16 bps, bool moreThan, uint16 leastBps, bool leastMoreThan) private returns (bool) {
        IGeneralElection.Rules memory rules = _rules();
        (rules.quorumBps, rules.quorumMoreThan) = (bps, moreThan);
        vm.prank(dao);
        elections.setBounds(IGeneralElection.Bounds(3 days, 2 days, leastBps, leastMoreThan));
        vm.prank(council);
        try elections.open(rules) returns (uint256) {
            return true;
        } catch (bytes memory problem) {
            assertEq(IGeneralElection.GeneralElectionQuorumTooLow.selector, bytes4(problem));
            return false;
        }
    }

    function _refuses(IGeneralElection.Rules memory rules, uint256 value, uint256 least, uint256 most) private {
        vm.expectRevert(
            abi.encodeWithSelector(IGeneralElection.GeneralElectionOutOfBounds.selector, value, least, most)
        );
        _open(rules);
    }

    function _refusesTimes(IGeneralElection.Rules memory rules) private {
        vm.expectRevert(IGeneralElection.GeneralElectionInvalidTimes.selector);
        _open(rules);
    }
}
