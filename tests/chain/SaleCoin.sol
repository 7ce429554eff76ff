// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice A plain ERC-20 whose allowances, as Tether's, change only from or to zero.
contract SaleCoin {
    error SaleCoinAllowanceNotZero();

    string public constant name = "Coin";
    string public constant symbol = "COIN";
    uint8 public constant decimals = 2;
    uint256 public totalSupply;
    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;

    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);

    constructor(address owner, uint256 amount) {
        totalSupply = balanceOf[owner] = amount;
        emit Transfer(address(0), owner, amount);
    }

    function approve(address spender, uint256 value) external returns (bool) {
        if (value != 0 && allowance[msg.sender][spender] != 0) revert SaleCoinAllowanceNotZero();
        allowance[msg.sender][spender] = value;
        emit Approval(msg.sender, spender, value);
        return true;
    }

    function transfer(address to, uint256 value) external returns (bool) {
        return _move(msg.sender, to, value);
    }

    function transferFrom(address from, address to, uint256 value) external returns (bool) {
        allowance[from][msg.sender] -= value;
        return _move(from, to, value);
    }

    function _move(address from, address to, uint256 value) private returns (bool) {
        balanceOf[from] -= value;
        balanceOf[to] += value;
        emit Transfer(from, to, value);
        return true;
    }
}
