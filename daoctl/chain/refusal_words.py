"""The table from a contract's error to a sentence.

Every error that our manifest holds stands here, a test sees to it. A place in braces is a value
of the error, and what follows its colon says how it is shown (see `daoctl.chain.refusals`).
"""

from __future__ import annotations

from daoctl.chain.refusal_words_election import ELECTION
from daoctl.words import N_

# IGovernor.ProposalState and IVillageTreasury.MilestoneStatus, in their order.
PROPOSAL_STATES = (
    N_("waiting to open"),
    N_("open for votes"),
    N_("cancelled"),
    N_("rejected"),
    N_("passed"),
    N_("queued"),
    N_("expired"),
    N_("executed"),
)
MILESTONE_STATES = (
    N_("not yet reported"),
    N_("reported"),
    N_("sent back"),
    N_("approved"),
    N_("paid"),
    N_("cancelled"),
    N_("expired"),
)

PANICS = {
    0x01: N_("something that must always hold did not"),
    0x11: N_("a number grew too large or fell below zero"),
    0x12: N_("a division by zero"),
    0x21: N_("a value outside its list"),
    0x22: N_("a damaged value in storage"),
    0x31: N_("taking from an empty list"),
    0x32: N_("a place outside a list"),
    0x41: N_("too much memory was asked for"),
    0x51: N_("a call to nothing"),
}

_ACCESS = {
    "AccessManagedUnauthorized": N_("The account {caller} does not hold the role this needs."),
    "AccessManagedInvalidAuthority": N_("{authority} cannot be an authority."),
    "AccessManagedRequiredDelay": N_("This must be announced {delay:duration} before it is done."),
    "AccessManagerUnauthorizedAccount": N_(
        "The account {msgsender} does not hold the role that may change this."
    ),
    "AccessManagerUnauthorizedCall": N_("The account {caller} may not call that of {target}."),
    "AccessManagerUnauthorizedCancel": N_("The account {msgsender} may not cancel that."),
    "AccessManagerUnauthorizedConsume": N_("{target} may not use up what was scheduled."),
    "AccessManagerBadConfirmation": N_("A role can only be given up by its own holder."),
    "AccessManagerLockedRole": N_("That role is fixed and cannot be given or changed."),
    "AccessManagerLockedFunction": N_("Who may use that function is fixed."),
    "AccessManagerAlreadyScheduled": N_("That is scheduled already."),
    "AccessManagerNotScheduled": N_("That is not scheduled."),
    "AccessManagerNotReady": N_("That is scheduled for later."),
    "AccessManagerExpired": N_("What was scheduled has expired."),
    "AccessManagerInvalidInitialAdmin": N_("{initialAdmin} cannot be the first administrator."),
    "AccessControlUnauthorizedAccount": N_("The account {account} may not do that."),
    "AccessControlBadConfirmation": N_("A role can only be given up by its own holder."),
    "OwnableUnauthorizedAccount": N_("The account {account} does not own that contract."),
    "OwnableInvalidOwner": N_("{owner} cannot own a contract."),
}

_GOVERNOR = {
    "GovernorAlreadyCastVote": N_("{voter} has voted already."),
    "GovernorAlreadyInitializedLatestProposalId": N_("The numbering of proposals has begun."),
    "GovernorAlreadyQueuedProposal": N_("Proposal {proposalId} is queued already."),
    "GovernorDisabledDeposit": N_("The Governor takes no money; send it to the treasury."),
    "GovernorInsufficientProposerVotes": N_(
        "{proposer} has {votes} votes, and {threshold} are needed to make a proposal."
    ),
    "GovernorInvalidProposalLength": N_(
        "A proposal needs at least one action, and as many targets as values and calls."
    ),
    "GovernorInvalidQuorumFraction": N_("The quorum cannot be more than the whole."),
    "GovernorInvalidSignature": N_("The signature is not {voter}'s."),
    "GovernorInvalidVoteParams": N_("The vote carries something this Governor does not know."),
    "GovernorInvalidVoteType": N_("A vote is for, against or abstain."),
    "GovernorInvalidVotingPeriod": N_("The voting period cannot be {votingPeriod} seconds."),
    "GovernorNonexistentProposal": N_("There is no proposal {proposalId}."),
    "GovernorOnlyExecutor": N_("Only a passed proposal can do that, and {account} is none."),
    "GovernorPreventLateQuorumVoteExtensionTooLarge": N_(
        "The late extension can be {maxVoteExtension:duration} at most."
    ),
    "GovernorProposalQueueingFailed": N_("Proposal {proposalId} could not be queued."),
    "GovernorProposalQueueingNotRequired": N_("Proposal {proposalId} needs no queueing."),
    "GovernorRestrictedProposer": N_("The proposal's text names another proposer than {proposer}."),
    "GovernorUnableToCancel": N_("{account} may not cancel proposal {proposalId}."),
    "GovernorUnexpectedProposalState": N_(
        "Proposal {proposalId} is {current:proposal_state}, so this cannot be done now."
    ),
    "TimelockInsufficientDelay": N_(
        "The waiting time is at least {minDelay:duration}, not {delay:duration}."
    ),
    "TimelockInvalidOperationLength": N_("An operation needs as many targets as values and calls."),
    "TimelockUnauthorizedCaller": N_("{caller} may not do that; only a passed proposal may."),
    "TimelockUnexecutedPredecessor": N_("Something else must be executed first."),
    "TimelockUnexpectedOperationState": N_(
        "The waiting time is not over, or this was done or cancelled already."
    ),
}

_TOKENS = {
    "ERC721IncorrectOwner": N_("Token {tokenId} belongs to {owner}, not to {sender}."),
    "ERC721InsufficientApproval": N_("{operator} may not move token {tokenId}."),
    "ERC721InvalidApprover": N_("{approver} may not allow others to move that token."),
    "ERC721InvalidOperator": N_("{operator} cannot be allowed to move tokens."),
    "ERC721InvalidOwner": N_("{owner} cannot own tokens."),
    "ERC721InvalidReceiver": N_("{receiver} cannot receive tokens."),
    "ERC721InvalidSender": N_("{sender} cannot give tokens."),
    "ERC721NonexistentToken": N_("There is no token {tokenId}."),
    "ERC20InsufficientAllowance": N_(
        "{spender} was allowed to take {allowance} of the token's smallest units, and {needed} "
        "are needed."
    ),
    "ERC20InsufficientBalance": N_(
        "{sender} holds {balance} of the token's smallest units, and {needed} are needed."
    ),
    "ERC20InvalidApprover": N_("{approver} may not allow others to take its money."),
    "ERC20InvalidReceiver": N_("{receiver} cannot receive that money."),
    "ERC20InvalidSender": N_("{sender} cannot send that money."),
    "ERC20InvalidSpender": N_("{spender} cannot be allowed to take money."),
    "ERC2981InvalidDefaultRoyalty": N_("The royalty cannot be more than the whole."),
    "ERC2981InvalidDefaultRoyaltyReceiver": N_("{receiver} cannot receive royalties."),
    "ERC2981InvalidTokenRoyalty": N_("The royalty cannot be more than the whole."),
    "ERC2981InvalidTokenRoyaltyReceiver": N_("{receiver} cannot receive royalties."),
    "ERC5805FutureLookup": N_("Votes at {timepoint:time} are not known yet; it is {clock:time}."),
    "ERC6372InconsistentClock": N_("The contract's clock was changed."),
    "SafeERC20FailedOperation": N_("The token {token} did not do as it was told."),
    "VotesExpiredSignature": N_("The signature was good until {expiry:time}."),
}

_GENERAL = {
    "AddressEmptyCode": N_("There is no contract at {target}."),
    "CheckpointUnorderedInsertion": N_("The contract's record of votes is out of order."),
    "ECDSAInvalidSignature": N_("The signature is not valid."),
    "ECDSAInvalidSignatureLength": N_("A signature cannot be {length} bytes long."),
    "ECDSAInvalidSignatureS": N_("The signature is not in its one proper form."),
    "EnforcedPause": N_("This is paused."),
    "ExpectedPause": N_("This is not paused."),
    "FailedCall": N_("What was called refused without giving a reason."),
    "FailedDeployment": N_("The contract could not be deployed."),
    "InsufficientBalance": N_("The contract holds {balance:eth}, and {needed:eth} are needed."),
    "InvalidAccountNonce": N_("The signature of {account} was used or replaced already."),
    "InvalidShortString": N_("The text is too long for its place."),
    "MissingPrecompile": N_("This chain lacks something the contract needs."),
    "ReentrancyGuardReentrantCall": N_("The contract was called again while it was at work."),
    "SafeCastOverflowedIntDowncast": N_("The number {value} is too large here."),
    "SafeCastOverflowedIntToUint": N_("The number {value} cannot be below zero here."),
    "SafeCastOverflowedUintDowncast": N_("The number {value} is too large here."),
    "SafeCastOverflowedUintToInt": N_("The number {value} is too large here."),
    "StringTooLong": N_("The text is too long: {str}"),
    "StringsInsufficientHexLength": N_("The number {value} is too large here."),
    "StringsInvalidAddressFormat": N_("The text is not an address."),
    "StringsInvalidChar": N_("The text has a letter that cannot stand there."),
}

_CHARTER = {
    "VillageCharterEmpty": N_("A name, a hash or what should be published is empty."),
    "VillageCharterInvalidKey": N_("A contract must be listed under a name."),
    "VillageCharterNoVersion": N_("The charter has no version {number}."),
    "VillageManagedIndirectCall": N_(
        "This must be called directly by who holds the role, not through the authority."
    ),
    "VillageManagedAuthorityFixed": N_("The village's authority is fixed."),
    "SignatureCheckTooLittleGas": N_(
        "The transaction has too little gas to check the wallets' signatures."
    ),
}

_VILLAGER = {
    "DigitalVillagerBaseURIFrozen": N_("The tokens' pictures and texts are frozen for ever."),
    "DigitalVillagerInvalidTerms": N_("There must be at least one token and one vote a holder."),
    "DigitalVillagerNotOwner": N_("{caller} does not own token {tokenId}."),
    "DigitalVillagerNothingToMint": N_("Nothing was asked for."),
    "DigitalVillagerSupplyExceeded": N_(
        "{requested} tokens were asked for, and only {available} may ever be made."
    ),
    "VoteReadyInvalidSigningName": N_(
        "The short name must be 1 to 31 letters of plain ASCII (A-Z, a-z, 0-9)."
    ),
    "VillagerSaleAllowlistFixed": N_(
        "The allowlist of phase {phase} cannot be changed any more, or it has none."
    ),
    "VillagerSaleInvalidPhase": N_(
        "A sale phase needs future dates in their order, a cap, a limit and a share up to 100%."
    ),
    "VillagerSaleInvalidTerms": N_(
        "The residents' reserve is larger than the supply, or the treasury is another one."
    ),
    "VillagerSaleLimitExceeded": N_(
        "{recipient} may have {available} more in phase {phase}, not {requested}."
    ),
    "VillagerSaleNoPhase": N_("There is no sale phase {phase}."),
    "VillagerSaleNotAllowed": N_(
        "{recipient} is not on the allowlist of phase {phase} with {quota} tokens."
    ),
    "VillagerSaleNotOpen": N_(
        "Sale phase {phase} is not open: it runs from {opens:time} until {closes:time}."
    ),
    "VillagerSaleNothingToBuy": N_("Nothing was asked for."),
    "VillagerSaleReserveExceeded": N_(
        "{requested} tokens were asked for, and the residents' reserve has {available} left."
    ),
    "VillagerSaleReserved": N_(
        "{requested} tokens were asked for, and {available} are left for sale; the rest is the "
        "residents' reserve."
    ),
    "VillagerSaleSoldOut": N_(
        "{requested} tokens were asked for, and phase {phase} has {available} left."
    ),
    "VillagerSaleTransferMismatch": N_(
        "The token {currency} moved {moved} of its smallest units instead of {requested}."
    ),
    "VillagerSaleUnknownBudget": N_("There is no budget {budget} for that currency."),
    "VillagerSaleUnknownCurrency": N_("The treasury does not take {currency}."),
    "VillagerSaleWrongPayment": N_("The price is {expected:eth}, but {sent:eth} came."),
    "ResidentCertificateAlreadyHeld": N_("{holder} has certificate {existingId} already."),
    "ResidentCertificateDailyLimit": N_(
        "{issuer} may issue or renew {limit} certificates a day, and revoke as many, and that is "
        "used up."
    ),
    "ResidentCertificateInvalidDate": N_(
        "A certificate cannot be valid until {validUntil:time}: the date must be in the future, "
        "and later than the one before."
    ),
    "ResidentCertificateInvalidTerms": N_("The name is empty or the daily limit is zero."),
    "ResidentCertificateIsRevoked": N_("Certificate {id} is revoked."),
    "ResidentCertificateSoulbound": N_("A certificate cannot be given to somebody else."),
    "ResidentCertificateUnknown": N_("There is no certificate {id}."),
    "ResidentCertificateVoucherExpired": N_("The voucher was good until {deadline:time}."),
    "ResidentCertificateVoucherIssuer": N_("{issuer} may not issue certificates now."),
    "ResidentCertificateVoucherSignature": N_("The voucher is not signed by {issuer}."),
    "ResidentCertificateVoucherUsed": N_("The voucher of {holder} was used or replaced."),
}

_GOVERNANCE = {
    "BallotsWalletGasOutOfBounds": N_(
        "A wallet may use from {least} to {most} gas to check a ballot, not {walletGas}."
    ),
    "VillageGovernorAlreadyVoted": N_("{voter} has voted on proposal {proposalId} already."),
    "VillageGovernorDisabled": N_("This Governor does not offer that."),
    "VillageGovernorElectorateClock": N_("The electorate's clock is not the time of day."),
    "VillageGovernorInvalidName": N_("The short name must be 1 to 31 letters of plain ASCII."),
    "VillageGovernorInvalidSupport": N_("A vote is for, against or abstain."),
    "VillageGovernorNoVotingPower": N_("{voter} had no vote when proposal {proposalId} opened."),
    "VillageGovernorNotOpenYet": N_("Proposals can be made from {proposalsOpenFrom:time}."),
    "VillageGovernorOutOfBounds": N_("The value {value} must be from {least} to {most}."),
    "VillageGovernorVetoOfCouncilChange": N_(
        "Proposal {proposalId} decides who the council is, so the council cannot veto it."
    ),
    "VillageTimelockAdminAlone": N_("Nobody shares the village's power over its roles (ADMIN)."),
    "VillageTimelockDelayTooLong": N_(
        "The waiting time can be {most:duration} at most, not {delay:duration}."
    ),
    "VillageTimelockNoGovernor": N_("The waiting room needs a Governor."),
    "VillageTimelockNoManager": N_("The waiting room needs the village's AccessManager."),
    "VillageTimelockNotAsked": N_(
        "The village asks its AccessManager only to grant and revoke roles, to name them, to say "
        "whose a function is, and to close or open a contract; this ({selector}) it never does."
    ),
    "VillageTimelockPowerLost": N_(
        "Afterwards the village would not have its own powers at once, or somebody else than the "
        "council could veto; nothing of it is done."
    ),
    "VillageTimelockRolesFixed": N_("Who may use the waiting room was fixed at founding."),
}

_TREASURY = {
    "VillageTreasuryAssetInUse": N_(
        "{asset} has reserved money, so it cannot be taken off the list."
    ),
    "VillageTreasuryAssetListed": N_("{asset} is on the treasury's list already."),
    "VillageTreasuryAssetMismatch": N_("The plan and the money it should come from differ."),
    "VillageTreasuryBudgetNotExpired": N_("Budget {budget} runs until {expires:time}."),
    "VillageTreasuryBudgetNotOpen": N_("Budget {budget} is closed or over."),
    "VillageTreasuryEmptyReport": N_("The report has no hash."),
    "VillageTreasuryInsufficientBudget": N_(
        "Budget {budget} has less left ({remainder}) than was asked for ({requested})."
    ),
    "VillageTreasuryInsufficientFree": N_(
        "The treasury has {free:amount} free, and {requested:amount} were asked for."
    ),
    "VillageTreasuryInsufficientReservation": N_(
        "The election's money has less left ({remainder}) than was asked for ({requested})."
    ),
    "VillageTreasuryInvalidAmount": N_("The amount is zero."),
    "VillageTreasuryInvalidBudget": N_(
        "A budget needs a name, a date in the future and a ceiling of 100% at most."
    ),
    "VillageTreasuryInvalidPlan": N_(
        "A plan needs 1 to 8 milestones, each with an amount and a date in the future."
    ),
    "VillageTreasuryInvalidRecipient": N_("{recipient} cannot be paid."),
    "VillageTreasuryMilestoneStatus": N_(
        "Milestone {milestone:place} of grant {grant} is {status:milestone_state}, so this cannot be "
        "done now."
    ),
    "VillageTreasuryNoBudget": N_("There is no budget {budget}."),
    "VillageTreasuryNoGrant": N_("There is no grant {grant}."),
    "VillageTreasuryNoMilestone": N_("Grant {grant} has no milestone {milestone:place}."),
    "VillageTreasuryNoReservation": N_("No money is set aside for that election."),
    "VillageTreasuryNotAToken": N_("{asset} is not a plain ERC-20 token."),
    "VillageTreasuryNotAwarder": N_("{caller} may not award from budget {budget}."),
    "VillageTreasuryNotExpired": N_(
        "Milestone {milestone:place} of grant {grant} may be reported until {reportBy:time}."
    ),
    "VillageTreasuryNotRecipient": N_("{caller} is not the recipient of grant {grant}."),
    "VillageTreasuryNotReserver": N_("{caller} is not the election that set the money aside."),
    "VillageTreasuryReportChanged": N_(
        "Another report of milestone {milestone:place} stands than the one that was read."
    ),
    "VillageTreasuryReportTooLate": N_(
        "Milestone {milestone:place} of grant {grant} could be reported until {reportBy:time}."
    ),
    "VillageTreasuryReviewerIsRecipient": N_(
        "{reviewer} receives grant {grant}, and cannot judge its reports."
    ),
    "VillageTreasuryTransferMismatch": N_(
        "The token {asset} moved {moved} of its smallest units instead of {requested}."
    ),
    "VillageTreasuryUnknownAsset": N_("The treasury does not take {asset}."),
}

SENTENCES: dict[str, str] = {
    **_ACCESS,
    **_GOVERNOR,
    **_TOKENS,
    **_GENERAL,
    **_CHARTER,
    **_VILLAGER,
    **_GOVERNANCE,
    **ELECTION,
    **_TREASURY,
}
