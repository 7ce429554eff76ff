// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Roles} from "../../../contracts/charter/Roles.sol";
import {DigitalVillager} from "../../../contracts/villager/DigitalVillager.sol";
import {IDigitalVillager} from "../../../contracts/villager/IDigitalVillager.sol";
import {VillagerSale} from "../../../contracts/villager/VillagerSale.sol";
import {StockVillager} from "./StockVillager.sol";
import {VillagerScene} from "./VillagerScene.sol";

/// @notice Gas of whole transactions: base, calldata and execution, each on cold storage as it would be alone in a block.
/// forge-config: default.isolate = true
contract GasTest is VillagerScene {
    StockVillager private _stock;

    /// @dev Somebody holds a token already and a day has passed: the first of all pays for counters, and whoever follows in
    /// the same second is spared a checkpoint.
    function setUp() public override {
        super.setUp();
        _stock = new StockVillager(address(authority));
        bytes4[] memory selectors = new bytes4[](2);
        (selectors[0], selectors[1]) = (StockVillager.mint.selector, StockVillager.mintBatch.selector);
        authority.setTargetFunctionRole(address(_stock), selectors, Roles.SALES);
        villager = new DigitalVillager(address(authority), address(treasury), _largeTerms());
        sale = new VillagerSale(address(authority), villager, treasury, 1_000);
        _assignRoles();
        _welcome(anna);
        vm.prank(desk);
        _stock.mint(anna, 1);
        vm.warp(NOW + 1 days);
        vm.roll(block.number + 1);
    }

    function test_mintingOneToANewHolderCostsAtMost178000() public {
        assertLe(_report("mint_1_new", _costOfMint(1), _costOfStock(1)), 178_000);
    }

    function test_mintingFiveToANewHolderCostsAtMost275000() public {
        assertLe(_report("mint_5_new", _costOfMint(5), _costOfStock(5)), 275_000);
    }

    function test_welcomingAHundredCostsAtMost127000Each() public {
        address[] memory residents = new address[](100);
        for (uint256 i = 0; i < residents.length; ++i) {
            residents[i] = _wallet(i);
        }

        vm.prank(council);
        sale.welcome(residents);
        uint256 ours = _lastCost() / residents.length;
        vm.prank(desk);
        _stock.mintBatch(residents);

        assertLe(_report("welcome_batch_100", ours, _lastCost() / residents.length), 127_000);
    }

    function _costOfMint(uint256 count) private returns (uint256) {
        _mint(ben, count);
        return _lastCost();
    }

    function _costOfStock(uint256 count) private returns (uint256) {
        vm.prank(desk);
        _stock.mint(ben, count);
        return _lastCost();
    }

    /// @dev In an isolated test a call is a transaction of its own, whose base and calldata are counted.
    function _lastCost() private view returns (uint256) {
        return vm.lastCallGas().gasTotalUsed;
    }

    function _report(string memory row, uint256 ours, uint256 stock) private returns (uint256) {
        emit log_named_uint(string.concat(row, " ours "), ours);
        emit log_named_uint(string.concat(row, " stock"), stock);
        return ours;
    }

    function _largeTerms() private pure returns (IDigitalVillager.Terms memory terms) {
        terms = _terms(ONE_TOKEN_ONE_VOTE);
        terms.maxSupply = 10_000;
    }
}
