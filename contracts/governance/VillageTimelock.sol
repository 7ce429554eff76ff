// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";

import {Roles} from "../charter/Roles.sol";
import {IVillageGovernor} from "./IVillageGovernor.sol";

/// @title The village's hands: does what a passed proposal says, after a delay in which everybody can read it
/// @notice The timelock holds the village's powers (DAO, ADMIN) and money of its own. What must always hold:
/// - proposer, canceller and executor are the Governor, and nobody else, for ever. Were execution open to anyone,
///   whoever proposed before being revoked could still have it run; could a proposal change the roles, one mistake in
///   a passed proposal would make every later one unqueueable;
/// - nobody waits longer than `MAX_DELAY`;
/// - the village keeps its powers: nothing is carried out that would leave it without ADMIN or DAO of its manager, or with
///   a delay on them, share ADMIN with anybody, or let another role than COUNCIL veto, whom the village could then not
///   dismiss. So no passed proposal makes all later ones impossible, nor the council one that stays.
/// @dev Of the manager it asks five things, which suffice to rule: to grant and revoke roles, to name them, to say whose a
/// function is, and to close or open a contract. All of these a later proposal undoes. What it never asks for, it could not
/// see the end of: a grant delay or admin delay shows five days later and takes as long as it lasts to take back (a century,
/// if it says so); who administers a role grants and revokes it at any time; and inside `multicall`, `execute` or `schedule`
/// anything could hide. The timelock is the only ADMIN, so nobody else asks for these either.
/// https://docs.openzeppelin.com/contracts/5.x/api/governance#TimelockController. ETH sent here belongs to the
/// village: a proposal's actions spend it.
contract VillageTimelock is TimelockController {
    /// @notice The longest delay in seconds: 30 days.
    uint256 public constant MAX_DELAY = 30 days;

    uint64 private constant ADMIN = 0;

    /// @notice The village's manager, whose ADMIN and DAO the timelock is.
    address public immutable authority;
    /// @notice The village's Governor, which alone proposes, cancels and executes here.
    address public immutable governor;

    /// @notice Thrown when the delay, at founding or later, is longer than `most` seconds.
    error VillageTimelockDelayTooLong(uint256 delay, uint256 most);
    /// @notice Thrown at construction without a Governor: to OpenZeppelin the zero address as executor means everybody.
    error VillageTimelockNoGovernor();
    /// @notice Thrown by whatever would change the roles: they were given at founding.
    error VillageTimelockRolesFixed();
    /// @notice Thrown at construction without a manager.
    error VillageTimelockNoManager();
    /// @notice Thrown when after an execution the village would not hold ADMIN and DAO without delay, or the veto would not
    /// be the council's.
    error VillageTimelockPowerLost();
    /// @notice Thrown when ADMIN would be granted: the timelock has it, and nobody shares it.
    error VillageTimelockAdminAlone();
    /// @notice Thrown when a proposal asks the manager for what is never asked of it, by the function's selector.
    error VillageTimelockNotAsked(bytes4 selector);

    /// @param authority_ The village's manager (AccessManager).
    /// @param minDelay Seconds between queueing and execution, at most 30 days.
    /// @param governor_ The village's Governor, whose address is known before it is deployed.
    constructor(address authority_, uint256 minDelay, address governor_)
        TimelockController(minDelay, _alone(governor_), _alone(governor_), address(0))
    {
        if (authority_.code.length == 0) revert VillageTimelockNoManager();
        _checkDelay(minDelay);
        authority = authority_;
        governor = governor_;
    }

    /// @notice Carries out one call that waited its time. Only the Governor.
    function execute(address target, uint256 value, bytes calldata payload, bytes32 predecessor, bytes32 salt)
        public
        payable
        override
    {
        super.execute(target, value, payload, predecessor, salt);
        _checkPowers();
    }

    /// @notice Carries out calls that waited their time, all or none. Only the Governor.
    function executeBatch(
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata payloads,
        bytes32 predecessor,
        bytes32 salt
    ) public payable override {
        super.executeBatch(targets, values, payloads, predecessor, salt);
        _checkPowers();
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

    function _execute(address target, uint256 value, bytes calldata data) internal override {
        if (target == authority) _checkAsked(data);
        super._execute(target, value, data);
    }

    /// @dev Whether the manager is asked for one of the five. Granting ADMIN is not: whoever shared it could take it from the
    /// village at any time, outside of any execution.
    function _checkAsked(bytes calldata data) private pure {
        bytes4 selector = bytes4(data);
        if (selector == IAccessManager.grantRole.selector) {
            if (abi.decode(data[4:], (uint64)) == ADMIN) revert VillageTimelockAdminAlone();
            return;
        }
        bool asked = selector == IAccessManager.revokeRole.selector || selector == IAccessManager.labelRole.selector
            || selector == IAccessManager.setTargetFunctionRole.selector
            || selector == IAccessManager.setTargetClosed.selector;
        if (!asked) revert VillageTimelockNotAsked(selector);
    }

    /// @dev Nobody but the timelock can change any of this, and only in an execution: what holds at the end of each holds
    /// always. A delay on a role counts from the moment it is put on, so that none waits to begin.
    function _checkPowers() private view {
        IAccessManager manager = IAccessManager(authority);
        (bool isAdmin, uint32 adminDelay) = manager.hasRole(ADMIN, address(this));
        (bool isDao, uint32 daoDelay) = manager.hasRole(Roles.DAO, address(this));
        uint64 vetoer = manager.getTargetFunctionRole(governor, IVillageGovernor.veto.selector);
        if (!isAdmin || adminDelay != 0 || !isDao || daoDelay != 0 || vetoer != Roles.COUNCIL) {
            revert VillageTimelockPowerLost();
        }
    }

    function _checkDelay(uint256 delay) private pure {
        if (delay > MAX_DELAY) revert VillageTimelockDelayTooLong(delay, MAX_DELAY);
    }

    function _alone(address member) private pure returns (address[] memory members) {
        if (member == address(0)) revert VillageTimelockNoGovernor();
        members = new address[](1);
        members[0] = member;
    }
}
