// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC721Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";

import {CertificateScene, IResidentCertificate} from "./CertificateScene.sol";

contract IssueBatchTest is CertificateScene {
    function testFuzz_everyRowIsIssuedInOrder(uint8 count) public {
        IResidentCertificate.Issuance[] memory rows = _issuances(0, count);
        vm.prank(office);
        certificates.issueBatch(rows);

        assertEq(count, certificates.totalIssued());
        for (uint256 i = 0; i < count; ++i) {
            assertEq(rows[i].holder, certificates.ownerOf(i + 1));
            assertEq(rows[i].commitment, certificates.certificate(i + 1).commitment);
            assertEq(1, certificates.getVotes(rows[i].holder));
        }
        _assertRemaining(LIMIT - count, LIMIT, office);
    }

    function test_everyRowIsToldWithItsIssuer() public {
        IResidentCertificate.Issuance[] memory rows = _issuances(0, 2);

        for (uint256 i = 0; i < 2; ++i) {
            vm.expectEmit(address(certificates));
            emit IResidentCertificate.CertificateIssued(
                i + 1, rows[i].holder, office, rows[i].tier, rows[i].validUntil, rows[i].commitment
            );
        }
        vm.prank(office);
        certificates.issueBatch(rows);
    }

    function testFuzz_aBatchRunTwiceGivesNothingTwice(uint8 done, uint8 all) public {
        done = uint8(bound(done, 0, all));
        vm.prank(office);
        certificates.issueBatch(_issuances(0, done));

        for (uint256 i = 0; i < done; ++i) {
            vm.expectEmit(address(certificates));
            emit IResidentCertificate.IssueSkipped(_resident(i), i + 1);
        }
        vm.prank(office);
        certificates.issueBatch(_issuances(0, all));

        assertEq(all, certificates.totalIssued());
        _assertRemaining(LIMIT - all, LIMIT, office);
    }

    function test_aRowThatStandsTwiceIsSkippedTheSecondTime() public {
        IResidentCertificate.Issuance[] memory rows = _issuances(0, 3);
        rows[2] = rows[0];

        vm.expectEmit(address(certificates));
        emit IResidentCertificate.IssueSkipped(rows[0].holder, 1);
        vm.prank(office);
        certificates.issueBatch(rows);

        assertEq(2, certificates.totalIssued());
        _assertRemaining(LIMIT - 2, LIMIT, office);
    }

    function test_aLapsedHolderIsSkippedAndNotRevived() public {
        uint256 id = _issueAndLapse(_resident(0));
        IResidentCertificate.Issuance[] memory rows = _issuances(0, 1);
        rows[0].validUntil = NEXT_YEAR + 365 days;

        vm.prank(office);
        certificates.issueBatch(rows);

        assertEq(1, certificates.totalIssued());
        _assertStatus(IResidentCertificate.Status.Lapsed, id);
    }

    function test_aBatchOfHoldersAloneNeedsNoneOfTheDaysLimit() public {
        vm.prank(office);
        certificates.issueBatch(_issuances(0, 5));
        _setLimit(2);

        vm.prank(office);
        certificates.issueBatch(_issuances(0, 5));

        assertEq(5, certificates.totalIssued());
        _assertRemaining(0, 2, office);
    }

    function testFuzz_aBatchBeyondTheDaysLimitIsRefusedAsAWhole(uint8 before, uint8 limit, uint8 count) public {
        limit = uint8(bound(limit, 1, 60));
        before = uint8(bound(before, 0, limit));
        count = uint8(bound(count, uint256(limit) - before + 1, uint256(limit) - before + 20));
        _setLimit(limit);
        vm.prank(office);
        certificates.issueBatch(_issuances(0, before));

        IResidentCertificate.Issuance[] memory rows = _issuances(before, count);
        _expectLimit(office, limit);
        vm.prank(office);
        certificates.issueBatch(rows);

        assertEq(before, certificates.totalIssued());
    }

    function test_aRowWithABadDateRefusesTheWholeBatch() public {
        IResidentCertificate.Issuance[] memory rows = _issuances(0, 3);
        rows[1].validUntil = uint64(NOW);

        _expectBadDate(uint64(NOW));
        vm.prank(office);
        certificates.issueBatch(rows);

        assertEq(0, certificates.totalIssued());
    }

    function test_aRowForNobodyRefusesTheWholeBatch() public {
        IResidentCertificate.Issuance[] memory rows = _issuances(0, 3);
        rows[2].holder = address(0);

        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721InvalidReceiver.selector, address(0)));
        vm.prank(office);
        certificates.issueBatch(rows);
    }

    function testFuzz_nobodyElseIssuesABatch(address caller) public {
        _assumeNoRole(caller);

        _expectRefused(caller);
        vm.prank(caller);
        certificates.issueBatch(_issuances(0, 1));
    }
}
