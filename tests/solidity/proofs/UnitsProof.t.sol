// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {Test} from "forge-std/Test.sol";

import {DigitalVillager} from "../../../contracts/villager/DigitalVillager.sol";
import {IDigitalVillager} from "../../../contracts/villager/IDigitalVillager.sol";

/// @notice Proofs (`make halmos`) that votes are neither made nor lost, whatever `votesPerHolder` is and whoever receives:
/// the votes of all delegates together are the units of all holders and the total, after any one act in a small village.
/// @dev Anna has tokens 1 to 3 and lets Chiyo vote; Ben has 4 and votes himself; the treasury has 5. `guest` is anybody:
/// one of them, or whatever other address. Nobody ever has more than five tokens here, so that the five villages, with
/// caps of 1 to 4 and without, are all there can be.
contract UnitsProof is Test {
    uint256 private constant NOW = 1_900_000_000;
    address private constant ANNA = address(0xA1);
    address private constant BEN = address(0xB2);
    address private constant CHIYO = address(0xC3);
    address private constant TREASURY = address(0xD4);

    AccessManager private _authority;
    DigitalVillager[5] private _villages;
    DigitalVillager private _villager;

    function setUp() public {
        vm.warp(NOW);
        _authority = new AccessManager(address(this));
        uint256[5] memory caps = [1, 2, 3, 4, type(uint256).max];
        for (uint256 i = 0; i < caps.length; ++i) {
            _villages[i] = _found(caps[i]);
        }
    }

    function check_mintingConserves(uint256 village, address guest) public {
        _enter(village);
        guest = _person(guest);

        _villager.mint(guest, 2);

        _assertInBalance(guest);
    }

    function check_welcomingConserves(uint256 village, address guest) public {
        _enter(village);
        guest = _person(guest);
        address[] memory recipients = new address[](3);
        (recipients[0], recipients[1], recipients[2]) = (guest, BEN, guest);

        _villager.mintBatch(recipients);

        _assertInBalance(guest);
    }

    function check_transferConserves(uint256 village, uint256 id, address guest) public {
        _enter(village);
        guest = _person(guest);
        // Anna's three are alike.
        id = _pick(id, 3) + 2;
        address owner = _villager.ownerOf(id);

        vm.prank(owner);
        _villager.transferFrom(owner, guest, id);

        assert(_villager.ownerOf(id) == guest);
        _assertInBalance(guest);
    }

    function check_burningConserves(uint256 village, uint256 id) public {
        _enter(village);
        id = _pick(id, 5);

        vm.prank(_villager.ownerOf(id));
        _villager.burn(id);

        assert(_villager.totalSupply() == 4);
        _assertInBalance(TREASURY);
    }

    function check_delegatingConserves(uint256 village, uint256 who, address guest) public {
        _enter(village);
        if (guest != address(0)) guest = _person(guest);
        address[4] memory people = [ANNA, BEN, CHIYO, TREASURY];

        vm.prank(people[_pick(who, people.length) - 1]);
        _villager.delegate(guest);

        _assertInBalance(guest);
    }

    /* INSIDE */

    /// @dev A number from 1 to `most`, each in a path of its own.
    function _pick(uint256 number, uint256 most) private pure returns (uint256) {
        for (uint256 i = 1; i <= most; ++i) {
            if (i == number) return i;
        }
        vm.assume(false);
        return 0;
    }

    function _enter(uint256 village) private {
        _villager = _villages[_pick(village, _villages.length) - 1];
    }

    function _found(uint256 votesPerHolder) private returns (DigitalVillager founded) {
        founded = new DigitalVillager(
            address(_authority),
            TREASURY,
            IDigitalVillager.Terms({
                name: "Villager",
                symbol: "KOI",
                signingName: "Villager",
                maxSupply: 20,
                votesPerHolder: votesPerHolder,
                royaltyBps: 0,
                baseURI: ""
            })
        );
        founded.mint(ANNA, 3);
        founded.mint(BEN, 1);
        founded.mint(TREASURY, 1);
        vm.prank(ANNA);
        founded.delegate(CHIYO);
    }

    /// @dev One of the people, or somebody new and without code, each in a path of its own.
    function _person(address guest) private view returns (address) {
        address[4] memory people = [ANNA, BEN, CHIYO, TREASURY];
        for (uint256 i = 0; i < people.length; ++i) {
            if (guest == people[i]) return people[i];
        }
        vm.assume(guest != address(0));
        vm.assume(guest.code.length == 0);
        return guest;
    }

    function _assertInBalance(address guest) private {
        address[4] memory people = [ANNA, BEN, CHIYO, TREASURY];
        uint256 votes = 0;
        uint256 units = 0;
        bool known = guest == address(0);
        for (uint256 i = 0; i < people.length; ++i) {
            votes += _villager.getVotes(people[i]);
            units += _unitsOf(people[i]);
            known = known || guest == people[i];
        }
        if (!known) {
            votes += _villager.getVotes(guest);
            units += _unitsOf(guest);
        }
        vm.warp(NOW + 1);

        assert(votes == units);
        assert(_villager.getPastTotalSupply(NOW) == units);
    }

    /// @dev By the rule, not by what the contract answers.
    function _unitsOf(address account) private view returns (uint256) {
        if (account == TREASURY) return 0;
        uint256 balance = _villager.balanceOf(account);
        uint256 cap = _villager.votesPerHolder();
        return balance < cap ? balance : cap;
    }
}
