// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";

import {SignatureCheck} from "../charter/SignatureCheck.sol";
import {VillageManaged} from "../charter/VillageManaged.sol";
import {IERC5192} from "./IERC5192.sol";
import {IResidentCertificate} from "./IResidentCertificate.sol";
import {IssuerLimit} from "./IssuerLimit.sol";
import {VoteReady} from "./VoteReady.sol";

/// @title A resident certificate: a soulbound ERC-721 with a date, and one vote
/// @notice What must always hold:
/// - an address has one certificate at most, and a certificate never leaves its address but by revocation;
/// - a certificate exists exactly while its holder's entry names it; its record outlives it;
/// - units: 1 for each holder whose certificate has not lapsed, else 0; their sum is the total of all votes;
/// - no issuer issues and renews more certificates in a UTC day, nor revokes more, than the daily limit allows;
/// - a voucher works once: whatever happens to its holder's certificate bumps the epoch it names;
/// - no function calls anybody but the manager, and a voucher's issuer by `staticcall`.
/// @dev Ownership stands in our own records and `ERC721`'s owners and balances stay empty, which saves a third of the gas
/// of issuing: without it a hundred certificates would not fit in one transaction (EIP-7825).
contract ResidentCertificate is ERC721, VoteReady, VillageManaged, IssuerLimit {
    /// @dev One slot (20 + 5 + 5 + 1 + 1 bytes), and a second one for the commitment.
    struct Record {
        address holder;
        uint40 issuedAt;
        uint40 validUntil;
        uint8 tier;
        bool lapsed;
        bytes32 commitment;
    }

    /// @dev One slot. `certificateId` is 0 for an address without a certificate.
    struct Holder {
        uint128 certificateId;
        uint128 epoch;
    }

    /// @inheritdoc IResidentCertificate
    bytes32 public constant override VOUCHER_TYPEHASH = keccak256(
        "Voucher(address issuer,address holder,uint8 tier,uint64 validUntil,bytes32 commitment,uint256 epoch,uint64 deadline)"
    );

    /// @inheritdoc IResidentCertificate
    uint256 public constant override VOUCHER_GAS = 1_000_000;

    /// @inheritdoc IResidentCertificate
    uint256 public override totalIssued;

    string private _base;
    mapping(uint256 id => Record) private _records;
    mapping(address account => Holder) private _holders;

    constructor(address authority_, Terms memory terms)
        ERC721(terms.name, terms.symbol)
        VoteReady(terms.signingName)
        VillageManaged(authority_)
    {
        if (bytes(terms.name).length == 0 || terms.dailyLimit == 0) {
            revert ResidentCertificateInvalidTerms();
        }
        _base = terms.baseURI;
        _setDailyLimit(terms.dailyLimit);
    }

    // ------------------------------------------------------------------------------------------------- READING

    /// @inheritdoc IResidentCertificate
    function certificate(uint256 id) external view returns (Certificate memory) {
        Record memory record = _recordOf(id);
        return Certificate({
            holder: record.holder,
            issuedAt: record.issuedAt,
            tier: record.tier,
            validUntil: record.validUntil,
            lapsed: record.lapsed,
            revoked: !_exists(id, record.holder),
            commitment: record.commitment
        });
    }

    /// @inheritdoc IResidentCertificate
    function status(uint256 id) external view returns (Status) {
        Record storage record = _records[id];
        if (record.holder == address(0)) return Status.None;
        if (!_exists(id, record.holder)) return Status.Revoked;
        if (record.lapsed) return Status.Lapsed;
        return block.timestamp > record.validUntil ? Status.Expired : Status.Living;
    }

    /// @inheritdoc IResidentCertificate
    function certificateOf(address holder) external view returns (uint256) {
        return _holders[holder].certificateId;
    }

    /// @inheritdoc IResidentCertificate
    function epoch(address holder) external view returns (uint256) {
        return _holders[holder].epoch;
    }

    /// @inheritdoc IERC5192
    function locked(uint256 id) external view returns (bool) {
        _requireOwned(id);
        return true;
    }

    /// @notice How many certificates `owner` has: 1 or 0.
    function balanceOf(address owner) public view override returns (uint256) {
        if (owner == address(0)) revert ERC721InvalidOwner(owner);
        return _holders[owner].certificateId == 0 ? 0 : 1;
    }

    /// @notice Whether the contract answers an interface (ERC-165): ERC-721 with metadata, and ERC-5192.
    function supportsInterface(bytes4 interfaceId) public view override returns (bool) {
        return interfaceId == type(IERC5192).interfaceId || super.supportsInterface(interfaceId);
    }

    // ------------------------------------------------------------------------------------------------- ISSUING

    /// @inheritdoc IResidentCertificate
    function issue(Issuance calldata issuance) external restricted returns (uint256 id) {
        _countIssued(msg.sender, 1);
        return _issue(issuance, msg.sender);
    }

    /// @inheritdoc IResidentCertificate
    function issueBatch(Issuance[] calldata issuances) external restricted {
        uint256 issued = 0;
        for (uint256 i = 0; i < issuances.length; ++i) {
            uint256 existing = _holders[issuances[i].holder].certificateId;
            if (existing != 0) {
                emit IssueSkipped(issuances[i].holder, existing);
                continue;
            }
            _issue(issuances[i], msg.sender);
            ++issued;
        }
        _countIssued(msg.sender, issued);
    }

    /// @inheritdoc IResidentCertificate
    function claim(Voucher calldata voucher, bytes calldata signature) external returns (uint256 id) {
        if (block.timestamp > voucher.deadline) revert ResidentCertificateVoucherExpired(voucher.deadline);
        uint256 current = _holders[voucher.holder].epoch;
        if (voucher.epoch != current) revert ResidentCertificateVoucherUsed(voucher.holder, voucher.epoch, current);
        if (!_mayIssue(voucher.issuer)) revert ResidentCertificateVoucherIssuer(voucher.issuer);
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(VOUCHER_TYPEHASH, voucher)));
        if (!SignatureCheck.isValid(voucher.issuer, digest, signature, VOUCHER_GAS)) {
            revert ResidentCertificateVoucherSignature(voucher.issuer);
        }
        _countIssued(voucher.issuer, 1);
        return _issue(
            Issuance({
                holder: voucher.holder,
                tier: voucher.tier,
                validUntil: voucher.validUntil,
                commitment: voucher.commitment
            }),
            voucher.issuer
        );
    }

    // ------------------------------------------------------------------------------------- RENEWING AND LAPSING

    /// @inheritdoc IResidentCertificate
    function renew(uint256 id, uint64 validUntil) external restricted {
        Record storage record = _existing(id);
        if (validUntil <= record.validUntil) revert ResidentCertificateInvalidDate(validUntil);
        _checkDate(validUntil);
        bool revived = record.lapsed;
        // Of what costs an issuer nothing, a thief with its key could do without end.
        _countIssued(msg.sender, 1);
        record.validUntil = uint40(validUntil);
        record.lapsed = false;
        emit CertificateRenewed(id, validUntil, msg.sender, revived);
        if (revived) _transferVotingUnits(address(0), record.holder, 1);
    }

    /// @inheritdoc IResidentCertificate
    function lapse(uint256[] calldata ids) external {
        for (uint256 i = 0; i < ids.length; ++i) {
            Record storage record = _records[ids[i]];
            address holder = record.holder;
            if (holder == address(0) || record.lapsed || block.timestamp <= record.validUntil) continue;
            if (!_exists(ids[i], holder)) continue;
            record.lapsed = true;
            emit CertificateLapsed(ids[i]);
            _transferVotingUnits(holder, address(0), 1);
        }
    }

    // ----------------------------------------------------------------------------------- REVOKING AND REISSUING

    /// @inheritdoc IResidentCertificate
    function revoke(uint256 id, Reason reason) external restricted {
        _existing(id);
        _revoke(id, reason);
    }

    /// @inheritdoc IResidentCertificate
    function reissue(uint256 id, address newHolder) external restricted returns (uint256 newId) {
        Record memory old = _existing(id);
        // Before the old one is revoked, so that a certificate cannot be reissued to its own holder.
        _checkFree(newHolder);
        _countIssued(msg.sender, 1);
        _revoke(id, Reason.Lost);
        newId = _issue(
            Issuance({holder: newHolder, tier: old.tier, validUntil: old.validUntil, commitment: old.commitment}),
            msg.sender
        );
        emit CertificateReissued(id, newId, newHolder, msg.sender);
    }

    // -------------------------------------------------------------------------------------------------- LIMITS

    /// @inheritdoc IResidentCertificate
    function setDailyLimit(uint32 dailyLimit_) external restricted {
        _setDailyLimit(dailyLimit_);
    }

    /// @inheritdoc IResidentCertificate
    function stopIssuing() external restricted {
        _setDailyLimit(0);
    }

    // ----------------------------------------------------------------------------------------------- SOULBOUND

    /// @notice Always reverts: a certificate stays with its holder.
    function transferFrom(address, address, uint256) public pure override {
        revert ResidentCertificateSoulbound();
    }

    /// @notice Always reverts: what cannot be transferred needs no approval.
    function approve(address, uint256) public pure override {
        revert ResidentCertificateSoulbound();
    }

    /// @notice Always reverts: what cannot be transferred needs no approval.
    function setApprovalForAll(address, bool) public pure override {
        revert ResidentCertificateSoulbound();
    }

    /// @dev `ERC721`'s own way to mint, move and burn is closed: it would write owners that nobody reads.
    function _update(address, uint256, address) internal pure override returns (address) {
        revert ResidentCertificateSoulbound();
    }

    // ------------------------------------------------------------------------------------------------- WRITING

    function _issue(Issuance memory issuance, address issuer) private returns (uint256 id) {
        _checkFree(issuance.holder);
        _checkDate(issuance.validUntil);
        id = ++totalIssued;
        _records[id] = Record({
            holder: issuance.holder,
            issuedAt: uint40(block.timestamp),
            validUntil: uint40(issuance.validUntil),
            tier: issuance.tier,
            lapsed: false,
            commitment: issuance.commitment
        });
        _setHolder(issuance.holder, id);
        emit Transfer(address(0), issuance.holder, id);
        emit Locked(id);
        emit CertificateIssued(id, issuance.holder, issuer, issuance.tier, issuance.validUntil, issuance.commitment);
        _transferVotingUnits(address(0), issuance.holder, 1);
    }

    function _revoke(uint256 id, Reason reason) private {
        _countRevoked(msg.sender);
        Record storage record = _records[id];
        address holder = record.holder;
        _setHolder(holder, 0);
        emit Transfer(holder, address(0), id);
        emit CertificateRevoked(id, holder, reason, msg.sender);
        if (!record.lapsed) _transferVotingUnits(holder, address(0), 1);
    }

    /// @dev Every change of what an address holds makes the vouchers signed before it worthless.
    function _setHolder(address account, uint256 id) private {
        Holder storage holder = _holders[account];
        holder.certificateId = uint128(id);
        ++holder.epoch;
    }

    // ------------------------------------------------------------------------------------------------ CHECKING

    /// @dev The manager may call anything in the middle of its own `execute`, whoever asked it to.
    function _mayIssue(address issuer) private view returns (bool immediate) {
        address manager = authority();
        if (issuer == manager) return false;
        (immediate,) = IAccessManager(manager).canCall(issuer, address(this), this.issue.selector);
    }

    function _exists(uint256 id, address holder) private view returns (bool) {
        return _holders[holder].certificateId == id;
    }

    function _recordOf(uint256 id) private view returns (Record storage record) {
        record = _records[id];
        if (record.holder == address(0)) revert ResidentCertificateUnknown(id);
    }

    function _existing(uint256 id) private view returns (Record storage record) {
        record = _recordOf(id);
        if (!_exists(id, record.holder)) revert ResidentCertificateIsRevoked(id);
    }

    function _checkFree(address holder) private view {
        if (holder == address(0)) revert ERC721InvalidReceiver(holder);
        uint256 existing = _holders[holder].certificateId;
        if (existing != 0) revert ResidentCertificateAlreadyHeld(holder, existing);
    }

    /// @dev A record keeps 40 bits of a date, enough until the year 36,812.
    function _checkDate(uint64 validUntil) private view {
        if (validUntil <= block.timestamp || validUntil > type(uint40).max) {
            revert ResidentCertificateInvalidDate(validUntil);
        }
    }

    // ------------------------------------------------------------------------- WHAT OPENZEPPELIN ASKS OF US

    function _ownerOf(uint256 id) internal view override returns (address) {
        address holder = _records[id].holder;
        return _exists(id, holder) ? holder : address(0);
    }

    function _getVotingUnits(address account) internal view override returns (uint256) {
        uint256 id = _holders[account].certificateId;
        return id == 0 || _records[id].lapsed ? 0 : 1;
    }

    function _baseURI() internal view override returns (string memory) {
        return _base;
    }
}
