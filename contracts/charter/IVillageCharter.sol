// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title The village's one public address
/// @notice From this address alone a program finds the village's name, its charter in every version, and all its
/// contracts; and what the council published: results of consultations, anchored documents, the texts of proposals that
/// only state something.
interface IVillageCharter {
    /// @notice One version of the charter. `contentHash` is the keccak256 of the file's bytes; `uri` says where it can be
    /// read (and may be empty); `adoptedAt` is in seconds since the epoch.
    struct Version {
        bytes32 contentHash;
        uint64 adoptedAt;
        string uri;
    }

    /// @notice One line of the directory. `key` is ASCII, left-aligned, zero-padded: `bytes32("treasury")`.
    struct Entry {
        bytes32 key;
        address location;
    }

    /// @notice The village took a name (any script). The first is taken at founding.
    event NameChanged(string name);
    /// @notice The charter's version `number` (from 1) was adopted.
    event CharterAdopted(uint256 indexed number, bytes32 indexed contentHash, string uri);
    /// @notice `key` now leads to `location`; the zero address means that the entry was removed.
    event ContractRegistered(bytes32 indexed key, address indexed location);
    /// @notice Something was published for ever: the root or hash of a document of `kind`, over `leaves` leaves.
    event Published(
        uint256 indexed number,
        bytes32 indexed kind,
        bytes32 indexed root,
        uint256 leaves,
        string uri,
        address publisher
    );

    /// @notice Thrown when the name or the charter's hash is empty, or a publication's kind, root or number of leaves.
    error VillageCharterEmpty();
    /// @notice Thrown when a directory key is zero.
    error VillageCharterInvalidKey();
    /// @notice Thrown when a version is asked for that does not exist.
    error VillageCharterNoVersion(uint256 number);

    /// @notice The village's name, as people read it.
    function name() external view returns (string memory);
    /// @notice The block in which the charter was deployed: logs of the village begin here.
    function foundedBlock() external view returns (uint256);
    /// @notice When the charter was deployed, in seconds since the epoch.
    function foundedAt() external view returns (uint256);
    /// @notice How many versions of the charter there are, at least 1.
    function versionCount() external view returns (uint256);
    /// @notice Version `number` of the charter, from 1.
    function version(uint256 number) external view returns (Version memory);
    /// @notice The charter in force.
    function currentVersion() external view returns (Version memory);
    /// @notice The contract registered under `key`, or zero.
    function contractOf(bytes32 key) external view returns (address);
    /// @notice The whole directory, in no promised order.
    function directory() external view returns (Entry[] memory);
    /// @notice How many publications there are; they are numbered from 1 and stand in the events alone.
    function publicationCount() external view returns (uint256);

    /// @notice Renames the village. DAO only.
    function rename(string calldata name_) external;
    /// @notice Adopts a new version of the charter; the earlier ones stay readable. DAO only.
    function adopt(bytes32 contentHash, string calldata uri) external;
    /// @notice Leads `key` to `location`, or removes the entry when `location` is zero. DAO only.
    function register(bytes32 key, address location) external;
    /// @notice Publishes a Merkle root (or, with one leaf, a hash) and where its document can be read. COUNCIL, of which
    /// the DAO is a member.
    /// @param kind What it is, an open vocabulary: `bytes32("consultation")`, `bytes32("document")`, `bytes32("text")`.
    /// @return number The publication's number, from 1.
    function publish(bytes32 kind, bytes32 root, uint256 leaves, string calldata uri) external returns (uint256 number);
}
