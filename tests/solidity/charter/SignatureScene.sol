// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";
import {Vm} from "forge-std/Vm.sol";

import {SignatureCheck} from "../../../contracts/charter/SignatureCheck.sol";

/// @notice Hands calldata to the library.
contract SignatureCaller {
    function isValid(address signer, bytes32 hash, bytes calldata signature, uint256 walletGas)
        external
        view
        returns (bool)
    {
        return SignatureCheck.isValid(signer, hash, signature, walletGas);
    }

    /// @notice Asks twice in one call, as a batch does, and answers the second time.
    function isValidAfter(bytes calldata before, address signer, bytes32 hash, bytes calldata signature)
        external
        view
        returns (bool)
    {
        SignatureCheck.isValid(signer, hash, before, 100_000);
        return SignatureCheck.isValid(signer, hash, signature, 100_000);
    }
}

/// @notice A key, a message, and somebody who asks whether the key signed it.
abstract contract SignatureScene is Test {
    uint256 internal constant ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;
    uint256 internal constant WALLET_GAS = 300_000;
    bytes32 internal constant HASH = keccak256("a ballot");

    SignatureCaller internal caller;
    Vm.Wallet internal key;

    function setUp() public virtual {
        caller = new SignatureCaller();
        key = vm.createWallet("key");
    }

    function _valid(address signer, bytes32 hash, bytes memory signature) internal view returns (bool) {
        return caller.isValid(signer, hash, signature, WALLET_GAS);
    }

    function _sign(uint256 privateKey, bytes32 hash) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(privateKey, hash);
        return abi.encodePacked(r, s, v);
    }

    function _signCompact(uint256 privateKey, bytes32 hash) internal pure returns (bytes memory) {
        (bytes32 r, bytes32 vs) = vm.signCompact(privateKey, hash);
        return abi.encodePacked(r, vs);
    }

    function _privateKey(uint256 seed) internal pure returns (uint256) {
        return bound(seed, 1, ORDER - 1);
    }
}
