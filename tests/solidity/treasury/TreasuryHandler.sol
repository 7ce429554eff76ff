// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IVillageTreasury} from "../../../contracts/treasury/IVillageTreasury.sol";
import {SlowTreasury} from "./SlowTreasury.sol";
import {Mood, MoodyToken} from "./Tokens.sol";
import {TreasuryPeople} from "./TreasuryPeople.sol";

/// @notice Everybody who deals with a treasury, doing one thing at a time, well or badly. Each action first asks the slow
/// treasury whether it must succeed, then tries it, and remembers whenever the two disagree.
contract TreasuryHandler is TreasuryPeople {
    constructor(IVillageTreasury treasury_, SlowTreasury slow_, Cast memory cast_, address alsoReviewer)
        TreasuryPeople(treasury_, slow_, cast_, alsoReviewer)
    {}

    /// @dev The first four are the world's doing, and cannot fail. What the others build on is done more often.
    function repertoire() public pure override returns (string memory) {
        return "arrive warp seize turnMoods listAsset delistAsset pay openBudget setAwarder fundBudget creditBudget"
            " closeBudget closeExpired reserve awardReserved releaseReservation award cancel changeRecipient"
            " replaceRecipient report approve reject claim expire"
            " warp warp warp openBudget reserve award report claim expire";
    }

    // ---------------------------------------------------------------- the world

    function arrive(uint256 seed) external {
        address asset = _asset(seed);
        uint256 amount = _draw(seed, "amount", 1e21);
        if (asset == address(0)) {
            deal(address(this), amount);
            (bool ok,) = address(treasury).call{value: amount}("");
            _note(ok, true);
        } else {
            MoodyToken(asset).mint(address(treasury), amount);
            _note(true, true);
        }
        slow.arrive(asset, amount);
    }

    function warp(uint256 seed) external {
        vm.warp(block.timestamp + _draw(seed, "seconds", _draw(seed, "far", 6) == 0 ? 40 days : 6 hours));
        _note(true, true);
    }

    function seize(uint256 seed) external {
        uint256 amount = _draw(seed, "amount", greedy.balanceOf(address(treasury)) / 4 + 1);
        greedy.seize(address(treasury), amount);
        slow.vanish(address(greedy), amount);
        _note(true, true);
    }

    function turnMoods(uint256 seed) external {
        refuser.refuse(_draw(seed, "refuses", 2) == 0);
        bool honest = _draw(seed, "honest", 4) != 0;
        moody.turn(Mood(honest ? _draw(seed, "mood", 2) : 2 + _draw(seed, "mood", uint256(uint8(type(Mood).max)) - 1)));
        _note(true, true);
    }

    // ---------------------------------------------------------------- assets and payments

    function listAsset(uint256 seed) external {
        address asset = _asset(seed);
        for (uint256 i = 0; i < _assets.length && slow.listed(asset); ++i) {
            asset = _assets[i];
        }
        address caller = _caller(seed, _cast.dao);
        bool expected = caller == _cast.dao && slow.list(asset);
        _try(expected, caller, abi.encodeCall(treasury.listAsset, (asset)));
    }

    function delistAsset(uint256 seed) external {
        address asset = _asset(seed);
        address caller = _caller(seed, _cast.dao);
        bool expected = caller == _cast.dao && slow.delist(asset);
        _try(expected, caller, abi.encodeCall(treasury.delistAsset, (asset)));
    }

    function pay(uint256 seed) external {
        address asset = _asset(seed);
        address to = _recipient(seed, "to");
        uint256 amount = _amount(seed, treasury.free(asset));
        address caller = _caller(seed, _cast.dao);
        _plot(seed);
        bool expected = caller == _cast.dao && slow.pay(asset, amount, _canBeSent(asset, to, amount));
        if (_try(expected, caller, abi.encodeCall(treasury.pay, (asset, to, amount, "")))) _afterSending(asset, to);
    }

    // ---------------------------------------------------------------- budgets

    function openBudget(uint256 seed) external {
        address asset = _asset(seed);
        uint256 amount = _amount(seed, treasury.free(asset) / 2);
        uint64 expires = uint64(block.timestamp + _draw(seed, "expires", 240 days));
        address awarder = _cast.elections[_draw(seed, "awarder", 2)];
        address caller = _caller(seed, _cast.dao);
        bool expected = caller == _cast.dao && slow.openBudget(asset, amount, expires, awarder);
        _try(expected, caller, abi.encodeCall(treasury.openBudget, (asset, amount, expires, "b", awarder, 1)));
    }

    function setAwarder(uint256 seed) external {
        uint256 number = _number(seed, treasury.budgetCount());
        address awarder = _cast.elections[_draw(seed, "awarder", 2)];
        bool allowed = _draw(seed, "allowed", 4) != 0;
        address caller = _caller(seed, _cast.dao);
        bool expected = caller == _cast.dao && slow.setAwarder(number, awarder, allowed);
        _try(expected, caller, abi.encodeCall(treasury.setAwarder, (number, awarder, allowed)));
    }

    function fundBudget(uint256 seed) external {
        uint256 number = _number(seed, treasury.budgetCount());
        uint256 amount = _amount(seed, _freeFor(number));
        address caller = _caller(seed, _cast.dao);
        bool expected = caller == _cast.dao && slow.fundBudget(number, amount);
        _try(expected, caller, abi.encodeCall(treasury.fundBudget, (number, amount)));
    }

    /// @dev Succeeds when the budget was credited: a call that answers false is as good as one that reverts.
    function creditBudget(uint256 seed) external {
        uint256 number = _number(seed, treasury.budgetCount());
        (address asset,,,) = number <= slow.budgetCount() ? slow.budget(number) : (address(0), 0, false, false);
        if (_draw(seed, "other asset", 12) == 0) asset = _asset(seed);
        uint256 amount = 1 + _amount(seed, _freeFor(number));
        address caller = _caller(seed, _cast.desk);
        bool expected = caller == _cast.desk && slow.creditBudget(number, asset, amount);
        vm.prank(caller);
        (bool ok, bytes memory answer) =
            address(treasury).call(abi.encodeCall(treasury.creditBudget, (number, asset, amount)));
        if (ok != (caller == _cast.desk)) surprises.push(msg.sig);
        _note(ok && abi.decode(answer, (bool)), expected);
    }

    function closeBudget(uint256 seed) external {
        uint256 number = _number(seed, treasury.budgetCount());
        // Seldom by whom it obeys: what is closed teaches nothing more.
        address caller = _draw(seed, "seldom", 4) == 0 ? _caller(seed, _cast.dao) : _cast.stranger;
        bool expected = caller == _cast.dao && slow.closeBudget(number, false);
        _try(expected, caller, abi.encodeCall(treasury.closeBudget, (number)));
    }

    function closeExpired(uint256 seed) external {
        uint256 number = _number(seed, treasury.budgetCount());
        for (uint256 i = 0; i < treasury.budgetCount() && _draw(seed, "any", 4) != 0; ++i) {
            number = 1 + number % treasury.budgetCount();
            (,, bool closed, bool open) = slow.budget(number);
            if (!closed && !open) break;
        }
        _try(slow.closeBudget(number, true), _cast.stranger, abi.encodeCall(treasury.closeExpired, (number)));
    }

    function reserve(uint256 seed) external {
        uint256 number = _number(seed, treasury.budgetCount());
        uint256 amount = _amount(seed, _remainderOf(number));
        address caller = _caller(seed, _cast.elections[_draw(seed, "election", 2)]);
        bool expected = caller != _cast.stranger && slow.reserve(caller, number, amount);
        _try(expected, caller, abi.encodeCall(treasury.reserve, (number, amount)));
    }

    function awardReserved(uint256 seed) external {
        uint256 number = _number(seed, treasury.reservationCount());
        address asset = _asset(seed);
        uint256 most = 0;
        address caller = _cast.elections[_draw(seed, "election", 2)];
        if (number != 0 && number <= slow.reservationCount()) {
            SlowTreasury.ReservationRow memory row = slow.reservation(number);
            most = row.amount;
            if (_draw(seed, "other", 8) != 0) {
                caller = row.by;
                (asset,,,) = slow.budget(row.budget);
            }
        }
        caller = _caller(seed, caller);
        IVillageTreasury.Plan memory plan = _plan(seed, asset, most);
        bool expected = caller != _cast.stranger && slow.awardReserved(caller, number, plan);
        _try(expected, caller, abi.encodeCall(treasury.awardReserved, (number, plan)));
    }

    function releaseReservation(uint256 seed) external {
        uint256 number = _number(seed, treasury.reservationCount());
        address caller = _caller(seed, _cast.dao);
        bool expected = caller == _cast.dao && slow.releaseReservation(number);
        _try(expected, caller, abi.encodeCall(treasury.releaseReservation, (number)));
    }

    // ---------------------------------------------------------------- grants

    function award(uint256 seed) external {
        uint256 source = _draw(seed, "from free", 2) == 0 ? 0 : _number(seed, treasury.budgetCount());
        address asset = _asset(seed);
        if (source != 0 && source <= slow.budgetCount() && _draw(seed, "other asset", 12) != 0) {
            (asset,,,) = slow.budget(source);
        }
        uint256 most = source == 0 ? treasury.free(asset) / 2 : _remainderOf(source);
        IVillageTreasury.Plan memory plan = _plan(seed, asset, most);
        address caller = _caller(seed, _cast.dao);
        bool expected = caller == _cast.dao && slow.award(source, plan);
        _try(expected, caller, abi.encodeCall(treasury.award, (source, plan)));
    }

    function cancel(uint256 seed) external {
        uint256 number = _number(seed, treasury.grantCount());
        address caller = _draw(seed, "seldom", 4) == 0 ? _caller(seed, _cast.dao) : _cast.stranger;
        bool expected = caller == _cast.dao && slow.cancel(number);
        _try(expected, caller, abi.encodeCall(treasury.cancel, (number, "")));
    }

    function changeRecipient(uint256 seed) external {
        uint256 number = _number(seed, treasury.grantCount());
        address next = _recipient(seed, "next");
        address caller = _caller(seed, _recipientOf(number));
        bool expected = slow.changeRecipient(caller, false, number, next);
        _try(expected, caller, abi.encodeCall(treasury.changeRecipient, (number, next)));
    }

    function replaceRecipient(uint256 seed) external {
        uint256 number = _number(seed, treasury.grantCount());
        address next = _recipient(seed, "next");
        address caller = _caller(seed, _cast.dao);
        bool expected = caller == _cast.dao && slow.changeRecipient(caller, true, number, next);
        _try(expected, caller, abi.encodeCall(treasury.replaceRecipient, (number, next)));
    }

    // ---------------------------------------------------------------- milestones

    function report(uint256 seed) external {
        (uint256 number, uint256 index) = _milestone(seed, IVillageTreasury.MilestoneStatus.Open);
        bytes32 hash = bytes32(1 + _draw(seed, "hash", 3));
        address caller = _caller(seed, _recipientOf(number));
        bool expected = slow.report(caller, number, index, hash);
        _try(expected, caller, abi.encodeCall(treasury.report, (number, index, hash, "")));
    }

    function approve(uint256 seed) external {
        (uint256 number, uint256 index) = _milestone(seed, IVillageTreasury.MilestoneStatus.Reported);
        bytes32 hash = _standing(seed, number, index);
        address caller = _reviewer(seed);
        bool expected = caller != _cast.stranger && slow.judge(caller, number, index, hash, true);
        _try(expected, caller, abi.encodeCall(treasury.approve, (number, index, hash)));
    }

    function reject(uint256 seed) external {
        (uint256 number, uint256 index) = _milestone(seed, IVillageTreasury.MilestoneStatus.Reported);
        bytes32 hash = _standing(seed, number, index);
        address caller = _reviewer(seed);
        bool expected = caller != _cast.stranger && slow.judge(caller, number, index, hash, false);
        _try(expected, caller, abi.encodeCall(treasury.reject, (number, index, hash, "")));
    }

    function claim(uint256 seed) external {
        (uint256 number, uint256 index) = _milestone(seed, IVillageTreasury.MilestoneStatus.Approved);
        _plot(seed);
        address to = _recipientOf(number);
        address asset;
        bool canBeSent = false;
        if (to != address(0)) {
            SlowTreasury.GrantRow memory row = slow.grant(number);
            asset = row.asset;
            canBeSent = index < row.milestones.length && _canBeSent(asset, to, row.milestones[index].amount);
        }
        bool expected = slow.claim(number, index, canBeSent);
        if (_try(expected, _cast.stranger, abi.encodeCall(treasury.claim, (number, index)))) _afterSending(asset, to);
    }

    function expire(uint256 seed) external {
        IVillageTreasury.MilestoneStatus wanted = _draw(seed, "rejected", 2) == 0
            ? IVillageTreasury.MilestoneStatus.Open
            : IVillageTreasury.MilestoneStatus.Rejected;
        (uint256 number, uint256 index) = _milestone(seed, wanted);
        _try(slow.expire(number, index), _cast.stranger, abi.encodeCall(treasury.expire, (number, index)));
    }
}
