// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";

import {Roles} from "../../../contracts/charter/Roles.sol";
import {IVillagerSale} from "../../../contracts/villager/IVillagerSale.sol";
import {Mood} from "../treasury/Tokens.sol";
import {MerkleTree} from "./MerkleTree.sol";
import {MoodyCoin} from "./MoodyCoin.sol";
import {SalePeople} from "./SalePeople.sol";
import {SlowSale} from "./SlowSale.sol";

/// @notice Pays whoever it is told to when it is created, whether they take ETH or not.
contract Gift {
    constructor(address payable target) payable {
        selfdestruct(target);
    }
}

/// @notice A desk's life, one act at a time, well or badly. Each action first asks the slow sale whether it must succeed,
/// then tries it, and remembers whenever the two disagree.
contract SaleHandler is SalePeople {
    struct Order {
        uint256 phase;
        uint256 count;
        address to;
        uint256 quota;
        bytes32[] proof;
        SlowSale.Shown shown;
    }

    uint256 private constant MOST_PHASES = 9;

    constructor(IVillagerSale sale_, AccessManager authority_, SlowSale slow_, Cast memory cast_)
        SalePeople(sale_, authority_, slow_, cast_)
    {}

    /// @dev The first four are the world's doing, and cannot fail.
    function repertoire() public pure override returns (string memory) {
        return "warp turnMoods force appoint openBudget closeBudget list addPhase setAllowlist pause unpause welcome"
            " mintAtDesk passOn depart buy sweep unpause addPhase buy buy buy buy buy sweep";
    }

    // ---------------------------------------------------------------- the world

    /// @dev Now and then to the very second in which a phase closes.
    function warp(uint256 seed) external tries {
        uint256 time = block.timestamp + 1 + _draw(seed, "seconds", _draw(seed, "far", 8) == 0 ? 20 days : 3 hours);
        uint256 closes = slow.phase(_draw(seed, "phase", slow.phaseCount() + 1)).closes;
        vm.warp(_draw(seed, "edge", 2) == 0 && closes > block.timestamp && closes < time + 1 days ? closes : time);
        _succeeds();
    }

    function turnMoods(uint256 seed) external tries {
        schemer.refuse(_draw(seed, "refuses", 4) == 0);
        bool honest = _draw(seed, "honest", 3) != 0;
        moody.turn(Mood(honest ? _draw(seed, "mood", 2) : 2 + _draw(seed, "mood", uint256(uint8(type(Mood).max)) - 1)));
        _succeeds();
    }

    /// @dev Money that nobody owes is forced upon the desk.
    function force(uint256 seed) external tries {
        address asset = _asset(seed);
        uint256 amount = 1 + _draw(seed, "amount", 1 ether);
        vm.deal(address(this), amount);
        if (asset == address(0)) new Gift{value: amount}(payable(address(sale)));
        else MoodyCoin(asset).mint(address(sale), amount);
        slow.force(asset, amount);
        _succeeds();
    }

    /// @dev The village takes the desk its role, seldom and never for long.
    function appoint(uint256 seed) external tries {
        bool dismissed = !slow.dismissed() && _draw(seed, "dismissed", 3) == 0;
        vm.prank(_cast.admin);
        if (dismissed) _authority.revokeRole(Roles.SALES, address(sale));
        else _authority.grantRole(Roles.SALES, address(sale), 0);
        slow.dismiss(dismissed);
        _succeeds();
    }

    // ---------------------------------------------------------------- the treasury

    function openBudget(uint256 seed) external tries {
        address asset = _asset(seed);
        uint64 expires = uint64(block.timestamp + _draw(seed, "expires", 60 days));
        if (_draw(seed, "late", 8) == 0) expires = uint64(block.timestamp);
        address caller = _caller(seed, _cast.dao);
        bool expected = caller == _cast.dao && slow.openBudget(asset, expires);
        bytes memory data = abi.encodeCall(treasury.openBudget, (asset, 0, expires, "b", address(0), 0));
        _try(expected, caller, address(treasury), data);
    }

    function closeBudget(uint256 seed) external tries {
        uint256 number = _number(seed, slow.budgetCount());
        // Seldom by whom it obeys: what is closed teaches nothing more.
        address caller = _draw(seed, "seldom", 2) == 0 ? _caller(seed, _cast.dao) : _cast.stranger;
        bool expected = caller == _cast.dao && slow.closeBudget(number);
        _try(expected, caller, address(treasury), abi.encodeCall(treasury.closeBudget, (number)));
    }

    /// @dev What is off the list goes back, and now and then something comes off it.
    function list(uint256 seed) external tries {
        address asset = _asset(seed);
        bool listed = !slow.listed(asset) || _draw(seed, "off", 2) == 0;
        address caller = _caller(seed, _cast.dao);
        bool expected = caller == _cast.dao && slow.list(asset, listed);
        bytes memory data =
            listed ? abi.encodeCall(treasury.listAsset, (asset)) : abi.encodeCall(treasury.delistAsset, (asset));
        _try(expected, caller, address(treasury), data);
    }

    // ---------------------------------------------------------------- phases

    function addPhase(uint256 seed) external tries {
        if (slow.phaseCount() == MOST_PHASES) return;
        IVillagerSale.Phase memory terms = _terms(seed);
        // Of a list in another phase no proof is good here.
        uint256 list_ = terms.allowlisted == (_draw(seed, "misplaced", 16) != 0) ? 1 + seed % type(uint64).max : 0;
        if (_draw(seed, "later", 4) == 0) list_ = 0;
        terms.allowlistRoot = _root(slow.phaseCount() + 1, list_);
        address caller = _caller(seed, _cast.dao);
        bool expected = caller == _cast.dao && slow.addPhase(terms, list_);
        _try(expected, caller, address(sale), abi.encodeCall(sale.addPhase, (terms)));
    }

    function setAllowlist(uint256 seed) external tries {
        uint256 number = _number(seed, slow.phaseCount());
        // Mostly one whose list can still be set, if there is one.
        for (uint256 i = 1; i <= slow.phaseCount() && _draw(seed, "any phase", 8) != 0; ++i) {
            IVillagerSale.Phase memory terms = slow.phase(i);
            if (terms.allowlisted && block.timestamp < terms.opens) number = i;
        }
        uint256 list_ = _draw(seed, "none", 12) == 0 ? 0 : 1 + seed % type(uint64).max;
        bytes32 root = _root(number, list_);
        address caller = _caller(seed, _cast.council);
        bool expected = caller == _cast.council && slow.setAllowlist(number, list_, root);
        _try(expected, caller, address(sale), abi.encodeCall(sale.setAllowlist, (number, root)));
    }

    function pause(uint256 seed) external tries {
        address caller = _caller(seed, _cast.council);
        bool expected = caller == _cast.council && slow.pause(true);
        _try(expected, caller, address(sale), abi.encodeCall(sale.pause, ()));
    }

    function unpause(uint256 seed) external tries {
        address caller = _caller(seed, _cast.council);
        bool expected = caller == _cast.council && slow.pause(false);
        _try(expected, caller, address(sale), abi.encodeCall(sale.unpause, ()));
    }

    // ---------------------------------------------------------------- tokens

    function buy(uint256 seed) external tries {
        Order memory order = _order(seed);
        IVillagerSale.Phase memory terms;
        if (order.phase <= slow.phaseCount()) terms = slow.phase(order.phase);
        if (!terms.allowlisted && _draw(seed, "needless", 12) != 0) {
            (order.quota, order.proof, order.shown.isProof) = (0, new bytes32[](0), false);
        }
        _plot(seed);

        address payer = _draw(seed, "payer", 2) == 0 ? address(schemer) : _cast.stranger;
        (bool isPaid, uint256 value) = _prepare(seed, payer, terms, order.count);
        bool expected =
            isPaid && _takes(order.to) && slow.buy(order.phase, order.count, order.to, order.quota, order.shown);
        _pay(expected, payer, address(sale), value, _buying(order));
    }

    function welcome(uint256 seed) external tries {
        address[] memory to = new address[](_draw(seed, "length", 6));
        for (uint256 i = 0; i < to.length; ++i) {
            uint256 who = uint256(keccak256(abi.encode(seed, i))) % 40;
            to[i] = who < 5 ? _recipients[who] : address(uint160(who == 39 ? 0 : 0x5000 + who));
        }
        address caller = _caller(seed, _cast.council);
        uint256 minted = slow.minted();
        bool expected = caller == _cast.council && slow.welcome(to);
        _comesToNothing = slow.minted() == minted;
        _try(expected, caller, address(sale), abi.encodeCall(sale.welcome, (to)));
        _comesToNothing = false;
    }

    /// @dev Another desk mints without selling: the supply is for both. It is not locked, so nobody plots.
    function mintAtDesk(uint256 seed) external tries {
        address to = _recipient(seed);
        uint256 count = _draw(seed, "count", 3);
        schemer.plot(address(0), 0, "");
        address caller = _caller(seed, _cast.desk);
        bool expected = caller == _cast.desk && _takes(to) && slow.mint(to, count);
        _try(expected, caller, address(villager), abi.encodeCall(villager.mint, (to, count)));
    }

    function passOn(uint256 seed) external tries {
        uint256 id = 1 + _draw(seed, "token", slow.minted() + 1);
        address owner = id > slow.minted() ? address(0) : slow.owners(id - 1);
        address to = _recipient(seed);
        address caller = _caller(seed, owner == address(0) ? _cast.stranger : owner);
        bool expected = caller == owner && to != address(0);
        if (expected) slow.move(id, to);
        _try(expected, caller, address(villager), abi.encodeCall(villager.transferFrom, (owner, to, id)));
    }

    function depart(uint256 seed) external tries {
        uint256 id = 1 + _draw(seed, "token", slow.minted() + 1);
        address owner = id > slow.minted() ? address(0) : slow.owners(id - 1);
        address caller = _caller(seed, owner == address(0) ? _cast.stranger : owner);
        bool expected = caller == owner;
        if (expected) slow.move(id, address(0));
        _try(expected, caller, address(villager), abi.encodeCall(villager.burn, (id)));
    }

    // ---------------------------------------------------------------- proceeds

    /// @dev Mostly a phase with proceeds that are still at the desk. Succeeds when there were some.
    function sweep(uint256 seed) external tries {
        uint256 count = slow.phaseCount();
        uint256 number = _number(seed, count);
        for (uint256 i = 0; i < count && _draw(seed, "any phase", 6) != 0 && _proceeds(number) == 0; ++i) {
            number = 1 + number % count;
        }
        _plot(seed);
        bool isSomething = _proceeds(number) != 0;
        bool expected = slow.sweep(number, isSomething && _canBeSent(slow.phase(number).currency));
        _comesToNothing = !isSomething;
        _try(expected, _cast.stranger, address(sale), abi.encodeCall(sale.sweep, (number)));
        _comesToNothing = false;
    }

    // ---------------------------------------------------------------- parts

    function _terms(uint256 seed) private view returns (IVillagerSale.Phase memory terms) {
        terms.name = "phase";
        terms.currency = _asset(seed);
        uint128[4] memory prices =
            [0, uint128(1 + _draw(seed, "small", 10_000)), 0.03 ether + uint128(seed % 10_000), type(uint128).max];
        terms.price = prices[_draw(seed, "price", 4)];
        terms.opens = uint64(block.timestamp + _draw(seed, "opens", 4 hours));
        terms.closes = uint64(terms.opens + _draw(seed, "closes", _draw(seed, "long", 2) == 0 ? 30 days : 1 hours));
        terms.cap = uint64(_draw(seed, "cap", 20));
        terms.walletLimit = uint64(_draw(seed, "limit", 10));
        if (_draw(seed, "shares", 3) != 0) {
            terms.budget = _number(seed, slow.budgetCount());
            terms.shareBps = uint16(_draw(seed, "share", 10_100));
            bool fits = terms.budget <= slow.budgetCount() && _draw(seed, "other", 8) != 0;
            if (fits) terms.currency = slow.budget(terms.budget).asset;
        }
        terms.allowlisted = _draw(seed, "allowlisted", 2) == 0;
    }

    /// @dev An entry of the phase's list with its proof; now and then for another recipient, with another quota, or by the
    /// list of another phase or of another day.
    function _order(uint256 seed) private view returns (Order memory order) {
        order.phase = _openPhase(seed);
        if (order.phase == 0) order.phase = slow.phaseCount() + 1;
        order.count = _draw(seed, "none", 24) == 0 ? 0 : 1 + _draw(seed, "count", 5);
        uint256 way = _draw(seed, "show", 12);
        uint256 list_ = slow.listOf(way == 0 ? 1 + _draw(seed, "other phase", slow.phaseCount()) : order.phase);
        if (list_ == 0 || way == 1) list_ = 1 + seed % type(uint64).max;
        uint256 index = _draw(seed, "index", LISTED);
        (order.to, order.quota) = _entry(list_, index);
        order.shown = SlowSale.Shown(true, list_, order.to, order.quota);
        // The leaves of another phase are other leaves, though the list be the same.
        order.proof = MerkleTree.proof(_leaves(way == 2 ? order.phase + 1 : order.phase, list_), index);
        if (way == 2) order.shown.list = 0;
        if (way == 3) order.to = _recipient(seed);
        if (way == 4) ++order.quota;
    }

    function _proceeds(uint256 number) private view returns (uint256) {
        if (number == 0 || number > slow.phaseCount()) return 0;
        (uint256[] memory sold, uint256[] memory swept) = slow.sums();
        return (sold[number] - swept[number]) * slow.phase(number).price;
    }

    function _buying(Order memory order) private view returns (bytes memory) {
        return abi.encodeCall(sale.buy, (order.phase, order.count, order.to, order.quota, order.proof));
    }

    /// @dev Gives the payer what it needs, or a little less, or lets it send a little more or where nothing is due.
    function _prepare(uint256 seed, address payer, IVillagerSale.Phase memory terms, uint256 count)
        private
        returns (bool isPaid, uint256 value)
    {
        uint256 cost = terms.price * count;
        uint256 way = _draw(seed, "pays", 16);
        if (terms.currency == address(0)) {
            value = way == 0 ? cost + 1 : way == 1 && cost != 0 ? cost - 1 : cost;
            return (value == cost, value);
        }
        uint256 allowed = way == 1 && cost != 0 ? cost - 1 : cost;
        MoodyCoin(terms.currency).mint(payer, cost + 1);
        vm.prank(payer);
        MoodyCoin(terms.currency).approve(address(sale), allowed);
        value = way == 0 ? 1 : 0;
        isPaid = value == 0 && allowed == cost && (cost == 0 || MoodyCoin(terms.currency).isHonest());
    }
}
