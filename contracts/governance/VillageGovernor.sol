// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Governor} from "@openzeppelin/contracts/governance/Governor.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {
    GovernorSequentialProposalId
} from "@openzeppelin/contracts/governance/extensions/GovernorSequentialProposalId.sol";
import {GovernorTimelockControl} from "@openzeppelin/contracts/governance/extensions/GovernorTimelockControl.sol";
import {IVotes} from "@openzeppelin/contracts/governance/utils/IVotes.sol";
import {Bytes} from "@openzeppelin/contracts/utils/Bytes.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";

import {VillageManaged} from "../charter/VillageManaged.sol";
import {CouncilChange} from "./CouncilChange.sol";
import {IVillageGovernor} from "./IVillageGovernor.sol";
import {SignedBallots} from "./SignedBallots.sol";
import {VillageBallots} from "./VillageBallots.sol";
import {VillageQuorum} from "./VillageQuorum.sol";
import {VillageSettings} from "./VillageSettings.sol";

/// @title Where the village decides
/// @notice What must always hold:
/// - what the village does, it does by a proposal that its voters passed and that waited in its timelock;
/// - the council may stop a proposal and says why; it can never stop its own dismissal, nor rewrite how one ended;
/// - a proposal that nobody carried out in time stays undone;
/// - the timelock, the electorate and the manager never change; beside them this contract asks wallets for signatures,
///   and calls nobody.
/// @dev ETH and tokens have no business here and are refused (what is forced in stays); the village's own are in the
/// timelock and the treasury. https://docs.openzeppelin.com/contracts/5.x/governance
contract VillageGovernor is
    VillageSettings,
    VillageBallots,
    GovernorTimelockControl,
    GovernorSequentialProposalId,
    VillageManaged
{
    /// @inheritdoc IVillageGovernor
    uint48 public constant override EXPIRY = 30 days;

    /// @dev `#proposer=` and the 42 letters of an address.
    uint256 private constant SIGNED_LENGTH = 52;
    bytes10 private constant SIGNED_MARK = "#proposer=";

    /// @inheritdoc IVillageGovernor
    uint48 public immutable override proposalsOpenFrom;

    constructor(address authority_, IVotes electorate, TimelockController timelock_, Terms memory terms)
        Governor(_signingName(terms.name))
        VillageQuorum(electorate, terms)
        VillageSettings(terms)
        SignedBallots(terms.walletGas)
        GovernorTimelockControl(timelock_)
        VillageManaged(authority_)
    {
        proposalsOpenFrom = terms.proposalsOpenFrom;
    }

    /* PROPOSING */

    /// @notice Proposes actions to the village. The sender needs `proposalThreshold()` units one second before.
    /// @param description Ends in `#proposer=` and the sender's address, so that nobody else can propose (and then cancel)
    /// the same actions in the same words.
    /// @return The proposal's number, counted from 1.
    function propose(
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        string memory description
    ) public override returns (uint256) {
        if (clock() < proposalsOpenFrom) revert VillageGovernorNotOpenYet(proposalsOpenFrom);
        return super.propose(targets, values, calldatas, description);
    }

    /* STOPPING */

    /// @inheritdoc IVillageGovernor
    function veto(
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash,
        string calldata reason
    ) external restricted returns (uint256 proposalId) {
        proposalId = getProposalId(targets, values, calldatas, descriptionHash);
        _validateStateBitmap(
            proposalId,
            _encodeStateBitmap(ProposalState.Pending) | _encodeStateBitmap(ProposalState.Active)
                | _encodeStateBitmap(ProposalState.Succeeded) | _encodeStateBitmap(ProposalState.Queued)
        );
        if (CouncilChange.isAll(authority(), targets, values, calldatas)) {
            revert VillageGovernorVetoOfCouncilChange(proposalId);
        }

        _cancel(targets, values, calldatas, descriptionHash);
        emit ProposalVetoed(proposalId, _msgSender(), reason);
    }

    /* READING */

    /// @notice Where a proposal stands. Succeeded becomes Expired `EXPIRY` after the deadline, Queued `EXPIRY` after the
    /// eta; an expired operation stays in the timelock, where nobody but this Governor could run it.
    function state(uint256 proposalId)
        public
        view
        override(Governor, GovernorTimelockControl)
        returns (ProposalState current)
    {
        current = super.state(proposalId);
        if (current == ProposalState.Succeeded) {
            if (clock() > proposalDeadline(proposalId) + EXPIRY) return ProposalState.Expired;
        } else if (current == ProposalState.Queued) {
            if (clock() > proposalEta(proposalId) + EXPIRY) return ProposalState.Expired;
        }
    }

    /// @notice Always true: every proposal waits in the timelock.
    function proposalNeedsQueuing(uint256 proposalId)
        public
        view
        override(Governor, GovernorTimelockControl)
        returns (bool)
    {
        return super.proposalNeedsQueuing(proposalId);
    }

    /// @inheritdoc VillageSettings
    function proposalThreshold() public view override(Governor, VillageSettings) returns (uint256) {
        return super.proposalThreshold();
    }

    /// @inheritdoc VillageSettings
    function proposalDeadline(uint256 proposalId) public view override(Governor, VillageSettings) returns (uint256) {
        return super.proposalDeadline(proposalId);
    }

    /// @inheritdoc GovernorSequentialProposalId
    function getProposalId(
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) public view override(Governor, GovernorSequentialProposalId) returns (uint256) {
        return super.getProposalId(targets, values, calldatas, descriptionHash);
    }

    /* NOT OFFERED */

    /// @notice Always reverts: this contract holds nothing, and as the timelock's proposer it must say nothing but votes.
    function relay(address, uint256, bytes calldata) public payable override {
        revert VillageGovernorDisabled();
    }

    /// @notice Always reverts: the village's powers stay with the timelock it was founded with.
    function updateTimelock(TimelockController) public pure override {
        revert VillageGovernorDisabled();
    }

    /* INSIDE */

    /// @dev OpenZeppelin takes a description without the ending, or with a malformed one, from anybody.
    function _isValidDescriptionForProposer(address proposer, string memory description)
        internal
        pure
        override
        returns (bool)
    {
        uint256 length = bytes(description).length;
        if (length < SIGNED_LENGTH) return false;
        uint256 addressAt = length - 42;
        if (bytes10(Bytes.slice(bytes(description), length - SIGNED_LENGTH, addressAt)) != SIGNED_MARK) return false;
        (bool parsed, address signed) = Strings.tryParseAddress(description, addressAt, length);
        return parsed && signed == proposer;
    }

    function _signingName(string memory name_) private pure returns (string memory) {
        bytes memory letters = bytes(name_);
        if (letters.length == 0 || letters.length > 31) revert VillageGovernorInvalidName();
        for (uint256 i = 0; i < letters.length; ++i) {
            if (letters[i] < 0x20 || letters[i] > 0x7e) revert VillageGovernorInvalidName();
        }
        return name_;
    }

    /* Several of OpenZeppelin's modules have a say in these; their order of inheritance settles it. */

    function _propose(
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        string memory description,
        address proposer
    ) internal override(Governor, GovernorSequentialProposalId) returns (uint256) {
        return super._propose(targets, values, calldatas, description, proposer);
    }

    function _queueOperations(
        uint256 proposalId,
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) internal override(Governor, GovernorTimelockControl) returns (uint48) {
        return super._queueOperations(proposalId, targets, values, calldatas, descriptionHash);
    }

    function _executeOperations(
        uint256 proposalId,
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) internal override(Governor, GovernorTimelockControl) {
        super._executeOperations(proposalId, targets, values, calldatas, descriptionHash);
    }

    function _cancel(
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) internal override(Governor, GovernorTimelockControl) returns (uint256) {
        return super._cancel(targets, values, calldatas, descriptionHash);
    }

    function _executor() internal view override(Governor, GovernorTimelockControl) returns (address) {
        return super._executor();
    }

    function _tallyUpdated(uint256 proposalId) internal override(Governor, VillageSettings) {
        super._tallyUpdated(proposalId);
    }
}
