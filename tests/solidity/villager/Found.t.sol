// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC2981} from "@openzeppelin/contracts/token/common/ERC2981.sol";

import {DigitalVillager} from "../../../contracts/villager/DigitalVillager.sol";
import {IDigitalVillager} from "../../../contracts/villager/IDigitalVillager.sol";
import {IVillagerSale} from "../../../contracts/villager/IVillagerSale.sol";
import {VillagerSale} from "../../../contracts/villager/VillagerSale.sol";
import {VoteReady} from "../../../contracts/villager/VoteReady.sol";
import {VillagerScene} from "./VillagerScene.sol";

/// @notice What is fixed when the token and its desk are founded.
contract FoundTest is VillagerScene {
    function test_theTermsAreReadableAfterwards() public view {
        assertEq(unicode"山古志デジタル村民", villager.name());
        assertEq("KOI", villager.symbol());
        assertEq(MAX_SUPPLY, villager.maxSupply());
        assertEq(ONE_TOKEN_ONE_VOTE, villager.votesPerHolder());
        assertEq(address(treasury), villager.treasury());
        assertEq(0, villager.totalSupply());
        assertEq(address(villager), address(sale.villager()));
        assertEq(address(treasury), address(sale.treasury()));
        assertEq(RESERVE, sale.residentReserve());
    }

    function test_theSigningDomainHasItsOwnAsciiName() public view {
        (bytes1 fields, string memory name, string memory version, uint256 chainId, address verifier,,) =
            villager.eip712Domain();

        assertEq(bytes1(0x0f), fields);
        assertEq("Yamakoshi", name);
        assertEq("1", version);
        assertEq(block.chainid, chainId);
        assertEq(address(villager), verifier);
    }

    function test_theClockIsTheTimestamp() public {
        vm.warp(NOW + 12_345);

        assertEq(NOW + 12_345, villager.clock());
        assertEq("mode=timestamp", villager.CLOCK_MODE());
    }

    function test_itSaysWhichStandardsItKeeps() public view {
        assertTrue(villager.supportsInterface(0x01ffc9a7), "ERC-165");
        assertTrue(villager.supportsInterface(0x80ac58cd), "ERC-721");
        assertTrue(villager.supportsInterface(0x5b5e139f), "ERC-721 metadata");
        assertTrue(villager.supportsInterface(0x2a55205a), "ERC-2981");
        assertTrue(villager.supportsInterface(0x49064906), "ERC-4906");
        assertFalse(villager.supportsInterface(0xffffffff), "never");
        assertFalse(villager.supportsInterface(0x00000001), "nobody's");
    }

    function testFuzz_royaltiesGoToTheTreasury(uint256 tokenId, uint128 price) public view {
        (address receiver, uint256 amount) = villager.royaltyInfo(tokenId, price);

        assertEq(address(treasury), receiver);
        assertEq(uint256(price) * 500 / 10_000, amount);
    }

    function test_theFirstBaseURIIsToldAsALaterOneIs() public {
        vm.expectEmit();
        emit IDigitalVillager.BaseURIChanged("ipfs://villagers/");
        new DigitalVillager(address(authority), address(treasury), _terms(1));
    }

    /// @dev Only what is printable and short enough can stand in every wallet's signing dialogue. One byte of an otherwise
    /// good name is anything.
    function testFuzz_aSigningNameIsPrintableAscii(uint8 letter, uint256 position) public {
        bytes memory name = "Yamakoshi Digital Village 2024!";
        name[position % name.length] = bytes1(letter);
        IDigitalVillager.Terms memory terms = _terms(1);
        terms.signingName = string(name);

        bool good = letter >= 0x20 && letter <= 0x7e;
        if (!good) vm.expectRevert(abi.encodeWithSelector(VoteReady.VoteReadyInvalidSigningName.selector, name));
        new DigitalVillager(address(authority), address(treasury), terms);
    }

    function test_theFirstAndTheLastPrintableLetterAreTaken() public {
        IDigitalVillager.Terms memory terms = _terms(1);
        terms.signingName = " ~~ ";

        (, string memory shown,,,,,) = new DigitalVillager(address(authority), address(treasury), terms).eip712Domain();
        assertEq(" ~~ ", shown);
    }

    function test_theLetterBeforeTheFirstIsRefused() public {
        _refusesName("   \x1f");
    }

    function test_theLetterAfterTheLastIsRefused() public {
        _refusesName("~~~\x7f");
    }

    function testFuzz_everyAsciiNameOf1To31BytesIsTaken(uint256 length, uint256 seed) public {
        IDigitalVillager.Terms memory terms = _terms(1);
        bytes memory name = new bytes(bound(length, 1, 31));
        for (uint256 i = 0; i < name.length; ++i) {
            name[i] = bytes1(uint8(0x20 + uint256(keccak256(abi.encode(seed, i))) % 95));
        }
        terms.signingName = string(name);

        (, string memory shown,,,,,) = new DigitalVillager(address(authority), address(treasury), terms).eip712Domain();

        assertEq(string(name), shown);
    }

    function test_anEmptySigningNameIsRefused() public {
        _refusesName("");
    }

    function test_aSigningNameOf32BytesIsRefused() public {
        _refusesName("Yamakoshi Yamakoshi Yamakoshi 32");
    }

    function test_aSupplyOfZeroIsRefused() public {
        IDigitalVillager.Terms memory terms = _terms(1);
        terms.maxSupply = 0;

        vm.expectRevert(IDigitalVillager.DigitalVillagerInvalidTerms.selector);
        new DigitalVillager(address(authority), address(treasury), terms);
    }

    function test_zeroVotesAHolderIsRefused() public {
        IDigitalVillager.Terms memory terms = _terms(0);

        vm.expectRevert(IDigitalVillager.DigitalVillagerInvalidTerms.selector);
        new DigitalVillager(address(authority), address(treasury), terms);
    }

    function test_aRoyaltyOverTheWholePriceIsRefused() public {
        IDigitalVillager.Terms memory terms = _terms(1);
        terms.royaltyBps = 10_001;

        vm.expectRevert(abi.encodeWithSelector(ERC2981.ERC2981InvalidDefaultRoyalty.selector, 10_001, 10_000));
        new DigitalVillager(address(authority), address(treasury), terms);
    }

    function test_aVillageWithoutATreasuryIsRefused() public {
        vm.expectRevert(abi.encodeWithSelector(ERC2981.ERC2981InvalidDefaultRoyaltyReceiver.selector, address(0)));
        new DigitalVillager(address(authority), address(0), _terms(1));
    }

    function testFuzz_theReserveIsAtMostTheSupply(uint256 reserve) public {
        if (reserve > MAX_SUPPLY) vm.expectRevert(IVillagerSale.VillagerSaleInvalidTerms.selector);
        new VillagerSale(address(authority), villager, treasury, reserve);
    }

    function test_allTokensMayBeForResidents() public {
        VillagerSale free = new VillagerSale(address(authority), villager, treasury, MAX_SUPPLY);
        assertEq(MAX_SUPPLY, free.residentReserve());
    }

    function test_oneMoreForResidentsThanThereAreIsRefused() public {
        vm.expectRevert(IVillagerSale.VillagerSaleInvalidTerms.selector);
        new VillagerSale(address(authority), villager, treasury, MAX_SUPPLY + 1);
    }

    function test_aDeskForAnotherTreasuryIsRefused() public {
        DigitalVillager elsewhere = new DigitalVillager(address(authority), anna, _terms(1));

        vm.expectRevert(IVillagerSale.VillagerSaleInvalidTerms.selector);
        new VillagerSale(address(authority), elsewhere, treasury, RESERVE);
    }

    function test_theDeskTakesNoEtherButForTokens() public {
        vm.deal(anna, 1 ether);

        vm.prank(anna);
        (bool taken,) = address(sale).call{value: 1 ether}("");

        assertFalse(taken);
    }

    function _refusesName(string memory signingName) private {
        IDigitalVillager.Terms memory terms = _terms(1);
        terms.signingName = signingName;

        vm.expectRevert(abi.encodeWithSelector(VoteReady.VoteReadyInvalidSigningName.selector, signingName));
        new DigitalVillager(address(authority), address(treasury), terms);
    }
}
