// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IVillageTreasury, TreasuryScene} from "./TreasuryScene.sol";

contract OpenBudgetTest is TreasuryScene {
    function testFuzz_aBudgetTakesItsAmountFromFreeMoney(
        bool isEth,
        uint128 free,
        uint128 amount,
        uint64 expires,
        uint16 ceilingBps
    ) public {
        address asset = _asset(isEth);
        amount = uint128(bound(amount, 0, free));
        expires = uint64(bound(expires, START + 1, type(uint64).max));
        ceilingBps = uint16(bound(ceilingBps, 0, 10_000));
        _fill(asset, free);

        vm.expectEmit(address(treasury));
        emit IVillageTreasury.BudgetOpened(1, asset, amount, expires, ceilingBps, unicode"活動予算");
        vm.expectEmit(address(treasury));
        emit IVillageTreasury.AwarderSet(1, election, true);
        vm.prank(dao);
        uint256 number = treasury.openBudget(asset, amount, expires, unicode"活動予算", election, ceilingBps);

        assertEq(1, number);
        assertEq(1, treasury.budgetCount());
        IVillageTreasury.Budget memory b = treasury.budget(1);
        assertEq(asset, b.asset);
        assertEq(expires, b.expires);
        assertEq(ceilingBps, b.ceilingBps);
        assertFalse(b.closed);
        assertEq(amount, b.remainder);
        assertEq(unicode"活動予算", b.name);
        assertTrue(treasury.isOpen(1));
        assertTrue(treasury.isAwarder(1, election));
        assertEq(free - amount, treasury.free(asset));
        _assertCovered(asset);
    }

    function testFuzz_budgetsAreNumberedOneByOne(uint8 count) public {
        for (uint256 i = 1; i <= count % 20; ++i) {
            assertEq(i, _budget(ETH, 1));
        }
        assertEq(count % 20, treasury.budgetCount());
    }

    function testFuzz_noBudgetTakesMoreThanIsFree(bool isEth, uint128 set, uint128 free, uint256 amount) public {
        address asset = _asset(isEth);
        amount = bound(amount, uint256(free) + 1, type(uint256).max);
        _budget(asset, set);
        _fill(asset, free);

        vm.expectRevert(
            abi.encodeWithSelector(
                IVillageTreasury.VillageTreasuryInsufficientFree.selector, asset, amount, uint256(free)
            )
        );
        _open(asset, amount, START + 1, "budget", 0);
    }

    function test_anAmountBeyond128BitsIsRefused() public {
        uint256 amount = uint256(MOST) + 1;
        _fill(address(coin), amount);

        vm.expectRevert(abi.encodeWithSelector(SafeCast.SafeCastOverflowedUintDowncast.selector, 128, amount));
        _open(address(coin), amount, START + 1, "budget", 0);
    }

    function testFuzz_aDateThatIsNotInTheFutureIsRefused(uint64 expires) public {
        expires = uint64(bound(expires, 0, START));

        vm.expectRevert(IVillageTreasury.VillageTreasuryInvalidBudget.selector);
        _open(ETH, 0, expires, "budget", 0);
    }

    function test_theLastTermsThatAreTakenAndTheFirstThatAreNot() public {
        _open(ETH, 0, START + 1, string(new bytes(96)), 10_000);

        vm.expectRevert(IVillageTreasury.VillageTreasuryInvalidBudget.selector);
        _open(ETH, 0, START, "budget", 0);
        vm.expectRevert(IVillageTreasury.VillageTreasuryInvalidBudget.selector);
        _open(ETH, 0, START + 1, string(new bytes(97)), 0);
        vm.expectRevert(IVillageTreasury.VillageTreasuryInvalidBudget.selector);
        _open(ETH, 0, START + 1, "budget", 10_001);
        assertEq(1, treasury.budgetCount());
    }

    function testFuzz_aCeilingOverTheWholeIsRefused(uint16 ceilingBps) public {
        ceilingBps = uint16(bound(ceilingBps, 10_001, type(uint16).max));

        vm.expectRevert(IVillageTreasury.VillageTreasuryInvalidBudget.selector);
        _open(ETH, 0, START + 1, "budget", ceilingBps);
    }

    function testFuzz_aNameHas1To96Bytes(uint8 length) public {
        string memory name = string(new bytes(length));

        if (length == 0 || length > treasury.MAX_NAME_BYTES()) {
            vm.expectRevert(IVillageTreasury.VillageTreasuryInvalidBudget.selector);
        }
        _open(ETH, 0, START + 1, name, 0);
        assertEq(96, treasury.MAX_NAME_BYTES());
    }

    function testFuzz_anAssetOffTheListHasNoBudget(address asset) public {
        vm.assume(asset != ETH && asset != address(coin));

        vm.expectRevert(abi.encodeWithSelector(IVillageTreasury.VillageTreasuryUnknownAsset.selector, asset));
        _open(asset, 0, START + 1, "budget", 0);
    }

    function testFuzz_aBudgetThatNeverWasIsNeitherShownNorOpen(uint256 number) public {
        vm.assume(number != 1);
        _budget(ETH, 0);

        assertFalse(treasury.isOpen(number));
        vm.expectRevert(abi.encodeWithSelector(IVillageTreasury.VillageTreasuryNoBudget.selector, number));
        treasury.budget(number);
    }

    function testFuzz_aBudgetIsOpenUntilItsLastSecond(uint64 expires, uint64 time) public {
        expires = uint64(bound(expires, START + 1, type(uint64).max - 1));
        _open(ETH, 0, expires, "budget", 0);

        vm.warp(time);
        assertEq(time <= expires, treasury.isOpen(1));
        vm.warp(expires);
        assertTrue(treasury.isOpen(1));
        vm.warp(expires + 1);
        assertFalse(treasury.isOpen(1));
    }

    function _open(address asset, uint256 amount, uint64 expires, string memory name, uint16 ceilingBps) private {
        vm.prank(dao);
        treasury.openBudget(asset, amount, expires, name, address(0), ceilingBps);
    }
}
