// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Governor} from "@openzeppelin/contracts/governance/Governor.sol";
import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {IVillageGovernor} from "./IVillageGovernor.sol";

/// @title How the village counts: against, for, abstain
/// @notice What must always hold:
/// - one voter counts once in a proposal, with the units of its snapshot;
/// - every vote counts toward the quorum, whatever it says; the majority is of those who take a side;
/// - nobody without a unit votes: a list of voters is a list of people who had a say.
/// @dev OpenZeppelin's `GovernorCountingSimple` keeps the three totals in three slots, so that the first vote of each
/// kind pays for a new one; here they share one. A total beyond 2^80 units reverts and does not wrap: electorates are
/// tokens counted by the piece, not ERC-20s with 18 decimals.
abstract contract VillageCounting is IVillageGovernor, Governor {
    /// @dev In the order of Governor Bravo, which wallets and explorers know.
    enum Support {
        Against,
        For,
        Abstain
    }

    struct Tally {
        uint80 againstVotes; //  slot 0, bits   0 to  79
        uint80 forVotes; //      slot 0, bits  80 to 159
        uint80 abstainVotes; //  slot 0, bits 160 to 239
        mapping(address voter => bool) hasVoted; // slot 1
    }

    mapping(uint256 proposalId => Tally) private _tallies;

    /// @notice Votes are 0 against, 1 for, 2 abstain; all of them count toward the quorum.
    // solhint-disable-next-line func-name-mixedcase
    function COUNTING_MODE() public pure override returns (string memory) {
        return "support=bravo&quorum=against,for,abstain";
    }

    /// @inheritdoc IGovernor
    function hasVoted(uint256 proposalId, address voter) public view override returns (bool) {
        return _tallies[proposalId].hasVoted[voter];
    }

    /// @inheritdoc IVillageGovernor
    function proposalVotes(uint256 proposalId)
        public
        view
        returns (uint256 againstVotes, uint256 forVotes, uint256 abstainVotes)
    {
        Tally storage tally = _tallies[proposalId];
        return (tally.againstVotes, tally.forVotes, tally.abstainVotes);
    }

    function _countVote(uint256 proposalId, address voter, uint8 support, uint256 units, bytes memory)
        internal
        override
        returns (uint256)
    {
        Tally storage tally = _tallies[proposalId];
        if (tally.hasVoted[voter]) revert VillageGovernorAlreadyVoted(proposalId, voter);
        if (units == 0) revert VillageGovernorNoVotingPower(proposalId, voter);

        tally.hasVoted[voter] = true;
        if (support == uint8(Support.Against)) tally.againstVotes += SafeCast.toUint80(units);
        else if (support == uint8(Support.For)) tally.forVotes += SafeCast.toUint80(units);
        else if (support == uint8(Support.Abstain)) tally.abstainVotes += SafeCast.toUint80(units);
        else revert VillageGovernorInvalidSupport(support);

        return units;
    }

    /// @dev Who voted, for whoever counts many at once. Who is written here must have their units in `_addVotes` before the
    /// transaction ends.
    function _votersOf(uint256 proposalId) internal view returns (mapping(address voter => bool) storage) {
        return _tallies[proposalId].hasVoted;
    }

    /// @dev Adds units, by `Support`; answers whether there were any.
    function _addVotes(uint256 proposalId, uint256[3] memory units) internal returns (bool) {
        uint256 againstVotes = units[uint8(Support.Against)];
        uint256 forVotes = units[uint8(Support.For)];
        uint256 abstainVotes = units[uint8(Support.Abstain)];
        if (againstVotes + forVotes + abstainVotes == 0) return false;

        Tally storage tally = _tallies[proposalId];
        tally.againstVotes += SafeCast.toUint80(againstVotes);
        tally.forVotes += SafeCast.toUint80(forVotes);
        tally.abstainVotes += SafeCast.toUint80(abstainVotes);
        return true;
    }

    function _quorumReached(uint256 proposalId) internal view override returns (bool) {
        (uint256 againstVotes, uint256 forVotes, uint256 abstainVotes) = proposalVotes(proposalId);
        return againstVotes + forVotes + abstainVotes >= quorum(proposalSnapshot(proposalId));
    }

    function _voteSucceeded(uint256 proposalId) internal view override returns (bool) {
        Tally storage tally = _tallies[proposalId];
        return tally.forVotes > tally.againstVotes;
    }
}
