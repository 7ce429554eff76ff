// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {ERC721Votes} from "@openzeppelin/contracts/token/ERC721/extensions/ERC721Votes.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

/// @title A villager token as OpenZeppelin's parts make it, for the gas figures beside ours
/// @notice ERC721Votes under one owner, who mints consecutive ids, by the same clock. Nobody votes before they delegate.
contract StockVillager is ERC721, EIP712, ERC721Votes, Ownable {
    uint256 private _nextId = 1;

    constructor(address owner_) ERC721("Stock", "STOCK") EIP712("Stock", "1") Ownable(owner_) {}

    /// @notice Mints `count` tokens to one account, asking a contract whether it takes them.
    function mint(address to, uint256 count) external onlyOwner {
        uint256 id = _nextId;
        _nextId = id + count;
        for (uint256 i = 0; i < count; ++i) {
            _safeMint(to, id + i);
        }
    }

    /// @notice Mints a token to each account, asking nobody.
    function mintBatch(address[] calldata recipients) external onlyOwner {
        uint256 id = _nextId;
        _nextId = id + recipients.length;
        for (uint256 i = 0; i < recipients.length; ++i) {
            _mint(recipients[i], id + i);
        }
    }

    /// @notice The timestamp, as with ours.
    function clock() public view override returns (uint48) {
        return uint48(block.timestamp);
    }

    /// @notice ERC-6372's description of the clock.
    // solhint-disable-next-line func-name-mixedcase
    function CLOCK_MODE() public pure override returns (string memory) {
        return "mode=timestamp";
    }

    function _update(address to, uint256 tokenId, address auth)
        internal
        override(ERC721, ERC721Votes)
        returns (address)
    {
        return super._update(to, tokenId, auth);
    }

    function _increaseBalance(address account, uint128 amount) internal override(ERC721, ERC721Votes) {
        super._increaseBalance(account, amount);
    }
}
