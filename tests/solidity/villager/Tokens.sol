// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @notice A plain ERC-20, such as a yen stablecoin.
contract PlainToken is ERC20("Yen", "JPYX") {
    function give(address to, uint256 amount) external {
        _mint(to, amount);
    }
}

/// @notice Takes a fee: of what arrives, or on top of what leaves.
contract FeeToken is PlainToken {
    uint256 public fee;
    bool public onTop;

    function setFee(uint256 fee_, bool onTop_) external {
        (fee, onTop) = (fee_, onTop_);
    }

    function _update(address from, address to, uint256 amount) internal override {
        super._update(from, to, amount);
        if (fee == 0 || from == address(0) || to == address(0)) return;
        super._update(onTop ? from : to, address(0xfee), fee);
    }
}

/// @notice Makes a gift of its own: to who pays, or to who is paid.
contract GenerousToken is PlainToken {
    uint256 public gift;
    bool public toPayer;

    function setGift(uint256 gift_, bool toPayer_) external {
        (gift, toPayer) = (gift_, toPayer_);
    }

    function _update(address from, address to, uint256 amount) internal override {
        super._update(from, to, amount);
        if (gift == 0 || from == address(0) || to == address(0)) return;
        super._update(address(0), toPayer ? from : to, gift);
    }
}

/// @notice Says that it moved money and moves none.
contract LyingToken is PlainToken {
    function transferFrom(address, address, uint256) public pure override returns (bool) {
        return true;
    }
}

/// @notice Answers nothing where the standard wants a bool, as some old tokens do.
contract SilentToken {
    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;

    function give(address to, uint256 amount) external {
        balanceOf[to] += amount;
    }

    function approve(address spender, uint256 amount) external {
        allowance[msg.sender][spender] = amount;
    }

    function transfer(address to, uint256 amount) external {
        _move(msg.sender, to, amount);
    }

    function transferFrom(address from, address to, uint256 amount) external {
        allowance[from][msg.sender] -= amount;
        _move(from, to, amount);
    }

    function _move(address from, address to, uint256 amount) private {
        balanceOf[from] -= amount;
        balanceOf[to] += amount;
    }
}

/// @notice Calls somebody while it moves money, as ERC-777 tokens do.
contract CallingToken is PlainToken {
    address private _target;
    bytes private _data;
    bool public succeeded;
    bytes public answer;

    function prepare(address target, bytes calldata data) external {
        (_target, _data) = (target, data);
    }

    function _update(address from, address to, uint256 amount) internal override {
        super._update(from, to, amount);
        if (from != address(0) && _target != address(0)) (succeeded, answer) = _target.call(_data);
    }
}
