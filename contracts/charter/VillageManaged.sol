// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";

/// @title A contract whose restricted functions obey the village's one manager, for ever
/// @notice What must always hold:
/// - the manager never changes: what a villager joined cannot be swapped beneath them;
/// - the manager is never the caller of a restricted function. `AccessManager.execute` would make it one, and behind it
///   the contract could not tell who really calls: a reviewer could approve a grant of their own.
/// @dev https://docs.openzeppelin.com/contracts/5.x/access-control#access-management
abstract contract VillageManaged is AccessManaged {
    /// @notice Thrown when a restricted function is reached through `AccessManager.execute`.
    error VillageManagedIndirectCall();

    /// @notice Thrown by `setAuthority`: the village's manager is fixed.
    error VillageManagedAuthorityFixed();

    /// @dev An address without code would leave every restricted function closed for ever, or open it to whoever manages
    /// to deploy there.
    constructor(address authority_) AccessManaged(authority_) {
        if (authority_.code.length == 0) revert AccessManagedInvalidAuthority(authority_);
    }

    /// @notice Always reverts: the manager was chosen at founding.
    function setAuthority(address) public pure override {
        revert VillageManagedAuthorityFixed();
    }

    function _checkCanCall(address caller, bytes calldata data) internal override {
        if (caller == authority()) revert VillageManagedIndirectCall();
        super._checkCanCall(caller, data);
    }
}
