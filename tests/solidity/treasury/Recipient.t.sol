// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IVillageTreasury, TreasuryScene} from "./TreasuryScene.sol";

contract RecipientTest is TreasuryScene {
    function testFuzz_theRecipientHandsTheGrantOn(address next) public {
        _assumeAnybody(next);
        uint256 grant = _grant();

        vm.expectEmit(address(treasury));
        emit IVillageTreasury.RecipientChanged(grant, recipient, next, recipient);
        vm.prank(recipient);
        treasury.changeRecipient(grant, next);

        assertEq(next, treasury.grant(grant).recipient);
        assertTrue(treasury.isParty(grant, next));
        assertTrue(treasury.isParty(grant, recipient));
    }

    function testFuzz_theDaoReplacesARecipientWhoseKeyIsLost(address next) public {
        _assumeAnybody(next);
        uint256 grant = _grant();

        vm.expectEmit(address(treasury));
        emit IVillageTreasury.RecipientChanged(grant, recipient, next, dao);
        vm.prank(dao);
        treasury.replaceRecipient(grant, next);

        assertEq(next, treasury.grant(grant).recipient);
    }

    function testFuzz_whoeverWasEverTheRecipientStaysAParty(address[5] calldata chain, address other) public {
        uint256 grant = _grant();
        bool isOneOfThem = other == recipient;
        for (uint256 i = 0; i < chain.length; ++i) {
            _assumeAnybody(chain[i]);
            vm.prank(treasury.grant(grant).recipient);
            treasury.changeRecipient(grant, chain[i]);
            isOneOfThem = isOneOfThem || chain[i] == other;
        }

        assertTrue(treasury.isParty(grant, recipient));
        for (uint256 i = 0; i < chain.length; ++i) {
            assertTrue(treasury.isParty(grant, chain[i]));
        }
        assertEq(isOneOfThem, treasury.isParty(grant, other));
    }

    function testFuzz_nobodyElseHandsItOn(address caller) public {
        vm.assume(caller != recipient);
        uint256 grant = _grant();

        vm.expectRevert(abi.encodeWithSelector(IVillageTreasury.VillageTreasuryNotRecipient.selector, grant, caller));
        vm.prank(caller);
        treasury.changeRecipient(grant, caller);
    }

    function test_aPastRecipientHandsItOnNoMore() public {
        uint256 grant = _grant();
        vm.startPrank(recipient);
        treasury.changeRecipient(grant, stranger);

        vm.expectRevert(abi.encodeWithSelector(IVillageTreasury.VillageTreasuryNotRecipient.selector, grant, recipient));
        treasury.changeRecipient(grant, recipient);
    }

    function test_aGrantGoesNeitherToNobodyNorToTheTreasury() public {
        uint256 grant = _grant();
        address[2] memory impossible = [address(0), address(treasury)];
        for (uint256 i = 0; i < 2; ++i) {
            bytes memory refusal =
                abi.encodeWithSelector(IVillageTreasury.VillageTreasuryInvalidRecipient.selector, impossible[i]);
            vm.expectRevert(refusal);
            vm.prank(recipient);
            treasury.changeRecipient(grant, impossible[i]);
            vm.expectRevert(refusal);
            vm.prank(dao);
            treasury.replaceRecipient(grant, impossible[i]);
        }
    }

    function test_anApprovedMilestoneIsPaidToTheNewRecipient() public {
        uint256 grant = _grantWith(IVillageTreasury.MilestoneStatus.Approved);
        vm.prank(dao);
        treasury.replaceRecipient(grant, stranger);

        treasury.claim(grant, 0);

        assertEq(1 ether, stranger.balance);
        assertEq(0, recipient.balance);
    }

    function testFuzz_aGrantThatNeverWasIsNotHandedOn(uint256 number) public {
        bytes memory refusal = abi.encodeWithSelector(IVillageTreasury.VillageTreasuryNoGrant.selector, number);

        vm.expectRevert(refusal);
        treasury.changeRecipient(number, stranger);
        vm.expectRevert(refusal);
        vm.prank(dao);
        treasury.replaceRecipient(number, stranger);
    }

    function _assumeAnybody(address account) private view {
        vm.assume(account != address(0) && account != address(treasury));
    }
}
