// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SignatureCheck} from "../../../contracts/charter/SignatureCheck.sol";
import {
    BabblingWallet,
    BurningWallet,
    OwnedWallet,
    ReentrantWallet,
    SlowWallet,
    TalkingWallet
} from "../charter/Wallets.sol";
import {ElectionScene, IBallots, IGeneralElection} from "./ElectionScene.sol";

/// @notice Voters whose account is a contract.
contract ElectionWalletsTest is ElectionScene {
    function test_aWalletVotesAsItsOwnerSigns() public {
        address wallet = address(new OwnedWallet(hana));
        uint256 id = _withVoter(wallet);

        elections.castBallots(id, _one(_ballotOf(id, wallet)));
        assertEq(7, _votesOf(id, 1));
    }

    function test_aWalletThatSaysNoIsHeard() public {
        _rejects(address(new OwnedWallet(stranger)));
        _rejects(address(new TalkingWallet(abi.encode(bytes4(0xffffffff)), false)));
        _rejects(address(new TalkingWallet(abi.encode(OwnedWallet.isValidSignature.selector), true)));
        _rejects(address(new TalkingWallet("", false)));
    }

    function test_aWalletThatBurnsItsGasCostsItsShareAndSpoilsNothing() public {
        _costsItsShare(address(new BurningWallet()));
    }

    function test_aWalletThatAnswersMegabytesCostsItsShareAndSpoilsNothing() public {
        _costsItsShare(address(new BabblingWallet(8_000_000)));
    }

    function test_aWalletCannotVoteInTheMiddleOfItsOwnBallot() public {
        ReentrantWallet wallet = new ReentrantWallet();
        uint256 id = _withVoter(address(wallet));
        wallet.aim(address(elections), abi.encodeCall(elections.cast, (id, 1)));

        _expectRejected(id, address(wallet), IBallots.BallotFault.InvalidSignature);
        elections.castBallots(id, _one(IGeneralElection.SignedChoice(address(wallet), 1, "")));
        assertEq(0, elections.election(id).votes);
    }

    function test_aStarvedWalletIsNoBadSignature() public {
        address wallet = address(new SlowWallet(WALLET_GAS - 5000));
        uint256 id = _withVoter(wallet);
        IGeneralElection.SignedChoice[] memory ballots = _one(IGeneralElection.SignedChoice(wallet, 1, ""));

        vm.expectRevert(abi.encodeWithSelector(SignatureCheck.SignatureCheckTooLittleGas.selector, WALLET_GAS));
        elections.castBallots{gas: WALLET_GAS}(id, ballots);
        elections.castBallots{gas: WALLET_GAS + 300_000}(id, ballots);
        assertEq(7, _votesOf(id, 1));
    }

    /// @dev However little gas: the ballot counts, or the batch reverts whole. It is never rejected.
    function testFuzz_noGasLimitMakesAGoodBallotBad(uint256 gas) public {
        address wallet = address(new SlowWallet(WALLET_GAS - 5000));
        uint256 id = _withVoter(wallet);
        IGeneralElection.SignedChoice[] memory ballots = _one(IGeneralElection.SignedChoice(wallet, 1, ""));

        try elections.castBallots{gas: bound(gas, 30_000, 700_000)}(id, ballots) {
            assertEq(7, _votesOf(id, 1));
        } catch {
            assertEq(0, elections.ballotOf(id, wallet));
        }
    }

    /// @dev EIP-7702.
    function test_anAccountThatRunsCodeStillVotesWithItsKey() public {
        vm.signAndAttachDelegation(address(new BurningWallet()), hanaKey.privateKey);
        uint256 id = _voting();

        elections.castBallots(id, _one(_sign(id, hanaKey, 1)));
        assertEq(40, _votesOf(id, 1));
    }

    function test_aWalletThatChangedItsMindIsRejectedAndMayVoteLater() public {
        address wallet = address(new OwnedWallet(hana));
        uint256 id = _withVoter(wallet);
        IGeneralElection.SignedChoice[] memory ballots = _one(_ballotOf(id, wallet));
        bytes memory code = wallet.code;
        vm.etch(wallet, address(new OwnedWallet(ken)).code);

        _expectRejected(id, wallet, IBallots.BallotFault.InvalidSignature);
        elections.castBallots(id, ballots);
        vm.etch(wallet, code);
        elections.castBallots(id, ballots);
        assertEq(7, _votesOf(id, 1));
    }

    function test_noWalletWithoutAVoteIsAsked() public {
        uint256 id = _voting();
        address wallet = address(new BurningWallet());
        IGeneralElection.SignedChoice[] memory ballots = _one(IGeneralElection.SignedChoice(wallet, 1, ""));
        uint256 before = gasleft();

        _expectRejected(id, wallet, IBallots.BallotFault.NoVotingPower);
        elections.castBallots(id, ballots);
        assertLt(before - gasleft(), WALLET_GAS);
    }

    // ---------------------------------------------------------------- parts

    function _withVoter(address wallet) private returns (uint256 id) {
        vm.warp(NOW + 1);
        budget = _budget(10 ether);
        id = _withFour();
        paper.give(wallet, 7);
        vm.warp(FROM + 1);
    }

    function _ballotOf(uint256 id, address wallet) private view returns (IGeneralElection.SignedChoice memory) {
        bytes32 digest = _ballotDigest(id, elections.election(id).slate, 1, wallet);
        return IGeneralElection.SignedChoice(wallet, 1, _signDigest(hanaKey, digest));
    }

    function _rejects(address wallet) private {
        uint256 id = _withVoter(wallet);
        IGeneralElection.SignedChoice[] memory ballots = _one(_ballotOf(id, wallet));

        _expectRejected(id, wallet, IBallots.BallotFault.InvalidSignature);
        elections.castBallots(id, ballots);
        assertEq(0, elections.election(id).votes);
    }

    function _costsItsShare(address wallet) private {
        uint256 id = _withVoter(wallet);
        IGeneralElection.SignedChoice[] memory ballots = new IGeneralElection.SignedChoice[](2);
        ballots[0] = IGeneralElection.SignedChoice(wallet, 1, "");
        ballots[1] = _sign(id, kenKey, 1);
        uint256 before = gasleft();
        elections.castBallots(id, ballots);

        assertLt(before - gasleft(), WALLET_GAS + 300_000);
        assertEq(5, _votesOf(id, 1));
        assertEq(0, elections.ballotOf(id, wallet));
    }
}
