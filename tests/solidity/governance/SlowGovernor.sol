// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";

/// @notice What a village's Governor, timelock and manager should say, kept in the slowest way there is: what was proposed,
/// who voted, who held what at each snapshot, and what was done. It is told only of what succeeded, and asked before
/// whether it should.
contract SlowGovernor {
    enum Kind {
        Pay,
        SetDelay,
        SetPeriod,
        SetExtension,
        SetQuorum,
        SetThreshold,
        SetWait,
        Appoint,
        Dismiss,
        // What never succeeds: it asks for what the timelock refuses, or reverts.
        Mischief,
        CallBack
    }

    struct Act {
        Kind kind;
        uint256 value;
        address who;
    }

    struct Settings {
        uint256 delay;
        uint256 period;
        uint256 extension;
        uint256 quorum;
        uint256 threshold;
        uint256 wait;
    }

    struct Row {
        address proposer;
        uint256 snapshot;
        uint256 deadline;
        uint256 eta;
        // As they were at the end of the snapshot's second.
        uint256 units;
        uint256 quorum;
        uint256[3] votes;
        bool met;
        bool canceled;
        bool executed;
        Act[] acts;
    }

    uint256 private constant EXPIRY = 30 days;

    address[] public people;
    mapping(address holder => uint256) public balance;
    mapping(address holder => address) public delegateOf;
    mapping(address account => bool) public isCouncil;
    /// @notice What the timelock holds, in wei.
    uint256 public money;

    Settings private _settings;
    Row[] private _rows;
    mapping(address account => uint256) private _before;
    uint256 private _unitsBefore;
    mapping(uint256 id => mapping(address voter => uint256)) private _unitsAt;
    mapping(uint256 id => mapping(address voter => bool)) public voted;

    constructor(Settings memory settings_, address council, address timelock, uint256 money_) {
        (_settings, money) = (settings_, money_);
        isCouncil[council] = true;
        isCouncil[timelock] = true;
    }

    // ---------------------------------------------------------------- who holds what

    function arrive(address who, uint256 tokens) external {
        if (delegateOf[who] == address(0)) {
            people.push(who);
            delegateOf[who] = who;
        }
        balance[who] += tokens;
    }

    function part(address who) external {
        --balance[who];
    }

    function delegate(address who, address to) external {
        delegateOf[who] = to;
    }

    function votes(address who) public view returns (uint256 sum) {
        for (uint256 i = 0; i < people.length; ++i) {
            if (delegateOf[people[i]] == who) sum += balance[people[i]];
        }
    }

    function units() public view returns (uint256 sum) {
        for (uint256 i = 0; i < people.length; ++i) {
            sum += balance[people[i]];
        }
    }

    /// @notice The seconds until `time` begins go by: what held at the end of this one holds for all of them.
    function pass(uint256 time) external {
        for (uint256 i = 0; i < people.length; ++i) {
            _before[people[i]] = votes(people[i]);
        }
        _unitsBefore = units();
        for (uint256 id = 1; id <= _rows.length; ++id) {
            Row storage row = _rows[id - 1];
            if (row.snapshot < block.timestamp || row.snapshot >= time) continue;
            (row.units, row.quorum) = (_unitsBefore, _settings.quorum);
            for (uint256 i = 0; i < people.length; ++i) {
                _unitsAt[id][people[i]] = _before[people[i]];
            }
        }
    }

    // ---------------------------------------------------------------- what should succeed

    function mayPropose(address who) external view returns (bool) {
        uint256 most = _hundredth();
        return _before[who] >= (_settings.threshold < most ? _settings.threshold : most);
    }

    function mayVote(uint256 id, address who, uint256 support) external view returns (bool) {
        return state(id) == IGovernor.ProposalState.Active && !voted[id][who] && _unitsAt[id][who] != 0 && support <= 2;
    }

    function mayVeto(uint256 id, address who) external view returns (bool) {
        return isCouncil[who] && isOpen(id) && !isAboutTheCouncil(id);
    }

    /// @notice Whether it can still be stopped.
    function isOpen(uint256 id) public view returns (bool) {
        IGovernor.ProposalState s = state(id);
        return s == IGovernor.ProposalState.Pending || s == IGovernor.ProposalState.Active
            || s == IGovernor.ProposalState.Succeeded || s == IGovernor.ProposalState.Queued;
    }

    function isAboutTheCouncil(uint256 id) public view returns (bool) {
        Act[] storage acts = _rows[id - 1].acts;
        for (uint256 i = 0; i < acts.length; ++i) {
            if (acts[i].kind != Kind.Appoint && acts[i].kind != Kind.Dismiss) return false;
        }
        return true;
    }

    function callsBack(uint256 id) external view returns (bool) {
        return _rows[id - 1].acts[0].kind == Kind.CallBack;
    }

    function mayBeDone(uint256 id) external view returns (bool possible) {
        if (state(id) != IGovernor.ProposalState.Queued || block.timestamp < _rows[id - 1].eta) return false;
        (possible,,) = _outcome(id);
    }

    // ---------------------------------------------------------------- what succeeded

    function proposed(address who, Act[] memory acts) external {
        Row storage row = _rows.push();
        row.proposer = who;
        row.snapshot = block.timestamp + _settings.delay;
        row.deadline = row.snapshot + _settings.period;
        for (uint256 i = 0; i < acts.length; ++i) {
            row.acts.push(acts[i]);
        }
    }

    function vote(uint256 id, address who, uint256 support) external {
        Row storage row = _rows[id - 1];
        voted[id][who] = true;
        row.votes[support] += _unitsAt[id][who];
        if (row.met || row.votes[0] + row.votes[1] + row.votes[2] < enough(id)) return;
        row.met = true;
        uint256 extended = block.timestamp + _settings.extension;
        if (extended > row.deadline) row.deadline = extended;
    }

    function queued(uint256 id) external {
        _rows[id - 1].eta = block.timestamp + _settings.wait;
    }

    function canceled(uint256 id) external {
        _rows[id - 1].canceled = true;
    }

    function done(uint256 id) external {
        Row storage row = _rows[id - 1];
        row.executed = true;
        (, _settings, money) = _outcome(id);
        for (uint256 i = 0; i < row.acts.length; ++i) {
            if (row.acts[i].kind == Kind.Appoint) isCouncil[row.acts[i].who] = true;
            if (row.acts[i].kind == Kind.Dismiss) isCouncil[row.acts[i].who] = false;
        }
    }

    // ---------------------------------------------------------------- reading

    function count() external view returns (uint256) {
        return _rows.length;
    }

    function proposal(uint256 id) external view returns (Row memory) {
        return _rows[id - 1];
    }

    function settings() external view returns (Settings memory) {
        return _settings;
    }

    /// @notice "More than" the fraction of all units of the snapshot.
    function enough(uint256 id) public view returns (uint256) {
        return _rows[id - 1].units * _rows[id - 1].quorum / 10_000 + 1;
    }

    function state(uint256 id) public view returns (IGovernor.ProposalState) {
        Row storage row = _rows[id - 1];
        if (row.executed) return IGovernor.ProposalState.Executed;
        if (row.canceled) return IGovernor.ProposalState.Canceled;
        if (block.timestamp <= row.snapshot) return IGovernor.ProposalState.Pending;
        if (block.timestamp <= row.deadline) return IGovernor.ProposalState.Active;
        if (!row.met || row.votes[1] <= row.votes[0]) return IGovernor.ProposalState.Defeated;
        uint256 last = (row.eta == 0 ? row.deadline : row.eta) + EXPIRY;
        if (block.timestamp > last) return IGovernor.ProposalState.Expired;
        return row.eta == 0 ? IGovernor.ProposalState.Succeeded : IGovernor.ProposalState.Queued;
    }

    // ---------------------------------------------------------------- parts

    function _hundredth() private view returns (uint256) {
        return _unitsBefore < 100 ? 1 : _unitsBefore / 100;
    }

    /// @dev One act after the other; all or nothing.
    function _outcome(uint256 id) private view returns (bool possible, Settings memory s, uint256 left) {
        Act[] storage acts = _rows[id - 1].acts;
        (s, left) = (_settings, money);
        for (uint256 i = 0; i < acts.length; ++i) {
            (Kind kind, uint256 value) = (acts[i].kind, acts[i].value);
            if (kind == Kind.Mischief) return (false, s, left);
            if (kind == Kind.Pay) {
                if (value > left) return (false, s, left);
                left -= value;
            } else if (!_set(s, kind, value)) {
                return (false, s, left);
            }
        }
        possible = true;
    }

    function _set(Settings memory s, Kind kind, uint256 value) private view returns (bool) {
        if (kind == Kind.SetDelay) {
            s.delay = value;
            return value <= 30 days;
        }
        if (kind == Kind.SetPeriod) {
            s.period = value;
            return value >= 1 hours && value >= s.extension && value <= 60 days;
        }
        if (kind == Kind.SetExtension) {
            s.extension = value;
            return value <= s.period;
        }
        if (kind == Kind.SetQuorum) {
            s.quorum = value;
            return value >= 1 && value <= 5000;
        }
        if (kind == Kind.SetThreshold) {
            s.threshold = value;
            return value >= 1 && value <= _hundredth();
        }
        if (kind == Kind.SetWait) {
            s.wait = value;
            return value <= 30 days;
        }
        return true;
    }
}
