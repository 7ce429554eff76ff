// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {StdStorage, stdStorage} from "forge-std/StdStorage.sol";

import {ElectionScene, IGeneralElection, IVillageTreasury} from "./ElectionScene.sol";

contract NominateTest is ElectionScene {
    using stdStorage for StdStorage;

    function test_whoHasTheUnitsNominatesTheirOwnPlan() public {
        uint256 id = _open();
        IVillageTreasury.Plan memory plan = _plan(hana, 2, 1 ether);
        bytes32 slate = keccak256(abi.encode(bytes32(0), uint256(1), uint256(0), hana, _hash(plan)));

        vm.expectEmit(address(elections));
        emit IGeneralElection.Nominated(id, 1, hana, 0, 2 ether, slate, plan);
        vm.prank(hana);
        assertEq(1, elections.nominate(id, plan, ""));

        IGeneralElection.Candidate memory c = elections.candidate(id, 1);
        assertEq(hana, c.nominator);
        assertEq(hana, c.recipient);
        assertEq(0, c.place);
        assertEq(uint8(IGeneralElection.CandidateStatus.Standing), uint8(c.status));
        assertEq(2 ether, c.amount);
        assertEq(0, c.votes);
        assertFalse(c.elected);
        assertEq(0, c.grant);
        assertEq(1, elections.candidateAt(id, 0));
        assertEq(1, elections.candidateOf(id, hana));
        IGeneralElection.Election memory e = elections.election(id);
        assertEq(1, e.nominations);
        assertEq(1, e.standing);
        assertEq(slate, e.slate);
    }

    function testFuzz_aPlanReadsAsItWasNominated(uint256 count, uint96 amount, uint32 days_, string memory uri) public {
        uint256 id = _open();
        vm.assume(bytes(uri).length <= 512);
        IVillageTreasury.Plan memory plan = _plan(hana, bound(count, 1, 8), uint128(bound(amount, 1, CEILING / 8)));
        for (uint256 i = 0; i < plan.milestones.length; ++i) {
            plan.milestones[i].dueDays = uint32(bound(days_, 1, 3650 - i) + i);
        }
        plan.uri = uri;
        vm.prank(hana);
        elections.nominate(id, plan, "");

        assertEq(keccak256(abi.encode(plan)), keccak256(abi.encode(elections.plan(id, 1))));
        assertEq(plan.milestones.length * plan.milestones[0].amount, elections.candidate(id, 1).amount);
    }

    function testFuzz_aPlanMayCostAllThatItsElectionPromises(uint128 amount) public {
        amount = uint128(bound(amount, 2, type(uint128).max / 2));
        budget = _budget(amount, 10_000);
        uint256 id = _open();
        _nominate(id, hana, amount);

        assertEq(amount, elections.candidate(id, 1).amount);
    }

    /// @dev Whoever withdraws may come again, until the numbers have five digits and more; they have room for nine.
    function test_numbersGoOnHoweverOftenPeopleComeAndGo() public {
        uint256 id = _open();
        stdstore.enable_packed_slots().target(address(elections)).sig("election(uint256)").with_key(id).depth(6)
            .checked_write(70_000);
        assertEq(70_000, elections.election(id).nominations);

        assertEq(70_001, _nominate(id, hana, 1 ether));
        assertEq(70_001, elections.candidateAt(id, 0));
        assertEq(70_001, elections.candidateOf(id, hana));
        (uint256[] memory candidates,) = elections.ranking(id);
        assertEq(70_001, candidates[0]);
    }

    function testFuzz_plansAreNominatedUntilTheVeryLastSecond(uint48 time) public {
        uint256 id = _open();
        time = uint48(bound(time, NOW + 1, TO));
        vm.warp(time);

        if (time > NOMINATIONS_UNTIL) {
            vm.expectRevert(
                abi.encodeWithSelector(IGeneralElection.GeneralElectionNominationsOver.selector, id, NOMINATIONS_UNTIL)
            );
        }
        _nominate(id, hana, 1 ether);
    }

    function testFuzz_whoHasFewerUnitsThanAskedForNominatesNothing(uint96 needed) public {
        paper.give(makeAddr("a crowd"), 9900);
        skip(1);
        IGeneralElection.Rules memory rules = _rules();
        rules.nominationUnits = uint96(bound(needed, 1, 100));
        uint256 id = _open(rules);

        if (rules.nominationUnits > 35) _expectTooFew(id, ichiro, 35, rules.nominationUnits);
        _nominate(id, ichiro, 1 ether);
    }

    /// @dev The attack: five units passed along, a second apart, would fill all 64 places.
    function test_unitsPassedAlongNominateOnce() public {
        uint256 id = _open();
        assertEq(1, _nominate(id, ken, 1 ether));

        address holder = ken;
        for (uint256 i = 0; i < 3; ++i) {
            paper.take(holder, 5);
            holder = _person(i);
            paper.give(holder, 5);
            skip(1);
            _expectTooFew(id, holder, 0, 1);
            _nominate(id, holder, 1 ether);
        }
    }

    function testFuzz_unitsPassedOnLaterStillNominateForWhoHadThem(uint48 time) public {
        uint256 id = _open();
        skip(1);
        paper.take(ken, 5);
        paper.give(stranger, 5);
        vm.warp(bound(time, block.timestamp, NOMINATIONS_UNTIL));

        _expectTooFew(id, stranger, 0, 1);
        _nominate(id, stranger, 1 ether);
        assertEq(1, _nominate(id, ken, 1 ether));
    }

    function test_unitsThatCameInTheSecondOfTheOpeningDoNotCount() public {
        paper.give(stranger, 5);
        uint256 id = _open();
        skip(1);

        _expectTooFew(id, stranger, 0, 1);
        _nominate(id, stranger, 1 ether);
        assertEq(1, _nominate(_open(), stranger, 1 ether), "an election opened a second later takes them");
    }

    function test_theSecondOfTheOpeningIsShown() public {
        uint256 opened = block.timestamp;
        uint256 id = _open();
        skip(1 days);

        assertEq(opened, elections.election(id).opened);
    }

    function test_unitsDelegatedBeforeTheOpeningCount() public {
        vm.prank(ken);
        paper.delegate(stranger);
        skip(1);
        uint256 id = _open();

        _expectTooFew(id, ken, 0, 1);
        _nominate(id, ken, 1 ether);
        assertEq(1, _nominate(id, stranger, 1 ether));
    }

    function test_oneHolderHasOnePlanThatStands() public {
        uint256 id = _open();
        _nominate(id, hana, 1 ether);

        vm.expectRevert(abi.encodeWithSelector(IGeneralElection.GeneralElectionAlreadyNominated.selector, id, hana, 1));
        _nominate(id, hana, 2 ether);
        assertEq(1, _nominate(_open(), hana, 2 ether), "in another election it is another matter");
    }

    function test_whoWithdrewMayNominateAgain() public {
        uint256 id = _open();
        _nominate(id, hana, 1 ether);
        vm.prank(hana);
        elections.withdraw(id, 1);

        assertEq(2, _nominate(id, hana, 2 ether));
        assertEq(2, elections.candidateOf(id, hana));
    }

    function test_whatTheTreasuryWouldNotAwardIsNotNominated() public {
        uint256 id = _open();
        _refuses(id, _plan(hana, 0, 1));
        _refuses(id, _plan(hana, 9, 1));
        _refuses(id, _plan(hana, 2, 0));

        IVillageTreasury.Plan memory plan = _plan(hana, 2, 1);
        plan.milestones[1].dueDays = 0;
        _refuses(id, plan);
        plan.milestones[1].dueDays = 3651;
        _refuses(id, plan);
        plan.milestones[1].dueDays = 3650;
        vm.prank(hana);
        elections.nominate(id, plan, "");
    }

    function testFuzz_aPlanCostsNoMoreThanTheCeiling(uint128 amount) public {
        uint256 id = _open();
        amount = uint128(bound(amount, CEILING / 2, CEILING * 2));

        if (amount > CEILING) {
            vm.expectRevert(
                abi.encodeWithSelector(IGeneralElection.GeneralElectionOverCeiling.selector, id, amount, CEILING)
            );
        }
        _nominate(id, hana, amount);
    }

    function test_amountsThatOverflowTogetherAreOverTheCeiling() public {
        uint256 id = _open();
        IVillageTreasury.Plan memory plan = _plan(hana, 8, type(uint128).max);

        vm.expectRevert(
            abi.encodeWithSelector(
                IGeneralElection.GeneralElectionOverCeiling.selector, id, uint256(type(uint128).max) * 8, CEILING
            )
        );
        vm.prank(hana);
        elections.nominate(id, plan, "");
    }

    function testFuzz_aPlanInAnotherAssetIsRefused(address asset) public {
        vm.assume(asset != ETH);
        uint256 id = _open();
        IVillageTreasury.Plan memory plan = _plan(hana, 1, 1);
        plan.asset = asset;

        vm.expectRevert(abi.encodeWithSelector(IGeneralElection.GeneralElectionWrongAsset.selector, ETH, asset));
        vm.prank(hana);
        elections.nominate(id, plan, "");
    }

    function test_neitherNobodyNorTheTreasuryIsARecipient() public {
        uint256 id = _open();
        address[2] memory wrong = [address(0), address(treasury)];
        for (uint256 i = 0; i < 2; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IGeneralElection.GeneralElectionInvalidRecipient.selector, wrong[i]));
            vm.prank(hana);
            elections.nominate(id, _plan(wrong[i], 1, 1), "");
        }
    }

    function test_aPlanHasAHashAndAnAddressOfAtMost512Bytes() public {
        uint256 id = _open();
        IVillageTreasury.Plan memory plan = _plan(hana, 1, 1);
        plan.uri = string(new bytes(513));
        vm.expectRevert(abi.encodeWithSelector(IGeneralElection.GeneralElectionUriTooLong.selector, 513, 512));
        vm.prank(hana);
        elections.nominate(id, plan, "");

        plan.uri = "";
        plan.contentHash = 0;
        vm.expectRevert(IGeneralElection.GeneralElectionEmptyHash.selector);
        vm.prank(hana);
        elections.nominate(id, plan, "");
    }

    function testFuzz_anElectionThatNeverWasTakesNoPlan(uint256 id) public {
        vm.expectRevert(abi.encodeWithSelector(IGeneralElection.GeneralElectionNoElection.selector, id));
        _nominate(id, hana, 1);
    }

    // ---------------------------------------------------------------- parts

    /// @dev EIP-712's hashStruct, written out.
    function _hash(IVillageTreasury.Plan memory plan) private view returns (bytes32) {
        bytes memory milestones;
        for (uint256 i = 0; i < plan.milestones.length; ++i) {
            IVillageTreasury.MilestoneTerms memory terms = plan.milestones[i];
            milestones = bytes.concat(
                milestones, keccak256(abi.encode(elections.MILESTONE_TYPEHASH(), terms.amount, terms.dueDays))
            );
        }
        return keccak256(
            abi.encode(
                elections.PLAN_TYPEHASH(),
                plan.recipient,
                plan.asset,
                keccak256(milestones),
                plan.contentHash,
                keccak256(bytes(plan.uri))
            )
        );
    }

    function _refuses(uint256 id, IVillageTreasury.Plan memory plan) private {
        vm.expectRevert(IGeneralElection.GeneralElectionInvalidPlan.selector);
        vm.prank(hana);
        elections.nominate(id, plan, "");
    }

    function _expectTooFew(uint256 id, address nominator, uint256 units, uint256 needed) private {
        vm.expectRevert(
            abi.encodeWithSelector(IGeneralElection.GeneralElectionTooFewUnits.selector, id, nominator, units, needed)
        );
    }
}
