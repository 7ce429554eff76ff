// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";
import {Vm} from "forge-std/Vm.sol";
import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";

import {Roles} from "../../../contracts/charter/Roles.sol";
import {IResidentCertificate} from "../../../contracts/villager/IResidentCertificate.sol";
import {ResidentCertificate} from "../../../contracts/villager/ResidentCertificate.sol";

/// @notice A village that issues certificates: a DAO (that may issue too), a council, an office with a key, and
/// residents.
abstract contract CertificateScene is Test {
    uint256 internal constant NOW = 1_900_000_000;
    uint64 internal constant NEXT_YEAR = uint64(NOW + 365 days);
    uint32 internal constant LIMIT = 500;
    string internal constant BASE = "ipfs://certificates/";

    address internal immutable dao = makeAddr("dao");
    address internal immutable council = makeAddr("council");
    address internal immutable stranger = makeAddr("stranger");
    address internal immutable ai = makeAddr("ai");
    address internal immutable ken = makeAddr("ken");

    AccessManager internal manager;
    ResidentCertificate internal certificates;
    Vm.Wallet internal officeKey;
    address internal office;

    function setUp() public virtual {
        vm.warp(NOW);
        officeKey = vm.createWallet("office");
        office = officeKey.addr;
        manager = new AccessManager(address(this));
        certificates = new ResidentCertificate(address(manager), _terms());
        bytes4[] memory issuing = new bytes4[](5);
        issuing[0] = certificates.issue.selector;
        issuing[1] = certificates.issueBatch.selector;
        issuing[2] = certificates.renew.selector;
        issuing[3] = certificates.revoke.selector;
        issuing[4] = certificates.reissue.selector;
        manager.setTargetFunctionRole(address(certificates), issuing, Roles.ISSUER);
        bytes4[] memory limiting = new bytes4[](1);
        limiting[0] = certificates.setDailyLimit.selector;
        manager.setTargetFunctionRole(address(certificates), limiting, Roles.DAO);
        bytes4[] memory stopping = new bytes4[](1);
        stopping[0] = certificates.stopIssuing.selector;
        manager.setTargetFunctionRole(address(certificates), stopping, Roles.COUNCIL);
        manager.grantRole(Roles.DAO, dao, 0);
        manager.grantRole(Roles.COUNCIL, council, 0);
        manager.grantRole(Roles.ISSUER, dao, 0);
        manager.grantRole(Roles.ISSUER, office, 0);
    }

    // ---------------------------------------------------------------------------------------------------- ACTING

    function _terms() internal pure returns (IResidentCertificate.Terms memory) {
        return IResidentCertificate.Terms({
            name: unicode"デジタル住民票",
            symbol: "JUMIN",
            signingName: "Yamakoshi certificate",
            baseURI: BASE,
            dailyLimit: LIMIT
        });
    }

    function _issuance(address holder) internal pure returns (IResidentCertificate.Issuance memory) {
        return IResidentCertificate.Issuance({
            holder: holder, tier: 1, validUntil: NEXT_YEAR, commitment: keccak256(abi.encode("salted", holder))
        });
    }

    /// @dev `count` rows for residents who have none, from `first` on.
    function _issuances(uint256 first, uint256 count)
        internal
        pure
        returns (IResidentCertificate.Issuance[] memory issuances)
    {
        issuances = new IResidentCertificate.Issuance[](count);
        for (uint256 i = 0; i < count; ++i) {
            issuances[i] = _issuance(_resident(first + i));
        }
    }

    function _resident(uint256 number) internal pure returns (address) {
        return address(uint160(uint256(keccak256(abi.encode("resident", number)))));
    }

    function _issue(address holder) internal returns (uint256) {
        vm.prank(office);
        return certificates.issue(_issuance(holder));
    }

    function _revoke(uint256 id) internal {
        vm.prank(office);
        certificates.revoke(id, IResidentCertificate.Reason.Moved);
    }

    function _lapse(uint256 id) internal {
        uint256[] memory ids = new uint256[](1);
        ids[0] = id;
        certificates.lapse(ids);
    }

    function _issueAndLapse(address holder) internal returns (uint256 id) {
        id = _issue(holder);
        vm.warp(NEXT_YEAR + 1);
        _lapse(id);
    }

    function _setLimit(uint32 limit) internal {
        vm.prank(dao);
        certificates.setDailyLimit(limit);
    }

    function _voucher(address holder) internal view returns (IResidentCertificate.Voucher memory) {
        return IResidentCertificate.Voucher({
            issuer: office,
            holder: holder,
            tier: 2,
            validUntil: NEXT_YEAR,
            commitment: keccak256("voucher"),
            epoch: certificates.epoch(holder),
            deadline: uint64(NOW + 30 days)
        });
    }

    /// @dev EIP-712 written out by hand, from `eip712Domain` alone, as a wallet does it.
    function _domain() internal view returns (bytes32) {
        (, string memory name, string memory version, uint256 chain, address contract_,,) = certificates.eip712Domain();
        return keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256(bytes(name)),
                keccak256(bytes(version)),
                chain,
                contract_
            )
        );
    }

    function _digest(IResidentCertificate.Voucher memory voucher) internal view returns (bytes32) {
        bytes32 message = keccak256(
            abi.encode(
                keccak256(
                    "Voucher(address issuer,address holder,uint8 tier,uint64 validUntil,bytes32 commitment,uint256 epoch,uint64 deadline)"
                ),
                voucher.issuer,
                voucher.holder,
                voucher.tier,
                voucher.validUntil,
                voucher.commitment,
                voucher.epoch,
                voucher.deadline
            )
        );
        return keccak256(abi.encodePacked(hex"1901", _domain(), message));
    }

    function _sign(IResidentCertificate.Voucher memory voucher) internal view returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(officeKey.privateKey, _digest(voucher));
        return abi.encodePacked(r, s, v);
    }

    // ------------------------------------------------------------------------------------------------- EXPECTING

    function _assertStatus(IResidentCertificate.Status expected, uint256 id) internal view {
        assertEq(uint256(expected), uint256(certificates.status(id)));
    }

    function _assertRemaining(uint256 toIssue, uint256 toRevoke, address issuer) internal view {
        (uint256 issues, uint256 revocations) = certificates.remainingToday(issuer);
        assertEq(toIssue, issues, "issues left today");
        assertEq(toRevoke, revocations, "revocations left today");
    }

    function _expectRefused(address caller) internal {
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, caller));
    }

    function _expectHeld(address holder, uint256 id) internal {
        vm.expectRevert(
            abi.encodeWithSelector(IResidentCertificate.ResidentCertificateAlreadyHeld.selector, holder, id)
        );
    }

    function _expectBadDate(uint64 date) internal {
        vm.expectRevert(abi.encodeWithSelector(IResidentCertificate.ResidentCertificateInvalidDate.selector, date));
    }

    function _expectUnknown(uint256 id) internal {
        vm.expectRevert(abi.encodeWithSelector(IResidentCertificate.ResidentCertificateUnknown.selector, id));
    }

    function _expectRevoked(uint256 id) internal {
        vm.expectRevert(abi.encodeWithSelector(IResidentCertificate.ResidentCertificateIsRevoked.selector, id));
    }

    function _expectLimit(address issuer, uint256 limit) internal {
        vm.expectRevert(
            abi.encodeWithSelector(IResidentCertificate.ResidentCertificateDailyLimit.selector, issuer, limit)
        );
    }

    function _assumeNoRole(address caller) internal view {
        vm.assume(caller != dao && caller != office && caller != address(manager));
    }

    /// @dev Somebody who can hold a certificate and stands out from nobody in the scene.
    function _assumeResident(address holder) internal view {
        vm.assume(holder != address(0) && holder != ai && holder != ken);
    }
}
