// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IVillageTreasury} from "../../../contracts/treasury/IVillageTreasury.sol";

/// @notice The treasury's rules once more, slow and obvious: it keeps plain rows, and adds them all up whenever it is asked.
/// Each verb answers whether the treasury must accept the call, and if so writes down what it must do. Who has which role,
/// and whether an asset can be sent to somebody just now, it is told.
contract SlowTreasury {
    struct BudgetRow {
        address asset;
        uint256 amount;
        uint256 expires;
        bool closed;
        mapping(address => bool) awarders;
    }

    struct ReservationRow {
        address by;
        uint256 budget;
        uint256 amount;
    }

    struct MilestoneRow {
        uint256 amount;
        uint256 deadline;
        uint256 lastRejection;
        IVillageTreasury.MilestoneStatus status;
        bytes32 report;
    }

    struct GrantRow {
        address asset;
        uint256 budget;
        address[] recipients;
        MilestoneRow[] milestones;
    }

    /// @notice What is held of an asset, as far as is known here.
    mapping(address asset => uint256) public held;
    mapping(address asset => bool) public listed;
    BudgetRow[] private _budgets;
    ReservationRow[] private _reservations;
    GrantRow[] private _grants;

    /// @dev Numbers begin at 1: the rows 0 stay empty, and say that they are closed.
    constructor() {
        _budgets.push();
        _budgets[0].closed = true;
        _reservations.push();
        _grants.push();
    }

    // ---------------------------------------------------------------- sums

    function reserved(address asset) public view returns (uint256 sum) {
        for (uint256 i = 0; i < _budgets.length; ++i) {
            if (_budgets[i].asset == asset) sum += _budgets[i].amount;
        }
        for (uint256 i = 0; i < _reservations.length; ++i) {
            if (_budgets[_reservations[i].budget].asset == asset) sum += _reservations[i].amount;
        }
        for (uint256 i = 0; i < _grants.length; ++i) {
            if (_grants[i].asset == asset) sum += unpaid(i);
        }
    }

    function free(address asset) public view returns (uint256) {
        uint256 set = reserved(asset);
        return held[asset] > set ? held[asset] - set : 0;
    }

    function unpaid(uint256 number) public view returns (uint256 sum) {
        MilestoneRow[] storage rows = _grants[number].milestones;
        for (uint256 i = 0; i < rows.length; ++i) {
            bool isOver = rows[i].status == IVillageTreasury.MilestoneStatus.Paid
                || rows[i].status == IVillageTreasury.MilestoneStatus.Cancelled
                || rows[i].status == IVillageTreasury.MilestoneStatus.Expired;
            if (!isOver) sum += rows[i].amount;
        }
    }

    // ---------------------------------------------------------------- rows, to be compared

    function budgetCount() external view returns (uint256) {
        return _budgets.length - 1;
    }

    function reservationCount() external view returns (uint256) {
        return _reservations.length - 1;
    }

    function grantCount() external view returns (uint256) {
        return _grants.length - 1;
    }

    function budget(uint256 number) external view returns (address asset, uint256 amount, bool closed, bool open) {
        BudgetRow storage b = _budgets[number];
        return (b.asset, b.amount, b.closed, isOpen(number));
    }

    function reservation(uint256 number) external view returns (ReservationRow memory) {
        return _reservations[number];
    }

    function grant(uint256 number) external view returns (GrantRow memory) {
        return _grants[number];
    }

    function isOpen(uint256 number) public view returns (bool) {
        return number < _budgets.length && !_budgets[number].closed && block.timestamp <= _budgets[number].expires;
    }

    function recipientOf(uint256 number) public view returns (address) {
        address[] storage all = _grants[number].recipients;
        return all[all.length - 1];
    }

    /// @notice The deadline, or 30 days after the last rejection if that is later.
    function reportBy(MilestoneRow memory row) public pure returns (uint256) {
        uint256 grace = row.lastRejection == 0 ? 0 : row.lastRejection + 30 days;
        return grace > row.deadline ? grace : row.deadline;
    }

    // ---------------------------------------------------------------- money in, money out

    function arrive(address asset, uint256 amount) external {
        held[asset] += amount;
    }

    function vanish(address asset, uint256 amount) external {
        held[asset] -= amount;
    }

    function list(address asset) external returns (bool) {
        if (listed[asset]) return false;
        listed[asset] = true;
        return true;
    }

    function delist(address asset) external returns (bool) {
        if (!listed[asset] || reserved(asset) != 0) return false;
        listed[asset] = false;
        return true;
    }

    function pay(address asset, uint256 amount, bool canBeSent) external returns (bool) {
        if (!listed[asset] || amount == 0 || amount > free(asset) || !canBeSent) return false;
        held[asset] -= amount;
        return true;
    }

    // ---------------------------------------------------------------- budgets

    function openBudget(address asset, uint256 amount, uint256 expires, address awarder) external returns (bool) {
        if (!listed[asset] || amount > free(asset) || expires <= block.timestamp) return false;
        BudgetRow storage b = _budgets.push();
        (b.asset, b.amount, b.expires) = (asset, amount, expires);
        b.awarders[awarder] = true;
        return true;
    }

    function setAwarder(uint256 number, address awarder, bool allowed) external returns (bool) {
        if (number == 0 || number >= _budgets.length) return false;
        _budgets[number].awarders[awarder] = allowed;
        return true;
    }

    function fundBudget(uint256 number, uint256 amount) public returns (bool) {
        if (!isOpen(number)) return false;
        BudgetRow storage b = _budgets[number];
        if (amount == 0 || !listed[b.asset] || amount > free(b.asset)) return false;
        b.amount += amount;
        return true;
    }

    function creditBudget(uint256 number, address asset, uint256 amount) external returns (bool) {
        return isOpen(number) && _budgets[number].asset == asset && fundBudget(number, amount);
    }

    function closeBudget(uint256 number, bool onlyIfExpired) external returns (bool) {
        if (number == 0 || number >= _budgets.length) return false;
        if (onlyIfExpired && (_budgets[number].closed || isOpen(number))) return false;
        (_budgets[number].closed, _budgets[number].amount) = (true, 0);
        return true;
    }

    function reserve(address by, uint256 number, uint256 amount) external returns (bool) {
        if (!isOpen(number) || !_budgets[number].awarders[by]) return false;
        if (amount == 0 || amount > _budgets[number].amount) return false;
        _budgets[number].amount -= amount;
        _reservations.push(ReservationRow(by, number, amount));
        return true;
    }

    function releaseReservation(uint256 number) external returns (bool) {
        if (number == 0 || number >= _reservations.length) return false;
        _goBack(_reservations[number].budget, _reservations[number].amount);
        _reservations[number].amount = 0;
        return true;
    }

    // ---------------------------------------------------------------- grants

    function award(uint256 source, IVillageTreasury.Plan memory plan) external returns (bool) {
        uint256 sum = _sum(plan);
        if (source == 0) {
            if (!listed[plan.asset] || sum > free(plan.asset)) return false;
        } else {
            if (!isOpen(source) || _budgets[source].asset != plan.asset || sum > _budgets[source].amount) return false;
            _budgets[source].amount -= sum;
        }
        _write(source, plan);
        return true;
    }

    function awardReserved(address by, uint256 number, IVillageTreasury.Plan memory plan) external returns (bool) {
        if (number == 0 || number >= _reservations.length) return false;
        ReservationRow storage r = _reservations[number];
        if (r.by != by || _budgets[r.budget].asset != plan.asset || _sum(plan) > r.amount) return false;
        r.amount -= _sum(plan);
        _write(r.budget, plan);
        return true;
    }

    function cancel(uint256 number) external returns (bool) {
        uint256 sum = 0;
        for (uint256 i = 0; number < _grants.length && i < _grants[number].milestones.length; ++i) {
            MilestoneRow storage row = _grants[number].milestones[i];
            if (
                row.status != IVillageTreasury.MilestoneStatus.Open
                    && row.status != IVillageTreasury.MilestoneStatus.Reported
                    && row.status != IVillageTreasury.MilestoneStatus.Rejected
            ) continue;
            sum += row.amount;
            row.status = IVillageTreasury.MilestoneStatus.Cancelled;
        }
        if (sum != 0) _goBack(_grants[number].budget, sum);
        return number != 0 && number < _grants.length;
    }

    function changeRecipient(address by, bool byDao, uint256 number, address next) external returns (bool) {
        if (number == 0 || number >= _grants.length) return false;
        if (!byDao && by != recipientOf(number)) return false;
        _grants[number].recipients.push(next);
        return true;
    }

    // ---------------------------------------------------------------- milestones

    function report(address by, uint256 number, uint256 index, bytes32 hash) external returns (bool) {
        if (!_exists(number, index)) return false;
        MilestoneRow storage row = _grants[number].milestones[index];
        bool isOpenYet = row.status == IVillageTreasury.MilestoneStatus.Open
            || row.status == IVillageTreasury.MilestoneStatus.Reported
            || row.status == IVillageTreasury.MilestoneStatus.Rejected;
        if (by != recipientOf(number) || !isOpenYet || block.timestamp > reportBy(row)) return false;
        (row.status, row.report) = (IVillageTreasury.MilestoneStatus.Reported, hash);
        return true;
    }

    function judge(address by, uint256 number, uint256 index, bytes32 hash, bool approve) external returns (bool) {
        if (!_exists(number, index)) return false;
        for (uint256 i = 0; i < _grants[number].recipients.length; ++i) {
            if (_grants[number].recipients[i] == by) return false;
        }
        MilestoneRow storage row = _grants[number].milestones[index];
        if (row.status != IVillageTreasury.MilestoneStatus.Reported || row.report != hash) return false;
        if (approve) {
            row.status = IVillageTreasury.MilestoneStatus.Approved;
        } else {
            row.status = IVillageTreasury.MilestoneStatus.Rejected;
            row.lastRejection = block.timestamp;
        }
        return true;
    }

    function claim(uint256 number, uint256 index, bool canBeSent) external returns (bool) {
        if (!_exists(number, index) || !canBeSent) return false;
        MilestoneRow storage row = _grants[number].milestones[index];
        if (row.status != IVillageTreasury.MilestoneStatus.Approved) return false;
        row.status = IVillageTreasury.MilestoneStatus.Paid;
        held[_grants[number].asset] -= row.amount;
        return true;
    }

    function expire(uint256 number, uint256 index) external returns (bool) {
        if (!_exists(number, index)) return false;
        MilestoneRow storage row = _grants[number].milestones[index];
        bool waits = row.status == IVillageTreasury.MilestoneStatus.Open
            || row.status == IVillageTreasury.MilestoneStatus.Rejected;
        if (!waits || block.timestamp <= reportBy(row)) return false;
        row.status = IVillageTreasury.MilestoneStatus.Expired;
        _goBack(_grants[number].budget, row.amount);
        return true;
    }

    // ---------------------------------------------------------------- parts

    /// @dev To free money there is nothing to write: it is what no row asks for.
    function _goBack(uint256 number, uint256 amount) private {
        if (isOpen(number)) _budgets[number].amount += amount;
    }

    function _exists(uint256 number, uint256 index) private view returns (bool) {
        return number < _grants.length && index < _grants[number].milestones.length;
    }

    function _sum(IVillageTreasury.Plan memory plan) private pure returns (uint256 sum) {
        for (uint256 i = 0; i < plan.milestones.length; ++i) {
            sum += plan.milestones[i].amount;
        }
    }

    function _write(uint256 source, IVillageTreasury.Plan memory plan) private {
        GrantRow storage g = _grants.push();
        (g.asset, g.budget) = (plan.asset, source);
        g.recipients.push(plan.recipient);
        for (uint256 i = 0; i < plan.milestones.length; ++i) {
            MilestoneRow storage row = g.milestones.push();
            row.amount = plan.milestones[i].amount;
            row.deadline = block.timestamp + plan.milestones[i].dueDays * 1 days;
        }
    }
}
