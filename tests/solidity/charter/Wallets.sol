// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @notice A wallet whose one owner signs for it, as a Safe's would.
contract OwnedWallet is IERC1271 {
    address public immutable owner;

    constructor(address owner_) {
        owner = owner_;
    }

    function isValidSignature(bytes32 hash, bytes memory signature) external view returns (bytes4) {
        (address signer, ECDSA.RecoverError problem,) = ECDSA.tryRecover(hash, signature);
        bool good = problem == ECDSA.RecoverError.NoError && signer == owner;
        return good ? IERC1271.isValidSignature.selector : bytes4(0xffffffff);
    }
}

/// @notice A wallet that accepts exactly one message, and sees every byte of it: the call must be encoded as the ABI says.
contract ExactWallet is IERC1271 {
    bytes32 public immutable expected;

    constructor(bytes32 hash, bytes memory signature) {
        expected = keccak256(abi.encodeCall(IERC1271.isValidSignature, (hash, signature)));
    }

    function isValidSignature(bytes32, bytes calldata) external view returns (bytes4) {
        return keccak256(msg.data) == expected ? IERC1271.isValidSignature.selector : bytes4(0);
    }
}

/// @notice A wallet that answers whatever bytes it was told to, or reverts with them.
contract TalkingWallet {
    bytes public answer;
    bool public reverts;

    constructor(bytes memory answer_, bool reverts_) {
        answer = answer_;
        reverts = reverts_;
    }

    fallback() external {
        bytes memory words = answer;
        bool fails = reverts;
        assembly {
            if fails { revert(add(words, 0x20), mload(words)) }
            return(add(words, 0x20), mload(words))
        }
    }
}

/// @notice A wallet that answers "yes" and then as many zeros as its gas can buy.
contract BabblingWallet {
    uint256 public immutable length;

    constructor(uint256 length_) {
        length = length_;
    }

    fallback() external {
        bytes32 magic = IERC1271.isValidSignature.selector;
        uint256 size = length;
        assembly {
            mstore(0x00, magic)
            return(0x00, size)
        }
    }
}

/// @notice A wallet that uses up all the gas it is given.
contract BurningWallet {
    fallback() external {
        assembly {
            invalid()
        }
    }
}

/// @notice A wallet that uses up a given amount of gas, and then answers "yes".
contract SlowWallet {
    uint256 public immutable slowness;

    constructor(uint256 slowness_) {
        slowness = slowness_;
    }

    function isValidSignature(bytes32, bytes calldata) external view returns (bytes4) {
        uint256 end = gasleft() - slowness;
        while (gasleft() > end) {}
        return IERC1271.isValidSignature.selector;
    }
}

/// @notice A wallet that tries to write, and to call back, while it is asked; it answers "yes" only if it could.
contract ReentrantWallet {
    address public target;
    bytes public data;
    uint256 public asked;

    function aim(address target_, bytes calldata data_) external {
        target = target_;
        data = data_;
    }

    function isValidSignature(bytes32, bytes calldata) external returns (bytes4) {
        (bool written,) = address(this).call(abi.encodeCall(this.write, ()));
        (bool called,) = target.call(data);
        return written || called ? IERC1271.isValidSignature.selector : bytes4(0);
    }

    function write() external {
        ++asked;
    }
}
