// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";

import {IVillagerSale} from "../../../contracts/villager/IVillagerSale.sol";
import {PlainToken} from "./Tokens.sol";
import {VillagerScene} from "./VillagerScene.sol";

/// @notice `addPhase`: the DAO appends, and what cannot be is refused before anybody sees it.
contract AddPhaseTest is VillagerScene {
    function testFuzz_aPhaseReadsAsItWasAdded(IVillagerSale.Phase memory terms) public {
        terms.currency = ETH;
        terms.opens = uint64(bound(terms.opens, NOW, type(uint64).max - 1));
        terms.closes = uint64(bound(terms.closes, terms.opens + 1, type(uint64).max));
        terms.cap = uint64(bound(terms.cap, 1, type(uint64).max));
        terms.walletLimit = uint64(bound(terms.walletLimit, 1, type(uint64).max));
        terms.shareBps = uint16(bound(terms.shareBps, 0, 10_000));
        terms.budget = terms.shareBps == 0 ? 0 : _openBudget(ETH);
        if (!terms.allowlisted) terms.allowlistRoot = 0;

        vm.expectEmit(address(sale));
        emit IVillagerSale.PhaseAdded(1, terms);
        uint256 phase = _add(terms);

        assertEq(1, phase);
        assertEq(1, sale.phaseCount());
        assertEq(keccak256(abi.encode(terms)), keccak256(abi.encode(sale.phase(phase))));
    }

    function test_phasesAreNumberedFrom1() public {
        assertEq(1, _add(_phaseTerms()));
        assertEq(2, _add(_phaseTerms()));

        vm.expectRevert(abi.encodeWithSelector(IVillagerSale.VillagerSaleNoPhase.selector, 0));
        sale.phase(0);
        vm.expectRevert(abi.encodeWithSelector(IVillagerSale.VillagerSaleNoPhase.selector, 3));
        sale.phase(3);
        vm.expectRevert(abi.encodeWithSelector(IVillagerSale.VillagerSaleNoPhase.selector, 3));
        sale.ledger(3);
    }

    function testFuzz_aPhaseOpensNotBeforeNowAndClosesLater(uint64 opens, uint64 closes) public {
        IVillagerSale.Phase memory terms = _phaseTerms();
        (terms.opens, terms.closes) = (opens, closes);

        if (opens < NOW || closes <= opens) vm.expectRevert(IVillagerSale.VillagerSaleInvalidPhase.selector);
        _add(terms);
    }

    function test_aPhaseMayOpenAtOnceAndForOneSecond() public {
        IVillagerSale.Phase memory terms = _phaseTerms();
        (terms.opens, terms.closes) = (NOW, NOW + 1);
        uint256 phase = _add(terms);

        _buy(phase, 1, anna);

        assertEq(anna, villager.ownerOf(1));
    }

    function test_aSecondInThePastIsTooLateToOpen() public {
        IVillagerSale.Phase memory terms = _phaseTerms();
        terms.opens = NOW - 1;

        vm.expectRevert(IVillagerSale.VillagerSaleInvalidPhase.selector);
        _add(terms);
    }

    function test_aPhaseThatClosesAsItOpensIsRefused() public {
        IVillagerSale.Phase memory terms = _phaseTerms();
        terms.closes = terms.opens;

        vm.expectRevert(IVillagerSale.VillagerSaleInvalidPhase.selector);
        _add(terms);
    }

    function test_aPhaseSellsSomethingToSomebody() public {
        IVillagerSale.Phase memory terms = _phaseTerms();
        terms.cap = 0;
        vm.expectRevert(IVillagerSale.VillagerSaleInvalidPhase.selector);
        _add(terms);

        terms = _phaseTerms();
        terms.walletLimit = 0;
        vm.expectRevert(IVillagerSale.VillagerSaleInvalidPhase.selector);
        _add(terms);
    }

    function testFuzz_aShareIsAtMostTheWholeAndHasABudget(uint16 shareBps, bool withBudget) public {
        IVillagerSale.Phase memory terms = _phaseTerms();
        terms.shareBps = shareBps;
        terms.budget = withBudget ? _openBudget(ETH) : 0;
        // Half of the runs near the edges.
        if (shareBps % 2 == 0) terms.shareBps = shareBps = shareBps % 4 == 0 ? 0 : 9_999 + (shareBps >> 2) % 3;

        bool good = withBudget ? shareBps > 0 && shareBps <= 10_000 : shareBps == 0;
        if (!good) vm.expectRevert(IVillagerSale.VillagerSaleInvalidPhase.selector);
        _add(terms);
    }

    function test_theWholeMayBeSharedAndNoMore() public {
        IVillagerSale.Phase memory terms = _phaseTerms();
        (terms.budget, terms.shareBps) = (_openBudget(ETH), 10_000);
        _add(terms);

        terms.shareBps = 10_001;
        vm.expectRevert(IVillagerSale.VillagerSaleInvalidPhase.selector);
        _add(terms);
        terms.shareBps = 0;
        vm.expectRevert(IVillagerSale.VillagerSaleInvalidPhase.selector);
        _add(terms);
    }

    function testFuzz_aBudgetThatIsNotThereIsRefused(uint256 budget) public {
        IVillagerSale.Phase memory terms = _phaseTerms();
        terms.shareBps = 3_000;
        terms.budget = bound(budget, _openBudget(ETH) + 1, type(uint256).max);

        vm.expectRevert(abi.encodeWithSelector(IVillagerSale.VillagerSaleUnknownBudget.selector, terms.budget));
        _add(terms);
    }

    function test_aBudgetOfAnotherAssetIsRefused() public {
        PlainToken yen = new PlainToken();
        vm.prank(dao);
        treasury.listAsset(address(yen));
        IVillagerSale.Phase memory terms = _phaseTerms();
        terms.shareBps = 3_000;
        terms.budget = _openBudget(address(yen));

        vm.expectRevert(abi.encodeWithSelector(IVillagerSale.VillagerSaleUnknownBudget.selector, terms.budget));
        _add(terms);
        terms.currency = address(yen);
        _add(terms);
    }

    function testFuzz_aCurrencyThatIsNotOnTheTreasurysListIsRefused(address currency) public {
        vm.assume(currency != ETH);
        IVillagerSale.Phase memory terms = _phaseTerms();
        terms.currency = currency;

        vm.expectRevert(abi.encodeWithSelector(IVillagerSale.VillagerSaleUnknownCurrency.selector, currency));
        _add(terms);
    }

    function testFuzz_aPublicPhaseHasNoRoot(bytes32 root) public {
        vm.assume(root != 0);
        IVillagerSale.Phase memory terms = _phaseTerms();
        terms.allowlistRoot = root;

        vm.expectRevert(IVillagerSale.VillagerSaleInvalidPhase.selector);
        _add(terms);
    }

    function testFuzz_onlyTheDaoAddsPhases(address caller) public {
        vm.assume(caller != dao && caller != address(authority));
        IVillagerSale.Phase memory terms = _phaseTerms();

        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, caller));
        vm.prank(caller);
        sale.addPhase(terms);
    }
}
