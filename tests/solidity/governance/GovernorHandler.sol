// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";

import {IVillageGovernor} from "../../../contracts/governance/IVillageGovernor.sol";
import {GovernorMotions} from "./GovernorMotions.sol";
import {SlowGovernor} from "./SlowGovernor.sol";

/// @notice Ten villagers, a council and strangers do anything at any time with up to six proposals. Each action first asks
/// the slow Governor whether it must succeed, then tries it, and remembers whenever the two disagree.
contract GovernorHandler is GovernorMotions {
    uint256 private constant MOST_PROPOSALS = 6;

    mapping(bytes32 motion => bool) private _known;
    IGovernor.ProposalState[] private _states;

    constructor(Village memory v, SlowGovernor slow_) GovernorMotions(v, slow_) {}

    /// @dev Some twice or three times, so that proposals come to something.
    function repertoire() public pure override returns (string memory) {
        return "propose vote voteBySig bring cancel veto vetoDismissal queue execute meddle transfer delegate mint burn"
            " wait rally propose voteBySig bring queue execute rally rally wait wait wait queue execute";
    }

    /// @dev After each action every proposal stands where it stood, or where it may have gone from there.
    modifier follows() {
        _;
        for (uint256 id = 1; id <= _states.length; ++id) {
            IGovernor.ProposalState now_ = governor.state(id);
            if (!_mayBecome(_states[id - 1], now_)) _surprised();
            _states[id - 1] = now_;
        }
    }

    // ---------------------------------------------------------------- proposing

    function propose(uint256 seed) external tries follows {
        if (slow.count() == MOST_PROPOSALS) return;
        address proposer = _person(seed, "proposer").who;
        address signed = _draw(seed, "signed", 8) == 0 ? _person(seed, "other").who : proposer;
        SlowGovernor.Act[] memory acts = _acts(seed);
        Motion memory m = _motion(acts, signed, _description(seed, signed));
        // Copied to the letter, whoever wrote it.
        if (_states.length > 0 && _draw(seed, "copied", 8) == 0) {
            m = _motions[_draw(seed, "which", _states.length)];
            signed = m.proposer;
        }
        bool expected = signed == proposer && slow.mayPropose(proposer) && !_known[_key(m)];
        bytes memory data = abi.encodeCall(governor.propose, (m.targets, m.values, m.calldatas, m.description));
        if (!_try(expected, proposer, address(governor), data)) return;
        slow.proposed(proposer, acts);
        _motions.push(m);
        _known[_key(m)] = true;
        _states.push(IGovernor.ProposalState.Pending);
    }

    function cancel(uint256 seed) external tries follows {
        uint256 id = _any(seed, IGovernor.ProposalState.Pending);
        if (id == 0 || _draw(seed, "seldom", 2) != 0) return;
        Motion memory m = _motions[id - 1];
        address caller = _draw(seed, "mine", 4) != 0 ? m.proposer : _person(seed, "caller").who;
        bool expected = caller == m.proposer && slow.state(id) == IGovernor.ProposalState.Pending;
        if (_try(expected, caller, address(governor), _with(governor.cancel.selector, m))) slow.canceled(id);
    }

    // ---------------------------------------------------------------- the council

    function veto(uint256 seed) external tries follows {
        uint256 id = _any(seed, IGovernor.ProposalState(_draw(seed, "state", 6)));
        if (id == 0 || _draw(seed, "seldom", 3) != 0) return;
        address caller = _draw(seed, "council", 4) == 0 ? _person(seed, "caller").who : _councillor(seed);
        if (_try(slow.mayVeto(id, caller), caller, address(governor), _vetoOf(id))) slow.canceled(id);
    }

    /// @dev Succeeds when a member of the council tried to stop a change of the council, and could not.
    function vetoDismissal(uint256 seed) external tries follows {
        for (uint256 id = 1; id <= _states.length; ++id) {
            if (!slow.isAboutTheCouncil(id) || !slow.isOpen(id)) continue;
            address caller = _councillor(seed);
            vm.prank(caller);
            (bool ok,) = address(governor).call(_vetoOf(id));
            if (ok) _surprised();
            else if (slow.isCouncil(caller)) _succeeds();
            return;
        }
    }

    // ---------------------------------------------------------------- voting

    function vote(uint256 seed) external tries follows {
        uint256 id = _any(seed, IGovernor.ProposalState.Active);
        if (id == 0) return;
        address voter = _person(seed, "voter").who;
        uint8 support = _support(seed);
        bool expected = slow.mayVote(id, voter, support);
        if (_try(expected, voter, address(governor), abi.encodeCall(governor.castVote, (id, support)))) {
            slow.vote(id, voter, support);
        }
    }

    /// @dev Most of the village votes, mostly for; now and then nobody takes a side, which is a tie.
    function rally(uint256 seed) external tries follows {
        uint256 id = _any(seed, IGovernor.ProposalState.Active);
        if (id == 0) return;
        bool undecided = _draw(seed, "undecided", 6) == 0;
        for (uint256 i = 0; i < PEOPLE; ++i) {
            uint256 one = uint256(keccak256(abi.encode(seed, i)));
            address voter = _person(one, "voter").who;
            uint8 support = undecided ? 2 : _support(one);
            bool expected = slow.mayVote(id, voter, support);
            vm.prank(voter);
            (bool ok,) = address(governor).call(abi.encodeCall(governor.castVote, (id, support)));
            if (ok != expected) _surprised();
            if (ok) slow.vote(id, voter, support);
            if (ok && i == 0) _succeeds();
        }
    }

    /// @dev By OpenZeppelin's way, which only those without code are sure of.
    function voteBySig(uint256 seed) external tries follows {
        uint256 id = _any(seed, IGovernor.ProposalState.Active);
        if (id == 0) return;
        Person storage voter = _keyHolder(seed);
        uint8 support = _support(seed);
        bool forged = _draw(seed, "forged", 6) == 0;
        bytes memory signature = _sign(
            forged ? uint256(keccak256("nobody's")) : voter.key,
            abi.encode(governor.BALLOT_TYPEHASH(), id, support, voter.who, governor.nonces(voter.who))
        );
        bytes memory data = abi.encodeCall(governor.castVoteBySig, (id, support, voter.who, signature));
        bool expected = !forged && slow.mayVote(id, voter.who, support);
        if (_try(expected, _stranger, address(governor), data)) slow.vote(id, voter.who, support);
    }

    /// @dev A batch of one to four. With little gas it may fail whole; when it does not, it counts what is good.
    function bring(uint256 seed) external tries follows {
        uint256 id = _any(seed, IGovernor.ProposalState.Active);
        if (id == 0) return;
        uint256 count = 1 + _draw(seed, "count", 4);
        IVillageGovernor.SignedBallot[] memory ballots = new IVillageGovernor.SignedBallot[](count);
        bool[] memory good = new bool[](count);
        for (uint256 i = 0; i < count; ++i) {
            // Now and then the same ballot again.
            uint256 one = i > 0 && _draw(seed, "again", 5) == 0 ? seed : uint256(keccak256(abi.encode(seed, i)));
            (ballots[i], good[i]) = _ballot(one, id, _support(one));
        }
        bool starved = _draw(seed, "starved", 6) == 0;
        uint256 gas_ = starved ? 30_000 + _draw(seed, "gas", 1_500_000) : 12_000_000;
        (bool ok,) = address(governor).call{gas: gas_}(abi.encodeCall(governor.castBallots, (id, ballots)));
        bool active = slow.state(id) == IGovernor.ProposalState.Active;
        if (ok != active && !(starved && active)) _surprised();
        if (!ok) return;
        bool any = false;
        for (uint256 i = 0; i < count; ++i) {
            if (!good[i] || !slow.mayVote(id, ballots[i].voter, ballots[i].support)) continue;
            slow.vote(id, ballots[i].voter, ballots[i].support);
            any = true;
        }
        if (any) _succeeds();
    }

    // ---------------------------------------------------------------- carrying out

    function queue(uint256 seed) external tries follows {
        uint256 id = _any(seed, IGovernor.ProposalState.Succeeded);
        if (id == 0) return;
        bytes memory data = _with(governor.queue.selector, _motions[id - 1]);
        bool expected = slow.state(id) == IGovernor.ProposalState.Succeeded;
        if (_try(expected, _person(seed, "caller").who, address(governor), data)) slow.queued(id);
    }

    /// @dev By anybody, early, late and again; now and then it calls back and does another, votes or vetoes meanwhile.
    function execute(uint256 seed) external tries follows {
        uint256 id = _any(seed, IGovernor.ProposalState.Queued);
        if (id == 0) return;
        bytes memory data = _with(governor.execute.selector, _motions[id - 1]);
        bool expected = slow.mayBeDone(id);
        uint256 other = 0;
        uint256 plot = _draw(seed, "plot", 4);
        bool within = false;
        if (slow.callsBack(id)) (other, within) = _plot(~seed, id, plot);
        if (!_try(expected, _person(seed, "caller").who, address(governor), data)) return;
        slow.done(id);
        if (slow.callsBack(id)) {
            if (callingBack.worked() != within) _surprised();
            if (within && plot == 3) slow.vote(other, address(callingBack), 1);
            if (within && plot != 3) slow.done(other);
        }
        (bool again,) = address(governor).call(data);
        if (again) _surprised();
    }

    // ---------------------------------------------------------------- going round

    /// @dev Succeeds when it fails, as it always must: nobody speaks for the Governor, the timelock or the manager.
    function meddle(uint256 seed) external tries follows {
        uint256 id = _any(seed, IGovernor.ProposalState.Queued);
        if (id == 0) return;
        Motion memory m = _motions[id - 1];
        bytes32 salt = bytes20(address(governor)) ^ keccak256(bytes(m.description));
        bytes32 operation = timelock.hashOperationBatch(m.targets, m.values, m.calldatas, 0, salt);
        address target = address(timelock);
        bytes memory data;
        uint256 which = _draw(seed, "which way", 8);
        if (which == 0) data = abi.encodeCall(timelock.executeBatch, (m.targets, m.values, m.calldatas, 0, salt));
        if (which == 1) data = abi.encodeCall(timelock.cancel, (operation));
        if (which == 2) {
            data = abi.encodeCall(timelock.scheduleBatch, (m.targets, m.values, m.calldatas, 0, 0, 30 days));
        }
        if (which == 3) data = abi.encodeCall(timelock.updateDelay, (0));
        if (which > 3) target = address(governor);
        if (which == 4) data = abi.encodeCall(governor.updateQuorumNumerator, (1));
        if (which == 5) data = abi.encodeCall(governor.relay, (_stranger, 0, ""));
        if (which == 6) data = abi.encodeCall(governor.updateTimelock, (TimelockController(payable(_stranger))));
        if (which == 7) (target, data) = (address(manager), abi.encodeCall(manager.grantRole, (0, _stranger, 0)));
        vm.prank(_draw(seed, "who", 3) == 0 ? _councillor(seed) : _person(seed, "caller").who);
        (bool ok,) = target.call(data);
        if (ok) _surprised();
        else _succeeds();
    }

    // ---------------------------------------------------------------- tokens and time

    function transfer(uint256 seed) external tries follows {
        Person storage from = _person(seed, "from");
        Person storage to = _person(seed, "to");
        if (from.tokens.length == 0) return;
        uint256 token = from.tokens[from.tokens.length - 1];
        bytes memory data = abi.encodeCall(villager.transferFrom, (from.who, to.who, token));
        if (!_try(true, from.who, address(villager), data)) return;
        from.tokens.pop();
        to.tokens.push(token);
        slow.part(from.who);
        slow.arrive(to.who, 1);
    }

    function delegate(uint256 seed) external tries follows {
        address from = _person(seed, "from").who;
        address to = _draw(seed, "back", 2) == 0 ? from : _person(seed, "to").who;
        if (_try(true, from, address(villager), abi.encodeCall(villager.delegate, (to)))) slow.delegate(from, to);
    }

    function mint(uint256 seed) external tries follows {
        _mint(_draw(seed, "to", PEOPLE), 1 + _draw(seed, "count", 3));
        _succeeds();
    }

    function burn(uint256 seed) external tries follows {
        Person storage from = _person(seed, "from");
        if (from.tokens.length == 0) return;
        uint256 token = from.tokens[from.tokens.length - 1];
        if (!_try(true, from.who, address(villager), abi.encodeCall(villager.burn, (token)))) return;
        from.tokens.pop();
        slow.part(from.who);
    }

    /// @dev Mostly to the second before, of or after the next change of some proposal, else some hours or weeks.
    function wait(uint256 seed) external tries follows {
        uint256 time = block.timestamp + 1 + _draw(seed, "seconds", _draw(seed, "far", 8) == 0 ? 40 days : 1 days);
        if (_draw(seed, "boundary", 4) != 0) {
            uint256 next = type(uint256).max;
            for (uint256 id = 1; id <= slow.count(); ++id) {
                uint256 moment = _nextOf(id, _draw(seed, "side", 3));
                if (moment < next) next = moment;
            }
            if (next != type(uint256).max) time = next;
        }
        slow.pass(time);
        vm.warp(time);
        _succeeds();
    }

    // ---------------------------------------------------------------- parts

    /// @dev The next second that matters to it and is still to come, or the one before or after; else the last of all.
    function _nextOf(uint256 id, uint256 side) private view returns (uint256) {
        SlowGovernor.Row memory row = slow.proposal(id);
        uint256[5] memory moments = [row.snapshot, row.deadline, row.eta, row.deadline + 30 days, row.eta + 30 days];
        bool isOpen = slow.isOpen(id);
        for (uint256 i = 0; i < 5 && isOpen; ++i) {
            uint256 moment = moments[i] + side;
            if (moment > block.timestamp + 1) return moment - 1;
        }
        return type(uint256).max;
    }

    /// @dev What the proposal will try in the middle of its execution, on which proposal, and whether that must succeed.
    function _plot(uint256 seed, uint256 id, uint256 plot) private returns (uint256 other, bool expected) {
        other = _any(seed, plot == 3 ? IGovernor.ProposalState.Active : IGovernor.ProposalState.Queued);
        bytes memory data;
        if (plot == 3) {
            expected = slow.mayVote(other, address(callingBack), 1);
            data = abi.encodeCall(governor.castVote, (other, 1));
        } else if (plot == 2) {
            data = _vetoOf(other);
        } else {
            // Itself, or another that does not call back.
            if (plot == 0 || slow.callsBack(other)) other = id;
            expected = other != id && slow.mayBeDone(other);
            data = _with(governor.execute.selector, _motions[other - 1]);
        }
        callingBack.plot(address(governor), data);
    }

    /// @dev Whoever is one now, but the timelock, which speaks by proposals only.
    function _councillor(uint256 seed) private view returns (address who) {
        uint256 first = _draw(seed, "councillor", 3);
        for (uint256 i = 0; i < 3; ++i) {
            who = councillors[(first + i) % 3];
            if (slow.isCouncil(who)) return who;
        }
    }

    function _support(uint256 seed) private pure returns (uint8) {
        uint256 way = _draw(seed, "support", 10);
        return way > 3 ? 1 : uint8(way);
    }
}
