// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IVotes} from "@openzeppelin/contracts/governance/utils/IVotes.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {ElectionNominations} from "./ElectionNominations.sol";
import {IGeneralElection} from "./IGeneralElection.sol";

/// @title Voting: one ballot each, cast or signed
/// @notice What must always hold:
/// - a voter is counted once in an election, with the units of `votingFrom`, whichever way the ballot came;
/// - a ballot adds its weight once to each candidate it names and once to the election's votes, and to nothing else;
/// - a signed ballot counts exactly as `cast` by its voter would, and each of a batch by itself.
/// @dev What is the same for all ballots of a batch is read once, and the votes are added up in memory and written once. A
/// ballot is left with one new slot (whom the voter named), a cold read of its units, a signature and an event. Nobody is
/// called but by `staticcall`, so nobody can act between two ballots.
abstract contract ElectionBallots is ElectionNominations {
    using SafeCast for uint256;

    /// @inheritdoc IGeneralElection
    bytes32 public constant ELECTION_BALLOT_TYPEHASH =
        keccak256("ElectionBallot(uint256 electionId,bytes32 slate,uint64 choices,address voter)");

    /// @dev What is the same for all ballots of an election.
    struct Poll {
        uint256 election;
        IVotes electorate;
        uint256 snapshot;
        uint64 standing;
        uint256 most;
        bytes32 slate;
        bytes32 domain;
    }

    /// @dev What a batch adds: in all, and to each place in `named`.
    struct Count {
        uint256 votes;
        uint64 named;
        uint256[64] votesAt;
    }

    /// @inheritdoc IGeneralElection
    function ballotOf(uint256 election_, address voter) external view returns (uint64) {
        return _existing(election_).ballotOf[voter];
    }

    /// @inheritdoc IGeneralElection
    function cast(uint256 election_, uint64 choices) external returns (uint256 weight) {
        Stored storage e = _existing(election_);
        Poll memory poll = _pollOf(election_, e);
        BallotFault fault;
        (fault, weight) = _judge(e, poll, msg.sender, choices);
        if (fault == BallotFault.AlreadyVoted) revert GeneralElectionAlreadyVoted(election_, msg.sender);
        if (fault == BallotFault.NoVotingPower) revert GeneralElectionNoVotingPower(election_, msg.sender);
        if (fault == BallotFault.InvalidChoice) revert GeneralElectionInvalidChoice(election_, choices);

        e.ballotOf[msg.sender] = choices;
        e.votes += weight.toUint96();
        for (uint64 rest = choices; rest != 0; rest &= rest - 1) {
            e.votesAt[_lowest(rest)] += weight.toUint64();
        }
        emit ChoicesCast(election_, msg.sender, choices, weight);
    }

    /// @inheritdoc IGeneralElection
    function castBallots(uint256 election_, SignedChoice[] calldata ballots) external {
        Stored storage e = _existing(election_);
        Poll memory poll = _pollOf(election_, e);
        Count memory counted;

        for (uint256 i = 0; i < ballots.length; ++i) {
            (address voter, uint64 choices) = (ballots[i].voter, ballots[i].choices);
            (BallotFault fault, uint256 weight) = _judge(e, poll, voter, choices);
            // The signature last: a wallet is asked only when its answer decides.
            if (fault == BallotFault.None && !_isSigned(voter, _digest(poll, voter, choices), ballots[i].signature)) {
                fault = BallotFault.InvalidSignature;
            }
            if (fault != BallotFault.None) {
                emit BallotRejected(election_, voter, fault);
                continue;
            }

            e.ballotOf[voter] = choices;
            _count(counted, choices, weight);
            emit ChoicesCast(election_, voter, choices, weight);
        }

        if (counted.votes != 0) _write(e, counted);
    }

    /* PARTS */

    function _pollOf(uint256 election_, Stored storage e) private view returns (Poll memory) {
        (uint48 from, uint48 to) = (e.rules.votingFrom, e.rules.votingTo);
        if (clock() <= from || clock() > to) revert GeneralElectionNotVoting(election_, from, to);
        return
            Poll(
                election_, IVotes(e.rules.electorate), from, e.standing, e.rules.choices, e.slate, _domainSeparatorV4()
            );
    }

    function _digest(Poll memory poll, address voter, uint64 choices) private pure returns (bytes32) {
        bytes32 ballot = keccak256(abi.encode(ELECTION_BALLOT_TYPEHASH, poll.election, poll.slate, choices, voter));
        return MessageHashUtils.toTypedDataHash(poll.domain, ballot);
    }

    function _judge(Stored storage e, Poll memory poll, address voter, uint64 choices)
        private
        view
        returns (BallotFault fault, uint256 weight)
    {
        if (e.ballotOf[voter] != 0) return (BallotFault.AlreadyVoted, 0);
        weight = poll.electorate.getPastVotes(voter, poll.snapshot);
        if (weight == 0) return (BallotFault.NoVotingPower, 0);
        if (choices == 0 || choices & ~poll.standing != 0) return (BallotFault.InvalidChoice, 0);
        uint256 named = 0;
        for (uint64 rest = choices; rest != 0; rest &= rest - 1) {
            if (++named > poll.most) return (BallotFault.InvalidChoice, 0);
        }
    }

    function _count(Count memory counted, uint64 choices, uint256 weight) private pure {
        counted.votes += weight;
        counted.named |= choices;
        for (uint64 rest = choices; rest != 0; rest &= rest - 1) {
            counted.votesAt[_lowest(rest)] += weight;
        }
    }

    function _write(Stored storage e, Count memory counted) private {
        e.votes += counted.votes.toUint96();
        for (uint64 rest = counted.named; rest != 0; rest &= rest - 1) {
            uint256 place = _lowest(rest);
            e.votesAt[place] += counted.votesAt[place].toUint64();
        }
    }
}
