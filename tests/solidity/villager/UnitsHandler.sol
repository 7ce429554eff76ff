// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";

import {IVillageTreasury} from "../../../contracts/treasury/IVillageTreasury.sol";
import {IDigitalVillager} from "../../../contracts/villager/IDigitalVillager.sol";
import {Schemer} from "./Schemer.sol";
import {UnitsPeople, keyOf} from "./UnitsPeople.sol";

/// @notice Tokens come, go on and leave, and people choose who votes for them, one thing at a time, well or badly. Each
/// action first asks the slow villager whether it must succeed, then tries it, and remembers whenever the two disagree.
contract UnitsHandler is UnitsPeople {
    struct Signed {
        address delegatee;
        uint256 nonce;
        uint256 expiry;
        uint8 v;
        bytes32 r;
        bytes32 s;
    }

    Signed[] private _signed;

    constructor(Village[] memory villages, address[] memory people, Schemer schemer_, Cast memory cast_)
        UnitsPeople(villages, people, schemer_, cast_)
    {}

    /// @dev The first two are the world's doing, and cannot fail.
    function repertoire() public pure override returns (string memory) {
        return "warp scheme mint mintBatch welcome buy approve transfer safeTransfer takeFromTreasury burn delegate"
            " delegateBySig replay transfer delegate delegateBySig";
    }

    // ---------------------------------------------------------------- the world

    /// @dev What stands at the end of a second is what is remembered of it.
    function warp(uint256 seed) external within(seed) {
        slow.note();
        vm.warp(block.timestamp + 1 + _draw(seed, "seconds", _draw(seed, "far", 4) == 0 ? 40 days : 3));
        _succeeds();
    }

    function scheme(uint256 seed) external within(seed) {
        _plot = Plot(_draw(seed, "plot", uint256(type(Plot).max) + 1));
        _plotWhom = _account(seed, "whom");
        // One it has, one it may be about to get, or another's.
        _plotToken = _draw(seed, "new", 2) == 0 ? slow.minted() + 1 : _token(seed);
        bytes memory data = "";
        if (_plot == Plot.PassOn) {
            data = abi.encodeCall(IERC721.transferFrom, (address(schemer), _plotWhom, _plotToken));
        }
        if (_plot == Plot.Leave) data = abi.encodeCall(IDigitalVillager.burn, (_plotToken));
        if (_plot == Plot.Delegate) data = abi.encodeCall(villager.delegate, (_plotWhom));
        if (_plot == Plot.MintMore) data = abi.encodeCall(IDigitalVillager.mint, (address(schemer), 1));
        schemer.plot(_plot == Plot.Nothing ? address(0) : address(villager), 0, data);
        schemer.refuse(_draw(seed, "refuses", 4) == 0);
        _succeeds();
    }

    // ---------------------------------------------------------------- coming

    function mint(uint256 seed) external within(seed) {
        address to = _account(seed, "to");
        uint256 count = _draw(seed, "count", _draw(seed, "many", 12) == 0 ? 60 : 4);
        address caller = _caller(seed, _cast.desk);
        bool expected = caller == _cast.desk && _takes(to) && slow.mint(to, count);
        if (expected) _tell(to, count);
        _try(expected, caller, address(villager), abi.encodeCall(villager.mint, (to, count)), address(0));
    }

    function mintBatch(uint256 seed) external within(seed) {
        address[] memory to = _list(seed);
        address caller = _caller(seed, _cast.desk);
        bool expected = caller == _cast.desk && slow.mintBatch(to);
        _try(expected, caller, address(villager), abi.encodeCall(villager.mintBatch, (to)), address(0));
    }

    function welcome(uint256 seed) external within(seed) {
        address[] memory to = _list(seed);
        address caller = _caller(seed, _cast.council);
        uint256 minted = slow.minted();
        bool expected = caller == _cast.council && slow.welcome(to);
        _comesToNothing = slow.minted() == minted;
        _try(expected, caller, address(sale), abi.encodeCall(sale.welcome, (to)), address(0));
        _comesToNothing = false;
    }

    /// @dev Anybody pays, for anybody.
    function buy(uint256 seed) external within(seed) {
        address to = _account(seed, "to");
        uint256 count = 1 + _draw(seed, "count", 4);
        uint256 price = sale.phase(1).price;
        bool expected = _takes(to) && slow.buy(to, count);
        if (expected) _tell(to, count);
        bytes memory data = abi.encodeCall(sale.buy, (1, count, to, 0, new bytes32[](0)));
        _pay(expected, _cast.stranger, address(sale), price * count, data, address(0));
    }

    // ---------------------------------------------------------------- going on, and leaving

    function approve(uint256 seed) external within(seed) {
        uint256 id = _token(seed);
        address whom = _account(seed, "whom");
        address caller = _mover(seed, id);
        bool expected = slow.approve(caller, whom, id);
        _try(expected, caller, address(villager), abi.encodeCall(villager.approve, (whom, id)), address(0));
    }

    function transfer(uint256 seed) external within(seed) {
        uint256 id = _token(seed);
        address to = _account(seed, "to");
        address caller = _mover(seed, id);
        address owner = slow.ownerOf(id);
        address from = _draw(seed, "wrong owner", 16) == 0 ? _account(seed, "from") : owner;
        address mover = slow.mayMove(caller, id) ? owner : address(0);
        bool expected = slow.transfer(caller, from, to, id);
        _try(expected, caller, address(villager), abi.encodeCall(villager.transferFrom, (from, to, id)), mover);
    }

    function safeTransfer(uint256 seed) external within(seed) {
        uint256 id = _token(seed);
        address to = _account(seed, "to");
        address caller = _mover(seed, id);
        address owner = slow.ownerOf(id);
        address mover = slow.mayMove(caller, id) ? owner : address(0);
        bool expected = _takes(to) && slow.transfer(caller, owner, to, id);
        if (expected) _tell(to, 1);
        bytes memory data = abi.encodeWithSignature("safeTransferFrom(address,address,uint256)", owner, to, id);
        _try(expected, caller, address(villager), data, mover);
    }

    function takeFromTreasury(uint256 seed) external within(seed) {
        address treasury = slow.treasury();
        address to = _account(seed, "to");
        uint256 id = 1 + _draw(seed, "token", slow.minted() + 1);
        for (uint256 i = 0; i < slow.minted() && slow.ownerOf(id) != treasury; ++i) {
            id = 1 + id % slow.minted();
        }
        address caller = _caller(seed, _cast.dao);
        bool expected = caller == _cast.dao && _takes(to) && to != treasury && slow.ownerOf(id) == treasury
            && slow.transfer(treasury, treasury, to, id);
        if (expected) _tell(to, 1);
        bytes memory data = abi.encodeCall(IVillageTreasury.transferNFT, (address(villager), to, id));
        _try(expected, caller, treasury, data, caller == _cast.dao ? treasury : address(0));
    }

    function burn(uint256 seed) external within(seed) {
        uint256 id = _token(seed);
        address caller = _mover(seed, id);
        bool expected = slow.burn(caller, id);
        _try(expected, caller, address(villager), abi.encodeCall(villager.burn, (id)), address(0));
    }

    // ---------------------------------------------------------------- who votes

    /// @dev Whoever it is may choose whomever; zero means oneself.
    function delegate(uint256 seed) external within(seed) {
        address caller = accounts[_draw(seed, "who", accounts.length - 1)];
        address delegatee = _delegatee(seed, caller);
        slow.choose(caller, delegatee);
        _try(true, caller, address(villager), abi.encodeCall(villager.delegate, (delegatee)), address(0));
    }

    /// @dev Brought by a stranger: a good one, or one with another nonce, another delegate than was signed, of another
    /// contract, with the other form of its signature, too late, or by a key that is not the holder's.
    function delegateBySig(uint256 seed) external within(seed) {
        uint256 who = _draw(seed, "who", KEYS);
        Signed memory one;
        one.delegatee = _delegatee(seed, accounts[who]);
        one.nonce = slow.nonces(accounts[who]);
        one.expiry = block.timestamp + _draw(seed, "expiry", 100 days);
        uint256 wrong = _draw(seed, "wrong", 20);
        if (wrong < 4) ++one.nonce;
        if (wrong == 4) one.expiry = block.timestamp - 1;
        address verifier = wrong == 5 ? address(sale) : address(villager);
        uint256 key = wrong == 6 ? uint256(keccak256(abi.encode(seed))) >> 8 : keyOf(who);
        (one.v, one.r, one.s) = vm.sign(key, _digest(one, verifier));
        if (wrong == 7) one.delegatee = _account(seed, "another");
        if (wrong == 8) (one.v, one.s) = (55 - one.v, bytes32(2 * HALF_ORDER + 1 - uint256(one.s)));
        if (wrong == 9) one.r = bytes32(seed);
        _signed.push(one);
        _bring(one);
    }

    function replay(uint256 seed) external within(seed) {
        uint256 count = _signed.length;
        if (count == 0) return;
        uint256 which = _draw(seed, "which", count);
        // Often one that was brought too early, if there is one.
        for (uint256 i = 0; i < count && _draw(seed, "early", 2) == 0 && !_isDue(_signed[which]); ++i) {
            which = (which + 1) % count;
        }
        Signed memory one = _signed[which];
        // Its words are a later one's, so that it fits again, but they were never signed.
        if (_draw(seed, "changed", 4) == 0) one.nonce = slow.nonces(_signerOf(one));
        _bring(one);
    }

    // ---------------------------------------------------------------- parts

    /// @dev The signature speaks for whoever's key made it, whom nobody may ever have heard of, and for nobody else.
    function _bring(Signed memory one) private {
        address signer = _signerOf(one);
        bool expected = slow.chooseBySignature(signer, one.delegatee, one.nonce, one.expiry);
        bytes memory data =
            abi.encodeCall(villager.delegateBySig, (one.delegatee, one.nonce, one.expiry, one.v, one.r, one.s));
        _try(expected, _cast.stranger, address(villager), data, signer);
    }

    function _isDue(Signed memory one) private view returns (bool) {
        return one.nonce == slow.nonces(_signerOf(one)) && block.timestamp <= one.expiry;
    }

    function _signerOf(Signed memory one) private view returns (address) {
        if (uint256(one.s) > HALF_ORDER) return address(0);
        return ecrecover(_digest(one, address(villager)), one.v, one.r, one.s);
    }

    /// @dev Written out from EIP-712 and the contract's documented domain.
    function _digest(Signed memory one, address verifier) private view returns (bytes32) {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Yamakoshi"),
                keccak256("1"),
                block.chainid,
                verifier
            )
        );
        bytes32 type_ = keccak256("Delegation(address delegatee,uint256 nonce,uint256 expiry)");
        bytes32 message = keccak256(abi.encode(type_, one.delegatee, one.nonce, one.expiry));
        return keccak256(abi.encodePacked(hex"1901", domain, message));
    }

    /// @dev Oneself, somebody (who may have chosen somebody in turn), the treasury, or nobody.
    function _delegatee(uint256 seed, address by) private view returns (address) {
        uint256 way = _draw(seed, "way", 6);
        if (way == 0) return by;
        return way == 1 ? address(0) : _account(seed, "delegatee");
    }

    function _list(uint256 seed) private view returns (address[] memory all) {
        all = new address[](_draw(seed, "length", 5));
        for (uint256 i = 0; i < all.length; ++i) {
            all[i] = _account(uint256(keccak256(abi.encode(seed, i))), "each");
        }
    }
}
