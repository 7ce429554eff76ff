// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CertificateScene, IResidentCertificate} from "./CertificateScene.sol";

contract LapseTest is CertificateScene {
    function testFuzz_anybodyTakesTheUnitOfAnExpiredCertificate(address caller, uint256 later) public {
        uint256 id = _issue(ai);
        vm.warp(NEXT_YEAR + bound(later, 1, 3650 days));

        vm.expectEmit(address(certificates));
        emit IResidentCertificate.CertificateLapsed(id);
        vm.prank(caller);
        _lapse(id);

        _assertStatus(IResidentCertificate.Status.Lapsed, id);
        assertTrue(certificates.certificate(id).lapsed);
        assertEq(0, certificates.getVotes(ai));
        assertEq(ai, certificates.ownerOf(id), "the token stays");
        assertEq(id, certificates.certificateOf(ai));
        assertEq(1, certificates.epoch(ai));
    }

    function testFuzz_anExpiredCertificateCountsUntilSomebodyLapsesIt(uint256 later) public {
        uint256 id = _issue(ai);
        vm.warp(NEXT_YEAR + bound(later, 1, 3650 days));

        _assertStatus(IResidentCertificate.Status.Expired, id);
        assertEq(1, certificates.getVotes(ai));
    }

    function testFuzz_aCertificateIsLeftAsItIsUntilItsDateHasPassed(uint256 moment) public {
        uint256 id = _issue(ai);
        vm.warp(bound(moment, NOW, NEXT_YEAR));

        vm.recordLogs();
        _lapse(id);

        assertEq(0, vm.getRecordedLogs().length);
        _assertStatus(IResidentCertificate.Status.Living, id);
        assertEq(1, certificates.getVotes(ai));
    }

    function test_theLastSecondOfItsDateIsNotYetTooLate() public {
        uint256 id = _issue(ai);
        vm.warp(NEXT_YEAR);
        _lapse(id);

        assertEq(1, certificates.getVotes(ai));
    }

    function test_theSecondTimeNothingHappens() public {
        uint256 id = _issueAndLapse(ai);
        _issueForTwoYears(ken);

        vm.recordLogs();
        _lapse(id);

        assertEq(0, vm.getRecordedLogs().length);
        assertEq(0, certificates.getVotes(ai));
        assertEq(1, certificates.getVotes(ken));
    }

    function test_aRevokedCertificateIsLeftAsItIsEvenWhenItsHolderHasAnother() public {
        uint256 id = _issue(ai);
        _revoke(id);
        _issueForTwoYears(ai);
        vm.warp(NEXT_YEAR + 1);

        _lapse(id);

        _assertStatus(IResidentCertificate.Status.Revoked, id);
        assertFalse(certificates.certificate(id).lapsed);
        assertEq(1, certificates.getVotes(ai));
    }

    function testFuzz_whatNeverWasIsLeftAlone(uint256[] calldata ids) public {
        vm.recordLogs();
        certificates.lapse(ids);

        assertEq(0, vm.getRecordedLogs().length);
    }

    /// @dev Ten certificates, each expired, revoked, living or named twice; exactly the expired ones lapse, once.
    function testFuzz_amongManyOnlyTheExpiredLapse(uint8[10] calldata kinds, uint8[20] calldata order) public {
        for (uint256 i = 0; i < kinds.length; ++i) {
            if (kinds[i] % 3 == 0) _issueForTwoYears(_resident(i));
            else _issue(_resident(i));
            if (kinds[i] % 3 == 1) _revoke(i + 1);
        }
        uint256[] memory ids = new uint256[](order.length + 10);
        for (uint256 i = 0; i < order.length; ++i) {
            ids[i] = order[i] % 12;
        }
        for (uint256 i = 0; i < 10; ++i) {
            ids[order.length + i] = i + 1;
        }
        vm.warp(NEXT_YEAR + 1);

        certificates.lapse(ids);

        uint256 living;
        for (uint256 i = 0; i < kinds.length; ++i) {
            if (kinds[i] % 3 == 0) ++living;
            assertEq(kinds[i] % 3 == 0 ? 1 : 0, certificates.getVotes(_resident(i)));
            assertEq(kinds[i] % 3 == 2, certificates.certificate(i + 1).lapsed);
        }
        vm.warp(block.timestamp + 1);
        assertEq(living, certificates.getPastTotalSupply(block.timestamp - 1));
    }

    function _issueForTwoYears(address holder) private {
        IResidentCertificate.Issuance memory issuance = _issuance(holder);
        issuance.validUntil = uint64(NOW + 730 days);
        vm.prank(office);
        certificates.issue(issuance);
    }
}
