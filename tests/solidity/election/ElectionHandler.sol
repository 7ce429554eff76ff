// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IGeneralElection} from "../../../contracts/governance/IGeneralElection.sol";
import {IVillageTreasury} from "../../../contracts/treasury/IVillageTreasury.sol";
import {Handler} from "../Handler.sol";
import {PaperElectorate} from "../governance/PaperElectorate.sol";
import {ElectionPeople} from "./ElectionPeople.sol";

/// @notice Nine people, a council and a DAO do anything at any time with up to three elections. Each action first says from
/// the book whether it must succeed, then tries it, and remembers whenever the two disagree.
contract ElectionHandler is Handler, ElectionPeople {
    uint256 private constant MOST_ELECTIONS = 3;

    IVillageTreasury private immutable _treasury;
    address private immutable _dao;
    address private immutable _council;
    IGeneralElection.Rules private _rules;
    bool private _named = true;
    /// @notice What is left in the budget, in wei.
    uint256 public remainder = 10 ether;

    constructor(
        IGeneralElection elections,
        PaperElectorate paper,
        address dao,
        address council,
        IGeneralElection.Rules memory rules
    ) ElectionPeople(elections, paper) {
        (_treasury, _dao, _council, _rules) = (elections.treasury(), dao, council, rules);
    }

    /// @dev Some twice or three times, so that elections come to something before their time is over.
    function repertoire() public pure override returns (string memory) {
        return "open nominate withdraw strike cast bring rally move wait close award nameAwarder"
            " nominate nominate nominate cast bring rally award award wait wait close withdraw";
    }

    // ---------------------------------------------------------------- the council and the DAO

    function open(uint256 seed) external tries {
        if (_polls.length == MOST_ELECTIONS) return;
        IGeneralElection.Rules memory rules = _rules;
        rules.nominationsUntil = uint48(block.timestamp + 10);
        rules.votingFrom = uint48(block.timestamp + 10 + (seed >> 32) % 2);
        rules.votingTo = uint48(block.timestamp + 20);
        rules.seats = uint8(1 + seed % 4);
        rules.choices = uint8(1 + (seed >> 8) % 3);
        rules.quorumBps = uint16(1 + (seed >> 16) % ((seed >> 40) % 4 == 0 ? 4000 : 1500));
        uint256 ceiling = remainder;
        for (uint256 i = 0; i < _polls.length; ++i) {
            uint256 pledged = _polls[i].closed ? 0 : _polls[i].ceiling;
            ceiling -= pledged < ceiling ? pledged : ceiling;
        }
        ceiling /= 2;
        bool expected = _named && ceiling != 0;
        if (!_try(expected, _council, abi.encodeCall(_elections.open, (rules)))) return;
        _polls.push(
            Poll(
                block.timestamp,
                rules.nominationsUntil,
                rules.votingFrom,
                rules.votingTo,
                rules.seats,
                rules.choices,
                rules.quorumBps,
                ceiling,
                0,
                false,
                false
            )
        );
    }

    /// @dev Rarely, or nobody would stand.
    function strike(uint256 seed) external tries {
        (uint256 id, uint256 number) = _anyCandidate(seed, IGeneralElection.ElectionState.Nominating);
        if (number == 0 || (seed >> 20) % 2 != 0) return;
        bytes memory data = abi.encodeCall(_elections.strike, (id, number, "reason"));
        if (!_try(_mayGo(id, number), _council, data)) return;
        _go(id, number);
        _struck[id][_lines[id][number - 1].nominator] = true;
    }

    function nameAwarder(uint256 seed) external tries {
        _named = seed % 5 != 0;
        vm.prank(_dao);
        _treasury.setAwarder(_rules.budget, address(_elections), _named);
        _succeeds();
    }

    // ---------------------------------------------------------------- the people

    function nominate(uint256 seed) external tries {
        uint256 id = _anyElection(seed, IGeneralElection.ElectionState.Nominating);
        if (id == 0) return;
        IVillageTreasury.Plan memory plan;
        plan.recipient = _person(seed);
        plan.milestones = new IVillageTreasury.MilestoneTerms[](1 + (seed >> 8) % 3);
        uint256 amount = 0;
        for (uint256 i = 0; i < plan.milestones.length; ++i) {
            plan.milestones[i] = IVillageTreasury.MilestoneTerms(uint128((1 + (seed >> 16) % 5) * 0.25 ether), 30);
            amount += plan.milestones[i].amount;
        }
        plan.contentHash = bytes32(seed | 1);
        bool expected = _mayNominate(id, plan.recipient, amount);
        if (!_try(expected, plan.recipient, abi.encodeCall(_elections.nominate, (id, plan, "")))) return;
        _polls[id - 1].standing |= uint64(1 << _lines[id].length);
        _lines[id].push(Line(plan.recipient, amount, true, false));
    }

    function withdraw(uint256 seed) external tries {
        IGeneralElection.ElectionState wanted =
            IGeneralElection.ElectionState((seed >> 8) % 2 == 0 ? 1 + (seed >> 16) % 2 : 0);
        (uint256 id, uint256 number) = _anyCandidate(seed, wanted);
        if (number == 0 || (seed >> 20) % 2 != 0) return;
        address nominator = _lines[id][number - 1].nominator;
        address caller = (seed >> 24) % 4 == 0 ? _person(seed >> 64) : nominator;
        bool expected = caller == nominator && _mayGo(id, number);
        if (_try(expected, caller, abi.encodeCall(_elections.withdraw, (id, number)))) _go(id, number);
    }

    function cast(uint256 seed) external tries {
        uint256 id = _anyElection(seed, IGeneralElection.ElectionState.Voting);
        if (id == 0) return;
        address voter = _person(seed);
        uint64 choices = _choices(id, seed);
        bool expected = _mayVote(id, voter, choices);
        if (_try(expected, voter, abi.encodeCall(_elections.cast, (id, choices)))) _write(id, voter, choices);
    }

    /// @dev Most people vote.
    function rally(uint256 seed) external tries {
        uint256 id = _anyElection(seed, IGeneralElection.ElectionState.Voting);
        if (id == 0) return;
        bool any = false;
        for (uint256 i = 0; i < PEOPLE; ++i) {
            uint256 one = uint256(keccak256(abi.encode(seed, i)));
            uint64 choices = _choices(id, one);
            bool expected = _mayVote(id, _person(one), choices);
            vm.prank(_person(one));
            (bool ok,) = address(_elections).call(abi.encodeCall(_elections.cast, (id, choices)));
            if (ok != expected) surprises.push(msg.sig);
            if (ok) _write(id, _person(one), choices);
            any = any || ok;
        }
        if (any) _succeeds();
    }

    /// @dev Three ballots, forged ones, a voter's second and those of lying wallets among them. With little gas the batch
    /// may fail whole; when it does not, it counts what is good.
    function bring(uint256 seed) external tries {
        uint256 id = _anyElection(seed, IGeneralElection.ElectionState.Voting);
        if (id == 0) return;
        IGeneralElection.SignedChoice[] memory ballots = new IGeneralElection.SignedChoice[](3);
        bool[3] memory good;
        for (uint256 i = 0; i < 3; ++i) {
            (ballots[i], good[i]) = _signed(id, uint256(keccak256(abi.encode(seed, i))));
        }
        bool starved = (seed >> 96) % 6 == 0;
        uint256 gas_ = starved ? 30_000 + (seed >> 100) % 1_000_000 : 12_000_000;
        (bool ok,) = address(_elections).call{gas: gas_}(abi.encodeCall(_elections.castBallots, (id, ballots)));
        bool voting = block.timestamp > _polls[id - 1].from && block.timestamp <= _polls[id - 1].to;
        if (ok != voting && !(starved && voting)) surprises.push(msg.sig);
        if (!ok) return;
        bool any = false;
        for (uint256 i = 0; i < 3; ++i) {
            if (!good[i] || !_mayVote(id, ballots[i].voter, ballots[i].choices)) continue;
            _write(id, ballots[i].voter, ballots[i].choices);
            any = true;
        }
        if (any) _succeeds();
    }

    /// @dev Units change hands, as when a token is sold.
    function move(uint256 seed) external tries {
        address from = _person(seed);
        uint256 units = _paper.getVotes(from);
        if (units == 0) return;
        units = 1 + (seed >> 8) % units;
        _paper.take(from, units);
        _paper.give(_person(seed >> 64), units);
        _succeeds();
    }

    function wait(uint256 seed) external tries {
        vm.warp(block.timestamp + 1 + seed % 4);
        _succeeds();
    }

    // ---------------------------------------------------------------- anyone

    /// @dev With little gas it may fail; when it does not, all is reserved that must be.
    function close(uint256 seed) external tries {
        uint256 id = _anyElection(seed, IGeneralElection.ElectionState.Ended);
        if (id == 0) return;
        Poll storage p = _polls[id - 1];
        bool expected = !p.closed && block.timestamp > p.to;
        bool starved = (seed >> 96) % 4 == 0;
        uint256 gas_ = starved ? 30_000 + (seed >> 100) % 500_000 : 12_000_000;
        (bool ok,) = address(_elections).call{gas: gas_}(abi.encodeCall(_elections.close, (id)));
        if (ok != expected && !(starved && expected)) surprises.push(msg.sig);
        if (!ok) return;
        p.closed = true;
        (, uint256 amount) = _elections.outcome(id);
        p.reserved = amount != 0 && _named && amount <= remainder;
        if (p.reserved) remainder -= amount;
        _succeeds();
    }

    /// @dev Mostly one who was elected.
    function award(uint256 seed) external tries {
        (uint256 id, uint256 number) = _anyCandidate(seed, IGeneralElection.ElectionState.Closed);
        if (number == 0) return;
        uint64 elected = _elections.election(id).elected;
        for (uint256 i = 0; i < _lines[id].length && seed % 4 != 0 && (elected >> (number - 1)) & 1 == 0; ++i) {
            number = 1 + number % _lines[id].length;
        }
        Line storage line = _lines[id][number - 1];
        bool expected = _polls[id - 1].reserved && (elected >> (number - 1)) & 1 == 1 && !line.awarded;
        if (_try(expected, _person(seed >> 64), abi.encodeCall(_elections.award, (id, number)))) line.awarded = true;
    }

    // ---------------------------------------------------------------- parts

    function _try(bool expected, address caller, bytes memory data) private returns (bool ok) {
        vm.prank(caller);
        (ok,) = address(_elections).call(data);
        if (ok != expected) surprises.push(msg.sig);
        if (ok) _succeeds();
    }

    /// @dev Until voting begins.
    function _mayGo(uint256 id, uint256 number) private view returns (bool) {
        return _lines[id][number - 1].stands && block.timestamp <= _polls[id - 1].from;
    }

    function _go(uint256 id, uint256 number) private {
        _lines[id][number - 1].stands = false;
        _polls[id - 1].standing &= ~uint64(1 << (number - 1));
    }
}
