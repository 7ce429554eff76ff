// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MoodyRecipient} from "./Mischief.sol";
import {Artwork, TwofacedToken} from "./Tokens.sol";
import {IVillageTreasury, TreasuryScene} from "./TreasuryScene.sol";

contract TransferNFTTest is TreasuryScene {
    Artwork private _art;

    function setUp() public override {
        super.setUp();
        _art = new Artwork();
    }

    function testFuzz_theDaoGivesAwayArtItHolds(uint256 tokenId) public {
        _art.mint(address(treasury), tokenId);

        vm.expectEmit(address(treasury));
        emit IVillageTreasury.NFTTransferred(address(_art), recipient, tokenId);
        vm.prank(dao);
        treasury.transferNFT(address(_art), recipient, tokenId);

        assertEq(recipient, _art.ownerOf(tokenId));
    }

    /// @dev Listed, it may be reserved: by this door an ERC-20 that answers to an ERC-721's call would leave unseen.
    function testFuzz_aListedAssetNeverLeavesAsAnERC721(uint128 amount) public {
        amount = uint128(bound(amount, 1, MOST));
        TwofacedToken token = new TwofacedToken();
        token.mint(address(treasury), amount);
        vm.startPrank(dao);
        treasury.listAsset(address(token));
        treasury.openBudget(address(token), amount, START + 1 days, "all of it", address(0), 0);

        vm.expectRevert(abi.encodeWithSelector(IVillageTreasury.VillageTreasuryAssetListed.selector, token));
        treasury.transferNFT(address(token), recipient, amount);

        assertEq(amount, token.balanceOf(address(treasury)));
    }

    function test_theTreasuryIsNoERC721() public {
        vm.expectRevert(abi.encodeWithSelector(IVillageTreasury.VillageTreasuryNotAToken.selector, treasury));
        vm.prank(dao);
        treasury.transferNFT(address(treasury), recipient, 1);
    }

    function test_artGoesNeitherToNobodyNorToTheTreasuryItself() public {
        _art.mint(address(treasury), 1);
        vm.startPrank(dao);
        vm.expectRevert(abi.encodeWithSelector(IVillageTreasury.VillageTreasuryInvalidRecipient.selector, address(0)));
        treasury.transferNFT(address(_art), address(0), 1);
        vm.expectRevert(abi.encodeWithSelector(IVillageTreasury.VillageTreasuryInvalidRecipient.selector, treasury));
        treasury.transferNFT(address(_art), address(treasury), 1);
    }

    function test_theReceiverIsAsked() public {
        MoodyRecipient moody = new MoodyRecipient();
        moody.refuse(true);
        _art.mint(address(treasury), 1);

        vm.expectRevert(MoodyRecipient.MoodyRecipientRefuses.selector);
        vm.prank(dao);
        treasury.transferNFT(address(_art), address(moody), 1);

        assertEq(address(treasury), _art.ownerOf(1));
    }
}
