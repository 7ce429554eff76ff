// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Mood, MoodyToken} from "../treasury/Tokens.sol";

/// @notice A moody token that is no better when somebody else draws on an allowance.
contract MoodyCoin is MoodyToken {
    address private constant THIEF = address(0x7417EF);

    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        if (mood == Mood.Reverts) revert MoodyTokenReverts();
        if (mood == Mood.AnswersFalse) return false;
        if (mood == Mood.MovesNothing) return true;
        _spendAllowance(from, msg.sender, amount);
        _transfer(from, mood == Mood.PaysAnother ? THIEF : to, amount);
        if (mood == Mood.TakesFeeFromReceiver) _burn(to, 1);
        if (mood == Mood.TakesFeeFromSender) _burn(from, 1);
        _act();
        if (mood == Mood.Silent) {
            assembly ("memory-safe") {
                return(0, 0)
            }
        }
        return true;
    }
}
