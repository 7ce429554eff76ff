// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC721Receiver} from "@openzeppelin/contracts/token/ERC721/IERC721Receiver.sol";

import {DigitalVillager} from "../../../contracts/villager/DigitalVillager.sol";

/// @notice A wallet that notes what the villager contract shows in the moment it is called.
contract ObservingReceiver is IERC721Receiver {
    struct Sight {
        uint256 tokenId;
        address owner;
        uint256 balance;
        uint256 votes;
        uint256 minted;
        uint256 supply;
    }

    Sight[] public sights;

    function count() external view returns (uint256) {
        return sights.length;
    }

    function onERC721Received(address, address, uint256 tokenId, bytes calldata) external returns (bytes4) {
        DigitalVillager villager = DigitalVillager(msg.sender);
        uint256 minted = villager.totalMinted();
        sights.push(
            Sight({
                tokenId: tokenId,
                // The last of them: had it not been minted by now, this would revert.
                owner: villager.ownerOf(minted),
                balance: villager.balanceOf(address(this)),
                votes: villager.getVotes(address(this)),
                minted: minted,
                supply: villager.totalSupply()
            })
        );
        return this.onERC721Received.selector;
    }
}

/// @notice A wallet that makes one call of its own choosing while it is told of its first token, and notes how it ended.
contract ReenteringReceiver is IERC721Receiver {
    address private _target;
    bytes private _data;
    uint256 private _value;
    bool public tried;
    bool public succeeded;
    bytes public answer;

    receive() external payable {}

    function prepare(address target, uint256 value, bytes calldata data) external {
        (_target, _value, _data) = (target, value, data);
    }

    function run(address target, uint256 value, bytes calldata data) external returns (bytes memory) {
        (bool done, bytes memory result) = target.call{value: value}(data);
        require(done, string(result));
        return result;
    }

    function onERC721Received(address, address, uint256, bytes calldata) external returns (bytes4) {
        if (!tried && _target != address(0)) {
            tried = true;
            (succeeded, answer) = _target.call{value: _value}(_data);
        }
        return this.onERC721Received.selector;
    }
}

/// @notice A contract that takes tokens but answers the wrong word.
contract RefusingReceiver is IERC721Receiver {
    function onERC721Received(address, address, uint256, bytes calldata) external pure returns (bytes4) {
        return 0xdeadbeef;
    }
}

/// @notice A contract that knows nothing of tokens and would revert if it were called.
contract DeafContract {}
