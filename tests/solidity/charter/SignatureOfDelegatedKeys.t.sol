// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SignatureCheck} from "../../../contracts/charter/SignatureCheck.sol";
import {SignatureScene} from "./SignatureScene.sol";
import {BurningWallet, OwnedWallet, SlowWallet, TalkingWallet} from "./Wallets.sol";

/// @notice EIP-7702: a key whose account runs the code of a wallet.
contract SignatureOfDelegatedKeysTest is SignatureScene {
    function _delegateTo(address wallet) private {
        vm.signAndAttachDelegation(wallet, key.privateKey);
        assertEq(abi.encodePacked(hex"ef0100", wallet), key.addr.code, "the account has the wallet's code");
    }

    function testFuzz_itsKeyStillSignsWhateverTheCodeAnswers(bytes32 hash, bytes calldata answer) public {
        _delegateTo(address(new TalkingWallet(answer, true)));

        assertTrue(_valid(key.addr, hash, _sign(key.privateKey, hash)));
        assertTrue(_valid(key.addr, hash, _signCompact(key.privateKey, hash)));
    }

    function test_itsKeyIsNeverRefusedForWantOfGas() public {
        _delegateTo(address(new BurningWallet()));

        assertTrue(caller.isValid{gas: 50_000}(key.addr, HASH, _sign(key.privateKey, HASH), WALLET_GAS));
    }

    function test_itsCodeSignsToo() public {
        uint256 session = uint256(keccak256("session key"));
        _delegateTo(address(new OwnedWallet(vm.addr(session))));

        assertTrue(_valid(key.addr, HASH, _sign(session, HASH)));
        assertFalse(_valid(key.addr, keccak256("another"), _sign(session, HASH)));
    }

    function test_codeThatAnswersNothingSignsNothing() public {
        _delegateTo(makeAddr("an address without code"));

        assertFalse(_valid(key.addr, HASH, _sign(uint256(keccak256("session key")), HASH)));
        assertTrue(_valid(key.addr, HASH, _sign(key.privateKey, HASH)));
    }
}

/// @notice Such an account, touched by nobody before it is asked: its code costs more to reach than a wallet's own.
contract SignatureOfUntouchedDelegatedKeysTest is SignatureScene {
    /// @dev What the wallet needs of its share: nearly all.
    uint256 private constant SPARED = 1000;

    function setUp() public override {
        super.setUp();
        address wallet = address(new SlowWallet(WALLET_GAS - SPARED));
        vm.etch(key.addr, abi.encodePacked(hex"ef0100", wallet));
    }

    /// @dev The gas is drawn from the narrow stretch between too little and enough, where starving would show.
    function testFuzz_itsCodeIsNeverStarvedIntoANo(uint256 gasGiven) public view {
        uint256 enough = (WALLET_GAS + 4000) * 64 / 63 + 8000;
        gasGiven = bound(gasGiven, enough - 8000, enough);
        bytes memory call = abi.encodeCall(caller.isValid, (key.addr, HASH, "", WALLET_GAS));

        (bool success, bytes memory answer) = address(caller).staticcall{gas: gasGiven}(call);

        if (success) {
            assertTrue(abi.decode(answer, (bool)), "a good signature was refused");
        } else if (answer.length > 0) {
            assertEq(abi.encodeWithSelector(SignatureCheck.SignatureCheckTooLittleGas.selector, WALLET_GAS), answer);
        }
    }

    function test_itsCodeIsAskedWhenThereIsEnough() public view {
        assertTrue(caller.isValid{gas: WALLET_GAS * 64 / 63 + 20_000}(key.addr, HASH, "", WALLET_GAS));
    }
}
