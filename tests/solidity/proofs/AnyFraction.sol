// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CommonBase} from "forge-std/Base.sol";

import {SVM} from "./SVM.sol";

/// @notice Every total up to 2^208 - 1, which is the most that OpenZeppelin's checkpoints of votes hold, and every fraction
/// from 1 to 5000 basis points, which is all that the Governor and the elections take.
abstract contract AnyFraction is CommonBase {
    /// @dev With three steps on the way, each proved before the next may use it: the product of the two fits in one word, so
    /// that OpenZeppelin's 512 bits hold nothing more; it has a bound; and its rest is what plain arithmetic says.
    function _anyTotalAndFraction() internal returns (uint256 total, uint256 bps) {
        total = SVM.createUint(208, "total");
        bps = SVM.createUint(13, "bps");
        vm.assume(bps >= 1 && bps <= 5000);
        unchecked {
            uint256 share = bps * total;
            assert(mulmod(total, bps, type(uint256).max) == share);
            assert(share <= 5000 * uint256(type(uint208).max));
            assert(mulmod(total, bps, 10_000) == share % 10_000);
        }
    }

    /// @dev The least number that is at least this fraction of the total, and never more than the total.
    function _assertIsAtLeast(uint256 quorum, uint256 total, uint256 bps) internal pure {
        assert(quorum <= total);
        unchecked {
            assert(quorum * 10_000 >= bps * total);
            assert(quorum * 10_000 < bps * total + 10_000);
        }
    }

    /// @dev The least number that is more than this fraction of the total, and more than the total only where that is 0.
    function _assertIsMoreThan(uint256 quorum, uint256 total, uint256 bps) internal pure {
        assert(quorum <= total || (total == 0 && quorum == 1));
        unchecked {
            assert(quorum * 10_000 > bps * total);
            assert(quorum * 10_000 <= bps * total + 10_000);
        }
    }
}
