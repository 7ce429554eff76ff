// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SignatureScene} from "./SignatureScene.sol";
import {BurningWallet, OwnedWallet, TalkingWallet} from "./Wallets.sol";

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
