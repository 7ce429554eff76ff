// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IVillageGovernor} from "../../../contracts/governance/IVillageGovernor.sol";
import {BallotScene} from "./BallotScene.sol";

/// @dev A whole transaction's gas, calldata included, from cold storage.
/// forge-config: default.isolate = true
contract BallotGasTest is BallotScene {
    uint256 private constant VOTERS = 100;

    function setUp() public override {
        super.setUp();
        vm.startPrank(desk);
        for (uint256 i = 0; i < VOTERS; ++i) {
            villager.mint(makeAddr(vm.toString(i)), 1);
        }
        vm.stopPrank();
        skip(1);
    }

    function test_aHundredBallotsCostFortyTwoThousandEachAtMost() public {
        Proposal memory p = _open(_harmless());
        IVillageGovernor.SignedBallot[] memory ballots = new IVillageGovernor.SignedBallot[](VOTERS);
        for (uint256 i = 0; i < VOTERS; ++i) {
            ballots[i] = _ballot(p, vm.toString(i), FOR);
        }

        _cast(p, ballots);
        uint256 each = vm.lastCallGas().gasTotalUsed / VOTERS;

        emit log_named_uint("gas a ballot", each);
        _assertVotes(0, VOTERS, 0, p);
        assertLe(each, 42_000);
    }
}
