// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title The village's money
/// @notice Money is *reserved* (in a budget, promised to an election's winners, or in a grant not yet paid) or *free*.
/// For every listed asset, after every call, as long as balances fall only by this contract's own calls:
/// `balance >= Σ budgets' remainder + Σ elections' reserve + Σ grants unpaid`.
/// Amounts are in the asset's smallest unit; ETH is the zero address. Times are seconds since the epoch.
interface IVillageTreasury {
    /// @notice Money set aside for a purpose. `awarder`-named contracts may reserve from it up to `ceilingBps` of its
    /// balance at the time an election opens (the election keeps to it).
    struct Budget {
        address asset;
        uint64 expires;
        uint16 ceilingBps;
        bool closed;
        uint128 remainder;
        string name;
    }

    /// @notice What an election's close set aside for its winners.
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

    /// @notice `reportBy`: the last second at which it may be reported: the deadline, or 30 days after a rejection if later.
    struct Milestone {
        uint128 amount;
        uint64 reportBy;
        MilestoneStatus status;
        bytes32 reportHash;
    }

    event AssetListed(address indexed asset);
    event AssetDelisted(address indexed asset);
    /// @notice ETH arrived.
    event Received(address indexed from, uint256 amount);
    /// @notice Free money was paid.
    event FreePaid(address indexed asset, address indexed to, uint256 amount, string memo);
    event NFTTransferred(address indexed token, address indexed to, uint256 indexed tokenId);

    event BudgetOpened(
        uint256 indexed budget, address indexed asset, uint256 amount, uint64 expires, uint16 ceilingBps, string name
    );
    event AwarderSet(uint256 indexed budget, address indexed awarder, bool allowed);
    /// @notice Free money was moved into a budget: by the DAO, or as its share of a sale.
    event BudgetFunded(uint256 indexed budget, uint256 amount, address indexed by);
    /// @notice A budget was closed; `returned` is free money again.
    event BudgetClosed(uint256 indexed budget, uint256 returned, address indexed by);

    event Reserved(uint256 indexed reservation, uint256 indexed budget, address indexed awarder, uint256 amount);
    /// @notice What was still reserved went back to its budget if that is open, else to free money.
    event ReservationReleased(uint256 indexed reservation, uint256 amount, bool toBudget);

    /// @notice `reservation` is 0 when the DAO awarded.
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
    event RecipientChanged(uint256 indexed grant, address indexed previous, address indexed recipient, address by);
    event MilestoneReported(
        uint256 indexed grant, uint256 indexed milestone, address indexed reporter, bytes32 reportHash, string uri
    );
    event MilestoneApproved(uint256 indexed grant, uint256 indexed milestone, address indexed reviewer, bytes32 reportHash);
    event MilestoneRejected(
        uint256 indexed grant, uint256 indexed milestone, address indexed reviewer, bytes32 reportHash, string reason
    );
    event MilestonePaid(uint256 indexed grant, uint256 indexed milestone, address indexed recipient, uint256 amount);
    /// @notice The amount went back to its budget if that is open, else to free money.
    event MilestoneExpired(uint256 indexed grant, uint256 indexed milestone, uint256 amount, bool toBudget);
    /// @notice All milestones not approved or paid were cancelled; their sum went back as above.
    event GrantCancelled(uint256 indexed grant, uint256 returned, bool toBudget, string reason);

    error VillageTreasuryUnknownAsset(address asset);
    error VillageTreasuryAssetListed(address asset);
    /// @notice Thrown when an asset with reserved money is taken off the list.
    error VillageTreasuryAssetInUse(address asset, uint256 reserved);
    error VillageTreasuryNotAToken(address asset);
    error VillageTreasuryInsufficientFree(address asset, uint256 requested, uint256 free);
    error VillageTreasuryInvalidRecipient(address recipient);
    error VillageTreasuryInvalidAmount();
    /// @notice Thrown when an ERC-20 moved another amount than asked: fee-taking tokens are refused.
    error VillageTreasuryTransferMismatch(address asset, uint256 requested, uint256 moved);

    error VillageTreasuryNoBudget(uint256 budget);
    /// @notice Thrown when a budget is closed or its date has passed.
    error VillageTreasuryBudgetNotOpen(uint256 budget);
    error VillageTreasuryBudgetNotExpired(uint256 budget, uint64 expires);
    error VillageTreasuryInvalidBudget();
    error VillageTreasuryInsufficientBudget(uint256 budget, uint256 requested, uint256 remainder);
    error VillageTreasuryNotAwarder(uint256 budget, address caller);

    error VillageTreasuryNoReservation(uint256 reservation);
    error VillageTreasuryNotReserver(uint256 reservation, address caller);
    error VillageTreasuryInsufficientReservation(uint256 reservation, uint256 requested, uint256 remainder);

    error VillageTreasuryInvalidPlan();
    error VillageTreasuryAssetMismatch(address expected, address actual);
    error VillageTreasuryNoGrant(uint256 grant);
    error VillageTreasuryNoMilestone(uint256 grant, uint256 milestone);
    error VillageTreasuryNotRecipient(uint256 grant, address caller);
    /// @notice Thrown when a milestone is not in the state the call needs.
    error VillageTreasuryMilestoneStatus(uint256 grant, uint256 milestone, MilestoneStatus status);
    error VillageTreasuryReportTooLate(uint256 grant, uint256 milestone, uint64 reportBy);
    /// @notice Thrown when the reviewer names another report than the one that stands.
    error VillageTreasuryReportChanged(uint256 grant, uint256 milestone, bytes32 named, bytes32 standing);
    /// @notice Thrown when a report's hash is zero.
    error VillageTreasuryEmptyReport();
    /// @notice Thrown when who is or was the grant's recipient judges its reports.
    error VillageTreasuryReviewerIsRecipient(uint256 grant, address reviewer);
    error VillageTreasuryNotExpired(uint256 grant, uint256 milestone, uint64 reportBy);
    /// @notice Thrown when nothing of a grant could be cancelled.
    error VillageTreasuryNothingToCancel(uint256 grant);

    /// @notice How long after a rejection a milestone may be reported again (and not expire): 30 days.
    function REPORT_GRACE() external view returns (uint64);
    /// @notice How many milestones a plan has at most: 8.
    function MAX_MILESTONES() external view returns (uint256);
    /// @notice The assets on the list, ETH as the zero address.
    function assets() external view returns (address[] memory);
    /// @notice Whether `asset` is on the list.
    function isAsset(address asset) external view returns (bool);
    /// @notice What the treasury holds of `asset`.
    function balanceOf(address asset) external view returns (uint256);
    /// @notice What of `asset` is in budgets, reservations and unpaid grants.
    function reserved(address asset) external view returns (uint256);
    /// @notice `max(0, balance − reserved)`.
    function free(address asset) external view returns (uint256);
    /// @notice Numbered from 1, as are reservations and grants.
    function budgetCount() external view returns (uint256);
    function budget(uint256 budget_) external view returns (Budget memory);
    /// @notice Whether a budget is neither closed nor past its date.
    function isOpen(uint256 budget_) external view returns (bool);
    function isAwarder(uint256 budget_, address awarder) external view returns (bool);
    function reservationCount() external view returns (uint256);
    function reservation(uint256 reservation_) external view returns (Reservation memory);
    function grantCount() external view returns (uint256);
    function grant(uint256 grant_) external view returns (Grant memory);
    /// @notice A grant's milestones are numbered from 0.
    function milestone(uint256 grant_, uint256 milestone_) external view returns (Milestone memory);
    function milestones(uint256 grant_) external view returns (Milestone[] memory);

    /// @notice Puts ETH (0) or a plain ERC-20 on the list. DAO only.
    function listAsset(address asset) external;
    /// @notice Takes an asset with nothing reserved off the list. DAO only.
    function delistAsset(address asset) external;
    /// @notice Pays free money. DAO only.
    function pay(address asset, address to, uint256 amount, string calldata memo) external;
    /// @notice Sends an ERC-721 the treasury holds. DAO only. The receiver is asked (safe transfer).
    function transferNFT(address token, address to, uint256 tokenId) external;

    /// @notice Opens a budget with `amount` of free money (0 is allowed). DAO only.
    /// @param awarder A first awarder, or zero for none.
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
    /// @notice Moves a sale's share, already here, from free money into a budget. SALES only. Never reverts for a budget that
    /// cannot take it (missing, closed, expired, of another asset, or too little free money): it answers false.
    function creditBudget(uint256 budget_, address asset, uint256 amount) external returns (bool credited);
    /// @notice Closes a budget; what is left in it is free money. DAO only.
    function closeBudget(uint256 budget_) external;
    /// @notice Closes a budget whose date has passed. Anyone.
    function closeExpired(uint256 budget_) external;

    /// @notice Sets `amount` of a budget aside for an election's winners. ELECTION only, an awarder of the budget.
    function reserve(uint256 budget_, uint256 amount) external returns (uint256 reservation_);
    /// @notice Awards a plan out of a reservation. ELECTION only, the one that reserved.
    function awardReserved(uint256 reservation_, Plan calldata plan) external returns (uint256 grant_);
    /// @notice Gives up what is left of a reservation. DAO only.
    function releaseReservation(uint256 reservation_) external;

    /// @notice Awards a plan out of free money (`source` 0) or an open budget. DAO only.
    function award(uint256 source, Plan calldata plan) external returns (uint256 grant_);
    /// @notice Cancels what is not approved or paid. DAO only.
    function cancel(uint256 grant_, string calldata reason) external;
    /// @notice Hands a grant to another recipient. The recipient only.
    function changeRecipient(uint256 grant_, address recipient) external;
    /// @notice Hands a grant to another recipient, whose key is lost, say. DAO only.
    function replaceRecipient(uint256 grant_, address recipient) external;
    /// @notice Reports a milestone, or replaces a report that nobody judged yet. The recipient only, until `reportBy`.
    function report(uint256 grant_, uint256 milestone_, bytes32 reportHash, string calldata uri) external;
    /// @notice Approves the report named by its hash: what is approved is paid, whatever comes. REVIEWER only, never who
    /// is or was the recipient.
    function approve(uint256 grant_, uint256 milestone_, bytes32 reportHash) external;
    /// @notice Rejects the report named by its hash; it may be reported again until `reportBy`. REVIEWER, as above.
    function reject(uint256 grant_, uint256 milestone_, bytes32 reportHash, string calldata reason) external;
    /// @notice Pays an approved milestone to the recipient. Anyone.
    function claim(uint256 grant_, uint256 milestone_) external;
    /// @notice Expires a milestone without a standing report after `reportBy`. Anyone.
    function expire(uint256 grant_, uint256 milestone_) external;
}
