// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Artwork, MoodyToken} from "./Tokens.sol";
import {IVillageTreasury, TreasuryScene} from "./TreasuryScene.sol";

/// @notice Answers `balanceOf` with more than a number.
contract Babbler {
    fallback() external {
        assembly ("memory-safe") {
            return(0, 64)
        }
    }
}

contract AssetsTest is TreasuryScene {
    function testFuzz_tokensAreListedAndTakenOffAgain(uint8 count, uint256 seed) public {
        count = uint8(bound(count, 1, 10));
        vm.startPrank(dao);
        address[] memory tokens = new address[](count);
        for (uint256 i = 0; i < count; ++i) {
            tokens[i] = address(new MoodyToken());
            vm.expectEmit(address(treasury));
            emit IVillageTreasury.AssetListed(tokens[i]);
            treasury.listAsset(tokens[i]);
        }
        address removed = tokens[seed % count];
        vm.expectEmit(address(treasury));
        emit IVillageTreasury.AssetDelisted(removed);
        treasury.delistAsset(removed);

        assertEq(2 + count - 1, treasury.assets().length);
        for (uint256 i = 0; i < count; ++i) {
            assertEq(tokens[i] != removed, treasury.isAsset(tokens[i]));
        }
        treasury.listAsset(removed);
        assertTrue(treasury.isAsset(removed));
    }

    function test_ethIsListedAsTheZeroAddress() public view {
        assertTrue(treasury.isAsset(ETH));
        assertEq(ETH, treasury.assets()[0]);
        assertEq(address(coin), treasury.assets()[1]);
    }

    function test_whatIsListedIsNotListedAgain() public {
        vm.expectRevert(abi.encodeWithSelector(IVillageTreasury.VillageTreasuryAssetListed.selector, coin));
        vm.prank(dao);
        treasury.listAsset(address(coin));
    }

    function testFuzz_anAccountWithoutCodeIsNoAsset(address account) public {
        vm.assume(account != ETH && account.code.length == 0);
        _assertNoToken(account);
    }

    function test_aContractThatDoesNotAnswerBalanceOfIsNoAsset() public {
        _assertNoToken(address(manager));
        _assertNoToken(address(new Babbler()));
    }

    /// @dev Whoever takes every call answers it with nothing, which is no balance.
    function test_aContractThatAnswersWithLessThanABalanceIsNoAsset() public {
        address swallower = makeAddr("swallower");
        vm.etch(swallower, hex"00");
        _assertNoToken(swallower);
        // Answers any call with 31 bytes: PUSH1 31, PUSH0, RETURN.
        address mumbler = makeAddr("mumbler");
        vm.etch(mumbler, hex"601f5ff3");
        _assertNoToken(mumbler);
    }

    /// @dev Precompiles answer anything without having code: sha256 with 32 bytes.
    function test_aPrecompileIsNoAsset() public {
        for (uint160 i = 1; i <= 10; ++i) {
            _assertNoToken(address(i));
        }
    }

    function test_anERC721IsNoAsset() public {
        _assertNoToken(address(new Artwork()));
    }

    function test_theTreasuryItselfIsNoAsset() public {
        _assertNoToken(address(treasury));
    }

    function test_whatIsNotListedCannotBeTakenOff() public {
        vm.expectRevert(abi.encodeWithSelector(IVillageTreasury.VillageTreasuryUnknownAsset.selector, stranger));
        vm.prank(dao);
        treasury.delistAsset(stranger);
    }

    function testFuzz_anAssetStaysListedWhileAnythingOfItIsReserved(bool isEth, uint128 amount) public {
        amount = uint128(bound(amount, 1, MOST));
        address asset = _asset(isEth);
        uint256 budget = _budget(asset, amount);

        vm.expectRevert(
            abi.encodeWithSelector(IVillageTreasury.VillageTreasuryAssetInUse.selector, asset, uint256(amount))
        );
        vm.startPrank(dao);
        treasury.delistAsset(asset);
        treasury.closeBudget(budget);
        treasury.delistAsset(asset);
        assertFalse(treasury.isAsset(asset));
    }

    function test_moneyOffTheListRestsUntilItIsListedAgain() public {
        _fill(address(coin), 10);
        vm.startPrank(dao);
        uint256 budget = treasury.openBudget(address(coin), 0, START + 1 days, "empty", address(0), 0);
        treasury.delistAsset(address(coin));
        bytes memory unknown =
            abi.encodeWithSelector(IVillageTreasury.VillageTreasuryUnknownAsset.selector, address(coin));

        vm.expectRevert(unknown);
        treasury.pay(address(coin), recipient, 1, "");
        vm.expectRevert(unknown);
        treasury.openBudget(address(coin), 0, START + 1 days, "another", address(0), 0);
        vm.expectRevert(unknown);
        treasury.fundBudget(budget, 1);
        vm.expectRevert(unknown);
        treasury.award(0, _plan(address(coin), recipient, 1, 1));
        vm.stopPrank();
        vm.prank(desk);
        assertFalse(treasury.creditBudget(budget, address(coin), 1));

        assertEq(10, treasury.free(address(coin)));
        vm.startPrank(dao);
        treasury.listAsset(address(coin));
        treasury.fundBudget(budget, 10);
        assertEq(10, treasury.budget(budget).remainder);
    }

    function _assertNoToken(address asset) private {
        vm.expectRevert(abi.encodeWithSelector(IVillageTreasury.VillageTreasuryNotAToken.selector, asset));
        vm.prank(dao);
        treasury.listAsset(asset);
    }
}
