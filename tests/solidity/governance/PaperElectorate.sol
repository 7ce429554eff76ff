// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {VoteReady} from "../../../contracts/villager/VoteReady.sol";

/// @dev Units on paper: any number of them in one write, for tests that need thousands of villagers or absurd totals.
contract PaperElectorate is VoteReady {
    mapping(address holder => uint256) private _units;

    constructor() VoteReady("Paper") {}

    function give(address to, uint256 units) external {
        _units[to] += units;
        _transferVotingUnits(address(0), to, units);
    }

    function take(address from, uint256 units) external {
        _units[from] -= units;
        _transferVotingUnits(from, address(0), units);
    }

    function _getVotingUnits(address account) internal view override returns (uint256) {
        return _units[account];
    }
}
