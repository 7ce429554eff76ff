// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";

import {GovernanceScene} from "./GovernanceScene.sol";
import {StockGovernor, StockLateGovernor} from "./StockGovernor.sol";

/// @dev A vote costs no more than with OpenZeppelin's own counting and the same module against late quorums, on the same
/// tokens. Whole transactions, from cold storage.
/// forge-config: default.isolate = true
contract VoteGasTest is GovernanceScene {
    StockGovernor private _stock;
    uint256 private _ours;
    uint256 private _theirs;

    function setUp() public override {
        super.setUp();
        _stock = new StockLateGovernor(villager);
        _ours = _proposeAt(governor);
        _theirs = _proposeAt(_stock);
        skip(DELAY + 1);
    }

    function test_noVoteCostsMoreThanStock() public {
        _assertNoDearer("first, below the quorum", ken, FOR);
        _assertNoDearer("next, makes the quorum", umi, FOR);
        _assertNoDearer("next, first of its kind", hana, AGAINST);
        _assertNoDearer("next, of a kind that was", ichiro, FOR);
    }

    function test_aFirstVoteThatMakesTheQuorumCostsNoMoreThanStock() public {
        _assertNoDearer("first, makes the quorum", hana, FOR);
    }

    function _assertNoDearer(string memory which, address voter, uint8 side) private {
        uint256 ours = _costOf(governor, _ours, voter, side);
        uint256 stock = _costOf(_stock, _theirs, voter, side);

        emit log_named_string("castVote", which);
        emit log_named_uint("  ours ", ours);
        emit log_named_uint("  stock", stock);
        assertLe(ours, stock, which);
    }

    function _costOf(IGovernor mouth, uint256 id, address voter, uint8 side) private returns (uint256) {
        vm.prank(voter);
        mouth.castVote(id, side);
        return vm.lastCallGas().gasTotalUsed;
    }

    function _proposeAt(IGovernor mouth) private returns (uint256) {
        Proposal memory p = _harmless();
        vm.prank(hana);
        return mouth.propose(p.targets, p.values, p.calldatas, p.description);
    }
}
