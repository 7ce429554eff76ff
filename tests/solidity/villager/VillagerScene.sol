// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {Test} from "forge-std/Test.sol";

import {Roles} from "../../../contracts/charter/Roles.sol";
import {IVillageTreasury} from "../../../contracts/treasury/IVillageTreasury.sol";
import {VillageTreasury} from "../../../contracts/treasury/VillageTreasury.sol";
import {DigitalVillager} from "../../../contracts/villager/DigitalVillager.sol";
import {IDigitalVillager} from "../../../contracts/villager/IDigitalVillager.sol";
import {IVillagerSale} from "../../../contracts/villager/IVillagerSale.sol";
import {VillagerSale} from "../../../contracts/villager/VillagerSale.sol";

/// @notice A village with a villager token, a treasury and a sale desk, wired to one manager as at founding. `dao` stands
/// for the timelock, `desk` is a second account with SALES that mints without selling.
abstract contract VillagerScene is Test {
    uint256 internal constant MAX_SUPPLY = 100;
    uint256 internal constant RESERVE = 20;
    uint256 internal constant ONE_TOKEN_ONE_VOTE = type(uint256).max;
    address internal constant ETH = address(0);
    uint64 internal constant NOW = 1_700_000_000;
    uint128 internal constant PRICE = 0.03 ether;

    address internal immutable dao = makeAddr("dao");
    address internal immutable council = makeAddr("council");
    address internal immutable desk = makeAddr("desk");
    address internal immutable anna = makeAddr("anna");
    address internal immutable ben = makeAddr("ben");
    address internal immutable chiyo = makeAddr("chiyo");

    AccessManager internal authority;
    VillageTreasury internal treasury;
    DigitalVillager internal villager;
    VillagerSale internal sale;

    function setUp() public virtual {
        vm.warp(NOW);
        _found(ONE_TOKEN_ONE_VOTE);
    }

    /* THE VILLAGE */

    function _found(uint256 votesPerHolder) internal {
        authority = new AccessManager(address(this));
        treasury = new VillageTreasury(address(authority));
        villager = new DigitalVillager(address(authority), address(treasury), _terms(votesPerHolder));
        sale = new VillagerSale(address(authority), villager, treasury, RESERVE);
        _assignRoles();
        vm.prank(dao);
        treasury.listAsset(ETH);
    }

    function _terms(uint256 votesPerHolder) internal pure returns (IDigitalVillager.Terms memory) {
        return IDigitalVillager.Terms({
            name: unicode"山古志デジタル村民",
            symbol: "KOI",
            signingName: "Yamakoshi",
            maxSupply: MAX_SUPPLY,
            votesPerHolder: votesPerHolder,
            royaltyBps: 500,
            baseURI: "ipfs://villagers/"
        });
    }

    function _assignRoles() internal {
        _allow(address(villager), IDigitalVillager.mint.selector, Roles.SALES);
        _allow(address(villager), IDigitalVillager.mintBatch.selector, Roles.SALES);
        _allow(address(villager), IDigitalVillager.setBaseURI.selector, Roles.DAO);
        _allow(address(villager), IDigitalVillager.freezeBaseURI.selector, Roles.DAO);
        _allow(address(sale), IVillagerSale.addPhase.selector, Roles.DAO);
        _allow(address(sale), IVillagerSale.setAllowlist.selector, Roles.COUNCIL);
        _allow(address(sale), IVillagerSale.pause.selector, Roles.COUNCIL);
        _allow(address(sale), IVillagerSale.unpause.selector, Roles.COUNCIL);
        _allow(address(sale), IVillagerSale.welcome.selector, Roles.COUNCIL);
        _allow(address(treasury), IVillageTreasury.listAsset.selector, Roles.DAO);
        _allow(address(treasury), IVillageTreasury.delistAsset.selector, Roles.DAO);
        _allow(address(treasury), IVillageTreasury.openBudget.selector, Roles.DAO);
        _allow(address(treasury), IVillageTreasury.closeBudget.selector, Roles.DAO);
        _allow(address(treasury), IVillageTreasury.creditBudget.selector, Roles.SALES);
        authority.grantRole(Roles.DAO, dao, 0);
        authority.grantRole(Roles.COUNCIL, council, 0);
        authority.grantRole(Roles.COUNCIL, dao, 0);
        authority.grantRole(Roles.SALES, desk, 0);
        authority.grantRole(Roles.SALES, address(sale), 0);
    }

    function _allow(address target, bytes4 selector, uint64 role) internal {
        bytes4[] memory selectors = new bytes4[](1);
        selectors[0] = selector;
        authority.setTargetFunctionRole(target, selectors, role);
    }

    /* VILLAGERS */

    function _mint(address to, uint256 count) internal returns (uint256 firstId) {
        vm.prank(desk);
        return villager.mint(to, count);
    }

    function _mintBatch(address[] memory recipients) internal returns (uint256 firstId) {
        vm.prank(desk);
        return villager.mintBatch(recipients);
    }

    function _send(address from, address to, uint256 tokenId) internal {
        vm.prank(from);
        villager.transferFrom(from, to, tokenId);
    }

    function _delegate(address from, address to) internal {
        vm.prank(from);
        villager.delegate(to);
    }

    /// @dev Some wallet that is nobody in this scene and has no code.
    function _wallet(uint256 number) internal pure returns (address) {
        return vm.addr(uint256(keccak256(abi.encode("wallet", number))) >> 8);
    }

    /// @dev Any caller but the members of a role.
    function _assumeStranger(address caller) internal view {
        vm.assume(caller != dao && caller != council && caller != desk);
        vm.assume(caller != address(sale) && caller != address(authority));
    }

    /* THE SALE */

    /// @dev A public phase in ETH, of which nothing goes to a budget: opens in an hour, for a day.
    function _phaseTerms() internal view returns (IVillagerSale.Phase memory terms) {
        terms.name = "phase 1";
        terms.price = PRICE;
        terms.opens = uint64(block.timestamp + 1 hours);
        terms.closes = uint64(block.timestamp + 25 hours);
        terms.cap = 50;
        terms.walletLimit = 10;
    }

    function _add(IVillagerSale.Phase memory terms) internal returns (uint256) {
        vm.prank(dao);
        return sale.addPhase(terms);
    }

    /// @dev Adds a phase and lets it open.
    function _open(IVillagerSale.Phase memory terms) internal returns (uint256 phase) {
        phase = _add(terms);
        vm.warp(terms.opens);
    }

    function _openBudget(address asset) internal returns (uint256) {
        vm.prank(dao);
        return treasury.openBudget(asset, 0, uint64(block.timestamp + 365 days), "activity", address(0), 5_000);
    }

    function _closeBudget(uint256 budget) internal {
        vm.prank(dao);
        treasury.closeBudget(budget);
    }

    function _inBudget(uint256 budget) internal view returns (uint256) {
        return treasury.budget(budget).remainder;
    }

    /// @dev `recipient` buys for themselves in a public phase in ETH.
    function _buy(uint256 phase, uint256 count, address recipient) internal returns (uint256 firstId) {
        uint256 cost = sale.phase(phase).price * count;
        vm.deal(recipient, recipient.balance + cost);
        vm.prank(recipient);
        return sale.buy{value: cost}(phase, count, recipient, 0, new bytes32[](0));
    }

    function _welcome(address recipient) internal {
        address[] memory recipients = new address[](1);
        recipients[0] = recipient;
        vm.prank(council);
        sale.welcome(recipients);
    }
}
