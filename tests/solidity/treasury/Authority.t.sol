// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {Roles} from "../../../contracts/charter/Roles.sol";
import {VillageManaged} from "../../../contracts/charter/VillageManaged.sol";
import {TreasuryCalls} from "./TreasuryCalls.sol";
import {IVillageTreasury} from "./TreasuryScene.sol";

contract AuthorityTest is TreasuryCalls {
    function testFuzz_nobodyWithoutARoleCallsWhatIsRestricted(address caller) public {
        vm.assume(caller != dao && caller != reviewer && caller != desk && caller != election);
        vm.assume(caller != address(manager));
        Call[] memory calls = _restrictedCalls();

        for (uint256 i = 0; i < calls.length; ++i) {
            _assertRefused(caller, calls[i].data);
        }
    }

    function test_everyRoleCallsWhatIsItsOwnAndNothingElse() public {
        Call[] memory calls = _restrictedCalls();
        for (uint64 role = Roles.DAO; role <= Roles.ELECTION; ++role) {
            address member = makeAddr(string(abi.encode("member", role)));
            manager.grantRole(role, member, 0);

            for (uint256 i = 0; i < calls.length; ++i) {
                if (calls[i].role != role) _assertRefused(member, calls[i].data);
                else _assertHeard(member, calls[i].data);
            }
        }
    }

    /// @dev Through `AccessManager.execute` a reviewer could approve a grant of their own: nobody could tell who called.
    function testFuzz_nobodyCallsThroughTheManager(address caller) public {
        vm.assume(caller != address(manager));
        _grantEveryRole(caller);
        Call[] memory calls = _restrictedCalls();

        for (uint256 i = 0; i < calls.length; ++i) {
            vm.expectRevert(VillageManaged.VillageManagedIndirectCall.selector);
            vm.prank(caller);
            manager.execute(address(treasury), calls[i].data);
        }
    }

    function testFuzz_noCallByAnybodyWithoutARoleTakesMoneyForThemselves(address caller, uint256 number, uint256 index)
        public
    {
        vm.assume(caller != dao && caller != reviewer && caller != desk && caller != election);
        vm.assume(caller != address(manager) && caller != recipient && caller != address(treasury));
        vm.deal(caller, 0);
        uint256 reported = _grantWith(IVillageTreasury.MilestoneStatus.Reported);
        _grantWith(IVillageTreasury.MilestoneStatus.Rejected);
        uint256 approved = _grantWith(IVillageTreasury.MilestoneStatus.Approved);
        _grantWith(IVillageTreasury.MilestoneStatus.Paid);
        _budget(ETH, 5 ether);
        number = bound(number, 0, 6);
        index = bound(index, 0, 3);
        vm.warp(START + bound(index, 0, 3) * 200 days);
        uint256 before = address(treasury).balance;

        bytes[] memory calls = _openCalls(number, index);
        bool[] memory done = new bool[](calls.length);
        for (uint256 i = 0; i < calls.length; ++i) {
            vm.prank(caller);
            (done[i],) = address(treasury).call(calls[i]);
        }

        assertEq(number == approved && index == 0, done[2], "only the approved milestone is paid");
        assertEq(done[2] ? before - 1 ether : before, address(treasury).balance);
        assertEq(0, caller.balance);
        assertFalse(done[3] || done[4], "only a recipient reports and hands on");
        _assertStatus(IVillageTreasury.MilestoneStatus.Reported, reported, 0);
        _assertCovered(ETH);
    }

    function testFuzz_theManagerNeverChanges(address caller, address other) public {
        vm.expectRevert(VillageManaged.VillageManagedAuthorityFixed.selector);
        vm.prank(caller);
        treasury.setAuthority(other);

        assertEq(address(manager), treasury.authority());
    }

    function _assertRefused(address caller, bytes memory data) private {
        vm.prank(caller);
        (bool ok, bytes memory answer) = address(treasury).call(data);
        assertFalse(ok);
        assertEq(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, caller), answer);
    }

    /// @dev It may still fail, there being no budget or grant to speak of, but not for want of authority.
    function _assertHeard(address caller, bytes memory data) private {
        vm.prank(caller);
        (, bytes memory answer) = address(treasury).call(data);
        assertNotEq(
            keccak256(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, caller)),
            keccak256(answer)
        );
    }
}
