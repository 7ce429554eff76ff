// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CertificateScene, IResidentCertificate} from "./CertificateScene.sol";

contract SoulboundTest is CertificateScene {
    function _expectSoulbound() private {
        vm.expectRevert(IResidentCertificate.ResidentCertificateSoulbound.selector);
    }

    function testFuzz_nobodyTransfersACertificate(address caller, address from, address to, uint256 id) public {
        _issue(ai);
        vm.startPrank(caller);
        _expectSoulbound();
        certificates.transferFrom(from, to, id);
        _expectSoulbound();
        certificates.safeTransferFrom(from, to, id);
        _expectSoulbound();
        certificates.safeTransferFrom(from, to, id, "data");

        assertEq(ai, certificates.ownerOf(1));
    }

    function testFuzz_notEvenItsHolderTransfersIt(address to) public {
        uint256 id = _issue(ai);
        vm.startPrank(ai);
        _expectSoulbound();
        certificates.transferFrom(ai, to, id);
        _expectSoulbound();
        certificates.safeTransferFrom(ai, to, id);
        _expectSoulbound();
        certificates.safeTransferFrom(ai, to, id, "");
    }

    function testFuzz_thereAreNoApprovals(address operator, bool approved) public {
        uint256 id = _issue(ai);
        vm.startPrank(ai);
        _expectSoulbound();
        certificates.approve(operator, id);
        _expectSoulbound();
        certificates.setApprovalForAll(operator, approved);

        assertEq(address(0), certificates.getApproved(id));
        assertFalse(certificates.isApprovedForAll(ai, operator));
    }
}
