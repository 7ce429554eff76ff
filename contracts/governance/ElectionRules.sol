// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {IVotes} from "@openzeppelin/contracts/governance/utils/IVotes.sol";
import {IERC6372} from "@openzeppelin/contracts/interfaces/IERC6372.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {EnumerableSet} from "@openzeppelin/contracts/utils/structs/EnumerableSet.sol";
import {Time} from "@openzeppelin/contracts/utils/types/Time.sol";

import {VillageManaged} from "../charter/VillageManaged.sol";
import {IVillageTreasury} from "../treasury/IVillageTreasury.sol";
import {IGeneralElection} from "./IGeneralElection.sol";

/// @title What the DAO demands of an election, and how the council opens one
/// @notice What must always hold:
/// - an election keeps to the bounds that were in force when it was opened, and never changes its rules;
/// - its electorate was on the DAO's list then, and counts by the timestamp; one in a hundred of it is enough to nominate;
/// - its ceiling is the budget's share of what was in it then, whatever comes in or goes out later, and no two elections
///   that run at once may promise the same money: their ceilings together fit the budget they were opened on.
abstract contract ElectionRules is IGeneralElection, VillageManaged, IERC6372 {
    using EnumerableSet for EnumerableSet.AddressSet;

    /// @dev A nomination as stored. Its milestones are the first `milestoneCount`.
    struct Nominee {
        address nominator; //             slot 0
        uint8 place;
        CandidateStatus status;
        uint8 milestoneCount;
        uint64 grant;
        address recipient; //             slot 1
        uint128 amount; //                slot 2
        bytes32 contentHash; //           slot 3
        string uri; //                    slot 4
        IVillageTreasury.MilestoneTerms[8] milestones; // one slot each
    }

    /// @dev An election as stored. Its rules are five slots: times, seats, choices, quorum (184 bits); nominationUnits and
    /// electorate; budget; hash; address.
    struct Stored {
        Rules rules;
        uint64 standing; //               one slot, which a ballot reads and writes
        uint96 votes;
        uint32 nominations;
        bool closed;
        uint48 opened;
        bytes32 slate; //                 one slot
        address asset; //                 one slot
        uint128 ceiling; //               two slots with what follows
        uint64 reservation;
        uint64 elected;
        uint64 awarded;
        uint64[64] votesAt; //            by place, four to a slot: a ballot with a few choices touches few
        uint32[64] numberAt; //           by place, eight to a slot: whose it is, or was before it was freed
        mapping(address nominator => uint256 candidate) candidateOf;
        mapping(address voter => uint64 choices) ballotOf;
        mapping(uint256 candidate => Nominee) nominees;
        mapping(address nominator => bool) struck;
    }

    /// @inheritdoc IGeneralElection
    uint256 public constant MAX_CANDIDATES = 64;
    /// @inheritdoc IGeneralElection
    uint256 public constant MAX_SEATS = 16;
    /// @inheritdoc IGeneralElection
    uint48 public constant MAX_DURATION = 366 days;
    /// @inheritdoc IGeneralElection
    uint48 public constant MIN_CLOSING_TIME = 1 days;
    /// @inheritdoc IGeneralElection
    uint256 public constant MAX_URI_BYTES = 512;

    uint256 private constant MOST_BOUND = 180 days;
    uint256 private constant MOST_QUORUM = 5000;
    uint256 private constant WHOLE = 10_000;

    /// @inheritdoc IGeneralElection
    IVillageTreasury public immutable treasury;

    /// @inheritdoc IGeneralElection
    uint256 public electionCount;
    Bounds private _bounds;
    EnumerableSet.AddressSet private _electorates;
    mapping(uint256 number => Stored) private _elections;
    /// @dev What the elections that are not closed yet may promise out of a budget: their ceilings together.
    mapping(uint256 budget => uint256) internal _pledged;

    constructor(address authority_, IVillageTreasury treasury_) VillageManaged(authority_) {
        // Whether the treasury lets an election reserve is asked of this manager.
        if (VillageManaged(address(treasury_)).authority() != authority_) revert GeneralElectionOtherAuthority();
        treasury = treasury_;
    }

    /* READING */

    /// @notice The timestamp, in seconds since the epoch.
    function clock() public view returns (uint48) {
        return Time.timestamp();
    }

    /// @notice ERC-6372's description of the clock.
    // solhint-disable-next-line func-name-mixedcase
    function CLOCK_MODE() external pure returns (string memory) {
        return "mode=timestamp";
    }

    /// @inheritdoc IGeneralElection
    function bounds() external view returns (Bounds memory) {
        return _bounds;
    }

    /// @inheritdoc IGeneralElection
    function electorates() external view returns (address[] memory) {
        return _electorates.values();
    }

    /// @inheritdoc IGeneralElection
    function election(uint256 election_) external view returns (Election memory found) {
        Stored storage e = _existing(election_);
        found.rules = e.rules;
        found.state = state(election_);
        found.opened = e.opened;
        found.asset = e.asset;
        found.ceiling = e.ceiling;
        found.nominations = e.nominations;
        found.standing = e.standing;
        found.slate = e.slate;
        found.votes = e.votes;
        found.elected = e.elected;
        found.awarded = e.awarded;
        found.reservation = e.reservation;
    }

    /// @inheritdoc IGeneralElection
    function state(uint256 election_) public view returns (ElectionState) {
        Stored storage e = _existing(election_);
        if (e.closed) return ElectionState.Closed;
        if (clock() <= e.rules.nominationsUntil) return ElectionState.Nominating;
        if (clock() <= e.rules.votingFrom) return ElectionState.Waiting;
        if (clock() <= e.rules.votingTo) return ElectionState.Voting;
        return ElectionState.Ended;
    }

    /* THE DAO'S BOUNDS */

    /// @inheritdoc IGeneralElection
    function setBounds(Bounds memory bounds_) external restricted {
        _checkWithin(bounds_.minimumNomination, 0, MOST_BOUND);
        _checkWithin(bounds_.minimumVoting, 1, MOST_BOUND);
        _checkWithin(bounds_.minimumQuorumBps, 1, MOST_QUORUM);
        _bounds = bounds_;
        emit BoundsSet(bounds_);
    }

    /// @inheritdoc IGeneralElection
    function setElectorate(address electorate, bool allowed) external restricted {
        if (allowed) {
            if (!_ticksInSeconds(electorate)) revert GeneralElectionElectorateClock(electorate);
            // Candidates' votes are counted in 64 bits. Who answers nothing here would answer no voter either.
            _checkWithin(IVotes(electorate).getPastTotalSupply(clock() - 1), 0, type(uint64).max);
            _electorates.add(electorate);
        } else {
            _electorates.remove(electorate);
        }
        emit ElectorateSet(electorate, allowed);
    }

    /* OPENING */

    /// @inheritdoc IGeneralElection
    function open(Rules memory rules) external restricted returns (uint256 election_) {
        _checkTimes(rules);
        _checkTerms(rules);
        (address asset, uint128 ceiling) = _ceilingOf(rules.budget, rules.votingTo);

        election_ = ++electionCount;
        Stored storage e = _elections[election_];
        e.rules = rules;
        e.opened = clock();
        e.asset = asset;
        e.ceiling = ceiling;
        _pledged[rules.budget] += ceiling;
        emit ElectionOpened(election_, rules.electorate, rules.budget, asset, ceiling, rules);
    }

    /* FOR THE PARTS ABOVE */

    function _existing(uint256 election_) internal view returns (Stored storage e) {
        e = _elections[election_];
        if (e.rules.votingTo == 0) revert GeneralElectionNoElection(election_);
    }

    function _checkText(bytes32 contentHash, string memory uri) internal pure {
        if (contentHash == 0) revert GeneralElectionEmptyHash();
        if (bytes(uri).length > MAX_URI_BYTES) revert GeneralElectionUriTooLong(bytes(uri).length, MAX_URI_BYTES);
    }

    /// @dev Whether the treasury would let this contract reserve from the budget now, as far as it is a matter of who asks.
    function _mayReserveFrom(uint256 budget) internal view returns (bool may) {
        if (!treasury.isAwarder(budget, address(this))) return false;
        (may,) =
            IAccessManager(authority()).canCall(address(this), address(treasury), IVillageTreasury.reserve.selector);
    }

    /// @dev How many votes are enough. *At least*: ⌈units × bps / 10 000⌉. *More than*: ⌊units × bps / 10 000⌋ + 1.
    function _quorumOf(Stored storage e, uint256 totalUnits) internal view returns (uint256) {
        uint256 share = totalUnits * e.rules.quorumBps;
        return e.rules.quorumMoreThan ? share / WHOLE + 1 : Math.ceilDiv(share, WHOLE);
    }

    /* PARTS */

    function _checkTimes(Rules memory rules) private view {
        Bounds memory least = _bounds;
        if (least.minimumVoting == 0) revert GeneralElectionNoBounds();
        bool inOrder = clock() < rules.nominationsUntil && rules.nominationsUntil <= rules.votingFrom
            && rules.votingFrom < rules.votingTo && rules.votingTo <= clock() + MAX_DURATION;
        if (!inOrder) revert GeneralElectionInvalidTimes();
        uint48 earliest = clock() + least.minimumNomination;
        if (rules.nominationsUntil < earliest) {
            revert GeneralElectionNominationTooShort(rules.nominationsUntil, earliest);
        }
        earliest = rules.votingFrom + least.minimumVoting;
        if (rules.votingTo < earliest) revert GeneralElectionVotingTooShort(rules.votingTo, earliest);
        if (_isWeaker(rules, least)) {
            revert GeneralElectionQuorumTooLow(
                rules.quorumBps, rules.quorumMoreThan, least.minimumQuorumBps, least.minimumQuorumMoreThan
            );
        }
    }

    function _checkTerms(Rules memory rules) private view {
        _checkWithin(rules.seats, 1, MAX_SEATS);
        _checkWithin(rules.choices, 1, MAX_CANDIDATES);
        _checkWithin(rules.quorumBps, 1, MOST_QUORUM);
        if (!_electorates.contains(rules.electorate)) revert GeneralElectionUnknownElectorate(rules.electorate);
        // With none needed, anyone at all could fill the slate; with many, nobody could but the few who have as many.
        uint256 units = IVotes(rules.electorate).getPastTotalSupply(clock() - 1);
        _checkWithin(rules.nominationUnits, 1, Math.max(1, units / 100));
        _checkText(rules.contentHash, rules.uri);
    }

    /// @dev One basis point more asks for at least as many votes as "more than" does: ⌈x⌉ ≥ ⌊y⌋ + 1 wherever x > y.
    function _isWeaker(Rules memory rules, Bounds memory least) private pure returns (bool) {
        if (rules.quorumBps != least.minimumQuorumBps) return rules.quorumBps < least.minimumQuorumBps;
        return least.minimumQuorumMoreThan && !rules.quorumMoreThan;
    }

    function _ceilingOf(uint256 budget, uint48 votingTo) private view returns (address asset, uint128 ceiling) {
        if (!treasury.isOpen(budget)) revert GeneralElectionBudgetNotOpen(budget);
        IVillageTreasury.Budget memory b = treasury.budget(budget);
        if (b.expires < votingTo + MIN_CLOSING_TIME) revert GeneralElectionBudgetNotOpen(budget);
        if (!_mayReserveFrom(budget)) revert GeneralElectionNotAwarder(budget);
        // What the elections that run may still promise is not there for another one. At most the remainder, since no
        // budget's ceiling is over 100 %.
        ceiling = uint128(Math.saturatingSub(b.remainder, _pledged[budget]) * b.ceilingBps / WHOLE);
        if (ceiling == 0) revert GeneralElectionNothingToAward(budget);
        asset = b.asset;
    }

    function _ticksInSeconds(address electorate) private view returns (bool) {
        // `try` does not catch a call to an address without code.
        if (electorate.code.length == 0) return false;
        try IERC6372(electorate).clock() returns (uint48 time) {
            return time == clock();
        } catch {
            return false;
        }
    }

    function _checkWithin(uint256 value, uint256 least, uint256 most) private pure {
        if (value < least || value > most) revert GeneralElectionOutOfBounds(value, least, most);
    }
}
