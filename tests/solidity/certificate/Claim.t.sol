// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC721Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";

import {CertificateScene, IResidentCertificate, ResidentCertificate, Roles} from "./CertificateScene.sol";

contract ClaimTest is CertificateScene {
    function _claim(IResidentCertificate.Voucher memory voucher) private returns (uint256) {
        return certificates.claim(voucher, _sign(voucher));
    }

    function _expectBadSignature() private {
        vm.expectRevert(
            abi.encodeWithSelector(IResidentCertificate.ResidentCertificateVoucherSignature.selector, office)
        );
    }

    function _expectNoIssuer(address issuer) private {
        vm.expectRevert(abi.encodeWithSelector(IResidentCertificate.ResidentCertificateVoucherIssuer.selector, issuer));
    }

    function _expectUsed(address holder, uint256 epoch, uint256 current) private {
        vm.expectRevert(
            abi.encodeWithSelector(IResidentCertificate.ResidentCertificateVoucherUsed.selector, holder, epoch, current)
        );
    }

    function testFuzz_anybodyBringsAVoucherAndItsHolderGetsTheCertificate(
        address sender,
        address holder,
        uint8 tier,
        uint64 validUntil,
        bytes32 commitment,
        uint64 deadline
    ) public {
        vm.assume(holder != address(0));
        IResidentCertificate.Voucher memory voucher = _voucher(holder);
        voucher.tier = tier;
        voucher.validUntil = uint64(bound(validUntil, NOW + 1, type(uint40).max));
        voucher.commitment = commitment;
        voucher.deadline = uint64(bound(deadline, NOW, type(uint64).max));
        bytes memory signature = _sign(voucher);

        vm.expectEmit(address(certificates));
        emit IResidentCertificate.CertificateIssued(1, holder, office, tier, voucher.validUntil, commitment);
        vm.prank(sender);
        assertEq(1, certificates.claim(voucher, signature));

        assertEq(holder, certificates.ownerOf(1));
        assertEq(1, certificates.getVotes(holder));
        assertEq(1, certificates.epoch(holder));
        assertEq(NOW, certificates.certificate(1).issuedAt);
        _assertRemaining(LIMIT - 1, LIMIT, office);
    }

    function test_aCompactSignatureCountsToo() public {
        IResidentCertificate.Voucher memory voucher = _voucher(ai);
        (bytes32 r, bytes32 vs) = vm.signCompact(officeKey.privateKey, _digest(voucher));

        assertEq(1, certificates.claim(voucher, abi.encodePacked(r, vs)));
    }

    function test_aVoucherWorksOnce() public {
        IResidentCertificate.Voucher memory voucher = _voucher(ai);
        bytes memory signature = _sign(voucher);
        certificates.claim(voucher, signature);

        _expectUsed(ai, 0, 1);
        certificates.claim(voucher, signature);
    }

    function test_aVoucherDoesNotWorkAgainAfterARevocation() public {
        IResidentCertificate.Voucher memory voucher = _voucher(ai);
        bytes memory signature = _sign(voucher);
        _revoke(certificates.claim(voucher, signature));

        _expectUsed(ai, 0, 2);
        certificates.claim(voucher, signature);
    }

    /// @dev Each way in which the holder's certificate can change after the voucher was signed.
    function testFuzz_aVoucherDiesWithWhateverHappensToItsHolder(uint8 what) public {
        uint256 id = _issue(ken);
        IResidentCertificate.Voucher memory forAi = _voucher(ai);
        IResidentCertificate.Voucher memory forKen = _voucher(ken);
        bytes memory signatureForAi = _sign(forAi);
        bytes memory signatureForKen = _sign(forKen);
        what = what % 3;
        if (what == 0) _issue(ai);
        if (what == 1) {
            vm.prank(office);
            certificates.reissue(id, ai);
        }
        if (what == 2) {
            _revoke(id);
            _expectUsed(ken, 1, 2);
            certificates.claim(forKen, signatureForKen);
            return;
        }

        _expectUsed(ai, 0, 1);
        certificates.claim(forAi, signatureForAi);
        if (what == 1) {
            _expectUsed(ken, 1, 2);
            certificates.claim(forKen, signatureForKen);
        }
    }

    function testFuzz_aVoucherNamesTheEpochOfItsHolder(uint256 epoch) public {
        vm.assume(epoch != 0);
        IResidentCertificate.Voucher memory voucher = _voucher(ai);
        voucher.epoch = epoch;
        bytes memory signature = _sign(voucher);

        _expectUsed(ai, epoch, 0);
        certificates.claim(voucher, signature);
    }

    function testFuzz_aVoucherWorksUntilTheLastSecondOfItsDeadline(uint64 deadline) public {
        IResidentCertificate.Voucher memory voucher = _voucher(ai);
        voucher.deadline = uint64(bound(deadline, NOW, NEXT_YEAR - 2));
        bytes memory signature = _sign(voucher);

        vm.warp(voucher.deadline + 1);
        vm.expectRevert(
            abi.encodeWithSelector(IResidentCertificate.ResidentCertificateVoucherExpired.selector, voucher.deadline)
        );
        certificates.claim(voucher, signature);
        vm.warp(voucher.deadline);
        certificates.claim(voucher, signature);
    }

    function testFuzz_anythingChangedInAVoucherSpoilsIt(uint8 field, uint256 value) public {
        IResidentCertificate.Voucher memory voucher = _voucher(ai);
        bytes memory signature = _sign(voucher);
        bytes32 before = keccak256(abi.encode(voucher));
        field = field % 5;
        if (field == 0) voucher.holder = address(uint160(value));
        if (field == 1) voucher.tier = uint8(value);
        if (field == 2) voucher.validUntil = uint64(value);
        if (field == 3) voucher.commitment = bytes32(value);
        if (field == 4) voucher.deadline = uint64(bound(value, NOW, type(uint64).max));
        vm.assume(keccak256(abi.encode(voucher)) != before);

        _expectBadSignature();
        certificates.claim(voucher, signature);
    }

    function testFuzz_aVoucherSignedByAnotherKeyIsRefused(uint256 seed) public {
        uint256 otherKey = bound(seed, 1, type(uint128).max);
        IResidentCertificate.Voucher memory voucher = _voucher(ai);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(otherKey, _digest(voucher));

        _expectBadSignature();
        certificates.claim(voucher, abi.encodePacked(r, s, v));
    }

    function test_aVoucherForAnotherVillageIsRefused() public {
        ResidentCertificate here = certificates;
        certificates = new ResidentCertificate(address(manager), _terms());
        IResidentCertificate.Voucher memory voucher = _voucher(ai);
        bytes memory signature = _sign(voucher);

        _expectBadSignature();
        here.claim(voucher, signature);
    }

    function test_aVoucherForAnotherChainIsRefused() public {
        IResidentCertificate.Voucher memory voucher = _voucher(ai);
        bytes memory signature = _sign(voucher);
        vm.chainId(10);

        _expectBadSignature();
        certificates.claim(voucher, signature);
    }

    function test_anIssuersVouchersDieWithItsRole() public {
        IResidentCertificate.Voucher memory voucher = _voucher(ai);
        bytes memory signature = _sign(voucher);
        manager.revokeRole(Roles.ISSUER, office);

        _expectNoIssuer(office);
        certificates.claim(voucher, signature);
    }

    function testFuzz_whoMayNotIssueSignsNoVouchers(uint256 seed) public {
        uint256 otherKey = bound(seed, 1, type(uint128).max);
        IResidentCertificate.Voucher memory voucher = _voucher(ai);
        voucher.issuer = vm.addr(otherKey);
        vm.assume(voucher.issuer != office);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(otherKey, _digest(voucher));

        _expectNoIssuer(voucher.issuer);
        certificates.claim(voucher, abi.encodePacked(r, s, v));
    }

    function test_anIssuerThatMustWaitSignsNoVouchers() public {
        manager.grantRole(Roles.ISSUER, office, 1 days);
        IResidentCertificate.Voucher memory voucher = _voucher(ai);
        bytes memory signature = _sign(voucher);

        _expectNoIssuer(office);
        certificates.claim(voucher, signature);
    }

    function test_aClosedContractTakesNoVouchers() public {
        IResidentCertificate.Voucher memory voucher = _voucher(ai);
        bytes memory signature = _sign(voucher);
        manager.setTargetClosed(address(certificates), true);

        _expectNoIssuer(office);
        certificates.claim(voucher, signature);
    }

    /// @dev As it looks in the middle of `AccessManager.execute`, which lets the manager call on anybody's behalf.
    function test_theManagerIsNoIssuerEvenWhileItExecutes() public {
        vm.mockCall(
            address(manager),
            abi.encodeCall(manager.canCall, (address(manager), address(certificates), certificates.issue.selector)),
            abi.encode(true, 0)
        );
        IResidentCertificate.Voucher memory voucher = _voucher(ai);
        voucher.issuer = address(manager);

        _expectNoIssuer(address(manager));
        certificates.claim(voucher, "");
    }

    function test_aVoucherForSomebodyWhoHasOneIsRefused() public {
        uint256 id = _issue(ai);
        IResidentCertificate.Voucher memory voucher = _voucher(ai);
        bytes memory signature = _sign(voucher);

        _expectHeld(ai, id);
        certificates.claim(voucher, signature);
    }

    function test_aVoucherForNobodyIsRefused() public {
        IResidentCertificate.Voucher memory voucher = _voucher(address(0));
        bytes memory signature = _sign(voucher);

        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721InvalidReceiver.selector, address(0)));
        certificates.claim(voucher, signature);
    }

    function testFuzz_aVoucherWhoseDateIsNotAheadIsRefused(uint64 validUntil) public {
        IResidentCertificate.Voucher memory voucher = _voucher(ai);
        voucher.validUntil = uint64(bound(validUntil, 0, NOW));
        bytes memory signature = _sign(voucher);

        _expectBadDate(voucher.validUntil);
        certificates.claim(voucher, signature);
    }

    function test_vouchersCountTowardTheirIssuersDay() public {
        _setLimit(2);
        _issue(_resident(1));
        IResidentCertificate.Voucher memory voucher = _voucher(ai);
        vm.prank(dao);
        certificates.claim(voucher, _sign(voucher));
        _assertRemaining(0, 2, office);
        _assertRemaining(2, 2, dao);

        voucher = _voucher(ken);
        bytes memory signature = _sign(voucher);
        _expectLimit(office, 2);
        certificates.claim(voucher, signature);

        vm.warp(NOW + 1 days);
        assertEq(3, certificates.claim(voucher, signature));
    }

    function test_claimGivesTheSameAsIssue() public {
        uint256 issued = _issue(ai);
        IResidentCertificate.Voucher memory voucher = _voucher(ken);
        voucher.tier = 1;
        voucher.commitment = certificates.certificate(issued).commitment;
        uint256 claimed = _claim(voucher);

        IResidentCertificate.Certificate memory expected = certificates.certificate(issued);
        expected.holder = ken;
        assertEq(abi.encode(expected), abi.encode(certificates.certificate(claimed)));
    }
}
