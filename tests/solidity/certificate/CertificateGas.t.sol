// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CertificateScene, IResidentCertificate} from "./CertificateScene.sol";

/// @notice What a transaction costs as a whole: each call is a transaction of its own, calldata included.
/// forge-config: default.isolate = true
contract CertificateGasTest is CertificateScene {
    /// @dev EIP-7825.
    uint256 private constant TRANSACTION_LIMIT = 16_777_216;

    function test_aHundredCertificatesFitInATransactionWithRoomToSpare() public {
        IResidentCertificate.Issuance[] memory rows = _issuances(0, 100);
        vm.prank(office);
        certificates.issueBatch(rows);

        uint256 used = vm.lastCallGas().gasTotalUsed;
        emit log_named_uint("gas for each of 100 certificates", used / 100);
        assertLt(used, TRANSACTION_LIMIT * 4 / 5);
    }

    function test_oneCertificateCostsLessThanTwoHundredThousand() public {
        _issue(ai);

        uint256 used = vm.lastCallGas().gasTotalUsed;
        emit log_named_uint("gas for the first certificate", used);
        _issue(ken);
        emit log_named_uint("gas for the second certificate", vm.lastCallGas().gasTotalUsed);
        assertLt(vm.lastCallGas().gasTotalUsed, 200_000);
    }

    function test_aBatchThatWasDoneBeforeCostsLittle() public {
        vm.startPrank(office);
        certificates.issueBatch(_issuances(0, 100));
        certificates.issueBatch(_issuances(0, 100));

        emit log_named_uint("gas for each certificate skipped", vm.lastCallGas().gasTotalUsed / 100);
        assertLt(vm.lastCallGas().gasTotalUsed, 1_000_000);
    }

    function test_aHundredLapsesFitInATransaction() public {
        vm.prank(office);
        certificates.issueBatch(_issuances(0, 100));
        uint256[] memory ids = new uint256[](100);
        for (uint256 i = 0; i < 100; ++i) {
            ids[i] = i + 1;
        }
        vm.warp(NEXT_YEAR + 1);
        certificates.lapse(ids);

        emit log_named_uint("gas for each certificate lapsed", vm.lastCallGas().gasTotalUsed / 100);
        assertLt(vm.lastCallGas().gasTotalUsed, TRANSACTION_LIMIT / 2);
    }
}
