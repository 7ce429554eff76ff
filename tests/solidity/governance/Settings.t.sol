// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";

import {IVillageGovernor} from "../../../contracts/governance/IVillageGovernor.sol";
import {GovernanceScene} from "./GovernanceScene.sol";

/// @dev Only a passed proposal changes a setting, and none of them to a value that would lock the village out.
contract SettingsTest is GovernanceScene {
    function testFuzz_theDelayStaysAtMostThirtyDays(uint48 delay) public {
        delay = uint48(bound(delay, 0, 60 days));
        _set(abi.encodeCall(governor.setVotingDelay, (delay)), delay, 0, 30 days);

        assertEq(delay > 30 days ? DELAY : delay, governor.votingDelay());
    }

    function testFuzz_thePeriodStaysBetweenTheLateExtensionAndSixtyDays(uint32 period) public {
        period = uint32(bound(period, 0, 90 days));
        _set(abi.encodeCall(governor.setVotingPeriod, (period)), period, EXTENSION, 60 days);

        assertEq(period < EXTENSION || period > 60 days ? PERIOD : period, governor.votingPeriod());
    }

    function testFuzz_thePeriodStaysAtLeastOneHour(uint32 period) public {
        period = uint32(bound(period, 0, 3 hours));
        _set(abi.encodeCall(governor.setLateQuorumVoteExtension, (0)), 0, 0, PERIOD);
        _set(abi.encodeCall(governor.setVotingPeriod, (period)), period, 1 hours, 60 days);

        assertEq(period < 1 hours ? PERIOD : period, governor.votingPeriod());
    }

    function testFuzz_theLateExtensionStaysAtMostThePeriod(uint48 extension) public {
        extension = uint48(bound(extension, 0, 2 * PERIOD));
        _set(abi.encodeCall(governor.setLateQuorumVoteExtension, (extension)), extension, 0, PERIOD);

        assertEq(extension > PERIOD ? EXTENSION : extension, governor.lateQuorumVoteExtension());
    }

    function testFuzz_theQuorumStaysBetweenOneBasisPointAndOneHalf(uint256 bps) public {
        bps = bound(bps, 0, 10_001);
        _set(abi.encodeCall(governor.updateQuorumNumerator, (bps)), bps, 1, 5000);

        assertEq(bps == 0 || bps > 5000 ? 1000 : bps, governor.quorumNumerator());
    }

    function testFuzz_theThresholdStaysBetweenOneAndOnePercent(uint256 units, uint256 minted) public {
        minted = bound(minted, 1, 900);
        vm.prank(desk);
        villager.mint(hana, minted);
        uint256 most = (100 + minted) / 100;
        units = bound(units, 0, most + 3);

        _set(abi.encodeCall(governor.setProposalThreshold, (units)), units, 1, most);

        assertEq(units == 0 || units > most ? 1 : units, governor.proposalThreshold());
    }

    function test_whatIsFarOutOfBoundsIsRefusedToo() public {
        _set(abi.encodeCall(governor.setVotingDelay, (type(uint48).max)), type(uint48).max, 0, 30 days);
        _set(abi.encodeCall(governor.setVotingPeriod, (type(uint32).max)), type(uint32).max, EXTENSION, 60 days);
        _set(abi.encodeCall(governor.setLateQuorumVoteExtension, (type(uint48).max)), type(uint48).max, 0, PERIOD);
        _set(abi.encodeCall(governor.updateQuorumNumerator, (type(uint256).max)), type(uint256).max, 1, 5000);
        _set(abi.encodeCall(governor.setProposalThreshold, (type(uint256).max)), type(uint256).max, 1, 1);
    }

    /// @dev Bounds of the clock and of the threshold meet: all at their worst, the village still decides.
    function test_withEverySettingAtItsWorstTheVillageStillDecides() public {
        Proposal memory p = _draft(address(governor), abi.encodeCall(governor.setVotingDelay, (30 days)));
        p = _and(p, address(governor), 0, abi.encodeCall(governor.setVotingPeriod, (60 days)));
        p = _and(p, address(governor), 0, abi.encodeCall(governor.setLateQuorumVoteExtension, (60 days)));
        p = _and(p, address(governor), 0, abi.encodeCall(governor.updateQuorumNumerator, (5000)));
        p = _and(p, address(timelock), 0, abi.encodeCall(timelock.updateDelay, (30 days)));
        _carryOut(p);

        Proposal memory next = _draft(address(governor), abi.encodeCall(governor.setVotingDelay, (0)));
        next.description = string.concat("Back to reason.", _signed(hana));
        next = _open(next);
        _vote(next, hana, FOR);
        vm.warp(governor.proposalDeadline(next.id));
        _vote(next, ichiro, FOR);
        vm.warp(governor.proposalDeadline(next.id) + 1);
        _queue(next);
        vm.warp(governor.proposalEta(next.id));
        _execute(next);

        assertEq(0, governor.votingDelay());
    }

    /* WHO */

    function testFuzz_nobodySetsAnythingWithoutAVote(address caller) public {
        vm.assume(caller != address(timelock));
        bytes[] memory calls = _everySetter();
        for (uint256 i = 0; i < calls.length; ++i) {
            vm.prank(caller);
            (bool done, bytes memory answer) = address(governor).call(calls[i]);

            assertFalse(done);
            assertEq(abi.encodeWithSelector(IGovernor.GovernorOnlyExecutor.selector, caller), answer);
        }
    }

    /// @dev Not even the timelock, outside the execution of a proposal that contains this very call.
    function test_theTimelockSetsNothingOfItsOwnAccord() public {
        bytes[] memory calls = _everySetter();
        for (uint256 i = 0; i < calls.length; ++i) {
            vm.prank(address(timelock));
            (bool done,) = address(governor).call(calls[i]);

            assertFalse(done);
        }
    }

    /// @dev Nor does the manager open a side door: who calls through it is the manager to the Governor.
    function test_noSettingIsReachedThroughTheManager() public {
        bytes memory setting = abi.encodeCall(governor.setVotingDelay, (3 days));
        vm.prank(address(timelock));
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorOnlyExecutor.selector, address(manager)));
        manager.execute(address(governor), setting);
    }

    /* NOT OFFERED */

    function testFuzz_relayAndUpdateTimelockAreNotOffered(address caller, uint256 value) public {
        vm.deal(caller, value);
        vm.startPrank(caller);
        vm.expectRevert(IVillageGovernor.VillageGovernorDisabled.selector);
        governor.relay{value: value}(caller, value, "");
        vm.expectRevert(IVillageGovernor.VillageGovernorDisabled.selector);
        governor.updateTimelock(TimelockController(payable(caller)));
        vm.stopPrank();
    }

    function test_notEvenAPassedProposalRelaysOrLeavesTheTimelock() public {
        _assertDisabled(abi.encodeCall(governor.updateTimelock, (TimelockController(payable(stranger)))));
        _assertDisabled(
            abi.encodeCall(
                governor.relay, (address(timelock), 0, abi.encodeCall(timelock.cancel, (bytes32(uint256(1)))))
            )
        );
        assertEq(address(timelock), governor.timelock());
    }

    /* INSIDE */

    function _everySetter() private view returns (bytes[] memory calls) {
        calls = new bytes[](5);
        calls[0] = abi.encodeCall(governor.setVotingDelay, (2 days));
        calls[1] = abi.encodeCall(governor.setVotingPeriod, (2 days));
        calls[2] = abi.encodeCall(governor.setLateQuorumVoteExtension, (2 days));
        calls[3] = abi.encodeCall(governor.updateQuorumNumerator, (2000));
        calls[4] = abi.encodeCall(governor.setProposalThreshold, (1));
    }

    function _assertDisabled(bytes memory data) private {
        Proposal memory p = _titled(data);
        vm.expectRevert(IVillageGovernor.VillageGovernorDisabled.selector);
        _execute(p);
    }

    /// @dev A passed proposal sets `value`, or fails in its execution if the value is out of bounds.
    function _set(bytes memory data, uint256 value, uint256 least, uint256 most) private {
        Proposal memory p = _titled(data);
        if (value < least || value > most) {
            vm.expectRevert(
                abi.encodeWithSelector(IVillageGovernor.VillageGovernorOutOfBounds.selector, value, least, most)
            );
        }
        _execute(p);
    }

    function _titled(bytes memory data) private returns (Proposal memory p) {
        p = _draft(address(governor), data);
        p.description = string.concat(vm.toString(data), _signed(hana));
        p = _passAndQueue(p);
        vm.warp(governor.proposalEta(p.id));
    }
}
