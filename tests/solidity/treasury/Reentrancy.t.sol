// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Mischief, MoodyRecipient} from "./Mischief.sol";
import {Artwork} from "./Tokens.sol";
import {TreasuryCalls} from "./TreasuryCalls.sol";

/// @notice Somebody with every role is paid, and calls back in the middle of it: the guard alone stands in the way.
contract ReentrancyTest is TreasuryCalls {
    MoodyRecipient private _moody;

    function setUp() public override {
        super.setUp();
        _moody = new MoodyRecipient();
        _grantEveryRole(address(_moody));
        _grantEveryRole(address(coin));
    }

    function test_nothingThatMovesMoneyRunsInTheMiddleOfAClaim() public {
        bytes[] memory calls = _guardedCalls();
        for (uint256 i = 0; i < calls.length; ++i) {
            uint256 grant = _grant(ETH, address(_moody), 1, 1);
            _approve(grant, 0);
            _moody.plot(address(treasury), calls[i]);
            treasury.claim(grant, 0);
            _assertStopped(_moody, i + 1);
            assertEq(i + 1, address(_moody).balance);
        }
        _assertCovered(ETH);
    }

    function test_nothingThatMovesMoneyRunsInTheMiddleOfAPayment() public {
        bytes[] memory calls = _guardedCalls();
        for (uint256 i = 0; i < calls.length; ++i) {
            _fill(ETH, 1);
            _moody.plot(address(treasury), calls[i]);
            vm.prank(dao);
            treasury.pay(ETH, address(_moody), 1, "");
            _assertStopped(_moody, i + 1);
        }
        _assertCovered(ETH);
    }

    function test_nothingThatMovesMoneyRunsInTheMiddleOfATokensTransfer() public {
        bytes[] memory calls = _guardedCalls();
        for (uint256 i = 0; i < calls.length; ++i) {
            _fill(address(coin), 1);
            coin.plot(address(treasury), calls[i]);
            vm.prank(dao);
            treasury.pay(address(coin), recipient, 1, "");
            _assertStopped(coin, i + 1);
        }
        _assertCovered(address(coin));
    }

    function test_nothingThatMovesMoneyRunsWhileArtIsGivenAway() public {
        Artwork art = new Artwork();
        bytes[] memory calls = _guardedCalls();
        for (uint256 i = 0; i < calls.length; ++i) {
            art.mint(address(treasury), i);
            _moody.plot(address(treasury), calls[i]);
            vm.prank(dao);
            treasury.transferNFT(address(art), address(_moody), i);
            _assertStopped(_moody, i + 1);
        }
    }

    /// @dev Not guarded, for it changes no amount: what is being paid is paid once, the next goes to the new recipient.
    function test_aRecipientThatHandsTheGrantOnWhileItIsPaidIsPaidOnce() public {
        uint256 grant = _grant(ETH, address(_moody), 2, 1 ether);
        _approve(grant, 0);
        _approve(grant, 1);
        _moody.plot(address(treasury), abi.encodeCall(treasury.changeRecipient, (grant, stranger)));

        treasury.claim(grant, 0);
        treasury.claim(grant, 1);

        assertEq(1 ether, address(_moody).balance);
        assertEq(1 ether, stranger.balance);
        assertEq(0, address(treasury).balance);
    }

    function test_whoLooksInTheMiddleOfAClaimSeesTheTruth() public {
        uint256 grant = _grant(ETH, address(_moody), 2, 1 ether);
        _fill(ETH, 5 ether);
        _approve(grant, 0);
        _moody.plot(address(treasury), abi.encodeCall(treasury.free, (ETH)));

        treasury.claim(grant, 0);

        assertEq(abi.encode(5 ether), _moody.answer());
    }

    function _assertStopped(Mischief mischief, uint256 attempts) private view {
        assertEq(attempts, mischief.attempts());
        assertEq(0, mischief.successes());
        assertEq(
            abi.encodeWithSelector(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector), mischief.answer()
        );
    }
}
