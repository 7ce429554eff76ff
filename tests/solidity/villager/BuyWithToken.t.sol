// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";

import {IVillagerSale} from "../../../contracts/villager/IVillagerSale.sol";
import {FeeToken, GenerousToken, LyingToken, PlainToken, SilentToken} from "./Tokens.sol";
import {VillagerScene} from "./VillagerScene.sol";

/// @notice `buy` where the currency is an ERC-20: exactly the price leaves the payer and arrives.
contract BuyWithTokenTest is VillagerScene {
    uint128 private constant YEN = 5_000;
    bytes32[] private _noProof;

    function testFuzz_thePayersTokensComeIn(uint256 count) public {
        count = bound(count, 1, 10);
        PlainToken yen = new PlainToken();
        uint256 phase = _openFor(address(yen));
        _fund(yen, count * YEN);

        vm.expectEmit(address(sale));
        emit IVillagerSale.Sold(phase, ben, anna, 1, count, count * YEN);
        vm.prank(anna);
        sale.buy(phase, count, ben, 0, _noProof);

        assertEq(count, villager.balanceOf(ben));
        assertEq(0, yen.balanceOf(anna));
        assertEq(count * YEN, yen.balanceOf(address(sale)));
        assertEq(count * YEN, sale.ledger(phase).proceeds);
    }

    function test_aTokenThatAnswersNothingIsTaken() public {
        SilentToken yen = new SilentToken();
        uint256 phase = _openFor(address(yen));
        yen.give(anna, YEN);
        vm.startPrank(anna);
        yen.approve(address(sale), YEN);

        sale.buy(phase, 1, anna, 0, _noProof);

        assertEq(YEN, yen.balanceOf(address(sale)));
    }

    function testFuzz_etherIsNotTakenBesides(uint256 sent) public {
        sent = bound(sent, 1, 1 ether);
        PlainToken yen = new PlainToken();
        uint256 phase = _openFor(address(yen));
        _fund(yen, YEN);
        vm.deal(anna, sent);

        vm.expectRevert(abi.encodeWithSelector(IVillagerSale.VillagerSaleWrongPayment.selector, sent, 0));
        vm.prank(anna);
        sale.buy{value: sent}(phase, 1, anna, 0, _noProof);
    }

    function testFuzz_withoutAllowanceNothingIsSold(uint256 allowed) public {
        allowed = bound(allowed, 0, YEN - 1);
        PlainToken yen = new PlainToken();
        uint256 phase = _openFor(address(yen));
        yen.give(anna, YEN);
        vm.startPrank(anna);
        yen.approve(address(sale), allowed);

        vm.expectRevert(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, address(sale), allowed, YEN)
        );
        sale.buy(phase, 1, anna, 0, _noProof);
    }

    function testFuzz_aTokenThatKeepsAFeeIsRefused(uint256 fee) public {
        fee = bound(fee, 1, YEN);
        FeeToken yen = new FeeToken();
        uint256 phase = _openFor(address(yen));
        _fund(yen, YEN);
        yen.setFee(fee, false);

        _expectMismatch(address(yen), YEN - fee);
        vm.prank(anna);
        sale.buy(phase, 1, anna, 0, _noProof);
    }

    function testFuzz_aTokenThatTakesAFeeOnTopIsRefused(uint256 fee) public {
        fee = bound(fee, 1, YEN);
        FeeToken yen = new FeeToken();
        uint256 phase = _openFor(address(yen));
        _fund(yen, YEN + fee);
        yen.setFee(fee, true);

        _expectMismatch(address(yen), YEN + fee);
        vm.prank(anna);
        sale.buy(phase, 1, anna, 0, _noProof);
    }

    /// @dev What it gives today it may take tomorrow: the books count what was paid, to the unit.
    function testFuzz_aTokenThatMakesGiftsIsRefused(uint256 gift, bool toPayer) public {
        gift = bound(gift, 1, YEN);
        GenerousToken yen = new GenerousToken();
        uint256 phase = _openFor(address(yen));
        _fund(yen, YEN);
        yen.setGift(gift, toPayer);

        _expectMismatch(address(yen), toPayer ? YEN - gift : YEN + gift);
        vm.prank(anna);
        sale.buy(phase, 1, anna, 0, _noProof);
    }

    function test_aTokenThatMovesNothingBuysNothing() public {
        LyingToken yen = new LyingToken();
        uint256 phase = _openFor(address(yen));

        _expectMismatch(address(yen), 0);
        vm.prank(anna);
        sale.buy(phase, 1, anna, 0, _noProof);
    }

    function test_aPriceOfZeroNeedsNoAllowance() public {
        PlainToken yen = new PlainToken();
        IVillagerSale.Phase memory terms = _termsIn(address(yen));
        terms.price = 0;
        uint256 phase = _open(terms);

        sale.buy(phase, 3, ben, 0, _noProof);

        assertEq(3, villager.balanceOf(ben));
    }

    function _termsIn(address currency) private returns (IVillagerSale.Phase memory terms) {
        vm.prank(dao);
        treasury.listAsset(currency);
        terms = _phaseTerms();
        (terms.currency, terms.price) = (currency, YEN);
    }

    function _openFor(address currency) private returns (uint256) {
        return _open(_termsIn(currency));
    }

    function _fund(PlainToken yen, uint256 amount) private {
        yen.give(anna, amount);
        vm.prank(anna);
        yen.approve(address(sale), amount);
    }

    function _expectMismatch(address token, uint256 moved) private {
        vm.expectRevert(abi.encodeWithSelector(IVillagerSale.VillagerSaleTransferMismatch.selector, token, YEN, moved));
    }
}
