// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ElectionScene, IGeneralElection} from "./ElectionScene.sol";

/// @notice What a transaction costs as a whole: each call is a transaction of its own, calldata included.
/// forge-config: default.isolate = true
contract ElectionGasTest is ElectionScene {
    /// @dev EIP-7825.
    uint256 private constant TRANSACTION_LIMIT = 16_777_216;

    function test_openingAndNominating() public {
        uint256 id = _open();
        uint256 opening = _used("open");
        _nominate(id, hana, 1 ether);
        _used("nominate, one milestone, first");
        _nominate(id, ichiro, 1 ether);
        uint256 next = _used("nominate, one milestone, next");
        vm.prank(umi);
        elections.nominate(id, _plan(umi, 8, 0.1 ether), "");
        uint256 long = _used("nominate, eight milestones, next");

        assertLt(opening, 400_000);
        assertLt(next, 350_000);
        assertLt(long, 600_000);
    }

    function test_castingAVote() public {
        uint256 id = _voting();
        _cast(id, hana, 1);
        uint256 first = _used("cast, first");
        _cast(id, ichiro, 1);
        uint256 next = _used("cast, next");
        _cast(id, umi, 3);
        _used("cast, next, two choices");

        assertLt(first, 130_000);
        assertLt(next, 95_000);
    }

    function test_aBallotInABatchOfAHundredCostsLessThanSixtyThousand() public {
        uint256 id = _withFour();
        IGeneralElection.SignedChoice[] memory ballots = _hundred();
        vm.warp(FROM + 1);
        for (uint256 i = 0; i < 100; ++i) {
            address voter = vm.addr(_key(i));
            ballots[i].choices = uint64(1 << (i % 4));
            bytes32 digest = _ballotDigest(id, elections.election(id).slate, ballots[i].choices, voter);
            (uint8 v, bytes32 r, bytes32 s) = vm.sign(_key(i), digest);
            (ballots[i].voter, ballots[i].signature) = (voter, abi.encodePacked(r, s, v));
        }
        elections.castBallots(id, ballots);

        uint256 each = _used("castBallots, 100, one choice each") / 100;
        emit log_named_uint("  each", each);
        assertEq(500, elections.election(id).votes);
        assertLt(each, 45_000);
    }

    function test_closingAndAwardingTwelve() public {
        uint256 closing = _close(12, 4);
        (uint256[] memory elected,) = elections.outcome(1);
        assertEq(4, elected.length);
        elections.award(1, elected[0]);
        uint256 first = _used("award, one milestone, first");
        elections.award(1, elected[1]);
        _used("award, one milestone, next");

        assertLt(closing, 500_000);
        assertLt(first, 350_000);
    }

    function test_closingSixtyFourIsFarFromTheLimit() public {
        assertLt(_close(64, 16), TRANSACTION_LIMIT / 10);
    }

    /// @dev The dearest: every candidate has votes, hardly any of them fits, and they come in the order that sorts worst.
    function test_theDearestClosingIsFarFromTheLimit() public {
        IGeneralElection.Rules memory rules = _rules();
        (rules.seats, rules.choices) = (16, 64);
        for (uint256 i = 1; i <= 64; ++i) {
            paper.give(_person(i), 5);
        }
        skip(1);
        uint256 id = _open(rules);
        for (uint256 i = 1; i <= 64; ++i) {
            _nominate(id, _person(i), 4 ether);
        }
        vm.warp(FROM + 1);
        for (uint256 i = 1; i <= 64; ++i) {
            // The i-th candidate is named by all voters from the i-th on: the first has the most votes.
            _cast(id, _person(i), i == 64 ? type(uint64).max : uint64((1 << i) - 1));
        }
        vm.warp(TO + 1);
        elections.close(id);

        assertLt(_used("close, 64 candidates, in order, none but one fits"), TRANSACTION_LIMIT / 5);
    }

    // ---------------------------------------------------------------- parts

    /// @dev Closes an election of `count` candidates with votes in no order, all of them cheap enough.
    function _close(uint256 count, uint8 seats) private returns (uint256) {
        IGeneralElection.Rules memory rules = _rules();
        rules.seats = seats;
        for (uint256 i = 1; i <= count; ++i) {
            paper.give(_person(i), 5 + (i * 7) % 13);
        }
        skip(1);
        uint256 id = _open(rules);
        for (uint256 i = 1; i <= count; ++i) {
            _nominate(id, _person(i), 0.1 ether);
        }
        vm.warp(FROM + 1);
        for (uint256 i = 1; i <= count; ++i) {
            _cast(id, _person(i), uint64(1 << (i - 1)));
        }
        vm.warp(TO + 1);
        elections.close(id);
        emit log_named_uint("candidates", count);
        return _used("close");
    }

    function _hundred() private returns (IGeneralElection.SignedChoice[] memory ballots) {
        ballots = new IGeneralElection.SignedChoice[](100);
        for (uint256 i = 0; i < 100; ++i) {
            paper.give(vm.addr(_key(i)), 5);
        }
    }

    function _key(uint256 i) private pure returns (uint256) {
        return uint256(keccak256(abi.encode("voter", i)));
    }

    function _used(string memory what) private returns (uint256 gas) {
        gas = vm.lastCallGas().gasTotalUsed;
        emit log_named_uint(what, gas);
    }
}
