// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";

import {Roles} from "../../../contracts/charter/Roles.sol";
import {GovernanceScene} from "./GovernanceScene.sol";
import {GovernorHandler} from "./GovernorHandler.sol";
import {GovernorPeople} from "./GovernorPeople.sol";
import {SlowGovernor} from "./SlowGovernor.sol";

/// @notice Whatever is proposed, voted, vetoed, queued and done, by whomever, in whatever order and at whatever second, the
/// Governor says what the slow one says, and the village keeps its powers.
contract GovernorInvariantTest is GovernanceScene {
    uint64 private constant ADMIN = 0;

    SlowGovernor private _slow;
    GovernorHandler private _handler;

    function setUp() public override {
        super.setUp();
        vm.deal(address(timelock), 100 ether);
        _slow = new SlowGovernor(
            SlowGovernor.Settings(DELAY, PERIOD, EXTENSION, 1000, 1, TIMELOCK), council, address(timelock), 100 ether
        );
        _handler = new GovernorHandler(
            GovernorPeople.Village(governor, timelock, manager, villager, council, desk, stranger), _slow
        );
        _slow.pass(block.timestamp + 1);
        skip(1);
        targetContract(address(_handler));
        targetSelector(FuzzSelector(address(_handler), _handler.actions()));
    }

    /// @dev The handler brings its own villagers.
    function _settle() internal override {}

    /// @dev One invariant for all, since forge makes a campaign of its own for each.
    function invariant_theGovernorSaysWhatTheSlowGovernorSays() public view {
        for (uint256 id = 1; id <= _slow.count(); ++id) {
            _assertProposal(id);
        }
        _assertSettings();
        _assertPowers();
        assertEq(_slow.money(), address(timelock).balance, "what passed was paid, and nothing else");
        assertEq(0, _handler.surpriseCount(), "every call ends as the slow Governor says");
    }

    /// @dev However a run ended, the village then dismisses its council against the council's will.
    function afterInvariant() public {
        _handler.record("GovernorInvariantTest");
        _dismissTheCouncil();
    }

    /// @dev A walk with fixed seeds. The invariant above would hold for a handler that never gets anything done, too.
    function test_everyActionSucceedsSometimes() public {
        bytes4[] memory actions = _handler.actions();
        string[] memory names = _handler.names();
        uint256[] memory succeeded = new uint256[](actions.length);
        uint256 base = vm.snapshotState();
        uint256[8] memory ends;
        for (uint256 walk = 0; walk < 8; ++walk) {
            for (uint256 step = 0; step < 160; ++step) {
                uint256 seed = uint256(keccak256(abi.encode("walk", walk, step)));
                (bool ok,) = address(_handler).call(abi.encodeWithSelector(actions[seed % actions.length], seed));
                assertTrue(ok, "the handler itself never fails");
                if (step % 80 == 79) invariant_theGovernorSaysWhatTheSlowGovernorSays();
            }
            for (uint256 i = 0; i < actions.length; ++i) {
                succeeded[i] += _handler.succeeded(actions[i]);
            }
            for (uint256 id = 1; id <= _slow.count(); ++id) {
                ++ends[uint8(_slow.state(id))];
            }
            _dismissTheCouncil();
            vm.revertToState(base);
        }
        for (uint256 i = 0; i < actions.length; ++i) {
            emit log_named_uint(names[i], succeeded[i]);
        }
        for (uint256 i = 0; i < ends.length; ++i) {
            emit log_named_uint(string.concat("proposals that ended in state ", vm.toString(i)), ends[i]);
        }
        for (uint256 i = 0; i < actions.length; ++i) {
            assertGe(succeeded[i], 4, names[i]);
        }
    }

    // ---------------------------------------------------------------- what it says

    function _assertProposal(uint256 id) private view {
        SlowGovernor.Row memory row = _slow.proposal(id);
        assertEq(uint8(_slow.state(id)), uint8(governor.state(id)), "where it stands");
        assertEq(row.proposer, governor.proposalProposer(id));
        assertEq(row.snapshot, governor.proposalSnapshot(id));
        assertEq(row.deadline, governor.proposalDeadline(id));
        assertEq(row.eta, governor.proposalEta(id));
        (uint256 againstVotes, uint256 forVotes, uint256 abstainVotes) = governor.proposalVotes(id);
        assertEq(row.votes[0], againstVotes);
        assertEq(row.votes[1], forVotes);
        assertEq(row.votes[2], abstainVotes);
        for (uint256 i = 0; i < _handler.PEOPLE(); ++i) {
            address who = _handler.person(i);
            assertEq(_slow.voted(id, who), governor.hasVoted(id, who));
        }
        if (block.timestamp <= row.snapshot) return;
        assertEq(_slow.enough(id), governor.quorum(row.snapshot));
        uint256 sum = againstVotes + forVotes + abstainVotes;
        assertLe(sum, row.units, "no more votes than units");
        if (row.executed) {
            assertTrue(sum * 10_000 > row.units * row.quorum && forVotes > againstVotes, "done without having passed");
            assertFalse(row.canceled);
        }
    }

    function _assertSettings() private view {
        SlowGovernor.Settings memory s = _slow.settings();
        assertEq(s.delay, governor.votingDelay());
        assertEq(s.period, governor.votingPeriod());
        assertEq(s.extension, governor.lateQuorumVoteExtension());
        assertEq(s.quorum, governor.quorumNumerator());
        assertEq(s.wait, timelock.getMinDelay());
        assertLe(s.delay, 30 days);
        assertTrue(s.period >= 1 hours && s.period <= 60 days && s.extension <= s.period);
        assertTrue(s.quorum >= 1 && s.quorum <= 5000);
        assertLe(s.wait, 30 days);
        uint256 hundredth = villager.getPastTotalSupply(block.timestamp - 1) / 100;
        assertTrue(
            governor.proposalThreshold() == 1
                || (governor.proposalThreshold() > 1 && governor.proposalThreshold() <= hundredth)
        );
    }

    function _assertPowers() private view {
        assertTrue(_has(ADMIN, address(timelock)) && _has(Roles.DAO, address(timelock)));
        assertEq(Roles.COUNCIL, manager.getTargetFunctionRole(address(governor), governor.veto.selector));
        assertTrue(timelock.hasRole(timelock.PROPOSER_ROLE(), address(governor)));
        for (uint256 i = 0; i < _handler.PEOPLE() + 4; ++i) {
            address who = i < 4 ? _handler.councillors(i) : _handler.person(i - 4);
            if (who != address(timelock)) assertFalse(_has(ADMIN, who) || _has(Roles.DAO, who));
            assertEq(_slow.isCouncil(who), _has(Roles.COUNCIL, who));
            assertFalse(timelock.hasRole(timelock.PROPOSER_ROLE(), who));
            assertFalse(timelock.hasRole(timelock.EXECUTOR_ROLE(), who));
            assertFalse(timelock.hasRole(timelock.CANCELLER_ROLE(), who));
        }
        assertFalse(_has(ADMIN, address(governor)) || _has(Roles.DAO, address(governor)));
    }

    /// @dev At once, without a delay.
    function _has(uint64 role, address who) private view returns (bool) {
        (bool member, uint32 delay) = manager.hasRole(role, who);
        return member && delay == 0;
    }

    // ---------------------------------------------------------------- the council's end

    function _dismissTheCouncil() private {
        skip(1);
        Proposal memory p;
        for (uint256 i = 0; i < 4; ++i) {
            if (_slow.isCouncil(_handler.councillors(i))) {
                p = _and(p, address(manager), 0, _change(manager.revokeRole.selector, _handler.councillors(i)));
            }
        }
        address next = makeAddr("the next council");
        p = _and(p, address(manager), 0, abi.encodeCall(manager.grantRole, (Roles.COUNCIL, next, 0)));
        address proposer = _handler.person(0);
        for (uint256 i = 1; i < _handler.PEOPLE(); ++i) {
            if (villager.getVotes(_handler.person(i)) > villager.getVotes(proposer)) proposer = _handler.person(i);
        }
        p.description = string.concat("Another council.", _signed(proposer));
        vm.prank(proposer);
        p.id = governor.propose(p.targets, p.values, p.calldatas, p.description);
        _assertNobodyStops(p);
        vm.warp(governor.proposalSnapshot(p.id) + 1);
        _assertNobodyStops(p);
        for (uint256 i = 0; i < _handler.PEOPLE(); ++i) {
            if (villager.getVotes(_handler.person(i)) != 0) _vote(p, _handler.person(i), FOR);
        }
        vm.warp(governor.proposalDeadline(p.id) + 1);
        _assertNobodyStops(p);
        _queue(p);
        vm.warp(governor.proposalEta(p.id));
        _assertNobodyStops(p);
        _execute(p);

        _assertState(IGovernor.ProposalState.Executed, p);
        for (uint256 i = 0; i < 4; ++i) {
            assertFalse(_has(Roles.COUNCIL, _handler.councillors(i)));
        }
        assertTrue(_has(Roles.COUNCIL, next));
    }

    function _change(bytes4 selector, address who) private pure returns (bytes memory) {
        return abi.encodeWithSelector(selector, Roles.COUNCIL, who);
    }

    function _assertNobodyStops(Proposal memory p) private {
        for (uint256 i = 0; i < 3; ++i) {
            vm.prank(_handler.councillors(i));
            try governor.veto(p.targets, p.values, p.calldatas, _hash(p), "We stay.") {
                assertTrue(false, "the council stopped its own dismissal");
            } catch {}
        }
    }
}
