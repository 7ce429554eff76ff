// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SignatureCheck} from "../../../contracts/charter/SignatureCheck.sol";
import {
    BabblingWallet,
    BurningWallet,
    OwnedWallet,
    ReentrantWallet,
    SlowWallet,
    TalkingWallet
} from "../charter/Wallets.sol";
import {CertificateScene, IResidentCertificate, Roles} from "./CertificateScene.sol";

/// @notice Vouchers of an issuer that is a contract: a Safe, or one that checks a proof under a root.
contract ClaimFromWalletTest is CertificateScene {
    function _voucherOf(address wallet) private returns (IResidentCertificate.Voucher memory voucher) {
        manager.grantRole(Roles.ISSUER, wallet, 0);
        voucher = _voucher(ai);
        voucher.issuer = wallet;
    }

    function _expectBadSignature(address wallet) private {
        vm.expectRevert(
            abi.encodeWithSelector(IResidentCertificate.ResidentCertificateVoucherSignature.selector, wallet)
        );
    }

    function test_aContractIssuesByVoucher() public {
        IResidentCertificate.Voucher memory voucher = _voucherOf(address(new OwnedWallet(office)));

        assertEq(1, certificates.claim(voucher, _sign(voucher)));
        _assertRemaining(LIMIT - 1, LIMIT, voucher.issuer);
        _assertRemaining(LIMIT, LIMIT, office);
    }

    function test_aContractThatSaysNoIsHeard() public {
        IResidentCertificate.Voucher memory voucher = _voucherOf(address(new OwnedWallet(stranger)));
        bytes memory signature = _sign(voucher);

        _expectBadSignature(voucher.issuer);
        certificates.claim(voucher, signature);
    }

    function testFuzz_aProofOfTwoKilobytesIsTheLongest(uint256 length) public {
        length = bound(length, 0, 4096);
        bytes memory yes = abi.encode(OwnedWallet.isValidSignature.selector);
        IResidentCertificate.Voucher memory voucher = _voucherOf(address(new TalkingWallet(yes, false)));

        if (length > 2048) _expectBadSignature(voucher.issuer);
        certificates.claim(voucher, new bytes(length));
    }

    function test_aContractThatBurnsItsGasCostsItsShareAndNoMore() public {
        IResidentCertificate.Voucher memory voucher = _voucherOf(address(new BurningWallet()));
        uint256 before = gasleft();

        _expectBadSignature(voucher.issuer);
        certificates.claim(voucher, "");
        assertLt(before - gasleft(), certificates.VOUCHER_GAS() + 100_000);
    }

    function test_aContractThatAnswersMegabytesCostsItsShareAndNoMore() public {
        IResidentCertificate.Voucher memory voucher = _voucherOf(address(new BabblingWallet(8_000_000)));
        uint256 before = gasleft();

        _expectBadSignature(voucher.issuer);
        certificates.claim(voucher, "");
        assertLt(before - gasleft(), certificates.VOUCHER_GAS() + 100_000);
    }

    function test_aContractCannotIssueInTheMiddleOfItsOwnVoucher() public {
        ReentrantWallet wallet = new ReentrantWallet();
        wallet.aim(address(certificates), abi.encodeCall(certificates.issue, (_issuance(ai))));
        IResidentCertificate.Voucher memory voucher = _voucherOf(address(wallet));

        _expectBadSignature(address(wallet));
        certificates.claim(voucher, "");
        assertEq(0, certificates.totalIssued());
    }

    function test_aSenderWithTooLittleGasIsToldSo() public {
        uint256 share = certificates.VOUCHER_GAS();
        IResidentCertificate.Voucher memory voucher = _voucherOf(address(new SlowWallet(share - 5000)));

        vm.expectRevert(abi.encodeWithSelector(SignatureCheck.SignatureCheckTooLittleGas.selector, share));
        certificates.claim{gas: share}(voucher, "");
        assertEq(1, certificates.claim{gas: share + 300_000}(voucher, ""));
    }

    /// @dev EIP-7702: the office's key has put a contract's code on its own account.
    function test_anOfficeWhoseAccountRunsCodeStillSignsWithItsKey() public {
        vm.signAndAttachDelegation(address(new BurningWallet()), officeKey.privateKey);
        IResidentCertificate.Voucher memory voucher = _voucher(ai);

        assertEq(1, certificates.claim(voucher, _sign(voucher)));
    }
}
