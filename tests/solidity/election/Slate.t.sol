// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ElectionScene, IGeneralElection} from "./ElectionScene.sol";

/// @notice Numbers and places: who stands where, and that nobody can be mistaken for somebody else.
contract SlateTest is ElectionScene {
    function test_ofTheFirst64ThePlaceIsTheNumberLessOne() public {
        uint256 id = _full();

        for (uint256 number = 1; number <= 64; ++number) {
            assertEq(number - 1, elections.candidate(id, number).place);
            assertEq(number, elections.candidateAt(id, number - 1));
        }
        assertEq(type(uint64).max, elections.election(id).standing);
    }

    function test_theSixtyFifthIsRefused() public {
        paper.give(stranger, 5);
        uint256 id = _full();

        vm.expectRevert(abi.encodeWithSelector(IGeneralElection.GeneralElectionFull.selector, id));
        _nominate(id, stranger, 1);
    }

    /// forge-config: default.fuzz.runs = 16
    function testFuzz_withdrawingMakesRoomForOneWithANumberOfTheirOwn(uint256 number) public {
        uint256 id = _full();
        number = bound(number, 1, 64);
        vm.prank(_person(number));
        elections.withdraw(id, number);

        assertEq(65, _nominateAs(id, 1000, 2 ether));
        assertEq(number - 1, elections.candidate(id, 65).place);
        assertEq(65, elections.candidateAt(id, number - 1));
        assertEq(uint8(IGeneralElection.CandidateStatus.Withdrawn), uint8(elections.candidate(id, number).status));
        assertEq(_person(number), elections.candidate(id, number).nominator, "who withdrew stays on record");
        assertEq(type(uint64).max, elections.election(id).standing);
    }

    function test_theLowestPlaceThatWasFreedIsTakenFirst() public {
        uint256 id = _full();
        vm.prank(_person(40));
        elections.withdraw(id, 40);
        vm.prank(council);
        elections.strike(id, 7, REASON);

        _nominateAs(id, 1000, 1);
        _nominateAs(id, 1001, 1);
        assertEq(65, elections.candidateAt(id, 6));
        assertEq(66, elections.candidateAt(id, 39));
    }

    function test_aPlaceThatWasFreedIsNotTakenWhileThereAreNewOnes() public {
        uint256 id = _withFour();
        vm.prank(umi);
        elections.withdraw(id, 3);

        assertEq(5, _nominateAs(id, 1000, 1));
        assertEq(4, elections.candidate(id, 5).place);
        assertEq(0, elections.candidateAt(id, 2));
    }

    function test_theVotesOfAPlaceAreNotThoseOfWhoLeftIt() public {
        uint256 id = _full();
        vm.prank(_person(1));
        elections.withdraw(id, 1);
        _nominateAs(id, 1000, 1);
        vm.warp(FROM + 1);
        _cast(id, hana, 1);
        _cast(id, ichiro, 1);
        vm.warp(TO + 1);
        elections.close(id);

        assertEq(75, _votesOf(id, 65));
        assertEq(0, _votesOf(id, 1));
        assertTrue(elections.candidate(id, 65).elected);
        assertFalse(elections.candidate(id, 1).elected);
        vm.expectRevert(abi.encodeWithSelector(IGeneralElection.GeneralElectionNotElected.selector, id, 1));
        elections.award(id, 1);
        assertEq(_person(1000), treasury.grant(elections.award(id, 65)).recipient);
    }

    /// @dev A reorganisation that lets others stand, or the same in another order, makes another slate.
    function testFuzz_theSlateTellsEveryNominationAndItsOrder(uint128 amount) public {
        amount = uint128(bound(amount, 1, CEILING));
        uint256 state = vm.snapshotState();
        bytes32 slate = _slateOf(hana, ichiro, 1 ether, amount);
        vm.revertToState(state);
        assertEq(slate, _slateOf(hana, ichiro, 1 ether, amount));
        vm.revertToState(state);
        assertNotEq(slate, _slateOf(ichiro, hana, amount, 1 ether));
        vm.revertToState(state);
        assertNotEq(slate, _slateOf(hana, umi, 1 ether, amount));
        vm.revertToState(state);
        assertNotEq(slate, _slateOf(hana, ichiro, 1 ether + 1, amount));
    }

    function test_withdrawingAndStrikingLeaveTheSlate() public {
        uint256 id = _withFour();
        bytes32 slate = elections.election(id).slate;
        vm.prank(hana);
        elections.withdraw(id, 1);
        vm.prank(council);
        elections.strike(id, 2, REASON);

        assertEq(slate, elections.election(id).slate);
    }

    function testFuzz_aPlaceBeyondTheBallotIsNobodys(uint256 place) public {
        uint256 id = _withFour();

        assertEq(0, elections.candidateAt(id, bound(place, 64, type(uint256).max)));
    }

    /// @dev People come and go in any order; a slow book says who has which place.
    /// forge-config: default.fuzz.runs = 32
    function testFuzz_everyPlaceHasOneCandidateAndEveryNominatorOnePlan(uint256 seed) public {
        uint256[64] memory book;
        bool[12] memory struck;
        for (uint256 i = 0; i < 12; ++i) {
            paper.give(_person(i), 5);
        }
        skip(1);
        uint256 id = _open();
        uint256 next = 1;
        for (uint256 i = 0; i < 90; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            address who = _person(seed % 12);
            uint256 number = elections.candidateOf(id, who);
            if (struck[seed % 12]) {
                vm.expectPartialRevert(IGeneralElection.GeneralElectionStruck.selector);
                _nominate(id, who, 1);
            } else if (number == 0) {
                uint256 place = next <= 64 ? next - 1 : 0;
                while (book[place] != 0) ++place;
                assertEq(next++, _nominate(id, who, 1));
                book[place] = next - 1;
            } else {
                // Seldom, since a struck one never comes again.
                struck[seed % 12] = seed >> 252 == 0;
                vm.prank(struck[seed % 12] ? council : who);
                if (struck[seed % 12]) elections.strike(id, number, REASON);
                else elections.withdraw(id, number);
                for (uint256 place = 0; place < 64; ++place) {
                    if (book[place] == number) book[place] = 0;
                }
            }
        }

        assertEq(next - 1, elections.election(id).nominations);
        for (uint256 place = 0; place < 64; ++place) {
            assertEq(book[place], elections.candidateAt(id, place));
            assertEq(book[place] != 0, (elections.election(id).standing >> place) & 1 == 1);
            if (book[place] != 0) assertEq(place, elections.candidate(id, book[place]).place);
        }
    }

    // ---------------------------------------------------------------- parts

    function _full() private returns (uint256 id) {
        for (uint256 i = 1; i <= 64; ++i) {
            paper.give(_person(i), 5);
        }
        skip(1);
        id = _open();
        for (uint256 i = 1; i <= 64; ++i) {
            assertEq(i, _nominate(id, _person(i), 1 ether));
        }
    }

    function _slateOf(address first, address second, uint128 asksFirst, uint128 asksSecond) private returns (bytes32) {
        uint256 id = _open();
        _nominate(id, first, asksFirst);
        _nominate(id, second, asksSecond);
        return elections.election(id).slate;
    }
}
