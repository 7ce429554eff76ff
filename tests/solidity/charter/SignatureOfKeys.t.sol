// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SignatureScene} from "./SignatureScene.sol";

contract SignatureOfKeysTest is SignatureScene {
    function testFuzz_aKeysSignatureCountsInBothLengths(uint256 seed, bytes32 hash) public view {
        uint256 privateKey = _privateKey(seed);

        assertTrue(_valid(vm.addr(privateKey), hash, _sign(privateKey, hash)));
        assertTrue(_valid(vm.addr(privateKey), hash, _signCompact(privateKey, hash)));
    }

    function testFuzz_anotherMessageOrAnotherSignerIsRefused(uint256 seed, bytes32 hash, bytes32 other, address signer)
        public
        view
    {
        uint256 privateKey = _privateKey(seed);
        vm.assume(hash != other && signer != vm.addr(privateKey));

        assertFalse(_valid(vm.addr(privateKey), other, _sign(privateKey, hash)));
        assertFalse(_valid(vm.addr(privateKey), other, _signCompact(privateKey, hash)));
        assertFalse(_valid(signer, hash, _sign(privateKey, hash)));
        assertFalse(_valid(signer, hash, _signCompact(privateKey, hash)));
    }

    function testFuzz_theUpperHalfOfSIsRefused(uint256 seed, bytes32 hash) public view {
        uint256 privateKey = _privateKey(seed);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(privateKey, hash);
        bytes32 high = bytes32(ORDER - uint256(s));
        uint8 flipped = v == 27 ? 28 : 27;

        assertEq(vm.addr(privateKey), ecrecover(hash, flipped, r, high), "the curve accepts it");
        assertFalse(_valid(vm.addr(privateKey), hash, abi.encodePacked(r, high, flipped)));
    }

    function testFuzz_aChangedByteIsRefused(uint256 seed, uint256 place, uint8 change) public view {
        uint256 privateKey = _privateKey(seed);
        bytes memory signature = _sign(privateKey, HASH);
        place = bound(place, 0, 64);
        vm.assume(change != 0);
        signature[place] ^= bytes1(change);

        assertFalse(_valid(vm.addr(privateKey), HASH, signature));
    }

    function testFuzz_anyOtherLengthIsRefused(bytes calldata signature) public view {
        vm.assume(signature.length != 64 && signature.length != 65);

        assertFalse(_valid(key.addr, HASH, signature));
    }

    function testFuzz_nothingIsSignedByTheZeroAddress(bytes32 hash, bytes calldata signature) public view {
        assertFalse(_valid(address(0), hash, signature));
        assertFalse(_valid(address(0), hash, new bytes(65)));
        assertFalse(_valid(address(0), hash, new bytes(64)));
    }

    function test_aBadSignatureOfAKeyNeedsNoWalletsShareOfGas() public view {
        assertFalse(caller.isValid{gas: 50_000}(key.addr, HASH, new bytes(65), WALLET_GAS));
    }

    function test_aPrecompileSignsNothing() public view {
        for (uint160 i = 1; i <= 10; ++i) {
            assertFalse(_valid(address(i), HASH, _sign(key.privateKey, HASH)));
        }
    }
}
