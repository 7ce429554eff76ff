// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";

import {IVillageGovernor} from "../../../contracts/governance/IVillageGovernor.sol";
import {VillageGovernor} from "../../../contracts/governance/VillageGovernor.sol";
import {GovernanceScene} from "./GovernanceScene.sol";
import {PaperElectorate} from "./PaperElectorate.sol";

contract ProposeTest is GovernanceScene {
    function test_proposalsAreNumberedFromOne() public {
        assertEq(0, governor.latestProposalId());

        for (uint256 number = 1; number < 4; ++number) {
            Proposal memory p = _harmless();
            p.description = string.concat(vm.toString(number), _signed(hana));

            assertEq(number, _propose(p).id);
            assertEq(number, governor.latestProposalId());
            assertEq(number, governor.getProposalId(p.targets, p.values, p.calldatas, _hash(p)));
        }
    }

    function test_aProposalKeepsItsDates() public {
        Proposal memory p = _propose(_harmless());

        assertEq(block.timestamp + DELAY, governor.proposalSnapshot(p.id));
        assertEq(block.timestamp + DELAY + PERIOD, governor.proposalDeadline(p.id));
        assertEq(hana, governor.proposalProposer(p.id));
        assertTrue(governor.proposalNeedsQueuing(p.id));
        _assertState(IGovernor.ProposalState.Pending, p);
    }

    function test_aProposalWithoutAnActionIsRefused() public {
        Proposal memory p = _harmless();
        vm.prank(hana);
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorInvalidProposalLength.selector, 0, 0, 0));
        governor.propose(new address[](0), new uint256[](0), new bytes[](0), p.description);
    }

    function test_theSameProposalCannotBeMadeTwice() public {
        Proposal memory p = _propose(_harmless());

        vm.prank(hana);
        vm.expectRevert(_wrongState(p, IGovernor.ProposalState.Pending, 0));
        governor.propose(p.targets, p.values, p.calldatas, p.description);
    }

    /* NOT BEFORE ITS TIME */

    function testFuzz_nothingIsProposedBeforeTheDateTheVillageSet(uint48 opens, uint48 now_) public {
        opens = uint48(bound(opens, block.timestamp, block.timestamp + 365 days));
        now_ = uint48(bound(now_, block.timestamp, block.timestamp + 365 days));
        IVillageGovernor.Terms memory terms = _terms();
        terms.proposalsOpenFrom = opens;
        (, governor) = _found(villager, terms);
        vm.warp(now_);
        Proposal memory p = _harmless();

        vm.prank(hana);
        if (now_ < opens) {
            vm.expectRevert(abi.encodeWithSelector(IVillageGovernor.VillageGovernorNotOpenYet.selector, opens));
        }
        governor.propose(p.targets, p.values, p.calldatas, p.description);

        assertEq(now_ < opens ? 0 : 1, governor.latestProposalId());
    }

    function test_theVillageOpensAtTheVerySecond() public {
        IVillageGovernor.Terms memory terms = _terms();
        terms.proposalsOpenFrom = uint48(block.timestamp);
        (, governor) = _found(villager, terms);

        assertEq(1, _propose(_harmless()).id);
    }

    /* SIGNED DESCRIPTIONS */

    function testFuzz_aDescriptionEndsInItsSendersAddress(string memory text, address other) public {
        vm.assume(other != hana);

        _assertRefused(text);
        _assertRefused(string.concat(text, _signed(other)));
        _assertRefused(string.concat(text, _signed(hana), "\n"));
        _assertRefused(string.concat(_signed(hana), text, " "));
        assertEq(1, _proposeText(string.concat(text, _signed(hana))));
    }

    function test_aMalformedEndingIsRefused() public {
        string memory address_ = Strings.toChecksumHexString(hana);
        _assertRefused("");
        _assertRefused(address_);
        _assertRefused(string.concat("# A motion", address_));
        _assertRefused(string.concat("# A motion !proposer=", address_));
        _assertRefused(string.concat("# A motion $proposer=", address_));
        _assertRefused(string.concat("# A motion #proposer:", address_));
        _assertRefused(string.concat("# A motion #Proposer=", address_));
        _assertRefused("# A motion #proposer=0x12345678901234567890123456789012345678zz");
        _assertRefused("# A motion #proposer=0x1234");
        // 42 digits and no 0x in front.
        _assertRefused("# A motion #proposer=000000000000000000000000000000000000000000");
    }

    function test_smallAndCapitalLettersOfTheAddressAreOne() public {
        assertEq(1, _proposeText(string.concat("Small.#proposer=", Strings.toHexString(hana))));
        assertEq(2, _proposeText(string.concat("Mixed.#proposer=", Strings.toChecksumHexString(hana))));
        assertEq(3, _proposeText(string.concat("#proposer=", Strings.toHexString(hana))));
    }

    /// @dev The attack: whoever sees a proposal on its way sends it first, is its proposer, and cancels it.
    function testFuzz_nobodyCopiesAProposalToCancelIt(uint256 units) public {
        Proposal memory p = _harmless();
        vm.prank(desk);
        villager.mint(stranger, bound(units, 1, 500));
        skip(1);

        vm.startPrank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorRestrictedProposer.selector, stranger));
        governor.propose(p.targets, p.values, p.calldatas, p.description);
        vm.stopPrank();

        p = _propose(p);
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorUnableToCancel.selector, p.id, stranger));
        _cancel(p, stranger);
        _assertState(IGovernor.ProposalState.Pending, p);
    }

    /* WHO MAY PROPOSE */

    function test_whoHasNoUnitCannotPropose() public {
        _assertTooFew(governor, stranger, 0, 1);
    }

    function test_unitsOfThisVerySecondDoNotCount() public {
        vm.prank(desk);
        villager.mint(stranger, 50);

        _assertTooFew(governor, stranger, 0, 1);
    }

    function testFuzz_aProposerNeedsTheThreshold(uint256 held, uint256 threshold) public {
        PaperElectorate paper = new PaperElectorate();
        held = bound(held, 0, 10_000);
        paper.give(stranger, held);
        paper.give(hana, 10_000 - held);
        skip(1);
        IVillageGovernor.Terms memory terms = _terms();
        terms.proposalThreshold = threshold = bound(threshold, 1, 100);
        (, VillageGovernor mouth) = _found(paper, terms);

        if (held < threshold) {
            _assertTooFew(mouth, stranger, held, threshold);
        } else {
            vm.prank(stranger);
            assertEq(1, mouth.propose(new address[](1), new uint256[](1), new bytes[](1), _signed(stranger)));
        }
    }

    /// @dev Certificates lapse, villagers leave: a threshold nobody reaches any more would end all proposals.
    function testFuzz_theThresholdFollowsWhenTheUnitsFall(uint256 left) public {
        PaperElectorate paper = new PaperElectorate();
        paper.give(hana, 10_000);
        skip(1);
        IVillageGovernor.Terms memory terms = _terms();
        terms.proposalThreshold = 100;
        (, VillageGovernor mouth) = _found(paper, terms);
        assertEq(100, mouth.proposalThreshold());

        left = bound(left, 1, 20_000);
        if (left < 10_000) paper.take(hana, 10_000 - left);
        else paper.give(hana, left - 10_000);
        skip(1);

        uint256 expected = left < 200 ? 1 : left > 10_000 ? 100 : left / 100;
        assertEq(expected, mouth.proposalThreshold());
        vm.prank(hana);
        assertEq(1, mouth.propose(new address[](1), new uint256[](1), new bytes[](1), _signed(hana)));
    }

    /* INSIDE */

    function _proposeText(string memory text) private returns (uint256) {
        Proposal memory p = _harmless();
        p.description = text;
        return _propose(p).id;
    }

    function _assertRefused(string memory text) private {
        Proposal memory p = _harmless();
        vm.prank(hana);
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorRestrictedProposer.selector, hana));
        governor.propose(p.targets, p.values, p.calldatas, text);
    }

    function _assertTooFew(VillageGovernor mouth, address proposer, uint256 held, uint256 threshold) private {
        vm.prank(proposer);
        vm.expectRevert(
            abi.encodeWithSelector(IGovernor.GovernorInsufficientProposerVotes.selector, proposer, held, threshold)
        );
        mouth.propose(new address[](1), new uint256[](1), new bytes[](1), _signed(proposer));
    }
}
