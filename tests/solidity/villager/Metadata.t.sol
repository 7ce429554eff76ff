// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IERC4906} from "@openzeppelin/contracts/interfaces/IERC4906.sol";
import {IERC721Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";

import {VillageManaged} from "../../../contracts/charter/VillageManaged.sol";
import {IDigitalVillager} from "../../../contracts/villager/IDigitalVillager.sol";
import {VillagerScene} from "./VillagerScene.sol";

/// @notice `setBaseURI` and `freezeBaseURI`.
contract MetadataTest is VillagerScene {
    function testFuzz_aTokensAddressIsTheBaseAndItsId(string calldata base) public {
        vm.assume(bytes(base).length > 0);
        _mint(anna, 12);

        vm.prank(dao);
        villager.setBaseURI(base);

        assertEq(string.concat(base, "12"), villager.tokenURI(12));
    }

    function test_aChangeIsToldOfAllTokens() public {
        vm.expectEmit(address(villager));
        emit IDigitalVillager.BaseURIChanged("ipfs://new/");
        vm.expectEmit(address(villager));
        emit IERC4906.BatchMetadataUpdate(1, type(uint256).max);

        vm.prank(dao);
        villager.setBaseURI("ipfs://new/");
    }

    function test_freezingIsTold() public {
        vm.expectEmit(address(villager));
        emit IDigitalVillager.BaseURIFrozen();
        vm.prank(dao);
        villager.freezeBaseURI();
    }

    function testFuzz_whatIsFrozenStaysForEver(string calldata base, uint32 later) public {
        _mint(anna, 1);
        vm.startPrank(dao);
        villager.freezeBaseURI();
        vm.warp(NOW + uint256(later));

        vm.expectRevert(IDigitalVillager.DigitalVillagerBaseURIFrozen.selector);
        villager.setBaseURI(base);
        vm.expectRevert(IDigitalVillager.DigitalVillagerBaseURIFrozen.selector);
        villager.freezeBaseURI();

        assertTrue(villager.baseURIFrozen());
        assertEq("ipfs://villagers/1", villager.tokenURI(1));
    }

    function testFuzz_onlyTheDaoChangesTheMetadata(address caller) public {
        vm.assume(caller != dao && caller != address(authority));
        bytes memory refusal = abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, caller);
        vm.startPrank(caller);

        vm.expectRevert(refusal);
        villager.setBaseURI("ipfs://mine/");
        vm.expectRevert(refusal);
        villager.freezeBaseURI();
    }

    /// @dev Behind `AccessManager.execute` the contract could not tell who calls.
    function test_theManagerItselfIsRefused() public {
        vm.expectRevert(VillageManaged.VillageManagedIndirectCall.selector);
        vm.prank(dao);
        authority.execute(address(villager), abi.encodeCall(IDigitalVillager.freezeBaseURI, ()));
    }

    function test_aTokenThatIsNotHasNoAddress() public {
        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721NonexistentToken.selector, 1));
        villager.tokenURI(1);
    }
}
