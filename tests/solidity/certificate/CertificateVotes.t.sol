// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CertificateScene} from "./CertificateScene.sol";

contract CertificateVotesTest is CertificateScene {
    function testFuzz_aHolderWhoDidNothingVotesWithOneUnit(address holder) public {
        vm.assume(holder != address(0));
        _issue(holder);

        assertEq(holder, certificates.delegates(holder));
        assertEq(1, certificates.getVotes(holder));
    }

    function testFuzz_theUnitFollowsTheDelegation(address delegatee) public {
        _issue(ai);
        vm.prank(ai);
        certificates.delegate(delegatee);

        address voter = delegatee == address(0) ? ai : delegatee;
        assertEq(1, certificates.getVotes(voter));
        assertEq(voter == ai ? 1 : 0, certificates.getVotes(ai));
    }

    function testFuzz_aDelegatedUnitIsTakenFromTheDelegateByALapse(address delegatee) public {
        vm.assume(delegatee != address(0) && delegatee != ai);
        uint256 id = _issue(ai);
        vm.prank(ai);
        certificates.delegate(delegatee);
        vm.warp(NEXT_YEAR + 1);
        _lapse(id);
        assertEq(0, certificates.getVotes(delegatee));

        vm.prank(ai);
        certificates.delegate(ai);
        assertEq(0, certificates.getVotes(ai), "a lapsed certificate has no unit to move");
        vm.prank(office);
        certificates.renew(id, NEXT_YEAR + 365 days);
        assertEq(1, certificates.getVotes(ai));
    }

    function test_whoHasNoCertificateDelegatesNothing() public {
        vm.prank(stranger);
        certificates.delegate(ai);

        assertEq(0, certificates.getVotes(ai));
    }

    function test_whoDelegatedBeforeGivesTheUnitToTheDelegateAtOnce() public {
        vm.prank(ai);
        certificates.delegate(ken);
        _issue(ai);

        assertEq(0, certificates.getVotes(ai));
        assertEq(1, certificates.getVotes(ken));
    }

    function testFuzz_thePastTotalIsTheNumberOfUnitsThen(uint8 first, uint8 second) public {
        vm.prank(office);
        certificates.issueBatch(_issuances(0, first % 32));
        vm.warp(NOW + 1 hours);
        vm.prank(office);
        certificates.issueBatch(_issuances(100, second % 32));
        vm.warp(NOW + 2 hours);

        assertEq(0, certificates.getPastTotalSupply(NOW - 1));
        assertEq(first % 32, certificates.getPastTotalSupply(NOW));
        assertEq(first % 32, certificates.getPastTotalSupply(NOW + 1 hours - 1));
        assertEq(first % 32 + second % 32, certificates.getPastTotalSupply(NOW + 1 hours));
    }

    function testFuzz_aSignedDelegationMovesTheUnitOnce(address delegatee) public {
        vm.assume(delegatee != address(0) && delegatee != office);
        _issue(office);
        bytes32 message = keccak256(abi.encode(certificates.DELEGATION_TYPEHASH(), delegatee, 0, NOW + 1));
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", _domain(), message));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(officeKey.privateKey, digest);

        certificates.delegateBySig(delegatee, 0, NOW + 1, v, r, s);

        assertEq(1, certificates.getVotes(delegatee));
        assertEq(0, certificates.getVotes(office));
        vm.expectRevert();
        certificates.delegateBySig(delegatee, 0, NOW + 1, v, r, s);
    }
}
