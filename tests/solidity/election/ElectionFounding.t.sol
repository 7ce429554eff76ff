// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";

import {VillageTreasury} from "../../../contracts/treasury/VillageTreasury.sol";
import {ElectionScene, GeneralElection, IBallots, IGeneralElection} from "./ElectionScene.sol";

contract ElectionFoundingTest is ElectionScene {
    function test_itSignsUnderItsOwnNameOnThisChain() public view {
        (, string memory name, string memory version, uint256 chain, address contract_,,) = elections.eip712Domain();

        assertEq("Yamakoshi elections", name);
        assertEq("1", version);
        assertEq(block.chainid, chain);
        assertEq(address(elections), contract_);
    }

    function test_itShowsItsTypeHashes() public view {
        assertEq(
            keccak256("ElectionBallot(uint256 electionId,bytes32 slate,uint64 choices,address voter)"),
            elections.ELECTION_BALLOT_TYPEHASH()
        );
        assertEq(keccak256("Milestone(uint128 amount,uint32 dueDays)"), elections.MILESTONE_TYPEHASH());
        assertEq(
            keccak256(
                "Plan(address recipient,address asset,Milestone[] milestones,bytes32 contentHash,string uri)Milestone(uint128 amount,uint32 dueDays)"
            ),
            elections.PLAN_TYPEHASH()
        );
        assertEq(
            keccak256(
                "RecipientConsent(uint256 electionId,address nominator,Plan plan)Milestone(uint128 amount,uint32 dueDays)Plan(address recipient,address asset,Milestone[] milestones,bytes32 contentHash,string uri)"
            ),
            elections.RECIPIENT_CONSENT_TYPEHASH()
        );
    }

    function testFuzz_itsClockIsTheTimestamp(uint48 time) public {
        vm.warp(time);

        assertEq(time, elections.clock());
        assertEq("mode=timestamp", elections.CLOCK_MODE());
    }

    function test_itKnowsItsTreasuryAndItsLimits() public view {
        assertEq(address(treasury), address(elections.treasury()));
        assertEq(WALLET_GAS, elections.walletGas());
        assertEq(64, elections.MAX_CANDIDATES());
        assertEq(16, elections.MAX_SEATS());
        assertEq(366 days, elections.MAX_DURATION());
        assertEq(512, elections.MAX_URI_BYTES());
        assertEq(0, elections.electionCount());
    }

    function testFuzz_theNameIsPrintableAsciiOfAtMost31Letters(bytes memory letters) public {
        bool good = letters.length > 0 && letters.length < 32;
        for (uint256 i = 0; i < letters.length; ++i) {
            if (letters[i] < 0x20 || letters[i] > 0x7e) good = false;
        }
        IGeneralElection.Terms memory terms = IGeneralElection.Terms(string(letters), WALLET_GAS);

        if (!good) vm.expectRevert(IGeneralElection.GeneralElectionInvalidName.selector);
        new GeneralElection(address(manager), treasury, terms);
    }

    function test_theLongestNameAndTheEndsOfTheAlphabetAreTaken() public {
        IGeneralElection.Terms memory terms = IGeneralElection.Terms(" ~~~~~~~~~~~~~~~~~~~~~~~~~~~~ ~", WALLET_GAS);
        assertEq(31, bytes(terms.signingName).length);

        GeneralElection other = new GeneralElection(address(manager), treasury, terms);
        (, string memory name,,,,,) = other.eip712Domain();
        assertEq(terms.signingName, name);
    }

    function test_anEmptyNameIsRefused() public {
        _refusesName("");
    }

    function test_aNameOf32LettersIsRefused() public {
        _refusesName("abcdefghijklmnopqrstuvwxyzabcdef");
    }

    function test_theLetterBeforeTheAlphabetIsRefused() public {
        _refusesName("a\x1f");
    }

    function test_theLetterAfterTheAlphabetIsRefused() public {
        _refusesName("\x7fa");
    }

    function test_aTreasuryOfAnotherVillageIsRefused() public {
        AccessManager other = new AccessManager(address(this));
        VillageTreasury foreign = new VillageTreasury(address(other));

        vm.expectRevert(IGeneralElection.GeneralElectionOtherAuthority.selector);
        new GeneralElection(address(manager), foreign, _terms());
    }

    function test_aWalletsShareOfGasIsBounded() public {
        IGeneralElection.Terms memory terms = IGeneralElection.Terms("Elections", 1);

        vm.expectPartialRevert(IBallots.BallotsWalletGasOutOfBounds.selector);
        new GeneralElection(address(manager), treasury, terms);
    }

    function _refusesName(string memory signingName) private {
        vm.expectRevert(IGeneralElection.GeneralElectionInvalidName.selector);
        new GeneralElection(address(manager), treasury, IGeneralElection.Terms(signingName, WALLET_GAS));
    }
}
