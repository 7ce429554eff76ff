// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IERC721Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";

import {IDigitalVillager} from "../../../contracts/villager/IDigitalVillager.sol";
import {DeafContract} from "./Receivers.sol";
import {VillagerScene} from "./VillagerScene.sol";

/// @notice `mintBatch`: one token each, in order, and nobody is called.
contract MintBatchTest is VillagerScene {
    /// @dev Few wallets and many rows, so that some come several times.
    function testFuzz_aBatchLeavesWhatSingleMintsLeave(uint256 seed, uint256 count, uint256 votesPerHolder) public {
        count = bound(count, 1, MAX_SUPPLY);
        _found(bound(votesPerHolder, 1, 4));
        address[] memory recipients = new address[](count);
        for (uint256 i = 0; i < count; ++i) {
            recipients[i] = _wallet(uint256(keccak256(abi.encode(seed, i))) % 10);
        }

        uint256 before = vm.snapshotState();
        _mintBatch(recipients);
        bytes32 batched = _state(recipients);
        vm.revertToState(before);
        for (uint256 i = 0; i < count; ++i) {
            _mint(recipients[i], 1);
        }

        assertEq(_state(recipients), batched);
    }

    function test_theFirstIdIsAnswered() public {
        _mint(anna, 4);

        assertEq(5, _mintBatch(_two(ben, chiyo)));
        assertEq(ben, villager.ownerOf(5));
        assertEq(chiyo, villager.ownerOf(6));
    }

    function test_aContractIsNotCalled() public {
        address deaf = address(new DeafContract());

        vm.expectCall(deaf, "", 0);
        _mintBatch(_two(deaf, deaf));

        assertEq(2, villager.balanceOf(deaf));
    }

    function test_anEmptyBatchIsRefused() public {
        vm.expectRevert(IDigitalVillager.DigitalVillagerNothingToMint.selector);
        _mintBatch(new address[](0));
    }

    function test_aBatchWithNobodyInItIsRefusedWhole() public {
        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721InvalidReceiver.selector, address(0)));
        _mintBatch(_two(anna, address(0)));

        assertEq(0, villager.totalMinted());
    }

    function testFuzz_aBatchKeepsToTheSupply(uint256 before, uint256 count) public {
        before = bound(before, 1, MAX_SUPPLY);
        count = bound(count, MAX_SUPPLY - before + 1, MAX_SUPPLY + 1);
        _mint(anna, before);

        vm.expectRevert(
            abi.encodeWithSelector(IDigitalVillager.DigitalVillagerSupplyExceeded.selector, count, MAX_SUPPLY - before)
        );
        _mintBatch(new address[](count));
    }

    function testFuzz_onlyTheSaleDeskMintsBatches(address caller) public {
        _assumeStranger(caller);

        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, caller));
        vm.prank(caller);
        villager.mintBatch(_two(caller, caller));
    }

    function _two(address first, address second) private pure returns (address[] memory recipients) {
        recipients = new address[](2);
        (recipients[0], recipients[1]) = (first, second);
    }

    function _state(address[] memory holders) private view returns (bytes32 state) {
        state = keccak256(abi.encode(villager.totalMinted(), villager.totalSupply()));
        for (uint256 i = 0; i < holders.length; ++i) {
            address holder = holders[i];
            state = keccak256(
                abi.encode(state, villager.ownerOf(i + 1), villager.balanceOf(holder), villager.getVotes(holder))
            );
        }
    }
}
