// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";

import {IVillageGovernor} from "./IVillageGovernor.sol";
import {SignedBallots} from "./SignedBallots.sol";
import {VillageCounting} from "./VillageCounting.sol";

/// @title Ballots that others bring
/// @notice What must always hold:
/// - a signed ballot counts exactly as `castVote` by its voter would: the same units, once, in the same totals;
/// - each ballot of a batch stands for itself, and in the order given; a batch without a good one changes nothing;
/// - who was counted is written before the next ballot is looked at, the totals and the late extension once at the end.
/// @dev What is the same for all ballots is read once. A ballot is left with one new slot (who voted), a cold read of its
/// units, a signature and an event. Nobody is called but by `staticcall`, so nobody can act between two ballots.
abstract contract VillageBallots is VillageCounting, SignedBallots {
    /// @inheritdoc IVillageGovernor
    bytes32 public constant override VILLAGE_BALLOT_TYPEHASH =
        keccak256("VillageBallot(uint256 proposalId,uint8 support,address voter)");

    /// @dev What is the same for all ballots of a batch.
    struct Poll {
        uint256 proposalId;
        uint256 snapshot;
        bytes32 domain;
    }

    /// @inheritdoc IVillageGovernor
    function castBallots(uint256 proposalId, SignedBallot[] calldata ballots) external override {
        _validateStateBitmap(proposalId, _encodeStateBitmap(ProposalState.Active));
        Poll memory poll = Poll(proposalId, proposalSnapshot(proposalId), _domainSeparatorV4());
        mapping(address voter => bool) storage voted = _votersOf(proposalId);
        uint256[3] memory counted;

        for (uint256 i = 0; i < ballots.length; ++i) {
            SignedBallot calldata ballot = ballots[i];
            address voter = ballot.voter;
            (BallotFault fault, uint256 units) =
                voted[voter] ? (BallotFault.AlreadyVoted, 0) : _judge(poll, voter, ballot);
            if (fault != BallotFault.None) {
                emit BallotRejected(proposalId, voter, fault);
                continue;
            }

            voted[voter] = true;
            counted[ballot.support] += units;
            emit VoteCast(voter, proposalId, ballot.support, units, "");
        }

        if (_addVotes(proposalId, counted)) _tallyUpdated(proposalId);
    }

    /// @dev The signature last: a wallet is asked only when its answer decides.
    function _judge(Poll memory poll, address voter, SignedBallot calldata ballot)
        private
        view
        returns (BallotFault fault, uint256 units)
    {
        units = _getVotes(voter, poll.snapshot, "");
        if (units == 0) return (BallotFault.NoVotingPower, 0);
        uint8 support = ballot.support;
        if (support > uint8(type(Support).max)) return (BallotFault.InvalidChoice, 0);

        bytes32 hash = keccak256(abi.encode(VILLAGE_BALLOT_TYPEHASH, poll.proposalId, support, voter));
        bytes32 digest = MessageHashUtils.toTypedDataHash(poll.domain, hash);
        if (!_isSigned(voter, digest, ballot.signature)) return (BallotFault.InvalidSignature, 0);
    }
}
