// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IVillageTreasury, TreasuryScene} from "./TreasuryScene.sol";

contract RejectTest is TreasuryScene {
    /// @dev The deadline is day 90. A rejection long before it leaves it as it is; a later one leaves 30 days to answer.
    function testFuzz_aRejectedMilestoneMayBeReportedUntilTheDeadlineAndFor30Days(uint64 time) public {
        uint256 grant = _grant();
        _report(grant, 2);
        time = uint64(bound(time, START, START + 365 days));
        vm.warp(time);
        uint64 reportBy = time < START + 60 days ? START + 90 days : time + 30 days;

        vm.expectEmit(address(treasury));
        emit IVillageTreasury.MilestoneRejected(grant, 2, reviewer, REPORT, reportBy, REASON);
        vm.prank(reviewer);
        treasury.reject(grant, 2, REPORT, REASON);

        _assertStatus(IVillageTreasury.MilestoneStatus.Rejected, grant, 2);
        assertEq(reportBy, treasury.milestone(grant, 2).reportBy);
        assertEq(REPORT, treasury.milestone(grant, 2).reportHash);
        _assertCovered(ETH);
    }

    function testFuzz_itMayBeRejectedAgainAndAgainAndStillBeApproved(uint8 times, uint32 pause) public {
        uint256 grant = _grant();
        pause = uint32(bound(pause, 0, 30 days));
        for (uint256 i = 0; i < times % 10; ++i) {
            _reject(grant, 0);
            vm.warp(block.timestamp + pause);
        }

        _approve(grant, 0);
        treasury.claim(grant, 0);

        assertEq(1 ether, recipient.balance);
    }

    function test_aRejectedReportIsNotApprovedUnlessItIsSentAgain() public {
        uint256 grant = _grantWith(IVillageTreasury.MilestoneStatus.Rejected);

        _expectStatus(grant, 0, IVillageTreasury.MilestoneStatus.Rejected);
        vm.prank(reviewer);
        treasury.approve(grant, 0, REPORT);

        _approve(grant, 0);
        _assertStatus(IVillageTreasury.MilestoneStatus.Approved, grant, 0);
    }
}
