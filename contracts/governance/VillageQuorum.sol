// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {GovernorVotes} from "@openzeppelin/contracts/governance/extensions/GovernorVotes.sol";
import {
    GovernorVotesQuorumFraction
} from "@openzeppelin/contracts/governance/extensions/GovernorVotesQuorumFraction.sol";
import {IVotes} from "@openzeppelin/contracts/governance/utils/IVotes.sol";
import {IERC6372} from "@openzeppelin/contracts/interfaces/IERC6372.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {Time} from "@openzeppelin/contracts/utils/types/Time.sol";

import {IVillageGovernor} from "./IVillageGovernor.sol";

/// @title Whose votes count, and how many are enough
/// @notice What must always hold:
/// - the electorate and the kind of the quorum ("at least" or "more than") never change;
/// - the fraction is the one in force at the proposal's snapshot, of all units that existed then;
/// - the fraction is between 1 basis point and one half, so that some number of voters always suffices.
abstract contract VillageQuorum is IVillageGovernor, GovernorVotesQuorumFraction {
    string private constant TIMESTAMP_CLOCK = "mode=timestamp";

    /// @inheritdoc IVillageGovernor
    bool public immutable override quorumMoreThan;

    constructor(IVotes electorate, Terms memory terms)
        GovernorVotes(electorate)
        GovernorVotesQuorumFraction(terms.quorumBps)
    {
        if (!_ticksInSeconds(address(electorate))) revert VillageGovernorElectorateClock();
        quorumMoreThan = terms.quorumMoreThan;
    }

    /// @notice The timestamp, in seconds since the epoch; the electorate's clock was checked to be the same.
    function clock() public view override returns (uint48) {
        return Time.timestamp();
    }

    /// @notice ERC-6372's description of the clock.
    // solhint-disable-next-line func-name-mixedcase
    function CLOCK_MODE() public pure override returns (string memory) {
        return TIMESTAMP_CLOCK;
    }

    /// @notice Quorums are fractions of 10 000: basis points.
    function quorumDenominator() public pure override returns (uint256) {
        return 10_000;
    }

    /// @notice How many votes (against, for and abstain together) a proposal with this snapshot needs.
    /// @param timepoint Seconds since the epoch, in the past.
    function quorum(uint256 timepoint) public view override returns (uint256) {
        return quorumOf(token().getPastTotalSupply(timepoint), quorumNumerator(timepoint));
    }

    /// @inheritdoc IVillageGovernor
    function quorumOf(uint256 totalUnits, uint256 bps) public view returns (uint256) {
        if (quorumMoreThan) return Math.mulDiv(totalUnits, bps, quorumDenominator()) + 1;
        return Math.mulDiv(totalUnits, bps, quorumDenominator(), Math.Rounding.Ceil);
    }

    function _updateQuorumNumerator(uint256 bps) internal override {
        _checkBounds(bps, 1, quorumDenominator() / 2);
        super._updateQuorumNumerator(bps);
    }

    function _checkBounds(uint256 value, uint256 least, uint256 most) internal pure {
        if (value < least || value > most) revert VillageGovernorOutOfBounds(value, least, most);
    }

    function _ticksInSeconds(address electorate) private view returns (bool) {
        // `try` does not catch a call to an address without code.
        if (electorate.code.length == 0) return false;
        try IERC6372(electorate).CLOCK_MODE() returns (string memory mode) {
            return Strings.equal(mode, TIMESTAMP_CLOCK) && IERC6372(electorate).clock() == block.timestamp;
        } catch {
            return false;
        }
    }
}
