// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC721Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";

import {IDigitalVillager} from "../../../contracts/villager/IDigitalVillager.sol";
import {VillagerScene} from "./VillagerScene.sol";

/// @notice `burn`: the right to leave, and nobody else's to use.
contract BurnTest is VillagerScene {
    function testFuzz_whoLeavesTakesTheirUnitsAlong(uint256 count, uint256 burned, uint256 votesPerHolder) public {
        count = bound(count, 1, 20);
        burned = bound(burned, 1, count);
        votesPerHolder = bound(votesPerHolder, 1, 25);
        _found(votesPerHolder);
        _mint(anna, count);
        _mint(ben, 1);

        for (uint256 id = 1; id <= burned; ++id) {
            vm.prank(anna);
            villager.burn(id);
        }

        uint256 left = count - burned < votesPerHolder ? count - burned : votesPerHolder;
        assertEq(left, villager.getVotes(anna));
        assertEq(left, villager.unitsOf(anna));
        assertEq(count - burned + 1, villager.totalSupply());
        assertEq(count + 1, villager.totalMinted());
        vm.warp(NOW + 1);
        assertEq(left + 1, villager.getPastTotalSupply(NOW));
    }

    function testFuzz_onlyTheOwnerBurns(address caller) public {
        vm.assume(caller != anna);
        _mint(anna, 1);

        vm.expectRevert(abi.encodeWithSelector(IDigitalVillager.DigitalVillagerNotOwner.selector, 1, caller));
        vm.prank(caller);
        villager.burn(1);
    }

    function test_whomTheOwnerApprovedMayNotBurn() public {
        _mint(anna, 1);
        vm.startPrank(anna);
        villager.approve(ben, 1);
        villager.setApprovalForAll(ben, true);
        vm.stopPrank();

        vm.expectRevert(abi.encodeWithSelector(IDigitalVillager.DigitalVillagerNotOwner.selector, 1, ben));
        vm.prank(ben);
        villager.burn(1);
    }

    function test_aTokenBurnsOnce() public {
        _mint(anna, 2);
        vm.startPrank(anna);
        villager.burn(1);

        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721NonexistentToken.selector, 1));
        villager.burn(1);

        assertEq(1, villager.totalSupply());
    }

    function test_whoDelegatedTakesTheVotesFromTheDelegate() public {
        _mint(anna, 2);
        _delegate(anna, ben);

        vm.prank(anna);
        villager.burn(1);

        assertEq(1, villager.getVotes(ben));
        assertEq(0, villager.getVotes(anna));
    }
}
