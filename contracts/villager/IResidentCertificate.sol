// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title A resident certificate: a soulbound ERC-721 with a date, and one vote
/// @notice ERC-5192, always locked. An address has one certificate at most; that a person has one is the issuer's duty.
/// A certificate carries one voting unit until it is revoked or lapsed; an expired one counts until somebody lapses it.
interface IResidentCertificate {
    /// @notice What is fixed at founding, the daily limit excepted.
    struct Terms {
        string name;
        string symbol;
        string signingName;
        string baseURI;
        uint32 dailyLimit;
    }

    /// @notice Where a certificate stands. `Expired` is `Living` whose date has passed: it still carries its unit.
    enum Status {
        None,
        Living,
        Expired,
        Lapsed,
        Revoked
    }

    /// @notice Why a certificate was revoked. Codes, since free text invites personal data.
    enum Reason {
        Lost,
        Moved,
        Error,
        Closed
    }

    /// @notice One certificate. `commitment` is salted: it says nothing without the register's salt.
    struct Certificate {
        address holder;
        uint64 issuedAt;
        uint8 tier;
        uint64 validUntil;
        bool lapsed;
        bool revoked;
        bytes32 commitment;
    }

    /// @notice A row of `issueBatch`.
    struct Issuance {
        address holder;
        uint8 tier;
        uint64 validUntil;
        bytes32 commitment;
    }

    /// @notice An issuer's signed promise that `holder` may take a certificate (EIP-712).
    /// @param epoch The holder's epoch when it was signed; issue, revoke and reissue bump it, so it works once.
    /// @param deadline Last second at which it may be claimed.
    struct Voucher {
        address issuer;
        address holder;
        uint8 tier;
        uint64 validUntil;
        bytes32 commitment;
        uint256 epoch;
        uint64 deadline;
    }

    event CertificateIssued(
        uint256 indexed id,
        address indexed holder,
        address indexed issuer,
        uint8 tier,
        uint64 validUntil,
        bytes32 commitment
    );
    /// @notice The holder has a certificate already and was passed over in a batch.
    event IssueSkipped(address indexed holder, uint256 indexed existingId);
    event CertificateRenewed(uint256 indexed id, uint64 validUntil, address indexed issuer, bool revived);
    event CertificateRevoked(uint256 indexed id, address indexed holder, Reason reason, address indexed issuer);
    /// @notice `oldId` was revoked and `newId` issued in its place, with the same tier, date and commitment.
    event CertificateReissued(uint256 indexed oldId, uint256 indexed newId, address indexed newHolder, address issuer);
    /// @notice The certificate expired and no longer carries its unit.
    event CertificateLapsed(uint256 indexed id);
    event DailyLimitChanged(uint32 dailyLimit);

    /// @notice Thrown by every transfer and approval.
    error ResidentCertificateSoulbound();
    /// @notice Thrown when the holder has a certificate already.
    error ResidentCertificateAlreadyHeld(address holder, uint256 existingId);
    /// @notice Thrown for a certificate that never was.
    error ResidentCertificateUnknown(uint256 id);
    /// @notice Thrown when a revoked certificate is renewed, revoked or reissued.
    error ResidentCertificateIsRevoked(uint256 id);
    /// @notice Thrown when a validity date is not in the future, or a renewal does not lengthen it.
    error ResidentCertificateInvalidDate(uint64 validUntil);
    /// @notice Thrown when the issuer's limit for the day is used up.
    error ResidentCertificateDailyLimit(address issuer, uint256 limit);
    /// @notice Thrown when a voucher's epoch is not the holder's: it was used, or something happened since.
    error ResidentCertificateVoucherUsed(address holder, uint256 epoch, uint256 current);
    /// @notice Thrown when a voucher's deadline has passed.
    error ResidentCertificateVoucherExpired(uint64 deadline);
    /// @notice Thrown when the voucher's issuer may not issue now.
    error ResidentCertificateVoucherIssuer(address issuer);
    /// @notice Thrown when the voucher's signature is not its issuer's.
    error ResidentCertificateVoucherSignature(address issuer);
    /// @notice Thrown at construction for terms out of range.
    error ResidentCertificateInvalidTerms();

    /// @notice The EIP-712 type hash of `Voucher`.
    function VOUCHER_TYPEHASH() external view returns (bytes32);
    /// @notice How many certificates were ever issued; ids run from 1 to this.
    function totalIssued() external view returns (uint256);
    /// @notice The certificate's record, revoked ones included. Reverts for one that never was.
    function certificate(uint256 id) external view returns (Certificate memory);
    /// @notice Where a certificate stands now; `None` for one that never was.
    function status(uint256 id) external view returns (Status);
    /// @notice The certificate `holder` has (living, expired or lapsed), or 0.
    function certificateOf(address holder) external view returns (uint256);
    /// @notice The holder's voucher epoch.
    function epoch(address holder) external view returns (uint256);
    /// @notice How many certificates one issuer may bring into life in one day (UTC), and how many it may revoke.
    function dailyLimit() external view returns (uint32);
    /// @notice How many certificates `issuer` may still issue and revoke today.
    function remainingToday(address issuer) external view returns (uint256 toIssue, uint256 toRevoke);
    /// @notice ERC-5192: always true for a certificate that exists.
    function locked(uint256 id) external view returns (bool);

    /// @notice Issues one certificate. ISSUER only.
    function issue(Issuance calldata issuance) external returns (uint256 id);
    /// @notice Issues many; who has one is skipped with an event. ISSUER only. Calls nobody.
    function issueBatch(Issuance[] calldata issuances) external;
    /// @notice Lengthens a certificate's validity and revives a lapsed one (which counts as an issue). ISSUER only.
    function renew(uint256 id, uint64 validUntil) external;
    /// @notice Revokes a certificate for ever; its record stays. ISSUER only.
    function revoke(uint256 id, Reason reason) external;
    /// @notice Revokes a certificate as lost and issues it anew to `newHolder`; counts as a revocation and an issue.
    /// ISSUER only. The vote moves for later snapshots; in open votes the old address keeps it.
    function reissue(uint256 id, address newHolder) external returns (uint256 newId);
    /// @notice Takes the unit of each certificate whose date has passed; others are left as they are. Anyone.
    function lapse(uint256[] calldata ids) external;
    /// @notice Takes the certificate a voucher promises. Anyone may send it; it goes to the voucher's holder.
    function claim(Voucher calldata voucher, bytes calldata signature) external returns (uint256 id);
    /// @notice Sets the daily limit of every issuer. DAO only.
    function setDailyLimit(uint32 dailyLimit_) external;
}
