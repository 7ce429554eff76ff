// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IVillageTreasury} from "./IVillageTreasury.sol";
import {TreasuryBudgets} from "./TreasuryBudgets.sol";

/// @title Grants: plans that were awarded money, and who receives it
/// @notice What must always hold:
/// - a grant's amounts, deadlines, asset and origin never change; its sums are counted from its milestones when asked, so
///   that they cannot disagree with them;
/// - who was once a grant's recipient is a party to it for ever.
abstract contract TreasuryGrants is TreasuryBudgets {
    /// @dev A grant as stored, in two slots.
    struct Awarded {
        address recipient;
        uint64 awardedAt;
        uint8 milestoneCount;
        bool cancelled;
        // second slot
        address asset;
        uint64 budget;
    }

    /// @inheritdoc IVillageTreasury
    uint256 public constant MAX_MILESTONES = 8;
    /// @inheritdoc IVillageTreasury
    uint256 public constant MAX_DUE_DAYS = 3650;

    /// @inheritdoc IVillageTreasury
    uint256 public grantCount;
    mapping(uint256 number => Awarded) private _grants;
    mapping(uint256 number => mapping(uint256 index => Milestone)) private _milestones;
    /// @dev Past recipients alone: the present one stands in the grant.
    mapping(uint256 number => mapping(address account => bool)) private _wasRecipient;

    // ---------------------------------------------------------------- reading

    /// @inheritdoc IVillageTreasury
    function grant(uint256 grant_) external view returns (Grant memory g) {
        Awarded storage stored = _awarded(grant_);
        g.recipient = stored.recipient;
        g.asset = stored.asset;
        g.awardedAt = stored.awardedAt;
        g.milestoneCount = stored.milestoneCount;
        g.cancelled = stored.cancelled;
        g.budget = stored.budget;
        for (uint256 i = 0; i < g.milestoneCount; ++i) {
            Milestone storage m = _milestones[grant_][i];
            g.total += m.amount;
            if (m.status == MilestoneStatus.Paid) g.paid += m.amount;
            else if (m.status == MilestoneStatus.Approved || _isUndecided(m.status)) g.unpaid += m.amount;
        }
    }

    /// @inheritdoc IVillageTreasury
    function milestone(uint256 grant_, uint256 milestone_) external view returns (Milestone memory m) {
        (, m) = _find(grant_, milestone_);
    }

    /// @inheritdoc IVillageTreasury
    function milestones(uint256 grant_) external view returns (Milestone[] memory all) {
        all = new Milestone[](_awarded(grant_).milestoneCount);
        for (uint256 i = 0; i < all.length; ++i) {
            all[i] = _milestones[grant_][i];
        }
    }

    /// @inheritdoc IVillageTreasury
    function isParty(uint256 grant_, address account) public view returns (bool) {
        return account == _awarded(grant_).recipient || _wasRecipient[grant_][account];
    }

    // ---------------------------------------------------------------- awarding and cancelling

    /// @inheritdoc IVillageTreasury
    function award(uint256 source, Plan calldata plan) external restricted nonReentrant returns (uint256 grant_) {
        uint256 total = _checkPlan(plan);
        if (source == 0) _setAside(plan.asset, total);
        else _takeFromBudget(source, plan.asset, total);
        return _award(plan, source, 0, total);
    }

    /// @inheritdoc IVillageTreasury
    function awardReserved(uint256 reservation_, Plan calldata plan)
        external
        restricted
        nonReentrant
        returns (uint256 grant_)
    {
        uint256 total = _checkPlan(plan);
        uint256 budget_ = _takeFromReservation(reservation_, plan.asset, total);
        return _award(plan, budget_, reservation_, total);
    }

    /// @inheritdoc IVillageTreasury
    function cancel(uint256 grant_, string calldata reason) external restricted nonReentrant {
        Awarded storage g = _awarded(grant_);
        uint256 returned = 0;
        for (uint256 i = 0; i < g.milestoneCount; ++i) {
            Milestone storage m = _milestones[grant_][i];
            if (!_isUndecided(m.status)) continue;
            m.status = MilestoneStatus.Cancelled;
            returned += m.amount;
        }
        if (returned == 0) return;
        g.cancelled = true;
        bool toBudget = _giveBack(g.budget, g.asset, returned);
        emit GrantCancelled(grant_, returned, toBudget, reason);
    }

    // ---------------------------------------------------------------- the recipient

    /// @inheritdoc IVillageTreasury
    function changeRecipient(uint256 grant_, address recipient) external {
        Awarded storage g = _awarded(grant_);
        if (msg.sender != g.recipient) revert VillageTreasuryNotRecipient(grant_, msg.sender);
        _replaceRecipient(grant_, g, recipient);
    }

    /// @inheritdoc IVillageTreasury
    function replaceRecipient(uint256 grant_, address recipient) external restricted {
        _replaceRecipient(grant_, _awarded(grant_), recipient);
    }

    // ---------------------------------------------------------------- for the milestones above

    function _awarded(uint256 grant_) internal view returns (Awarded storage g) {
        g = _grants[grant_];
        if (g.recipient == address(0)) revert VillageTreasuryNoGrant(grant_);
    }

    function _find(uint256 grant_, uint256 milestone_) internal view returns (Awarded storage g, Milestone storage m) {
        g = _awarded(grant_);
        if (milestone_ >= g.milestoneCount) revert VillageTreasuryNoMilestone(grant_, milestone_);
        m = _milestones[grant_][milestone_];
    }

    // ---------------------------------------------------------------- parts

    function _award(Plan calldata plan, uint256 budget_, uint256 reservation_, uint256 total)
        private
        returns (uint256 grant_)
    {
        grant_ = ++grantCount;
        _write(grant_, budget_, plan);
        emit GrantAwarded(
            grant_,
            budget_,
            plan.recipient,
            reservation_,
            plan.asset,
            total,
            plan.milestones,
            plan.contentHash,
            plan.uri
        );
    }

    /// @dev The casts are safe: budgets are counted one by one, and `_checkPlan` counted the milestones.
    function _write(uint256 grant_, uint256 budget_, Plan calldata plan) private {
        uint64 today = uint64(block.timestamp);
        uint8 count = uint8(plan.milestones.length);
        _grants[grant_] = Awarded(plan.recipient, today, count, false, plan.asset, uint64(budget_));
        for (uint256 i = 0; i < count; ++i) {
            MilestoneTerms calldata terms = plan.milestones[i];
            uint64 deadline = today + uint64(terms.dueDays) * 1 days;
            _milestones[grant_][i] = Milestone(terms.amount, deadline, MilestoneStatus.Open, 0);
        }
    }

    function _replaceRecipient(uint256 grant_, Awarded storage g, address recipient) private {
        _checkRecipient(recipient);
        address previous = g.recipient;
        _wasRecipient[grant_][previous] = true;
        g.recipient = recipient;
        emit RecipientChanged(grant_, previous, recipient, msg.sender);
    }

    function _checkPlan(Plan calldata plan) private view returns (uint256 total) {
        _checkRecipient(plan.recipient);
        uint256 count = plan.milestones.length;
        if (count == 0 || count > MAX_MILESTONES) revert VillageTreasuryInvalidPlan();
        for (uint256 i = 0; i < count; ++i) {
            MilestoneTerms calldata terms = plan.milestones[i];
            if (terms.amount == 0 || terms.dueDays == 0 || terms.dueDays > MAX_DUE_DAYS) {
                revert VillageTreasuryInvalidPlan();
            }
            total += terms.amount;
        }
        // A grant's sums have 128 bits.
        if (total > type(uint128).max) revert VillageTreasuryInvalidPlan();
    }

    /// @dev Whether a milestone's money may still go back: it is neither approved nor gone.
    function _isUndecided(MilestoneStatus status) private pure returns (bool) {
        return
            status == MilestoneStatus.Open || status == MilestoneStatus.Reported || status == MilestoneStatus.Rejected;
    }
}
