// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";

import {IBallots} from "../../../contracts/governance/IBallots.sol";
import {IVillageGovernor} from "../../../contracts/governance/IVillageGovernor.sol";
import {GovernanceScene} from "./GovernanceScene.sol";

/// @dev The four villagers sign ballots, and the office casts them.
abstract contract BallotScene is GovernanceScene {
    bytes32 internal constant DOMAIN_TYPEHASH =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");

    address internal immutable office = makeAddr("the office");

    /* SIGNING */

    function _ballot(Proposal memory p, string memory who, uint8 support)
        internal
        returns (IVillageGovernor.SignedBallot memory)
    {
        (address voter, uint256 key) = makeAddrAndKey(who);
        return IVillageGovernor.SignedBallot(voter, support, _sign(key, _digest(p.id, support, voter)));
    }

    function _sign(uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    /// @dev Written out from EIP-712, apart from the contract's own way.
    function _digest(uint256 id, uint8 support, address voter) internal view returns (bytes32) {
        return _digestIn(_domain("Yamakoshi", block.chainid, address(governor)), id, support, voter);
    }

    function _digestIn(bytes32 domain, uint256 id, uint8 support, address voter) internal pure returns (bytes32) {
        bytes32 kind = keccak256("VillageBallot(uint256 proposalId,uint8 support,address voter)");
        return keccak256(abi.encodePacked(hex"1901", domain, keccak256(abi.encode(kind, id, support, voter))));
    }

    function _domain(string memory name, uint256 chainId, address where) internal pure returns (bytes32) {
        return keccak256(abi.encode(DOMAIN_TYPEHASH, keccak256(bytes(name)), keccak256("1"), chainId, where));
    }

    /* CASTING */

    function _cast(Proposal memory p, IVillageGovernor.SignedBallot[] memory ballots) internal {
        vm.prank(office);
        governor.castBallots(p.id, ballots);
    }

    function _cast(Proposal memory p, IVillageGovernor.SignedBallot memory one) internal {
        _cast(p, _batch(one));
    }

    function _batch(IVillageGovernor.SignedBallot memory one)
        internal
        pure
        returns (IVillageGovernor.SignedBallot[] memory ballots)
    {
        ballots = new IVillageGovernor.SignedBallot[](1);
        ballots[0] = one;
    }

    function _batch(IVillageGovernor.SignedBallot memory one, IVillageGovernor.SignedBallot memory two)
        internal
        pure
        returns (IVillageGovernor.SignedBallot[] memory ballots)
    {
        ballots = new IVillageGovernor.SignedBallot[](2);
        (ballots[0], ballots[1]) = (one, two);
    }

    function _batch(
        IVillageGovernor.SignedBallot memory one,
        IVillageGovernor.SignedBallot memory two,
        IVillageGovernor.SignedBallot memory three
    ) internal pure returns (IVillageGovernor.SignedBallot[] memory ballots) {
        ballots = new IVillageGovernor.SignedBallot[](3);
        (ballots[0], ballots[1], ballots[2]) = (one, two, three);
    }

    /* EXPECTING */

    function _expectVote(Proposal memory p, address voter, uint8 support, uint256 units) internal {
        vm.expectEmit(address(governor));
        emit IGovernor.VoteCast(voter, p.id, support, units, "");
    }

    function _expectRejected(Proposal memory p, address voter, IBallots.BallotFault reason) internal {
        vm.expectEmit(address(governor));
        emit IBallots.BallotRejected(p.id, voter, reason);
    }

    /// @dev The ballot is rejected for that reason, and nothing else happens.
    function _assertRejected(
        Proposal memory p,
        IVillageGovernor.SignedBallot memory ballot,
        IBallots.BallotFault reason
    ) internal {
        bool before = governor.hasVoted(p.id, ballot.voter);
        (uint256 againstVotes, uint256 forVotes, uint256 abstainVotes) = governor.proposalVotes(p.id);
        _expectRejected(p, ballot.voter, reason);
        vm.recordLogs();

        _cast(p, ballot);

        assertEq(1, vm.getRecordedLogs().length);
        assertEq(before, governor.hasVoted(p.id, ballot.voter));
        _assertVotes(againstVotes, forVotes, abstainVotes, p);
    }

    function _assertVotes(uint256 againstVotes, uint256 forVotes, uint256 abstainVotes, Proposal memory p)
        internal
        view
    {
        (uint256 a, uint256 f, uint256 b) = governor.proposalVotes(p.id);
        assertEq(againstVotes, a, "against");
        assertEq(forVotes, f, "for");
        assertEq(abstainVotes, b, "abstain");
    }
}
