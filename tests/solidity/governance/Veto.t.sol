// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";

import {Roles} from "../../../contracts/charter/Roles.sol";
import {VillageManaged} from "../../../contracts/charter/VillageManaged.sol";
import {IVillageGovernor} from "../../../contracts/governance/IVillageGovernor.sol";
import {GovernanceScene} from "./GovernanceScene.sol";

contract VetoTest is GovernanceScene {
    /// @dev Pending, Active, Succeeded, Queued, as the Governor's error lists them.
    uint256 private constant STOPPABLE = 1 + 2 + 16 + 32;

    /* WHEN */

    function test_theCouncilStopsAProposalAndSaysWhy() public {
        Proposal memory p = _propose(_harmless());

        vm.expectEmit(address(governor));
        emit IGovernor.ProposalCanceled(p.id);
        vm.expectEmit(address(governor));
        emit IVillageGovernor.ProposalVetoed(p.id, council, "It would sell the rice terraces.");
        vm.prank(council);
        uint256 id = governor.veto(p.targets, p.values, p.calldatas, _hash(p), "It would sell the rice terraces.");

        assertEq(p.id, id);
        _assertState(IGovernor.ProposalState.Canceled, p);
    }

    function test_anActiveProposalIsStopped() public {
        Proposal memory p = _open(_harmless());
        _veto(p, council);

        vm.expectRevert(_wrongState(p, IGovernor.ProposalState.Canceled, 2));
        _vote(p, hana, FOR);
    }

    function test_aPassedProposalIsStopped() public {
        Proposal memory p = _pass(_harmless());
        _veto(p, council);

        vm.expectRevert(_wrongState(p, IGovernor.ProposalState.Canceled, 16));
        _queue(p);
    }

    function testFuzz_aQueuedProposalIsStoppedInTheTimelockToo(uint256 wait) public {
        Proposal memory p = _passAndQueue(_harmless());
        skip(bound(wait, 0, TIMELOCK + 30 days));
        _veto(p, council);

        assertFalse(timelock.isOperation(_operation(p)));
        vm.expectRevert(_wrongState(p, IGovernor.ProposalState.Canceled, 32));
        _execute(p);
    }

    /// @dev A veto of what the voters refused would rewrite how it ended.
    function testFuzz_aDefeatedProposalStaysDefeated(uint256 wait) public {
        Proposal memory p = _open(_harmless());
        _vote(p, hana, AGAINST);
        vm.warp(governor.proposalDeadline(p.id) + bound(wait, 1, 365 days));

        _assertTooLate(p, IGovernor.ProposalState.Defeated);
    }

    function test_whatWasDoneOrStoppedStaysSo() public {
        Proposal memory p = _carryOut(_harmless());
        _assertTooLate(p, IGovernor.ProposalState.Executed);

        p.description = string.concat("Withdrawn.", _signed(hana));
        p = _propose(p);
        _cancel(p, hana);
        _assertTooLate(p, IGovernor.ProposalState.Canceled);

        p.description = string.concat("Vetoed.", _signed(hana));
        p = _propose(p);
        _veto(p, council);
        _assertTooLate(p, IGovernor.ProposalState.Canceled);
    }

    function test_aProposalThatDoesNotExistIsNotStopped() public {
        Proposal memory p = _harmless();

        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorNonexistentProposal.selector, 0));
        _veto(p, council);
    }

    /* WHO */

    function testFuzz_nobodyButTheCouncilStopsAProposal(address caller) public {
        vm.assume(caller != council && caller != address(timelock) && caller != address(manager));
        Proposal memory p = _propose(_harmless());

        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, caller));
        _veto(p, caller);
    }

    /// @dev Through the manager's `execute` the event would name the manager as the council.
    function test_theCouncilSpeaksForItselfAndNotThroughTheManager() public {
        Proposal memory p = _propose(_harmless());
        bytes memory data = abi.encodeCall(governor.veto, (p.targets, p.values, p.calldatas, _hash(p), "Hidden."));

        vm.prank(council);
        vm.expectRevert(VillageManaged.VillageManagedIndirectCall.selector);
        manager.execute(address(governor), data);

        _assertState(IGovernor.ProposalState.Pending, p);
    }

    /// @dev The DAO is a member of COUNCIL: the village may stop one of its proposals by another.
    function test_aPassedProposalStopsAnother() public {
        Proposal memory bad = _pass(_harmless());
        Proposal memory stop = _draft(
            address(governor),
            abi.encodeCall(governor.veto, (bad.targets, bad.values, bad.calldatas, _hash(bad), "We thought again."))
        );
        stop.description = string.concat("Stop it.", _signed(hana));
        _carryOut(stop);

        _assertState(IGovernor.ProposalState.Canceled, bad);
    }

    /* THE COUNCIL'S OWN */

    /// @dev The attack: a council that vetoes its dismissal stays for ever.
    function test_theCouncilIsDismissedAgainstItsWill() public {
        Proposal memory p = _dismissal();
        p = _propose(p);
        _assertProtected(p);
        vm.warp(governor.proposalSnapshot(p.id) + 1);
        _assertProtected(p);
        _vote(p, hana, FOR);
        vm.warp(governor.proposalDeadline(p.id) + 1);
        _assertProtected(p);
        _queue(p);
        _assertProtected(p);
        vm.warp(governor.proposalEta(p.id));
        _execute(p);

        (bool still,) = manager.hasRole(Roles.COUNCIL, council);
        (bool now_,) = manager.hasRole(Roles.COUNCIL, stranger);
        assertFalse(still);
        assertTrue(now_);
        Proposal memory next = _harmless();
        next = _propose(next);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, council));
        _veto(next, council);
        _veto(next, stranger);
    }

    function testFuzz_anyChangeOfTheCouncilIsProtected(address[5] memory accounts, uint8 kinds) public {
        Proposal memory p = _draft(address(manager), _change(accounts[0], kinds & 1 == 0));
        for (uint256 i = 1; i < accounts.length; ++i) {
            p = _and(p, address(manager), 0, _change(accounts[i], (kinds >> i) & 1 == 0));
        }

        _assertProtected(_propose(p));
    }

    /// @dev The attack: anything else travels in the company of a change of the council.
    function testFuzz_oneOtherActionOpensAProposalToVeto(
        uint256 place,
        address target,
        uint256 value,
        bytes memory data
    ) public {
        vm.assume(target != address(manager));
        Proposal memory p = _dismissal();
        place = bound(place, 0, p.targets.length);
        p = _and(p, target, value, data);
        // The last goes to its place, and what stood there to the end.
        uint256 last = p.targets.length - 1;
        (p.targets[place], p.targets[last]) = (p.targets[last], p.targets[place]);
        (p.values[place], p.values[last]) = (p.values[last], p.values[place]);
        (p.calldatas[place], p.calldatas[last]) = (p.calldatas[last], p.calldatas[place]);

        _assertStopped(p);
    }

    /// @dev One bit anywhere but in the account's twenty bytes makes it another call.
    function testFuzz_oneBitMakesItAnotherCall(uint256 bit, bool grant, address account) public {
        bytes memory data = _change(account, grant);
        bit = bound(bit, 0, data.length * 8 - 1);
        uint256 place = bit / 8;
        vm.assume(place < 48 || place >= 68);
        data[place] ^= bytes1(uint8(1 << (bit % 8)));

        _assertStopped(_draft(address(manager), data));
    }

    function testFuzz_anotherLengthMakesItAnotherCall(uint256 length, bool grant, address account) public {
        bytes memory whole = _change(account, grant);
        length = bound(length, 0, 200);
        vm.assume(length != whole.length);
        bytes memory data = new bytes(length);
        for (uint256 i = 0; i < length; ++i) {
            data[i] = i < whole.length ? whole[i] : bytes1(0);
        }

        _assertStopped(_draft(address(manager), data));
    }

    function testFuzz_anotherRoleIsNoChangeOfTheCouncil(uint64 role, address account, bool grant) public {
        vm.assume(role != Roles.COUNCIL);
        _assertStopped(
            _draft(
                address(manager),
                grant
                    ? abi.encodeCall(manager.grantRole, (role, account, 0))
                    : abi.encodeCall(manager.revokeRole, (role, account))
            )
        );
    }

    /// @dev A council that must wait before it acts is not what "grant" says; dismissing it needs no delay.
    function testFuzz_aGrantWithADelayIsOpenToVeto(uint32 delay, address account) public {
        vm.assume(delay != 0);
        _assertStopped(_draft(address(manager), abi.encodeCall(manager.grantRole, (Roles.COUNCIL, account, delay))));
    }

    function testFuzz_moneyIsNoChangeOfTheCouncil(uint256 value) public {
        vm.assume(value != 0);
        Proposal memory p = _dismissal();
        p.values[1] = value;

        _assertStopped(p);
    }

    function test_aChangeElsewhereOrWrappedIsOpenToVeto() public {
        _assertStopped(_draft(address(new AccessManager(stranger)), _change(council, false)));

        bytes[] memory calls = new bytes[](1);
        calls[0] = _change(council, false);
        _assertStopped(_draft(address(manager), abi.encodeCall(manager.multicall, (calls))));
        _assertStopped(
            _draft(address(manager), abi.encodeCall(manager.execute, (address(manager), _change(council, false))))
        );
        _assertStopped(_draft(address(manager), abi.encodeCall(manager.renounceRole, (Roles.COUNCIL, council))));
    }

    /* INSIDE */

    /// @dev The council goes, a stranger comes.
    function _dismissal() private view returns (Proposal memory p) {
        p = _draft(address(manager), _change(council, false));
        return _and(p, address(manager), 0, _change(stranger, true));
    }

    function _change(address account, bool grant) private view returns (bytes memory) {
        return grant
            ? abi.encodeCall(manager.grantRole, (Roles.COUNCIL, account, 0))
            : abi.encodeCall(manager.revokeRole, (Roles.COUNCIL, account));
    }

    function _assertProtected(Proposal memory p) private {
        vm.expectRevert(abi.encodeWithSelector(IVillageGovernor.VillageGovernorVetoOfCouncilChange.selector, p.id));
        _veto(p, council);
    }

    function _assertStopped(Proposal memory p) private {
        p = _propose(p);
        _veto(p, council);
        _assertState(IGovernor.ProposalState.Canceled, p);
    }

    function _assertTooLate(Proposal memory p, IGovernor.ProposalState current) private {
        vm.expectRevert(_wrongState(p, current, STOPPABLE));
        _veto(p, council);
        _assertState(current, p);
    }
}
