// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {Bytes} from "@openzeppelin/contracts/utils/Bytes.sol";

import {Roles} from "../charter/Roles.sol";

/// @title Recognises a proposal that changes who the council is, and does nothing else
/// @notice Such a proposal cannot be vetoed, so the test must be exact: what it lets pass, nobody can stop.
library CouncilChange {
    /// @notice Whether every action grants or revokes COUNCIL at `manager`.
    function isAll(address manager, address[] memory targets, uint256[] memory values, bytes[] memory calldatas)
        internal
        pure
        returns (bool)
    {
        for (uint256 i = 0; i < targets.length; ++i) {
            if (targets[i] != manager || values[i] != 0 || !_isOne(calldatas[i])) return false;
        }
        return true;
    }

    /// @dev Encodes the only two calls that are meant and compares every byte, so that nothing hides in another role, in
    /// dirty bits or behind the arguments; decoding would revert on some of these, and thereby protect them. A grant with
    /// an execution delay is no plain change of the council (the village uses no such delays): it can be vetoed, while
    /// revoking and granting anew without one cannot.
    function _isOne(bytes memory data) private pure returns (bool) {
        // Both calls begin (selector, roleId, account): 4 + 32 + 32 bytes. What is shorter slices short, and is unequal.
        address account = address(uint160(uint256(bytes32(Bytes.slice(data, 36, 68)))));
        return Bytes.equal(data, abi.encodeCall(IAccessManager.revokeRole, (Roles.COUNCIL, account)))
            || Bytes.equal(data, abi.encodeCall(IAccessManager.grantRole, (Roles.COUNCIL, account, 0)));
    }
}
