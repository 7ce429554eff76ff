// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IERC721Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {Vm} from "forge-std/Vm.sol";

import {IVillagerSale} from "../../../contracts/villager/IVillagerSale.sol";
import {DeafContract} from "./Receivers.sol";
import {VillagerScene} from "./VillagerScene.sol";

/// @notice `welcome`: one free token an address, for ever, from the residents' reserve.
contract WelcomeTest is VillagerScene {
    mapping(address => bool) private _known;

    /// @dev Random lists with repeats inside and between them, beside a plain set of who was named so far.
    function testFuzz_eachIsWelcomedOnceHoweverOftenNamed(uint256 seed) public {
        uint256 welcomed;
        for (uint256 round = 0; round < 4; ++round) {
            address[] memory named = new address[](1 + uint256(keccak256(abi.encode(seed, round))) % 12);
            for (uint256 i = 0; i < named.length; ++i) {
                named[i] = _wallet(uint256(keccak256(abi.encode(seed, round, i))) % RESERVE);
            }
            vm.recordLogs();
            vm.prank(council);
            sale.welcome(named);
            welcomed += _checkEvents(named, welcomed);
        }

        assertEq(welcomed, sale.totalWelcomed());
        assertEq(welcomed, villager.totalMinted());
        for (uint256 i = 0; i < RESERVE; ++i) {
            assertEq(_known[_wallet(i)] ? 1 : 0, villager.balanceOf(_wallet(i)));
            assertEq(_known[_wallet(i)], sale.welcomed(_wallet(i)));
        }
    }

    function testFuzz_noMoreThanTheReserveIsGiven(uint256 first, uint256 second) public {
        first = bound(first, 0, RESERVE);
        second = bound(second, RESERVE - first + 1, RESERVE + 10);
        vm.startPrank(council);
        sale.welcome(_wallets(0, first));

        vm.expectRevert(
            abi.encodeWithSelector(IVillagerSale.VillagerSaleReserveExceeded.selector, second, RESERVE - first)
        );
        sale.welcome(_wallets(first, second));

        assertEq(first, sale.totalWelcomed());
    }

    /// @dev Repeats need no room: running the whole list again when all is given is a quiet success.
    function test_aFullListRunTwiceGivesNothingTwice() public {
        vm.startPrank(council);
        sale.welcome(_wallets(0, RESERVE));

        sale.welcome(_wallets(0, RESERVE));

        assertEq(RESERVE, sale.totalWelcomed());
        assertEq(RESERVE, villager.totalMinted());
    }

    function test_whoLeftOrPassedItOnIsNotWelcomedAgain() public {
        _welcome(anna);
        _welcome(ben);
        vm.prank(anna);
        villager.burn(1);
        _send(ben, chiyo, 2);

        vm.expectEmit(address(sale));
        emit IVillagerSale.WelcomeSkipped(anna);
        _welcome(anna);
        vm.expectEmit(address(sale));
        emit IVillagerSale.WelcomeSkipped(ben);
        _welcome(ben);

        assertEq(0, villager.balanceOf(anna));
        assertEq(0, villager.balanceOf(ben));
    }

    function test_whoBoughtIsWelcomedToo() public {
        uint256 phase = _open(_phaseTerms());
        _buy(phase, 2, anna);

        vm.expectEmit(address(sale));
        emit IVillagerSale.Welcomed(anna, 3);
        _welcome(anna);

        assertEq(3, villager.balanceOf(anna));
    }

    function testFuzz_theReserveIsThereWhenAllElseIsSold(uint256 residents) public {
        residents = bound(residents, 1, RESERVE);
        IVillagerSale.Phase memory terms = _phaseTerms();
        (terms.cap, terms.walletLimit) = (1000, 1000);
        _buy(_open(terms), MAX_SUPPLY - RESERVE, anna);

        vm.prank(council);
        sale.welcome(_wallets(0, residents));

        assertEq(residents, sale.totalWelcomed());
    }

    function test_nobodyIsCalled() public {
        address deaf = address(new DeafContract());

        vm.expectCall(deaf, "", 0);
        _welcome(deaf);

        assertEq(1, villager.balanceOf(deaf));
    }

    function test_theZeroAddressIsNoResident() public {
        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721InvalidReceiver.selector, address(0)));
        _welcome(address(0));

        assertFalse(sale.welcomed(address(0)));
    }

    function test_anEmptyListIsAQuietSuccess() public {
        vm.prank(council);
        sale.welcome(new address[](0));

        assertEq(0, villager.totalMinted());
    }

    function testFuzz_onlyTheCouncilWelcomes(address caller) public {
        _assumeStranger(caller);

        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, caller));
        vm.prank(caller);
        sale.welcome(_wallets(0, 1));
    }

    /// @dev Expects one event a row, in order: welcomed with the next id, or skipped. Answers how many are new.
    function _checkEvents(address[] memory named, uint256 before) private returns (uint256 fresh) {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        uint256 row;
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].emitter != address(sale)) continue;
            address recipient = named[row++];
            assertEq(recipient, address(uint160(uint256(logs[i].topics[1]))));
            if (_known[recipient]) {
                assertEq(IVillagerSale.WelcomeSkipped.selector, logs[i].topics[0]);
            } else {
                _known[recipient] = true;
                uint256 tokenId = before + ++fresh;
                assertEq(IVillagerSale.Welcomed.selector, logs[i].topics[0]);
                assertEq(tokenId, uint256(logs[i].topics[2]));
                assertEq(recipient, villager.ownerOf(tokenId));
            }
        }
        assertEq(named.length, row);
    }

    function _wallets(uint256 from, uint256 count) private pure returns (address[] memory wallets) {
        wallets = new address[](count);
        for (uint256 i = 0; i < count; ++i) {
            wallets[i] = _wallet(from + i);
        }
    }
}
