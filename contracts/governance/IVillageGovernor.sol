// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBallots} from "./IBallots.sol";

/// @title What the village's Governor adds to OpenZeppelin's
/// @notice An OpenZeppelin Governor (settings, votes, quorum fraction, timelock control, late quorum, sequential numbers)
/// with a quorum in basis points that is "at least" or "more than", bounded settings, a veto, proposals that expire, and
/// batches of signed ballots.
/// What of OpenZeppelin's behaves otherwise here:
/// - `propose` takes a description only if it ends in `#proposer=` and the sender's address (small or capital letters), so
///   that nobody can copy a proposal and cancel it; without the ending it reverts with `GovernorRestrictedProposer`;
/// - a vote needs at least one unit, and all votes, also "against", fill the quorum;
/// - `proposalThreshold` falls with the units: it is never more than max(1, 1 % of the units one second ago);
/// - `state` answers Expired for what was not queued, or not executed, within `EXPIRY`;
/// - `relay` and `updateTimelock` always revert; ETH and tokens sent to the Governor are refused.
interface IVillageGovernor is IBallots {
    /// @notice What is fixed at founding (`quorumMoreThan`, `proposalsOpenFrom`, `walletGas`) and the settings at the start.
    /// @param name The EIP-712 domain's name: 1 to 31 letters of printable ASCII.
    /// @param quorumBps Quorum in basis points of the snapshot's total units, 1 to 5 000.
    /// @param quorumMoreThan True: votes must be more than the fraction; false: at least the fraction.
    /// @param votingDelay Seconds from a proposal to its snapshot, at most 30 days.
    /// @param votingPeriod Seconds of voting, 1 hour to 60 days.
    /// @param lateExtension Seconds of voting that remain at least when quorum is reached, at most the voting period.
    /// @param proposalThreshold Units a proposer needs, at least 1 and at most max(1, 1 % of the units); so 1 at a founding
    /// before anybody holds units.
    /// @param proposalsOpenFrom Nothing may be proposed before this time (seconds since the epoch).
    /// @param walletGas Gas that a wallet contract may use to check a signed ballot, 50 000 to 2 000 000. A passkey's wallet
    /// takes some 262 000 where the chain has no precompile for its curve, 24 000 where it has.
    struct Terms {
        string name;
        uint16 quorumBps;
        bool quorumMoreThan;
        uint48 votingDelay;
        uint32 votingPeriod;
        uint48 lateExtension;
        uint256 proposalThreshold;
        uint48 proposalsOpenFrom;
        uint256 walletGas;
    }

    /// @notice A ballot that its voter signed: EIP-712, in the Governor's domain (ERC-5267), of the type
    /// `VillageBallot(uint256 proposalId,uint8 support,address voter)`.
    /// @param voter Who votes, with their own units and those delegated to them.
    /// @param support 0 against, 1 for, 2 abstain.
    /// @param signature See `IBallots`.
    struct SignedBallot {
        address voter;
        uint8 support;
        bytes signature;
    }

    /// @notice The council stopped a proposal, and says why in public. OpenZeppelin's `ProposalCanceled` comes with it.
    event ProposalVetoed(uint256 indexed proposalId, address indexed council, string reason);

    /// @notice Thrown at construction when the electorate's clock is not the timestamp (ERC-6372).
    error VillageGovernorElectorateClock();
    /// @notice Thrown at construction when the signing name is empty, longer than 31 bytes or not printable ASCII.
    error VillageGovernorInvalidName();
    /// @notice Thrown when somebody proposes before `proposalsOpenFrom`.
    error VillageGovernorNotOpenYet(uint48 proposalsOpenFrom);
    /// @notice Thrown when somebody without a unit at the snapshot votes.
    error VillageGovernorNoVotingPower(uint256 proposalId, address voter);
    /// @notice Thrown when somebody votes a second time.
    error VillageGovernorAlreadyVoted(uint256 proposalId, address voter);
    /// @notice Thrown for a vote that is neither against (0), for (1) nor abstain (2).
    error VillageGovernorInvalidSupport(uint8 support);
    /// @notice Thrown, at construction or by a passed proposal, when a setting would leave its bounds:
    /// `least <= value <= most`.
    error VillageGovernorOutOfBounds(uint256 value, uint256 least, uint256 most);
    /// @notice Thrown when a veto would stop a proposal that only grants or revokes the COUNCIL role, without a delay.
    error VillageGovernorVetoOfCouncilChange(uint256 proposalId);
    /// @notice Thrown by `relay` and `updateTimelock`, which this Governor does not offer.
    error VillageGovernorDisabled();

    /// @notice Whether votes must be more than the quorum's fraction, or at least.
    function quorumMoreThan() external view returns (bool);
    /// @notice Nothing may be proposed before this time.
    function proposalsOpenFrom() external view returns (uint48);
    /// @notice The EIP-712 type hash of a signed ballot.
    function VILLAGE_BALLOT_TYPEHASH() external view returns (bytes32);
    /// @notice Seconds after which a proposal that nobody queued, or nobody executed, expires: 30 days.
    function EXPIRY() external view returns (uint48);
    /// @notice The votes cast, in units: against, for, abstain.
    function proposalVotes(uint256 proposalId)
        external
        view
        returns (uint256 againstVotes, uint256 forVotes, uint256 abstainVotes);
    /// @notice How many votes (against, for and abstain together) are enough where there are `totalUnits`, at `bps` basis
    /// points. *At least*: ⌈totalUnits × bps / 10 000⌉. *More than*: ⌊totalUnits × bps / 10 000⌋ + 1.
    function quorumOf(uint256 totalUnits, uint256 bps) external view returns (uint256);
    /// @notice Casts ballots in their voters' names, in the order given. Anyone may call it while the proposal is Active, or
    /// else it reverts with `GovernorUnexpectedProposalState`. A ballot that counts emits OpenZeppelin's `VoteCast` without
    /// a reason, as `castVote` does; any other `BallotRejected`. Totals and a late extension are written once, at the end.
    function castBallots(uint256 proposalId, SignedBallot[] calldata ballots) external;
    /// @notice Stops a proposal while it is Pending, Active, Succeeded or Queued, in the timelock too. COUNCIL only, called
    /// directly and not through `AccessManager.execute`. A proposal of which every action is `revokeRole(COUNCIL, account)`
    /// or `grantRole(COUNCIL, account, 0)` on the village's manager, without ETH and to the byte, cannot be vetoed, so that
    /// the council can always be dismissed. The arguments are those of `propose`, the description by its keccak256.
    /// @param reason Public for ever: no personal data.
    /// @return proposalId The number of the stopped proposal.
    function veto(
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash,
        string calldata reason
    ) external returns (uint256 proposalId);
}
