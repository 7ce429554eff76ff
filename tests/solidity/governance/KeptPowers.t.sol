// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";

import {Roles} from "../../../contracts/charter/Roles.sol";
import {IVillageGovernor} from "../../../contracts/governance/IVillageGovernor.sol";
import {VillageTimelock} from "../../../contracts/governance/VillageTimelock.sol";
import {GovernanceScene} from "./GovernanceScene.sol";

/// @dev Whatever one passed proposal asks of the manager, and whatever a stranger then does with what it gave them: the
/// village goes on deciding, rules its contracts, and dismisses and appoints its council against the old one's will. Each
/// proposal here but the harmless ones did lock the village out, for good or for a century, before the timelock looked.
contract KeptPowersTest is GovernanceScene {
    uint64 private constant ADMIN = 0;
    uint64 private constant OTHER = 99;
    uint64 private constant PUBLIC = type(uint64).max;
    uint32 private constant CENTURY = 36_525 days;

    uint256 private _title;

    /* GIVING UP ITS OWN POWERS */

    function test_theVillageCannotGiveUpItsPowers() public {
        for (uint64 role = ADMIN; role <= Roles.DAO; ++role) {
            _refusedAsLoss(abi.encodeCall(manager.revokeRole, (role, address(timelock))));
        }
        _assertTheVillageGoesOn();
    }

    function test_theVillageCannotRenounceItsPowers() public {
        for (uint64 role = ADMIN; role <= Roles.DAO; ++role) {
            _refusedAsCall(abi.encodeCall(manager.renounceRole, (role, address(timelock))));
        }
        _assertTheVillageGoesOn();
    }

    /// forge-config: default.fuzz.runs = 24
    function testFuzz_theVillageCannotPutADelayOnItsPowers(uint32 delay) public {
        delay = uint32(bound(delay, 1, type(uint32).max));
        _refusedAsLoss(abi.encodeCall(manager.grantRole, (Roles.DAO, address(timelock), delay)));
        _refusedAsAdmin(abi.encodeCall(manager.grantRole, (ADMIN, address(timelock), delay)));

        _assertTheVillageGoesOn();
    }

    /// @dev Another ADMIN could take it from the village at any later time, outside of any proposal.
    /// forge-config: default.fuzz.runs = 24
    function testFuzz_nobodyElseBecomesAdmin(address account, uint32 delay) public {
        _refusedAsAdmin(abi.encodeCall(manager.grantRole, (ADMIN, account, delay)));
        _refusedAsAdmin(abi.encodeCall(manager.grantRole, (ADMIN, stranger, 0)));

        _assertTheVillageGoesOn();
    }

    function test_whatIsLostInTheMiddleMayComeBackBeforeTheEnd() public {
        Proposal memory p = _draft(address(manager), abi.encodeCall(manager.revokeRole, (Roles.DAO, address(timelock))));
        p = _and(p, address(manager), 0, abi.encodeCall(manager.grantRole, (Roles.DAO, address(timelock), 0)));
        _carryOut(p);

        _assertTheVillageGoesOn();
    }

    /* WHO RULES A ROLE, AND WHEN */

    /// @dev Then a stranger would say who the council is, or take DAO back each time.
    function test_noRoleGetsAnotherRuler() public {
        _refusedAsCall(abi.encodeCall(manager.setRoleAdmin, (Roles.COUNCIL, OTHER)));
        _refusedAsCall(abi.encodeCall(manager.setRoleAdmin, (Roles.DAO, PUBLIC)));
        _assertTheVillageGoesOn();
    }

    function test_noRoleGetsAGuardian() public {
        _refusedAsCall(abi.encodeCall(manager.setRoleGuardian, (Roles.DAO, PUBLIC)));
        _assertTheVillageGoesOn();
    }

    /// @dev It would show nowhere for five days, then hold every new council off for a century; and so would its end.
    /// forge-config: default.fuzz.runs = 24
    function testFuzz_noGrantWaits(uint64 role, uint32 delay) public {
        _refusedAsCall(abi.encodeCall(manager.setGrantDelay, (role, delay)));
        _refusedAsCall(abi.encodeCall(manager.setGrantDelay, (Roles.COUNCIL, CENTURY)));
        _assertTheVillageGoesOn();
    }

    /// @dev With the token closed in the same breath, it could not be opened for a century.
    function test_noContractIsClosedForACentury() public {
        Proposal memory p = _draft(address(manager), abi.encodeCall(manager.setTargetClosed, (address(villager), true)));
        p = _and(
            p, address(manager), 0, abi.encodeCall(manager.setTargetAdminDelay, (address(villager), type(uint32).max))
        );
        _refused(p, _call(manager.setTargetAdminDelay.selector));

        _assertTheVillageGoesOn();
    }

    /* THE VETO */

    /// @dev Whoever had it could not be dismissed as a council can, and would stop every proposal that takes it back.
    /// forge-config: default.fuzz.runs = 24
    function testFuzz_theVetoStaysTheCouncils(uint64 role) public {
        bytes4[] memory veto = new bytes4[](1);
        veto[0] = IVillageGovernor.veto.selector;
        vm.assume(role != Roles.COUNCIL);
        _refusedAsLoss(abi.encodeCall(manager.setTargetFunctionRole, (address(governor), veto, role)));
        _refusedAsLoss(abi.encodeCall(manager.setTargetFunctionRole, (address(governor), veto, PUBLIC)));

        _assertTheVillageGoesOn();
    }

    /* ROUND ABOUT */

    function test_nothingIsHiddenInAnotherCall() public {
        bytes memory inner = abi.encodeCall(manager.grantRole, (ADMIN, stranger, 0));
        bytes[] memory several = new bytes[](1);
        several[0] = inner;
        _refusedAsCall(abi.encodeCall(manager.multicall, (several)));
        _refusedAsCall(abi.encodeCall(manager.execute, (address(manager), inner)));
        _refusedAsCall(abi.encodeCall(manager.schedule, (address(manager), inner, 0)));
        _refused(_titled(address(manager), ""), _call(0));
        _refused(_titled(address(manager), hex"25c471"), _call(0x25c47100));

        _assertTheVillageGoesOn();
    }

    /// @dev The role's number is as wide as the manager reads it: dirty bits hide nothing.
    function test_dirtyBitsHideNothing() public {
        bytes memory dirty = abi.encodeCall(manager.grantRole, (ADMIN, stranger, 0));
        dirty[4] = 0x01;
        Proposal memory p = _passAndQueue(_titled(address(manager), dirty));
        vm.warp(governor.proposalEta(p.id));
        vm.expectRevert();
        _execute(p);

        _assertTheVillageGoesOn();
    }

    /* WHAT STAYS THE VILLAGE'S TO DECIDE */

    function test_theVillageStillRulesItsRolesAndContracts() public {
        bytes4[] memory base = new bytes4[](1);
        base[0] = villager.setBaseURI.selector;
        Proposal memory p = _draft(address(manager), abi.encodeCall(manager.labelRole, (OTHER, "PRINTER")));
        p = _and(p, address(manager), 0, abi.encodeCall(manager.grantRole, (OTHER, stranger, 0)));
        p = _and(p, address(manager), 0, abi.encodeCall(manager.grantRole, (Roles.DAO, stranger, 0)));
        p = _and(p, address(manager), 0, abi.encodeCall(manager.revokeRole, (Roles.DAO, stranger)));
        p = _and(
            p, address(manager), 0, abi.encodeCall(manager.setTargetFunctionRole, (address(villager), base, OTHER))
        );
        p = _and(p, address(manager), 0, abi.encodeCall(manager.setTargetClosed, (desk, true)));
        _carryOut(p);

        vm.prank(stranger);
        villager.setBaseURI("ipfs://printed/");
        assertTrue(manager.isTargetClosed(desk));
        _assertTheVillageGoesOn();
    }

    /// forge-config: default.fuzz.runs = 24
    function testFuzz_theVillageGrantsARoleOfAnyNumber(uint64 role) public {
        role = uint64(bound(role, type(uint32).max, PUBLIC - 1));
        _carryOut(_titled(address(manager), abi.encodeCall(manager.grantRole, (role, stranger, 0))));

        (bool has,) = manager.hasRole(role, stranger);
        assertTrue(has);
    }

    /// @dev A council with a delay, or that lost the village's own seat, is put right by a proposal it cannot veto.
    /// forge-config: default.fuzz.runs = 24
    function testFuzz_aCouncilWithADelayIsPutRight(uint32 delay) public {
        _carryOut(_titled(address(manager), abi.encodeCall(manager.grantRole, (Roles.COUNCIL, council, delay))));
        _carryOut(_titled(address(manager), abi.encodeCall(manager.revokeRole, (Roles.COUNCIL, address(timelock)))));

        _assertTheVillageGoesOn();
    }

    /* ANYTHING */

    function testFuzz_nothingAProposalAsksOfTheManagerLocksTheVillageOut(
        uint8[4] memory which,
        uint256[4] memory a,
        uint256[4] memory b,
        uint256[4] memory c
    ) public {
        Proposal memory p;
        p.description = string.concat("Mischief.", _signed(hana));
        for (uint256 i = 0; i < 4; ++i) {
            p = _and(p, address(manager), 0, _anyCall(which[i], a[i], b[i], c[i]));
        }
        p = _passAndQueue(p);
        vm.warp(governor.proposalEta(p.id));
        try governor.execute(p.targets, p.values, p.calldatas, _hash(p)) {} catch {}

        _assertTheVillageGoesOn();
    }

    /* INSIDE */

    function _anyCall(uint256 which, uint256 a, uint256 b, uint256 c) private view returns (bytes memory) {
        uint64 role = a % 4 == 3 ? OTHER : uint64(a % 4);
        address account = [address(timelock), stranger, council, address(governor)][b % 4];
        uint32 delay = c % 2 == 0 ? 0 : uint32(c);
        which %= 10;
        if (which == 0) return abi.encodeCall(manager.grantRole, (role, account, delay));
        if (which == 1) return abi.encodeCall(manager.revokeRole, (role, account));
        if (which == 2) return abi.encodeCall(manager.renounceRole, (role, address(timelock)));
        if (which == 3) return abi.encodeCall(manager.setRoleAdmin, (role, uint64(c % 100)));
        if (which == 4) return abi.encodeCall(manager.setGrantDelay, (role, delay));
        if (which == 5) return abi.encodeCall(manager.setTargetAdminDelay, (account, delay));
        if (which == 6) return abi.encodeCall(manager.setTargetClosed, (account, c % 2 == 0));
        if (which == 7) return abi.encodeCall(manager.setRoleGuardian, (role, uint64(c % 100)));
        if (which == 8) return abi.encodeCall(manager.updateAuthority, (account, stranger));
        bytes4[] memory veto = new bytes4[](1);
        veto[0] = IVillageGovernor.veto.selector;
        return abi.encodeCall(manager.setTargetFunctionRole, (account, veto, role));
    }

    /// @dev A first proposal dismisses the council against its will and appoints another; the next ones rule the manager;
    /// then the new council vetoes, and the old one cannot. A stranger tries all that could stop them, at every step.
    function _assertTheVillageGoesOn() private {
        address next = makeAddr("the next council");
        Proposal memory change = _titled(address(manager), abi.encodeCall(manager.revokeRole, (Roles.COUNCIL, council)));
        change = _and(change, address(manager), 0, abi.encodeCall(manager.revokeRole, (Roles.COUNCIL, stranger)));
        change = _and(change, address(manager), 0, abi.encodeCall(manager.grantRole, (Roles.COUNCIL, next, 0)));
        _goThrough(change);

        bytes4[] memory base = new bytes4[](1);
        base[0] = villager.setBaseURI.selector;
        Proposal memory rule = _titled(
            address(manager), abi.encodeCall(manager.setTargetFunctionRole, (address(villager), base, Roles.DAO))
        );
        rule = _and(rule, address(manager), 0, abi.encodeCall(manager.setTargetClosed, (address(villager), false)));
        rule = _and(rule, address(manager), 0, abi.encodeCall(manager.setTargetClosed, (address(governor), false)));
        _goThrough(rule);
        _goThrough(_titled(address(villager), abi.encodeCall(villager.setBaseURI, ("ipfs://next/"))));
        assertEq("ipfs://next/1", villager.tokenURI(1));

        Proposal memory bad = _propose(_titled(stranger, ""));
        _tryToVeto(bad, council);
        _assertState(IGovernor.ProposalState.Pending, bad);
        _veto(bad, next);
        _assertState(IGovernor.ProposalState.Canceled, bad);
    }

    function _goThrough(Proposal memory p) private {
        p = _propose(p);
        _strangerTriesEverything(p);
        _tryToVeto(p, council);
        vm.warp(governor.proposalSnapshot(p.id) + 1);
        _vote(p, hana, FOR);
        _strangerTriesEverything(p);
        vm.warp(governor.proposalDeadline(p.id) + 1);
        _queue(p);
        _strangerTriesEverything(p);
        vm.warp(governor.proposalEta(p.id));
        _strangerTriesEverything(p);
        _execute(p);
        _assertState(IGovernor.ProposalState.Executed, p);
    }

    function _strangerTriesEverything(Proposal memory p) private {
        vm.startPrank(stranger);
        for (uint64 role = ADMIN; role <= Roles.DAO; ++role) {
            _ignore(abi.encodeCall(manager.revokeRole, (role, address(timelock))));
        }
        _ignore(abi.encodeCall(manager.setGrantDelay, (Roles.COUNCIL, CENTURY)));
        vm.stopPrank();
        _tryToVeto(p, stranger);
    }

    function _ignore(bytes memory data) private {
        (bool done,) = address(manager).call(data);
        done;
    }

    function _tryToVeto(Proposal memory p, address who) private {
        vm.prank(who);
        try governor.veto(p.targets, p.values, p.calldatas, _hash(p), "No.") {} catch {}
    }

    /* REFUSALS */

    function _refusedAsLoss(bytes memory data) private {
        _refused(_titled(address(manager), data), abi.encodePacked(VillageTimelock.VillageTimelockPowerLost.selector));
    }

    function _refusedAsAdmin(bytes memory data) private {
        _refused(_titled(address(manager), data), abi.encodePacked(VillageTimelock.VillageTimelockAdminAlone.selector));
    }

    function _refusedAsCall(bytes memory data) private {
        _refused(_titled(address(manager), data), _call(bytes4(data)));
    }

    function _call(bytes4 selector) private pure returns (bytes memory) {
        return abi.encodeWithSelector(VillageTimelock.VillageTimelockNotAsked.selector, selector);
    }

    function _refused(Proposal memory p, bytes memory words) private {
        p = _passAndQueue(p);
        vm.warp(governor.proposalEta(p.id));
        vm.expectRevert(words);
        _execute(p);
    }

    function _titled(address target, bytes memory data) private returns (Proposal memory p) {
        p = _draft(target, data);
        p.description = string.concat("Motion ", vm.toString(++_title), _signed(hana));
    }
}
