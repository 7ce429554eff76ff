// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Roles} from "../../../contracts/charter/Roles.sol";
import {TreasuryScene} from "./TreasuryScene.sol";

/// @notice Every call of the treasury that changes something, once, with arguments that can be read.
abstract contract TreasuryCalls is TreasuryScene {
    struct Call {
        uint64 role;
        bytes data;
    }

    /// @notice What only a role may call.
    function _restrictedCalls() internal view returns (Call[] memory calls) {
        calls = new Call[](17);
        calls[0] = Call(Roles.DAO, abi.encodeCall(treasury.listAsset, (stranger)));
        calls[1] = Call(Roles.DAO, abi.encodeCall(treasury.delistAsset, (ETH)));
        calls[2] = Call(Roles.DAO, abi.encodeCall(treasury.pay, (ETH, stranger, 1, "")));
        calls[3] = Call(Roles.DAO, abi.encodeCall(treasury.transferNFT, (stranger, stranger, 1)));
        calls[4] = Call(Roles.DAO, abi.encodeCall(treasury.openBudget, (ETH, 0, type(uint64).max, "b", stranger, 1)));
        calls[5] = Call(Roles.DAO, abi.encodeCall(treasury.setAwarder, (1, stranger, true)));
        calls[6] = Call(Roles.DAO, abi.encodeCall(treasury.fundBudget, (1, 1)));
        calls[7] = Call(Roles.DAO, abi.encodeCall(treasury.closeBudget, (1)));
        calls[8] = Call(Roles.DAO, abi.encodeCall(treasury.releaseReservation, (1)));
        calls[9] = Call(Roles.DAO, abi.encodeCall(treasury.award, (1, _plan(ETH, stranger, 1, 1))));
        calls[10] = Call(Roles.DAO, abi.encodeCall(treasury.cancel, (1, "")));
        calls[11] = Call(Roles.DAO, abi.encodeCall(treasury.replaceRecipient, (1, stranger)));
        calls[12] = Call(Roles.SALES, abi.encodeCall(treasury.creditBudget, (1, ETH, 1)));
        calls[13] = Call(Roles.ELECTION, abi.encodeCall(treasury.reserve, (1, 1)));
        calls[14] = Call(Roles.ELECTION, abi.encodeCall(treasury.awardReserved, (1, _plan(ETH, stranger, 1, 1))));
        calls[15] = Call(Roles.REVIEWER, abi.encodeCall(treasury.approve, (1, 0, REPORT)));
        calls[16] = Call(Roles.REVIEWER, abi.encodeCall(treasury.reject, (1, 0, REPORT, "")));
    }

    /// @notice What anybody may call, the recipient's own calls included.
    function _openCalls(uint256 number, uint256 index) internal view returns (bytes[] memory calls) {
        calls = new bytes[](5);
        calls[0] = abi.encodeCall(treasury.closeExpired, (number));
        calls[1] = abi.encodeCall(treasury.expire, (number, index));
        calls[2] = abi.encodeCall(treasury.claim, (number, index));
        calls[3] = abi.encodeCall(treasury.report, (number, index, REPORT, REPORT_URI));
        calls[4] = abi.encodeCall(treasury.changeRecipient, (number, stranger));
    }

    /// @notice What moves money or calls out, and so never runs in the middle of a payment.
    function _guardedCalls() internal view returns (bytes[] memory calls) {
        Call[] memory restricted = _restrictedCalls();
        calls = new bytes[](16);
        uint256 count = 0;
        for (uint256 i = 0; i < restricted.length; ++i) {
            // setAwarder, replaceRecipient, approve and reject change no amount.
            if (i != 5 && i != 11 && i != 15 && i != 16) calls[count++] = restricted[i].data;
        }
        bytes[] memory open = _openCalls(1, 0);
        for (uint256 i = 0; i < 3; ++i) {
            calls[count++] = open[i];
        }
        assertEq(calls.length, count);
    }
}
