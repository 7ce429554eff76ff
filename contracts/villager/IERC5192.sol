// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title A token that cannot be transferred
/// @notice ERC-5192, interface id 0xb45a3c0e. OpenZeppelin has no copy of it.
/// @dev https://eips.ethereum.org/EIPS/eip-5192
interface IERC5192 {
    /// @notice The token can no longer be transferred.
    event Locked(uint256 tokenId);
    /// @notice The token can be transferred again.
    event Unlocked(uint256 tokenId);

    /// @notice Whether the token is locked. Reverts for a token that does not exist.
    function locked(uint256 tokenId) external view returns (bool);
}
