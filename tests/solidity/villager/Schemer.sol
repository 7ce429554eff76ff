// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {IERC721Receiver} from "@openzeppelin/contracts/token/ERC721/IERC721Receiver.sol";

/// @notice Is shown the village in the moment in which a wallet is told of a token.
interface IWitness {
    function look() external;
}

/// @notice A wallet that lies, refuses and calls back: it says yes to every signature, takes nothing when it is in the mood,
/// and whenever it is told of a token it has a witness look, and then makes a call of its own.
contract Schemer is IERC721Receiver, IERC1271 {
    error SchemerRefuses();

    bool public refuses;
    IWitness private _witness;
    address private _target;
    bytes private _data;
    uint256 private _value;

    uint256 public attempts;
    uint256 public successes;

    receive() external payable {
        if (refuses) revert SchemerRefuses();
    }

    function bring(IWitness witness) external {
        _witness = witness;
    }

    function refuse(bool refuses_) external {
        refuses = refuses_;
    }

    /// @param target Nobody: it makes no call.
    function plot(address target, uint256 value, bytes calldata data) external {
        (_target, _value, _data) = (target, value, data);
    }

    function onERC721Received(address, address, uint256, bytes calldata) external returns (bytes4) {
        if (refuses) revert SchemerRefuses();
        if (address(_witness) != address(0)) _witness.look();
        if (_target != address(0)) {
            ++attempts;
            (bool ok,) = _target.call{value: _value}(_data);
            if (ok) ++successes;
        }
        return this.onERC721Received.selector;
    }

    function isValidSignature(bytes32, bytes calldata) external pure returns (bytes4) {
        return IERC1271.isValidSignature.selector;
    }
}
