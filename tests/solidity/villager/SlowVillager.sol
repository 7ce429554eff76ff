// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {UnitsModel} from "./UnitsModel.sol";

/// @notice The villager token's rules once more, slow and obvious: who owns which token, who let whom vote, who may do what.
/// Each verb answers whether the contract must accept the call, and if so writes down what it must do.
contract SlowVillager is UnitsModel {
    struct Desk {
        uint256 maxSupply;
        uint256 reserve;
        uint256 cap;
        uint256 walletLimit;
    }

    Desk private _desk;
    uint256 public sold;
    uint256 public welcomedCount;
    uint256 public burned;
    mapping(address account => bool) public welcomed;
    mapping(address account => uint256) public bought;
    mapping(address account => uint256) public nonces;
    mapping(uint256 tokenId => address) public approved;

    constructor(address[] memory accounts_, address treasury_, uint256 votesPerHolder_, Desk memory desk)
        UnitsModel(accounts_, treasury_, votesPerHolder_)
    {
        _desk = desk;
    }

    function ownerOf(uint256 tokenId) public view returns (address) {
        return tokenId == 0 || tokenId > minted() ? address(0) : owners[tokenId - 1];
    }

    function mayMove(address by, uint256 tokenId) public view returns (bool) {
        address owner = ownerOf(tokenId);
        return owner != address(0) && (by == owner || by == approved[tokenId]);
    }

    // ---------------------------------------------------------------- coming

    function mint(address to, uint256 count) public returns (bool) {
        if (count == 0 || minted() + count > _desk.maxSupply || to == address(0)) return false;
        for (uint256 i = 0; i < count; ++i) {
            mint(to);
        }
        return true;
    }

    function mintBatch(address[] memory to) public returns (bool) {
        if (to.length == 0 || minted() + to.length > _desk.maxSupply) return false;
        for (uint256 i = 0; i < to.length; ++i) {
            if (to[i] == address(0)) return false;
        }
        for (uint256 i = 0; i < to.length; ++i) {
            mint(to[i]);
        }
        return true;
    }

    function buy(address to, uint256 count) external returns (bool) {
        if (bought[to] + count > _desk.walletLimit || sold + count > _desk.cap) return false;
        if (sold + count > _desk.maxSupply - _desk.reserve || !mint(to, count)) return false;
        bought[to] += count;
        sold += count;
        return true;
    }

    /// @dev Who is new is found by looking back, at the list of those welcomed and at this one.
    function welcome(address[] memory to) external returns (bool) {
        address[] memory fresh = new address[](to.length);
        uint256 count;
        for (uint256 i = 0; i < to.length; ++i) {
            bool seen = welcomed[to[i]];
            for (uint256 j = 0; j < i; ++j) {
                seen = seen || to[j] == to[i];
            }
            if (!seen) fresh[count++] = to[i];
        }
        if (count == 0) return true;
        address[] memory all = new address[](count);
        for (uint256 i = 0; i < count; ++i) {
            all[i] = fresh[i];
        }
        if (welcomedCount + count > _desk.reserve || !mintBatch(all)) return false;
        for (uint256 i = 0; i < count; ++i) {
            welcomed[all[i]] = true;
        }
        welcomedCount += count;
        return true;
    }

    // ---------------------------------------------------------------- going on, and leaving

    function move(uint256 tokenId, address to) public override {
        approved[tokenId] = address(0);
        super.move(tokenId, to);
    }

    function transfer(address by, address from, address to, uint256 tokenId) external returns (bool) {
        if (!mayMove(by, tokenId) || from != ownerOf(tokenId) || to == address(0)) return false;
        move(tokenId, to);
        return true;
    }

    function burn(address by, uint256 tokenId) external returns (bool) {
        if (ownerOf(tokenId) == address(0) || by != ownerOf(tokenId)) return false;
        move(tokenId, address(0));
        ++burned;
        return true;
    }

    function approve(address by, address whom, uint256 tokenId) external returns (bool) {
        if (ownerOf(tokenId) == address(0) || by != ownerOf(tokenId)) return false;
        approved[tokenId] = whom;
        return true;
    }

    // ---------------------------------------------------------------- who votes

    /// @param signer Whoever signed just these words, or nobody.
    function chooseBySignature(address signer, address delegatee, uint256 nonce, uint256 expiry)
        external
        returns (bool)
    {
        if (signer == address(0) || block.timestamp > expiry || nonce != nonces[signer]) return false;
        ++nonces[signer];
        choose(signer, delegatee);
        return true;
    }
}
