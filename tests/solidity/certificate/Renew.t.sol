// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CertificateScene, IResidentCertificate} from "./CertificateScene.sol";

contract RenewTest is CertificateScene {
    function testFuzz_aLivingCertificateIsLengthenedAndCountsAsAnIssue(uint64 validUntil) public {
        validUntil = uint64(bound(validUntil, NEXT_YEAR + 1, type(uint40).max));
        uint256 id = _issue(ai);

        vm.expectEmit(address(certificates));
        emit IResidentCertificate.CertificateRenewed(id, validUntil, office, false);
        vm.prank(office);
        certificates.renew(id, validUntil);

        assertEq(validUntil, certificates.certificate(id).validUntil);
        assertEq(1, certificates.getVotes(ai));
        assertEq(1, certificates.epoch(ai));
        _assertRemaining(LIMIT - 2, LIMIT, office);
    }

    function testFuzz_aLapsedCertificateIsRevivedWithItsUnitAndCountsAsAnIssue(uint64 validUntil) public {
        uint256 id = _issueAndLapse(ai);
        assertEq(0, certificates.getVotes(ai));
        validUntil = uint64(bound(validUntil, block.timestamp + 1, type(uint40).max));

        vm.expectEmit(address(certificates));
        emit IResidentCertificate.CertificateRenewed(id, validUntil, office, true);
        vm.prank(office);
        certificates.renew(id, validUntil);

        _assertStatus(IResidentCertificate.Status.Living, id);
        assertEq(1, certificates.getVotes(ai));
        _assertRemaining(LIMIT - 1, LIMIT, office);
    }

    function test_anExpiredCertificateThatDidNotLapseKeepsItsUnitAndCountsAsAnIssue() public {
        uint256 id = _issue(ai);
        vm.warp(NEXT_YEAR + 1);

        vm.prank(office);
        certificates.renew(id, NEXT_YEAR + 365 days);

        _assertStatus(IResidentCertificate.Status.Living, id);
        assertEq(1, certificates.getVotes(ai));
        _assertRemaining(LIMIT - 1, LIMIT, office);
    }

    function testFuzz_aRenewalThatDoesNotLengthenIsRefused(uint64 validUntil) public {
        validUntil = uint64(bound(validUntil, 0, NEXT_YEAR));
        uint256 id = _issue(ai);

        _expectBadDate(validUntil);
        vm.prank(office);
        certificates.renew(id, validUntil);
    }

    function test_aRenewalToTheSameDateIsRefused() public {
        uint256 id = _issue(ai);

        _expectBadDate(NEXT_YEAR);
        vm.prank(office);
        certificates.renew(id, NEXT_YEAR);
    }

    function testFuzz_aRenewalIntoThePastIsRefused(uint64 validUntil) public {
        uint256 id = _issue(ai);
        vm.warp(NEXT_YEAR + 100 days);
        validUntil = uint64(bound(validUntil, NEXT_YEAR + 1, block.timestamp));

        _expectBadDate(validUntil);
        vm.prank(office);
        certificates.renew(id, validUntil);
    }

    function testFuzz_aDateBeyondFortyBitsIsRefused(uint64 validUntil) public {
        validUntil = uint64(bound(validUntil, uint256(type(uint40).max) + 1, type(uint64).max));
        uint256 id = _issue(ai);

        _expectBadDate(validUntil);
        vm.prank(office);
        certificates.renew(id, validUntil);
    }

    function test_revivingBeyondTheDaysLimitIsRefused() public {
        uint256 id = _issueAndLapse(ai);
        _setLimit(1);
        IResidentCertificate.Issuance memory issuance = _issuance(ken);
        issuance.validUntil = NEXT_YEAR + 365 days;
        vm.prank(office);
        certificates.issue(issuance);

        _expectLimit(office, 1);
        vm.prank(office);
        certificates.renew(id, NEXT_YEAR + 365 days);
    }

    function testFuzz_aDayHasNoMoreRenewalsThanTheLimit(uint8 limit) public {
        limit = uint8(bound(limit, 0, 30));
        vm.prank(office);
        certificates.issueBatch(_issuances(0, uint256(limit) + 1));
        skip(1 days);
        _setLimit(limit);
        for (uint256 id = 1; id <= limit; ++id) {
            vm.prank(office);
            certificates.renew(id, NEXT_YEAR + 1);
            _assertRemaining(limit - id, limit, office);
        }

        _expectLimit(office, limit);
        vm.prank(office);
        certificates.renew(uint256(limit) + 1, NEXT_YEAR + 1);
    }

    /// @dev What an office could do at no cost to its day, a thief with its key could do without end.
    function test_renewalsAndIssuesShareOneDay() public {
        uint256 id = _issue(ai);
        _setLimit(2);
        vm.prank(office);
        certificates.renew(id, NEXT_YEAR + 1);

        _expectLimit(office, 2);
        vm.prank(office);
        certificates.issue(_issuance(ken));
    }

    function test_aRevokedCertificateIsNeverRenewed() public {
        uint256 id = _issue(ai);
        _revoke(id);

        _expectRevoked(id);
        vm.prank(office);
        certificates.renew(id, NEXT_YEAR + 1);
    }

    function testFuzz_aCertificateThatNeverWasIsNotRenewed(uint256 id) public {
        _expectUnknown(id);
        vm.prank(office);
        certificates.renew(id, NEXT_YEAR);
    }

    function testFuzz_nobodyElseRenews(address caller) public {
        _assumeNoRole(caller);
        uint256 id = _issue(ai);

        _expectRefused(caller);
        vm.prank(caller);
        certificates.renew(id, NEXT_YEAR + 1);
    }
}
