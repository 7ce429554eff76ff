// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Artwork} from "./Tokens.sol";
import {IVillageTreasury, TreasuryScene} from "./TreasuryScene.sol";

contract ReceiveTest is TreasuryScene {
    function testFuzz_anybodysEthIsFreeMoney(address from, uint96 amount, uint96 set) public {
        vm.assume(from != address(treasury));
        _budget(ETH, set);
        vm.deal(from, amount);

        vm.expectEmit(address(treasury));
        emit IVillageTreasury.Received(from, amount);
        vm.prank(from);
        (bool ok,) = address(treasury).call{value: amount}("");

        assertTrue(ok);
        assertEq(amount, treasury.free(ETH));
        assertEq(set, treasury.reserved(ETH));
        _assertCovered(ETH);
    }

    function test_ethArrivesWithTheLittleGasOfATransferToo() public {
        vm.deal(address(this), 2 ether);

        payable(address(treasury)).transfer(1 ether);

        assertEq(1 ether, treasury.balanceOf(ETH));
    }

    function test_ethWithACallThatDoesNotExistIsSentBack() public {
        vm.deal(address(this), 1 ether);

        (bool ok,) = address(treasury).call{value: 1 ether}(hex"12345678");

        assertFalse(ok);
        assertEq(1 ether, address(this).balance);
    }

    function testFuzz_freeNeverFallsBelowZeroWhenATokenTakesMoneyByItself(uint128 set, uint128 more, uint256 seized)
        public
    {
        more = uint128(bound(more, 0, MOST - set));
        _budget(address(coin), set);
        _fill(address(coin), more);
        seized = bound(seized, 0, uint256(set) + more);

        coin.seize(address(treasury), seized);

        assertEq(seized >= more ? 0 : more - seized, treasury.free(address(coin)));
        assertEq(set, treasury.reserved(address(coin)));
    }

    function testFuzz_artIsTakenFromAnybodyHoweverItIsSent(uint256 tokenId, bool safely) public {
        Artwork art = new Artwork();
        art.mint(stranger, tokenId);

        vm.prank(stranger);
        if (safely) art.safeTransferFrom(stranger, address(treasury), tokenId);
        else art.transferFrom(stranger, address(treasury), tokenId);

        assertEq(address(treasury), art.ownerOf(tokenId));
    }
}
