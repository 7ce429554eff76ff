// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";

import {IVillageGovernor} from "../../../contracts/governance/IVillageGovernor.sol";
import {VillageGovernor} from "../../../contracts/governance/VillageGovernor.sol";
import {VillageTimelock} from "../../../contracts/governance/VillageTimelock.sol";
import {DigitalVillager} from "../../../contracts/villager/DigitalVillager.sol";
import {BurningWallet, OwnedWallet, ReentrantWallet, SlowWallet, TalkingWallet} from "../charter/Wallets.sol";
import {Handler} from "../Handler.sol";
import {SlowGovernor} from "./SlowGovernor.sol";

/// @notice A villager that, when a proposal calls it, does what it was told to: into the middle of the execution.
contract CallingBack {
    bool public worked;
    address private _target;
    bytes private _data;

    function plot(address target, bytes calldata data) external {
        (_target, _data, worked) = (target, data, false);
    }

    function run() external {
        (worked,) = _target.call(_data);
    }
}

/// @notice Everybody who deals with a Governor, the Governor and a slow one, the score, and how to draw from a seed what is
/// done: mostly something that can succeed, sometimes the wrong person, moment or signature.
abstract contract GovernorPeople is Test, Handler {
    /// @dev How a villager signs: with a key, with a key whose account runs a wallet's code that burns all gas (EIP-7702),
    /// through a wallet that asks its owner's key, through one that says yes to everything but takes its time; or not at
    /// all, since the wallet lies, burns its gas, tries to vote while it is asked, or has no such function.
    enum Hand {
        Key,
        Delegated,
        Owned,
        Slow,
        Liar,
        Burner,
        Reentrant,
        Silent
    }

    struct Person {
        address who;
        uint256 key;
        Hand hand;
        uint256[] tokens;
    }

    struct Village {
        VillageGovernor governor;
        VillageTimelock timelock;
        AccessManager manager;
        DigitalVillager villager;
        address council;
        address desk;
        address stranger;
    }

    uint256 public constant PEOPLE = 10;

    VillageGovernor public immutable governor;
    VillageTimelock public immutable timelock;
    AccessManager public immutable manager;
    DigitalVillager public immutable villager;
    SlowGovernor public immutable slow;
    CallingBack public immutable callingBack = new CallingBack();
    address internal immutable _desk;
    address internal immutable _stranger;

    Person[] private _people;
    /// @notice Who is appointed and dismissed.
    address[4] public councillors;
    /// @notice The actions whose outcome was not what the slow Governor said, or that changed what never changes.
    bytes4[] public surprises;

    constructor(Village memory v, SlowGovernor slow_) {
        (governor, timelock, manager, villager, slow) = (v.governor, v.timelock, v.manager, v.villager, slow_);
        (_desk, _stranger) = (v.desk, v.stranger);
        councillors = [v.council, v.stranger, makeAddr("Umi"), address(v.timelock)];
        _moveIn("Hana", Hand.Key, address(0), 120);
        _moveIn("Ichiro", Hand.Key, address(0), 90);
        _moveIn("Umi", Hand.Key, address(0), 60);
        _moveIn("Ken", Hand.Delegated, address(new BurningWallet()), 50);
        _moveIn("Sora", Hand.Owned, address(new OwnedWallet(makeAddr("Sora"))), 40);
        _moveIn("Rin", Hand.Slow, address(new SlowWallet(v.governor.walletGas() - 50_000)), 1);
        _moveIn("Nao", Hand.Liar, address(new TalkingWallet(abi.encode(bytes4(0x1626ba7e), true), true)), 3);
        _moveIn("Aki", Hand.Burner, address(new BurningWallet()), 2);
        _moveIn("Mei", Hand.Reentrant, address(new ReentrantWallet()), 5);
        _moveIn("Yuki", Hand.Silent, address(callingBack), 4);
    }

    function surpriseCount() external view returns (uint256) {
        return surprises.length;
    }

    function person(uint256 i) external view returns (address) {
        return _people[i].who;
    }

    // ---------------------------------------------------------------- moving in

    function _moveIn(string memory name, Hand hand, address code, uint256 count) private {
        (address who, uint256 key) = makeAddrAndKey(name);
        if (hand == Hand.Delegated) vm.etch(who, abi.encodePacked(hex"ef0100", code));
        else if (hand != Hand.Key) who = code;
        Person storage one = _people.push();
        (one.who, one.key, one.hand) = (who, key, hand);
        _mint(_people.length - 1, count);
    }

    /// @dev By a batch, which asks nobody whether they take it.
    function _mint(uint256 i, uint256 count) internal {
        address[] memory recipients = new address[](count);
        for (uint256 j = 0; j < count; ++j) {
            recipients[j] = _people[i].who;
        }
        vm.prank(_desk);
        uint256 first = villager.mintBatch(recipients);
        for (uint256 j = 0; j < count; ++j) {
            _people[i].tokens.push(first + j);
        }
        slow.arrive(_people[i].who, count);
    }

    // ---------------------------------------------------------------- trying and noting

    function _try(bool expected, address caller, address target, bytes memory data) internal returns (bool ok) {
        vm.prank(caller);
        (ok,) = target.call(data);
        if (ok != expected) _surprised();
        if (ok) _succeeds();
    }

    function _surprised() internal {
        surprises.push(msg.sig);
    }

    // ---------------------------------------------------------------- drawing

    function _draw(uint256 seed, string memory what, uint256 below) internal pure returns (uint256) {
        return uint256(keccak256(abi.encode(seed, what))) % below;
    }

    function _person(uint256 seed, string memory what) internal view returns (Person storage) {
        return _people[_draw(seed, what, PEOPLE)];
    }

    /// @dev One without code.
    function _keyHolder(uint256 seed) internal view returns (Person storage) {
        return _people[_draw(seed, "key holder", 3)];
    }

    /// @dev Mostly one in the wanted state; 0 if there is none at all.
    function _any(uint256 seed, IGovernor.ProposalState wanted) internal view returns (uint256 id) {
        uint256 count = slow.count();
        if (count == 0) return 0;
        id = 1 + _draw(seed, "which", count);
        for (uint256 i = 0; i < count && _draw(seed, "any", 12) != 0 && slow.state(id) != wanted; ++i) {
            id = 1 + id % count;
        }
    }

    // ---------------------------------------------------------------- signing

    /// @dev And whether it is a good one.
    function _ballot(uint256 seed, uint256 id, uint8 support)
        internal
        returns (IVillageGovernor.SignedBallot memory ballot, bool good)
    {
        Person storage one = _person(seed, "voter");
        bool forged = _draw(seed, "forged", 6) == 0;
        uint256 key = forged ? uint256(keccak256("nobody's")) : one.key;
        uint256 said = _draw(seed, "another proposal", 12) == 0 ? id + 1 : id;
        good = one.hand == Hand.Slow || (one.hand <= Hand.Owned && !forged && said == id);
        bytes32 kind = governor.VILLAGE_BALLOT_TYPEHASH();
        ballot = IVillageGovernor.SignedBallot(one.who, support, _sign(key, abi.encode(kind, said, support, one.who)));
        if (one.hand == Hand.Reentrant) {
            ReentrantWallet(one.who).aim(address(governor), abi.encodeCall(governor.castVote, (id, support)));
        }
    }

    function _sign(uint256 key, bytes memory message) internal view returns (bytes memory) {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Yamakoshi"),
                keccak256("1"),
                block.chainid,
                address(governor)
            )
        );
        (uint8 v, bytes32 r, bytes32 s) =
            vm.sign(key, keccak256(abi.encodePacked(hex"1901", domain, keccak256(message))));
        return abi.encodePacked(r, s, v);
    }
}
