// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ElectionScene, IGeneralElection} from "./ElectionScene.sol";

/// @notice Who is elected.
contract CloseElectionTest is ElectionScene {
    function test_theBestAreElectedAndWhatTheyNeedIsReserved() public {
        uint256 id = _voting();
        _cast(id, hana, 2);
        _cast(id, ichiro, 1);
        vm.warp(TO + 1);
        uint256[] memory elected = new uint256[](2);
        (elected[0], elected[1]) = (2, 1);

        vm.expectEmit(address(elections));
        emit IGeneralElection.ElectionClosed(id, 75, 11, 100, elected, 1, 2 ether);
        vm.prank(stranger);
        elections.close(id);

        IGeneralElection.Election memory e = elections.election(id);
        assertEq(uint8(IGeneralElection.ElectionState.Closed), uint8(e.state));
        assertEq(3, e.elected);
        assertEq(1, e.reservation);
        assertTrue(elections.candidate(id, 1).elected);
        assertTrue(elections.candidate(id, 2).elected);
        assertFalse(elections.candidate(id, 3).elected, "no vote, no seat");
        assertEq(2 ether, treasury.reservation(1).remainder);
        assertEq(8 ether, treasury.budget(budget).remainder);
        assertEq(0, treasury.grantCount(), "closing makes no grant");
        _assertElected(2, 1, id);
    }

    function testFuzz_anElectionIsClosedOnlyWhenVotingIsOver(uint48 time) public {
        uint256 id = _withFour();
        time = uint48(bound(time, NOW + 1, TO + 30 days));
        vm.warp(time);

        if (time <= TO) {
            vm.expectRevert(abi.encodeWithSelector(IGeneralElection.GeneralElectionNotOver.selector, id, TO));
        }
        elections.close(id);
    }

    function test_anElectionIsClosedOnce() public {
        uint256 id = _closed();

        vm.expectRevert(abi.encodeWithSelector(IGeneralElection.GeneralElectionAlreadyClosed.selector, id));
        elections.close(id);
        assertEq(1, treasury.reservationCount());
    }

    function test_tiesGoToTheEarlierNomination() public {
        uint256 id = _voting();
        _cast(id, ichiro, 1 << 3);
        _cast(id, umi, 1 << 1);
        _cast(id, ken, 1 << 1);
        paper.give(stranger, 1);
        vm.warp(TO + 1);

        (uint256[] memory candidates, uint256[] memory votes) = elections.ranking(id);
        assertEq(4, candidates.length);
        assertEq(4, candidates[0]);
        assertEq(35, votes[0]);
        assertEq(2, candidates[1]);
        assertEq(25, votes[1]);
        assertEq(1, candidates[2]);
        assertEq(3, candidates[3]);
    }

    function test_ofEqualsTheEarlierIsElectedAlsoWhenItHasALaterPlace() public {
        IGeneralElection.Rules memory rules = _rules();
        (rules.seats, rules.choices) = (1, 2);
        uint256 id = _open(rules);
        for (uint256 i = 1; i <= 64; ++i) {
            _nominateAs(id, i, 1);
        }
        vm.prank(_person(1));
        elections.withdraw(id, 1);
        _nominateAs(id, 65, 1);
        vm.warp(FROM + 1);
        _cast(id, hana, 1 | (1 << 63));
        _cast(id, ichiro, 1 | (1 << 63));
        vm.warp(TO + 1);
        elections.close(id);

        _assertElected(64, 0, id);
    }

    function test_whoDoesNotFitIsPassedOver() public {
        IGeneralElection.Rules memory rules = _rules();
        rules.choices = 1;
        uint256 id = _open(rules);
        _nominate(id, hana, 3 ether);
        _nominate(id, ichiro, 3 ether);
        _nominate(id, umi, 2 ether);
        vm.warp(FROM + 1);
        _cast(id, hana, 1);
        _cast(id, ichiro, 2);
        _cast(id, umi, 4);
        vm.warp(TO + 1);
        elections.close(id);

        _assertElected(1, 3, id);
        assertEq(5 ether, treasury.reservation(1).remainder);
    }

    function testFuzz_belowTheQuorumNobodyIsElected(bool moreThan) public {
        IGeneralElection.Rules memory rules = _rules();
        (rules.quorumBps, rules.quorumMoreThan) = (3500, moreThan);
        uint256 id = _open(rules);
        _nominate(id, hana, 1 ether);
        vm.warp(FROM + 1);
        _cast(id, ichiro, 1);
        vm.warp(TO + 1);

        assertEq(moreThan ? 36 : 35, elections.quorum(id));
        elections.close(id);
        (uint256[] memory elected, uint256 amount) = elections.outcome(id);
        assertEq(moreThan ? 0 : 1, elected.length);
        assertEq(moreThan ? 0 : 1 ether, amount);
        assertEq(moreThan ? 0 : 1, treasury.reservationCount());
        assertEq(moreThan ? 0 : 1, elections.election(id).elected);
    }

    /// @dev What is enough is the first number that is, and its base the units of `votingFrom`.
    function testFuzz_theQuorumIsOfAllUnitsAtTheSnapshot(uint48 units, uint16 bps, bool moreThan) public {
        IGeneralElection.Rules memory rules = _rules();
        (rules.quorumBps, rules.quorumMoreThan) = (uint16(bound(bps, 501, 5000)), moreThan);
        uint256 id = _open(rules);
        vm.warp(FROM);
        paper.give(stranger, units);
        vm.warp(FROM + 1);
        paper.give(recipient, 1000);
        uint256 total = 100 + uint256(units);
        uint256 needed = elections.quorum(id);

        uint256 share = total * rules.quorumBps;
        assertTrue(moreThan ? needed * 10_000 > share : needed * 10_000 >= share);
        assertFalse(moreThan ? (needed - 1) * 10_000 > share : (needed - 1) * 10_000 >= share);
    }

    function test_withoutUnitsAtAllNobodyIsElectedAndItCloses() public {
        uint256 id = _withFour();
        paper.take(hana, 40);
        paper.take(ichiro, 35);
        paper.take(umi, 20);
        paper.take(ken, 5);
        vm.warp(TO + 1);
        elections.close(id);

        assertEq(0, elections.election(id).elected);
    }

    function test_withoutCandidatesItCloses() public {
        uint256 id = _open();
        vm.warp(TO + 1);
        elections.close(id);

        assertEq(0, elections.election(id).reservation);
        (uint256[] memory candidates,) = elections.ranking(id);
        assertEq(0, candidates.length);
    }

    function test_theOutcomeIsTheSameBeforeAndAfterClosing() public {
        uint256 id = _voting();
        _cast(id, hana, 2);
        _cast(id, ichiro, 1);
        _assertElected(2, 1, id);
        vm.warp(TO + 1);
        _assertElected(2, 1, id);
        elections.close(id);
        _assertElected(2, 1, id);
    }

    /// @dev Random slates, amounts, ballots and ties, beside a count that goes over the candidates again and again.
    function testFuzz_whoIsElectedIsWhomASlowCountElects(uint256 seed) public {
        IGeneralElection.Rules memory rules = _rules();
        rules.seats = uint8(1 + seed % 5);
        rules.choices = 12;
        rules.quorumBps = 501;
        uint256 count = 1 + (seed >> 8) % 12;
        for (uint256 i = 0; i < count; ++i) {
            paper.give(_person(i), 5 + _draw(seed, "units", i) % 3);
        }
        skip(1);
        uint256 id = _open(rules);
        for (uint256 i = 0; i < count; ++i) {
            _nominate(id, _person(i), uint128((1 + _draw(seed, "amount", i) % 6) * 0.5 ether));
        }
        for (uint256 i = 0; i < count; ++i) {
            if (_draw(seed, "gone", i) % 5 != 0) continue;
            vm.prank(_person(i));
            elections.withdraw(id, i + 1);
        }
        vm.warp(FROM + 1);
        uint64 standing = elections.election(id).standing;
        for (uint256 i = 0; i < count; ++i) {
            uint64 choices = uint64(_draw(seed, "choices", i)) & uint64(_draw(seed, "fewer", i)) & standing;
            if (choices != 0) _cast(id, _person(i), choices);
        }
        vm.warp(TO + 1);
        (uint256[] memory expected, uint256 amount) = _slowCount(id, count);
        elections.close(id);

        (uint256[] memory elected, uint256 sum) = elections.outcome(id);
        assertEq(expected, elected);
        assertEq(amount, sum);
        assertLe(sum, CEILING);
        assertLe(elected.length, rules.seats);
        uint64 places = 0;
        for (uint256 i = 0; i < expected.length; ++i) {
            places |= uint64(1 << (expected[i] - 1));
        }
        assertEq(places, elections.election(id).elected);
        if (amount != 0) assertEq(amount, treasury.reservation(1).remainder);
        else assertEq(0, treasury.reservationCount());
    }

    /// @dev The same for the whole ranking of 64, where ties are many.
    /// forge-config: default.fuzz.runs = 8
    function testFuzz_sixtyFourAreRankedAsASlowCountRanksThem(uint256 seed) public {
        for (uint256 i = 1; i <= 64; ++i) {
            paper.give(_person(i), 5 + _draw(seed, "units", i) % 4);
        }
        skip(1);
        uint256 id = _open();
        for (uint256 i = 1; i <= 64; ++i) {
            _nominate(id, _person(i), 1);
        }
        vm.warp(FROM + 1);
        for (uint256 i = 1; i <= 64; ++i) {
            _cast(id, _person(i), uint64(1 << (_draw(seed, "choice", i) % 64)));
        }

        (uint256[] memory candidates, uint256[] memory votes) = elections.ranking(id);
        assertEq(64, candidates.length);
        uint64 seen = 0;
        for (uint256 i = 0; i < 64; ++i) {
            seen |= uint64(1 << (candidates[i] - 1));
            assertEq(_votesOf(id, candidates[i]), votes[i]);
            if (i == 0) continue;
            assertTrue(
                votes[i - 1] > votes[i] || (votes[i - 1] == votes[i] && candidates[i - 1] < candidates[i]),
                "the better first, of equals the earlier"
            );
        }
        assertEq(type(uint64).max, seen);
    }

    // ---------------------------------------------------------------- parts

    function _draw(uint256 seed, string memory what, uint256 i) private pure returns (uint256) {
        return uint256(keccak256(abi.encode(seed, what, i)));
    }

    /// @dev For each seat looks at everybody anew.
    function _slowCount(uint256 id, uint256 count) private view returns (uint256[] memory elected, uint256 amount) {
        IGeneralElection.Election memory e = elections.election(id);
        elected = new uint256[](0);
        if (e.votes < elections.quorum(id)) return (elected, 0);
        bool[] memory done = new bool[](count + 1);
        while (elected.length < e.rules.seats) {
            uint256 best = 0;
            for (uint256 number = 1; number <= count; ++number) {
                IGeneralElection.Candidate memory c = elections.candidate(id, number);
                if (done[number] || c.status != IGeneralElection.CandidateStatus.Standing || c.votes == 0) continue;
                if (best == 0 || c.votes > elections.candidate(id, best).votes) best = number;
            }
            if (best == 0) break;
            done[best] = true;
            uint256 cost = elections.candidate(id, best).amount;
            if (amount + cost > e.ceiling) continue;
            amount += cost;
            uint256[] memory longer = new uint256[](elected.length + 1);
            for (uint256 i = 0; i < elected.length; ++i) {
                longer[i] = elected[i];
            }
            longer[elected.length] = best;
            elected = longer;
        }
    }
}
