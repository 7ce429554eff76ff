// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Hashes} from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";

/// @notice A Merkle tree of sorted pairs, built level by level; who has no neighbour goes up alone.
library MerkleTree {
    function root(bytes32[] memory leaves) internal pure returns (bytes32) {
        while (leaves.length > 1) {
            leaves = _levelAbove(leaves);
        }
        return leaves[0];
    }

    function proof(bytes32[] memory leaves, uint256 index) internal pure returns (bytes32[] memory path) {
        while (leaves.length > 1) {
            uint256 neighbour = index ^ 1;
            if (neighbour < leaves.length) path = _append(path, leaves[neighbour]);
            leaves = _levelAbove(leaves);
            index /= 2;
        }
    }

    function _levelAbove(bytes32[] memory level) private pure returns (bytes32[] memory above) {
        above = new bytes32[]((level.length + 1) / 2);
        for (uint256 i = 0; i < above.length; ++i) {
            bool alone = 2 * i + 1 == level.length;
            above[i] = alone ? level[2 * i] : Hashes.commutativeKeccak256(level[2 * i], level[2 * i + 1]);
        }
    }

    function _append(bytes32[] memory list, bytes32 item) private pure returns (bytes32[] memory longer) {
        longer = new bytes32[](list.length + 1);
        for (uint256 i = 0; i < list.length; ++i) {
            longer[i] = list[i];
        }
        longer[list.length] = item;
    }
}
