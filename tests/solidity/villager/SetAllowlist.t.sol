// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";

import {IVillagerSale} from "../../../contracts/villager/IVillagerSale.sol";
import {VillagerScene} from "./VillagerScene.sol";

/// @notice `setAllowlist`: the council's, until the phase opens.
contract SetAllowlistTest is VillagerScene {
    uint256 private _phase;

    function setUp() public override {
        super.setUp();
        IVillagerSale.Phase memory terms = _phaseTerms();
        terms.allowlisted = true;
        _phase = _add(terms);
    }

    function testFuzz_theRootCanBeSetUntilThePhaseOpensAndNeverAfter(bytes32 root, uint64 time) public {
        IVillagerSale.Phase memory before = sale.phase(_phase);
        vm.warp(bound(time, NOW, NOW + 10 * 365 days));
        bool early = block.timestamp < before.opens;

        if (early) {
            vm.expectEmit(address(sale));
            emit IVillagerSale.AllowlistSet(_phase, root);
        } else {
            vm.expectRevert(abi.encodeWithSelector(IVillagerSale.VillagerSaleAllowlistFixed.selector, _phase));
        }
        vm.prank(council);
        sale.setAllowlist(_phase, root);

        // And nothing but the root has changed.
        if (early) before.allowlistRoot = root;
        assertEq(keccak256(abi.encode(before)), keccak256(abi.encode(sale.phase(_phase))));
    }

    function test_theLastSecondBeforeIsEarlyAndTheNextIsLate() public {
        uint64 opens = sale.phase(_phase).opens;
        vm.startPrank(council);

        vm.warp(opens - 1);
        sale.setAllowlist(_phase, "one");
        vm.warp(opens);
        vm.expectRevert(abi.encodeWithSelector(IVillagerSale.VillagerSaleAllowlistFixed.selector, _phase));
        sale.setAllowlist(_phase, "two");

        assertEq("one", sale.phase(_phase).allowlistRoot);
    }

    function test_aPublicPhaseTakesNoList() public {
        uint256 open = _add(_phaseTerms());

        vm.expectRevert(abi.encodeWithSelector(IVillagerSale.VillagerSaleAllowlistFixed.selector, open));
        vm.prank(council);
        sale.setAllowlist(open, "root");
    }

    function test_aPhaseThatIsNotTakesNoList() public {
        vm.expectRevert(abi.encodeWithSelector(IVillagerSale.VillagerSaleNoPhase.selector, 2));
        vm.prank(council);
        sale.setAllowlist(2, "root");
    }

    function testFuzz_onlyTheCouncilSetsIt(address caller) public {
        _assumeStranger(caller);

        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, caller));
        vm.prank(caller);
        sale.setAllowlist(_phase, "root");
    }
}
