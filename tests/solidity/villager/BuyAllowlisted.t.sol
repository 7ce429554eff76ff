// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Roles} from "../../../contracts/charter/Roles.sol";
import {IVillagerSale} from "../../../contracts/villager/IVillagerSale.sol";
import {VillagerSale} from "../../../contracts/villager/VillagerSale.sol";
import {MerkleTree} from "./MerkleTree.sol";
import {VillagerScene} from "./VillagerScene.sol";

/// @notice `buy` in an allowlisted phase: a proof shows the recipient's quota in this phase of this sale on this chain.
contract BuyAllowlistedTest is VillagerScene {
    uint256 private constant LISTED = 9;
    uint256 private _phase;
    bytes32[] private _leaves;

    /// @dev Wallet `i` of the list has a quota of `i + 1`.
    function setUp() public override {
        super.setUp();
        IVillagerSale.Phase memory terms = _phaseTerms();
        terms.allowlisted = true;
        terms.walletLimit = 5;
        _phase = _add(terms);
        for (uint256 i = 0; i < LISTED; ++i) {
            _leaves.push(sale.leaf(_phase, _wallet(i), i + 1));
        }
        _setRoot(MerkleTree.root(_leaves));
        vm.warp(terms.opens);
        vm.deal(anna, 100 ether);
    }

    function testFuzz_aLeafIsTheDoubleHashThatTheStandardTreeMakes(uint256 phase, address recipient, uint256 quota)
        public
        view
    {
        bytes32 inner = keccak256(abi.encode(block.chainid, address(sale), phase, recipient, quota));

        assertEq(keccak256(abi.encodePacked(inner)), sale.leaf(phase, recipient, quota));
    }

    function testFuzz_theLimitIsTheSmallerOfQuotaAndWalletLimit(uint256 who, uint256[4] memory counts) public {
        who = bound(who, 0, LISTED - 1);
        uint256 limit = who + 1 < 5 ? who + 1 : 5;
        uint256 bought;

        for (uint256 i = 0; i < counts.length; ++i) {
            uint256 count = bound(counts[i], 1, 6);
            if (bought + count > limit) {
                vm.expectRevert(
                    abi.encodeWithSelector(
                        IVillagerSale.VillagerSaleLimitExceeded.selector, _phase, _wallet(who), count, limit - bought
                    )
                );
            } else {
                bought += count;
            }
            _buyWith(sale, _phase, count, _wallet(who), who + 1, MerkleTree.proof(_leaves, who));
        }

        assertEq(bought, villager.balanceOf(_wallet(who)));
    }

    function testFuzz_whoIsNotListedBuysNothing(address recipient, uint256 quota, uint256 proofOf) public {
        proofOf = bound(proofOf, 0, LISTED - 1);
        vm.assume(recipient != _wallet(proofOf) || quota != proofOf + 1);

        _expectNotAllowed(_phase, recipient, quota);
        _buyWith(sale, _phase, 1, recipient, quota, MerkleTree.proof(_leaves, proofOf));
    }

    function testFuzz_aMadeUpProofShowsNothing(address recipient, uint256 quota, bytes32[] memory proof) public {
        vm.assume(proof.length > 0);

        _expectNotAllowed(_phase, recipient, quota);
        _buyWith(sale, _phase, 1, recipient, quota, proof);
    }

    function test_aProofOfAnotherPhaseShowsNothing() public {
        IVillagerSale.Phase memory terms = _phaseTerms();
        terms.allowlisted = true;
        terms.allowlistRoot = MerkleTree.root(_leaves);
        uint256 second = _open(terms);

        _expectNotAllowed(second, _wallet(0), 1);
        _buyWith(sale, second, 1, _wallet(0), 1, MerkleTree.proof(_leaves, 0));
    }

    function test_aProofOfAnotherSaleShowsNothing() public {
        VillagerSale other = new VillagerSale(address(authority), villager, treasury, RESERVE);
        bytes4[] memory selectors = new bytes4[](1);
        selectors[0] = IVillagerSale.addPhase.selector;
        authority.setTargetFunctionRole(address(other), selectors, Roles.DAO);
        IVillagerSale.Phase memory terms = _phaseTerms();
        terms.allowlisted = true;
        terms.allowlistRoot = MerkleTree.root(_leaves);
        vm.prank(dao);
        uint256 phase = other.addPhase(terms);
        vm.warp(terms.opens);

        assertEq(_phase, phase);
        _expectNotAllowed(phase, _wallet(0), 1);
        _buyWith(other, phase, 1, _wallet(0), 1, MerkleTree.proof(_leaves, 0));
    }

    function testFuzz_aProofOfAnotherChainShowsNothing(uint64 chainId) public {
        vm.assume(chainId != block.chainid && chainId != 0);
        bytes32[] memory proof = MerkleTree.proof(_leaves, 0);

        vm.chainId(chainId);

        _expectNotAllowed(_phase, _wallet(0), 1);
        _buyWith(sale, _phase, 1, _wallet(0), 1, proof);
    }

    function test_withoutARootThereAreNoBuyers() public {
        IVillagerSale.Phase memory terms = _phaseTerms();
        terms.allowlisted = true;
        uint256 phase = _open(terms);

        _expectNotAllowed(phase, _wallet(0), 1);
        _buyWith(sale, phase, 1, _wallet(0), 1, new bytes32[](0));
        _expectNotAllowed(phase, anna, 0);
        _buyWith(sale, phase, 1, anna, 0, new bytes32[](0));
    }

    function test_aListOfOneNeedsNoProof() public {
        IVillagerSale.Phase memory terms = _phaseTerms();
        terms.allowlisted = true;
        uint256 phase = _add(terms);
        bytes32 leaf = sale.leaf(phase, ben, 2);
        vm.prank(council);
        sale.setAllowlist(phase, leaf);
        vm.warp(terms.opens);

        _buyWith(sale, phase, 2, ben, 2, new bytes32[](0));

        assertEq(2, villager.balanceOf(ben));
    }

    /// @dev Quotas of several rows do not add up, in whatever order they are used.
    function test_whoIsListedTwiceHasTheLargerQuota() public {
        IVillagerSale.Phase memory terms = _phaseTerms();
        terms.allowlisted = true;
        uint256 phase = _add(terms);
        bytes32[] memory leaves = new bytes32[](2);
        (leaves[0], leaves[1]) = (sale.leaf(phase, ben, 3), sale.leaf(phase, ben, 1));
        vm.prank(council);
        sale.setAllowlist(phase, MerkleTree.root(leaves));
        vm.warp(terms.opens);

        _buyWith(sale, phase, 3, ben, 3, MerkleTree.proof(leaves, 0));
        vm.expectRevert(abi.encodeWithSelector(IVillagerSale.VillagerSaleLimitExceeded.selector, phase, ben, 1, 0));
        _buyWith(sale, phase, 1, ben, 1, MerkleTree.proof(leaves, 1));
    }

    function test_aQuotaOfZeroBuysNothing() public {
        IVillagerSale.Phase memory terms = _phaseTerms();
        terms.allowlisted = true;
        terms.allowlistRoot = sale.leaf(2, ben, 0);
        uint256 phase = _open(terms);

        vm.expectRevert(abi.encodeWithSelector(IVillagerSale.VillagerSaleLimitExceeded.selector, phase, ben, 1, 0));
        _buyWith(sale, phase, 1, ben, 0, new bytes32[](0));
    }

    /// @dev An inner node of the tree, given as if it were a leaf, would need a preimage of its hash.
    function test_aRootIsNoLeafOfItself() public {
        bytes32[] memory proof = new bytes32[](1);
        proof[0] = MerkleTree.root(_leaves);

        _expectNotAllowed(_phase, anna, 5);
        _buyWith(sale, _phase, 1, anna, 5, proof);
    }

    function _setRoot(bytes32 root) private {
        vm.prank(council);
        sale.setAllowlist(_phase, root);
    }

    /// @dev Anna pays for everybody.
    function _buyWith(
        VillagerSale desk_,
        uint256 phase,
        uint256 count,
        address recipient,
        uint256 quota,
        bytes32[] memory proof
    ) private {
        vm.prank(anna);
        desk_.buy{value: count * PRICE}(phase, count, recipient, quota, proof);
    }

    function _expectNotAllowed(uint256 phase, address recipient, uint256 quota) private {
        vm.expectRevert(abi.encodeWithSelector(IVillagerSale.VillagerSaleNotAllowed.selector, phase, recipient, quota));
    }
}
