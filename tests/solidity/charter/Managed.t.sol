// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";
import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";

import {VillageManaged} from "../../../contracts/charter/VillageManaged.sol";

/// @notice The least contract that is managed: it remembers who called.
contract ManagedBell is VillageManaged {
    address public ringer;

    constructor(address authority_) VillageManaged(authority_) {}

    function ring() external restricted {
        ringer = msg.sender;
    }
}

contract ManagedTest is Test {
    uint64 private constant RINGERS = 7;

    address private immutable _admin = makeAddr("admin");
    address private immutable _member = makeAddr("member");

    AccessManager private _manager;
    ManagedBell private _bell;

    function setUp() public {
        _manager = new AccessManager(_admin);
        _bell = new ManagedBell(address(_manager));
        bytes4[] memory selectors = new bytes4[](1);
        selectors[0] = ManagedBell.ring.selector;
        vm.startPrank(_admin);
        _manager.setTargetFunctionRole(address(_bell), selectors, RINGERS);
        _manager.grantRole(RINGERS, _member, 0);
        vm.stopPrank();
    }

    function test_aMemberCallsInPerson() public {
        vm.prank(_member);
        _bell.ring();

        assertEq(_member, _bell.ringer());
    }

    function testFuzz_nobodyElseCalls(address caller) public {
        vm.assume(caller != _member && caller != address(_manager));

        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, caller));
        vm.prank(caller);
        _bell.ring();
    }

    function testFuzz_nobodyCallsThroughTheManager(address caller) public {
        vm.assume(caller != address(_manager));
        vm.prank(_admin);
        _manager.grantRole(RINGERS, caller, 0);

        vm.expectRevert(VillageManaged.VillageManagedIndirectCall.selector);
        vm.prank(caller);
        _manager.execute(address(_bell), abi.encodeCall(ManagedBell.ring, ()));
    }

    function test_theManagerNeverCallsEvenAsAMember() public {
        vm.prank(_admin);
        _manager.grantRole(RINGERS, address(_manager), 0);

        vm.expectRevert(VillageManaged.VillageManagedIndirectCall.selector);
        vm.prank(address(_manager));
        _bell.ring();
    }

    /// @dev No village has execution delays; should one ever be set, the scheduled call is made in person too.
    function testFuzz_aDelayedMemberCallsInPersonOnceTheTimeHasCome(uint32 delay) public {
        delay = uint32(bound(delay, 1, 365 days));
        address late = makeAddr("late");
        vm.prank(_admin);
        _manager.grantRole(RINGERS, late, delay);
        bytes memory data = abi.encodeCall(ManagedBell.ring, ());
        vm.startPrank(late);
        _manager.schedule(address(_bell), data, 0);
        vm.warp(block.timestamp + delay);

        vm.expectRevert(VillageManaged.VillageManagedIndirectCall.selector);
        _manager.execute(address(_bell), data);
        _bell.ring();
        assertEq(late, _bell.ringer());
    }

    function testFuzz_theAuthorityIsFixedForEverybody(address caller, address next) public {
        vm.expectRevert(VillageManaged.VillageManagedAuthorityFixed.selector);
        vm.prank(caller);
        _bell.setAuthority(next);

        assertEq(address(_manager), _bell.authority());
    }

    function test_theAuthorityIsFixedForTheManagerAndItsAdmin() public {
        address next = address(new AccessManager(_admin));

        vm.expectRevert(VillageManaged.VillageManagedAuthorityFixed.selector);
        vm.prank(_admin);
        _manager.updateAuthority(address(_bell), next);
        assertEq(address(_manager), _bell.authority());
    }

    function testFuzz_anAuthorityWithoutCodeIsRefused(address nobody) public {
        vm.assume(nobody.code.length == 0);

        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedInvalidAuthority.selector, nobody));
        new ManagedBell(nobody);
    }
}
