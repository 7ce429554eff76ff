// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Governor} from "@openzeppelin/contracts/governance/Governor.sol";
import {GovernorPreventLateQuorum} from "@openzeppelin/contracts/governance/extensions/GovernorPreventLateQuorum.sol";
import {GovernorSettings} from "@openzeppelin/contracts/governance/extensions/GovernorSettings.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {VillageQuorum} from "./VillageQuorum.sol";

/// @title Settings that no passed proposal can turn against the village
/// @notice What must always hold, from the founding on and on every path:
/// - delay ≤ 30 days, 1 hour ≤ period ≤ 60 days, late extension ≤ period;
/// - whoever holds (or was delegated) one unit in a hundred may propose: the threshold is at least 1 and at most
///   max(1, 1 % of the units), and follows when the units fall.
/// @dev `GovernorVotes` (in `VillageQuorum`) stands before `GovernorSettings` in the line of inheritance: the bound of the
/// threshold asks the electorate, which the settings' constructor must therefore find in place.
abstract contract VillageSettings is VillageQuorum, GovernorSettings, GovernorPreventLateQuorum {
    constructor(Terms memory terms)
        GovernorSettings(terms.votingDelay, terms.votingPeriod, terms.proposalThreshold)
        GovernorPreventLateQuorum(terms.lateExtension)
    {}

    /// @notice Units a proposer needs, one second before proposing.
    function proposalThreshold() public view virtual override(Governor, GovernorSettings) returns (uint256 units) {
        units = super.proposalThreshold();
        // Units fall when certificates lapse and villagers leave: what was 1 % once may be more than anybody has.
        return units == 1 ? 1 : Math.min(units, _mostThreshold());
    }

    /// @notice When voting on a proposal ends, the late extension included (seconds since the epoch).
    function proposalDeadline(uint256 proposalId)
        public
        view
        virtual
        override(Governor, GovernorPreventLateQuorum)
        returns (uint256)
    {
        return super.proposalDeadline(proposalId);
    }

    function _setVotingDelay(uint48 delay) internal override {
        _checkBounds(delay, 0, 30 days);
        super._setVotingDelay(delay);
    }

    function _setVotingPeriod(uint32 period) internal override {
        _checkBounds(period, Math.max(1 hours, lateQuorumVoteExtension()), 60 days);
        super._setVotingPeriod(period);
    }

    function _setLateQuorumVoteExtension(uint48 extension) internal override {
        _checkBounds(extension, 0, votingPeriod());
        super._setLateQuorumVoteExtension(extension);
    }

    function _setProposalThreshold(uint256 units) internal override {
        _checkBounds(units, 1, _mostThreshold());
        super._setProposalThreshold(units);
    }

    function _tallyUpdated(uint256 proposalId) internal virtual override(Governor, GovernorPreventLateQuorum) {
        super._tallyUpdated(proposalId);
    }

    function _mostThreshold() private view returns (uint256) {
        return Math.max(1, token().getPastTotalSupply(clock() - 1) / 100);
    }
}
