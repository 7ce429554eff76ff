// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IVillageTreasury} from "../treasury/IVillageTreasury.sol";
import {IBallots} from "./IBallots.sol";

/// @title General elections: plans are nominated, voted on, and the best few are funded
/// @notice Built as `GeneralElection(address authority, IVillageTreasury treasury, Terms terms)`. Before the first election
/// the DAO sets the bounds and lists the electorates; the budget must name this contract as its awarder, and this contract
/// needs the treasury's ELECTION role.
///
/// An election runs like this. Times are seconds since the epoch, and "until" includes that very second:
/// 1. COUNCIL opens it (`open`). How much its winners may cost together, the ceiling, is fixed now.
/// 2. Until `nominationsUntil` whoever had the units one second before the opening nominates a plan (`nominate`), one that
///    stands at a time: so a token passed along takes no second place, and places are bounded by units. Who joined later
///    asks somebody who had them.
/// 3. Until `votingFrom` a nominator may withdraw it (`withdraw`), and COUNCIL may strike it and says why (`strike`), which
///    is final: that nominator nominates nothing more in this election. Then every ballot that names it is invalid,
///    whoever else it names: sign after `votingFrom`, when the list is final.
/// 4. In `votingFrom < t <= votingTo` everybody votes once, with the units they had at the end of second `votingFrom`:
///    themselves (`cast`), or by a signature that anyone brings (`castBallots`).
/// 5. Then anyone closes it, once (`close`): candidates are ranked by votes, ties go to the earlier nomination, and down
///    the list each that has a vote and still fits the ceiling is elected, until the seats are filled. If too few units
///    voted, nobody is. What the elected need is reserved in the treasury.
/// 6. Anyone has each elected plan awarded (`award`): the treasury makes a grant of it.
///
/// Numbers. Elections are counted from 1. A candidate's number counts the election's nominations from 1 and is never used
/// again. Its `place`, 0 to 63, is its bit on the ballot: the n-th nomination has place n - 1. Only when all 64 places have
/// been used does a new plan take the place of one that no longer stands, the lowest such. So a place may change hands, but
/// not unseen: `slate`, the running hash of all nominations, says who holds which, every ballot signs it, and it cannot
/// change once nominations are over.
///
/// Amounts are in the asset's smallest unit, ETH is the zero address. Units are the electorate's, at most 2^64 - 1 in all.
interface IGeneralElection is IBallots {
    /// @notice What is fixed at founding.
    /// @param signingName The EIP-712 domain's name: 1 to 31 letters of printable ASCII. The domain's version is "1".
    /// @param walletGas How much gas a wallet contract (ERC-1271) may use to check a signature; see `IBallots`.
    struct Terms {
        string signingName;
        uint32 walletGas;
    }

    /// @notice What the DAO demands of every election that COUNCIL opens from now on.
    /// @param minimumNomination Seconds from the opening until `nominationsUntil`, at least; itself at most 180 days.
    /// @param minimumVoting Seconds from `votingFrom` to `votingTo`, at least; itself 1 second to 180 days.
    /// @param minimumQuorumBps The lowest quorum, in basis points of all units, 1 to 5 000.
    /// @param minimumQuorumMoreThan Whether that lowest quorum is "more than" and not "at least". An election's quorum is
    /// high enough if it has more basis points, or as many and is no weaker in kind.
    struct Bounds {
        uint48 minimumNomination;
        uint48 minimumVoting;
        uint16 minimumQuorumBps;
        bool minimumQuorumMoreThan;
    }

    /// @notice What COUNCIL decides of one election.
    /// @param nominationsUntil The last second in which plans are nominated.
    /// @param votingFrom The second whose units count. Voting begins after it. Not before `nominationsUntil`.
    /// @param votingTo The last second of voting, after `votingFrom` and at most 366 days from the opening.
    /// @param seats How many plans are elected at most, 1 to 16.
    /// @param choices How many candidates a ballot names at most, 1 to 64.
    /// @param quorumBps How many of all units must vote, in basis points, up to 5 000.
    /// @param quorumMoreThan True: more than that fraction; false: at least.
    /// @param nominationUnits How many units a nominator must have had one second before the opening: at least 1, and at
    /// most max(1, 1 % of all the units there were then).
    /// @param electorate The votes (ERC-5805) that count, one of the DAO's list.
    /// @param budget The treasury's budget that pays, open for a day (`MIN_CLOSING_TIME`) or more after `votingTo`.
    /// @param contentHash SHA-256 of the announcement, not zero.
    /// @param uri Where the announcement can be read, at most 512 bytes; may be empty.
    struct Rules {
        uint48 nominationsUntil;
        uint48 votingFrom;
        uint48 votingTo;
        uint8 seats;
        uint8 choices;
        uint16 quorumBps;
        bool quorumMoreThan;
        uint96 nominationUnits;
        address electorate;
        uint256 budget;
        bytes32 contentHash;
        string uri;
    }

    /// @notice Nominating → Waiting → Voting → Ended, by the clock; → Closed by `close`. Waiting is when nominations are
    /// over and voting has not begun.
    enum ElectionState {
        Nominating,
        Waiting,
        Voting,
        Ended,
        Closed
    }

    /// @notice An election as it stands.
    /// @param opened The second in which it was opened.
    /// @param asset The budget's.
    /// @param ceiling What all who are elected may cost together: the budget's `ceilingBps` of what was in it at the opening
    /// and no other election that was not closed yet might still need.
    /// @param nominations How many nominations there ever were: candidates are numbered 1 to this.
    /// @param standing The places (bit `place` set) of the candidates that stand.
    /// @param slate The running hash of the nominations, in their order; 0 before the first. Withdrawing and striking do
    /// not change it. After nomination `candidate`:
    /// `keccak256(abi.encode(bytes32 slate, uint256 candidate, uint256 place, address nominator, bytes32 planHash))`, with
    /// the slate before it, and `planHash` the EIP-712 `hashStruct` of the plan.
    /// @param votes Units that voted: each voter's once, however many candidates they named.
    /// @param elected The places of those elected, 0 until it is closed.
    /// @param awarded The places of those awarded so far.
    /// @param reservation What `close` reserved, by its number in the treasury; 0 if nothing.
    struct Election {
        Rules rules;
        ElectionState state;
        uint48 opened;
        address asset;
        uint256 ceiling;
        uint256 nominations;
        uint64 standing;
        bytes32 slate;
        uint256 votes;
        uint64 elected;
        uint64 awarded;
        uint256 reservation;
    }

    /// @notice Standing → Withdrawn or Struck.
    enum CandidateStatus {
        Standing,
        Withdrawn,
        Struck
    }

    /// @notice A nomination as it stands. `plan` tells what it is about.
    /// @param place Its bit on the ballot, 0 to 63, for as long as it stands.
    /// @param amount What it costs: the sum of its milestones.
    /// @param votes Units that named it.
    /// @param elected Whether it was elected. False until the election is closed.
    /// @param grant The treasury's number of the grant it became, or 0.
    struct Candidate {
        address nominator;
        address recipient;
        uint8 place;
        CandidateStatus status;
        uint128 amount;
        uint256 votes;
        bool elected;
        uint256 grant;
    }

    /// @notice A ballot that its voter signed and anyone may bring.
    /// @param choices The places of the candidates named, bit by bit.
    /// @param signature Over the EIP-712 message `ElectionBallot(uint256 electionId,bytes32 slate,uint64 choices,address
    /// voter)`, in the words of `IBallots`; signed best after `votingFrom` (see `withdraw`).
    struct SignedChoice {
        address voter;
        uint64 choices;
        bytes signature;
    }

    /// @notice The DAO set other bounds, for elections opened from now on.
    event BoundsSet(Bounds bounds);
    /// @notice The DAO put an electorate on the list, or took it off. Elections already open keep theirs.
    event ElectorateSet(address indexed electorate, bool allowed);
    /// @notice COUNCIL opened an election.
    event ElectionOpened(
        uint256 indexed election,
        address indexed electorate,
        uint256 indexed budget,
        address asset,
        uint256 ceiling,
        Rules rules
    );
    /// @notice A plan was nominated; `amount` is the sum of its milestones, `slate` the running hash with it.
    event Nominated(
        uint256 indexed election,
        uint256 indexed candidate,
        address indexed nominator,
        uint8 place,
        uint256 amount,
        bytes32 slate,
        IVillageTreasury.Plan plan
    );
    /// @notice Its nominator withdrew a plan; its place is free.
    event NominationWithdrawn(uint256 indexed election, uint256 indexed candidate);
    /// @notice COUNCIL struck a plan off, and says why in public; its place is free, its nominator out of this election.
    event CandidateStruck(uint256 indexed election, uint256 indexed candidate, address indexed council, string reason);
    /// @notice A ballot was counted: `weight` units for each of the places in `choices`.
    event ChoicesCast(uint256 indexed election, address indexed voter, uint64 choices, uint256 weight);
    /// @notice An election was closed.
    /// @param votes Units that voted.
    /// @param quorum How many units had to vote. If `votes` is less, nobody is elected.
    /// @param totalUnits All units there were at `votingFrom`.
    /// @param elected The numbers of those elected, the first first.
    /// @param reservation The treasury's number of what was reserved for them; 0 if nothing was, because nobody is elected
    /// or because the budget could not give it: closed, expired, too little left, or no longer this contract's to award.
    /// @param reserved How much was reserved.
    event ElectionClosed(
        uint256 indexed election,
        uint256 votes,
        uint256 quorum,
        uint256 totalUnits,
        uint256[] elected,
        uint256 reservation,
        uint256 reserved
    );
    /// @notice An elected plan became a grant.
    event CandidateAwarded(uint256 indexed election, uint256 indexed candidate, uint256 indexed grant);

    /// @notice Thrown at construction when the signing name is empty, longer than 31 bytes or not printable ASCII.
    error GeneralElectionInvalidName();
    /// @notice Thrown at construction when the treasury obeys another manager.
    error GeneralElectionOtherAuthority();
    /// @notice Thrown by `setBounds` or `open` when a number leaves its bounds: `least <= value <= most`.
    error GeneralElectionOutOfBounds(uint256 value, uint256 least, uint256 most);
    /// @notice Thrown when an electorate is listed whose clock is not the timestamp (ERC-6372).
    error GeneralElectionElectorateClock(address electorate);

    /// @notice Thrown by `open` before the DAO set any bounds.
    error GeneralElectionNoBounds();
    /// @notice Thrown by `open` when the times are not in their order, or voting ends more than 366 days from now.
    error GeneralElectionInvalidTimes();
    /// @notice Thrown by `open` when nominations would end before `earliest`.
    error GeneralElectionNominationTooShort(uint48 nominationsUntil, uint48 earliest);
    /// @notice Thrown by `open` when voting would end before `earliest`.
    error GeneralElectionVotingTooShort(uint48 votingTo, uint48 earliest);
    /// @notice Thrown by `open` when the quorum is lower than the DAO's lowest.
    error GeneralElectionQuorumTooLow(uint16 quorumBps, bool moreThan, uint16 leastBps, bool leastMoreThan);
    /// @notice Thrown by `open` for an electorate that is not on the DAO's list.
    error GeneralElectionUnknownElectorate(address electorate);
    /// @notice Thrown by `open` when the budget does not exist, is closed, or expires less than a day after `votingTo`, so
    /// that there might not be a block left in which to close the election.
    error GeneralElectionBudgetNotOpen(uint256 budget);
    /// @notice Thrown by `open` when this contract is not one of the budget's awarders.
    error GeneralElectionNotAwarder(uint256 budget);
    /// @notice Thrown by `open` when the budget is empty, or its ceiling and the elections that run leave nothing to award.
    error GeneralElectionNothingToAward(uint256 budget);
    /// @notice Thrown when the hash of an announcement or of a plan is zero.
    error GeneralElectionEmptyHash();
    /// @notice Thrown when the address of an announcement or of a plan is longer than `most` bytes.
    error GeneralElectionUriTooLong(uint256 length, uint256 most);

    /// @notice Thrown when there is no such election.
    error GeneralElectionNoElection(uint256 election);
    /// @notice Thrown when there is no such candidate, or it does not stand any more.
    error GeneralElectionNoCandidate(uint256 election, uint256 candidate);

    /// @notice Thrown when a plan is nominated after `nominationsUntil`.
    error GeneralElectionNominationsOver(uint256 election, uint48 nominationsUntil);
    /// @notice Thrown when a nominator had fewer units, one second before the opening, than the election asks for.
    error GeneralElectionTooFewUnits(uint256 election, address nominator, uint256 units, uint256 needed);
    /// @notice Thrown when the nominator has a plan that stands: withdraw it first.
    error GeneralElectionAlreadyNominated(uint256 election, address nominator, uint256 candidate);
    /// @notice Thrown when COUNCIL struck a plan of this nominator's in this election.
    error GeneralElectionStruck(uint256 election, address nominator);
    /// @notice Thrown when 64 candidates stand.
    error GeneralElectionFull(uint256 election);
    /// @notice Thrown for a plan that the treasury would not award: no milestone or more than 8, one without an amount, or
    /// one due in no day or more than 3 650.
    error GeneralElectionInvalidPlan();
    /// @notice Thrown when a plan's recipient is the zero address or the treasury.
    error GeneralElectionInvalidRecipient(address recipient);
    /// @notice Thrown when a plan is in another asset than the budget.
    error GeneralElectionWrongAsset(address expected, address actual);
    /// @notice Thrown when a plan costs more than all the elected may together.
    error GeneralElectionOverCeiling(uint256 election, uint256 requested, uint256 ceiling);
    /// @notice Thrown when the recipient neither sent the nomination nor signed this plan of this nominator's.
    error GeneralElectionNoConsent(uint256 election, address recipient);
    /// @notice Thrown when somebody else than its nominator withdraws a plan.
    error GeneralElectionNotNominator(uint256 election, uint256 candidate, address caller);
    /// @notice Thrown when a plan is withdrawn or struck after `votingFrom`.
    error GeneralElectionVotingBegan(uint256 election, uint48 votingFrom);

    /// @notice Thrown when a ballot comes before or after voting: `votingFrom < t <= votingTo`.
    error GeneralElectionNotVoting(uint256 election, uint48 votingFrom, uint48 votingTo);
    /// @notice Thrown by `cast` when the voter has voted.
    error GeneralElectionAlreadyVoted(uint256 election, address voter);
    /// @notice Thrown by `cast` when the voter had no unit at `votingFrom`.
    error GeneralElectionNoVotingPower(uint256 election, address voter);
    /// @notice Thrown by `cast` when a ballot names nobody, more candidates than it may, or one that does not stand.
    error GeneralElectionInvalidChoice(uint256 election, uint64 choices);

    /// @notice Thrown when an election should be closed while `votingTo` has not passed.
    error GeneralElectionNotOver(uint256 election, uint48 votingTo);
    /// @notice Thrown when an election should be closed again.
    error GeneralElectionAlreadyClosed(uint256 election);
    /// @notice Thrown when an award is asked for before the election is closed.
    error GeneralElectionNotClosed(uint256 election);
    /// @notice Thrown when an award is asked for a candidate that was not elected.
    error GeneralElectionNotElected(uint256 election, uint256 candidate);
    /// @notice Thrown when an award is asked for and `close` could reserve nothing.
    error GeneralElectionNothingReserved(uint256 election);
    /// @notice Thrown when an award was made already.
    error GeneralElectionAlreadyAwarded(uint256 election, uint256 candidate, uint256 grant);

    /// @notice How many candidates stand at most: 64, as many as a ballot has bits.
    function MAX_CANDIDATES() external view returns (uint256);
    /// @notice How many plans are elected at most: 16.
    function MAX_SEATS() external view returns (uint256);
    /// @notice How many seconds from its opening an election's voting ends at most: 366 days.
    function MAX_DURATION() external view returns (uint48);
    /// @notice How many seconds after an election's voting its budget is open at least, so that it can be closed: 1 day.
    function MIN_CLOSING_TIME() external view returns (uint48);
    /// @notice How many bytes the address of an announcement or plan has at most: 512.
    function MAX_URI_BYTES() external view returns (uint256);
    /// @notice The EIP-712 type hash of
    /// `ElectionBallot(uint256 electionId,bytes32 slate,uint64 choices,address voter)`.
    function ELECTION_BALLOT_TYPEHASH() external view returns (bytes32);
    /// @notice The EIP-712 type hash of what a recipient signs who does not nominate themselves:
    /// `RecipientConsent(uint256 electionId,address nominator,Plan plan)` with
    /// `Milestone(uint128 amount,uint32 dueDays)` and
    /// `Plan(address recipient,address asset,Milestone[] milestones,bytes32 contentHash,string uri)`.
    function RECIPIENT_CONSENT_TYPEHASH() external view returns (bytes32);
    /// @notice The EIP-712 type hash of `Plan`, with `Milestone`, as above.
    function PLAN_TYPEHASH() external view returns (bytes32);
    /// @notice The EIP-712 type hash of `Milestone`, as above.
    function MILESTONE_TYPEHASH() external view returns (bytes32);
    /// @notice The treasury whose budgets pay.
    function treasury() external view returns (IVillageTreasury);

    /// @notice What the DAO demands of elections; all zero until it said so.
    function bounds() external view returns (Bounds memory);
    /// @notice The electorates on the DAO's list, in no promised order.
    function electorates() external view returns (address[] memory);
    /// @notice How many elections were ever opened.
    function electionCount() external view returns (uint256);
    /// @notice An election, closed or not.
    function election(uint256 election_) external view returns (Election memory);
    /// @notice How far an election is.
    function state(uint256 election_) external view returns (ElectionState);
    /// @notice A nomination, standing or not.
    function candidate(uint256 election_, uint256 candidate_) external view returns (Candidate memory);
    /// @notice A nomination's plan, as it would be awarded.
    function plan(uint256 election_, uint256 candidate_) external view returns (IVillageTreasury.Plan memory);
    /// @notice The number of the candidate that stands at `place`, or 0.
    function candidateAt(uint256 election_, uint256 place) external view returns (uint256);
    /// @notice The number of the candidate whom `nominator` nominated and who stands, or 0.
    function candidateOf(uint256 election_, address nominator) external view returns (uint256);
    /// @notice The places a voter named, or 0 if they have not voted.
    function ballotOf(uint256 election_, address voter) external view returns (uint64 choices);
    /// @notice How many units must vote. Reverts (ERC-5805) until `votingFrom` has passed.
    function quorum(uint256 election_) external view returns (uint256);
    /// @notice All who stand, by rank, and each one's votes: those of the present, and after `votingTo` the final ones.
    function ranking(uint256 election_) external view returns (uint256[] memory candidates, uint256[] memory votes);
    /// @notice Who was elected, the first first, and what they cost together; before the election is closed, who would be
    /// if it closed now. Reverts as `quorum` does.
    function outcome(uint256 election_) external view returns (uint256[] memory elected, uint256 amount);

    /// @notice Sets what every election opened from now on must keep to. DAO only.
    function setBounds(Bounds calldata bounds_) external;
    /// @notice Puts an electorate on the list, or takes it off. DAO only. What is put on must answer ERC-5805 with the
    /// timestamp as its clock, and tell the truth: its contract decides who has how many votes.
    function setElectorate(address electorate, bool allowed) external;
    /// @notice Opens an election, within the DAO's bounds, out of an open budget. COUNCIL only.
    function open(Rules calldata rules) external returns (uint256 election_);
    /// @notice Nominates a plan. Anyone who had the units one second before the opening, one plan that stands each.
    /// @param plan_ What the treasury will award: 1 to 8 milestones in the budget's asset, together at most the ceiling; the
    /// hash is not zero, the address at most 512 bytes.
    /// @param consent Nothing if the sender is the recipient; else the recipient's signature of `RecipientConsent`, as a
    /// ballot's. It is good for the same plan, nominator and election again, should the plan be withdrawn in between.
    function nominate(uint256 election_, IVillageTreasury.Plan calldata plan_, bytes calldata consent)
        external
        returns (uint256 candidate_);
    /// @notice Withdraws a plan, until `votingFrom`. Its nominator only, who may then nominate another. A ballot signed
    /// before that names it is not counted at all, also not for the others whom it names; its voter may cast another.
    function withdraw(uint256 election_, uint256 candidate_) external;
    /// @notice Strikes a plan off, until `votingFrom`. Its nominator nominates nothing more in this election. COUNCIL only.
    /// @param reason Public for ever: no personal data.
    function strike(uint256 election_, uint256 candidate_, string calldata reason) external;
    /// @notice Votes, once, with all the units one had at `votingFrom`, delegated ones included. Anyone who had some.
    /// @dev It signs no slate: where the chain may still forget blocks that are this old, let some time pass between
    /// `nominationsUntil` and `votingFrom`, or sign.
    /// @param choices The places of the candidates named, bit by bit: 1 to `rules.choices` of those that stand.
    function cast(uint256 election_, uint64 choices) external returns (uint256 weight);
    /// @notice Brings ballots that others signed. Anyone. Each is accepted (`ChoicesCast`) or rejected (`BallotRejected`)
    /// by itself, as `IBallots` says; a ballot that signs another slate is not signed for this one.
    function castBallots(uint256 election_, SignedChoice[] calldata ballots) external;
    /// @notice Closes an election when `votingTo` has passed, once. Anyone. If the budget is gone, who is elected stands and
    /// nothing is reserved; the DAO may still award their plans.
    function close(uint256 election_) external;
    /// @notice Makes a grant of an elected plan out of what was reserved, once. Anyone, at any time. If the treasury refuses
    /// it reverts, and can be tried again.
    function award(uint256 election_, uint256 candidate_) external returns (uint256 grant);
}
