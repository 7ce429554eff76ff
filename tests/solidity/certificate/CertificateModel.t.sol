// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IResidentCertificate} from "../../../contracts/villager/IResidentCertificate.sol";
import {CertificateScene} from "./CertificateScene.sol";
import {CertificateOffice} from "./CertificateOffice.sol";

/// @notice A slow, obvious model of the certificates (CertificateOffice) runs beside the contract on random days of work.
contract CertificateModelTest is CertificateScene {
    CertificateOffice private _office;

    function setUp() public override {
        super.setUp();
        _setLimit(7);
        _office = new CertificateOffice(certificates, officeKey.privateKey);
        targetContract(address(_office));
        targetSelector(FuzzSelector(address(_office), _office.actions()));
    }

    /// @dev One invariant, so that the random days are worked through once. A handler that disagrees reverts.
    function invariant_theContractIsWhatTheBooksSay() public view {
        _everyRecordStandsAsTheBooksSay();
        _anAddressHasOneCertificateAtMostAndItIsTheOneItsEntryNames();
        _theVotesOfAllAreTheUnitsOfAll();
        if (_office.snapshotCount() != 0) _aMomentStaysAsItWas(_office.snapshotCount() - 1);
        _noDayHasMoreThanTheLimit();
    }

    /// @dev When all is over: the whole past, and nobody who has a certificate can part with it.
    function afterInvariant() public {
        _thePastStaysAsItWas();
        _nobodyPartsWithTheirs();
        _office.record("CertificateModelTest");
    }

    /// @dev A walk with a fixed seed: the same on every machine. The invariant above would hold for an office that never
    /// gets anything done, too.
    function test_everyActionSucceedsSometimesAndFailsSometimes() public {
        vm.pauseGasMetering();
        bytes4[] memory actions = _office.actions();
        for (uint256 step = 0; step < 600; ++step) {
            bytes4 action = actions[_word(step, 0) % actions.length];
            bool hasByte = action == _office.issue.selector || action == _office.claim.selector
                || action == _office.revoke.selector;
            // As many words as the longest action takes; where the second is a byte it has room for no more.
            bytes memory words = "";
            for (uint256 i = 1; i < 8; ++i) {
                words = bytes.concat(words, bytes32(hasByte && i == 2 ? _word(step, i) % 256 : _word(step, i)));
            }
            (bool ok,) = address(_office).call(bytes.concat(action, words));
            assertTrue(ok, "the office itself never fails");
            if (step % 50 == 49) invariant_theContractIsWhatTheBooksSay();
        }
        _thePastStaysAsItWas();
        _nobodyPartsWithTheirs();

        string[] memory names = _office.names();
        for (uint256 i = 0; i < actions.length; ++i) {
            uint256 tried = _office.tried(actions[i]);
            uint256 succeeded = _office.succeeded(actions[i]);
            emit log_named_string(names[i], string.concat(vm.toString(succeeded), " of ", vm.toString(tried)));
            assertGe(succeeded, 1, names[i]);
            // Whoever chooses for themselves, and time, cannot fail.
            bool cannotFail = actions[i] == _office.delegate.selector || actions[i] == _office.wait.selector;
            if (!cannotFail) assertGe(tried - succeeded, 1, names[i]);
        }
    }

    function _word(uint256 step, uint256 place) private pure returns (uint256) {
        return uint256(keccak256(abi.encode("walk", step, place)));
    }

    function _everyRecordStandsAsTheBooksSay() private view {
        uint256 count = _office.count();
        assertEq(count, certificates.totalIssued());
        for (uint256 id = 1; id <= count; ++id) {
            assertEq(abi.encode(_office.expected(id)), abi.encode(certificates.certificate(id)));
            _assertStatus(_office.expectedStatus(id), id);
        }
    }

    function _anAddressHasOneCertificateAtMostAndItIsTheOneItsEntryNames() private view {
        for (uint256 i = 0; i < _office.PEOPLE(); ++i) {
            address person = _office.person(i);
            uint256 id = _office.idOf(person);
            assertEq(id, certificates.certificateOf(person));
            assertEq(id == 0 ? 0 : 1, certificates.balanceOf(person));
            if (id != 0) assertEq(person, certificates.ownerOf(id));
            assertEq(_office.epochOf(person), certificates.epoch(person));
        }
    }

    function _theVotesOfAllAreTheUnitsOfAll() private view {
        uint256[12] memory expected = _office.expectedVotes();
        uint256 votes;
        for (uint256 i = 0; i < expected.length; ++i) {
            address person = _office.person(i);
            assertEq(expected[i], certificates.getVotes(person));
            assertEq(_office.delegateOf(person), certificates.delegates(person));
            votes += certificates.getVotes(person);
        }
        assertEq(_office.units(), votes);
    }

    function _thePastStaysAsItWas() private view {
        for (uint256 i = 0; i < _office.snapshotCount(); ++i) {
            _aMomentStaysAsItWas(i);
        }
    }

    /// @dev What a moment is said to have been, asked later, is what it was, to the last second before the next in which
    /// anything could happen.
    function _aMomentStaysAsItWas(uint256 i) private view {
        CertificateOffice.Snapshot memory was = _office.snapshot(i);
        uint256 end = i + 1 < _office.snapshotCount() ? _office.snapshot(i + 1).moment : block.timestamp;
        uint256[2] memory times = [was.moment, end - 1];
        for (uint256 t = 0; t < times.length; ++t) {
            assertEq(was.units, certificates.getPastTotalSupply(times[t]));
            for (uint256 who = 0; who < was.votes.length; ++who) {
                assertEq(was.votes[who], certificates.getPastVotes(_office.person(who), times[t]));
            }
        }
    }

    function _nobodyPartsWithTheirs() private {
        for (uint256 i = 0; i < _office.PEOPLE(); ++i) {
            address person = _office.person(i);
            uint256 id = _office.idOf(person);
            if (id == 0) continue;
            vm.startPrank(person);
            vm.expectRevert(IResidentCertificate.ResidentCertificateSoulbound.selector);
            certificates.approve(stranger, id);
            vm.expectRevert(IResidentCertificate.ResidentCertificateSoulbound.selector);
            certificates.transferFrom(person, stranger, id);
            vm.expectRevert(IResidentCertificate.ResidentCertificateSoulbound.selector);
            certificates.safeTransferFrom(person, stranger, id);
            vm.stopPrank();
        }
    }

    function _noDayHasMoreThanTheLimit() private view {
        (uint256 issued, uint256 revoked) = _office.today();
        assertLe(issued, 7);
        assertLe(revoked, 7);
        _assertRemaining(7 - issued, 7 - revoked, office);
    }
}
