// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {IERC721Metadata} from "@openzeppelin/contracts/token/ERC721/extensions/IERC721Metadata.sol";

import {VoteReady} from "../../../contracts/villager/VoteReady.sol";
import {CertificateScene, IResidentCertificate, ResidentCertificate} from "./CertificateScene.sol";

contract CertificateFoundingTest is CertificateScene {
    function test_beginsWithItsTermsAndNoCertificate() public view {
        assertEq(unicode"デジタル住民票", certificates.name());
        assertEq("JUMIN", certificates.symbol());
        assertEq(LIMIT, certificates.dailyLimit());
        assertEq(0, certificates.totalIssued());
        assertEq("mode=timestamp", certificates.CLOCK_MODE());
        assertEq(NOW, certificates.clock());
    }

    function test_foundingAnnouncesTheDailyLimit() public {
        vm.expectEmit();
        emit IResidentCertificate.DailyLimitChanged(LIMIT);
        new ResidentCertificate(address(manager), _terms());
    }

    function test_showsItsSigningDomainAndItsTypes() public view {
        (bytes1 fields, string memory name, string memory version, uint256 chain, address where,,) =
            certificates.eip712Domain();

        assertEq(bytes32(bytes1(0x0f)), bytes32(fields));
        assertEq("Yamakoshi certificate", name);
        assertEq("1", version);
        assertEq(block.chainid, chain);
        assertEq(address(certificates), where);
        assertEq(
            keccak256(
                "Voucher(address issuer,address holder,uint8 tier,uint64 validUntil,bytes32 commitment,uint256 epoch,uint64 deadline)"
            ),
            certificates.VOUCHER_TYPEHASH()
        );
    }

    function test_answersTheInterfacesOfASoulboundToken() public view {
        assertTrue(certificates.supportsInterface(0x01ffc9a7), "ERC-165");
        assertTrue(certificates.supportsInterface(0xb45a3c0e), "ERC-5192");
        assertTrue(certificates.supportsInterface(type(IERC721).interfaceId));
        assertTrue(certificates.supportsInterface(type(IERC721Metadata).interfaceId));
        assertFalse(certificates.supportsInterface(0xffffffff));
        assertFalse(certificates.supportsInterface(0x00000001));
    }

    function testFuzz_aSigningNameIsOneToThirtyOneBytes(uint8 length) public {
        IResidentCertificate.Terms memory terms = _terms();
        bytes memory letters = new bytes(length % 64);
        for (uint256 i = 0; i < letters.length; ++i) {
            letters[i] = "y";
        }
        terms.signingName = string(letters);

        if (letters.length == 0 || letters.length > 31) {
            vm.expectRevert(abi.encodeWithSelector(VoteReady.VoteReadyInvalidSigningName.selector, terms.signingName));
        }
        new ResidentCertificate(address(manager), terms);
    }

    function test_termsWithoutANameAreRefused() public {
        IResidentCertificate.Terms memory terms = _terms();
        terms.name = "";
        vm.expectRevert(IResidentCertificate.ResidentCertificateInvalidTerms.selector);
        new ResidentCertificate(address(manager), terms);
    }

    function test_termsWithoutALimitAreRefused() public {
        IResidentCertificate.Terms memory terms = _terms();
        terms.dailyLimit = 0;
        vm.expectRevert(IResidentCertificate.ResidentCertificateInvalidTerms.selector);
        new ResidentCertificate(address(manager), terms);
    }
}
