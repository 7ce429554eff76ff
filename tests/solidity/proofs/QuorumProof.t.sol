// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {Test} from "forge-std/Test.sol";

import {IVillageGovernor} from "../../../contracts/governance/IVillageGovernor.sol";
import {VillageGovernor} from "../../../contracts/governance/VillageGovernor.sol";
import {VillageTimelock} from "../../../contracts/governance/VillageTimelock.sol";
import {PaperElectorate} from "../governance/PaperElectorate.sol";
import {AnyFraction} from "./AnyFraction.sol";

/// @notice Proofs (`make halmos`) that a Governor asks for the least number of votes that is enough, whatever its fraction
/// and however many units there are. It is never more than there are, but for the one vote that "more than" asks for where
/// there is none, and asking never reverts.
/// @dev What is asked is `quorumOf` of two Governors as they are deployed; that `quorum` gives it the total and the fraction
/// of the snapshot is fuzzed (Quorum.t.sol).
contract QuorumProof is Test, AnyFraction {
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
        _assertIsAtLeast(quorum, total, bps);
    }

    function check_theQuorumOfMoreThanIsExact() public {
        (uint256 total, uint256 bps) = _anyTotalAndFraction();

        (bool ok, uint256 quorum) = _ask(_moreThan, total, bps);

        assert(ok);
        _assertIsMoreThan(quorum, total, bps);
    }

    /* INSIDE */

    function _ask(VillageGovernor governor, uint256 total, uint256 bps) private view returns (bool ok, uint256 quorum) {
        bytes memory answer;
        (ok, answer) = address(governor).staticcall(abi.encodeCall(IVillageGovernor.quorumOf, (total, bps)));
        if (ok) quorum = abi.decode(answer, (uint256));
    }
}
