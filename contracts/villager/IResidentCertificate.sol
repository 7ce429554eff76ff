// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC5192} from "./IERC5192.sol";

/// @title A resident certificate: a soulbound ERC-721 with a date, and one vote
/// @notice ERC-721 and ERC-5192 (always locked), with ERC-5805 votes whose clock is the timestamp. An address has one certificate at most; that a person has one is the issuer's duty.
/// A certificate carries one voting unit until it is revoked or lapsed; an expired one counts until somebody lapses it.
interface IResidentCertificate is IERC5192 {
    /// @notice What is fixed at founding, the daily limit excepted.
    /// @param name Display name, any script.
    /// @param symbol Ticker, such as JUMIN.
    /// @param signingName The EIP-712 domain's name: ASCII, 31 bytes at most. The domain's version is "1".
    /// @param baseURI Where the metadata stands; a certificate's is `baseURI ‖ id`.
    /// @param dailyLimit See `setDailyLimit`; at least 1 at founding.
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

    /// @notice One certificate. Times are seconds since the epoch; the last second of validity is `validUntil`.
    /// @param holder Who has it, or had it when it was revoked.
    /// @param tier An open number; what it means stands in the charter.
    /// @param lapsed Whether its unit was taken after it expired; a revoked one keeps what was true before.
    /// @param commitment Salted: it says nothing without the register's salt. Zero when the issuer keeps no register.
    struct Certificate {
        address holder;
        uint64 issuedAt;
        uint8 tier;
        uint64 validUntil;
        bool lapsed;
        bool revoked;
        bytes32 commitment;
    }

    /// @notice What is issued, and a row of `issueBatch`. `validUntil` lies in the future and below 2^40.
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

    /// @notice `issuer` issued certificate `id`, in person or by a voucher. It counts toward its daily limit.
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
    /// @notice A certificate is valid longer. A revived one had lapsed: its unit is back. Either counts as an issue.
    event CertificateRenewed(uint256 indexed id, uint64 validUntil, address indexed issuer, bool revived);
    /// @notice A certificate was revoked for ever and its token burned. It counts toward the issuer's daily limit.
    event CertificateRevoked(uint256 indexed id, address indexed holder, Reason reason, address indexed issuer);
    /// @notice `oldId` was revoked and `newId` issued in its place, with the same tier, date and commitment. The
    /// `CertificateRevoked` and `CertificateIssued` that say so stand before this one and count.
    event CertificateReissued(uint256 indexed oldId, uint256 indexed newId, address indexed newHolder, address issuer);
    /// @notice The certificate expired and no longer carries its unit.
    event CertificateLapsed(uint256 indexed id);
    /// @notice Each issuer may from now on issue or renew so many a day, and revoke so many; 0: nothing at all, until the DAO
    /// sets another.
    event DailyLimitChanged(uint32 dailyLimit);

    /// @notice Thrown by every transfer and approval.
    error ResidentCertificateSoulbound();
    /// @notice Thrown when the holder has a certificate already.
    error ResidentCertificateAlreadyHeld(address holder, uint256 existingId);
    /// @notice Thrown for a certificate that never was.
    error ResidentCertificateUnknown(uint256 id);
    /// @notice Thrown when a revoked certificate is renewed, revoked or reissued.
    error ResidentCertificateIsRevoked(uint256 id);
    /// @notice Thrown when a validity date is not in the future, is 2^40 or more, or when a renewal does not lengthen it.
    error ResidentCertificateInvalidDate(uint64 validUntil);
    /// @notice Thrown when the issuer's limit for the day is used up, or what is left of it is less than a batch needs.
    error ResidentCertificateDailyLimit(address issuer, uint256 limit);
    /// @notice Thrown when a voucher's epoch is not the holder's: it was used, or something happened since.
    error ResidentCertificateVoucherUsed(address holder, uint256 epoch, uint256 current);
    /// @notice Thrown when a voucher's deadline has passed.
    error ResidentCertificateVoucherExpired(uint64 deadline);
    /// @notice Thrown when the voucher's issuer may not issue now.
    error ResidentCertificateVoucherIssuer(address issuer);
    /// @notice Thrown when the voucher's signature is not its issuer's.
    error ResidentCertificateVoucherSignature(address issuer);
    /// @notice Thrown at construction when the name is empty or the daily limit is zero.
    error ResidentCertificateInvalidTerms();

    /// @notice The EIP-712 type hash of `Voucher`.
    function VOUCHER_TYPEHASH() external view returns (bytes32);
    /// @notice How much gas an issuer that is a contract may use to check a voucher's signature (ERC-1271).
    function VOUCHER_GAS() external view returns (uint256);
    /// @notice How many certificates were ever issued; ids run from 1 to this.
    function totalIssued() external view returns (uint256);
    /// @notice The certificate's record, revoked ones included. Reverts for one that never was.
    function certificate(uint256 id) external view returns (Certificate memory);
    /// @notice Where a certificate stands now; `None` for one that never was.
    function status(uint256 id) external view returns (Status);
    /// @notice The certificate `holder` has (living, expired or lapsed), or 0.
    function certificateOf(address holder) external view returns (uint256);
    /// @notice The holder's voucher epoch: 0 at first, one more with each issue, claim, revocation and reissue.
    function epoch(address holder) external view returns (uint256);
    /// @notice How many certificates one issuer may issue or renew in one day (UTC), and how many it may revoke. Twice as many
    /// pass within the seconds around midnight.
    function dailyLimit() external view returns (uint32);
    /// @notice How many certificates `issuer` may still issue or renew, and how many revoke, in the present UTC day.
    function remainingToday(address issuer) external view returns (uint256 toIssue, uint256 toRevoke);

    /// @notice Issues one certificate. ISSUER only.
    function issue(Issuance calldata issuance) external returns (uint256 id);
    /// @notice Issues many; who has one (even lapsed) is skipped with an event, so that a batch run twice gives nothing
    /// twice. Any other row that cannot be issued, and a daily limit too small for the rest, refuse the batch as a whole.
    /// ISSUER only. Calls nobody.
    function issueBatch(Issuance[] calldata issuances) external;
    /// @notice Lengthens a certificate's validity, into the future, and revives a lapsed one. Counts as an issue. ISSUER
    /// only.
    function renew(uint256 id, uint64 validUntil) external;
    /// @notice Revokes a certificate for ever; its record stays. ISSUER only.
    function revoke(uint256 id, Reason reason) external;
    /// @notice Revokes a certificate as lost and issues it anew to `newHolder`; counts as a revocation and an issue.
    /// An expired one must be renewed first, which counts too. ISSUER only.
    /// The vote moves for later snapshots; in open votes the old address keeps it.
    function reissue(uint256 id, address newHolder) external returns (uint256 newId);
    /// @notice Takes the unit of each certificate whose date has passed; others are left as they are. Anyone.
    function lapse(uint256[] calldata ids) external;
    /// @notice Takes the certificate a voucher promises. Anyone may send it; it goes to the voucher's holder, and counts
    /// toward the daily limit of the voucher's issuer, who must be allowed to `issue` at this moment.
    /// @param signature The issuer's over the EIP-712 hash of the voucher: ECDSA (65 bytes, or 64 as in EIP-2098) or
    /// ERC-1271, at most 2,048 bytes.
    function claim(Voucher calldata voucher, bytes calldata signature) external returns (uint256 id);
    /// @notice Sets how many certificates each issuer may issue or renew, and how many it may revoke, in a UTC day; 0 stops
    /// everything. Takes effect at once; what was done today counts. DAO only.
    function setDailyLimit(uint32 dailyLimit_) external;
    /// @notice The brake for an issuer's key that was lost or stolen: a daily limit of 0, at once and for every issuer, until
    /// the DAO sets another. Nothing is issued, claimed, renewed, revoked or reissued until then; votes stay, and lapsing
    /// stays open to anyone. COUNCIL only.
    function stopIssuing() external;
}
