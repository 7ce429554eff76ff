// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IVillagerSale} from "../../../contracts/villager/IVillagerSale.sol";
import {VillagerScene} from "./VillagerScene.sol";

/// @notice Every phase's ledger beside a plain list of purchases, over random sequences of buying, welcoming, sweeping,
/// pausing and closing budgets. No ETH is ever lost, and none is counted twice.
contract LedgerTest is VillagerScene {
    uint256 private constant PHASES = 3;
    uint256 private constant BUYERS = 4;
    uint256 private constant STEPS = 40;

    struct Purchase {
        uint256 phase;
        address recipient;
        uint256 count;
        bool swept;
    }

    Purchase[] private _purchases;
    uint256 private _welcomed;
    uint256[PHASES + 1] private _budgets;
    uint256[PHASES + 1] private _credited;

    function testFuzz_theLedgerAgreesWithTheListOfPurchases(uint256 seed) public {
        _openPhases(seed);
        for (uint256 i = 0; i < STEPS; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            _step(seed);
            _check();
        }
    }

    function _openPhases(uint256 seed) private {
        for (uint256 phase = 1; phase <= PHASES; ++phase) {
            IVillagerSale.Phase memory terms = _phaseTerms();
            uint256 draw = uint256(keccak256(abi.encode(seed, phase)));
            terms.price = uint128(draw % 1 ether);
            (terms.cap, terms.walletLimit) = (40, 15);
            terms.shareBps = uint16((draw >> 128) % 10_001);
            if (terms.shareBps > 0) _budgets[phase] = terms.budget = _openBudget(ETH);
            assertEq(phase, _add(terms));
        }
        vm.warp(block.timestamp + 1 hours);
    }

    function _step(uint256 seed) private {
        uint256 phase = 1 + (seed >> 16) % PHASES;
        uint256 kind = seed % 12;
        if (kind < 6) _stepBuy(phase, 1 + (seed >> 32) % 6, _wallet((seed >> 48) % BUYERS));
        else if (kind < 9) _stepSweep(phase);
        else if (kind < 11) _stepWelcome(_wallet((seed >> 48) % (RESERVE + 5)));
        else if (_budgets[phase] != 0 && treasury.isOpen(_budgets[phase])) _stepClose(phase);
    }

    function _stepBuy(uint256 phase, uint256 count, address recipient) private {
        (uint256 inPhase, uint256 byRecipient, uint256 inAll) = _sold(phase, recipient);
        bool good = byRecipient + count <= 15 && inPhase + count <= 40 && inAll + count <= MAX_SUPPLY - RESERVE;
        uint256 cost = count * sale.phase(phase).price;
        vm.deal(chiyo, cost);
        if (!good) vm.expectRevert();
        vm.prank(chiyo);
        sale.buy{value: cost}(phase, count, recipient, 0, new bytes32[](0));
        if (good) _purchases.push(Purchase(phase, recipient, count, false));
    }

    function _stepSweep(uint256 phase) private {
        uint256 before = sale.ledger(phase).shared;
        bool open = _budgets[phase] != 0 && treasury.isOpen(_budgets[phase]);
        sale.sweep(phase);
        for (uint256 i = 0; i < _purchases.length; ++i) {
            if (_purchases[i].phase == phase) _purchases[i].swept = true;
        }
        if (open) _credited[phase] += sale.ledger(phase).shared - before;
    }

    function _stepWelcome(address resident) private {
        if (!sale.welcomed(resident)) {
            if (_welcomed == RESERVE) vm.expectRevert();
            else ++_welcomed;
        }
        _welcome(resident);
    }

    function _stepClose(uint256 phase) private {
        _closeBudget(_budgets[phase]);
        _credited[phase] = 0;
    }

    function _sold(uint256 phase, address recipient)
        private
        view
        returns (uint256 inPhase, uint256 byRecipient, uint256 inAll)
    {
        for (uint256 i = 0; i < _purchases.length; ++i) {
            Purchase memory p = _purchases[i];
            inAll += p.count;
            if (p.phase != phase) continue;
            inPhase += p.count;
            if (p.recipient == recipient) byRecipient += p.count;
        }
    }

    function _check() private view {
        uint256 here;
        uint256 there;
        uint256 sold;
        for (uint256 phase = 1; phase <= PHASES; ++phase) {
            IVillagerSale.Phase memory terms = sale.phase(phase);
            IVillagerSale.Ledger memory ledger = sale.ledger(phase);
            (uint256 count, uint256 swept) = _counted(phase);
            assertEq(count, ledger.sold, "sold");
            assertEq(count * terms.price, ledger.proceeds, "proceeds");
            assertEq(swept * terms.price, ledger.swept, "swept");
            assertEq(swept * terms.price * terms.shareBps / 10_000, ledger.shared, "shared");
            if (_budgets[phase] != 0) assertEq(_credited[phase], _inBudget(_budgets[phase]), "budget");
            sold += count;
            there += swept * terms.price;
            here += (count - swept) * terms.price;
        }
        assertEq(here, address(sale).balance, "at the desk");
        assertEq(there, address(treasury).balance, "in the treasury");
        assertEq(sold, sale.totalSold(), "sold in all");
        assertEq(_welcomed, sale.totalWelcomed(), "welcomed");
        assertEq(sold + _welcomed, villager.totalMinted(), "minted");
    }

    function _counted(uint256 phase) private view returns (uint256 count, uint256 swept) {
        for (uint256 i = 0; i < _purchases.length; ++i) {
            Purchase memory p = _purchases[i];
            if (p.phase != phase) continue;
            count += p.count;
            if (p.swept) swept += p.count;
        }
    }
}
