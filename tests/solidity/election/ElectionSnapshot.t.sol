// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {DigitalVillager} from "../../../contracts/villager/DigitalVillager.sol";
import {IDigitalVillager} from "../../../contracts/villager/IDigitalVillager.sol";
import {Roles} from "../../../contracts/charter/Roles.sol";
import {ElectionScene, IBallots, IGeneralElection} from "./ElectionScene.sol";

/// @notice An election among holders of the village's tokens, which are sold while it runs. Hana holds 6, Ichiro 3, the
/// treasury 1.
contract ElectionSnapshotTest is ElectionScene {
    DigitalVillager private _tokens;
    uint256 private _id;

    function setUp() public override {
        super.setUp();
        _tokens = new DigitalVillager(
            address(manager),
            address(treasury),
            IDigitalVillager.Terms({
                name: "Nishikigoi",
                symbol: "KOI",
                signingName: "Nishikigoi",
                maxSupply: 1000,
                votesPerHolder: type(uint256).max,
                royaltyBps: 0,
                baseURI: ""
            })
        );
        bytes4[] memory minting = new bytes4[](1);
        minting[0] = IDigitalVillager.mint.selector;
        manager.setTargetFunctionRole(address(_tokens), minting, Roles.SALES);
        manager.grantRole(Roles.SALES, address(this), 0);
        _tokens.mint(hana, 6);
        _tokens.mint(ichiro, 3);
        _tokens.mint(address(treasury), 1);
        vm.prank(dao);
        elections.setElectorate(address(_tokens), true);
        skip(1);
        IGeneralElection.Rules memory rules = _rules();
        rules.electorate = address(_tokens);
        _id = _open(rules);
        _nominate(_id, hana, 1 ether);
        _nominate(_id, ichiro, 1 ether);
    }

    /// @dev Sold before the snapshot, in its very second, or after: whoever holds at its end votes, nobody else.
    function testFuzz_aTokenVotesForWhoHeldItAtTheEndOfTheSnapshotsSecond(uint48 sold) public {
        sold = uint48(bound(sold, FROM - 2, FROM + 1));
        vm.warp(sold);
        for (uint256 token = 1; token <= 6; ++token) {
            vm.prank(hana);
            _tokens.transferFrom(hana, umi, token);
        }
        vm.warp(FROM + 2);
        (address votes, address doesNot) = sold <= FROM ? (umi, hana) : (hana, umi);

        vm.expectRevert(abi.encodeWithSelector(IGeneralElection.GeneralElectionNoVotingPower.selector, _id, doesNot));
        _cast(_id, doesNot, 1);
        _cast(_id, votes, 1);
        assertEq(6, _votesOf(_id, 1));
        assertEq(6, elections.election(_id).votes);
    }

    function test_aSellersSignedBallotIsRejectedAndTheBuyersCounts() public {
        vm.warp(FROM);
        vm.prank(hana);
        _tokens.transferFrom(hana, umi, 1);
        for (uint256 token = 2; token <= 6; ++token) {
            vm.prank(hana);
            _tokens.transferFrom(hana, ken, token);
        }
        vm.warp(FROM + 1);
        IGeneralElection.SignedChoice[] memory ballots = new IGeneralElection.SignedChoice[](2);
        ballots[0] = _sign(_id, hanaKey, 1);
        ballots[1] = _sign(_id, umiKey, 1);

        _expectRejected(_id, hana, IBallots.BallotFault.NoVotingPower);
        elections.castBallots(_id, ballots);
        assertEq(1, _votesOf(_id, 1));
    }

    function test_theTreasurysTokensNeitherVoteNorSwellTheQuorum() public {
        vm.warp(FROM + 1);

        vm.expectRevert(
            abi.encodeWithSelector(IGeneralElection.GeneralElectionNoVotingPower.selector, _id, address(treasury))
        );
        _cast(_id, address(treasury), 1);
        assertEq(1, elections.quorum(_id), "more than a tenth of 9, not of 10");
    }

    function test_tokensMintedAfterTheSnapshotNeitherVoteNorSwellTheQuorum() public {
        vm.warp(FROM + 1);
        _tokens.mint(ken, 90);
        skip(1);

        vm.expectRevert(abi.encodeWithSelector(IGeneralElection.GeneralElectionNoVotingPower.selector, _id, ken));
        _cast(_id, ken, 1);
        assertEq(1, elections.quorum(_id));
    }

    function test_aDelegateVotesWithWhatWasDelegatedAtTheSnapshot() public {
        vm.prank(ichiro);
        _tokens.delegate(umi);
        vm.warp(FROM + 1);
        vm.prank(ichiro);
        _tokens.delegate(ichiro);
        skip(1);

        _cast(_id, umi, 2);
        assertEq(3, _votesOf(_id, 2));
        vm.expectRevert(abi.encodeWithSelector(IGeneralElection.GeneralElectionNoVotingPower.selector, _id, ichiro));
        _cast(_id, ichiro, 2);
    }

    function test_theQuorumIsNotKnownBeforeTheSnapshot() public {
        vm.warp(FROM);
        vm.expectRevert();
        elections.quorum(_id);
        vm.expectRevert();
        elections.outcome(_id);

        vm.warp(FROM + 1);
        assertEq(1, elections.quorum(_id));
    }
}
