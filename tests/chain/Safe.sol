// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice As much of a Safe as daoctl asks it for, and the act that its owners agreed on: any owner carries it out.
contract Safe {
    address[] private _owners;
    uint256 public immutable getThreshold;

    constructor(address[] memory owners_, uint256 threshold_) payable {
        _owners = owners_;
        getThreshold = threshold_;
    }

    receive() external payable {}

    function getOwners() external view returns (address[] memory) {
        return _owners;
    }

    function carryOut(address to, uint256 value, bytes calldata data) external {
        bool isOwner;
        for (uint256 i; i < _owners.length; ++i) isOwner = isOwner || _owners[i] == msg.sender;
        require(isOwner, "not an owner");
        (bool done, bytes memory answer) = to.call{value: value}(data);
        if (!done) {
            assembly {
                revert(add(answer, 32), mload(answer))
            }
        }
    }
}
