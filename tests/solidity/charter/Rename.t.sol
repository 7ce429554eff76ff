// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IVillageCharter} from "../../../contracts/charter/IVillageCharter.sol";
import {CharterScene} from "./CharterScene.sol";

contract RenameTest is CharterScene {
    function testFuzz_theDaoGivesTheVillageAnyName(string calldata name) public {
        vm.assume(bytes(name).length > 0);

        vm.expectEmit(address(charter));
        emit IVillageCharter.NameChanged(name);
        vm.prank(dao);
        charter.rename(name);

        assertEq(name, charter.name());
    }

    function testFuzz_nobodyElseRenamesTheVillage(address caller) public {
        vm.assume(caller != dao && caller != address(manager));

        _expectRefused(caller);
        vm.prank(caller);
        charter.rename("Mine");
    }

    function test_theCouncilDoesNotRenameTheVillage() public {
        _expectRefused(council);
        vm.prank(council);
        charter.rename("The council's");
    }

    function test_anEmptyNameIsRefused() public {
        vm.expectRevert(IVillageCharter.VillageCharterEmpty.selector);
        vm.prank(dao);
        charter.rename("");
    }
}
