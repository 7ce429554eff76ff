// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IVillageCharter} from "../../../contracts/charter/IVillageCharter.sol";
import {CharterScene} from "./CharterScene.sol";

contract PublishTest is CharterScene {
    function testFuzz_publicationsAreNumberedWithoutAGap(bytes32[5] calldata roots, uint64[5] calldata leaves) public {
        for (uint256 i = 0; i < roots.length; ++i) {
            vm.assume(roots[i] != 0 && leaves[i] != 0);
            address publisher = i % 2 == 0 ? council : dao;
            vm.expectEmit(address(charter));
            emit IVillageCharter.Published(i + 1, "consultation", roots[i], leaves[i], URI, publisher);
            vm.prank(publisher);

            assertEq(i + 1, charter.publish("consultation", roots[i], leaves[i], URI));
        }

        assertEq(5, charter.publicationCount());
    }

    function testFuzz_theKindIsAnOpenWord(bytes32 kind) public {
        vm.assume(kind != 0);

        vm.expectEmit(address(charter));
        emit IVillageCharter.Published(1, kind, HASH, 1, "", council);
        vm.prank(council);
        charter.publish(kind, HASH, 1, "");
    }

    function testFuzz_nobodyElsePublishes(address caller) public {
        _assumeNoRole(caller);

        _expectRefused(caller);
        vm.prank(caller);
        charter.publish("document", HASH, 1, URI);
    }

    function test_aPublicationOfNothingIsRefused() public {
        vm.startPrank(council);
        vm.expectRevert(IVillageCharter.VillageCharterEmpty.selector);
        charter.publish(bytes32(0), HASH, 1, URI);
        vm.expectRevert(IVillageCharter.VillageCharterEmpty.selector);
        charter.publish("document", bytes32(0), 1, URI);
        vm.expectRevert(IVillageCharter.VillageCharterEmpty.selector);
        charter.publish("document", HASH, 0, URI);

        assertEq(0, charter.publicationCount());
    }
}
