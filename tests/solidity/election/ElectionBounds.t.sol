// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ElectionScene, IGeneralElection, PaperElectorate} from "./ElectionScene.sol";

/// @dev Votes whose clock is slow or fast.
contract LyingElectorate {
    uint48 public immutable clock;

    constructor(uint256 time) {
        clock = uint48(time);
    }
}

/// @notice What the DAO demands of elections, and whose votes may count in one.
contract ElectionBoundsTest is ElectionScene {
    function testFuzz_theDaoSetsBoundsWithinReason(uint48 nomination, uint48 voting, uint16 quorum, bool moreThan)
        public
    {
        IGeneralElection.Bounds memory wanted = IGeneralElection.Bounds({
            minimumNomination: uint48(bound(nomination, 0, 180 days)),
            minimumVoting: uint48(bound(voting, 1, 180 days)),
            minimumQuorumBps: uint16(bound(quorum, 1, 5000)),
            minimumQuorumMoreThan: moreThan
        });

        vm.expectEmit(address(elections));
        emit IGeneralElection.BoundsSet(wanted);
        vm.prank(dao);
        elections.setBounds(wanted);
        assertEq(keccak256(abi.encode(wanted)), keccak256(abi.encode(elections.bounds())));
    }

    function testFuzz_boundsThatWouldAllowNoElectionAreRefused(uint48 nomination, uint48 voting, uint16 quorum) public {
        nomination = uint48(bound(nomination, 180 days + 1, type(uint48).max));
        voting = uint48(bound(voting, 180 days + 1, type(uint48).max));
        quorum = uint16(bound(quorum, 5001, type(uint16).max));

        _refuses(IGeneralElection.Bounds(nomination, 2 days, 500, false), nomination, 0, 180 days);
        _refuses(IGeneralElection.Bounds(3 days, voting, 500, false), voting, 1, 180 days);
        _refuses(IGeneralElection.Bounds(3 days, 0, 500, false), 0, 1, 180 days);
        _refuses(IGeneralElection.Bounds(3 days, 2 days, quorum, false), quorum, 1, 5000);
        _refuses(IGeneralElection.Bounds(3 days, 2 days, 0, false), 0, 1, 5000);
    }

    function testFuzz_nobodyElseSetsBoundsOrElectorates(address caller) public {
        vm.assume(caller != dao && caller != address(manager));
        vm.startPrank(caller);

        _expectRefused(caller);
        elections.setBounds(_bounds());
        _expectRefused(caller);
        elections.setElectorate(address(paper), false);
    }

    function test_theDaoListsElectoratesAndTakesThemOff() public {
        PaperElectorate second = new PaperElectorate();
        vm.startPrank(dao);

        vm.expectEmit(address(elections));
        emit IGeneralElection.ElectorateSet(address(second), true);
        elections.setElectorate(address(second), true);
        assertEq(2, elections.electorates().length);

        vm.expectEmit(address(elections));
        emit IGeneralElection.ElectorateSet(address(paper), false);
        elections.setElectorate(address(paper), false);
        assertEq(1, elections.electorates().length);
        assertEq(address(second), elections.electorates()[0]);
    }

    function test_listingTwiceIsListingOnce() public {
        vm.prank(dao);
        elections.setElectorate(address(paper), true);

        assertEq(1, elections.electorates().length);
    }

    function test_anElectorateThatCountsBlocksIsRefused() public {
        _refusesElectorate(address(new LyingElectorate(block.number)));
    }

    function test_anElectorateOfAnotherTimeIsRefused() public {
        _refusesElectorate(address(new LyingElectorate(block.timestamp - 1)));
        _refusesElectorate(address(new LyingElectorate(block.timestamp + 1)));
    }

    function test_whatIsNoElectorateIsRefused() public {
        _refusesElectorate(stranger);
        _refusesElectorate(address(treasury));
    }

    function test_anElectorateOfMoreUnitsThanCanBeCountedIsRefused() public {
        PaperElectorate rich = new PaperElectorate();
        rich.give(hana, uint256(type(uint64).max) + 1);
        skip(1);

        vm.expectRevert(
            abi.encodeWithSelector(
                IGeneralElection.GeneralElectionOutOfBounds.selector, uint256(type(uint64).max) + 1, 0, type(uint64).max
            )
        );
        vm.prank(dao);
        elections.setElectorate(address(rich), true);
    }

    function _refuses(IGeneralElection.Bounds memory wrong, uint256 value, uint256 least, uint256 most) private {
        vm.expectRevert(
            abi.encodeWithSelector(IGeneralElection.GeneralElectionOutOfBounds.selector, value, least, most)
        );
        vm.prank(dao);
        elections.setBounds(wrong);
    }

    function _refusesElectorate(address electorate) private {
        vm.expectRevert(abi.encodeWithSelector(IGeneralElection.GeneralElectionElectorateClock.selector, electorate));
        vm.prank(dao);
        elections.setElectorate(electorate, true);
    }
}
