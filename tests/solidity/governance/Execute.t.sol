// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";

import {GovernanceScene} from "./GovernanceScene.sol";

/// @dev Called by the timelock in the middle of an execution, it tries what it was told and remembers the outcome.
contract Meddler {
    address private _target;
    bytes private _data;
    uint256 public calls;
    bool public succeeded;
    bytes public answer;

    function remember(address target, bytes calldata data) external {
        (_target, _data) = (target, data);
    }

    receive() external payable {
        ++calls;
        (succeeded, answer) = _target.call(_data);
    }
}

contract ExecuteTest is GovernanceScene {
    /* FROM PASSED TO DONE */

    function test_aPassedProposalIsDoneAfterItsDelay() public {
        Proposal memory p = _pass(_draft(address(villager), abi.encodeCall(villager.setBaseURI, ("ipfs://next/"))));
        _assertState(IGovernor.ProposalState.Succeeded, p);

        _queue(p);
        _assertState(IGovernor.ProposalState.Queued, p);
        assertEq(block.timestamp + TIMELOCK, governor.proposalEta(p.id));

        vm.warp(governor.proposalEta(p.id));
        _execute(p);
        _assertState(IGovernor.ProposalState.Executed, p);
        assertEq("ipfs://next/1", villager.tokenURI(1));
    }

    function testFuzz_anybodyQueuesAndExecutesWhatPassed(address helper) public {
        Proposal memory p = _pass(_harmless());

        vm.startPrank(helper);
        _queue(p);
        skip(TIMELOCK);
        _execute(p);
        vm.stopPrank();

        _assertState(IGovernor.ProposalState.Executed, p);
    }

    function testFuzz_nothingIsExecutedBeforeItsDelayIsOver(uint256 wait) public {
        Proposal memory p = _passAndQueue(_harmless());
        bytes32 operation = _operation(p);
        skip(bound(wait, 0, TIMELOCK - 1));

        vm.expectRevert(
            abi.encodeWithSelector(
                TimelockController.TimelockUnexpectedOperationState.selector, operation, bytes32(uint256(4))
            )
        );
        _execute(p);
    }

    function test_nothingIsExecutedTwice() public {
        Proposal memory p = _carryOut(_harmless());

        vm.expectRevert(_wrongState(p, IGovernor.ProposalState.Executed, 32));
        _execute(p);
        vm.expectRevert(_wrongState(p, IGovernor.ProposalState.Executed, 16));
        _queue(p);
    }

    /// @dev Without the quorum, or without a majority, at no time ever after.
    function testFuzz_whatDidNotPassIsNeverDone(uint8 side, uint256 wait) public {
        Proposal memory p = _open(_harmless());
        _vote(p, ken, FOR);
        if (side % 3 != FOR) _vote(p, umi, side % 3);
        if (side % 3 == ABSTAIN) _vote(p, ichiro, AGAINST);
        vm.warp(governor.proposalDeadline(p.id) + 1 + bound(wait, 0, 5 * 365 days));

        vm.expectRevert(_wrongState(p, IGovernor.ProposalState.Defeated, 16));
        _queue(p);
        vm.expectRevert(_wrongState(p, IGovernor.ProposalState.Defeated, 32));
        _execute(p);
    }

    function test_whatWasNotQueuedIsNotExecuted() public {
        Proposal memory p = _pass(_harmless());

        vm.expectRevert(_wrongState(p, IGovernor.ProposalState.Succeeded, 32));
        _execute(p);
    }

    function test_otherActionsUnderTheSameTextAreAnotherProposal() public {
        Proposal memory p = _passAndQueue(_harmless());
        p.targets[0] = treasury;

        skip(TIMELOCK);
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorNonexistentProposal.selector, 0));
        _execute(p);
    }

    function test_whatFailsInTheMiddleIsNotDoneAtAll() public {
        Proposal memory p = _draft(address(villager), abi.encodeCall(villager.setBaseURI, ("ipfs://next/")));
        p = _and(p, address(villager), 0, abi.encodeCall(villager.burn, (1)));
        p = _passAndQueue(p);
        skip(TIMELOCK);

        vm.expectRevert();
        _execute(p);

        assertEq("ipfs://village/1", villager.tokenURI(1));
        _assertState(IGovernor.ProposalState.Queued, p);
    }

    /* MONEY */

    function test_theGovernorTakesNoMoneyAndNoToken() public {
        vm.deal(hana, 1 ether);
        vm.startPrank(hana);
        (bool sent,) = address(governor).call{value: 1 ether}("");
        assertFalse(sent);
        vm.expectRevert(IGovernor.GovernorDisabledDeposit.selector);
        villager.safeTransferFrom(hana, address(governor), 1);
        vm.stopPrank();
    }

    function testFuzz_moneyOnTheTimelockIsSpentByProposals(uint96 held, uint96 spent) public {
        vm.deal(hana, held);
        vm.prank(hana);
        (bool sent,) = address(timelock).call{value: held}("");
        assertTrue(sent);
        Proposal memory p = _and(_harmless(), treasury, spent, "");
        p = _passAndQueue(p);
        skip(TIMELOCK);

        if (spent > held) vm.expectRevert();
        _execute(p);

        assertEq(spent > held ? 0 : spent, treasury.balance);
        assertEq(spent > held ? held : held - spent, address(timelock).balance);
    }

    function test_moneySentWithTheExecutionPaysForIt() public {
        Proposal memory p = _passAndQueue(_and(_harmless(), treasury, 1 ether, ""));
        skip(TIMELOCK);
        vm.deal(umi, 3 ether);

        vm.prank(umi);
        governor.execute{value: 3 ether}(p.targets, p.values, p.calldatas, _hash(p));

        assertEq(1 ether, treasury.balance);
        assertEq(2 ether, address(timelock).balance);
    }

    /* IN THE MIDDLE OF ITSELF */

    function test_aProposalThatExecutesItselfIsDoneOnce() public {
        Meddler meddler = new Meddler();
        Proposal memory p = _passAndQueue(_draft(address(meddler), ""));
        meddler.remember(
            address(governor), abi.encodeCall(governor.execute, (p.targets, p.values, p.calldatas, _hash(p)))
        );
        skip(TIMELOCK);

        _execute(p);

        assertEq(1, meddler.calls());
        assertFalse(meddler.succeeded());
        assertEq(_wrongState(p, IGovernor.ProposalState.Executed, 32), meddler.answer());
    }

    function test_whomAProposalCallsGainsNoPowerOverTheSettings() public {
        Meddler meddler = new Meddler();
        bytes memory setting = abi.encodeCall(governor.setVotingDelay, (3 days));
        meddler.remember(address(governor), setting);
        Proposal memory p = _and(_draft(address(meddler), ""), address(governor), 0, setting);
        p = _passAndQueue(p);
        skip(TIMELOCK);

        _execute(p);

        assertFalse(meddler.succeeded());
        assertEq(abi.encodeWithSelector(IGovernor.GovernorOnlyExecutor.selector, address(meddler)), meddler.answer());
        assertEq(3 days, governor.votingDelay());
    }

    /// @dev Two passed proposals, one run inside the other: each does what it says, once.
    function test_aProposalRunInsideAnotherIsDoneOnce() public {
        Meddler meddler = new Meddler();
        Proposal memory inner = _propose(_draft(address(governor), abi.encodeCall(governor.setVotingDelay, (3 days))));
        Proposal memory outer = _draft(address(meddler), "");
        outer.description = string.concat("Outer.", _signed(hana));
        outer = _open(outer);
        _vote(inner, hana, FOR);
        _vote(outer, hana, FOR);
        vm.warp(governor.proposalDeadline(outer.id) + 1);
        _queue(inner);
        _queue(outer);
        meddler.remember(
            address(governor),
            abi.encodeCall(governor.execute, (inner.targets, inner.values, inner.calldatas, _hash(inner)))
        );
        skip(TIMELOCK);

        _execute(outer);

        assertTrue(meddler.succeeded());
        assertEq(3 days, governor.votingDelay());
        _assertState(IGovernor.ProposalState.Executed, inner);
        vm.expectRevert(_wrongState(inner, IGovernor.ProposalState.Executed, 32));
        _execute(inner);
    }
}
