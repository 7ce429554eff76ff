// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";
import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";

import {Roles} from "../../../contracts/charter/Roles.sol";
import {IVillageTreasury} from "../../../contracts/treasury/IVillageTreasury.sol";
import {VillageTreasury} from "../../../contracts/treasury/VillageTreasury.sol";
import {MoodyToken} from "./Tokens.sol";

/// @notice A village with a treasury that lists ETH and one coin, and everybody who has a say in it. As in a real village,
/// the DAO is a reviewer too.
abstract contract TreasuryScene is Test {
    address internal constant ETH = address(0);
    uint64 internal constant START = 1_900_000_000;
    uint64 internal constant CENTURY = 36_525 days;
    uint128 internal constant MOST = type(uint128).max;
    bytes32 internal constant REPORT = keccak256("what was done");
    string internal constant REPORT_URI = "https://example.org/report.md";
    string internal constant REASON = "receipts are missing";

    address internal immutable dao = makeAddr("dao");
    address internal immutable council = makeAddr("council");
    address internal immutable reviewer = makeAddr("reviewer");
    address internal immutable desk = makeAddr("sale desk");
    address internal immutable election = makeAddr("election");
    address internal immutable recipient = makeAddr("recipient");
    address internal immutable stranger = makeAddr("stranger");

    AccessManager internal manager;
    VillageTreasury internal treasury;
    MoodyToken internal coin;

    function setUp() public virtual {
        vm.warp(START);
        manager = new AccessManager(address(this));
        treasury = new VillageTreasury(address(manager));
        coin = new MoodyToken();
        _assign(daoSelectors(), Roles.DAO);
        _assign(reviewerSelectors(), Roles.REVIEWER);
        _assign(electionSelectors(), Roles.ELECTION);
        _assign(deskSelectors(), Roles.SALES);
        manager.grantRole(Roles.DAO, dao, 0);
        manager.grantRole(Roles.COUNCIL, council, 0);
        manager.grantRole(Roles.REVIEWER, dao, 0);
        manager.grantRole(Roles.REVIEWER, reviewer, 0);
        manager.grantRole(Roles.SALES, desk, 0);
        manager.grantRole(Roles.ELECTION, election, 0);
        vm.startPrank(dao);
        treasury.listAsset(ETH);
        treasury.listAsset(address(coin));
        vm.stopPrank();
    }

    // ---------------------------------------------------------------- who may call what

    function daoSelectors() internal pure returns (bytes4[] memory all) {
        all = new bytes4[](12);
        all[0] = IVillageTreasury.listAsset.selector;
        all[1] = IVillageTreasury.delistAsset.selector;
        all[2] = IVillageTreasury.pay.selector;
        all[3] = IVillageTreasury.transferNFT.selector;
        all[4] = IVillageTreasury.openBudget.selector;
        all[5] = IVillageTreasury.setAwarder.selector;
        all[6] = IVillageTreasury.fundBudget.selector;
        all[7] = IVillageTreasury.closeBudget.selector;
        all[8] = IVillageTreasury.releaseReservation.selector;
        all[9] = IVillageTreasury.award.selector;
        all[10] = IVillageTreasury.cancel.selector;
        all[11] = IVillageTreasury.replaceRecipient.selector;
    }

    function reviewerSelectors() internal pure returns (bytes4[] memory all) {
        all = new bytes4[](2);
        all[0] = IVillageTreasury.approve.selector;
        all[1] = IVillageTreasury.reject.selector;
    }

    function electionSelectors() internal pure returns (bytes4[] memory all) {
        all = new bytes4[](2);
        all[0] = IVillageTreasury.reserve.selector;
        all[1] = IVillageTreasury.awardReserved.selector;
    }

    function deskSelectors() internal pure returns (bytes4[] memory all) {
        all = new bytes4[](1);
        all[0] = IVillageTreasury.creditBudget.selector;
    }

    function _assign(bytes4[] memory selectors, uint64 role) internal {
        manager.setTargetFunctionRole(address(treasury), selectors, role);
    }

    function _grantEveryRole(address account) internal {
        for (uint64 role = Roles.DAO; role <= Roles.ELECTION; ++role) {
            manager.grantRole(role, account, 0);
        }
    }

    function _expectRefused(address caller) internal {
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, caller));
    }

    // ---------------------------------------------------------------- money

    function _asset(bool isEth) internal view returns (address) {
        return isEth ? ETH : address(coin);
    }

    function _fill(address asset, uint256 amount) internal {
        if (asset == ETH) vm.deal(address(treasury), address(treasury).balance + amount);
        else MoodyToken(asset).mint(address(treasury), amount);
    }

    function _balance(address asset, address holder) internal view returns (uint256) {
        return asset == ETH ? holder.balance : MoodyToken(asset).balanceOf(holder);
    }

    /// @notice A budget of one year with `amount` of new money, the election its awarder.
    function _budget(address asset, uint128 amount) internal returns (uint256) {
        _fill(asset, amount);
        vm.prank(dao);
        return treasury.openBudget(asset, amount, START + 365 days, "activity", election, 5000);
    }

    function _reserve(uint256 budget, uint128 amount) internal returns (uint256) {
        vm.prank(election);
        return treasury.reserve(budget, amount);
    }

    // ---------------------------------------------------------------- plans and grants

    /// @notice `count` milestones of `amount`, due 30, 60, … days after the award.
    function _plan(address asset, address to, uint256 count, uint128 amount)
        internal
        pure
        returns (IVillageTreasury.Plan memory plan)
    {
        plan.recipient = to;
        plan.asset = asset;
        plan.milestones = new IVillageTreasury.MilestoneTerms[](count);
        for (uint256 i = 0; i < count; ++i) {
            plan.milestones[i] = IVillageTreasury.MilestoneTerms(amount, uint32(30 * (i + 1)));
        }
        plan.contentHash = keccak256("plan");
        plan.uri = "https://example.org/plan.md";
    }

    /// @notice A valid plan of 1 to 8 milestones with amounts up to 2^96, all drawn from `seed`.
    function _anyPlan(address asset, address to, uint256 seed)
        internal
        pure
        returns (IVillageTreasury.Plan memory plan, uint256 total)
    {
        plan = _plan(asset, to, 1 + seed % 8, 0);
        for (uint256 i = 0; i < plan.milestones.length; ++i) {
            uint256 draw = uint256(keccak256(abi.encode(seed, i)));
            plan.milestones[i].amount = 1 + uint128(uint96(draw >> 32));
            plan.milestones[i].dueDays = 1 + uint32(draw) % 3650;
            total += plan.milestones[i].amount;
        }
    }

    /// @notice A grant out of new free money.
    function _grant(address asset, address to, uint256 count, uint128 amount) internal returns (uint256) {
        _fill(asset, count * amount);
        vm.prank(dao);
        return treasury.award(0, _plan(asset, to, count, amount));
    }

    function _grant() internal returns (uint256) {
        return _grant(ETH, recipient, 3, 1 ether);
    }

    function _report(uint256 grant, uint256 milestone) internal {
        vm.prank(treasury.grant(grant).recipient);
        treasury.report(grant, milestone, REPORT, REPORT_URI);
    }

    function _approve(uint256 grant, uint256 milestone) internal {
        _report(grant, milestone);
        vm.prank(reviewer);
        treasury.approve(grant, milestone, REPORT);
    }

    function _reject(uint256 grant, uint256 milestone) internal {
        _report(grant, milestone);
        vm.prank(reviewer);
        treasury.reject(grant, milestone, REPORT, REASON);
    }

    /// @notice Brings milestone 0 of a fresh grant into `status`. Warps past the deadline for Expired.
    function _grantWith(IVillageTreasury.MilestoneStatus status) internal returns (uint256 grant) {
        grant = _grant();
        if (status == IVillageTreasury.MilestoneStatus.Reported) _report(grant, 0);
        if (status == IVillageTreasury.MilestoneStatus.Rejected) _reject(grant, 0);
        if (status == IVillageTreasury.MilestoneStatus.Approved) _approve(grant, 0);
        if (status == IVillageTreasury.MilestoneStatus.Paid) {
            _approve(grant, 0);
            treasury.claim(grant, 0);
        }
        if (status == IVillageTreasury.MilestoneStatus.Cancelled) {
            vm.prank(dao);
            treasury.cancel(grant, REASON);
        }
        if (status == IVillageTreasury.MilestoneStatus.Expired) {
            vm.warp(treasury.milestone(grant, 0).reportBy + 1);
            treasury.expire(grant, 0);
        }
        _assertStatus(status, grant, 0);
    }

    // ---------------------------------------------------------------- what must hold

    function _expectStatus(uint256 grant, uint256 milestone, IVillageTreasury.MilestoneStatus status) internal {
        vm.expectRevert(
            abi.encodeWithSelector(IVillageTreasury.VillageTreasuryMilestoneStatus.selector, grant, milestone, status)
        );
    }

    function _assertStatus(IVillageTreasury.MilestoneStatus status, uint256 grant, uint256 milestone) internal view {
        assertEq(uint8(status), uint8(treasury.milestone(grant, milestone).status));
    }

    /// @notice The treasury's promise, added up from what it answers about every budget, reservation and grant.
    function _assertCovered(address asset) internal view {
        uint256 sum = 0;
        for (uint256 i = 1; i <= treasury.budgetCount(); ++i) {
            IVillageTreasury.Budget memory b = treasury.budget(i);
            if (b.asset == asset) sum += b.remainder;
        }
        for (uint256 i = 1; i <= treasury.reservationCount(); ++i) {
            IVillageTreasury.Reservation memory r = treasury.reservation(i);
            if (r.asset == asset) sum += r.remainder;
        }
        for (uint256 i = 1; i <= treasury.grantCount(); ++i) {
            IVillageTreasury.Grant memory g = treasury.grant(i);
            if (g.asset == asset) sum += g.unpaid;
        }
        assertEq(sum, treasury.reserved(asset), "reserved is the sum of what it is for");
        assertGe(_balance(asset, address(treasury)), sum, "what is reserved is there");
        assertEq(_balance(asset, address(treasury)) - sum, treasury.free(asset), "the rest is free");
    }
}
