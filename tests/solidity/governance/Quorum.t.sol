// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";

import {IVillageGovernor} from "../../../contracts/governance/IVillageGovernor.sol";
import {VillageGovernor} from "../../../contracts/governance/VillageGovernor.sol";
import {GovernanceScene} from "./GovernanceScene.sol";
import {PaperElectorate} from "./PaperElectorate.sol";

contract QuorumTest is GovernanceScene {
    VillageGovernor private _atLeast;
    VillageGovernor private _moreThan;

    function setUp() public override {
        super.setUp();
        IVillageGovernor.Terms memory terms = _terms();
        _moreThan = governor;
        terms.quorumMoreThan = false;
        (, _atLeast) = _found(villager, terms);
    }

    /* HOW MANY ARE ENOUGH */

    function test_theVillagesOfTheFieldNeedWhatTheirRulesSay() public view {
        // LocalDAO, April 2024: "votes exceed 10 %" of 2,900 tokens, or of 1,700 holders.
        assertEq(291, _moreThan.quorumOf(2900, 1000));
        assertEq(171, _moreThan.quorumOf(1700, 1000));
        assertEq(290, _atLeast.quorumOf(2900, 1000));
        assertEq(170, _atLeast.quorumOf(1700, 1000));
        // A fraction that leaves a rest: 10 % of 2,937 is 293.7.
        assertEq(294, _moreThan.quorumOf(2937, 1000));
        assertEq(294, _atLeast.quorumOf(2937, 1000));
    }

    /// @dev The slow model counts votes one by one until there are enough.
    function testFuzz_theQuorumIsTheFirstNumberThatIsEnough(uint256 total, uint256 bps) public view {
        total = bound(total, 0, 3000);
        bps = bound(bps, 1, 5000);

        uint256 atLeast = 0;
        while (atLeast * 10_000 < total * bps) ++atLeast;
        uint256 moreThan = 0;
        while (moreThan * 10_000 <= total * bps) ++moreThan;

        assertEq(atLeast, _atLeast.quorumOf(total, bps));
        assertEq(moreThan, _moreThan.quorumOf(total, bps));
    }

    /// @dev Too many to count one by one: the number is enough, and one fewer is not.
    function testFuzz_theQuorumIsExactForAnyTotal(uint208 total, uint256 bps) public view {
        bps = bound(bps, 1, 5000);

        uint256 atLeast = _atLeast.quorumOf(total, bps);
        assertGe(atLeast * 10_000, uint256(total) * bps);
        if (atLeast > 0) assertLt((atLeast - 1) * 10_000, uint256(total) * bps);

        uint256 moreThan = _moreThan.quorumOf(total, bps);
        assertGt(moreThan * 10_000, uint256(total) * bps);
        assertLe((moreThan - 1) * 10_000, uint256(total) * bps);
    }

    function testFuzz_aQuorumCanAlwaysBeReached(uint208 total, uint256 bps) public view {
        vm.assume(total > 0);
        bps = bound(bps, 1, 5000);

        assertLe(_atLeast.quorumOf(total, bps), total);
        assertLe(_moreThan.quorumOf(total, bps), total);
    }

    /* WHICH TOTAL, WHICH FRACTION */

    function testFuzz_theTotalIsThatOfTheSnapshot(uint256 before, uint256 later) public {
        before = bound(before, 1, 300);
        later = bound(later, 1, 300);
        Proposal memory p = _propose(_harmless());
        vm.prank(desk);
        villager.mint(stranger, before);
        vm.warp(governor.proposalSnapshot(p.id) + 1);
        vm.prank(desk);
        villager.mint(stranger, later);
        skip(1);

        assertEq((100 + before) / 10 + 1, governor.quorum(governor.proposalSnapshot(p.id)));
        assertEq((100 + before + later) / 10 + 1, governor.quorum(block.timestamp - 1));
    }

    function testFuzz_theFractionIsThatOfTheSnapshot(uint256 bps) public {
        bps = bound(bps, 1, 5000);
        Proposal memory change = _draft(address(governor), abi.encodeCall(governor.updateQuorumNumerator, (bps)));
        change = _propose(change);
        Proposal memory p = _harmless();
        p.description = string.concat("Voted on in the same days.", _signed(hana));
        p = _propose(p);
        vm.warp(governor.proposalSnapshot(p.id) + 1);
        _vote(change, hana, FOR);
        vm.warp(governor.proposalDeadline(change.id) + 1);
        _queue(change);
        vm.warp(governor.proposalEta(change.id));
        _execute(change);
        skip(1);

        assertEq(11, governor.quorum(governor.proposalSnapshot(p.id)));
        assertEq(bps / 100 + 1, governor.quorum(block.timestamp - 1));
        assertEq(bps, governor.quorumNumerator());
    }

    /* WHAT PASSES */

    function testFuzz_passedMeansQuorumAndMajority(uint256 total, uint256[3] memory votes, uint256 bps, bool moreThan)
        public
    {
        total = bound(total, 3, 10_000);
        bps = bound(bps, 1, 5000);
        votes[AGAINST] = bound(votes[AGAINST], 0, total);
        votes[FOR] = bound(votes[FOR], 0, total - votes[AGAINST]);
        votes[ABSTAIN] = bound(votes[ABSTAIN], 0, total - votes[AGAINST] - votes[FOR]);
        uint256 cast = votes[AGAINST] + votes[FOR] + votes[ABSTAIN];

        IVillageGovernor.Terms memory terms = _terms();
        (terms.quorumBps, terms.quorumMoreThan) = (uint16(bps), moreThan);
        bool enough = moreThan ? cast * 10_000 > total * bps : cast * 10_000 >= total * bps;
        bool passed = enough && votes[FOR] > votes[AGAINST];

        assertEq(passed, _decides(terms, total, votes) == IGovernor.ProposalState.Succeeded);
    }

    function test_aTieFails() public {
        _assertOutcome(false, [uint256(200), 200, 100]);
        _assertOutcome(true, [uint256(200), 201, 99]);
    }

    function test_abstainingAndAgainstFillTheQuorum() public {
        _assertOutcome(false, [uint256(0), 290, 0]);
        _assertOutcome(true, [uint256(0), 290, 1]);
        _assertOutcome(true, [uint256(1), 290, 0]);
    }

    /// @dev Exactly 10 % of 2,900 votes is not more than 10 %.
    function test_exactlyTheFractionFailsMoreThanAndPassesAtLeast() public {
        _assertOutcome(false, [uint256(0), 290, 0]);
        _assertOutcome(true, [uint256(0), 291, 0]);

        IVillageGovernor.Terms memory terms = _terms();
        terms.quorumMoreThan = false;
        assertEq(_passes(false), uint8(_decides(terms, 2900, [uint256(0), 289, 0])));
        assertEq(_passes(true), uint8(_decides(terms, 2900, [uint256(0), 290, 0])));
    }

    /// @dev "At least a tenth of nothing" is nothing, and reached; the majority is not.
    function test_aVillageThatEverybodyLeftDecidesNothing() public {
        governor = _atLeast;
        Proposal memory p = _propose(_harmless());
        address[4] memory people = [hana, ichiro, umi, ken];
        for (uint256 id = 1; id <= 100; ++id) {
            vm.prank(id <= 40 ? people[0] : id <= 75 ? people[1] : id <= 95 ? people[2] : people[3]);
            villager.burn(id);
        }
        vm.warp(governor.proposalDeadline(p.id) + 1);

        assertEq(0, governor.quorum(governor.proposalSnapshot(p.id)));
        _assertState(IGovernor.ProposalState.Defeated, p);
    }

    /* INSIDE */

    function _assertOutcome(bool passed, uint256[3] memory votes) private {
        assertEq(_passes(passed), uint8(_decides(_terms(), 2900, votes)));
    }

    function _passes(bool passed) private pure returns (uint8) {
        return uint8(passed ? IGovernor.ProposalState.Succeeded : IGovernor.ProposalState.Defeated);
    }

    /// @dev A village on paper with `total` units, of which so many are cast against, for, abstaining.
    function _decides(IVillageGovernor.Terms memory terms, uint256 total, uint256[3] memory votes)
        private
        returns (IGovernor.ProposalState)
    {
        PaperElectorate paper = new PaperElectorate();
        address[3] memory voters = [ichiro, umi, ken];
        uint256 idle = total;
        for (uint256 i = 0; i < 3; ++i) {
            paper.give(voters[i], votes[i]);
            idle -= votes[i];
        }
        paper.give(stranger, idle);
        address proposer = idle > 0 ? stranger : votes[0] > 0 ? ichiro : votes[1] > 0 ? umi : ken;
        skip(1);

        (, VillageGovernor mouth) = _found(paper, terms);
        vm.prank(proposer);
        uint256 id = mouth.propose(new address[](1), new uint256[](1), new bytes[](1), _signed(proposer));
        vm.warp(mouth.proposalSnapshot(id) + 1);
        for (uint8 side = 0; side < 3; ++side) {
            if (votes[side] == 0) continue;
            vm.prank(voters[side]);
            mouth.castVote(id, side);
        }
        vm.warp(mouth.proposalDeadline(id) + 1);
        return mouth.state(id);
    }
}
