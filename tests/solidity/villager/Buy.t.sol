// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC721Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";

import {IVillagerSale} from "../../../contracts/villager/IVillagerSale.sol";
import {VillagerScene} from "./VillagerScene.sol";

/// @notice `buy` in a public phase, with ETH.
contract BuyTest is VillagerScene {
    bytes32[] private _noProof;

    function testFuzz_anybodyMayPayForARecipient(uint256 count, uint256 payerNumber) public {
        count = bound(count, 1, 10);
        uint256 phase = _open(_phaseTerms());
        address payer = _wallet(payerNumber);
        vm.deal(payer, count * PRICE);
        _mint(ben, 3);

        vm.expectEmit(address(sale));
        emit IVillagerSale.Sold(phase, anna, payer, 4, count, count * PRICE);
        vm.prank(payer);
        uint256 firstId = sale.buy{value: count * PRICE}(phase, count, anna, 0, _noProof);

        assertEq(4, firstId);
        assertEq(count, villager.balanceOf(anna));
        assertEq(count, villager.getVotes(anna));
        assertEq(0, payer.balance);
        assertEq(count, sale.boughtBy(phase, anna));
        assertEq(0, sale.boughtBy(phase, payer));
        assertEq(count, sale.totalSold());
        assertEq(count * PRICE, sale.ledger(phase).proceeds);
        assertEq(count * PRICE, address(sale).balance);
    }

    function testFuzz_aPhaseIsOpenFromItsFirstSecondToTheLastBeforeItCloses(uint64 time) public {
        IVillagerSale.Phase memory terms = _phaseTerms();
        uint256 phase = _add(terms);
        vm.warp(bound(time, NOW, terms.closes + 1 days));
        bool open = terms.opens <= block.timestamp && block.timestamp < terms.closes;
        vm.deal(anna, PRICE);

        if (!open) _expectNotOpen(phase, terms);
        vm.prank(anna);
        sale.buy{value: PRICE}(phase, 1, anna, 0, _noProof);

        assertEq(open ? 1 : 0, villager.balanceOf(anna));
    }

    function test_theFourSecondsAtTheEdges() public {
        IVillagerSale.Phase memory terms = _phaseTerms();
        uint256 phase = _add(terms);
        vm.deal(anna, 3 * PRICE);
        vm.startPrank(anna);

        vm.warp(terms.opens - 1);
        _expectNotOpen(phase, terms);
        sale.buy{value: PRICE}(phase, 1, anna, 0, _noProof);
        vm.warp(terms.opens);
        sale.buy{value: PRICE}(phase, 1, anna, 0, _noProof);
        vm.warp(terms.closes - 1);
        sale.buy{value: PRICE}(phase, 1, anna, 0, _noProof);
        vm.warp(terms.closes);
        _expectNotOpen(phase, terms);
        sale.buy{value: PRICE}(phase, 1, anna, 0, _noProof);

        assertEq(2, villager.balanceOf(anna));
    }

    function testFuzz_thePaymentIsExact(uint256 count, uint256 sent) public {
        count = bound(count, 1, 10);
        sent = bound(sent, 0, 1 ether);
        vm.assume(sent != count * PRICE);
        uint256 phase = _open(_phaseTerms());
        vm.deal(anna, sent);

        vm.expectRevert(abi.encodeWithSelector(IVillagerSale.VillagerSaleWrongPayment.selector, sent, count * PRICE));
        vm.prank(anna);
        sale.buy{value: sent}(phase, count, anna, 0, _noProof);
    }

    function test_aPriceOfZeroTakesNothing() public {
        IVillagerSale.Phase memory terms = _phaseTerms();
        terms.price = 0;
        uint256 phase = _open(terms);

        _buy(phase, 2, anna);
        vm.deal(anna, 1);
        vm.expectRevert(abi.encodeWithSelector(IVillagerSale.VillagerSaleWrongPayment.selector, 1, 0));
        vm.prank(anna);
        sale.buy{value: 1}(phase, 1, anna, 0, _noProof);

        assertEq(2, villager.balanceOf(anna));
    }

    function testFuzz_aRecipientsLimitHoldsAcrossPurchasesAndPayers(uint256[8] memory counts, uint64 limit) public {
        IVillagerSale.Phase memory terms = _phaseTerms();
        terms.walletLimit = uint64(bound(limit, 1, 20));
        uint256 phase = _open(terms);
        uint256 bought;

        for (uint256 i = 0; i < counts.length; ++i) {
            uint256 count = bound(counts[i], 1, 10);
            address payer = _wallet(i);
            vm.deal(payer, count * PRICE);
            if (bought + count > terms.walletLimit) _expectLimit(phase, anna, count, terms.walletLimit - bought);
            else bought += count;
            vm.prank(payer);
            sale.buy{value: count * PRICE}(phase, count, anna, 0, _noProof);
        }

        assertEq(bought, villager.balanceOf(anna));
        assertEq(bought, sale.boughtBy(phase, anna));
    }

    /// @dev The limit is on what was bought, so giving tokens away does not renew it.
    function test_passingTokensOnDoesNotRenewTheLimit() public {
        uint256 phase = _open(_phaseTerms());
        _buy(phase, 10, anna);
        for (uint256 id = 1; id <= 10; ++id) {
            _send(anna, ben, id);
        }

        vm.deal(anna, PRICE);
        _expectLimit(phase, anna, 1, 0);
        vm.prank(anna);
        sale.buy{value: PRICE}(phase, 1, anna, 0, _noProof);
    }

    function test_aLimitIsAPhasesOwn() public {
        IVillagerSale.Phase memory terms = _phaseTerms();
        uint256 first = _add(terms);
        uint256 second = _add(terms);
        vm.warp(terms.opens);

        _buy(first, 10, anna);
        _buy(second, 10, anna);

        assertEq(20, villager.balanceOf(anna));
    }

    function testFuzz_aPhaseSellsAtMostItsCap(uint64 cap, uint256 before) public {
        IVillagerSale.Phase memory terms = _phaseTerms();
        terms.walletLimit = 100;
        terms.cap = uint64(bound(cap, 1, 50));
        before = bound(before, 0, terms.cap);
        uint256 phase = _open(terms);
        if (before > 0) _buy(phase, before, anna);
        uint256 tooMany = terms.cap - before + 1;
        vm.deal(ben, tooMany * PRICE);

        vm.expectRevert(
            abi.encodeWithSelector(IVillagerSale.VillagerSaleSoldOut.selector, phase, tooMany, terms.cap - before)
        );
        vm.prank(ben);
        sale.buy{value: tooMany * PRICE}(phase, tooMany, ben, 0, _noProof);
    }

    function testFuzz_allPhasesTogetherLeaveTheResidentsReserve(uint256 inFirst) public {
        inFirst = bound(inFirst, 1, MAX_SUPPLY - RESERVE);
        IVillagerSale.Phase memory terms = _phaseTerms();
        (terms.cap, terms.walletLimit) = (1000, 1000);
        uint256 first = _add(terms);
        uint256 second = _add(terms);
        vm.warp(terms.opens);
        uint256 left = MAX_SUPPLY - RESERVE - inFirst;
        _buy(first, inFirst, anna);

        vm.deal(ben, (left + 1) * PRICE);
        vm.expectRevert(abi.encodeWithSelector(IVillagerSale.VillagerSaleReserved.selector, left + 1, left));
        vm.prank(ben);
        sale.buy{value: (left + 1) * PRICE}(second, left + 1, ben, 0, _noProof);
        if (left > 0) _buy(second, left, ben);

        assertEq(MAX_SUPPLY - RESERVE, sale.totalSold());
        assertEq(RESERVE, villager.maxSupply() - villager.totalMinted());
    }

    function testFuzz_aPublicPhaseTakesNeitherQuotaNorProof(uint256 quota, bytes32[] calldata proof) public {
        vm.assume(quota != 0 || proof.length != 0);
        uint256 phase = _open(_phaseTerms());
        vm.deal(anna, PRICE);

        vm.expectRevert(abi.encodeWithSelector(IVillagerSale.VillagerSaleNotAllowed.selector, phase, anna, quota));
        vm.prank(anna);
        sale.buy{value: PRICE}(phase, 1, anna, quota, proof);
    }

    function test_buyingNothingIsRefused() public {
        uint256 phase = _open(_phaseTerms());

        vm.expectRevert(IVillagerSale.VillagerSaleNothingToBuy.selector);
        sale.buy(phase, 0, anna, 0, _noProof);
    }

    function testFuzz_aCountBeyondAllBoundsIsRefusedAndNeverWraps(uint256 count) public {
        count = bound(count, 11, type(uint256).max);
        uint256 phase = _open(_phaseTerms());

        _expectLimit(phase, anna, count, 10);
        sale.buy(phase, count, anna, 0, _noProof);
    }

    function test_aPhaseThatIsNotSellsNothing() public {
        vm.expectRevert(abi.encodeWithSelector(IVillagerSale.VillagerSaleNoPhase.selector, 1));
        sale.buy(1, 1, anna, 0, _noProof);
    }

    function test_nobodyIsNoRecipient() public {
        uint256 phase = _open(_phaseTerms());
        vm.deal(anna, PRICE);

        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721InvalidReceiver.selector, address(0)));
        vm.prank(anna);
        sale.buy{value: PRICE}(phase, 1, address(0), 0, _noProof);
    }

    function _expectNotOpen(uint256 phase, IVillagerSale.Phase memory terms) private {
        vm.expectRevert(
            abi.encodeWithSelector(IVillagerSale.VillagerSaleNotOpen.selector, phase, terms.opens, terms.closes)
        );
    }

    function _expectLimit(uint256 phase, address recipient, uint256 requested, uint256 available) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                IVillagerSale.VillagerSaleLimitExceeded.selector, phase, recipient, requested, available
            )
        );
    }
}
