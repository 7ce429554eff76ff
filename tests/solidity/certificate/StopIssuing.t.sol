// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CertificateScene, IResidentCertificate, Roles} from "./CertificateScene.sol";

/// @notice The brake for an issuer's key that was lost or stolen: the council stops all issuers at once, and only the DAO lets
/// them go on.
contract StopIssuingTest is CertificateScene {
    function testFuzz_theCouncilStopsAllIssuingAtOnceWhateverTheLimit(uint32 limit) public {
        _setLimit(limit);

        vm.expectEmit(address(certificates));
        emit IResidentCertificate.DailyLimitChanged(0);
        _stop();

        assertEq(0, certificates.dailyLimit());
        _assertRemaining(0, 0, office);
        _assertRemaining(0, 0, dao);
    }

    function testFuzz_nobodyElseStopsNotEvenAnIssuer(address caller) public {
        vm.assume(caller != council && caller != address(manager));

        _expectRefused(caller);
        vm.prank(caller);
        certificates.stopIssuing();
        _expectRefused(office);
        vm.prank(office);
        certificates.stopIssuing();
    }

    function test_stoppingTwiceIsStopped() public {
        _stop();
        _stop();

        assertEq(0, certificates.dailyLimit());
    }

    /// @dev Nor may the council set another limit: a stolen key of its own must not open what the DAO bounded.
    function test_onlyTheDaoLetsItGoOn() public {
        _stop();

        _expectRefused(council);
        vm.prank(council);
        certificates.setDailyLimit(LIMIT);
        _expectLimit(office, 0);
        vm.prank(office);
        certificates.issue(_issuance(ai));
        _setLimit(1);
        assertEq(1, _issue(ai));
    }

    function testFuzz_midnightEndsNoStop(uint256 time) public {
        _stop();
        skip(bound(time, 1 days, 300 days));

        _expectLimit(office, 0);
        vm.prank(office);
        certificates.issue(_issuance(ai));
    }

    function test_nothingIsIssuedWhileItIsStopped() public {
        _stop();

        _expectLimit(office, 0);
        vm.prank(office);
        certificates.issue(_issuance(ai));
        _expectLimit(office, 0);
        vm.prank(office);
        certificates.issueBatch(_issuances(0, 1));
    }

    function test_noVoucherIsClaimedWhileItIsStoppedAndItIsGoodAgainLater() public {
        IResidentCertificate.Voucher memory voucher = _voucher(ai);
        bytes memory signature = _sign(voucher);
        _stop();

        _expectLimit(office, 0);
        certificates.claim(voucher, signature);
        _setLimit(1);
        assertEq(1, certificates.claim(voucher, signature));
    }

    function test_nothingIsRevokedRenewedRevivedOrReissuedWhileItIsStopped() public {
        uint256 lapsed = _issueAndLapse(ai);
        uint256 id = _issueUntil(ken, NEXT_YEAR + 365 days);
        _stop();

        _expectLimit(office, 0);
        vm.prank(office);
        certificates.revoke(id, IResidentCertificate.Reason.Closed);
        _expectLimit(office, 0);
        vm.prank(office);
        certificates.renew(id, NEXT_YEAR + 366 days);
        _expectLimit(office, 0);
        vm.prank(office);
        certificates.renew(lapsed, NEXT_YEAR + 366 days);
        _expectLimit(office, 0);
        vm.prank(office);
        certificates.reissue(id, stranger);
    }

    /// @dev Votes stay as they are: a stop takes nobody's unit, and an expired one is still anybody's to lapse.
    function test_aStopTakesNobodysVoteAndLeavesLapsingOpen() public {
        uint256 id = _issue(ai);
        _stop();
        assertEq(1, certificates.getVotes(ai));
        vm.warp(NEXT_YEAR + 1);
        _lapse(id);

        _assertStatus(IResidentCertificate.Status.Lapsed, id);
    }

    function test_aStopStopsEveryIssuer() public {
        address branch = makeAddr("branch");
        manager.grantRole(Roles.ISSUER, branch, 0);
        _stop();

        _expectLimit(branch, 0);
        vm.prank(branch);
        certificates.issue(_issuance(ai));
        _expectLimit(dao, 0);
        vm.prank(dao);
        certificates.issue(_issuance(ai));
    }

    function _stop() private {
        vm.prank(council);
        certificates.stopIssuing();
    }

    function _issueUntil(address holder, uint64 validUntil) private returns (uint256) {
        IResidentCertificate.Issuance memory issuance = _issuance(holder);
        issuance.validUntil = validUntil;
        vm.prank(office);
        return certificates.issue(issuance);
    }
}
