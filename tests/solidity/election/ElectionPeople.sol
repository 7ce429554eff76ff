// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CommonBase} from "forge-std/Base.sol";
import {Vm} from "forge-std/Vm.sol";

import {IGeneralElection} from "../../../contracts/governance/IGeneralElection.sol";
import {BurningWallet, OwnedWallet, TalkingWallet} from "../charter/Wallets.sol";
import {PaperElectorate} from "../governance/PaperElectorate.sol";

/// @notice Nine people who nominate and vote, six with keys and three with wallets: one that asks its owner's key, one that
/// lies, and one that burns all gas it is given. None of the wallets takes money. And a book of what every election was
/// opened with, who stood in it, and who voted for which places with how many units.
abstract contract ElectionPeople is CommonBase {
    uint256 public constant PEOPLE = 9;
    uint256 internal constant KEYS = 6;

    struct Entry {
        address voter;
        uint64 choices;
        uint256 units;
    }

    struct Line {
        address nominator;
        uint256 amount;
        bool stands;
        bool awarded;
    }

    struct Poll {
        uint256 opened;
        uint256 until;
        uint256 from;
        uint256 to;
        uint256 seats;
        uint256 choices;
        uint256 quorumBps;
        uint256 ceiling;
        uint64 standing;
        bool closed;
        bool reserved;
    }

    IGeneralElection internal immutable _elections;
    PaperElectorate internal immutable _paper;

    Vm.Wallet[] private _keys;
    address[] private _people;
    Poll[] internal _polls;
    mapping(uint256 election => Entry[]) internal _book;
    mapping(uint256 election => Line[]) internal _lines;
    mapping(uint256 election => mapping(address nominator => bool)) internal _struck;
    /// @notice The actions whose outcome was not what the book said.
    bytes4[] public surprises;

    constructor(IGeneralElection elections, PaperElectorate paper) {
        (_elections, _paper) = (elections, paper);
        for (uint256 i = 0; i < PEOPLE; ++i) {
            _keys.push(vm.createWallet(string.concat("person ", vm.toString(i))));
            address who = _keys[i].addr;
            if (i == KEYS) who = address(new OwnedWallet(who));
            if (i == KEYS + 1) who = address(new TalkingWallet(abi.encode(bytes4(0x1626ba7e), true), true));
            if (i == KEYS + 2) who = address(new BurningWallet());
            _people.push(who);
            paper.give(who, 1 + i % 4);
        }
    }

    // ---------------------------------------------------------------- the book

    function surpriseCount() external view returns (uint256) {
        return surprises.length;
    }

    function poll(uint256 id) external view returns (Poll memory) {
        return _polls[id - 1];
    }

    function book(uint256 id) external view returns (Entry[] memory) {
        return _book[id];
    }

    function lines(uint256 id) external view returns (Line[] memory) {
        return _lines[id];
    }

    function _mayNominate(uint256 id, address who, uint256 amount) internal view returns (bool) {
        Poll storage p = _polls[id - 1];
        if (block.timestamp > p.until || amount > p.ceiling || _struck[id][who]) return false;
        for (uint256 i = 0; i < _lines[id].length; ++i) {
            if (_lines[id][i].nominator == who && _lines[id][i].stands) return false;
        }
        return _paper.getPastVotes(who, p.opened - 1) != 0;
    }

    function _mayVote(uint256 id, address who, uint64 choices) internal view returns (bool) {
        Poll storage p = _polls[id - 1];
        if (block.timestamp <= p.from || block.timestamp > p.to) return false;
        for (uint256 i = 0; i < _book[id].length; ++i) {
            if (_book[id][i].voter == who) return false;
        }
        uint256 named = 0;
        for (uint256 place = 0; place < 64; ++place) {
            named += (choices >> place) & 1;
        }
        return named >= 1 && named <= p.choices && choices & ~p.standing == 0 && _unitsOf(id, who) != 0;
    }

    function _write(uint256 id, address who, uint64 choices) internal {
        _book[id].push(Entry(who, choices, _unitsOf(id, who)));
    }

    function _unitsOf(uint256 id, address who) internal view returns (uint256) {
        return _paper.getPastVotes(who, _polls[id - 1].from);
    }

    // ---------------------------------------------------------------- drawing

    function _person(uint256 seed) internal view returns (address) {
        return _people[seed % PEOPLE];
    }

    /// @dev Mostly one in the wanted state.
    function _anyElection(uint256 seed, IGeneralElection.ElectionState wanted) internal view returns (uint256 id) {
        uint256 count = _polls.length;
        if (count == 0) return 0;
        id = 1 + (seed >> 128) % count;
        for (uint256 i = 0; i < count && seed % 8 != 0 && _elections.state(id) != wanted; ++i) {
            id = 1 + id % count;
        }
    }

    function _anyCandidate(uint256 seed, IGeneralElection.ElectionState wanted)
        internal
        view
        returns (uint256 id, uint256 number)
    {
        id = _anyElection(seed, wanted);
        if (id != 0 && _lines[id].length != 0) number = 1 + (seed >> 32) % _lines[id].length;
    }

    /// @dev Mostly one to three of those who stand.
    function _choices(uint256 id, uint256 seed) internal view returns (uint64 choices) {
        if (seed % 7 == 0 || _lines[id].length == 0) return uint64(seed >> 40) % 32;
        uint64 drawn = uint64((1 << ((seed >> 40) % 12)) | (1 << ((seed >> 48) % 12)) | (1 << ((seed >> 56) % 12)));
        uint64 standing = _polls[id - 1].standing;
        choices = drawn & standing;
        return choices != 0 ? choices : standing & ~(standing << 1);
    }

    // ---------------------------------------------------------------- signing

    /// @dev And whether it is a good one: of a key, or of the wallet that asks it, over this voter's own choices.
    function _signed(uint256 id, uint256 seed)
        internal
        view
        returns (IGeneralElection.SignedChoice memory b, bool good)
    {
        uint256 i = seed % PEOPLE;
        bool forged = (seed >> 16) % 6 == 0;
        uint64 choices = _choices(id, seed);
        bytes32 message = keccak256(
            abi.encode(_elections.ELECTION_BALLOT_TYPEHASH(), id, _elections.election(id).slate, choices, _people[i])
        );
        uint256 key = _keys[forged ? (i + 1) % PEOPLE : i].privateKey;
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, keccak256(abi.encodePacked(hex"1901", _domain(), message)));
        return (IGeneralElection.SignedChoice(_people[i], choices, abi.encodePacked(r, s, v)), !forged && i <= KEYS);
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
