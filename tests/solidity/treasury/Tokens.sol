// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";

import {Mischief} from "./Mischief.sol";

/// @notice What a `transfer` does. The first two are honest.
enum Mood {
    Plain,
    Silent,
    TakesFeeFromReceiver,
    TakesFeeFromSender,
    MovesNothing,
    AnswersFalse,
    PaysAnother,
    Reverts
}

/// @notice An ERC-20 that is plain, or silent (no answer), or cheats in one of the ways that are known.
contract MoodyToken is ERC20("Moody", "MOOD"), Mischief {
    error MoodyTokenReverts();

    address private constant CROOK = address(0xC400C);

    Mood public mood;

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    /// @notice Takes money without anybody's transfer: a rebase, a seizure.
    function seize(address from, uint256 amount) external {
        _burn(from, amount);
    }

    function turn(Mood mood_) external {
        mood = mood_;
    }

    function isHonest() external view returns (bool) {
        return mood == Mood.Plain || mood == Mood.Silent;
    }

    function transfer(address to, uint256 amount) public override returns (bool) {
        if (mood == Mood.Reverts) revert MoodyTokenReverts();
        if (mood == Mood.AnswersFalse) return false;
        if (mood == Mood.MovesNothing) return true;
        if (mood == Mood.PaysAnother) to = CROOK;
        _transfer(msg.sender, to, amount);
        if (mood == Mood.TakesFeeFromReceiver) _burn(to, 1);
        if (mood == Mood.TakesFeeFromSender) _burn(msg.sender, 1);
        _act();
        if (mood == Mood.Silent) {
            assembly ("memory-safe") {
                return(0, 0)
            }
        }
        return true;
    }
}

/// @notice Claims balances that nobody has, and says that it moved them.
contract BoastfulToken {
    function balanceOf(address) external pure returns (uint256) {
        return type(uint256).max;
    }

    function transfer(address, uint256) external pure returns (bool) {
        return true;
    }
}

/// @notice A work of the village's common property.
contract Artwork is ERC721("Artwork", "ART") {
    function mint(address to, uint256 tokenId) external {
        _mint(to, tokenId);
    }
}

/// @notice An ERC-20 that also answers an ERC-721's `safeTransferFrom`.
contract TwofacedToken is ERC20("Twofaced", "TWO") {
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function safeTransferFrom(address from, address to, uint256 amount) external {
        _transfer(from, to, amount);
    }
}
