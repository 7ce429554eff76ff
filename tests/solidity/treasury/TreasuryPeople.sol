// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";
import {IVillageTreasury} from "../../../contracts/treasury/IVillageTreasury.sol";
import {Handler} from "../Handler.sol";
import {MoodyRecipient} from "./Mischief.sol";
import {SlowTreasury} from "./SlowTreasury.sol";
import {Mood, MoodyToken} from "./Tokens.sol";

/// @notice Everybody who deals with a treasury, a treasury and a slow one, the score, and how to draw from a seed what is
/// done: mostly something that can succeed, sometimes the wrong caller, number or amount.
abstract contract TreasuryPeople is Test, Handler {
    struct Cast {
        address dao;
        address reviewer;
        address desk;
        address[2] elections;
        address stranger;
    }

    IVillageTreasury public immutable treasury;
    SlowTreasury public immutable slow;
    MoodyToken public immutable plain = new MoodyToken();
    MoodyToken public immutable silent = new MoodyToken();
    /// @notice Cheats now and then, and calls back in the middle of its transfers.
    MoodyToken public immutable moody = new MoodyToken();
    /// @notice Honest in its transfers, but it takes money away by itself.
    MoodyToken public immutable greedy = new MoodyToken();
    /// @notice Refuses ETH now and then.
    MoodyRecipient public immutable refuser = new MoodyRecipient();
    /// @notice Calls back whenever it receives ETH, and sends one wei back.
    MoodyRecipient public immutable reenterer = new MoodyRecipient();

    Cast internal _cast;
    address[] internal _assets;
    address[] internal _recipients;

    /// @notice The actions whose outcome was not what the slow treasury said.
    bytes4[] public surprises;

    /// @param alsoReviewer A recipient who is a reviewer too.
    constructor(IVillageTreasury treasury_, SlowTreasury slow_, Cast memory cast_, address alsoReviewer) {
        (treasury, slow, _cast) = (treasury_, slow_, cast_);
        _assets = [address(0), address(plain), address(silent), address(moody), address(greedy)];
        _recipients = [makeAddr("alice"), alsoReviewer, address(refuser), address(reenterer)];
        silent.turn(Mood.Silent);
        reenterer.sendBack(1);
    }

    function assets() external view returns (address[] memory) {
        return _assets;
    }

    function surpriseCount() external view returns (uint256) {
        return surprises.length;
    }

    /// @notice Whether anybody got through the guard in the middle of a payment.
    function breaches() external view returns (uint256) {
        return reenterer.successes() + moody.successes();
    }

    // ---------------------------------------------------------------- trying and noting

    function _try(bool expected, address caller, bytes memory data) internal returns (bool ok) {
        vm.prank(caller);
        (ok,) = address(treasury).call(data);
        _note(ok, expected);
    }

    function _note(bool ok, bool expected) internal {
        ++tried[msg.sig];
        if (ok) _succeeds();
        if (ok != expected) surprises.push(msg.sig);
    }

    /// @dev Whoever calls back in the middle of the next payment tries one of the calls that anybody may make.
    function _plot(uint256 seed) internal {
        (uint256 number, uint256 index) = _milestone(seed, IVillageTreasury.MilestoneStatus.Approved);
        bytes memory data = abi.encodeCall(treasury.claim, (number, index));
        uint256 which = _draw(seed, "plot", 3);
        if (which == 1) data = abi.encodeCall(treasury.expire, (number, index));
        if (which == 2) data = abi.encodeCall(treasury.closeExpired, (_number(seed, treasury.budgetCount())));
        reenterer.plot(address(treasury), data);
        moody.plot(address(treasury), data);
    }

    function _canBeSent(address asset, address to, uint256 amount) internal view returns (bool) {
        if (asset == address(0)) return to != address(refuser) || !refuser.refuses();
        return MoodyToken(asset).isHonest() && amount <= slow.held(asset);
    }

    function _afterSending(address asset, address to) internal {
        if (asset == address(0) && to == address(reenterer)) slow.arrive(address(0), 1);
    }

    // ---------------------------------------------------------------- drawing

    function _draw(uint256 seed, string memory what, uint256 below) internal pure returns (uint256) {
        return uint256(keccak256(abi.encode(seed, what))) % below;
    }

    function _asset(uint256 seed) internal view returns (address) {
        return _assets[_draw(seed, "asset", _assets.length)];
    }

    function _recipient(uint256 seed, string memory what) internal view returns (address) {
        return _recipients[_draw(seed, what, _recipients.length)];
    }

    function _caller(uint256 seed, address right) internal view returns (address) {
        return right == address(0) || _draw(seed, "caller", 12) == 0 ? _cast.stranger : right;
    }

    /// @dev The reviewer, the DAO in their place, or the recipient who is a reviewer too.
    function _reviewer(uint256 seed) internal view returns (address) {
        address[3] memory all = [_cast.reviewer, _cast.dao, _recipients[1]];
        return _caller(seed, all[_draw(seed, "reviewer", 3)]);
    }

    function _amount(uint256 seed, uint256 most) internal pure returns (uint256) {
        uint256 way = _draw(seed, "way", 12);
        if (way == 0) return most + 1 + _draw(seed, "amount", 1e18);
        return way == 1 ? most : _draw(seed, "amount", most / 2 + 2);
    }

    function _number(uint256 seed, uint256 count) internal pure returns (uint256) {
        if (count == 0 || _draw(seed, "wrong number", 16) == 0) return _draw(seed, "number", count + 3);
        return 1 + _draw(seed, "number", count);
    }

    /// @dev Mostly a milestone in the state that is wanted, if there is one; else any, or none that exists.
    function _milestone(uint256 seed, IVillageTreasury.MilestoneStatus wanted)
        internal
        view
        returns (uint256 number, uint256 index)
    {
        uint256 count = slow.grantCount();
        number = _number(seed, count);
        index = _draw(seed, "index", 9);
        if (_draw(seed, "any", 8) == 0) return (number, index);
        for (uint256 i = 0; i < count; ++i) {
            uint256 candidate = 1 + (number + i) % count;
            SlowTreasury.MilestoneRow[] memory rows = slow.grant(candidate).milestones;
            for (uint256 j = 0; j < rows.length; ++j) {
                uint256 place = (index + j) % rows.length;
                if (rows[place].status == wanted) return (candidate, place);
            }
        }
    }

    function _standing(uint256 seed, uint256 number, uint256 index) internal view returns (bytes32) {
        if (number == 0 || number > slow.grantCount() || _draw(seed, "other report", 12) == 0) {
            return bytes32(uint256(1));
        }
        SlowTreasury.MilestoneRow[] memory rows = slow.grant(number).milestones;
        return index < rows.length ? rows[index].report : bytes32(uint256(1));
    }

    function _plan(uint256 seed, address asset, uint256 most)
        internal
        view
        returns (IVillageTreasury.Plan memory plan)
    {
        plan.recipient = _recipient(seed, "recipient");
        plan.asset = asset;
        uint256 count = 1 + _draw(seed, "count", _draw(seed, "many", 6) == 0 ? 8 : 3);
        plan.milestones = new IVillageTreasury.MilestoneTerms[](count);
        for (uint256 i = 0; i < count; ++i) {
            uint256 draw = uint256(keccak256(abi.encode(seed, i)));
            uint256 share = _amount(draw, most / count);
            uint256 due = 1 + _draw(draw, "due", _draw(draw, "soon", 2) == 0 ? 20 : 160);
            plan.milestones[i] = IVillageTreasury.MilestoneTerms(uint128(share + 1), uint32(due));
        }
    }

    function _recipientOf(uint256 number) internal view returns (address) {
        return number == 0 || number > slow.grantCount() ? address(0) : slow.recipientOf(number);
    }

    function _remainderOf(uint256 number) internal view returns (uint256 amount) {
        if (number <= slow.budgetCount()) (, amount,,) = slow.budget(number);
    }

    function _freeFor(uint256 number) internal view returns (uint256) {
        (address asset,,,) = slow.budget(number <= slow.budgetCount() ? number : 0);
        return slow.free(asset);
    }
}
