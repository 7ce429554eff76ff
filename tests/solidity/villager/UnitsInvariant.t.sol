// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IVillageTreasury} from "../../../contracts/treasury/IVillageTreasury.sol";
import {IVillagerSale} from "../../../contracts/villager/IVillagerSale.sol";
import {Roles} from "../../../contracts/charter/Roles.sol";
import {Schemer} from "./Schemer.sol";
import {SlowVillager} from "./SlowVillager.sol";
import {UnitsHandler} from "./UnitsHandler.sol";
import {UnitsModel} from "./UnitsModel.sol";
import {UnitsPeople, keyOf} from "./UnitsPeople.sol";
import {VillagerScene} from "./VillagerScene.sol";

/// @notice Whatever is done with tokens and delegations, by whomever and in whatever order, in a village with or without a
/// cap on votes, the votes are what the slow villager says, now and for ever after.
contract UnitsInvariantTest is VillagerScene {
    uint256[4] private _caps = [1, 2, 3, ONE_TOKEN_ONE_VOTE];
    UnitsHandler private _handler;

    function setUp() public override {
        vm.warp(NOW);
        Schemer schemer = new Schemer();
        address[] memory people = new address[](5);
        for (uint256 i = 0; i < 4; ++i) {
            people[i] = vm.addr(keyOf(i));
        }
        // A key whose account has a wallet's code.
        vm.etch(people[3], abi.encodePacked(hex"ef0100", address(new Schemer())));
        people[4] = address(schemer);
        UnitsPeople.Village[] memory villages = new UnitsPeople.Village[](_caps.length);
        for (uint256 i = 0; i < _caps.length; ++i) {
            villages[i] = _foundFor(people, _caps[i]);
        }
        _handler =
            new UnitsHandler(villages, people, schemer, UnitsPeople.Cast(dao, council, desk, makeAddr("stranger")));
        schemer.bring(_handler);
        vm.warp(NOW + 1 hours);
        targetContract(address(_handler));
        targetSelector(FuzzSelector(address(_handler), _handler.actions()));
    }

    /// @dev One invariant for all, since forge makes a campaign of its own for each.
    function invariant_votesAreWhatTheSlowVillagerSays() public view {
        if (!_handler.hasBegun()) return;
        SlowVillager slow = _handler.slow();
        _assertAccounts(slow);
        uint256 minted = slow.minted();
        assertEq(minted, _handler.villager().totalMinted());
        assertEq(minted - slow.burned(), _handler.villager().totalSupply());
        if (slow.momentCount() != 0) _assertMoment(slow, slow.momentCount() - 1);
        assertEq(0, _handler.surpriseCount(), "every call ends as the slow villager says");
        assertEq(0, _handler.theftCount(), "nobody loses anything by another's act");
        assertEq(0, _handler.torn(), "who is called in the middle sees votes and units agree");
        assertEq(_handler.plotted(), _handler.schemer().successes());
    }

    /// @dev The past, as it was remembered second by second, when all is over.
    function afterInvariant() public {
        if (_handler.hasBegun()) _assertHistory();
        _handler.record("UnitsInvariantTest");
    }

    /// @dev Walks with fixed seeds, one in each village: the same on every machine. The invariant above would hold for a
    /// handler that never gets anything done, too.
    function test_everyActionSucceedsSometimesAndFailsSometimes() public {
        vm.pauseGasMetering();
        bytes4[] memory actions = _handler.actions();
        for (uint256 village = 0; village < _caps.length; ++village) {
            uint256 start = vm.snapshotState();
            _handler.enter(village);
            for (uint256 step = 0; step < 400; ++step) {
                uint256 seed = uint256(keccak256(abi.encode("walk", village, step)));
                (bool ok,) = address(_handler).call(abi.encodeWithSelector(actions[seed % actions.length], seed));
                assertTrue(ok, "the handler itself never fails");
                if (step % 20 == 19) invariant_votesAreWhatTheSlowVillagerSays();
            }
            _assertHistory();
            _assertEachSucceededAndFailed();
            assertGe(_handler.looks(), 5);
            vm.revertToState(start);
        }
    }

    // ---------------------------------------------------------------- parts

    function _foundFor(address[] memory people, uint256 cap) private returns (UnitsPeople.Village memory village) {
        _found(cap);
        _allow(address(treasury), IVillageTreasury.transferNFT.selector, Roles.DAO);
        IVillagerSale.Phase memory terms = _phaseTerms();
        (terms.closes, terms.cap, terms.walletLimit) = (terms.opens + 100 * 365 days, 30, 12);
        _add(terms);
        address[] memory accounts = new address[](people.length + 1);
        for (uint256 i = 0; i < people.length; ++i) {
            accounts[i] = people[i];
        }
        accounts[people.length] = address(treasury);
        SlowVillager.Desk memory rules = SlowVillager.Desk(MAX_SUPPLY, RESERVE, terms.cap, terms.walletLimit);
        village.slow = new SlowVillager(accounts, address(treasury), cap, rules);
        (village.villager, village.sale) = (villager, sale);
    }

    function _assertAccounts(SlowVillager slow) private view {
        uint256[] memory balances = slow.balances();
        (uint256[] memory votes, uint256 total) = slow.count();
        uint256 sumOfUnits;
        uint256 sumOfVotes;
        for (uint256 a = 0; a < balances.length; ++a) {
            address account = slow.accounts(a);
            uint256 balance = _handler.villager().balanceOf(account);
            uint256 units = balance < slow.votesPerHolder() ? balance : slow.votesPerHolder();
            assertEq(balances[a], balance, "tokens");
            assertEq(account == slow.treasury() ? 0 : units, _handler.villager().unitsOf(account), "units");
            assertEq(votes[a], _handler.villager().getVotes(account), "votes");
            assertEq(slow.delegateOf(account), _handler.villager().delegates(account), "delegate");
            sumOfUnits += _handler.villager().unitsOf(account);
            sumOfVotes += _handler.villager().getVotes(account);
        }
        assertEq(sumOfUnits, sumOfVotes, "all votes are all units");
        assertEq(total, sumOfUnits, "all units are all there is");
    }

    function _assertHistory() private view {
        SlowVillager slow = _handler.slow();
        for (uint256 i = 0; i < slow.momentCount(); ++i) {
            _assertMoment(slow, i);
        }
    }

    /// @dev From the second that was remembered to the last before the next in which anything could happen.
    function _assertMoment(SlowVillager slow, uint256 i) private view {
        UnitsModel.Moment memory moment = slow.moment(i);
        uint256 end = i + 1 < slow.momentCount() ? slow.moment(i + 1).time : block.timestamp;
        uint256[2] memory times = [moment.time, end - 1];
        for (uint256 t = 0; t < times.length; ++t) {
            assertEq(moment.total, _handler.villager().getPastTotalSupply(times[t]), "past total");
            for (uint256 a = 0; a < moment.votes.length; ++a) {
                address account = slow.accounts(a);
                assertEq(moment.votes[a], _handler.villager().getPastVotes(account, times[t]), "past votes");
            }
        }
    }

    function _assertEachSucceededAndFailed() private {
        string[] memory names = _handler.names();
        bytes4[] memory actions = _handler.actions();
        for (uint256 i = 0; i < actions.length; ++i) {
            uint256 tried = _handler.tried(actions[i]);
            uint256 succeeded = _handler.succeeded(actions[i]);
            emit log_named_string(names[i], string.concat(vm.toString(succeeded), " of ", vm.toString(tried)));
            assertGe(succeeded, 1, names[i]);
            // The world, and whoever chooses for themselves, cannot fail.
            if (i > 1 && actions[i] != _handler.delegate.selector) assertGe(tried - succeeded, 1, names[i]);
        }
    }
}
