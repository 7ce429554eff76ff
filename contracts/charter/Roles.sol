// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Who may do what in a village
/// @notice The roles of the village's `AccessManager`. One function has one role; one account may hold several.
/// The manager's own role 0 (`ADMIN_ROLE`, which grants all others) is held by the timelock alone, as DAO is.
library Roles {
    /// @notice The village itself: the timelock, which does what a passed proposal says, and nobody else.
    uint64 internal constant DAO = 1;
    /// @notice The residents' council: one account or, better, one Safe. It may veto, never decide.
    uint64 internal constant COUNCIL = 2;
    /// @notice The office that issues and revokes resident certificates.
    uint64 internal constant ISSUER = 3;
    /// @notice Those who read the milestone reports and approve them.
    uint64 internal constant REVIEWER = 4;
    /// @notice The sale desk (a contract): mints villagers and credits budgets with their share.
    uint64 internal constant SALES = 5;
    /// @notice The election contract: reserves what winners are promised, and awards it.
    uint64 internal constant ELECTION = 6;
}
