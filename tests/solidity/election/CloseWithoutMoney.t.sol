// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Roles} from "../../../contracts/charter/Roles.sol";
import {ElectionScene, IGeneralElection, IVillageTreasury} from "./ElectionScene.sol";

/// @dev A recipient that, while it is paid, tries to close an election, when the treasury cannot reserve.
contract Meddler {
    IGeneralElection private immutable _elections;
    uint256 private immutable _id;
    bool public closed;

    constructor(IGeneralElection elections, uint256 id) {
        (_elections, _id) = (elections, id);
    }

    receive() external payable {
        try _elections.close(_id) {
            closed = true;
        } catch {}
    }
}

/// @notice Closing when the budget cannot give what the elected need; and when somebody wants it to look so.
contract CloseWithoutMoneyTest is ElectionScene {
    uint256 private _id;

    function setUp() public override {
        super.setUp();
        _id = _voting();
        _cast(_id, hana, 2);
        _cast(_id, ichiro, 1);
        vm.warp(TO + 1);
    }

    function test_aBudgetThatExpiredMeanwhileLeavesTheRanking() public {
        vm.warp(NOW + 100 days + 1);
        _closesWithoutReserving();
    }

    function test_aBudgetThatWasClosedLeavesTheRanking() public {
        vm.prank(dao);
        treasury.closeBudget(budget);
        _closesWithoutReserving();
    }

    function test_aBudgetThatHasTooLittleLeftLeavesTheRanking() public {
        vm.prank(dao);
        treasury.award(budget, _plan(stranger, 1, 8 ether + 1));
        _closesWithoutReserving();
    }

    function test_aBudgetWithJustEnoughIsReserved() public {
        vm.prank(dao);
        treasury.award(budget, _plan(stranger, 1, 8 ether));
        elections.close(_id);

        assertEq(0, treasury.budget(budget).remainder);
        assertEq(2 ether, treasury.reservation(1).remainder);
    }

    function test_anElectionThatTheBudgetNamesNoMoreLeavesTheRanking() public {
        vm.prank(dao);
        treasury.setAwarder(budget, address(elections), false);
        _closesWithoutReserving();
    }

    function test_anElectionContractThatLostItsRoleLeavesTheRanking() public {
        manager.revokeRole(Roles.ELECTION, address(elections));
        _closesWithoutReserving();
    }

    function test_aTreasuryThatTheManagerShutLeavesTheRanking() public {
        manager.setTargetClosed(address(treasury), true);
        _closesWithoutReserving();
    }

    function test_whatAnotherElectionTookFirstIsGone() public {
        vm.warp(NOW + 1);
        uint256 second = _voting();
        _cast(second, hana, 2);
        _cast(second, ichiro, 1);
        vm.warp(TO + 1);
        vm.prank(dao);
        treasury.award(budget, _plan(stranger, 1, 7 ether));
        elections.close(_id);
        assertEq(1 ether, treasury.budget(budget).remainder);

        elections.close(second);
        assertEq(3, elections.election(second).elected);
        assertEq(0, elections.election(second).reservation);
        assertEq(1, treasury.reservationCount());
    }

    /// @dev With however little gas: the election closes and all is reserved, or nothing happens and anyone may try again.
    function testFuzz_noGasLimitMakesTheBudgetLookGone(uint256 gas) public {
        try elections.close{gas: bound(gas, 21_000, 400_000)}(_id) {
            assertEq(1, elections.election(_id).reservation);
            assertEq(2 ether, treasury.reservation(1).remainder);
        } catch {
            assertEq(uint8(IGeneralElection.ElectionState.Ended), uint8(elections.state(_id)));
            elections.close(_id);
            assertEq(2 ether, treasury.reservation(1).remainder);
        }
    }

    /// @dev Every thousand of gas from nothing to enough, so that each call in the middle runs out once.
    function test_fromNoGasToEnoughNothingButAllIsEverReserved() public {
        uint256 failed = 0;
        for (uint256 gas = 20_000; gas < 300_000; gas += 1000) {
            uint256 state = vm.snapshotState();
            try elections.close{gas: gas}(_id) {
                assertEq(1, elections.election(_id).reservation);
            } catch {
                ++failed;
            }
            vm.revertToState(state);
        }

        assertGt(failed, 50);
        assertLt(failed, 280, "and some were enough");
    }

    /// @dev While the treasury pays it reserves nothing: closing then must fail, not go without money.
    function test_nobodyClosesFromInsideAPayment() public {
        Meddler meddler = new Meddler(elections, _id);
        manager.setTargetFunctionRole(address(treasury), _paying(), Roles.DAO);
        vm.deal(address(treasury), address(treasury).balance + 1 ether);
        vm.prank(dao);
        treasury.pay(ETH, address(meddler), 1 ether, "thanks");

        assertFalse(meddler.closed());
        elections.close(_id);
        assertEq(2 ether, treasury.reservation(1).remainder);
    }

    function test_thePlansOfAnElectionWithoutMoneyAreForTheDaoToAward() public {
        vm.prank(dao);
        treasury.closeBudget(budget);
        elections.close(_id);
        vm.expectRevert(abi.encodeWithSelector(IGeneralElection.GeneralElectionNothingReserved.selector, _id));
        elections.award(_id, 2);

        IVillageTreasury.Plan memory plan = elections.plan(_id, 2);
        vm.prank(dao);
        assertEq(1, treasury.award(0, plan));
    }

    // ---------------------------------------------------------------- parts

    function _closesWithoutReserving() private {
        uint256[] memory elected = new uint256[](2);
        (elected[0], elected[1]) = (2, 1);
        uint256 reserved = treasury.reserved(ETH);

        vm.expectEmit(address(elections));
        emit IGeneralElection.ElectionClosed(_id, 75, 11, 100, elected, 0, 0);
        elections.close(_id);

        _assertElected(2, 1, _id);
        assertEq(3, elections.election(_id).elected);
        assertEq(0, elections.election(_id).reservation);
        assertEq(reserved, treasury.reserved(ETH));
        assertEq(0, treasury.reservationCount());
        vm.expectRevert(abi.encodeWithSelector(IGeneralElection.GeneralElectionNothingReserved.selector, _id));
        elections.award(_id, 1);
    }

    function _paying() private pure returns (bytes4[] memory all) {
        all = new bytes4[](1);
        all[0] = IVillageTreasury.pay.selector;
    }
}
