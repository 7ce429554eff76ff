// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Vm} from "forge-std/Vm.sol";

import {IGeneralElection} from "../../../contracts/governance/IGeneralElection.sol";
import {IVillageTreasury} from "../../../contracts/treasury/IVillageTreasury.sol";
import {Handler} from "../Handler.sol";
import {PaperElectorate} from "../governance/PaperElectorate.sol";

/// @notice Six people, a council and a DAO do anything at any time with up to three elections, and a book is kept of what
/// succeeded: who voted for which places, with how many units.
contract ElectionHandler is Handler {
    uint256 public constant PEOPLE = 6;
    uint256 private constant MOST_ELECTIONS = 3;

    struct Entry {
        address voter;
        uint64 choices;
        uint256 units;
    }

    IGeneralElection private immutable _elections;
    IVillageTreasury private immutable _treasury;
    PaperElectorate private immutable _paper;
    address private immutable _dao;
    address private immutable _council;
    IGeneralElection.Rules private _rules;
    Vm.Wallet[] private _people;

    mapping(uint256 election => Entry[]) private _book;
    mapping(uint256 election => uint256) public awarded;

    constructor(
        IGeneralElection elections,
        PaperElectorate paper,
        address dao,
        address council,
        IGeneralElection.Rules memory rules
    ) {
        (_elections, _treasury, _paper) = (elections, elections.treasury(), paper);
        (_dao, _council, _rules) = (dao, council, rules);
        for (uint256 i = 0; i < PEOPLE; ++i) {
            _people.push(vm.createWallet(string.concat("person ", vm.toString(i))));
            paper.give(_people[i].addr, 10);
        }
    }

    /// @dev Some twice or three times, so that elections come to something before their time is over.
    function repertoire() public pure override returns (string memory) {
        return "open nominate withdraw strike cast bring move wait close award nameAwarder"
            " nominate nominate cast award wait";
    }

    function book(uint256 id) external view returns (Entry[] memory) {
        return _book[id];
    }

    // ---------------------------------------------------------------- the council and the DAO

    function open(uint256 seed) external tries {
        if (_elections.electionCount() == MOST_ELECTIONS) return;
        IGeneralElection.Rules memory rules = _rules;
        rules.nominationsUntil = uint48(block.timestamp + 6);
        rules.votingFrom = uint48(block.timestamp + 7);
        rules.votingTo = uint48(block.timestamp + 16);
        rules.seats = uint8(1 + seed % 3);
        rules.choices = uint8(1 + (seed >> 8) % 3);
        rules.quorumBps = uint16(1 + (seed >> 16) % 1500);
        vm.prank(_council);
        try _elections.open(rules) {
            _succeeds();
        } catch {}
    }

    function strike(uint256 seed) external tries {
        (uint256 id, uint256 number) = _anyCandidate(seed, IGeneralElection.ElectionState.Nominating);
        // Rarely, or nobody would stand.
        if (number == 0 || seed % 3 != 0) return;
        vm.prank(_council);
        try _elections.strike(id, number, "reason") {
            _succeeds();
        } catch {}
    }

    function nameAwarder(uint256 seed) external tries {
        vm.prank(_dao);
        _treasury.setAwarder(_rules.budget, address(_elections), seed % 5 != 0);
        _succeeds();
    }

    // ---------------------------------------------------------------- the people

    function nominate(uint256 seed) external tries {
        IVillageTreasury.Plan memory plan;
        plan.recipient = _person(seed).addr;
        plan.milestones = new IVillageTreasury.MilestoneTerms[](1 + (seed >> 8) % 3);
        for (uint256 i = 0; i < plan.milestones.length; ++i) {
            plan.milestones[i] = IVillageTreasury.MilestoneTerms(uint128((1 + (seed >> 16) % 9) * 0.1 ether), 30);
        }
        plan.contentHash = bytes32(seed | 1);
        uint256 id = _anyElection(seed, IGeneralElection.ElectionState.Nominating);
        vm.prank(plan.recipient);
        try _elections.nominate(id, plan, "") {
            _succeeds();
        } catch {}
    }

    function withdraw(uint256 seed) external tries {
        (uint256 id, uint256 number) = _anyCandidate(seed, IGeneralElection.ElectionState.Nominating);
        if (number == 0 || seed % 3 != 0) return;
        vm.prank(_elections.candidate(id, number).nominator);
        try _elections.withdraw(id, number) {
            _succeeds();
        } catch {}
    }

    function cast(uint256 seed) external tries {
        uint256 id = _anyElection(seed, IGeneralElection.ElectionState.Voting);
        address voter = _person(seed).addr;
        uint64 choices = _choices(id, seed);
        vm.prank(voter);
        try _elections.cast(id, choices) returns (uint256 units) {
            _book[id].push(Entry(voter, choices, units));
            _succeeds();
        } catch {}
    }

    /// @dev Two ballots, the second sometimes of the same voter, or signed by somebody else.
    function bring(uint256 seed) external tries {
        uint256 id = _anyElection(seed, IGeneralElection.ElectionState.Voting);
        if (id == 0) return;
        IGeneralElection.SignedChoice[] memory ballots = new IGeneralElection.SignedChoice[](2);
        ballots[0] = _signed(id, _person(seed), _person(seed).addr, _choices(id, seed));
        Vm.Wallet memory signer = _person(seed >> 64);
        address voter = seed % 5 == 0 ? _person(seed >> 70).addr : signer.addr;
        ballots[1] = _signed(id, signer, voter, _choices(id, seed >> 64));
        bool[2] memory had =
            [_elections.ballotOf(id, ballots[0].voter) != 0, _elections.ballotOf(id, ballots[1].voter) != 0];
        try _elections.castBallots(id, ballots) {
            uint256 before = _book[id].length;
            for (uint256 i = 0; i < 2; ++i) {
                uint64 choices = _elections.ballotOf(id, ballots[i].voter);
                // Two of one voter are one entry.
                if (had[i] || choices == 0 || (i == 1 && ballots[0].voter == ballots[1].voter)) continue;
                uint48 from = _elections.election(id).rules.votingFrom;
                _book[id].push(Entry(ballots[i].voter, choices, _paper.getPastVotes(ballots[i].voter, from)));
            }
            if (_book[id].length > before) _succeeds();
        } catch {}
    }

    /// @dev Units change hands, as when a token is sold.
    function move(uint256 seed) external tries {
        address from = _person(seed).addr;
        uint256 units = _paper.getVotes(from);
        if (units == 0) return;
        units = 1 + (seed >> 8) % units;
        _paper.take(from, units);
        _paper.give(_person(seed >> 64).addr, units);
        _succeeds();
    }

    function wait(uint256 seed) external tries {
        vm.warp(block.timestamp + 1 + seed % 5);
        _succeeds();
    }

    // ---------------------------------------------------------------- anyone

    function close(uint256 seed) external tries {
        try _elections.close(_anyElection(seed, IGeneralElection.ElectionState.Ended)) {
            _succeeds();
        } catch {}
    }

    /// @dev Mostly one who was elected.
    function award(uint256 seed) external tries {
        (uint256 id, uint256 number) = _anyCandidate(seed, IGeneralElection.ElectionState.Closed);
        if (number == 0) return;
        uint64 elected = _elections.election(id).elected;
        for (uint256 place = 0; seed % 4 != 0 && place < 64; ++place) {
            if ((elected >> place) & 1 == 1) number = _elections.candidateAt(id, place);
        }
        try _elections.award(id, number) returns (uint256 grant) {
            awarded[id] += _treasury.grant(grant).total;
            _succeeds();
        } catch {}
    }

    // ---------------------------------------------------------------- parts

    function _person(uint256 seed) private view returns (Vm.Wallet memory) {
        return _people[seed % PEOPLE];
    }

    /// @dev Mostly one in the wanted state.
    function _anyElection(uint256 seed, IGeneralElection.ElectionState wanted) private view returns (uint256 id) {
        uint256 count = _elections.electionCount();
        if (count == 0) return 0;
        id = 1 + (seed >> 128) % count;
        for (uint256 i = 0; i < count && seed % 8 != 0 && _elections.state(id) != wanted; ++i) {
            id = 1 + id % count;
        }
    }

    function _anyCandidate(uint256 seed, IGeneralElection.ElectionState wanted)
        private
        view
        returns (uint256 id, uint256 number)
    {
        id = _anyElection(seed, wanted);
        if (id == 0) return (0, 0);
        uint256 count = _elections.election(id).nominations;
        number = count == 0 ? 0 : 1 + (seed >> 32) % count;
    }

    /// @dev Mostly one or two of those who stand.
    function _choices(uint256 id, uint256 seed) private view returns (uint64) {
        if (id == 0 || seed % 7 == 0) return uint64(seed >> 40) % 32;
        uint64 standing = _elections.election(id).standing;
        uint64 choices = uint64((1 << ((seed >> 40) % 8)) | (1 << ((seed >> 48) % 8))) & standing;
        return choices != 0 ? choices : standing & ~(standing << 1);
    }

    function _signed(uint256 id, Vm.Wallet memory signer, address voter, uint64 choices)
        private
        view
        returns (IGeneralElection.SignedChoice memory)
    {
        bytes32 message = keccak256(
            abi.encode(_elections.ELECTION_BALLOT_TYPEHASH(), id, _elections.election(id).slate, choices, voter)
        );
        (uint8 v, bytes32 r, bytes32 s) =
            vm.sign(signer.privateKey, keccak256(abi.encodePacked(hex"1901", _domain(), message)));
        return IGeneralElection.SignedChoice(voter, choices, abi.encodePacked(r, s, v));
    }

    function _domain() private view returns (bytes32) {
        return keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Yamakoshi elections"),
                keccak256("1"),
                block.chainid,
                address(_elections)
            )
        );
    }
}
