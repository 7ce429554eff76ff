// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IVillageTreasury} from "./IVillageTreasury.sol";
import {TreasuryLedger} from "./TreasuryLedger.sol";

/// @title Budgets: money set aside for a purpose, and what elections reserve of it
/// @notice What must always hold:
/// - money goes into a budget, and out of it to a reservation or a grant, only while it is open; a closed one is empty;
/// - a remainder that grows or shrinks takes its amount from, or gives it to, exactly one other place: free money,
///   another remainder, or a grant.
abstract contract TreasuryBudgets is TreasuryLedger {
    using SafeCast for uint256;

    /// @dev A reservation as stored, in two slots: its asset is its budget's.
    struct Promised {
        address awarder;
        uint64 budget;
        uint128 remainder;
    }

    /// @inheritdoc IVillageTreasury
    uint256 public constant MAX_NAME_BYTES = 96;
    uint16 private constant WHOLE = 10_000;

    /// @inheritdoc IVillageTreasury
    uint256 public budgetCount;
    /// @inheritdoc IVillageTreasury
    uint256 public reservationCount;
    mapping(uint256 number => Budget) private _budgets;
    mapping(uint256 number => mapping(address awarder => bool)) private _awarders;
    mapping(uint256 number => Promised) private _promises;

    // ---------------------------------------------------------------- reading

    /// @inheritdoc IVillageTreasury
    function budget(uint256 budget_) external view returns (Budget memory) {
        return _existing(budget_);
    }

    /// @inheritdoc IVillageTreasury
    function isOpen(uint256 budget_) public view returns (bool) {
        Budget storage b = _budgets[budget_];
        // A budget that was never opened has expired long ago.
        return !b.closed && block.timestamp <= b.expires;
    }

    /// @inheritdoc IVillageTreasury
    function isAwarder(uint256 budget_, address awarder) external view returns (bool) {
        return _awarders[budget_][awarder];
    }

    /// @inheritdoc IVillageTreasury
    function reservation(uint256 reservation_) external view returns (Reservation memory) {
        Promised storage p = _promised(reservation_);
        return Reservation(p.awarder, _budgets[p.budget].asset, p.budget, p.remainder);
    }

    // ---------------------------------------------------------------- opening and filling

    /// @inheritdoc IVillageTreasury
    function openBudget(
        address asset,
        uint256 amount,
        uint64 expires,
        string calldata name,
        address awarder,
        uint16 ceilingBps
    ) external restricted nonReentrant returns (uint256 budget_) {
        if (expires <= block.timestamp || ceilingBps > WHOLE) revert VillageTreasuryInvalidBudget();
        if (bytes(name).length == 0 || bytes(name).length > MAX_NAME_BYTES) revert VillageTreasuryInvalidBudget();
        _setAside(asset, amount);
        budget_ = ++budgetCount;
        _budgets[budget_] = Budget(asset, expires, ceilingBps, false, amount.toUint128(), name);
        emit BudgetOpened(budget_, asset, amount, expires, ceilingBps, name);
        if (awarder != address(0)) _setAwarder(budget_, awarder, true);
    }

    /// @inheritdoc IVillageTreasury
    function setAwarder(uint256 budget_, address awarder, bool allowed) external restricted {
        _existing(budget_);
        if (awarder == address(0)) revert VillageTreasuryInvalidRecipient(awarder);
        _setAwarder(budget_, awarder, allowed);
    }

    /// @inheritdoc IVillageTreasury
    function fundBudget(uint256 budget_, uint256 amount) external restricted nonReentrant {
        Budget storage b = _open(budget_);
        if (amount == 0) revert VillageTreasuryInvalidAmount();
        _setAside(b.asset, amount);
        b.remainder = (b.remainder + amount).toUint128();
        emit BudgetFunded(budget_, amount, msg.sender);
    }

    /// @inheritdoc IVillageTreasury
    function creditBudget(uint256 budget_, address asset, uint256 amount)
        external
        restricted
        nonReentrant
        returns (bool credited)
    {
        if (!_takes(budget_, amount) || _budgets[budget_].asset != asset) return false;
        if (!isAsset(asset) || amount > free(asset)) return false;
        _setAside(asset, amount);
        _budgets[budget_].remainder += uint128(amount);
        emit BudgetFunded(budget_, amount, msg.sender);
        return true;
    }

    // ---------------------------------------------------------------- closing

    /// @inheritdoc IVillageTreasury
    function closeBudget(uint256 budget_) external restricted nonReentrant {
        Budget storage b = _existing(budget_);
        if (!b.closed) _close(budget_, b);
    }

    /// @inheritdoc IVillageTreasury
    function closeExpired(uint256 budget_) external nonReentrant {
        Budget storage b = _existing(budget_);
        if (b.closed) revert VillageTreasuryBudgetNotOpen(budget_);
        if (block.timestamp <= b.expires) revert VillageTreasuryBudgetNotExpired(budget_, b.expires);
        _close(budget_, b);
    }

    // ---------------------------------------------------------------- reserving for an election

    /// @inheritdoc IVillageTreasury
    function reserve(uint256 budget_, uint256 amount) external restricted nonReentrant returns (uint256 reservation_) {
        if (!_awarders[budget_][msg.sender]) revert VillageTreasuryNotAwarder(budget_, msg.sender);
        if (amount == 0) revert VillageTreasuryInvalidAmount();
        _takeFromBudget(budget_, _existing(budget_).asset, amount);
        reservation_ = ++reservationCount;
        // Both casts are safe: a budget's remainder held `amount`, and budgets are counted one by one.
        _promises[reservation_] = Promised(msg.sender, uint64(budget_), uint128(amount));
        emit Reserved(reservation_, budget_, msg.sender, amount);
    }

    /// @inheritdoc IVillageTreasury
    function releaseReservation(uint256 reservation_) external restricted nonReentrant {
        Promised storage p = _promised(reservation_);
        uint128 amount = p.remainder;
        if (amount == 0) return;
        p.remainder = 0;
        bool toBudget = _giveBack(p.budget, _budgets[p.budget].asset, amount);
        emit ReservationReleased(reservation_, amount, toBudget);
    }

    // ---------------------------------------------------------------- for the grants above

    /// @dev Takes money out of an open budget; it stays reserved, and the caller writes down what for.
    function _takeFromBudget(uint256 budget_, address asset, uint256 amount) internal {
        Budget storage b = _open(budget_);
        _checkAsset(b.asset, asset);
        uint128 remainder = b.remainder;
        if (amount > remainder) revert VillageTreasuryInsufficientBudget(budget_, amount, remainder);
        b.remainder = remainder - uint128(amount);
    }

    /// @dev Takes money out of a reservation of the caller; it stays reserved, and the caller writes down what for.
    function _takeFromReservation(uint256 reservation_, address asset, uint256 amount)
        internal
        returns (uint256 budget_)
    {
        Promised storage p = _promised(reservation_);
        budget_ = p.budget;
        if (p.awarder != msg.sender) revert VillageTreasuryNotReserver(reservation_, msg.sender);
        _checkAsset(_budgets[budget_].asset, asset);
        uint128 remainder = p.remainder;
        if (amount > remainder) revert VillageTreasuryInsufficientReservation(reservation_, amount, remainder);
        p.remainder = remainder - uint128(amount);
    }

    /// @dev What was reserved and is not used goes back to its budget if that is open, else to free money. The caller has
    /// struck it out where it stood.
    function _giveBack(uint256 budget_, address asset, uint256 amount) internal returns (bool toBudget) {
        toBudget = _takes(budget_, amount);
        if (toBudget) _budgets[budget_].remainder += uint128(amount);
        else _setFree(asset, amount);
    }

    /// @dev Whether a budget is open and has room: a token with an absurd supply must not get a grant's money stuck.
    function _takes(uint256 budget_, uint256 amount) private view returns (bool) {
        return isOpen(budget_) && amount <= type(uint128).max - _budgets[budget_].remainder;
    }

    function _setAwarder(uint256 budget_, address awarder, bool allowed) private {
        _awarders[budget_][awarder] = allowed;
        emit AwarderSet(budget_, awarder, allowed);
    }

    function _close(uint256 budget_, Budget storage b) private {
        uint128 returned = b.remainder;
        b.remainder = 0;
        b.closed = true;
        _setFree(b.asset, returned);
        emit BudgetClosed(budget_, returned, msg.sender);
    }

    function _existing(uint256 budget_) private view returns (Budget storage b) {
        b = _budgets[budget_];
        if (b.expires == 0) revert VillageTreasuryNoBudget(budget_);
    }

    function _open(uint256 budget_) private view returns (Budget storage b) {
        b = _existing(budget_);
        if (!isOpen(budget_)) revert VillageTreasuryBudgetNotOpen(budget_);
    }

    function _promised(uint256 reservation_) private view returns (Promised storage p) {
        p = _promises[reservation_];
        if (p.awarder == address(0)) revert VillageTreasuryNoReservation(reservation_);
    }

    function _checkAsset(address expected, address actual) private pure {
        if (actual != expected) revert VillageTreasuryAssetMismatch(expected, actual);
    }
}
