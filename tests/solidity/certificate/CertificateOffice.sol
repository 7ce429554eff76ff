// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";

import {IResidentCertificate} from "../../../contracts/villager/IResidentCertificate.sol";
import {ResidentCertificate} from "../../../contracts/villager/ResidentCertificate.sol";
import {Handler} from "../Handler.sol";

/// @notice An office that issues, renews, revokes and reissues at random, for a dozen people, and keeps its own books in
/// the slowest way there is: one list, searched from the start. Each action first says from the books whether the contract
/// must accept it, and fails when the contract disagrees.
contract CertificateOffice is Test, Handler {
    /// @dev How it stood at the end of a second: all units, and what each person could vote with.
    struct Snapshot {
        uint256 moment;
        uint256 units;
        uint256[12] votes;
    }

    uint256 public constant PEOPLE = 12;

    ResidentCertificate private immutable _certificates;
    uint256 private immutable _key;
    address private immutable _office;

    IResidentCertificate.Certificate[] private _books;
    mapping(address account => address) private _delegate;
    mapping(address account => uint256) public epochOf;
    mapping(uint256 day => uint256) private _issuedOn;
    mapping(uint256 day => uint256) private _revokedOn;
    Snapshot[] private _snapshots;

    constructor(ResidentCertificate certificates, uint256 key) {
        _certificates = certificates;
        _key = key;
        _office = vm.addr(key);
    }

    // ---------------------------------------------------------------------------------------------------- ACTING

    function repertoire() public pure override returns (string memory) {
        return "issue(uint256,uint8,uint256) claim(uint256,uint8,uint256,uint256) issueBatch(uint256[6],uint256)"
            " renew(uint256,uint256) revoke(uint256,uint8) reissue(uint256,uint256) lapse(uint256[5])"
            " delegate(uint256,uint256) wait";
    }

    function issue(uint256 who, uint8 tier, uint256 length) external tries {
        address holder = _newcomer(who);
        uint64 validUntil = _date(length);
        bool possible = idOf(holder) == 0 && validUntil > block.timestamp && _issuedOn[_day()] < 7;
        vm.prank(_office);
        try _certificates.issue(IResidentCertificate.Issuance(holder, tier, validUntil, bytes32(length))) {
            assertTrue(possible, "issued what the books refuse");
            _succeeds();
            _write(holder, tier, validUntil, bytes32(length));
        } catch {
            assertFalse(possible, "refused what the books allow");
        }
    }

    function claim(uint256 who, uint8 tier, uint256 length, uint256 epoch) external tries {
        address holder = _newcomer(who);
        uint64 validUntil = _date(length);
        epoch = epochOf[holder] + epoch % 2;
        IResidentCertificate.Voucher memory voucher = IResidentCertificate.Voucher(
            _office, holder, tier, validUntil, bytes32(length), epoch, uint64(block.timestamp)
        );
        bool possible =
            epoch == epochOf[holder] && idOf(holder) == 0 && validUntil > block.timestamp && _issuedOn[_day()] < 7;
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(_key, _digest(voucher));
        try _certificates.claim(voucher, abi.encodePacked(r, s, v)) {
            assertTrue(possible, "claimed what the books refuse");
            _succeeds();
            _write(holder, tier, validUntil, bytes32(length));
        } catch {
            assertFalse(possible, "refused a claim the books allow");
        }
    }

    function issueBatch(uint256[6] calldata people, uint256 length) external tries {
        IResidentCertificate.Issuance[] memory rows = new IResidentCertificate.Issuance[](people.length);
        uint64 validUntil = uint64(block.timestamp + 1 + length % 400 days);
        uint256 fresh;
        for (uint256 i = 0; i < people.length; ++i) {
            rows[i] = IResidentCertificate.Issuance(person(people[i]), 9, validUntil, bytes32(i));
            bool seen = idOf(rows[i].holder) != 0;
            for (uint256 j = 0; j < i; ++j) {
                seen = seen || rows[j].holder == rows[i].holder;
            }
            if (!seen) ++fresh;
        }
        bool possible = fresh == 0 || _issuedOn[_day()] + fresh <= 7;
        vm.prank(_office);
        try _certificates.issueBatch(rows) {
            assertTrue(possible, "issued a batch the books refuse");
            if (fresh != 0) _succeeds();
            for (uint256 i = 0; i < rows.length; ++i) {
                if (idOf(rows[i].holder) == 0) _write(rows[i].holder, 9, validUntil, bytes32(i));
            }
        } catch {
            assertFalse(possible, "refused a batch the books allow");
        }
    }

    function renew(uint256 which, uint256 length) external tries {
        uint256 id = _id(which);
        uint64 validUntil = _date(length);
        bool possible = _stands(id) && validUntil > block.timestamp && validUntil > _books[id - 1].validUntil
            && _issuedOn[_day()] < 7;
        vm.prank(_office);
        try _certificates.renew(id, validUntil) {
            assertTrue(possible, "renewed what the books refuse");
            _succeeds();
            ++_issuedOn[_day()];
            _books[id - 1].lapsed = false;
            _books[id - 1].validUntil = validUntil;
        } catch {
            assertFalse(possible, "refused a renewal the books allow");
        }
    }

    function revoke(uint256 which, uint8 reason) external tries {
        uint256 id = _id(which);
        bool possible = _stands(id) && _revokedOn[_day()] < 7;
        vm.prank(_office);
        try _certificates.revoke(id, IResidentCertificate.Reason(reason % 4)) {
            assertTrue(possible, "revoked what the books refuse");
            _succeeds();
            _strike(id);
        } catch {
            assertFalse(possible, "refused a revocation the books allow");
        }
    }

    function reissue(uint256 which, uint256 who) external tries {
        uint256 id = _id(which);
        address newHolder = _newcomer(who);
        bool possible = _stands(id) && idOf(newHolder) == 0 && _books[id - 1].validUntil > block.timestamp
            && _issuedOn[_day()] < 7 && _revokedOn[_day()] < 7;
        vm.prank(_office);
        try _certificates.reissue(id, newHolder) {
            assertTrue(possible, "reissued what the books refuse");
            _succeeds();
            _strike(id);
            IResidentCertificate.Certificate memory old = _books[id - 1];
            _write(newHolder, old.tier, old.validUntil, old.commitment);
        } catch {
            assertFalse(possible, "refused a reissue the books allow");
        }
    }

    function lapse(uint256[5] calldata which) external tries {
        uint256[] memory ids = new uint256[](which.length);
        for (uint256 i = 0; i < which.length; ++i) {
            ids[i] = _id(which[i]);
        }
        uint256 before = units();
        _certificates.lapse(ids);
        for (uint256 i = 0; i < ids.length; ++i) {
            if (_stands(ids[i]) && block.timestamp > _books[ids[i] - 1].validUntil) _books[ids[i] - 1].lapsed = true;
        }
        if (units() < before) _succeeds();
    }

    function delegate(uint256 who, uint256 to) external tries {
        address account = person(who);
        address delegatee = to % 5 == 0 ? address(0) : person(to);
        vm.prank(account);
        _certificates.delegate(delegatee);
        _delegate[account] = delegatee;
        _succeeds();
    }

    function wait(uint256 time) external tries {
        _snapshots.push(Snapshot(block.timestamp, units(), expectedVotes()));
        vm.warp(block.timestamp + 1 + time % 100 days);
        _succeeds();
    }

    // --------------------------------------------------------------------------------------------------- READING

    function person(uint256 who) public pure returns (address) {
        return address(uint160(0x1000 + who % PEOPLE));
    }

    function count() external view returns (uint256) {
        return _books.length;
    }

    function snapshotCount() external view returns (uint256) {
        return _snapshots.length;
    }

    function snapshot(uint256 index) external view returns (Snapshot memory) {
        return _snapshots[index];
    }

    function expected(uint256 id) external view returns (IResidentCertificate.Certificate memory) {
        return _books[id - 1];
    }

    function expectedStatus(uint256 id) external view returns (IResidentCertificate.Status) {
        IResidentCertificate.Certificate memory line = _books[id - 1];
        if (line.revoked) return IResidentCertificate.Status.Revoked;
        if (line.lapsed) return IResidentCertificate.Status.Lapsed;
        if (line.validUntil < block.timestamp) return IResidentCertificate.Status.Expired;
        return IResidentCertificate.Status.Living;
    }

    function idOf(address holder) public view returns (uint256) {
        for (uint256 i = 0; i < _books.length; ++i) {
            if (_books[i].holder == holder && !_books[i].revoked) return i + 1;
        }
        return 0;
    }

    function units() public view returns (uint256 total) {
        for (uint256 i = 0; i < _books.length; ++i) {
            if (!_books[i].revoked && !_books[i].lapsed) ++total;
        }
    }

    /// @notice What each person can vote with.
    function expectedVotes() public view returns (uint256[12] memory votes) {
        for (uint256 i = 0; i < _books.length; ++i) {
            if (_books[i].revoked || _books[i].lapsed) continue;
            address delegatee = delegateOf(_books[i].holder);
            for (uint256 who = 0; who < PEOPLE; ++who) {
                if (person(who) == delegatee) ++votes[who];
            }
        }
    }

    function delegateOf(address account) public view returns (address) {
        return _delegate[account] == address(0) ? account : _delegate[account];
    }

    function today() external view returns (uint256 issued, uint256 revoked) {
        return (_issuedOn[_day()], _revokedOn[_day()]);
    }

    // ----------------------------------------------------------------------------------------------------- BOOKS

    function _write(address holder, uint8 tier, uint64 validUntil, bytes32 commitment) private {
        _books.push(
            IResidentCertificate.Certificate(
                holder, uint64(block.timestamp), tier, validUntil, false, false, commitment
            )
        );
        ++epochOf[holder];
        ++_issuedOn[_day()];
    }

    function _strike(uint256 id) private {
        _books[id - 1].revoked = true;
        ++epochOf[_books[id - 1].holder];
        ++_revokedOn[_day()];
    }

    function _stands(uint256 id) private view returns (bool) {
        return id != 0 && id <= _books.length && !_books[id - 1].revoked;
    }

    function _day() private view returns (uint256) {
        return block.timestamp / 1 days;
    }

    /// @dev From an hour ago to a year ahead: mostly good dates, some bad ones.
    function _date(uint256 length) private view returns (uint64) {
        return uint64(block.timestamp - 1 hours + length % 365 days);
    }

    /// @dev Mostly somebody who has no certificate, if there is one.
    function _newcomer(uint256 who) private view returns (address) {
        for (uint256 i = 0; i < PEOPLE && who % 4 != 0; ++i) {
            if (idOf(person(who % PEOPLE + i)) == 0) return person(who % PEOPLE + i);
        }
        return person(who);
    }

    /// @dev Mostly certificates that were, now and then one that never was.
    function _id(uint256 which) private view returns (uint256) {
        return which % (_books.length + 2);
    }

    function _digest(IResidentCertificate.Voucher memory voucher) private view returns (bytes32) {
        (, string memory name, string memory version, uint256 chain, address where,,) = _certificates.eip712Domain();
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256(bytes(name)),
                keccak256(bytes(version)),
                chain,
                where
            )
        );
        bytes32 message = keccak256(abi.encode(_certificates.VOUCHER_TYPEHASH(), voucher));
        return keccak256(abi.encodePacked(hex"1901", domain, message));
    }
}
