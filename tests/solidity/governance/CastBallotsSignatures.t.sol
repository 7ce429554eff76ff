// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";

import {IBallots} from "../../../contracts/governance/IBallots.sol";
import {IVillageGovernor} from "../../../contracts/governance/IVillageGovernor.sol";
import {BurningWallet, OwnedWallet, TalkingWallet} from "../charter/Wallets.sol";
import {BallotScene} from "./BallotScene.sol";

/// @dev Which signatures of keys count.
contract CastBallotsSignaturesTest is BallotScene {
    uint256 private constant ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;

    function test_aCompactSignatureCounts() public {
        Proposal memory p = _open(_harmless());
        IVillageGovernor.SignedBallot memory ballot = _ballot(p, "Hana", FOR);
        (, uint256 key) = makeAddrAndKey("Hana");
        (bytes32 r, bytes32 vs) = vm.signCompact(key, _digest(p.id, FOR, hana));
        ballot.signature = abi.encodePacked(r, vs);

        _cast(p, ballot);

        _assertVotes(0, 40, 0, p);
    }

    function test_aSignatureInTheUpperHalfIsRejected() public {
        Proposal memory p = _open(_harmless());
        IVillageGovernor.SignedBallot memory ballot = _ballot(p, "Hana", FOR);
        (, uint256 key) = makeAddrAndKey("Hana");
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, _digest(p.id, FOR, hana));
        ballot.signature = abi.encodePacked(r, bytes32(ORDER - uint256(s)), v == 27 ? 28 : 27);

        _assertRejected(p, ballot, IBallots.BallotFault.InvalidSignature);
    }

    function testFuzz_anythingElseIsNoSignature(bytes memory signature) public {
        Proposal memory p = _open(_harmless());

        _assertRejected(p, IVillageGovernor.SignedBallot(hana, FOR, signature), IBallots.BallotFault.InvalidSignature);
    }

    function testFuzz_aBallotOfAnotherDomainIsRejected(uint64 chainId, address where) public {
        Proposal memory p = _open(_harmless());
        vm.assume(chainId != block.chainid && where != address(governor));

        _assertUnsigned(p, _digestIn(_domain("Yamakoshi", chainId, address(governor)), p.id, FOR, hana));
        _assertUnsigned(p, _digestIn(_domain("Yamakoshi", block.chainid, where), p.id, FOR, hana));
        _assertUnsigned(p, _digestIn(_domain("Yamakosi", block.chainid, address(governor)), p.id, FOR, hana));
    }

    function testFuzz_aBallotOfAnotherProposalIsRejected(uint256 id) public {
        Proposal memory p = _open(_harmless());
        vm.assume(id != p.id);

        _assertUnsigned(p, _digest(id, FOR, hana));
    }

    function testFuzz_aBallotThatSaysSomethingElseIsRejected(uint8 support, address voter) public {
        Proposal memory p = _open(_harmless());
        vm.assume(support != FOR && voter != hana);

        _assertUnsigned(p, _digest(p.id, support, hana));
        _assertUnsigned(p, _digest(p.id, FOR, voter));
    }

    function testFuzz_nobodyElseSignsForAVoter(uint256 key) public {
        Proposal memory p = _open(_harmless());
        key = bound(key, 1, ORDER - 1);
        vm.assume(vm.addr(key) != hana);
        bytes memory signature = _sign(key, _digest(p.id, FOR, hana));

        _assertRejected(p, IVillageGovernor.SignedBallot(hana, FOR, signature), IBallots.BallotFault.InvalidSignature);
    }

    /// @dev A chain that splits in two has another number on one side: signatures stay on theirs.
    function test_aBallotSignedBeforeTheChainSplitIsRejectedOnTheOtherSide() public {
        Proposal memory p = _open(_harmless());
        IVillageGovernor.SignedBallot memory ballot = _ballot(p, "Hana", FOR);
        vm.chainId(block.chainid + 1);

        _assertRejected(p, ballot, IBallots.BallotFault.InvalidSignature);
        _cast(p, _ballot(p, "Hana", FOR));
        _assertVotes(0, 40, 0, p);
    }

    /// @dev The two kinds of signed vote are not taken for each other.
    function test_aBallotIsNoVoteBySignatureNorTheOtherWayRound() public {
        Proposal memory p = _open(_harmless());
        IVillageGovernor.SignedBallot memory ballot = _ballot(p, "Hana", FOR);
        bytes32 other = keccak256(abi.encode(governor.BALLOT_TYPEHASH(), p.id, FOR, hana, 0));
        bytes32 domain = _domain("Yamakoshi", block.chainid, address(governor));

        _assertUnsigned(p, keccak256(abi.encodePacked(hex"1901", domain, other)));
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorInvalidSignature.selector, hana));
        governor.castVoteBySig(p.id, FOR, hana, ballot.signature);
    }

    /* KEYS WHOSE ACCOUNT HAS CODE (EIP-7702) */

    function testFuzz_aKeysBallotCountsWhateverItsCodeAnswers(bytes calldata answer) public {
        _delegateTo("Hana", address(new TalkingWallet(answer, true)));
        Proposal memory p = _open(_harmless());

        _cast(p, _ballot(p, "Hana", FOR));

        _assertVotes(0, 40, 0, p);
    }

    function test_aKeysBallotNeedsNoWalletsGas() public {
        _delegateTo("Hana", address(new BurningWallet()));
        Proposal memory p = _open(_harmless());

        governor.castBallots{gas: 250_000}(p.id, _batch(_ballot(p, "Hana", FOR)));

        _assertVotes(0, 40, 0, p);
    }

    function test_theCodeOfSuchAnAccountSignsToo() public {
        (address session, uint256 key) = makeAddrAndKey("a session key");
        _delegateTo("Hana", address(new OwnedWallet(session)));
        Proposal memory p = _open(_harmless());
        bytes memory signature = _sign(key, _digest(p.id, FOR, hana));

        _cast(p, IVillageGovernor.SignedBallot(hana, FOR, signature));

        _assertVotes(0, 40, 0, p);
    }

    /* INSIDE */

    function _delegateTo(string memory who, address wallet) private {
        (, uint256 key) = makeAddrAndKey(who);
        vm.signAndAttachDelegation(wallet, key);
    }

    /// @dev Hana signed that, and it is no ballot of hers for the proposal.
    function _assertUnsigned(Proposal memory p, bytes32 digest) private {
        (, uint256 key) = makeAddrAndKey("Hana");
        IVillageGovernor.SignedBallot memory ballot = IVillageGovernor.SignedBallot(hana, FOR, _sign(key, digest));
        _assertRejected(p, ballot, IBallots.BallotFault.InvalidSignature);
    }
}
