// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CertificateScene, IResidentCertificate, ResidentCertificate} from "./CertificateScene.sol";

/// @dev What a contract derived from the certificate could reach: OpenZeppelin's own ways to write an owner.
contract Heir is ResidentCertificate {
    constructor(address authority, IResidentCertificate.Terms memory terms) ResidentCertificate(authority, terms) {}

    function mintPastTheRecords(address to, uint256 id) external {
        _mint(to, id);
    }

    function movePastTheRecords(address from, address to, uint256 id) external {
        _transfer(from, to, id);
    }

    function burnPastTheRecords(uint256 id) external {
        _burn(id);
    }
}

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

    /// @dev ERC-721's own list of owners stays empty: written, it would contradict the records.
    function testFuzz_noOwnerIsWrittenPastTheRecords(address from, address to, uint256 id) public {
        vm.assume(to != address(0));
        Heir heir = new Heir(address(manager), _terms());

        _expectSoulbound();
        heir.mintPastTheRecords(to, id);
        _expectSoulbound();
        heir.movePastTheRecords(from, to, id);
        _expectSoulbound();
        heir.burnPastTheRecords(id);
    }
}
