// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";

import {SignatureCheck} from "../../../contracts/charter/SignatureCheck.sol";
import {SignatureScene} from "./SignatureScene.sol";
import {
    BabblingWallet,
    BurningWallet,
    ExactWallet,
    OwnedWallet,
    ReentrantWallet,
    SlowWallet,
    TalkingWallet
} from "./Wallets.sol";

contract SignatureOfWalletsTest is SignatureScene {
    bytes private constant YES = abi.encode(IERC1271.isValidSignature.selector);

    function test_aWalletSignsThroughItsOwner() public {
        OwnedWallet wallet = new OwnedWallet(key.addr);

        assertTrue(_valid(address(wallet), HASH, _sign(key.privateKey, HASH)));
        assertFalse(_valid(address(wallet), keccak256("another"), _sign(key.privateKey, HASH)));
        assertFalse(_valid(address(new OwnedWallet(address(this))), HASH, _sign(key.privateKey, HASH)));
    }

    function testFuzz_aWalletIsAskedExactlyAsTheStandardSays(bytes32 hash, bytes memory signature) public {
        vm.assume(signature.length <= 2048);

        assertTrue(_valid(address(new ExactWallet(hash, signature)), hash, signature));
    }

    function testFuzz_aWalletSeesNothingOfTheSignatureBefore(bytes calldata before, bytes memory signature) public {
        vm.assume(signature.length <= 2048);
        ExactWallet wallet = new ExactWallet(HASH, signature);

        assertTrue(caller.isValidAfter(before, address(wallet), HASH, signature));
    }

    function testFuzz_aSignatureOfTwoKilobytesIsTheLongest(uint256 length) public {
        length = bound(length, 0, 4096);
        TalkingWallet wallet = new TalkingWallet(YES, false);

        assertEq(length <= 2048, _valid(address(wallet), HASH, new bytes(length)));
    }

    function testFuzz_onlyTheStandardsAnswerIsYes(bytes calldata answer) public {
        TalkingWallet wallet = new TalkingWallet(answer, false);
        bool yes = answer.length >= 32 && bytes32(answer[:32]) == bytes32(IERC1271.isValidSignature.selector);

        assertEq(yes, _valid(address(wallet), HASH, ""));
    }

    function testFuzz_aShortYesIsNo(uint256 length) public {
        bytes memory answer = YES;
        length = bound(length, 0, 31);
        assembly {
            mstore(answer, length)
        }

        assertFalse(_valid(address(new TalkingWallet(answer, false)), HASH, ""));
    }

    function test_aYesWithDirtInTheRestOfTheWordIsNo() public {
        bytes memory answer = abi.encode(uint256(bytes32(IERC1271.isValidSignature.selector)) | 1);

        assertFalse(_valid(address(new TalkingWallet(answer, false)), HASH, ""));
    }

    function test_aYesInARevertIsNo() public {
        assertFalse(_valid(address(new TalkingWallet(YES, true)), HASH, ""));
    }

    function test_aContractThatKnowsNothingOfSignaturesSaysNo() public view {
        assertFalse(_valid(address(this), HASH, _sign(key.privateKey, HASH)));
    }

    function test_aWalletThatBurnsAllItsGasCostsItsShareAndNoMore() public {
        address wallet = address(new BurningWallet());

        uint256 before = gasleft();
        assertFalse(_valid(wallet, HASH, ""));
        assertApproxEqAbs(WALLET_GAS, before - gasleft(), 20_000);
    }

    function testFuzz_aLongAnswerCostsItsShareAndNoMore(uint256 length) public {
        length = bound(length, 32, 8_000_000);
        address wallet = address(new BabblingWallet(length));

        uint256 before = gasleft();
        caller.isValid(wallet, HASH, "", WALLET_GAS);
        assertLt(before - gasleft(), WALLET_GAS + 20_000);
    }

    function test_aLongAnswerThatBeginsWithYesIsYes() public {
        assertTrue(_valid(address(new BabblingWallet(100_000)), HASH, ""));
    }

    function test_aWalletCanNeitherWriteNorCallBackIntoAWritingFunction() public {
        ReentrantWallet wallet = new ReentrantWallet();
        wallet.aim(address(wallet), abi.encodeCall(ReentrantWallet.write, ()));

        assertFalse(_valid(address(wallet), HASH, ""));
        assertEq(0, wallet.asked());
    }

    /// @dev From no gas to plenty: a wallet that needs its whole share either gets it or the call reverts.
    function testFuzz_aStarvedWalletNeverLooksLikeABadSignature(uint256 gasGiven, uint256 walletGas) public {
        walletGas = bound(walletGas, 20_000, 1_000_000);
        gasGiven = bound(gasGiven, 20_000, walletGas + walletGas / 30 + 30_000);
        SlowWallet wallet = new SlowWallet(walletGas - 5000);
        bytes memory call = abi.encodeCall(caller.isValid, (address(wallet), HASH, "", walletGas));

        (bool success, bytes memory answer) = address(caller).staticcall{gas: gasGiven}(call);

        if (success) {
            assertTrue(abi.decode(answer, (bool)), "a good signature was refused");
        } else if (answer.length > 0) {
            assertEq(abi.encodeWithSelector(SignatureCheck.SignatureCheckTooLittleGas.selector, walletGas), answer);
        }
    }

    function testFuzz_aWalletWithEnoughGasIsAlwaysAsked(uint256 walletGas) public {
        walletGas = bound(walletGas, 20_000, 1_000_000);
        SlowWallet wallet = new SlowWallet(walletGas - 5000);

        assertTrue(caller.isValid{gas: walletGas * 64 / 63 + 20_000}(address(wallet), HASH, "", walletGas));
    }

    function test_aWalletThatNeedsMoreThanItsShareHasNotSigned() public {
        assertFalse(_valid(address(new SlowWallet(WALLET_GAS)), HASH, ""));
    }
}
