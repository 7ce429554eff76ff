// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IERC721Receiver} from "@openzeppelin/contracts/token/ERC721/IERC721Receiver.sol";
import {Test} from "forge-std/Test.sol";

import {Roles} from "../../../contracts/charter/Roles.sol";
import {IVillageTreasury} from "../../../contracts/treasury/IVillageTreasury.sol";
import {VillageTreasury} from "../../../contracts/treasury/VillageTreasury.sol";
import {Artwork, MoodyToken} from "../treasury/Tokens.sol";
import {SVM} from "./SVM.sol";

/// @notice Proofs (`make halmos`) that nobody without a role takes anything out of the treasury, at whatever time and by
/// whatever call: every function that is not `view` comes from the contract's own ABI, so that none can be forgotten, and
/// calls that are none of them, with and without data, are tried too.
/// @dev The scene has ETH and a coin, each with free money, a budget, a reservation, and a grant whose milestones are open,
/// reported, rejected and approved; and a work of art. The caller is any address that has no role, a grant's recipient
/// included. Arrays have up to 2 members, bytes and strings 0, 65 or 1024 bytes. It is one call from this scene; the amounts
/// are those of the scene. Whole lives, other amounts, recipients with code that call back and coins that cheat are the
/// invariant tests' (TreasuryInvariant.t.sol, Reentrancy.t.sol, Pay.t.sol).
contract TreasuryProof is Test {
    address private constant ETH = address(0);
    address private constant DAO = address(0xDA0);
    address private constant REVIEWER = address(0x4E);
    address private constant DESK = address(0xDE5C);
    address private constant ELECTION = address(0xE1);
    address private constant RECIPIENT = address(0x4EC);
    uint64 private constant NOW = 1_900_000_000;
    uint128 private constant FILLED = 1000;
    uint128 private constant BUDGET = 100;
    uint128 private constant AMOUNT = 7;
    uint256 private constant APPROVED = 3;
    bytes32 private constant REPORT = bytes32(uint256(1));

    AccessManager private _manager;
    VillageTreasury private _treasury;
    MoodyToken private _coin;
    Artwork private _art;

    function setUp() public {
        vm.warp(NOW);
        _manager = new AccessManager(address(this));
        _treasury = new VillageTreasury(address(_manager));
        _coin = new MoodyToken();
        _art = new Artwork();
        _art.mint(address(_treasury), 1);
        _giveRoles();

        vm.deal(address(_treasury), FILLED);
        _coin.mint(address(_treasury), FILLED);
        _settle(ETH);
        _settle(address(_coin));
    }

    /// @dev What is reserved may become free, when its time is over, and nothing else.
    function check_nobodyWithoutARoleTakesAnything(address caller, uint64 time) public {
        _assumeHasNoRole(caller);
        vm.assume(time >= NOW);
        vm.warp(time);
        bytes memory data = SVM.createCalldata("VillageTreasury");
        bytes4 selector = bytes4(data);
        vm.assume(selector != IVillageTreasury.claim.selector);

        vm.prank(caller);
        (bool done,) = address(_treasury).call(data);

        assert(!done || _isForAnybody(selector));
        assert(address(_treasury).balance == FILLED);
        assert(_coin.balanceOf(address(_treasury)) == FILLED);
        assert(_art.ownerOf(1) == address(_treasury));
        if (selector != IVillageTreasury.closeExpired.selector && selector != IVillageTreasury.expire.selector) {
            assert(_treasury.reserved(ETH) == BUDGET && _treasury.reserved(address(_coin)) == BUDGET);
        }
        assert(_treasury.milestone(1, APPROVED).status == IVillageTreasury.MilestoneStatus.Approved);
    }

    /// @dev Whichever grant and milestone are named: one of the two that are approved is paid, to the wei and to its
    /// recipient, who has no code here.
    function check_claimingPaysAnApprovedMilestoneToItsRecipientAndNothingElse(
        address caller,
        uint64 time,
        uint256 number,
        uint256 index
    ) public {
        _assumeHasNoRole(caller);
        vm.assume(time >= NOW);
        vm.warp(time);

        vm.prank(caller);
        (bool done,) = address(_treasury).call(abi.encodeCall(IVillageTreasury.claim, (number, index)));

        assert(done == ((number == 1 || number == 2) && index == APPROVED));
        uint256 ether_ = done && number == 1 ? AMOUNT : 0;
        uint256 coins = done && number == 2 ? AMOUNT : 0;
        assert(address(_treasury).balance == FILLED - ether_ && RECIPIENT.balance == ether_);
        assert(_coin.balanceOf(address(_treasury)) == FILLED - coins && _coin.balanceOf(RECIPIENT) == coins);
        assert(_treasury.reserved(ETH) == BUDGET - ether_ && _treasury.reserved(address(_coin)) == BUDGET - coins);
        assert(_art.ownerOf(1) == address(_treasury));
    }

    /* INSIDE */

    /// @dev All that does not revert when somebody without a role calls it; `setAuthority` reverts for everybody.
    function _isForAnybody(bytes4 selector) private pure returns (bool) {
        return selector == IVillageTreasury.report.selector || selector == IVillageTreasury.changeRecipient.selector
            || selector == IVillageTreasury.closeExpired.selector || selector == IVillageTreasury.expire.selector
            || selector == IERC721Receiver.onERC721Received.selector || selector == bytes4(0);
    }

    function _assumeHasNoRole(address caller) private view {
        vm.assume(caller != DAO && caller != REVIEWER && caller != DESK && caller != ELECTION);
        vm.assume(caller != address(this) && caller != address(_manager) && caller != address(_treasury));
    }

    /// @dev Free money, a budget, a reservation out of it, and a grant with a milestone in each state.
    function _settle(address asset) private {
        vm.startPrank(DAO);
        _treasury.listAsset(asset);
        uint256 budget = _treasury.openBudget(asset, BUDGET, NOW + 365 days, "b", ELECTION, 5000);
        IVillageTreasury.Plan memory plan;
        plan.recipient = RECIPIENT;
        plan.asset = asset;
        plan.milestones = new IVillageTreasury.MilestoneTerms[](4);
        for (uint256 i = 0; i < 4; ++i) {
            plan.milestones[i] = IVillageTreasury.MilestoneTerms(AMOUNT, 30);
        }
        uint256 grant = _treasury.award(budget, plan);
        vm.stopPrank();
        vm.prank(ELECTION);
        _treasury.reserve(budget, 10);
        vm.startPrank(RECIPIENT);
        for (uint256 i = 1; i < 4; ++i) {
            _treasury.report(grant, i, REPORT, "");
        }
        vm.stopPrank();
        vm.startPrank(REVIEWER);
        _treasury.reject(grant, 2, REPORT, "");
        _treasury.approve(grant, APPROVED, REPORT);
        vm.stopPrank();
    }

    function _giveRoles() private {
        bytes4[12] memory ofDao = [
            IVillageTreasury.listAsset.selector,
            IVillageTreasury.delistAsset.selector,
            IVillageTreasury.pay.selector,
            IVillageTreasury.transferNFT.selector,
            IVillageTreasury.openBudget.selector,
            IVillageTreasury.setAwarder.selector,
            IVillageTreasury.fundBudget.selector,
            IVillageTreasury.closeBudget.selector,
            IVillageTreasury.releaseReservation.selector,
            IVillageTreasury.award.selector,
            IVillageTreasury.cancel.selector,
            IVillageTreasury.replaceRecipient.selector
        ];
        for (uint256 i = 0; i < ofDao.length; ++i) {
            _assign(ofDao[i], Roles.DAO);
        }
        _assign(IVillageTreasury.approve.selector, Roles.REVIEWER);
        _assign(IVillageTreasury.reject.selector, Roles.REVIEWER);
        _assign(IVillageTreasury.reserve.selector, Roles.ELECTION);
        _assign(IVillageTreasury.awardReserved.selector, Roles.ELECTION);
        _assign(IVillageTreasury.creditBudget.selector, Roles.SALES);
        _manager.grantRole(Roles.DAO, DAO, 0);
        _manager.grantRole(Roles.REVIEWER, REVIEWER, 0);
        _manager.grantRole(Roles.ELECTION, ELECTION, 0);
        _manager.grantRole(Roles.SALES, DESK, 0);
    }

    function _assign(bytes4 selector, uint64 role) private {
        bytes4[] memory selectors = new bytes4[](1);
        selectors[0] = selector;
        _manager.setTargetFunctionRole(address(_treasury), selectors, role);
    }
}
