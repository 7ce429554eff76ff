// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {Roles} from "../../../contracts/charter/Roles.sol";
import {IDigitalVillager} from "../../../contracts/villager/IDigitalVillager.sol";
import {IVillagerSale} from "../../../contracts/villager/IVillagerSale.sol";
import {ReenteringReceiver} from "./Receivers.sol";
import {CallingToken} from "./Tokens.sol";
import {VillagerScene} from "./VillagerScene.sol";

/// @notice Pays whoever it is told to when it is created, whether they take ETH or not.
contract Forcer {
    constructor(address payable target) payable {
        selfdestruct(target);
    }
}

/// @notice Is paid by the treasury and sweeps a phase in that moment, when the treasury takes no other call.
contract SweepingPayee {
    IVillagerSale private immutable _sale;
    uint256 private immutable _phase;
    bool public succeeded;

    constructor(IVillagerSale sale, uint256 phase) {
        (_sale, _phase) = (sale, phase);
    }

    receive() external payable {
        (succeeded,) = address(_sale).call(abi.encodeCall(IVillagerSale.sweep, (_phase)));
    }
}

/// @notice What somebody who wants more than they pay for would try at the desk.
contract SaleAttacksTest is VillagerScene {
    bytes32[] private _noProof;

    /* FROM INSIDE A PURCHASE */

    function testFuzz_aRecipientCannotBuyAgainFromInsideItsPurchase(uint256 count, uint256 again) public {
        count = bound(count, 1, 9);
        again = bound(again, 1, 10 - count);
        uint256 phase = _open(_phaseTerms());
        ReenteringReceiver wallet = new ReenteringReceiver();
        vm.deal(address(wallet), again * PRICE);
        wallet.prepare(address(sale), again * PRICE, _buying(phase, again, address(wallet)));

        _buyFor(phase, count, address(wallet));

        assertTrue(wallet.tried());
        _assertLocked(wallet.succeeded(), wallet.answer());
        assertEq(count, villager.balanceOf(address(wallet)));
        assertEq(count, sale.boughtBy(phase, address(wallet)));
    }

    function test_aRecipientCannotSweepFromInsideItsPurchase() public {
        uint256 phase = _open(_phaseTerms());
        ReenteringReceiver wallet = new ReenteringReceiver();
        wallet.prepare(address(sale), 0, abi.encodeCall(IVillagerSale.sweep, (phase)));

        _buyFor(phase, 2, address(wallet));

        _assertLocked(wallet.succeeded(), wallet.answer());
        sale.sweep(phase);
        assertEq(2 * PRICE, address(treasury).balance);
    }

    /// @dev Passing a token on from inside moves the vote, and leaves the limit where it was.
    function test_passingTokensOnFromInsideDoesNotRenewTheLimit() public {
        uint256 phase = _open(_phaseTerms());
        ReenteringReceiver wallet = new ReenteringReceiver();
        wallet.prepare(address(villager), 0, abi.encodeCall(villager.transferFrom, (address(wallet), anna, 10)));

        _buyFor(phase, 10, address(wallet));

        assertEq(1, villager.getVotes(anna));
        assertEq(9, villager.getVotes(address(wallet)));
        _expectLimit(phase, address(wallet), 0);
        _buyFor(phase, 1, address(wallet));
    }

    function test_aCurrencyThatCallsBackFindsTheDeskLocked() public {
        (CallingToken yen, uint256 phase) = _openInCallingToken();
        yen.prepare(address(sale), _buying(phase, 1, ben));

        vm.prank(anna);
        sale.buy(phase, 1, anna, 0, _noProof);

        _assertLocked(yen.succeeded(), yen.answer());
        assertEq(1, sale.totalSold());
        assertEq(0, villager.balanceOf(ben));
    }

    /// @dev Even a currency with SALES, which mints while it is being paid, cannot make the event name a wrong id.
    function test_whateverACurrencyMintsTheEventNamesTheIdsSold() public {
        (CallingToken yen, uint256 phase) = _openInCallingToken();
        authority.grantRole(Roles.SALES, address(yen), 0);
        yen.prepare(address(villager), abi.encodeCall(IDigitalVillager.mint, (ben, 2)));

        vm.expectEmit(address(sale));
        emit IVillagerSale.Sold(phase, anna, anna, 3, 1, PRICE);
        vm.prank(anna);
        uint256 firstId = sale.buy(phase, 1, anna, 0, _noProof);

        assertTrue(yen.succeeded());
        assertEq(3, firstId);
        assertEq(anna, villager.ownerOf(3));
    }

    function test_aCurrencyThatCallsBackFromASweepIsNotPaidTwice() public {
        (CallingToken yen, uint256 phase) = _openInCallingToken();
        vm.prank(anna);
        sale.buy(phase, 1, anna, 0, _noProof);
        yen.prepare(address(sale), abi.encodeCall(IVillagerSale.sweep, (phase)));

        sale.sweep(phase);

        _assertLocked(yen.succeeded(), yen.answer());
        assertEq(PRICE, yen.balanceOf(address(treasury)));
    }

    /* AROUND THE RULES */

    function testFuzz_splittingAPurchaseDoesNotStretchTheLimit(uint256 parts, uint256 payers) public {
        parts = bound(parts, 11, 20);
        payers = bound(payers, 1, 5);
        uint256 phase = _open(_phaseTerms());

        for (uint256 i = 0; i < parts; ++i) {
            address payer = _wallet(i % payers);
            vm.deal(payer, PRICE);
            if (i >= 10) _expectLimit(phase, anna, 0);
            vm.prank(payer);
            sale.buy{value: PRICE}(phase, 1, anna, 0, _noProof);
        }

        assertEq(10, villager.balanceOf(anna));
    }

    /// @dev Too little gas stops the sweep as a whole; it cannot leave out the budget alone.
    function testFuzz_noGasLimitCostsTheBudgetItsShare(uint256 gasLimit) public {
        gasLimit = bound(gasLimit, 21_000, 250_000);
        (uint256 phase, uint256 budget) = _openSharing();
        _buyFor(phase, 2, anna);

        (bool swept,) = address(sale).call{gas: gasLimit}(abi.encodeCall(IVillagerSale.sweep, (phase)));

        assertEq(swept ? PRICE : 0, _inBudget(budget));
        assertEq(swept ? 2 * PRICE : 0, address(treasury).balance);
    }

    function test_sweepingFromInsideAPaymentDoesNotCostTheBudgetItsShare() public {
        (uint256 phase, uint256 budget) = _openSharing();
        _buyFor(phase, 2, anna);
        SweepingPayee payee = new SweepingPayee(sale, phase);
        _allow(address(treasury), treasury.pay.selector, Roles.DAO);
        vm.deal(address(treasury), 1 ether);

        vm.prank(dao);
        treasury.pay(ETH, address(payee), 1 ether, "");
        assertFalse(payee.succeeded());
        sale.sweep(phase);

        assertEq(PRICE, _inBudget(budget));
    }

    /// @dev The desk counts what it sold, not what it holds.
    function testFuzz_etherForcedUponTheDeskChangesNothing(uint256 forced, uint256 count) public {
        forced = bound(forced, 1, 1000 ether);
        count = bound(count, 1, 10);
        uint256 phase = _open(_phaseTerms());
        vm.deal(address(this), forced);
        new Forcer{value: forced}(payable(address(sale)));
        assertEq(forced, address(sale).balance);

        sale.sweep(phase);
        assertEq(0, address(treasury).balance);
        _buyFor(phase, count, anna);
        sale.sweep(phase);

        assertEq(count * PRICE, address(treasury).balance);
        assertEq(count * PRICE, sale.ledger(phase).swept);
        assertEq(forced, address(sale).balance);
    }

    /// @dev A wallet that refuses its token buys nothing and leaves no trace, its payment least of all.
    function test_aRefusedTokenLeavesNoTrace() public {
        uint256 phase = _open(_phaseTerms());
        vm.deal(anna, PRICE);

        vm.expectRevert();
        vm.prank(anna);
        sale.buy{value: PRICE}(phase, 1, address(this), 0, _noProof);

        assertEq(PRICE, anna.balance);
        assertEq(0, sale.totalSold());
        assertEq(0, sale.boughtBy(phase, address(this)));
        assertEq(0, villager.totalMinted());
    }

    function test_theManagerItselfCannotBeUsedToActAtTheDesk() public {
        address[] memory recipients = new address[](1);
        recipients[0] = anna;

        vm.expectRevert();
        vm.prank(council);
        authority.execute(address(sale), abi.encodeCall(IVillagerSale.welcome, (recipients)));
    }

    function _openSharing() private returns (uint256 phase, uint256 budget) {
        budget = _openBudget(ETH);
        IVillagerSale.Phase memory terms = _phaseTerms();
        (terms.budget, terms.shareBps) = (budget, 5_000);
        phase = _open(terms);
    }

    function _openInCallingToken() private returns (CallingToken yen, uint256 phase) {
        yen = new CallingToken();
        vm.prank(dao);
        treasury.listAsset(address(yen));
        IVillagerSale.Phase memory terms = _phaseTerms();
        terms.currency = address(yen);
        phase = _open(terms);
        yen.give(anna, 100 ether);
        vm.prank(anna);
        yen.approve(address(sale), 100 ether);
    }

    function _buying(uint256 phase, uint256 count, address recipient) private view returns (bytes memory) {
        return abi.encodeCall(IVillagerSale.buy, (phase, count, recipient, 0, _noProof));
    }

    function _buyFor(uint256 phase, uint256 count, address recipient) private {
        vm.deal(chiyo, count * PRICE);
        vm.prank(chiyo);
        sale.buy{value: count * PRICE}(phase, count, recipient, 0, _noProof);
    }

    function _assertLocked(bool succeeded, bytes memory answer) private pure {
        assertFalse(succeeded);
        assertEq(abi.encodeWithSelector(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector), answer);
    }

    function _expectLimit(uint256 phase, address recipient, uint256 available) private {
        vm.expectRevert(
            abi.encodeWithSelector(IVillagerSale.VillagerSaleLimitExceeded.selector, phase, recipient, 1, available)
        );
    }
}
