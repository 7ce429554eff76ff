// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SignatureCheck} from "../../../contracts/charter/SignatureCheck.sol";
import {IBallots} from "../../../contracts/governance/IBallots.sol";
import {IVillageGovernor} from "../../../contracts/governance/IVillageGovernor.sol";
import {VillageGovernor} from "../../../contracts/governance/VillageGovernor.sol";
import {
    BabblingWallet,
    BurningWallet,
    OwnedWallet,
    ReentrantWallet,
    SlowWallet,
    TalkingWallet
} from "../charter/Wallets.sol";
import {BallotScene} from "./BallotScene.sol";

/// @notice A wallet that says yes until it is told to say no.
contract FickleWallet {
    bool public refuses;

    function changeMind() external {
        refuses = !refuses;
    }

    function isValidSignature(bytes32, bytes calldata) external view returns (bytes4) {
        return refuses ? bytes4(0) : this.isValidSignature.selector;
    }
}

/// @dev Villagers that are contracts (ERC-1271): good ones, and those that would spoil a batch.
contract CastBallotsFromWalletsTest is BallotScene {
    function test_aWalletsBallotCounts() public {
        (address owner, uint256 key) = makeAddrAndKey("an owner");
        address wallet = _moveIn(address(new OwnedWallet(owner)));
        Proposal memory p = _open(_harmless());
        bytes memory signature = _sign(key, _digest(p.id, FOR, wallet));

        _expectVote(p, wallet, FOR, 3);
        _cast(p, IVillageGovernor.SignedBallot(wallet, FOR, signature));

        _assertVotes(0, 3, 0, p);
    }

    function test_aWalletThatDidNotSignIsRejected() public {
        (address owner,) = makeAddrAndKey("an owner");
        address wallet = _moveIn(address(new OwnedWallet(owner)));
        Proposal memory p = _open(_harmless());
        (, uint256 other) = makeAddrAndKey("another");

        _assertRejected(
            p,
            IVillageGovernor.SignedBallot(wallet, FOR, _sign(other, _digest(p.id, FOR, wallet))),
            IBallots.BallotFault.InvalidSignature
        );
    }

    function testFuzz_whateverAWalletSaysTheOthersCount(bytes calldata answer, bool reverts) public {
        vm.assume(answer.length < 32 || bytes32(answer[:32]) != bytes32(bytes4(0x1626ba7e)));
        _assertSpoilsNothing(address(new TalkingWallet(answer, reverts)));
    }

    function test_aWalletThatBurnsAllItsGasSpoilsNothing() public {
        _assertSpoilsNothing(address(new BurningWallet()));
    }

    /// @dev What its gas can buy of memory is some 300 KB; answering megabytes ends it.
    function test_aWalletThatAnswersMegabytesSpoilsNothing() public {
        _assertSpoilsNothing(address(new BabblingWallet(4_000_000)));
    }

    /// @dev It said yes, and what it said beside is not looked at.
    function test_aLongAnswerIsNotCopied() public {
        address wallet = _moveIn(address(new BabblingWallet(200_000)));
        Proposal memory p = _open(_harmless());

        uint256 before = gasleft();
        _cast(p, IVillageGovernor.SignedBallot(wallet, FOR, ""));

        assertLt(before - gasleft(), WALLET_GAS + 150_000);
        _assertVotes(0, 3, 0, p);
    }

    function test_aWalletThatTakesMoreThanItsShareIsRejected() public {
        address slow = _moveIn(address(new SlowWallet(WALLET_GAS)));
        address quick = _moveIn(address(new SlowWallet(WALLET_GAS - 5_000)));
        Proposal memory p = _open(_harmless());

        _assertRejected(p, IVillageGovernor.SignedBallot(slow, FOR, ""), IBallots.BallotFault.InvalidSignature);
        _cast(p, IVillageGovernor.SignedBallot(quick, FOR, ""));

        _assertVotes(0, 3, 0, p);
    }

    /// @dev It tries to vote, and to have its ballot cast again, while it is asked for its first.
    function test_aWalletThatCallsBackCountsNothing() public {
        ReentrantWallet wallet = ReentrantWallet(_moveIn(address(new ReentrantWallet())));
        Proposal memory p = _open(_harmless());
        IVillageGovernor.SignedBallot[] memory ballots =
            _batch(IVillageGovernor.SignedBallot(address(wallet), FOR, ""), _ballot(p, "Hana", FOR));

        wallet.aim(address(governor), abi.encodeCall(governor.castVote, (p.id, FOR)));
        _expectRejected(p, address(wallet), IBallots.BallotFault.InvalidSignature);
        _cast(p, ballots);
        _assertVotes(0, 40, 0, p);

        wallet.aim(address(governor), abi.encodeCall(governor.castBallots, (p.id, _batch(_ballot(p, "Umi", FOR)))));
        _assertRejected(p, ballots[0], IBallots.BallotFault.InvalidSignature);
        assertEq(0, wallet.asked());
    }

    /// @dev Between a check and the batch a wallet may think again: its ballot is rejected, and counts when it means it.
    function test_aWalletThatChangesItsMindIsRejectedAndMayVoteLater() public {
        FickleWallet wallet = FickleWallet(_moveIn(address(new FickleWallet())));
        Proposal memory p = _open(_harmless());
        IVillageGovernor.SignedBallot memory ballot = IVillageGovernor.SignedBallot(address(wallet), FOR, "");
        uint256 asItWas = vm.snapshotState();
        _cast(p, ballot);
        _assertVotes(0, 3, 0, p);
        vm.revertToState(asItWas);

        wallet.changeMind();
        _assertRejected(p, ballot, IBallots.BallotFault.InvalidSignature);
        wallet.changeMind();
        _cast(p, ballot);

        _assertVotes(0, 3, 0, p);
    }

    function test_aWalletThatHasNoVoteIsNotAsked() public {
        address wallet = address(new BurningWallet());
        Proposal memory p = _open(_harmless());

        uint256 before = gasleft();
        _cast(p, IVillageGovernor.SignedBallot(wallet, FOR, ""));

        assertLt(before - gasleft(), 100_000);
    }

    function test_aSignatureOfMoreThanTwoKilobytesIsRejected() public {
        address wallet = _moveIn(address(new SlowWallet(1)));
        Proposal memory p = _open(_harmless());

        _assertRejected(
            p, IVillageGovernor.SignedBallot(wallet, FOR, new bytes(2049)), IBallots.BallotFault.InvalidSignature
        );
        _cast(p, IVillageGovernor.SignedBallot(wallet, FOR, new bytes(2048)));

        _assertVotes(0, 3, 0, p);
    }

    /* TOO LITTLE GAS */

    /// @dev With whatever gas a batch is sent: it counts the wallet's ballot, or it fails whole.
    function testFuzz_aStarvedWalletNeverLooksLikeABadSignature(uint256 gas) public {
        address wallet = _moveIn(address(new SlowWallet(WALLET_GAS - 50_000)));
        Proposal memory p = _open(_harmless());
        IVillageGovernor.SignedBallot[] memory ballots =
            _batch(_ballot(p, "Hana", FOR), IVillageGovernor.SignedBallot(wallet, FOR, ""));

        vm.prank(office);
        try governor.castBallots{gas: bound(gas, 30_000, 700_000)}(p.id, ballots) {
            _assertVotes(0, 43, 0, p);
        } catch {
            _assertVotes(0, 0, 0, p);
            assertFalse(governor.hasVoted(p.id, hana));
        }
    }

    function test_aBatchThatCannotAffordAWalletSaysSo() public {
        address wallet = _moveIn(address(new SlowWallet(10_000)));
        Proposal memory p = _open(_harmless());
        IVillageGovernor.SignedBallot[] memory ballots = _batch(IVillageGovernor.SignedBallot(wallet, FOR, ""));

        vm.expectRevert(abi.encodeWithSelector(SignatureCheck.SignatureCheckTooLittleGas.selector, WALLET_GAS));
        governor.castBallots{gas: 250_000}(p.id, ballots);
    }

    /* THE SHARE */

    function testFuzz_theShareIsFiftyThousandToTwoMillion(uint256 share) public {
        _assertShareBounded(bound(share, 0, 4_000_000));
    }

    function test_theLeastAndTheMostAreTaken() public {
        _assertShareBounded(50_000);
        _assertShareBounded(2_000_000);
    }

    function test_oneLessThanTheLeastIsRefused() public {
        _assertShareBounded(49_999);
    }

    function test_oneMoreThanTheMostIsRefused() public {
        _assertShareBounded(2_000_001);
    }

    /* INSIDE */

    function _assertShareBounded(uint256 share) private {
        IVillageGovernor.Terms memory terms = _terms();
        terms.walletGas = share;
        bool outside = share < 50_000 || share > 2_000_000;
        if (outside) {
            vm.expectRevert(
                abi.encodeWithSelector(IBallots.BallotsWalletGasOutOfBounds.selector, share, 50_000, 2_000_000)
            );
        }
        VillageGovernor mouth = new VillageGovernor(address(manager), villager, timelock, terms);

        if (!outside) assertEq(share, mouth.walletGas());
    }

    /// @dev The account gets three tokens, by a batch, which asks nobody whether they take them.
    function _moveIn(address account) private returns (address) {
        address[] memory recipients = new address[](3);
        (recipients[0], recipients[1], recipients[2]) = (account, account, account);
        vm.prank(desk);
        villager.mintBatch(recipients);
        skip(1);
        return account;
    }

    /// @dev Its ballot is rejected and costs its share at most; the ballots before and after it count.
    function _assertSpoilsNothing(address account) private {
        _moveIn(account);
        Proposal memory p = _open(_harmless());
        IVillageGovernor.SignedBallot memory its = IVillageGovernor.SignedBallot(account, FOR, "");

        _expectVote(p, hana, FOR, 40);
        _expectRejected(p, account, IBallots.BallotFault.InvalidSignature);
        _expectVote(p, umi, FOR, 20);
        uint256 before = gasleft();
        _cast(p, _batch(_ballot(p, "Hana", FOR), its, _ballot(p, "Umi", FOR)));

        assertLt(before - gasleft(), WALLET_GAS + 500_000);
        _assertVotes(0, 60, 0, p);
    }
}
