// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CertificateScene, IResidentCertificate, Roles} from "./CertificateScene.sol";

contract DailyLimitTest is CertificateScene {
    function testFuzz_theDaoSetsTheLimitAtOnce(uint32 limit) public {
        vm.expectEmit(address(certificates));
        emit IResidentCertificate.DailyLimitChanged(limit);
        vm.prank(dao);
        certificates.setDailyLimit(limit);

        assertEq(limit, certificates.dailyLimit());
        _assertRemaining(limit, limit, office);
    }

    function testFuzz_nobodyElseSetsTheLimitNotEvenAnIssuer(address caller) public {
        vm.assume(caller != dao && caller != address(manager));

        _expectRefused(caller);
        vm.prank(caller);
        certificates.setDailyLimit(1_000_000);
        _expectRefused(office);
        vm.prank(office);
        certificates.setDailyLimit(1_000_000);
    }

    function testFuzz_aDayHasNoMoreIssuesThanTheLimit(uint8 limit) public {
        limit = uint8(bound(limit, 0, 30));
        _setLimit(limit);
        for (uint256 i = 0; i < limit; ++i) {
            _assertRemaining(limit - i, limit, office);
            _issue(_resident(i));
        }

        _expectLimit(office, limit);
        vm.prank(office);
        certificates.issue(_issuance(_resident(limit)));
    }

    function testFuzz_aDayHasNoMoreRevocationsThanTheLimit(uint8 limit) public {
        limit = uint8(bound(limit, 0, 30));
        vm.prank(office);
        certificates.issueBatch(_issuances(0, uint256(limit) + 1));
        _setLimit(limit);
        for (uint256 i = 1; i <= limit; ++i) {
            _revoke(i);
        }
        _assertRemaining(0, 0, office);

        _expectLimit(office, limit);
        vm.prank(office);
        certificates.revoke(uint256(limit) + 1, IResidentCertificate.Reason.Error);
    }

    /// @dev The day begins at midnight UTC, whatever the village's zone.
    function testFuzz_theCountBeginsAnewAtMidnightUtc(uint256 second) public {
        uint256 midnight = (NOW / 1 days + 2) * 1 days;
        vm.warp(midnight - bound(second, 1, 1 days));
        _setLimit(1);
        uint256 id = _issue(ai);
        _revoke(id);
        _assertRemaining(0, 0, office);

        vm.warp(midnight - 1);
        _assertRemaining(0, 0, office);
        _expectLimit(office, 1);
        vm.prank(office);
        certificates.issue(_issuance(ken));

        vm.warp(midnight);
        _assertRemaining(1, 1, office);
        _revoke(_issue(ken));
        _assertRemaining(0, 0, office);
    }

    function test_issuersHaveADayEach() public {
        address branch = makeAddr("branch");
        manager.grantRole(Roles.ISSUER, branch, 0);
        _setLimit(1);
        _issue(ai);

        _assertRemaining(1, 1, branch);
        vm.prank(branch);
        certificates.issue(_issuance(ken));
        _assertRemaining(0, 1, branch);
    }

    function testFuzz_aLowerLimitCountsWhatWasDoneToday(uint8 done, uint8 limit) public {
        done = uint8(bound(done, 1, 50));
        vm.prank(office);
        certificates.issueBatch(_issuances(0, done));
        _setLimit(limit);

        _assertRemaining(limit > done ? limit - done : 0, limit, office);
        if (limit <= done) _expectLimit(office, limit);
        vm.prank(office);
        certificates.issue(_issuance(ai));
    }

    function testFuzz_aLowerLimitCountsWhatWasRevokedToday(uint8 done, uint8 limit) public {
        done = uint8(bound(done, 1, 50));
        limit = uint8(bound(limit, 0, done));
        vm.prank(office);
        certificates.issueBatch(_issuances(0, uint256(done) + 1));
        for (uint256 i = 1; i <= done; ++i) {
            _revoke(i);
        }
        _setLimit(limit);
        _assertRemaining(0, 0, office);

        _expectLimit(office, limit);
        vm.prank(office);
        certificates.revoke(uint256(done) + 1, IResidentCertificate.Reason.Error);
    }
}
