// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {ERC721Votes} from "@openzeppelin/contracts/token/ERC721/extensions/ERC721Votes.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

/// @notice The village token as OpenZeppelin's parts give it, for comparing gas: ERC721Votes whose new holders are made
/// their own delegates while minting.
contract StockVillager is ERC721, ERC721Votes, AccessManaged {
    uint256 public totalMinted;

    constructor(address authority_) ERC721("Stock", "STOCK") EIP712("Stock", "1") AccessManaged(authority_) {}

    function mint(address to, uint256 count) external restricted {
        for (uint256 i = 0; i < count; ++i) {
            _welcome(to);
        }
    }

    function mintBatch(address[] calldata recipients) external restricted {
        for (uint256 i = 0; i < recipients.length; ++i) {
            _welcome(recipients[i]);
        }
    }

    function _welcome(address to) private {
        if (delegates(to) == address(0)) _delegate(to, to);
        _safeMint(to, ++totalMinted);
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
