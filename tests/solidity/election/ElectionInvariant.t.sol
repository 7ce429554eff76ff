// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ElectionHandler} from "./ElectionHandler.sol";
import {ElectionPeople} from "./ElectionPeople.sol";
import {ElectionScene, IGeneralElection, IVillageTreasury} from "./ElectionScene.sol";

/// @notice Whatever is done around elections, by whomever, in whatever order and at whatever second, the contract says what
/// the book says.
contract ElectionInvariantTest is ElectionScene {
    ElectionHandler private _handler;

    function setUp() public override {
        super.setUp();
        vm.prank(dao);
        elections.setBounds(IGeneralElection.Bounds(1, 1, 1, false));
        _handler = new ElectionHandler(elections, paper, dao, council, _rules());
        vm.warp(block.timestamp + 1);
        targetContract(address(_handler));
        targetSelector(FuzzSelector(address(_handler), _handler.actions()));
    }

    /// @dev One invariant for all, since forge makes a campaign of its own for each.
    function invariant_everyElectionIsWhatTheBookSays() public view {
        assertEq(0, _handler.surpriseCount(), "every call ends as the book says");
        uint256 promised = 0;
        for (uint256 id = 1; id <= elections.electionCount(); ++id) {
            IGeneralElection.Election memory e = elections.election(id);
            ElectionPeople.Poll memory poll = _handler.poll(id);
            ElectionPeople.Entry[] memory book = _handler.book(id);
            _assertBallots(id, e, poll, book);
            _assertSlate(id, e, poll);
            _assertVotes(id, book);
            if (!poll.closed) continue;
            assertEq(_needed(poll), elections.quorum(id));
            (uint64 elected, uint256 amount) = _elect(id, poll, book);
            assertEq(elected, e.elected);
            assertEq(poll.reserved, e.reservation != 0, "all that is needed is reserved, or nothing");
            if (!poll.reserved) continue;
            uint256 left = treasury.reservation(e.reservation).remainder;
            assertEq(amount, left + _awardedOf(id), "awarded is of what was reserved");
            promised += amount;
        }
        assertEq(_handler.remainder(), treasury.budget(budget).remainder);
        assertEq(10 ether, treasury.budget(budget).remainder + promised, "nothing else leaves the budget");
        assertEq(10 ether, treasury.reserved(ETH));
    }

    /// @dev However a run ended, a stranger then gives every one who was elected what was reserved for them.
    function afterInvariant() public {
        _handler.record("ElectionInvariantTest");
        _awardTheRest();
    }

    /// @dev A walk with fixed seeds. The invariant above would hold for a handler that never gets anything done, too.
    function test_everyActionSucceedsSometimes() public {
        bytes4[] memory actions = _handler.actions();
        uint256 base = vm.snapshotState();
        uint256[] memory succeeded = new uint256[](actions.length);
        for (uint256 walk = 0; walk < 12; ++walk) {
            for (uint256 step = 0; step < 160; ++step) {
                uint256 seed = uint256(keccak256(abi.encode("walk", walk, step)));
                bytes4 action = actions[seed % actions.length];
                (bool ok,) = address(_handler).call(abi.encodeWithSelector(action, keccak256(abi.encode(seed))));
                assertTrue(ok, "the handler itself never fails");
                if (step % 80 == 79) invariant_everyElectionIsWhatTheBookSays();
            }
            for (uint256 i = 0; i < actions.length; ++i) {
                succeeded[i] += _handler.succeeded(actions[i]);
            }
            _awardTheRest();
            vm.revertToState(base);
        }
        string[] memory names = _handler.names();
        for (uint256 i = 0; i < actions.length; ++i) {
            emit log_named_uint(names[i], succeeded[i]);
            assertGe(succeeded[i], 5, names[i]);
        }
    }

    // ---------------------------------------------------------------- parts

    function _assertBallots(
        uint256 id,
        IGeneralElection.Election memory e,
        ElectionPeople.Poll memory poll,
        ElectionPeople.Entry[] memory book
    ) private view {
        uint256 votes = 0;
        for (uint256 i = 0; i < book.length; ++i) {
            votes += book[i].units;
            assertEq(book[i].choices, elections.ballotOf(id, book[i].voter));
            assertEq(book[i].units, paper.getPastVotes(book[i].voter, poll.from), "the units of the snapshot");
            for (uint256 j = 0; j < i; ++j) {
                assertTrue(book[i].voter != book[j].voter, "one voter, one ballot");
            }
        }
        assertEq(votes, e.votes);
        if (block.timestamp > poll.from) {
            assertLe(votes, paper.getPastTotalSupply(poll.from), "no more votes than units");
        }
    }

    function _assertSlate(uint256 id, IGeneralElection.Election memory e, ElectionPeople.Poll memory poll)
        private
        view
    {
        ElectionPeople.Line[] memory lines = _handler.lines(id);
        assertEq(lines.length, e.nominations);
        assertEq(poll.standing, e.standing);
        assertEq(poll.ceiling, e.ceiling);
        bytes32 slate;
        for (uint256 number = 1; number <= lines.length; ++number) {
            ElectionPeople.Line memory line = lines[number - 1];
            IGeneralElection.Candidate memory c = elections.candidate(id, number);
            assertEq(line.nominator, c.nominator);
            assertEq(line.amount, c.amount);
            assertEq(number - 1, c.place);
            assertEq(line.stands, c.status == IGeneralElection.CandidateStatus.Standing);
            assertEq(line.awarded, c.grant != 0, "awarded is who was awarded, and nobody else");
            assertEq(line.awarded, (e.awarded >> c.place) & 1 == 1);
            if (line.awarded) assertEq(line.amount, treasury.grant(c.grant).total);
            slate = keccak256(abi.encode(slate, number, uint256(c.place), c.nominator, _planHash(id, number)));
            if (!line.stands) continue;
            assertEq(number, elections.candidateAt(id, c.place));
            assertEq(number, elections.candidateOf(id, c.nominator), "one plan a nominator");
        }
        assertEq(slate, e.slate);
    }

    function _assertVotes(uint256 id, ElectionPeople.Entry[] memory book) private view {
        ElectionPeople.Line[] memory lines = _handler.lines(id);
        for (uint256 i = 0; i < lines.length; ++i) {
            assertEq(lines[i].stands ? _votesAt(book, i) : 0, elections.candidate(id, i + 1).votes);
        }
    }

    function _planHash(uint256 id, uint256 number) private view returns (bytes32) {
        IVillageTreasury.Plan memory plan = elections.plan(id, number);
        bytes memory milestones;
        for (uint256 i = 0; i < plan.milestones.length; ++i) {
            bytes32 kind = keccak256("Milestone(uint128 amount,uint32 dueDays)");
            bytes32 one = keccak256(abi.encode(kind, plan.milestones[i].amount, plan.milestones[i].dueDays));
            milestones = bytes.concat(milestones, one);
        }
        return keccak256(
            abi.encode(
                elections.PLAN_TYPEHASH(),
                plan.recipient,
                plan.asset,
                keccak256(milestones),
                plan.contentHash,
                keccak256(bytes(plan.uri))
            )
        );
    }

    /// @dev From the book alone: for each seat all candidates are looked at anew.
    function _elect(uint256 id, ElectionPeople.Poll memory poll, ElectionPeople.Entry[] memory book)
        private
        view
        returns (uint64 elected, uint256 amount)
    {
        ElectionPeople.Line[] memory lines = _handler.lines(id);
        uint256[] memory votes = new uint256[](lines.length);
        for (uint256 i = 0; i < lines.length; ++i) {
            if (lines[i].stands) votes[i] = _votesAt(book, i);
        }
        for (uint256 seats = _isEnough(poll, book) ? poll.seats : 0; seats > 0;) {
            uint256 best = 0;
            for (uint256 i = 1; i < lines.length; ++i) {
                if (votes[i] > votes[best]) best = i;
            }
            if (lines.length == 0 || votes[best] == 0) break;
            votes[best] = 0;
            if (amount + lines[best].amount > poll.ceiling) continue;
            amount += lines[best].amount;
            elected |= uint64(1 << best);
            --seats;
        }
    }

    function _isEnough(ElectionPeople.Poll memory poll, ElectionPeople.Entry[] memory book)
        private
        view
        returns (bool)
    {
        uint256 cast = 0;
        for (uint256 i = 0; i < book.length; ++i) {
            cast += book[i].units;
        }
        return cast >= _needed(poll);
    }

    /// @dev "More than" the fraction of all units of the snapshot.
    function _needed(ElectionPeople.Poll memory poll) private view returns (uint256) {
        return paper.getPastTotalSupply(poll.from) * poll.quorumBps / 10_000 + 1;
    }

    function _votesAt(ElectionPeople.Entry[] memory book, uint256 place) private pure returns (uint256 votes) {
        for (uint256 i = 0; i < book.length; ++i) {
            if ((book[i].choices >> place) & 1 == 1) votes += book[i].units;
        }
    }

    function _awardedOf(uint256 id) private view returns (uint256 sum) {
        ElectionPeople.Line[] memory lines = _handler.lines(id);
        for (uint256 i = 0; i < lines.length; ++i) {
            if (lines[i].awarded) sum += lines[i].amount;
        }
    }

    function _awardTheRest() private {
        for (uint256 id = 1; id <= elections.electionCount(); ++id) {
            if (!_handler.poll(id).reserved) continue;
            IGeneralElection.Election memory e = elections.election(id);
            for (uint256 number = 1; number <= e.nominations; ++number) {
                uint256 place = number - 1;
                if ((e.elected >> place) & 1 == 0 || (e.awarded >> place) & 1 == 1) continue;
                vm.prank(stranger);
                elections.award(id, number);
            }
            assertEq(0, treasury.reservation(e.reservation).remainder, "what was reserved is awarded whole");
        }
    }
}
