// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";

import {IVillageTreasury} from "../../../contracts/treasury/IVillageTreasury.sol";
import {DigitalVillager} from "../../../contracts/villager/DigitalVillager.sol";
import {IVillagerSale} from "../../../contracts/villager/IVillagerSale.sol";
import {Handler} from "../Handler.sol";
import {Mood} from "../treasury/Tokens.sol";
import {MerkleTree} from "./MerkleTree.sol";
import {MoodyCoin} from "./MoodyCoin.sol";
import {IWitness, Schemer} from "./Schemer.sol";
import {SlowSale} from "./SlowSale.sol";

/// @notice Everybody who deals with a sale desk, a desk and a slow one, the score, and how to draw from a seed what is done:
/// mostly something that can succeed, sometimes the wrong caller, number or payment.
abstract contract SalePeople is Handler, IWitness {
    struct Cast {
        address admin;
        address dao;
        address council;
        address desk;
        address stranger;
    }

    uint256 internal constant LISTED = 7;

    IVillagerSale public immutable sale;
    DigitalVillager public immutable villager;
    IVillageTreasury public immutable treasury;
    AccessManager internal immutable _authority;
    SlowSale public immutable slow;
    /// @notice Refuses tokens and ETH now and then, and buys again whenever it is told of what it bought.
    Schemer public immutable schemer = new Schemer();
    MoodyCoin public immutable plain = new MoodyCoin();
    MoodyCoin public immutable silent = new MoodyCoin();
    /// @notice Takes fees, lies or reverts now and then, and calls the desk back in the middle of its transfers.
    MoodyCoin public immutable moody = new MoodyCoin();

    /// @dev Whether what is done now changes nothing, though it is no failure.
    bool internal _comesToNothing;
    Cast internal _cast;
    address[] internal _assets;
    address[] internal _recipients;

    /// @notice The actions whose outcome was not what the slow sale said.
    bytes4[] public surprises;
    /// @notice How often a recipient looked in the middle of a purchase, and how often not all was written by then.
    uint256 public looks;
    uint256 public torn;

    constructor(IVillagerSale sale_, AccessManager authority_, SlowSale slow_, Cast memory cast_) {
        (sale, _authority, slow, _cast) = (sale_, authority_, slow_, cast_);
        (villager, treasury) = (DigitalVillager(address(sale_.villager())), sale_.treasury());
        _assets = [address(0), address(plain), address(silent), address(moody)];
        _recipients = [address(0xA11CE), address(0xB0B), address(0xCA401), address(schemer), address(treasury)];
        silent.turn(Mood.Silent);
        schemer.bring(this);
        vm.deal(address(schemer), type(uint192).max);
    }

    function assets() external view returns (address[] memory) {
        return _assets;
    }

    function recipients() external view returns (address[] memory) {
        return _recipients;
    }

    function surpriseCount() external view returns (uint256) {
        return surprises.length;
    }

    /// @notice Whether anybody got through the guard in the middle of a purchase or a sweep.
    function breaches() external view returns (uint256) {
        return schemer.successes() + moody.successes();
    }

    /// @notice All that was sold is paid into the treasury, by somebody whom nobody knows, in a world that is in a good mood.
    function sweepAll() external {
        moody.turn(Mood.Plain);
        for (uint256 i = 1; i <= slow.phaseCount(); ++i) {
            slow.sweep(i, true);
            vm.prank(_cast.stranger);
            sale.sweep(i);
        }
    }

    // ---------------------------------------------------------------- trying and noting

    function _try(bool expected, address caller, address target, bytes memory data) internal returns (bool) {
        return _pay(expected, caller, target, 0, data);
    }

    function _pay(bool expected, address caller, address target, uint256 value, bytes memory data)
        internal
        returns (bool ok)
    {
        vm.deal(caller, caller.balance + value);
        vm.prank(caller);
        (ok,) = target.call{value: value}(data);
        if (ok != expected) surprises.push(msg.sig);
        else if (ok && !_comesToNothing) _succeeds();
    }

    /// @inheritdoc IWitness
    function look() external {
        ++looks;
        bool isWritten = slow.minted() == villager.totalMinted();
        for (uint256 i = 0; i < _assets.length; ++i) {
            (uint256 here,) = slow.money(_assets[i]);
            isWritten = isWritten && here + slow.forced(_assets[i]) == balanceOf(_assets[i], address(sale));
        }
        if (!isWritten) ++torn;
    }

    function balanceOf(address asset, address account) public view returns (uint256) {
        return asset == address(0) ? account.balance : MoodyCoin(asset).balanceOf(account);
    }

    /// @dev Whoever is called in the middle of the next purchase or sweep buys, or sweeps, at a desk that must be locked.
    function _plot(uint256 seed) internal {
        uint256 number = _number(seed, slow.phaseCount());
        bytes memory data = abi.encodeCall(sale.sweep, (number));
        uint256 value;
        if (_draw(seed, "buys", 2) == 0 && number != 0 && number <= slow.phaseCount()) {
            IVillagerSale.Phase memory terms = slow.phase(number);
            if (terms.currency == address(0)) value = terms.price;
            data = abi.encodeCall(sale.buy, (number, 1, address(schemer), 0, new bytes32[](0)));
        }
        schemer.plot(address(sale), value, data);
        moody.plot(address(sale), data);
    }

    function _canBeSent(address currency) internal view returns (bool) {
        return currency == address(0) || MoodyCoin(currency).isHonest();
    }

    function _takes(address to) internal view returns (bool) {
        return to != address(schemer) || !schemer.refuses();
    }

    // ---------------------------------------------------------------- lists

    /// @dev The entries of a list: everybody once, some of them with no quota, and two of them again.
    function _entry(uint256 list, uint256 index) internal view returns (address recipient, uint256 quota) {
        uint256 count = _recipients.length;
        recipient = _recipients[index < count ? index : _draw(list + index, "again", count)];
        quota = _draw(list + index, "quota", 8);
    }

    function _leaves(uint256 number, uint256 list) internal view returns (bytes32[] memory leaves) {
        leaves = new bytes32[](LISTED);
        for (uint256 i = 0; i < LISTED; ++i) {
            (address recipient, uint256 quota) = _entry(list, i);
            leaves[i] =
                keccak256(bytes.concat(keccak256(abi.encode(block.chainid, address(sale), number, recipient, quota))));
        }
    }

    function _root(uint256 number, uint256 list) internal view returns (bytes32) {
        return list == 0 ? bytes32(0) : MerkleTree.root(_leaves(number, list));
    }

    // ---------------------------------------------------------------- drawing

    function _draw(uint256 seed, string memory what, uint256 below) internal pure returns (uint256) {
        return uint256(keccak256(abi.encode(seed, what))) % below;
    }

    function _asset(uint256 seed) internal view returns (address) {
        return _assets[_draw(seed, "asset", _assets.length)];
    }

    function _recipient(uint256 seed) internal view returns (address) {
        if (_draw(seed, "nobody", 32) == 0) return address(0);
        return _recipients[_draw(seed, "recipient", _recipients.length)];
    }

    function _caller(uint256 seed, address right) internal view returns (address) {
        return _draw(seed, "caller", 12) == 0 ? _cast.stranger : right;
    }

    function _number(uint256 seed, uint256 count) internal pure returns (uint256) {
        if (count == 0 || _draw(seed, "wrong number", 24) == 0) return _draw(seed, "number", count + 2);
        return 1 + _draw(seed, "number", count);
    }

    /// @dev Mostly a phase that is open now and not sold out, if there is one; first of all one that closes in this second.
    function _openPhase(uint256 seed) internal view returns (uint256 number) {
        uint256 count = slow.phaseCount();
        number = _number(seed, count);
        if (_draw(seed, "any phase", 8) == 0) return number;
        for (uint256 i = 1; i <= count; ++i) {
            if (block.timestamp == slow.phase(i).closes) return i;
        }
        (uint256[] memory sold,) = slow.sums();
        for (uint256 i = 0; i < count; ++i) {
            uint256 candidate = 1 + (number + i) % count;
            IVillagerSale.Phase memory terms = slow.phase(candidate);
            bool isOpen = block.timestamp >= terms.opens && block.timestamp < terms.closes;
            if (isOpen && sold[candidate] < terms.cap) return candidate;
        }
    }
}
