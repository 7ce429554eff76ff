// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Vm} from "forge-std/Vm.sol";

import {SignatureCheck} from "../../../contracts/charter/SignatureCheck.sol";
import {BurningWallet, OwnedWallet, SlowWallet} from "../charter/Wallets.sol";
import {ElectionScene, IGeneralElection, IVillageTreasury} from "./ElectionScene.sol";

/// @notice A plan whose money goes to somebody else than the nominator: only with their consent, to this very plan.
contract NominateForOthersTest is ElectionScene {
    Vm.Wallet private _makerKey;
    address private _maker;
    uint256 private _id;

    function setUp() public override {
        super.setUp();
        _makerKey = vm.createWallet("a maker");
        _maker = _makerKey.addr;
        _id = _open();
    }

    function test_aRecipientWhoSignedAgrees() public {
        IVillageTreasury.Plan memory plan = _plan(_maker, 3, 1 ether);

        assertEq(1, _nominateWith(hana, plan, _consent(_id, hana, plan)));
        assertEq(_maker, elections.candidate(_id, 1).recipient);
        assertEq(hana, elections.candidate(_id, 1).nominator);
    }

    function test_theSameConsentServesTheSamePlanAgain() public {
        IVillageTreasury.Plan memory plan = _plan(_maker, 1, 1 ether);
        bytes memory consent = _consent(_id, hana, plan);
        _nominateWith(hana, plan, consent);
        vm.prank(hana);
        elections.withdraw(_id, 1);

        assertEq(2, _nominateWith(hana, plan, consent));
    }

    function test_aRecipientWhoDidNotAgreeIsNotNominated() public {
        IVillageTreasury.Plan memory plan = _plan(_maker, 1, 1 ether);

        _refuses(hana, plan, "");
        _refuses(hana, plan, new bytes(65));
        _refuses(hana, plan, new bytes(4000));
    }

    function test_whatTheNominatorSignedIsNotTheRecipientsConsent() public {
        IVillageTreasury.Plan memory plan = _plan(_maker, 1, 1 ether);

        _refuses(hana, plan, _signDigest(hanaKey, _digest(_id, hana, plan)));
    }

    function test_aConsentIsForOneNominatorAndOneElection() public {
        IVillageTreasury.Plan memory plan = _plan(_maker, 1, 1 ether);
        bytes memory consent = _consent(_id, hana, plan);
        _refuses(ichiro, plan, consent);

        _id = _open();
        _refuses(hana, plan, consent);
    }

    function test_anythingChangedInThePlanSpoilsTheConsent() public {
        IVillageTreasury.Plan memory plan = _plan(_maker, 2, 1 ether);
        bytes memory consent = _consent(_id, hana, plan);

        plan.milestones[1].amount += 1;
        _refuses(hana, plan, consent);
        plan.milestones[1].amount -= 1;
        plan.milestones[1].dueDays += 1;
        _refuses(hana, plan, consent);
        plan.milestones[1].dueDays -= 1;
        plan.contentHash = keccak256("another text");
        _refuses(hana, plan, consent);
        plan = _plan(_maker, 2, 1 ether);
        plan.uri = "https://example.org/other.md";
        _refuses(hana, plan, consent);
        _refuses(hana, _plan(_maker, 1, 1 ether), consent);

        assertEq(1, _nominateWith(hana, _plan(_maker, 2, 1 ether), consent));
    }

    function test_aConsentForAnotherChainIsRefused() public {
        IVillageTreasury.Plan memory plan = _plan(_maker, 1, 1 ether);
        bytes memory consent = _consent(_id, hana, plan);
        vm.chainId(block.chainid + 1);

        _refuses(hana, plan, consent);
    }

    function test_aWalletAgreesAsItsOwnerSigns() public {
        OwnedWallet wallet = new OwnedWallet(_maker);
        IVillageTreasury.Plan memory plan = _plan(address(wallet), 1, 1 ether);

        assertEq(1, _nominateWith(hana, plan, _consent(_id, hana, plan)));
    }

    function test_anAccountThatRunsCodeStillAgreesWithItsKey() public {
        vm.signAndAttachDelegation(address(new BurningWallet()), _makerKey.privateKey);
        IVillageTreasury.Plan memory plan = _plan(_maker, 1, 1 ether);

        assertEq(1, _nominateWith(hana, plan, _consent(_id, hana, plan)));
    }

    function test_aStarvedWalletIsNoRefusal() public {
        SlowWallet wallet = new SlowWallet(WALLET_GAS - 5000);
        IVillageTreasury.Plan memory plan = _plan(address(wallet), 1, 1 ether);

        vm.expectRevert(abi.encodeWithSelector(SignatureCheck.SignatureCheckTooLittleGas.selector, WALLET_GAS));
        vm.prank(hana);
        elections.nominate{gas: WALLET_GAS}(_id, plan, "");
        assertEq(1, _nominateWith(hana, plan, ""));
    }

    // ---------------------------------------------------------------- parts

    function _nominateWith(address nominator, IVillageTreasury.Plan memory plan, bytes memory consent)
        private
        returns (uint256)
    {
        vm.prank(nominator);
        return elections.nominate(_id, plan, consent);
    }

    function _refuses(address nominator, IVillageTreasury.Plan memory plan, bytes memory consent) private {
        vm.expectRevert(abi.encodeWithSelector(IGeneralElection.GeneralElectionNoConsent.selector, _id, plan.recipient));
        _nominateWith(nominator, plan, consent);
    }

    function _consent(uint256 id, address nominator, IVillageTreasury.Plan memory plan)
        private
        view
        returns (bytes memory)
    {
        return _signDigest(_makerKey, _digest(id, nominator, plan));
    }

    /// @dev Hashed by forge from the type as written, independently of the contract.
    function _digest(uint256 id, address nominator, IVillageTreasury.Plan memory plan) private view returns (bytes32) {
        bytes32 planHash = vm.eip712HashStruct(
            "Plan(address recipient,address asset,Milestone[] milestones,bytes32 contentHash,string uri)Milestone(uint128 amount,uint32 dueDays)",
            abi.encode(plan)
        );
        bytes32 message = keccak256(
            abi.encode(
                keccak256(
                    "RecipientConsent(uint256 electionId,address nominator,Plan plan)Milestone(uint128 amount,uint32 dueDays)Plan(address recipient,address asset,Milestone[] milestones,bytes32 contentHash,string uri)"
                ),
                id,
                nominator,
                planHash
            )
        );
        return keccak256(abi.encodePacked(hex"1901", _domain(), message));
    }
}
