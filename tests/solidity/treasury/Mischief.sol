// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Calls somebody back in the middle of a payment, swallows what comes of it, and remembers it.
abstract contract Mischief {
    address private _target;
    bytes private _data;

    uint256 public attempts;
    uint256 public successes;
    bytes public answer;

    function plot(address target, bytes calldata data) external {
        _target = target;
        _data = data;
    }

    function _act() internal {
        if (_target == address(0)) return;
        ++attempts;
        bool ok;
        (ok, answer) = _target.call(_data);
        if (ok) ++successes;
    }
}

/// @notice A recipient that takes ETH, refuses it, sends some back, or calls somebody when it arrives.
contract MoodyRecipient is Mischief {
    error MoodyRecipientRefuses();

    bool public refuses;
    uint256 public sendsBack;

    receive() external payable {
        if (refuses) revert MoodyRecipientRefuses();
        if (sendsBack != 0) {
            (bool ok,) = msg.sender.call{value: sendsBack}("");
            require(ok);
        }
        _act();
    }

    function refuse(bool refuses_) external {
        refuses = refuses_;
    }

    function sendBack(uint256 amount) external {
        sendsBack = amount;
    }

    /// @notice Does what it is told, with its own address as the sender.
    function perform(address target, bytes calldata data) external returns (bytes memory answered) {
        bool ok;
        (ok, answered) = target.call(data);
        if (ok) return answered;
        assembly ("memory-safe") {
            revert(add(answered, 0x20), mload(answered))
        }
    }

    function onERC721Received(address, address, uint256, bytes calldata) external returns (bytes4) {
        if (refuses) revert MoodyRecipientRefuses();
        _act();
        return this.onERC721Received.selector;
    }
}
