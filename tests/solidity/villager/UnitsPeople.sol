// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {DigitalVillager} from "../../../contracts/villager/DigitalVillager.sol";
import {VillagerSale} from "../../../contracts/villager/VillagerSale.sol";
import {Handler} from "../Handler.sol";
import {IWitness, Schemer} from "./Schemer.sol";
import {SlowVillager} from "./SlowVillager.sol";

/// @notice The key of one of the accounts that have one.
function keyOf(uint256 number) pure returns (uint256) {
    return uint256(keccak256(abi.encode("key", number))) >> 8;
}

/// @notice Everybody who deals with villagers, the score, and how to draw from a seed what is done: mostly something that
/// can succeed, sometimes the wrong caller, number or token.
/// @dev A life is lived in one of several villages: the first act draws it. Of the accounts the first three have a key and
/// no code, the fourth a key and a wallet's code (EIP-7702), the fifth is a contract that schemes, the last the treasury.
abstract contract UnitsPeople is Handler, IWitness {
    struct Village {
        DigitalVillager villager;
        VillagerSale sale;
        SlowVillager slow;
    }

    struct Cast {
        address dao;
        address council;
        address desk;
        address stranger;
    }

    /// @notice What the schemer does whenever it is told of a token.
    enum Plot {
        Nothing,
        PassOn,
        Leave,
        Delegate,
        MintMore
    }

    uint256 internal constant KEYS = 4;
    uint256 internal constant HALF_ORDER = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0;

    DigitalVillager public villager;
    VillagerSale public sale;
    SlowVillager public slow;
    Schemer public immutable schemer;
    address[] public accounts;
    Cast internal _cast;
    Village[] internal _villages;

    /// @notice The actions whose outcome was not what the slow villager said.
    bytes4[] public surprises;
    /// @notice The actions by which somebody lost tokens, units or the choice of their delegate without a part in them.
    bytes4[] public thefts;
    /// @notice How often somebody called in the middle of a mint or a transfer looked, and how often votes and units
    /// disagreed at that moment.
    uint256 public looks;
    uint256 public torn;
    /// @notice How often the schemer's plot must have come off.
    uint256 public plotted;

    /// @dev Whether what is done now changes nothing, though it is no failure.
    bool internal _comesToNothing;
    Plot internal _plot;
    uint256 internal _plotToken;
    address internal _plotWhom;

    constructor(Village[] memory villages, address[] memory people, Schemer schemer_, Cast memory cast_) {
        for (uint256 i = 0; i < villages.length; ++i) {
            _villages.push(villages[i]);
        }
        (accounts, schemer, _cast) = (people, schemer_, cast_);
        accounts.push(address(0));
    }

    /// @notice Chooses the village to live in, once.
    function enter(uint256 number) public {
        Village memory village = _villages[number % _villages.length];
        (villager, sale, slow) = (village.villager, village.sale, village.slow);
        accounts[accounts.length - 1] = slow.treasury();
    }

    function hasBegun() external view returns (bool) {
        return address(villager) != address(0);
    }

    function surpriseCount() external view returns (uint256) {
        return surprises.length;
    }

    function theftCount() external view returns (uint256) {
        return thefts.length;
    }

    // ---------------------------------------------------------------- trying and noting

    modifier within(uint256 seed) {
        if (address(villager) == address(0)) enter(_draw(seed, "village", _villages.length));
        ++tried[msg.sig];
        _;
    }

    /// @dev `also` is whoever else takes part: by a signature, or since it approved the caller.
    function _try(bool expected, address caller, address target, bytes memory data, address also)
        internal
        returns (bool)
    {
        return _pay(expected, caller, target, 0, data, also);
    }

    function _pay(bool expected, address caller, address target, uint256 value, bytes memory data, address also)
        internal
        returns (bool ok)
    {
        uint256[3][] memory before = _standing();
        uint256 told = schemer.attempts();
        vm.deal(caller, caller.balance + value);
        vm.prank(caller);
        (ok,) = target.call{value: value}(data);
        if (ok && !_comesToNothing) _succeeds();
        if (ok != expected) surprises.push(msg.sig);
        uint256[3][] memory afterwards = _standing();
        for (uint256 a = 0; a < accounts.length; ++a) {
            address account = accounts[a];
            if (account == caller || account == also) continue;
            if (account == address(schemer) && schemer.attempts() != told) continue;
            bool lost = afterwards[a][0] < before[a][0] || afterwards[a][1] < before[a][1];
            if (lost || afterwards[a][2] != before[a][2]) thefts.push(msg.sig);
        }
    }

    /// @dev Of every account its tokens, its units and its delegate.
    function _standing() private view returns (uint256[3][] memory all) {
        all = new uint256[3][](accounts.length);
        for (uint256 a = 0; a < accounts.length; ++a) {
            address account = accounts[a];
            all[a] =
                [villager.balanceOf(account), villager.unitsOf(account), uint256(uint160(villager.delegates(account)))];
        }
    }

    // ---------------------------------------------------------------- in the middle

    /// @inheritdoc IWitness
    function look() external {
        ++looks;
        uint256 votes;
        uint256 units;
        for (uint256 a = 0; a < accounts.length; ++a) {
            votes += villager.getVotes(accounts[a]);
            units += villager.unitsOf(accounts[a]);
        }
        if (votes != units) ++torn;
    }

    /// @dev Writes into the slow book what the schemer does if it is told of so many tokens.
    function _tell(address to, uint256 times) internal {
        if (to != address(schemer)) return;
        for (uint256 i = 0; i < times; ++i) {
            bool done = false;
            if (_plot == Plot.PassOn) done = slow.transfer(to, to, _plotWhom, _plotToken);
            if (_plot == Plot.Leave) done = slow.burn(to, _plotToken);
            if (_plot == Plot.Delegate) {
                slow.choose(to, _plotWhom);
                done = true;
            }
            if (done) ++plotted;
        }
    }

    /// @dev Whether a contract that is told of a token takes it.
    function _takes(address to) internal view returns (bool) {
        return to != address(schemer) || !schemer.refuses();
    }

    // ---------------------------------------------------------------- drawing

    function _draw(uint256 seed, string memory what, uint256 below) internal pure returns (uint256) {
        return uint256(keccak256(abi.encode(seed, what))) % below;
    }

    function _account(uint256 seed, string memory what) internal view returns (address) {
        if (_draw(seed, string.concat("nobody ", what), 24) == 0) return address(0);
        return accounts[_draw(seed, what, accounts.length)];
    }

    function _caller(uint256 seed, address right) internal view returns (address) {
        return _draw(seed, "caller", 12) == 0 ? _cast.stranger : right;
    }

    /// @dev Mostly one that somebody other than the treasury has, if there is one.
    function _token(uint256 seed) internal view returns (uint256 id) {
        uint256 count = slow.minted();
        id = 1 + _draw(seed, "token", count + 1);
        if (_draw(seed, "any token", 8) == 0) return id;
        for (uint256 i = 0; i < count; ++i) {
            address owner = slow.ownerOf(1 + (id + i) % count);
            if (owner != address(0) && owner != slow.treasury()) return 1 + (id + i) % count;
        }
    }

    /// @dev Its owner, whom the owner approved, or somebody.
    function _mover(uint256 seed, uint256 id) internal view returns (address) {
        uint256 way = _draw(seed, "mover", 10);
        if (way == 0) return _cast.stranger;
        if (way < 4 && slow.approved(id) != address(0)) return slow.approved(id);
        address owner = slow.ownerOf(id);
        return owner == address(0) || owner == slow.treasury() ? _cast.stranger : owner;
    }
}
