// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Roles} from "../../../contracts/charter/Roles.sol";
import {ElectionScene, IAccessManaged, IGeneralElection, IVillageTreasury} from "./ElectionScene.sol";

/// @dev A recipient that refuses whatever is sent to it, as dearly as it can.
contract Spoilsport {
    function nominate(IGeneralElection elections, uint256 id, IVillageTreasury.Plan calldata plan) external {
        elections.nominate(id, plan, "");
    }

    fallback() external payable {
        assembly {
            invalid()
        }
    }
}

contract AwardElectedTest is ElectionScene {
    function test_anyoneHasAnElectedPlanAwardedAsItWasNominated() public {
        uint256 id = _closed();
        IVillageTreasury.Plan memory plan = elections.plan(id, 2);

        vm.expectEmit(address(treasury));
        emit IVillageTreasury.GrantAwarded(
            1, budget, ichiro, 1, ETH, 1 ether, plan.milestones, plan.contentHash, plan.uri
        );
        vm.expectEmit(address(elections));
        emit IGeneralElection.CandidateAwarded(id, 2, 1);
        vm.prank(stranger);
        assertEq(1, elections.award(id, 2));

        assertEq(1, elections.candidate(id, 2).grant);
        assertEq(2, elections.election(id).awarded);
        assertEq(1 ether, treasury.reservation(1).remainder);
        assertEq(1 ether, treasury.grant(1).unpaid);
    }

    function test_eachIsAwardedOnceInAnyOrder() public {
        uint256 id = _closed();
        elections.award(id, 1);
        elections.award(id, 2);
        assertEq(0, treasury.reservation(1).remainder);
        assertEq(3, elections.election(id).awarded);

        vm.expectRevert(abi.encodeWithSelector(IGeneralElection.GeneralElectionAlreadyAwarded.selector, id, 1, 1));
        elections.award(id, 1);
        vm.expectRevert(abi.encodeWithSelector(IGeneralElection.GeneralElectionAlreadyAwarded.selector, id, 2, 2));
        elections.award(id, 2);
        assertEq(2, treasury.grantCount());
    }

    /// @dev The last of 64 places is as good as the first.
    function test_whoHasTheLastPlaceIsElectedAndAwardedOnce() public {
        uint256 id = _open();
        for (uint256 i = 0; i < 64; ++i) {
            _nominateAs(id, i, 1 ether);
        }
        vm.warp(FROM + 1);
        _cast(id, hana, 1 << 63);
        _cast(id, ichiro, 1 << 63);
        vm.warp(TO + 1);
        elections.close(id);
        assertTrue(elections.candidate(id, 64).elected);

        assertEq(1, elections.award(id, 64));
        assertEq(1 << 63, elections.election(id).awarded);
        vm.expectRevert(abi.encodeWithSelector(IGeneralElection.GeneralElectionAlreadyAwarded.selector, id, 64, 1));
        elections.award(id, 64);
    }

    function test_beforeItIsClosedNothingIsAwarded() public {
        uint256 id = _voting();
        _cast(id, hana, 2);
        vm.warp(TO + 1);

        vm.expectRevert(abi.encodeWithSelector(IGeneralElection.GeneralElectionNotClosed.selector, id));
        elections.award(id, 2);
    }

    function test_whoWasNotElectedIsNotAwarded() public {
        uint256 id = _closed();

        for (uint256 number = 3; number <= 4; ++number) {
            vm.expectRevert(abi.encodeWithSelector(IGeneralElection.GeneralElectionNotElected.selector, id, number));
            elections.award(id, number);
        }
    }

    function test_aPromiseIsKeptThoughTheBudgetExpired() public {
        uint256 id = _closed();
        vm.warp(NOW + 200 days);
        treasury.closeExpired(budget);

        assertEq(1, elections.award(id, 1));
    }

    function test_whatTheTreasuryRefusesCanBeTriedAgain() public {
        uint256 id = _closed();
        manager.revokeRole(Roles.ELECTION, address(elections));
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, address(elections)));
        elections.award(id, 1);
        assertEq(0, elections.election(id).awarded);

        manager.grantRole(Roles.ELECTION, address(elections), 0);
        assertEq(1, elections.award(id, 1));
    }

    function test_afterTheDaoReleasedTheMoneyNothingIsAwarded() public {
        uint256 id = _closed();
        elections.award(id, 1);
        vm.prank(dao);
        treasury.releaseReservation(1);

        vm.expectRevert(
            abi.encodeWithSelector(
                IVillageTreasury.VillageTreasuryInsufficientReservation.selector, 1, uint256(1 ether), 0
            )
        );
        elections.award(id, 2);
        assertEq(1, elections.election(id).awarded);
    }

    /// @dev A recipient that takes no money keeps nobody from theirs: an award calls nobody.
    function test_nobodysRefusalKeepsAnotherFromTheirAward() public {
        Spoilsport spoilsport = new Spoilsport();
        paper.give(address(spoilsport), 5);
        skip(1);
        uint256 id = _open();
        spoilsport.nominate(elections, id, _plan(address(spoilsport), 8, 0.1 ether));
        _nominate(id, ichiro, 1 ether);
        vm.warp(FROM + 1);
        _cast(id, hana, 3);
        vm.warp(TO + 1);
        elections.close(id);

        assertEq(1, elections.award(id, 2));
        assertEq(2, elections.award(id, 1));
    }

    /// @dev With however little gas: the award is made, or nothing happens, and then it can be made.
    function testFuzz_noGasLimitSpoilsAnAward(uint256 gas) public {
        uint256 id = _closed();

        try elections.award{gas: bound(gas, 21_000, 500_000)}(id, 2) returns (uint256 grant) {
            assertEq(1, grant);
        } catch {
            assertEq(0, elections.election(id).awarded);
            assertEq(0, elections.candidate(id, 2).grant);
            assertEq(1, elections.award(id, 2));
        }
        assertEq(2, elections.award(id, 1));
        assertEq(0, treasury.reservation(1).remainder);
    }

    /// @dev Whatever was elected, all of it can be awarded, and nothing is left over.
    function testFuzz_allTheElectedAreAwardedOutOfWhatWasReserved(uint256 seed) public {
        IGeneralElection.Rules memory rules = _rules();
        (rules.seats, rules.choices) = (16, 12);
        for (uint256 i = 0; i < 12; ++i) {
            paper.give(_person(i), 5);
        }
        skip(1);
        uint256 id = _open(rules);
        for (uint256 i = 0; i < 12; ++i) {
            vm.prank(_person(i));
            seed = uint256(keccak256(abi.encode(seed)));
            elections.nominate(id, _plan(_person(i), 1 + seed % 8, uint128(1 + (seed >> 8) % 0.3 ether)), "");
        }
        vm.warp(FROM + 1);
        _cast(id, hana, uint64(1 + (seed >> 128) % 4095));
        _cast(id, ichiro, uint64(1 + (seed >> 192) % 4095));
        vm.warp(TO + 1);
        elections.close(id);

        (uint256[] memory elected, uint256 amount) = elections.outcome(id);
        assertEq(amount, treasury.reservation(1).remainder);
        for (uint256 i = elected.length; i > 0; --i) {
            assertEq(elected.length - i + 1, elections.award(id, elected[i - 1]));
        }
        assertEq(0, treasury.reservation(1).remainder);
        assertEq(elections.election(id).elected, elections.election(id).awarded);
        assertEq(10 ether, treasury.reserved(ETH));
    }
}
