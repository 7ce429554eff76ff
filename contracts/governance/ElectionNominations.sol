// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IVotes} from "@openzeppelin/contracts/governance/utils/IVotes.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {IVillageTreasury} from "../treasury/IVillageTreasury.sol";
import {ElectionRules} from "./ElectionRules.sol";
import {IGeneralElection} from "./IGeneralElection.sol";
import {SignedBallots} from "./SignedBallots.sol";

/// @title Who stands: nominating, withdrawing, striking
/// @notice What must always hold:
/// - a candidate's number is never given again, and the slate says who had which place, in which order;
/// - each place of `standing` has exactly one candidate, each nominator at most one, and from `votingFrom` on nothing of
///   this changes;
/// - whoever the council struck nominates nothing more in that election;
/// - no unit counts for two nominators: whose it was is read at one moment, just before the opening;
/// - what stands could be awarded: the treasury would take the plan, it fits the ceiling, and its recipient agreed to it.
abstract contract ElectionNominations is ElectionRules, SignedBallots, EIP712 {
    /// @inheritdoc IGeneralElection
    bytes32 public constant MILESTONE_TYPEHASH = keccak256("Milestone(uint128 amount,uint32 dueDays)");
    /// @inheritdoc IGeneralElection
    bytes32 public constant PLAN_TYPEHASH = keccak256(
        "Plan(address recipient,address asset,Milestone[] milestones,bytes32 contentHash,string uri)Milestone(uint128 amount,uint32 dueDays)"
    );
    /// @inheritdoc IGeneralElection
    bytes32 public constant RECIPIENT_CONSENT_TYPEHASH = keccak256(
        "RecipientConsent(uint256 electionId,address nominator,Plan plan)Milestone(uint128 amount,uint32 dueDays)Plan(address recipient,address asset,Milestone[] milestones,bytes32 contentHash,string uri)"
    );

    /// @dev The treasury's own limits: what it would not award must not be elected. A nominee has room for 8 milestones.
    uint256 private immutable _maxMilestones;
    uint256 private immutable _maxDueDays;

    constructor() {
        _maxMilestones = treasury.MAX_MILESTONES();
        _maxDueDays = treasury.MAX_DUE_DAYS();
    }

    /* READING */

    /// @inheritdoc IGeneralElection
    function candidate(uint256 election_, uint256 candidate_) external view returns (Candidate memory) {
        Stored storage e = _existing(election_);
        Nominee storage n = _nominee(election_, e, candidate_);
        bool stands = n.status == CandidateStatus.Standing;
        return Candidate({
            nominator: n.nominator,
            recipient: n.recipient,
            place: n.place,
            status: n.status,
            amount: n.amount,
            // Whoever does not stand may have left their place to somebody else.
            votes: stands ? e.votesAt[n.place] : 0,
            elected: stands && _has(e.elected, n.place),
            grant: n.grant
        });
    }

    /// @inheritdoc IGeneralElection
    function plan(uint256 election_, uint256 candidate_) external view returns (IVillageTreasury.Plan memory) {
        Stored storage e = _existing(election_);
        return _planOf(e, _nominee(election_, e, candidate_));
    }

    /// @inheritdoc IGeneralElection
    function candidateAt(uint256 election_, uint256 place) external view returns (uint256) {
        Stored storage e = _existing(election_);
        return place < MAX_CANDIDATES && _has(e.standing, place) ? e.numberAt[place] : 0;
    }

    /// @inheritdoc IGeneralElection
    function candidateOf(uint256 election_, address nominator) external view returns (uint256) {
        return _existing(election_).candidateOf[nominator];
    }

    /* NOMINATING */

    /// @inheritdoc IGeneralElection
    function nominate(uint256 election_, IVillageTreasury.Plan memory plan_, bytes calldata consent)
        external
        returns (uint256 candidate_)
    {
        Stored storage e = _existing(election_);
        if (clock() > e.rules.nominationsUntil) {
            revert GeneralElectionNominationsOver(election_, e.rules.nominationsUntil);
        }
        _checkNominator(election_, e);
        uint256 amount = _checkPlan(election_, e, plan_);
        bytes32 planHash = _hashPlan(plan_);
        if (!_agrees(election_, plan_.recipient, planHash, consent)) {
            revert GeneralElectionNoConsent(election_, plan_.recipient);
        }

        return _enter(election_, e, plan_, planHash, amount);
    }

    /// @inheritdoc IGeneralElection
    function withdraw(uint256 election_, uint256 candidate_) external {
        (Stored storage e, Nominee storage n) = _removable(election_, candidate_);
        if (msg.sender != n.nominator) revert GeneralElectionNotNominator(election_, candidate_, msg.sender);
        _remove(e, n, CandidateStatus.Withdrawn);
        emit NominationWithdrawn(election_, candidate_);
    }

    /// @inheritdoc IGeneralElection
    function strike(uint256 election_, uint256 candidate_, string calldata reason) external restricted {
        (Stored storage e, Nominee storage n) = _removable(election_, candidate_);
        _remove(e, n, CandidateStatus.Struck);
        // Who could come again would hold a place for as long as the council does not tire.
        e.struck[n.nominator] = true;
        emit CandidateStruck(election_, candidate_, msg.sender, reason);
    }

    /* FOR THE PARTS ABOVE */

    function _nominee(uint256 election_, Stored storage e, uint256 candidate_)
        internal
        view
        returns (Nominee storage n)
    {
        n = e.nominees[candidate_];
        if (n.nominator == address(0)) revert GeneralElectionNoCandidate(election_, candidate_);
    }

    function _planOf(Stored storage e, Nominee storage n) internal view returns (IVillageTreasury.Plan memory) {
        uint256 count = n.milestoneCount;
        IVillageTreasury.MilestoneTerms[] memory milestones = new IVillageTreasury.MilestoneTerms[](count);
        for (uint256 i = 0; i < count; ++i) {
            milestones[i] = n.milestones[i];
        }
        return IVillageTreasury.Plan(n.recipient, e.asset, milestones, n.contentHash, n.uri);
    }

    function _has(uint64 places, uint256 place) internal pure returns (bool) {
        return (places >> place) & 1 == 1;
    }

    /// @dev The lowest of some places; `places` is not 0.
    function _lowest(uint64 places) internal pure returns (uint256) {
        return Math.log2(places & (~places + 1));
    }

    /* PARTS */

    function _checkNominator(uint256 election_, Stored storage e) private view {
        // At one moment for all, or units passed along would nominate once for each hand; and before the second of the
        // opening, in which whoever opens could still move them.
        uint256 units = IVotes(e.rules.electorate).getPastVotes(msg.sender, e.opened - 1);
        if (units < e.rules.nominationUnits) {
            revert GeneralElectionTooFewUnits(election_, msg.sender, units, e.rules.nominationUnits);
        }
        if (e.struck[msg.sender]) revert GeneralElectionStruck(election_, msg.sender);
        uint256 standing = e.candidateOf[msg.sender];
        if (standing != 0) revert GeneralElectionAlreadyNominated(election_, msg.sender, standing);
    }

    function _checkPlan(uint256 election_, Stored storage e, IVillageTreasury.Plan memory plan_)
        private
        view
        returns (uint256 amount)
    {
        address recipient = plan_.recipient;
        if (recipient == address(0) || recipient == address(treasury)) {
            revert GeneralElectionInvalidRecipient(recipient);
        }
        if (plan_.asset != e.asset) revert GeneralElectionWrongAsset(e.asset, plan_.asset);
        _checkText(plan_.contentHash, plan_.uri);
        uint256 count = plan_.milestones.length;
        if (count == 0 || count > _maxMilestones) revert GeneralElectionInvalidPlan();
        for (uint256 i = 0; i < count; ++i) {
            IVillageTreasury.MilestoneTerms memory terms = plan_.milestones[i];
            if (terms.amount == 0 || terms.dueDays == 0 || terms.dueDays > _maxDueDays) {
                revert GeneralElectionInvalidPlan();
            }
            amount += terms.amount;
        }
        if (amount > e.ceiling) revert GeneralElectionOverCeiling(election_, amount, e.ceiling);
    }

    function _agrees(uint256 election_, address recipient, bytes32 planHash, bytes calldata consent)
        private
        view
        returns (bool)
    {
        if (msg.sender == recipient) return true;
        bytes32 message = keccak256(abi.encode(RECIPIENT_CONSENT_TYPEHASH, election_, msg.sender, planHash));
        return _isSigned(recipient, _hashTypedDataV4(message), consent);
    }

    function _hashPlan(IVillageTreasury.Plan memory plan_) private pure returns (bytes32) {
        bytes32[] memory milestones = new bytes32[](plan_.milestones.length);
        for (uint256 i = 0; i < milestones.length; ++i) {
            IVillageTreasury.MilestoneTerms memory terms = plan_.milestones[i];
            milestones[i] = keccak256(abi.encode(MILESTONE_TYPEHASH, terms.amount, terms.dueDays));
        }
        return keccak256(
            abi.encode(
                PLAN_TYPEHASH,
                plan_.recipient,
                plan_.asset,
                keccak256(abi.encodePacked(milestones)),
                plan_.contentHash,
                keccak256(bytes(plan_.uri))
            )
        );
    }

    /// @dev A place that was never anybody's while there is one, so that in nearly every village a candidate's number tells
    /// its place; then the lowest that was freed.
    function _freePlace(uint256 election_, Stored storage e) private view returns (uint8) {
        if (e.nominations < MAX_CANDIDATES) return uint8(e.nominations);
        uint64 free = ~e.standing;
        if (free == 0) revert GeneralElectionFull(election_);
        return uint8(_lowest(free));
    }

    function _enter(
        uint256 election_,
        Stored storage e,
        IVillageTreasury.Plan memory plan_,
        bytes32 planHash,
        uint256 amount
    ) private returns (uint256 candidate_) {
        uint8 place = _freePlace(election_, e);
        candidate_ = ++e.nominations;
        e.slate = keccak256(abi.encode(e.slate, candidate_, uint256(place), msg.sender, planHash));
        e.standing |= uint64(1 << place);
        // Nominations are counted in 32 bits.
        e.numberAt[place] = uint32(candidate_);
        e.candidateOf[msg.sender] = candidate_;
        _write(e.nominees[candidate_], plan_, place, amount);
        emit Nominated(election_, candidate_, msg.sender, place, amount, e.slate, plan_);
    }

    /// @dev The casts are safe: `_checkPlan` counted the milestones, and their sum is at most the ceiling of 128 bits.
    function _write(Nominee storage n, IVillageTreasury.Plan memory plan_, uint8 place, uint256 amount) private {
        uint256 count = plan_.milestones.length;
        n.nominator = msg.sender;
        n.place = place;
        n.milestoneCount = uint8(count);
        n.recipient = plan_.recipient;
        n.amount = uint128(amount);
        n.contentHash = plan_.contentHash;
        n.uri = plan_.uri;
        for (uint256 i = 0; i < count; ++i) {
            n.milestones[i] = plan_.milestones[i];
        }
    }

    function _removable(uint256 election_, uint256 candidate_)
        private
        view
        returns (Stored storage e, Nominee storage n)
    {
        e = _existing(election_);
        n = _nominee(election_, e, candidate_);
        if (n.status != CandidateStatus.Standing) revert GeneralElectionNoCandidate(election_, candidate_);
        if (clock() > e.rules.votingFrom) revert GeneralElectionVotingBegan(election_, e.rules.votingFrom);
    }

    function _remove(Stored storage e, Nominee storage n, CandidateStatus status) private {
        n.status = status;
        e.standing &= ~uint64(1 << n.place);
        delete e.candidateOf[n.nominator];
    }
}
