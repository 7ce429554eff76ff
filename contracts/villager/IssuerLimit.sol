// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IResidentCertificate} from "./IResidentCertificate.sol";

/// @title How much an issuer may do in a day
/// @notice Bounds what a stolen issuer's key can do until somebody notices. Two counters for each issuer and UTC day, of
/// certificates issued or renewed and of certificates revoked, and what must always hold: neither grows beyond the daily
/// limit in force when it grows. A limit lowered later undoes nothing, it stops what would come; 0 stops everything.
abstract contract IssuerLimit is IResidentCertificate {
    /// @dev One slot: what an issuer did on its latest day of work. `number` is in days since the epoch.
    struct Day {
        uint64 number;
        uint96 issued;
        uint96 revoked;
    }

    /// @inheritdoc IResidentCertificate
    uint32 public override dailyLimit;

    mapping(address issuer => Day) private _days;

    /// @inheritdoc IResidentCertificate
    function remainingToday(address issuer) external view returns (uint256 toIssue, uint256 toRevoke) {
        Day memory today = _today(issuer);
        uint256 limit = dailyLimit;
        toIssue = limit > today.issued ? limit - today.issued : 0;
        toRevoke = limit > today.revoked ? limit - today.revoked : 0;
    }

    function _setDailyLimit(uint32 dailyLimit_) internal {
        dailyLimit = dailyLimit_;
        emit DailyLimitChanged(dailyLimit_);
    }

    /// @dev `count` of 0 changes nothing and is within any limit.
    function _countIssued(address issuer, uint256 count) internal {
        if (count == 0) return;
        Day memory today = _today(issuer);
        uint256 limit = dailyLimit;
        if (today.issued + count > limit) revert ResidentCertificateDailyLimit(issuer, limit);
        today.issued += uint96(count);
        _days[issuer] = today;
    }

    function _countRevoked(address issuer) internal {
        Day memory today = _today(issuer);
        uint256 limit = dailyLimit;
        if (today.revoked >= limit) revert ResidentCertificateDailyLimit(issuer, limit);
        ++today.revoked;
        _days[issuer] = today;
    }

    function _today(address issuer) private view returns (Day memory today) {
        uint64 number = uint64(block.timestamp / 1 days);
        today = _days[issuer];
        if (today.number != number) today = Day({number: number, issued: 0, revoked: 0});
    }
}
