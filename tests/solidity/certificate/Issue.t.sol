// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {IERC721Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";

import {VillageManaged} from "../../../contracts/charter/VillageManaged.sol";
import {IERC5192} from "../../../contracts/villager/IERC5192.sol";
import {BurningWallet} from "../charter/Wallets.sol";
import {CertificateScene, IResidentCertificate, Roles} from "./CertificateScene.sol";

contract IssueTest is CertificateScene {
    function testFuzz_aCertificateIsWhatItWasIssuedAs(address holder, uint8 tier, uint64 validUntil, bytes32 commitment)
        public
    {
        vm.assume(holder != address(0));
        validUntil = uint64(bound(validUntil, NOW + 1, type(uint40).max));
        IResidentCertificate.Issuance memory issuance =
            IResidentCertificate.Issuance(holder, tier, validUntil, commitment);

        vm.expectEmit(address(certificates));
        emit IERC721.Transfer(address(0), holder, 1);
        vm.expectEmit(address(certificates));
        emit IERC5192.Locked(1);
        vm.expectEmit(address(certificates));
        emit IResidentCertificate.CertificateIssued(1, holder, office, tier, validUntil, commitment);
        vm.prank(office);
        assertEq(1, certificates.issue(issuance));

        IResidentCertificate.Certificate memory issued = certificates.certificate(1);
        assertEq(holder, issued.holder);
        assertEq(NOW, issued.issuedAt);
        assertEq(tier, issued.tier);
        assertEq(validUntil, issued.validUntil);
        assertEq(commitment, issued.commitment);
        assertFalse(issued.lapsed);
        assertFalse(issued.revoked);
        assertEq(holder, certificates.ownerOf(1));
        assertEq(1, certificates.balanceOf(holder));
        assertEq(1, certificates.certificateOf(holder));
        assertEq(1, certificates.epoch(holder));
        assertEq(1, certificates.totalIssued());
        assertEq(1, certificates.getVotes(holder));
        assertTrue(certificates.locked(1));
        assertEq("ipfs://certificates/1", certificates.tokenURI(1));
        _assertStatus(IResidentCertificate.Status.Living, 1);
    }

    /// @dev Seconds outgrow 32 bits in 2106.
    function testFuzz_whenItWasIssuedIsKeptWhateverTheCentury(uint40 time) public {
        time = uint40(bound(time, NOW, type(uint40).max - 1));
        vm.warp(time);
        IResidentCertificate.Issuance memory issuance = _issuance(ai);
        issuance.validUntil = type(uint40).max;
        vm.prank(office);
        certificates.issue(issuance);

        assertEq(time, certificates.certificate(1).issuedAt);
    }

    function testFuzz_itExpiresAfterTheLastSecondOfItsDate(uint64 validUntil) public {
        validUntil = uint64(bound(validUntil, NOW + 1, type(uint40).max));
        IResidentCertificate.Issuance memory issuance = _issuance(ai);
        issuance.validUntil = validUntil;
        vm.prank(office);
        certificates.issue(issuance);

        vm.warp(validUntil);
        _assertStatus(IResidentCertificate.Status.Living, 1);
        vm.warp(uint256(validUntil) + 1);
        _assertStatus(IResidentCertificate.Status.Expired, 1);
    }

    function testFuzz_nobodyElseIssues(address caller) public {
        _assumeNoRole(caller);

        _expectRefused(caller);
        vm.prank(caller);
        certificates.issue(_issuance(ai));
    }

    function test_theDaoIssuesToo() public {
        vm.prank(dao);
        assertEq(1, certificates.issue(_issuance(ai)));
    }

    function test_nobodyIssuesThroughTheManager() public {
        bytes memory call = abi.encodeCall(certificates.issue, (_issuance(ai)));
        vm.expectRevert(VillageManaged.VillageManagedIndirectCall.selector);
        vm.prank(office);
        manager.execute(address(certificates), call);
    }

    function test_anOfficeThatLostItsRoleIssuesNoMore() public {
        manager.revokeRole(Roles.ISSUER, office);

        _expectRefused(office);
        vm.prank(office);
        certificates.issue(_issuance(ai));
    }

    function testFuzz_anAddressHasOneCertificateAtMost(address holder) public {
        vm.assume(holder != address(0));
        uint256 id = _issue(holder);

        _expectHeld(holder, id);
        vm.prank(office);
        certificates.issue(_issuance(holder));
    }

    function test_aLapsedCertificateIsStillTheOneItsHolderHas() public {
        uint256 id = _issueAndLapse(ai);
        IResidentCertificate.Issuance memory issuance = _issuance(ai);
        issuance.validUntil = NEXT_YEAR + 365 days;

        _expectHeld(ai, id);
        vm.prank(office);
        certificates.issue(issuance);
    }

    function test_whoseCertificateWasRevokedMayHaveAnother() public {
        _revoke(_issue(ai));

        assertEq(2, _issue(ai));
        assertEq(2, certificates.certificateOf(ai));
        assertEq(1, certificates.getVotes(ai));
        _assertStatus(IResidentCertificate.Status.Revoked, 1);
    }

    function test_nobodyIsNoHolder() public {
        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721InvalidReceiver.selector, address(0)));
        vm.prank(office);
        certificates.issue(_issuance(address(0)));
    }

    function testFuzz_aDateThatIsNotAheadIsRefused(uint64 validUntil) public {
        validUntil = uint64(bound(validUntil, 0, NOW));
        IResidentCertificate.Issuance memory issuance = _issuance(ai);
        issuance.validUntil = validUntil;

        _expectBadDate(validUntil);
        vm.prank(office);
        certificates.issue(issuance);
    }

    function test_thisVerySecondIsNotAhead() public {
        IResidentCertificate.Issuance memory issuance = _issuance(ai);
        issuance.validUntil = uint64(NOW);

        _expectBadDate(uint64(NOW));
        vm.prank(office);
        certificates.issue(issuance);
    }

    function test_theZeroAddressHasNoBalanceToAskFor() public {
        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721InvalidOwner.selector, address(0)));
        certificates.balanceOf(address(0));
    }

    function testFuzz_aDateBeyondFortyBitsIsRefused(uint64 validUntil) public {
        validUntil = uint64(bound(validUntil, uint256(type(uint40).max) + 1, type(uint64).max));
        IResidentCertificate.Issuance memory issuance = _issuance(ai);
        issuance.validUntil = validUntil;

        _expectBadDate(validUntil);
        vm.prank(office);
        certificates.issue(issuance);
    }

    function testFuzz_aCertificateThatNeverWasIsKnownToNobody(uint256 id) public {
        vm.assume(id != 1);
        _issue(ai);
        bytes memory unknown = abi.encodeWithSelector(IERC721Errors.ERC721NonexistentToken.selector, id);

        _assertStatus(IResidentCertificate.Status.None, id);
        _expectUnknown(id);
        certificates.certificate(id);
        vm.expectRevert(unknown);
        certificates.ownerOf(id);
        vm.expectRevert(unknown);
        certificates.locked(id);
        vm.expectRevert(unknown);
        certificates.tokenURI(id);
    }

    /// @dev The wallet reverts whatever it is called with.
    function test_aContractIsIssuedToWithoutBeingCalled() public {
        address wallet = address(new BurningWallet());

        assertEq(wallet, certificates.ownerOf(_issue(wallet)));
    }
}
