// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {UnitsModel} from "./UnitsModel.sol";
import {VillagerScene} from "./VillagerScene.sol";

/// @notice The real units, votes and checkpoints beside the slow model, over random sequences of everything that moves
/// tokens or delegations.
contract UnitsTest is VillagerScene {
    uint256 private constant STEPS = 40;
    address[] private _accounts;
    UnitsModel private _model;

    function testFuzz_unitsVotesAndTheirPastAgreeWithTheModel(uint256 seed, uint256 votesPerHolder) public {
        _start(votesPerHolder % 5 == 0 ? ONE_TOKEN_ONE_VOTE : votesPerHolder % 5);
        for (uint256 i = 0; i < STEPS; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            _step(seed);
            _checkNow();
            // Several things may happen in one second: its checkpoint is how the last of them left it.
            if (seed >> 250 < 40) _letTimePass(1 + (seed >> 200) % 1000);
        }
        _letTimePass(1);
        _checkPast();
    }

    function _start(uint256 votesPerHolder) private {
        _found(votesPerHolder);
        delete _accounts;
        for (uint256 i = 0; i < 5; ++i) {
            _accounts.push(_wallet(i));
        }
        _accounts.push(address(treasury));
        _model = new UnitsModel(_accounts, address(treasury), votesPerHolder);
    }

    function _step(uint256 seed) private {
        address to = _accounts[(seed >> 16) % _accounts.length];
        uint256 kind = seed % 10;
        if (kind < 2) return _stepMint(to, 1 + (seed >> 32) % 3);
        if (kind == 2) return _stepMintBatch(seed >> 32);
        if (kind == 3) return _stepDelegate(_accounts[(seed >> 32) % 5], (seed >> 48) % 7 == 0 ? address(0) : to);
        (bool found, uint256 tokenId, address owner) = _someToken(seed >> 64);
        if (!found) return;
        if (kind == 4) _stepBurn(owner, tokenId);
        else if (kind == 5) _stepSend(owner, owner, tokenId);
        else _stepSend(owner, to, tokenId);
    }

    function _stepMint(address to, uint256 count) private {
        if (_model.minted() + count > MAX_SUPPLY) return;
        _mint(to, count);
        for (uint256 i = 0; i < count; ++i) {
            _model.mint(to);
        }
    }

    function _stepMintBatch(uint256 seed) private {
        address[] memory recipients = new address[](1 + seed % 4);
        if (_model.minted() + recipients.length > MAX_SUPPLY) return;
        for (uint256 i = 0; i < recipients.length; ++i) {
            recipients[i] = _accounts[(seed >> (8 * i + 8)) % _accounts.length];
            _model.mint(recipients[i]);
        }
        _mintBatch(recipients);
    }

    function _stepDelegate(address from, address to) private {
        _delegate(from, to);
        _model.choose(from, to);
    }

    function _stepBurn(address owner, uint256 tokenId) private {
        vm.prank(owner);
        villager.burn(tokenId);
        _model.move(tokenId, address(0));
    }

    function _stepSend(address from, address to, uint256 tokenId) private {
        _send(from, to, tokenId);
        _model.move(tokenId, to);
    }

    /// @dev The treasury's tokens stay where they are: nobody can move them but the DAO.
    function _someToken(uint256 seed) private view returns (bool found, uint256 tokenId, address owner) {
        uint256 minted = _model.minted();
        if (minted == 0) return (false, 0, address(0));
        tokenId = 1 + seed % minted;
        owner = _model.owners(tokenId - 1);
        found = owner != address(0) && owner != address(treasury);
    }

    function _letTimePass(uint256 time) private {
        _model.note();
        vm.warp(block.timestamp + time);
    }

    function _checkNow() private view {
        uint256[] memory units = _model.units();
        (uint256[] memory votes,) = _model.count();
        for (uint256 a = 0; a < _accounts.length; ++a) {
            assertEq(units[a], villager.unitsOf(_accounts[a]), "units");
            assertEq(votes[a], villager.getVotes(_accounts[a]), "votes");
            assertEq(_model.delegateOf(_accounts[a]), villager.delegates(_accounts[a]), "delegate");
        }
    }

    function _checkPast() private view {
        UnitsModel.Moment[] memory history = _model.history();
        for (uint256 i = 0; i < history.length; ++i) {
            assertEq(history[i].total, villager.getPastTotalSupply(history[i].time), "past total");
            for (uint256 a = 0; a < _accounts.length; ++a) {
                assertEq(history[i].votes[a], villager.getPastVotes(_accounts[a], history[i].time), "past votes");
            }
        }
    }
}
