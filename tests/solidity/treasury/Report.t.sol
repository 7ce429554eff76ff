// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IVillageTreasury, TreasuryScene} from "./TreasuryScene.sol";

contract ReportTest is TreasuryScene {
    function testFuzz_theRecipientReportsUntilTheLastSecond(uint64 time, bytes32 hash, string calldata uri) public {
        vm.assume(hash != 0);
        uint256 grant = _grant();
        vm.warp(bound(time, START, START + 60 days));

        vm.expectEmit(address(treasury));
        emit IVillageTreasury.MilestoneReported(grant, 1, recipient, hash, uri);
        vm.prank(recipient);
        treasury.report(grant, 1, hash, uri);

        _assertStatus(IVillageTreasury.MilestoneStatus.Reported, grant, 1);
        assertEq(hash, treasury.milestone(grant, 1).reportHash);
        assertEq(START + 60 days, treasury.milestone(grant, 1).reportBy);
        _assertStatus(IVillageTreasury.MilestoneStatus.Open, grant, 0);
        _assertStatus(IVillageTreasury.MilestoneStatus.Open, grant, 2);
    }

    function testFuzz_aReportAfterTheDeadlineIsTooLate(uint64 late) public {
        uint256 grant = _grant();
        vm.warp(START + 60 days + bound(late, 1, CENTURY));

        vm.expectRevert(
            abi.encodeWithSelector(IVillageTreasury.VillageTreasuryReportTooLate.selector, grant, 1, START + 60 days)
        );
        vm.prank(recipient);
        treasury.report(grant, 1, REPORT, REPORT_URI);
    }

    function testFuzz_aReportNobodyJudgedMayBeReplacedUntilTheDeadline(uint64 time, bytes32 hash) public {
        vm.assume(hash != 0);
        uint256 grant = _grantWith(IVillageTreasury.MilestoneStatus.Reported);
        time = uint64(bound(time, START, START + 60 days));
        vm.warp(time);

        if (time > START + 30 days) {
            vm.expectRevert(
                abi.encodeWithSelector(
                    IVillageTreasury.VillageTreasuryReportTooLate.selector, grant, 0, START + 30 days
                )
            );
        }
        vm.prank(recipient);
        treasury.report(grant, 0, hash, "second");

        assertEq(time > START + 30 days ? REPORT : hash, treasury.milestone(grant, 0).reportHash);
        _assertStatus(IVillageTreasury.MilestoneStatus.Reported, grant, 0);
    }

    /// @dev The deadline is day 90, and the rejection up to 90 days before or after it.
    function testFuzz_aRejectedReportMayBeSentAgainUntilTheDeadlineAndFor30Days(uint64 judged, uint64 again) public {
        uint256 grant = _grant();
        _report(grant, 2);
        judged = uint64(bound(judged, START, START + 180 days));
        vm.warp(judged);
        vm.prank(reviewer);
        treasury.reject(grant, 2, REPORT, REASON);
        uint64 reportBy = judged < START + 60 days ? START + 90 days : judged + 30 days;
        again = uint64(bound(again, judged, START + 270 days));
        vm.warp(again);

        if (again > reportBy) {
            vm.expectRevert(
                abi.encodeWithSelector(IVillageTreasury.VillageTreasuryReportTooLate.selector, grant, 2, reportBy)
            );
        }
        vm.prank(recipient);
        treasury.report(grant, 2, keccak256("better"), REPORT_URI);
    }

    function testFuzz_onlyThePresentRecipientReports(address caller) public {
        vm.assume(caller != stranger);
        uint256 grant = _grant();
        vm.prank(recipient);
        treasury.changeRecipient(grant, stranger);

        vm.expectRevert(abi.encodeWithSelector(IVillageTreasury.VillageTreasuryNotRecipient.selector, grant, caller));
        vm.prank(caller);
        treasury.report(grant, 0, REPORT, REPORT_URI);
    }

    function test_anEmptyHashIsNoReport() public {
        uint256 grant = _grant();

        vm.expectRevert(IVillageTreasury.VillageTreasuryEmptyReport.selector);
        vm.prank(recipient);
        treasury.report(grant, 0, 0, REPORT_URI);
    }

    function testFuzz_whatIsDecidedIsNotReported(uint8 draw) public {
        IVillageTreasury.MilestoneStatus decided = IVillageTreasury.MilestoneStatus(
            bound(
                draw,
                uint8(IVillageTreasury.MilestoneStatus.Approved),
                uint8(type(IVillageTreasury.MilestoneStatus).max)
            )
        );
        uint256 grant = _grantWith(decided);

        _expectStatus(grant, 0, decided);
        vm.prank(recipient);
        treasury.report(grant, 0, REPORT, REPORT_URI);
    }

    function testFuzz_whatNeverWasIsNotReported(uint256 number, uint256 index) public {
        vm.assume(number != 1);
        index = bound(index, 3, type(uint256).max);
        _grant();
        vm.startPrank(recipient);

        vm.expectRevert(abi.encodeWithSelector(IVillageTreasury.VillageTreasuryNoGrant.selector, number));
        treasury.report(number, 0, REPORT, REPORT_URI);
        vm.expectRevert(abi.encodeWithSelector(IVillageTreasury.VillageTreasuryNoMilestone.selector, 1, index));
        treasury.report(1, index, REPORT, REPORT_URI);
    }
}
