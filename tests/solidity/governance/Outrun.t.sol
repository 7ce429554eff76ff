// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Roles} from "../../../contracts/charter/Roles.sol";
import {IVillageTreasury} from "../../../contracts/treasury/IVillageTreasury.sol";
import {VillageTreasury} from "../../../contracts/treasury/VillageTreasury.sol";
import {GovernanceScene} from "./GovernanceScene.sol";

/// @dev Everybody sees a queued proposal for days. Whoever ends by themselves what it would wind up must not stop what
/// else it does: a proposal is carried out whole or not at all.
contract OutrunTest is GovernanceScene {
    address private constant ETH = address(0);
    bytes32 private constant REPORT = keccak256("report");
    address private immutable reviewer = makeAddr("a colluding reviewer");
    address private immutable recipient = makeAddr("the reviewer's friend");
    address private immutable election = makeAddr("an election's contract");
    VillageTreasury private money;
    uint256 private budget;

    function setUp() public override {
        super.setUp();
        money = new VillageTreasury(address(manager));
        vm.startPrank(address(timelock));
        _restrict(Roles.DAO, IVillageTreasury.listAsset.selector);
        _restrict(Roles.DAO, IVillageTreasury.openBudget.selector);
        _restrict(Roles.DAO, IVillageTreasury.setAwarder.selector);
        _restrict(Roles.DAO, IVillageTreasury.closeBudget.selector);
        _restrict(Roles.DAO, IVillageTreasury.releaseReservation.selector);
        _restrict(Roles.DAO, IVillageTreasury.award.selector);
        _restrict(Roles.DAO, IVillageTreasury.cancel.selector);
        _restrict(Roles.REVIEWER, IVillageTreasury.approve.selector);
        _restrict(Roles.ELECTION, IVillageTreasury.reserve.selector);
        _restrict(Roles.ELECTION, IVillageTreasury.awardReserved.selector);
        manager.grantRole(Roles.REVIEWER, reviewer, 0);
        manager.grantRole(Roles.ELECTION, election, 0);
        money.listAsset(ETH);
        vm.deal(address(money), 10 ether);
        budget = money.openBudget(ETH, 2 ether, uint64(block.timestamp + 90 days), "season", election, 10_000);
        vm.stopPrank();
    }

    function testFuzz_aReviewerDoesNotStopItsDismissalByApproving(uint256 count) public {
        count = bound(count, 1, 8);
        uint256 grant = _grant(count);
        Proposal memory p = _passAndQueue(_dismissalAndCancel(grant));

        for (uint256 i = 0; i < count; ++i) {
            vm.prank(recipient);
            money.report(grant, i, REPORT, "");
            vm.prank(reviewer);
            money.approve(grant, i, REPORT);
        }
        _runs(p);

        _assertDismissed();
        assertEq(count, money.grant(grant).unpaid);
    }

    function testFuzz_anybodyDoesNotStopADismissalByExpiring(address anybody) public {
        uint256 grant = _grant(1);
        uint64 reportBy = money.milestone(grant, 0).reportBy;
        vm.warp(reportBy - 3 days);
        Proposal memory p = _passAndQueue(_dismissalAndCancel(grant));

        vm.warp(reportBy + 10 days);
        vm.prank(anybody);
        money.expire(grant, 0);
        _runs(p);

        _assertDismissed();
        assertEq(10 ether, address(money).balance);
    }

    function test_anElectionDoesNotStayAnAwarderByAwarding() public {
        vm.prank(election);
        uint256 reservation = money.reserve(budget, 1);
        Proposal memory p = _draft(address(money), abi.encodeCall(money.releaseReservation, (reservation)));
        p = _and(p, address(money), 0, abi.encodeCall(money.setAwarder, (budget, election, false)));
        p = _passAndQueue(p);

        vm.prank(election);
        money.awardReserved(reservation, _plan(1));
        _runs(p);

        assertFalse(money.isAwarder(budget, election));
    }

    function testFuzz_anybodyDoesNotStopTheNextBudgetByClosingTheLast(address anybody) public {
        uint64 expires = money.budget(budget).expires;
        vm.warp(expires - 3 days);
        Proposal memory p = _draft(address(money), abi.encodeCall(money.closeBudget, (budget)));
        bytes memory next = abi.encodeCall(money.openBudget, (ETH, 1, expires + 365 days, "next", election, 10_000));
        p = _passAndQueue(_and(p, address(money), 0, next));

        vm.warp(expires + 10 days);
        vm.prank(anybody);
        money.closeExpired(budget);
        _runs(p);

        assertTrue(money.isOpen(budget + 1));
    }

    function _dismissalAndCancel(uint256 grant) private view returns (Proposal memory p) {
        p = _draft(address(manager), abi.encodeCall(manager.revokeRole, (Roles.REVIEWER, reviewer)));
        return _and(p, address(money), 0, abi.encodeCall(money.cancel, (grant, "Nothing was done.")));
    }

    function _grant(uint256 count) private returns (uint256) {
        vm.prank(address(timelock));
        return money.award(budget, _plan(count));
    }

    function _plan(uint256 count) private view returns (IVillageTreasury.Plan memory plan) {
        plan.recipient = recipient;
        plan.contentHash = keccak256("plan");
        plan.milestones = new IVillageTreasury.MilestoneTerms[](count);
        for (uint256 i = 0; i < count; ++i) {
            plan.milestones[i] = IVillageTreasury.MilestoneTerms(1, 30);
        }
    }

    function _restrict(uint64 role, bytes4 selector) private {
        bytes4[] memory one = new bytes4[](1);
        one[0] = selector;
        manager.setTargetFunctionRole(address(money), one, role);
    }

    function _runs(Proposal memory p) private {
        uint256 eta = governor.proposalEta(p.id);
        if (block.timestamp < eta) vm.warp(eta);
        _execute(p);
    }

    function _assertDismissed() private view {
        (bool isMember,) = manager.hasRole(Roles.REVIEWER, reviewer);
        assertFalse(isMember);
    }
}
