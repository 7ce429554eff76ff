// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {Test} from "forge-std/Test.sol";

import {IVillageGovernor} from "../../../contracts/governance/IVillageGovernor.sol";
import {VillageGovernor} from "../../../contracts/governance/VillageGovernor.sol";
import {VillageTimelock} from "../../../contracts/governance/VillageTimelock.sol";
import {PaperElectorate} from "../governance/PaperElectorate.sol";
import {SVM} from "./SVM.sol";

/// @notice Proofs (`make halmos`) that a Governor asks for the least number of votes that is enough: for every total up to
/// 2^208 - 1, which is the most that OpenZeppelin's checkpoints of votes hold, and every fraction from 1 to 5000 basis
/// points, which is all that the Governor takes. It is never more than there are, but for the one vote that "more than"
/// asks for where there is none, and asking never reverts.
/// @dev What is asked is `quorumOf` of two Governors as they are deployed; that `quorum` gives it the total and the fraction
/// of the snapshot is fuzzed (Quorum.t.sol). An election's own quorum (ElectionRules) is fuzzed too, and not proved here.
contract QuorumProof is Test {
    uint256 private constant NOW = 1_900_000_000;

    VillageGovernor private _atLeast;
    VillageGovernor private _moreThan;

    function setUp() public {
        vm.warp(NOW);
        PaperElectorate paper = new PaperElectorate();
        AccessManager manager = new AccessManager(address(this));
        VillageTimelock timelock = new VillageTimelock(address(manager), 2 days, address(this));
        IVillageGovernor.Terms memory terms = IVillageGovernor.Terms({
            name: "Yamakoshi",
            quorumBps: 1000,
            quorumMoreThan: false,
            votingDelay: 1 days,
            votingPeriod: 7 days,
            lateExtension: 1 days,
            proposalThreshold: 1,
            proposalsOpenFrom: uint48(NOW),
            walletGas: 300_000
        });
        _atLeast = new VillageGovernor(address(manager), paper, timelock, terms);
        terms.quorumMoreThan = true;
        _moreThan = new VillageGovernor(address(manager), paper, timelock, terms);
    }

    function check_theQuorumOfAtLeastIsExact() public {
        (uint256 total, uint256 bps) = _anyTotalAndFraction();

        (bool ok, uint256 quorum) = _ask(_atLeast, total, bps);

        assert(ok);
        assert(quorum <= total);
        unchecked {
            assert(quorum * 10_000 >= bps * total);
            assert(quorum * 10_000 < bps * total + 10_000);
        }
    }

    function check_theQuorumOfMoreThanIsExact() public {
        (uint256 total, uint256 bps) = _anyTotalAndFraction();

        (bool ok, uint256 quorum) = _ask(_moreThan, total, bps);

        assert(ok);
        assert(quorum <= total || (total == 0 && quorum == 1));
        unchecked {
            assert(quorum * 10_000 > bps * total);
            assert(quorum * 10_000 <= bps * total + 10_000);
        }
    }

    /* INSIDE */

    function _ask(VillageGovernor governor, uint256 total, uint256 bps) private view returns (bool ok, uint256 quorum) {
        bytes memory answer;
        (ok, answer) = address(governor).staticcall(abi.encodeCall(IVillageGovernor.quorumOf, (total, bps)));
        if (ok) quorum = abi.decode(answer, (uint256));
    }

    /// @dev With three steps on the way, each proved before the next may use it: the product of the two fits in one word, so
    /// that OpenZeppelin's 512 bits hold nothing more; it has a bound; and its rest is what plain arithmetic says.
    function _anyTotalAndFraction() private returns (uint256 total, uint256 bps) {
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
}
