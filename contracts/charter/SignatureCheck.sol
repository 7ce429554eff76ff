// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @title Whether an account signed a hash, whatever kind of account it is
/// @notice What must always hold:
/// - a key's own signature counts whether or not the account has code: an EIP-7702 account stays its key's;
/// - a wallet contract can cost the caller `walletGas` at most, and can make it copy 32 bytes at most;
/// - `false` means that the signature is bad, never that the wallet was starved of gas: that reverts.
/// @dev OpenZeppelin's `SignatureChecker` asks only the code of an account that has some, with all the gas there is.
/// https://eips.ethereum.org/EIPS/eip-1271, https://eips.ethereum.org/EIPS/eip-2098, https://eips.ethereum.org/EIPS/eip-7702
library SignatureCheck {
    /// @notice The longest signature that is looked at, in bytes.
    uint256 internal constant MAX_LENGTH = 2048;

    /// @dev What the call itself costs between measuring the gas left and the wallet's first instruction, rounded up
    /// generously: 100, since the account was touched before; 2 600 for the code that an EIP-7702 account points to, which
    /// measuring its own code did not touch; and some arithmetic.
    uint256 private constant CALL_RESERVE = 4000;

    /// @notice Thrown when the gas left could not give the wallet its full share of `walletGas`.
    error SignatureCheckTooLittleGas(uint256 walletGas);

    /// @notice Whether `signature` is `signer`'s over `hash`: ECDSA of 65 bytes (r, s, v of 27 or 28) or 64 bytes
    /// (EIP-2098), s in the lower half; else, if the signer is a contract, what its `isValidSignature` (ERC-1271) answers.
    /// @param walletGas How much gas a wallet may use. A wallet that needs more has not signed.
    function isValid(address signer, bytes32 hash, bytes calldata signature, uint256 walletGas)
        internal
        view
        returns (bool)
    {
        if (signature.length > MAX_LENGTH) return false;
        if (_isKeys(signer, hash, signature)) return true;
        if (signer.code.length == 0) return false;

        return _isWallets(signer, hash, signature, walletGas);
    }

    function _isKeys(address signer, bytes32 hash, bytes calldata signature) private pure returns (bool) {
        address recovered;
        ECDSA.RecoverError problem;
        if (signature.length == 64) {
            (recovered, problem,) = ECDSA.tryRecover(hash, bytes32(signature[:32]), bytes32(signature[32:]));
        } else {
            (recovered, problem,) = ECDSA.tryRecoverCalldata(hash, signature);
        }
        return problem == ECDSA.RecoverError.NoError && recovered == signer;
    }

    /// @dev The call is written behind the free memory pointer, which stays: a batch asking a hundred wallets grows
    /// memory once.
    function _isWallets(address signer, bytes32 hash, bytes calldata signature, uint256 walletGas)
        private
        view
        returns (bool valid)
    {
        bytes4 magic = IERC1271.isValidSignature.selector;
        uint256 needed = walletGas + CALL_RESERVE;
        bool starved;
        assembly ("memory-safe") {
            // isValidSignature(hash, signature): selector, hash, offset, length, bytes padded with zeros.
            let data := mload(0x40)
            mstore(data, magic)
            mstore(add(data, 0x04), hash)
            mstore(add(data, 0x24), 0x40)
            mstore(add(data, 0x44), signature.length)
            mstore(add(add(data, 0x64), signature.length), 0)
            calldatacopy(add(data, 0x64), signature.offset, signature.length)
            let size := add(0x64, and(add(signature.length, 0x1f), not(0x1f)))

            // A call passes on at most 63/64 of what is left (EIP-150), and silently less than it was asked to.
            let left := gas()
            starved := lt(sub(left, shr(6, left)), needed)
            if iszero(starved) {
                // Only the scratch word 0x00 is offered for the answer, however long it is.
                let answered := staticcall(walletGas, signer, data, size, 0x00, 0x20)
                valid := and(answered, and(gt(returndatasize(), 0x1f), eq(mload(0x00), magic)))
            }
        }
        if (starved) revert SignatureCheckTooLittleGas(walletGas);
    }
}
