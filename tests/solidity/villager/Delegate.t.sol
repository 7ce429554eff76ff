// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IVotes} from "@openzeppelin/contracts/governance/utils/IVotes.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {Nonces} from "@openzeppelin/contracts/utils/Nonces.sol";

import {VillagerScene} from "./VillagerScene.sol";

/// @notice Delegations: oneself until set, and by signature.
contract DelegateTest is VillagerScene {
    uint256 private constant KEY = 0xA11CE;
    uint256 private constant HALF_ORDER = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0;

    function testFuzz_everybodyIsTheirOwnDelegateUntilTheyChoose(address account) public view {
        assertEq(account, villager.delegates(account));
    }

    function testFuzz_whatIsDelegatedIsAllThereIs(uint256 count, uint256 votesPerHolder) public {
        count = bound(count, 1, 20);
        votesPerHolder = bound(votesPerHolder, 1, 25);
        _found(votesPerHolder);
        _mint(anna, count);
        uint256 units = villager.unitsOf(anna);

        _delegate(anna, ben);

        assertEq(0, villager.getVotes(anna));
        assertEq(units, villager.getVotes(ben));
        assertEq(units, villager.unitsOf(anna));
    }

    /// @dev Naively, delegating to zero burned the votes, and the next transfer subtracted them from where they never were.
    function testFuzz_delegatingToZeroMeansOneselfAgain(uint256 count, bool delegatedBefore) public {
        count = bound(count, 1, 20);
        _mint(anna, count);
        if (delegatedBefore) _delegate(anna, ben);

        _delegate(anna, address(0));

        assertEq(anna, villager.delegates(anna));
        assertEq(count, villager.getVotes(anna));
        assertEq(0, villager.getVotes(ben));
        _send(anna, chiyo, 1);
        assertEq(count - 1, villager.getVotes(anna));
        assertEq(1, villager.getVotes(chiyo));
    }

    function testFuzz_aChosenDelegateGetsWhatComesLater(uint256 before, uint256 later) public {
        before = bound(before, 0, 20);
        later = bound(later, 1, 20);
        if (before > 0) _mint(anna, before);
        _delegate(anna, ben);

        _mint(anna, later);

        assertEq(before + later, villager.getVotes(ben));
        assertEq(0, villager.getVotes(anna));
    }

    function test_delegationsAreNotPassedOn() public {
        _mint(anna, 2);
        _mint(ben, 3);

        _delegate(anna, ben);
        _delegate(ben, chiyo);

        assertEq(2, villager.getVotes(ben));
        assertEq(3, villager.getVotes(chiyo));
    }

    function test_theChangeIsToldWithTheDelegateItReallyWas() public {
        _mint(anna, 1);

        vm.expectEmit(address(villager));
        emit IVotes.DelegateChanged(anna, anna, ben);
        _delegate(anna, ben);
        vm.expectEmit(address(villager));
        emit IVotes.DelegateChanged(anna, ben, anna);
        _delegate(anna, address(0));
    }

    function test_votesGivenToTheTreasuryAreItsToHoldAndCanBeTakenBack() public {
        _mint(anna, 2);

        _delegate(anna, address(treasury));
        assertEq(2, villager.getVotes(address(treasury)));
        assertEq(0, villager.unitsOf(address(treasury)));
        _delegate(anna, anna);

        assertEq(2, villager.getVotes(anna));
    }

    /* BY SIGNATURE */

    function testFuzz_aSignedDelegationWorksOnce(uint256 expiry) public {
        expiry = bound(expiry, NOW, type(uint256).max);
        address signer = vm.addr(KEY);
        _mint(signer, 2);
        (uint8 v, bytes32 r, bytes32 s) = _sign(ben, 0, expiry);

        villager.delegateBySig(ben, 0, expiry, v, r, s);

        assertEq(2, villager.getVotes(ben));
        vm.expectRevert(abi.encodeWithSelector(Nonces.InvalidAccountNonce.selector, signer, 1));
        villager.delegateBySig(ben, 0, expiry, v, r, s);
    }

    function test_aSignedDelegationToZeroMeansOneself() public {
        address signer = vm.addr(KEY);
        _mint(signer, 2);
        vm.prank(signer);
        villager.delegate(ben);
        (uint8 v, bytes32 r, bytes32 s) = _sign(address(0), 0, NOW);

        villager.delegateBySig(address(0), 0, NOW, v, r, s);

        assertEq(2, villager.getVotes(signer));
    }

    function testFuzz_aSignedDelegationExpires(uint256 late) public {
        late = bound(late, 1, 365 days);
        (uint8 v, bytes32 r, bytes32 s) = _sign(ben, 0, NOW);
        vm.warp(NOW + late);

        vm.expectRevert(abi.encodeWithSelector(IVotes.VotesExpiredSignature.selector, NOW));
        villager.delegateBySig(ben, 0, NOW, v, r, s);
    }

    function test_theOtherFormOfASignatureIsRefused() public {
        (uint8 v, bytes32 r, bytes32 s) = _sign(ben, 0, NOW);
        uint256 order = 2 * HALF_ORDER + 1;
        bytes32 highS = bytes32(order - uint256(s));

        vm.expectRevert(abi.encodeWithSelector(ECDSA.ECDSAInvalidSignatureS.selector, highS));
        villager.delegateBySig(ben, 0, NOW, v == 27 ? 28 : 27, r, highS);
    }

    /// @dev Built by hand from the shown type hash and the ERC-5267 domain, as a wallet would.
    function _sign(address delegatee, uint256 nonce, uint256 expiry)
        private
        view
        returns (uint8 v, bytes32 r, bytes32 s)
    {
        (, string memory name, string memory version, uint256 chainId, address verifier,,) = villager.eip712Domain();
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256(bytes(name)),
                keccak256(bytes(version)),
                chainId,
                verifier
            )
        );
        bytes32 message = keccak256(abi.encode(villager.DELEGATION_TYPEHASH(), delegatee, nonce, expiry));
        return vm.sign(KEY, keccak256(abi.encodePacked("\x19\x01", domain, message)));
    }
}
