// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC721Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";

import {CertificateScene, IResidentCertificate} from "./CertificateScene.sol";

contract ReissueTest is CertificateScene {
    function testFuzz_theCertificateMovesWithItsTierDateAndCommitment(address newHolder) public {
        _assumeResident(newHolder);
        uint256 id = _issue(ai);

        vm.expectEmit(address(certificates));
        emit IResidentCertificate.CertificateRevoked(id, ai, IResidentCertificate.Reason.Lost, office);
        vm.expectEmit(address(certificates));
        emit IResidentCertificate.CertificateIssued(
            2, newHolder, office, 1, NEXT_YEAR, keccak256(abi.encode("salted", ai))
        );
        vm.expectEmit(address(certificates));
        emit IResidentCertificate.CertificateReissued(id, 2, newHolder, office);
        vm.prank(office);
        assertEq(2, certificates.reissue(id, newHolder));

        _assertStatus(IResidentCertificate.Status.Revoked, id);
        _assertStatus(IResidentCertificate.Status.Living, 2);
        assertEq(newHolder, certificates.ownerOf(2));
        assertEq(0, certificates.getVotes(ai));
        assertEq(1, certificates.getVotes(newHolder));
        assertEq(2, certificates.epoch(ai));
        assertEq(1, certificates.epoch(newHolder));
        _assertRemaining(LIMIT - 2, LIMIT - 1, office);
    }

    /// @dev An open vote has a snapshot before the reissue, a later one after it: each counts the person once.
    function testFuzz_theVoteMovesForLaterSnapshotsAndNothingCountsTwice(uint256 snapshot, uint256 wait) public {
        wait = bound(wait, 1, 300 days);
        snapshot = bound(snapshot, NOW, NOW + wait + 30 days);
        uint256 id = _issue(ai);
        vm.warp(NOW + wait);
        vm.prank(office);
        certificates.reissue(id, ken);
        vm.warp(NOW + wait + 31 days);

        bool moved = snapshot >= NOW + wait;
        assertEq(moved ? 0 : 1, certificates.getPastVotes(ai, snapshot));
        assertEq(moved ? 1 : 0, certificates.getPastVotes(ken, snapshot));
        assertEq(1, certificates.getPastTotalSupply(snapshot));
    }

    function test_theOldHoldersDelegateLosesTheVote() public {
        uint256 id = _issue(ai);
        vm.prank(ai);
        certificates.delegate(stranger);
        assertEq(1, certificates.getVotes(stranger));

        vm.prank(office);
        certificates.reissue(id, ken);

        assertEq(0, certificates.getVotes(stranger));
        assertEq(1, certificates.getVotes(ken));
    }

    function test_whoHasACertificateGetsNoSecondOne() public {
        uint256 id = _issue(ai);
        uint256 other = _issue(ken);

        _expectHeld(ken, other);
        vm.prank(office);
        certificates.reissue(id, ken);
    }

    function test_aCertificateIsNotReissuedToItsOwnHolder() public {
        uint256 id = _issue(ai);

        _expectHeld(ai, id);
        vm.prank(office);
        certificates.reissue(id, ai);
    }

    function test_nobodyIsNoNewHolder() public {
        uint256 id = _issue(ai);

        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721InvalidReceiver.selector, address(0)));
        vm.prank(office);
        certificates.reissue(id, address(0));
    }

    function testFuzz_anExpiredCertificateMustBeRenewedFirst(uint256 later, bool lapsed) public {
        uint256 id = _issue(ai);
        vm.warp(NEXT_YEAR + bound(later, 0, 3650 days));
        if (lapsed) _lapse(id);

        _expectBadDate(NEXT_YEAR);
        vm.prank(office);
        certificates.reissue(id, ken);
    }

    function testFuzz_itNeedsBothOfTheDaysLimits(bool issuesUsedUp) public {
        uint256 id = _issue(ai);
        uint256 other = _issue(_resident(1));
        vm.warp(NOW + 1 days);
        _setLimit(1);
        if (issuesUsedUp) _issue(_resident(2));
        else _revoke(other);

        _expectLimit(office, 1);
        vm.prank(office);
        certificates.reissue(id, ken);
    }

    function test_aRevokedCertificateIsNotReissued() public {
        uint256 id = _issue(ai);
        _revoke(id);

        _expectRevoked(id);
        vm.prank(office);
        certificates.reissue(id, ken);
    }

    function testFuzz_aCertificateThatNeverWasIsNotReissued(uint256 id) public {
        _expectUnknown(id);
        vm.prank(office);
        certificates.reissue(id, ken);
    }

    function testFuzz_nobodyElseReissues(address caller) public {
        _assumeNoRole(caller);
        uint256 id = _issue(ai);

        _expectRefused(caller);
        vm.prank(caller);
        certificates.reissue(id, ken);
    }
}
