// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {IVotes} from "@openzeppelin/contracts/governance/utils/IVotes.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";

import {Roles} from "../../../contracts/charter/Roles.sol";
import {IVillageGovernor} from "../../../contracts/governance/IVillageGovernor.sol";
import {VillageGovernor} from "../../../contracts/governance/VillageGovernor.sol";
import {VillageTimelock} from "../../../contracts/governance/VillageTimelock.sol";
import {DigitalVillager} from "../../../contracts/villager/DigitalVillager.sol";
import {IDigitalVillager} from "../../../contracts/villager/IDigitalVillager.sol";

/// @dev A village founded as CONTRACTS' deployment order says, with four villagers: Hana 40, Ichiro 35, Umi 20 and Ken 5
/// of 100 tokens, one token one vote. Quorum "more than 10 %", so 11 votes. The deployer keeps nothing.
abstract contract GovernanceScene is Test {
    uint8 internal constant AGAINST = 0;
    uint8 internal constant FOR = 1;
    uint8 internal constant ABSTAIN = 2;

    uint48 internal constant FOUNDED = 1_700_000_000;
    uint48 internal constant DELAY = 1 days;
    uint32 internal constant PERIOD = 7 days;
    uint48 internal constant EXTENSION = 1 days;
    uint256 internal constant TIMELOCK = 2 days;
    uint256 internal constant WALLET_GAS = 300_000;

    address internal immutable council = makeAddr("council");
    address internal immutable treasury = makeAddr("treasury");
    address internal immutable desk = makeAddr("sale desk");
    address internal immutable hana = makeAddr("Hana");
    address internal immutable ichiro = makeAddr("Ichiro");
    address internal immutable umi = makeAddr("Umi");
    address internal immutable ken = makeAddr("Ken");
    address internal immutable stranger = makeAddr("a stranger");

    AccessManager internal manager;
    DigitalVillager internal villager;
    VillageTimelock internal timelock;
    VillageGovernor internal governor;

    /// @dev What `propose` takes and every later call repeats.
    struct Proposal {
        uint256 id;
        address[] targets;
        uint256[] values;
        bytes[] calldatas;
        string description;
    }

    function setUp() public virtual {
        vm.warp(FOUNDED);
        manager = new AccessManager(address(this));
        villager = new DigitalVillager(address(manager), treasury, _villagerTerms());
        (timelock, governor) = _found(villager, _terms());
        _giveRoles();
        vm.startPrank(desk);
        _settle();
        vm.stopPrank();
        skip(1 hours);
    }

    /// @dev Who comes to live in the village; called as the sale desk.
    function _settle() internal virtual {
        villager.mint(hana, 40);
        villager.mint(ichiro, 35);
        villager.mint(umi, 20);
        villager.mint(ken, 5);
    }

    /* FOUNDING */

    function _terms() internal view virtual returns (IVillageGovernor.Terms memory) {
        return IVillageGovernor.Terms({
            name: "Yamakoshi",
            quorumBps: 1000,
            quorumMoreThan: true,
            votingDelay: DELAY,
            votingPeriod: PERIOD,
            lateExtension: EXTENSION,
            proposalThreshold: 1,
            proposalsOpenFrom: FOUNDED + 10 minutes,
            walletGas: WALLET_GAS
        });
    }

    function _villagerTerms() internal view virtual returns (IDigitalVillager.Terms memory) {
        return IDigitalVillager.Terms({
            name: unicode"山古志デジタル村",
            symbol: "KOI",
            signingName: "Yamakoshi",
            maxSupply: 10_000,
            votesPerHolder: type(uint256).max,
            royaltyBps: 500,
            baseURI: "ipfs://village/"
        });
    }

    /// @dev The timelock is told the Governor's address before the Governor exists: the next but one of this account.
    function _found(IVotes electorate, IVillageGovernor.Terms memory terms)
        internal
        returns (VillageTimelock hands, VillageGovernor mouth)
    {
        address foreseen = vm.computeCreateAddress(address(this), vm.getNonce(address(this)) + 1);
        hands = new VillageTimelock(address(manager), TIMELOCK, foreseen);
        mouth = new VillageGovernor(address(manager), electorate, hands, terms);
        assertEq(foreseen, address(mouth));
    }

    function _giveRoles() private {
        bytes4[] memory selectors = new bytes4[](1);
        selectors[0] = IVillageGovernor.veto.selector;
        manager.setTargetFunctionRole(address(governor), selectors, Roles.COUNCIL);
        selectors[0] = IDigitalVillager.mint.selector;
        manager.setTargetFunctionRole(address(villager), selectors, Roles.SALES);
        selectors[0] = IDigitalVillager.mintBatch.selector;
        manager.setTargetFunctionRole(address(villager), selectors, Roles.SALES);
        selectors[0] = IDigitalVillager.setBaseURI.selector;
        manager.setTargetFunctionRole(address(villager), selectors, Roles.DAO);

        manager.grantRole(Roles.COUNCIL, council, 0);
        manager.grantRole(Roles.COUNCIL, address(timelock), 0);
        manager.grantRole(Roles.SALES, desk, 0);
        manager.grantRole(Roles.DAO, address(timelock), 0);
        manager.grantRole(manager.ADMIN_ROLE(), address(timelock), 0);
        manager.renounceRole(manager.ADMIN_ROLE(), address(this));
    }

    /* WRITING PROPOSALS */

    /// @dev One action; more are added with `_and`.
    function _draft(address target, bytes memory data) internal view returns (Proposal memory p) {
        p.description = string.concat("# A motion\n\nText.", _signed(hana));
        return _and(p, target, 0, data);
    }

    function _and(Proposal memory p, address target, uint256 value, bytes memory data)
        internal
        pure
        returns (Proposal memory more)
    {
        uint256 count = p.targets.length;
        more = Proposal(p.id, new address[](count + 1), new uint256[](count + 1), new bytes[](count + 1), p.description);
        for (uint256 i = 0; i < count; ++i) {
            (more.targets[i], more.values[i], more.calldatas[i]) = (p.targets[i], p.values[i], p.calldatas[i]);
        }
        (more.targets[count], more.values[count], more.calldatas[count]) = (target, value, data);
    }

    function _signed(address proposer) internal pure returns (string memory) {
        return string.concat("#proposer=", Strings.toChecksumHexString(proposer));
    }

    /// @dev A proposal that only says something and touches no power: a transfer of nothing.
    function _harmless() internal view returns (Proposal memory) {
        return _draft(stranger, "");
    }

    /* A PROPOSAL'S LIFE */

    function _propose(Proposal memory p) internal returns (Proposal memory) {
        vm.prank(hana);
        p.id = governor.propose(p.targets, p.values, p.calldatas, p.description);
        return p;
    }

    function _open(Proposal memory p) internal returns (Proposal memory) {
        p = _propose(p);
        vm.warp(governor.proposalSnapshot(p.id) + 1);
        return p;
    }

    /// @dev Proposed, and passed with Hana's 40 votes of 100.
    function _pass(Proposal memory p) internal returns (Proposal memory) {
        p = _open(p);
        _vote(p, hana, FOR);
        vm.warp(governor.proposalDeadline(p.id) + 1);
        return p;
    }

    function _passAndQueue(Proposal memory p) internal returns (Proposal memory) {
        p = _pass(p);
        _queue(p);
        return p;
    }

    function _carryOut(Proposal memory p) internal returns (Proposal memory) {
        p = _passAndQueue(p);
        vm.warp(governor.proposalEta(p.id));
        _execute(p);
        return p;
    }

    function _vote(Proposal memory p, address voter, uint8 support) internal {
        vm.prank(voter);
        governor.castVote(p.id, support);
    }

    function _queue(Proposal memory p) internal {
        governor.queue(p.targets, p.values, p.calldatas, _hash(p));
    }

    function _execute(Proposal memory p) internal {
        governor.execute(p.targets, p.values, p.calldatas, _hash(p));
    }

    function _cancel(Proposal memory p, address caller) internal {
        vm.prank(caller);
        governor.cancel(p.targets, p.values, p.calldatas, _hash(p));
    }

    function _veto(Proposal memory p, address caller) internal {
        vm.prank(caller);
        governor.veto(p.targets, p.values, p.calldatas, _hash(p), "It would sell the rice terraces.");
    }

    function _hash(Proposal memory p) internal pure returns (bytes32) {
        return keccak256(bytes(p.description));
    }

    /// @dev The timelock's name for a proposal's operation.
    function _operation(Proposal memory p) internal view returns (bytes32) {
        return timelock.hashOperationBatch(p.targets, p.values, p.calldatas, 0, _salt(p));
    }

    function _salt(Proposal memory p) internal view returns (bytes32) {
        return bytes20(address(governor)) ^ _hash(p);
    }

    /// @dev A passed proposal of one action, ready to be carried out.
    function _ready(address target, bytes memory data) internal returns (Proposal memory p) {
        p = _passAndQueue(_draft(target, data));
        vm.warp(governor.proposalEta(p.id));
    }

    /* READING */

    function _assertState(IGovernor.ProposalState expected, Proposal memory p) internal view {
        assertEq(uint8(expected), uint8(governor.state(p.id)));
    }

    /// @dev What the Governor says to a proposal in the wrong state; `allowed` are the states it would take.
    function _wrongState(Proposal memory p, IGovernor.ProposalState current, uint256 allowed)
        internal
        pure
        returns (bytes memory)
    {
        return
            abi.encodeWithSelector(IGovernor.GovernorUnexpectedProposalState.selector, p.id, current, bytes32(allowed));
    }
}
