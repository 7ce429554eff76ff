// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MoodyRecipient} from "./Mischief.sol";
import {BoastfulToken, Mood, MoodyToken} from "./Tokens.sol";
import {IVillageTreasury, TreasuryScene} from "./TreasuryScene.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

contract PayTest is TreasuryScene {
    function testFuzz_paysExactlyTheAmountOutOfFreeMoney(
        bool isEth,
        bool silent,
        uint128 set,
        uint128 free,
        uint256 amount
    ) public {
        address asset = _asset(isEth);
        if (silent) coin.turn(Mood.Silent);
        free = uint128(bound(free, 1, MOST));
        amount = bound(amount, 1, free);
        _budget(asset, set);
        _fill(asset, free);

        vm.expectEmit(address(treasury));
        emit IVillageTreasury.FreePaid(asset, recipient, amount, "roof of the old school");
        vm.prank(dao);
        treasury.pay(asset, recipient, amount, "roof of the old school");

        assertEq(amount, _balance(asset, recipient));
        assertEq(free - amount, treasury.free(asset));
        assertEq(set, treasury.reserved(asset));
        _assertCovered(asset);
    }

    function testFuzz_neverPaysWhatIsReserved(bool isEth, uint128 set, uint128 free, uint256 amount) public {
        address asset = _asset(isEth);
        amount = bound(amount, uint256(free) + 1, type(uint256).max);
        _budget(asset, set);
        _fill(asset, free);

        vm.expectRevert(
            abi.encodeWithSelector(
                IVillageTreasury.VillageTreasuryInsufficientFree.selector, asset, amount, uint256(free)
            )
        );
        vm.prank(dao);
        treasury.pay(asset, recipient, amount, "");
    }

    function test_theLastUnitIsPaidAndNotOneMore() public {
        _budget(ETH, 10);
        _fill(ETH, 5);
        vm.startPrank(dao);
        vm.expectRevert(abi.encodeWithSelector(IVillageTreasury.VillageTreasuryInsufficientFree.selector, ETH, 6, 5));
        treasury.pay(ETH, recipient, 6, "");
        treasury.pay(ETH, recipient, 5, "");

        assertEq(5, recipient.balance);
        assertEq(0, treasury.free(ETH));
    }

    function test_zeroIsNoPayment() public {
        vm.expectRevert(IVillageTreasury.VillageTreasuryInvalidAmount.selector);
        vm.prank(dao);
        treasury.pay(ETH, recipient, 0, "");
    }

    function test_nothingGoesToNobodyOrToTheTreasuryItself() public {
        _fill(ETH, 1);
        vm.startPrank(dao);
        vm.expectRevert(abi.encodeWithSelector(IVillageTreasury.VillageTreasuryInvalidRecipient.selector, address(0)));
        treasury.pay(ETH, address(0), 1, "");
        vm.expectRevert(abi.encodeWithSelector(IVillageTreasury.VillageTreasuryInvalidRecipient.selector, treasury));
        treasury.pay(ETH, address(treasury), 1, "");
    }

    function testFuzz_aTokenThatChargesOrCheatsIsRefused(uint8 mood, uint128 amount) public {
        amount = uint128(bound(amount, 1, MOST - 1));
        mood = uint8(bound(mood, uint8(Mood.TakesFeeFromReceiver), uint8(Mood.Reverts)));
        // One more than paid, so that a fee from the sender finds something to take.
        _fill(address(coin), uint256(amount) + 1);
        coin.turn(Mood(mood));

        vm.expectRevert(_refusal(Mood(mood), amount));
        vm.prank(dao);
        treasury.pay(address(coin), recipient, amount, "");

        assertEq(uint256(amount) + 1, coin.balanceOf(address(treasury)));
        assertEq(0, coin.balanceOf(recipient));
    }

    function test_aTokenThatOnlyBoastsIsRefused() public {
        address boast = address(new BoastfulToken());
        vm.startPrank(dao);
        treasury.listAsset(boast);

        vm.expectRevert(abi.encodeWithSelector(IVillageTreasury.VillageTreasuryTransferMismatch.selector, boast, 5, 0));
        treasury.pay(boast, recipient, 5, "");
    }

    function test_aRecipientThatRefusesEthLeavesItHere() public {
        MoodyRecipient moody = new MoodyRecipient();
        moody.refuse(true);
        _fill(ETH, 3);

        vm.expectRevert(MoodyRecipient.MoodyRecipientRefuses.selector);
        vm.prank(dao);
        treasury.pay(ETH, address(moody), 3, "");

        assertEq(3, treasury.free(ETH));
    }

    function test_aRecipientMaySendEthBackAtOnce() public {
        MoodyRecipient moody = new MoodyRecipient();
        moody.sendBack(2);
        _fill(ETH, 3);

        vm.prank(dao);
        treasury.pay(ETH, address(moody), 3, "");

        assertEq(1, address(moody).balance);
        assertEq(2, treasury.free(ETH));
    }

    function _refusal(Mood mood, uint256 amount) private view returns (bytes memory) {
        if (mood == Mood.Reverts) return abi.encodeWithSelector(MoodyToken.MoodyTokenReverts.selector);
        if (mood == Mood.AnswersFalse) {
            return abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, coin);
        }
        uint256 moved = 0;
        if (mood == Mood.TakesFeeFromReceiver) moved = amount - 1;
        if (mood == Mood.TakesFeeFromSender) moved = amount + 1;
        return abi.encodeWithSelector(IVillageTreasury.VillageTreasuryTransferMismatch.selector, coin, amount, moved);
    }
}
