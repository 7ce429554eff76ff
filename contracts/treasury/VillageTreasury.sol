// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {VillageManaged} from "../charter/VillageManaged.sol";
import {IVillageTreasury} from "./IVillageTreasury.sol";
import {TreasuryGrants} from "./TreasuryGrants.sol";

/// @title The village's money, whole: the ledger, budgets, grants, and here their milestones
/// @notice What must always hold, beside what each part promises:
/// - a milestone is paid once, only when approved, and only to the grant's recipient;
/// - what is approved is a report by the recipient that the reviewer named, and the reviewer was never its recipient;
/// - an approved milestone can only be paid: no cancelling, expiring or closing takes it back;
/// - what is not paid goes back once, whole.
/// @dev In every function: checks, then state, then the event, then the call to the outside. What moves money or calls out
/// is `nonReentrant` besides; what is not (reports, reviews, recipients, awarders) changes no amount.
contract VillageTreasury is TreasuryGrants {
    /// @inheritdoc IVillageTreasury
    uint64 public constant REPORT_GRACE = 30 days;

    constructor(address authority_) VillageManaged(authority_) {}

    // ---------------------------------------------------------------- reports

    /// @inheritdoc IVillageTreasury
    function report(uint256 grant_, uint256 milestone_, bytes32 reportHash, string calldata uri) external {
        (Awarded storage g, Milestone storage m) = _find(grant_, milestone_);
        if (msg.sender != g.recipient) revert VillageTreasuryNotRecipient(grant_, msg.sender);
        if (reportHash == 0) revert VillageTreasuryEmptyReport();
        if (m.status != MilestoneStatus.Reported) _checkReportable(grant_, milestone_, m);
        if (block.timestamp > m.reportBy) revert VillageTreasuryReportTooLate(grant_, milestone_, m.reportBy);
        m.status = MilestoneStatus.Reported;
        m.reportHash = reportHash;
        emit MilestoneReported(grant_, milestone_, msg.sender, reportHash, uri);
    }

    /// @inheritdoc IVillageTreasury
    function approve(uint256 grant_, uint256 milestone_, bytes32 reportHash) external restricted {
        Milestone storage m = _judge(grant_, milestone_, reportHash);
        m.status = MilestoneStatus.Approved;
        emit MilestoneApproved(grant_, milestone_, msg.sender, reportHash);
    }

    /// @inheritdoc IVillageTreasury
    function reject(uint256 grant_, uint256 milestone_, bytes32 reportHash, string calldata reason)
        external
        restricted
    {
        Milestone storage m = _judge(grant_, milestone_, reportHash);
        uint64 grace = uint64(block.timestamp) + REPORT_GRACE;
        // Never earlier than the deadline, which `reportBy` was at first, nor than 30 days from now.
        uint64 reportBy = grace > m.reportBy ? grace : m.reportBy;
        m.status = MilestoneStatus.Rejected;
        m.reportBy = reportBy;
        emit MilestoneRejected(grant_, milestone_, msg.sender, reportHash, reportBy, reason);
    }

    // ---------------------------------------------------------------- paying and expiring

    /// @inheritdoc IVillageTreasury
    function claim(uint256 grant_, uint256 milestone_) external nonReentrant {
        (Awarded storage g, Milestone storage m) = _find(grant_, milestone_);
        if (m.status != MilestoneStatus.Approved) _revertStatus(grant_, milestone_, m);
        (address asset, address recipient, uint256 amount) = (g.asset, g.recipient, m.amount);
        m.status = MilestoneStatus.Paid;
        _setFree(asset, amount);
        emit MilestonePaid(grant_, milestone_, recipient, amount);
        _send(asset, recipient, amount);
    }

    /// @inheritdoc IVillageTreasury
    function expire(uint256 grant_, uint256 milestone_) external nonReentrant {
        (Awarded storage g, Milestone storage m) = _find(grant_, milestone_);
        _checkReportable(grant_, milestone_, m);
        if (block.timestamp <= m.reportBy) revert VillageTreasuryNotExpired(grant_, milestone_, m.reportBy);
        m.status = MilestoneStatus.Expired;
        bool toBudget = _giveBack(g.budget, g.asset, m.amount);
        emit MilestoneExpired(grant_, milestone_, m.amount, toBudget);
    }

    // ---------------------------------------------------------------- parts

    /// @dev Finds the milestone whose standing report the caller read, if the caller is no party to the grant. Whoever
    /// reported was the recipient then, so a reporter never passes.
    function _judge(uint256 grant_, uint256 milestone_, bytes32 reportHash) private view returns (Milestone storage m) {
        (, m) = _find(grant_, milestone_);
        if (isParty(grant_, msg.sender)) revert VillageTreasuryReviewerIsRecipient(grant_, msg.sender);
        if (m.status != MilestoneStatus.Reported) _revertStatus(grant_, milestone_, m);
        if (m.reportHash != reportHash) {
            revert VillageTreasuryReportChanged(grant_, milestone_, reportHash, m.reportHash);
        }
    }

    function _checkReportable(uint256 grant_, uint256 milestone_, Milestone storage m) private view {
        if (m.status != MilestoneStatus.Open && m.status != MilestoneStatus.Rejected) {
            _revertStatus(grant_, milestone_, m);
        }
    }

    function _revertStatus(uint256 grant_, uint256 milestone_, Milestone storage m) private view {
        revert VillageTreasuryMilestoneStatus(grant_, milestone_, m.status);
    }
}
