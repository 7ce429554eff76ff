// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Signed ballots: voting without a transaction of one's own
/// @notice A voter signs a ballot (EIP-712) and gives it to whoever will carry it: the village's office, a neighbour, or
/// themselves. Anyone may cast a batch of them. What a reader may rely on:
/// - each ballot of a batch is accepted or rejected by itself; a bad one never spoils the others;
/// - who casts a ballot has no say in it, and cannot change what it says;
/// - there is no nonce: one voter votes once, by whatever path, so a ballot cannot be cast a second time;
/// - a signature is a key's own (65 bytes, or 64 after EIP-2098; s in the lower half), whether or not its account has code
///   (EIP-7702), or else what the voter's wallet contract answers (ERC-1271) with `walletGas` gas at most. It has 2 048
///   bytes at most;
/// - a batch with too little gas to give a wallet its full share reverts with `SignatureCheckTooLittleGas`, so that a
///   starved wallet never looks like a bad signature.
/// Who casts can leave a ballot out, wait, or choose between two that a voter signed: nothing here can tell.
interface IBallots {
    /// @notice Why a ballot was rejected: the first that applies, asked in this order.
    /// - AlreadyVoted: the voter's vote was counted before, by whatever path, or earlier in the same batch;
    /// - NoVotingPower: the voter had no unit at the snapshot;
    /// - InvalidChoice: the ballot chooses what there is not to choose;
    /// - InvalidSignature: the voter did not sign this ballot for this contract on this chain, or the wallet did not say
    ///   so within `walletGas`. Asked last, so that a wallet can cost nothing to those who have no vote.
    enum BallotFault {
        None,
        AlreadyVoted,
        NoVotingPower,
        InvalidChoice,
        InvalidSignature
    }

    /// @notice A ballot was not counted. Anyone can send a ballot in another's name: this says nothing about the voter.
    /// @param subject The number of the proposal, or of the election.
    event BallotRejected(uint256 indexed subject, address indexed voter, BallotFault reason);

    /// @notice Thrown at construction when `walletGas` would leave its bounds: `least <= walletGas <= most`.
    error BallotsWalletGasOutOfBounds(uint256 walletGas, uint256 least, uint256 most);

    /// @notice How much gas a wallet contract may use to check a ballot. Fixed at founding.
    function walletGas() external view returns (uint256);
}
