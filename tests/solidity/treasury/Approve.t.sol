// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Roles} from "../../../contracts/charter/Roles.sol";
import {IVillageTreasury, TreasuryScene} from "./TreasuryScene.sol";

contract ApproveTest is TreasuryScene {
    function testFuzz_aReviewerApprovesTheReportTheyName(bytes32 hash, uint64 time) public {
        vm.assume(hash != 0);
        uint256 grant = _grant();
        vm.prank(recipient);
        treasury.report(grant, 2, hash, REPORT_URI);
        // A standing report does not age: the reviewer may come long after the deadline.
        vm.warp(bound(time, START, START + CENTURY));

        vm.expectEmit(address(treasury));
        emit IVillageTreasury.MilestoneApproved(grant, 2, reviewer, hash);
        vm.prank(reviewer);
        treasury.approve(grant, 2, hash);

        _assertStatus(IVillageTreasury.MilestoneStatus.Approved, grant, 2);
        assertEq(3 ether, treasury.grant(grant).unpaid);
        assertEq(0, treasury.grant(grant).paid);
        _assertCovered(ETH);
    }

    /// @dev The recipient may exchange the report while the approval is on its way.
    function testFuzz_aReportExchangedBehindTheReviewersBackIsNotApproved(bytes32 named, bytes32 standing) public {
        vm.assume(standing != 0 && named != standing);
        uint256 grant = _grant();
        vm.prank(recipient);
        treasury.report(grant, 0, standing, REPORT_URI);
        bytes memory refusal =
            abi.encodeWithSelector(IVillageTreasury.VillageTreasuryReportChanged.selector, grant, 0, named, standing);

        vm.startPrank(reviewer);
        vm.expectRevert(refusal);
        treasury.approve(grant, 0, named);
        vm.expectRevert(refusal);
        treasury.reject(grant, 0, named, REASON);
    }

    function testFuzz_whoIsOrEverWasTheRecipientJudgesNothing(address[4] calldata chain, uint8 who, bool approve)
        public
    {
        uint256 grant = _grant();
        for (uint256 i = 0; i < chain.length; ++i) {
            vm.assume(chain[i] != address(0) && chain[i] != address(treasury) && chain[i] != address(manager));
            vm.prank(treasury.grant(grant).recipient);
            treasury.changeRecipient(grant, chain[i]);
        }
        address party = who % 5 == 4 ? recipient : chain[who % 5];
        manager.grantRole(Roles.REVIEWER, party, 0);
        _report(grant, 0);

        vm.expectRevert(
            abi.encodeWithSelector(IVillageTreasury.VillageTreasuryReviewerIsRecipient.selector, grant, party)
        );
        vm.prank(party);
        if (approve) treasury.approve(grant, 0, REPORT);
        else treasury.reject(grant, 0, REPORT, REASON);
    }

    /// @dev Handing the grant to a friend after reporting does not make the reporter a stranger to it.
    function test_theReporterNeverJudgesTheirOwnReport() public {
        uint256 grant = _grantWith(IVillageTreasury.MilestoneStatus.Reported);
        manager.grantRole(Roles.REVIEWER, recipient, 0);
        vm.startPrank(recipient);
        treasury.changeRecipient(grant, stranger);

        vm.expectRevert(
            abi.encodeWithSelector(IVillageTreasury.VillageTreasuryReviewerIsRecipient.selector, grant, recipient)
        );
        treasury.approve(grant, 0, REPORT);
    }

    function test_aRecipientMayJudgeTheGrantsOfOthers() public {
        uint256 own = _grant();
        uint256 grant = _grant(ETH, stranger, 1, 1);
        manager.grantRole(Roles.REVIEWER, recipient, 0);
        _report(own, 0);
        _report(grant, 0);

        vm.prank(recipient);
        treasury.approve(grant, 0, REPORT);

        _assertStatus(IVillageTreasury.MilestoneStatus.Approved, grant, 0);
    }

    function test_theDaoMayJudgeInTheReviewersPlace() public {
        uint256 grant = _grantWith(IVillageTreasury.MilestoneStatus.Reported);

        vm.prank(dao);
        treasury.approve(grant, 0, REPORT);

        _assertStatus(IVillageTreasury.MilestoneStatus.Approved, grant, 0);
    }

    function testFuzz_onlyAStandingReportIsJudged(uint8 draw, bool approve) public {
        IVillageTreasury.MilestoneStatus status =
            IVillageTreasury.MilestoneStatus(bound(draw, 0, uint8(type(IVillageTreasury.MilestoneStatus).max)));
        vm.assume(status != IVillageTreasury.MilestoneStatus.Reported);
        uint256 grant = _grantWith(status);

        _expectStatus(grant, 0, status);
        vm.prank(reviewer);
        if (approve) treasury.approve(grant, 0, REPORT);
        else treasury.reject(grant, 0, REPORT, REASON);
    }

    function testFuzz_whatNeverWasIsNotJudged(uint256 number, uint256 index) public {
        vm.assume(number != 1);
        index = bound(index, 3, type(uint256).max);
        _grant();
        vm.startPrank(reviewer);

        vm.expectRevert(abi.encodeWithSelector(IVillageTreasury.VillageTreasuryNoGrant.selector, number));
        treasury.approve(number, 0, REPORT);
        vm.expectRevert(abi.encodeWithSelector(IVillageTreasury.VillageTreasuryNoMilestone.selector, 1, index));
        treasury.reject(1, index, REPORT, REASON);
    }
}
