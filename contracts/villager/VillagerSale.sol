// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {VillageManaged} from "../charter/VillageManaged.sol";
import {IVillageTreasury} from "../treasury/IVillageTreasury.sol";
import {IDigitalVillager} from "./IDigitalVillager.sol";
import {IVillagerSale} from "./IVillagerSale.sol";

/// @title The sale desk: phases with a price, and free tokens for residents
/// @notice What must always hold:
/// - of every phase, sold × price came in, and what was not swept is still here;
/// - all phases together sell at most `maxSupply − residentReserve`; at most `residentReserve` residents are welcomed;
/// - an address is welcomed once, for ever;
/// - nothing of a phase changes from the second it opens.
/// ETH that is forced upon this contract is in no ledger and stays here.
contract VillagerSale is IVillagerSale, VillageManaged, Pausable, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    /// @dev One slot. The rest of the ledger follows from it and the phase's price and share, which never change; price
    /// (128 bits) × sold (64 bits) always fits in 192.
    struct Sales {
        uint64 sold;
        uint192 swept;
    }

    /// @inheritdoc IVillagerSale
    IDigitalVillager public immutable override villager;
    /// @inheritdoc IVillagerSale
    IVillageTreasury public immutable override treasury;
    /// @inheritdoc IVillagerSale
    uint256 public immutable override residentReserve;
    uint256 private immutable _forSale;

    /// @dev In one slot with `paused`, which every purchase reads anyway.
    uint64 private _totalSold;
    uint64 private _totalWelcomed;
    Phase[] private _phases;
    mapping(uint256 phase => Sales) private _sales;
    /// @inheritdoc IVillagerSale
    mapping(uint256 phase => mapping(address recipient => uint256)) public override boughtBy;
    /// @inheritdoc IVillagerSale
    mapping(address account => bool) public override welcomed;

    constructor(address authority_, IDigitalVillager villager_, IVillageTreasury treasury_, uint256 residentReserve_)
        VillageManaged(authority_)
    {
        uint256 supply = villager_.maxSupply();
        if (residentReserve_ > supply || villager_.treasury() != address(treasury_)) revert VillagerSaleInvalidTerms();
        villager = villager_;
        treasury = treasury_;
        residentReserve = residentReserve_;
        _forSale = supply - residentReserve_;
    }

    /* PHASES */

    /// @inheritdoc IVillagerSale
    function addPhase(Phase calldata terms) external restricted returns (uint256 phase_) {
        if (
            terms.opens < block.timestamp || terms.closes <= terms.opens || terms.cap == 0 || terms.walletLimit == 0
                || terms.shareBps > 10_000 || (terms.shareBps == 0) != (terms.budget == 0)
                || (terms.allowlistRoot != 0 && !terms.allowlisted)
        ) revert VillagerSaleInvalidPhase();
        if (!treasury.isAsset(terms.currency)) revert VillagerSaleUnknownCurrency(terms.currency);
        if (terms.budget != 0) {
            if (terms.budget > treasury.budgetCount() || treasury.budget(terms.budget).asset != terms.currency) {
                revert VillagerSaleUnknownBudget(terms.budget);
            }
        }

        _phases.push(terms);
        phase_ = _phases.length;
        emit PhaseAdded(phase_, terms);
    }

    /// @inheritdoc IVillagerSale
    function setAllowlist(uint256 phase_, bytes32 root) external restricted {
        Phase storage terms = _phase(phase_);
        if (!terms.allowlisted || block.timestamp >= terms.opens) revert VillagerSaleAllowlistFixed(phase_);

        terms.allowlistRoot = root;
        emit AllowlistSet(phase_, root);
    }

    /// @inheritdoc IVillagerSale
    function pause() external restricted {
        _pause();
    }

    /// @inheritdoc IVillagerSale
    function unpause() external restricted {
        _unpause();
    }

    /* BUYING */

    /// @inheritdoc IVillagerSale
    function buy(uint256 phase_, uint256 count, address recipient, uint256 quota, bytes32[] calldata proof)
        external
        payable
        nonReentrant
        whenNotPaused
        returns (uint256 firstId)
    {
        Phase storage terms = _phase(phase_);
        _checkOpen(terms, phase_);
        if (count == 0) revert VillagerSaleNothingToBuy();
        _checkLimit(terms, phase_, count, recipient, quota, proof);
        _checkStock(terms, phase_, count);
        uint256 cost = terms.price * count;
        address currency = terms.currency;
        _checkValue(currency == address(0) ? cost : 0);

        boughtBy[phase_][recipient] += count;
        // The stock was checked against a cap of 64 bits.
        _sales[phase_].sold += uint64(count);
        _totalSold += uint64(count);

        // Before the event, since only when the ERC-20's code has run is it certain which id comes next; one that calls
        // back finds the state written and the desk locked.
        if (currency != address(0) && cost != 0) _move(IERC20(currency), _msgSender(), address(this), cost);
        firstId = villager.totalMinted() + 1;
        emit Sold(phase_, recipient, _msgSender(), firstId, count, cost);
        villager.mint(recipient, count);
    }

    /* RESIDENTS */

    /// @inheritdoc IVillagerSale
    function welcome(address[] calldata recipients) external restricted {
        address[] memory fresh = new address[](recipients.length);
        uint256 count;
        uint256 nextId = villager.totalMinted() + 1;
        for (uint256 i = 0; i < recipients.length; ++i) {
            address recipient = recipients[i];
            if (welcomed[recipient]) {
                emit WelcomeSkipped(recipient);
            } else {
                welcomed[recipient] = true;
                emit Welcomed(recipient, nextId + count);
                fresh[count++] = recipient;
            }
        }
        if (count == 0) return;
        uint256 available = residentReserve - _totalWelcomed;
        if (count > available) revert VillagerSaleReserveExceeded(count, available);

        _totalWelcomed += uint64(count);
        // Shortens the array to those who are new; it was made long enough for all.
        assembly ("memory-safe") {
            mstore(fresh, count)
        }
        villager.mintBatch(fresh);
    }

    /* PROCEEDS */

    /// @inheritdoc IVillagerSale
    function sweep(uint256 phase_) external nonReentrant {
        Phase storage terms = _phase(phase_);
        Sales storage sales = _sales[phase_];
        uint256 proceeds = uint256(terms.price) * sales.sold;
        uint256 swept = sales.swept;
        uint256 amount = proceeds - swept;
        if (amount == 0) return;
        // By the sums so far and not by this amount, so that many small sweeps share as much as one.
        uint256 share = _shareOf(proceeds, terms.shareBps) - _shareOf(swept, terms.shareBps);
        (address currency, uint256 budget) = (terms.currency, terms.budget);

        sales.swept = uint192(proceeds);
        emit Swept(phase_, amount, budget, share);

        if (currency == address(0)) Address.sendValue(payable(address(treasury)), amount);
        else _move(IERC20(currency), address(this), address(treasury), amount);
        if (share != 0 && !_credit(budget, currency, share)) emit ShareLeftFree(phase_, budget, share);
    }

    /* READING */

    /// @inheritdoc IVillagerSale
    function totalSold() external view returns (uint256) {
        return _totalSold;
    }

    /// @inheritdoc IVillagerSale
    function totalWelcomed() external view returns (uint256) {
        return _totalWelcomed;
    }

    /// @inheritdoc IVillagerSale
    function phaseCount() external view returns (uint256) {
        return _phases.length;
    }

    /// @inheritdoc IVillagerSale
    function phase(uint256 phase_) external view returns (Phase memory) {
        return _phase(phase_);
    }

    /// @inheritdoc IVillagerSale
    function ledger(uint256 phase_) external view returns (Ledger memory) {
        Phase storage terms = _phase(phase_);
        Sales memory sales = _sales[phase_];
        return Ledger({
            sold: sales.sold,
            proceeds: uint256(terms.price) * sales.sold,
            swept: sales.swept,
            shared: _shareOf(sales.swept, terms.shareBps)
        });
    }

    /// @inheritdoc IVillagerSale
    function leaf(uint256 phase_, address recipient, uint256 quota) public view returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(block.chainid, address(this), phase_, recipient, quota))));
    }

    /* INSIDE */

    function _phase(uint256 phase_) private view returns (Phase storage) {
        if (phase_ == 0 || phase_ > _phases.length) revert VillagerSaleNoPhase(phase_);
        return _phases[phase_ - 1];
    }

    function _checkOpen(Phase storage terms, uint256 phase_) private view {
        (uint64 opens, uint64 closes) = (terms.opens, terms.closes);
        if (block.timestamp < opens || block.timestamp >= closes) revert VillagerSaleNotOpen(phase_, opens, closes);
    }

    function _checkLimit(
        Phase storage terms,
        uint256 phase_,
        uint256 count,
        address recipient,
        uint256 quota,
        bytes32[] calldata proof
    ) private view {
        uint256 limit = terms.walletLimit;
        if (terms.allowlisted) {
            // A root of zero, as long as none is set, is no leaf's and no node's hash: there is no proof for it.
            if (!MerkleProof.verifyCalldata(proof, terms.allowlistRoot, leaf(phase_, recipient, quota))) {
                revert VillagerSaleNotAllowed(phase_, recipient, quota);
            }
            limit = Math.min(limit, quota);
        } else if (quota != 0 || proof.length != 0) {
            revert VillagerSaleNotAllowed(phase_, recipient, quota);
        }
        // A list may name an address twice with different quotas: the smaller one must not make this underflow.
        uint256 available = Math.saturatingSub(limit, boughtBy[phase_][recipient]);
        if (count > available) revert VillagerSaleLimitExceeded(phase_, recipient, count, available);
    }

    function _checkStock(Phase storage terms, uint256 phase_, uint256 count) private view {
        uint256 available = terms.cap - _sales[phase_].sold;
        if (count > available) revert VillagerSaleSoldOut(phase_, count, available);
        available = _forSale - _totalSold;
        if (count > available) revert VillagerSaleReserved(count, available);
    }

    function _checkValue(uint256 expected) private view {
        if (msg.value != expected) revert VillagerSaleWrongPayment(msg.value, expected);
    }

    function _shareOf(uint256 amount, uint256 shareBps) private pure returns (uint256) {
        return amount * shareBps / 10_000;
    }

    /// @dev Exactly `amount` leaves `from` and arrives at `to`; a token that takes a fee at either end is refused.
    function _move(IERC20 token, address from, address to, uint256 amount) private {
        uint256 had = token.balanceOf(from);
        uint256 held = token.balanceOf(to);
        if (from == address(this)) token.safeTransfer(to, amount);
        else token.safeTransferFrom(from, to, amount);

        uint256 left = Math.saturatingSub(had, token.balanceOf(from));
        if (left != amount) revert VillagerSaleTransferMismatch(address(token), amount, left);
        uint256 arrived = Math.saturatingSub(token.balanceOf(to), held);
        if (arrived != amount) revert VillagerSaleTransferMismatch(address(token), amount, arrived);
    }

    /// @dev Asks the manager first: a desk that was dismissed can still hand in what it took. Not by `try`, which a caller
    /// could make fail on purpose (with little gas, or from inside a payment of the treasury) to keep the budget short.
    function _credit(uint256 budget, address currency, uint256 share) private returns (bool) {
        (bool allowed,) = IAccessManager(authority())
            .canCall(address(this), address(treasury), IVillageTreasury.creditBudget.selector);
        return allowed && treasury.creditBudget(budget, currency, share);
    }
}
