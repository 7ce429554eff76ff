// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SignatureCheck} from "../charter/SignatureCheck.sol";
import {IBallots} from "./IBallots.sol";

/// @title What a contract that takes signed ballots shares with the others: how it asks whether one is signed
/// @notice What must always hold: `walletGas` never changes, is enough for a wallet of a few owners, and small enough that
/// a batch can afford several wallets within the 16,777,216 gas of one transaction (EIP-7825).
abstract contract SignedBallots is IBallots {
    /// @dev A wallet of one owner takes some 10,000.
    uint256 private constant LEAST_WALLET_GAS = 50_000;
    uint256 private constant MOST_WALLET_GAS = 2_000_000;

    /// @inheritdoc IBallots
    uint256 public immutable override walletGas;

    constructor(uint256 walletGas_) {
        if (walletGas_ < LEAST_WALLET_GAS || walletGas_ > MOST_WALLET_GAS) {
            revert BallotsWalletGasOutOfBounds(walletGas_, LEAST_WALLET_GAS, MOST_WALLET_GAS);
        }
        walletGas = walletGas_;
    }

    /// @dev Whether `voter` signed `digest`, an EIP-712 digest. A wallet is asked by `staticcall`: while it is asked, nothing
    /// here can change, so a vote may be looked up before and written after.
    function _isSigned(address voter, bytes32 digest, bytes calldata signature) internal view returns (bool) {
        return SignatureCheck.isValid(voter, digest, signature, walletGas);
    }
}
