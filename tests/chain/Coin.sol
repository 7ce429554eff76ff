// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice A plain token with two decimals, for the tests of the treasury; `fee` is what each transfer loses.
contract Coin {
    event Transfer(address indexed from, address indexed to, uint256 value);

    string public constant symbol = "JPYC";
    uint8 public constant decimals = 2;
    uint256 public fee;
    mapping(address => uint256) public balanceOf;

    function give(address to, uint256 value) external {
        balanceOf[to] += value;
        emit Transfer(address(0), to, value);
    }

    function charge(uint256 fee_) external {
        fee = fee_;
    }

    function transfer(address to, uint256 value) external returns (bool) {
        balanceOf[msg.sender] -= value;
        balanceOf[to] += value - fee;
        emit Transfer(msg.sender, to, value - fee);
        return true;
    }
}
