// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IVotes} from "@openzeppelin/contracts/governance/utils/IVotes.sol";
import {Votes} from "@openzeppelin/contracts/governance/utils/Votes.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

import {IVillageGovernor} from "../../../contracts/governance/IVillageGovernor.sol";
import {VillageGovernor} from "../../../contracts/governance/VillageGovernor.sol";
import {GovernanceScene} from "./GovernanceScene.sol";
import {PaperElectorate} from "./PaperElectorate.sol";

/// @dev OpenZeppelin's default: votes counted in blocks.
contract BlockElectorate is Votes {
    constructor() EIP712("Blocks", "1") {}

    function _getVotingUnits(address) internal pure override returns (uint256) {
        return 0;
    }
}

/// @dev Says it counts in seconds, and its clock is slow or fast.
contract LyingElectorate {
    uint48 public immutable clock;

    constructor(uint256 time) {
        clock = uint48(time);
    }

    // solhint-disable-next-line func-name-mixedcase
    function CLOCK_MODE() external pure returns (string memory) {
        return "mode=timestamp";
    }
}

contract FoundTest is GovernanceScene {
    function test_theTermsStand() public view {
        assertEq("Yamakoshi", governor.name());
        assertEq(1000, governor.quorumNumerator());
        assertEq(10_000, governor.quorumDenominator());
        assertTrue(governor.quorumMoreThan());
        assertEq(DELAY, governor.votingDelay());
        assertEq(PERIOD, governor.votingPeriod());
        assertEq(EXTENSION, governor.lateQuorumVoteExtension());
        assertEq(1, governor.proposalThreshold());
        assertEq(FOUNDED + 10 minutes, governor.proposalsOpenFrom());
        assertEq(30 days, governor.EXPIRY());
        assertEq(WALLET_GAS, governor.walletGas());
        assertEq(address(timelock), governor.timelock());
        assertEq(address(villager), address(governor.token()));
        assertEq(address(manager), governor.authority());
    }

    function test_itSaysHowItCountsAndByWhichClock() public view {
        assertEq("support=bravo&quorum=against,for,abstain", governor.COUNTING_MODE());
        assertEq("mode=timestamp", governor.CLOCK_MODE());
        assertEq(block.timestamp, governor.clock());
    }

    function test_itShowsItsSigningDomain() public view {
        (, string memory name, string memory version, uint256 chainId, address where,,) = governor.eip712Domain();

        assertEq("Yamakoshi", name);
        assertEq("1", version);
        assertEq(block.chainid, chainId);
        assertEq(address(governor), where);
    }

    /// @dev The network allows 24,576 bytes; a kilobyte stays for what mends a fault.
    function test_itLeavesAKilobyteOfRoom() public view {
        assertLe(address(governor).code.length, 24_576 - 1024);
    }

    /* THE ELECTORATE'S CLOCK */

    function test_anElectorateCountedInBlocksIsRefused() public {
        _assertClockRefused(new BlockElectorate());
    }

    /// @dev On some day a chain's height is the time; the next block it is not.
    function test_anElectorateCountedInBlocksIsRefusedEvenWhenTheNumbersMeet() public {
        vm.roll(block.timestamp);
        _assertClockRefused(new BlockElectorate());
    }

    function test_anElectorateWhoseClockIsSlowIsRefused() public {
        _assertClockRefused(IVotes(address(new LyingElectorate(block.timestamp - 1))));
    }

    function test_anElectorateWhoseClockIsFastIsRefused() public {
        _assertClockRefused(IVotes(address(new LyingElectorate(block.timestamp + 1))));
    }

    function test_anElectorateWithoutAClockIsRefused() public {
        _assertClockRefused(IVotes(address(manager)));
    }

    function test_anElectorateWithoutCodeIsRefused() public {
        _assertClockRefused(IVotes(stranger));
    }

    /* BOUNDS */

    function testFuzz_theQuorumIsOneToFiveThousandBasisPoints(uint16 bps) public {
        IVillageGovernor.Terms memory terms = _terms();
        terms.quorumBps = bps = uint16(bound(bps, 0, 10_000));
        _assertBounded(terms, bps, 1, 5000);
    }

    function testFuzz_theDelayIsAtMostThirtyDays(uint48 delay) public {
        IVillageGovernor.Terms memory terms = _terms();
        terms.votingDelay = delay = uint48(bound(delay, 0, 60 days));
        _assertBounded(terms, delay, 0, 30 days);
    }

    function testFuzz_thePeriodIsOneHourToSixtyDays(uint32 period) public {
        IVillageGovernor.Terms memory terms = _terms();
        terms.votingPeriod = period = uint32(bound(period, 0, 120 days));
        terms.lateExtension = 0;
        _assertBounded(terms, period, 1 hours, 60 days);
    }

    function testFuzz_theLateExtensionIsAtMostThePeriod(uint48 extension) public {
        IVillageGovernor.Terms memory terms = _terms();
        terms.lateExtension = extension = uint48(bound(extension, 0, 14 days));
        _assertBounded(terms, extension, 0, PERIOD);
    }

    function testFuzz_theThresholdIsOneWhileThereAreFewUnits(uint256 units) public {
        IVillageGovernor.Terms memory terms = _terms();
        terms.proposalThreshold = units = bound(units, 0, 3);
        _assertBounded(terms, units, 1, 1);
    }

    function testFuzz_theThresholdIsAtMostOnePercentOfTheUnits(uint256 units, uint80 total) public {
        PaperElectorate electorate = new PaperElectorate();
        electorate.give(hana, total);
        skip(1);
        uint256 most = total < 200 ? 1 : total / 100;
        units = bound(units, 0, most + 2);
        IVillageGovernor.Terms memory terms = _terms();
        terms.proposalThreshold = units;

        bool outside = units < 1 || units > most;
        if (outside) vm.expectRevert(_outOfBounds(units, 1, most));
        VillageGovernor mouth = new VillageGovernor(address(manager), electorate, timelock, terms);

        if (!outside) assertEq(units, mouth.proposalThreshold());
    }

    /* THE SIGNING NAME */

    function testFuzz_theNameIsOneToThirtyOneLettersOfAscii(uint256 length, bytes1 letter) public {
        _assertName(bound(length, 0, 40), letter);
    }

    function test_theNameFitsToTheLastLetter() public {
        _assertName(1, "a");
        _assertName(31, " ");
        _assertName(31, "~");
    }

    function test_anEmptyNameIsRefused() public {
        _assertName(0, "a");
    }

    function test_aNameOf32LettersIsRefused() public {
        _assertName(32, "a");
    }

    function test_theLetterBeforeTheAlphabetIsRefused() public {
        _assertName(31, 0x1f);
    }

    function test_theLetterAfterTheAlphabetIsRefused() public {
        _assertName(31, 0x7f);
    }

    /* INSIDE */

    /// @dev A name of so many letters, of which the last is `letter`.
    function _assertName(uint256 length, bytes1 letter) private {
        bytes memory letters = new bytes(length);
        for (uint256 i = 0; i < length; ++i) {
            letters[i] = i == length - 1 ? letter : bytes1("a");
        }
        IVillageGovernor.Terms memory terms = _terms();
        terms.name = string(letters);

        bool fits = length > 0 && length < 32 && letter >= 0x20 && letter < 0x7f;
        if (!fits) vm.expectRevert(IVillageGovernor.VillageGovernorInvalidName.selector);
        VillageGovernor mouth = new VillageGovernor(address(manager), villager, timelock, terms);

        if (fits) assertEq(terms.name, mouth.name());
    }

    function _assertClockRefused(IVotes electorate) private {
        vm.expectRevert(IVillageGovernor.VillageGovernorElectorateClock.selector);
        new VillageGovernor(address(manager), electorate, timelock, _terms());
    }

    function _assertBounded(IVillageGovernor.Terms memory terms, uint256 value, uint256 least, uint256 most) private {
        if (value < least || value > most) vm.expectRevert(_outOfBounds(value, least, most));
        new VillageGovernor(address(manager), villager, timelock, terms);
    }

    function _outOfBounds(uint256 value, uint256 least, uint256 most) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IVillageGovernor.VillageGovernorOutOfBounds.selector, value, least, most);
    }
}
