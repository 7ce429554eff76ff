// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {ERC721Holder} from "@openzeppelin/contracts/token/ERC721/utils/ERC721Holder.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {ERC165Checker} from "@openzeppelin/contracts/utils/introspection/ERC165Checker.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {EnumerableSet} from "@openzeppelin/contracts/utils/structs/EnumerableSet.sol";
import {VillageManaged} from "../charter/VillageManaged.sol";
import {IVillageTreasury} from "./IVillageTreasury.sol";

/// @title The ledger: which assets there are, what of them is reserved, and how they leave
/// @notice What must always hold:
/// - money leaves by `_send` alone, and an ERC-721 by `transferNFT` alone; there is no generic call;
/// - `_reserved` changes by `_setAside` and `_setFree` alone, and only what is free is set aside;
/// - what is reserved is of a listed asset.
abstract contract TreasuryLedger is IVillageTreasury, VillageManaged, ReentrancyGuardTransient, ERC721Holder {
    using EnumerableSet for EnumerableSet.AddressSet;
    using SafeERC20 for IERC20;

    address internal constant ETH = address(0);

    EnumerableSet.AddressSet private _assets;
    mapping(address asset => uint256 amount) private _reserved;

    /// @notice Takes ETH from anyone. Cheap enough for the 2,300 gas of a `transfer`.
    receive() external payable {
        emit Received(msg.sender, msg.value);
    }

    // ---------------------------------------------------------------- reading

    /// @inheritdoc IVillageTreasury
    function assets() external view returns (address[] memory) {
        return _assets.values();
    }

    /// @inheritdoc IVillageTreasury
    function isAsset(address asset) public view returns (bool) {
        return _assets.contains(asset);
    }

    /// @inheritdoc IVillageTreasury
    function balanceOf(address asset) public view returns (uint256) {
        return asset == ETH ? address(this).balance : IERC20(asset).balanceOf(address(this));
    }

    /// @inheritdoc IVillageTreasury
    function reserved(address asset) public view returns (uint256) {
        return _reserved[asset];
    }

    /// @inheritdoc IVillageTreasury
    function free(address asset) public view returns (uint256) {
        // Saturating: a token that takes money away by itself must not make this revert.
        return Math.saturatingSub(balanceOf(asset), _reserved[asset]);
    }

    // ---------------------------------------------------------------- the list

    /// @inheritdoc IVillageTreasury
    function listAsset(address asset) external restricted nonReentrant {
        if (asset != ETH && !_looksLikeERC20(asset)) revert VillageTreasuryNotAToken(asset);
        if (!_assets.add(asset)) revert VillageTreasuryAssetListed(asset);
        emit AssetListed(asset);
    }

    /// @inheritdoc IVillageTreasury
    function delistAsset(address asset) external restricted nonReentrant {
        if (_reserved[asset] != 0) revert VillageTreasuryAssetInUse(asset, _reserved[asset]);
        if (!_assets.remove(asset)) revert VillageTreasuryUnknownAsset(asset);
        emit AssetDelisted(asset);
    }

    // ---------------------------------------------------------------- paying

    /// @inheritdoc IVillageTreasury
    function pay(address asset, address to, uint256 amount, string calldata memo) external restricted nonReentrant {
        _checkRecipient(to);
        if (amount == 0) revert VillageTreasuryInvalidAmount();
        _checkFree(asset, amount);
        emit FreePaid(asset, to, amount, memo);
        _send(asset, to, amount);
    }

    /// @inheritdoc IVillageTreasury
    function transferNFT(address token, address to, uint256 tokenId) external restricted nonReentrant {
        // A listed asset leaves by `pay` alone, whatever else its contract answers to.
        if (isAsset(token)) revert VillageTreasuryAssetListed(token);
        if (token == address(this)) revert VillageTreasuryNotAToken(token);
        _checkRecipient(to);
        emit NFTTransferred(token, to, tokenId);
        IERC721(token).safeTransferFrom(address(this), to, tokenId);
    }

    // ---------------------------------------------------------------- for the parts above

    /// @dev Free money becomes reserved: the caller writes down what for.
    function _setAside(address asset, uint256 amount) internal {
        _checkFree(asset, amount);
        _reserved[asset] += amount;
    }

    /// @dev Reserved money becomes free: the caller has struck out what it was for.
    function _setFree(address asset, uint256 amount) internal {
        _reserved[asset] -= amount;
    }

    /// @dev Sends money; calls the asset and, for ETH, the recipient: always the last thing a function does.
    /// Both ends of an ERC-20 transfer are measured, so that a token that charges either side, or moves nothing, reverts.
    /// ETH cannot charge, and its receiver may pass it on (or some of it back) at once, so there is nothing to measure.
    function _send(address asset, address to, uint256 amount) internal {
        if (asset == ETH) {
            Address.sendValue(payable(to), amount);
            return;
        }
        IERC20 token = IERC20(asset);
        uint256 ours = token.balanceOf(address(this));
        uint256 theirs = token.balanceOf(to);
        token.safeTransfer(to, amount);
        _checkMoved(asset, amount, Math.saturatingSub(ours, token.balanceOf(address(this))));
        _checkMoved(asset, amount, Math.saturatingSub(token.balanceOf(to), theirs));
    }

    /// @dev Money sent to the treasury itself would be counted as gone.
    function _checkRecipient(address to) internal view {
        if (to == address(0) || to == address(this)) revert VillageTreasuryInvalidRecipient(to);
    }

    function _checkFree(address asset, uint256 amount) private view {
        if (!isAsset(asset)) revert VillageTreasuryUnknownAsset(asset);
        uint256 available = free(asset);
        if (amount > available) revert VillageTreasuryInsufficientFree(asset, amount, available);
    }

    function _checkMoved(address asset, uint256 requested, uint256 moved) private pure {
        if (moved != requested) revert VillageTreasuryTransferMismatch(asset, requested, moved);
    }

    /// @dev The treasury itself answers `balanceOf(address)`, by asking the asset: listed, it would ask itself for ever.
    function _looksLikeERC20(address asset) private view returns (bool) {
        if (asset == address(this) || asset.code.length == 0) return false;
        (bool ok, bytes memory answer) = asset.staticcall(abi.encodeCall(IERC20.balanceOf, (address(this))));
        return ok && answer.length == 32 && !ERC165Checker.supportsInterface(asset, type(IERC721).interfaceId);
    }
}
