// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";

import {IDigitalVillager} from "../../../contracts/villager/IDigitalVillager.sol";
import {GovernanceScene} from "./GovernanceScene.sol";

/// @dev LocalDAO's vote of 2024 by head: 1,700 holders of 2,900 tokens, one holder one vote, more than 10 % needed.
contract ByHeadTest is GovernanceScene {
    uint256 private constant HOLDERS = 1700;

    function _villagerTerms() internal view override returns (IDigitalVillager.Terms memory terms) {
        terms = super._villagerTerms();
        terms.votesPerHolder = 1;
    }

    function _settle() internal override {
        address[] memory everybody = new address[](HOLDERS);
        for (uint256 i = 0; i < HOLDERS; ++i) {
            everybody[i] = _holder(i);
        }
        villager.mintBatch(everybody);
        villager.mint(hana, 1200);
    }

    function test_oneHundredAndSeventyVotersAreTooFew() public {
        assertEq(171, _quorum());
        assertEq(uint8(IGovernor.ProposalState.Defeated), uint8(_voteOf(170)));
    }

    function test_oneHundredAndSeventyOneVotersAreEnough() public {
        assertEq(uint8(IGovernor.ProposalState.Succeeded), uint8(_voteOf(171)));
    }

    function _quorum() private view returns (uint256) {
        return governor.quorum(block.timestamp - 1);
    }

    function _voteOf(uint256 voters) private returns (IGovernor.ProposalState) {
        Proposal memory p = _open(_harmless());
        for (uint256 i = 0; i < voters; ++i) {
            _vote(p, _holder(i), FOR);
        }
        vm.warp(governor.proposalDeadline(p.id) + 1);
        return governor.state(p.id);
    }

    /// @dev Hana is the first, and holds 1,201 of the tokens.
    function _holder(uint256 i) private view returns (address) {
        return i == 0 ? hana : vm.addr(i);
    }
}

/// @dev The same village by token: 2,900 votes, of which exactly 290 fail and 291 pass.
contract ByTokenTest is GovernanceScene {
    function _settle() internal override {
        villager.mint(hana, 2609);
        villager.mint(ichiro, 290);
        villager.mint(ken, 1);
    }

    function test_twoHundredAndNinetyVotesAreTooFew() public {
        Proposal memory p = _open(_harmless());
        _vote(p, ichiro, FOR);
        vm.warp(governor.proposalDeadline(p.id) + 1);

        _assertState(IGovernor.ProposalState.Defeated, p);
    }

    function test_twoHundredAndNinetyOneVotesAreEnough() public {
        Proposal memory p = _open(_harmless());
        _vote(p, ichiro, FOR);
        _vote(p, ken, ABSTAIN);
        vm.warp(governor.proposalDeadline(p.id) + 1);

        _assertState(IGovernor.ProposalState.Succeeded, p);
    }
}
