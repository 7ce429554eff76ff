// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ObservingReceiver} from "./Receivers.sol";
import {VillagerScene} from "./VillagerScene.sol";

/// @notice Transfers: units move by each distinct account's minimum before and after.
contract TransferTest is VillagerScene {
    function testFuzz_unitsMoveByEachOnesMinimum(uint256 sent, uint256 annas, uint256 bens, uint256 votesPerHolder)
        public
    {
        annas = bound(annas, 1, 20);
        bens = bound(bens, 0, 20);
        sent = bound(sent, 1, annas);
        votesPerHolder = bound(votesPerHolder, 1, 25);
        _found(votesPerHolder);
        _mint(anna, annas);
        if (bens > 0) _mint(ben, bens);

        for (uint256 id = 1; id <= sent; ++id) {
            _send(anna, ben, id);
        }

        uint256 annasUnits = _least(annas - sent, votesPerHolder);
        uint256 bensUnits = _least(bens + sent, votesPerHolder);
        assertEq(annasUnits, villager.getVotes(anna));
        assertEq(bensUnits, villager.getVotes(ben));
        vm.warp(NOW + 1);
        assertEq(annasUnits + bensUnits, villager.getPastTotalSupply(NOW));
    }

    function testFuzz_toOneselfMovesNothing(uint256 balance, uint256 times, uint256 votesPerHolder) public {
        balance = bound(balance, 1, 10);
        times = bound(times, 1, 30);
        votesPerHolder = bound(votesPerHolder, 1, 12);
        _found(votesPerHolder);
        _mint(anna, balance);

        for (uint256 i = 0; i < times; ++i) {
            _send(anna, anna, 1 + i % balance);
        }

        assertEq(_least(balance, votesPerHolder), villager.getVotes(anna));
        vm.warp(NOW + 1);
        assertEq(_least(balance, votesPerHolder), villager.getPastTotalSupply(NOW));
    }

    /// @dev Two accounts behind one delegate are two holders still: each has its own cap.
    function test_oneHolderOneVoteCountsHoldersNotDelegates() public {
        _found(1);
        _mint(anna, 3);
        _mint(ben, 1);
        _delegate(anna, chiyo);
        _delegate(ben, chiyo);

        _send(anna, ben, 1);
        assertEq(2, villager.getVotes(chiyo));
        _send(anna, ben, 2);
        _send(anna, ben, 3);

        assertEq(1, villager.getVotes(chiyo));
    }

    function testFuzz_theTreasurysTokensCarryNoUnits(uint256 given, uint256 votesPerHolder) public {
        given = bound(given, 1, 10);
        votesPerHolder = bound(votesPerHolder, 1, 12);
        _found(votesPerHolder);
        _mint(anna, 10);

        for (uint256 id = 1; id <= given; ++id) {
            _send(anna, address(treasury), id);
        }
        vm.warp(NOW + 1);

        assertEq(0, villager.unitsOf(address(treasury)));
        assertEq(0, villager.getVotes(address(treasury)));
        assertEq(_least(10 - given, votesPerHolder), villager.getVotes(anna));
        assertEq(_least(10 - given, votesPerHolder), villager.getPastTotalSupply(NOW));
    }

    function testFuzz_whatTheTreasuryGivesAwayCarriesUnitsAgain(uint256 given, uint256 votesPerHolder) public {
        given = bound(given, 1, 10);
        votesPerHolder = bound(votesPerHolder, 1, 12);
        _found(votesPerHolder);
        _mint(address(treasury), 10);

        for (uint256 id = 1; id <= given; ++id) {
            _send(address(treasury), anna, id);
        }
        vm.warp(NOW + 1);

        assertEq(_least(given, votesPerHolder), villager.getVotes(anna));
        assertEq(_least(given, votesPerHolder), villager.getPastTotalSupply(NOW));
    }

    function test_betweenTheTreasuryAndItselfNothingMoves() public {
        _mint(address(treasury), 2);

        _send(address(treasury), address(treasury), 1);
        vm.warp(NOW + 1);

        assertEq(0, villager.getPastTotalSupply(NOW));
    }

    function test_aSafeTransferTellsTheReceiverWhenAllIsWritten() public {
        ObservingReceiver wallet = new ObservingReceiver();
        _mint(anna, 1);

        vm.prank(anna);
        villager.safeTransferFrom(anna, address(wallet), 1);

        (, address owner, uint256 balance, uint256 votes,,) = wallet.sights(0);
        assertEq(address(wallet), owner);
        assertEq(1, balance);
        assertEq(1, votes);
    }

    function _least(uint256 a, uint256 b) private pure returns (uint256) {
        return a < b ? a : b;
    }
}
