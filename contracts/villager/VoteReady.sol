// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Votes} from "@openzeppelin/contracts/governance/utils/Votes.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Time} from "@openzeppelin/contracts/utils/types/Time.sol";

/// @title Votes that count from the first day
/// @notice OpenZeppelin's Votes for people who never heard of delegation. What must always hold:
/// - a holder who did nothing votes for themselves: `delegates(a)` is `a` until `a` names somebody else;
/// - delegating to the zero address means oneself again; no unit is ever without a delegate;
/// - hence the votes of all delegates together are the units of all holders: `getPastTotalSupply`;
/// - the clock is the timestamp, in seconds since the epoch (ERC-6372 `mode=timestamp`).
/// @dev A contract that inherits this moves units with `_transferVotingUnits` and answers `_getVotingUnits`; the two must
/// agree at every moment, or delegating moves votes that are not there.
/// https://eips.ethereum.org/EIPS/eip-5805, https://docs.openzeppelin.com/contracts/5.x/api/governance#votes
abstract contract VoteReady is Votes {
    /// @notice The EIP-712 type hash of a signed delegation (`delegateBySig`).
    bytes32 public constant DELEGATION_TYPEHASH =
        keccak256("Delegation(address delegatee,uint256 nonce,uint256 expiry)");

    /// @notice Thrown at construction when the signing name is empty, longer than 31 bytes or not printable ASCII.
    error VoteReadyInvalidSigningName(string signingName);

    /// @param signingName The EIP-712 domain's name; its version is "1". A display name of another script stands elsewhere.
    constructor(string memory signingName) EIP712(_checked(signingName), "1") {}

    /// @notice The timestamp, in seconds since the epoch.
    function clock() public view override returns (uint48) {
        return Time.timestamp();
    }

    /// @notice ERC-6372's description of the clock.
    // solhint-disable-next-line func-name-mixedcase
    function CLOCK_MODE() public pure override returns (string memory) {
        return "mode=timestamp";
    }

    /// @notice Who votes with `account`'s units: `account` itself until it delegates.
    function delegates(address account) public view override returns (address) {
        // Votes asks for nobody's delegate at every mint and burn: spare it a read.
        if (account == address(0)) return account;
        address delegatee = super.delegates(account);
        return delegatee == address(0) ? account : delegatee;
    }

    /// @dev Zero would take the votes from the delegate and, since `delegates` then answers the account itself, the next
    /// transfer would subtract them from an account that never got them and revert: zero therefore means oneself.
    function _delegate(address account, address delegatee) internal override {
        super._delegate(account, delegatee == address(0) ? account : delegatee);
    }

    function _checked(string memory signingName) private pure returns (string memory) {
        bytes memory letters = bytes(signingName);
        if (letters.length == 0 || letters.length > 31) revert VoteReadyInvalidSigningName(signingName);
        for (uint256 i = 0; i < letters.length; ++i) {
            if (letters[i] < 0x20 || letters[i] > 0x7e) revert VoteReadyInvalidSigningName(signingName);
        }
        return signingName;
    }
}
