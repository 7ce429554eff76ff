// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IVillageCharter} from "../../../contracts/charter/IVillageCharter.sol";
import {CharterScene} from "./CharterScene.sol";

contract AdoptTest is CharterScene {
    function testFuzz_everyVersionEverAdoptedStaysReadable(bytes32[8] calldata hashes, string[8] calldata uris) public {
        for (uint256 i = 0; i < hashes.length; ++i) {
            vm.assume(hashes[i] != 0);
            vm.warp(1_900_000_000 + (i + 1) * 1 days);
            vm.expectEmit(address(charter));
            emit IVillageCharter.CharterAdopted(i + 2, hashes[i], uris[i]);
            vm.prank(dao);
            charter.adopt(hashes[i], uris[i]);
        }

        assertEq(9, charter.versionCount());
        assertEq(HASH, charter.version(1).contentHash);
        for (uint256 i = 0; i < hashes.length; ++i) {
            IVillageCharter.Version memory adopted = charter.version(i + 2);
            assertEq(hashes[i], adopted.contentHash);
            assertEq(uris[i], adopted.uri);
            assertEq(1_900_000_000 + (i + 1) * 1 days, adopted.adoptedAt);
        }
        assertEq(hashes[7], charter.currentVersion().contentHash);
    }

    /// @dev Seconds outgrow 32 bits in 2106.
    function testFuzz_theDateIsKeptInEveryCentury(uint64 when) public {
        when = uint64(bound(when, block.timestamp, type(uint48).max));
        vm.warp(when);
        vm.prank(dao);
        charter.adopt(keccak256("another"), URI);

        assertEq(when, charter.currentVersion().adoptedAt);
    }

    function testFuzz_nobodyElseAdoptsACharter(address caller) public {
        vm.assume(caller != dao && caller != address(manager));

        _expectRefused(caller);
        vm.prank(caller);
        charter.adopt(keccak256("mine"), "");
    }

    function test_anEmptyHashIsRefused() public {
        vm.expectRevert(IVillageCharter.VillageCharterEmpty.selector);
        vm.prank(dao);
        charter.adopt(bytes32(0), URI);
    }

    function testFuzz_aVersionThatNeverWasIsRefused(uint256 number) public {
        vm.assume(number != 1);

        vm.expectRevert(abi.encodeWithSelector(IVillageCharter.VillageCharterNoVersion.selector, number));
        charter.version(number);
    }
}
