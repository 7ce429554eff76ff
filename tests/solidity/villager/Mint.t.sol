// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IERC721Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";

import {Roles} from "../../../contracts/charter/Roles.sol";
import {IDigitalVillager} from "../../../contracts/villager/IDigitalVillager.sol";
import {DeafContract, ObservingReceiver, ReenteringReceiver, RefusingReceiver} from "./Receivers.sol";
import {VillagerScene} from "./VillagerScene.sol";

/// @notice `mint`: one recipient, any count, and the recipient is told last.
contract MintTest is VillagerScene {
    function testFuzz_idsAreConsecutiveFrom1(uint256 first, uint256 second) public {
        first = bound(first, 1, 50);
        second = bound(second, 1, 50);

        assertEq(1, _mint(anna, first));
        assertEq(first + 1, _mint(ben, second));
        assertEq(anna, villager.ownerOf(first));
        assertEq(ben, villager.ownerOf(first + second));
        assertEq(first + second, villager.totalMinted());
        assertEq(first + second, villager.totalSupply());
    }

    function testFuzz_aNewHolderVotesWithoutDelegating(uint256 count, uint256 votesPerHolder) public {
        count = bound(count, 1, MAX_SUPPLY);
        votesPerHolder = bound(votesPerHolder, 1, MAX_SUPPLY + 10);
        _found(votesPerHolder);

        _mint(anna, count);
        vm.warp(NOW + 1);

        uint256 expected = count < votesPerHolder ? count : votesPerHolder;
        assertEq(expected, villager.getPastVotes(anna, NOW));
        assertEq(expected, villager.getPastTotalSupply(NOW));
    }

    function testFuzz_noMoreThanTheSupplyIsEverMinted(uint256 first, uint256 second) public {
        first = bound(first, 1, MAX_SUPPLY);
        second = bound(second, MAX_SUPPLY - first + 1, type(uint256).max);
        _mint(anna, first);

        vm.expectRevert(
            abi.encodeWithSelector(IDigitalVillager.DigitalVillagerSupplyExceeded.selector, second, MAX_SUPPLY - first)
        );
        _mint(ben, second);
    }

    function testFuzz_burningMakesNoRoom(uint256 burned) public {
        burned = bound(burned, 1, MAX_SUPPLY);
        _mint(anna, MAX_SUPPLY);
        for (uint256 id = 1; id <= burned; ++id) {
            vm.prank(anna);
            villager.burn(id);
        }

        assertEq(MAX_SUPPLY - burned, villager.totalSupply());
        vm.expectRevert(abi.encodeWithSelector(IDigitalVillager.DigitalVillagerSupplyExceeded.selector, 1, 0));
        _mint(ben, 1);
    }

    function test_mintingNothingIsRefused() public {
        vm.expectRevert(IDigitalVillager.DigitalVillagerNothingToMint.selector);
        _mint(anna, 0);
    }

    function test_mintingToNobodyIsRefused() public {
        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721InvalidReceiver.selector, address(0)));
        _mint(address(0), 1);
    }

    function testFuzz_onlyTheSaleDeskMints(address caller) public {
        _assumeStranger(caller);

        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, caller));
        vm.prank(caller);
        villager.mint(caller, 1);
    }

    /// @dev At its first call already it sees itself with all tokens, their votes, and the counters where they will stay.
    function testFuzz_aReceiverIsToldOfEachTokenWhenAllIsWritten(uint256 count) public {
        count = bound(count, 1, 20);
        ObservingReceiver wallet = new ObservingReceiver();

        _mint(address(wallet), count);

        assertEq(count, wallet.count());
        for (uint256 i = 0; i < count; ++i) {
            (uint256 tokenId, address owner, uint256 balance, uint256 votes, uint256 minted, uint256 supply) =
                wallet.sights(i);
            assertEq(i + 1, tokenId);
            assertEq(address(wallet), owner);
            assertEq(count, balance);
            assertEq(count, votes);
            assertEq(count, minted);
            assertEq(count, supply);
        }
    }

    /// @dev With SALES itself, to try the worst: the second minting goes on from the ids of the first.
    function test_aReceiverThatMintsAgainGetsTheNextIds() public {
        ReenteringReceiver wallet = new ReenteringReceiver();
        authority.grantRole(Roles.SALES, address(wallet), 0);
        wallet.prepare(address(villager), 0, abi.encodeCall(IDigitalVillager.mint, (anna, 3)));

        _mint(address(wallet), 2);

        assertTrue(wallet.succeeded());
        assertEq(3, abi.decode(wallet.answer(), (uint256)));
        assertEq(5, villager.totalMinted());
        assertEq(2, villager.getVotes(address(wallet)));
        assertEq(3, villager.getVotes(anna));
    }

    function test_aReceiverMayPassItsTokensOnAtOnce() public {
        ReenteringReceiver wallet = new ReenteringReceiver();
        wallet.prepare(address(villager), 0, abi.encodeCall(villager.transferFrom, (address(wallet), anna, 2)));

        _mint(address(wallet), 3);

        assertEq(anna, villager.ownerOf(2));
        assertEq(2, villager.getVotes(address(wallet)));
        assertEq(1, villager.getVotes(anna));
    }

    function test_aContractThatCannotKeepTokensGetsNone() public {
        address deaf = address(new DeafContract());
        address refusing = address(new RefusingReceiver());

        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721InvalidReceiver.selector, deaf));
        _mint(deaf, 1);
        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721InvalidReceiver.selector, refusing));
        _mint(refusing, 1);
        assertEq(0, villager.totalMinted());
    }

    function test_theTreasuryTakesTokensAndGetsNoUnits() public {
        _mint(address(treasury), 4);
        vm.warp(NOW + 1);

        assertEq(4, villager.balanceOf(address(treasury)));
        assertEq(0, villager.unitsOf(address(treasury)));
        assertEq(0, villager.getPastVotes(address(treasury), NOW));
        assertEq(0, villager.getPastTotalSupply(NOW));
    }
}
