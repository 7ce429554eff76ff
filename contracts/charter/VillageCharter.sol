// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EnumerableMap} from "@openzeppelin/contracts/utils/structs/EnumerableMap.sol";

import {IVillageCharter} from "./IVillageCharter.sol";
import {VillageManaged} from "./VillageManaged.sol";

/// @title The village's one public address
/// @notice What must always hold:
/// - versions are only appended: what the charter once said stays readable for ever;
/// - the directory names no contract twice under one key, and never the zero address;
/// - publications are numbered without a gap, and nothing that was published can be taken back.
contract VillageCharter is IVillageCharter, VillageManaged {
    using EnumerableMap for EnumerableMap.Bytes32ToAddressMap;

    /// @inheritdoc IVillageCharter
    uint256 public immutable override foundedBlock;
    /// @inheritdoc IVillageCharter
    uint256 public immutable override foundedAt;

    /// @inheritdoc IVillageCharter
    string public override name;
    /// @inheritdoc IVillageCharter
    uint256 public override publicationCount;

    Version[] private _versions;
    EnumerableMap.Bytes32ToAddressMap private _directory;

    constructor(address authority_, string memory name_, bytes32 contentHash, string memory uri)
        VillageManaged(authority_)
    {
        foundedBlock = block.number;
        foundedAt = block.timestamp;
        _rename(name_);
        _adopt(contentHash, uri);
    }

    // ------------------------------------------------------------------------------------------------- READING

    /// @inheritdoc IVillageCharter
    function versionCount() public view returns (uint256) {
        return _versions.length;
    }

    /// @inheritdoc IVillageCharter
    function version(uint256 number) public view returns (Version memory) {
        if (number == 0 || number > _versions.length) revert VillageCharterNoVersion(number);
        return _versions[number - 1];
    }

    /// @inheritdoc IVillageCharter
    function currentVersion() external view returns (Version memory) {
        return version(_versions.length);
    }

    /// @inheritdoc IVillageCharter
    function contractOf(bytes32 key) external view returns (address location) {
        (, location) = _directory.tryGet(key);
    }

    /// @inheritdoc IVillageCharter
    function directory() external view returns (Entry[] memory entries) {
        entries = new Entry[](_directory.length());
        for (uint256 i = 0; i < entries.length; ++i) {
            (entries[i].key, entries[i].location) = _directory.pos(i);
        }
    }

    // ------------------------------------------------------------------------------------------------ CHANGING

    /// @inheritdoc IVillageCharter
    function rename(string calldata name_) external restricted {
        _rename(name_);
    }

    /// @inheritdoc IVillageCharter
    function adopt(bytes32 contentHash, string calldata uri) external restricted {
        _adopt(contentHash, uri);
    }

    /// @inheritdoc IVillageCharter
    function register(bytes32 key, address location) external restricted {
        if (key == bytes32(0)) revert VillageCharterInvalidKey();
        if (location == address(0)) _directory.remove(key);
        else _directory.set(key, location);
        emit ContractRegistered(key, location);
    }

    // ---------------------------------------------------------------------------------------------- PUBLISHING

    /// @inheritdoc IVillageCharter
    function publish(bytes32 kind, bytes32 root, uint256 leaves, string calldata uri)
        external
        restricted
        returns (uint256 number)
    {
        if (kind == bytes32(0) || root == bytes32(0) || leaves == 0) revert VillageCharterEmpty();
        number = ++publicationCount;
        emit Published(number, kind, root, leaves, uri, msg.sender);
    }

    // ------------------------------------------------------------------------------------------------- WRITING

    function _rename(string memory name_) private {
        if (bytes(name_).length == 0) revert VillageCharterEmpty();
        name = name_;
        emit NameChanged(name_);
    }

    function _adopt(bytes32 contentHash, string memory uri) private {
        if (contentHash == bytes32(0)) revert VillageCharterEmpty();
        _versions.push(Version({contentHash: contentHash, adoptedAt: uint64(block.timestamp), uri: uri}));
        emit CharterAdopted(_versions.length, contentHash, uri);
    }
}
