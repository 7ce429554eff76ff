// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IVotes} from "@openzeppelin/contracts/governance/utils/IVotes.sol";
import {Arrays} from "@openzeppelin/contracts/utils/Arrays.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {IVillageTreasury} from "../treasury/IVillageTreasury.sol";
import {ElectionBallots} from "./ElectionBallots.sol";
import {ElectionRules} from "./ElectionRules.sol";
import {IGeneralElection} from "./IGeneralElection.sol";
import {SignedBallots} from "./SignedBallots.sol";

/// @title General elections, whole: rules, nominations, ballots, and here the result
/// @notice What must always hold, beside what each part promises:
/// - who is elected follows from the votes and the rules alone: not from who closes, when, or with how much gas;
/// - the elected are at most `seats`, each has a vote, and together they cost at most the ceiling;
/// - what `close` reserves is what they cost together, or nothing; what is awarded, each once, comes out of that;
/// - one award depends on no other, and on nobody's consent.
/// @dev Nothing is sent to this contract, and it calls only the treasury, the manager, the electorates, and wallets (by
/// `staticcall`) for signatures.
contract GeneralElection is ElectionBallots {
    using SafeCast for uint256;

    constructor(address authority_, IVillageTreasury treasury_, Terms memory terms)
        ElectionRules(authority_, treasury_)
        EIP712(_checked(terms.signingName), "1")
        SignedBallots(terms.walletGas)
    {}

    /* READING */

    /// @inheritdoc IGeneralElection
    function quorum(uint256 election_) external view returns (uint256) {
        Stored storage e = _existing(election_);
        return _quorumOf(e, _totalUnits(e));
    }

    /// @inheritdoc IGeneralElection
    function ranking(uint256 election_) external view returns (uint256[] memory candidates, uint256[] memory votes) {
        Stored storage e = _existing(election_);
        uint256[] memory ranks = _ranked(e);
        candidates = new uint256[](ranks.length);
        votes = new uint256[](ranks.length);
        for (uint256 i = 0; i < ranks.length; ++i) {
            (candidates[i],, votes[i]) = _read(ranks[i]);
        }
    }

    /// @inheritdoc IGeneralElection
    function outcome(uint256 election_) external view returns (uint256[] memory elected, uint256 amount) {
        Stored storage e = _existing(election_);
        (elected, amount,) = _elect(e, _quorumOf(e, _totalUnits(e)));
    }

    /* CLOSING */

    /// @inheritdoc IGeneralElection
    function close(uint256 election_) external {
        Stored storage e = _existing(election_);
        if (e.closed) revert GeneralElectionAlreadyClosed(election_);
        if (clock() <= e.rules.votingTo) revert GeneralElectionNotOver(election_, e.rules.votingTo);
        uint256 totalUnits = _totalUnits(e);
        uint256 needed = _quorumOf(e, totalUnits);
        (uint256[] memory elected, uint256 amount, uint64 places) = _elect(e, needed);

        e.closed = true;
        e.elected = places;
        _pledged[e.rules.budget] -= e.ceiling;
        uint256 reservation = _reserve(e.rules.budget, amount);
        e.reservation = reservation.toUint64();
        emit ElectionClosed(election_, e.votes, needed, totalUnits, elected, reservation, reservation == 0 ? 0 : amount);
    }

    /// @inheritdoc IGeneralElection
    function award(uint256 election_, uint256 candidate_) external returns (uint256 grant) {
        Stored storage e = _existing(election_);
        Nominee storage n = _nominee(election_, e, candidate_);
        if (!e.closed) revert GeneralElectionNotClosed(election_);
        // Whoever did not stand has no part in what became of their place.
        if (n.status != CandidateStatus.Standing || !_has(e.elected, n.place)) {
            revert GeneralElectionNotElected(election_, candidate_);
        }
        if (_has(e.awarded, n.place)) revert GeneralElectionAlreadyAwarded(election_, candidate_, n.grant);
        uint256 reservation = e.reservation;
        if (reservation == 0) revert GeneralElectionNothingReserved(election_);

        e.awarded |= uint64(1 << n.place);
        grant = treasury.awardReserved(reservation, _planOf(e, n));
        n.grant = grant.toUint64();
        emit CandidateAwarded(election_, candidate_, grant);
    }

    /* PARTS */

    /// @dev Down the ranking, while there are seats: each that has a vote and fits what is left of the ceiling.
    function _elect(Stored storage e, uint256 needed)
        private
        view
        returns (uint256[] memory elected, uint256 amount, uint64 places)
    {
        if (e.votes < needed) return (elected, 0, 0);
        uint256[] memory ranks = _ranked(e);
        uint256[] memory chosen = new uint256[](e.rules.seats);
        uint256 count = 0;
        for (uint256 i = 0; i < ranks.length && count < chosen.length; ++i) {
            (uint256 candidate_, uint256 place, uint256 votes) = _read(ranks[i]);
            if (votes == 0) break;
            uint256 cost = e.nominees[candidate_].amount;
            if (amount + cost > e.ceiling) continue;
            amount += cost;
            places |= uint64(1 << place);
            chosen[count++] = candidate_;
        }
        elected = Arrays.splice(chosen, 0, count);
    }

    /// @dev All who stand, by rank, each as one number that sorts so: what is lacking to the most votes there can be (64
    /// bits), then the candidate's number (32 bits), so that of equals the earlier comes first, then its place (8 bits).
    function _ranked(Stored storage e) private view returns (uint256[] memory ranks) {
        uint64 standing = e.standing;
        ranks = new uint256[](MAX_CANDIDATES);
        uint256 count = 0;
        for (uint64 rest = standing; rest != 0; rest &= rest - 1) {
            uint256 place = _lowest(rest);
            uint256 lacking = type(uint64).max - e.votesAt[place];
            ranks[count++] = (lacking << 40) | (uint256(e.numberAt[place]) << 8) | place;
        }
        ranks = Arrays.sort(Arrays.splice(ranks, 0, count));
    }

    function _read(uint256 rank) private pure returns (uint256 candidate_, uint256 place, uint256 votes) {
        return (uint32(rank >> 8), uint8(rank), type(uint64).max - (rank >> 40));
    }

    /// @dev The treasury is asked whether it would, and then told to: what it refuses for any other reason, be it for want
    /// of gas, makes the closing fail, which can be tried again. Were the refusal caught, whoever closes with little gas
    /// would make it look as if the budget were gone.
    function _reserve(uint256 budget, uint256 amount) private returns (uint256 reservation) {
        if (amount == 0 || !treasury.isOpen(budget) || !_mayReserveFrom(budget)) return 0;
        if (treasury.budget(budget).remainder < amount) return 0;
        return treasury.reserve(budget, amount);
    }

    function _totalUnits(Stored storage e) private view returns (uint256) {
        return IVotes(e.rules.electorate).getPastTotalSupply(e.rules.votingFrom);
    }

    function _checked(string memory signingName) private pure returns (string memory) {
        bytes memory letters = bytes(signingName);
        if (letters.length == 0 || letters.length > 31) revert GeneralElectionInvalidName();
        for (uint256 i = 0; i < letters.length; ++i) {
            if (letters[i] < 0x20 || letters[i] > 0x7e) revert GeneralElectionInvalidName();
        }
        return signingName;
    }
}
