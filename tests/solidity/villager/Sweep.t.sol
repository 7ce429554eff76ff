// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Roles} from "../../../contracts/charter/Roles.sol";
import {IVillagerSale} from "../../../contracts/villager/IVillagerSale.sol";
import {FeeToken, PlainToken} from "./Tokens.sol";
import {VillagerScene} from "./VillagerScene.sol";

/// @notice `sweep`: proceeds to the treasury, the share into its budget, whatever state the budget is in.
contract SweepTest is VillagerScene {
    function testFuzz_proceedsGoToTheTreasuryAndTheShareToItsBudget(uint256 count, uint16 bps, address anyone) public {
        count = bound(count, 1, 10);
        (uint256 phase, uint256 budget) = _openSharing(bps, PRICE);
        uint256 share = count * PRICE * sale.phase(phase).shareBps / 10_000;
        _buy(phase, count, anna);

        vm.expectEmit(address(sale));
        emit IVillagerSale.Swept(phase, count * PRICE, budget, share);
        vm.prank(anyone);
        sale.sweep(phase);

        assertEq(0, address(sale).balance);
        assertEq(count * PRICE, address(treasury).balance);
        assertEq(share, _inBudget(budget));
        assertEq(count * PRICE - share, treasury.free(ETH));
        assertEq(count * PRICE, sale.ledger(phase).swept);
        assertEq(share, sale.ledger(phase).shared);
    }

    /// @dev Odd prices, so that single shares would be rounded down each time.
    function testFuzz_manySweepsShareAsMuchAsOne(uint256[6] memory counts, uint16 bps, uint128 price) public {
        (uint256 phase, uint256 budget) = _openSharing(bps, uint128(bound(price, 1, 1 ether)));
        uint256 sold;
        for (uint256 i = 0; i < counts.length; ++i) {
            uint256 count = bound(counts[i], 0, 8);
            if (count > 0) _buy(phase, count, _wallet(i));
            sold += count;
            sale.sweep(phase);

            IVillagerSale.Phase memory terms = sale.phase(phase);
            uint256 share = sold * terms.price * terms.shareBps / 10_000;
            assertEq(share, _inBudget(budget));
            assertEq(share, sale.ledger(phase).shared);
            assertEq(sold * terms.price, address(treasury).balance);
        }
    }

    function testFuzz_aClosedBudgetStopsNothing(uint256 count, uint16 bps) public {
        count = bound(count, 1, 10);
        (uint256 phase, uint256 budget) = _openSharing(bps, PRICE);
        _buy(phase, count, anna);
        _closeBudget(budget);

        _expectLeftFree(phase, budget, count * PRICE);
        sale.sweep(phase);

        assertEq(count * PRICE, treasury.free(ETH));
        assertEq(0, address(sale).balance);
    }

    function testFuzz_anExpiredBudgetStopsNothing(uint256 count, uint32 late) public {
        count = bound(count, 1, 10);
        (uint256 phase, uint256 budget) = _openSharing(3_000, PRICE);
        _buy(phase, count, anna);
        vm.warp(treasury.budget(budget).expires + 1 + uint256(late));

        _expectLeftFree(phase, budget, count * PRICE);
        sale.sweep(phase);

        assertEq(count * PRICE, treasury.free(ETH));
    }

    function test_anAssetTakenOffTheListStopsNothing() public {
        (uint256 phase, uint256 budget) = _openSharing(3_000, PRICE);
        _buy(phase, 1, anna);
        vm.prank(dao);
        treasury.delistAsset(ETH);

        _expectLeftFree(phase, budget, PRICE);
        sale.sweep(phase);

        assertEq(PRICE, address(treasury).balance);
    }

    /// @dev Or the village could not take in what a dismissed desk still holds without letting it mint again.
    function test_aDeskThatWasDismissedStillHandsInItsMoney() public {
        (uint256 phase, uint256 budget) = _openSharing(3_000, PRICE);
        _buy(phase, 1, anna);
        authority.revokeRole(Roles.SALES, address(sale));

        _expectLeftFree(phase, budget, PRICE);
        sale.sweep(phase);

        assertEq(PRICE, treasury.free(ETH));
    }

    function test_whatABudgetMissedStaysFreeAndLaterSharesAreNotMore() public {
        (uint256 phase, uint256 budget) = _openSharing(3_000, PRICE);
        _buy(phase, 1, anna);
        authority.revokeRole(Roles.SALES, address(sale));
        sale.sweep(phase);
        authority.grantRole(Roles.SALES, address(sale), 0);
        _buy(phase, 2, ben);

        sale.sweep(phase);

        assertEq(2 * PRICE * 3 / 10, _inBudget(budget));
        assertEq(3 * PRICE * 3 / 10, sale.ledger(phase).shared);
    }

    function test_sweepingNothingIsAQuietSuccess() public {
        (uint256 phase,) = _openSharing(3_000, PRICE);
        sale.sweep(phase);
        _buy(phase, 1, anna);
        sale.sweep(phase);

        vm.recordLogs();
        sale.sweep(phase);

        assertEq(0, vm.getRecordedLogs().length);
        assertEq(PRICE, address(treasury).balance);
    }

    function test_aPhaseThatIsNotIsNotSwept() public {
        vm.expectRevert(abi.encodeWithSelector(IVillagerSale.VillagerSaleNoPhase.selector, 1));
        sale.sweep(1);
    }

    function test_aShareTooSmallForOneWeiCreditsNothing() public {
        (uint256 phase, uint256 budget) = _openSharing(1, 9_999);
        _buy(phase, 1, anna);

        vm.expectCall(address(treasury), abi.encodeWithSelector(treasury.creditBudget.selector), 0);
        sale.sweep(phase);

        assertEq(0, _inBudget(budget));
        assertEq(9_999, treasury.free(ETH));
    }

    function testFuzz_sweepingOnePhaseLeavesTheOthersMoney(uint256 inFirst, uint256 inSecond) public {
        inFirst = bound(inFirst, 1, 10);
        inSecond = bound(inSecond, 1, 10);
        IVillagerSale.Phase memory terms = _phaseTerms();
        uint256 first = _add(terms);
        uint256 second = _add(terms);
        vm.warp(terms.opens);
        _buy(first, inFirst, anna);
        _buy(second, inSecond, anna);

        sale.sweep(first);
        sale.sweep(first);

        assertEq(inFirst * PRICE, address(treasury).balance);
        assertEq(inSecond * PRICE, address(sale).balance);
        sale.sweep(second);
        assertEq((inFirst + inSecond) * PRICE, address(treasury).balance);
    }

    function test_theDearestPhaseThereCanBeIsCountedAndSweptInFull() public {
        IVillagerSale.Phase memory terms = _phaseTerms();
        terms.price = type(uint128).max;
        uint256 phase = _open(terms);
        _buy(phase, 3, anna);
        assertEq(3 * uint256(type(uint128).max), sale.ledger(phase).proceeds);

        sale.sweep(phase);
        assertEq(3 * uint256(type(uint128).max), address(treasury).balance);
        assertEq(3 * uint256(type(uint128).max), sale.ledger(phase).swept);
    }

    /* WITH AN ERC-20 */

    function testFuzz_tokensAreSweptAlike(uint256 count, uint16 bps) public {
        count = bound(count, 1, 10);
        PlainToken yen = new PlainToken();
        (uint256 phase, uint256 budget) = _openSharingIn(yen, bps);
        uint256 cost = _buyIn(yen, phase, count);

        sale.sweep(phase);

        uint256 share = cost * sale.phase(phase).shareBps / 10_000;
        assertEq(cost, yen.balanceOf(address(treasury)));
        assertEq(share, _inBudget(budget));
        assertEq(cost - share, treasury.free(address(yen)));
    }

    /// @dev A token that began to take fees waits here until it stops; the money of others is never touched for it.
    function testFuzz_aTokenThatBeganToTakeFeesWaits(uint256 fee, bool onTop) public {
        fee = bound(fee, 1, 1_000);
        FeeToken yen = new FeeToken();
        (uint256 phase,) = _openSharingIn(yen, 3_000);
        uint256 cost = _buyIn(yen, phase, 3);
        yen.give(address(sale), 1_000);
        yen.setFee(fee, onTop);

        vm.expectRevert(
            abi.encodeWithSelector(
                IVillagerSale.VillagerSaleTransferMismatch.selector, address(yen), cost, onTop ? cost + fee : cost - fee
            )
        );
        sale.sweep(phase);
        yen.setFee(0, false);
        sale.sweep(phase);

        assertEq(cost, yen.balanceOf(address(treasury)));
    }

    function _openSharing(uint16 bps, uint128 price) private returns (uint256 phase, uint256 budget) {
        budget = _openBudget(ETH);
        IVillagerSale.Phase memory terms = _phaseTerms();
        terms.price = price;
        (terms.budget, terms.shareBps) = (budget, uint16(bound(bps, 1, 10_000)));
        phase = _open(terms);
    }

    function _openSharingIn(PlainToken yen, uint16 bps) private returns (uint256 phase, uint256 budget) {
        vm.prank(dao);
        treasury.listAsset(address(yen));
        budget = _openBudget(address(yen));
        IVillagerSale.Phase memory terms = _phaseTerms();
        (terms.currency, terms.price) = (address(yen), 4_321);
        (terms.budget, terms.shareBps) = (budget, uint16(bound(bps, 1, 10_000)));
        phase = _open(terms);
    }

    function _buyIn(PlainToken yen, uint256 phase, uint256 count) private returns (uint256 cost) {
        cost = count * sale.phase(phase).price;
        yen.give(anna, cost);
        vm.startPrank(anna);
        yen.approve(address(sale), cost);
        sale.buy(phase, count, anna, 0, new bytes32[](0));
        vm.stopPrank();
    }

    function _expectLeftFree(uint256 phase, uint256 budget, uint256 amount) private {
        uint256 share = amount * sale.phase(phase).shareBps / 10_000;
        vm.expectEmit(address(sale));
        emit IVillagerSale.Swept(phase, amount, budget, share);
        vm.expectEmit(address(sale));
        emit IVillagerSale.ShareLeftFree(phase, budget, share);
    }
}
