// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @notice A wallet contract (ERC-1271) that can change its ways; what it was told last, it does.
contract Wallet {
    enum Way {
        Agrees,
        Refuses,
        Burns,
        Babbles,
        Reenters,
        AsksOwner
    }

    Way public way;
    address public owner;
    address public target;
    bytes public data;

    constructor(address owner_) {
        owner = owner_;
    }

    function become(Way way_) external {
        way = way_;
    }

    function aim(address target_, bytes calldata data_) external {
        target = target_;
        data = data_;
    }

    function isValidSignature(bytes32 hash, bytes calldata signature) external returns (bytes4) {
        if (way == Way.Refuses) return 0xffffffff;
        if (way == Way.Burns) {
            assembly {
                invalid()
            }
        }
        if (way == Way.Babbles) {
            assembly {
                mstore(0, 0x1626ba7e00000000000000000000000000000000000000000000000000000000)
                return(0, 4000000)
            }
        }
        if (way == Way.Reenters) {
            (bool done,) = target.call(data);
            return done ? this.isValidSignature.selector : bytes4(0);
        }
        if (way == Way.AsksOwner) {
            (bytes32 r, bytes32 s) = abi.decode(signature[:64], (bytes32, bytes32));
            bool good = ecrecover(hash, uint8(signature[64]), r, s) == owner;
            return good ? this.isValidSignature.selector : bytes4(0);
        }
        return this.isValidSignature.selector;
    }
}
