// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";
import {Vm} from "forge-std/Vm.sol";
import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";

import {Roles} from "../../../contracts/charter/Roles.sol";
import {GeneralElection} from "../../../contracts/governance/GeneralElection.sol";
import {IBallots} from "../../../contracts/governance/IBallots.sol";
import {IGeneralElection} from "../../../contracts/governance/IGeneralElection.sol";
import {IVillageTreasury} from "../../../contracts/treasury/IVillageTreasury.sol";
import {VillageTreasury} from "../../../contracts/treasury/VillageTreasury.sol";
import {PaperElectorate} from "../governance/PaperElectorate.sol";

/// @notice A village that holds general elections: Hana has 40, Ichiro 35, Umi 20 and Ken 5 of 100 units; a budget of 10
/// ETH of which an election may promise half; bounds of 3 days to nominate, 2 to vote and a quorum of "at least 5 %".
/// An election as the council opens it here: a week to nominate, voting from day 10 to 13, 3 seats, 2 choices a ballot,
/// quorum "more than 10 %", 1 unit to nominate.
abstract contract ElectionScene is Test {
    address internal constant ETH = address(0);
    uint48 internal constant NOW = 1_900_000_000;
    uint48 internal constant NOMINATIONS_UNTIL = NOW + 7 days;
    uint48 internal constant FROM = NOW + 10 days;
    uint48 internal constant TO = NOW + 13 days;
    uint32 internal constant WALLET_GAS = 300_000;
    uint256 internal constant CEILING = 5 ether;
    string internal constant REASON = "the meadow is not the village's";

    address internal immutable dao = makeAddr("dao");
    address internal immutable council = makeAddr("council");
    address internal immutable stranger = makeAddr("a stranger");
    address internal immutable recipient = makeAddr("recipient");

    Vm.Wallet internal hanaKey;
    Vm.Wallet internal ichiroKey;
    Vm.Wallet internal umiKey;
    Vm.Wallet internal kenKey;
    address internal hana;
    address internal ichiro;
    address internal umi;
    address internal ken;

    AccessManager internal manager;
    VillageTreasury internal treasury;
    PaperElectorate internal paper;
    GeneralElection internal elections;
    uint256 internal budget;

    function setUp() public virtual {
        vm.warp(NOW);
        hanaKey = vm.createWallet("Hana");
        ichiroKey = vm.createWallet("Ichiro");
        umiKey = vm.createWallet("Umi");
        kenKey = vm.createWallet("Ken");
        (hana, ichiro, umi, ken) = (hanaKey.addr, ichiroKey.addr, umiKey.addr, kenKey.addr);

        manager = new AccessManager(address(this));
        treasury = new VillageTreasury(address(manager));
        elections = new GeneralElection(address(manager), treasury, _terms());
        paper = new PaperElectorate();
        _giveRoles();

        paper.give(hana, 40);
        paper.give(ichiro, 35);
        paper.give(umi, 20);
        paper.give(ken, 5);
        vm.startPrank(dao);
        treasury.listAsset(ETH);
        elections.setBounds(_bounds());
        elections.setElectorate(address(paper), true);
        vm.stopPrank();
        budget = _budget(10 ether);
        skip(1);
    }

    function _giveRoles() private {
        bytes4[] memory ofDao = new bytes4[](6);
        ofDao[0] = IVillageTreasury.listAsset.selector;
        ofDao[1] = IVillageTreasury.openBudget.selector;
        ofDao[2] = IVillageTreasury.setAwarder.selector;
        ofDao[3] = IVillageTreasury.closeBudget.selector;
        ofDao[4] = IVillageTreasury.award.selector;
        ofDao[5] = IVillageTreasury.releaseReservation.selector;
        manager.setTargetFunctionRole(address(treasury), ofDao, Roles.DAO);
        bytes4[] memory ofElection = new bytes4[](2);
        ofElection[0] = IVillageTreasury.reserve.selector;
        ofElection[1] = IVillageTreasury.awardReserved.selector;
        manager.setTargetFunctionRole(address(treasury), ofElection, Roles.ELECTION);
        manager.setTargetFunctionRole(address(elections), _daoSelectors(), Roles.DAO);
        manager.setTargetFunctionRole(address(elections), _councilSelectors(), Roles.COUNCIL);
        manager.grantRole(Roles.DAO, dao, 0);
        manager.grantRole(Roles.COUNCIL, council, 0);
        manager.grantRole(Roles.COUNCIL, dao, 0);
        manager.grantRole(Roles.ELECTION, address(elections), 0);
    }

    function _daoSelectors() internal pure returns (bytes4[] memory all) {
        all = new bytes4[](2);
        all[0] = IGeneralElection.setBounds.selector;
        all[1] = IGeneralElection.setElectorate.selector;
    }

    function _councilSelectors() internal pure returns (bytes4[] memory all) {
        all = new bytes4[](2);
        all[0] = IGeneralElection.open.selector;
        all[1] = IGeneralElection.strike.selector;
    }

    // ---------------------------------------------------------------- terms

    function _terms() internal pure returns (IGeneralElection.Terms memory) {
        return IGeneralElection.Terms({signingName: "Yamakoshi elections", walletGas: WALLET_GAS});
    }

    function _bounds() internal pure returns (IGeneralElection.Bounds memory) {
        return IGeneralElection.Bounds({
            minimumNomination: 3 days, minimumVoting: 2 days, minimumQuorumBps: 500, minimumQuorumMoreThan: false
        });
    }

    function _rules() internal view returns (IGeneralElection.Rules memory) {
        return IGeneralElection.Rules({
            nominationsUntil: NOMINATIONS_UNTIL,
            votingFrom: FROM,
            votingTo: TO,
            seats: 3,
            choices: 2,
            quorumBps: 1000,
            quorumMoreThan: true,
            nominationUnits: 1,
            electorate: address(paper),
            budget: budget,
            contentHash: keccak256("announcement"),
            uri: "ipfs://announcement"
        });
    }

    /// @notice A budget of 100 days with `amount` of new ETH, the election its awarder, its ceiling one half.
    function _budget(uint256 amount) internal returns (uint256) {
        return _budget(amount, 5000);
    }

    function _budget(uint256 amount, uint16 ceilingBps) internal returns (uint256) {
        vm.deal(address(treasury), address(treasury).balance + amount);
        vm.prank(dao);
        return treasury.openBudget(ETH, amount, NOW + 100 days, "activity", address(elections), ceilingBps);
    }

    /// @notice `count` milestones of `amount`, due 30, 60, … days after the award.
    function _plan(address to, uint256 count, uint128 amount)
        internal
        pure
        returns (IVillageTreasury.Plan memory plan)
    {
        plan.recipient = to;
        plan.asset = ETH;
        plan.milestones = new IVillageTreasury.MilestoneTerms[](count);
        for (uint256 i = 0; i < count; ++i) {
            plan.milestones[i] = IVillageTreasury.MilestoneTerms(amount, uint32(30 * (i + 1)));
        }
        plan.contentHash = keccak256(abi.encode("plan", to));
        plan.uri = "https://example.org/plan.md";
    }

    function _person(uint256 number) internal pure returns (address) {
        return address(uint160(uint256(keccak256(abi.encode("person", number)))));
    }

    // ---------------------------------------------------------------- acting

    function _open() internal returns (uint256) {
        return _open(_rules());
    }

    function _open(IGeneralElection.Rules memory rules) internal returns (uint256) {
        vm.prank(council);
        return elections.open(rules);
    }

    /// @notice `nominator` nominates a plan of their own, of one milestone.
    function _nominate(uint256 id, address nominator, uint128 amount) internal returns (uint256) {
        vm.prank(nominator);
        return elections.nominate(id, _plan(nominator, 1, amount), "");
    }

    /// @notice Somebody nominates who had 5 units when the election was opened, whatever came since.
    function _nominateAs(uint256 id, uint256 number, uint128 amount) internal returns (uint256) {
        uint256 present = vm.getBlockTimestamp();
        vm.warp(elections.election(id).opened - 1);
        paper.give(_person(number), 5);
        vm.warp(present);
        return _nominate(id, _person(number), amount);
    }

    /// @notice An election with one plan each of Hana (1), Ichiro (2), Umi (3) and Ken (4), of 1 ETH.
    function _withFour() internal returns (uint256 id) {
        id = _open();
        _nominate(id, hana, 1 ether);
        _nominate(id, ichiro, 1 ether);
        _nominate(id, umi, 1 ether);
        _nominate(id, ken, 1 ether);
    }

    function _voting() internal returns (uint256 id) {
        id = _withFour();
        vm.warp(FROM + 1);
    }

    function _cast(uint256 id, address voter, uint64 choices) internal {
        vm.prank(voter);
        elections.cast(id, choices);
    }

    /// @notice An election closed with Ichiro (1 ETH) and Hana (1 ETH) elected, in this order; nobody voted for the others.
    function _closed() internal returns (uint256 id) {
        id = _voting();
        _cast(id, hana, 1 << 1);
        _cast(id, ichiro, 1 << 0);
        vm.warp(TO + 1);
        elections.close(id);
    }

    // ---------------------------------------------------------------- signing

    /// @dev EIP-712 written out by hand, from `eip712Domain` alone, as a wallet does it.
    function _domain() internal view returns (bytes32) {
        (, string memory name, string memory version, uint256 chain, address contract_,,) = elections.eip712Domain();
        return keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256(bytes(name)),
                keccak256(bytes(version)),
                chain,
                contract_
            )
        );
    }

    function _ballotDigest(uint256 id, bytes32 slate, uint64 choices, address voter) internal view returns (bytes32) {
        bytes32 message = keccak256(
            abi.encode(
                keccak256("ElectionBallot(uint256 electionId,bytes32 slate,uint64 choices,address voter)"),
                id,
                slate,
                choices,
                voter
            )
        );
        return keccak256(abi.encodePacked(hex"1901", _domain(), message));
    }

    function _signDigest(Vm.Wallet memory key, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key.privateKey, digest);
        return abi.encodePacked(r, s, v);
    }

    function _sign(uint256 id, Vm.Wallet memory key, uint64 choices)
        internal
        view
        returns (IGeneralElection.SignedChoice memory)
    {
        bytes32 digest = _ballotDigest(id, elections.election(id).slate, choices, key.addr);
        return IGeneralElection.SignedChoice(key.addr, choices, _signDigest(key, digest));
    }

    function _one(IGeneralElection.SignedChoice memory ballot)
        internal
        pure
        returns (IGeneralElection.SignedChoice[] memory ballots)
    {
        ballots = new IGeneralElection.SignedChoice[](1);
        ballots[0] = ballot;
    }

    // ---------------------------------------------------------------- expecting

    function _expectRefused(address caller) internal {
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, caller));
    }

    function _expectRejected(uint256 id, address voter, IBallots.BallotFault reason) internal {
        vm.expectEmit(address(elections));
        emit IBallots.BallotRejected(id, voter, reason);
    }

    function _votesOf(uint256 id, uint256 candidate) internal view returns (uint256) {
        return elections.candidate(id, candidate).votes;
    }

    function _assertElected(uint256 first, uint256 second, uint256 id) internal view {
        (uint256[] memory elected,) = elections.outcome(id);
        assertEq(second == 0 ? 1 : 2, elected.length, "how many are elected");
        assertEq(first, elected[0]);
        if (second != 0) assertEq(second, elected[1]);
    }
}
