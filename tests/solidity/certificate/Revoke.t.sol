// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {IERC721Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";

import {CertificateScene, IResidentCertificate} from "./CertificateScene.sol";

contract RevokeTest is CertificateScene {
    function testFuzz_theTokenIsBurnedAndTheRecordStays(address holder, uint8 code) public {
        vm.assume(holder != address(0));
        IResidentCertificate.Reason reason = IResidentCertificate.Reason(code % 4);
        uint256 id = _issue(holder);
        IResidentCertificate.Certificate memory before = certificates.certificate(id);

        vm.expectEmit(address(certificates));
        emit IERC721.Transfer(holder, address(0), id);
        vm.expectEmit(address(certificates));
        emit IResidentCertificate.CertificateRevoked(id, holder, reason, office);
        vm.prank(office);
        certificates.revoke(id, reason);

        before.revoked = true;
        assertEq(abi.encode(before), abi.encode(certificates.certificate(id)));
        _assertStatus(IResidentCertificate.Status.Revoked, id);
        assertEq(0, certificates.certificateOf(holder));
        assertEq(0, certificates.balanceOf(holder));
        assertEq(0, certificates.getVotes(holder));
        assertEq(2, certificates.epoch(holder));
        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721NonexistentToken.selector, id));
        certificates.ownerOf(id);
        _assertRemaining(LIMIT - 1, LIMIT - 1, office);
    }

    function test_aRevokedCertificateStaysRevokedWhenItsDatePasses() public {
        uint256 id = _issue(ai);
        _revoke(id);
        vm.warp(NEXT_YEAR + 1);

        _assertStatus(IResidentCertificate.Status.Revoked, id);
    }

    function test_aLapsedCertificateIsRevokedAndTakesNoSecondUnit() public {
        uint256 id = _issueAndLapse(ai);
        _revoke(id);

        _assertStatus(IResidentCertificate.Status.Revoked, id);
        assertTrue(certificates.certificate(id).lapsed);
        vm.warp(block.timestamp + 1);
        assertEq(0, certificates.getPastTotalSupply(block.timestamp - 1));
    }

    function test_aCertificateIsRevokedOnce() public {
        uint256 id = _issue(ai);
        _revoke(id);
        _issue(ai);

        _expectRevoked(id);
        vm.prank(office);
        certificates.revoke(id, IResidentCertificate.Reason.Error);
    }

    function test_aReasonOutsideTheListIsRefused() public {
        uint256 id = _issue(ai);

        vm.prank(office);
        (bool success,) = address(certificates).call(abi.encodePacked(certificates.revoke.selector, id, uint256(4)));
        assertFalse(success);
    }

    function testFuzz_aCertificateThatNeverWasIsNotRevoked(uint256 id) public {
        _expectUnknown(id);
        vm.prank(office);
        certificates.revoke(id, IResidentCertificate.Reason.Error);
    }

    function testFuzz_nobodyElseRevokesNotEvenTheHolder(address caller) public {
        _assumeNoRole(caller);
        uint256 id = _issue(ai);

        _expectRefused(caller);
        vm.prank(caller);
        certificates.revoke(id, IResidentCertificate.Reason.Moved);
        _expectRefused(ai);
        vm.prank(ai);
        certificates.revoke(id, IResidentCertificate.Reason.Moved);
    }
}
