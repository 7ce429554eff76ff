// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";

/// @title The village's hands: does what a passed proposal says, after a delay in which everybody can read it
/// @notice The timelock holds the village's powers (DAO, ADMIN) and money of its own. What must always hold:
/// - proposer, canceller and executor are the Governor, and nobody else, for ever. Were execution open to anyone,
///   whoever proposed before being revoked could still have it run; could a proposal change the roles, one mistake in
///   a passed proposal would make every later one unqueueable;
/// - nobody waits longer than `MAX_DELAY`.
/// @dev https://docs.openzeppelin.com/contracts/5.x/api/governance#TimelockController. ETH sent here belongs to the
/// village: a proposal's actions spend it.
contract VillageTimelock is TimelockController {
    /// @notice The longest delay in seconds: 30 days.
    uint256 public constant MAX_DELAY = 30 days;

    /// @notice Thrown when the delay, at founding or later, is longer than `most` seconds.
    error VillageTimelockDelayTooLong(uint256 delay, uint256 most);
    /// @notice Thrown at construction without a Governor: to OpenZeppelin the zero address as executor means everybody.
    error VillageTimelockNoGovernor();
    /// @notice Thrown by whatever would change the roles: they were given at founding.
    error VillageTimelockRolesFixed();

    /// @param minDelay Seconds between queueing and execution, at most 30 days.
    /// @param governor The village's Governor, whose address is known before it is deployed.
    constructor(uint256 minDelay, address governor)
        TimelockController(minDelay, _alone(governor), _alone(governor), address(0))
    {
        _checkDelay(minDelay);
    }

    /// @notice Changes the delay of what is queued from now on. Only by a passed proposal; at most 30 days.
    function updateDelay(uint256 newDelay) public override {
        _checkDelay(newDelay);
        super.updateDelay(newDelay);
    }

    /// @notice Always reverts: the roles were given at founding.
    function grantRole(bytes32, address) public pure override {
        revert VillageTimelockRolesFixed();
    }

    /// @notice Always reverts: the roles were given at founding.
    function revokeRole(bytes32, address) public pure override {
        revert VillageTimelockRolesFixed();
    }

    /// @notice Always reverts: the roles were given at founding.
    function renounceRole(bytes32, address) public pure override {
        revert VillageTimelockRolesFixed();
    }

    function _checkDelay(uint256 delay) private pure {
        if (delay > MAX_DELAY) revert VillageTimelockDelayTooLong(delay, MAX_DELAY);
    }

    function _alone(address governor) private pure returns (address[] memory members) {
        if (governor == address(0)) revert VillageTimelockNoGovernor();
        members = new address[](1);
        members[0] = governor;
    }
}
