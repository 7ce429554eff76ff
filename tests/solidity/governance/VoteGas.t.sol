// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";

import {GovernanceScene} from "./GovernanceScene.sol";
import {StockGovernor, StockLateGovernor} from "./StockGovernor.sol";
import "forge-std/console.sol";

/// @dev What `castVote` costs beside OpenZeppelin's own counting, on the same tokens and the same timelock.
/// forge-config: default.isolate = true
contract VoteGasTest is GovernanceScene {
    function test_probe() public {
        Proposal memory p = _harmless();
        StockGovernor stock = new StockGovernor(villager);
        StockGovernor late = new StockLateGovernor(villager);
        uint256[3] memory ids;
        IGovernor[3] memory gs = [IGovernor(governor), stock, late];
        for (uint256 i; i < 3; ++i) {
            vm.prank(hana);
            ids[i] = gs[i].propose(p.targets, p.values, p.calldatas, p.description);
        }
        skip(2 days);
        address[4] memory vs = [ken, umi, hana, ichiro];
        for (uint256 v; v < 4; ++v) for (uint256 i; i < 3; ++i) {
            vm.prank(vs[v]);
            gs[i].castVote(ids[i], v == 2 ? 0 : 1);
            console.log(v, i, vm.lastCallGas().gasTotalUsed);
        }
    }
}
