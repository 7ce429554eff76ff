// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IVillagerSale} from "../../../contracts/villager/IVillagerSale.sol";

/// @notice The sale's rules once more, slow and obvious: a list of purchases, of who was welcomed and of who owns which
/// token, added up whenever it is asked. Each verb answers whether the desk must accept the call, and if so writes down what
/// it must do. Who has which role, and whether a currency can be moved just now, it is told.
contract SlowSale {
    struct Purchase {
        address recipient;
        uint32 phase;
        uint32 count;
        bool isSwept;
    }

    struct BudgetRow {
        address asset;
        uint256 expires;
        bool closed;
        uint256 amount;
    }

    /// @notice What a buyer shows: in which phase's list, as it was when it was last set, the proof finds which entry.
    struct Shown {
        bool isProof;
        uint256 list;
        address recipient;
        uint256 quota;
    }

    uint256 public immutable maxSupply;
    uint256 public immutable reserve;
    bool public paused;
    /// @notice The desk may neither mint nor credit budgets.
    bool public dismissed;
    mapping(address asset => bool) public listed;
    /// @notice What was given to the desk without a purchase.
    mapping(address asset => uint256) public forced;
    /// @notice The list in force of each phase, 0 for none.
    mapping(uint256 phase => uint256) public listOf;
    address[] public owners;
    address[] private _welcomed;
    Purchase[] private _purchases;
    IVillagerSale.Phase[] private _phases;
    BudgetRow[] private _budgets;

    constructor(uint256 maxSupply_, uint256 reserve_) {
        (maxSupply, reserve) = (maxSupply_, reserve_);
        _budgets.push();
        _phases.push();
    }

    // ---------------------------------------------------------------- sums

    function minted() public view returns (uint256) {
        return owners.length;
    }

    function phaseCount() public view returns (uint256) {
        return _phases.length - 1;
    }

    function phase(uint256 number) external view returns (IVillagerSale.Phase memory) {
        return _phases[number];
    }

    function budgetCount() external view returns (uint256) {
        return _budgets.length - 1;
    }

    function budget(uint256 number) external view returns (BudgetRow memory) {
        return _budgets[number];
    }

    function welcomedCount() external view returns (uint256) {
        return _welcomed.length;
    }

    /// @notice Of every phase, by its number, how many were sold and how many of them are paid into the treasury.
    function sums() public view returns (uint256[] memory sold, uint256[] memory swept) {
        (sold, swept) = (new uint256[](_phases.length), new uint256[](_phases.length));
        for (uint256 i = 0; i < _purchases.length; ++i) {
            Purchase memory p = _purchases[i];
            sold[p.phase] += p.count;
            if (p.isSwept) swept[p.phase] += p.count;
        }
    }

    function soldTo(uint256 number, address recipient) public view returns (uint256 count) {
        for (uint256 i = 0; i < _purchases.length; ++i) {
            Purchase memory p = _purchases[i];
            if (p.phase == number && p.recipient == recipient) count += p.count;
        }
    }

    /// @notice The proceeds in an asset that are still at the desk, and those that went to the treasury.
    function money(address asset) external view returns (uint256 here, uint256 there) {
        (uint256[] memory sold, uint256[] memory swept) = sums();
        for (uint256 i = 1; i < _phases.length; ++i) {
            if (_phases[i].currency != asset) continue;
            there += swept[i] * _phases[i].price;
            here += (sold[i] - swept[i]) * _phases[i].price;
        }
    }

    function isOpen(uint256 number) public view returns (bool) {
        return number < _budgets.length && !_budgets[number].closed && block.timestamp <= _budgets[number].expires;
    }

    // ---------------------------------------------------------------- the village

    function force(address asset, uint256 amount) external {
        forced[asset] += amount;
    }

    function dismiss(bool dismissed_) external {
        dismissed = dismissed_;
    }

    function list(address asset, bool listed_) external returns (bool) {
        for (uint256 i = 0; i < _budgets.length && !listed_; ++i) {
            if (_budgets[i].asset == asset && _budgets[i].amount != 0) return false;
        }
        if (listed[asset] == listed_) return false;
        listed[asset] = listed_;
        return true;
    }

    function openBudget(address asset, uint256 expires) external returns (bool) {
        if (!listed[asset] || expires <= block.timestamp) return false;
        _budgets.push(BudgetRow(asset, expires, false, 0));
        return true;
    }

    function closeBudget(uint256 number) external returns (bool) {
        if (number == 0 || number >= _budgets.length) return false;
        (_budgets[number].closed, _budgets[number].amount) = (true, 0);
        return true;
    }

    // ---------------------------------------------------------------- phases

    function addPhase(IVillagerSale.Phase memory terms, uint256 list_) external returns (bool) {
        if (terms.opens < block.timestamp || terms.closes <= terms.opens) return false;
        if (terms.cap == 0 || terms.walletLimit == 0 || terms.shareBps > 10_000 || !listed[terms.currency]) {
            return false;
        }
        if ((terms.shareBps == 0) != (terms.budget == 0) || terms.budget >= _budgets.length) return false;
        if (terms.budget != 0 && _budgets[terms.budget].asset != terms.currency) return false;
        if (list_ != 0 && !terms.allowlisted) return false;
        _phases.push(terms);
        listOf[phaseCount()] = list_;
        return true;
    }

    function setAllowlist(uint256 number, uint256 list_, bytes32 root) external returns (bool) {
        if (number == 0 || number > phaseCount()) return false;
        if (!_phases[number].allowlisted || block.timestamp >= _phases[number].opens) return false;
        listOf[number] = list_;
        _phases[number].allowlistRoot = root;
        return true;
    }

    function pause(bool paused_) external returns (bool) {
        if (paused == paused_) return false;
        paused = paused_;
        return true;
    }

    // ---------------------------------------------------------------- tokens

    function mint(address to, uint256 count) public returns (bool) {
        if (to == address(0) || count == 0 || minted() + count > maxSupply) return false;
        for (uint256 i = 0; i < count; ++i) {
            owners.push(to);
        }
        return true;
    }

    function buy(uint256 number, uint256 count, address to, uint256 quota, Shown memory shown) external returns (bool) {
        if (number == 0 || number > phaseCount() || paused || dismissed || count == 0) return false;
        IVillagerSale.Phase memory terms = _phases[number];
        if (block.timestamp < terms.opens || block.timestamp >= terms.closes) return false;
        uint256 limit = terms.walletLimit;
        if (terms.allowlisted) {
            bool isListed = shown.isProof && listOf[number] != 0 && shown.list == listOf[number]
                && shown.recipient == to && shown.quota == quota;
            if (!isListed) return false;
            if (quota < limit) limit = quota;
        } else if (shown.isProof || quota != 0) {
            return false;
        }
        (uint256[] memory sold,) = sums();
        if (soldTo(number, to) + count > limit || sold[number] + count > terms.cap) return false;
        for (uint256 i = 0; i < sold.length; ++i) {
            count += sold[i];
        }
        if (count > maxSupply - reserve) return false;
        for (uint256 i = 0; i < sold.length; ++i) {
            count -= sold[i];
        }
        if (!mint(to, count)) return false;
        _purchases.push(Purchase(to, uint32(number), uint32(count), false));
        return true;
    }

    function welcome(address[] memory to) external returns (bool) {
        uint256 before = _welcomed.length;
        uint256 owned = owners.length;
        bool fits = true;
        for (uint256 i = 0; i < to.length && fits; ++i) {
            if (_isWelcomed(to[i])) continue;
            _welcomed.push(to[i]);
            fits = !dismissed && _welcomed.length <= reserve && mint(to[i], 1);
        }
        while (!fits && _welcomed.length > before) {
            _welcomed.pop();
        }
        while (!fits && owners.length > owned) {
            owners.pop();
        }
        return fits;
    }

    function move(uint256 id, address to) external {
        owners[id - 1] = to;
    }

    // ---------------------------------------------------------------- proceeds

    function sweep(uint256 number, bool canBeSent) external returns (bool) {
        if (number == 0 || number > phaseCount()) return false;
        IVillagerSale.Phase memory terms = _phases[number];
        (uint256[] memory sold, uint256[] memory swept) = sums();
        if (sold[number] == swept[number] || terms.price == 0) return true;
        if (!canBeSent) return false;
        for (uint256 i = 0; i < _purchases.length; ++i) {
            if (_purchases[i].phase == number) _purchases[i].isSwept = true;
        }
        uint256 share = sharedOf(terms, sold[number]) - sharedOf(terms, swept[number]);
        BudgetRow storage b = _budgets[terms.budget];
        bool isCredited = isOpen(terms.budget) && !dismissed && listed[terms.currency];
        if (isCredited && share <= type(uint128).max - b.amount) b.amount += share;
        return true;
    }

    function sharedOf(IVillagerSale.Phase memory terms, uint256 count) public pure returns (uint256) {
        return count * terms.price * terms.shareBps / 10_000;
    }

    function _isWelcomed(address account) private view returns (bool) {
        for (uint256 i = 0; i < _welcomed.length; ++i) {
            if (_welcomed[i] == account) return true;
        }
        return false;
    }
}
