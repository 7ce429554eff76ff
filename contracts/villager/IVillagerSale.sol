// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IVillageTreasury} from "../treasury/IVillageTreasury.sol";
import {IDigitalVillager} from "./IDigitalVillager.sol";

/// @title The sale desk: phases with a price, and free tokens for residents
/// @notice Nothing of a phase changes after it opens. What a phase takes in ends in the treasury, its share in a budget.
interface IVillagerSale {
    /// @notice A sale phase. A buyer may buy while `opens <= t < closes` (seconds since the epoch).
    /// @param name The phase's name, any script.
    /// @param currency 0 for ETH, else an ERC-20 on the treasury's list.
    /// @param price For one token, in the currency's smallest unit; may be 0.
    /// @param cap How many tokens the phase sells at most.
    /// @param walletLimit How many one recipient may have from this phase, at least 1.
    /// @param budget The treasury's budget that is credited; 0 for none (then `shareBps` is 0).
    /// @param shareBps Share of the proceeds credited to the budget, in basis points.
    /// @param allowlisted Whether a recipient needs a proof. Without a root nobody can buy in such a phase.
    /// @param allowlistRoot Merkle root over `leaf(phase, recipient, quota)`; COUNCIL may set it until the phase opens.
    struct Phase {
        string name;
        address currency;
        uint128 price;
        uint64 opens;
        uint64 closes;
        uint64 cap;
        uint64 walletLimit;
        uint256 budget;
        uint16 shareBps;
        bool allowlisted;
        bytes32 allowlistRoot;
    }

    /// @notice What a phase sold and where the money is, in the currency's smallest unit.
    /// `proceeds` = price × sold; `swept` of it went to the treasury; `shared` of that was the budget's share (whether the
    /// budget could take it or not), always `floor(swept × shareBps / 10 000)`. `proceeds − swept` is still here.
    struct Ledger {
        uint64 sold;
        uint256 proceeds;
        uint256 swept;
        uint256 shared;
    }

    /// @notice A phase was added.
    event PhaseAdded(uint256 indexed phase, Phase terms);
    /// @notice The allowlist of a phase that is not open yet was set.
    event AllowlistSet(uint256 indexed phase, bytes32 root);
    /// @notice `count` tokens from `firstId` were sold to `recipient`; `payer` paid `paid`.
    event Sold(
        uint256 indexed phase,
        address indexed recipient,
        address indexed payer,
        uint256 firstId,
        uint256 count,
        uint256 paid
    );
    /// @notice A resident was welcomed with a free token.
    event Welcomed(address indexed recipient, uint256 indexed tokenId);
    /// @notice A resident who was welcomed before was passed over.
    event WelcomeSkipped(address indexed recipient);
    /// @notice `amount` went to the treasury, `share` of it into `budget` unless `ShareLeftFree` follows.
    event Swept(uint256 indexed phase, uint256 amount, uint256 indexed budget, uint256 share);
    /// @notice The budget could not take its share (closed, expired, or of another asset), or this sale may no longer
    /// credit budgets: the share is free money.
    event ShareLeftFree(uint256 indexed phase, uint256 indexed budget, uint256 share);

    /// @notice Thrown at construction when the reserve is larger than the supply, or the villager has another treasury.
    error VillagerSaleInvalidTerms();
    /// @notice Thrown for a phase that does not exist.
    error VillagerSaleNoPhase(uint256 phase);
    /// @notice Thrown for a phase whose terms cannot be: dates in the past or in the wrong order, no cap, no limit, a share
    /// over 100 % or without a budget, a root for a phase without an allowlist.
    error VillagerSaleInvalidPhase();
    /// @notice Thrown when a phase's currency is not on the treasury's list.
    error VillagerSaleUnknownCurrency(address currency);
    /// @notice Thrown when a phase's budget does not exist or is of another asset when the phase is added.
    error VillagerSaleUnknownBudget(uint256 budget);
    /// @notice Thrown when buying outside `[opens, closes)`.
    error VillagerSaleNotOpen(uint256 phase, uint64 opens, uint64 closes);
    /// @notice Thrown when an allowlist is set after the phase opened, or for a phase without one.
    error VillagerSaleAllowlistFixed(uint256 phase);
    /// @notice Thrown when zero tokens are bought.
    error VillagerSaleNothingToBuy();
    /// @notice Thrown when the proof does not show that `recipient` has `quota` in the phase.
    error VillagerSaleNotAllowed(uint256 phase, address recipient, uint256 quota);
    /// @notice Thrown when the recipient's limit (or quota) for the phase would be exceeded.
    error VillagerSaleLimitExceeded(uint256 phase, address recipient, uint256 requested, uint256 available);
    /// @notice Thrown when the phase has fewer tokens left.
    error VillagerSaleSoldOut(uint256 phase, uint256 requested, uint256 available);
    /// @notice Thrown when the sale as a whole has fewer tokens left: the rest is the residents' reserve.
    error VillagerSaleReserved(uint256 requested, uint256 available);
    /// @notice Thrown when the ETH sent is not exactly price × count, or not 0 where the currency is an ERC-20.
    error VillagerSaleWrongPayment(uint256 sent, uint256 expected);
    /// @notice Thrown when an ERC-20 moved another amount than asked, at either end: fee-taking tokens are refused.
    error VillagerSaleTransferMismatch(address currency, uint256 requested, uint256 moved);
    /// @notice Thrown when the residents' reserve is used up.
    error VillagerSaleReserveExceeded(uint256 requested, uint256 available);

    /// @notice The token this desk sells, of which it holds SALES.
    function villager() external view returns (IDigitalVillager);
    /// @notice Where the proceeds go.
    function treasury() external view returns (IVillageTreasury);
    /// @notice How many tokens are kept for residents.
    function residentReserve() external view returns (uint256);
    /// @notice How many tokens all phases together have sold.
    function totalSold() external view returns (uint256);
    /// @notice How many residents were welcomed.
    function totalWelcomed() external view returns (uint256);
    /// @notice Whether `account` was welcomed.
    function welcomed(address account) external view returns (bool);
    /// @notice How many phases there are; they are numbered from 1.
    function phaseCount() external view returns (uint256);
    /// @notice A phase's terms.
    function phase(uint256 phase_) external view returns (Phase memory);
    /// @notice What a phase sold, and where the money is.
    function ledger(uint256 phase_) external view returns (Ledger memory);
    /// @notice How many tokens `recipient` has from a phase.
    function boughtBy(uint256 phase_, address recipient) external view returns (uint256);
    /// @notice The allowlist's leaf: the double keccak256 of (chain id, this sale, phase, recipient, quota), as
    /// OpenZeppelin's standard Merkle tree hashes it (types uint256, address, uint256, address, uint256).
    function leaf(uint256 phase_, address recipient, uint256 quota) external view returns (bytes32);

    /// @notice Appends a phase. DAO only. `allowlistRoot` may be zero and set later.
    function addPhase(Phase calldata terms) external returns (uint256 phase_);
    /// @notice Sets the allowlist's root of a phase that has not opened. COUNCIL only.
    function setAllowlist(uint256 phase_, bytes32 root) external;
    /// @notice Stops buying (not welcoming, not sweeping). COUNCIL only.
    function pause() external;
    /// @notice Lets buying go on. COUNCIL only.
    function unpause() external;
    /// @notice Buys `count` tokens for `recipient`; anyone may pay. Payment is exact: ETH as the transaction's value, an
    /// ERC-20 by an allowance to this contract.
    /// @param quota What the allowlist grants the recipient in this phase; 0 in a phase without an allowlist.
    /// @param proof The leaf's Merkle proof; empty in a phase without an allowlist.
    function buy(uint256 phase_, uint256 count, address recipient, uint256 quota, bytes32[] calldata proof)
        external
        payable
        returns (uint256 firstId);
    /// @notice Gives each recipient one free token from the reserve; who was welcomed before, in whatever batch, is skipped
    /// for ever, even without the token. Calls nobody. COUNCIL only.
    function welcome(address[] calldata recipients) external;
    /// @notice Sends what a phase took in to the treasury and credits the budget's share. Anyone, any time; no state of the
    /// budget stops it. With nothing to send it does nothing.
    function sweep(uint256 phase_) external;
}
