// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";
import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";

import {Roles} from "../../../contracts/charter/Roles.sol";
import {VillageCharter} from "../../../contracts/charter/VillageCharter.sol";

/// @notice A village on its first day: the charter, its manager, a DAO (that is also a council member) and a council.
abstract contract CharterScene is Test {
    string internal constant NAME = unicode"山古志デジタル村";
    bytes32 internal constant HASH = keccak256("charter, first version");
    string internal constant URI = "https://example.org/village/charter-1.toml";

    address internal immutable dao = makeAddr("dao");
    address internal immutable council = makeAddr("council");
    address internal immutable stranger = makeAddr("stranger");

    AccessManager internal manager;
    VillageCharter internal charter;

    function setUp() public virtual {
        vm.warp(1_900_000_000);
        vm.roll(12_345);
        manager = new AccessManager(address(this));
        charter = new VillageCharter(address(manager), NAME, HASH, URI);
        _assign(charter.rename.selector, Roles.DAO);
        _assign(charter.adopt.selector, Roles.DAO);
        _assign(charter.register.selector, Roles.DAO);
        _assign(charter.publish.selector, Roles.COUNCIL);
        manager.grantRole(Roles.DAO, dao, 0);
        manager.grantRole(Roles.COUNCIL, dao, 0);
        manager.grantRole(Roles.COUNCIL, council, 0);
    }

    function _assign(bytes4 selector, uint64 role) internal {
        bytes4[] memory selectors = new bytes4[](1);
        selectors[0] = selector;
        manager.setTargetFunctionRole(address(charter), selectors, role);
    }

    function _expectRefused(address caller) internal {
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, caller));
    }

    function _assumeNoRole(address caller) internal view {
        vm.assume(caller != dao && caller != council && caller != address(manager));
    }
}
