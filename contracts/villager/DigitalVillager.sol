// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC165} from "@openzeppelin/contracts/interfaces/IERC165.sol";
import {IERC4906} from "@openzeppelin/contracts/interfaces/IERC4906.sol";
import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {ERC721Utils} from "@openzeppelin/contracts/token/ERC721/utils/ERC721Utils.sol";
import {ERC2981} from "@openzeppelin/contracts/token/common/ERC2981.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {VillageManaged} from "../charter/VillageManaged.sol";
import {IDigitalVillager} from "./IDigitalVillager.sol";
import {VoteReady} from "./VoteReady.sol";

/// @title A digital villager: an ERC-721 that is also a voice in the village
/// @notice What must always hold:
/// - a holder's units are `min(balance, votesPerHolder)`, and the treasury's are 0;
/// - the votes of all delegates together are the units of all holders, at every second of the past;
/// - no more than `maxSupply` tokens are ever minted, and burning makes no room;
/// - nobody is called before owners, balances, checkpoints and counters are written.
contract DigitalVillager is IDigitalVillager, IERC4906, ERC721, ERC2981, VoteReady, VillageManaged {
    /// @inheritdoc IDigitalVillager
    uint256 public immutable override maxSupply;
    /// @inheritdoc IDigitalVillager
    uint256 public immutable override votesPerHolder;
    /// @inheritdoc IDigitalVillager
    address public immutable override treasury;

    /// @inheritdoc IDigitalVillager
    uint256 public override totalMinted;
    /// @inheritdoc IDigitalVillager
    bool public override baseURIFrozen;
    uint256 private _burned;
    string private _base;

    constructor(address authority_, address treasury_, Terms memory terms)
        ERC721(terms.name, terms.symbol)
        VoteReady(terms.signingName)
        VillageManaged(authority_)
    {
        if (terms.maxSupply == 0 || terms.votesPerHolder == 0) {
            revert DigitalVillagerInvalidTerms();
        }
        maxSupply = terms.maxSupply;
        votesPerHolder = terms.votesPerHolder;
        treasury = treasury_;
        _base = terms.baseURI;
        _setDefaultRoyalty(treasury_, terms.royaltyBps);
        emit BaseURIChanged(terms.baseURI);
    }

    /* COMING AND LEAVING */

    /// @inheritdoc IDigitalVillager
    function mint(address to, uint256 count) external restricted returns (uint256 firstId) {
        if (to == address(0)) revert ERC721InvalidReceiver(to);
        firstId = _takeIds(count);
        uint256 endId = firstId + count;

        // The tokens one by one, their units all at once: one checkpoint and one event, however many are minted.
        uint256 unitsBefore = unitsOf(to);
        for (uint256 id = firstId; id < endId; ++id) {
            super._update(to, id, address(0));
        }
        uint256 gained = unitsOf(to) - unitsBefore;
        if (gained != 0) _transferVotingUnits(address(0), to, gained);

        if (to.code.length == 0) return firstId;
        for (uint256 id = firstId; id < endId; ++id) {
            ERC721Utils.checkOnERC721Received(_msgSender(), address(0), to, id, "");
        }
    }

    /// @inheritdoc IDigitalVillager
    function mintBatch(address[] calldata recipients) external restricted returns (uint256 firstId) {
        firstId = _takeIds(recipients.length);

        for (uint256 i = 0; i < recipients.length; ++i) {
            _mint(recipients[i], firstId + i);
        }
    }

    /// @inheritdoc IDigitalVillager
    function burn(uint256 tokenId) external {
        // Not whom the owner approved: a marketplace may sell a villager, it may not make them leave.
        if (ownerOf(tokenId) != _msgSender()) revert DigitalVillagerNotOwner(tokenId, _msgSender());

        ++_burned;
        _burn(tokenId);
    }

    /* METADATA */

    /// @inheritdoc IDigitalVillager
    function setBaseURI(string calldata baseURI) external restricted {
        if (baseURIFrozen) revert DigitalVillagerBaseURIFrozen();

        _base = baseURI;
        emit BaseURIChanged(baseURI);
        emit BatchMetadataUpdate(1, type(uint256).max);
    }

    /// @inheritdoc IDigitalVillager
    function freezeBaseURI() external restricted {
        if (baseURIFrozen) revert DigitalVillagerBaseURIFrozen();

        baseURIFrozen = true;
        emit BaseURIFrozen();
    }

    /* READING */

    /// @inheritdoc IDigitalVillager
    function totalSupply() external view returns (uint256) {
        return totalMinted - _burned;
    }

    /// @inheritdoc IDigitalVillager
    function unitsOf(address account) public view returns (uint256) {
        return _carriesUnits(account) ? Math.min(balanceOf(account), votesPerHolder) : 0;
    }

    /// @notice ERC-165: ERC-721 with metadata, ERC-2981 royalties, ERC-4906 metadata events.
    function supportsInterface(bytes4 interfaceId) public view override(ERC721, ERC2981, IERC165) returns (bool) {
        // ERC-4906 gave itself this id: it has events only, so nothing to compute it from.
        return interfaceId == bytes4(0x49064906) || super.supportsInterface(interfaceId);
    }

    /* INSIDE */

    /// @dev Units move by each account's minimum before and after, so a transfer beyond the cap may take a unit from the
    /// sender and give none to the receiver, or the reverse. Between one and the same account none moves: its balance
    /// neither fell nor rose, though comparing with the cap as below would say both.
    function _update(address to, uint256 tokenId, address auth) internal override returns (address from) {
        from = super._update(to, tokenId, auth);
        if (from == to) return from;

        bool lost = _carriesUnits(from) && balanceOf(from) < votesPerHolder;
        bool gained = _carriesUnits(to) && balanceOf(to) <= votesPerHolder;
        // To Votes the zero address is where units come into being and go out of it.
        if (lost || gained) _transferVotingUnits(lost ? from : address(0), gained ? to : address(0), 1);
    }

    function _getVotingUnits(address account) internal view override returns (uint256) {
        return unitsOf(account);
    }

    function _baseURI() internal view override returns (string memory) {
        return _base;
    }

    /// @dev Counts the ids before any token exists, so that whoever is called back finds the counter written.
    function _takeIds(uint256 count) private returns (uint256 firstId) {
        if (count == 0) revert DigitalVillagerNothingToMint();
        uint256 minted = totalMinted;
        uint256 available = maxSupply - minted;
        if (count > available) revert DigitalVillagerSupplyExceeded(count, available);

        totalMinted = minted + count;
        return minted + 1;
    }

    function _carriesUnits(address account) private view returns (bool) {
        return account != address(0) && account != treasury;
    }
}
