// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title The village's money
/// @notice Money is *reserved* (in a budget, promised to an election's winners, or in a grant not yet paid) or *free*.
/// For every listed asset, after every call, as long as balances fall only by this contract's own calls:
/// `balance >= reserved = Σ budgets' remainder + Σ elections' reserve + Σ grants unpaid`.
/// Amounts are in the asset's smallest unit; ETH is the zero address. Times are seconds since the epoch; a date named by
/// a time is still kept in that very second. Budgets, reservations and grants are numbered from 1, milestones from 0.
///
/// What the DAO winds up, others may have ended while its proposal waited: anybody an expired budget or an overdue
/// milestone, a reviewer a milestone by approving it, an election a reservation by awarding it. `closeBudget`,
/// `releaseReservation` and `cancel` then do nothing: if they reverted, whoever came first would undo all else that the
/// proposal does, the dismissal of a reviewer or of an awarder included.
interface IVillageTreasury {
    /// @notice Money set aside for a purpose. Contracts that are its awarders may reserve from it up to `ceilingBps` of
    /// its balance at the time an election opens: the election keeps to that, the treasury knows only the remainder.
    /// @param expires The last second at which money may be put in or taken out.
    /// @param ceilingBps In basis points.
    struct Budget {
        address asset;
        uint64 expires;
        uint16 ceilingBps;
        bool closed;
        uint128 remainder;
        string name;
    }

    /// @notice What an election's close set aside for its winners, and what is left of it.
    struct Reservation {
        address awarder;
        address asset;
        uint256 budget;
        uint128 remainder;
    }

    /// @notice One step of a plan: `amount` when it is done within `dueDays` days of the award.
    struct MilestoneTerms {
        uint128 amount;
        uint32 dueDays;
    }

    /// @notice A plan that asks for money, 1 to 8 milestones. `contentHash` and `uri` name its text.
    struct Plan {
        address recipient;
        address asset;
        MilestoneTerms[] milestones;
        bytes32 contentHash;
        string uri;
    }

    /// @notice A plan that was awarded. `budget` is where it came from and what is not used returns to; 0 is free money.
    /// `total` is what was awarded, `paid` what the recipient has, `unpaid` what they may still get; the rest went back.
    struct Grant {
        address recipient;
        address asset;
        uint64 awardedAt;
        uint8 milestoneCount;
        bool cancelled;
        uint256 budget;
        uint128 total;
        uint128 paid;
        uint128 unpaid;
    }

    /// @notice Open → Reported → Approved → Paid; Reported → Rejected → Reported; Open or Rejected → Expired; all but
    /// Approved and Paid → Cancelled.
    enum MilestoneStatus {
        Open,
        Reported,
        Rejected,
        Approved,
        Paid,
        Cancelled,
        Expired
    }

    /// @notice `reportBy`: the last second at which it may be reported: the deadline, or 30 days after a rejection if
    /// later. `reportHash` is the report that stands (or stood last); zero if there was none.
    struct Milestone {
        uint128 amount;
        uint64 reportBy;
        MilestoneStatus status;
        bytes32 reportHash;
    }

    /// @notice An asset came on the list: it may be paid, budgeted and awarded.
    event AssetListed(address indexed asset);
    /// @notice An asset left the list; nothing of it was reserved.
    event AssetDelisted(address indexed asset);
    /// @notice ETH arrived. (ETH may also arrive unheard, from a block's or a dying contract's reward: it is free money.)
    event Received(address indexed from, uint256 amount);
    /// @notice Free money was paid.
    event FreePaid(address indexed asset, address indexed to, uint256 amount, string memo);
    /// @notice An ERC-721 the treasury held was given away.
    event NFTTransferred(address indexed token, address indexed to, uint256 indexed tokenId);

    /// @notice A budget was opened with `amount` of free money. Its awarders follow, each in an `AwarderSet`.
    event BudgetOpened(
        uint256 indexed budget, address indexed asset, uint256 amount, uint64 expires, uint16 ceilingBps, string name
    );
    /// @notice `awarder` may reserve from the budget, or no longer. What it reserved before stays reserved.
    event AwarderSet(uint256 indexed budget, address indexed awarder, bool allowed);
    /// @notice Free money was moved into a budget: by the DAO, or as its share of a sale.
    event BudgetFunded(uint256 indexed budget, uint256 amount, address indexed by);
    /// @notice A budget was closed; `returned` is free money again.
    event BudgetClosed(uint256 indexed budget, uint256 returned, address indexed by);

    /// @notice `amount` of a budget is promised to an election's winners.
    event Reserved(uint256 indexed reservation, uint256 indexed budget, address indexed awarder, uint256 amount);
    /// @notice What was still reserved went back to its budget if that is open, else to free money.
    event ReservationReleased(uint256 indexed reservation, uint256 amount, bool toBudget);

    /// @notice A plan was awarded; it takes `total` from `reservation` if that is not 0 (an election awarded), else (the
    /// DAO awarded) from `budget`, or from free money if that is 0 too. Each milestone's deadline is `dueDays` days after
    /// this event's block.
    event GrantAwarded(
        uint256 indexed grant,
        uint256 indexed budget,
        address indexed recipient,
        uint256 reservation,
        address asset,
        uint256 total,
        MilestoneTerms[] milestones,
        bytes32 contentHash,
        string uri
    );
    /// @notice Reports come from `recipient` from now on, and payments go there, that of an approved milestone included.
    event RecipientChanged(uint256 indexed grant, address indexed previous, address indexed recipient, address by);
    /// @notice A report stands. One that nobody has judged yet may still be replaced by another such event.
    event MilestoneReported(
        uint256 indexed grant, uint256 indexed milestone, address indexed reporter, bytes32 reportHash, string uri
    );
    /// @notice The report that stands was approved: the milestone will be paid to whoever is the recipient then.
    event MilestoneApproved(
        uint256 indexed grant, uint256 indexed milestone, address indexed reviewer, bytes32 reportHash
    );
    /// @notice The report that stood was rejected; another may be sent until `reportBy`.
    event MilestoneRejected(
        uint256 indexed grant,
        uint256 indexed milestone,
        address indexed reviewer,
        bytes32 reportHash,
        uint64 reportBy,
        string reason
    );
    /// @notice An approved milestone was paid.
    event MilestonePaid(uint256 indexed grant, uint256 indexed milestone, address indexed recipient, uint256 amount);
    /// @notice The amount went back to its budget if that is open, else to free money.
    event MilestoneExpired(uint256 indexed grant, uint256 indexed milestone, uint256 amount, bool toBudget);
    /// @notice All milestones not approved, paid or expired were cancelled; their sum went back as above.
    event GrantCancelled(uint256 indexed grant, uint256 returned, bool toBudget, string reason);

    /// @notice Thrown when an asset is not on the list.
    error VillageTreasuryUnknownAsset(address asset);
    /// @notice Thrown when an asset is on the list: it cannot be listed again, nor moved as an ERC-721.
    error VillageTreasuryAssetListed(address asset);
    /// @notice Thrown when an asset with reserved money is taken off the list.
    error VillageTreasuryAssetInUse(address asset, uint256 reserved);
    /// @notice Thrown when what should be listed is no ERC-20: no contract, no `balanceOf`, an ERC-721, or the treasury;
    /// and when the treasury is named as the ERC-721 to send.
    error VillageTreasuryNotAToken(address asset);
    /// @notice Thrown when there is less free money than asked for.
    error VillageTreasuryInsufficientFree(address asset, uint256 requested, uint256 free);
    /// @notice Thrown when money or an ERC-721 should go to, or a budget be awarded by, the zero address or (where money
    /// goes) the treasury itself.
    error VillageTreasuryInvalidRecipient(address recipient);
    /// @notice Thrown when an amount is zero.
    error VillageTreasuryInvalidAmount();
    /// @notice Thrown when an ERC-20 moved another amount than asked, off the treasury or onto the recipient: fee-taking
    /// tokens are refused.
    error VillageTreasuryTransferMismatch(address asset, uint256 requested, uint256 moved);

    /// @notice Thrown when there is no such budget.
    error VillageTreasuryNoBudget(uint256 budget);
    /// @notice Thrown when a budget is closed or its date has passed.
    error VillageTreasuryBudgetNotOpen(uint256 budget);
    /// @notice Thrown when a budget should be closed as expired before its date has passed.
    error VillageTreasuryBudgetNotExpired(uint256 budget, uint64 expires);
    /// @notice Thrown when a budget's terms cannot be: a date not in the future, a ceiling over 100 %, no name or one of
    /// more than 96 bytes.
    error VillageTreasuryInvalidBudget();
    /// @notice Thrown when a budget has less left than asked for.
    error VillageTreasuryInsufficientBudget(uint256 budget, uint256 requested, uint256 remainder);
    /// @notice Thrown when the caller is not one of the budget's awarders.
    error VillageTreasuryNotAwarder(uint256 budget, address caller);

    /// @notice Thrown when there is no such reservation.
    error VillageTreasuryNoReservation(uint256 reservation);
    /// @notice Thrown when somebody else than the election that reserved awards from a reservation.
    error VillageTreasuryNotReserver(uint256 reservation, address caller);
    /// @notice Thrown when a reservation has less left than asked for.
    error VillageTreasuryInsufficientReservation(uint256 reservation, uint256 requested, uint256 remainder);

    /// @notice Thrown when a plan's terms cannot be: no milestone or more than 8, one without an amount, one due in no day
    /// or more than 3 650, or a sum beyond 128 bits.
    error VillageTreasuryInvalidPlan();
    /// @notice Thrown when a plan is in another asset than the money it should be awarded from.
    error VillageTreasuryAssetMismatch(address expected, address actual);
    /// @notice Thrown when there is no such grant.
    error VillageTreasuryNoGrant(uint256 grant);
    /// @notice Thrown when a grant has no such milestone.
    error VillageTreasuryNoMilestone(uint256 grant, uint256 milestone);
    /// @notice Thrown when the caller is not the grant's recipient.
    error VillageTreasuryNotRecipient(uint256 grant, address caller);
    /// @notice Thrown when a milestone is not in the state the call needs.
    error VillageTreasuryMilestoneStatus(uint256 grant, uint256 milestone, MilestoneStatus status);
    /// @notice Thrown when a report comes after `reportBy`.
    error VillageTreasuryReportTooLate(uint256 grant, uint256 milestone, uint64 reportBy);
    /// @notice Thrown when the reviewer names another report than the one that stands.
    error VillageTreasuryReportChanged(uint256 grant, uint256 milestone, bytes32 named, bytes32 standing);
    /// @notice Thrown when a report's hash is zero.
    error VillageTreasuryEmptyReport();
    /// @notice Thrown when who is or was the grant's recipient judges its reports.
    error VillageTreasuryReviewerIsRecipient(uint256 grant, address reviewer);
    /// @notice Thrown when a milestone should expire while it may still be reported.
    error VillageTreasuryNotExpired(uint256 grant, uint256 milestone, uint64 reportBy);

    /// @notice How long after a rejection a milestone may be reported again (and not expire): 30 days. A slow reviewer
    /// can thus not end a milestone by rejecting a timely report after the deadline.
    function REPORT_GRACE() external view returns (uint64);
    /// @notice How many milestones a plan has at most: 8.
    function MAX_MILESTONES() external view returns (uint256);
    /// @notice How many days after the award a milestone is due at most: 3 650.
    function MAX_DUE_DAYS() external view returns (uint256);
    /// @notice How many bytes a budget's name has at most: 96, which is 32 Japanese letters.
    function MAX_NAME_BYTES() external view returns (uint256);
    /// @notice The assets on the list, ETH as the zero address, in no promised order.
    function assets() external view returns (address[] memory);
    /// @notice Whether `asset` is on the list.
    function isAsset(address asset) external view returns (bool);
    /// @notice What the treasury holds of `asset`. Reverts, as `free` does, where that is no token.
    function balanceOf(address asset) external view returns (uint256);
    /// @notice What of `asset` is in budgets, reservations and unpaid grants.
    function reserved(address asset) external view returns (uint256);
    /// @notice `max(0, balance − reserved)`.
    function free(address asset) external view returns (uint256);
    /// @notice How many budgets were ever opened.
    function budgetCount() external view returns (uint256);
    /// @notice A budget, open or not.
    function budget(uint256 budget_) external view returns (Budget memory);
    /// @notice Whether a budget is neither closed nor past its date. False where there is none.
    function isOpen(uint256 budget_) external view returns (bool);
    /// @notice Whether `awarder` may reserve from a budget, if it also has the ELECTION role.
    function isAwarder(uint256 budget_, address awarder) external view returns (bool);
    /// @notice How many reservations were ever made.
    function reservationCount() external view returns (uint256);
    /// @notice A reservation, used up or not.
    function reservation(uint256 reservation_) external view returns (Reservation memory);
    /// @notice How many grants were ever awarded.
    function grantCount() external view returns (uint256);
    /// @notice A grant, finished or not.
    function grant(uint256 grant_) external view returns (Grant memory);
    /// @notice One of a grant's milestones.
    function milestone(uint256 grant_, uint256 milestone_) external view returns (Milestone memory);
    /// @notice All of a grant's milestones.
    function milestones(uint256 grant_) external view returns (Milestone[] memory);
    /// @notice Whether `account` is or was the grant's recipient, and so may not judge its reports.
    function isParty(uint256 grant_, address account) external view returns (bool);

    /// @notice Puts ETH (0) or a plain ERC-20 on the list. DAO only.
    /// @dev List no token whose holders' balances change by themselves (rebasing, interest, demurrage): reserved amounts
    /// would not follow. A token that charges a fee or lies about a transfer is refused when it is paid, not here.
    function listAsset(address asset) external;
    /// @notice Takes an asset with nothing reserved off the list. DAO only.
    function delistAsset(address asset) external;
    /// @notice Pays free money. DAO only.
    function pay(address asset, address to, uint256 amount, string calldata memo) external;
    /// @notice Sends an ERC-721 the treasury holds. DAO only. The receiver is asked (safe transfer).
    function transferNFT(address token, address to, uint256 tokenId) external;

    /// @notice Opens a budget with `amount` of free money (0 is allowed). DAO only.
    /// @param expires Last second of the budget, in the future.
    /// @param name 1 to 96 bytes, any script.
    /// @param awarder A first awarder, or zero for none.
    /// @param ceilingBps At most 10 000.
    function openBudget(
        address asset,
        uint256 amount,
        uint64 expires,
        string calldata name,
        address awarder,
        uint16 ceilingBps
    ) external returns (uint256 budget_);
    /// @notice Lets a contract with the ELECTION role reserve from a budget, or no longer. DAO only.
    function setAwarder(uint256 budget_, address awarder, bool allowed) external;
    /// @notice Moves free money into an open budget. DAO only.
    function fundBudget(uint256 budget_, uint256 amount) external;
    /// @notice Moves a sale's share, already here, from free money into a budget. SALES only. Never reverts for a budget
    /// that cannot take it (missing, closed, expired, full, of another asset or one off the list, or too little free
    /// money): it answers false.
    function creditBudget(uint256 budget_, address asset, uint256 amount) external returns (bool credited);
    /// @notice Closes a budget; what is left in it is free money. DAO only. What its reservations and grants do not use
    /// will be free money too. Does nothing for one that is closed.
    function closeBudget(uint256 budget_) external;
    /// @notice Closes a budget whose date has passed. Anyone.
    function closeExpired(uint256 budget_) external;

    /// @notice Sets `amount` of an open budget aside for an election's winners. ELECTION only, an awarder of the budget.
    function reserve(uint256 budget_, uint256 amount) external returns (uint256 reservation_);
    /// @notice Awards a plan out of a reservation. ELECTION only, the one that reserved; also when the budget is no longer
    /// open, for what is reserved has left it.
    function awardReserved(uint256 reservation_, Plan calldata plan) external returns (uint256 grant_);
    /// @notice Gives up what is left of a reservation. DAO only. Does nothing where nothing is left.
    /// @dev It goes back to a budget that the same election may still reserve from: to stop a faulty one, take it off the
    /// budget's awarders in the same proposal.
    function releaseReservation(uint256 reservation_) external;

    /// @notice Awards a plan out of free money (`source` 0) or an open budget. DAO only.
    function award(uint256 source, Plan calldata plan) external returns (uint256 grant_);
    /// @notice Cancels what is not approved, paid or expired. DAO only. Does nothing where all of it is.
    function cancel(uint256 grant_, string calldata reason) external;
    /// @notice Hands a grant to another recipient. The recipient only.
    function changeRecipient(uint256 grant_, address recipient) external;
    /// @notice Hands a grant to another recipient, whose key is lost, say. DAO only.
    function replaceRecipient(uint256 grant_, address recipient) external;
    /// @notice Reports a milestone, or replaces a report that nobody judged yet. The recipient only, until `reportBy`. A
    /// report once sent stands until it is judged, also after `reportBy`.
    /// @param reportHash SHA-256 of the report's bytes (`sha256sum` tells it), not zero.
    function report(uint256 grant_, uint256 milestone_, bytes32 reportHash, string calldata uri) external;
    /// @notice Approves the report named by its hash: what is approved is paid, whatever comes. REVIEWER only, never who
    /// is or was the recipient.
    function approve(uint256 grant_, uint256 milestone_, bytes32 reportHash) external;
    /// @notice Rejects the report named by its hash. REVIEWER, as above. It may be reported again until the deadline, and
    /// in any case for 30 days.
    function reject(uint256 grant_, uint256 milestone_, bytes32 reportHash, string calldata reason) external;
    /// @notice Pays an approved milestone to the recipient. Anyone. If the recipient cannot take the money it reverts, and
    /// can be tried again.
    function claim(uint256 grant_, uint256 milestone_) external;
    /// @notice Expires a milestone without a standing report after `reportBy`. Anyone.
    function expire(uint256 grant_, uint256 milestone_) external;
}
