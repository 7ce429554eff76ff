"""GeneralElection's part of the table in `daoctl.chain.refusal_words`."""

from __future__ import annotations

from daoctl.words import N_

ELECTION = {
    "GeneralElectionAlreadyAwarded": N_(
        "Plan {candidate} of election {election} was awarded already: it is grant {grant}."
    ),
    "GeneralElectionAlreadyClosed": N_("Election {election} is closed already."),
    "GeneralElectionAlreadyNominated": N_(
        "{nominator} has a plan in election {election} already, number {candidate}: it must be "
        "withdrawn first."
    ),
    "GeneralElectionAlreadyVoted": N_("{voter} has voted in election {election} already."),
    "GeneralElectionBudgetNotOpen": N_(
        "Budget {budget} is closed, or is over less than a day after the voting."
    ),
    "GeneralElectionElectorateClock": N_("The clock of {electorate} is not the time of day."),
    "GeneralElectionEmptyHash": N_("The announcement or plan has no hash."),
    "GeneralElectionFull": N_("Election {election} has as many plans as a ballot can hold."),
    "GeneralElectionInvalidChoice": N_(
        "That is no ballot of election {election}: it names nobody, too many, or a plan that does "
        "not stand."
    ),
    "GeneralElectionInvalidName": N_("The short name must be 1 to 31 letters of plain ASCII."),
    "GeneralElectionInvalidPlan": N_(
        "A plan needs 1 to 8 milestones, each with an amount and 1 to 3,650 days."
    ),
    "GeneralElectionInvalidRecipient": N_("{recipient} cannot be paid."),
    "GeneralElectionInvalidTimes": N_(
        "The dates of an election must be in the future, in their order, and within 366 days."
    ),
    "GeneralElectionNoBounds": N_(
        "The village has not said yet within which bounds elections may be opened."
    ),
    "GeneralElectionNoCandidate": N_(
        "There is no plan {candidate} in election {election}, or it does not stand any more."
    ),
    "GeneralElectionNoConsent": N_(
        "{recipient} did not agree to receive the money of that plan in election {election}."
    ),
    "GeneralElectionNoElection": N_("There is no election {election}."),
    "GeneralElectionNoVotingPower": N_(
        "{voter} had no vote when voting in election {election} began."
    ),
    "GeneralElectionNominationTooShort": N_(
        "Nominations would end at {nominationsUntil:time}; they must be open until "
        "{earliest:time} at least."
    ),
    "GeneralElectionNominationsOver": N_(
        "Plans could be nominated in election {election} until {nominationsUntil:time}."
    ),
    "GeneralElectionNotAwarder": N_("Elections may not award from budget {budget}."),
    "GeneralElectionNotClosed": N_("Election {election} is not closed yet."),
    "GeneralElectionNotElected": N_("Plan {candidate} was not elected in election {election}."),
    "GeneralElectionNotNominator": N_(
        "{caller} did not nominate plan {candidate} in election {election}."
    ),
    "GeneralElectionNotOver": N_("Voting in election {election} ends at {votingTo:time}."),
    "GeneralElectionNotVoting": N_(
        "Voting in election {election} is after {votingFrom:time} and until {votingTo:time}."
    ),
    "GeneralElectionNothingReserved": N_(
        "No money was set aside for election {election}: its budget was gone when it was closed."
    ),
    "GeneralElectionNothingToAward": N_(
        "Budget {budget} is empty, elections may award nothing of it, or those that are not closed "
        "yet may still need it all."
    ),
    "GeneralElectionOtherAuthority": N_("The treasury belongs to another village."),
    "GeneralElectionOutOfBounds": N_("The value {value} must be from {least} to {most}."),
    "GeneralElectionOverCeiling": N_(
        "The plan costs more ({requested}) than all who are elected in election {election} may "
        "together ({ceiling})."
    ),
    "GeneralElectionQuorumTooLow": N_(
        "A quorum of {quorumBps:share} asks for less than the village demands: {leastBps:share}, "
        "or more than that where its rule says so."
    ),
    "GeneralElectionStruck": N_(
        "The council struck a plan of {nominator} from election {election}: they nominate nothing "
        "more in it."
    ),
    "GeneralElectionTooFewUnits": N_(
        "{nominator} had {units} votes just before election {election} was opened; who nominates "
        "needs to have had {needed}."
    ),
    "GeneralElectionUnknownElectorate": N_("Elections are not held among those of {electorate}."),
    "GeneralElectionUriTooLong": N_("The address is {length} bytes long; {most} are allowed."),
    "GeneralElectionVotingBegan": N_(
        "Voting in election {election} began at {votingFrom:time}; no plan leaves it any more."
    ),
    "GeneralElectionVotingTooShort": N_(
        "Voting would end at {votingTo:time}; it must be open until {earliest:time} at least."
    ),
    "GeneralElectionWrongAsset": N_(
        "The budget pays in {expected}, and the plan asks for {actual}."
    ),
}
