// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {Test} from "forge-std/Test.sol";

import {GeneralElection} from "../../../contracts/governance/GeneralElection.sol";
import {IGeneralElection} from "../../../contracts/governance/IGeneralElection.sol";
import {IVillageTreasury} from "../../../contracts/treasury/IVillageTreasury.sol";
import {VillageTreasury} from "../../../contracts/treasury/VillageTreasury.sol";
import {AnyFraction} from "./AnyFraction.sol";

/// @notice The election contract, and what it says of an election with this quorum among so many.
contract ElectionOfAnySize is GeneralElection {
    Stored private _one;

    constructor(address authority_, IVillageTreasury treasury_, Terms memory terms)
        GeneralElection(authority_, treasury_, terms)
    {}

    function ask(uint256 totalUnits, uint256 bps, bool moreThan) external returns (uint256) {
        _one.rules.quorumBps = uint16(bps);
        _one.rules.quorumMoreThan = moreThan;
        return _quorumOf(_one, totalUnits);
    }
}

/// @notice Proofs (`make halmos`) that an election asks for the least number of votes that is enough, whatever its fraction
/// and however many units there are, and that asking never reverts: what QuorumProof says of the Governor.
/// @dev That `quorum` and `close` ask so with the rules and the total of the election is fuzzed (CloseElection.t.sol).
contract ElectionQuorumProof is Test, AnyFraction {
    uint256 private constant NOW = 1_900_000_000;

    ElectionOfAnySize private _elections;

    function setUp() public {
        vm.warp(NOW);
        AccessManager manager = new AccessManager(address(this));
        VillageTreasury treasury = new VillageTreasury(address(manager));
        _elections = new ElectionOfAnySize(
            address(manager), treasury, IGeneralElection.Terms({signingName: "Yamakoshi elections", walletGas: 300_000})
        );
    }

    function check_anElectionsQuorumOfAtLeastIsExact() public {
        (uint256 total, uint256 bps) = _anyTotalAndFraction();

        (bool ok, uint256 quorum) = _ask(total, bps, false);

        assert(ok);
        _assertIsAtLeast(quorum, total, bps);
    }

    function check_anElectionsQuorumOfMoreThanIsExact() public {
        (uint256 total, uint256 bps) = _anyTotalAndFraction();

        (bool ok, uint256 quorum) = _ask(total, bps, true);

        assert(ok);
        _assertIsMoreThan(quorum, total, bps);
    }

    function _ask(uint256 total, uint256 bps, bool moreThan) private returns (bool ok, uint256 quorum) {
        bytes memory answer;
        (ok, answer) = address(_elections).call(abi.encodeCall(ElectionOfAnySize.ask, (total, bps, moreThan)));
        if (ok) quorum = abi.decode(answer, (uint256));
    }
}
