// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice A contract that can be refused in every way a contract can, for the tests of daoctl's lowest floor.
contract Small {
    struct Part {
        address who;
        uint256 amount;
        string note;
    }

    error SmallNotOwner(address caller, uint256 needed);
    error SmallPaused();

    event Counted(address indexed who, uint256 indexed number, bytes32 mark, string text);
    event Parts(Part[] parts);
    event Named(string indexed name, uint64 count);

    uint256 public count;
    mapping(address => uint256) public visits;
    address public immutable owner;

    constructor(address owner_, uint256 count_) payable {
        owner = owner_;
        count = count_;
    }

    function bump(uint256 by) external returns (uint256) {
        count += by;
        visits[msg.sender] += 1;
        emit Counted(msg.sender, count, bytes32(by), unicode"山古志");
        return count;
    }

    function bumpMany(uint256[] calldata numbers) external {
        for (uint256 i; i < numbers.length; ++i) {
            if (numbers[i] == 666) revert SmallPaused();
            count += 1;
            emit Counted(msg.sender, numbers[i], bytes32(count), "");
        }
    }

    function tell(Part[] calldata parts) external payable returns (Part memory first, uint256 total) {
        emit Parts(parts);
        emit Named(parts[0].note, uint64(parts.length));
        return (parts[0], parts.length);
    }

    function describe(Part calldata part) external pure returns (Part memory) {
        return part;
    }

    function clock() external view returns (uint256) {
        return block.timestamp;
    }

    function onlyOwner() external view {
        if (msg.sender != owner) revert SmallNotOwner(msg.sender, 7);
    }

    function plainly() external pure {
        revert("not today");
    }

    function overflow(uint8 a) external pure returns (uint8) {
        return a + 200;
    }

    function silently() external pure {
        assembly {
            revert(0, 0)
        }
    }

    function burnGas() external pure {
        assembly {
            invalid()
        }
    }

    function overloaded(uint256 a) external pure returns (uint256) {
        return a;
    }

    function overloaded(uint256 a, uint256 b) external pure returns (uint256) {
        return a + b;
    }
}
