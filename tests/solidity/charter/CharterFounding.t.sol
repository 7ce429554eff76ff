// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IVillageCharter} from "../../../contracts/charter/IVillageCharter.sol";
import {VillageManaged} from "../../../contracts/charter/VillageManaged.sol";
import {CharterScene, VillageCharter} from "./CharterScene.sol";

contract CharterFoundingTest is CharterScene {
    function test_remembersTheBlockAndTheSecondOfItsFounding() public {
        vm.roll(99_999);
        vm.warp(2_000_000_000);

        assertEq(12_345, charter.foundedBlock());
        assertEq(1_900_000_000, charter.foundedAt());
    }

    function test_beginsWithItsNameAndTheFirstVersion() public view {
        assertEq(NAME, charter.name());
        assertEq(1, charter.versionCount());
        IVillageCharter.Version memory first = charter.version(1);
        assertEq(HASH, first.contentHash);
        assertEq(1_900_000_000, first.adoptedAt);
        assertEq(URI, first.uri);
        assertEq(0, charter.directory().length);
        assertEq(0, charter.publicationCount());
    }

    function testFuzz_foundingSaysInEventsWhatItWrote(string calldata name, bytes32 contentHash, string calldata uri)
        public
    {
        vm.assume(bytes(name).length > 0 && contentHash != 0);

        vm.expectEmit();
        emit IVillageCharter.NameChanged(name);
        vm.expectEmit();
        emit IVillageCharter.CharterAdopted(1, contentHash, uri);
        VillageCharter founded = new VillageCharter(address(manager), name, contentHash, uri);

        assertEq(name, founded.name());
        assertEq(contentHash, founded.currentVersion().contentHash);
        assertEq(uri, founded.currentVersion().uri);
    }

    function test_aVillageWithoutANameIsRefused() public {
        vm.expectRevert(IVillageCharter.VillageCharterEmpty.selector);
        new VillageCharter(address(manager), "", HASH, URI);
    }

    function test_aVillageWithoutACharterIsRefused() public {
        vm.expectRevert(IVillageCharter.VillageCharterEmpty.selector);
        new VillageCharter(address(manager), NAME, bytes32(0), URI);
    }

    function testFuzz_itsManagerIsFixed(address caller, address next) public {
        vm.expectRevert(VillageManaged.VillageManagedAuthorityFixed.selector);
        vm.prank(caller);
        charter.setAuthority(next);

        assertEq(address(manager), charter.authority());
    }
}
