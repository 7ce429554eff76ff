// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

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
    /// forge-config: default.invariant.fail-on-revert = true
    /// forge-config: prove.invariant.fail-on-revert = true
    function invariant_theContractIsWhatTheBooksSay() public view {
        _everyRecordStandsAsTheBooksSay();
        _anAddressHasOneCertificateAtMostAndItIsTheOneItsEntryNames();
        _theVotesOfAllAreTheUnitsOfAll();
        _thePastStaysAsItWas();
        _noDayHasMoreThanTheLimit();
    }

    function afterInvariant() public {
        _office.record("CertificateModelTest");
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
        uint256 votes;
        for (uint256 i = 0; i < _office.PEOPLE(); ++i) {
            assertEq(_office.expectedVotes(_office.person(i)), certificates.getVotes(_office.person(i)));
            votes += certificates.getVotes(_office.person(i));
        }
        assertEq(_office.units(), votes);
    }

    /// @dev The total of each moment that has passed, asked later, is what it was then.
    function _thePastStaysAsItWas() private view {
        for (uint256 i = 0; i < _office.snapshotCount(); ++i) {
            (uint256 moment, uint256 units) = _office.snapshots(i);
            assertEq(units, certificates.getPastTotalSupply(moment));
        }
    }

    function _noDayHasMoreThanTheLimit() private view {
        (uint256 issued, uint256 revoked) = _office.today();
        assertLe(issued, 7);
        assertLe(revoked, 7);
        _assertRemaining(7 - issued, 7 - revoked, office);
    }
}
